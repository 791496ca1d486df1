"""Scales fitted to customers: each cut point is a value that somebody has."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import CurrencyMismatch, InvalidRecord, NothingToFit
from customerbase.measures import Count, Returns, Summaries, summarize
from customerbase.rfm import Cuts, Fitted, cut_points, fit, fit_nested, score
from customerbase.testing import check_scale, strategies
from customerbase.values import Money

VALUES = st.lists(st.integers(-5, 5) | st.decimals(-5, 5, places=2), min_size=1, max_size=60)
BINS = st.integers(1, 12)


def by_definition(values, i, k):
    """Return the smallest observed value that at least i/k of the customers do not exceed."""
    return min(
        value
        for value in values
        if Fraction(sum(each <= value for each in values), len(values)) >= Fraction(i, k)
    )


# ------------------------------------------------------------------ cut points


@given(VALUES, BINS)
def test_cut_i_of_k_is_the_smallest_value_that_i_kths_of_the_customers_do_not_exceed(values, bins):
    cuts = cut_points(values, bins)

    assert list(cuts.points) == [by_definition(values, i, bins) for i in range(1, bins)]


@given(VALUES, BINS)
def test_the_counts_add_up_and_are_those_of_the_bins(values, bins):
    cuts = cut_points(values, bins)

    assert sum(cuts.counts) == len(values)
    got = Counter(cuts.bin_of(each) for each in values)
    assert list(cuts.counts) == [got[i] for i in range(1, bins + 1)]


@given(VALUES, BINS, st.randoms())
def test_the_order_of_the_values_changes_nothing(values, bins, dice):
    other = list(values)
    dice.shuffle(other)

    assert cut_points(other, bins) == cut_points(values, bins)


@given(st.integers(1, 500), BINS)
def test_without_ties_bins_differ_by_one_customer_at_most(customers, bins):
    counts = cut_points(range(customers), bins).counts

    assert max(counts) - min(counts) <= 1


@given(VALUES, BINS, st.integers(1, 10**6))
def test_in_another_unit_the_cut_points_are_the_same_values(values, bins, unit):
    cuts = cut_points(values, bins)

    scaled = cut_points([each * unit for each in values], bins)

    assert scaled.points == tuple(each * unit for each in cuts.points)
    assert scaled.counts == cuts.counts


def test_cut_points_of_text_are_those_of_its_numbers_not_of_its_letters():
    assert cut_points(["9", "10", "100"], 3) == cut_points([9, 10, 100], 3)


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), "many", None, True, Decimal("NaN"), Decimal("Infinity")]
)
def test_a_value_that_is_not_exact_is_refused_wherever_it_stands(value):
    with pytest.raises(InvalidRecord, match=r"\$\.values\[1\]: is no exact number"):
        cut_points([1, value, 3], 2)


@pytest.mark.parametrize("bins", [0, -1, 2.0, "5", True, None, 1_001])
def test_bins_are_a_whole_number_from_1(bins, person):
    with pytest.raises(InvalidRecord, match="number of bins"):
        cut_points([1, 2], bins)
    with pytest.raises(InvalidRecord, match="number of bins"):
        fit([person()], bins)


@pytest.mark.parametrize("bins", [(5, 5), (5, 5, 5, 5), "555", (5, 5, 0), {5}])
def test_three_numbers_of_bins_are_three(bins, person):
    with pytest.raises(InvalidRecord, match="give one number of bins, or three"):
        fit([person()], bins)


def test_no_values_have_no_cut_points():
    with pytest.raises(NothingToFit):
        cut_points([], 5)


# ------------------------------------------------------------------ fitted scales


@given(strategies.rfm_customers(), st.tuples(BINS, BINS, BINS))
def test_each_dimension_is_cut_by_itself_among_those_who_visited(people, bins):
    scale = fit(people, bins)
    visited = [each for each in people if each.recency is not None]

    assert scale.bins == bins
    assert scale.recency == cut_points([each.recency for each in visited], bins[0])
    assert scale.frequency == cut_points([each.frequency for each in visited], bins[1])
    assert scale.monetary == cut_points([each.monetary.amount for each in visited], bins[2])
    assert scale.fitted == Fitted(as_of=people.as_of, customers=len(visited))
    assert scale.currency == "CNY"


@given(strategies.rfm_customers(), st.tuples(BINS, BINS, BINS))
def test_the_counts_are_those_of_the_scores(people, bins):
    scale = fit(people, bins)
    scores = score([each for each in people if each.recency is not None], scale)

    for dimension, axis in (("recency", "r"), ("frequency", "f"), ("monetary", "m")):
        got = Counter(getattr(each, axis) for each in scores)
        counts = scale.counts(dimension)
        assert counts == {i: got[i] for i in range(1, getattr(scale.bins, axis) + 1)}


@pytest.mark.parametrize("bins", [5, 1, 2, (3, 4, 7), 100])
def test_a_fitted_scale_keeps_the_laws(bins):
    check_scale(lambda people: fit(people, bins), bins=bins, max_examples=40)


def test_where_most_bought_once_they_share_the_lowest_score_and_it_is_said(person):
    people = [person(f"C{i}", i, 1 if i < 70 else i - 68, i) for i in range(100)]

    scale = fit(people)

    assert scale.counts("frequency") == {1: 70, 2: 0, 3: 0, 4: 10, 5: 20}
    assert scale.notes == ("frequency: nobody has score 2, 3, since too many customers have the same value",)
    got = {each.summary.frequency: each.f for each in score(people, scale)}
    assert got[1] == 1
    assert all(low <= high for (_, low), (_, high) in pairwise(sorted(got.items())))


def test_one_customer_alone_has_the_best_recency_and_the_lowest_of_the_rest(person):
    (one,) = score([person()], fit([person()]))

    assert one.cell == (5, 1, 1)


def test_a_scale_of_this_quarter_scores_the_next(person):
    scale = fit([person(str(i), i, i + 1, i) for i in range(10)])

    assert [each.cell for each in score([person("new", 2, 40, 9_999), person("old", 500, 1, -3)], scale)] == [
        (4, 5, 5),
        (1, 1, 1),
    ]


def test_the_scale_remembers_how_its_summaries_were_made():
    sold = [
        attrs.evolve(each, purchase_id=str(i), on=date(2024, 1, 1) + timedelta(days=i))
        for i, each in enumerate([_sale("C1"), _sale("C2"), _sale("C1")])
    ]
    summaries = summarize(sold, as_of=date(2024, 3, 31), count="day", returns="ignore")

    assert fit(summaries, data="first quarter").fitted == Fitted(
        as_of=date(2024, 3, 31),
        customers=2,
        data="first quarter",
        counted=Count.DAY,
        returns=Returns.IGNORE,
    )


def test_a_list_picked_out_of_summaries_does_not_say_how_they_were_made_and_nor_does_its_scale():
    summaries = summarize([_sale("C1"), _sale("C2")], as_of=date(2024, 3, 31), count="day")

    picked = [each for each in summaries if each.customer_id == "C1"]
    fitted = fit(picked).fitted

    assert (fitted.as_of, fitted.counted, fitted.returns) == (date(2024, 3, 31), None, None)
    assert len(score(summaries, fit(picked))) == 2


def _sale(who):
    from customerbase.model import SaleTotal

    return SaleTotal(
        purchase_id=f"S{who}",
        customer_id=who,
        on=date(2024, 1, 1),
        quantity=Decimal(1),
        amount=Money(10, "CNY"),
    )


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("fitting", [fit, fit_nested])
def test_there_must_be_somebody_who_visited(fitting, person):
    with pytest.raises(NothingToFit, match="take a later day"):
        fitting([])
    with pytest.raises(NothingToFit) as raised:
        fitting(Summaries([person("C1", None, 0, -5)], as_of=date(2024, 1, 31)))
    assert raised.value.as_of == date(2024, 1, 31)
    assert "by 2024-01-31" in str(raised.value)
    with pytest.raises(NothingToFit, match="no customer has a purchase in USD by 2024-01-31") as raised:
        fitting(Summaries([], as_of=date(2024, 1, 31), currency="USD"))
    assert raised.value.currency == "USD"


@pytest.mark.parametrize("fitting", [fit, fit_nested])
def test_currencies_are_not_fitted_together(fitting, person):
    with pytest.raises(CurrencyMismatch):
        fitting([person("C1"), person("C2", currency="USD")])


@pytest.mark.parametrize("fitting", [fit, fit_nested])
def test_summaries_of_several_days_are_not_fitted_together(fitting, person):
    people = [
        person(str(i), 10, 1, last_purchase=date(2024, i, 1), first_purchase=date(2024, i, 1)) for i in (1, 2)
    ]

    with pytest.raises(InvalidRecord, match=r"several days: 2024-01-11, 2024-02-11"):
        fitting(people)


@pytest.mark.parametrize("fitting", [fit, fit_nested])
@pytest.mark.parametrize("row", [{"recency": 3, "frequency": 1, "monetary": 5.0}, ("C1", 3, 1, 5), None])
def test_rows_that_are_no_summaries_are_refused_by_name(fitting, row):
    with pytest.raises(TypeError, match="is no RfmSummary"):
        fitting([row])


def test_hand_set_and_fitted_cut_points_are_the_same_kind_of_value():
    assert attrs.evolve(cut_points([1, 2, 3], 3), counts=()) == Cuts([1, 2])
