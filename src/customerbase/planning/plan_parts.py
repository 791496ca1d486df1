"""Writes the numbers of a schedule as the rows of a plan, one employee after the other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from customerbase.planning.periods import Room
from customerbase.planning.plan import LateVisit, Load, MissedTarget, Visit
from customerbase.planning.scheduling import Schedule
from customerbase.planning.visits_due import VisitsDue

__all__ = ["PlanParts"]


class PlanParts:
    """The rows of a plan while it is written.

    Parameters
    ----------
    found : VisitsDue
    spans : list of tuple of int
        First and last day of each period, as ordinals.
    """

    __slots__ = ("_found", "_spans", "_start", "late", "loads", "missed", "unplanned", "visits")

    def __init__(self, found: VisitsDue, spans: list[tuple[int, int]]) -> None:
        self._found = found
        self._start = spans[0][0]
        self._spans = [(date.fromordinal(first), date.fromordinal(last)) for first, last in spans]
        self.visits: list[Visit] = []
        self.loads: list[Load] = []
        self.late: list[LateVisit] = []
        self.unplanned: list[LateVisit] = []
        self.missed: list[MissedTarget] = []

    def due_of(self, employee: str | None) -> tuple[list[int], list[int]]:
        """Return the visits of an employee, the first due first, and the days on which they are due."""
        visits = self._found.employees[employee]
        visits.sort(key=self._found.customers.__getitem__)
        days = self._found.due_on
        visits.sort(key=days.__getitem__)
        return visits, [days[i].toordinal() for i in visits]

    def write(
        self, employee: str | None, visits: Sequence[int], due: Sequence[int], made: Schedule, room: Room
    ) -> None:
        """Write what an employee does, and what of it is late."""
        made_on = self._visits(employee, visits, due, made)
        for i, by in made.late.items():
            reason, reason_zh = self._reason(employee, due, i, by, room)
            row = LateVisit(
                employee_id=employee,
                customer_id=self._found.customers[visits[i]],
                facets=self._found.facets[visits[i]],
                due_on=self._found.due_on[visits[i]],
                on=made_on.get(i),
                reason=reason,
                reason_zh=reason_zh,
            )
            (self.late if i in made_on else self.unplanned).append(row)
        self._loads(employee, made, room)

    def _visits(
        self, employee: str | None, visits: Sequence[int], due: Sequence[int], made: Schedule
    ) -> dict[int, date]:
        """Write the visits; return the days on which those are made that are late."""
        found = self._found
        customers, facets, due_on, places = found.customers, found.facets, found.due_on, found.places
        made_on: dict[int, date] = {}
        for trip, (period, day, held) in enumerate(made.rounds, 1):
            on = date.fromordinal(day)
            for i in held:
                at = visits[i]
                late = due[i] < day
                if late:
                    made_on[i] = on
                self.visits.append(
                    Visit(
                        employee_id=employee,
                        period=period + 1,
                        on=on,
                        trip=trip,
                        customer_id=customers[at],
                        facets=facets[at],
                        due_on=due_on[at],
                        late=late,
                        place=places[at],
                    )
                )
        return made_on

    def _reason(
        self, employee: str | None, due: Sequence[int], i: int, by: int | None, room: Room
    ) -> tuple[str, str]:
        day = date.fromordinal(due[i])
        start = self._spans[0][0]
        last = self._spans[-1][1]
        if not room.days:
            whose, whose_zh = ("there is", "") if employee is None else (f"{employee} has", f"{employee} 在 ")
            return (
                f"due {day}, and {whose} no working day with room for a visit from {start} to {last}",
                f"应于 {day} 核实，而 {whose_zh}{start} 至 {last} 没有可安排核实的工作日",
            )
        if due[i] < self._start:
            return f"due {day} before the plan begins", f"应于 {day} 核实，早于计划开始日"
        if by is None:
            return (
                f"due {day}, and no day is worked from {start} to then",
                f"应于 {day} 核实，而 {start} 至该日没有工作日",
            )
        until = min(date.fromordinal(due[by]), last)
        asked = len(due) if until == last else bisect_right(due, until.toordinal())
        asked -= bisect_left(due, room.days[0])
        can = room.total[room.group_by[until.toordinal() - self._start]]
        who, who_zh = ("", "") if employee is None else (f"{employee} can make", f"{employee} 只能完成")
        visits = "1 visit is" if asked == 1 else f"{asked} visits are"
        return (
            f"{visits} due by {until}, {who} {can}" if who else f"{visits} due by {until}, {can} can be made",
            f"至 {until} 有 {asked} 次核实到期，{who_zh or '只能完成'} {can} 次",
        )

    def _loads(self, employee: str | None, made: Schedule, room: Room) -> None:
        total = made.done[-1]
        before = 0
        for period, (first, last) in enumerate(self._spans):
            done = made.done[period]
            load = Load(
                employee_id=employee,
                period=period + 1,
                first=first,
                last=last,
                visits=done - before,
                capacity=room.of_period(period) if room.limited else None,
                share=Fraction(done - before, total) if total else None,
                need=made.need[period],
                planned=done,
            )
            self.loads.append(load)
            if made.wanted and done < made.wanted[period]:
                self.missed.append(
                    MissedTarget(
                        employee_id=employee,
                        period=period + 1,
                        last=last,
                        wanted=made.wanted[period],
                        planned=done,
                    )
                )
            before = done
