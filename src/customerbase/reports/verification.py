"""Verification as tables: what is due, who checks it, what is still right; and the part of a page that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import Final

import attrs

from customerbase.reports import verification_charts as charts
from customerbase.reports.due_and_plan import in_charge, why
from customerbase.reports.extra_days import ExtraDays
from customerbase.reports.figures import Section
from customerbase.reports.table import Column, Table, column, exact, filled, shown, tabulate
from customerbase.reports.verification_charts import area_phrase, facet_phrase, policy_phrase
from customerbase.reports.words import TERMS, Phrase
from customerbase.verify import (
    Comparison,
    Due,
    FacetState,
    Freshness,
    FreshnessRow,
    LearnedRates,
    MaintenanceRate,
    Plan,
    RateRow,
    TierCount,
    TierRule,
    Visit,
)

__all__ = [
    "Upkeep",
    "comparison_table",
    "days_table",
    "due_table",
    "freshness_table",
    "plan_table",
    "rates_table",
    "section",
    "tier_table",
    "upkeep_table",
    "urgent_table",
]

URGENT: Final = 12
"""How many facts `urgent_table` names."""

SOON: Final = 30
"""Within how many days what `due_table` counts as due soon is due."""


def due_table(states: Iterable[FacetState], dues: Iterable[Due], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return how many facts of each facet are overdue, or due soon; second-hand, found wrong, never verified.

    Parameters
    ----------
    states : iterable of FacetState
        All facts.
    dues : iterable of Due
        Also those of the next 30 days; later ones are not counted.
    notes : iterable of Phrase
    """
    facts, due_of = list(states), list(dues)
    names = sorted({each.facet for each in facts}, key=_facet_order)
    rows: list[tuple[object, ...]] = [
        _due_row(facet, [each for each in facts if each.facet == facet], due_of) for facet in names
    ]
    if len(rows) > 1:
        rows.append(_due_row(None, facts, due_of))
    columns = [
        column("facet", read=itemgetter(0)),
        *(
            column(name, "date" if name == "oldest_due" else "whole", itemgetter(i))
            for i, name in enumerate(
                (
                    "facts",
                    "overdue",
                    "due_soon",
                    "oldest_due",
                    "second_hand",
                    "found_wrong",
                    "never_verified",
                ),
                1,
            )
        ),
    ]
    return tabulate("due_by_facet", columns, rows, notes)


def _due_row(facet: str | None, facts: Sequence[FacetState], dues: Iterable[Due]) -> tuple[object, ...]:
    mine = [each for each in dues if facet in (None, each.facet) and each.days_overdue >= -SOON]
    late = [each for each in mine if each.days_overdue >= 0]
    return (
        TERMS["in_all"] if facet is None else facet_phrase(facet),
        len(facts),
        len(late),
        len(mine) - len(late),
        min((each.due_on for each in late), default=None),
        sum(each.unconfirmed_since is not None for each in facts),
        sum(each.wrong_since is not None for each in facts),
        sum(each.verified_on is None for each in facts),
    )


def _facet_order(facet: str) -> tuple[int, str]:
    ours = ("basic", "credit", "decision_makers")
    return (ours.index(facet) if facet in ours else len(ours), facet)


def urgent_table(
    dues: Sequence[Due],
    *,
    names: Mapping[str, str],
    staff: Mapping[str, str],
    most: int = URGENT,
) -> Table:
    """Return what is most urgent, each with its reason.

    Parameters
    ----------
    dues : sequence of Due
        Most urgent first.
    names, staff : mapping of id to name
        Of customers, and of employees.
    most : int
    """
    columns = [
        column("customer", read=lambda each: names.get(each.customer_id, each.customer_id)),
        column("facet", read=lambda each: facet_phrase(each.facet)),
        column("responsible", read=lambda each: in_charge(each.state.employee_id, staff)),
        column("due_on", "date"),
        column("days_overdue", "whole"),
        column("why", read=why),
    ]
    note = TERMS["urgent_note"].filled(shown=f"{min(most, len(dues)):,}", count=f"{len(dues):,}")
    return tabulate("urgent", columns, dues[:most], [note] if len(dues) > most else [])


