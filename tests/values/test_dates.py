"""Days that are known in part, periods, and days that return each year."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.testing import strategies
from customerbase.values import Anniversary, Calendar, PartialDate, Period

EVER = Period(start=date.min, end=date.max)


# ------------------------------------------------------------------ partial dates


@given(strategies.partial_dates(EVER))
def test_what_is_written_is_read_back(day: PartialDate) -> None:
    assert PartialDate.parse(day.isoformat()) == day
    assert str(day) == day.isoformat()


@given(strategies.partial_dates(EVER))
def test_a_date_matches_from_its_earliest_to_its_latest_day(day: PartialDate) -> None:
    first, last = day.earliest, day.latest
    assert (first is None) == (last is None) == (day.year is None)
    if first is None or last is None:
        return
    assert first <= last
    assert day.matches(first)
    assert day.matches(last)
    if first > date.min:
        assert not day.matches(first - timedelta(days=1))
    if last < date.max:
        assert not day.matches(last + timedelta(days=1))


@given(strategies.days(EVER))
def test_a_whole_day_is_complete(day: date) -> None:
    whole = PartialDate.of(day)

    assert whole.complete == whole.earliest == whole.latest == day
    assert whole.isoformat() == day.isoformat()
    assert whole.replace(year=None).matches(day)
    assert whole.replace(day=None).complete is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24-1-5",
        "2024-1-5",
        "2024-13",
        "2024-00",
        "2024-00-05",
        "2024-05-00",
        "2024-02-30",
        "2023-02-29",
        "0000",
        "--00-05",
        "--05-00",
        "--02-30",
        "---05",
        "2024/05/12",
        "2024-05-12 ",
        "2024-05-12\n",
        "May 2024",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidRecord):
        PartialDate.parse(text)


def test_the_29th_of_february_is_a_day_without_its_year() -> None:
    assert PartialDate.parse("--02-29").matches(date(2024, 2, 29))


def test_a_day_needs_its_month_and_a_date_needs_something() -> None:
    with pytest.raises(InvalidRecord, match="has no month"):
        PartialDate(year=2024, day=5)
    with pytest.raises(InvalidRecord, match="knows neither"):
        PartialDate()


# ------------------------------------------------------------------ periods


@given(strategies.periods(), strategies.days())
def test_a_period_holds_its_days_and_no_other(period: Period, day: date) -> None:
    after_start = period.start is None or day >= period.start
    before_end = period.end is None or day <= period.end

    assert (day in period) == (after_start and before_end)


@given(strategies.periods())
def test_what_a_period_prints_is_read_back(period: Period) -> None:
    text = ".." if period == Period() else str(period)

    assert Period.parse(text) == period


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(InvalidRecord, match="before the start"):
        Period(start=date(2024, 1, 2), end=date(2024, 1, 1))
    assert date(2024, 1, 1) in Period(start=date(2024, 1, 1), end=date(2024, 1, 1))


@given(st.integers(1, 9999))
def test_quarters_and_months_make_up_the_year(year: int) -> None:
    whole = Period.year(year)
    quarters = [Period.quarter(year, each) for each in range(1, 5)]
    months = [Period.month(year, each) for each in range(1, 13)]

    for parts in (quarters, months):
        assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
        for one, following in pairwise(parts):
            assert one.end is not None
            assert one.end + timedelta(days=1) == following.start


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("9999-Q4", "9999-10-01", "9999-12-31"),
        ("2024-01-15..2024-02-14", "2024-01-15", "2024-02-14"),
        ("2023..2024-Q1", "2023-01-01", "2024-03-31"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, start: str, end: str) -> None:
    assert Period.parse(text) == Period(start=date.fromisoformat(start), end=date.fromisoformat(end))


def test_an_open_side_is_left_out() -> None:
    assert Period.parse("2024..") == Period(start=date(2024, 1, 1))
    assert Period.parse("..2024") == Period(end=date(2024, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["", "last year", "2024-13", "2024-00", "2024-Q5", "2024..2023", "2022..2023..2024", "2024-1-5", "0000"],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"period|start"):
        Period.parse(text)


def test_the_last_days_include_today() -> None:
    assert Period.days_until(date(2024, 3, 1), 2) == Period(start=date(2024, 2, 29), end=date(2024, 3, 1))


# ------------------------------------------------------------------ anniversaries


def test_the_29th_of_february_falls_on_the_28th_in_other_years() -> None:
    born = Anniversary(label="birthday", day=PartialDate(year=2000, month=2, day=29))

    assert list(born.days(Period.parse("2023..2024"))) == [date(2023, 2, 28), date(2024, 2, 29)]


def test_nobody_has_a_birthday_before_he_is_born() -> None:
    born = Anniversary(label="birthday", day=PartialDate(year=2023, month=5, day=1))

    assert list(born.days(Period.parse("2022..2024"))) == [date(2023, 5, 1), date(2024, 5, 1)]


@given(strategies.anniversaries(calendar=st.just(Calendar.SOLAR)), strategies.periods(bounded=True))
def test_a_day_returns_once_a_year_within_the_period(day: Anniversary, period: Period) -> None:
    found = list(day.days(period))

    assert found == sorted(set(found))
    assert all(each in period for each in found)
    assert len({each.year for each in found}) == len(found)


def test_lunar_days_and_open_periods_give_none() -> None:
    day = PartialDate(month=8, day=15)

    assert list(Anniversary(label="x", day=day, calendar="lunar").days(Period.year(2024))) == []  # type: ignore[arg-type]
    assert list(Anniversary(label="x", day=day).days(Period(start=date(2024, 1, 1)))) == []


@pytest.mark.parametrize("text", ["1980", "1980-05", "--05"])
def test_a_day_that_returns_has_month_and_day(text: str) -> None:
    with pytest.raises(InvalidRecord, match="does not return each year"):
        Anniversary(label="founding", day=PartialDate.parse(text))
