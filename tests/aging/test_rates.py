"""How often facts change: the formulas against plain integration, and their limits."""

from __future__ import annotations

import json
import math
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.aging.comparing import by_index, compare
from customerbase.aging.freshness import freshness
from customerbase.aging.indexing import index
from customerbase.aging.learning import LearnedRates, RateRow, learn, rate_of
from customerbase.aging.rates import DEFAULT_PRIOR, PRIORS, KnownRate, Rate, prior
from customerbase.errors import InvalidRecord
from customerbase.verifying.state import FacetState

SHAPES = st.floats(0.05, 50) | st.sampled_from([1.0, 1 + 1e-9, 1 - 1e-9, 2.0, 2.0000001])
RATES = st.builds(Rate, SHAPES, st.floats(0.1, 100)) | st.builds(KnownRate, st.floats(1e-6, 20))
GAMMAS = st.builds(Rate, SHAPES, st.floats(0.1, 100))
YEARS = st.floats(1e-3, 30)


def integral(f, end, parts=4_000):
    """Simpson's rule on a mesh that is finer near 0, where short-lived facts change."""
    points = [end * (k / parts) ** 2 for k in range(parts + 1)]
    pairs = pairwise(points)
    return math.fsum((b - a) / 6 * (f(a) + 4 * f((a + b) / 2) + f(b)) for a, b in pairs)


@given(RATES, YEARS)
def test_stale_years_are_the_area_above_the_curve_of_freshness(rate, years):
    assert rate.stale_years(years) == pytest.approx(integral(rate.stale, years), rel=1e-6)


@given(RATES, YEARS)
def test_the_index_is_the_area_over_the_freshness_of_now(rate, years):
    def above(s):
        return rate.stale(years) - rate.stale(s)

    assert rate.index(years) == pytest.approx(integral(above, years), rel=1e-6)


@given(RATES, st.floats(0, 1e3))
def test_what_is_fresh_and_what_is_stale_make_up_one(rate, years):
    assert rate.fresh(years) + rate.stale(years) == pytest.approx(1, abs=1e-15)
    assert rate.stale_years(years) + rate.index(years) == pytest.approx(years * rate.stale(years), rel=1e-9)


@given(RATES, st.floats(1e-12, 1e3), st.floats(1.001, 10))
def test_the_longer_ago_the_staler_and_the_more_a_check_is_worth(rate, years, times):
    later = years * times

    assert rate.fresh(later) <= rate.fresh(years)
    assert rate.stale(later) >= rate.stale(years) > 0
    assert rate.stale_years(later) > rate.stale_years(years) > 0
    assert rate.index(later) >= rate.index(years) * (1 - 1e-9) > 0


@given(RATES)
def test_shortly_after_a_check_both_areas_are_half_of_what_changes(rate):
    years = 1e-9 / max(rate.mean, getattr(rate, "a", 1), 1)
    expected = rate.mean * years**2 / 2

    assert rate.stale_years(years) == pytest.approx(expected, rel=1e-6)
    assert rate.index(years) == pytest.approx(expected, rel=1e-6)


@given(st.floats(0.01, 5), st.floats(1e-3, 30))
def test_a_rate_of_which_one_is_sure_is_a_known_one(per_year, years):
    sure, known = Rate(1e9, 1e9 / per_year), KnownRate(per_year)

    for method in ("fresh", "stale", "stale_years", "index"):
        assert getattr(sure, method)(years) == pytest.approx(getattr(known, method)(years), rel=1e-5)


@given(st.floats(0.05, 20), st.floats(0.1, 50), st.floats(1e-3, 30))
def test_a_change_is_learned_by_its_mean_and_variance(a, b, years):
    q, z = (b / (b + years)) ** a, b / (b + years)
    m1 = a / b * (1 - q * z) / (1 - q)
    m2 = a * (a + 1) / b**2 * (1 - q * z * z) / (1 - q)
    learned = Rate(a, b).changed(years)

    assert learned.mean == pytest.approx(m1, rel=1e-6)
    assert learned.a * (learned.a + 1) / learned.b**2 == pytest.approx(m2, rel=1e-5)


