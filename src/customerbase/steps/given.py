"""What callers give to the methods of a base, checked before anything is asked of the store.

A text where a day belongs, or a class where a record belongs, would otherwise
give an empty table, or lie in the base until somebody reads it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

from customerbase.model import Entity
from customerbase.stores.rows import FILTERS
from customerbase.values import CURRENCIES, Period

__all__ = [
    "checked_currency",
    "checked_day",
    "checked_kind",
    "checked_record",
    "checked_text",
    "checked_where",
    "period_of",
]

R = TypeVar("R", bound=Entity)


def checked_day(day: date | None, name: str = "as_of") -> date | None:
    """Return a day as it is.

    Raises
    ------
    TypeError
        If it is a text, or a moment: which day that is depends on the zone.
    """
    if day is None or (isinstance(day, date) and not isinstance(day, datetime)):
        return day
    raise TypeError(f"{name}={day!r} is no day: give a datetime.date, as in date(2024, 12, 31)")


def checked_currency(currency: str | None) -> str | None:
    """Return a code of ISO 4217 as it is.

    Raises
    ------
    ValueError
    """
    if currency is not None and currency not in CURRENCIES:
        raise ValueError(f"{currency!r} is no currency of ISO 4217: write its code, as in CNY, EUR, USD")
    return currency


def checked_kind(cls: type[R]) -> type[R]:
    """Return a class of records as it is.

    Raises
    ------
    TypeError
    """
    if isinstance(cls, type) and issubclass(cls, Entity) and cls.kind_name in FILTERS:
        return cls
    raise TypeError(f"{cls!r} is no kind of record: give its class, as in Customer or Purchase")


def checked_record(record: R) -> R:
    """Return a record as it is.

    Raises
    ------
    TypeError
        If it is none, such as the class itself.
    """
    if isinstance(record, Entity):
        return record
    raise TypeError(f"{record!r} is no record: give one, as in Customer(customer_id='C1', name='Acme')")


def checked_text(text: str, name: str) -> str:
    """Return a text that says something as it is.

    Raises
    ------
    TypeError, ValueError
    """
    if not isinstance(text, str):
        raise TypeError(f"{name}= is no text, but a {type(text).__name__}")
    if not text.strip():
        raise ValueError(f"{name}= is blank: say it in words")
    return text


def checked_where(cls: type[R], where: dict[str, str]) -> dict[str, str]:
    """Return what picks records of a kind as it is.

    Raises
    ------
    TypeError
        If records of this kind are not found by it.
    """
    there_are = FILTERS[cls.kind_name]
    if unknown := sorted(set(where).difference(there_are)):
        choices = ", ".join(f"{each}=" for each in there_are) or "nothing"
        raise TypeError(f"{cls.__name__} records are not picked by {', '.join(unknown)}=, but by {choices}")
    return where


def period_of(period: Period | str | None) -> Period | None:
    """Return a period, given one or its text.

    Raises
    ------
    ValueError
        If the text is no period.
    TypeError
    """
    if period is None or isinstance(period, Period):
        return period
    if not isinstance(period, str):
        raise TypeError(f"period={period!r} is no period: write it as text, as in '2024', or give a Period")
    return Period.parse(period)
