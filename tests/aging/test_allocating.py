"""The same hours where they are worth most: laws of the optimum and of the square root."""

from __future__ import annotations

import math

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from customerbase.aging.allocating import Check, allocate, at_least_every, at_most_every
from customerbase.aging.periodic import periodic_freshness
from customerbase.errors import InvalidRecord


def powers(least, most):
    """Numbers of every size alike: limits bind where hours are few, and worth differs widely."""
    return st.floats(least, most).map(lambda each: 10**each)


WORTH = st.just(0.0) | powers(-3, 4) | powers(-3, 4)
LIMITED = st.lists(
    st.builds(
        Check,
        st.uuids().map(str),
        st.sampled_from(["basic", "credit"]),
        WORTH,
        st.just(0.0) | powers(-3, 1) | powers(-3, 1),
        st.floats(0.1, 5),
        st.just(0.0) | powers(-2, 0),
        st.just(math.inf) | powers(0, 1),
    ),
    min_size=1,
    max_size=15,
)
FREE = LIMITED.map(lambda checks: [attrs.evolve(each, floor=0.0, cap=math.inf) for each in checks])
HOW = st.sampled_from(["optimal", "square_root"])
SPARE = powers(-3, 2.5)


def floors_of(checks):
    return math.fsum(each.cost * each.floor for each in checks)


def earns(check):
    return check.worth > 0 and check.rate > 0


def marginal(check, often):
    r = check.rate / often
    return check.worth / (check.cost * check.rate) * (1 - (1 + r) * math.exp(-r))


@settings(max_examples=300)
@given(LIMITED, SPARE, HOW)
def test_the_budget_is_spent_and_the_limits_are_kept(checks, spare, how):
    budget = floors_of(checks) + spare
    plan = allocate(checks, budget, how=how)

    for each, often in zip(checks, plan.frequencies, strict=True):
        assert each.floor <= often <= each.cap
        if not earns(each):
            assert often == each.floor
    assert plan.spent == pytest.approx(
        math.fsum(c.cost * f for c, f in zip(checks, plan.frequencies, strict=True)), rel=1e-12
    )
    assert plan.spent + plan.left_over == pytest.approx(budget, rel=1e-9)
    if plan.left_over:
        # only where nothing more can be spent
        assert all(
            often == each.cap
            for each, often in zip(checks, plan.frequencies, strict=True)
            if earns(each) and each.floor < each.cap
        )


@given(LIMITED, SPARE)
def test_at_the_optimum_another_hour_is_worth_the_same_everywhere(checks, spare):
    plan = allocate(checks, floors_of(checks) + spare)
    if plan.multiplier is None:
        return
    for each, often in zip(checks, plan.frequencies, strict=True):
        if not earns(each) or each.floor == each.cap:
            continue
        now = marginal(each, often) if often else each.worth / (each.cost * each.rate)
        if often > each.floor:
            assert now >= plan.multiplier * (1 - 1e-6) - 1e-12 * each.worth
        if often < each.cap:
            assert now <= plan.multiplier * (1 + 1e-6) + 1e-12 * each.worth


@given(LIMITED, SPARE)
def test_by_the_square_root_each_is_clipped_from_one_multiple(checks, spare):
    plan = allocate(checks, floors_of(checks) + spare, how="square_root")
    if plan.multiplier is None:
        return
    for each, often in zip(checks, plan.frequencies, strict=True):
        wanted = plan.multiplier * math.sqrt(each.worth * each.rate / each.cost)
        assert often == pytest.approx(min(max(wanted, each.floor), each.cap), rel=1e-9)


@given(LIMITED, SPARE)
def test_nothing_beats_the_optimum(checks, spare):
    budget = floors_of(checks) + spare
    best, near = allocate(checks, budget), allocate(checks, budget, how="square_root")
    assume(best.weighted_freshness is not None)

    assert best.weighted_freshness >= near.weighted_freshness - 1e-12


@given(FREE, SPARE)
def test_neither_does_checking_all_alike(checks, budget):
    alike = budget / math.fsum(each.cost for each in checks)
    total = math.fsum(each.worth for each in checks)
    assume(total > 0)
    got = math.fsum(each.worth * periodic_freshness(each.rate, alike) for each in checks) / total

    assert allocate(checks, budget).weighted_freshness >= got - 1e-12


