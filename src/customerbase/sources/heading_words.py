"""The words of headings: which fields they may mean, for each kind of file.

A heading is looked up as it stands, then without its number, notes and
brackets (`heading_forms.keys_of`).  Where that finds nothing, what merely says
whose it is (``客户传真``, ``company fax``) is taken off its front; and one that says
the same twice (``公司名稱 Company Name``) means what both its halves mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from customerbase.sources.aliases import addresses, customers, staff, trade
from customerbase.sources.heading_forms import heading_key, keys_of, parts_of, unit_of

__all__ = [
    "ROLES_OF_PEOPLE",
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
    "weak_fields_of",
]

FileKind = Literal[
    "customers", "products", "employees", "purchases", "purchase_headers", "purchase_lines", "interactions"
]
"""What a file holds.  ``purchases`` has all in one; headers and lines may be two files."""

_Table = tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]

TABLES: Mapping[FileKind, _Table] = MappingProxyType(
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
ROLES_OF_PEOPLE: Mapping[str, str] = MappingProxyType(
    {
        "decider": "决策人|决策者|关键决策人|最终决策人|拍板人|decision maker",
        "buyer": "采购联系人|采购负责人|采购经办人|采购员|采购人员|采购经理|purchasing contact|buyer",
        "influencer": "技术联系人|技术负责人|技术对接人|technical contact",
        "user": "使用人|使用部门联系人",
    }
)
"""Part in the buying centre → what such a person is called in a heading: ``contact[decider].name``."""
_CONTACT_GROUP = re.compile(r"contacts?\[(\d{1,2})\]\.(.+)")
_PLACED = re.compile(r"(phones|emails)\[([0-9]{1,2})\]")
_DIGIT = MappingProxyType({each: i for i, each in enumerate("一二三四五六七八九", 1)})
_WHO = r"(?:客户联系人|主要联系人|第一联系人|业务联系人|公司联系人|对方联系人|联系人|联络人|对接人|接洽人|contactperson|primarycontact|maincontact|contacts?|关键联系人|关键人|kp)"
_WHO_WHAT = re.compile(
    rf"(?:第([1-9一二三四五六七八九])|([1-9一二三四五六七八九]))?{_WHO}([1-9][0-9]?|[一二三四五六七八九])?(.*?)([1-9][0-9]?)?"
)
_NUMBERED = re.compile(r"(.+?)([1-9])")
_WHOSE: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "customers": re.compile(
            r"(?:客户|顾客|公司|企业|单位|会员|买家|商户|对方|customers?|clients?|company|accounts?"
            r"|[\u3400-\u9fff]{2,5}(?:信息|资料|情况))(.+)"
        ),
        **dict.fromkeys(
            ("purchases", "purchase_headers", "purchase_lines"),
            re.compile("(?:客户|顾客|会员|买家|lineitem|customers?|clients?)(.+)"),
        ),
    }
)
"""Kind of file → what at the front of a heading only says whose it is: the number of a customer is none of a product."""
_LABEL = r"[^\[\]]{1,60}"
_PARTS_OF_ADDRESS = "|".join(addresses.PART_OF_ADDRESS)
_OWN_FIELD = re.compile(
    r"attributes\[[^\[\]]{1,200}\]"
    rf"|(?:phones|emails|identifiers|anniversaries)\[{_LABEL}\]"
    rf"|addresses\[{_LABEL}\]\.(?:{_PARTS_OF_ADDRESS})"
    rf"|contact\[(?:[1-9][0-9]?|{'|'.join(ROLES_OF_PEOPLE)})\]\."
    rf"(?:{'|'.join(customers.CONTACT)}|(?:phones|emails|attributes)\[{_LABEL}\])"
)
_OF_ANY_LIST = ("attributes[", "phones[", "emails[")


def known_fields(kind: FileKind) -> tuple[str, ...]:
    """Return the fields that a file of this kind can fill, in the order of the card.

    Beside them, `mapping` may name ``attributes[...]``, and for customers
    further ``phones[...]``, ``emails[...]``, ``identifiers[...]``, ``anniversaries[...]``,
    ``addresses[label].part``, ``contact[n].part`` and ``contact[n].phones[label]``.
    """
    table, _ = TABLES[kind]
    fields = [each for each in table if not each.startswith(("contact[", "attributes["))]
    if kind == "customers":
        fields += [f"contact[1].{part}" for part in customers.CONTACT]
    return tuple(fields)


def is_field(field: str, kind: FileKind) -> bool:
    """Tell whether a file of this kind may fill this field."""
    if _OWN_FIELD.fullmatch(field):
        return kind == "customers" or field.startswith(_OF_ANY_LIST)
    return field in known_fields(kind)


@cache
def strong_words(kind: FileKind) -> Mapping[str, tuple[str, ...]]:
    """Return the fields that each heading of the table may mean, by its key."""
    table, _ = TABLES[kind]
    found: dict[str, tuple[str, ...]] = {}
    for field, headings in table.items():
        for heading in (field, *headings.split("|")):
            key = heading_key(heading)
            if key and field not in found.get(key, ()):
                found[key] = (*found.get(key, ()), field)
    return MappingProxyType(found)


@cache
def weak_words(kind: FileKind) -> Mapping[str, tuple[str, ...]]:
    """Return the fields that a heading which says little may mean, in order of preference."""
    _, table = TABLES[kind]
    return MappingProxyType(
        {heading_key(each): fields for words, fields in table.items() for each in words.split("|")}
    )


def _by_key(table: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(
        {heading_key(each): name for name, words in table.items() for each in words.split("|")}
    )


@cache
def _contact_parts() -> Mapping[str, str]:
    return MappingProxyType(
        {heading_key(part): part for part in customers.CONTACT} | dict(_by_key(customers.CONTACT))
    )


@cache
def _places() -> Mapping[str, str]:
    """Return the field of every use of an address with every part: 收货地址, ``shipping city``."""
    found = {}
    parts = _by_key(addresses.PART_OF_ADDRESS)
    for use, label in _by_key(addresses.USE_OF_ADDRESS).items():
        for part, name in parts.items():
            # Ship To alone is an address; 公司 alone, or Office, is none.
            if part not in ("", "1") or use in ("billto", "shipto"):
                found[f"{use}{part}"] = f"addresses[{label}].{name}"
            found[f"{use}address{part}"] = f"addresses[{label}].{name}"
        if use in ("billing", "shipping", "mailing", "other"):
            found[f"{use}code"] = f"addresses[{label}].postal_code"
    found |= {f"defaultaddress{part}": f"address.{name}" for part, name in parts.items()}
    return MappingProxyType(found)


def fields_of(heading: str, kind: FileKind) -> tuple[str, ...]:
    """Return the fields that a heading may mean, by its own name, the table, or its number."""
    return _meant(heading, kind)[0]


def weak_fields_of(heading: str, kind: FileKind) -> tuple[str, ...]:
    """Return the fields that a heading which says little may mean, the likeliest first."""
    return _meant(heading, kind)[1]


@cache
def _meant(heading: str, kind: FileKind) -> tuple[tuple[str, ...], tuple[str, ...]]:
    stripped = heading.strip()
    if kind == "customers" and (placed := _placed_field(stripped)):
        return (placed,), ()
    if is_field(stripped, kind):
        return (stripped,), ()
    if kind == "customers" and (found := _CONTACT_GROUP.fullmatch(stripped.casefold())):
        part = _contact_parts().get(heading_key(found[2]))
        return ((f"contact[{int(found[1]) + 1}].{part}",) if part else ()), ()
    in_parts = _of_parts(parts_of(heading), kind)
    if in_parts[0] == ("phones",):  # Mobile/Phone is no mobile phone.
        return in_parts
    meanings = (_looked_up(key, kind) for key in keys_of(heading))
    return next((meant for meant in meanings if any(meant)), in_parts)


def _of_parts(parts: tuple[str, ...], kind: FileKind) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say what a heading of several parts means: what they agree on, or all that they may mean."""
    meant = [_looked_up(part, kind) for part in parts]
    if not meant or not all(map(any, meant)):
        return (), ()
    alike = set.intersection(*(set(strong + weak) for strong, weak in meant))
    for strong, weak in meant:
        if agreed := tuple(each for each in strong if each in alike):
            return agreed, ()
        if alike and (agreed := tuple(each for each in weak if each in alike)):
            return (), agreed
    fields = tuple(dict.fromkeys(each for strong, weak in meant for each in (strong or weak[:1])))
    if "phones" in strong_words(kind) and all(each.startswith("phones[") for each in fields):
        return ("phones",), ()
    return fields, ()


