"""The address table: how many customers, and how much they bought, in each place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from customerbase.ranking import PlaceRow
from customerbase.reports.sales_ranking import period_note
from customerbase.reports.table import Table, column, tabulate
from customerbase.reports.words import TERMS, Phrase
from customerbase.values import Period

__all__ = ["report"]


def report(
    rows: Iterable[PlaceRow],
    *,
    parts: Sequence[str] = ("country", "province", "city", "district"),
    period: Period | None = None,
    notes: Iterable[Phrase] = (),
) -> Table:
    """Return the address table; a row whose later parts are empty sums up all that lies below.

    Parameters
    ----------
    rows : iterable of PlaceRow
        What `ranking.address_table` returns.
    parts : sequence of str
        The parts of an address that it was asked for.
    period : Period, optional
        The one that the amounts are of.
    notes : iterable of Phrase
    """
    held = tuple(rows)
    depth = max((len(row.place) for row in held), default=1)
    columns = [column(part, read=_part(i)) for i, part in enumerate(parts[:depth])]
    columns += [column("customers", "whole"), column("buyers", "whole")]
    columns += [column("amount", "money"), column("share", "share")]
    return tabulate("address_table", columns, held, (*period_note(period), *notes))


def _part(i: int) -> Callable[[PlaceRow], object]:
    return lambda row: (row.place[i] or TERMS["unknown"]) if i < len(row.place) else None