@given(GAMMAS, st.floats(0, 1e-9))
def test_a_change_in_no_time_adds_one_to_the_shape(rate, years):
    learned = rate.changed(years)

    assert learned.a == pytest.approx(rate.a + 1, rel=1e-6)
    assert learned.b == pytest.approx(rate.b, rel=1e-6)


@pytest.mark.parametrize("a", [1e-9, 1e-3, 1.0, 1e3, 1e9])
@pytest.mark.parametrize("b", [1e-6, 1.0, 1e9])
@pytest.mark.parametrize("years", [0, 1e-320, 1e-200, 1e-12, 1e-3, 1.0, 1e6])
def test_nothing_breaks_at_the_ends_of_the_range(a, b, years):
    rate = Rate(a, b)
    learned = rate.changed(years)

    assert rate.a * (1 - 1e-6) <= learned.a <= (rate.a + 1) * (1 + 1e-6)
    assert 0 <= rate.index(years) <= years
    assert 0 <= rate.stale_years(years) <= years


@given(GAMMAS, st.floats(1e-6, 100))
def test_a_confirmation_lowers_the_rate_and_a_change_raises_it(rate, years):
    assert rate.confirmed(years).mean < rate.mean < rate.changed(years).mean * (1 + 1e-12)
    assert rate.confirmed(0) == rate


@given(GAMMAS, st.floats(0.01, 20), st.floats(0.01, 20))
def test_the_prior_splits_into_what_either_outcome_teaches(rate, first, later):
    # the law of total expectation: E[l] = q·E[l | confirmed] + (1 − q)·E[l | changed]
    whole = rate.fresh(first) * rate.confirmed(first).mean + rate.stale(first) * rate.changed(first).mean

    assert whole == pytest.approx(rate.mean, rel=1e-9)
    assert rate.confirmed(first).fresh(later) == pytest.approx(
        rate.fresh(first + later) / rate.fresh(first), rel=1e-9
    )


def test_worked_numbers():
    assert Rate(1, 4).fresh(4) == 0.5
    assert Rate(1, 1).index(math.e - 1) == pytest.approx(1 - (math.e - 1) / math.e)
    assert Rate(3, 2).index(math.inf) == 1
    assert Rate(1, 2).index(math.inf) == Rate(1, 2).stale_years(math.inf) == math.inf
    assert KnownRate(0.5).index(2) == pytest.approx(2 * (1 - 2 / math.e))
    assert KnownRate(0.5).index(math.inf) == 2
    never = KnownRate(0)
    assert (never.fresh(9), never.stale(9), never.stale_years(9), never.index(math.inf)) == (1, 0, 0, 0)
    assert never.changed(1) is never.confirmed(1) is never


def test_the_priors_are_those_of_the_trade():
    assert {facet: each.mean for facet, each in PRIORS.items()} == pytest.approx(
        {"basic": 0.15, "credit": 0.35, "decision_makers": 0.30}
    )
    assert prior(0.3, shape=2) == Rate(2, 2 / 0.3)


@pytest.mark.parametrize("wrong", [0, -1, math.nan, math.inf, True, "1", None])
def test_what_is_no_rate_is_refused_with_all_that_is_wrong(wrong):
    with pytest.raises(InvalidRecord) as told:
        Rate(wrong, wrong)
    assert [each.path for each in told.value.problems] == ["$.a", "$.b"]
    with pytest.raises(InvalidRecord) as told:
        prior(wrong, wrong)
    assert [each.path for each in told.value.problems] == ["$.mean", "$.shape"]
    if wrong != 0 or wrong is None:
        with pytest.raises(InvalidRecord, match="no number from 0"):
            KnownRate(wrong)


@pytest.mark.parametrize("rate", [Rate(1, 4), KnownRate(0.2)])
@pytest.mark.parametrize("method", ["fresh", "stale", "stale_years", "index", "confirmed", "changed"])
@pytest.mark.parametrize("wrong", [-1, math.nan])
def test_a_span_that_is_none_is_refused(rate, method, wrong):
    with pytest.raises(InvalidRecord, match=r"\$\.years: .* is no span of time from 0"):
        getattr(rate, method)(wrong)


def rows(*given):
    return [
        RateRow(facet=facet, group=group, confirmed=1, changed=0, mean=rate.mean, rate=rate)
        for facet, group, rate in given
    ]


