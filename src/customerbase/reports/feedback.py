"""Feedback on our products, and how it was handled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from customerbase.reports.sales_ranking import period_note
from customerbase.reports.table import Table, column, tabulate
from customerbase.reports.words import Phrase
from customerbase.values import Period
from customerbase.work import FeedbackRow

__all__ = ["report"]


def report(
    rows: Iterable[FeedbackRow],
    *,
    names: Mapping[str, str] | None = None,
    period: Period | None = None,
    notes: Iterable[Phrase] = (),
) -> Table:
    """Return feedback and its handling as a table.

    Parameters
    ----------
    rows : iterable of FeedbackRow
        What `work.feedback_on` returns.
    names : mapping, optional
        Id of an employee → the name to print for it.
    period : Period, optional
    notes : iterable of Phrase
    """
    known = names or {}
    columns = (
        column("on", "date"),
        column("kind"),
        column("customer_id"),
        column("product", read=lambda row: row.product or row.product_id),
        column("category"),
        column("content"),
        column("open", read=lambda row: row.is_open),
        column("closed_on", "date"),
        column("days", "whole"),
        column("steps", "whole"),
        column("action", read=lambda row: row.last_action),
        column("result", read=lambda row: row.last_result),
        column("handled_by", read=lambda row: known.get(row.handled_by, row.handled_by)),
        column("satisfied", "whole"),
    )
    return tabulate("feedback", columns, rows, (*period_note(period), *notes))
