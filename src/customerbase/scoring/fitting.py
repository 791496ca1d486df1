"""Scales fitted to customers: the cut points are order statistics, so each is a value that somebody has."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias, TypeGuard

import attrs

from customerbase.errors import CurrencyMismatch, InvalidRecord, NothingToFit, Problem
from customerbase.measures import Count, Returns, RfmSummary, Summaries
from customerbase.scoring.checks import exact_numbers, one_to, raise_any
from customerbase.scoring.nested import NestedScale
from customerbase.scoring.scale import DIMENSIONS, Cuts, Fitted, Points, Scale, Weights
from customerbase.scoring.score import only_rfm

__all__ = ["Bins", "bins_of", "cut_points", "fit", "fit_nested", "ranks"]

Bins: TypeAlias = int | Sequence[int]


def bins_of(bins: Bins) -> Points:
    """Return how many bins each dimension is to have, given one number or three.

    Raises
    ------
    InvalidRecord
    """
    given: Any = bins
    three = [given] * 3 if isinstance(given, int) else list(given) if isinstance(given, Sequence) else []
    if len(three) != 3 or not all(one_to(each, 1_000) for each in three):
        hint = "give one number of bins, or three: of recency, frequency and monetary value"
        raise InvalidRecord("Scale", [Problem("$.bins", bins, "is no number of bins from 1 to 1,000", hint)])
    return Points(*three)


def ranks(customers: int, bins: int) -> list[int]:
    """Return the places, from 1, of the cut points among the sorted values of so many customers.

    Cut i of k is the smallest value that at least i/k of the customers do not
    exceed: the value at place ⌈i·n/k⌉.
    """
    return [-(-i * customers // bins) for i in range(1, bins)]


def cut_points(values: Iterable[Decimal | int], bins: int) -> Cuts:
    """Return the cut points of values, each an observed one.

    Cut i of k is the smallest observed value that at least i/k of the
    customers do not exceed: the inverse of the empirical distribution
    function.  Nothing is interpolated.

    Parameters
    ----------
    values : iterable of Decimal or int
        One of each customer.
    bins : int
        1 to 1,000.

    Raises
    ------
    NothingToFit
        If there is no value.
    InvalidRecord
        If a value is not exact (a float), or `bins` is no number of bins.

    References
    ----------
    Hyndman & Fan, "Sample Quantiles in Statistical Packages", The American
    Statistician 50 (1996), p. 361-365: type 1.

    Examples
    --------
    >>> cut_points([1, 1, 1, 1, 1, 1, 1, 2, 3, 9], bins=5)
    Cuts(points=(Decimal('1'), Decimal('1'), Decimal('1'), Decimal('2')), counts=(7, 0, 0, 1, 2))
    """
    if not one_to(bins, 1_000):
        raise_any("Cuts", [Problem("$.bins", bins, "is no number of bins from 1 to 1,000")])
    given = list(values)
    ordered = sorted(given if _all_exact(given) else exact_numbers(given, "$.values"))
    if not ordered:
        raise NothingToFit
    cuts = Cuts([ordered[place - 1] for place in ranks(len(ordered), bins)])
    counts = [0] * cuts.bins
    for each in ordered:
        counts[bisect_left(cuts.points, each)] += 1
    return attrs.evolve(cuts, counts=tuple(counts))


def _all_exact(values: list[Any]) -> TypeGuard[list[Decimal | int]]:
    return all(type(each) is int or (type(each) is Decimal and each.is_finite()) for each in values)


def fit(
    summaries: Iterable[RfmSummary],
    bins: Bins = 5,
    *,
    data: str | None = None,
    weights: Any = Weights(),  # noqa: B008 - a frozen value
) -> Scale:
    """Fit a scale whose bins hold about as many customers each.

    Equal customers get equal scores, so heavy ties leave bins empty: where
    70 % bought once, they all have frequency 1, and the next get 4 of 5.  The
    scale's `notes` say so.

    Parameters
    ----------
    summaries : Summaries, or iterable of RfmSummary
        Customers without a visit are not among those that it is fitted to.  A
        plain list does not say how visits and returns were counted; nor does
        a scale that is fitted to it.
    bins : int, or three
        The same for each dimension, or of r, f and m its own.
    data : str, optional
        What the purchases are, in your words; the scale remembers it.
    weights : mapping or sequence, optional

    Raises
    ------
    NothingToFit
        If nobody visited.
    CurrencyMismatch
    InvalidRecord
        If `bins` or `weights` are none, or the summaries are of several days.

    Examples
    --------
    >>> from customerbase.values import Money
    >>> people = [
    ...     RfmSummary(
    ...         customer_id=str(i),
    ...         recency=i,
    ...         frequency=n,
    ...         monetary=Money(n * 10, "CNY"),
    ...         first_purchase=None,
    ...         last_purchase=None,
    ...         tenure=400,
    ...     )
    ...     for i, n in enumerate([1, 1, 1, 2, 5])
    ... ]
    >>> scale = fit(people, bins=3)
    >>> [str(each) for each in scale.frequency.points], scale.counts("frequency")
    (['1', '2'], {1: 3, 2: 1, 3: 1})
    """
    visited, fitted, currency = _fitted_on(summaries, data)
    wanted = bins_of(bins)
    recency, frequency, monetary = (
        cut_points((value_of(each, name) for each in visited), k)
        for name, k in zip(DIMENSIONS, wanted, strict=True)
    )
    return Scale(
        recency=recency,
        frequency=frequency,
        monetary=monetary,
        currency=currency,
        weights=weights,
        fitted=fitted,
    )


def fit_nested(
    summaries: Iterable[RfmSummary],
    bins: Bins = 5,
    *,
    data: str | None = None,
    weights: Any = Weights(),  # noqa: B008 - a frozen value
) -> NestedScale:
    """Fit a nested scale: frequency is cut within each score of recency, money within each of both.

    All cells are then of about equal size, which is what a test mailing asks
    for; a score of frequency compares customers of one score of recency only.
    A group that is empty takes the cut points of all customers.

    Parameters
    ----------
    summaries, bins, data, weights
        As for `fit`.

    References
    ----------
    Hughes, *Strategic Database Marketing* (1994), ch. 5: recency sorted and
    cut into quintiles, each of them by frequency, each of those by money.
    """
    visited, fitted, currency = _fitted_on(summaries, data)
    wanted = bins_of(bins)
    whole = fit(visited, wanted)
    by_r: list[list[RfmSummary]] = [[] for _ in range(wanted.r)]
    for each in visited:
        by_r[whole.points(each).r - 1].append(each)
    frequency, monetary = [], []
    for own in by_r:
        f_cuts = cut_points((each.frequency for each in own), wanted.f) if own else bare(whole.frequency)
        by_f: list[list[Decimal]] = [[] for _ in range(wanted.f)]
        for each in own:
            by_f[f_cuts.bin_of(each.frequency) - 1].append(each.monetary.amount)
        frequency.append(f_cuts)
        monetary.append(tuple(cut_points(m, wanted.m) if m else bare(whole.monetary) for m in by_f))
    return NestedScale(
        recency=whole.recency,
        frequency=tuple(frequency),
        monetary=tuple(monetary),
        currency=currency,
        weights=weights,
        fitted=fitted,
    )


def bare(cuts: Cuts) -> Cuts:
    """Return the cut points for a group in which nobody is."""
    return Cuts(cuts.points, (0,) * cuts.bins)


def value_of(summary: RfmSummary, dimension: str) -> Decimal | int:
    """Return the number that a dimension ranks by."""
    if dimension == "monetary":
        return summary.monetary.amount
    number: int = getattr(summary, dimension)
    return number


def _fitted_on(
    summaries: Iterable[RfmSummary], data: str | None
) -> tuple[list[RfmSummary], Fitted, str | None]:
    held = summaries if isinstance(summaries, Summaries) else tuple(summaries)
    visited = [each for each in held if only_rfm(each).recency is not None]
    as_of: date | None
    counted: Count | None
    returns: Returns | None
    if isinstance(held, Summaries):
        as_of, counted, returns = held.as_of, held.counted, held.returns
    else:
        # A list that somebody picked out of the summaries does not say how they were made.
        as_of, counted, returns = _day_of(visited), None, None
    if not visited:
        raise NothingToFit(as_of, held.currency if isinstance(held, Summaries) else None)
    currencies = {each.monetary.currency for each in visited}
    if len(currencies) > 1:
        raise CurrencyMismatch(currencies)
    fitted = Fitted(as_of=as_of, customers=len(visited), data=data, counted=counted, returns=returns)
    return visited, fitted, currencies.pop()


def _day_of(visited: Sequence[RfmSummary]) -> date | None:
    """Return the day that summaries are of, where each says the same."""
    days = {
        date.fromordinal(each.last_purchase.toordinal() + each.recency)
        for each in visited
        if each.last_purchase is not None and each.recency is not None
    }
    if len(days) > 1:
        listed = ", ".join(map(str, sorted(days)[:3]))
        raise_any("Scale", [Problem("$.summaries", listed, f"are of several days: {listed}")])
    return next(iter(days), None)
