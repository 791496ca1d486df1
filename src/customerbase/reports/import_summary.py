"""What an import took, and what it refused."""

from __future__ import annotations

from collections.abc import Iterable

from customerbase.reports.table import Table, column, tabulate
from customerbase.reports.words import TERMS, Phrase

__all__ = ["refused_rows", "report"]


def report(*, taken: int, changed: int, unchanged: int, refused: int, notes: Iterable[Phrase] = ()) -> Table:
    """Return how many rows were taken, changed, left unchanged and refused.

    Examples
    --------
    >>> report(taken=3, changed=0, unchanged=1, refused=2).rows[0][1]
    3
    """
    counts = (("taken", taken), ("changed", changed), ("unchanged", unchanged), ("refused", refused))
    columns = (
        column("result", read=lambda each: TERMS[each[0]]),
        column("rows", "whole", lambda each: each[1]),
    )
    return tabulate("import_summary", columns, counts, notes)


def refused_rows(refusals: Iterable[object], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return refused values as a table.

    Parameters
    ----------
    refusals : iterable
        Whatever has ``file``, ``row``, ``column``, ``value``, ``reason`` and ``hint``.
    notes : iterable of Phrase
    """
    columns = (
        column("file"),
        column("row", "whole"),
        column("column"),
        column("value", read=lambda each: None if each.value is None else str(each.value)),
        column("reason"),
        column("hint"),
    )
    return tabulate("refused_rows", columns, refusals, notes)
