"""Scores and segments of whole tables, by the same scales and maps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from customerbase.errors import CurrencyMismatch, InvalidTable, Problem
from customerbase.scoring.scale import DIMENSIONS, AnyScale, Closed, Cuts, Weights
from customerbase.scoring.segments import Bounds, Segment, SegmentMap
from customerbase.tables.amounts import measured_in
from customerbase.tables.engine import Frame, Lazy, enter, extended, nw
from customerbase.tables.money import LARGEST, Unit, tell_assumed
from customerbase.validation import EXACT

__all__ = ["assign", "bin_of", "same_currency", "score"]


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
        Decimals of minor units, where money is in whole numbers; by default
        those that the scale remembers.

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

    Warns
    -----
    AssumedMinorUnits
        If money is in whole numbers, nobody said in which unit, and the scale
        is one of money: set by hand, or fitted to records.

    Examples
    --------
    >>> import polars as pl
    >>> from customerbase.rfm import Scale
    >>> summary = pl.DataFrame({"recency": [3, None], "frequency": [4, 0], "monetary": [10_00, -5_00]})
    >>> scale = Scale(recency=[30, 90], frequency=[1, 4], monetary=["9.99"])
    >>> score(summary, scale, places=2).select("r", "f", "m", "total").rows()
    [(3, 2, 2, 7), (1, 1, 1, 3)]
    """
    unit = _checked(summary, scale, currency, places)

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
        With the further column ``segment``.  Scores do not say of how many
        bins they are: give a map for those of their scale.
    """
    if not isinstance(segments, SegmentMap):
        raise TypeError(
            f"segments= is a {type(segments).__name__}, not a map: give rfm.standard(), or your own"
        )
    wanted = ["recency", "r", "f", "m", *([introductions] if introductions else [])]
    held, home = enter(scores, wanted, name="scores")
    schema = held.collect_schema()
    if lacking := [each for each in wanted if each not in schema]:
        hint = "make them with customerbase.tables.rfm.score"
        raise InvalidTable(
            Problem(f"$.{each}", None, "is no column of these scores", hint) for each in lacking
        )
    _refuse_alike(home.names, ("segment", "r", "f", "m"))
    texts = [each for each in wanted if not (schema[each].is_numeric() or schema[each] == nw.Unknown)]
    if texts:
        raise InvalidTable(Problem(f"$.{each}", str(schema[each]), "holds no numbers") for each in texts)
    named: Any = nw.lit(segments.otherwise, nw.String)
    for each in reversed(segments.segments):
        named = nw.when(_holds(each, introductions)).then(nw.lit(each.name)).otherwise(named)
    return extended(scores, wanted, ("segment",), lambda held: held.with_columns(segment=named))


def bin_of(column: nw.Expr, cuts: Cuts, closed: Closed = "right", unit: Unit | None = None) -> nw.Expr:
    """Return the bin of whole numbers, from 1 for the smallest; what is unknown is in the first."""
    unit = unit or Unit(0, "integer")
    # Where a value stands there several times, only the last of them can be the bin.
    points = list(dict(zip(cuts.points, range(2, cuts.bins + 1), strict=True)).items())

    def among(first: int, end: int) -> Any:
        """Halve the cut points: as a chain, hundreds of them would go too deep."""
        if first == end:
            return nw.lit(1 if first == 0 else points[first - 1][1])
        middle = (first + end) // 2
        above = unit.above(column, points[middle][0], closed=closed)
        return nw.when(above).then(among(middle + 1, end)).otherwise(among(first, middle))

    found: nw.Expr = among(0, len(points))
    return found


def _total(weights: Weights) -> nw.Expr:
    """Return the weighted total: whole numbers, or Decimals where a weight has decimals."""
    digits = max(0, *(-int(each.as_tuple().exponent) for each in weights))
    whole = [int(each.scaleb(digits, EXACT)) for each in weights]
    if max(whole) * 3_000 >= LARGEST:  # a thousand bins, three times
        reason = "have more digits than a table can add up: keep them below 10 in all"
        raise InvalidTable([Problem("$.weights", tuple(map(str, weights)), reason)])
    r, f, m = (nw.col(name).cast(nw.Int64) * each for name, each in zip("rfm", whole, strict=True))
    units = r + f + m
    return Unit(digits, "decimal" if digits else "integer").money(units)


def same_currency(scale: AnyScale, currency: str | None) -> None:
    """Refuse a scale of another currency than the money's, where both are known.

    Raises
    ------
    CurrencyMismatch
    """
    if scale.currency is not None and currency is not None and currency != scale.currency:
        raise CurrencyMismatch((scale.currency, currency))


def _checked(summary: Any, scale: AnyScale, currency: str | None, places: int | None) -> Unit:
    if not isinstance(scale, AnyScale):
        raise TypeError(f"scale= is a {type(scale).__name__}, not a scale: fit one, or give rfm.Scale(...)")
    held, home = enter(summary, DIMENSIONS, name="summary")
    same_currency(scale, currency)
    _refuse_alike(home.names, ("r", "f", "m", "total"))
    said = places
    if said is None and scale.fitted is not None:
        said = scale.fitted.places
    unit = measured_in(held, said, currency or scale.currency)
    tell_assumed(unit, said, scale)
    return unit


def _refuse_alike(names: Iterable[str], added: tuple[str, ...]) -> None:
    """Refuse a column that an engine which knows no case would take for one of ours."""
    alike = [name for name in names if name not in added and name.lower() in added]
    if alike:
        reason = f"would be taken for {alike[0].lower()!r} by engines that know no case"
        raise InvalidTable([Problem(f"$.{alike[0]}", None, reason, "rename it")])


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
