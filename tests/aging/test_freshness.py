"""How right the cards are, and what checks teach of it."""

from __future__ import annotations

import math
import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.aging.freshness import age_of, dated, freshness, unnoticed_days
from customerbase.aging.learning import learn
from customerbase.aging.rates import DAYS_A_YEAR, PRIORS, KnownRate, Rate
from customerbase.errors import InvalidRecord
from customerbase.model import Verification
from customerbase.values import Money
from customerbase.verifying.state import FacetState

DAY = date(2024, 12, 31)
DAYS = st.none() | st.dates(date(2015, 1, 1), DAY)
FACETS = st.sampled_from(["basic", "credit", "habits"])
STATES = st.lists(
    st.builds(
        FacetState,
        customer_id=st.sampled_from("ABCDEF"),
        facet=FACETS,
        verified_on=DAYS,
        known_since=DAYS,
        wrong_since=st.none() | st.none() | st.dates(date(2020, 1, 1), DAY),
    ),
    max_size=12,
    unique_by=lambda each: (each.customer_id, each.facet),
)
OUTCOMES = st.sampled_from(["confirmed", "corrected", "wrong", "unreachable", "refused"])


def check(i, on, outcome, customer="C1", facet="basic"):
    return Verification(verification_id=str(i), customer_id=customer, facet=facet, on=on, outcome=outcome)


CHECKS = st.lists(
    st.tuples(st.dates(date(2015, 1, 1), DAY), OUTCOMES, st.sampled_from("ABC"), FACETS), max_size=15
).map(lambda rows: [check(i, *row) for i, row in enumerate(rows)])


@given(STATES, st.randoms())
def test_the_order_of_states_changes_nothing(states, rnd):
    shuffled = list(states)
    rnd.shuffle(shuffled)
    worth = {"A": 1.7, "B": 0.3, "C": Decimal("12.5")}

    assert freshness(shuffled, as_of=DAY, worth=worth) == freshness(states, as_of=DAY, worth=worth)


@given(STATES)
def test_the_total_is_made_of_the_facets(states):
    told = freshness(states, as_of=DAY)

    for name in ("facts", "never_verified", "found_wrong", "undated"):
        assert getattr(told.total, name) == sum(getattr(each, name) for each in told.rows)
    assert told.total.facts == len(states)
    right = sum((each.right_share or 0) * (each.facts - each.undated) for each in told.rows)
    if told.total.right_share is not None:
        assert told.total.right_share * (told.total.facts - told.total.undated) == pytest.approx(right)


@given(STATES, st.integers(0, 400))
def test_what_nobody_checks_is_never_righter_later(states, days):
    now = freshness(states, as_of=DAY).total.right_share
    later = freshness(states, as_of=DAY + timedelta(days)).total.right_share

    assert (now is None) == (later is None)
    assert now is None or later <= now


@given(STATES)
def test_equal_worth_is_no_worth(states):
    told = freshness(states, as_of=DAY, worth=lambda _: 7).total

    assert told.weighted_right_share == pytest.approx(told.right_share)


def test_worked_numbers_of_freshness():
    states = [
        FacetState(customer_id="A", facet="x", verified_on=DAY),
        FacetState(customer_id="B", facet="x", known_since=DAY - timedelta(1461)),
        FacetState(customer_id="C", facet="x", verified_on=DAY, wrong_since=DAY),
        FacetState(customer_id="D", facet="x"),
    ]
    row = freshness(states, as_of=DAY, rates={"x": Rate(1, 4)}, worth={"A": 1, "B": 2, ("B", "x"): 3}).total

    assert (row.facts, row.never_verified, row.found_wrong, row.undated) == (4, 2, 1, 1)
    assert row.right_share == pytest.approx((1 + 0.5 + 0) / 3)
    assert row.weighted_right_share == pytest.approx((1 + 3 * 0.5) / 4)
    # ∫(1 − 4/(4+s))ds from 0 to 4, over the half that has changed
    assert row.unnoticed_days == pytest.approx((4 - 4 * math.log(2)) / 0.5 * DAYS_A_YEAR)


