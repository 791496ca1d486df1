from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.linkage.clusters import TOO_LARGE, Standing, cluster, survivor_of
from customerbase.linkage.pairs import Pair

KEYS = [f"C{i}" for i in range(9)]

edges = st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(lambda each: each[0] != each[1])
numbers = st.dictionaries(st.sampled_from(KEYS), st.sampled_from("12"), max_size=6)


def pair(edge, rule="phone"):
    return Pair(left=edge[0], right=edge[1], rule=rule)


def conflict(numbers):
    def against(one, other):
        return "vat" if len({numbers.get(one), numbers.get(other)} - {None}) == 2 else None

    return against


@given(st.lists(st.lists(edges, max_size=8), max_size=3), numbers, st.integers(2, 6), st.randoms())
def test_the_laws_of_groups(levels, numbers, largest, random):
    against = conflict(numbers)
    found = cluster([([pair(each) for each in some], against) for some in levels], largest=largest)

    every = {pair(each).keys for some in levels for each in some}
    seen = [key for each in found.groups for key in each.members]
    assert len(seen) == len(set(seen))
    for group in found.groups:
        assert 2 <= len(group.members) <= largest
        assert not any(against(*each) for each in combinations(group.members, 2))
        assert {each.keys for each in group.pairs} <= every
        assert connected(group.members, group.pairs)

    turned = [random.sample(some, len(some)) for some in levels]
    again = [
        ([pair(each if random.random() < 0.5 else each[::-1]) for each in some], against) for some in turned
    ]
    assert cluster(again, largest=largest) == found


@given(st.lists(edges, max_size=8), numbers)
def test_what_one_level_connects_is_joined_or_reported(level, numbers):
    found = cluster([([pair(each) for each in level], conflict(numbers))], largest=9)

    told = {each.keys for some in (*found.groups, *found.refused) for each in some.pairs}
    assert told == {pair(each).keys for each in level}
    for each in found.refused:
        assert conflict(numbers)(*each.between) == each.reason
        assert set(each.between) <= set(each.members)


def connected(members, pairs):
    reached, left = {members[0]}, True
    while left:
        more = {key for each in pairs if not reached.isdisjoint(each.keys) for key in each.keys}
        left = bool(more - reached)
        reached |= more
    return reached == set(members)


def test_a_chain_through_conflicting_numbers_joins_nobody():
    chain = [pair(each) for each in (("A", "B"), ("B", "C"))]
    found = cluster([(chain, conflict({"A": "1", "C": "2"}))])

    assert found.groups == ()
    assert [(each.members, each.reason, each.between) for each in found.refused] == [
        (("A", "B", "C"), "vat", ("A", "C"))
    ]


def test_what_a_stronger_rule_joined_stays_joined_when_a_weaker_one_is_refused():
    against = conflict({"A": "1", "C": "2"})
    found = cluster([([pair(("A", "B"), "number")], against), ([pair(("B", "C"))], against)])

    assert [each.members for each in found.groups] == [("A", "B")]
    assert found.groups[0].rules == ("number",)
    assert [each.members for each in found.refused] == [("A", "B", "C")]


def test_what_is_refused_at_first_and_joined_by_more_is_not_reported():
    chain = [pair((f"A{i}", f"A{i + 1}")) for i in range(3)]
    found = cluster([(chain, lambda *_: "street"), (chain, lambda *_: None)])

    assert len(found.groups) == 1
    assert found.refused == ()


def test_a_group_that_is_too_large_is_reported_whole():
    star = [pair(("A", f"B{i}")) for i in range(4)]

    assert len(cluster([(star, lambda *_: None)], largest=5).groups) == 1
    (refused,) = cluster([(star, lambda *_: None)], largest=4).refused
    assert (refused.reason, len(refused.members), len(refused.pairs)) == (TOO_LARGE, 5, 4)


@pytest.mark.parametrize(
    ("standing", "survivor"),
    [
        ({}, "C9"),
        ({"C10": Standing(first_hand=1)}, "C10"),
        ({"C10": Standing(first_hand=9), "C11": Standing(verified=1)}, "C11"),
    ],
)
def test_the_best_known_record_survives_and_of_equals_the_oldest(standing, survivor):
    assert survivor_of(["C11", "C10", "C9"], standing) == survivor
    assert survivor_of(["C9", "C10", "C11"], standing) == survivor
