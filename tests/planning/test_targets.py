"""Shares of a round: evenly, by quarters, or as given."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.planning.targets import evenly, quarterly, shares_by_period


@given(st.integers(1, 60))
def test_an_even_target_ascends_by_the_same_share_to_one(periods):
    shares = shares_by_period(evenly(periods), periods)

    assert shares[-1] == 1
    assert {b - a for a, b in zip([Fraction(0), *shares], shares, strict=False)} == {Fraction(1, periods)}


def test_quarters_are_three_months_or_thirteen_weeks():
    assert quarterly(0.3, 0.6, 0.9, 1) == {3: 0.3, 6: 0.6, 9: 0.9, 12: 1}
    assert list(quarterly(0.5, 1, by="week")) == [13, 26]
    with pytest.raises(ValueError, match="by='day' is none of 'month', 'week'"):
        quarterly(1, by="day")


def test_shares_are_taken_as_they_are_written():
    assert shares_by_period([0.1, Decimal("0.3"), Fraction(1, 3), 1], 4) == [
        Fraction(1, 10),
        Fraction(3, 10),
        Fraction(1, 3),
        1,
    ]


def test_between_two_targets_the_earlier_one_holds_and_after_the_last_all():
    assert shares_by_period({2: 0.5, 4: 1}, 5) == [0, Fraction(1, 2), Fraction(1, 2), 1, 1]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ([], "is empty"),
        ([0.5], "ends at 0.5, not at 1"),
        ([0.6, 0.3, 1], r"\$\.target\[2\]: 0.3 is below the share before it"),
        ([0.5, 1.1], r"\$\.target\[2\]: 1.1 is no share"),
        ([-0.1, 1], r"\$\.target\[1\]: -0.1 is no share"),
        ([float("nan"), 1], "nan is no share"),
        ([Decimal("sNaN"), 1], "is no share"),
        ([True], "True is no share"),
        (["1"], "'1' is no share"),
        ([0.2, 0.4, 0.6, 0.8, 1], r"\$\.target\[4\]: is after the last period, 3 .*plan periods=5"),
        ({0: 0.5, 1: 1}, "0 is no period"),
        ({"Q1": 1}, "'Q1' is no period"),
        ("evenly", "'evenly' is no target"),
        (0.5, "0.5 is no target"),
    ],
)
def test_what_is_no_target_is_refused(target, said):
    with pytest.raises(InvalidRecord, match=said):
        shares_by_period(target, 3)


@pytest.mark.parametrize("periods", [0, -1, 2.0, True])
def test_an_even_target_needs_a_number_of_periods(periods):
    with pytest.raises(InvalidRecord, match="is no whole number from 1"):
        evenly(periods)
