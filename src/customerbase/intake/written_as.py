"""What stood in a cell, kept beside the value that was read of it wherever the value is not written so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any

from customerbase.clean.text import SEPARATORS
from customerbase.reports.listed_values import written
from customerbase.values import Email, Identifier, Phone

__all__ = ["added", "raw_of"]


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
    try:
        text.encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair, which no file can hold.
        return text.encode("utf-8", "backslashreplace").decode()
    return text


def _forms(value: Any) -> Iterator[str]:
    """Yield how a value is written when it is written as it is kept."""
    if isinstance(value, Enum):
        yield str(value.value)
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
    elif isinstance(value, date):
        yield value.isoformat()
    elif isinstance(value, tuple):
        texts = [next(_forms(each), "") for each in value]
        yield from (f"{mark}".join(texts) for mark in SEPARATORS)
    elif isinstance(value, int | Decimal):
        yield str(value)
        yield f"{value:,}"
    else:
        yield str(value)


def added(values: Mapping[str, Any], before: int) -> Iterable[str]:
    """Return the paths that a mapping has since it held so many."""
    return islice(reversed(values), len(values) - before)  # type: ignore[call-overload, no-any-return]
