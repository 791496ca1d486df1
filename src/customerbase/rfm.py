"""Recency, frequency, monetary value: summarise, fit a scale, score, segment.

Each step is a pure function of what the one before gave; the order of the
records never changes an answer, and nothing reads a clock::

    purchases → summarize → fit → score → assign → segment_sizes, migrate

A scale and a map of segments are values: they can be written to JSON or
TOML, read back equal, and used again next quarter.  `customerbase.tables.rfm`
does the same column-wise, with the same names.

Examples
--------
>>> from datetime import date
>>> from customerbase import rfm
>>> from customerbase.model import SaleTotal
>>> from customerbase.values import Money
>>> sold = [
...     SaleTotal(
...         purchase_id=str(i),
...         customer_id=f"C{i % 3}",
...         on=date(2024, 1 + i % 9, 1),
...         quantity=1,
...         amount=Money(100 * i, "CNY"),
...     )
...     for i in range(1, 25)
... ]
>>> summaries = rfm.summarize(sold, as_of=date(2024, 12, 31))
>>> scores = rfm.score(summaries, rfm.fit(summaries, bins=3))
>>> [(each.customer_id, str(each.cell)) for each in scores]
[('C0', '1-1-3'), ('C1', '2-1-1'), ('C2', '3-1-2')]
"""

from __future__ import annotations

from customerbase.measures import (
    Count,
    LifetimeSummary,
    Returns,
    RfmSummary,
    Summaries,
    summarize,
    summarize_lifetime,
)
from customerbase.scoring.assigning import SegmentRow, SegmentSize, assign, introductions, segment_sizes
from customerbase.scoring.explaining import explain
from customerbase.scoring.fitting import cut_points, fit, fit_nested
from customerbase.scoring.mailing import CellRow, Mailing, Trial, break_even_rate, mailing, trials_by_cell
from customerbase.scoring.maps import r_vignette, standard, trade
from customerbase.scoring.migration import Migration, Move, migrate
from customerbase.scoring.nested import NestedScale
from customerbase.scoring.plain import map_from_plain, scale_from_plain, to_plain
from customerbase.scoring.run import RfmRun, run, run_of
from customerbase.scoring.scale import AnyScale, Cuts, Fitted, Points, Scale, Weights
from customerbase.scoring.score import RfmScore, score
from customerbase.scoring.segments import Coverage, Segment, SegmentMap, UnreachedSegment

__all__ = [  # noqa: RUF022 - in the order in which data flows
    "Count",
    "Returns",
    "RfmSummary",
    "LifetimeSummary",
    "Summaries",
    "summarize",
    "summarize_lifetime",
    "AnyScale",
    "Scale",
    "NestedScale",
    "Cuts",
    "Fitted",
    "Points",
    "Weights",
    "cut_points",
    "fit",
    "fit_nested",
    "RfmScore",
    "score",
    "explain",
    "Segment",
    "SegmentMap",
    "Coverage",
    "UnreachedSegment",
    "standard",
    "r_vignette",
    "trade",
    "introductions",
    "SegmentRow",
    "SegmentSize",
    "assign",
    "segment_sizes",
    "Move",
    "Migration",
    "migrate",
    "Trial",
    "CellRow",
    "Mailing",
    "break_even_rate",
    "trials_by_cell",
    "mailing",
    "RfmRun",
    "run",
    "run_of",
    "to_plain",
    "scale_from_plain",
    "map_from_plain",
]
