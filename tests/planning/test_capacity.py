"""How many visits can be made, and on which days: capacities, and the room they give to a plan's periods."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.planning.capacity import Capacity, capacity_from_plain
from customerbase.planning.periods import PlanPeriod, periods_from, room

DAYS = st.lists(st.dates(date(2024, 1, 1), date(2024, 12, 31)), max_size=5)
CAPACITIES = st.builds(
    lambda kind, number, workdays, holidays, extra: Capacity(
        **{kind: number}, workdays=workdays, holidays=holidays, extra_days=extra
    ),
    st.sampled_from(["per_day", "per_week", "per_month"]),
    st.integers(1, 30),
    st.sets(st.integers(0, 6), min_size=1),
    DAYS,
    DAYS,
)


def laid_out(capacity, start, number, by):
    by = PlanPeriod(by)
    periods = periods_from(start, number, by)
    held = room(capacity, periods, by)
    return [held.of_period(i) for i in range(number)]


# ------------------------------------------------------------------ days


def test_holidays_are_off_and_made_up_weekends_are_worked():
    # China, May 2024: 1 to 5 off, Sunday 28 April and Saturday 11 May worked for it.
    ann = Capacity(
        per_day=6,
        holidays=[date(2024, 5, day) for day in range(1, 6)],
        extra_days=[date(2024, 4, 28), date(2024, 5, 11)],
    )

    assert [day for day in range(1, 13) if ann.works_on(date(2024, 5, day))] == [6, 7, 8, 9, 10, 11]
    assert ann.works_on(date(2024, 4, 28))


@given(CAPACITIES, DAYS)
def test_an_absence_takes_its_days_and_no_others(capacity, away):
    less = capacity.without(away)

    for i in range(366):
        day = date(2024, 1, 1) + timedelta(days=i)
        assert less.works_on(day) == (capacity.works_on(day) and day not in away)


@given(CAPACITIES)
def test_a_capacity_is_read_back_as_it_was_written(capacity):
    assert capacity_from_plain(json.loads(json.dumps(capacity.to_plain()))) == capacity


def test_a_capacity_can_be_written_by_hand():
    plain = tomllib.loads("per_week = 20\nholidays = [2024-05-01]")

    assert capacity_from_plain(plain) == Capacity(per_week=20, holidays=[date(2024, 5, 1)])


@given(CAPACITIES, st.randoms())
def test_the_order_of_days_and_days_named_twice_change_nothing(capacity, dice):
    days = [*capacity.holidays, *capacity.holidays]
    dice.shuffle(days)

    assert (
        Capacity(**{**capacity.to_plain(), "holidays": days, "extra_days": capacity.extra_days}) == capacity
    )


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({}, r"\$\.per_day: is lacking .*give one of per_day, per_week, per_month"),
        ({"per_day": 0}, r"\$\.per_day: 0 is no whole number from 1"),
        ({"per_week": -5}, r"\$\.per_week: -5 is no"),
        ({"per_month": True}, r"\$\.per_month: True is no"),
        ({"per_day": 2.5}, r"\$\.per_day: 2.5 is no"),
        ({"per_day": float("nan")}, r"\$\.per_day: nan is no"),
        ({"per_day": 6, "per_week": 30}, "several are given"),
        ({"per_day": 6, "workdays": ()}, "no day is worked"),
        ({"per_day": 6, "workdays": (7,)}, r"\$\.workdays: are not days of the week"),
        ({"per_day": 6, "workdays": "Mon"}, r"\$\.workdays: are not days of the week"),
        ({"per_day": 6, "holidays": ["2024-05-01"]}, r"\$\.holidays\[0\]: '2024-05-01' is no day"),
        ({"per_day": 6, "extra_days": [datetime(2024, 5, 1)]}, r"\$\.extra_days\[0\]: .* is no day"),
        ({"per_day": 6, "holidays": date(2024, 5, 1)}, r"\$\.holidays: is no list of days"),
    ],
)
def test_what_is_no_capacity_is_refused(given_, said):
    with pytest.raises(InvalidRecord, match=said):
        Capacity(**given_)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InvalidRecord) as caught:
        Capacity(per_day=0, workdays=(9,), holidays=[1])

    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        (6, "is no capacity"),
        ({"per_hour": 1}, r"\$\.per_hour: is no part of it"),
        ({"per_day": 6, "holidays": ["1 May"]}, r"\$\.holidays\[0\]: '1 May' is no day"),
    ],
)
def test_what_is_not_written_as_a_capacity_is_refused(plain, said):
    with pytest.raises(InvalidRecord, match=said):
        capacity_from_plain(plain)


# ------------------------------------------------------------------ periods and their room


def test_periods_are_months_or_weeks_from_monday_and_the_first_one_is_cut():
    months = periods_from(date(2024, 1, 31), 3, PlanPeriod.MONTH)
    weeks = periods_from(date(2024, 1, 31), 2, PlanPeriod.WEEK)

    assert [(str(date.fromordinal(a)), str(date.fromordinal(b))) for a, b in months] == [
        ("2024-01-31", "2024-01-31"),
        ("2024-02-01", "2024-02-29"),
        ("2024-03-01", "2024-03-31"),
    ]
    assert [(str(date.fromordinal(a)), str(date.fromordinal(b))) for a, b in weeks] == [
        ("2024-01-31", "2024-02-04"),
        ("2024-02-05", "2024-02-11"),
    ]


def test_periods_end_before_the_calendar_does():
    with pytest.raises(InvalidRecord, match="beyond the year 9998"):
        periods_from(date(2024, 1, 1), 10**6, PlanPeriod.MONTH)


def test_a_capacity_per_day_counts_the_days_worked():
    # 23, 21 and 21 days from Monday to Friday; New Year off.
    ann = Capacity(per_day=2, holidays=[date(2024, 1, 1)])

    assert laid_out(ann, date(2024, 1, 1), 3, "month") == [44, 42, 42]
    assert laid_out(ann, date(2024, 1, 30), 2, "month") == [4, 42]


def test_a_capacity_per_month_is_less_by_the_days_off_and_never_nothing():
    # 3 of May's 23 days are off (1 to 3): 20 / 23 of 92; one a month stays one.
    off = [date(2024, 5, day) for day in range(1, 6)]

    assert laid_out(Capacity(per_month=92, holidays=off), date(2024, 5, 1), 2, "month") == [80, 92]
    assert laid_out(Capacity(per_month=1, holidays=off), date(2024, 5, 1), 2, "month") == [1, 1]


def test_a_week_that_two_months_share_is_shared_by_days_worked():
    # 29 January to 2 February 2024: three days in January, two in February.
    assert laid_out(Capacity(per_week=5), date(2024, 1, 29), 1, "month") == [3]
    assert laid_out(Capacity(per_week=1), date(2024, 1, 29), 2, "month") == [0, 4]


@given(CAPACITIES, st.dates(date(2024, 1, 1), date(2024, 6, 1)), st.sampled_from(["month", "week"]))
def test_the_parts_of_a_week_or_month_never_exceed_it(capacity, start, by):
    capacity = Capacity(
        per_day=capacity.per_day,
        per_week=capacity.per_week,
        per_month=capacity.per_month,
        workdays=capacity.workdays,
        holidays=capacity.holidays,
    )
    periods = periods_from(start, 5, PlanPeriod(by))
    held = room(capacity, periods, PlanPeriod(by))

    sums = {}
    for (begin, end), size in zip(held.groups, held.capacity, strict=True):
        days = [date.fromordinal(day) for day in held.days[begin:end]]
        assert size > 0
        assert all(map(capacity.works_on, days))
        if capacity.per_day:
            keys = {(day,) for day in days}
        elif capacity.per_week:
            keys = {day.isocalendar()[:2] for day in days}
        else:
            keys = {(day.year, day.month) for day in days}
        (key,) = keys
        sums[key] = sums.get(key, 0) + size
    most = capacity.per_day or capacity.per_week or capacity.per_month
    assert all(number <= most for number in sums.values())


def test_without_a_capacity_a_cut_month_counts_by_its_days_from_monday_to_friday():
    # 8 of 23 days are left of January 2024.
    periods = periods_from(date(2024, 1, 20), 3, PlanPeriod.MONTH)

    assert room(None, periods, PlanPeriod.MONTH).widths == [8, 31, 54]
