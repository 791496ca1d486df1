"""The nested scale of Hughes: frequency within recency, money within both."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.rfm import Cuts, NestedScale, Points, cut_points, fit, fit_nested, score
from customerbase.testing import check_scale, strategies

BINS = st.integers(1, 5)


@given(strategies.rfm_customers(max_size=30), st.tuples(BINS, BINS, BINS))
def test_each_group_is_cut_by_itself(people, bins):
    scale = fit_nested(people, bins)
    whole = fit(people, bins)
    visited = [each for each in people if each.recency is not None]
    scores = score(visited, scale)

    assert scale.bins == bins
    assert scale.recency == whole.recency
    groups, within = defaultdict(list), defaultdict(list)
    for each in scores:
        groups[each.r].append(each.summary.frequency)
        within[each.r, each.f].append(each.summary.monetary.amount)
    for r in range(1, bins[0] + 1):
        own = scale.frequency[r - 1]
        assert own == (
            cut_points(groups[r], bins[1]) if groups[r] else Cuts(whole.frequency.points, [0] * bins[1])
        )
        for f in range(1, bins[1] + 1):
            money = scale.monetary[r - 1][f - 1]
            held = within[r, f]
            assert money == (
                cut_points(held, bins[2]) if held else Cuts(whole.monetary.points, [0] * bins[2])
            )


@given(strategies.rfm_customers(max_size=30))
def test_the_cells_count_everybody_who_visited_once(people):
    scale = fit_nested(people, 3)

    visited = [each for each in people if each.recency is not None]
    counts = scale.counts()
    assert {cell: n for cell, n in counts.items() if n} == Counter(
        each.cell for each in score(visited, scale)
    )
    assert len(counts) == 27
    assert bool(scale.notes) == (0 in counts.values())


def test_without_ties_all_cells_are_of_about_equal_size(person):
    people = [person(f"C{i}", i, 1 + i * 37 % 1_000, i * 91 % 1_000) for i in range(1_000)]

    counts = fit_nested(people, 5).counts().values()

    assert (len(counts), sum(counts), set(counts)) == (125, 1_000, {8})
    assert fit_nested(people, 5).notes == ()


def test_a_nested_scale_keeps_the_laws():
    check_scale(fit_nested)
    check_scale(lambda people: fit_nested(people, (2, 3, 2)), bins=(2, 3, 2), max_examples=40)


def test_f_compares_only_customers_of_one_r(person):
    people = [person("new", 1, 2), person("newer", 0, 3), person("old", 300, 9), person("older", 301, 8)]

    got = {each.customer_id: (each.r, each.f) for each in score(people, fit_nested(people, 2))}

    assert got == {"new": (2, 1), "newer": (2, 2), "old": (1, 2), "older": (1, 1)}


def test_by_hand_from_lists_each_part_that_is_wrong_is_named(person):
    scale = NestedScale(recency=[30], frequency=[[1], [4]], monetary=[[[5], [6]], [[7], ["8.5"]]])

    assert scale.bins == (2, 2, 2)
    assert scale.points(person("C1", 30, 5, "8.5")) == Points(2, 2, 1)
    assert scale.points(person("C1", 31, 2, "8.5")) == Points(1, 2, 2)
    with pytest.raises(InvalidRecord) as raised:
        NestedScale(recency=[30], frequency=[[1], [2.5]], monetary=[[[5], [6]], [[7], "8"]], currency="X")
    assert [each.path for each in raised.value.problems] == [
        "$.frequency[1].points[0]",
        "$.monetary[1][1].points",
        "$.currency",
    ]


@pytest.mark.parametrize(
    ("frequency", "monetary"),
    [
        ([], []),
        ([[1]], [[[5], [6]]]),
        ([[1], [1, 2]], [[[5], [6]], [[7], [8]]]),
        ([[1], [2]], [[[5], [6]]]),
        ([[1], [2]], [[[5]], [[7], [8]]]),
        ([[1], [2]], [[[5], [6]], [[7], [8, 9]]]),
    ],
)
def test_there_is_one_part_for_each_group_with_as_many_bins(frequency, monetary):
    with pytest.raises(InvalidRecord, match=r"are not|different numbers"):
        NestedScale(recency=[30], frequency=frequency, monetary=monetary)
