"""The scored form in SQL says what our own says, but for what SQL cannot compare."""

from __future__ import annotations

import pytest
from dirty_lists import companies, people

from customerbase import registry
from customerbase.errors import MissingExtra
from customerbase.linkage.candidates import candidates, fit
from customerbase.linkage.levels import FIELDS
from customerbase.linkage.profiles import profile_of
from customerbase.linkage.splink_levels import ELSE, SILENT_WHEN, SQL_LEVELS


@pytest.fixture(scope="module")
def in_sql():
    try:
        return registry.load("linkage", "splink").candidates
    except MissingExtra as missing:
        pytest.skip(str(missing))


def test_every_field_has_its_levels_in_sql():
    assert set(SQL_LEVELS) == set(SILENT_WHEN) == set(FIELDS)
    for field, kept in SQL_LEVELS.items():
        assert kept[-1][1] == ELSE
        assert {level for level, _, _ in kept} <= set(range(len(FIELDS[field])))


def test_both_engines_find_nearly_the_same_pairs_with_nearly_the_same_weights(in_sql):
    there = [profile_of(customer) for make in (companies, people) for customer, _ in make(150, seed=3)]
    model = fit(there)

    ours = {(pair.left, pair.right): pair for pair in candidates(there, model=model)}
    theirs = {(pair.left, pair.right): pair for pair in in_sql(there, model=model)}
    both = set(ours) & set(theirs)

    assert len(both) >= 0.9 * max(len(ours), len(theirs)) > 80
    apart = sorted(abs(ours[each].weight - theirs[each].weight) for each in both)
    assert apart[len(apart) // 2] < 2
    said = ours[min(both)]
    assert {each.field for each in theirs[min(both)].evidence} == {each.field for each in said.evidence}


def test_two_lists_are_linked_across_only_and_nothing_comes_of_nothing(in_sql):
    there = [profile_of(customer) for customer, _ in companies(60, seed=4)]
    first, second = there[::2], there[1::2]
    keys = {each.key for each in first}

    found = list(in_sql(first, against=second))

    assert found
    assert all((pair.left in keys) != (pair.right in keys) for pair in found)
    assert list(in_sql([])) == list(in_sql(there[:1])) == []
