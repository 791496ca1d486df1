"""What segments come to, and who moved between them, counted on whole tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from customerbase.errors import InvalidTable, Problem
from customerbase.tables.amounts import asked_of, wrong_amounts
from customerbase.tables.engine import Frame, enter, nw, row_of
from customerbase.tables.money import unit_of

__all__ = ["migrate", "segment_sizes"]


def segment_sizes(scores: Frame, *, places: int | None = None) -> Frame:
    """Sum up each segment: customers, visits, revenue.

    Parameters
    ----------
    scores : frame
        With ``segment``, ``frequency`` and ``monetary``, as `assign` gives it.
    places : int, optional
        Decimals of minor units, where money is in floats.

    Returns
    -------
    frame of the same kind
        ``segment``, ``customers``, ``orders`` (visits), ``revenue``; in no order.

    Examples
    --------
    >>> import polars as pl
    >>> scores = pl.DataFrame({"segment": ["A", "B", "A"], "frequency": [2, 1, 3], "monetary": [20, 5, 30]})
    >>> segment_sizes(scores).sort("segment").rows()
    [('A', 2, 5, 50), ('B', 1, 1, 5)]
    """
    held, home = enter(scores, ("segment", "frequency", "monetary"), name="scores")
    _need(held.collect_schema(), ("segment", "frequency", "monetary"), "scores")
    dtype = held.collect_schema()["monetary"]
    unit = unit_of(dtype, places, None)
    if unit is None:
        raise InvalidTable([Problem("$.monetary", str(dtype), "holds no amounts")])
    if problems := wrong_amounts(row_of(held.select(**asked_of("monetary", unit))), "monetary", unit, dtype):
        raise InvalidTable(problems)
    # Whole and wide before the sum: engines add up small types in small types.
    rows = held.select("segment", nw.col("frequency").cast(nw.Int64), units=unit.units(nw.col("monetary")))
    sums = rows.group_by("segment").agg(
        customers=nw.len(), orders=nw.col("frequency").sum(), units=nw.col("units").sum()
    )
    result: Frame = home.bring(
        sums.select(
            "segment",
            nw.col("customers").cast(nw.Int64),
            nw.col("orders").cast(nw.Int64),
            unit.money(nw.col("units").cast(nw.Int64)).alias("revenue"),
        )
    )
    return result


def migrate(before: Frame, after: Frame) -> Frame:
    """Count who moved from which segment to which.

    Parameters
    ----------
    before, after : frames of one kind
        With ``customer_id`` and ``segment``.

    Returns
    -------
    frame of the same kind
        ``before``, ``after``, ``customers``: of those who are in both; in no
        order.  Those who are in one only are found by an anti-join of your
        own.

    Examples
    --------
    >>> import polars as pl
    >>> old = pl.DataFrame({"customer_id": [1, 2], "segment": ["Lost", "New"]})
    >>> new = pl.DataFrame({"customer_id": [1, 2, 3], "segment": ["Lost", "Loyal", "New"]})
    >>> migrate(old, new).sort("before").rows()
    [('Lost', 'Lost', 1), ('New', 'Loyal', 1)]
    """
    old, home = enter(before, ("customer_id", "segment"), name="before")
    new, _ = enter(after, ("customer_id", "segment"), name="after")
    for held, name in ((old, "before"), (new, "after")):
        _need(held.collect_schema(), ("customer_id", "segment"), name)
    kinds = [held.collect_schema()["customer_id"] for held in (old, new)]
    if kinds[0] != kinds[1]:
        reason = f"is {kinds[0]} before and {kinds[1]} after: ids would not meet"
        raise InvalidTable([Problem("$.customer_id", None, reason, "give both one type")])
    joined = old.select("customer_id", before="segment").join(
        new.select("customer_id", after="segment"), on="customer_id", how="inner"
    )
    result: Frame = home.bring(joined.group_by("before", "after").agg(customers=nw.len().cast(nw.Int64)))
    return result


def _need(schema: Any, wanted: Sequence[str], what: str) -> None:
    if lacking := [each for each in wanted if each not in schema]:
        raise InvalidTable(Problem(f"$.{each}", None, f"is no column of {what}") for each in lacking)
