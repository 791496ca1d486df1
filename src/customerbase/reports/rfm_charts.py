"""What there is to see of an RFM run: heat map, counts, segments, movement, cumulative sales."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from customerbase.reports.figures import Cell, Chart, Grid, Point
from customerbase.reports.table import exact, shown
from customerbase.reports.words import TERMS, Phrase
from customerbase.rfm import Migration, RfmRun, SegmentMap, SegmentSize
from customerbase.validation import EXACT
from customerbase.values import Money, total

__all__ = ["count_of", "heat", "migration", "score_counts", "segment_phrase", "segment_shares", "whale"]

_CURVE_POINTS = 200
_TOP = Decimal("0.2")
_DIMENSIONS = ("r", "f", "m")


def segment_phrase(segments: SegmentMap | None, name: str | None) -> Phrase:
    """Return a segment as it is printed; where there is none, that there is none.

    >>> from customerbase import rfm
    >>> segment_phrase(rfm.standard(), "Champions").said("zh"), segment_phrase(None, None).said()
    ('冠军客户', 'no segment')
    """
    if name is None:
        return TERMS["no_segment"]
    return Phrase(name, name) if segments is None else Phrase(name, segments.said(name, "zh"))


def heat(run: RfmRun) -> Chart | None:
    """Draw the mean monetary value of each pair of recency and frequency; None where nobody has scores.

    Recency is up the side, the latest at the top; frequency along the bottom.

    Examples
    --------
    >>> from customerbase import rfm
    >>> from customerbase.model import SaleTotal
    >>> sold = [
    ...     SaleTotal(
    ...         purchase_id="1", customer_id="C1", on=date(2024, 1, 5), quantity=1, amount=Money(10, "CNY")
    ...     )
    ... ]
    >>> chart = heat(rfm.run(sold, as_of=date(2024, 6, 30)))
    >>> [(i, j, cell.said.en) for i, j, cell in chart.grid.held]
    [(0, 0, 'R 5, F 1: mean 10.00 CNY, 1 customer')]
    """
    if run.currency is None or not run.scores:
        return None
    held: defaultdict[tuple[int, int], list[Money]] = defaultdict(list)
    for each in run.scores:
        held[each.r, each.f].append(each.summary.monetary)
    bins = run.scale.bins
    recencies, frequencies = range(bins.r, 0, -1), range(1, bins.f + 1)
    currency = run.currency
    grid = Grid(
        rows=tuple(_same(f"R {r}") for r in recencies),
        columns=tuple(_same(f"F {f}") for f in frequencies),
        cells=tuple(
            tuple(_mean_cell(r, f, held[r, f]) if (r, f) in held else None for f in frequencies)
            for r in recencies
        ),
        row_axis=TERMS["chart_heat_r"].filled(most=bins.r),
        column_axis=TERMS["chart_heat_f"].filled(most=bins.f),
        legend=TERMS["chart_heat_legend"].filled(currency=currency),
    )
    return Chart(name="rfm-heat", title=TERMS["chart_heat"].filled(currency=currency), form="heat", grid=grid)


def _mean_cell(r: int, f: int, amounts: Sequence[Money]) -> Cell:
    mean = _mean(amounts)
    said = TERMS["chart_heat_cell"].filled(r=r, f=f, mean=mean, count=count_of(len(amounts)))
    return Cell(value=mean.amount, said=said)


def _mean(amounts: Sequence[Money]) -> Money:
    whole = total(amounts)
    mean = EXACT.divide(whole.amount, Decimal(len(amounts)))
    return Money(mean.quantize(Decimal("0.000001"), context=EXACT), whole.currency).rounded()


def score_counts(run: RfmRun) -> Chart:
    """Count, of each dimension, the customers with score 1, 2, and so on."""
    points = []
    for dimension, bins in zip(_DIMENSIONS, run.scale.bins, strict=True):
        counts = Counter(getattr(each, dimension) for each in run.scores)
        points += [
            Point(
                label=_same(str(score)),
                value=counts[score],
                said=f"{counts[score]:,}",
                group=TERMS[f"panel_{dimension}"],
            )
            for score in range(1, bins + 1)
        ]
    return Chart(
        name="rfm-scores",
        title=TERMS["chart_scores"],
        form="panels",
        points=tuple(points),
        axis=TERMS["chart_scores_x"],
    )


def segment_shares(sizes: Iterable[SegmentSize], segments: SegmentMap | None = None) -> Chart:
    """Show what share of the customers each segment is, beside its share of the revenue.

    Segments that nobody is in are left out.
    """
    points = []
    for each in sizes:
        if not each.customers:
            continue
        for name, share in (("share_of_customers", each.share), ("share_of_revenue", each.share_of_revenue)):
            points.append(
                Point(
                    label=segment_phrase(segments, each.segment),
                    value=Decimal(0) if share is None else exact(share),
                    said="–" if share is None else shown(share, "share"),
                    group=TERMS[name],
                )
            )
    return Chart(name="rfm-segments", title=TERMS["chart_segments"], form="pairs", points=tuple(points))


def migration(
    moved: Migration,
    segments: SegmentMap | None = None,
    *,
    before: date | None = None,
    after: date | None = None,
) -> Chart:
    """Show who moved from which segment to which: those before down the side, those after along the bottom.

    Parameters
    ----------
    moved : Migration
    segments : SegmentMap, optional
        Gives the Chinese names.
    before, after : datetime.date, optional
        The two days, for the title.
    """
    names = [segment_phrase(segments, each) for each in moved.names]

    def cell(i: int, j: int, count: int) -> Cell | None:
        if not count:
            return None
        said = TERMS["chart_migration_cell"].filled(before=names[i], after=names[j], count=count_of(count))
        return Cell(value=count, said=said, framed=i == j)

    cells = tuple(
        tuple(cell(i, j, count) for j, count in enumerate(row)) for i, row in enumerate(moved.matrix)
    )
    grid = Grid(
        rows=tuple(names),
        columns=tuple(names),
        cells=cells,
        row_axis=TERMS["chart_migration_rows"],
        column_axis=TERMS["chart_migration_columns"],
        legend=TERMS["chart_migration_legend"],
    )
    title = TERMS["migration"]
    if before is not None and after is not None:
        title = TERMS["chart_migration"].filled(before=before, after=after)
    return Chart(name="rfm-migration", title=title, form="heat", grid=grid, note=moved_note(moved))


def moved_note(moved: Migration) -> Phrase:
    """Return how many stayed, moved, came and went."""
    counts = {name: f"{len(getattr(moved, name)):,}" for name in ("stayed", "moved", "came", "went")}
    return TERMS["moved_of"].filled(**counts)


def whale(run: RfmRun) -> Chart | None:
    """Draw the cumulative share of sales, customers best first; None where nothing was sold.

    Where some brought back more than they bought, the curve rises above 1 and
    comes down to it: its peak is pointed out.  Elsewhere the best fifth is.

    References
    ----------
    Cooper & Kaplan, "Profit Priorities from Activity-Based Costing", Harvard
    Business Review 69 (1991), p. 130-135: the curve of cumulative profit, with
    customers ranked by what they bring.
    """
    amounts = sorted((each.summary.monetary.amount for each in run.scores), reverse=True)
    whole = sum(map(Fraction, amounts), Fraction(0))
    if run.currency is None or whole <= 0:
        return None
    running, reached = Fraction(0), [Fraction(0)]
    for each in amounts:
        running += Fraction(each)
        reached.append(running / whole)
    count = len(amounts)
    back = [each for each in amounts if each < 0]

    def point(i: int) -> Point:
        customers, revenue = shown(Fraction(i, count), "share"), shown(reached[i], "share")
        at = exact(Fraction(i, count))
        return Point(label=_same(customers), value=exact(reached[i]), said=revenue, at=at)

    if back:
        pointed_out, words = point(reached.index(max(reached))), "chart_whale_peak"
        lost = Money(sum(back, Decimal(0)), run.currency)
        note = TERMS["chart_whale_back"].filled(count=count_of(len(back)), amount=lost)
    else:
        pointed_out, words, note = point(max(1, round(count * _TOP))), "chart_pareto_mark", None
    peak = reached.index(max(reached))
    step = max(1, -(-count // _CURVE_POINTS))
    said = TERMS[words].filled(customers=pointed_out.label, revenue=pointed_out.said)
    return Chart(
        name="rfm-whale",
        title=TERMS["chart_whale"].filled(day=run.as_of, currency=run.currency),
        form="curve",
        points=tuple(point(i) for i in sorted({*range(0, count, step), peak, count})),
        mark=(pointed_out, said),
        axis=TERMS["chart_whale_x"],
        note=note,
    )


def count_of(count: int) -> Phrase:
    """Return so many customers, in words."""
    return TERMS["count_customer" if count == 1 else "count_customers"].filled(count=f"{count:,}")


def _same(said: str) -> Phrase:
    return Phrase(said, said)