def test_what_was_learned_and_not_checked_since_is_told():
    known = [FacetState(customer_id=who, facet="x", known_since=DAY) for who in "AB"]
    row = freshness([*known, FacetState(customer_id="C", facet="x", verified_on=DAY)], as_of=DAY).total

    assert (row.facts, row.never_verified, row.right_share) == (3, 2, 1)


def test_nothing_has_no_share():
    row = freshness([], as_of=DAY).total

    assert (row.facts, row.right_share, row.weighted_right_share, row.unnoticed_days) == (0, None, None, None)


def test_all_states_that_cannot_be_are_named_at_once():
    later = DAY + timedelta(1)
    wrong = [
        FacetState(customer_id="A", facet="x", verified_on=later),
        FacetState(customer_id="A", facet="x", known_since=later, wrong_since=later),
    ]
    with pytest.raises(InvalidRecord) as told:
        dated(wrong, DAY)

    assert [each.path for each in told.value.problems] == [
        "$.verified_on",
        "$.facet",
        "$.known_since",
        "$.wrong_since",
    ]


@pytest.mark.parametrize("wrong", [-1, math.nan, math.inf, True, "9", Money(3, "CNY")])
def test_a_worth_that_is_none_is_named(wrong):
    with pytest.raises(InvalidRecord, match=r"\$\.worth\['A', 'x'\]"):
        freshness([FacetState(customer_id="A", facet="x")], as_of=DAY, worth={"A": wrong})


def test_arguments_of_a_wrong_type_are_refused():
    for call in (freshness, learn):
        with pytest.raises(TypeError, match="is no day"):
            call([], as_of=datetime(2024, 1, 1))
        with pytest.raises(TypeError, match="'A' is no"):
            call(["A"], as_of=DAY)
    with pytest.raises(TypeError, match="worth=3 is none"):
        freshness([], as_of=DAY, worth=3)


def test_the_age_of_what_is_wrong_or_undated_has_no_end():
    assert age_of(FacetState(customer_id="A", facet="x"), DAY) == math.inf
    assert age_of(FacetState(customer_id="A", facet="x", verified_on=DAY, wrong_since=DAY), DAY) == math.inf
    assert age_of(FacetState(customer_id="A", facet="x", verified_on=date(2020, 12, 31)), DAY) == 4


@given(st.floats(0.01, 5), st.floats(0.05, 10))
def test_a_change_stays_unnoticed_from_the_change_to_the_end_of_the_cycle(rate, cycle):
    expected = (cycle / -math.expm1(-rate * cycle) - 1 / rate) * DAYS_A_YEAR

    assert unnoticed_days(KnownRate(rate), cycle) == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert cycle / 2 < unnoticed_days(Rate(2, 2 / rate), cycle) / DAYS_A_YEAR < cycle


def test_what_hardly_changes_stays_unnoticed_for_half_the_cycle():
    assert unnoticed_days(KnownRate(0), 2) == DAYS_A_YEAR
    assert unnoticed_days(KnownRate(1e-12), 2) == pytest.approx(DAYS_A_YEAR)
    for wrong in (0, -1, math.nan, math.inf, True, "1"):
        with pytest.raises(InvalidRecord, match="above 0"):
            unnoticed_days(KnownRate(1), wrong)


# ------------------------------------------------------------------ learning


@given(CHECKS, st.randoms())
def test_the_order_of_checks_changes_nothing(checks, rnd):
    shuffled = list(checks)
    rnd.shuffle(shuffled)
    segments = {"A": "big", "B": "small"}

    assert learn(shuffled, as_of=DAY, segments=segments) == learn(checks, as_of=DAY, segments=segments)


@given(CHECKS)
def test_each_check_that_tells_something_counts_once_for_all_and_once_for_its_group(checks):
    learned = learn(checks, as_of=DAY, by="customer")
    whole = [each for each in learned.rows if each.group is None]

    for row in whole:
        own = [each for each in learned.rows if each.facet == row.facet and each.group is not None]
        assert sum(each.confirmed for each in own) == row.confirmed
        assert sum(each.changed for each in own) == row.changed
    said = [each for each in checks if each.outcome not in ("unreachable", "refused")]
    assert sum(each.confirmed + each.changed for each in whole) <= max(len(said) - 1, 0)


