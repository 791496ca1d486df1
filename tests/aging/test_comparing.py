"""Policies on one's own base: the same hours, and what stays right."""

from __future__ import annotations

import math
import random
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerbase.aging.comparing import by_cycle, by_frequency, by_index, compare, oldest_first
from customerbase.aging.freshness import freshness
from customerbase.aging.rates import KnownRate
from customerbase.errors import InvalidRecord
from customerbase.verifying.choices import by_grade
from customerbase.verifying.policies import every
from customerbase.verifying.ready import yearly_round
from customerbase.verifying.state import FacetState

DAY = date(2024, 12, 31)
STATES = st.lists(
    st.builds(
        FacetState,
        customer_id=st.sampled_from("ABCDEF"),
        facet=st.sampled_from(["basic", "credit"]),
        verified_on=st.none() | st.dates(date(2020, 1, 1), DAY),
        wrong_since=st.none() | st.none() | st.dates(date(2024, 1, 1), DAY),
    ),
    min_size=1,
    max_size=10,
    unique_by=lambda each: (each.customer_id, each.facet),
)
ALL = {
    "round": oldest_first(),
    "grades": by_cycle({"basic": 12, "credit": 3}),
    "square root": by_frequency("square_root"),
    "optimum": by_frequency(),
    "index": by_index(),
}
WORTH = {"A": 9, "B": 3, "C": 1, "D": 0.5}


@settings(max_examples=50)
@given(STATES, st.floats(0, 5), st.integers(1, 15), st.randoms())
def test_the_order_of_states_changes_nothing(states, budget, months, rnd):
    shuffled = list(states)
    rnd.shuffle(shuffled)

    def told(given_states):
        return compare(
            ALL, given_states, as_of=DAY, budget_per_month=budget, months=months, worth=WORTH, cost=0.7
        )

    assert told(shuffled) == told(states)


@settings(max_examples=50)
@given(STATES, st.floats(0, 5), st.integers(1, 15))
def test_no_policy_spends_more_than_the_hours_and_shares_are_shares(states, budget, months):
    for each in compare(ALL, states, as_of=DAY, budget_per_month=budget, months=months, cost=0.7).curves:
        assert each.hours <= budget * months * (1 + 1e-6)
        assert len(each.weighted) == len(each.freshness) == months
        assert all(0 <= share <= 1 for share in (*each.weighted, *each.freshness))
        assert each.mean_freshness == pytest.approx(math.fsum(each.freshness) / months)
        assert (each.final_weighted, each.final_freshness) == (each.weighted[-1], each.freshness[-1])


@settings(max_examples=50)
@given(STATES, st.integers(1, 15))
def test_without_hours_the_curve_is_freshness_as_it_ages(states, months):
    states = [each for each in states if each.last_known] or [
        FacetState(customer_id="A", facet="basic", verified_on=DAY)
    ]
    (curve,) = compare({"none": by_index()}, states, as_of=DAY, budget_per_month=0, months=months).curves

    assert curve.hours == 0
    for month, share in enumerate(curve.freshness):
        middle = DAY + timedelta(round((month + 0.5) / 12 * 365.25))
        assert share == pytest.approx(freshness(states, as_of=middle).total.right_share, abs=2e-3)


@settings(max_examples=50)
@given(STATES)
def test_with_hours_for_all_each_month_every_fact_is_half_a_month_old(states):
    rates = {"basic": KnownRate(0.4), "credit": KnownRate(0.4)}
    told = compare(ALL, states, as_of=DAY, budget_per_month=len(states), months=6, rates=rates)

    # all policies but the one that forgets worthless facts; here none is
    for each in told.curves:
        assert each.freshness[1:] == pytest.approx([math.exp(-0.4 / 24)] * 5)


def test_by_turns_two_facts_are_checked_every_other_month():
    states = [FacetState(customer_id=who, facet="x", verified_on=DAY - timedelta(9)) for who in "AB"]
    (curve,) = compare(
        {"round": oldest_first()},
        states,
        as_of=DAY,
        budget_per_month=1,
        months=5,
        rates={"x": KnownRate(1.2)},
    ).curves

    fresh, older = math.exp(-0.05), math.exp(-0.15)
    assert curve.freshness[1:] == pytest.approx([(fresh + older) / 2] * 4)
    assert curve.hours == 5


def test_hours_too_few_for_one_check_are_kept_for_it():
    states = [FacetState(customer_id="A", facet="x", wrong_since=DAY)]
    for policy in (oldest_first(), by_index()):
        (curve,) = compare({"it": policy}, states, as_of=DAY, budget_per_month=1, months=4, cost=2.5).curves
        assert [share > 0 for share in curve.freshness] == [False, False, True, True]
        assert curve.hours == 2.5


