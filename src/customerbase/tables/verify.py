"""Verification of whole tables: due dates, freshness, the index and data tiers, under the same names.

What `customerbase.verify` says of one facet, this says column-wise, on the
engine that the caller's table already lives in.  Each row is one facet of one
customer; the rows, their order and their other columns stay as they are, and
what is lazy stays lazy.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from customerbase.aging.learning import LearnedRates
from customerbase.errors import InvalidRecord, Problem
from customerbase.tables.aging import RateColumns, Rates, check_numbers, fresh, gain, usual_rates, with_ages
from customerbase.tables.allocating import CheckColumns, allocate
from customerbase.tables.days import CycleEnds, day_number
from customerbase.tables.engine import Frame, Lazy, nw
from customerbase.tables.facets import FacetColumns, States, with_columns
from customerbase.tables.policies import asked_by, due_on
from customerbase.tables.tiers import count_uses, tiers
from customerbase.verifying.policies import Policy, only_policy, wrong_policy

__all__ = [
    "CheckColumns",
    "FacetColumns",
    "RateColumns",
    "allocate",
    "count_uses",
    "due_dates",
    "freshness",
    "index",
    "tiers",
]


def due_dates(frame: Frame, policy: Policy, *, as_of: date, columns: FacetColumns | None = None) -> Frame:
    """Say of each row by which day it must be checked.

    Parameters
    ----------
    frame : pandas, Polars, pyarrow, DuckDB, PySpark or Ibis frame
        It is not changed.
    policy : Policy
        The same value that `customerbase.verify.due` takes.
    as_of : datetime.date
    columns : FacetColumns, optional
        Which columns hold what.

    Returns
    -------
    frame of the same kind
        With ``due_on`` (a day; unknown where it need not be checked) and
        ``days_overdue`` (negative while there is time).

    Raises
    ------
    InvalidTable
        If a column is lacking or of the wrong kind, or something was verified after `as_of`.
    InvalidRecord
        If the policy never comes due.
    TypeError
        If it is no policy, or one of your own.

    Examples
    --------
    >>> import polars as pl
    >>> from customerbase import verify
    >>> held = pl.DataFrame(
    ...     {
    ...         "customer_id": ["C1", "C1"],
    ...         "facet": ["basic", "credit"],
    ...         "verified_on": [date(2023, 8, 31), date(2023, 8, 31)],
    ...     }
    ... )
    >>> policy = verify.by_facet({"credit": verify.every(months=6)}, otherwise=verify.every(years=1))
    >>> due_dates(held, policy, as_of=date(2024, 3, 31)).select("facet", "due_on", "days_overdue").rows()
    [('basic', datetime.date(2024, 8, 31), -153), ('credit', datetime.date(2024, 2, 29), 31)]
    """
    if not only_policy(policy, "policy").comes_due:
        raise wrong_policy("$", policy, "never comes due", "as in every(months=12)")
    names = columns if isinstance(columns, FacetColumns) else FacetColumns()

    def made(states: States) -> Callable[[Lazy], Lazy]:
        ends = CycleEnds(states.last_known(), states.day("anchor"))
        day = due_on(policy, states, ends)

        def adding(rows: Lazy) -> Lazy:
            rows = ends.add_to(rows).with_columns(due_on=day)
            rows = rows.with_columns(days_overdue=as_of.toordinal() - day_number(nw.col("due_on")))
            return rows.drop(ends.names)

        return adding

    asked = tuple(dict.fromkeys(asked_by(policy, names)))
    return with_columns(frame, columns, as_of, ("due_on", "days_overdue"), made, asked)


_AGES = ("__known", "__years", "__l", "__a", "__b")


def freshness(
    frame: Frame,
    *,
    as_of: date,
    rates: Rates | None = None,
    columns: FacetColumns | None = None,
) -> Frame:
    """Say of each row with which probability it is still right.

    Parameters
    ----------
    frame : pandas, Polars, pyarrow, DuckDB, PySpark or Ibis frame
    as_of : datetime.date
    rates : mapping of facet to Rate, LearnedRates, or RateColumns, optional
        The priors by default.
    columns : FacetColumns, optional

    Returns
    -------
    frame of the same kind
        With ``fresh``: 0 where a check found it wrong and nobody put it right;
        unknown where nothing tells when it was right.  The mean of it is the
        share of the facts that is expected to be right.

    Raises
    ------
    InvalidTable
    TypeError
        If the rates are a function, which no engine can compute.

    Examples
    --------
    >>> import polars as pl
    >>> from customerbase.verify import Rate
    >>> held = pl.DataFrame({"customer_id": ["C1"], "facet": ["credit"], "verified_on": [date(2020, 1, 1)]})
    >>> freshness(held, as_of=date(2024, 1, 1), rates={"credit": Rate(1, 4)})["fresh"].to_list()
    [0.5]
    """
    chosen = usual_rates(rates)

    def made(states: States) -> Callable[[Lazy], Lazy]:
        def adding(rows: Lazy) -> Lazy:
            wrong = states.day("wrong_since")
            rows = with_ages(rows, states, chosen)
            found = nw.when(~wrong.is_null()).then(0.0).otherwise(fresh())
            return rows.with_columns(fresh=found).drop(*_AGES)

        return adding

    asked = _asked_by_rates(chosen, columns)
    return with_columns(frame, columns, as_of, ("fresh",), made, asked, _looking(_numbers_of(chosen)))


def index(
    frame: Frame,
    *,
    as_of: date,
    rates: Rates | None = None,
    worth: str | None = None,
    cost: str | float = 1.0,
    columns: FacetColumns | None = None,
) -> Frame:
    """Say of each row what a check of it now is worth for its hours.

    Parameters
    ----------
    frame : pandas, Polars, pyarrow, DuckDB, PySpark or Ibis frame
    as_of, rates, columns
        As for `freshness`.
    worth : str, optional
        Column of what each fact is worth; without it, each is worth 1.
    cost : str or number
        Column of hours, or hours of every check.

    Returns
    -------
    frame of the same kind
        With ``index``.  Where one visit checks all facets of a customer, sum
        it up by customer.

    Raises
    ------
    InvalidTable
    TypeError

    Examples
    --------
    >>> import polars as pl
    >>> from customerbase.verify import KnownRate
    >>> held = pl.DataFrame(
    ...     {
    ...         "customer_id": ["C1", "C2"],
    ...         "facet": ["credit", "credit"],
    ...         "verified_on": [date(2023, 1, 1), date(2020, 1, 1)],
    ...     }
    ... )
    >>> ranked = index(held, as_of=date(2024, 1, 1), rates={"credit": KnownRate(0.35)})
    >>> [round(each, 3) for each in ranked["index"].to_list()]
    [0.139, 1.166]
    """
    chosen = usual_rates(rates)
    hours = _hours(cost)
    numbers = _numbers_of(chosen) | ({} if worth is None else {worth: False})
    if isinstance(cost, str):
        numbers[cost] = True

    def made(states: States) -> Callable[[Lazy], Lazy]:
        def adding(rows: Lazy) -> Lazy:
            rows = gain(with_ages(rows, states, chosen))
            wrong = states.day("wrong_since")
            # of what is wrong, or of no known age: the mean time for which it stays right once it is put right
            mean = (
                nw.when(nw.col("__l").is_null()).then(nw.col("__a") / nw.col("__b")).otherwise(nw.col("__l"))
            )
            stays = nw.when(mean > 0).then(1.0 / mean).otherwise(0.0)
            ageless = nw.col("__years").is_null() | ~wrong.is_null()
            gained = nw.when(ageless).then(stays).otherwise(nw.col("__gain"))
            value = nw.lit(1.0) if worth is None else nw.col(worth).cast(nw.Float64)
            return rows.with_columns(index=gained * value / hours).drop(*_AGES, "__gain")

        return adding

    asked = tuple(dict.fromkeys((*_asked_by_rates(chosen, columns), *numbers)))
    return with_columns(frame, columns, as_of, ("index",), made, asked, _looking(numbers))


def _asked_by_rates(rates: Rates, columns: FacetColumns | None) -> tuple[str, ...]:
    """Return the columns that rates ask for, besides those of facets."""
    if isinstance(rates, RateColumns):
        return rates.named
    if isinstance(rates, LearnedRates) and rates.by != "customer":
        names = columns if isinstance(columns, FacetColumns) else FacetColumns()
        return (names.column(rates.by),) if any(row.group is not None for row in rates.rows) else ()
    return ()


def _numbers_of(rates: Rates) -> dict[str, bool]:
    """Return the columns of rates that must hold numbers: whether above 0."""
    return {name: name != rates.per_year for name in rates.named} if isinstance(rates, RateColumns) else {}


def _looking(numbers: dict[str, bool]) -> Callable[[Lazy], None] | None:
    return (lambda rows: check_numbers(rows, numbers)) if numbers else None


def _hours(cost: str | float) -> nw.Expr:
    if isinstance(cost, str):
        return nw.col(cost).cast(nw.Float64)
    if isinstance(cost, bool) or not isinstance(cost, int | float) or not 0 < cost < float("inf"):
        raise InvalidRecord("Cost", [Problem("$.cost", cost, f"{cost!r} is no number above 0")])
    return nw.lit(float(cost))
