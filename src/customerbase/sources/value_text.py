"""Values of a frame or a database as text: as one would write them, exact, and blank where there is nothing."""

from __future__ import annotations

import struct
from datetime import datetime, time
from typing import Any, Final

from customerbase.sources.database_values import text_of

__all__ = ["short_float_text", "value_text"]

_DIGITS: Final = 10**15
_EXACT: Final = 2**53


def value_text(value: Any) -> str:
    """Return a value as one would write it.

    >>> (
    ...     value_text(17850.0),
    ...     value_text(0.1),
    ...     value_text(float("nan")),
    ...     value_text(datetime(2024, 1, 5)),
    ...     value_text(["a", 1, None]),
    ... )
    ('17850', '0.1', '', '2024-01-05', 'a; 1')
    >>> value_text(1234567890123456.0), value_text(6222020200112230123.0)
    ('1234567890123456', '6.222020200112230e+18')
    """
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(value, float):
        return _float(float(value))
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, list | tuple) and not any(isinstance(each, list | tuple | dict) for each in value):
        return "; ".join(text for each in value if (text := value_text(each)))
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        found = value.item()
        return text_of(value, None) if type(found).__module__ == "numpy" else value_text(found)
    return text_of(value, None)


def _float(value: float) -> str:
    if value != value:  # noqa: PLR0124 - NaN
        return ""
    if abs(value) < _DIGITS or value in (float("inf"), float("-inf")):
        return text_of(value, None)
    return str(int(value)) if abs(value) < _EXACT else f"{value:.15e}"


def short_float_text(value: Any) -> str:
    """Return a float of four bytes by the fewest digits that mean it.

    >>> short_float_text(0.10000000149011612)
    '0.1'
    """
    if not isinstance(value, float):
        return value_text(value)
    for digits in range(6, 10):
        shorter = float(format(value, f".{digits}g"))
        if abs(shorter) < 3e38 and struct.pack("f", shorter) == struct.pack("f", value):
            return _float(shorter)
    return _float(value)
