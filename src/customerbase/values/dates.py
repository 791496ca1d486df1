"""Days that are known in part, stretches of days, and days to remember."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from customerbase.errors import InvalidRecord, Problem
from customerbase.validation import Record, choice, day, instance, key, number, record

__all__ = ["Anniversary", "Calendar", "PartialDate", "Period"]

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?|--(\d{2})(?:-(\d{2}))?")


@record
class PartialDate(Record):
    """A day of which only a part may be known: a year, a month, or a day without a year.

    Parameters
    ----------
    year, month, day : int, optional
        A year; a year and a month; all three; a month and a day; or a month.

    Examples
    --------
    >>> PartialDate(year=1980, month=5).isoformat()
    '1980-05'
    >>> PartialDate.parse("--12-24").matches(date(2024, 12, 24))
    True
    """

    year: int | None = number(default=None, whole=True, least=1, most=9999)
    month: int | None = number(default=None, whole=True, least=1, most=12)
    day: int | None = number(default=None, whole=True, least=1, most=31)

    def contradictions(self) -> Iterable[Problem]:
        if self.year is None and self.month is None:
            yield Problem("$", self, "knows neither a year nor a month")
        elif self.day is not None and self.month is None:
            yield Problem("$.day", self.day, "has no month")
        elif self.day is not None and self.month is not None:
            longest = calendar.monthrange(self.year or 2000, self.month)[1]
            if self.day > longest:
                yield Problem("$.day", self.day, f"month {self.month} has {longest} days")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``1980``, ``1980-05``, ``1980-05-12``, ``--05-12`` or ``--05`` (ISO 8601).

        Raises
        ------
        InvalidRecord
        """
        found = _ISO.fullmatch(text)
        if found is None:
            hint = "write 1980, 1980-05, 1980-05-12, --05-12 or --05"
            raise InvalidRecord("PartialDate", [Problem("$", text, "is no date of ISO 8601", hint)])
        year, month, day_, lone_month, lone_day = (
            None if part is None else int(part) for part in found.groups()
        )
        if year is None:
            return cls(month=lone_month, day=lone_day)
        return cls(year=year, month=month, day=day_)

    @classmethod
    def of(cls, day: date) -> Self:
        """Return a day that is known whole."""
        return cls(year=day.year, month=day.month, day=day.day)

    @property
    def complete(self) -> date | None:
        """The day, where year, month and day are all known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def isoformat(self) -> str:
        """Write it so that `parse` reads it back."""
        if self.year is None:
            return f"--{self.month:02d}" + (f"-{self.day:02d}" if self.day else "")
        month = f"-{self.month:02d}" if self.month else ""
        return f"{self.year:04d}{month}" + (f"-{self.day:02d}" if self.day else "")

    def matches(self, day: date) -> bool:
        """Tell whether `day` agrees with every part that is known."""
        known = ((self.year, day.year), (self.month, day.month), (self.day, day.day))
        return all(mine is None or mine == other for mine, other in known)

    @property
    def earliest(self) -> date | None:
        """The first day that it can mean; None without a year."""
        return None if self.year is None else date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date | None:
        """The last day that it can mean; None without a year."""
        if self.year is None:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        return self.isoformat()


@record
class Period(Record):
    """The days from `start` to `end`, both included; an open side is None.

    Examples
    --------
    >>> Period.quarter(2024, 1).end
    datetime.date(2024, 3, 31)
    >>> date(2024, 2, 29) in Period.year(2024)
    True
    """

    start: date | None = day(default=None)
    end: date | None = day(default=None)

    def contradictions(self) -> Iterable[Problem]:
        if self.start is not None and self.end is not None and self.end < self.start:
            yield Problem("$.end", self.end, f"is before the start, {self.start}")

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    @classmethod
    def year(cls, year: int) -> Self:
        """Return a calendar year."""
        return cls(start=date(year, 1, 1), end=date(year, 12, 31))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Self:
        """Return a quarter, 1 to 4, of a calendar year."""
        last = 3 * quarter
        return cls(start=date(year, last - 2, 1), end=date(year, last, calendar.monthrange(year, last)[1]))

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        """Return a calendar month."""
        return cls(start=date(year, month, 1), end=date(year, month, calendar.monthrange(year, month)[1]))

    @classmethod
    def days_until(cls, as_of: date, days: int) -> Self:
        """Return the last `days` days, `as_of` included."""
        return cls(start=as_of - timedelta(days=days - 1), end=as_of)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2024``, ``2024-05``, ``2024-Q2``, ``2024-01-15`` or two of them with ``..`` between.

        >>> Period.parse("2023..2024-Q1").end
        datetime.date(2024, 3, 31)

        Raises
        ------
        ValueError
        """
        if ".." in text:
            first, _, last = text.partition("..")
            if ".." in last:
                raise ValueError(f"{text!r} is no period: it has more than one '..'")
            start = cls.parse(first).start if first else None
            return cls(start=start, end=cls.parse(last).end if last else None)
        try:
            if found := re.fullmatch(r"(\d{4})-?[Qq]([1-4])", text):
                return cls.quarter(int(found[1]), int(found[2]))
            if re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
                parsed = PartialDate.parse(text)
                return cls(start=parsed.earliest, end=parsed.latest)
        except ValueError as error:
            raise ValueError(f"{text!r} is no period: {error}") from error
        raise ValueError(f"{text!r} is no period: write 2024, 2024-05, 2024-Q2, or 2024-01-15..2024-02-14")

    def __str__(self) -> str:
        if self.start is None and self.end is None:
            return "all days"
        return f"{self.start or ''}..{self.end or ''}"


class Calendar(StrEnum):
    """The calendar by which a day returns each year."""

    SOLAR = "solar"
    LUNAR = "lunar"


@record
class Anniversary(Record):
    """A day to remember that returns each year.

    Parameters
    ----------
    label : str
        ``birthday``, ``founding``, ``wedding``, ...
    day : PartialDate
        With month and day; the year only if it is known.
    calendar : Calendar
        Lunar months and days are those of the Chinese calendar, and are not
        checked against it.
    """

    label: str = key()
    day: PartialDate = instance(PartialDate, private=True)
    calendar: Calendar = choice(Calendar, default=Calendar.SOLAR)

    def contradictions(self) -> Iterable[Problem]:
        if self.day.month is None or self.day.day is None:
            yield Problem("$.day", self.day, "does not return each year: it lacks the month or the day")

    def days(self, period: Period) -> Iterator[date]:
        """Yield the days within `period` on which a solar anniversary falls.

        The 29th of February falls on the 28th in other years.
        """
        if self.calendar is not Calendar.SOLAR or period.start is None or period.end is None:
            return
        for year in range(period.start.year, period.end.year + 1):
            month, number_ = self.day.month or 1, self.day.day or 1
            found = date(year, month, min(number_, calendar.monthrange(year, month)[1]))
            if found in period and (self.day.year is None or year >= self.day.year):
                yield found
