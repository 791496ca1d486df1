"""Scales fitted to whole tables: the same cut points as `customerbase.rfm.fit` finds, without a sort."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from customerbase.errors import InvalidTable, NothingToFit, Problem
from customerbase.measures import Count, Returns
from customerbase.scoring.fitting import Bins, bare, bins_of
from customerbase.scoring.nested import NestedScale
from customerbase.scoring.scale import DIMENSIONS, Cuts, Fitted, Scale, Weights
from customerbase.tables.amounts import measured_in, rows_where
from customerbase.tables.cutting import Counted, count_cuts, cuts_of_columns
from customerbase.tables.engine import Lazy, at_rest, enter, nw, row_of
from customerbase.tables.money import Unit
from customerbase.tables.scoring import bin_of
from customerbase.validation import EXACT, word_of

__all__ = ["fit", "fit_nested"]


def fit(
    summary: Any,
    bins: Bins = 5,
    *,
    as_of: date | None = None,
    currency: str | None = None,
    places: int | None = None,
    counted: Count | str | None = None,
    returns: Returns | str | None = None,
    data: str | None = None,
    weights: Any = Weights(),  # noqa: B008 - a frozen value
) -> Scale:
    """Fit a scale to a summary of customers; the scale is that of `customerbase.rfm.fit`.

    A lazy summary is computed once for this; what comes back are cut points.

    Parameters
    ----------
    summary : frame
        As `summarize` gives it: ``recency``, ``frequency``, ``monetary``.
    bins, data, weights
        As for `customerbase.rfm.fit`.
    as_of : datetime.date, optional
        The day of the summary; the scale remembers it.
    currency : str, optional
        Of the summary's money; the scale then refuses others.
    places : int, optional
        Decimals of minor units, where money is in whole numbers; say here
        what you said to `summarize`.  The scale remembers it.
    counted, returns : optional
        How the summary was made; the scale remembers it.

    Raises
    ------
    NothingToFit
        If nobody visited.
    InvalidTable
        If columns are lacking.

    Examples
    --------
    >>> import polars as pl
    >>> summary = pl.DataFrame(
    ...     {"recency": [3, 9, 40], "frequency": [1, 1, 4], "monetary": [10_00, 25_00, 5_00]}
    ... )
    >>> scale = fit(summary, bins=3, currency="CNY")
    >>> [str(each) for each in scale.monetary.points], scale.frequency.counts
    (['5', '10'], (2, 0, 1))
    """
    held, unit = _measured(summary, places, currency)
    return fitted_to(
        held,
        unit,
        bins,
        as_of=as_of,
        currency=currency,
        counted=counted,
        returns=returns,
        data=data,
        weights=weights,
    )


def fitted_to(
    measured: Lazy,
    unit: Unit,
    bins: Bins,
    *,
    as_of: date | None,
    currency: str | None,
    counted: Count | str | None,
    returns: Returns | str | None,
    data: str | None,
    weights: Any = Weights(),  # noqa: B008 - a frozen value
) -> Scale:
    """Fit a scale to what `measured_by` gave."""
    # Computed by themselves: DuckDB takes a hundred times as long for a union over a filter.
    with at_rest(measured) as rested:
        found = cuts_of_columns(rested, DIMENSIONS, bins_of(bins))
    if not found:
        raise NothingToFit(as_of, currency)
    return Scale(
        recency=_days(found[0]),
        frequency=_days(found[1]),
        monetary=_amounts(found[2], unit),
        currency=currency,
        weights=weights,
        fitted=_fitted(found[0], unit, as_of, data, counted, returns),
    )


def fit_nested(
    summary: Any,
    bins: Bins = 5,
    *,
    as_of: date | None = None,
    currency: str | None = None,
    places: int | None = None,
    counted: Count | str | None = None,
    returns: Returns | str | None = None,
    data: str | None = None,
    weights: Any = Weights(),  # noqa: B008 - a frozen value
) -> NestedScale:
    """Fit a nested scale to a summary of customers; the scale is that of `customerbase.rfm.fit_nested`.

    The parameters, and what is raised, are those of `fit`.
    """
    held, unit = _measured(summary, places, currency)
    wanted = bins_of(bins)
    with at_rest(held) as rested:
        whole = cuts_of_columns(rested, DIMENSIONS, wanted)
        if not whole:
            raise NothingToFit(as_of, currency)
        recency, all_f, all_m = map(_days, whole)
        r = wanted.r + 1 - bin_of(nw.col("recency"), recency)
        with at_rest(rested.with_columns(owner=r)) as by_r:
            f_cuts = count_cuts(by_r.select("owner", value="frequency"), wanted.f)
            frequency = [_or_bare(f_cuts, i, all_f, _days) for i in range(1, wanted.r + 1)]
            f: Any = nw.lit(0)
            for i, cuts in enumerate(frequency, 1):
                f = nw.when(nw.col("owner") == i).then(bin_of(nw.col("frequency"), cuts)).otherwise(f)
            cells = by_r.select(owner=nw.col("owner") * (wanted.f + 1) + f, value="monetary")
            with at_rest(cells) as by_cell:
                m_cuts = count_cuts(by_cell, wanted.m)

    def amounts(counted: Counted) -> Cuts:
        return _amounts(counted, unit)

    bare_m = amounts(Counted(tuple(map(int, all_m.points)), all_m.counts))
    monetary = [
        [_or_bare(m_cuts, i * (wanted.f + 1) + j, bare_m, amounts) for j in range(1, wanted.f + 1)]
        for i in range(1, wanted.r + 1)
    ]
    return NestedScale(
        recency=recency,
        frequency=tuple(frequency),
        monetary=tuple(map(tuple, monetary)),
        currency=currency,
        weights=weights,
        fitted=_fitted(whole[0], unit, as_of, data, counted, returns),
    )


def _measured(summary: Any, places: int | None, currency: str | None) -> tuple[Lazy, Unit]:
    """Return the three measures of those who visited, as whole numbers, and the unit of their money."""
    held, _ = enter(summary, DIMENSIONS, name="summary")
    unit = measured_in(held, places, currency)
    # What a customer who visited must have: engines disagree over what is greater, unknown or known.
    gaps = {
        name: rows_where(~nw.col("recency").is_null() & nw.col(name).is_null())
        for name in ("frequency", "monetary")
    }
    found = row_of(held.select(**gaps))
    if any(found.values()):
        reason = "is unknown in {:,} rows of customers who have a recency"
        raise InvalidTable(Problem(f"$.{name}", None, reason.format(n)) for name, n in found.items() if n)
    return measured_by(held, unit), unit


def measured_by(summary: Lazy, unit: Unit) -> Lazy:
    """Return the three measures of those who visited, as whole numbers."""
    return summary.filter(~nw.col("recency").is_null()).select(
        nw.col("recency").cast(nw.Int64),
        nw.col("frequency").cast(nw.Int64),
        unit.units(nw.col("monetary")).alias("monetary"),
    )


def _fitted(
    found: Counted,
    unit: Unit,
    as_of: date | None,
    data: str | None,
    counted: Count | str | None,
    returns: Returns | str | None,
) -> Fitted:
    return Fitted(
        as_of=as_of,
        customers=sum(found.counts),
        data=data,
        counted=None if counted is None else word_of(Count, counted, "counted"),
        returns=None if returns is None else word_of(Returns, returns, "returns"),
        places=unit.places if unit.kind == "integer" else None,
    )


def _days(counted: Counted) -> Cuts:
    return Cuts(counted.points, counted.counts)


def _amounts(counted: Counted, unit: Unit) -> Cuts:
    return Cuts([Decimal(each).scaleb(-unit.places, EXACT) for each in counted.points], counted.counts)


def _or_bare(found: dict[int, Counted], group: int, whole: Cuts, made: Callable[[Counted], Cuts]) -> Cuts:
    return made(found[group]) if group in found else bare(whole)
