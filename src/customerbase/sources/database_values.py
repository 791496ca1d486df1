"""Values as a driver gives them, as one would write them: nothing is lost on the way, or the row is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any, Final
from zoneinfo import ZoneInfo

__all__ = ["shift", "text_of"]

_MOST: Final = 10**15


def shift(value: Any, seconds: int) -> Any:
    """Return an instant so many seconds earlier; what is no instant as it is.

    >>> shift(datetime(2024, 3, 1, 0, 5), 600), shift("2024-03-01 00:05:00.5", 600), shift(7, 600)
    (datetime.datetime(2024, 2, 29, 23, 55), '2024-02-29 23:55:00', 7)
    """
    if isinstance(value, datetime):
        return value - timedelta(seconds=seconds)
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        # As SQLite keeps it: text, which is compared as text.
        separator = value[10:11]
        return (moment - timedelta(seconds=seconds)).isoformat(separator, "seconds") if separator else value
    return value


def text_of(value: Any, zone: ZoneInfo | None) -> str:
    """Return a value as one would write it: exact numbers, days as ISO says.

    >>> (
    ...     text_of(Decimal("1200.50"), None),
    ...     text_of(0.1, None),
    ...     text_of(datetime(2024, 1, 5, 9), ZoneInfo("UTC")),
    ... )
    ('1200.50', '0.1', '2024-01-05 09:00:00+00:00')
    """
    if isinstance(value, str):
        return _moment(value, zone) if zone is not None and len(value) > _DAY else value
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return write(value, zone)
    return str(value)


_DAY: Final = 10


def _moment(value: str, zone: ZoneInfo) -> str:
    """Give a time its zone where the database keeps it as text."""
    try:
        return _instant(datetime.fromisoformat(value), zone)
    except ValueError:
        return value


def _instant(value: datetime, zone: ZoneInfo | None) -> str:
    named = value.replace(tzinfo=zone) if value.tzinfo is None and zone is not None else value
    return named.isoformat(" ")


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError("is no number that can be written")
    return f"{value:f}"


def _refused(reason: str) -> str:
    raise ValueError(reason)


def _float(value: float) -> str:
    if not isfinite(value):
        raise ValueError("is no number that can be written")
    if abs(value) >= _MOST:
        raise ValueError("has more digits than floating point keeps")
    return f"{Decimal(repr(value)):f}" if value != int(value) else str(int(value))


_WRITERS: Final[tuple[tuple[Any, Callable[[Any, ZoneInfo | None], str]], ...]] = (
    (type(None), lambda _, __: ""),
    (bool, lambda value, _: "true" if value else "false"),
    (float, lambda value, _: _float(value)),
    (Decimal, lambda value, _: _decimal(value)),
    (datetime, _instant),
    ((date, time), lambda value, _: value.isoformat()),
    ((bytes, bytearray, memoryview), lambda _, __: _refused("is bytes, not text")),
    ((list, tuple, dict, set), lambda _, __: _refused("is no single value")),
)
