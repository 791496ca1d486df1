"""What cells look like: the field and the type that they suggest where a heading says nothing.

A suggestion is for a person to decide on; nothing is taken because of it.

>>> field_by_content(["13900000001", "13800138000", "138 0013 8001"])
'phones[mobile]'
>>> type_by_content(["1", "20", "3"]), type_by_content(["2024-01-05", "2024年1月6日"]), type_by_content(["a"])
(<AttributeType.WHOLE: 'whole'>, <AttributeType.DAY: 'day'>, None)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from customerbase.clean.dates import clean_day
from customerbase.clean.emails import clean_emails
from customerbase.clean.numbers import clean_flag, clean_number, clean_whole
from customerbase.clean.refused import Refused
from customerbase.model import AttributeType

__all__ = ["counts_rows", "field_by_content", "type_by_content"]

_FEW = 3
_GRADUALLY = re.compile(r"[\s\-()]+")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LOOKS: Mapping[str, re.Pattern[str]] = {
    "identifiers[uscc]": re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}"),
    "phones[mobile]": re.compile(r"(?:\+?86)?1[3-9][0-9]{9}"),
    "phones[main]": re.compile(r"(?:\+?86)?0[1-9][0-9]{1,2}[2-8][0-9]{6,7}|400[0-9]{7}"),
    "organization.website": re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    "address.text": re.compile(
        r"(?:中国)?[\u4e00-\u9fff]{2,8}(?:省|自治区|市)[\u4e00-\u9fff].{3,}", re.DOTALL
    ),
}


def field_by_content(cells: Sequence[str]) -> str | None:
    """Return the field that all cells look like, where they look like one and there are three at least.

    Mobile and fixed numbers of China, e-mail, unified social credit codes
    (GB 32100), numbers of identity cards (GB 11643, both with their check digit),
    addresses of pages, and addresses that begin with a province or a city.
    """
    texts = [each.strip() for each in cells if each.strip()]
    if len(texts) < _FEW:
        return None
    if all("@" in each and _clean(clean_emails, each) for each in texts):
        return "emails[main]"
    bare = [_GRADUALLY.sub("", each).upper() for each in texts]
    if all(map(_is_identity_card, bare)):
        return "identifiers[id_card]"
    for field, pattern in _LOOKS.items():
        given = texts if field.startswith(("organization", "address")) else bare
        if all(map(pattern.fullmatch, given)):
            if field == "identifiers[uscc]" and not all(map(_is_credit_code, bare)):
                continue
            return field
    return None


def type_by_content(cells: Sequence[str]) -> AttributeType | None:
    """Return the plain type of which every cell is: whole number, decimal, day, yes or no."""
    texts = [each.strip() for each in cells if each.strip()]
    if not texts:
        return None
    # 0 and 1 alone are numbers as well as yes and no: the wider one is said.
    tried: Sequence[tuple[AttributeType, Callable[[str], Any]]] = (
        (AttributeType.WHOLE, _plain_whole),
        (AttributeType.DECIMAL, _plain_decimal),
        (AttributeType.FLAG, clean_flag),
        (AttributeType.DAY, clean_day),
    )
    for kind, clean in tried:
        if all(_clean(clean, each) is not None for each in texts):
            return kind
    return None


def counts_rows(cells: Sequence[str]) -> bool:
    """Tell whether the cells are 1, 2, 3, ...: numbers of rows, or of customers who were numbered in this order."""
    return len(cells) >= _FEW and [each.strip() for each in cells] == [
        str(i) for i in range(1, len(cells) + 1)
    ]


def _plain_whole(text: str) -> int | None:
    # 007 and 1234567890123456 are codes.
    return clean_whole(text) if re.fullmatch(r"-?(?:0|[1-9][0-9]{0,14})", text) else None


def _plain_decimal(text: str) -> Decimal | None:
    return clean_number(text) if re.fullmatch(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?", text) else None


def _clean(clean: Callable[[str], Any], text: str) -> Any:
    try:
        return clean(text)
    except Refused:
        return None


def _is_credit_code(code: str) -> bool:
    total = sum(_CHARACTERS.index(each) * 3**i % 31 for i, each in enumerate(code[:17]))
    return _CHARACTERS[-total % 31] == code[17]


def _is_identity_card(number: str) -> bool:
    if not re.fullmatch(r"[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9X]", number):
        return False
    total = sum(int(each) * weight for each, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17]
