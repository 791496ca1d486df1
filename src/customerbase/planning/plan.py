"""A levelled plan: which visit is made when, how much that is for each, and what cannot be in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import attrs

from customerbase.languages import language_of
from customerbase.listing import InNotebook, Listing
from customerbase.measures.dealt import only_day
from customerbase.model import Task
from customerbase.planning.periods import PlanPeriod
from customerbase.scoring.checks import one_of_two
from customerbase.verifying.due import Due
from customerbase.verifying.words import said, zh_of

__all__ = ["LateVisit", "Load", "MissedTarget", "Plan", "Visit"]


@attrs.frozen(kw_only=True)
class Visit(InNotebook):
    """One visit, on which all that is due of a customer is checked.

    Attributes
    ----------
    employee_id : str or None
        Who is in charge; None where nobody is.
    period : int
        Of the plan, from 1.
    on : datetime.date
    trip : int
        All visits of an employee on one day are one trip; his trips are
        numbered from 1.
    customer_id : str
    facets : tuple of str
        What is to be checked, by name.
    due_on : datetime.date
        The earliest day on which one of them is due.
    late : bool
        Whether it is made after that day.
    place : tuple of str
        From wide to narrow.
    """

    employee_id: str | None
    period: int
    on: date
    trip: int
    customer_id: str
    facets: tuple[str, ...]
    due_on: date
    late: bool
    place: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Load(InNotebook):
    """What an employee has to do in one period.

    Attributes
    ----------
    employee_id : str or None
    period : int
    first, last : datetime.date
        The first and the last day of the period.
    visits : int
    capacity : int or None
        Visits that he can make in it; None where nobody said.
    share : Fraction or None
        `visits` as a part of all his visits in the plan; None if he has none.
    need, planned : int
        From the beginning of the plan to the end of the period: visits that
        had to be made by then, so that these and all later ones can be in
        time (and meet the target), and visits that are.
    """

    employee_id: str | None
    period: int
    first: date
    last: date
    visits: int
    capacity: int | None
    share: Fraction | None
    need: int
    planned: int


@attrs.frozen(kw_only=True)
class LateVisit(InNotebook):
    """A visit that cannot be in time.

    Attributes
    ----------
    employee_id : str or None
    customer_id : str
    facets : tuple of str
    due_on : datetime.date
    on : datetime.date or None
        When it is made; None if the plan has no room for it.
    reason, reason_zh : str
        Why, in one sentence.
    """

    employee_id: str | None
    customer_id: str
    facets: tuple[str, ...]
    due_on: date
    on: date | None
    reason: str
    reason_zh: str = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class MissedTarget(InNotebook):
    """A target for which the capacity does not suffice.

    Attributes
    ----------
    employee_id : str or None
    period : int
    last : datetime.date
        The last day of the period.
    wanted, planned : int
        Visits from the beginning of the plan to that day.
    """

    employee_id: str | None
    period: int
    last: date
    wanted: int
    planned: int


@attrs.frozen(kw_only=True)
class Plan(InNotebook):
    """Which visit is made when.

    Attributes
    ----------
    first, last : datetime.date
        The first and the last day of the plan.
    by : PlanPeriod
        What is levelled.
    visits : Listing of Visit
        By employee (those of nobody last), day and place.
    loads : Listing of Load
        A row for each employee and period.
    late : Listing of LateVisit
        Visits of the plan that are made after they are due, since no plan
        could have more in time.
    unplanned : Listing of LateVisit
        Those that find no room in the plan at all.
    later : Listing of Due
        What is due after the plan; a round, which has a target, contains it too.
    missed : Listing of MissedTarget
    """

    first: date
    last: date
    by: PlanPeriod
    visits: Listing[Visit] = attrs.field(repr=False)
    loads: Listing[Load] = attrs.field(repr=False)
    late: Listing[LateVisit] = attrs.field(repr=False)
    unplanned: Listing[LateVisit] = attrs.field(repr=False)
    later: Listing[Due] = attrs.field(repr=False)
    missed: Listing[MissedTarget] = attrs.field(repr=False)

    def of(self, employee_id: str | None) -> Listing[Visit]:
        """Return the visits of an employee; with None those for which nobody is in charge."""
        return Listing(each for each in self.visits if each.employee_id == employee_id)

    def between(self, first: date, last: date) -> Listing[Visit]:
        """Return the visits from one day to another, both included.

        Raises
        ------
        TypeError
            If they are no days.
        ValueError
            If the second is before the first.
        """
        for name, day in (("first", first), ("last", last)):
            only_day(day, name)
        if last < first:
            raise ValueError(f"last={last} is before first={first}: give the earlier day first")
        return Listing(each for each in self.visits if first <= each.on <= last)

    def tasks(self, *, language: str = "en") -> tuple[Task, ...]:
        """Return the visits as tasks of the employees, to be kept among the records.

        A task's id tells the period and the customer, so that the same plan
        gives the same tasks.  Visits for which nobody is in charge are nobody's
        task: ``plan.of(None)`` tells them.

        Parameters
        ----------
        language : {"en", "zh"}
            Of the subjects.

        Raises
        ------
        ValueError
            If there are no words in that language.
        InvalidRecord
            If a customer's id is too long to be a part of a task's id.
        """
        one_of_two(language)
        return tuple(self._tasks(language))

    def _tasks(self, language: str) -> Iterator[Task]:
        for each in self.visits:
            if each.employee_id is not None:
                yield Task(
                    task_id=f"verify/{self.by.named(each.on)}/{each.customer_id}",
                    employee_id=each.employee_id,
                    subject=_subject(each.facets, language),
                    customer_id=each.customer_id,
                    planned_on=each.on,
                )

    def _repr_html_(self) -> str:
        counts = {
            "late": len(self.late),
            "unplanned": len(self.unplanned),
            "later": len(self.later),
            "missed": len(self.missed),
        }
        more = "".join(f"<p>{name}: {number:,}</p>" for name, number in counts.items() if number)
        return InNotebook._repr_html_(self) + more + self.loads._repr_html_()


def _subject(facets: tuple[str, ...], language: str) -> str:
    if language_of(language) == "zh":
        return "核实" + "、".join(map(zh_of, facets))
    return "verify " + ", ".join(map(said, facets))
