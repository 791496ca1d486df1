"""Scales by hand: cut points in order, exact, each part that is wrong named."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, localcontext

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import CurrencyMismatch, InvalidRecord
from customerbase.measures import Count, Returns
from customerbase.rfm import Cuts, Fitted, Points, Scale, Weights
from customerbase.testing import check_scale

SCALE = Scale(recency=[30, 90], frequency=[1, 4], monetary=[100, "999.50"], currency="CNY")

exact = st.integers(-50, 50) | st.decimals(-50, 50, places=2)


def paths(raised):
    return [each.path for each in raised.value.problems]


# ------------------------------------------------------------------ where a value falls


@given(st.lists(exact, max_size=6).map(sorted), exact)
def test_the_bin_is_one_more_than_the_cut_points_below(points, value):
    cuts = Cuts(points)

    assert cuts.bins == len(points) + 1
    assert cuts.bin_of(value) == 1 + sum(each < value for each in points)
    assert cuts.bin_of(value, "left") == 1 + sum(each <= value for each in points)


@pytest.mark.parametrize(
    ("recency", "frequency", "amount", "cell"),
    [
        (30, 1, "100", (3, 1, 1)),
        (31, 2, "100.01", (2, 2, 2)),
        (90, 4, "999.50", (2, 2, 2)),
        (91, 5, "999.51", (1, 3, 3)),
        (0, 99, "-5", (3, 3, 1)),
    ],
)
def test_an_upper_end_is_its_bins_own_and_less_recency_is_better(person, recency, frequency, amount, cell):
    assert SCALE.points(person("C1", recency, frequency, amount)) == cell


def test_closed_on_the_left_a_cut_point_belongs_to_the_bin_above(person):
    left = attrs.evolve(SCALE, closed="left")

    assert left.points(person("C1", 30, 1, "100")) == (2, 2, 2)
    assert left.points(person("C1", 29, 1, "99.99")) == (3, 2, 1)


def test_who_never_visited_is_further_back_than_everybody(person):
    never = person("C1", None, 0, "-5")

    assert SCALE.points(never) == (1, 1, 1)
    assert Scale(recency=[], frequency=[], monetary=[]).points(never) == (1, 1, 1)


def test_a_hand_set_scale_keeps_the_laws():
    check_scale(Scale(recency=[30, 90, 90], frequency=[1, 1, 4], monetary=[-1, 0, "100.04"]))
    check_scale(Scale(recency=[0], frequency=[1], monetary=[0], closed="left"))


def test_a_scale_of_another_currency_is_refused_and_an_open_one_takes_any(person):
    with pytest.raises(CurrencyMismatch, match="CNY and USD"):
        SCALE.points(person(currency="USD"))

    assert attrs.evolve(SCALE, currency=None).points(person(currency="USD")) == SCALE.points(person())


# ------------------------------------------------------------------ weights


def test_weights_stand_in_the_order_r_f_m_or_by_name():
    by_name = attrs.evolve(SCALE, weights={"m": "2.5"})

    assert by_name.weights == Weights(Decimal(1), Decimal(1), Decimal("2.5"))
    assert attrs.evolve(SCALE, weights=[1, 1, "2.5"]) == by_name
    assert by_name.weighted(Points(5, 4, 2)) == Decimal(14)


def test_the_weighted_total_is_exact_whatever_precision_the_caller_has_set():
    scale = attrs.evolve(SCALE, weights=["0.123456789", 1000, 0])

    with localcontext(prec=2):
        assert scale.weighted(Points(3, 2, 1)) == Decimal("2000.370370367")


@pytest.mark.parametrize(
    "weights",
    [{"x": 1}, [1, 1], [1, 1, 1, 1], "111", None, [1, 1, -1], [0, 0, 0], [1, 0.5, 1], [1, 1, "NaN"]],
)
def test_weights_are_three_exact_numbers_of_which_one_counts(weights):
    with pytest.raises(InvalidRecord) as raised:
        attrs.evolve(SCALE, weights=weights)

    assert all(each.startswith("$.weights") for each in paths(raised))


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    "points",
    [
        [30, 90.5],
        [float("nan")],
        ["NaN"],
        [Decimal("NaN")],
        [Decimal("Infinity")],
        ["many"],
        [None],
        [True],
        [90, 30],
        ["1e30"],
        ["1e-400"],
        "30",
        30,
        None,
        {"points": [30]},
        {30, 90},
    ],
)
def test_cut_points_are_exact_numbers_in_ascending_order(points):
    with pytest.raises(InvalidRecord):
        Cuts(points)
    with pytest.raises(InvalidRecord) as raised:
        Scale(recency=[30], frequency=points, monetary=[1])
    assert all(each.startswith("$.frequency.points") for each in paths(raised))


def test_every_part_that_is_wrong_is_named_with_its_dimension():
    with pytest.raises(InvalidRecord) as raised:
        Scale(recency=[90, 30], frequency=[1.5], monetary=["x"], currency="RMB", closed="both", fitted={})

    assert paths(raised) == [
        "$.recency.points[1]",
        "$.frequency.points[0]",
        "$.monetary.points[0]",
        "$.closed",
        "$.currency",
        "$.fitted",
    ]


def test_a_float_is_told_how_to_be_written():
    with pytest.raises(InvalidRecord, match=r'is no exact number \(quote it: "297\.4"\)'):
        Scale(recency=[297.4], frequency=[], monetary=[])


@pytest.mark.parametrize("currency", ["cny", "", 5, ["CNY"]])
def test_a_currency_is_a_code(currency):
    with pytest.raises(InvalidRecord, match="is no currency"):
        attrs.evolve(SCALE, currency=currency)


@pytest.mark.parametrize("counts", [[1], [1, 2, 3, 4], [1, -1, 0], [1, "2", 3], [1, 2.0, 3], [True, 1, 1]])
def test_counts_are_numbers_of_customers_one_for_each_bin(counts):
    assert Cuts([1, 2], [1, 0, 3]).empty == (2,)
    with pytest.raises(InvalidRecord, match="counts"):
        Cuts([1, 2], counts)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"as_of": "2024-12-31"}, "$.as_of"),
        ({"as_of": datetime(2024, 12, 31)}, "$.as_of"),
        ({"customers": 0}, "$.customers"),
        ({"customers": "all"}, "$.customers"),
        ({"data": 5}, "$.data"),
        ({"counted": "order"}, "$.counted"),
        ({"returns": "never"}, "$.returns"),
    ],
)
def test_what_a_scale_was_fitted_to_is_checked(wrong, path):
    sound = {"as_of": date(2024, 12, 31), "customers": 9, "counted": Count.DAY, "returns": Returns.VISIT}
    assert Fitted(**sound).data is None

    with pytest.raises(InvalidRecord) as raised:
        Fitted(**sound | wrong)

    assert paths(raised) == [path]


# ------------------------------------------------------------------ what it says of itself


def test_counts_stand_by_score_and_empty_scores_are_noted():
    scale = Scale(recency=Cuts([30, 90], [5, 0, 2]), frequency=Cuts([1, 1], [7, 0, 0]), monetary=[1, 2])

    assert scale.counts("recency") == {1: 2, 2: 0, 3: 5}
    assert scale.counts("frequency") == {1: 7, 2: 0, 3: 0}
    assert scale.counts("monetary") == {}
    assert scale.notes == (
        "recency: nobody has score 2, since too many customers have the same value",
        "frequency: nobody has score 2, 3, since too many customers have the same value",
    )
    assert SCALE.notes == ()


def test_a_scale_is_a_value():
    assert (
        Scale(recency=["30.0", 90], frequency=(1, 4), monetary=[100, Decimal("999.5")], currency="CNY")
        == SCALE
    )
    assert hash(Scale(recency=["3E+1"], frequency=[], monetary=[])) == hash(
        Scale(recency=[30], frequency=[], monetary=[])
    )
    assert SCALE.bins == (3, 3, 3)
    assert str(SCALE.bins) == "3-3-3"
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        SCALE.currency = "USD"
