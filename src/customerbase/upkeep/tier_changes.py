"""Who rose and who fell: the yearly re-tiering compared with the one before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from customerbase.errors import Problem
from customerbase.listing import InNotebook, Listing, html_table
from customerbase.scoring.checks import once_each, raise_any
from customerbase.upkeep.tiers import DataTier, TierRow

__all__ = ["TierChange", "TierChanges", "changed_tier"]

Tiers = Iterable[TierRow] | Mapping[str, DataTier]

_TIERS: Final = tuple(DataTier)


@attrs.frozen(kw_only=True)
class TierChange:
    """One record on two days.

    Attributes
    ----------
    customer_id : str
    before, after : DataTier or None
        None where there was no such record on that day.
    """

    customer_id: str
    before: DataTier | None
    after: DataTier | None


@attrs.frozen(kw_only=True)
class TierChanges(InNotebook):
    """Who moved from which tier to which.

    Attributes
    ----------
    matrix : tuple of tuple of int
        ``matrix[i][j]``: records of tier i + 1 before and of tier j + 1 after.
    risen, fallen : Listing of TierChange
        By id.
    stayed : int
    came, went : Listing of TierChange
        Records that were there on one day only.
    """

    matrix: tuple[tuple[int, ...], ...]
    risen: Listing[TierChange] = attrs.field(repr=False)
    fallen: Listing[TierChange] = attrs.field(repr=False)
    stayed: int
    came: Listing[TierChange] = attrs.field(repr=False)
    went: Listing[TierChange] = attrs.field(repr=False)

    def _repr_html_(self) -> str:
        rows = ([each.value, *row] for each, row in zip(_TIERS, self.matrix, strict=True))
        return html_table(["from ↓ to →", *(each.value for each in _TIERS)], rows)


def changed_tier(before: Tiers, after: Tiers) -> TierChanges:
    """Say who moved from which tier to which.

    Parameters
    ----------
    before, after : iterable of TierRow, or mapping of customer id to DataTier
        As `tiers` told them on two days, a year apart as a rule.

    Raises
    ------
    InvalidRecord
        If a record stands twice on one day, or a tier is none.

    Examples
    --------
    >>> moved = changed_tier({"C1": DataTier.SECOND, "C2": DataTier.FIRST}, {"C1": DataTier.FIRST})
    >>> [each.customer_id for each in moved.risen], [each.customer_id for each in moved.went]
    (['C1'], ['C2'])
    >>> moved.matrix[1]
    (1, 0, 0, 0)
    """
    old, new = _by_id(before, "before"), _by_id(after, "after")
    both = sorted(old.keys() & new.keys())
    counts = Counter((old[who], new[who]) for who in both)
    moves = [
        TierChange(customer_id=who, before=old[who], after=new[who]) for who in both if old[who] != new[who]
    ]
    return TierChanges(
        matrix=tuple(tuple(counts[i, j] for j in _TIERS) for i in _TIERS),
        risen=Listing(each for each in moves if new[each.customer_id] < old[each.customer_id]),
        fallen=Listing(each for each in moves if new[each.customer_id] > old[each.customer_id]),
        stayed=len(both) - len(moves),
        came=Listing(
            TierChange(customer_id=who, before=None, after=new[who])
            for who in sorted(new.keys() - old.keys())
        ),
        went=Listing(
            TierChange(customer_id=who, before=old[who], after=None)
            for who in sorted(old.keys() - new.keys())
        ),
    )


def _by_id(given: Tiers, name: str) -> dict[str, DataTier]:
    if isinstance(given, Mapping):
        found = dict(given)
    else:
        rows = tuple(given)
        once_each((each.customer_id for each in rows), "TierChanges")
        found = {each.customer_id: each.tier for each in rows}
    hint = "write DataTier.FIRST, or '1'"
    raise_any(
        "TierChanges",
        [
            Problem(f"$.{name}[{who!r}]", each, "is no tier", hint)
            for who, each in found.items()
            if each not in _TIERS
        ],
    )
    return {who: DataTier(each) for who, each in found.items()}
