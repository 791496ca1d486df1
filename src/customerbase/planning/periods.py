"""The periods of a plan, and the room that each of their days has."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.planning.capacity import Capacity

__all__ = ["ENDLESS", "PlanPeriod", "Room", "periods_from", "room"]

ENDLESS: Final = 1 << 60
"""Room where no capacity is given."""
_MONDAY_TO_FRIDAY: Final = Capacity(per_day=1)


class PlanPeriod(StrEnum):
    """What a plan levels: calendar months, or weeks from Monday to Sunday."""

    MONTH = "month"
    WEEK = "week"

    def around(self, day: int) -> tuple[int, int]:
        """Return the first and the last day of the month or week of a day, all as ordinals."""
        if self is PlanPeriod.WEEK:
            monday = day - (day - 1) % 7
            return monday, monday + 6
        first = date.fromordinal(day).replace(day=1)
        after = (first + timedelta(days=32)).replace(day=1)
        return first.toordinal(), after.toordinal() - 1

    def named(self, day: date) -> str:
        """Return the name of the month or week of a day.

        >>> PlanPeriod.MONTH.named(date(2024, 12, 30)), PlanPeriod.WEEK.named(date(2024, 12, 30))
        ('2024-12', '2025-W01')
        """
        if self is PlanPeriod.MONTH:
            return f"{day.year:04}-{day.month:02}"
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"


def periods_from(start: date, number: int, by: PlanPeriod) -> list[tuple[int, int]]:
    """Return the first and last day of each period as ordinals; the first one begins at `start`.

    Raises
    ------
    InvalidRecord
        If they go beyond the year 9998.
    """
    found: list[tuple[int, int]] = []
    first = start.toordinal()
    for _ in range(number):
        if first > date(9998, 12, 1).toordinal():
            hint = "plan fewer periods"
            raise InvalidRecord("Plan", [Problem("$.periods", number, "go beyond the year 9998", hint)])
        _, last = by.around(first)
        found.append((first, last))
        first = last + 1
    return found


@attrs.frozen(kw_only=True)
class Room:
    """Where visits find room: days in groups that share one capacity, all within one period.

    A group is one day where there are so many visits a day; the days of a
    week (or month) where there are so many a week; all of a period where
    nobody said.  Groups without room, and days that are not worked, are left out.

    Attributes
    ----------
    days : list of int
        Days worked, in order, as ordinals.
    groups : list of tuple of int
        For each group, the places in `days` where it begins and ends (excluded).
    capacity : list of int
        Visits that each group can take.
    total : list of int
        The same, summed up to each group.
    begins : list of int
        For each period, its first group; and the number of groups at the end.
    group_by : list of int
        For each day from the start: the last group that has begun by then; -1 for none.
    widths : list of int
        For each period, what is levelled over, summed up: equal parts, with a
        first one as long as the days from Monday to Friday that are left of it
        (one at least, as somebody may work on its weekend).
    limited : bool
        Whether a capacity was given.
    """

    days: list[int]
    groups: list[tuple[int, int]]
    capacity: list[int]
    total: list[int]
    begins: list[int]
    group_by: list[int]
    widths: list[int]
    limited: bool

    def of_period(self, period: int) -> int:
        """Return the visits that a period (from 0) can take."""
        return sum(self.capacity[self.begins[period] : self.begins[period + 1]])

    def day_by(self, day: int) -> int:
        """Return the place in `days` of the last day worked up to a day."""
        place = bisect_left(self.days, day)
        return place if place < len(self.days) and self.days[place] == day else place - 1


def room(capacity: Capacity | None, periods: list[tuple[int, int]], by: PlanPeriod) -> Room:
    """Lay out the room that an employee has in the periods of a plan."""
    days: list[int] = []
    groups: list[tuple[int, int]] = []
    sizes: list[int] = []
    begins = [0]
    for first, last in periods:
        for held, size in _groups(capacity, first, last):
            groups.append((len(days), len(days) + len(held)))
            days += held
            sizes.append(size)
        begins.append(len(groups))
    total: list[int] = []
    for size in sizes:
        total.append((total[-1] if total else 0) + size)
    return Room(
        days=days,
        groups=groups,
        capacity=sizes,
        total=total,
        begins=begins,
        group_by=_begun([days[begin] for begin, _ in groups], periods[0][0], periods[-1][1]),
        widths=_equal(periods, by),
        limited=capacity is not None,
    )


def _groups(capacity: Capacity | None, first: int, last: int) -> Iterator[tuple[list[int], int]]:
    if capacity is None:
        if days := _MONDAY_TO_FRIDAY.days_worked(first, last):
            yield days, ENDLESS
    elif capacity.per_day is not None:
        for day in capacity.days_worked(first, last):
            yield [day], capacity.per_day
    elif capacity.per_week is not None:
        yield from _shares(capacity, capacity.per_week, PlanPeriod.WEEK, first, last)
    elif capacity.per_month is not None:
        yield from _shares(capacity, capacity.per_month, PlanPeriod.MONTH, first, last)


def _shares(
    capacity: Capacity, number: int, by: PlanPeriod, first: int, last: int
) -> Iterator[tuple[list[int], int]]:
    """Yield the part of each week or month that lies in a period, with its share of the number."""
    while first <= last:
        begin, end = by.around(first)
        worked = capacity.days_worked(begin, end)
        ordinary = sum((day - 1) % 7 in capacity.workdays for day in range(begin, end + 1))
        stop = min(end, last)
        held = [day for day in worked if first <= day <= stop]
        if held:
            whole = -(-number * len(worked) // ordinary) if ordinary else number
            before = bisect_left(worked, first)
            # Rounded as a running sum, so that the parts of a week never exceed it together.
            size = whole * (before + len(held)) // len(worked) - whole * before // len(worked)
            if size:
                yield held, size
        first = stop + 1


def _equal(periods: list[tuple[int, int]], by: PlanPeriod) -> list[int]:
    first, last = periods[0]
    left = len(_MONDAY_TO_FRIDAY.days_worked(first, last)) or 1
    whole = len(_MONDAY_TO_FRIDAY.days_worked(*by.around(first)))
    return [left + whole * i for i in range(len(periods))]


def _begun(firsts: list[int], start: int, end: int) -> list[int]:
    found = []
    group = -1
    for day in range(start, end + 1):
        while group + 1 < len(firsts) and firsts[group + 1] <= day:
            group += 1
        found.append(group)
    return found
