"""The roster: every customer by the day of acquisition, since which source, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from customerbase.ranking import RosterRow
from customerbase.reports.table import Table, column, tabulate
from customerbase.reports.words import Phrase

__all__ = ["report"]


def report(
    rows: Iterable[RosterRow], *, names: Mapping[str, str] | None = None, notes: Iterable[Phrase] = ()
) -> Table:
    """Return the roster as a table.

    Parameters
    ----------
    rows : iterable of RosterRow
        What `ranking.roster` returns.
    names : mapping, optional
        Id of an employee → the name to print for it.
    notes : iterable of Phrase
    """
    known = names or {}
    columns = (
        column("number", "whole"),
        column("customer_id"),
        column("name"),
        column("kind"),
        column("stage"),
        column("acquired_on", "date"),
        column("basis"),
        column("source", read=lambda row: row.source and row.source.method),
        column("collected_by", read=lambda row: known.get(row.collected_by, row.collected_by)),
        column("responsible", "list", lambda row: tuple(known.get(each, each) for each in row.responsible)),
    )
    return tabulate("roster", columns, rows, notes)
