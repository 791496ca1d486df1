"""One row for each customer: recency, frequency, monetary value, column-wise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, tzinfo
from decimal import Decimal
from typing import Any

from customerbase.errors import InvalidTable, Problem
from customerbase.measures import Count, Returns, RfmSummary, Summaries
from customerbase.measures.dealt import trimmed
from customerbase.scoring.scale import DIMENSIONS
from customerbase.tables.amounts import measured_in
from customerbase.tables.columns import PurchaseColumns, columns_or_usual
from customerbase.tables.days import day_number
from customerbase.tables.door import purchases
from customerbase.tables.engine import Frame, Lazy, enter, nw
from customerbase.tables.money import Unit
from customerbase.validation import EXACT, word_of
from customerbase.values import Money

__all__ = ["summarize", "summary_of", "to_summaries"]


def summarize(
    frame: Frame,
    *,
    columns: PurchaseColumns | None = None,
    as_of: date,
    zone: str | tzinfo | None = None,
    count: Count | str = Count.ORDER,
    returns: Returns | str = Returns.LOWER,
    currency: str | None = None,
    nulls: str = "refuse",
) -> Frame:
    """Sum up what each customer bought, as `customerbase.rfm.summarize` does, column-wise.

    Parameters
    ----------
    frame : pandas, Polars, pyarrow, DuckDB, PySpark or Ibis frame
        Of purchases.  It is not changed.
    columns : PurchaseColumns, optional
        Which columns hold what.
    as_of : datetime.date
        Later purchases do not count.
    zone : str or tzinfo, optional
        Decides the day of points in time that carry a zone; needed for those.
    count : {"order", "day", "line"}
        What a visit is.  Each row is an order, unless `columns` names `order`;
        with "line", each row is a line.
    returns : {"lower", "ignore", "visit"}
    currency : str, optional
        Where `columns` names a column of currencies, only purchases in this
        one count; it is needed where there are several.
    nulls : {"refuse", "drop"}
        What is done about rows in which one of the columns is unknown.

    Returns
    -------
    frame of the same kind, lazy where it came lazy
        ``customer_id`` (as it came), ``recency`` (days), ``frequency``,
        ``monetary`` (whole numbers in minor units where those came in, Decimal
        otherwise), ``first_purchase``, ``last_purchase`` (days), ``tenure``
        (days); in no order.  Recency, tenure and the days are unknown where
        there were only returns.  Without rows where nothing was bought.

    Raises
    ------
    InvalidTable
        Listing all columns that are lacking, of the wrong kind, unknown in
        some rows, or finer than `places`.
    CurrencyMismatch
        If there are several currencies and none was chosen.

    Notes
    -----
    A lazy table is asked once, for what must not be in it, when this is
    called; and again when the result is.

    Examples
    --------
    >>> import polars as pl
    >>> sold = pl.DataFrame(
    ...     {
    ...         "client": ["A", "B", "A"],
    ...         "day": [date(2024, 1, 5), date(2024, 2, 1), date(2024, 3, 1)],
    ...         "total": [19.9, 5.0, 0.1],
    ...     }
    ... )
    >>> columns = PurchaseColumns(customer="client", on="day", amount="total")
    >>> summary = summarize(sold, columns=columns, as_of=date(2024, 3, 31)).sort("customer_id")
    >>> summary.select("customer_id", "recency", "frequency", "monetary").rows()
    [('A', 30, 2, Decimal('20.00')), ('B', 59, 1, Decimal('5.00'))]
    """
    columns = columns_or_usual(columns)
    held, home = enter(frame, columns.named.values())
    made, _, _ = summary_of(
        held,
        columns,
        as_of=as_of,
        zone=zone,
        count=count,
        returns=returns,
        currency=currency,
        nulls=nulls,
        there=home.names,
    )
    result: Frame = home.bring(made)
    return result


def summary_of(
    frame: Lazy,
    columns: PurchaseColumns,
    *,
    as_of: date,
    zone: str | tzinfo | None,
    count: Count | str,
    returns: Returns | str,
    currency: str | None,
    nulls: str,
    there: Iterable[str],
) -> tuple[Lazy, Unit, str | None]:
    """Return the summary, the unit of its money, and its currency where that is known."""
    count, returns = word_of(Count, count, "count"), word_of(Returns, returns, "returns")
    found = purchases(
        frame,
        columns,
        as_of=as_of,
        zone=zone,
        count=count,
        currency=currency,
        nulls=nulls,
        there=there,
        ignoring=returns is Returns.IGNORE,
    )
    rows = found.rows
    if columns.order is not None and count is not Count.LINE:
        rows = rows.group_by("customer_id", "order").agg(
            nw.col("day").min(), nw.col("units").sum().cast(nw.Int64), nw.col("back").cast(nw.Int64).min()
        )
        rows = rows.with_columns(back=nw.col("back") == 1)
    if returns is Returns.IGNORE:
        rows = rows.filter(~nw.col("back"))
    visited = nw.col("day") if returns is Returns.VISIT else nw.when(~nw.col("back")).then(nw.col("day"))
    if count is Count.DAY:
        on = visited if rows.collect_schema()["day"] == nw.Date else visited.dt.date()
        rows = (
            rows.with_columns(visit=on)
            .group_by("customer_id", "visit")
            .agg(nw.col("units").sum().cast(nw.Int64))
        )
    else:
        # The condition first and the sums afterwards: inside of them, some engines forget it.
        rows = rows.select("customer_id", "units", visit=visited)
    summed = rows.group_by("customer_id").agg(
        first=nw.col("visit").min(),
        last=nw.col("visit").max(),
        frequency=nw.col("visit").count(),
        units=nw.col("units").sum(),
    )
    if summed.collect_schema()["first"] != nw.Date:
        summed = summed.with_columns(nw.col("first").dt.date(), nw.col("last").dt.date())
    summary = summed.select(
        "customer_id",
        (as_of.toordinal() - day_number(nw.col("last"))).alias("recency"),
        nw.col("frequency").cast(nw.Int64),
        found.unit.money(nw.col("units").cast(nw.Int64)).alias("monetary"),
        nw.col("first").alias("first_purchase"),
        nw.col("last").alias("last_purchase"),
        (as_of.toordinal() - day_number(nw.col("first"))).alias("tenure"),
    )
    return summary, found.unit, found.currency


def _id_text(key: object) -> str:
    """Return an id as text; 17850.0, as a column with gaps makes of whole numbers, is 17850."""
    return str(int(key)) if isinstance(key, float) and key.is_integer() else str(key)


def to_summaries(
    summary: Any,
    *,
    as_of: date,
    currency: str,
    places: int | None = None,
    counted: Count | str = Count.ORDER,
    returns: Returns | str = Returns.LOWER,
) -> Summaries[RfmSummary]:
    """Return a summary as records, by customer id.

    Parameters
    ----------
    summary : frame
        As `summarize` gave it.
    as_of : datetime.date
    currency : str
        Of its money.
    places : int, optional
        Decimals of minor units, where money is in whole numbers.
    counted, returns
        How it was made.
    """
    held, _ = enter(summary)
    schema = held.collect_schema()
    columns = ("customer_id", *DIMENSIONS, "first_purchase", "last_purchase", "tenure")
    if lacking := [each for each in columns if each not in schema]:
        raise InvalidTable(Problem(f"$.{each}", None, "is no column of this summary") for each in lacking)
    unit = measured_in(held, places, currency)
    # In units: Decimals would come with all the zeros of their scale.
    named = held.select(
        "customer_id",
        "recency",
        "frequency",
        unit.units(nw.col("monetary")).alias("units"),
        # pandas has points in time where others have days.
        *(
            nw.col(name).dt.date() if schema[name] == nw.Datetime else nw.col(name)
            for name in ("first_purchase", "last_purchase")
        ),
        "tenure",
    ).collect()
    values = [named[name].to_list() for name in named.columns]
    if named["customer_id"].is_null().any() or len(set(map(_id_text, values[0]))) < len(named):
        raise InvalidTable([Problem("$.customer_id", None, "is unknown, or stands there twice")])
    rows = [
        RfmSummary(
            customer_id=_id_text(who),
            recency=recency,
            frequency=frequency,
            monetary=Money(trimmed(Decimal(units).scaleb(-unit.places, EXACT), currency), currency),
            first_purchase=first,
            last_purchase=last,
            tenure=tenure,
        )
        for who, recency, frequency, units, first, last, tenure in zip(*values, strict=True)
    ]
    rows.sort(key=lambda each: each.customer_id)
    return Summaries(
        rows,
        as_of=as_of,
        currency=currency if rows else None,
        counted=word_of(Count, counted, "counted"),
        returns=word_of(Returns, returns, "returns"),
    )
