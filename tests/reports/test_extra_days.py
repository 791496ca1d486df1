"""More checking keeps more right; the index keeps more right than the round."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.reports.extra_days import checks_a_month, extra_days
from customerbase.verify import PRIORS, FacetState, Verification

AS_OF = date(2024, 12, 31)


def facts(count, facet="basic"):
    return [
        FacetState(customer_id=f"C{i:04d}", facet=facet, verified_on=AS_OF - timedelta(days=37 * i % 700))
        for i in range(count)
    ]


def found(count=40, **choice):
    asked = {"as_of": AS_OF, "checks": 4, "rates": PRIORS, "checks_a_day": 2} | choice
    return extra_days(facts(count), **asked)


@given(st.integers(8, 60), st.integers(1, 9))
def test_a_day_more_never_keeps_less_right(count, checks):
    rows = found(count, checks=checks, months=6).rows

    for less, more in itertools.pairwise(rows):
        assert more.days == pytest.approx(less.days + 1)
        assert more.round_share >= less.round_share - 1e-9
        assert more.index_share >= less.index_share - 1e-9


def test_with_worth_the_index_keeps_more_of_it_and_less_of_all_alike():
    worth = {f"C{i:04d}": 100.0 if i % 5 == 0 else 1.0 for i in range(40)}
    made = found(worth=worth)

    assert made.weighted
    assert made.now.index_share > made.now.round_share
    assert made.now.index_facts < made.now.index_share
    assert [each.policy for each in made.comparison.curves] == ["round", "optimum", "index"]
    assert made.comparison.curves[0].mean_weighted == pytest.approx(made.now.round_share)


def test_without_worth_all_weigh_the_same():
    made = found(worth={"C0001": 0.0})

    assert not made.weighted
    assert made.now.round_share == made.now.round_facts


def test_of_many_facts_every_so_many_customers_stand_for_all():
    made = extra_days(facts(4_000), as_of=AS_OF, checks=400, rates=PRIORS, months=3)
    whole = extra_days(facts(1_334), as_of=AS_OF, checks=400 / 3, rates=PRIORS, checks_a_day=3, months=3)

    assert (made.facts, made.simulated) == (4_000, 1_334)
    assert made.now.checks == 400
    assert made.now.round_share == pytest.approx(whole.now.round_share, abs=0.01)


def test_fewer_days_than_there_are_are_not_asked_and_there_is_always_now():
    made = found(checks=0.5, checks_a_day=8)

    assert [each.extra for each in made.rows] == [0, 1, 2, 3]
    assert made.row(-1) is None
    assert made.now.checks == 0.5


def test_nothing_to_check_is_said():
    with pytest.raises(InvalidRecord, match="there is nothing to check"):
        extra_days([], as_of=AS_OF, checks=4, rates=PRIORS)


def test_checks_a_month_are_those_of_a_year():
    def check(i, on):
        return Verification(
            verification_id=str(i), customer_id="C1", facet="basic", on=on, outcome="confirmed"
        )

    days = [AS_OF, AS_OF - timedelta(days=364), AS_OF - timedelta(days=365), AS_OF + timedelta(days=1)]

    assert checks_a_month([check(i, on) for i, on in enumerate(days)], as_of=AS_OF) == pytest.approx(2 / 12)


def test_what_is_found_is_shown_in_a_notebook():
    made = found()._repr_html_()

    assert "checks a day" in made
    assert "<th>round share</th>" in made
    assert "%" in made
