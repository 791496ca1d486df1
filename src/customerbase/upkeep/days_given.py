"""Days that callers give: one or several for a customer, and stretches counted back from a day in months."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from customerbase.errors import InvalidRecord, Problem
from customerbase.model import Customer, Verification

__all__ = ["Maintained", "days_by_customer", "id_of", "is_day"]

Maintained = Mapping[str, date | Iterable[date]] | Iterable[Verification]
"""Customer id → day or days; or verifications, of which those count after which the card was right."""


def is_day(value: object) -> bool:
    """Tell whether this is a calendar day, and no point in time."""
    return isinstance(value, date) and not isinstance(value, datetime)


def id_of(given: Customer | str) -> str:
    """Return the id of a customer, given the card or the id itself.

    Raises
    ------
    TypeError
    """
    if isinstance(given, str):
        return given
    if isinstance(given, Customer):
        return given.customer_id
    raise TypeError(f"{type(given).__name__} is no customer: give cards, or ids as text")


def days_by_customer(given: Maintained, name: str) -> dict[str, list[date]]:
    """Return the days on which each customer's card was known to be right.

    Raises
    ------
    InvalidRecord
        If a day is none.
    TypeError
        If what is given is neither days by customer nor verifications.
    """
    found: dict[str, list[date]] = {}
    if isinstance(given, Mapping):
        problems = []
        for who, days in given.items():
            listed = [days] if isinstance(days, date) else _several(days)
            problems += [_no_day_at(f"$.{name}[{who!r}]", each) for each in listed if not is_day(each)]
            found[who] = listed
        if problems:
            raise InvalidRecord("Days", problems)
        return found
    for each in given:
        if not isinstance(each, Verification):
            raise TypeError(
                f"{name} holds {type(each).__name__}, which is no verification: give those, or days by customer id"
            )
        if each.outcome.known_true:
            found.setdefault(each.customer_id, []).append(each.on)
    return found


def _several(days: object) -> list[date]:
    # A text would come apart into its letters.
    return list(days) if isinstance(days, Iterable) and not isinstance(days, str) else [days]  # type: ignore[list-item]


def _no_day_at(path: str, value: object) -> Problem:
    return Problem(path, value, f"{reprlib.repr(value)} is no day", "give a datetime.date")
