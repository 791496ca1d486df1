"""Everything at once: from purchases to segments, with the scale and the day, so that it can be repeated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo

import attrs

from customerbase.listing import Listing
from customerbase.measures import Count, Returns, RfmSummary, Summaries, summarize
from customerbase.model import Sale
from customerbase.scoring.assigning import SegmentRow, SegmentSize, assign, segment_sizes
from customerbase.scoring.checks import ids_of
from customerbase.scoring.fitting import Bins, fit
from customerbase.scoring.maps import standard
from customerbase.scoring.migration import Migration, migrate
from customerbase.scoring.scale import AnyScale
from customerbase.scoring.score import RfmScore, only_scale, score
from customerbase.scoring.segments import SegmentMap, only_map

__all__ = ["RfmRun", "map_for", "run", "run_of"]


@attrs.frozen(kw_only=True)
class RfmRun:
    """The customers of one day: scored by a scale, and put into segments.

    Attributes
    ----------
    as_of : datetime.date
    scale : Scale or NestedScale
    segments : SegmentMap or None
    counted, returns : Count, Returns
        How purchases were summed up.
    currency : str or None
        Of all amounts.
    rows : Listing of SegmentRow
        By customer id.
    """

    as_of: date
    scale: AnyScale
    segments: SegmentMap | None
    counted: Count = Count.ORDER
    returns: Returns = Returns.LOWER
    currency: str | None
    rows: Listing[SegmentRow] = attrs.field(repr=False)

    @property
    def scores(self) -> Listing[RfmScore]:
        """The scores of those who have some, by customer id."""
        return Listing(each.score for each in self.rows if each.score is not None)

    @property
    def sizes(self) -> Listing[SegmentSize]:
        """What each segment comes to, in the order of the map."""
        return segment_sizes(self.rows, self.segments)

    def since(self, before: RfmRun) -> Migration:
        """Say who moved from which segment to which since an earlier run.

        Raises
        ------
        TypeError
            If `before` is no run.
        """
        if not isinstance(before, RfmRun):
            hint = "give the run itself, or one that a base has kept: base.rfm_run(name)"
            raise TypeError(f"{type(before).__name__} is no run: {hint}")
        return migrate(before.rows, self.rows, names=self.segments.names if self.segments else ())

    def _repr_html_(self) -> str:
        return self.sizes._repr_html_()


def run(
    purchases: Iterable[Sale],
    *,
    as_of: date,
    zone: str | tzinfo | None = None,
    count: Count | str = Count.ORDER,
    returns: Returns | str = Returns.LOWER,
    currency: str | None = None,
    bins: Bins = 5,
    scale: AnyScale | None = None,
    segments: SegmentMap | None = None,
    customers: Iterable[str] = (),
    introduced: Mapping[str, int] | None = None,
    data: str | None = None,
) -> RfmRun:
    """Summarise, fit a scale unless one is given, score, and put customers into segments.

    Parameters
    ----------
    purchases, as_of, zone, count, returns, currency
        As for `summarize`.
    bins : int, or three
        Of the scale that is fitted; where a scale is given, it changes nothing.
    scale : Scale or NestedScale, optional
        One that you have: last quarter's, say.  Its scores are used, whatever `bins` is.
    segments : SegmentMap, optional
        By default `standard`, where the scale has the five scores that it is for.
    customers, introduced
        As for `assign`.
    data : str, optional
        What the purchases are; a fitted scale remembers it.

    Raises
    ------
    NothingToFit
        If nobody bought anything and no scale was given.
    CurrencyMismatch
    InvalidRecord
        If scale and segments do not go together.
    TypeError
        If these are no sales (for a table, there is `customerbase.tables.rfm`),
        `scale` is no scale, or `segments` no map.

    Examples
    --------
    >>> from customerbase.model import SaleTotal
    >>> from customerbase.values import Money
    >>> sold = [
    ...     SaleTotal(purchase_id=who, customer_id=who, on=day, quantity=1, amount=Money(amount, "CNY"))
    ...     for who, day, amount in [("C1", date(2024, 1, 5), 10), ("C2", date(2024, 6, 1), 90)]
    ... ]
    >>> [(each.customer_id, each.segment) for each in run(sold, as_of=date(2024, 6, 30)).rows]
    [('C1', 'About To Sleep'), ('C2', 'New Customers')]
    """
    _check(scale, segments)
    summaries = summarize(purchases, as_of=as_of, zone=zone, count=count, returns=returns, currency=currency)
    return run_of(
        summaries,
        bins=bins,
        scale=scale,
        segments=segments,
        customers=customers,
        introduced=introduced,
        data=data,
    )


def run_of(
    summaries: Summaries[RfmSummary],
    *,
    bins: Bins = 5,
    scale: AnyScale | None = None,
    segments: SegmentMap | None = None,
    customers: Iterable[str] = (),
    introduced: Mapping[str, int] | None = None,
    data: str | None = None,
) -> RfmRun:
    """Do the same from summaries that were made already, whoever made them.

    The parameters are those of `run`; `bins` changes nothing where a scale is given.

    Raises
    ------
    TypeError
        If they do not say of which day they are: `summarize` gives `Summaries`
        that do, and ``Summaries(rows, as_of=day)`` does.  Also if `scale` is no
        scale, or `segments` no map.
    """
    _check(scale, segments)
    if getattr(summaries, "as_of", None) is None:
        hint = "put them into Summaries(rows, as_of=day)"
        raise TypeError(f"these summaries do not say of which day they are: {hint}")
    assert summaries.as_of is not None
    chosen = fit(summaries, bins, data=data) if scale is None else scale
    named = map_for(chosen) if segments is None else segments
    scores = score(summaries, chosen)
    if named is None:
        rows = _unnamed(scores, customers, introduced or {})
    else:
        rows = assign(scores, named, customers=customers, introduced=introduced)
    return RfmRun(
        as_of=summaries.as_of,
        scale=chosen,
        segments=named,
        counted=summaries.counted,
        returns=summaries.returns,
        currency=summaries.currency or chosen.currency,
        rows=rows,
    )


def _check(scale: AnyScale | None, segments: SegmentMap | None) -> None:
    if scale is not None:
        only_scale(scale)
    if segments is not None:
        only_map(segments)


def _unnamed(
    scores: Iterable[RfmScore], customers: Iterable[str], brought: Mapping[str, int]
) -> Listing[SegmentRow]:
    by_id = {each.customer_id: each for each in scores}
    return Listing(
        SegmentRow(customer_id=who, segment=None, score=by_id.get(who), introductions=brought.get(who, 0))
        for who in sorted(by_id.keys() | ids_of(customers, "customers"))
    )


def map_for(scale: AnyScale) -> SegmentMap | None:
    """Return the standard map where it fits a scale; None where the scale has other scores."""
    usual = standard()
    return usual if scale.bins == usual.bins else None
