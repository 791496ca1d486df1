"""The sales ranking of a whole table: who bought most, and what share it is."""

from __future__ import annotations

from datetime import date, tzinfo

from customerbase.measures import Count
from customerbase.tables.columns import PurchaseColumns, columns_or_usual
from customerbase.tables.door import purchases
from customerbase.tables.engine import Frame, enter, nw, rest, row_of
from customerbase.values import Period

__all__ = ["sales_ranking"]


def sales_ranking(
    frame: Frame,
    *,
    columns: PurchaseColumns | None = None,
    period: Period | str | None = None,
    as_of: date | None = None,
    zone: str | tzinfo | None = None,
    currency: str | None = None,
    nulls: str = "refuse",
) -> Frame:
    """Rank customers by what they bought, greatest first, as `customerbase.ranking.sales_ranking` does.

    Parameters
    ----------
    frame : pandas, Polars, pyarrow, DuckDB, PySpark or Ibis frame
        Of purchases.  It is not changed.
    columns : PurchaseColumns, optional
    period : Period or str, optional
    as_of : datetime.date, optional
        Leaves out later sales.
    zone, currency, nulls
        As for `customerbase.tables.rfm.summarize`.

    Returns
    -------
    frame of the same kind
        ``rank`` (1, 2, 2, 4), ``customer_id``, ``purchases``, ``returns``,
        ``amount``, ``share``, ``cumulative_share``: floats, each divided once
        from exact sums; unknown where the total is not above 0.  Equal amounts
        have equal ranks and stand by id.  An eager frame stands in the order
        of the ranks.  On a lazy engine the sums are computed once, for the
        total; the running sum needs a global order, which on Spark is the work
        of one executor.

    Raises
    ------
    InvalidTable, CurrencyMismatch

    Examples
    --------
    >>> import polars as pl
    >>> sold = pl.DataFrame(
    ...     {"customer_id": ["a", "b"], "on": [date(2024, 1, 1)] * 2, "amount": [30_00, 70_00]}
    ... )
    >>> for row in sales_ranking(sold).rows():
    ...     print(*row)
    1 b 1 0 7000 0.7 0.7
    2 a 1 0 3000 0.3 1.0
    """
    columns = columns_or_usual(columns)
    when = Period.parse(period) if isinstance(period, str) else period or Period()
    last = min((each for each in (when.end, as_of) if each is not None), default=date.max)
    held, home = enter(frame, columns.named.values())
    found = purchases(
        held,
        columns,
        as_of=last,
        start=when.start,
        zone=zone,
        count=Count.ORDER,
        currency=currency,
        nulls=nulls,
        there=home.names,
    )
    rows = found.rows.with_columns(nw.col("back").cast(nw.Int64))
    if columns.order is not None:
        rows = rows.group_by("customer_id", "order").agg(
            nw.col("units").sum().cast(nw.Int64), nw.col("back").min()
        )
    sums = rows.group_by("customer_id").agg(
        rows=nw.len(), returns=nw.col("back").sum(), units=nw.col("units").sum()
    )
    sums = sums.select(
        "customer_id",
        (nw.col("rows").cast(nw.Int64) - nw.col("returns").cast(nw.Int64)).alias("purchases"),
        nw.col("returns").cast(nw.Int64),
        nw.col("units").cast(nw.Int64),
    )
    kept, _ = rest(sums)
    total = int(row_of(kept.select(total=nw.col("units").sum()))["total"] or 0)
    running = nw.col("below").cum_sum().over(order_by=["below", "customer_id"])
    ranked = kept.with_columns(
        below=-nw.col("units"), rank=nw.col("units").rank("min", descending=True).cast(nw.Int64)
    ).with_columns(running=-running)
    whole = float(total) if total > 0 else None

    def share(name: str) -> nw.Expr:
        return nw.col(name).cast(nw.Float64) / nw.col("whole")

    ranked = ranked.with_columns(whole=nw.lit(whole, nw.Float64)).select(
        "rank",
        "customer_id",
        "purchases",
        "returns",
        found.unit.money(nw.col("units")).alias("amount"),
        share("units").alias("share"),
        share("running").alias("cumulative_share"),
    )
    result: Frame = home.bring(ranked.sort("rank", "customer_id") if home.eager else ranked)
    return result
