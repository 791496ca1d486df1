"""The economics of a mailing, against fractions (Hughes, Strategic Database Marketing, ch. 5)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import CurrencyMismatch, InvalidRecord
from customerbase.rfm import (
    Points,
    Scale,
    SegmentRow,
    Trial,
    break_even_rate,
    fit,
    mailing,
    score,
    trials_by_cell,
)
from customerbase.testing import strategies
from customerbase.values import Money


def usd(amount):
    return Money(amount, "USD")


CELLS = st.tuples(*[st.integers(1, 3)] * 3)
TRIALS = st.integers(0, 500).flatmap(lambda n: st.integers(0, n).map(lambda came: Trial(n, came)))
PRICES = st.decimals(0, 100, places=2)


# ------------------------------------------------------------------ break-even


def test_the_break_even_rate_is_cost_over_profit():
    assert break_even_rate(usd("0.55"), usd(40)) == Fraction(11, 800)  # 1.375 %
    assert break_even_rate(usd(0), usd(40)) == 0


@pytest.mark.parametrize(
    ("cost", "profit", "said"),
    [
        (usd(-1), usd(40), r"\$\.cost: is below 0"),
        (usd(1), usd(0), "no mailing can pay"),
        (0.55, usd(40), r"\$\.cost: is no Money"),
        (usd(1), 40, r"\$\.profit: is no Money"),
    ],
)
def test_cost_and_profit_are_money_above_nothing(cost, profit, said):
    with pytest.raises(InvalidRecord, match=said):
        break_even_rate(cost, profit)


def test_cost_and_profit_are_in_one_currency():
    with pytest.raises(CurrencyMismatch):
        break_even_rate(usd(1), Money(40, "CNY"))


# ------------------------------------------------------------------ the plan


@given(
    st.dictionaries(CELLS, TRIALS, max_size=8),
    st.dictionaries(CELLS, st.integers(0, 10_000), max_size=8),
    PRICES,
    PRICES.filter(bool),
)
def test_the_plan_agrees_with_fractions(trials, customers, cost, profit):
    plan = mailing(trials, customers, cost=usd(cost), profit=usd(profit))

    c, p = Fraction(cost), Fraction(profit)
    assert plan.break_even == c / p
    assert {each.cell for each in plan.rows} == set(customers)
    chosen = reached = responses = everybody = 0
    for each in plan.rows:
        trial = trials.get(each.cell)
        n = customers[each.cell]
        assert each.customers == n
        if trial is None or not trial.mailed:
            assert (each.rate, each.index, each.expected_profit, each.mail) == (None, None, None, False)
            continue
        rate = Fraction(trial.responded, trial.mailed)
        worth = n * (rate * p - c)
        assert each.rate == rate
        assert each.index == ((rate - c / p) / (c / p) * 100 if c else None)
        assert abs(Fraction(each.expected_profit.amount) - worth) <= Fraction(1, 2 * 10**6)
        assert each.mail == (worth > 0)
        everybody += worth
        if each.mail:
            chosen, reached, responses = chosen + worth, reached + n, responses + n * rate
    assert (plan.customers, plan.responses, plan.cost) == (reached, responses, usd(cost * reached))
    assert abs(Fraction(plan.profit.amount) - chosen) <= Fraction(1, 2 * 10**6)
    assert abs(Fraction(plan.everybody.amount) - everybody) <= Fraction(1, 2 * 10**6)
    assert plan.profit >= plan.everybody
    assert plan.cells == tuple(each.cell for each in plan.rows if each.mail)


@given(st.dictionaries(CELLS, TRIALS, max_size=8), st.randoms())
def test_the_best_cell_stands_first_and_the_untested_last_in_whatever_order_they_came(trials, dice):
    sizes = dict.fromkeys([*trials, (3, 3, 4)], 10)
    items = list(sizes.items())
    dice.shuffle(items)

    plan = mailing(trials, sizes, cost=usd(1), profit=usd(10))

    rates = [each.rate for each in plan.rows]
    tested = [rate for rate in rates if rate is not None]
    assert rates == sorted(tested, reverse=True) + [None] * (len(rates) - len(tested))
    assert mailing(trials, dict(items), cost=usd(1), profit=usd(10)) == plan


def test_a_worked_example():
    test = {Points(5, 5, 5): Trial(200, 10), Points(3, 3, 3): Trial(200, 3), Points(1, 1, 1): Trial(200, 1)}
    sizes = {Points(5, 5, 5): 4_000, Points(3, 3, 3): 5_000, Points(1, 1, 1): 6_000, Points(2, 2, 2): 99}

    plan = mailing(test, sizes, cost=usd("0.60"), profit=usd(40))

    assert plan.break_even == Fraction(3, 200)
    assert [(each.cell, each.index, each.mail) for each in plan.rows] == [
        ((5, 5, 5), Fraction(700, 3), True),
        ((3, 3, 3), 0, False),  # it pays its cost, and nothing more
        ((1, 1, 1), Fraction(-200, 3), False),
        ((2, 2, 2), None, False),
    ]
    assert (plan.customers, plan.responses) == (4_000, 200)
    assert (plan.cost, plan.profit, plan.everybody) == (usd(2_400), usd(5_600), usd(3_200))


def test_a_cell_that_pays_and_holds_nobody_is_not_mailed():
    plan = mailing({(5, 5, 5): Trial(10, 9)}, {(5, 5, 5): 0}, cost=usd(1), profit=usd(10))

    assert (plan.rows[0].expected_profit, plan.cells) == (usd(0), ())


def test_scores_say_how_many_are_in_each_cell(person):
    scale = Scale(recency=[30], frequency=[1], monetary=[50])
    scores = score([person("C1"), person("C2"), person("C3", recency=99)], scale)

    plan = mailing({(2, 2, 2): Trial(10, 5)}, scores, cost=usd(1), profit=usd(10))

    assert {each.cell: each.customers for each in plan.rows} == {(2, 2, 2): 2, (1, 2, 2): 1}


@pytest.mark.parametrize(
    ("trials", "customers"),
    [
        ({"555": Trial(1, 1)}, {}),
        ({(5, 5): Trial(1, 1)}, {}),
        ({(0, 1, 1): Trial(1, 1)}, {}),
        ({(5, 5, 5): (1, 1)}, {}),
        ({}, {"555": 3}),
        ({}, {(5, 5, 5): -3}),
        ({}, {(5, 5, 5): 3.5}),
    ],
)
def test_cells_are_three_scores_and_customers_are_counted(trials, customers):
    with pytest.raises(InvalidRecord):
        mailing(trials, customers, cost=usd(1), profit=usd(10))


# ------------------------------------------------------------------ the test before it


@pytest.mark.parametrize("wrong", [(1, 2), (-1, 0), (1.0, 0), (True, 0), ("10", 1), (10, None)])
def test_no_more_respond_than_were_mailed(wrong):
    assert Trial(0, 0).rate is None
    assert Trial(200, 3).rate == Fraction(3, 200)
    with pytest.raises(InvalidRecord):
        Trial(*wrong)


@given(strategies.rfm_customers(max_size=20), st.data())
def test_the_trials_count_everybody_mailed_once(people, data):
    scores = score(people, fit(people, 2))
    ids = [each.customer_id for each in people]
    mailed = data.draw(st.lists(st.sampled_from(ids)))
    responded = data.draw(st.lists(st.sampled_from([*ids, "no customer"])))

    trials = trials_by_cell(scores, iter(mailed), responded)

    assert sum(each.mailed for each in trials.values()) == len(set(mailed))
    assert sum(each.responded for each in trials.values()) == len(set(mailed) & set(responded))
    cells = {each.customer_id: each.cell for each in scores}
    assert set(trials) == {cells[who] for who in mailed}


def test_whoever_was_mailed_and_has_no_score_is_named_and_not_left_out(person):
    scores = score([person("12346"), person("12347")], fit([person()]))

    with pytest.raises(InvalidRecord, match=r"1 of 2 has no score: '12346\.0' \(write ids as .* '12346'"):
        trials_by_cell(scores, ["12346.0", "12347"], [])
    with pytest.raises(InvalidRecord, match=r"7 of 7 have no score: '0', '1', '2', '3', '4', … \(write"):
        trials_by_cell(scores, map(str, range(7)), [])
    with pytest.raises(InvalidRecord, match="leave out those who had not bought"):
        trials_by_cell([], ["12346"], [])
    with pytest.raises(TypeError, match="SegmentRow is no RfmScore"):
        trials_by_cell([SegmentRow(customer_id="12346", segment=None)], ["12346"], [])


def test_one_text_is_not_several_ids(person):
    scores = score([person("C")], fit([person("C")]))

    with pytest.raises(TypeError, match="mailed='C' is one text"):
        trials_by_cell(scores, "C", [])
    with pytest.raises(TypeError, match="responded holds"):
        trials_by_cell(scores, ["C"], [Decimal(1)])
