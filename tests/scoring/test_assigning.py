"""Customers in their segments: nobody is lost, and what segments come to adds up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.model import Customer, Relationship
from customerbase.rfm import (
    Scale,
    Segment,
    SegmentMap,
    assign,
    fit,
    introductions,
    r_vignette,
    score,
    segment_sizes,
    standard,
    trade,
)
from customerbase.testing import strategies
from customerbase.values import Money


def link(number, who, kind, other, since=None):
    return Relationship(relationship_id=number, customer_id=who, other_id=other, type=kind, since=since)


# ------------------------------------------------------------------ who brought whom


def test_an_introduction_noted_from_both_sides_counts_once():
    links = [
        link("1", "C1", "introduced", "C2"),
        link("2", "C2", "introduced_by", "C1"),
        link("3", "C1", "introduced", "C3"),
        link("4", "C4", "introduced_by", "C2"),
        link("5", "C1", "subsidiary_of", "C9"),
    ]

    assert introductions(links) == {"C1": 2, "C2": 1}
    assert introductions(reversed(links)) == {"C1": 2, "C2": 1}


def test_an_introduction_that_began_later_does_not_count_and_one_without_a_day_does():
    links = [
        link("1", "C1", "introduced", "C2", date(2024, 1, 1)),
        link("2", "C1", "introduced", "C3", date(2024, 1, 2)),
        link("3", "C1", "introduced", "C4"),
    ]

    assert introductions(links, as_of=date(2024, 1, 1)) == {"C1": 2}


# ------------------------------------------------------------------ who is where


@given(strategies.rfm_customers(), st.lists(strategies.keys(), max_size=4), st.randoms())
def test_everybody_has_one_row_by_id_in_whatever_order_they_came(people, further, dice):
    scores = list(score(people, fit(people)))
    rows = assign(scores, standard(), customers=further)

    assert [each.customer_id for each in rows] == sorted({*further, *(each.customer_id for each in people)})
    for each in rows:
        assert (each.score is None) == (each.customer_id not in {one.customer_id for one in people})
        assert each.segment == (None if each.score is None else standard().segment(each.score.cell))
    dice.shuffle(scores)
    assert assign(iter(scores), standard(), customers=reversed(further)) == rows


def test_who_has_not_bought_is_where_the_map_says_and_so_is_who_only_brought_things_back(person):
    people = [person("C1", 1, 9, 900), person("C2", None, 0, -5)]
    scores = score(people, Scale(recency=[1] * 4, frequency=[2, 4, 6, 8], monetary=[1, 2, 3, 4]))

    rows = assign(scores, trade(), customers=["C1", "C3", "C4"], introduced={"C4": 3, "elsewhere": 9})

    assert [(each.customer_id, each.segment, each.introductions) for each in rows] == [
        ("C1", "key account", 0),
        ("C2", "not yet bought", 0),
        ("C3", "not yet bought", 0),
        ("C4", "opinion leader", 3),
    ]


def test_a_scale_with_other_scores_than_the_map_is_refused(person):
    scores = score([person()], fit([person()], bins=3))

    with pytest.raises(InvalidRecord, match="has 3-3-3 scores, the segment map 'standard' is for 5-5-5"):
        assign(scores, standard())


def test_a_customer_with_two_scores_is_refused_since_one_would_be_lost(person):
    scores = score([person("C1"), person("C1", recency=99)], fit([person()]))

    with pytest.raises(InvalidRecord, match="'C1' stands there twice"):
        assign(scores, standard())


@pytest.mark.parametrize("customers", ["C1", [Customer(customer_id="C1", name="Ann")], [1]])
def test_customers_are_given_by_their_ids(customers):
    with pytest.raises(TypeError, match=r"customers.*ids"):
        assign([], standard(), customers=customers)


@pytest.mark.parametrize("segments", ["standard", {"C1": "Lost"}, standard])
def test_a_map_is_a_map_and_scores_are_scores(person, segments):
    with pytest.raises(TypeError, match=r"which is no SegmentMap: give one, as in rfm\.standard\(\)"):
        assign([], segments)
    with pytest.raises(TypeError, match="no SegmentMap"):
        segment_sizes([], segments)
    with pytest.raises(TypeError, match="RfmSummary is no RfmScore"):
        assign([person()], standard())


# ------------------------------------------------------------------ what segments come to


@given(strategies.rfm_customers(max_size=20), st.integers(0, 3))
def test_sizes_add_up_to_everybody(people, further):
    rows = assign(score(people, fit(people)), standard(), customers=[f" {i}" for i in range(further)])
    sizes = segment_sizes(rows, standard())

    for each in sizes:
        scored = sum(row.segment == each.segment and row.score is not None for row in rows)
        if scored:
            assert each.mean_frequency == Fraction(each.orders, scored)
            assert each.mean_monetary == Fraction(each.revenue.amount) / scored
    assert sum(each.customers for each in sizes) == len(rows)
    assert sum(each.share for each in sizes) == 1
    assert sum(each.orders for each in sizes) == sum(each.frequency for each in people)
    revenue = sum(each.monetary.amount for each in people)
    assert sum(each.revenue.amount for each in sizes) == revenue
    shares = [each.share_of_revenue for each in sizes]
    assert sum(shares) == 1 if revenue > 0 else set(shares) == {None}
    assert [each.segment for each in sizes] == [*standard().names, *([None] if further else [])]
    filled = [each for each in sizes if each.customers]
    assert sorted(filled, key=str) == sorted(segment_sizes(rows), key=str)


def test_means_are_exact_and_of_all_who_have_scores_as_orders_and_revenue_are(person):
    people = [person("C1", 1, 1, "0.10"), person("C2", 2, 3, "0.20"), person("C3", None, 0, -9)]
    segments = SegmentMap(name="one", segments=[Segment(name="all")], bins=1)

    (size,) = segment_sizes(assign(score(people, fit(people, 1)), segments), segments)

    assert (size.customers, size.orders, size.revenue) == (3, 4, Money("-8.70", "CNY"))
    assert (size.mean_recency, size.mean_frequency, size.mean_monetary) == (
        Fraction(3, 2),  # of the two who visited
        Fraction(4, 3),
        Fraction(-870, 300),
    )
    assert size.share_of_revenue is None


def test_a_segment_that_nobody_is_in_stands_there_with_nothing(person):
    people = [person()]
    sizes = {
        each.segment: each
        for each in segment_sizes(assign(score(people, fit(people)), standard()), standard())
    }

    empty = sizes["Lost"]
    assert (empty.customers, empty.share, empty.orders, empty.revenue) == (0, 0, 0, Money(0, "CNY"))
    assert (empty.share_of_revenue, empty.mean_recency, empty.mean_monetary) == (0, None, None)
    assert sizes["New Customers"].share_of_revenue == 1


def test_without_a_map_the_largest_segment_stands_first(person):
    people = [person(f"C{i}", 1 + 100 * (i == 0), 1 + 9 * (i > 2), i) for i in range(5)]

    sizes = segment_sizes(assign(score(people, fit(people)), r_vignette()))

    counts = [each.customers for each in sizes]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == 5


def test_nobody_comes_to_nothing():
    assert segment_sizes([]) == ()
    assert [(each.customers, each.share, each.revenue) for each in segment_sizes([], standard())] == [
        (0, 0, None)
    ] * 11
    (only,) = segment_sizes(assign([], standard(), customers=["C1"]))
    assert (only.segment, only.customers, only.revenue, only.mean_monetary) == (None, 1, None, None)
    assert Decimal(0) == only.orders