def plan_table(plan: Plan, *, staff: Mapping[str, str]) -> Table:
    """Return the first period of a plan: what each employee has to do in it, week by week.

    Parameters
    ----------
    plan : Plan
    staff : mapping of id to name
    """
    first = [each for each in plan.loads if each.period == 1]
    visits = [each for each in plan.visits if each.period == 1]
    weeks = _weeks(first[0].first, first[0].last) if first else []
    held = {each: [v for v in visits if v.employee_id == each] for each in (row.employee_id for row in first)}
    # What nobody is in charge of, nobody has room for.
    room = {each.employee_id: each.capacity for each in first if each.employee_id is not None}
    rows = [
        _plan_row(in_charge(who, staff), None if who is None else room[who], held[who], weeks) for who in held
    ]
    if len(rows) > 1:
        known = [each for each in room.values() if each is not None]
        total = sum(known) if known and len(known) == len(room) else None
        rows.append(_plan_row(TERMS["in_all"], total, visits, weeks))
    columns = [
        column("employee", read=itemgetter(0)),
        column("visits_planned", "whole", itemgetter(1)),
        column("capacity", "whole", itemgetter(2)),
        column("facets_planned", "whole", itemgetter(3)),
        column("late", "whole", itemgetter(4)),
        *(_week_column(i, *week) for i, week in enumerate(weeks)),
    ]
    note = TERMS["plan_note"].filled(late=f"{len(plan.late):,}", unplanned=f"{len(plan.unplanned):,}")
    table = tabulate("plan_by_employee", columns, rows, [note])
    if not first:
        return table
    month = f"{first[0].first:%Y-%m}" if plan.by == "month" else f"{first[0].first} – {first[0].last}"
    title = TERMS["plan_of"].filled(month=month)
    return attrs.evolve(table, title=title.en, title_zh=title.zh)


def _plan_row(
    name: str | Phrase, capacity: int | None, visits: Sequence[Visit], weeks: Sequence[tuple[date, date]]
) -> tuple[object, ...]:
    return (
        name,
        len(visits),
        capacity,
        sum(len(each.facets) for each in visits),
        sum(each.late for each in visits),
        *(sum(first <= each.on <= last for each in visits) for first, last in weeks),
    )


def _week_column(i: int, first: date, last: date) -> Column:
    title = TERMS["week"].filled(first=f"{first:%m-%d}", last=f"{last:%m-%d}")
    return Column(f"week_{i + 1}", title.en, title.zh, "whole", read=itemgetter(5 + i))


def _weeks(first: date, last: date) -> list[tuple[date, date]]:
    """Return the weeks from Monday to Sunday that a period is made of, the outer ones cut."""
    found = []
    while first <= last:
        end = min(last, first + timedelta(days=6 - first.weekday()))
        found.append((first, end))
        first = end + timedelta(days=1)
    return found


def freshness_table(freshness: Freshness) -> Table:
    """Return which share of the facts is expected to be right, by facet, and for how long changes stay unnoticed."""
    rows = [*freshness.rows, *([freshness.total] if len(freshness.rows) > 1 else [])]

    def said(row: FreshnessRow) -> Phrase:
        return TERMS["in_all"] if row.facet is None else facet_phrase(row.facet)

    columns = [
        column("facet", read=said),
        column("facts", "whole"),
        column("right_share", "share", lambda row: _exact(row.right_share)),
        column("weighted_right_share", "share", lambda row: _exact(row.weighted_right_share)),
        column("unnoticed_days", "whole", lambda row: _whole(row.unnoticed_days)),
        column("never_verified", "whole"),
        column("found_wrong", "whole"),
        column("undated", "whole", lambda row: row.undated or None),
    ]
    return tabulate("freshness_by_facet", columns, rows)


def rates_table(learned: LearnedRates) -> Table:
    """Return what was assumed of how fast facts change, and what checks have taught of it."""
    rows: list[RateRow] = [each for each in learned.rows if each.group is None]
    columns = [
        column("facet", read=lambda row: facet_phrase(row.facet)),
        column("prior", "number", lambda row: _rate(learned.priors.get(row.facet, learned.default).mean)),
        column("learned", "number", lambda row: _rate(row.mean)),
        column("confirmed", "whole"),
        column("changed_facts", "whole", lambda row: row.changed),
        column("within_a_year", "share", lambda row: _exact(row.rate.stale(1))),
    ]
    rows.sort(key=lambda row: _facet_order(row.facet))
    return tabulate("rates", columns, rows)


def _rate(mean: float) -> Decimal:
    return exact(round(mean, 3))


def tier_table(counts: Iterable[TierCount], rule: TierRule | None = None) -> Table:
    """Return how many records are of each data tier, and what makes them so."""
    made = rule or TierRule()
    said = {"months": made.within_months, "uses": made.least_uses}
    columns = [
        column("tier", read=lambda row: TERMS[f"tier_{row.tier.value}"]),
        column("tier_is", read=lambda row: TERMS[f"tier_{row.tier.value}_is"].filled(**said)),
        column("records", "whole"),
        column("share", "share"),
    ]
    return tabulate("data_tiers", columns, counts)


def upkeep_table(rate: MaintenanceRate) -> Table:
    """Return which share of the records of each area was maintained in a period, the worst first."""
    columns = [
        column("area", read=lambda row: area_phrase(row.area)),
        column("records", "whole"),
        column("maintained", "whole"),
        column("maintained_share", "share", lambda row: row.share),
    ]
    return tabulate("upkeep_by_area", columns, rate.worst_first, [charts.upkeep_note(rate)])


