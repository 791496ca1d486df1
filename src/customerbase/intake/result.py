"""What an import says of itself: what it took, what it refused and why."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import attrs

from customerbase.clean.formulas import guarded
from customerbase.ledger import BatchChange
from customerbase.model import Source

__all__ = ["REFUSED_BECAUSE", "Fault", "ImportResult", "Refusal", "RefusedRow", "reasons", "write_rows"]

REFUSED_BECAUSE = "refused because"
"""Heading of the first column of a file of refused rows; it is passed over when the file is read again."""

_SHOWN = 60
_LISTED = 20


@attrs.frozen(kw_only=True)
class Refusal:
    """One thing for which a row was refused.

    Attributes
    ----------
    file : str
    row : int
        Line of the file, counted from 1, on which the row begins.
    key : str or None
        What tells the row from others in the table of a database.
    column : str or None
        The heading, where one cell is at fault.
    value : str or None
        What stands in the cell.
    reason : str
    hint : str or None
        How to mend it.
    """

    file: str
    row: int
    column: str | None
    value: str | None = attrs.field(repr=False)
    reason: str = attrs.field(repr=False)
    hint: str | None = None
    key: str | None = None

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" if self.key is None else f"{self.file}, key {self.key}"
        if self.column is not None:
            place += f", {self.column}"
        said = _of(self.value, self.reason)
        return f"{place}: {said}{self.reason}" + (f" ({self.hint})" if self.hint else "")


Fault: TypeAlias = tuple[str | None, str | None, str, str | None]
"""Heading, raw value, reason, hint."""


@attrs.frozen
class RefusedRow:
    """A row as it stood in the file, so that it can be written out and mended.

    One that was refused before keeps its first place in mind (`was`): a sale
    without a number is known by it.
    """

    file: str
    row: int
    cells: Sequence[str] = attrs.field(repr=False)
    faults: tuple[Fault, ...] = attrs.field(repr=False)
    was: str | None = None
    key: str | None = None

    @property
    def place(self) -> str:
        """Where the row stood when it was first refused: ``row 17 of sales.csv``."""
        where = f"row {self.row}" if self.key is None else f"key {self.key}"
        return self.was or f"{where} of {self.file}"

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Each thing for which the row was refused."""
        return tuple(
            Refusal(
                file=self.file,
                row=self.row,
                column=column,
                value=value,
                reason=reason,
                hint=hint,
                key=self.key,
            )
            for column, value, reason, hint in self.faults
        )


@attrs.frozen(kw_only=True)
class ImportResult:
    """What became of an import.

    Each row of the file is counted once: as taken (it brought something new),
    changed (it changed what was there), unchanged, or refused.

    Attributes
    ----------
    batch_id : str or None
        By which the import can be undone; None where it changed nothing.
    what, origin : str
        The kind of record, and the file.
    source : Source
    taken, changed, unchanged, refused : int
        Rows.
    records : mapping
        Kind of record → outcome → number of records.
    waiting : int
        Second-hand values that wait for a decision because a trusted one stands.
    refused_rows : sequence of RefusedRow
    notes : sequence of str
        What was read otherwise than it stands, and how often.
    ignored : sequence of str
        Headings that were not read.
    encoding : str or None
    encoding_certainty : float or None
        0 to 1: how sure it is that the file is in that encoding.
    headers : mapping
        File → its headings.
    dry_run : bool
        Whether nothing was kept: it was only tried what would come of it.
    changes : sequence of BatchChange
        Of a dry run, what would be new, changed, waiting or passed over; of an
        import that was kept, `CustomerBase.changes_of` tells it.
    missing : sequence of (str, str)
        Number and name of the customers who do not stand in a list that was
        said to be complete.
    """

    batch_id: str | None
    what: str
    origin: str
    source: Source
    taken: int
    changed: int
    unchanged: int
    refused: int
    records: Mapping[str, Mapping[str, int]]
    waiting: int = 0
    refused_rows: Sequence[RefusedRow] = attrs.field(default=(), repr=False)
    notes: Sequence[str] = ()
    ignored: Sequence[str] = ()
    encoding: str | None = None
    encoding_certainty: float | None = None
    headers: Mapping[str, Sequence[str]] = attrs.field(factory=dict, repr=False)
    dry_run: bool = False
    changes: Sequence[BatchChange] = attrs.field(default=(), repr=False)
    missing: Sequence[tuple[str, str]] = attrs.field(default=(), repr=False)

    @property
    def rows(self) -> int:
        """Rows read: each is taken, changed, unchanged or refused."""
        return self.taken + self.changed + self.unchanged + self.refused

    @property
    def refusals(self) -> list[Refusal]:
        """Each thing for which a row was refused, in the order of the rows."""
        return [refusal for row in self.refused_rows for refusal in row.refusals]

    def write_refused(self, path: str | os.PathLike[str]) -> list[Path]:
        """Write the refused rows to a file, with the reasons in front, to be mended and read again.

        Parameters
        ----------
        path : path-like
            Where several files were read together, the rows of the second go
            to a file beside it, named after both.

        Returns
        -------
        list of Path
            The files written; none where nothing was refused.
        """
        return write_rows(path, self.refused_rows, self.headers)

    def __str__(self) -> str:
        lines = [
            (
                f"{self.origin}: {self.rows:,} rows: {self.taken:,} taken, {self.changed:,} changed, "
                f"{self.unchanged:,} unchanged, {self.refused:,} refused"
            )
        ]
        for kind, counts in self.records.items():
            said = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items() if count)
            if said:
                lines.append(f"  {kind}: {said}")
        if self.waiting:
            lines.append(f"  {self.waiting:,} value(s) wait for a decision")
        if self.missing:
            lines.append(f"  {len(self.missing):,} customer(s) of this base are not in the list")
            lines += _some(f"{key} {name}" for key, name in self.missing)
        lines += [f"  {note}" for note in self.notes]
        if self.dry_run:
            lines.insert(1, "  a dry run: nothing was kept")
        if self.changes:
            lines += _some(map(str, self.changes))
        if self.ignored:
            lines.append(f"  not read: {', '.join(self.ignored)}")
        return "\n".join([*lines, *reasons(self.refused_rows)])


