"""The month's choice: what a check now is worth, and who comes first."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.aging.indexing import IndexRow, choose, gain, index
from customerbase.aging.periodic import gamma_quantile, periodic_freshness, root_table
from customerbase.aging.rates import DAYS_A_YEAR, KnownRate, Rate
from customerbase.errors import InvalidRecord
from customerbase.verifying.state import FacetState

DAY = date(2024, 12, 31)
DAYS = st.none() | st.dates(date(2015, 1, 1), DAY)
STATES = st.lists(
    st.builds(
        FacetState,
        customer_id=st.sampled_from("ABCDEF"),
        facet=st.sampled_from(["basic", "credit", "habits"]),
        verified_on=DAYS,
        wrong_since=st.none() | st.none() | st.dates(date(2020, 1, 1), DAY),
    ),
    max_size=12,
    unique_by=lambda each: (each.customer_id, each.facet),
)
ROWS = st.lists(st.tuples(st.just(0.0) | st.floats(0.01, 10), st.floats(0.1, 5)), max_size=12).map(
    lambda pairs: [
        IndexRow(customer_id=str(i), facets=("basic",), index=value, cost=cost, parts=())
        for i, (value, cost) in enumerate(pairs)
    ]
)


@given(st.floats(0.01, 5), st.dates(date(2000, 1, 1), DAY), st.floats(0, 100), st.floats(0.1, 9))
def test_of_one_fact_it_is_the_formula_of_olston_and_pandey(rate, on, worth, cost):
    state = FacetState(customer_id="A", facet="x", verified_on=on)
    (row,) = index([state], as_of=DAY, rates={"x": KnownRate(rate)}, worth={"A": worth}, cost=cost)
    changes = rate * (DAY - on).days / DAYS_A_YEAR

    expected = worth / (cost * rate) * (1 - (1 + changes) * math.exp(-changes))
    assert row.index == pytest.approx(expected, rel=1e-6, abs=1e-12)


@given(STATES, st.randoms())
def test_the_order_of_states_changes_nothing(states, rnd):
    shuffled = list(states)
    rnd.shuffle(shuffled)

    assert index(shuffled, as_of=DAY) == index(states, as_of=DAY)


@given(STATES)
def test_each_customer_stands_once_with_all_facets_best_first(states):
    rows = index(states, as_of=DAY, cost={"basic": 1, "credit": 2, "habits": 0.5})

    assert sorted((row.customer_id, facet) for row in rows for facet in row.facets) == sorted(
        (each.customer_id, each.facet) for each in states
    )
    assert [each.index for each in rows] == sorted((each.index for each in rows), reverse=True)
    for row in rows:
        assert row.index * row.cost == pytest.approx(math.fsum(part.gain for part in row.parts))
        assert tuple(part.facet for part in row.parts) == row.facets


@given(STATES, st.floats(0.1, 5))
def test_one_visit_for_all_facets_costs_what_the_visit_costs(states, visit):
    apart, joint = index(states, as_of=DAY, cost=2), index(states, as_of=DAY, cost=2, visit=visit)
    of = {row.customer_id: row for row in apart}

    for row in joint:
        assert row.cost == visit
        assert of[row.customer_id].cost == 2 * len(row.facets)
        assert row.index * visit == pytest.approx(of[row.customer_id].index * of[row.customer_id].cost)


def test_a_visit_may_be_told_of_some_customers_only():
    states = [FacetState(customer_id=who, facet="basic") for who in "AB"]
    costs = {row.customer_id: row.cost for row in index(states, as_of=DAY, cost=3, visit={"A": 1.5})}

    assert costs == {"A": 1.5, "B": 3}


@given(st.floats(0.01, 5), st.floats(0, 1e3))
def test_what_is_known_to_be_wrong_is_worth_more_than_what_may_be(rate, years):
    assert gain(KnownRate(rate), years) <= gain(KnownRate(rate), math.inf) == 1 / rate
    assert gain(Rate(2, 2 / rate), math.inf) == pytest.approx(1 / rate)
    assert gain(KnownRate(0), math.inf) == 0


@given(ROWS, st.floats(0, 20))
def test_the_choice_keeps_to_the_hours_and_leaves_nothing_better_that_would_fit(rows, budget):
    chosen = choose(rows, budget)
    left = [row for row in rows if row not in chosen.rows]

    assert chosen.spent <= budget * (1 + 1e-9)
    assert chosen.spent + chosen.left_over == pytest.approx(budget)
    assert all(row.index == 0 or row.cost > chosen.left_over for row in left)
    assert chosen.next_index == max((row.index for row in left if row.index), default=None)
    assert choose(reversed(rows), budget) == chosen


@given(ROWS.filter(bool))
def test_hours_for_all_check_all_that_gain(rows):
    whole = math.fsum(row.cost for row in rows)

    assert len(choose(rows, whole).rows) == sum(row.index > 0 for row in rows)


def test_visits_of_equal_cost_are_taken_by_their_index_then_by_id():
    rows = [
        IndexRow(customer_id=who, facets=("x",), index=value, cost=1.0, parts=())
        for who, value in [("C", 0.5), ("A", 0.5), ("B", 0.9), ("D", 0.1)]
    ]
    chosen = choose(rows, 2.5)

    assert [row.customer_id for row in chosen.rows] == ["B", "A"]
    assert (chosen.spent, chosen.left_over, chosen.next_index) == (2, 0.5, 0.5)


@pytest.mark.parametrize("wrong", [0, -1, math.nan, math.inf, True, None])
def test_a_cost_that_is_none_is_named(wrong):
    states = [FacetState(customer_id="A", facet="x")]
    for cost, place in [({"x": wrong}, "'x'"), (lambda _: wrong, "'A', 'x'")]:
        with pytest.raises(InvalidRecord) as told:
            index(states, as_of=DAY, cost=cost)
        assert told.value.problems[0].path == f"$.cost[{place}]"
    with pytest.raises(InvalidRecord, match=r"\$\.visit\['A'\]"):
        index(states, as_of=DAY, visit={"A": wrong})


def test_a_facet_without_a_cost_and_a_cost_of_a_wrong_type_are_refused():
    states = [FacetState(customer_id="A", facet="x")]
    with pytest.raises(InvalidRecord, match=r"\$\.cost\['x'\]"):
        index(states, as_of=DAY, cost={"y": 1})
    with pytest.raises(TypeError, match="cost='1' is none"):
        index(states, as_of=DAY, cost="1")
    for wrong in (-1, math.nan, math.inf, True, "1"):
        with pytest.raises(InvalidRecord, match=r"\$\.budget"):
            choose([], wrong)


# ------------------------------------------------------ the inverse of the index


@given(st.floats(1e-300, 1 - 1e-12))
def test_the_quantile_is_the_inverse_of_the_distribution(p):
    # the index of a rate of 1 is the distribution function of Gamma(2, 1)
    assert KnownRate(1).index(gamma_quantile(p)) == pytest.approx(p, rel=1e-12)


@given(st.floats(1e-3, 1 - 1e-15))
def test_the_quantile_lies_between_the_bounds_of_chatzigeorgiou(p):
    u = -math.log1p(-p)

    assert math.sqrt(2 * u) + 2 * u / 3 <= gamma_quantile(p) * (1 + 1e-12)
    assert gamma_quantile(p) <= (math.sqrt(2 * u) + u) * (1 + 1e-12)


def test_series_newton_and_table_say_the_same():
    for s in (0.05 - 1e-12, 0.05 + 1e-12):
        assert gamma_quantile(-math.expm1(-s * s / 2)) == pytest.approx(s + s * s / 3 + s**3 / 36, rel=1e-6)
    for s in (0.03, 0.049, 0.051, 0.3, 1.0, 3.0):
        r = gamma_quantile(-math.expm1(-s * s / 2))
        assert r - math.log1p(r) == pytest.approx(s * s / 2, rel=3e-13 if s < 1 else 1e-12)
    table = root_table()
    for k in range(13, len(table)):
        for d in (0.0, 0.3, 0.7):
            s = (k + d) / 256
            c0, c1, c2, c3 = table[k]
            r = c0 + d * (c1 + d * (c2 + d * c3))
            assert r - math.log1p(r) == pytest.approx(s * s / 2, rel=1e-11)


@pytest.mark.parametrize("wrong", [-0.1, 1, 1.5, math.nan])
def test_what_is_no_probability_has_no_quantile(wrong):
    with pytest.raises(InvalidRecord, match="no probability below 1"):
        gamma_quantile(wrong)


@given(st.floats(1e-3, 10), st.floats(0.05, 50))
def test_checked_in_a_cycle_a_fact_is_right_for_the_mean_of_the_cycle(rate, often):
    cycle = 1 / often
    assert periodic_freshness(rate, often) == pytest.approx(
        1 - KnownRate(rate).stale_years(cycle) / cycle, rel=1e-9
    )


def test_the_ends_of_periodic_freshness():
    assert periodic_freshness(0, 0) == periodic_freshness(0, 3) == 1
    assert periodic_freshness(1, 0) == 0
    for wrong in (-1, math.nan, math.inf, True, "1"):
        with pytest.raises(InvalidRecord) as told:
            periodic_freshness(wrong, wrong)
        assert [each.path for each in told.value.problems] == ["$.rate", "$.checks"]
