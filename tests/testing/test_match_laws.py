"""Rules of matching that break one law each, and every one is found."""

from __future__ import annotations

import attrs
import pytest

from customerbase.linkage.objections import objection
from customerbase.linkage.rules import AUTOMATIC, PEOPLE, ExactRule
from customerbase.testing import BrokenLaw, check_rule
from customerbase.testing.laws import MATCH_LAWS


@pytest.mark.parametrize("rule", [*AUTOMATIC, *PEOPLE], ids=lambda each: each.name)
def test_the_rules_of_the_library_keep_every_law(rule):
    check_rule(rule, max_examples=4)


class OneSided(ExactRule):
    def matches(self, one, other):
        return super().matches(one, other) and len(one.phones) <= len(other.phones)


class ById(ExactRule):
    def matches(self, one, other):
        return super().matches(one, other) or (one.key[0], other.key[0]) == ("C", "C")


@attrs.define(slots=False)
class Unsteady(ExactRule):
    def matches(self, one, other):
        object.__setattr__(self, "_asked", not getattr(self, "_asked", False))
        return super().matches(one, other) and self._asked


class Trusting(ExactRule):
    def objection(self, one, other):
        return objection(one, other, ["kind"])


class Noisy(ExactRule):
    def matches(self, one, other):
        raise KeyError(one.key)


@pytest.mark.parametrize(
    ("broken", "law"),
    [
        (OneSided, "symmetric"),
        (ById, "id"),
        (Unsteady, "match again"),
        (Trusting, "numbers"),
        (Noisy, "match again"),
    ],
)
def test_a_rule_that_breaks_a_law_is_found(broken, law):
    with pytest.raises(BrokenLaw) as caught:
        check_rule(broken("mine", agree="core"), without={"numbers", "round trip"} - {law}, shrink=False)

    assert caught.value.law == law
    assert MATCH_LAWS[law] in str(caught.value)


def test_groups_and_order_are_tried_too():
    class Refusing(Trusting):
        def matches(self, one, other):
            return super().matches(one, other) and objection(one, other, ["identifiers"]) is None

    with pytest.raises(BrokenLaw) as caught:
        check_rule(Refusing("mine", agree="core"), without=["round trip"], shrink=False)
    assert caught.value.law == "groups"


def test_a_rule_that_is_written_down_as_another_is_found():
    class Loud(ExactRule):
        def __eq__(self, other):
            return False

        __hash__ = ExactRule.__hash__

    with pytest.raises(BrokenLaw, match="round trip"):
        check_rule(Loud("mine", agree="core"))


def test_only_a_rule_is_tried():
    with pytest.raises(TypeError, match="expected an ExactRule"):
        check_rule(lambda one, other: True)
    with pytest.raises(ValueError, match="are no laws"):
        check_rule(AUTOMATIC[0], without=["mood"])
