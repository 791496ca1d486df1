"""The imports of a base: what was read, when, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, tzinfo

from customerbase.ledger import Batch
from customerbase.reports.table import Table, column, tabulate
from customerbase.reports.words import Phrase

__all__ = ["report"]

_COUNTS = ("taken", "changed", "unchanged", "refused")


def report(
    batches: Iterable[Batch], *, short: int | None = None, zone: tzinfo = UTC, notes: Iterable[Phrase] = ()
) -> Table:
    """Return the imports as a table, in the order in which they came.

    Parameters
    ----------
    batches : iterable of Batch
    short : int, optional
        How much of each id is shown; all of it where this is None.
    zone : tzinfo
        Whose clock the times are of.
    notes : iterable of Phrase
    """
    columns = [
        column("batch", read=lambda each: each.batch_id[:short]),
        column("recorded_at", "date", lambda each: _at(each.recorded_at, zone)),
        column("what"),
        column("file", read=lambda each: each.origin),
        column("source", read=lambda each: each.source.method),
        *(column(name, "whole", _count(name)) for name in _COUNTS),
        column("undone_at", "date", lambda each: each.undone_at and _at(each.undone_at, zone)),
    ]
    return tabulate("batches", columns, batches, notes)


def _count(name: str) -> Callable[[Batch], int]:
    return lambda each: each.counts.get(name, 0)


def _at(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