def test_what_a_cycle_leaves_out_is_never_checked():
    states = [FacetState(customer_id="A", facet=facet, wrong_since=DAY) for facet in ("x", "y")]
    (curve,) = compare({"x": by_cycle({"x": 6})}, states, as_of=DAY, budget_per_month=9, months=2).curves

    assert curve.freshness[0] == pytest.approx(0.5, abs=0.01)


def test_a_shorter_cycle_is_due_first():
    states = [
        FacetState(customer_id=who, facet="x", verified_on=DAY, classes={"grade": grade})
        for who, grade in [("A", "low"), ("B", "high")]
    ]
    grades = by_cycle(lambda state: {"high": 2, "low": 20}[state.classes["grade"]])
    told = compare(
        {"round": oldest_first(), "grades": grades},
        states,
        as_of=DAY,
        budget_per_month=1,
        worth={"B": 1},
        rates={"x": KnownRate(1)},
    )

    assert told.curves[1].mean_weighted > told.curves[0].mean_weighted


def test_the_ranking_of_the_trial_holds_on_skewed_worth():
    rnd = random.Random(3)
    states, worth, rate = [], {}, {}
    for i in range(600):
        worth[str(i)] = rnd.lognormvariate(0, 1.5)
        rate[str(i)] = KnownRate(rnd.gammavariate(1, 0.3))
        on = DAY - timedelta(rnd.randrange(365))
        states.append(FacetState(customer_id=str(i), facet="x", verified_on=on))
    told = compare(
        ALL | {"grades": by_cycle({"x": 12})},
        states,
        as_of=DAY,
        budget_per_month=50,
        months=36,
        rates=lambda state: rate[state.customer_id],
        worth=worth,
    )
    got = {each.policy: each for each in told.curves}

    assert got["round"].stale_ratio == 1
    assert got["round"].mean_weighted == pytest.approx(got["grades"].mean_weighted, abs=0.01)
    for name in ("square root", "optimum", "index"):
        assert got[name].stale_ratio < 0.7
        assert got[name].stale_ratio == pytest.approx(
            (1 - got[name].mean_weighted) / (1 - got["round"].mean_weighted)
        )
        assert got[name].hours == got["round"].hours
    # what it gives up
    assert got["optimum"].mean_freshness < got["optimum"].mean_weighted


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(InvalidRecord) as told:
        compare({"it": by_index}, [], as_of=DAY, budget_per_month=-1, months=0)

    assert [each.path for each in told.value.problems] == [
        "$.policies['it']",
        "$.budget_per_month",
        "$.months",
    ]


def test_nothing_to_compare_is_refused():
    state = FacetState(customer_id="A", facet="x")
    with pytest.raises(InvalidRecord, match=r"\$\.policies"):
        compare({}, [state], as_of=DAY, budget_per_month=1)
    with pytest.raises(InvalidRecord, match=r"\$\.states"):
        compare(ALL, [], as_of=DAY, budget_per_month=1)
    with pytest.raises(TypeError, match="policies="):
        compare([by_index()], [state], as_of=DAY, budget_per_month=1)
    with pytest.raises(TypeError, match="is no day"):
        compare(ALL, [state], as_of=datetime(2024, 1, 1), budget_per_month=1)
    with pytest.raises(TypeError, match="months=6 is none"):
        by_cycle(6)
    with pytest.raises(ValueError, match="how="):
        by_frequency("best")
    for wrong in (0, -1, math.nan, True):
        with pytest.raises(InvalidRecord, match="no number of months above 0"):
            compare({"it": by_cycle({"x": wrong})}, [state], as_of=DAY, budget_per_month=1)


def test_facts_that_are_worth_nothing_have_no_weighted_share():
    state = FacetState(customer_id="A", facet="x", verified_on=DAY)
    for each in compare(ALL, [state], as_of=DAY, budget_per_month=1, worth={}).curves:
        assert (each.mean_weighted, each.final_weighted, each.stale_ratio) == (None, None, None)


def test_a_policy_is_simulated_by_the_cycles_that_it_gives():
    states = [
        FacetState(
            customer_id=f"C{i}",
            facet="basic",
            verified_on=date(2023, 1 + i, 1),
            classes={"grade": "AB"[i % 2]},
        )
        for i in range(8)
    ]
    asked = {"as_of": date(2024, 1, 1), "budget_per_month": 1, "months": 12}
    months = {"A": 3, "B": 24}
    by_value = compare(
        {"grades": by_grade({"A": every(months=3)}, otherwise=every(years=2))}, states, **asked
    )
    by_number = compare({"grades": by_cycle(lambda state: months[state.classes["grade"]])}, states, **asked)
    assert by_value.curves[0].weighted == pytest.approx(by_number.curves[0].weighted, abs=1e-3)
    assert (
        by_value.curves[0].weighted != compare({"grades": yearly_round()}, states, **asked).curves[0].weighted
    )
