"""The whole base at a glance: figures of a period against the one before, and what the charts draw."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import attrs
from dateutil.relativedelta import relativedelta

from customerbase.model import Customer, Sale, Stage
from customerbase.ranking import GradeRow, RosterRow
from customerbase.reports.distribution import by_grade, by_place, by_quarter
from customerbase.reports.figures import Chart, Figure, Point
from customerbase.reports.sales_ranking import period_note
from customerbase.reports.table import exact, shown
from customerbase.reports.words import TERMS, Phrase, word
from customerbase.values import Money, Period, total

__all__ = ["Overview", "overview"]

_MONTHS = 24
_CURVE_POINTS = 200


@attrs.frozen(kw_only=True)
class Overview:
    """Figures, charts and what must be said about them.

    Parameters
    ----------
    figures : tuple of Figure
    charts : tuple of Chart
    notes : tuple of Phrase
        Period, comparison, currencies that the charts leave out.
    as_of : datetime.date
    """

    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    notes: tuple[Phrase, ...]
    as_of: date


def overview(
    customers: Iterable[Customer],
    sales: Iterable[Sale],
    *,
    as_of: date,
    period: Period | None = None,
    currency: str | None = None,
    roster: Iterable[RosterRow] | None = None,
    grades: Iterable[GradeRow] = (),
) -> Overview:
    """Sum up a base as it stands on a day.

    Amounts are exact and never converted: each currency has its own figures,
    and the charts are in one of them.

    Parameters
    ----------
    customers : iterable of Customer
    sales : iterable of Sale
        Those after `as_of` do not count.  Returns lower the revenue and are no purchases.
    as_of : datetime.date
    period : Period, optional
        What the figures are of; by default the year that ends on `as_of`.  It
        is compared with as many months before it where it has whole months,
        else with as many days.
    currency : str, optional
        Of the charts; by default that of most sales.
    roster : iterable of RosterRow, optional
        Says when customers were acquired; without it, their cards do.
    grades : iterable of GradeRow
        For the chart of grades.

    Examples
    --------
    >>> found = overview([Customer(customer_id="C1", name="Acme")], [], as_of=date(2024, 5, 1))
    >>> found.figures[0].value, len(found.charts)
    (1, 2)
    """
    known = sorted(customers, key=lambda each: each.customer_id)
    sold = [each for each in sales if each.on <= as_of]
    chosen = period or Period(start=as_of + relativedelta(years=-1, days=1), end=as_of)
    before = _before(chosen)
    now = [each for each in sold if each.on in chosen]
    then = [each for each in sold if before is not None and each.on in before]
    acquired = _acquired(known, roster, as_of)

    uses = Counter(each.amount.currency for each in sold)
    currencies = sorted(uses, key=lambda each: (-uses[each], each))
    shown_in = currency or next(iter(currencies), None)

    figures = [Figure(label=TERMS["figure_customers"], value=len(known), note=_stages(known))]
    new = [sum(day is not None and day in each for day in acquired) for each in (chosen, before) if each]
    figures.append(_compared("figure_new", *new))
    figures.append(_compared("figure_buyers", *(len(_buyers(each)) for each in (now, then))))
    figures.append(_compared("figure_purchases", *(_purchases(each) for each in (now, then))))
    figures += _money_figures(now, then, sorted(currencies, key=lambda each: each != shown_in))
    notes = [TERMS["as_of"].filled(day=as_of), *period_note(chosen), *period_note(before, "compared_with")]
    charts: list[Chart] = []
    if shown_in is not None:
        in_one = [each for each in sold if each.amount.currency == shown_in]
        charts.append(_by_month(in_one, shown_in, as_of))
        pareto, top = _pareto([each for each in in_one if each.on in chosen], shown_in)
        charts += [pareto] if pareto else []
        figures += [top] if top else []
        others = [f"{uses[each]:,} × {each}" for each in currencies if each != shown_in]
        if others:
            notes.append(TERMS["other_currencies"].filled(currency=shown_in, others=", ".join(others)))
    charts.append(by_place(known))
    charts.append(by_quarter(acquired, as_of))
    graded = by_grade(grades)
    charts += [graded] if graded else []
    return Overview(figures=tuple(figures), charts=tuple(charts), notes=tuple(notes), as_of=as_of)


# ------------------------------------------------------------------ figures


def _before(period: Period) -> Period | None:
    if period.start is None or period.end is None:
        return None
    span = relativedelta(period.end + timedelta(days=1), period.start)
    if not span.days:
        # Months and years differ in their days: a year is compared with the year before it.
        months = relativedelta(months=12 * span.years + span.months)
        return Period(start=period.start - months, end=period.start - timedelta(days=1))
    days = (period.end - period.start).days + 1
    return Period.days_until(period.start - timedelta(days=1), days)


def _acquired(
    customers: Sequence[Customer], roster: Iterable[RosterRow] | None, as_of: date
) -> list[date | None]:
    rows: Iterable[RosterRow | Customer] = customers if roster is None else roster
    return [each.acquired_on for each in rows if each.acquired_on is None or each.acquired_on <= as_of]


def _stages(customers: Sequence[Customer]) -> Phrase | None:
    counts = Counter(each.stage for each in customers)
    held = [stage for stage in Stage if counts[stage]]
    said = (
        " · ".join(f"{counts[each]:,}\N{NO-BREAK SPACE}{word(each, own)}" for each in held)
        for own in ("en", "zh")
    )
    return Phrase(*said) if held else None


def _buyers(sales: Iterable[Sale]) -> set[str]:
    return {each.customer_id for each in sales if not each.is_return}


def _purchases(sales: Iterable[Sale]) -> int:
    return sum(not each.is_return for each in sales)


def _compared(name: str, now: int, then: int = 0) -> Figure:
    return Figure(label=TERMS[name], value=now, change=_change(Decimal(now), Decimal(then)))


def _change(now: Decimal, then: Decimal) -> Decimal | None:
    return None if then <= 0 else (now - then) / then


def _money_figures(now: Sequence[Sale], then: Sequence[Sale], currencies: Iterable[str]) -> list[Figure]:
    figures = []
    for each in currencies:
        revenue, earlier = (
            total((s.amount for s in part if s.amount.currency == each), currency=each)
            for part in (now, then)
        )
        bought = [s.amount for s in now if s.amount.currency == each and not s.is_return]
        if not revenue and not earlier and not bought:
            continue
        figures.append(
            Figure(
                label=TERMS["figure_revenue"].filled(currency=each),
                value=revenue,
                kind="money",
                change=_change(revenue.amount, earlier.amount),
            )
        )
        if bought and len(figures) == 1:
            mean = Money(round(total(bought).amount / len(bought), 6), each).rounded()
            figures.append(
                Figure(label=TERMS["figure_average"].filled(currency=each), value=mean, kind="money")
            )
    return figures


# ------------------------------------------------------------------ charts of sales


def _by_month(sales: Iterable[Sale], currency: str, as_of: date) -> Chart:
    amounts: defaultdict[tuple[int, int], list[Money]] = defaultdict(list)
    for each in sales:
        amounts[each.on.year, each.on.month].append(each.amount)
    first = min(amounts, default=(as_of.year, as_of.month))
    months = [as_of.replace(day=1) - relativedelta(months=i) for i in reversed(range(_MONTHS))]
    months = [each for each in months if (each.year, each.month) >= first]
    last = as_of + relativedelta(day=31)
    points = []
    for month in months:
        amount = total(amounts[month.year, month.month], currency=currency)
        said = f"{month:%Y-%m}"
        running = (month.year, month.month) == (as_of.year, as_of.month) and as_of < last
        points.append(Point(label=Phrase(said, said), value=amount.amount, said=str(amount), partial=running))
    note = TERMS["part_month"].filled(month=f"{as_of:%Y-%m}") if points and points[-1].partial else None
    return Chart(
        name="sales-by-month",
        title=TERMS["chart_months"].filled(currency=currency),
        form="columns",
        points=tuple(points),
        note=note,
    )


def _pareto(sales: Iterable[Sale], currency: str) -> tuple[Chart | None, Figure | None]:
    """Draw the cumulative share of revenue; customers who returned more than they bought are left out."""
    amounts: defaultdict[str, list[Money]] = defaultdict(list)
    for each in sales:
        amounts[each.customer_id].append(each.amount)
    sums: Mapping[str, Decimal] = {key: total(each).amount for key, each in amounts.items()}
    largest = sorted((each for each in sums.values() if each > 0), reverse=True)
    whole = sum(largest, Decimal(0))
    if not largest:
        return None, None
    running, reached = Decimal(0), [Decimal(0)]
    for bought in largest:
        running += bought
        reached.append(running / whole)
    count = len(largest)

    def point(i: int) -> Point:
        at = Decimal(i) / count
        customers, revenue = shown(at, "share"), shown(reached[i], "share")
        return Point(label=Phrase(customers, customers), value=reached[i], said=revenue, at=at)

    step = max(1, -(-count // _CURVE_POINTS))
    top = point(max(1, round(count * exact(0.2))))
    said = TERMS["chart_pareto_mark"].filled(customers=top.label, revenue=top.said)
    chart = Chart(
        name="pareto",
        title=TERMS["chart_pareto"].filled(currency=currency),
        form="curve",
        points=tuple(point(i) for i in sorted({*range(0, count, step), count})),
        mark=(top, said),
        axis=TERMS["chart_pareto_x"],
    )
    note = TERMS["of_revenue"].filled(currency=currency)
    return chart, Figure(label=TERMS["figure_top"], value=top.value, kind="share", note=note)
