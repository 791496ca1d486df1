"""What is due, put together to visits: all facets of one customer in one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.verifying.due import Due

__all__ = ["VisitsDue", "visits_due"]

_SHOWN = 5


@attrs.frozen
class VisitsDue:
    """Visits side by side: lists, of which the same place is the same visit.

    Attributes
    ----------
    customers : list of str
    facets : list of tuple of str
    due_on : list of datetime.date
        The earliest day on which one of the facets is due.
    places : list of tuple of str
    employees : dict of str or None to list of int
        Who is in charge → his visits.
    later : list of Due
        Due after the last day that was asked for.
    """

    customers: list[str]
    facets: list[tuple[str, ...]]
    due_on: list[date]
    places: list[tuple[str, ...]]
    employees: dict[str | None, list[int]]
    later: list[Due]


def visits_due(dues: Iterable[Due], last: date | None) -> VisitsDue:
    """Put what is due to visits.

    Parameters
    ----------
    dues : iterable of Due
    last : datetime.date, optional
        What is due after this day is left for later.

    Raises
    ------
    TypeError
        If one of them is no Due.
    InvalidRecord
        If a facet of a customer is due twice, or his facets are in the charge of several employees.
    """
    # Facets, day, place and employee of the first visit, of the second, ...: what is read
    # together lies together, which of millions of visits is felt.
    held: list[Any] = []
    begins: dict[str, int] = {}
    later: list[Due] = []
    twice: set[tuple[str, str]] = set()
    several: set[str] = set()
    # Few sets of facets recur for many customers: each is kept once.
    alone: dict[str, tuple[str, ...]] = {}
    joined: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = {}
    for each in dues:
        if not isinstance(each, Due):
            raise TypeError(f"{type(each).__name__} is no Due: give what `due` returns")
        day = each.due_on
        if last is not None and day > last:
            later.append(each)
            continue
        who, facet, state = each.customer_id, each.facet, each.state
        begin = begins.get(who)
        if begin is None:
            begins[who] = len(held)
            held += (alone.setdefault(facet, (facet,)), day, state.place, state.employee_id)
            continue
        facets, earliest, place, employee = held[begin : begin + 4]
        both = joined.get((facets, facet))
        if both is None:
            if facet in facets:
                twice.add((who, facet))
                continue
            both = joined[facets, facet] = tuple(sorted((*facets, facet)))
        held[begin] = both
        if day < earliest:
            held[begin + 1] = day
        if state.place is not place and state.place != place:
            # Whichever came first: the narrower one says more.
            held[begin + 2] = max(place, state.place, key=_known)
        if state.employee_id != employee:
            several.add(who)
    _refuse(twice | _twice_later(later, begins, held), several)
    later.sort(key=lambda each: (each.due_on, each.customer_id, each.facet))
    employees: dict[str | None, list[int]] = {}
    for i, employee in enumerate(held[3::4]):
        employees.setdefault(employee, []).append(i)
    return VisitsDue(list(begins), held[::4], held[1::4], held[2::4], employees, later)


def _known(place: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return len(place), place


def _twice_later(later: list[Due], begins: dict[str, int], held: list[Any]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    seen: set[tuple[str, str]] = set()
    for each in later:
        key = each.customer_id, each.facet
        begin = begins.get(each.customer_id)
        if key in seen or (begin is not None and each.facet in held[begin]):
            found.add(key)
        seen.add(key)
    return found


def _refuse(twice: set[tuple[str, str]], several: set[str]) -> None:
    problems = [
        Problem("$.dues", (who, facet), f"{facet} of {who} is due twice", "give the dues of one day only")
        for who, facet in sorted(twice)[:_SHOWN]
    ]
    hint = "one employee is in charge of a customer, and makes the visit"
    problems += [
        Problem("$.dues", who, f"the facets of {who} are in the charge of several employees", hint)
        for who in sorted(several)[:_SHOWN]
    ]
    if problems:
        raise InvalidRecord("Plan", problems)
