"""How often to check each fact, column-wise: the square-root rule, and the exact optimum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp, inf, log
from typing import Any, Final, NamedTuple

import attrs

from customerbase.aging.allocating import AllocationRule
from customerbase.aging.rates import real
from customerbase.errors import InvalidRecord, InvalidTable, Problem
from customerbase.tables.aging import check_numbers
from customerbase.tables.amounts import rows_where
from customerbase.tables.engine import Frame, Lazy, at_rest, enter, extended, nw, row_of
from customerbase.validation import word_of

__all__ = ["CheckColumns", "allocate"]

_EXACT: Final = 1e-12
_TURNS: Final = 200


@attrs.frozen(kw_only=True)
class CheckColumns:
    """Which columns of a table of facts hold what.

    Parameters
    ----------
    worth, rate, cost : str
        What a fact is worth, its changes a year, the hours of a check.
    facet : str
        Asked for where floors and caps are given by facet.
    floor, cap : str, optional
        Checks a year, at least and at most.
    """

    worth: str = "worth"
    rate: str = "rate"
    cost: str = "cost"
    facet: str = "facet"
    floor: str | None = None
    cap: str | None = None


Limit = float | Mapping[str, float] | None


class _Mixture(NamedTuple):
    """The frequencies at one multiplier, or so much of the way to those at another one.

    None as a multiplier: what floors and caps say.
    """

    few: float | None
    many: float | None = None
    part: float = 0.0


class _Spent(NamedTuple):
    """What a multiplier costs, and how fast that changes by its logarithm."""

    spent: float
    slope: float


def allocate(
    frame: Frame,
    budget: float,
    *,
    how: AllocationRule | str = AllocationRule.OPTIMAL,
    floor: Limit = None,
    cap: Limit = None,
    columns: CheckColumns | None = None,
) -> Frame:
    """Say of each row how often a year it is to be checked, so that the hours are worth most.

    Parameters
    ----------
    frame : pandas, Polars, pyarrow, DuckDB, PySpark or Ibis frame
    budget : float
        Hours a year.
    how : {"optimal", "square_root"}
    floor, cap : number, or mapping of facet to number, optional
        Checks a year, at least and at most.
    columns : CheckColumns, optional

    Returns
    -------
    frame of the same kind
        With ``checks_a_year``.  It costs the budget to a part in 10⁹, unless
        caps do not let it.

    Raises
    ------
    InvalidTable
        If a column is lacking, or holds what is no number from 0 (a cost: above 0).
    InvalidRecord
        If the budget is no number from 0, or below what the floors cost.

    Notes
    -----
    A lazy table is computed once, and asked some ten times for two sums.

    Examples
    --------
    >>> import polars as pl
    >>> two = pl.DataFrame({"worth": [9.0, 1.0], "rate": [0.2, 0.2], "cost": [1.0, 1.0]})
    >>> [round(each, 2) for each in allocate(two, 2, how="square_root")["checks_a_year"]]
    [1.5, 0.5]
    """
    rule = word_of(AllocationRule, how, "how")
    names = columns if columns is not None else CheckColumns()
    if not isinstance(names, CheckColumns):
        raise TypeError(f"columns= is a {type(names).__name__}: give CheckColumns(worth=...)")
    if (hours := real(budget)) is None or hours < 0:
        raise InvalidRecord("Allocation", [Problem("$.budget", budget, f"{budget!r} is no number from 0")])
    by_facet = any(isinstance(limit, Mapping) for limit in (floor, cap))
    wanted = [names.worth, names.rate, names.cost]
    wanted += [each for each in (names.floor, names.cap) if each is not None]
    held, _ = enter(frame, [*wanted, *([names.facet] if by_facet else [])])
    limits = {each: False for each in (names.floor, names.cap) if each is not None}
    asked = {names.worth: False, names.rate: False, names.cost: True} | limits
    check_numbers(held, asked, endless=[names.cap] if names.cap is not None else [])
    if by_facet and names.facet not in held.collect_schema():
        raise InvalidTable([Problem(f"$.{names.facet}", None, "is no column of this table (for facet)")])
    prepared = _prepared(names, floor, cap)
    with at_rest(prepared(held).select("__z", "__rate", "__cost", "__floor", "__cap")) as rows:
        mixture = _solved(rows, rule, hours)

    def adding(lazy: Lazy) -> Lazy:
        found = prepared(lazy)
        often = nw.col("__often")
        if mixture.many is not None:
            found = _frequencies(found, rule, mixture.many).with_columns(__more=often)
            found = _frequencies(found, rule, mixture.few)
            often = often + (nw.col("__more") - often) * mixture.part
        else:
            found = _frequencies(found, rule, mixture.few).with_columns(__more=often)
        return found.with_columns(checks_a_year=often).drop(*_TEMPORARY)

    used = [*wanted, *([names.facet] if by_facet else [])]
    return extended(frame, used, ["checks_a_year"], adding)


_TEMPORARY: Final = ("__z", "__rate", "__cost", "__floor", "__cap", "__p", "__s", "__r", "__often", "__more")


def _prepared(names: CheckColumns, floor: Limit, cap: Limit) -> Callable[[Lazy], Lazy]:
    worth, rate, cost = (nw.col(each).cast(nw.Float64) for each in (names.worth, names.rate, names.cost))
    least = _limit(floor, names.facet, names.floor, 0.0, nw.max_horizontal)
    most = _limit(cap, names.facet, names.cap, inf, nw.min_horizontal)

    def made(frame: Lazy) -> Lazy:
        # z = c·l/w; endless where a check is worth nothing
        valued = (worth > 0) & (rate > 0)
        z = nw.when(valued).then(cost * rate / nw.when(worth > 0).then(worth).otherwise(1.0)).otherwise(inf)
        return frame.with_columns(__z=z, __rate=rate, __cost=cost, __floor=least, __cap=most)

    return made


def _limit(
    limit: Limit, facet: str, column: str | None, none: float, join: Callable[..., nw.Expr]
) -> nw.Expr:
    if isinstance(limit, Mapping):
        found = nw.lit(none)
        for name, value in limit.items():
            found = nw.when(nw.col(facet) == name).then(_checked(value, name)).otherwise(found)
    else:
        found = nw.lit(none if limit is None else _checked(limit, None))
    if column is None:
        return found
    return join(found, nw.col(column).cast(nw.Float64))


def _checked(value: Any, facet: str | None) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        path = "$.limit" if facet is None else f"$.limit[{facet!r}]"
        raise InvalidRecord("Allocation", [Problem(path, value, f"{value!r} is no number from 0")])
    return float(value)


def _frequencies(rows: Lazy, rule: AllocationRule, multiplier: float | None) -> Lazy:
    """Add ``__often``, the checks a year at a multiplier; None: what the limits say."""
    z, rate = nw.col("__z"), nw.col("__rate")
    blank = {"__p": nw.lit(1.0), "__s": nw.lit(0.0), "__r": nw.lit(1.0)}
    if multiplier is None:
        rows = rows.with_columns(**blank)
        return rows.with_columns(__often=nw.when(z < inf).then(nw.col("__cap")).otherwise(nw.col("__floor")))
    if rule is AllocationRule.SQUARE_ROOT:
        rows = rows.with_columns(**blank)
        often = (
            nw.when(z < inf)
            .then(rate / nw.when(z < inf).then(z).otherwise(1.0).sqrt() * multiplier)
            .otherwise(0.0)
        )
    else:
        p = nw.when(z * multiplier < 1.0).then(z * multiplier).otherwise(0.5)
        rows = rows.with_columns(__p=p)
        p = nw.col("__p")
        u = (
            nw.when(p < 1e-4)
            .then(p * (1.0 + p * (0.5 + p * (1 / 3 + p / 4))))
            .otherwise((1.0 - p).log() * -1.0)
        )
        rows = rows.with_columns(__s=(u * 2.0).sqrt())
        s = nw.col("__s")
        u = s * s * 0.5
        rows = rows.with_columns(__r=u + (1.0 + s + u).log())
        for _ in range(2):
            # Halley's method on r − ln(1 + r) = u: each step triples the digits
            r = nw.col("__r")
            fault = r - (1.0 + r).log() - u
            rows = rows.with_columns(__r=r - fault * 2.0 * r * (1.0 + r) / (r * r * 2.0 - fault))
        series = s * (1.0 + s * (1 / 3 + s * (1 / 36 + s * (-1 / 270 + s / 4320))))
        rows = rows.with_columns(__r=nw.when(s < 0.05).then(series).otherwise(nw.col("__r")))
        often = nw.when(z * multiplier < 1.0).then(rate / nw.col("__r")).otherwise(0.0)
    return rows.with_columns(
        __often=nw.max_horizontal(nw.min_horizontal(often, nw.col("__cap")), nw.col("__floor"))
    )


def _solved(rows: Lazy, rule: AllocationRule, budget: float) -> _Mixture:
    """Find the multiplier at which the checks cost the budget."""
    z, cost, least, most = (nw.col(name) for name in ("__z", "__cost", "__floor", "__cap"))
    free = z < inf
    finite = nw.when(most < inf).then(most).otherwise(0.0)
    found = row_of(
        rows.select(
            rows=nw.len(),
            floors=(cost * least).sum(),
            caps=nw.when(free).then(cost * finite).otherwise(cost * least).sum(),
            free=rows_where(free),
            endless=rows_where(free & ~(most < inf)),
            wrong=rows_where(least > most),
            limited=rows_where((least > 0) | (most < inf)),
            roots=nw.when(free)
            .then(nw.col("__rate") * cost / nw.when(free).then(z).otherwise(1.0).sqrt())
            .otherwise(0.0)
            .sum(),
        )
    )
    if found["wrong"]:
        raise InvalidTable([Problem("$.floor", None, f"is above the cap in {found['wrong']:,} rows")])
    floors = found["floors"] or 0.0
    if budget < floors * (1 - 1e-12):
        hint = "raise the budget, or lower the floors"
        reason = f"is less than the floors cost, {floors:g}"
        raise InvalidRecord("Allocation", [Problem("$.budget", budget, reason, hint)])
    if not found["free"] or (not found["endless"] and budget >= found["caps"]):
        return _Mixture(None)
    if budget <= floors:
        return _Mixture(inf if rule is AllocationRule.OPTIMAL else 0.0)
    if rule is AllocationRule.SQUARE_ROOT and found["limited"] == 0:
        return _Mixture(budget / float(found["roots"]))
    if rule is AllocationRule.SQUARE_ROOT:
        start, direction = log(budget / found["roots"]), 1.0
    else:
        start, direction = 2 * log(found["roots"] / budget) - log(2), -1.0

    def spent_at(y: float) -> _Spent:
        asked = _frequencies(rows, rule, exp(y))
        often = nw.col("__often")
        unclipped = (often > nw.col("__floor")) & (often < nw.col("__cap"))
        steep = nw.col("__cost") * often
        if rule is AllocationRule.OPTIMAL:
            p, r = nw.col("__p"), nw.col("__r")
            steep = steep * p * (1.0 + r) / (r * r * (1.0 - p))
        row = row_of(
            asked.select(
                spent=(nw.col("__cost") * often).sum(),
                slope=nw.when(unclipped).then(steep).otherwise(0.0).sum(),
            )
        )
        return _Spent(float(row["spent"]), float(row["slope"]))

    return _root(spent_at, budget, start, direction)


def _root(spent_at: Callable[[float], _Spent], budget: float, y: float, direction: float) -> _Mixture:
    """Find where the budget is spent, by Newton's method on logarithms within a bracket.

    The cost of few facts may leap between neighbouring numbers; a mixture of
    both ends then meets it.
    """
    few: tuple[float, float] | None = None
    many: tuple[float, float] | None = None
    for turn in range(_TURNS):
        spent, slope = spent_at(y)
        if abs(spent - budget) <= _EXACT * budget:
            return _Mixture(exp(y))
        few, many = (few, (y, spent)) if spent > budget else ((y, spent), many)
        step = direction * log(budget / spent) * spent / slope if slope > 0 and 0 < spent < inf else None
        if few is None or many is None:
            y += (
                step if step is not None and abs(step) < 40 else direction * (4.0 if spent < budget else -4.0)
            )
            continue
        low, high = sorted((few[0], many[0]))
        if high - low <= 1e-15 * max(1.0, abs(low)):
            break
        y = (low + high) / 2 if step is None else y + step
        if not low < y < high or turn % 10 == 9:
            y = (low + high) / 2
    if few is None or many is None:
        return _Mixture(exp(y))
    part = (budget - few[1]) / (many[1] - few[1])
    return _Mixture(exp(few[0]), exp(many[0]), part)
