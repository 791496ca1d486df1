"""Cycles, the sooner of several, more and less often, and time allowed: what is due by them, and what is refused."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.testing import strategies
from customerbase.testing.strategies import AS_OF
from customerbase.verify import FacetState, Grace, Policy, every, never, sooner_of
from customerbase.verifying.policies import only_policy

TIMES = st.fractions(1, 40, max_denominator=30)


def state(**fields):
    return FacetState(customer_id="C1", facet="basic", **fields)


def problems(made, *args, **fields):
    with pytest.raises(InvalidRecord) as caught:
        made(*args, **fields)
    return {each.path: each.reason for each in caught.value.problems}


def sooner(one, other):
    """Return the earlier of two days, of which either may never come."""
    return min((day for day in (one, other) if day is not None), default=None)


# ------------------------------------------------------------------ cycles


def test_half_a_year_from_the_end_of_august_ends_in_february():
    assert every(months=6).due_on(state(verified_on=date(2023, 8, 31)), AS_OF) == date(2024, 2, 29)


def test_the_check_counts_and_before_it_the_day_on_which_it_was_learned():
    learned = state(known_since=date(2023, 5, 5))

    assert every(years=1).due_on(learned, AS_OF) == date(2024, 5, 5)
    assert every(years=1).why(learned, AS_OF).en == (
        "checked every year, never since it was learned on 2023-05-05"
    )
    checked = state(known_since=date(2023, 5, 5), verified_on=date(2024, 1, 1))
    assert every(years=1).due_on(checked, AS_OF) == date(2025, 1, 1)
    assert every(years=1).why(checked, AS_OF).zh == "每 1 年核实一次，上次 2024-01-01"


def test_of_what_nothing_is_known_it_is_due_at_once():
    assert every(years=5).due_on(state(), AS_OF) == AS_OF
    assert every(years=5).why(state(), AS_OF).en == "checked every 5 years, and never yet"


def test_units_are_added():
    assert every(years=1, months=6, weeks=1, days=3) == every(months=18, days=10)
    assert every(weeks=2) == every(days=14) != every(months=1)


@pytest.mark.parametrize("number", [-1, 1.0, 0.5, True, "6", None, Decimal(6), float("nan")])
@pytest.mark.parametrize("unit", ["years", "months", "weeks", "days"])
def test_a_cycle_of_no_whole_number_is_refused(unit, number):
    assert problems(every, **{unit: number}) == {f"$.{unit}": "is no whole number from 0"}


def test_all_wrong_units_are_told_at_once():
    assert list(problems(every, months=-6, days=1.5)) == ["$.months", "$.days"]


def test_a_cycle_without_length_never_comes_due():
    assert problems(every) == {"$.months": "never comes due: the cycle has no length"}
    assert problems(every, years=0, days=0) == {"$.months": "never comes due: the cycle has no length"}


@pytest.mark.parametrize("long", [{"years": 1_001}, {"months": 10**30}, {"weeks": 10**6}, {"days": 10**9}])
def test_a_cycle_of_more_than_a_thousand_years_is_refused(long):
    assert problems(every, **long) == {"$.months": "is more than a thousand years, and never comes due"}


# ------------------------------------------------------------------ laws of all policies


@given(strategies.policies(), strategies.facet_states())
def test_nothing_is_due_before_its_last_check(policy, each):
    day = policy.due_on(each, AS_OF)

    assert day is None or each.verified_on is None or day >= each.verified_on


@given(strategies.facet_states(), st.integers(1, 60), st.integers(1, 60), st.sampled_from(["months", "days"]))
def test_a_shorter_cycle_is_never_due_later(each, one, other, unit):
    shorter, longer = (every(**{unit: number}).due_on(each, AS_OF) for number in sorted((one, other)))

    assert shorter <= longer


@given(strategies.policies(), strategies.facet_states(), TIMES)
def test_more_often_is_never_later_and_less_often_never_sooner(policy, each, times):
    day = policy.due_on(each, AS_OF)
    oftener = policy.more_often(times).due_on(each, AS_OF)
    rarer = policy.less_often(times).due_on(each, AS_OF)

    assert sooner(oftener, day) == oftener
    assert sooner(day, rarer) == day


@given(strategies.policies(), strategies.facet_states(), TIMES, TIMES)
def test_twice_as_often_three_times_is_six_times_as_often(policy, each, one, other):
    twice = policy.more_often(one).more_often(other)

    assert twice.due_on(each, AS_OF) == policy.more_often(one * other).due_on(each, AS_OF)
    assert policy.more_often(one).less_often(one).due_on(each, AS_OF) == policy.due_on(each, AS_OF)


@given(st.lists(strategies.policies(), min_size=1, max_size=4), strategies.facet_states())
def test_the_sooner_of_several_is_the_least_of_them(policies, each):
    days = [policy.due_on(each, AS_OF) for policy in policies]
    wanted = min((day for day in days if day is not None), default=None)

    assert sooner_of(*policies).due_on(each, AS_OF) == wanted
    assert sooner_of(*reversed(policies)).due_on(each, AS_OF) == wanted


@given(st.lists(strategies.policies(), min_size=1, max_size=4), strategies.facet_states())
def test_its_reason_is_the_reason_of_one_that_is_due_then(policies, each):
    both = sooner_of(*policies)
    reasons = [
        policy.why(each, AS_OF)
        for policy in policies
        if policy.due_on(each, AS_OF) == both.due_on(each, AS_OF)
    ]

    assert both.why(each, AS_OF) in reasons


@given(strategies.policies(), strategies.policies(), strategies.facet_states())
def test_a_bar_is_the_sooner_of_both(one, other, each):
    assert (one | other) == sooner_of(one, other)
    assert (one | never()).due_on(each, AS_OF) == one.due_on(each, AS_OF)


@given(strategies.policies(), strategies.facet_states())
def test_a_policy_that_never_comes_due_gives_no_day(policy, each):
    assert policy.comes_due or policy.due_on(each, AS_OF) is None


@given(strategies.policies())
def test_policies_are_pickled_and_hashed(policy):
    again = pickle.loads(pickle.dumps(policy))

    assert again == policy
    assert hash(again) == hash(policy)


# ------------------------------------------------------------------ pace, grace


@pytest.mark.parametrize("times", [2, "2", "2.0", Fraction(2), Decimal(2), "4/2"])
def test_times_are_exact_however_they_are_written(times):
    assert every(months=6).more_often(times) == every(months=6).more_often(2)


@pytest.mark.parametrize(
    "times",
    [
        0,
        -1,
        1.5,
        0.1,
        True,
        float("inf"),
        float("nan"),
        "often",
        "",
        "1/0",
        None,
        Decimal("NaN"),
        Decimal("Infinity"),
    ],
)
def test_times_that_are_no_exact_number_above_zero_are_refused(times):
    assert problems(every(months=6).more_often, times) == {"$.times": "is no number above zero"}
    assert problems(every(months=6).less_often, times) == {"$.times": "is no number above zero"}


def test_the_reason_names_the_cycle_as_it_is_kept():
    policy = every(years=1).more_often(2).more_often("3/2") | never().less_often(3)

    assert policy.why(state(), AS_OF).en == "checked every 4 months, and never yet"
    assert policy.why(state(), AS_OF).zh == "每 4 个月核实一次，从未核实"


@pytest.mark.parametrize("days", [-1, 0.5, True, "30", None])
def test_time_allowed_is_a_whole_number_of_days(days):
    assert problems(every(months=6).allowing, second_hand_days=days, wrong_days=days) == {
        "$.second_hand_days": "is no whole number of days from 0",
        "$.wrong_days": "is no whole number of days from 0",
    }


def test_a_policy_allows_no_time_unless_it_says_so():
    assert every(months=6).grace(state(), AS_OF) is None
    assert every(months=6).allowing(second_hand_days=30).grace(state(), AS_OF) == Grace(30, 0)


def test_of_several_the_least_time_is_allowed():
    both = every(months=6).allowing(second_hand_days=30, wrong_days=1) | every(days=9).allowing(wrong_days=9)

    assert both.grace(state(), AS_OF) == Grace(0, 1)
    assert (every(days=9).allowing(wrong_days=9) | every(days=1)).grace(state(), AS_OF) == Grace(0, 9)


@given(strategies.policies(), strategies.facet_states(), st.integers(0, 99))
def test_time_allowed_changes_no_cycle_and_a_pace_no_time_allowed(policy, each, days):
    allowing = policy.allowing(second_hand_days=days)

    assert allowing.due_on(each, AS_OF) == policy.due_on(each, AS_OF)
    assert allowing.more_often(3).grace(each, AS_OF) == Grace(days, 0)


# ------------------------------------------------------------------ what is no policy


def test_the_sooner_of_none_is_refused():
    assert problems(sooner_of) == {"$.policies": "is empty"}


@pytest.mark.parametrize("given", [None, "yearly", 12, every, {"policy": "never"}])
def test_what_is_no_policy_is_refused_with_its_place(given):
    with pytest.raises(TypeError, match=r"^\$\.policies\[1\] is a .* not a policy: give one, as in every"):
        sooner_of(never(), given)
    with pytest.raises(TypeError, match="not a policy"):
        only_policy(given)


def test_an_own_policy_must_answer_all_three():
    class Half(Policy):
        def due_on(self, state, as_of, pace=1):
            return as_of + timedelta(days=1)

    with pytest.raises(TypeError, match="abstract"):
        Half()
