"""Scores of customers by a scale."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import attrs

from customerbase.errors import CurrencyMismatch, InvalidRecord, Problem
from customerbase.listing import InNotebook, Listing
from customerbase.measures import RfmSummary, Summaries
from customerbase.scoring.scale import AnyScale, Points

__all__ = ["RfmScore", "check_alike", "only_rfm", "only_scale", "only_score", "score"]


@attrs.frozen(kw_only=True)
class RfmScore(InNotebook):
    """One customer's scores of recency, frequency and monetary value; 1 is the worst.

    Attributes
    ----------
    customer_id : str
    r, f, m : int
    summary : RfmSummary
        What was scored.
    scale : Scale or NestedScale
        What it was scored by.
    """

    customer_id: str
    r: int
    f: int
    m: int
    summary: RfmSummary = attrs.field(repr=False)
    scale: AnyScale = attrs.field(repr=False)

    @property
    def cell(self) -> Points:
        """The three scores together: the customer's cell of the RFM cube."""
        return Points(self.r, self.f, self.m)

    @property
    def total(self) -> Decimal:
        """The weighted total, by the weights of the scale."""
        return self.scale.weighted(self.cell)


def score(summaries: Iterable[RfmSummary], scale: AnyScale) -> Listing[RfmScore]:
    """Score customers by a scale; equal customers get equal scores, in whatever order they stand.

    Parameters
    ----------
    summaries : Summaries, or iterable of RfmSummary
    scale : Scale or NestedScale
        Fitted to these customers or to others; by hand or not.

    Returns
    -------
    Listing of RfmScore
        One for each summary, in their order.

    Raises
    ------
    CurrencyMismatch
        If the scale is in another currency, or the summaries are in several.
    InvalidRecord
        If the summaries count visits or returns in another way than those
        that the scale was fitted to.

    Examples
    --------
    >>> from customerbase.scoring.scale import Scale
    >>> from customerbase.values import Money
    >>> ann = RfmSummary(
    ...     customer_id="C1",
    ...     recency=12,
    ...     frequency=4,
    ...     monetary=Money("1234.50", "CNY"),
    ...     first_purchase=None,
    ...     last_purchase=None,
    ...     tenure=300,
    ... )
    >>> scale = Scale(recency=[30, 90], frequency=[1, 4], monetary=[100, 999], weights={"m": 2})
    >>> (one,) = score([ann], scale)
    >>> one.r, one.f, one.m, one.total
    (3, 2, 3, Decimal('11'))
    """
    check_alike(summaries, only_scale(scale))
    scored: list[RfmScore] = []
    for each in summaries:
        r, f, m = scale.points(only_rfm(each))
        if scored and each.monetary.currency != scored[0].summary.monetary.currency:
            raise CurrencyMismatch((each.monetary.currency, scored[0].summary.monetary.currency))
        scored.append(RfmScore(customer_id=each.customer_id, r=r, f=f, m=m, summary=each, scale=scale))
    return Listing(scored)


def check_alike(summaries: Iterable[RfmSummary], scale: AnyScale) -> None:
    """Refuse summaries that were not made as those that the scale was fitted to."""
    if not isinstance(summaries, Summaries) or scale.fitted is None:
        return
    theirs = (scale.fitted.counted, scale.fitted.returns)
    if None not in theirs and (summaries.counted, summaries.returns) != theirs:
        said = "count={!r} and returns={!r}".format(*map(str, theirs))
        own = f"count={str(summaries.counted)!r} and returns={str(summaries.returns)!r}"
        hint = f"summarize with {said}, or fit a scale to these summaries"
        problem = Problem("$.summaries", own, f"were made with {own}, the scale with {said}", hint)
        raise InvalidRecord("RfmScore", [problem])


def only_rfm(summary: RfmSummary) -> RfmSummary:
    """Refuse whatever is no summary.

    Raises
    ------
    TypeError
    """
    if not isinstance(summary, RfmSummary):
        name = type(summary).__name__
        raise TypeError(f"{name} is no RfmSummary: summarize gives them, or make one by hand")
    return summary


def only_scale(scale: AnyScale) -> AnyScale:
    """Refuse whatever is no scale.

    Raises
    ------
    TypeError
    """
    if not isinstance(scale, AnyScale):
        hint = "fit one, or read one with scale_from_plain"
        raise TypeError(f"{type(scale).__name__} is no scale: {hint}")
    return scale


def only_score(scored: RfmScore) -> RfmScore:
    """Refuse whatever is no score.

    Raises
    ------
    TypeError
    """
    if not isinstance(scored, RfmScore):
        raise TypeError(
            f"{type(scored).__name__} is no RfmScore: score gives them, and so does .scores of a run"
        )
    return scored
