"""Runs of RFM that a base keeps: each under a name, with its day and its scale, to be repeated and compared."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs

from customerbase.errors import EditConflict, InvalidRecord, NotFound, Problem
from customerbase.listing import Listing
from customerbase.rfm import (
    AnyScale,
    Count,
    Returns,
    RfmRun,
    SegmentMap,
    SegmentRow,
    UnreachedSegment,
    map_from_plain,
    scale_from_plain,
    to_plain,
)
from customerbase.stores.packing import LARGEST, micros

if TYPE_CHECKING:
    from customerbase.stores.store import Store

__all__ = ["KIND", "KeptRun", "forget_run", "header_of", "keep_run", "kept_run", "rule_from_plain"]

KIND = "rfm run"
"""How errors call a kept run."""


@attrs.frozen(kw_only=True)
class KeptRun:
    """What is known of a kept run but for its customers.

    Attributes
    ----------
    name : str
    as_of : datetime.date
        The day from which recency was counted.
    recorded_at : datetime.datetime
        When it was kept.
    customers : int
        How many it lists.
    scale : Scale or NestedScale
    segments : SegmentMap or None
    counted, returns : Count, Returns
        How purchases were summed up.
    currency : str or None
    """

    name: str
    as_of: date
    recorded_at: datetime
    customers: int
    counted: Count = Count.ORDER
    returns: Returns = Returns.LOWER
    currency: str | None = None
    scale: AnyScale = attrs.field(repr=False)
    segments: SegmentMap | None = attrs.field(default=None, repr=False)

    def run(self, rows: Iterable[SegmentRow]) -> RfmRun:
        """Return the run itself, given its rows."""
        return RfmRun(
            as_of=self.as_of,
            scale=self.scale,
            segments=self.segments,
            counted=self.counted,
            returns=self.returns,
            currency=self.currency,
            rows=Listing(rows),
        )


def keep_run(store: Store, run: RfmRun, name: str, *, replace: bool = False) -> KeptRun:
    """Keep a run under a name; an equal one that has the name already stays as it is.

    Parameters
    ----------
    store : Store
    run : RfmRun
    name : str
    replace : bool
        Whether it may take the place of another run of this name.

    Raises
    ------
    EditConflict
        If another run has this name, and is not to be replaced.
    InvalidRecord
        If it is no run that could be read back as it is.
    """
    made = KeptRun(
        name=name,
        as_of=run.as_of,
        recorded_at=store.now(),
        customers=len(run.rows),
        counted=run.counted,
        returns=run.returns,
        currency=run.currency,
        scale=run.scale,
        segments=run.segments,
    )
    if problems := list(_problems(run)):
        raise InvalidRecord("RfmRun", problems)
    with store.transaction():
        if not replace and (before := store.rows.rfm_run(name)) is not None:
            kept, rows = before
            if (held := kept.run(rows)) == run:
                return kept
            error = EditConflict(KIND, name, held, run)
            error.add_note("to keep the new one in its place: replace=True")
            raise error
        store.rows.put_rfm_run(made, run.rows)
    return made


def header_of(store: Store, name: str) -> KeptRun:
    """Return what is known of a kept run but for its customers.

    Raises
    ------
    NotFound
    """
    for each in store.rows.rfm_runs():
        if each.name == name:
            return each
    raise NotFound(KIND, name)


def kept_run(store: Store, name: str) -> RfmRun:
    """Return a kept run as it was.

    Raises
    ------
    NotFound
    """
    found = store.rows.rfm_run(name)
    if found is None:
        raise NotFound(KIND, name)
    kept, rows = found
    return kept.run(rows)


def forget_run(store: Store, name: str) -> None:
    """Take a kept run away.

    Raises
    ------
    NotFound
    """
    with store.transaction():
        header_of(store, name)
        store.rows.remove_rfm_run(name)


def rule_from_plain(plain: Any) -> Any:
    """Return a scale or a map as it was kept; what its maker was warned of is not told again."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnreachedSegment)
        return map_from_plain(plain) if "map" in plain else scale_from_plain(plain)


def _problems(run: RfmRun) -> Iterator[Problem]:
    """Yield why it could not be read back equal."""
    for what, rule in (("scale", run.scale), ("segments", run.segments)):
        if rule is not None and rule_from_plain(to_plain(rule)) != rule:
            yield Problem(
                f"$.{what}", rule, "cannot be written down", "use a scale or map of customerbase.rfm"
            )
    last = ""
    for i, row in enumerate(run.rows):
        if row.customer_id <= last:
            yield Problem(f"$.rows[{i}].customer_id", row.customer_id, f"does not come after {last!r}, by id")
            return
        last = row.customer_id
        if row.score is None:
            continue
        if (row.score.customer_id, row.score.summary.customer_id) != (last, last):
            yield Problem(f"$.rows[{i}].score", row.score, f"is not that of {last!r}")
        if row.score.scale is not run.scale and row.score.scale != run.scale:
            yield Problem(f"$.rows[{i}].score.scale", row.score.scale, "is not the scale of the run")
        money = row.score.summary.monetary
        if money.currency != run.currency:
            yield Problem(f"$.rows[{i}].score", money, f"is not in {run.currency}, the currency of the run")
        elif abs(micros(money.amount)) > LARGEST:
            yield Problem(f"$.rows[{i}].score", money, "is too large: below 9.2 million million is kept")
