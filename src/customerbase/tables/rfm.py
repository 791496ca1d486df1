"""Recency, frequency, monetary value of whole tables: the same steps, under the same names.

What `customerbase.rfm` does with records, this does column-wise, on the
engine that the caller's table already lives in: Polars, pandas, pyarrow,
DuckDB, PySpark, Ibis.  The same kind comes back; what is lazy stays lazy.
Scales and maps of segments are the same values::

    summarize → fit → score → assign → segment_sizes, migrate

`run` does all of it, and computes the summary once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, tzinfo
from html import escape
from typing import Generic

import attrs

from customerbase.listing import html_table
from customerbase.measures import Count, Returns, Summaries
from customerbase.scoring.fitting import Bins
from customerbase.scoring.run import map_for
from customerbase.scoring.scale import AnyScale
from customerbase.scoring.score import check_alike
from customerbase.scoring.segments import SegmentMap
from customerbase.tables.columns import PurchaseColumns, columns_or_usual
from customerbase.tables.counting import migrate, segment_sizes
from customerbase.tables.engine import Frame, enter, rest, rows_of
from customerbase.tables.fitting import fit, fit_nested, fitted_to, measured_by
from customerbase.tables.money import AssumedMinorUnits, tell_assumed
from customerbase.tables.scoring import assign, same_currency, score
from customerbase.tables.summarizing import summarize, summary_of, to_summaries
from customerbase.validation import word_of
from customerbase.values import CURRENCIES

__all__ = [
    "AssumedMinorUnits",
    "TableRun",
    "assign",
    "fit",
    "fit_nested",
    "migrate",
    "run",
    "score",
    "segment_sizes",
    "summarize",
    "to_summaries",
]


def _check_rules(scale: object, segments: object, counted: Count, returns: Returns) -> None:
    if scale is not None and not isinstance(scale, AnyScale):
        raise TypeError(f"scale= is a {type(scale).__name__}, not a scale: fit one, or give rfm.Scale(...)")
    if segments is not None and not isinstance(segments, SegmentMap):
        raise TypeError(
            f"segments= is a {type(segments).__name__}, not a map: give rfm.standard(), or your own"
        )
    if scale is not None:
        # As records are refused that were counted otherwise.
        check_alike(Summaries((), counted=counted, returns=returns), scale)


@attrs.frozen(kw_only=True)
class TableRun(Generic[Frame]):
    """The customers of one day in a table: scored by a scale, and put into segments.

    Attributes
    ----------
    frame : frame of the caller's kind
        The summary, with ``r``, ``f``, ``m``, ``total``, and ``segment`` where
        there is a map.
    scale : Scale or NestedScale
    segments : SegmentMap or None
    as_of : datetime.date
    currency : str or None
    counted, returns : Count, Returns
    release : callable
        Lets go of the summary that a lazy engine keeps (on Spark: unpersists
        it); the frame is computed anew after that.
    """

    frame: Frame
    scale: AnyScale = attrs.field(repr=False)
    segments: SegmentMap | None = attrs.field(repr=False)
    as_of: date
    currency: str | None
    counted: Count
    returns: Returns
    release: Callable[[], object] = attrs.field(repr=False, eq=False)

    def _repr_html_(self) -> str:
        _, home = enter(self.frame)
        if not home.eager or self.segments is None:
            return f"<p>{escape(repr(self))}</p>"
        found = {row["segment"]: row for row in rows_of(enter(segment_sizes(self.frame))[0])}
        names = [name for name in (*self.segments.names, None) if name in found]
        rows = ([name, *(found[name][each] for each in ("customers", "orders", "revenue"))] for name in names)
        return html_table(["segment", "customers", "visits", "revenue"], rows)


def run(
    frame: Frame,
    *,
    columns: PurchaseColumns | None = None,
    as_of: date,
    zone: str | tzinfo | None = None,
    count: Count | str = Count.ORDER,
    returns: Returns | str = Returns.LOWER,
    currency: str | None = None,
    nulls: str = "refuse",
    bins: Bins = 5,
    scale: AnyScale | None = None,
    segments: SegmentMap | None = None,
    data: str | None = None,
) -> TableRun[Frame]:
    """Summarise, fit a scale unless one is given, score, and put customers into segments.

    Parameters
    ----------
    frame, columns, as_of, zone, count, returns, currency, nulls
        As for `summarize`.
    bins, scale, segments, data
        As for `customerbase.rfm.run`.

    Raises
    ------
    InvalidTable, CurrencyMismatch
    NothingToFit
        If nobody bought anything and no scale was given.
    InvalidRecord
        If scale and segments, or scale and way of counting, do not go together.

    Warns
    -----
    AssumedMinorUnits
        If amounts are whole numbers, nobody said in which unit, and the scale
        is one of money: set by hand, or fitted to records.

    Examples
    --------
    >>> import pandas as pd
    >>> sold = pd.DataFrame(
    ...     {
    ...         "client": ["A", "B", "A"],
    ...         "day": pd.to_datetime(["2024-01-05", "2024-02-01", "2024-03-01"]),
    ...         "total": [19.9, 5.0, 0.1],
    ...     }
    ... )
    >>> columns = PurchaseColumns(customer="client", on="day", amount="total")
    >>> done = run(sold, columns=columns, as_of=date(2024, 3, 31))
    >>> print(done.frame.sort_values("customer_id")[["customer_id", "r", "f", "m", "segment"]])
      customer_id  r  f  m              segment
    0           A  5  3  3  Potential Loyalists
    1           B  3  1  1       About To Sleep
    """
    columns = columns_or_usual(columns)
    counted, returns = word_of(Count, count, "count"), word_of(Returns, returns, "returns")
    _check_rules(scale, segments, counted, returns)
    held, home = enter(frame, columns.named.values())
    said = columns.places
    if scale is not None and said is None:
        # The unit that the scale remembers; or that of its currency, as `score` has it.
        said = scale.fitted.places if scale.fitted is not None else None
        minor = CURRENCIES.get(scale.currency or "") if currency is None else None
        columns = attrs.evolve(columns, places=minor if said is None else said)
    summary, unit, found = summary_of(
        held,
        columns,
        as_of=as_of,
        zone=zone,
        count=counted,
        returns=returns,
        currency=currency,
        nulls=nulls,
        there=home.names,
    )
    if scale is not None:
        same_currency(scale, found)
        tell_assumed(unit, said, scale)
    kept, release = rest(summary)
    try:
        if scale is None:
            scale = fitted_to(
                measured_by(kept, unit),
                unit,
                bins,
                as_of=as_of,
                currency=found,
                counted=counted,
                returns=returns,
                data=data,
            )
        named = map_for(scale) if segments is None else segments
        scored = score(kept.to_native(), scale, currency=found, places=unit.places)
        if named is not None:
            named.check_bins(scale.bins)
            scored = assign(scored, named)
        result = home.bring(enter(scored)[0])
    except BaseException:
        release()
        raise
    return TableRun(
        frame=result,
        scale=scale,
        segments=named,
        as_of=as_of,
        currency=found,
        counted=counted,
        returns=returns,
        release=release,
    )