@given(LIMITED, SPARE, HOW, st.randoms(use_true_random=False))
def test_the_order_of_checks_changes_nothing(checks, spare, how, rnd):
    budget = floors_of(checks) + spare
    order = list(range(len(checks)))
    rnd.shuffle(order)
    plan = allocate(checks, budget, how=how)
    shuffled = allocate([checks[i] for i in order], budget, how=how)

    assert shuffled.frequencies == pytest.approx([plan.frequencies[i] for i in order], rel=1e-9, abs=1e-12)


@given(FREE, SPARE, HOW, st.floats(1e-6, 1e6))
def test_the_unit_of_worth_changes_nothing(checks, budget, how, unit):
    scaled = [attrs.evolve(each, worth=each.worth * unit) for each in checks]
    first, other = allocate(checks, budget, how=how), allocate(scaled, budget, how=how)

    assert other.frequencies == pytest.approx(first.frequencies, rel=1e-6, abs=1e-9)


@given(LIMITED, SPARE, st.floats(0.01, 100), HOW)
def test_more_hours_never_check_anything_less(checks, spare, more, how):
    budget = floors_of(checks) + spare
    few, many = allocate(checks, budget, how=how), allocate(checks, budget + more, how=how)

    assert all(b >= a * (1 - 1e-9) for a, b in zip(few.frequencies, many.frequencies, strict=True))


@given(st.floats(1e-3, 50), st.floats(1e-3, 20), st.floats(0.1, 9), st.floats(0.01, 1e4))
def test_one_fact_gets_all_the_hours(worth, rate, cost, budget):
    for how in ("optimal", "square_root"):
        (often,) = allocate([Check("C", "x", worth, rate, cost)], budget, how=how).frequencies
        assert often * cost == pytest.approx(budget, rel=1e-9)


def test_worked_numbers_of_cho_and_garcia_molina():
    # five pages that change 1 to 5 times a day, five visits a day: table 3 of the paper
    pages = [Check(str(rate), "page", 1.0, float(rate), 1.0) for rate in range(1, 6)]
    plan = allocate(pages, 5)

    assert [round(each, 2) for each in plan.frequencies] == [1.15, 1.36, 1.35, 1.14, 0.0]
    assert plan.never_share == 0.2
    assert [each.every_months for each in plan.rows][-1] is None
    assert plan.rows[0].every_months == pytest.approx(12 / plan.frequencies[0])
    assert (
        plan.freshness
        == plan.weighted_freshness
        == pytest.approx(math.fsum(each.freshness for each in plan.rows) / 5)
    )


def test_a_floor_by_facet_keeps_what_is_cheap_from_being_starved():
    checks = [Check("A", "basic", 1e-6, 0.2, 1.0), Check("B", "credit", 100, 0.3, 1.0)]

    assert allocate(checks, 2).frequencies[0] == 0
    kept = allocate(checks, 2, floor={"basic": at_least_every(months=24)}, cap=at_most_every(months=1))
    assert kept.frequencies == pytest.approx((0.5, 1.5))
    full = allocate(checks, 100, floor={"basic": 0.5}, cap=12)
    assert full.frequencies == (12, 12)
    assert (full.left_over, full.multiplier) == (76, None)


def test_a_fact_at_its_floor_leaves_the_rest_to_the_others():
    checks = [
        Check("A", "x", 1.0, 0.5, 1.0, 1.0),
        Check("B", "x", 100.0, 0.5, 1.0),
        Check("C", "x", 1.0, 0.5, 1.0),
    ]

    for how in ("optimal", "square_root"):
        first, second, third = allocate(checks, 4, how=how).frequencies
        assert first == 1
        assert third < 1
        assert second + third == pytest.approx(3, rel=1e-9)
    assert third == pytest.approx(3 / 11)


