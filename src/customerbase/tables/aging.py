"""How facts age, column-wise: the probability that each is still right, and what a check of it is worth now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

import attrs

from customerbase.aging.learning import LearnedRates
from customerbase.aging.rates import DAYS_A_YEAR, DEFAULT_PRIOR, PRIORS, AnyRate, KnownRate
from customerbase.errors import InvalidTable, Problem
from customerbase.tables.amounts import rows_where
from customerbase.tables.days import day_number
from customerbase.tables.engine import Lazy, nw, row_of
from customerbase.tables.facets import States

__all__ = ["RateColumns", "Rates", "check_numbers", "fresh", "gain", "with_ages"]

_SMALL: Final = 0.05
"""Below this the closed forms lose digits, and eight terms of their series lose none."""
_TERMS: Final = 9
_GROUPS: Final = 1_000


@attrs.frozen
class RateColumns:
    """Which columns say how often each fact changes.

    Parameters
    ----------
    per_year : str, optional
        Changes a year, taken as known.
    a, b : str, optional
        Shape, and scale in years, of what is believed of it: as of a `Rate`.

    Examples
    --------
    >>> RateColumns(a="shape", b="years").named
    ('shape', 'years')
    """

    per_year: str | None = None
    a: str | None = None
    b: str | None = None

    def __attrs_post_init__(self) -> None:
        if (self.per_year is None) is (self.a is None) or (self.a is None) is not (self.b is None):
            reason = "are neither per_year alone, nor a and b"
            raise InvalidTable([Problem("$.rates", (self.per_year, self.a, self.b), reason)])

    @property
    def named(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(each for each in (self.per_year, self.a, self.b) if each is not None)


Rates: TypeAlias = Mapping[str, AnyRate] | LearnedRates | RateColumns


def with_ages(frame: Lazy, states: States, rates: Rates) -> Lazy:
    """Add ``__years`` since each was last known right (unknown where nothing tells), and its rate.

    The rate stands in ``__l``, changes a year, where it is known; else in ``__a`` and ``__b``.
    """
    number = states.as_of.toordinal()
    frame = frame.with_columns(__known=states.last_known())
    years = (number - day_number(nw.col("__known"))).cast(nw.Float64) / DAYS_A_YEAR
    frame = frame.with_columns(__years=nw.when(~nw.col("__known").is_null()).then(years))
    if isinstance(rates, RateColumns):
        given = {"__l": rates.per_year, "__a": rates.a, "__b": rates.b}
        return frame.with_columns(
            **{
                name: nw.lit(None, dtype=nw.Float64) if column is None else nw.col(column).cast(nw.Float64)
                for name, column in given.items()
            }
        )
    found = _by_group(states, rates)
    return frame.with_columns(
        __l=found(lambda rate: rate.per_year if isinstance(rate, KnownRate) else None),
        __a=found(lambda rate: None if isinstance(rate, KnownRate) else rate.a),
        __b=found(lambda rate: None if isinstance(rate, KnownRate) else rate.b),
    )


_Part: TypeAlias = Callable[[AnyRate], float | None]


def _by_group(states: States, rates: Mapping[str, AnyRate] | LearnedRates) -> Callable[[_Part], nw.Expr]:
    """Return what makes a column of a part of the rates: by facet, or by facet and group."""
    learned = isinstance(rates, LearnedRates)
    by_facet = (
        {**rates.priors, **{row.facet: row.rate for row in rates.rows if row.group is None}}
        if isinstance(rates, LearnedRates)
        else dict(rates)
    )
    default = rates.default if isinstance(rates, LearnedRates) else DEFAULT_PRIOR
    groups = (
        {(row.facet, row.group): row.rate for row in rates.rows if row.group is not None}
        if isinstance(rates, LearnedRates)
        else {}
    )
    if len(groups) > _GROUPS:
        reason = f"have {len(groups):,} groups, more than an engine can be asked for one by one"
        hint = "join them to the table as columns a and b, and give RateColumns(a='a', b='b')"
        raise InvalidTable([Problem("$.rates", len(groups), reason, hint)])
    group = states.text(_group_column(states, rates)) if isinstance(rates, LearnedRates) and groups else None
    facet = states.facet

    def of(facet_name: str, part: _Part) -> nw.Expr:
        whole = _number(part(by_facet.get(facet_name, default)))
        if group is None or not learned:
            return whole
        mine = {name: rate for (held, name), rate in groups.items() if held == facet_name}
        return _looked_up(group, {str(name): part(rate) for name, rate in mine.items()}, whole)

    def made(part: _Part) -> nw.Expr:
        if isinstance(facet, str):
            return of(facet, part)
        found = _number(part(default))
        for name in sorted({*by_facet, *(held for held, _ in groups)}, reverse=True):
            found = nw.when(facet == name).then(of(name, part)).otherwise(found)
        return found

    return made


def _group_column(states: States, rates: LearnedRates) -> str:
    columns = states.columns
    return columns.customer if rates.by == "customer" else columns.column(rates.by)


def _looked_up(column: nw.Expr, values: Mapping[str, float | None], otherwise: nw.Expr) -> nw.Expr:
    """Return of many values the one of each row's group, by conditions in a balanced tree: engines limit their depth."""
    names = sorted(values)
    if not names:
        return otherwise
    if len(names) == 1:
        return nw.when(column == names[0]).then(_number(values[names[0]])).otherwise(otherwise)
    half = len(names) // 2
    left, right = names[:half], names[half:]
    return (
        nw.when(column < right[0])
        .then(_looked_up(column, {name: values[name] for name in left}, otherwise))
        .otherwise(_looked_up(column, {name: values[name] for name in right}, otherwise))
    )


