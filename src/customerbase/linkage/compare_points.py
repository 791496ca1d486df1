"""How identifiers, telephones, e-mail addresses, days of birth and addresses of two records are compared."""

from __future__ import annotations

import re
from typing import Final

from customerbase.linkage.compare_names import anagram, share
from customerbase.linkage.features import Features
from customerbase.linkage.fields import is_role_mailbox
from customerbase.linkage.levels import SILENT
from customerbase.linkage.similarity import Similarity

__all__ = ["born", "email", "identifier", "locality", "phone", "street", "towns"]


def identifier(a: Features, b: Features, like: Similarity) -> int:
    """Identifiers of the same scheme."""
    found = SILENT
    for scheme, value in a.identifiers:
        for other_scheme, other in b.identifiers:
            if scheme == other_scheme:
                level = 3
                if value == other:
                    return 0
                distance = like.edits(value, other, 2)
                if len(value) >= 5 and distance <= 2:
                    level = distance
                found = level if found == SILENT else min(found, level)
    return found


def phone(ones: tuple[str, ...], others: tuple[str, ...], like: Similarity) -> int:
    """Telephones: one in common is enough."""
    if not ones or not others:
        return SILENT
    if any(each in others for each in ones):
        return 0
    for one in ones:
        for other in others:
            if len(one) >= 8 and like.edits(one, other, 1) <= 1:
                return 1
    return 2


def email(a: Features, b: Features, like: Similarity) -> int:
    """E-mail addresses: one in common is enough."""
    if not a.emails or not b.emails:
        return SILENT
    if share(a.emails, b.emails):
        return 0
    names = {each for each in (a.given, a.family, b.given, b.family) if len(each) > 2}
    return min(_address(one, other, names, like) for one in a.emails for other in b.emails)


def _address(one: str, other: str, names: set[str], like: Similarity) -> int:
    box, _, host = one.partition("@")
    other_box, _, other_host = other.partition("@")
    if box == other_box and len(box) > 3:
        # Everybody has a mailbox "sales": it says no more than two that differ.
        return 4 if is_role_mailbox(one) else 2
    common = [each for each in names if each in box and each in other_box]
    if common or (host == other_host and host):
        # A name says nothing twice, and everybody of one company or provider has the same end.
        for name in sorted(common, key=lambda each: (-len(each), each)):
            box, other_box = box.replace(name, "", 1), other_box.replace(name, "", 1)
        one, other = ("".join(filter(str.isalnum, each)) for each in (box, other_box))
        if one == other:
            return 1 if host == other_host else 2
    longer = max(len(one), len(other))
    distance = like.edits(one, other, max(1, longer // 3))
    if distance <= longer // 6:
        return 1
    return 3 if distance <= longer // 3 else 4


_DAYS_BEFORE: Final = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def born(one: str, other: str, like: Similarity) -> int:
    """Days of birth, of which some are known in part."""
    if not one or not other:
        return SILENT
    if len(one) != len(other) or len(one) < 8:
        shorter = min(len(one), len(other))
        return 3 if one[:shorter] == other[:shorter] else 7
    if one == other:
        return 0
    if like.edits(one, other, 1) <= 1:
        return 1
    if one[:4] == other[:4] and one[4:6] == other[6:] and one[6:] == other[4:6]:
        return 2
    apart = abs(_day(one) - _day(other))
    if apart <= 31:
        return 4
    if apart <= 124:
        return 5
    return 6 if apart <= 366 else 7


def _day(born: str) -> int:
    return int(born[:4]) * 365 + _DAYS_BEFORE[min(int(born[4:6]), 12)] + int(born[6:])


def street(a: Features, b: Features, like: Similarity) -> int:
    """Streets with their numbers."""
    if not a.street or not b.street:
        return SILENT
    if a.street == b.street:
        return 0
    alike = like.jaro_winkler(a.street, b.street)
    numbers = share(a.numbers, b.numbers)
    if alike >= 0.92 and (numbers or not a.numbers or not b.numbers):
        return 1
    if not numbers and alike >= 0.85:
        return 3
    if numbers and alike >= 0.7:
        return 2
    ones, others = _neighbours(a.street), _neighbours(b.street)
    common = len(ones & others) / (min(len(ones), len(others)) or 1)
    if numbers and common >= 0.5:
        return 2
    return 3 if common >= 0.6 else 4


_DIGITS: Final = re.compile(r"\d+")


def _neighbours(street: str) -> set[str]:
    """Each two letters that stand beside one another, without the numbers."""
    text = _DIGITS.sub(" ", street)
    return {text[i : i + 2] for i in range(len(text) - 1) if " " not in text[i : i + 2]}


def locality(a: Features, b: Features, like: Similarity) -> int:
    """Postal codes and the finest towns or districts that are known."""
    ones, others = towns(a), towns(b)
    code = a.postal_code if a.postal_code and b.postal_code else ""
    if not code and not (ones and others):
        return 4 if a.province and a.province == b.province else SILENT
    same_code = bool(code) and a.postal_code == b.postal_code
    same_town = any(each in others for each in ones)
    if same_town and (same_code or not code):
        return 0
    if same_code:
        return 1
    if same_town:
        return 2
    near_code = bool(code) and len(code) > 3 and like.edits(a.postal_code, b.postal_code, 1) <= 1
    if near_code or any(_near_town(one, other, like) for one in ones for other in others):
        return 3
    return 4 if a.province and a.province == b.province else 5


def towns(record: Features) -> tuple[str, ...]:
    """Return the finest town or district that is known."""
    if record.district:
        return (record.district,)
    return (record.city,) if record.city else ()


def _near_town(one: str, other: str, like: Similarity) -> bool:
    if min(len(one), len(other)) < 4:
        return False
    return like.jaro_winkler(one, other) >= 0.9 or anagram(one, other, like)
