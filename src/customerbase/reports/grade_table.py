"""The grade table: each customer's class, and the reason for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from customerbase.ranking import GradeRow
from customerbase.reports.table import Column, Table, column, tabulate
from customerbase.reports.words import Phrase, grade_phrase, rule_phrase

__all__ = ["report"]


def report(rows: Iterable[GradeRow], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return the grade table; where several rules were applied, each has a column of its own, and its reason.

    Parameters
    ----------
    rows : iterable of GradeRow
        What `ranking.grade_table` returns.
    notes : iterable of Phrase
    """
    held = tuple(rows)
    rules = list(dict.fromkeys(name for row in held for name, _ in row.grades))
    columns = [
        column("grade", read=lambda row: grade_phrase(row.grade)),
        column("customer_id"),
        column("name"),
    ]
    if len(rules) > 1:
        for rule in rules:
            title = rule_phrase(rule)
            columns.append(Column(f"grade_{rule}", title.en, title.zh, "text", _grade_by(rule)))
    columns.append(column("reason", read=_reason))
    return tabulate("grade_table", columns, held, notes)


def _reason(row: GradeRow) -> Phrase:
    if len(row.grades) < 2:
        return Phrase(row.reason, row.reason_zh)
    given = [grade for _, grade in row.grades]
    return Phrase("; ".join(each.reason for each in given), "；".join(each.reason_zh for each in given))


def _grade_by(rule: str) -> Callable[[GradeRow], object]:
    return lambda row: next((grade_phrase(grade.grade) for name, grade in row.grades if name == rule), None)