@given(CHECKS)
def test_whoever_cannot_be_reached_teaches_nothing(checks):
    told = [each for each in checks if each.outcome not in ("unreachable", "refused")]

    assert learn(told, as_of=DAY) == learn(checks, as_of=DAY)


@given(CHECKS)
def test_one_segment_for_all_learns_what_all_learn(checks):
    learned = learn(checks, as_of=DAY, segments=dict.fromkeys("ABC", "one"))

    for each in learned.rows:
        assert learned.rate(each.facet, "one") == learned.rate(each.facet, None)


def only_row(checks, **options):
    learned = learn(checks, as_of=DAY, **options)
    return next((each for each in learned.rows if each.group is None), None)


def test_after_a_check_that_found_it_wrong_the_clock_stands_until_it_is_right_again():
    checks = [
        check(1, date(2020, 1, 1), "confirmed"),
        check(2, date(2021, 1, 1), "wrong"),
        check(3, date(2022, 1, 1), "wrong"),
        check(4, date(2022, 7, 1), "corrected"),
        check(5, date(2023, 7, 1), "confirmed"),
    ]
    row = only_row(checks)

    assert (row.confirmed, row.changed) == (1, 1)
    assert row.rate == PRIORS["basic"].changed(366 / DAYS_A_YEAR).confirmed(365 / DAYS_A_YEAR)


def test_the_first_check_counts_from_the_day_that_the_fact_became_known():
    first = [check(1, date(2021, 1, 1), "corrected")]

    assert only_row(first) is None
    row = only_row(first, first_known={("C1", "basic"): date(2020, 1, 1)})
    assert row.rate == PRIORS["basic"].changed(366 / DAYS_A_YEAR)
    assert only_row(first, first_known={("C1", "basic"): date(2022, 1, 1)}) is None
    assert only_row(first, first_known={("C1", "credit"): date(2020, 1, 1)}) is None


def test_what_was_known_before_it_was_found_wrong_starts_no_clock_and_what_came_after_does():
    checks = [check(1, date(2021, 1, 1), "wrong"), check(2, date(2022, 1, 1), "confirmed")]

    before = only_row(checks, first_known={("C1", "basic"): date(2020, 1, 1)})
    after = only_row(checks, first_known={("C1", "basic"): date(2021, 7, 1)})

    assert (before.confirmed, before.changed) == (0, 1)
    assert after.rate == PRIORS["basic"].confirmed(184 / DAYS_A_YEAR)


def test_two_checks_on_one_day_stand_by_their_ids():
    day = date(2021, 1, 1)
    checks = [check("b", day, "corrected"), check("a", day, "confirmed")]
    row = only_row(checks)

    assert (row.confirmed, row.changed) == (0, 1)
    assert row.rate == PRIORS["basic"].changed(0)


def test_what_is_learned_comes_near_the_truth():
    rnd, checks, known = random.Random(5), [], {}
    for i in range(3_000):
        last = known[str(i), "basic"] = date(2010, 1, 1)
        for k in range(4):
            gap = rnd.randrange(60, 900)
            outcome = "corrected" if rnd.random() < -math.expm1(-0.3 * gap / DAYS_A_YEAR) else "confirmed"
            last += timedelta(gap)
            checks.append(check(f"{i}-{k}", last, outcome, customer=str(i)))
    row = only_row(checks, first_known=known)

    assert row.confirmed + row.changed == 12_000
    assert row.mean == pytest.approx(0.3, rel=0.04)


def test_checks_after_the_day_and_ids_that_stand_twice_are_all_named():
    checks = [check(1, DAY + timedelta(1), "wrong"), check(1, DAY, "wrong"), check(2, DAY, "wrong")]
    with pytest.raises(InvalidRecord) as told:
        learn(checks, as_of=DAY)

    assert [each.path for each in told.value.problems] == ["$.on", "$.verification_id"]
    assert "'1' is dated 2025-01-01, after as_of=2024-12-31" in str(told.value)


def test_days_and_segments_that_cannot_be_are_refused():
    with pytest.raises(InvalidRecord, match="is no day"):
        learn([check(1, DAY, "wrong")], as_of=DAY, first_known={("C1", "basic"): datetime(2020, 1, 1)})
    with pytest.raises(ValueError, match="leave segments out"):
        learn([], as_of=DAY, by="customer", segments={})