def test_a_fact_at_its_cap_leaves_the_rest_to_the_others():
    checks = [
        Check("A", "x", 100.0, 0.5, 1.0, 0.0, 2.0),
        Check("B", "x", 1.0, 0.5, 1.0),
        Check("C", "x", 1.0, 0.5, 1.0),
    ]

    for how in ("optimal", "square_root"):
        assert allocate(checks, 4, how=how).frequencies == pytest.approx((2, 1, 1), rel=1e-9)


def test_the_narrower_of_two_limits_holds():
    check = Check("A", "basic", 1, 0.2, 1.0, 1.0, 3.0)

    assert allocate([check], 1, floor=0.5).frequencies == (1,)
    assert allocate([check], 2, floor={"basic": 2.0}).frequencies == (2,)
    assert allocate([check], 9, cap=2).frequencies == (2,)
    assert allocate([check], 9, cap={"credit": 2}).frequencies == (3,)


def test_no_hours_and_no_checks_are_fine():
    plan = allocate([Check("A", "basic", 1, 1, 1)], 0)
    assert (plan.frequencies, plan.spent, plan.freshness, plan.never_share) == ((0,), 0, 0, 1)
    nothing = allocate([], 5)
    assert (nothing.frequencies, nothing.left_over, nothing.freshness) == ((), 5, None)
    worthless = allocate([Check("A", "basic", 0, 1, 1)], 5)
    assert (worthless.left_over, worthless.weighted_freshness) == (5, None)


def test_floors_that_take_all_hours_are_what_is_done():
    checks = [Check(str(i), "x", 1.0, 0.3, 0.1, 0.1) for i in range(7)]

    for how in ("optimal", "square_root"):
        assert allocate(checks, floors_of(checks), how=how).frequencies == pytest.approx([0.1] * 7)


def test_a_budget_below_the_floors_names_both():
    with pytest.raises(InvalidRecord, match="the floors alone cost 10 hours a year, and the budget is 9"):
        allocate([Check("A", "x", 1, 1, 5, 2)], 9)


def test_all_that_is_wrong_is_told_at_once_with_its_place():
    fine = Check("A", "x", 1, 1, 1)
    checks = [
        fine,
        attrs.evolve(fine, cost=0),
        attrs.evolve(fine, worth=-1, rate=math.nan),
        attrs.evolve(fine, floor=3, cap=2),
        attrs.evolve(fine, worth=True, cost="1", rate=None, floor=math.inf, cap=math.nan),
    ]
    with pytest.raises(InvalidRecord) as told:
        allocate(checks, -1, floor={"x": -1.0}, cap=math.nan)

    assert [each.path for each in told.value.problems] == [
        "$.budget",
        "$.floor['x']",
        "$.cap",
        "$.checks[1].cost",
        "$.checks[2].worth",
        "$.checks[2].rate",
        "$.checks[3].floor",
        "$.checks[4].worth",
        "$.checks[4].rate",
        "$.checks[4].cost",
        "$.checks[4].floor",
        "$.checks[4].cap",
    ]


@pytest.mark.parametrize("wrong", [-1, math.nan, math.inf, True, "9", None])
def test_a_budget_that_is_none_is_refused(wrong):
    with pytest.raises(InvalidRecord, match=r"\$\.budget: .* is no number of hours from 0"):
        allocate([], wrong)


def test_words_and_types_that_are_wrong_are_refused():
    with pytest.raises(ValueError, match="how="):
        allocate([], 1, how="best")
    with pytest.raises(TypeError, match=r"checks\[0\] is of the type str"):
        allocate(["A"], 1)
    for wrong in (0, -1, math.nan, math.inf, True, "1"):
        with pytest.raises(InvalidRecord, match="no number of months above 0"):
            at_least_every(months=wrong)


def test_many_facts_are_allocated_as_few_are():
    # beyond the number from which a part of them gives the first guess
    few = [
        Check(str(i), "x", 1.0 + i % 7, 0.05 * (1 + i % 5), 0.5 + i % 3, 0.02 * (i % 2)) for i in range(105)
    ]
    many = few * 210
    one, all_of_them = allocate(few, 60.0), allocate(many, 60.0 * 210)

    assert all_of_them.frequencies[:105] == pytest.approx(one.frequencies, rel=1e-9)
    assert all_of_them.multiplier == pytest.approx(one.multiplier, rel=1e-9)
