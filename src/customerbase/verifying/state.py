"""How one facet of one customer stands: when it was learned, when it was last checked, and what befell it since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import InNotebook
from customerbase.model import CollectionMethod
from customerbase.validation import FrozenMap

__all__ = ["FacetState", "Occurrence", "Trigger", "latest"]

_NOTHING: Final = FrozenMap()
_DAY_OR_NONE: Final = frozenset({date, type(None)})


class Trigger(StrEnum):
    """What befalls a customer so that something known of him must be checked again."""

    MAIL_RETURNED = "mail_returned"
    NUMBER_DEAD = "number_dead"
    PAYMENT_OVERDUE = "payment_overdue"
    CONTACT_LEFT = "contact_left"
    OWNERSHIP_CHANGED = "ownership_changed"


_DAY_HINT: Final = "give a datetime.date, as in date(2024, 12, 31)"


@attrs.frozen
class Occurrence:
    """Something befell a customer on a day.

    Parameters
    ----------
    customer_id : str
    event : str
        A `Trigger`, or a word of one's own.
    on : datetime.date

    Raises
    ------
    InvalidRecord
        If the day is none, or the id or the event no text.

    Examples
    --------
    >>> Occurrence("C1", "mail_returned", date(2024, 3, 1)).event
    'mail_returned'
    """

    customer_id: str
    event: str
    on: date

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem(f"$.{name}", given, "is no text", 'as in "C1", "mail_returned"')
            for name in ("customer_id", "event")
            if not isinstance(given := getattr(self, name), str) or not given
        ]
        if type(self.on) is not date:
            problems.append(Problem("$.on", self.on, "is no day", _DAY_HINT))
        if problems:
            raise InvalidRecord("Occurrence", problems)


@attrs.frozen(kw_only=True)
class FacetState(InNotebook):
    """How one facet of one customer stands.

    All but the first two fields may be left out; what is not known of them is
    not asked by the rules that need it, or said to be unknown.

    Parameters
    ----------
    customer_id, facet : str
    verified_on : datetime.date, optional
        Last check after which the facet was known to be right.
    known_since : datetime.date, optional
        Day of the oldest statement that still stands on the card.
    anchor : datetime.date, optional
        The day whose day of the month due dates keep: where a check fell on
        28 February because there is no 31st, the one after it is due on the 31st again.
    unconfirmed_since : datetime.date, optional
        Since when a second-hand value has stood that nobody confirmed.
    wrong_since : datetime.date, optional
        Day of a check that found it wrong, where it was not put right since.
    tried_on : datetime.date, optional
        Last check, after the last good one, that reached nobody or was refused.
    method : CollectionMethod, optional
        How the oldest statement that still stands was learned.
    classes : mapping of str to str
        ``grade``, ``segment``, ``risk``, ... → to which class the customer belongs.
    amounts : mapping of str to Decimal
        ``open_balance``, ``prepaid``, ``credit_limit``, ... → how much.
    events : mapping of str to datetime.date
        `Trigger` or other event → the last day on which it befell the customer.
    employee_id : str, optional
        Who is in charge of the customer.
    place : tuple of str
        Where to find him, from wide to narrow: province, city, district, village.

    Raises
    ------
    InvalidRecord
        If a day is none, an id or a class no text, or an amount not exact: a float, NaN.

    Examples
    --------
    >>> FacetState(customer_id="C1", facet="credit", verified_on=date(2024, 1, 31)).last_known
    datetime.date(2024, 1, 31)
    """

    customer_id: str
    facet: str
    verified_on: date | None = None
    known_since: date | None = None
    anchor: date | None = None
    unconfirmed_since: date | None = None
    wrong_since: date | None = None
    tried_on: date | None = None
    method: CollectionMethod | None = None
    classes: Mapping[str, str] = _NOTHING
    amounts: Mapping[str, Decimal] = _NOTHING
    events: Mapping[str, date] = _NOTHING
    employee_id: str | None = None
    place: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        # Millions of states are made: what is right must be seen at one glance.
        days = {
            type(self.verified_on),
            type(self.known_since),
            type(self.anchor),
            type(self.unconfirmed_since),
            type(self.wrong_since),
            type(self.tried_on),
        }
        sound = days <= _DAY_OR_NONE and isinstance(self.customer_id, str) and isinstance(self.facet, str)
        if self.classes is not _NOTHING or self.amounts is not _NOTHING or self.events is not _NOTHING:
            sound = _are_frozen(self) and sound
        if not sound:
            raise InvalidRecord("FacetState", _faults(self))

    @property
    def last_known(self) -> date | None:
        """The day on which the facet was last known to be right: checked, or learned if it never was."""
        return self.verified_on or self.known_since


def _is_text(given: Any) -> bool:
    return isinstance(given, str)


def _is_exact(given: Any) -> bool:
    if isinstance(given, Decimal):
        return given.is_finite()
    return isinstance(given, int) and not isinstance(given, bool)


def _is_day(given: Any) -> bool:
    return type(given) is date


_MAPPINGS: Final[Mapping[str, tuple[Callable[[Any], bool], str, str]]] = {
    "classes": (_is_text, "is no text", 'name the class, as in "A"'),
    "amounts": (_is_exact, "is no exact amount", "give a Decimal, as in Decimal('99.50')"),
    "events": (_is_day, "is no day", _DAY_HINT),
}


def _are_frozen(state: FacetState) -> bool:
    """Freeze what is known of a state, and tell whether it is sound."""
    for name, (holds, _, _) in _MAPPINGS.items():
        known = getattr(state, name)
        if known is _NOTHING:
            continue
        if not isinstance(known, Mapping) or not all(map(holds, known.values())):
            return False
        if type(known) is not FrozenMap:
            object.__setattr__(state, name, FrozenMap(known))
    return True


def _faults(state: FacetState) -> Iterator[Problem]:
    for name in ("customer_id", "facet"):
        if not isinstance(value := getattr(state, name), str):
            yield Problem(f"$.{name}", value, "is no text")
    for name in ("verified_on", "known_since", "anchor", "unconfirmed_since", "wrong_since", "tried_on"):
        value = getattr(state, name)
        if value is not None and type(value) is not date:
            yield Problem(f"$.{name}", value, "is no day", _DAY_HINT)
    for name, (holds, reason, hint) in _MAPPINGS.items():
        known = getattr(state, name)
        if not isinstance(known, Mapping):
            yield Problem(f"$.{name}", known, "is no mapping", f"as in {name}={{...}}")
            continue
        for key, value in known.items():
            if not holds(value):
                yield Problem(f"$.{name}[{key!r}]", value, reason, hint)


def latest(occurrences: Iterable[Occurrence], as_of: date) -> dict[str, dict[str, date]]:
    """Return for each customer and event the last day, up to `as_of`, on which it befell him."""
    found: dict[str, dict[str, date]] = {}
    for each in occurrences:
        if each.on <= as_of:
            his = found.setdefault(each.customer_id, {})
            his[each.event] = max(each.on, his.get(each.event, each.on))
    return found
