"""What is known of one person, line by line: what, since when, from whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

from customerbase.model import Source
from customerbase.reports.table import Column, Table
from customerbase.reports.words import Phrase

__all__ = ["Line", "report"]

Line = tuple[str, str, str, object, Source | None, datetime | None]
"""Kind and id of the record, where the value stands, the value, its source, and when it was recorded."""

_COLUMNS = (
    Column("record", "Record", "记录"),
    Column("id", "Id", "编号"),
    Column("what", "What", "内容"),
    Column("value", "Value", "值"),
    Column("source", "Source", "来源"),
    Column("recorded_at", "Recorded on", "记录日期", "date"),
)


def report(lines: Iterable[Line], *, zone: tzinfo = UTC, notes: Iterable[Phrase] = ()) -> Table:
    """Return what is known of a person as a table.

    Parameters
    ----------
    lines : iterable of tuple
        As `customerbase.stores.exporting.Export.lines` gives them.
    zone : tzinfo
        Whose days the dates are of.
    notes : iterable of Phrase

    Examples
    --------
    >>> report([("customer", "C1", "name", "Acme", Source.of("visit"), None)]).rows[0][:5]
    ('customer', 'C1', 'name', 'Acme', 'visit')
    """
    rows = tuple(
        (
            kind,
            key,
            path,
            None if value is None else str(value),
            None if source is None else str(source),
            None if at is None else at.astimezone(zone).date(),
        )
        for kind, key, path, value, source, at in lines
    )
    return Table("everything_known", "Everything known", "所知的一切", _COLUMNS, rows, tuple(notes))
