"""Policies that choose: by class, by amount, by the age of the source, after an event."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.model import CollectionMethod
from customerbase.testing import strategies
from customerbase.testing.strategies import AS_OF
from customerbase.verify import (
    CONCERNS,
    Facet,
    FacetState,
    Grace,
    Trigger,
    after,
    by,
    by_amount,
    by_facet,
    by_grade,
    by_method,
    by_risk,
    by_segment,
    by_source_age,
    every,
    half_yearly_credit,
    know_your_customer,
    never,
    round_by_grade,
    yearly_round,
)

LAST = date(2024, 1, 31)


def state(facet="basic", **fields):
    return FacetState(customer_id="C1", facet=facet, **{"verified_on": LAST, **fields})


def problems(made, *args, **fields):
    with pytest.raises(InvalidRecord) as caught:
        made(*args, **fields)
    return {each.path: each.reason for each in caught.value.problems}


# ------------------------------------------------------------------ by class


@pytest.mark.parametrize(
    ("grade", "due"),
    [("A", date(2024, 4, 30)), ("B", date(2024, 7, 31)), ("C", date(2025, 1, 31)), ("D", date(2026, 1, 31))],
)
def test_grades_are_checked_after_3_6_12_and_24_months(grade, due):
    assert round_by_grade().due_on(state(classes={"grade": grade}), AS_OF) == due


@pytest.mark.parametrize("classes", [{}, {"grade": "E"}, {"segment": "A"}])
def test_a_grade_that_is_not_known_or_not_named_is_checked_yearly(classes):
    assert round_by_grade().due_on(state(classes=classes), AS_OF) == date(2025, 1, 31)


@pytest.mark.parametrize(("risk", "year"), [("high", 2025), ("medium", 2027), ("low", 2029), ("odd", 2025)])
def test_risks_are_checked_after_1_3_and_5_years(risk, year):
    assert know_your_customer().due_on(state(classes={"risk": risk}), AS_OF) == date(year, 1, 31)


def test_the_yearly_round_is_once_a_year():
    assert yearly_round().due_on(state(), AS_OF) == date(2025, 1, 31)


@pytest.mark.parametrize(
    ("facet", "limit", "due"),
    [
        ("credit", "500000", date(2024, 7, 31)),
        ("credit", "499999.99", date(2025, 1, 31)),
        ("credit", None, date(2025, 1, 31)),
        ("basic", "500000", date(2025, 1, 31)),
    ],
)
def test_large_limits_are_checked_half_yearly(facet, limit, due):
    amounts = {} if limit is None else {"credit_limit": Decimal(limit)}

    assert half_yearly_credit(500_000).due_on(state(facet, amounts=amounts), AS_OF) == due


@pytest.mark.parametrize("grades", [[], "ABCD", ["A", "B", "C", "D", "E"]])
def test_a_round_by_grade_has_one_to_four_grades(grades):
    assert problems(round_by_grade, grades) == {"$.grades": "are not one to four grades"}


def test_by_facet_and_by_method_look_at_the_facet_itself():
    policy = by_facet(
        {"credit": every(months=6)},
        otherwise=by_method({"purchased_list": every(days=30)}, otherwise=never()),
    )

    assert policy.due_on(state("credit"), AS_OF) == date(2024, 7, 31)
    listed = state(method=CollectionMethod.PURCHASED_LIST)
    assert policy.due_on(listed, AS_OF) == date(2024, 3, 1)
    assert policy.due_on(state(method=CollectionMethod.VISIT), AS_OF) is None
    assert policy.due_on(state(), AS_OF) is None


@given(strategies.facet_states(), strategies.policies(), strategies.policies(), strategies.policies())
def test_the_chosen_policy_answers_everything(each, one, other, rest):
    policy = by_grade({"A": one, "B": other}, otherwise=rest)
    chosen = {"A": one, "B": other}.get(each.classes.get("grade"), rest)

    assert policy.due_on(each, AS_OF) == chosen.due_on(each, AS_OF)
    assert policy.grace(each, AS_OF) == chosen.grace(each, AS_OF)
    assert policy.why(each, AS_OF).en.endswith(chosen.why(each, AS_OF).en)
    assert policy.why(each, AS_OF).zh.endswith(chosen.why(each, AS_OF).zh)
    assert policy.comes_due == (one.comes_due or other.comes_due or rest.comes_due)


def test_the_reason_names_the_class():
    policy = by_segment({"can't lose": every(months=3)}, otherwise=every(years=1))

    assert policy.why(state(classes={"segment": "can't lose"}), AS_OF).en.startswith("segment can't lose: ")
    assert policy.why(state(classes={"segment": "new"}), AS_OF).en.startswith(
        "segment new: checked every year"
    )
    assert policy.why(state(), AS_OF).en.startswith("segment unknown: ")
    assert policy.why(state(), AS_OF).zh.startswith("客户群不详：")
    assert (
        by_risk({"high": every(years=1)}, otherwise=never())
        .why(state(classes={"risk": "high"}), AS_OF)
        .zh.startswith("风险“高”：")
    )


def test_the_order_of_rules_changes_nothing():
    one, other = every(months=1), every(months=2)

    assert by_grade({"A": one, "B": other}, otherwise=one) == by_grade({"B": other, "A": one}, otherwise=one)
    assert by_amount("x", {1: one, 9: other}, otherwise=one) == by_amount(
        "x", [(9, other), (1, one)], otherwise=one
    )


def test_a_class_that_is_named_twice_is_refused():
    twice = [("A", every(months=1)), ("B", never()), ("A", every(months=2))]

    assert problems(by, "grade", twice, otherwise=never()) == {"$.rules": "A stands there twice"}
    both = [(CollectionMethod.VISIT, every(months=1)), ("visit", never())]
    assert problems(by_amount, "x", [(1, never()), ("1.0", never())], otherwise=never())
    assert problems(by, "method", both, otherwise=never()) == {"$.rules": "visit stands there twice"}


@pytest.mark.parametrize("what", ["", None, 3, ["grade"]])
def test_a_choice_by_nothing_is_refused(what):
    assert list(problems(by, what, {"A": never()}, otherwise=never())) == ["$.what"]
    assert list(problems(by_amount, what, {1: never()}, otherwise=never())) == ["$.what"]


def test_empty_rules_are_refused():
    assert problems(by_grade, {}, otherwise=never()) == {"$.rules": "names no class"}
    assert problems(by_amount, "x", {}, otherwise=never()) == {"$.rules": "is empty"}
    assert problems(by_source_age, {}, otherwise=never()) == {"$.rules": "is empty"}


@pytest.mark.parametrize("name", ["", None, 1, ("A",)])
def test_a_class_is_named_by_a_text(name):
    assert problems(by_grade, {"A": never(), name: never()}, otherwise=never()) == {
        "$.rules[1]": "is no name of a class"
    }


def test_what_is_no_policy_is_refused_with_its_place():
    with pytest.raises(TypeError, match=r"^\$\.rules\['A'\] is a str"):
        by_grade({"A": "monthly"}, otherwise=never())
    with pytest.raises(TypeError, match=r"^\$\.otherwise is a NoneType"):
        by_grade({"A": never()}, otherwise=None)
    with pytest.raises(TypeError, match=r"^\$\.rules\[0\] is a int"):
        by_amount("x", {1: 5}, otherwise=never())
    with pytest.raises(TypeError, match=r"^\$\.rules\[0\] is a int"):
        by_source_age({1: 5}, otherwise=never())


def test_a_method_that_is_none_is_refused_with_all_there_are():
    with pytest.raises(InvalidRecord) as caught:
        by_method({"visit": never(), "telepathy": never(), "fax": never()}, otherwise=never())

    assert [each.path for each in caught.value.problems] == ["$.rules['telepathy']", "$.rules['fax']"]
    assert "purchased_list" in caught.value.problems[0].reason


# ------------------------------------------------------------------ by amount


@pytest.mark.parametrize(
    ("amount", "months"),
    [("-5", 12), ("0", 12), ("99999.99", 12), ("100000", 6), ("999999.99", 6), ("1000000", 3), ("1e9", 3)],
)
def test_an_amount_belongs_to_the_largest_least_that_it_reaches(amount, months):
    policy = by_amount(
        "open_balance", {100_000: every(months=6), "1000000": every(months=3)}, otherwise=every(months=12)
    )
    held = state(amounts={"open_balance": Decimal(amount)})

    assert policy.due_on(held, AS_OF) == every(months=months).due_on(held, AS_OF)
    assert (", at least " in policy.why(held, AS_OF).en) == (months < 12)
    assert ("，不低于 " in policy.why(held, AS_OF).zh) == (months < 12)


def test_an_amount_that_is_not_known_is_said_to_be_unknown():
    policy = by_amount("open_balance", {100_000: every(months=6)}, otherwise=every(months=12))

    assert policy.why(state(), AS_OF).en.startswith("open balance unknown: checked every year")
    assert policy.why(state(amounts={"open_balance": Decimal("5.50")}), AS_OF).zh.startswith(
        "未结余额 5.50："
    )


@pytest.mark.parametrize("least", [0.5, True, None, "many", "NaN", "Infinity", Decimal("NaN"), float("inf")])
def test_a_least_amount_that_is_not_exact_is_refused(least):
    rules = [(1, never()), (least, never())]

    assert problems(by_amount, "x", rules, otherwise=never()) == {"$.rules[1]": "is no exact amount"}


# ------------------------------------------------------------------ by the age of the source


@pytest.mark.parametrize(
    ("since", "months"),
    [
        (date(2024, 12, 30), 12),
        (date(2024, 7, 1), 12),
        (date(2024, 6, 30), 6),
        (date(2022, 12, 31), 3),
        (date(2023, 1, 1), 6),
    ],
)
def test_a_source_is_old_from_the_day_on_which_it_is(since, months):
    policy = by_source_age({6: every(months=6), 24: every(months=3)}, otherwise=every(months=12))
    held = state(known_since=since)

    assert policy.due_on(held, AS_OF) == every(months=months).due_on(held, AS_OF)


def test_ages_are_told():
    policy = by_source_age({1: every(months=6), 24: every(months=3)}, otherwise=every(months=12))

    assert policy.why(state(known_since=date(2024, 11, 1)), AS_OF).en.startswith(
        "source of 2024-11-01, at least 1 month old: "
    )
    assert policy.why(state(known_since=date(2020, 1, 1)), AS_OF).zh.startswith(
        "来源于 2020-01-01，已满 24 个月："
    )
    assert policy.why(state(known_since=date(2024, 12, 31)), AS_OF).en.startswith("source of 2024-12-31: ")
    assert policy.why(state(), AS_OF).en.startswith("age of the source unknown: ")


def test_an_age_before_all_days_is_that_of_nobody():
    policy = by_source_age({12 * 3_000: never()}, otherwise=every(months=1))

    assert policy.due_on(state(known_since=date(2000, 1, 1)), AS_OF) is not None


@pytest.mark.parametrize("months", [0, -1, 1.5, True, "6", None])
def test_an_age_is_a_whole_number_of_months(months):
    assert problems(by_source_age, [(months, never())], otherwise=never()) == {
        "$.rules[0]": "is no whole number of months from 1"
    }


# ------------------------------------------------------------------ after an event


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2024, 1, 30), None),
        (date(2024, 1, 31), None),
        (date(2024, 2, 1), date(2024, 2, 8)),
        (date(2024, 3, 1), date(2024, 3, 8)),
        (date(2025, 1, 1), None),
    ],
)
def test_an_event_counts_unless_it_was_checked_since_or_is_yet_to_come(on, due):
    policy = after("payment_overdue", days=7)
    held = state("credit", events={"payment_overdue": on})

    assert policy.due_on(held, AS_OF) == due
    assert ("did not happen since" in policy.why(held, AS_OF).en) == (due is None)


@pytest.mark.parametrize("event", [*Trigger])
def test_an_event_concerns_its_facets_and_leaves_the_others(event):
    for facet in (*Facet, "delivery"):
        held = state(facet, events={event: date(2024, 3, 1)})
        due = after(event).due_on(held, AS_OF)
        assert (due is not None) == (facet in CONCERNS[event])


def test_an_event_of_ones_own_concerns_everything_or_what_it_is_told_to():
    held = {facet: state(facet, events={"moved": date(2024, 3, 1)}) for facet in ("basic", "delivery")}

    assert all(after("moved").due_on(each, AS_OF) for each in held.values())
    named = after("moved", facets=["delivery"])
    assert [facet for facet, each in held.items() if named.due_on(each, AS_OF)] == ["delivery"]


def test_an_event_hurries_a_cycle_and_leaves_it_otherwise():
    policy = every(years=1) | after("mail_returned", days=3)

    assert policy.due_on(state(), AS_OF) == date(2025, 1, 31)
    returned = state(events={"mail_returned": date(2024, 6, 1)})
    assert policy.due_on(returned, AS_OF) == date(2024, 6, 4)
    assert policy.why(returned, AS_OF).zh == "2024-06-01 邮件退回：应在 3 天内核实"


@given(strategies.facet_states(), st.sampled_from([*Trigger]), st.integers(0, 400), st.integers(0, 400))
def test_more_time_after_an_event_is_never_due_sooner(each, event, one, other):
    sooner, later = (after(event, days=days).due_on(each, AS_OF) for days in sorted((one, other)))

    assert (sooner is None) == (later is None)
    assert sooner is None or sooner <= later


def test_time_beyond_the_calendar_is_its_last_day():
    held = state(events={"moved": date(2024, 3, 1)})

    assert after("moved", days=10**20).due_on(held, AS_OF) == date.max


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"event": ""}, "$.event"),
        ({"event": None}, "$.event"),
        ({"event": "moved", "days": -1}, "$.days"),
        ({"event": "moved", "days": 1.0}, "$.days"),
        ({"event": "moved", "days": True}, "$.days"),
        ({"event": "moved", "facets": "basic"}, "$.facets"),
        ({"event": "moved", "facets": []}, "$.facets"),
        ({"event": "moved", "facets": ["basic", 1]}, "$.facets"),
    ],
)
def test_an_event_that_is_none_is_refused(given, path):
    assert list(problems(after, **given)) == [path]


def test_only_the_chosen_policy_allows_time():
    policy = by_facet({"credit": every(months=6).allowing(wrong_days=3)}, otherwise=every(years=1))

    assert policy.grace(state("credit"), AS_OF) == Grace(0, 3)
    assert policy.grace(state("basic"), AS_OF) is None
