"""Scores and segments of whole tables, by the same scales and maps."""

from __future__ import annotations

from typing import Any

from customerbase.errors import CurrencyMismatch, InvalidTable, Problem
from customerbase.scoring.scale import DIMENSIONS, AnyScale, Closed, Cuts, Weights
from customerbase.scoring.segments import Bounds, Segment, SegmentMap
from customerbase.tables.engine import Frame, Lazy, enter, extended, nw
from customerbase.tables.money import Unit, unit_of
from customerbase.validation import EXACT

__all__ = ["assign", "bin_of", "score"]


def score(
    summary: Frame, scale: AnyScale, *, currency: str | None = None, places: int | None = None
) -> Frame:
    """Score each customer of a summary, as `customerbase.rfm.score` does, column-wise.

    Parameters
    ----------
    summary : frame
        As `summarize` gives it.  It is not changed.
    scale : Scale or NestedScale
    currency : str, optional
        Of the summary's money.
    places : int, optional
        Decimals of minor units, where money is in whole numbers.

    Returns
    -------
    frame of the same kind
        With the further columns ``r``, ``f``, ``m`` and ``total`` (weighted).

    Raises
    ------
    InvalidTable
        If columns are lacking.
    CurrencyMismatch
        If the scale is in another currency.

    Examples
    --------
    >>> import polars as pl
    >>> from customerbase.rfm import Scale
    >>> summary = pl.DataFrame({"recency": [3, None], "frequency": [4, 0], "monetary": [10_00, -5_00]})
    >>> scale = Scale(recency=[30, 90], frequency=[1, 4], monetary=["9.99"])
    >>> score(summary, scale).select("r", "f", "m", "total").rows()
    [(3, 2, 2, 7), (1, 1, 1, 3)]
    """
    unit = _checked(enter(summary, DIMENSIONS, name="summary")[0].collect_schema(), scale, currency, places)

    def scored(held: Lazy) -> Lazy:
        held = held.with_columns(r=_recency(scale))
        held = held.with_columns(f=_binned("frequency", scale, None))
        held = held.with_columns(m=_binned("monetary", scale, unit))
        return held.with_columns(total=_total(scale.weights))

    return extended(summary, DIMENSIONS, ("r", "f", "m", "total"), scored)


def assign(scores: Frame, segments: SegmentMap, *, introductions: str | None = None) -> Frame:
    """Put customers into the segments of a map, as `customerbase.rfm.assign` does, column-wise.

    Parameters
    ----------
    scores : frame
        As `score` gives it, with ``recency``, ``r``, ``f`` and ``m``.  A row
        of a customer who is in no summary, and so has no scores, is one who
        has not bought.
    segments : SegmentMap
    introductions : str, optional
        The column that says how many customers one has brought.

    Returns
    -------
    frame of the same kind
        With the further column ``segment``.
    """
    wanted = ["recency", "r", "f", "m", *([introductions] if introductions else [])]
    schema = enter(scores, wanted, name="scores")[0].collect_schema()
    if lacking := [each for each in wanted if each not in schema]:
        raise InvalidTable(Problem(f"$.{each}", None, "is no column of these scores") for each in lacking)
    named: Any = nw.lit(segments.otherwise, nw.String)
    for each in reversed(segments.segments):
        named = nw.when(_holds(each, introductions)).then(nw.lit(each.name)).otherwise(named)
    return extended(scores, wanted, ("segment",), lambda held: held.with_columns(segment=named))


def bin_of(column: nw.Expr, cuts: Cuts, closed: Closed = "right", unit: Unit | None = None) -> nw.Expr:
    """Return the bin of whole numbers, from 1 for the smallest: one comparison for each cut point."""
    unit = unit or Unit(0, "integer")
    found: Any = nw.lit(1)
    # Where a value stands there several times, only the last of them can be the bin.
    for point, above in dict(zip(cuts.points, range(2, cuts.bins + 1), strict=True)).items():
        found = nw.when(unit.above(column, point, closed=closed)).then(above).otherwise(found)
    return found  # type: ignore[no-any-return]


def _total(weights: Weights) -> nw.Expr:
    """Return the weighted total: whole numbers, or Decimals where a weight has decimals."""
    digits = max(0, *(-int(each.as_tuple().exponent) for each in weights))
    whole = [int(each.scaleb(digits, EXACT)) for each in weights]
    units = (nw.col("r") * whole[0] + nw.col("f") * whole[1] + nw.col("m") * whole[2]).cast(nw.Int64)
    return Unit(digits, "decimal" if digits else "integer").money(units)


def _checked(schema: Any, scale: AnyScale, currency: str | None, places: int | None) -> Unit:
    if lacking := [each for each in DIMENSIONS if each not in schema]:
        hint = "make the summary with customerbase.tables.rfm.summarize"
        raise InvalidTable(
            Problem(f"$.{each}", None, "is no column of this summary", hint) for each in lacking
        )
    if scale.currency is not None and currency is not None and currency != scale.currency:
        raise CurrencyMismatch((scale.currency, currency))
    unit = unit_of(schema["monetary"], places, currency or scale.currency)
    if unit is None:
        raise InvalidTable([Problem("$.monetary", str(schema["monetary"]), "holds no amounts")])
    return unit


def _recency(scale: AnyScale) -> Any:
    cuts = scale.cuts_for("recency", 0, 0)
    column = nw.col("recency")
    better = cuts.bins + 1 - bin_of(column, cuts, scale.closed)
    return nw.when(column.is_null()).then(1).otherwise(better)


def _binned(dimension: str, scale: AnyScale, unit: Unit | None) -> Any:
    column = nw.col(dimension) if unit is None else unit.units(nw.col(dimension))
    if not scale.nested:
        return bin_of(column, scale.cuts_for(dimension, 0, 0), scale.closed, unit)
    found: Any = nw.lit(0)
    for r in range(1, scale.bins.r + 1):
        if dimension == "frequency":
            own: Any = bin_of(column, scale.cuts_for(dimension, r, 0), scale.closed, unit)
        else:
            own = nw.lit(0)
            for f in range(1, scale.bins.f + 1):
                cuts = scale.cuts_for(dimension, r, f)
                own = nw.when(nw.col("f") == f).then(bin_of(column, cuts, scale.closed, unit)).otherwise(own)
        found = nw.when(nw.col("r") == r).then(own).otherwise(found)
    return found


def _holds(segment: Segment, introductions: str | None) -> nw.Expr:
    """Tell whether a row belongs to a segment; see `Segment.holds`."""
    scored, visited = ~nw.col("r").is_null(), ~nw.col("recency").is_null()
    if segment.bought is False:
        holds = ~visited
    else:
        bounds = [_within(axis, getattr(segment, axis)) for axis in ("r", "f", "m")]
        kept = [each for each in bounds if each is not None]
        holds = scored if segment.bought or kept else (scored | ~scored)
        for each in kept:
            holds = holds & each
    if segment.introductions:
        brought = nw.lit(0) if introductions is None else nw.col(introductions).fill_null(0)
        holds = holds & (brought >= segment.introductions)
    return holds


def _within(axis: str, bounds: Bounds) -> nw.Expr | None:
    least, most = bounds
    column = nw.col(axis)
    if least > 1 and most is not None:
        return (column >= least) & (column <= most) if least != most else column == least
    if most is not None:
        return column <= most
    return column >= least if least > 1 else None
