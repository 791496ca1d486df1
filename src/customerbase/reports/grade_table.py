"""The grade table: each customer's class, and the reason for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from customerbase.ranking import GradeRow
from customerbase.reports.table import Column, Table, column, tabulate
from customerbase.reports.words import TERMS, Phrase

__all__ = ["report"]


def report(rows: Iterable[GradeRow], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return the grade table; where several rules were applied, each has a column of its own.

    Parameters
    ----------
    rows : iterable of GradeRow
        What `ranking.grade_table` returns.
    notes : iterable of Phrase
    """
    held = tuple(rows)
    rules = list(dict.fromkeys(name for row in held for name, _ in row.grades))
    columns = [
        column("grade", read=lambda row: row.grade or TERMS["no_grade"]),
        column("customer_id"),
        column("name"),
    ]
    if len(rules) > 1:
        columns += [Column(f"grade_{rule}", rule, rule, "text", _grade_by(rule)) for rule in rules]
    columns.append(column("reason"))
    return tabulate("grade_table", columns, held, notes)


def _grade_by(rule: str) -> Callable[[GradeRow], object]:
    return lambda row: next(
        (grade.grade or TERMS["no_grade"] for name, grade in row.grades if name == rule), None
    )
