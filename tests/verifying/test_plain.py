"""Policies in a company's own files: JSON and TOML, written by the library or by hand, and what is wrong in them."""

from __future__ import annotations

import json
import tomllib

import attrs
import pytest
from hypothesis import given

from customerbase.errors import InvalidRecord
from customerbase.testing import strategies
from customerbase.verify import (
    POLICIES,
    Policy,
    after,
    by_amount,
    by_facet,
    by_grade,
    by_method,
    by_source_age,
    every,
    half_yearly_credit,
    know_your_customer,
    never,
    policy_from_plain,
    round_by_grade,
    sooner_of,
    yearly_round,
)

NEVER = {"policy": "never"}


def wrong(plain, **kept):
    with pytest.raises(InvalidRecord) as caught:
        policy_from_plain(plain, **kept)
    return {each.path: each.reason for each in caught.value.problems}


@given(strategies.policies())
def test_every_policy_is_read_back_equal_from_json(policy):
    assert policy_from_plain(json.loads(json.dumps(policy.to_plain()))) == policy


@pytest.mark.parametrize(
    "policy",
    [
        yearly_round(),
        round_by_grade(),
        know_your_customer(),
        half_yearly_credit("500000.50"),
        by_method({"purchased_list": every(days=1)}, otherwise=never()),
        every(years=1).more_often("7/3").allowing(second_hand_days=30),
    ],
)
def test_the_ready_made_ones_are_read_back_equal(policy):
    assert policy_from_plain(json.loads(json.dumps(policy.to_plain()))) == policy


def test_a_policy_of_all_kinds_is_written_by_hand_in_toml():
    text = """
        policy = "allowing"
        second_hand_days = 30

        [of]
        policy = "sooner_of"

        [[of.policies]]
        policy = "by"
        what = "facet"
        otherwise = { policy = "paced", times = "3/2", of = { policy = "every", years = 1 } }

        [of.policies.rules.credit]
        policy = "by_amount"
        what = "open_balance"
        rules = [
            ["99999.50", { policy = "every", months = 6 }],
            [1_000_000, { policy = "every", months = 3, days = 1 }],
        ]
        otherwise = { policy = "never" }

        [of.policies.rules.basic]
        policy = "by_source_age"
        rules = [[24, { policy = "every", weeks = 6 }]]
        otherwise = { policy = "every", years = 2 }

        [[of.policies]]
        policy = "after"
        event = "mail_returned"

        [[of.policies]]
        policy = "after"
        event = "moved"
        days = 14
        facets = ["delivery", "basic"]
    """

    credit = by_amount(
        "open_balance",
        {"99999.50": every(months=6), 1_000_000: every(months=3, days=1)},
        otherwise=never(),
    )
    basic = by_source_age({24: every(days=42)}, otherwise=every(months=24))
    cycles = by_facet({"credit": credit, "basic": basic}, otherwise=every(months=12).more_often("3/2"))
    wanted = sooner_of(cycles, after("mail_returned"), after("moved", days=14, facets=["basic", "delivery"]))
    assert policy_from_plain(tomllib.loads(text)) == wanted.allowing(second_hand_days=30)


def test_an_event_without_facets_concerns_what_it_does_by_itself():
    assert policy_from_plain({"policy": "after", "event": "contact_left"}) == after("contact_left")
    assert policy_from_plain({"policy": "after", "event": "moved"}) == after("moved")


# ------------------------------------------------------------------ what is wrong


@pytest.mark.parametrize(
    "plain", [None, "every", 5, [], {}, {"policy": None}, {"policy": ["every"]}, {"months": 6}]
)
def test_what_is_no_policy_is_refused_with_those_there_are(plain):
    (path, reason), *rest = wrong(plain).items()

    assert (path, rest) == ("$.policy", [])
    assert reason.endswith(f"known are {', '.join(sorted(POLICIES))}")


