"""The scored form on lists whose truth is known: how many of the pairs it finds, and how many of those are right."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import attrs
import pytest
from dirty_lists import companies, people
from public_lists import Missing, fake_1000, febrl, same_in_febrl

from customerbase import registry
from customerbase.errors import MissingExtra
from customerbase.linkage.blocking import Index, pairs
from customerbase.linkage.candidates import candidates
from customerbase.linkage.features import features_of
from customerbase.linkage.profiles import profile_of


def like():
    try:
        return registry.load("similarity", "rapidfuzz").SIMILARITY
    except MissingExtra as missing:
        pytest.skip(str(missing))


def f1(found, same, true):
    """Precision and recall in one: at the threshold of one half that is stated, not at the best one."""
    right = sum(same(pair.left, pair.right) for pair in found)
    return 2 * right / (len(found) + true)


def in_groups(meant):
    return sum(size * (size - 1) // 2 for size in Counter(meant.values()).values())


def test_two_lists_of_people_with_typing_errors_are_linked():
    try:
        originals, copies = febrl("dataset4a")[:700], febrl("dataset4b")
    except Missing as missing:
        pytest.skip(str(missing))
    wanted = {each.key.split("-")[1] for each in originals}
    copies = [each for each in copies if each.key.split("-")[1] in wanted]

    found = list(candidates(originals, against=copies, like=like()))

    assert f1(found, same_in_febrl, len(copies)) >= 0.995


def test_people_who_are_up_to_ten_times_in_a_list_are_found():
    try:
        there, meant = fake_1000()
    except Missing as missing:
        pytest.skip(str(missing))

    found = list(candidates(there, like=like()))

    assert len(there) == 1_000
    assert f1(found, lambda one, other: meant[one] == meant[other], in_groups(meant)) >= 0.97


@pytest.mark.parametrize(("make", "least"), [(companies, 0.96), (people, 0.98)])
def test_chinese_companies_and_people_written_twice_are_found(make, least):
    there = list(make(400, seed=7))
    meant = {customer.customer_id: number for customer, number in there}

    found = list(candidates([profile_of(customer) for customer, _ in there], like=like()))

    assert f1(found, lambda one, other: meant[one] == meant[other], in_groups(meant)) >= least


def test_nearly_all_who_are_the_same_share_a_block():
    there = list(companies(400, seed=8))
    records = [features_of(profile_of(customer)) for customer, _ in there]
    meant = [number for _, number in there]
    true = {(one, other) for one, other in combinations(range(len(there)), 2) if meant[one] == meant[other]}

    compared = {(one, other) for one, others in pairs(records) for other in others}

    assert len(compared & true) >= 0.98 * len(true)
    assert len(compared) < 0.1 * len(records) ** 2 / 2


def test_a_block_that_everybody_is_in_does_not_make_all_pairs():
    there = [customer for customer, _ in companies(400, seed=9)]
    records = [features_of(profile_of(customer)) for customer in there]
    for each in records:
        each.phones = ("+8675583201234",)

    assert sum(len(others) for _, others in pairs(records, index=Index(records, budget=5_000))) < 15_000


def test_where_little_but_the_place_is_known_the_same_place_is_not_taken_for_the_same_customer():
    there = list(companies(300, seed=5))
    meant = {customer.customer_id: number for customer, number in there}
    bare = [
        attrs.evolve(
            profile_of(customer), phones=frozenset(), emails=frozenset(), identifiers={}, street=None
        )
        for customer, _ in there
    ]

    found = list(candidates(bare, like=like()))

    assert f1(found, lambda one, other: meant[one] == meant[other], in_groups(meant)) >= 0.88
