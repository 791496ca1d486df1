"""Words and names that callers give: one of a list, or a time zone."""

from __future__ import annotations

from datetime import UTC, tzinfo
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["word_of", "zone_of"]

E = TypeVar("E", bound=StrEnum)


def word_of(words: type[E], given: E | str, name: str) -> E:
    """Return a word of a list, given it or its text.

    Raises
    ------
    ValueError
        If it is none of them; all are named.
    """
    try:
        return words(given)
    except ValueError:
        choices = ", ".join(repr(str(each)) for each in words)
        raise ValueError(f"{name}={given!r} is none of {choices}") from None


def zone_of(zone: str | tzinfo) -> tzinfo:
    """Return a time zone, given it or its name.

    Raises
    ------
    ValueError
        If no zone has this name.
    """
    if not isinstance(zone, str):
        return zone
    if zone == "UTC":
        return UTC
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{zone!r} is no time zone: write it as in Asia/Shanghai") from error