def _some(texts: Iterable[str]) -> list[str]:
    """Return the first lines of many, and how many there are besides."""
    given = list(texts)
    more = [f"    … and {len(given) - _LISTED:,} more"] if len(given) > _LISTED else []
    return [f"    {each}" for each in given[:_LISTED]] + more


def write_rows(
    path: str | os.PathLike[str], rows: Iterable[RefusedRow], headers: Mapping[str, Sequence[str]]
) -> list[Path]:
    """Write rows to a file for each file that they stood in, with the reasons in front; return the files."""
    written = []
    by_file: dict[str, list[RefusedRow]] = {}
    for row in rows:
        by_file.setdefault(row.file, []).append(row)
    for i, (file, refused) in enumerate(by_file.items()):
        target = Path(path)
        if i:
            target = target.with_name(f"{target.stem}-{Path(file).stem}{target.suffix}")
        with target.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([REFUSED_BECAUSE, *headers[file]])
            for row in refused:
                writer.writerow([_because(row), *map(guarded, row.cells)])
        written.append(target)
    return written


def _because(row: RefusedRow) -> str:
    said = []
    for column, _, reason, hint in row.faults:
        said.append((f"{column}: " if column else "") + reason + (f" ({hint})" if hint else ""))
    return f"{row.place}: {'; '.join(said)}"


def reasons(rows: Iterable[RefusedRow]) -> list[str]:
    """Count the refusals by reason, most frequent first, with an example of each."""
    found: dict[tuple[str | None, str], tuple[int, tuple[RefusedRow, int]]] = {}
    for row in rows:
        for i, (column, _, reason, _) in enumerate(row.faults):
            count, first = found.get((column, reason), (0, (row, i)))
            found[column, reason] = count + 1, first
    ranked = sorted(found.values(), key=lambda each: (-each[0], each[1][0].row))
    lines = [f"  refused {count:,} ×: {row.refusals[i]}" for count, (row, i) in ranked[:20]]
    if len(ranked) > 20:
        lines.append(f"  … and for {len(ranked) - 20} other reasons")
    return lines


def _of(value: str | None, reason: str) -> str:
    """Return the value that stands before a reason; nothing where the reason names it itself."""
    if value is None:
        return ""
    text = value.strip()
    if (repr(text) if len(text) <= _SHOWN else repr(text[:_SHOWN])[:-1]) in reason:
        return ""
    # A reason that begins with a part of the value is a sentence of its own.
    return f"{_short(value)!r}" + (": " if reason[:1] in "'\"" else " ")


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN else value[: _SHOWN - 3] + "…"
