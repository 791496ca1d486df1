"""Spans of months and days: the day of the month is kept, and shorter is never later."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.testing import strategies
from customerbase.values import Period
from customerbase.verifying.cycles import Cycle

EVER = strategies.days(Period(start=date(2019, 1, 1), end=date(2032, 12, 31)))
MONTHS = st.integers(1, 60)
DAYS = st.integers(0, 400)
TIMES = st.fractions(Fraction(1, 40), 40, max_denominator=60)


def round_of(cycle, first, number):
    """Return the days on which checks fall that are made on the day they are due."""
    days = [first]
    for _ in range(number):
        days.append(cycle.after(days[-1], anchor=first))
    return days[1:]


def test_the_31st_comes_back_after_short_months():
    wanted = [date(2023, 2, 28), date(2023, 3, 31), date(2023, 4, 30), date(2023, 5, 31), date(2023, 6, 30)]

    assert round_of(Cycle(1), date(2023, 1, 31), 5) == wanted
    assert round_of(Cycle(1), date(2024, 1, 31), 2) == [date(2024, 2, 29), date(2024, 3, 31)]


def test_the_29th_of_february_comes_back():
    assert round_of(Cycle(12), date(2024, 2, 29), 4) == [
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]


def test_1900_had_no_29th_of_february_and_2000_had():
    assert Cycle(12 * 4).after(date(1896, 2, 29)) == date(1900, 2, 28)
    assert Cycle(12 * 4).after(date(1996, 2, 29)) == date(2000, 2, 29)


@given(EVER, st.integers(1, 24), st.integers(1, 40))
def test_due_dates_are_those_counted_from_the_anchor(first, months, number):
    # k cycles at once from the anchor, not one after another, is the definition.
    assert round_of(Cycle(months), first, number)[-1] == Cycle(months * number).after(first)


@given(EVER, MONTHS, st.data())
def test_a_check_that_is_not_on_a_due_date_counts_from_itself(first, months, data):
    last = first + timedelta(days=data.draw(st.integers(1, 2_000)))
    if (last + timedelta(days=1)).day > 1:  # not at the end of a month, where it may be of the anchor
        assert Cycle(months).after(last, anchor=first) == Cycle(months).after(last)


def test_an_anchor_after_the_check_is_none_of_it():
    assert Cycle(1).after(date(2023, 2, 28), anchor=date(2023, 3, 31)) == date(2023, 3, 28)


@given(EVER, EVER, st.integers(0, 60), DAYS)
def test_a_cycle_ends_after_it_began(last, anchor, months, days):
    assert Cycle(months, days or int(not months)).after(last, anchor) > last


@given(EVER, st.none() | EVER, MONTHS, MONTHS)
def test_fewer_months_are_never_later(last, anchor, one, other):
    ends = [Cycle(months).after(last, anchor) for months in sorted((one, other))]

    assert ends == sorted(ends)


@given(EVER, st.none() | EVER, st.integers(1, 900), st.integers(1, 900))
def test_fewer_days_are_never_later(last, anchor, one, other):
    ends = [Cycle(days=days).after(last, anchor) for days in sorted((one, other))]

    assert ends == sorted(ends)


@given(EVER, EVER, st.none() | EVER, st.integers(0, 60), DAYS)
def test_what_began_later_never_ends_sooner(one, other, anchor, months, days):
    cycle = Cycle(months, days or int(not months))
    ends = [cycle.after(last, anchor) for last in sorted((one, other))]

    assert ends == sorted(ends)


@given(EVER, st.none() | EVER, st.integers(0, 60), DAYS, TIMES, TIMES)
def test_more_often_is_never_later(last, anchor, months, days, one, other):
    cycle = Cycle(months, days or int(not months))
    ends = [cycle.paced(times).after(last, anchor) for times in sorted((one, other), reverse=True)]

    assert ends == sorted(ends)
    assert cycle.paced(Fraction(1)) == cycle


@given(st.integers(1, 60), st.integers(1, 12))
def test_n_times_as_often_of_n_times_as_long_is_the_cycle_itself(months, times):
    assert Cycle(months * times).paced(Fraction(times)) == Cycle(months)
    assert Cycle(months).paced(Fraction(1, times)) == Cycle(months * times)


@pytest.mark.parametrize(
    ("cycle", "times", "wanted"),
    [
        (Cycle(12), Fraction(2), Cycle(6)),
        (Cycle(6), Fraction(4), Cycle(1, 14)),
        (Cycle(1), Fraction(2), Cycle(0, 14)),
        (Cycle(1), Fraction(3, 2), Cycle(0, 18)),
        (Cycle(0, 7), Fraction(2), Cycle(0, 3)),
        (Cycle(0, 1), Fraction(1000), Cycle(0, 1)),
        (Cycle(0, 10), Fraction(2, 3), Cycle(0, 15)),
        (Cycle(2, 10), Fraction(2), Cycle(1, 5)),
    ],
)
def test_a_part_of_a_month_is_so_many_28ths_of_it(cycle, times, wanted):
    assert cycle.paced(times) == wanted


def test_beyond_the_calendar_is_its_last_day():
    assert Cycle(12).after(date(9999, 6, 1)) == date.max
    assert Cycle(days=400_000).after(date(9999, 6, 1)) == date.max
    assert Cycle(1, 40).after(date(9999, 11, 30)) == date.max
    assert Cycle(12).paced(Fraction(1, 10**12)).after(date(2024, 1, 31)) == date.max
    assert Cycle(days=1).paced(Fraction(1, 10**30)).after(date(2024, 1, 31)) == date.max


@pytest.mark.parametrize(
    ("cycle", "en", "zh"),
    [
        (Cycle(1), "month", "1 个月"),
        (Cycle(6), "6 months", "6 个月"),
        (Cycle(12), "year", "1 年"),
        (Cycle(36), "3 years", "3 年"),
        (Cycle(14), "14 months", "14 个月"),
        (Cycle(0, 1), "day", "1 天"),
        (Cycle(0, 45), "45 days", "45 天"),
        (Cycle(1, 14), "month and 14 days", "1 个月又 14 天"),
    ],
)
def test_cycles_are_said_in_both_languages(cycle, en, zh):
    assert (str(cycle), cycle.zh) == (en, zh)
