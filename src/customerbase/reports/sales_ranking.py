"""The sales ranking: who bought most, with shares that add up to the whole."""

from __future__ import annotations

from collections.abc import Iterable

from customerbase.ranking import SalesRow
from customerbase.reports.table import Table, column, tabulate
from customerbase.reports.words import TERMS, Phrase
from customerbase.values import Period

__all__ = ["period_note", "report"]


def report(rows: Iterable[SalesRow], *, period: Period | None = None, notes: Iterable[Phrase] = ()) -> Table:
    """Return the sales ranking as a table.

    Parameters
    ----------
    rows : iterable of SalesRow
        What `ranking.sales_ranking` returns.
    period : Period, optional
        The one that the rows were made for; it is said below the table.
    notes : iterable of Phrase
    """
    held = tuple(rows)
    columns = [
        column("rank", "whole"),
        column("customer_id"),
        column("name"),
        column("purchases", "whole"),
        column("returns", "whole"),
        column("quantity", "number"),
        column("amount", "money"),
    ]
    if any(row.turnover is not None for row in held):
        columns.append(column("turnover", "money"))
    columns += [column("share", "share"), column("cumulative_share", "share")]
    return tabulate("sales_ranking", columns, held, (*period_note(period), *notes))


def period_note(period: Period | None, name: str = "period") -> tuple[Phrase, ...]:
    """Return what a table says of the period that it was made for."""
    if period is None:
        return ()
    both = {
        (True, True): "from_to",
        (True, False): "from_on",
        (False, True): "up_to",
        (False, False): "all_days",
    }
    gap = TERMS[both[period.start is not None, period.end is not None]]
    return (TERMS[name].filled(period=gap.filled(start=period.start, end=period.end)),)
