"""How a file would be read: its headings, the field of each, why, samples, and what would be refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from customerbase.reports.table import Column, Table, column, tabulate
from customerbase.reports.words import TERMS, Phrase

__all__ = ["ColumnProposed", "report"]


class ColumnProposed(Protocol):
    """One column of the file: `customerbase.intake.proposing.ProposedColumn`."""

    @property
    def heading(self) -> str: ...

    @property
    def field(self) -> str | None: ...

    @property
    def because(self) -> str: ...

    @property
    def choices(self) -> tuple[str, ...]: ...

    @property
    def near(self) -> tuple[str, ...]: ...

    @property
    def refused(self) -> int: ...

    @property
    def reasons(self) -> tuple[str, ...]: ...


def report(columns: Iterable[tuple[ColumnProposed, str]], *, notes: Sequence[Phrase] = ()) -> Table:
    """Return how each column of a file would be read.

    Parameters
    ----------
    columns : iterable of (ProposedColumn, str)
        With its samples in words.
    notes : sequence of Phrase
    """
    found: tuple[Column, ...] = (
        column("heading", read=lambda each: each[0].heading),
        column("field", read=lambda each: _field(each[0])),
        column("because", read=lambda each: TERMS[f"because_{each[0].because}"]),
        column("samples", read=lambda each: each[1] or None),
        column("refused", "whole", lambda each: each[0].refused or None),
        column("reason", read=lambda each: each[0].reasons[0] if each[0].reasons else None),
    )
    return tabulate("proposal", found, columns, notes)


def _field(each: ColumnProposed) -> str | Phrase | None:
    if each.because == "asked":
        return TERMS["proposal_choose"].filled(choices=", ".join(each.choices))
    if each.because == "unknown" and each.near:
        return TERMS["proposal_near"].filled(fields=", ".join(each.near))
    return each.field