def _number(value: float | None) -> nw.Expr:
    return nw.lit(value, dtype=nw.Float64)


def fresh() -> nw.Expr:
    """Return the probability that a fact is still right: e^(−l·t), or (b/(b+t))^a."""
    years = nw.col("__years")
    known = (nw.col("__l") * years * -1.0).exp()
    believed = ((1.0 + years / nw.col("__b")).log() * nw.col("__a") * -1.0).exp()
    return nw.when(~nw.col("__l").is_null()).then(known).otherwise(believed)


def gain(frame: Lazy) -> Lazy:
    """Add ``__gain``: what a check now is worth in years, ∫S(s)ds − t·S(t), as `Rate.index` has it."""
    rate, a, b, years = (nw.col(name) for name in ("__l", "__a", "__b", "__years"))
    frame = frame.with_columns(
        # Both kinds in one form: w is the changes expected since, u = t/b, which is 0 where the rate is known.
        __u=nw.when(rate.is_null()).then(years / b).otherwise(0.0),
        __w=nw.when(rate.is_null()).then(a * years / b).otherwise(rate * years),
    )
    u, w = nw.col("__u"), nw.col("__w")
    frame = frame.with_columns(
        __x=(1.0 + u).log(),
        __small=years * _series(w, u),
    )
    x = nw.col("__x")
    y = (a - 1.0) * x
    frame = frame.with_columns(
        # (1 − e^(−y))/(a − 1), also where a is 1
        __whole=nw.when(y.abs() < 1e-3)
        .then(x * (1.0 - y * (0.5 - y * (1 / 6 - y / 24))))
        .otherwise((1.0 - (y * -1.0).exp()) / (a - 1.0)),
    )
    believed = b * (nw.col("__whole") - u * (x * a * -1.0).exp())
    known = (1.0 - (1.0 + w) * (w * -1.0).exp()) / rate
    closed = nw.when(rate.is_null()).then(believed).otherwise(known)
    found = nw.when(w + u < _SMALL).then(nw.col("__small")).otherwise(closed)
    return frame.with_columns(__gain=found).drop("__u", "__w", "__x", "__small", "__whole")


def _series(w: nw.Expr, u: nw.Expr) -> nw.Expr:
    """Return ∫S − t·S over t by its series in u; u is 0 where the rate is known."""
    coefficients = [nw.lit(1.0)]
    for k in range(1, _TERMS):
        coefficients.append(coefficients[-1] * (w + (k - 1.0) * u) * (-1.0 / k))
    total = coefficients[1] * -0.5
    for k in range(2, _TERMS):
        total = total + coefficients[k] * (-k / (k + 1))
    return total


def check_numbers(frame: Lazy, names: Mapping[str, bool], endless: Iterable[str] = ()) -> None:
    """Refuse columns that hold no numbers, or negative ones.

    Parameters
    ----------
    frame : narwhals LazyFrame
    names : mapping of str to bool
        Column → whether 0 is refused, too.
    endless : iterable of str
        Columns that may be infinite.

    Raises
    ------
    InvalidTable
        Naming each column and how many rows.
    """
    schema = frame.collect_schema()
    problems = []
    for name in names:
        if name not in schema:
            problems.append(Problem(f"$.{name}", None, "is no column of this table"))
        elif schema[name] == nw.Boolean or not (schema[name].is_numeric() or schema[name] == nw.Unknown):
            problems.append(Problem(f"$.{name}", str(schema[name]), f"holds {schema[name]}, not numbers"))
    if problems:
        raise InvalidTable(problems)
    asked: dict[str, Any] = {}
    for i, (name, above) in enumerate(names.items()):
        column = nw.col(name).cast(nw.Float64)
        # What is unknown is asked about first: engines differ in whether it is NaN, and whether that is large.
        known = nw.when(~nw.col(name).is_null()).then(column).otherwise(-1.0)
        if name in endless:
            known = nw.when(known == float("inf")).then(1.0).otherwise(known)
        usable = nw.when(known.is_finite()).then(known).otherwise(-1.0)
        asked[f"wrong_{i}"] = rows_where(usable <= 0 if above else usable < 0)
    found = row_of(frame.select(**asked))
    problems = [
        Problem(
            f"$.{name}",
            None,
            f"is no number {'above' if above else 'from'} 0 in {wrong:,} rows",
            "mend them, or filter them out",
        )
        for i, (name, above) in enumerate(names.items())
        if (wrong := found[f"wrong_{i}"])
    ]
    if problems:
        raise InvalidTable(problems)


def usual_rates(rates: Rates | None) -> Rates:
    """Return rates as they are; the priors where there are none.

    Raises
    ------
    TypeError
        If they are something else.
    """
    if rates is None:
        return PRIORS
    if isinstance(rates, LearnedRates | RateColumns | Mapping):
        return rates
    hint = "give facet → Rate, LearnedRates, or RateColumns(per_year=...)"
    raise TypeError(f"rates= is a {type(rates).__name__}, which tables cannot compute: {hint}")
