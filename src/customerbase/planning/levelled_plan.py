"""Makes the plan: every employee's visits levelled over months or weeks, in time where that is possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from customerbase.errors import Problem
from customerbase.listing import Listing
from customerbase.measures.dealt import only_day
from customerbase.planning.capacity import Capacity
from customerbase.planning.periods import PlanPeriod, Room, periods_from, room
from customerbase.planning.plan import Plan
from customerbase.planning.plan_parts import PlanParts
from customerbase.planning.scheduling import schedule
from customerbase.planning.targets import Number, Target, shares_by_period
from customerbase.planning.trips import Map
from customerbase.planning.visits_due import visits_due
from customerbase.scoring.checks import count_from, raise_any
from customerbase.validation import word_of
from customerbase.verifying.due import Due

__all__ = ["plan"]


def plan(
    dues: Iterable[Due],
    *,
    start: date,
    periods: int = 12,
    by: PlanPeriod | str = PlanPeriod.MONTH,
    target: Target | None = None,
    capacity: Capacity | None = None,
    capacities: Mapping[str, Capacity] | None = None,
    catch_up: int = 1,
    worth: Mapping[str, Number] | None = None,
) -> Plan:
    """Plan visits: in time where that is possible, without peaks, and neighbours in one trip.

    All that is due of a customer within the plan is one visit of the employee
    in charge, to be made by the earliest day on which a part of it is due.
    As many visits as possible are in time (with `worth`: those worth most);
    what is late anyhow is made as soon as leaves all others in time.  Work is
    brought forward so that the busiest period has no more than the least
    that any plan needs within the same capacities; all periods count alike, a
    first one that `start` cuts by its share of the days from Monday to Friday.
    Visits of somebody who works on no day of the plan are left unplanned.

    Parameters
    ----------
    dues : iterable of Due
        In any order; a facet of a customer once.
    start : datetime.date
        First day of the plan.
    periods : int
        How many months or weeks, the one of `start` included.
    by : PlanPeriod or str
        ``month``, or ``week`` from Monday to Sunday.
    target : iterable of numbers, or mapping of period to number, optional
        Share of all visits, summed up, to be done by the end of each period:
        see `evenly` and `quarterly`.  It makes the plan a round: what is due
        after the plan is made within it, too.
    capacity : Capacity, optional
        Of everybody.  Without it, as many visits as needed are made from Monday to Friday.
    capacities : mapping of employee to Capacity, optional
        Of those who have another one.
    catch_up : int
        Number of periods within which what was due before the plan is made,
        as far as capacity allows.
    worth : mapping of customer to number, optional
        What it is worth to be in time, from 0; 0 where nothing is said.

    Returns
    -------
    Plan

    Raises
    ------
    TypeError
        If `start` is no day, or something is no Due.
    ValueError
        If `by` is none of the two.
    InvalidRecord
        If a number, target, capacity or worth is wrong, with all that is;
        or if a facet is due twice, or facets of one customer are in the charge
        of several.

    References
    ----------
    Yao, Demers & Shenker (1995): the least concave majorant; Moore (1968): the
    least number of late jobs.

    Examples
    --------
    >>> from customerbase.verifying.state import FacetState
    >>> def checked(who, facet, day):
    ...     state = FacetState(customer_id=who, facet=facet, employee_id="Ann")
    ...     return Due(customer_id=who, facet=facet, due_on=day, as_of=date(2024, 1, 1), state=state)
    >>> dues = [checked(f"C{i}", "basic", date(2024, 3, 29)) for i in range(6)]
    >>> dues.append(checked("C5", "credit", date(2024, 1, 31)))
    >>> made = plan(dues, start=date(2024, 1, 1), periods=3)
    >>> [each.visits for each in made.loads], [each.customer_id for each in made.visits if each.period == 1]
    ([2, 2, 2], ['C5', 'C0'])
    >>> made.visits[0].facets
    ('basic', 'credit')
    """
    only_day(start, "start")
    by = word_of(PlanPeriod, by, "by")
    raise_any("Plan", _wrong(periods, catch_up, capacity, capacities, worth))
    shares = None if target is None else shares_by_period(target, periods)
    spans = periods_from(start, periods, by)
    end = date.fromordinal(spans[-1][1])
    found = visits_due(dues, end if shares is None else None)
    rooms = _Rooms(capacity, capacities or {}, spans, by)
    employees = sorted(found.employees, key=lambda each: (each is None, each or ""))
    parts = PlanParts(found, spans)
    for employee in employees:
        here = rooms.of(employee)
        visits, due = parts.due_of(employee)
        where = Map([found.places[i] for i in visits])
        asked = None if worth is None else [worth.get(found.customers[i], 0) for i in visits]
        made = schedule(
            due, where, here, start=start.toordinal(), catch_up=catch_up, shares=shares, worth=asked
        )
        parts.write(employee, visits, due, made, here)
    return Plan(
        first=start,
        last=end,
        by=by,
        visits=Listing(parts.visits),
        loads=Listing(parts.loads),
        late=Listing(parts.late),
        unplanned=Listing(parts.unplanned),
        later=Listing(found.later),
        missed=Listing(parts.missed),
    )


def _wrong(periods: Any, catch_up: Any, capacity: Any, capacities: Any, worth: Any) -> Iterator[Problem]:
    for name, number in (("periods", periods), ("catch_up", catch_up)):
        if not count_from(number, 1):
            yield Problem(f"$.{name}", number, f"{number!r} is no whole number from 1")
    hint = "write Capacity(per_day=6)"
    if capacity is not None and not isinstance(capacity, Capacity):
        yield Problem("$.capacity", capacity, f"{capacity!r} is no Capacity", hint)
    if capacities is not None and not isinstance(capacities, Mapping):
        yield Problem("$.capacities", capacities, "is no mapping of employees", 'write {"E1": Capacity(...)}')
    else:
        for who, each in (capacities or {}).items():
            if not isinstance(each, Capacity):
                yield Problem(f"$.capacities[{who!r}]", each, f"{each!r} is no Capacity", hint)
    if worth is not None and not isinstance(worth, Mapping):
        yield Problem("$.worth", worth, "is no mapping of customers", 'write {"C1": 900}')
        return
    wrong = ((who, each) for who, each in (worth or {}).items() if not _is_worth(each))
    for _, (who, each) in zip(range(5), wrong, strict=False):
        yield Problem(f"$.worth[{who!r}]", each, f"{each!r} is no number from 0")


def _is_worth(given: Any) -> bool:
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal | Fraction):
        return False
    return (given.is_finite() if isinstance(given, Decimal) else isfinite(given)) and given >= 0


class _Rooms:
    """The room that each employee has; most have the same, which is laid out once."""

    def __init__(
        self,
        capacity: Capacity | None,
        capacities: Mapping[str, Capacity],
        spans: list[tuple[int, int]],
        by: PlanPeriod,
    ) -> None:
        self._capacities = capacities
        self._spans = spans
        self._by = by
        self._common = room(capacity, spans, by)

    def of(self, employee: str | None) -> Room:
        """Return the room of an employee."""
        own = None if employee is None else self._capacities.get(employee)
        return self._common if own is None else room(own, self._spans, self._by)
