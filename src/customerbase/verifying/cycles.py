"""Spans of months and days, counted so that the day of the month is kept."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

import attrs
from dateutil.relativedelta import relativedelta

__all__ = ["Cycle", "later", "months_after", "months_before"]

_SHORTEST_MONTH = 28


@attrs.frozen
class Cycle:
    """So many months and days.

    Parameters
    ----------
    months, days : int
        Not negative, and not both zero.

    Examples
    --------
    >>> Cycle(6).after(date(2024, 8, 31))
    datetime.date(2025, 2, 28)
    """

    months: int = 0
    days: int = 0

    def after(self, last: date, anchor: date | None = None) -> date:
        """Return the day on which the cycle that began on a day ends.

        Parameters
        ----------
        last : datetime.date
        anchor : datetime.date, optional
            The day from which due dates are counted.  Where `last` is one of
            them, the next one is counted from the anchor too, and so comes
            back to its day of the month.

        Returns
        -------
        datetime.date
            The last day that the calendar has, where the sum is beyond it.

        Examples
        --------
        >>> Cycle(1).after(date(2023, 1, 31)), Cycle(1).after(date(2023, 2, 28), anchor=date(2023, 1, 31))
        (datetime.date(2023, 2, 28), datetime.date(2023, 3, 31))
        """
        if not self.months:
            return later(last, self.days)
        wanted = last.day
        # Only a day that a short month pulled forward lies before that of its anchor.
        if (
            anchor is not None
            and anchor.day > wanted
            and anchor <= last
            and wanted == monthrange(last.year, last.month)[1]
        ):
            wanted = anchor.day
        years, month = divmod(last.month - 1 + self.months, 12)
        year = last.year + years
        if year > date.max.year:
            return date.max
        ends = date(year, month + 1, min(wanted, monthrange(year, month + 1)[1]))
        return later(ends, self.days) if self.days else ends

    def paced(self, times: Fraction) -> Cycle:
        """Return the cycle of what is done so many times as often; never less than a day.

        A part of a month is so many 28ths of it in days, the shortest month's,
        so that more often is never later.

        >>> Cycle(12).paced(Fraction(2)), Cycle(1).paced(Fraction(2)), Cycle(6).paced(Fraction(1, 2))
        (Cycle(months=6, days=0), Cycle(months=0, days=14), Cycle(months=12, days=0))
        """
        if times == 1:
            return self
        months = Fraction(self.months) / times
        whole = int(months)
        days = int((months - whole) * _SHORTEST_MONTH + Fraction(self.days) / times)
        return Cycle(whole, days if whole else max(days, 1))

    def __str__(self) -> str:
        said = [_counted(self.months, "month"), _counted(self.days, "day")]
        return " and ".join(each for each in said if each)

    @property
    def zh(self) -> str:
        """How it is said in Chinese."""
        months, days = self.months, self.days
        if months and months % 12 == 0 and not days:
            return f"{months // 12} 年"
        said = [f"{months} 个月" if months else "", f"{days} 天" if days else ""]
        return "又 ".join(each for each in said if each)


def _counted(number: int, unit: str) -> str:
    if unit == "month" and number and number % 12 == 0:
        number, unit = number // 12, "year"
    if not number:
        return ""
    return unit if number == 1 else f"{number} {unit}s"


def later(day: date, days: int) -> date:
    """Return the day so many days later; the last that there is, where it is beyond all days.

    >>> later(date(2024, 2, 28), 2)
    datetime.date(2024, 3, 1)
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


def months_before(day: date, months: int) -> date:
    """Return the day so many months before, or the first that the calendar has.

    >>> months_before(date(2024, 2, 29), 12), months_before(date(2024, 1, 31), 2)
    (datetime.date(2023, 2, 28), datetime.date(2023, 11, 30))
    """
    try:
        return day - relativedelta(months=months)
    except (ValueError, OverflowError):
        return date.min


def months_after(day: date, months: int) -> date:
    """Return the day so many months after, or the last that the calendar has.

    >>> months_after(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    try:
        return day + relativedelta(months=months)
    except (ValueError, OverflowError):
        return date.max
