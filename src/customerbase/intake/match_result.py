"""What a list of candidates said when it came back: what was merged, what is kept apart, what is still open."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import attrs

from customerbase.intake.result import Refusal, RefusedRow, reasons, write_rows
from customerbase.ledger import Merge
from customerbase.listing import InNotebook, Listing
from customerbase.stores.apart import Apart

__all__ = ["DecisionsRead"]


@attrs.frozen(kw_only=True)
class DecisionsRead(InNotebook):
    """What became of a list of candidates that was read.

    Attributes
    ----------
    origin : str
        The file.
    rows : int
    merged : Listing of Merge
        Of the pairs that are the same.
    run : str or None
        By which these merges are taken back together.
    kept_apart : Listing of Apart
        The pairs that are not.
    unchanged : int
        Rows whose decision was known before.
    open : int
        Rows without a decision, and those for later.
    refused_rows : tuple of RefusedRow
    header : sequence of str
    notes : sequence of str
        How the file was read.
    """

    origin: str
    rows: int
    merged: Listing[Merge]
    run: str | None
    kept_apart: Listing[Apart]
    unchanged: int
    open: int
    refused_rows: tuple[RefusedRow, ...] = attrs.field(default=(), repr=False)
    header: Sequence[str] = attrs.field(default=(), repr=False)
    notes: Sequence[str] = ()

    @property
    def refused(self) -> Listing[Refusal]:
        """Each thing for which a row was refused, in the order of the rows."""
        return Listing(each for row in self.refused_rows for each in row.refusals)

    def write_refused(self, path: str | os.PathLike[str]) -> list[Path]:
        """Write the refused rows to a CSV file, with the reasons in front, to be mended and read again."""
        return write_rows(path, self.refused_rows, {self.origin: self.header})

    def __str__(self) -> str:
        counts = f"{len(self.merged):,} cards merged, {len(self.kept_apart):,} pairs kept apart"
        rest = f"{self.unchanged:,} known before, {self.open:,} open, {len(self.refused_rows):,} refused"
        lines = [
            f"{self.origin}: {self.rows:,} rows: {counts}, {rest}",
            *(f"  {note}" for note in self.notes),
        ]
        return "\n".join([*lines, *reasons(self.refused_rows)])