def test_a_rate_is_that_of_the_group_else_of_the_facet_else_the_prior():
    own, all_of_it = Rate(2, 4), Rate(3, 5)
    learned = LearnedRates(
        by="grade", as_of=date(2024, 1, 1), rows=rows(("basic", None, all_of_it), ("basic", "A", own))
    )
    state = FacetState(customer_id="C1", facet="basic", classes={"grade": "A"})

    assert learned.rate("basic", "A") == learned.of(state) == rate_of(learned)(state) == own
    assert learned.rate("basic", "B") == learned.rate("basic") == all_of_it
    assert learned.rate("credit", "A") == PRIORS["credit"]
    assert learned.rate("habits") == DEFAULT_PRIOR


@given(
    st.lists(st.tuples(st.sampled_from(["basic", "x"]), st.none() | st.text(), GAMMAS), max_size=4),
    st.sampled_from([Rate(1, 2), KnownRate(0.1)]),
)
def test_learned_rates_are_kept_in_a_file(given_rows, default):
    learned = LearnedRates(
        by="segment", as_of=date(2024, 1, 1), rows=rows(*given_rows), priors={"x": default}, default=default
    )
    read = LearnedRates.from_plain(json.loads(json.dumps(learned.to_plain())))

    assert read.to_plain() == learned.to_plain()
    assert tuple(read.rows) == tuple(learned.rows)
    assert read.rate("x", "?") == learned.rate("x", "?")


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {},
        {"rates": "learned"},
        {**learn([], as_of=date(2024, 1, 1)).to_plain(), "as_of": "soon"},
        {**learn([], as_of=date(2024, 1, 1)).to_plain(), "default": {"a": 0, "b": 1}},
        {**learn([], as_of=date(2024, 1, 1)).to_plain(), "rows": [{"facet": "basic"}]},
    ],
)
def test_what_is_not_written_as_learned_rates_is_refused(wrong):
    with pytest.raises(InvalidRecord):
        LearnedRates.from_plain(wrong)


def test_rates_come_from_a_mapping_or_a_function():
    state = FacetState(customer_id="C1", facet="credit")

    assert rate_of({"credit": KnownRate(1)})(state) == KnownRate(1)
    assert rate_of({})(state) == DEFAULT_PRIOR
    assert rate_of(lambda each: KnownRate(len(each.facet)))(state) == KnownRate(6)
    with pytest.raises(TypeError, match=r"rates=0\.3 are none"):
        rate_of(0.3)


CALLS = [
    lambda states, rates: freshness(states, as_of=date(2024, 1, 1), rates=rates),
    lambda states, rates: index(states, as_of=date(2024, 1, 1), rates=rates),
    lambda states, rates: compare(
        {"it": by_index()}, states, as_of=date(2024, 1, 1), budget_per_month=1, rates=rates
    ),
]


@pytest.mark.parametrize("call", CALLS)
def test_a_number_that_stands_for_a_rate_is_named_with_the_rate_that_it_may_mean(call):
    states = [FacetState(customer_id="C1", facet="basic", known_since=date(2023, 1, 1))]
    for rates in ({"basic": 0.5}, lambda _: 0.5):
        with pytest.raises(InvalidRecord) as told:
            call(states, rates)
        (problem,) = told.value.problems
        assert (problem.path, problem.value, problem.hint) == ("$.rates['basic']", 0.5, "KnownRate(0.5)")
        assert "is no rate" in problem.reason


def test_all_that_are_no_rates_in_a_mapping_are_named_even_without_a_state():
    with pytest.raises(InvalidRecord) as told:
        rate_of({"basic": None, "x": Rate(1, 4), "credit": Decimal("0.5"), "habits": -1})

    general = "Rate(a, b) or KnownRate(changes a year)"
    assert [(each.path, each.hint) for each in told.value.problems] == [
        ("$.rates['basic']", general),
        ("$.rates['credit']", "KnownRate(0.5)"),
        ("$.rates['habits']", general),
    ]
    with pytest.raises(InvalidRecord, match="of 'C9'"):
        rate_of(lambda _: None)(FacetState(customer_id="C9", facet="basic"))
