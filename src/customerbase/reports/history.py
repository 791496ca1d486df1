"""What was written of a record: a line for each value that a save changed, with who, when and how."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

import attrs

from customerbase.chronicle.fields import field_words
from customerbase.ledger import Saved, ValueChange
from customerbase.reports.candidates import said
from customerbase.reports.table import Column, Table, column, tabulate
from customerbase.reports.words import Phrase

__all__ = ["report"]


@attrs.frozen
class _Line:
    saved: Saved
    change: ValueChange | None


def report(saves: Iterable[Saved], *, zone: tzinfo = UTC, notes: Iterable[Phrase] = ()) -> Table:
    """Return the history of a record as a table; a save that changed no value has a line, too.

    Parameters
    ----------
    saves : iterable of Saved
        As `CustomerBase.history` gives them.
    zone : tzinfo
        Whose clock the times are of.
    notes : iterable of Phrase
    """
    columns: tuple[Column, ...] = (
        column("number", "whole", lambda line: line.saved.number),
        column("saved_at", "date", lambda line: _at(line.saved.recorded_at, zone)),
        column("saved_as", read=lambda line: line.saved.what),
        column("by", read=lambda line: line.saved.by),
        column("source", read=lambda line: line.saved.source and line.saved.source.method),
        column("observed_on", "date", lambda line: line.saved.observed_on),
        column("batch", read=lambda line: line.saved.batch_id and line.saved.batch_id[:8]),
        column("does_not_count", read=lambda line: _UNDONE if line.saved.undone else None),
        column("fact", read=lambda line: line.change and _fact(line.change.path)),
        column("value_before", read=lambda line: line.change and said(line.change.before)),
        column("value_after", read=lambda line: line.change and said(line.change.after)),
    )
    lines = [_Line(saved, change) for saved in saves for change in (saved.changes or (None,))]
    if any(line.change is not None and line.change.raw is not None for line in lines):
        columns = (*columns, column("written_as", read=lambda line: line.change and line.change.raw))
    return tabulate("history", columns, lines, notes)


_UNDONE = Phrase("taken back", "已撤销")


def _fact(path: str) -> Phrase:
    words = field_words(path)
    return Phrase(words.en, words.zh)


def _at(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
