"""Who moved from which segment to which, between two days."""

from __future__ import annotations

import reprlib
from collections import Counter
from collections.abc import Iterable, Mapping

import attrs

from customerbase.listing import Listing, html_table
from customerbase.scoring.assigning import SegmentRow
from customerbase.scoring.checks import once_each

__all__ = ["Migration", "Move", "migrate"]


@attrs.frozen(kw_only=True)
class Move:
    """One customer whose segment is another one than before.

    Attributes
    ----------
    customer_id : str
    before, after : str or None
        None where he was, or is, in no segment; `Migration` tells those who
        were not there at all.
    """

    customer_id: str
    before: str | None
    after: str | None


@attrs.frozen(kw_only=True)
class Migration:
    """Who moved from which segment to which.

    Attributes
    ----------
    names : tuple of str or None
        All segments, in order.
    matrix : tuple of tuple of int
        ``matrix[i][j]``: customers in segment i before and in j after.
    moved, stayed : Listing of Move
        Customers who were there on both days, by id.
    came, went : Listing of Move
        Customers who were there on one day only.
    """

    names: tuple[str | None, ...]
    matrix: tuple[tuple[int, ...], ...]
    moved: Listing[Move] = attrs.field(repr=False)
    stayed: Listing[Move] = attrs.field(repr=False)
    came: Listing[Move] = attrs.field(repr=False)
    went: Listing[Move] = attrs.field(repr=False)

    def between(self, before: str | None, after: str | None) -> Listing[Move]:
        """Return the customers who went from one segment to another, or stayed in one.

        Raises
        ------
        ValueError
            If one of them is no segment; None, for none, always may be asked.
        """
        for name in (before, after):
            if name is not None and name not in self.names:
                known = ", ".join(repr(each) for each in self.names if each is not None)
                raise ValueError(f"{reprlib.repr(name)} is no segment here: choose from {known or 'none'}")
        held = self.stayed if before == after else self.moved
        return Listing(each for each in held if (each.before, each.after) == (before, after))

    def _repr_html_(self) -> str:
        rows = ([name or "–", *row] for name, row in zip(self.names, self.matrix, strict=True))
        return html_table(["from ↓ to →", *(name or "–" for name in self.names)], rows)


Segments = Iterable[SegmentRow] | Mapping[str, str | None]


def migrate(before: Segments, after: Segments, *, names: Iterable[str] = ()) -> Migration:
    """Say who moved from which segment to which.

    Parameters
    ----------
    before, after : iterable of SegmentRow, or mapping of customer id to segment
    names : iterable of str, optional
        Segments in the order in which they are to stand, such as
        `SegmentMap.names`; others follow by name.

    Raises
    ------
    InvalidRecord
        If a customer stands twice among the rows of one day.

    Examples
    --------
    >>> moved = migrate({"C1": "Promising", "C2": "Lost"}, {"C1": "Champions", "C2": "Lost", "C3": "Lost"})
    >>> moved.names, moved.matrix
    (('Champions', 'Lost', 'Promising'), ((0, 0, 0), (0, 1, 0), (1, 0, 0)))
    >>> [each.customer_id for each in moved.came]
    ['C3']
    """
    old, new = _by_id(before), _by_id(after)
    order: dict[str | None, None] = dict.fromkeys(names)
    order |= dict.fromkeys(sorted({*old.values(), *new.values()} - {None}, key=str))
    if None in old.values() or None in new.values():
        order[None] = None
    both = sorted(old.keys() & new.keys())
    counts = Counter((old[who], new[who]) for who in both)
    moves = [Move(customer_id=who, before=old[who], after=new[who]) for who in both]
    return Migration(
        names=tuple(order),
        matrix=tuple(tuple(counts[i, j] for j in order) for i in order),
        moved=Listing(each for each in moves if each.before != each.after),
        stayed=Listing(each for each in moves if each.before == each.after),
        came=Listing(
            Move(customer_id=who, before=None, after=new[who]) for who in sorted(new.keys() - old.keys())
        ),
        went=Listing(
            Move(customer_id=who, before=old[who], after=None) for who in sorted(old.keys() - new.keys())
        ),
    )


def _by_id(given: Segments) -> Mapping[str, str | None]:
    if isinstance(given, Mapping):
        return given
    rows = tuple(given)
    once_each((each.customer_id for each in rows), "Migration")
    return {each.customer_id: each.segment for each in rows}
