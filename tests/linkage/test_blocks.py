from __future__ import annotations

import os
from itertools import combinations

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerbase import Customer, Email, Identifier, Phone
from customerbase.linkage import blocks
from customerbase.linkage.blocks import KEPT_APART, match_exactly
from customerbase.linkage.clusters import TOO_LARGE, cluster
from customerbase.linkage.pairs import Pair
from customerbase.linkage.profiles import profile_of
from customerbase.linkage.rules import AUTOMATIC, ExactRule
from customerbase.testing.strategies import several_profiles

FEW = settings(max_examples=400 if os.environ.get("CUSTOMERBASE_LONG") else 25)
LENIENT = [attrs.evolve(each, holders=100) for each in AUTOMATIC]


@FEW
@given(several_profiles())
def test_hashed_blocks_find_what_every_pair_compared_finds(profiles):
    held = {each.key: each for each in profiles}
    levels = []
    for rule in LENIENT:
        pairs = [
            Pair(left=one.key, right=other.key, rule=rule.name, agree=rule.agree)
            for one, other in combinations(profiles, 2)
            if rule.matches(one, other)
        ]
        levels.append((pairs, lambda one, other, rule=rule: rule.objection(held[one], held[other])))
    wanted = cluster(levels)
    found = match_exactly(profiles, rules=LENIENT)

    assert (found.groups, found.refused) == (wanted.groups, wanted.refused)
    assert found.records == len(profiles)


@FEW
@given(several_profiles())
def test_two_keys_of_one_hash_do_no_harm(profiles):
    wanted = match_exactly(profiles)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_HASH", 3)
        found = match_exactly(profiles, largest=20)

    # Where values look shared because their hashes are, less is joined; nothing else is.
    joined = {pair.keys for each in wanted.groups for pair in each.pairs}
    assert {pair.keys for each in found.groups for pair in each.pairs} <= joined


@FEW
@given(several_profiles(), st.data())
def test_what_a_person_kept_apart_is_in_no_group(profiles, data):
    pairs = [(one.key, other.key) for one, other in combinations(profiles, 2)]
    apart = data.draw(st.sets(st.sampled_from(pairs))) if pairs else set()

    for each in match_exactly(profiles, apart=apart).groups:
        assert apart.isdisjoint(combinations(each.members, 2))


def cards(count, **given):
    return [profile_of(Customer(customer_id=f"C{i:03}", name="Acme", **given)) for i in range(count)]


def test_what_somebody_kept_apart_is_told_with_the_reason():
    found = match_exactly(cards(2, phones=(Phone(number="5550100"),)), apart=[("C001", "C000")])

    assert (found.groups, found.refused) == ((), ())

    chain = cards(3, phones=(Phone(number="5550100"),))
    (refused,) = match_exactly(chain, apart=[("C000", "C002")]).refused
    assert (refused.reason, refused.between) == (KEPT_APART, ("C000", "C002"))


def test_a_number_of_many_names_says_nothing():
    board = (Phone(number="5550100"),)
    profiles = [
        profile_of(Customer(customer_id=f"C{i}", name=name, phones=board))
        for i, name in enumerate(["Acme", "Acme", *(f"Firm{each}" for each in "ABCDEFGHIJ")])
    ]

    assert match_exactly(profiles).groups == ()
    assert match_exactly(profiles).shared == 1
    assert match_exactly(profiles[:11]).groups[0].members == ("C0", "C1")


def test_a_number_that_one_customer_bears_on_many_cards_says_much():
    assert len(match_exactly(cards(12, phones=(Phone(number="5550100"),))).groups[0].members) == 12


def test_more_records_than_may_be_joined_are_reported_and_not_compared():
    (refused,) = match_exactly(cards(21, emails=(Email(address="a@b.example"),))).refused

    assert (refused.reason, len(refused.members)) == (TOO_LARGE, 21)


def test_a_placeholder_that_very_many_bear_is_not_reported_at_all():
    profiles = [
        profile_of(
            Customer(
                customer_id=f"C{i}", name=f"Firm {i}", identifiers=(Identifier(scheme="vat", value="123456"),)
            )
        )
        for i in range(30)
    ]
    found = match_exactly(profiles)

    assert (found.groups, found.refused, found.shared) == ((), (), 1)


def test_profiles_are_read_once_and_only_those_that_share_a_key_again():
    profiles = [
        *cards(2, phones=(Phone(number="5550100"),)),
        profile_of(Customer(customer_id="Z", name="Beta")),
    ]
    asked = []

    def lookup(keys):
        asked.extend(keys)
        return [each for each in profiles if each.key in keys]

    found = match_exactly(iter(profiles), lookup)

    assert asked == ["C000", "C001"]
    assert len(found.groups) == 1


def test_a_rule_of_ones_own_takes_part():
    profiles = cards(2)

    assert match_exactly(profiles).groups == ()
    assert match_exactly(profiles, rules=[ExactRule("mine", agree="name")]).groups[0].rules == ("mine",)
