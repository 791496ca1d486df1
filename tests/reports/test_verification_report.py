"""Verification as tables and charts: the same numbers as the results, in either language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from customerbase import verify
from customerbase.model import Customer, Verification
from customerbase.reports import verification_charts as charts
from customerbase.reports.extra_days import extra_days
from customerbase.reports.table import shown
from customerbase.reports.verification import (
    Upkeep,
    comparison_table,
    days_table,
    due_table,
    freshness_table,
    plan_table,
    rates_table,
    section,
    tier_table,
    upkeep_table,
    urgent_table,
)
from customerbase.values import Address, Period

AS_OF = date(2024, 12, 31)
NAMES = {"C1": "上海机电", "C2": "Acme"}
STAFF = {"E1": "王芳"}
POLICY = verify.by_facet({"credit": verify.every(months=6)}, otherwise=verify.every(years=1))


def state(who, facet, **known):
    return verify.FacetState(customer_id=who, facet=facet, **known)


STATES = [
    state("C1", "basic", verified_on=date(2023, 11, 1), employee_id="E1"),
    state("C1", "credit", verified_on=date(2024, 3, 1), employee_id="E1", wrong_since=date(2024, 12, 1)),
    state("C2", "basic", known_since=date(2024, 2, 1), unconfirmed_since=date(2024, 2, 1)),
    state("C2", "delivery", verified_on=date(2024, 1, 20)),
    state("C3", "basic", verified_on=date(2024, 8, 1), employee_id="E1"),
]
DUES = verify.due(STATES, POLICY, as_of=AS_OF, until=date.max)
CHECKS = [
    Verification(
        verification_id=str(i), customer_id="C1", facet="basic", on=date(year, 5, 1), outcome=outcome
    )
    for i, (year, outcome) in enumerate([(2021, "confirmed"), (2022, "confirmed"), (2024, "corrected")])
]
PLAN = verify.plan(DUES, start=date(2025, 1, 1), capacity=verify.Capacity(per_week=1))
WORTH = {"C1": 900.0, "C2": 100.0}
FRESH = verify.freshness(STATES, as_of=AS_OF, worth=WORTH)
RATES = verify.learn(CHECKS, as_of=AS_OF)
EXTRA = extra_days(STATES, as_of=AS_OF, checks=1, rates=RATES, worth=WORTH, checks_a_day=1)
COUNTS = verify.tier_counts(
    verify.tiers([verify.RecordUse(customer_id="C1", maintained_on=date(2024, 5, 1))], as_of=AS_OF)
)
KEPT = verify.maintenance_rate(
    {"C1": date(2024, 3, 1)},
    [Customer(customer_id=who, name=who, addresses=[Address(province="上海市")]) for who in ("C1", "C2")]
    + [Customer(customer_id="C3", name="C3")],
    period=Period.year(2024),
)
HELD = Upkeep(
    as_of=AS_OF,
    states=STATES,
    dues=DUES,
    checked=12,
    plan=PLAN,
    freshness=FRESH,
    rates=RATES,
    tiers=COUNTS,
    upkeep=KEPT,
    extra=EXTRA,
    names=NAMES,
    staff=STAFF,
)


def column(table, key):
    at = [each.key for each in table.columns].index(key)
    return [row[at] for row in table.rows]


def said(values, language="en"):
    return [shown(each, language=language) for each in values]


def test_what_is_due_is_counted_by_facet_and_in_all():
    table = due_table(STATES, DUES)

    assert said(column(table, "facet")) == ["basic", "credit", "delivery", "in all"]
    assert column(table, "facts") == [3, 1, 1, 5]
    assert column(table, "overdue") == [2, 1, 0, 3]
    assert column(table, "due_soon") == [0, 0, 1, 1]
    assert column(table, "oldest_due") == [date(2024, 2, 1), date(2024, 9, 1), None, date(2024, 2, 1)]
    assert column(table, "second_hand") == [1, 0, 0, 1]
    assert column(table, "found_wrong") == [0, 1, 0, 1]
    assert column(table, "never_verified") == [1, 0, 0, 1]


def test_reasons_leave_out_what_other_columns_say():
    table = urgent_table(DUES, names=NAMES, staff=STAFF, most=3)

    assert column(table, "customer") == ["Acme", "上海机电", "上海机电"]
    assert said(column(table, "responsible")) == ["nobody", "王芳", "王芳"]
    assert said(column(table, "why")) == [
        "second-hand since 2024-02-01 and not confirmed",
        "checked every 6 months, last on 2024-03-01",
        "checked every year, last on 2023-11-01",
    ]
    assert [each for each in said(column(table, "why"), "zh") if "核实内容" in each or "应于" in each] == []
    assert "2024-02-01 起为二手资料" in said(column(table, "why"), "zh")[0]
    assert table.notes[0].en == "The first 3 of 5."


def test_the_month_of_each_employee_is_the_sum_of_its_weeks():
    table = plan_table(PLAN, staff=STAFF)
    weeks = [each.key for each in table.columns if each.key.startswith("week_")]

    assert said(column(table, "employee")) == ["王芳", "nobody", "in all"]
    assert column(table, "visits_planned")[-1] == sum(each.period == 1 for each in PLAN.visits)
    assert [sum(each) for each in zip(*(column(table, week) for week in weeks), strict=True)] == column(
        table, "visits_planned"
    )
    assert column(table, "facets_planned")[0] == sum(
        len(each.facets) for each in PLAN.visits if each.period == 1 and each.employee_id == "E1"
    )
    # nobody can do what nobody is in charge of
    assert column(table, "capacity")[1] is None
    assert column(table, "capacity")[2] == column(table, "capacity")[0]
    assert table.title_zh == "2025-01 职员核实计划"
    # 1 January 2025 is a Wednesday
    titles = [each.title for each in table.columns if each.key in weeks]
    assert titles == ["01-01 – 01-05", "01-06 – 01-12", "01-13 – 01-19", "01-20 – 01-26", "01-27 – 01-31"]


def test_freshness_stands_by_facet_with_the_whole_last():
    table = freshness_table(FRESH)

    assert column(table, "facts") == [3, 1, 1, 5]
    assert float(column(table, "right_share")[-1]) == FRESH.total.right_share
    assert float(column(table, "weighted_right_share")[0]) == FRESH.rows[0].weighted_right_share


def test_what_was_learned_stands_beside_what_was_assumed():
    table = rates_table(RATES)

    assert column(table, "prior") == [Decimal("0.15")]
    assert column(table, "learned") == [Decimal(repr(round(RATES.rate("basic").mean, 3)))]
    assert (column(table, "confirmed"), column(table, "changed_facts")) == ([1], [1])
    assert 0 < column(table, "within_a_year")[0] < 1


def test_tiers_say_what_they_are():
    table = tier_table(COUNTS, verify.TierRule(within_months=6, least_uses=2))

    assert column(table, "records") == [0, 1, 0, 0]
    assert column(table, "share")[1] == Fraction(1)
    assert said(column(table, "tier_is"))[0] == "maintained within 6 months, and used 2 times or more"
    assert said(column(table, "tier"), "zh") == ["一等数据", "二等数据", "三等数据", "四等数据"]


def test_upkeep_stands_with_the_worst_area_first():
    table = upkeep_table(KEPT)

    assert said(column(table, "area")) == ["unknown", "上海市"]
    assert column(table, "maintained_share") == [Fraction(0), Fraction(1, 2)]
    assert "33.3%" in table.notes[0].en


def test_extra_days_say_what_they_gain_and_what_is_given_up():
    table = days_table(EXTRA)

    assert column(table, "days_a_month") == [Decimal("1.0"), Decimal("2.0"), 3, 4]
    assert column(table, "by_round_gain")[0] == 0
    assert float(column(table, "by_round_gain")[1]) == pytest.approx(
        100 * (EXTRA.row(1).round_share - EXTRA.now.round_share), abs=0.051
    )
    before, after = (shown(Decimal(repr(each.round_share)), "share") for each in (EXTRA.now, EXTRA.row(1)))
    assert f"{before} → {after} right by the round" in table.notes[0].en
    assert [each.en[:12] for each in table.notes[1:]] == ["Mean of 24 s", "What the ind"]


def test_policies_are_compared_by_name():
    table = comparison_table(EXTRA.comparison)

    assert said(column(table, "rule"), "zh") == ["最久未核实者先", "最优频率", "每月按指数"]
    assert column(table, "stale_ratio")[0] == 1


def test_the_load_shows_visits_and_what_all_can_make():
    chart = charts.load(PLAN)

    assert sum(each.value for each in chart.points) == len(PLAN.visits)
    assert [each.label.en for each in chart.points][::11] == ["2025-01", "2025-12"]
    room = [each.capacity for each in PLAN.loads if each.employee_id == "E1"]
    assert [each.limit for each in chart.points] == room
    assert "Stroke" in chart.note.en

    bare = charts.load(verify.plan(DUES, start=date(2025, 1, 1)))
    assert {each.limit for each in bare.points} == {None}
    assert "Stroke" not in bare.note.en


def test_lines_are_of_the_worth_where_there_is_any():
    weighted = charts.compared(EXTRA.comparison)
    plain = charts.compared(
        verify.compare({"round": verify.oldest_first()}, STATES, as_of=AS_OF, budget_per_month=1, worth={})
    )

    assert float(weighted.points[0].value) == EXTRA.comparison.curves[0].weighted[0]
    assert float(plain.points[-1].value) < 1
    assert [weighted.points[0].at, weighted.points[23].at] == [0, 1]


def test_the_section_has_charts_and_tables_without_empty_columns():
    made = section(HELD)

    assert [each.form for each in made.charts] == ["columns", "lines", "pairs", "bars", "lines", "bars"]
    assert len({each.name for each in made.charts}) == 6
    assert [each.name for each in made.tables] == [
        "due_by_facet",
        "urgent",
        "plan_by_employee",
        "freshness_by_facet",
        "rates",
        "data_tiers",
        "extra_days",
        "compared_policies",
    ]
    assert "undated" not in {each.key for each in made.tables[3].columns}
    assert made.notes[0].en.startswith(
        "On 2024-12-31: 3 of 5 facts are overdue, 1 more are due within 30 days; 12"
    )
    assert "weighted by the sales of a year" in made.notes[1].en


def test_without_checks_there_is_no_telling_what_more_would_buy():
    made = section(attrs.evolve(HELD, extra=None))

    assert [each.form for each in made.charts] == ["columns", "pairs", "bars", "bars"]
    assert "extra_days" not in {each.name for each in made.tables}
