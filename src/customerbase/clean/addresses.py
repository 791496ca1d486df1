"""Addresses, from columns of their parts or from one column of text.

- Parts from columns stay as they are; the short name of a Chinese province
  (广东) becomes its full one (广东省), so that one place is one place.
- A whole address in one column is the street.  Only where it begins with one
  of the 34 provinces, regions and municipalities of China are province, city
  and district taken off its front; the rest is the street.  Elsewhere nothing
  is guessed.
- A postal code in brackets or after 邮编, and six digits at the very front,
  are taken out of such a text.  ``518000.0`` loses its ``.0``.
- Parts given beside the text win over what the text says.

>>> found = clean_address(text="广东深圳市福田区福华路12号（邮编：518000）")
>>> found.province, found.city, found.district, found.street, found.postal_code
('广东省', '深圳市', '福田区', '福华路12号', '518000')
"""

from __future__ import annotations

import re
from collections.abc import Container

from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_name
from customerbase.errors import InvalidRecord
from customerbase.values import Address

__all__ = ["PROVINCES", "clean_address"]

_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
_OTHERS = (
    "河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 海南省 "
    "四川省 贵州省 云南省 陕西省 甘肃省 青海省 台湾省 内蒙古自治区 广西壮族自治区 西藏自治区 宁夏回族自治区 "
    "新疆维吾尔自治区 香港特别行政区 澳门特别行政区"
)
_ENDING = re.compile("壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|省|市")


def _names() -> dict[str, str]:
    names = {}
    for full in (*_MUNICIPALITIES, *_OTHERS.split()):
        names[full] = full
        names[_ENDING.sub("", full)] = full
    names |= {
        "臺灣": "台湾省",
        "台灣": "台湾省",
        "廣東": "广东省",
        "廣東省": "广东省",
        "重慶": "重庆市",
        "重慶市": "重庆市",
    }
    names |= {"广西省": "广西壮族自治区", "新疆省": "新疆维吾尔自治区", "宁夏省": "宁夏回族自治区"}
    names |= {
        "福建省": "福建省",
        "內蒙古": "内蒙古自治区",
        "香港特區": "香港特别行政区",
        "澳門": "澳门特别行政区",
    }
    return names


PROVINCES = _names()
"""Full and short names of China's 34 provinces, regions and municipalities → the full name."""

_FRONT = re.compile("|".join(sorted(map(re.escape, PROVINCES), key=len, reverse=True)))
_CHINA = re.compile(r"中华人民共和国|中国|中國|P\.?\s?R\.?\s?China[,\s]*", re.IGNORECASE)
_CITY = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:自治州|地区|盟|市)")
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:自治县|自治旗|新区|开发区|区|县|縣|區|旗|市)")
_NO_DISTRICT = re.compile("小区|社区|园区|校区|厂区|市场|工业区")
_POSTAL = re.compile(
    r"[(（]?\s*(?:邮政编码|邮编|郵編|郵遞區號|P\.?C\.?)\s*[:：]?\s*([0-9]{6})\s*[)）]?|[(（]([0-9]{6})[)）]"
)
_POSTAL_FRONT = re.compile(r"([0-9]{6})[\s,，]*(?=[\u4e00-\u9fff])")
_PARTS = ("country", "province", "city", "district", "street", "postal_code")


def clean_address(
    *,
    country: str = "",
    province: str = "",
    city: str = "",
    district: str = "",
    street: str = "",
    postal_code: str = "",
    text: str = "",
    label: str = "main",
    blanks: Container[str] = BLANKS,
) -> Address | None:
    """Return an address of raw parts, or None if all of them are blank.

    Parameters
    ----------
    country, province, city, district, street, postal_code : str
        Cells of their own columns.
    text : str
        The cell of a column that holds whole addresses.
    label : str

    Raises
    ------
    Refused
        If a part is too long, or holds what cannot be kept.
    """
    given = dict(zip(_PARTS, (country, province, city, district, street, postal_code), strict=True))
    parts = {name: clean_name(raw, limit=2_000, blanks=blanks) for name, raw in given.items()}
    whole = clean_name(text, limit=2_000, blanks=blanks)
    if whole is not None:
        for name, value in _taken_apart(whole).items():
            if parts[name] is None:
                parts[name] = value
            elif name == "street":
                parts[name] = f"{value} {parts[name]}"
    code = parts["postal_code"]
    if code is not None:
        parts["postal_code"] = re.sub(r"^([0-9]+)\.0$", r"\1", code)
    parts["province"] = PROVINCES.get(parts["province"] or "", parts["province"] or "") or None
    if not any(parts.values()):
        return None
    try:
        return Address(label=label, **parts)
    except InvalidRecord as error:
        problem = error.problems[0]
        raise Refused(f"{problem.path.removeprefix('$.')} {problem.reason}", problem.hint) from error


def _taken_apart(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if code := _POSTAL.search(text):
        found["postal_code"] = code[1] or code[2]
        text = (text[: code.start()] + text[code.end() :]).strip(" ,，")
    elif code := _POSTAL_FRONT.match(text):
        found["postal_code"] = code[1]
        text = text[code.end() :]
    country = _CHINA.match(text)
    province = _FRONT.match(text, country.end() if country else 0)
    if province is None or _is_a_street(text, province.end()):
        return found | ({"street": text} if text else {})
    if country:
        found["country"] = "中国"
    found["province"] = PROVINCES[province[0]]
    rest = _below(found, text[province.end() :].lstrip(" ,，"))
    return found | ({"street": rest} if rest else {})


def _below(found: dict[str, str], text: str) -> str:
    """Take city and district off the front of a text below its province; return the rest."""
    city = _CITY.match(text)
    if found["province"] in _MUNICIPALITIES:
        found["city"] = found["province"]
        text = re.sub(f"^(?:市辖区|市(?!辖区))?(?:{found['city']})?", "", text)
    elif city and not _NO_DISTRICT.search(city[0]) and not re.search("[县區区]", city[0]):
        found["city"] = city[0]
        text = text[city.end() :]
    district = _DISTRICT.match(text)
    if district and not re.search("[路街道巷号]", district[0]) and not _NO_DISTRICT.search(district[0]):
        found["district"] = district[0]
        text = text[district.end() :]
    return text.strip(" ,，")


def _is_a_street(text: str, at: int) -> bool:
    """Tell whether the name of a province goes on as the name of a street: 北京路, 广东大厦."""
    return re.match("[东西南北中]?[一二三四五]?(?:路|街|大道|大厦|巷|里|弄|公路)", text[at:]) is not None