def days_table(extra: ExtraDays) -> Table:
    """Return what days of checking a month more, or less, would keep right, by the round and by the index."""
    now = extra.now
    columns = [
        column("days_a_month", "number", lambda row: exact(round(row.days, 1))),
        column("checks_a_month", "number", lambda row: exact(round(row.checks, 1))),
        column("by_round", "share", lambda row: exact(row.round_share)),
        column("by_round_gain", "number", lambda row: _points(row.round_share - now.round_share)),
        column("by_index", "share", lambda row: exact(row.index_share)),
        column("by_index_gain", "number", lambda row: _points(row.index_share - now.index_share)),
        column("by_index_facts", "share", lambda row: exact(row.index_facts) if extra.weighted else None),
    ]
    notes = [charts.gain(extra), *_measured(extra)]
    return tabulate("extra_days", columns, [each for each in extra.rows if each.extra >= 0], notes)


def _points(share: float) -> Decimal:
    return exact(round(100 * share, 1))


def _measured(extra: ExtraDays) -> list[Phrase]:
    """Return how the shares were found, and what is given up for them."""
    notes = [TERMS["gain_of_sales" if extra.weighted else "gain_of_facts"].filled(months=extra.months)]
    if extra.simulated < extra.facts:
        said = {"simulated": f"{extra.simulated:,}", "facts": f"{extra.facts:,}"}
        notes.append(TERMS["gain_sampled"].filled(**said))
    if extra.weighted:
        plain, by_round = (exact(each) for each in (extra.now.index_facts, extra.now.round_facts))
        given_up = TERMS["gives_up"]
        notes.append(given_up.filled(plain=shown(plain, "share"), round=shown(by_round, "share")))
    return notes


def comparison_table(comparison: Comparison) -> Table:
    """Return what each policy keeps right with the same hours, mean of all months."""
    columns = [
        column("rule", read=lambda row: policy_phrase(row.policy)),
        column("right_weighted", "share", lambda row: _exact(row.mean_weighted)),
        column("stale_ratio", "share", lambda row: _exact(row.stale_ratio)),
        column("right_facts", "share", lambda row: _exact(row.mean_freshness)),
    ]
    return tabulate("compared_policies", columns, comparison.curves)


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else exact(value)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


@attrs.frozen(kw_only=True)
class Upkeep:
    """All that the part of a page about verification is made of.

    Parameters
    ----------
    as_of : datetime.date
    states : sequence of FacetState
        All facts.
    dues : sequence of Due
        Those that are due, most urgent first, and later ones.
    checked : int
        Checks of the past year.
    plan : Plan
    freshness : Freshness
    rates : LearnedRates
    tiers : sequence of TierCount
    upkeep : MaintenanceRate
    extra : ExtraDays, optional
        None where nothing was checked in the past year.
    names, staff : mapping of id to name
        Of customers, and of employees.
    """

    as_of: date
    states: Sequence[FacetState]
    dues: Sequence[Due]
    checked: int
    plan: Plan
    freshness: Freshness
    rates: LearnedRates
    tiers: Sequence[TierCount]
    upkeep: MaintenanceRate
    extra: ExtraDays | None
    names: Mapping[str, str]
    staff: Mapping[str, str]


def section(held: Upkeep, *, notes: Iterable[Phrase] = ()) -> Section:
    """Return the part of a page that shows how a base is kept: charts, and tables.

    Parameters
    ----------
    held : Upkeep
    notes : iterable of Phrase
        Further ones below the title.
    """
    extra = held.extra
    drawn = [charts.load(held.plan), charts.fresh(held.freshness), charts.tiers(held.tiers)]
    if extra is not None:
        drawn.insert(1, charts.days(extra))
        drawn.append(charts.compared(extra.comparison))
    drawn.append(charts.upkeep(held.upkeep))
    tables = [
        due_table(held.states, held.dues),
        urgent_table(
            [each for each in held.dues if each.days_overdue >= 0], names=held.names, staff=held.staff
        ),
        plan_table(held.plan, staff=held.staff),
        freshness_table(held.freshness),
        rates_table(held.rates),
        tier_table(held.tiers),
    ]
    if extra is not None:
        tables += [days_table(extra), comparison_table(extra.comparison)]
    return Section(
        name="verification",
        title=TERMS["verification"],
        notes=(*_notes(held), *notes),
        charts=tuple(drawn),
        tables=tuple(filled(each) for each in tables),
    )


def _notes(held: Upkeep) -> list[Phrase]:
    late = sum(each.days_overdue >= 0 for each in held.dues)
    soon = sum(each.days_overdue >= -SOON for each in held.dues) - late
    due = TERMS["due_note"].filled(
        day=held.as_of,
        facts=f"{len(held.states):,}",
        overdue=f"{late:,}",
        soon=f"{soon:,}",
        days=SOON,
        checks=f"{held.checked:,}",
    )
    total = held.freshness.total
    if total.right_share is None:
        return [due]
    right = shown(exact(total.right_share), "share")
    if total.weighted_right_share is None or held.extra is None or not held.extra.weighted:
        return [due, TERMS["freshness_note"].filled(right=right)]
    weighted = shown(exact(total.weighted_right_share), "share")
    return [due, TERMS["freshness_weighted_note"].filled(right=right, weighted=weighted)]
