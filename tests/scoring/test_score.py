"""Scores: equal customers get equal ones, in whatever order they stand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import CurrencyMismatch, InvalidRecord
from customerbase.measures import Count, Returns, Summaries, summarize_lifetime
from customerbase.rfm import Points, Scale, fit, fit_nested, score, to_plain
from customerbase.testing import strategies

DAY = date(2024, 12, 31)
BINS = st.integers(1, 7)


@given(strategies.rfm_customers(max_size=25), st.tuples(BINS, BINS, BINS), st.randoms())
def test_the_order_of_rows_changes_no_score_and_rows_stay_as_they_were(people, bins, dice):
    other = list(people)
    dice.shuffle(other)
    kept = list(other)

    first = {each.customer_id: each.cell for each in score(people, fit(people, bins))}
    second = {each.customer_id: each.cell for each in score(other, fit(other, bins))}

    assert first == second
    assert other == kept


@given(strategies.rfm_customers(max_size=25), BINS)
def test_scores_are_in_range_monotone_and_equal_for_equals(people, bins):
    scores = score(people, fit(people, bins))

    assert [each.customer_id for each in scores] == [each.customer_id for each in people]
    for each in scores:
        assert all(1 <= got <= bins for got in each.cell)
    for one, other in product(scores, repeat=2):
        if one.summary.frequency <= other.summary.frequency:
            assert one.f <= other.f
        if one.summary.monetary <= other.summary.monetary:
            assert one.m <= other.m
        if _days(one) >= _days(other):
            assert one.r <= other.r


def _days(scored):
    return float("inf") if scored.summary.recency is None else scored.summary.recency


@given(strategies.rfm_customers(), BINS, st.sampled_from([fit, fit_nested]))
def test_in_thousands_or_thousandths_the_scores_are_the_same(people, bins, fitting):
    cells = [each.cell for each in score(people, fitting(people, bins))]

    for factor in (Decimal(1_000), Decimal("0.001")):
        other = [attrs.evolve(each, monetary=each.monetary * factor) for each in people]
        assert [each.cell for each in score(other, fitting(other, bins))] == cells


def test_the_total_is_weighted(person):
    scale = Scale(recency=[30], frequency=[1], monetary=[50], weights={"r": 2, "m": "0.5"})

    (one,) = score([person()], scale)

    assert (one.cell, str(one.cell), one.total) == (Points(2, 2, 2), "2-2-2", Decimal(7))


def test_nobody_has_no_scores():
    assert score([], Scale(recency=[], frequency=[], monetary=[])) == ()


def test_summaries_counted_in_another_way_than_the_scales_are_refused(person):
    by_day = Summaries([person()], as_of=DAY, counted=Count.DAY)
    by_order = Summaries([person()], as_of=DAY)
    with_returns = Summaries([person()], as_of=DAY, returns=Returns.VISIT)
    scale = fit(by_order)

    with pytest.raises(InvalidRecord, match="summarize with count='order' and returns='lower'"):
        score(by_day, scale)
    with pytest.raises(InvalidRecord, match="were made with count='order' and returns='visit'"):
        score(with_returns, scale)
    assert score(by_order, scale)[0].cell == score([person()], scale)[0].cell


def test_several_currencies_are_refused_even_by_a_scale_that_takes_any(person):
    scale = Scale(recency=[30], frequency=[1], monetary=[50])

    with pytest.raises(CurrencyMismatch, match="CNY and USD"):
        score([person("C1"), person("C2", currency="USD")], scale)
    with pytest.raises(CurrencyMismatch, match="EUR and USD"):
        score([person("C2", currency="USD")], attrs.evolve(scale, currency="EUR"))


def test_what_is_no_scale_and_what_is_no_summary_are_named(person):
    scale = Scale(recency=[30], frequency=[1], monetary=[50])

    with pytest.raises(TypeError, match="read one with scale_from_plain"):
        score([person()], to_plain(scale))
    with pytest.raises(TypeError, match="is no RfmSummary"):
        score(summarize_lifetime([_sale()], as_of=DAY), scale)


def _sale():
    from customerbase.model import SaleTotal
    from customerbase.values import Money

    return SaleTotal(purchase_id="1", customer_id="C1", on=DAY, quantity=Decimal(1), amount=Money(1, "CNY"))