@pytest.mark.parametrize(
    ("plain", "path"),
    [
        ({"policy": "every", "month": 6}, "$.month"),
        ({"policy": "never", "months": 6}, "$.months"),
        ({"policy": "paced", "times": 2, "of": {"policy": "never", "x": 1}}, "$.of.x"),
        ({"policy": "sooner_of", "policies": [NEVER, {"policy": "evry"}]}, "$.policies[1].policy"),
        ({"policy": "sooner_of", "policies": []}, "$.policies"),
        ({"policy": "sooner_of", "policies": [NEVER, {"policy": "every", "days": -1}]}, "$.policies[1].days"),
        ({"policy": "every", "months": 6.0}, "$.months"),
        ({"policy": "every"}, "$.months"),
        ({"policy": "paced", "times": 1.5, "of": NEVER}, "$.times"),
        ({"policy": "paced", "of": NEVER}, "$.times"),
        ({"policy": "paced", "times": 2}, "$.of"),
        ({"policy": "allowing", "wrong_days": -1, "of": NEVER}, "$.wrong_days"),
        ({"policy": "after", "days": 1}, "$.event"),
        ({"policy": "after", "event": "moved", "days": "1"}, "$.days"),
        ({"policy": "after", "event": "moved", "facets": "basic"}, "$.facets"),
        ({"policy": "by", "what": "grade", "rules": {}, "otherwise": NEVER}, "$.rules"),
        ({"policy": "by", "what": "grade", "rules": {"A": NEVER}}, "$.otherwise"),
        ({"policy": "by", "what": "grade", "rules": {"A": 5}, "otherwise": NEVER}, "$.rules['A'].policy"),
        ({"policy": "by", "what": "grade", "rules": [NEVER], "otherwise": NEVER}, "$"),
        ({"policy": "by_amount", "what": "x", "rules": {"1": NEVER}, "otherwise": NEVER}, "$"),
        ({"policy": "by_amount", "what": "x", "rules": [[1.5, NEVER]], "otherwise": NEVER}, "$.rules[0]"),
        ({"policy": "by_amount", "what": "x", "rules": [[1, {}]], "otherwise": NEVER}, "$.rules[0].policy"),
        ({"policy": "by_source_age", "rules": [["24", NEVER]], "otherwise": NEVER}, "$.rules[0]"),
        ({"policy": "by_source_age", "rules": 24, "otherwise": NEVER}, "$"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(plain, path):
    assert list(wrong(plain)) == [path]


def test_several_unknown_parts_are_told_at_once():
    assert wrong({"policy": "every", "month": 1, "day": 2, "months": 1}) == {
        "$.day": "is no part of every",
        "$.month": "is no part of every",
    }


@pytest.mark.parametrize("kind", ["by_amount", "by_source_age"])
def test_a_fault_deep_within_is_told_with_its_whole_path(kind):
    # The same words on every level: $.rules[0] of the policy within is not that of the one around it.
    def around(rules):
        what = {"what": "x"} if kind == "by_amount" else {}
        return {"policy": kind, **what, "rules": rules, "otherwise": NEVER}

    inner = around([[2.5, NEVER]])
    middle = around([[9, NEVER], [1, inner]])
    assert list(wrong(around([[1, middle]]))) == ["$.rules[0].rules[1].rules[0]"]

    paced = {"policy": "paced", "times": 2, "of": {"policy": "paced", "times": 0, "of": NEVER}}
    assert list(wrong({"policy": "paced", "times": 3, "of": paced})) == ["$.of.of.times"]


# ------------------------------------------------------------------ one's own


@attrs.frozen
class Weekly(Policy):
    of: Policy

    def due_on(self, state, as_of, pace=1):
        return self.of.due_on(state, as_of, pace)

    def why(self, state, as_of, pace=1):
        return self.of.why(state, as_of, pace)

    def to_plain(self):
        return {"policy": "weekly", "of": self.of.to_plain()}


OWN = {**POLICIES, "weekly": lambda plain, read: Weekly(read(plain["of"], "of"))}


def test_a_policy_of_ones_own_is_read_wherever_it_stands():
    policy = by_grade({"A": Weekly(every(months=1))}, otherwise=never()) | Weekly(never())

    assert policy_from_plain(json.loads(json.dumps(policy.to_plain())), policies=OWN) == policy
    assert list(wrong(policy.to_plain())) == ["$.policies[0].rules['A'].policy"]
    assert list(wrong({"policy": "weekly", "of": {"policy": "weekly"}}, policies=OWN)) == ["$.of.of"]
