"""What there is to see of the upkeep of a base: load, freshness, what more checking would buy, rules compared, tiers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from customerbase.model import Facet
from customerbase.reports.extra_days import ExtraDays
from customerbase.reports.figures import Chart, Point
from customerbase.reports.table import exact, shown
from customerbase.reports.words import TERMS, Phrase, word
from customerbase.verify import Comparison, Freshness, FreshnessRow, MaintenanceRate, Plan, TierCount

__all__ = [
    "area_phrase",
    "compared",
    "days",
    "facet_phrase",
    "fresh",
    "load",
    "policy_phrase",
    "tiers",
    "upkeep",
]

_AREAS = 8


def facet_phrase(facet: str | None) -> Phrase:
    """Return a facet as it is printed; None is all of them.

    >>> facet_phrase("credit").said("zh"), facet_phrase("delivery").said()
    ('资信状况', 'delivery')
    """
    if facet is None:
        return TERMS["all_facets"]
    if facet in set(Facet):
        return Phrase(word(Facet(facet)), word(Facet(facet), "zh"))
    plain = facet.replace("_", " ")
    return Phrase(plain, plain)


def policy_phrase(name: str) -> Phrase:
    """Return what is compared as it is printed: ours by their words, others by their names."""
    return TERMS.get(f"policy_{name}", Phrase(name, name))


def area_phrase(area: tuple[str | None, ...]) -> Phrase:
    """Return an area as it is printed, from wide to narrow.

    >>> area_phrase(("广东省", None)).said()
    '广东省, unknown'
    """
    unknown = TERMS["unknown"]
    return Phrase(*(sep.join(each or unknown.said(own) for each in area) for own, sep in _SEPARATED))


_SEPARATED = (("en", ", "), ("zh", " "))


def load(plan: Plan) -> Chart:
    """Draw the visits of each period of a plan, all employees together, with what they can make.

    Where the capacity of somebody is not known, none is drawn.
    """
    visits: defaultdict[date, int] = defaultdict(int)
    room: defaultdict[date, int | None] = defaultdict(int)
    for each in plan.loads:
        visits[each.first] += each.visits
        if each.employee_id is None:  # nobody has no room
            continue
        held = room[each.first]
        room[each.first] = None if held is None or each.capacity is None else held + each.capacity
    points = tuple(
        Point(
            label=_same(f"{first:%Y-%m}" if plan.by == "month" else f"{first:%m-%d}"),
            value=visits[first],
            said=f"{visits[first]:,}" if not room[first] else f"{visits[first]:,} / {room[first]:,}",
            limit=room[first] or None,
        )
        for first in sorted(visits)
    )
    note = TERMS["plan_once"]
    if any(each.limit is not None for each in points):
        more = TERMS["plan_capacity"]
        note = Phrase(f"{note.en} {more.en}", note.zh + more.zh)
    return Chart(
        name="verification-load", title=TERMS["chart_load"], form="columns", points=points, note=note
    )


def fresh(freshness: Freshness) -> Chart:
    """Show which share of each facet is expected to be right, beside the share weighted by worth."""
    rows = [*freshness.rows, *([freshness.total] if len(freshness.rows) > 1 else [])]
    points = [
        Point(
            label=facet_phrase(row.facet),
            value=exact(share),
            said=shown(exact(share), "share"),
            group=TERMS[group],
        )
        for row in rows
        for group, share in _shares(row)
    ]
    return Chart(
        name="verification-freshness",
        title=TERMS["chart_freshness"],
        form="pairs",
        points=tuple(points),
    )


def _shares(row: FreshnessRow) -> list[tuple[str, float]]:
    found = (("by_facts", row.right_share), ("by_sales", row.weighted_right_share))
    return [(group, share) for group, share in found if share is not None]


def days(extra: ExtraDays) -> Chart:
    """Draw what stays right by the days of checking a month: by the round, and by the index."""
    least, most = extra.rows[0].days, extra.rows[-1].days
    points = []
    for group, read in (("policy_round", "round_share"), ("policy_index", "index_share")):
        for row in extra.rows:
            share = exact(getattr(row, read))
            points.append(
                Point(
                    label=_same(f"{row.extra:+d}") if row.extra else TERMS["days_now"],
                    value=share,
                    said=shown(share, "share"),
                    at=_at(row.days, least, most),
                    group=TERMS[group],
                )
            )
    axis = TERMS["chart_days_x"].filled(checks=extra.checks_a_day, days=f"{extra.now.days:.1f}")
    return Chart(
        name="verification-days",
        title=TERMS["chart_days"],
        form="lines",
        points=tuple(points),
        axis=axis,
        mark=(next(each for each in points if each.label == TERMS["days_now"]), TERMS["days_now"]),
        note=gain(extra),
    )


def gain(extra: ExtraDays) -> Phrase:
    """Return in one sentence what a day more a month would buy, and what the same hours could."""
    more = extra.row(1)
    assert more is not None
    said = {
        "before": shown(exact(extra.now.round_share), "share"),
        "after": shown(exact(more.round_share), "share"),
        "index": shown(exact(extra.now.index_share), "share"),
    }
    return TERMS["gain_note"].filled(checks=extra.checks_a_day, **said)


def _at(value: float, least: float, most: float) -> Decimal:
    return exact(round((value - least) / (most - least), 6)) if most > least else Decimal("0.5")


def compared(comparison: Comparison) -> Chart:
    """Draw what each policy keeps right, month by month; weighted by worth, where facts have any."""
    weighted = all(each.weighted for each in comparison.curves)
    points = []
    for curve in comparison.curves:
        shares = curve.weighted if weighted else curve.freshness
        points += [
            Point(
                label=_same(str(month)),
                value=exact(share),
                said=shown(exact(share), "share"),
                at=_at(month, 1, comparison.months),
                group=policy_phrase(curve.policy),
            )
            for month, share in enumerate(shares, 1)
        ]
    return Chart(
        name="verification-compared",
        title=TERMS["chart_compared"],
        form="lines",
        points=tuple(points),
        axis=TERMS["chart_compared_x"].filled(day=comparison.as_of),
    )


def tiers(counts: Iterable[TierCount]) -> Chart:
    """Count the records of each data tier."""
    points = tuple(
        Point(
            label=TERMS[f"tier_{each.tier.value}"],
            value=each.records,
            said=f"{each.records:,}"
            if each.share is None
            else f"{each.records:,} ({shown(each.share, 'share')})",
        )
        for each in counts
    )
    return Chart(name="verification-tiers", title=TERMS["chart_tiers"], form="bars", points=points)


def upkeep(rate: MaintenanceRate) -> Chart:
    """Show which share of the records of each area was maintained, the worst first; the largest areas only."""
    largest = sorted(rate.areas, key=lambda each: (-each.records, str(each.area)))[:_AREAS]
    points = tuple(
        Point(
            label=area_phrase(each.area),
            value=exact(each.share),
            said=f"{shown(each.share, 'share')} ({each.maintained:,}/{each.records:,})",
        )
        for each in sorted(largest, key=lambda each: (each.share, -each.records))
    )
    return Chart(
        name="verification-upkeep",
        title=TERMS["chart_upkeep"],
        form="bars",
        points=points,
        note=upkeep_note(rate),
    )


def upkeep_note(rate: MaintenanceRate) -> Phrase:
    """Return in one sentence how much of the records was maintained, and in which period."""
    start, end = rate.period.start, rate.period.end
    return TERMS["upkeep_note"].filled(
        maintained=f"{rate.maintained:,}",
        records=f"{rate.records:,}",
        period=TERMS["from_to"].filled(start=start, end=end),
        share="–" if rate.share is None else shown(rate.share, "share"),
    )


def _same(said: str) -> Phrase:
    return Phrase(said, said)
