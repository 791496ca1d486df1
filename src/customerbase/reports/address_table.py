"""The address table: how many customers, and how much they bought, in each place."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence

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

    A part that nobody in a place has is left empty too, and a part that nobody has at all has no column.

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
    places = {row.place for row in held}
    wanted = [
        i
        for i in range(depth)
        if any(row.place[i:] and (row.place[i] or row.place[: i + 1] in places) for row in held)
    ]
    columns = [column(parts[i], read=_part(i, places)) for i in wanted]
    columns += [column("customers", "whole"), column("buyers", "whole")]
    columns += [column("amount", "money"), column("share", "share")]
    return tabulate("address_table", columns, held, (*period_note(period), *notes))


def _part(i: int, places: Container[tuple[str | None, ...]]) -> Callable[[PlaceRow], object]:
    def read(row: PlaceRow) -> object:
        place = row.place[: i + 1]
        if len(place) <= i:
            return None
        # A group of those where it is unknown has a row of its own; a level left out has none.
        return place[i] or (TERMS["unknown"] if place in places else None)

    return read
