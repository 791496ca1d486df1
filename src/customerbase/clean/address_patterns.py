"""Addresses taken apart without a table of divisions: only behind one of the 34 provinces, by the form of names."""

from __future__ import annotations

import re
from typing import Final

from customerbase.clean.parsed_address import AddressNote, Found
from customerbase.clean.provinces import MUNICIPALITIES, PROVINCE_CODES, PROVINCES

__all__ = ["by_pattern"]

_FRONT: Final = re.compile("|".join(sorted(map(re.escape, PROVINCES), key=len, reverse=True)))
_STREET: Final = re.compile("[东西南北中]?[一二三四五]?(?:路|街|大道|大厦|巷|里|弄|公路)")
_CITY: Final = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:自治州|地区|盟|市)")
_DISTRICT: Final = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:自治县|自治旗|新区|开发区|区|县|縣|區|旗|市)")
_NO_DISTRICT: Final = re.compile("小区|社区|园区|校区|厂区|市场|工业区|[路街道巷号]")
_NO_CITY: Final = re.compile("小区|社区|园区|校区|厂区|市场|工业区|[县區区]")
_SEPARATORS: Final = " ,，"


def by_pattern(text: str, at: int) -> Found:
    """Return the places at the front of a text."""
    found = Found({}, [], {AddressNote.WITHOUT_TABLE: None})
    while at < len(text) and text[at] in _SEPARATORS:
        at += 1
    province = _FRONT.match(text, at)
    if province is None or _STREET.match(text, province.end()):
        return found
    name = PROVINCES[province[0]]
    found.parts["province"] = name
    found.code = next(code for code, each in PROVINCE_CODES.items() if each == name) + "0000"
    found.spans.append(("province", at, province.end()))
    at = _after(text, province.end())
    city = _CITY.match(text, at)
    if name in MUNICIPALITIES:
        found.parts["city"] = name
        again = re.compile(f"(?:市辖区|市(?!辖区))?(?:{name})?").match(text, at)
        if again and again[0]:
            found.spans.append(("repeated" if name in again[0] else "level", at, again.end()))
            at = again.end()
    elif city and not _NO_CITY.search(city[0]):
        found.parts["city"] = city[0]
        found.spans.append(("city", at, city.end()))
        at = city.end()
    district = _DISTRICT.match(text, at)
    if district and not _NO_DISTRICT.search(district[0]):
        found.parts["district"] = district[0]
        found.spans.append(("district", at, district.end()))
    return found


def _after(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SEPARATORS:
        at += 1
    return at
