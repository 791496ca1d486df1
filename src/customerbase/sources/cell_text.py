"""Cells of a spreadsheet as text: as one would write them, or as the spreadsheet shows what it has rounded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any, Final

__all__ = ["cell_text", "number_text"]

_DIGITS: Final = 10**15
_EXACT: Final = 2**53


def cell_text(value: Any) -> str:
    """Return a cell as one would write it: exact numbers, days as ISO says.

    >>> cell_text(1.0), cell_text("007"), cell_text(date(2024, 1, 5)), cell_text(0.1 + 0.2), cell_text(True)
    ('1', '007', '2024-01-05', '0.3', 'true')
    """
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime):
        whole = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        return whole.isoformat(" ") if whole.time() != time() else whole.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(value)


def number_text(value: float) -> str:
    """Return a number as one would write it, or as a spreadsheet shows it where it has rounded it.

    >>> (
    ...     number_text(123456789012345),
    ...     number_text(9007199254740991),
    ...     number_text(1234567890123450),
    ...     number_text(6222020200112230123),
    ... )
    ('123456789012345', '9007199254740991', '1.23456789012345E+15', '6.22202020011223E+18')
    """
    if not isfinite(value):
        return ""
    if abs(value) >= _DIGITS:
        # A program may write 16 digits as they are; a spreadsheet makes the last one 0.
        if abs(value) < _EXACT and int(value) % 10:
            return str(int(value))
        digits, _, power = f"{value:.14E}".partition("E")
        return f"{digits.rstrip('0').rstrip('.')}E{power}"
    if value == int(value):
        return str(int(value))
    # What the spreadsheet shows: its own arithmetic is binary, to 15 digits.
    return f"{Decimal(format(value, '.15g')):f}"
