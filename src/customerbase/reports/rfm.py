"""RFM as tables: segments and what they are worth, the score of each customer, who moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from operator import itemgetter

import attrs
from dateutil.relativedelta import relativedelta

from customerbase.reports.figures import Section
from customerbase.reports.rfm_charts import (
    count_of,
    heat,
    migration,
    moved_note,
    score_counts,
    segment_phrase,
    segment_shares,
    whale,
)
from customerbase.reports.table import Column, Table, column, exact, tabulate
from customerbase.reports.words import TERMS, Phrase
from customerbase.rfm import Migration, RfmRun, SegmentMap, SegmentRow, SegmentSize
from customerbase.values import Money

__all__ = [
    "QUARTER",
    "count_table",
    "migration_table",
    "moves_table",
    "report",
    "score_table",
    "section",
    "segment_table",
]

QUARTER = relativedelta(months=3)
"""How far back `section` is to be given an earlier run from."""


def report(run: RfmRun, *, notes: Iterable[Phrase] = ()) -> Table:
    """Return the segments of a run, as `segment_table`, with what a reader must know of the run.

    Parameters
    ----------
    run : RfmRun
    notes : iterable of Phrase
        Further ones.
    """
    table = segment_table(run.sizes, run.segments, currency=run.currency, notes=(*run_notes(run), *notes))
    return table if run.segments is not None else count_table(run, notes=(*run_notes(run), *notes))


def segment_table(
    sizes: Iterable[SegmentSize],
    segments: SegmentMap | None = None,
    *,
    currency: str | None = None,
    notes: Iterable[Phrase] = (),
) -> Table:
    """Return what each segment comes to: customers, visits, revenue, and means.

    Parameters
    ----------
    sizes : iterable of SegmentSize
    segments : SegmentMap, optional
        Gives the Chinese names.
    currency : str, optional
        Of the mean monetary value, where the revenue does not say it.
    notes : iterable of Phrase
    """

    def mean_monetary(row: SegmentSize) -> Money | None:
        code = currency if row.revenue is None else row.revenue.currency
        return None if row.mean_monetary is None or code is None else _rounded(row.mean_monetary, code)

    columns = [
        column("segment", read=lambda row: segment_phrase(segments, row.segment)),
        column("customers", "whole"),
        column("share_of_customers", "share", read=lambda row: row.share),
        column("visits", "whole", read=lambda row: row.orders),
        column("revenue", "money"),
        column("share_of_revenue", "share"),
        column("mean_recency", "number", read=lambda row: _tenths(row.mean_recency)),
        column("mean_frequency", "number", read=lambda row: _tenths(row.mean_frequency)),
        column("mean_monetary", "money", read=mean_monetary),
    ]
    return tabulate("segments", columns, sizes, notes)


def score_table(
    run: RfmRun, *, names: Mapping[str, str] | None = None, notes: Iterable[Phrase] = ()
) -> Table:
    """Return the scores of every customer of a run, best total first; those without scores stand last.

    Parameters
    ----------
    run : RfmRun
    names : mapping of customer id to name, optional
    notes : iterable of Phrase
    """
    called = names or {}
    rows = sorted(run.rows, key=lambda row: (row.score is None, 0 if row.score is None else -row.score.total))
    columns: list[Column] = [column("customer_id")]
    if called:
        columns.append(column("name", read=lambda row: called.get(row.customer_id)))
    columns += [column(each, "whole", read=_score_of(each)) for each in ("r", "f", "m")]
    columns += [
        column("total_score", "number", read=_score_of("total")),
        column("segment", read=lambda row: segment_phrase(run.segments, row.segment)),
        column("recency", "whole", read=_summary_of("recency")),
        column("frequency", "whole", read=_summary_of("frequency")),
        column("monetary", "money", read=_summary_of("monetary")),
        column("last_purchase", "date", read=_summary_of("last_purchase")),
    ]
    if any(row.introductions for row in rows):
        columns.append(column("introductions", "whole"))
    return tabulate("rfm_scores", columns, rows, notes)


def _score_of(name: str) -> Callable[[SegmentRow], object]:
    return lambda row: None if row.score is None else getattr(row.score, name)


def _summary_of(name: str) -> Callable[[SegmentRow], object]:
    return lambda row: None if row.score is None else getattr(row.score.summary, name)


def count_table(run: RfmRun, *, notes: Iterable[Phrase] = ()) -> Table:
    """Return how many customers have each score, of recency, frequency and monetary value."""
    counts = {name: Counter(getattr(each, name) for each in run.scores) for name in ("r", "f", "m")}
    columns = [Column("score", TERMS["score"].en, TERMS["score"].zh, "whole", read=lambda row: row[0])]
    for i, name in enumerate(counts, 1):
        title = TERMS[f"panel_{name}"]
        columns.append(Column(name, title.en, title.zh, "whole", read=itemgetter(i)))
    bins = run.scale.bins
    rows = [
        (
            score,
            *(own[score] if score <= most else None for own, most in zip(counts.values(), bins, strict=True)),
        )
        for score in range(max(bins), 0, -1)
    ]
    return tabulate("score_counts", columns, rows, notes)


def migration_table(
    moved: Migration,
    segments: SegmentMap | None = None,
    *,
    before: date | None = None,
    after: date | None = None,
    notes: Iterable[Phrase] = (),
) -> Table:
    """Return who moved from which segment to which: a row for each before, a column for each after.

    Parameters
    ----------
    moved : Migration
    segments : SegmentMap, optional
        Gives the Chinese names.
    before, after : datetime.date, optional
        The two days, for the heading of the first column and the note.
    notes : iterable of Phrase
        Further ones.
    """
    corner, note = TERMS["before"], moved_note(moved)
    if before is not None and after is not None:
        corner = TERMS["before_after"].filled(before=before, after=after)
        note = TERMS["moved_between"].filled(before=before, after=after, moved=note)
    columns = [Column("before", corner.en, corner.zh, read=lambda row: segment_phrase(segments, row[0]))]
    for i, name in enumerate(moved.names, 1):
        title = segment_phrase(segments, name)
        columns.append(
            Column("to" if name is None else f"to_{name}", title.en, title.zh, "whole", read=itemgetter(i))
        )
    rows = [(name, *counts) for name, counts in zip(moved.names, moved.matrix, strict=True)]
    return tabulate("migration", columns, rows, (note, *notes))


def moves_table(moved: Migration, segments: SegmentMap | None = None, *, before: date, after: date) -> Table:
    """Return who moved from which segment to which as a list, the most first: for where a matrix is too wide."""
    first, second = (TERMS["on_day"].filled(day=each) for each in (before, after))
    columns = [
        Column("before", first.en, first.zh, read=lambda row: segment_phrase(segments, row[0])),
        Column("after", second.en, second.zh, read=lambda row: segment_phrase(segments, row[1])),
        column("customers", "whole", read=itemgetter(2)),
    ]
    rows = [
        (old, new, count)
        for old, counts in zip(moved.names, moved.matrix, strict=True)
        for new, count in zip(moved.names, counts, strict=True)
        if count and old != new
    ]
    rows.sort(key=itemgetter(2), reverse=True)
    return tabulate("migration", columns, rows, [moved_note(moved)])


def section(run: RfmRun, before: RfmRun | None = None, *, notes: Iterable[Phrase] = ()) -> Section:
    """Return the part of a page that shows a run: charts, and the segments.

    Parameters
    ----------
    run : RfmRun
    before : RfmRun, optional
        An earlier run by the same scale; who moved since is shown.
    notes : iterable of Phrase
        Further ones below the title.
    """
    charts = [heat(run), whale(run)]
    if run.segments is not None:
        charts.append(segment_shares(run.sizes, run.segments))
        if before is not None:
            moved = run.since(before)
            charts.append(migration(moved, run.segments, before=before.as_of, after=run.as_of))
    charts.append(score_counts(run))
    return Section(
        name="rfm",
        title=TERMS["rfm"],
        notes=(*run_notes(run), *notes),
        charts=tuple(each for each in charts if each is not None),
        tables=(attrs.evolve(report(run), notes=()),),
    )


def run_notes(run: RfmRun) -> tuple[Phrase, ...]:
    """Return what a reader must know of a run: its day, who bought, its map, scores that nobody has."""
    scored, customers = len(run.scores), len(run.rows)
    # whoever only brought things back has scores, and never visited
    returned = sum(each.summary.recency is None for each in run.scores)
    notes = [
        TERMS["rfm_of_returns" if returned else "rfm_of"].filled(
            day=run.as_of,
            customers=count_of(customers),
            bought=f"{scored - returned:,}",
            returned=f"{returned:,}",
            none=f"{customers - scored:,}",
        )
    ]
    if run.segments is not None:
        name = run.segments.name
        notes.append(TERMS["rfm_map"].filled(map=TERMS.get(f"map_{name}", Phrase(name, name))))
        if unclaimed := sum(row.segment is None for row in run.rows):
            said = TERMS["rfm_no_segment"]
            notes.append(said.filled(segment=TERMS["no_segment"], count=f"{unclaimed:,}"))
    if empty := _empty(run):
        notes.append(TERMS["rfm_empty"].filled(scores=Phrase(", ".join(empty), "、".join(empty))))
    return tuple(notes)


def _empty(run: RfmRun) -> list[str]:
    """Return the scores that nobody has; of a nested scale, every score is had by somebody."""
    return [
        f"{name.upper()} {score}"
        for name, bins in zip(("r", "f", "m"), run.scale.bins, strict=True)
        for score in range(1, bins + 1)
        if run.scores and all(getattr(each, name) != score for each in run.scores)
    ]


def _tenths(value: Fraction | None) -> object:
    return None if value is None else round(exact(value), 1)


def _rounded(value: Fraction, currency: str) -> Money:
    return Money(round(exact(value), 6), currency).rounded()
