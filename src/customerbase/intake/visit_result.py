"""What a visit list said when it came back: the checks that it brought, and the rows that say none."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import attrs

from customerbase.intake.result import Refusal, RefusedRow, reasons, write_rows
from customerbase.listing import InNotebook, Listing
from customerbase.model import Verification

__all__ = ["VisitsRead"]


@attrs.frozen(kw_only=True)
class VisitsRead(InNotebook):
    """What became of a visit list that was read.

    All rows of one facet of one customer are one check.  Each row is counted
    once: it belongs to a check that was taken or that was known before, it is
    without a mark, or it is refused with all others of its check.

    Attributes
    ----------
    origin : str
        The file.
    rows : int
    taken : Listing of Verification
        What was learned.
    unchanged : Listing of Verification
        What an earlier reading had brought already.
    skipped : int
        Rows of facets of which nothing was marked.
    refused_rows : tuple of RefusedRow
    header : sequence of str
    notes : sequence of str
        How the file was read.
    """

    origin: str
    rows: int
    taken: Listing[Verification]
    unchanged: Listing[Verification]
    skipped: int
    refused_rows: tuple[RefusedRow, ...] = attrs.field(default=(), repr=False)
    header: Sequence[str] = attrs.field(default=(), repr=False)
    notes: Sequence[str] = ()

    @property
    def refused(self) -> Listing[Refusal]:
        """Each thing for which a row was refused, in the order of the rows."""
        return Listing(each for row in self.refused_rows for each in row.refusals)

    def write_refused(self, path: str | os.PathLike[str]) -> list[Path]:
        """Write the refused rows to a CSV file, with the reasons in front, to be mended and read again.

        Returns
        -------
        list of Path
            The file written; none where nothing was refused.
        """
        return write_rows(path, self.refused_rows, {self.origin: self.header})

    def __str__(self) -> str:
        known, refused = len(self.unchanged), len(self.refused_rows)
        counts = f"{len(self.taken):,} checks taken, {known:,} known before"
        lines = [
            f"{self.origin}: {self.rows:,} rows: {counts}; {self.skipped:,} without a mark, {refused:,} refused"
        ]
        lines += [f"  {note}" for note in self.notes]
        return "\n".join([*lines, *reasons(self.refused_rows)])
