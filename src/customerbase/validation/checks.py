"""What is wrong with a piece of text or a number, said in a few words."""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from typing import Final, TypeAlias

from customerbase.errors import Problem

__all__ = ["EXACT", "LIMIT", "Fault", "check_decimal", "check_key", "check_text", "check_whole", "storable"]

Fault: TypeAlias = str | Problem | None

# A context of our own: what the caller set for the whole thread must not round our numbers.
EXACT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX)
LIMIT: Final = 10**18
_MICRO: Final = Decimal("0.000001")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def storable(text: str) -> bool:
    r"""Tell whether every store can keep a piece of text; nothing is found under one that none keeps.

    >>> storable("客户"), storable("a\0b"), storable("\ud800")
    (True, False, False)
    """
    return text.isprintable() or _UNSTORABLE.search(text) is None


def check_text(value: object, limit: int = 2_000) -> Fault:
    """Say what is wrong with a piece of text, or nothing."""
    if not isinstance(value, str):
        return f"expected text, not {type(value).__name__}"
    if value.isprintable() and 0 < len(value) <= limit and not value.isspace():
        return None
    if not value or value.isspace():
        return "is blank: leave it out (None) where nothing is known"
    if len(value) > limit:
        return f"has {len(value):,} characters, more than the {limit:,} allowed"
    if _UNSTORABLE.search(value):
        return "holds a NUL or half of a surrogate pair, which not every store can keep"
    return None


def check_key(value: object) -> Fault:
    """Say what is wrong with an id, or nothing."""
    fault = check_text(value, 200)
    if fault is None and isinstance(value, str):
        if value.isprintable() and value == value.strip():
            return None
        if value != value.strip():
            return "begins or ends with white space"
        if _CONTROL.search(value):
            return "holds a control character"
    return fault


def check_whole(value: int) -> Fault:
    """Say what is wrong with a whole number, or nothing: at most 18 digits."""
    return None if -LIMIT < value < LIMIT else "has more than 18 digits"


def check_decimal(value: Decimal, places: int = 6) -> Fault:
    """Say what is wrong with a Decimal, or nothing: finite, 18 digits, then at most `places` decimals."""
    if not value.is_finite():
        return "is not a finite number"
    if not -LIMIT < value < LIMIT:
        return "has more than 18 digits before the point"
    finest = _MICRO if places == 6 else Decimal(1).scaleb(-places)
    if value.quantize(finest, context=EXACT) != value:
        return f"has more than {places} decimals"
    return None
