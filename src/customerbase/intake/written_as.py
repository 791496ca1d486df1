"""What stood in a cell, kept beside the value that was read of it wherever the value is not written so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any

from customerbase.reports.listed_values import written
from customerbase.values import Anniversary, Email, Identifier, Phone

__all__ = ["added", "raw_of", "raw_of_parts"]

_BETWEEN = (",", ";", "，", "；", "、", "|", "/", "\n")


def raw_of(value: Any, raw: str) -> str | None:
    """Return what stood in a cell; None where the value is written just so, but for white space around it.

    Parameters
    ----------
    value : object
        What was read of the cell.
    raw : str

    Examples
    --------
    >>> raw_of(Phone(number="0755-83201234", extension="8012"), "0755-83201234转8012")
    '0755-83201234转8012'
    >>> raw_of(date(2024, 1, 5), "2024-01-05") is None, raw_of(date(2024, 1, 5), "45296")
    (True, '45296')
    """
    text = raw.strip()
    if value is None or any(text == each for each in _forms(value)):
        return None
    return _storable(text)


def _forms(value: Any) -> Iterator[str]:
    """Yield how a value is written when it is written as it is kept."""
    if isinstance(value, Enum | bool):
        yield str(value.value if isinstance(value, Enum) else value)
        yield written(value, "en")
        yield written(value, "zh")
    elif isinstance(value, str):
        yield value
    elif isinstance(value, Phone):
        yield value.number
        yield str(value)
    elif isinstance(value, Email):
        yield value.address
    elif isinstance(value, Identifier):
        yield value.value
    elif isinstance(value, Anniversary):
        yield value.day.isoformat()
    elif isinstance(value, date):
        yield value.isoformat()
    elif isinstance(value, tuple):
        texts = [next(_forms(each), "") for each in value]
        yield from (mark.join(texts) for mark in _BETWEEN)
    elif isinstance(value, int | Decimal):
        yield str(value)
        yield f"{value:,}"
    else:
        yield str(value)


def raw_of_parts(value: Any, cells: Sequence[tuple[str, str]]) -> str | None:
    """Return what stood in several cells that make one value; None where each part is written just so.

    >>> from customerbase.values import PaymentTerms
    >>> raw_of_parts(PaymentTerms(days=30), [("days", "30")]) is None
    True
    >>> raw_of_parts(PaymentTerms(days=30), [("days", "30天")])
    '30天'
    """
    if all(raw_of(getattr(value, part, ()), raw) is None for part, raw in cells):
        return None
    return " | ".join(_storable(raw.strip()) for _, raw in cells)


def added(values: dict[str, Any], before: int) -> list[str]:
    """Return the paths that a dictionary has since it held so many.

    >>> added({"name": "Acme", "note": "x"}, 1)
    ['note']
    """
    return list(islice(reversed(values), len(values) - before))


def _storable(text: str) -> str:
    """Return the text; half of a surrogate pair, which no file can hold, by its number."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text
