"""The rules that may merge by themselves, on lists whose truth is known: at least 99 of 100 pairs are right."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from dirty_lists import companies, people
from public_lists import Missing, fake_1000, febrl, same_in_febrl

from customerbase.linkage.blocks import match_exactly
from customerbase.linkage.profiles import profile_of


def pairs_of(profiles):
    return [each for group in match_exactly(profiles).groups for each in combinations(group.members, 2)]


def precision(pairs, same):
    return sum(same(*each) for each in pairs) / len(pairs)


@pytest.mark.parametrize(("make", "least"), [(companies, 0.7), (people, 0.85)])
def test_companies_and_people_who_are_written_twice_are_merged_rightly(make, least):
    there = list(make(700, seed=11))
    meant = {customer.customer_id: number for customer, number in there}
    pairs = pairs_of([profile_of(customer) for customer, _ in there])
    true = sum(size * (size - 1) // 2 for size in Counter(meant.values()).values())

    assert precision(pairs, lambda one, other: meant[one] == meant[other]) >= 0.99
    assert len(pairs) >= least * true


def test_people_of_febrl_are_merged_rightly():
    try:
        there = [*febrl("dataset4a")[:1_500], *febrl("dataset4b")]
    except Missing as missing:
        pytest.skip(str(missing))
    pairs = pairs_of(there)

    assert precision(pairs, same_in_febrl) >= 0.99
    assert len(pairs) >= 1_200


def test_people_of_fake_1000_are_merged_rightly():
    try:
        there, meant = fake_1000()
    except Missing as missing:
        pytest.skip(str(missing))
    pairs = pairs_of(there)

    assert precision(pairs, lambda one, other: meant[one] == meant[other]) >= 0.99
    assert len(pairs) >= 400
