"""The chronicle: all dealings with one customer, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from customerbase.chronicle import Event
from customerbase.reports.table import Table, column, tabulate
from customerbase.reports.words import Phrase

__all__ = ["report"]


def report(
    events: Iterable[Event], *, names: Mapping[str, str] | None = None, notes: Iterable[Phrase] = ()
) -> Table:
    """Return the chronicle as a table.

    Parameters
    ----------
    events : iterable of Event
        What `chronicle.chronicle` returns.
    names : mapping, optional
        Id of an employee → the name to print for it.
    notes : iterable of Phrase
    """
    known = names or {}
    columns = (
        column("on", "date"),
        column("kind"),
        column("summary", read=lambda event: Phrase(event.summary, event.summary_zh)),
        column("amount", "money"),
        column("by", read=lambda event: known.get(event.by, event.by)),
    )
    return tabulate("chronicle", columns, events, notes)
