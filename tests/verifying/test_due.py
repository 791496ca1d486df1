"""What is due, how urgent it is, and why: in one sentence, in two languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.testing import strategies
from customerbase.testing.strategies import AS_OF
from customerbase.verify import FacetState, after, due, due_on, every, explain, never, yearly_round

COMING_DUE = strategies.policies().filter(lambda each: each.comes_due)
STATES = st.lists(
    strategies.facet_states(), max_size=6, unique_by=lambda each: (each.customer_id, each.facet)
)


def state(customer_id="C1", facet="basic", **fields):
    return FacetState(customer_id=customer_id, facet=facet, **fields)


def problems(*args, **fields):
    with pytest.raises(InvalidRecord) as caught:
        due(*args, **fields)
    return [(each.path, each.reason) for each in caught.value.problems]


# ------------------------------------------------------------------ laws


@given(STATES, COMING_DUE, st.randoms())
def test_the_order_of_states_changes_nothing(states, policy, random):
    other = list(states)
    random.shuffle(other)

    assert due(states, policy, as_of=AS_OF) == due(iter(other), policy, as_of=AS_OF)


@given(STATES, COMING_DUE, st.integers(0, 900))
def test_due_is_what_is_due_by_the_day_most_urgent_first(states, policy, days):
    until = AS_OF + timedelta(days=days)
    wanted = {(each.customer_id, each.facet): due_on(each, policy, as_of=AS_OF) for each in states}
    listed = due(states, policy, as_of=AS_OF, until=until)

    assert {(each.customer_id, each.facet): each.due_on for each in listed} == {
        key: day for key, day in wanted.items() if day is not None and day <= until
    }
    keys = [(each.due_on, each.customer_id, each.facet) for each in listed]
    assert keys == sorted(keys)
    assert all(each.days_overdue == (AS_OF - each.due_on).days for each in listed)


@given(strategies.facet_states(), strategies.policies())
def test_the_explanation_names_who_what_and_the_day_in_both_languages(each, policy):
    day = due_on(each, policy, as_of=AS_OF)
    en = explain(each, policy, as_of=AS_OF)
    zh = explain(each, policy, as_of=AS_OF, language="zh")

    assert en.startswith(f"{each.customer_id}, {each.facet.replace('_', ' ')}: ")
    assert zh.startswith(f"{each.customer_id}，")
    if day is None:
        assert "due on" not in en
        assert "应于" not in zh
    else:
        assert f"; due on {day}, " in en
        assert f"；应于 {day} 核实，" in zh


@given(strategies.facet_states(), strategies.policies(), st.integers(0, 99), st.integers(0, 99))
def test_second_hand_and_wrong_values_hurry_the_policy(each, policy, listed, wrong):
    allowing = policy.allowing(second_hand_days=listed, wrong_days=wrong)
    days = [policy.due_on(each, AS_OF)]
    checked = each.verified_on or date.min  # what is older than the last check is not due before it
    if each.unconfirmed_since:
        days.append(max(each.unconfirmed_since + timedelta(days=listed), checked))
    if each.wrong_since:
        days.append(max(each.wrong_since + timedelta(days=wrong), checked))

    wanted = min((day for day in days if day is not None), default=None)
    assert due_on(each, allowing, as_of=AS_OF) == wanted


@given(strategies.facet_states(), strategies.policies())
def test_nothing_is_due_before_it_was_last_verified(each, policy):
    day = due_on(each, policy, as_of=AS_OF)

    assert day is None or each.verified_on is None or day >= each.verified_on


@pytest.mark.parametrize("name", ["verified_on", "known_since", "unconfirmed_since", "wrong_since"])
def test_what_is_yet_to_come_is_refused_with_its_path(name):
    later = FacetState(customer_id="C1", facet="basic", **{name: date(2025, 1, 1)})

    with pytest.raises(InvalidRecord) as caught:
        due([later], every(years=1), as_of=AS_OF)
    assert [problem.path for problem in caught.value.problems] == [f"$[0].{name}"]


@given(strategies.facet_states(tried_on=st.none()), strategies.policies())
def test_an_attempt_in_vain_changes_no_day_and_is_told(each, policy):
    tried = attrs.evolve(each, tried_on=date(2024, 12, 30))

    assert due_on(tried, policy, as_of=AS_OF) == due_on(each, policy, as_of=AS_OF)
    assert ", tried in vain on 2024-12-30" in explain(tried, policy, as_of=AS_OF)
    assert "，2024-12-30 未能核实" in explain(tried, policy, as_of=AS_OF, language="zh")
    assert "tried" not in explain(each, policy, as_of=AS_OF)


# ------------------------------------------------------------------ examples


def test_a_bought_list_is_due_at_once_or_within_the_days_that_the_policy_says():
    listed = state(known_since=date(2024, 2, 1), unconfirmed_since=date(2024, 2, 1))

    assert due_on(listed, yearly_round(), as_of=AS_OF) == date(2024, 2, 1)
    within = yearly_round().allowing(second_hand_days=30)
    assert due_on(listed, within, as_of=AS_OF) == date(2024, 3, 2)
    assert explain(listed, within, as_of=date(2024, 3, 1)) == (
        "C1, basic: second-hand since 2024-02-01 and not confirmed, to be confirmed within 30 days; "
        "due on 2024-03-02, in 1 day"
    )
    assert due_on(listed, never(), as_of=AS_OF) == date(2024, 2, 1)


def test_what_was_found_wrong_is_due_at_once_or_within_the_days_that_the_policy_says():
    wrong = state(verified_on=date(2024, 1, 1), wrong_since=date(2024, 6, 1))

    assert explain(wrong, yearly_round(), as_of=date(2024, 6, 1)) == (
        "C1, basic: found wrong on 2024-06-01; due on 2024-06-01, today"
    )
    within = yearly_round().allowing(wrong_days=1)
    assert explain(wrong, within, as_of=date(2024, 6, 4), language="zh") == (
        "C1，基础数据：2024-06-01 核实有误，1 天内核实；应于 2024-06-02 核实，已逾期 2 天"
    )


def test_days_overdue_are_negative_while_there_is_time():
    states = [state(verified_on=date(2024, 1, 1))]
    (soon,) = due(states, every(years=1), as_of=AS_OF, until=date(2025, 1, 1))

    assert (soon.days_overdue, soon.due_on, soon.facet) == (-1, date(2025, 1, 1), "basic")
    assert soon.reason == "C1, basic: checked every year, last on 2024-01-01; due on 2025-01-01, in 1 day"
    assert soon.reason_zh == "C1，基础数据：每 1 年核实一次，上次 2024-01-01；应于 2025-01-01 核实，还有 1 天"
    assert due(states, every(years=1), as_of=AS_OF) == ()
    (today,) = due(states, every(years=1), as_of=date(2025, 1, 1))
    assert today.reason.endswith("due on 2025-01-01, today")


def test_nothing_is_due_of_nothing():
    assert due([], yearly_round(), as_of=AS_OF) == ()


# ------------------------------------------------------------------ what is refused


def test_a_policy_that_never_comes_due_is_refused():
    for policy in (never(), never() | never(), never().more_often(2), never().allowing(wrong_days=3)):
        assert problems([state()], policy, as_of=AS_OF) == [("$", "never comes due")]


def test_a_check_after_the_day_asked_about_is_refused_wherever_it_stands():
    later = state("C2", verified_on=date(2025, 1, 1))

    assert problems([state(), later, later], yearly_round(), as_of=AS_OF) == [
        ("$[1].verified_on", "basic of C2 was verified after as_of, 2024-12-31"),
        ("$[2]", "basic of C2 stands there twice"),
        ("$[2].verified_on", "basic of C2 was verified after as_of, 2024-12-31"),
    ]
    for ask in (due_on, explain):
        with pytest.raises(InvalidRecord, match=r"\$\.verified_on: basic of C2 was verified after as_of"):
            ask(later, yearly_round(), as_of=AS_OF)


def test_a_facet_that_stands_there_twice_is_refused():
    states = [state(), state(facet="credit"), state(verified_on=date(2024, 1, 1))]

    assert problems(states, yearly_round(), as_of=AS_OF) == [("$[2]", "basic of C1 stands there twice")]


@pytest.mark.parametrize("day", ["2024-12-31", datetime(2024, 12, 31, tzinfo=UTC), None, 20241231])
def test_a_day_is_a_date(day):
    for ask in (
        lambda: due([state()], yearly_round(), as_of=day),
        lambda: due_on(state(), yearly_round(), as_of=day),
        lambda: explain(state(), yearly_round(), as_of=day),
    ):
        with pytest.raises(TypeError, match=r"^as_of=.* is no day"):
            ask()
    if day is not None:
        with pytest.raises(TypeError, match=r"^until=.* is no day"):
            due([state()], yearly_round(), as_of=AS_OF, until=day)


def test_what_is_no_policy_or_no_state_is_refused():
    for ask in (due_on, explain):
        with pytest.raises(TypeError, match="not a policy"):
            ask(state(), "yearly", as_of=AS_OF)
        with pytest.raises(TypeError, match="state is a str, not a FacetState"):
            ask("C1", yearly_round(), as_of=AS_OF)
    with pytest.raises(TypeError, match="not a policy"):
        due([state()], None, as_of=AS_OF)
    with pytest.raises(TypeError, match=r"states\[1\] is a str, not a FacetState"):
        due([state(), "C2"], yearly_round(), as_of=AS_OF)


def test_a_language_without_words_is_refused():
    with pytest.raises(ValueError, match="no words in 'de': choose one of en, zh"):
        explain(state(), after("moved"), as_of=AS_OF, language="de")