def _looked_up(key: str, kind: FileKind) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a key means clearly, and what it may mean."""
    table, weak = strong_words(kind), weak_words(kind)
    if key in table:
        return table[key], ()
    if key in weak:
        return (), weak[key]
    if kind == "customers" and (place := _places().get(key)):
        return (place,), ()
    if kind in {"customers", "employees"} and (numbered := _NUMBERED.fullmatch(key)):
        fields = table.get(numbered[1], ())
        if len(fields) == 1 and fields[0].startswith(("phones[", "emails[")):
            label = "" if numbered[2] == "1" else f" {numbered[2]}"
            return (f"{fields[0][:-1]}{label}]",), ()
    if kind == "customers" and (contact := _contact_field(key)):
        return (contact,), ()
    if kind in _WHOSE and (whose := _WHOSE[kind].fullmatch(key)):
        return _looked_up(whose[1], kind)
    return (), ()


def _placed_field(key: str) -> str | None:
    """Return the field of a place in a list of JSON: ``phones[1]``, ``addresses[0].city``."""
    if found := _PLACED.fullmatch(key):
        number = int(found[2]) + 1
        return f"{found[1]}[main]" if number == 1 else f"{found[1]}[main {number}]"
    part = key.removeprefix("addresses[0].")
    return f"address.{part}" if part != key and is_field(f"address.{part}", "customers") else None


@cache
def _by_role() -> Mapping[str, str]:
    """Return the field of each part of a person with a role: 决策人电话."""
    return MappingProxyType(
        {
            f"{who}{part}": f"contact[{role}].{name}"
            for who, role in _by_key(ROLES_OF_PEOPLE).items()
            for part, name in _contact_parts().items()
        }
    )


def _contact_field(key: str) -> str | None:
    if role := _by_role().get(key):
        return role
    found = _WHO_WHAT.fullmatch(key)
    if found is None:
        return None
    numbers = [each for each in (found[1], found[2], found[3], found[5]) if each]
    part = _contact_parts().get(found[4])
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
            field = _contact_field(key)
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
