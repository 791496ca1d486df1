"""The visit list: what a salesman takes along, with the present values and empty boxes, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol

import attrs

from customerbase.chronicle.fields import address_said
from customerbase.model import CollectionMethod, Contact, Customer, Facet, VerificationOutcome
from customerbase.paths import split
from customerbase.reports.listed_values import field_phrase, listed_values, value_phrase
from customerbase.reports.table import Column, Table, column, tabulate
from customerbase.reports.words import TERMS, Phrase

__all__ = ["FILLED_IN", "LEFT_OUT", "VisitOnList", "came_back", "columns", "report"]

LEFT_OUT: Final = ("note",)
"""Fields that are not printed: what we noted for ourselves has no place on paper that lies on a customer's desk."""

FILLED_IN: Final = (
    "outcome",
    "right_value",
    "checked_on",
    "checked_by",
    "how",
    "evidence",
    "note",
)
"""The columns that are empty when the list is printed."""

_NOBODY: Final[Mapping[str, str]] = {}


class VisitOnList(Protocol):
    """A visit on which something of a customer is checked: `customerbase.verify.Visit`, or one's own."""

    @property
    def employee_id(self) -> str | None: ...

    @property
    def customer_id(self) -> str: ...

    @property
    def on(self) -> date: ...

    @property
    def facets(self) -> tuple[str, ...]: ...

    @property
    def place(self) -> tuple[str, ...]: ...


@attrs.frozen
class _Line:
    """One row: a value to be checked, or a facet of which nothing is known."""

    visit: VisitOnList
    customer: Customer
    employee: str | None
    facet: str
    person: Contact | None = None
    path: str | None = None
    value: Any = None


def columns() -> tuple[Column, ...]:
    """Return the columns of a visit list."""
    return (
        column("visit_on", "date", lambda line: line.visit.on),
        column("employee"),
        column("customer_id", read=lambda line: line.customer.customer_id),
        column("customer", read=lambda line: line.customer.name),
        column("address", read=_where),
        column("facet", read=lambda line: Facet.of(line.facet)),
        column("person", read=lambda line: line.person and line.person.name),
        column("what", read=lambda line: line.path and field_phrase(line.path)),
        column("present_value", read=lambda line: value_phrase(line.value)),
        attrs.evolve(_empty("outcome"), choices=tuple(VerificationOutcome)),
        _empty("right_value"),
        attrs.evolve(_empty("checked_on"), kind="date"),
        _empty("checked_by"),
        attrs.evolve(_empty("how"), choices=tuple(CollectionMethod)[:5]),
        _empty("evidence"),
        _empty("note"),
        column("contact_id", read=lambda line: line.person and line.person.contact_id),
        Column("path", "Path", "路径"),
    )


def _empty(key: str) -> Column:
    return column(key, read=lambda _: None)


def report(
    visits: Iterable[VisitOnList],
    customers: Mapping[str, Customer],
    *,
    contacts: Mapping[str, Sequence[Contact]],
    covers: Callable[[str, str, str], bool],
    names: Mapping[str, str] = _NOBODY,
    leave_out: Collection[str] = LEFT_OUT,
    notes: Iterable[Phrase] = (),
) -> Table:
    """Return the visits as a list with a row for each value to be checked, and columns to be filled in.

    A facet of which nothing is known has one row without a value.

    Parameters
    ----------
    visits : iterable of Visit
        In any order; visits of customers who are not given are left out.
    customers : mapping of id to Customer
    contacts : mapping of customer id to sequence of Contact
    covers : callable
        ``covers(facet, kind, path)``: `customerbase.verifying.facets.covers_of`.
    names : mapping of str to str, optional
        Id of an employee → name.
    leave_out : collection of str
        Fields and values that are not printed, as in ``note``, ``person``,
        ``identifiers[id_card]``.
    notes : iterable of Phrase
    """
    own = (TERMS["visit_list_how"], TERMS["printed_for"])
    lines = (
        line
        for visit in sorted(visits, key=_order)
        if visit.customer_id in customers
        for facet in visit.facets
        for line in _lines(visit, customers[visit.customer_id], facet, contacts, covers, names, leave_out)
    )
    return tabulate("visit_list", columns(), lines, (*own, *notes))


def came_back(
    *, taken: int, unchanged: int, skipped: int, refused: int, notes: Iterable[Phrase] = ()
) -> Table:
    """Return how many checks a list brought when it came back, and what became of its other rows.

    >>> came_back(taken=3, unchanged=0, skipped=12, refused=2).rows[0][1]
    3
    """
    counts = (
        ("read_taken", taken),
        ("read_unchanged", unchanged),
        ("read_skipped", skipped),
        ("read_refused", refused),
    )
    found = (
        column("result", read=lambda each: TERMS[each[0]]),
        Column("count", "Number", "数量", "whole", lambda each: each[1]),
    )
    return tabulate("visits_read", found, counts, notes)


def _order(visit: VisitOnList) -> tuple[Any, ...]:
    who = visit.employee_id
    return who is None, who or "", visit.on, visit.place, visit.customer_id, visit.facets


def _lines(
    visit: VisitOnList,
    customer: Customer,
    facet: str,
    contacts: Mapping[str, Sequence[Contact]],
    covers: Callable[[str, str, str], bool],
    names: Mapping[str, str],
    leave_out: Collection[str],
) -> Iterator[_Line]:
    me = customer.customer_id
    employee = None if visit.employee_id is None else _named(visit.employee_id, names)
    people = [each for each in contacts.get(me, ()) if (at := each.at(me)) is not None and at.holds(visit.on)]
    people.sort(key=lambda each: each.contact_id)
    cards: list[Customer | Contact] = [customer, *people]
    found = False
    for card in cards:
        person = card if isinstance(card, Contact) else None
        for path, value in listed_values(card).items():
            name, element, part = split(path)
            elsewhere = name == "employments" and (element != me or part is None)
            if elsewhere or not covers(facet, card.kind_name, path) or _within(path, leave_out):
                continue
            found = True
            yield _Line(visit, customer, employee, facet, person, path, value)
    if not found:
        yield _Line(visit, customer, employee, facet)


def _within(path: str, fields: Collection[str]) -> bool:
    return any(path == each or (path.startswith(each) and path[len(each)] in "[.") for each in fields)


def _named(employee_id: str, names: Mapping[str, str]) -> str:
    """Return the name with the id, by which he is known again when the list comes back."""
    name = names.get(employee_id, employee_id)
    return name if name == employee_id else f"{name} ({employee_id})"


def _where(line: _Line) -> str | None:
    address = line.customer.address()
    if address is not None:
        return address_said(address)
    return ", ".join(reversed(line.visit.place)) or None
