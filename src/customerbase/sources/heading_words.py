"""The words of headings: how they are compared, and which fields they may mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from customerbase.sources.aliases import customers, staff, trade

__all__ = [
    "TABLES",
    "FileKind",
    "fields_of",
    "heading_key",
    "is_field",
    "keys_of",
    "known_fields",
    "numbered_part",
    "numbered_person",
    "unit_of",
    "weak_words",
]

FileKind = Literal[
    "customers", "products", "employees", "purchases", "purchase_headers", "purchase_lines", "interactions"
]
"""What a file holds.  ``purchases`` has all in one; headers and lines may be two files."""

_Table = tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]

TABLES: Mapping[str, _Table] = MappingProxyType(
    {
        "customers": (customers.CUSTOMER, customers.CUSTOMER_WEAK),
        "products": (trade.PRODUCT, trade.PRODUCT_WEAK),
        "employees": (staff.EMPLOYEE, staff.EMPLOYEE_WEAK),
        "purchases": (trade.PURCHASE, trade.PURCHASE_WEAK),
        "purchase_headers": (trade.PURCHASE, trade.PURCHASE_WEAK),
        "purchase_lines": (trade.LINE, trade.PURCHASE_WEAK),
        "interactions": (staff.INTERACTION, staff.INTERACTION_WEAK),
    }
)
_SIMPLIFIED = str.maketrans(
    "戶編號稱聯繫電話類別區縣郵碼傳真網銷額單價數優產業員責負註備資執營稅務納識開銀賬帳訂時間貨幣種級採購買賣職門機構態條結辦復"
    "訪談內動樣國鄉鎮實際項總計佈個們會員簡語連絡際對應術權證書達狀無與專屬風險評過還進遠運營運費點麼發貿體廠車場樓層號歷學"
    "歲齡婚習慣愛興趣聲話線頁處廣區師導長壽訊簽約額後憑標題絡檔錄暱為併儲籍詢調誰讓貴財質貼賞贈軟輸轉適選鐘階隊雜難頭顧飾"
    "臺台證婦兒親屬萬億圓",
    "户编号称联系电话类别区县邮码传真网销额单价数优产业员责负注备资执营税务纳识开银账账订时间货币种级采购买卖职门机构态条结办复"
    "访谈内动样国乡镇实际项总计布个们会员简语连络际对应术权证书达状无与专属风险评过还进远运营运费点么发贸体厂车场楼层号历学"
    "岁龄婚习惯爱兴趣声话线页处广区师导长寿讯签约额后凭标题络档录昵为并储籍询调谁让贵财质贴赏赠软输转适选钟阶队杂难头顾饰"
    "台台证妇儿亲属万亿圆",
)
_BRACKET = re.compile(r"[(\[【〔{<《](.*?)[)\]】〕}>》]")
_UNIT_AFTER_SLASH = re.compile(r"(.+)[/／:：]\s*((?:[十百千]?[万亿])?元|万|亿|[A-Z]{3}|%|天|人|㎡|平方米)$")
_IS_UNIT = re.compile(
    r"(?:单位[:：]?)?((?:[十百千]?[万亿])?[元圆]|(?:[十百千]?[万亿])?(?:美元|人民币|港币|港元|欧元|日元|英镑|人民币元)|"
    r"万|亿|[A-Za-z]{3}|[kKmM]|%|‰|[¥$€£]|天|日|月|年|人|个|件|台|分钟|小时|㎡|m2|m²|平方米|平米|亩)"
)
_CONTACT_GROUP = re.compile(r"contacts?\[(\d{1,2})\]\.(.+)")
_PLACED = re.compile(r"(phones|emails)\[([0-9]{1,2})\]")
_DIGIT = MappingProxyType({each: i for i, each in enumerate("一二三四五六七八九", 1)})
_WHO = r"(?:客户联系人|主要联系人|联系人|联络人|对接人|contactperson|contacts?|关键人)"
_WHO_WHAT = re.compile(
    rf"(?:第([1-9一二三四五六七八九])|([1-9一二三四五六七八九]))?{_WHO}([1-9][0-9]?|[一二三四五六七八九])?(.*?)([1-9][0-9]?)?"
)
_NUMBERED = re.compile(r"(.+?)([1-9])")
_OWN_FIELD = re.compile(
    r"attributes\[[^\[\]]{1,200}\]|(?:phones|emails|identifiers)\[[^\[\]]{1,60}\]"
    r"|contact\[[1-9][0-9]?\]\.(?:" + "|".join(customers.CONTACT) + ")"
)


def heading_key(heading: str) -> str:
    """Return what headings are compared by.

    >>> heading_key("Company_Name *") == heading_key("companyName")
    True
    >>> heading_key("客戶編號：")
    '客户编号'
    """
    folded = unicodedata.normalize("NFKC", heading).casefold().translate(_SIMPLIFIED)
    return "".join(each for each in folded if each.isalnum())


def known_fields(kind: FileKind) -> tuple[str, ...]:
    """Return the fields that a file of this kind can fill, in the order of the card.

    Beside them, `mapping` may name ``attributes[...]``, and for customers
    further ``phones[...]``, ``emails[...]``, ``identifiers[...]`` and ``contact[n].part``.
    """
    table, _ = TABLES[kind]
    fields = [each for each in table if not each.startswith("contact[")]
    if kind == "customers":
        fields += [f"contact[1].{part}" for part in customers.CONTACT]
    return tuple(fields)


def keys_of(heading: str) -> tuple[str, ...]:
    """Keys of a heading: as it stands, and without what is in brackets or after a slash."""
    plain = unicodedata.normalize("NFKC", heading)
    bare = _BRACKET.sub(" ", plain)
    slash = _UNIT_AFTER_SLASH.fullmatch(bare.strip())
    keys = [heading_key(plain), heading_key(bare), heading_key(slash[1]) if slash else ""]
    return tuple(dict.fromkeys(each for each in keys if each))


def unit_of(heading: str) -> str | None:
    """Return the unit that a heading names in brackets or after a slash."""
    plain = unicodedata.normalize("NFKC", heading).strip().translate(_SIMPLIFIED)
    for inside in _BRACKET.findall(plain):
        if found := _IS_UNIT.fullmatch(inside.strip()):
            return found[1]
    slash = _UNIT_AFTER_SLASH.fullmatch(plain)
    return slash[2] if slash else None


@cache
def strong_words(kind: FileKind) -> Mapping[str, tuple[str, ...]]:
    """Return the fields that each heading of the table may mean, by its key."""
    table, _ = TABLES[kind]
    found: dict[str, tuple[str, ...]] = {}
    for field, headings in table.items():
        for heading in (field, *headings.split("|")):
            key = heading_key(heading)
            if field not in found.get(key, ()):
                found[key] = (*found.get(key, ()), field)
    return MappingProxyType(found)


@cache
def weak_words(kind: FileKind) -> Mapping[str, tuple[str, ...]]:
    """Return the fields that a heading which says little may mean, in order of preference."""
    _, table = TABLES[kind]
    return MappingProxyType(
        {heading_key(each): fields for words, fields in table.items() for each in words.split("|")}
    )


@cache
def _contact_parts() -> Mapping[str, str]:
    return MappingProxyType(
        {
            heading_key(each): part
            for part, words in customers.CONTACT.items()
            for each in (part, *words.split("|"))
        }
    )


def fields_of(heading: str, kind: FileKind) -> tuple[str, ...]:
    """Return the fields that a heading may mean, by its own name, the table, or its number."""
    stripped = heading.strip()
    if kind == "customers" and (placed := _placed_field(stripped)):
        return (placed,)
    if is_field(stripped, kind):
        return (stripped,)
    table, weak = strong_words(kind), weak_words(kind)
    for key in keys_of(heading):
        if key in table:
            return table[key]
        if key in weak:
            return ()
        if kind in {"customers", "employees"} and (numbered := _NUMBERED.fullmatch(key)):
            fields = table.get(numbered[1], ())
            if len(fields) == 1 and fields[0].startswith(("phones[", "emails[")):
                label = "" if numbered[2] == "1" else f" {numbered[2]}"
                return (f"{fields[0][:-1]}{label}]",)
        if kind == "customers" and (contact := _contact_field(heading, key)):
            return (contact,)
    return ()


def _placed_field(key: str) -> str | None:
    """Return the field of a place in a list of JSON: ``phones[1]``, ``addresses[0].city``."""
    if found := _PLACED.fullmatch(key):
        number = int(found[2]) + 1
        return f"{found[1]}[main]" if number == 1 else f"{found[1]}[main {number}]"
    part = key.removeprefix("addresses[0].")
    return f"address.{part}" if part != key and is_field(f"address.{part}", "customers") else None


def _contact_field(heading: str, key: str) -> str | None:
    parts = _contact_parts()
    if found := _CONTACT_GROUP.fullmatch(heading.strip().casefold()):
        part = parts.get(heading_key(found[2]))
        return f"contact[{int(found[1]) + 1}].{part}" if part else None
    found = _WHO_WHAT.fullmatch(key)
    if found is None:
        return None
    numbers = [each for each in (found[1], found[2], found[3], found[5]) if each]
    part = parts.get(found[4])
    if part is None or len(numbers) > 1:
        return None
    number = numbers[0] if numbers else "1"
    return f"contact[{_DIGIT.get(number) or int(number)}].{part}"


def numbered_person(heading: str) -> int | None:
    """Return the number of the contact whose name a heading gives, where it says the number.

    >>> numbered_person("联系人2"), numbered_person("Contact 1 name"), numbered_person("联系人")
    (2, 1, None)
    """
    for key in keys_of(heading):
        found = _WHO_WHAT.fullmatch(key)
        if found and any((found[1], found[2], found[3], found[5])):
            field = _contact_field(heading, key)
            if field is not None and field.endswith(".name"):
                return int(field[len("contact[") : -len("].name")])
    return None


def numbered_part(heading: str) -> tuple[str, int] | None:
    """Return the part of a contact that a heading names by a number alone, and the number.

    >>> numbered_part("邮箱2"), numbered_part("Phone 1"), numbered_part("邮箱")
    (('email', 2), ('phone', 1), None)
    """
    for key in keys_of(heading):
        if found := _NUMBERED.fullmatch(key):
            part = _contact_parts().get(found[1])
            if part is not None and part not in ("name", "id"):
                return part, int(found[2])
    return None


def is_field(field: str, kind: FileKind) -> bool:
    """Tell whether a file of this kind may fill this field."""
    if _OWN_FIELD.fullmatch(field):
        return kind == "customers" or field.startswith(("attributes[", "phones[", "emails["))
    return field in known_fields(kind)
