"""What is due, fact by fact; and a plan at a glance: who makes how many visits in which month or week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import attrs

from customerbase.model import Facet
from customerbase.reports.table import Column, Table, column, tabulate
from customerbase.reports.words import TERMS, Phrase
from customerbase.verify import Due, Load, Plan, PlanPeriod

__all__ = ["due_list", "in_charge", "load_table", "why"]

_NOBODY: Final[Mapping[str, str]] = {}


def due_list(
    dues: Iterable[Due],
    *,
    names: Mapping[str, str] = _NOBODY,
    staff: Mapping[str, str] = _NOBODY,
    notes: Iterable[Phrase] = (),
) -> Table:
    """Return what is due as a table, in the order in which it is given, each fact with its reason.

    Parameters
    ----------
    dues : iterable of Due
    names, staff : mapping of id to name, optional
        Of customers, and of employees.
    notes : iterable of Phrase
    """
    columns = (
        column("customer_id"),
        column("customer", read=lambda each: names.get(each.customer_id)),
        column("facet", read=lambda each: Facet.of(each.facet)),
        column("responsible", read=lambda each: in_charge(each.state.employee_id, staff)),
        column("due_on", "date"),
        column("days_overdue", "whole"),
        column("reason", read=why),
    )
    return tabulate("due_list", columns, dues, notes)


def load_table(plan: Plan, *, staff: Mapping[str, str] = _NOBODY) -> Table:
    """Return how many visits each employee makes in each period of a plan.

    Parameters
    ----------
    plan : Plan
    staff : mapping of id to name, optional
    """
    loads: dict[str | None, list[Load]] = {}
    for each in plan.loads:
        loads.setdefault(each.employee_id, []).append(each)
    firsts = [each.first for each in next(iter(loads.values()), [])]
    rows = [(in_charge(who, staff), [each.visits for each in held]) for who, held in loads.items()]
    if len(rows) > 1:
        rows.append((TERMS["in_all"], [sum(each) for each in zip(*(held for _, held in rows), strict=True)]))
    columns = [
        column("employee", read=lambda row: row[0]),
        column("visits_planned", "whole", lambda row: sum(row[1])),
        # Parted by a space, a narrow terminal shows it in two lines.
        *(_period(plan.by, i, plan.by.named(first).replace("-", " ")) for i, first in enumerate(firsts)),
    ]
    table = tabulate("plan_loads", columns, rows, _notes(plan))
    title = TERMS["titled"].filled(
        title=Phrase(table.title, table.title_zh),
        value=TERMS["from_to"].filled(start=plan.first, end=plan.last),
    )
    return attrs.evolve(table, title=title.en, title_zh=title.zh)


def _period(by: PlanPeriod, i: int, name: str) -> Column:
    return Column(f"{by.value}_{i + 1}", name, name, "whole", lambda row: row[1][i])


def _notes(plan: Plan) -> Sequence[Phrase]:
    counts = {
        "plan_late": plan.late,
        "plan_unplanned": plan.unplanned,
        "plan_missed": plan.missed,
    }
    found = [TERMS[name].filled(count=f"{len(held):,}") for name, held in counts.items() if held]
    first = plan.late[:1] or plan.unplanned[:1]
    return [*found, *(Phrase(each.reason, each.reason_zh) for each in first)]


def in_charge(employee: str | None, staff: Mapping[str, str]) -> str | Phrase:
    """Return the name of an employee, his id where that is not known, or that it is nobody."""
    return TERMS["nobody"] if employee is None else staff.get(employee, employee)


def why(due: Due) -> Phrase:
    """Return why something is due."""
    return Phrase(due.why.en, due.why.zh)
