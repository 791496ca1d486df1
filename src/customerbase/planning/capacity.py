"""How many visits somebody can make, and on which days he works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import InNotebook
from customerbase.scoring.checks import count_from, raise_any

__all__ = ["Capacity", "capacity_from_plain"]

_NUMBERS: Final = ("per_day", "per_week", "per_month")
_DAYS: Final = ("holidays", "extra_days")
_PARTS: Final = (*_NUMBERS, "workdays", *_DAYS)


def _in_order(given: Any) -> Any:
    """Write the same days in one way; what is no list of days is left for the check."""
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        return given
    held = tuple(given)
    kinds = {type(each) for each in held}
    return tuple(sorted(set(held))) if len(kinds) == 1 else held


@attrs.frozen(kw_only=True)
class Capacity(InNotebook):
    """How many visits an employee can make in a day, a week or a month in which he works.

    In a week or month of which some days are off, it is as much less as there
    are fewer days, rounded up: one a month stays one.  Where a plan's periods
    cut a week or month in two, each part has its share by days worked, and
    both together never more than the whole.

    Parameters
    ----------
    per_day, per_week, per_month : int, optional
        Visits; exactly one of the three, from 1.
    workdays : tuple of int
        Days of the week that are worked: 0 is Monday, 6 Sunday.
    holidays : tuple of datetime.date
        Days off, of the country or of the employee himself.
    extra_days : tuple of datetime.date
        Days worked although their day of the week is off, as weekends made up
        for a holiday.  Who has a holiday on one of them is off nevertheless.

    Raises
    ------
    InvalidRecord
        If none or several of the three are given or it is below 1, or days are none.

    Examples
    --------
    >>> ann = Capacity(per_day=6, holidays=[date(2024, 5, 1)], extra_days=[date(2024, 5, 11)])
    >>> ann.works_on(date(2024, 5, 1)), ann.works_on(date(2024, 5, 11)), ann.works_on(date(2024, 5, 12))
    (False, True, False)
    """

    per_day: int | None = None
    per_week: int | None = None
    per_month: int | None = None
    workdays: tuple[int, ...] = attrs.field(default=(0, 1, 2, 3, 4), converter=_in_order)
    holidays: tuple[date, ...] = attrs.field(default=(), converter=_in_order)
    extra_days: tuple[date, ...] = attrs.field(default=(), converter=_in_order)

    def __attrs_post_init__(self) -> None:
        raise_any("Capacity", [*self._wrong_numbers(), *self._wrong_days()])

    def _wrong_numbers(self) -> Iterator[Problem]:
        given = {name: getattr(self, name) for name in _NUMBERS if getattr(self, name) is not None}
        for name, number in given.items():
            if not count_from(number, 1):
                hint = "leave out the visits of somebody who makes none"
                yield Problem(f"$.{name}", number, f"{number!r} is no whole number from 1", hint)
        if len(given) != 1:
            reason = "several are given" if given else "is lacking"
            yield Problem("$.per_day", given or None, reason, f"give one of {', '.join(_NUMBERS)}")

    def _wrong_days(self) -> Iterator[Problem]:
        if not isinstance(self.workdays, tuple) or not all(
            count_from(each) and each < 7 for each in self.workdays
        ):
            hint = "write (0, 1, 2, 3, 4) for Monday to Friday"
            yield Problem("$.workdays", self.workdays, "are not days of the week from 0 to 6", hint)
        elif not self.workdays and not self.extra_days:
            yield Problem("$.workdays", self.workdays, "no day is worked", "name one at least")
        for name in _DAYS:
            days = getattr(self, name)
            if not isinstance(days, tuple):
                hint = "write [date(2024, 10, 1)]"
                yield Problem(f"$.{name}", days, "is no list of days", hint)
                continue
            for i, day in enumerate(days):
                if type(day) is not date:
                    yield Problem(f"$.{name}[{i}]", day, f"{day!r} is no day", "give a datetime.date")

    def works_on(self, day: date) -> bool:
        """Tell whether the day is worked."""
        return bool(self.days_worked(day.toordinal(), day.toordinal()))

    def days_worked(self, first: int, last: int) -> list[int]:
        """Return the days worked from one day to another, both included, as ordinals."""
        off = {day.toordinal() for day in self.holidays}
        extra = {day.toordinal() for day in self.extra_days}
        of_week = frozenset(self.workdays)
        return [
            day
            for day in range(first, last + 1)
            # The ordinal 1 is a Monday.
            if ((day - 1) % 7 in of_week or day in extra) and day not in off
        ]

    def without(self, days: Iterable[date]) -> Capacity:
        """Return the same capacity with more days off: somebody's absence.

        >>> away = [date(2024, 7, day) for day in range(1, 6)]
        >>> Capacity(per_day=6).without(away).works_on(date(2024, 7, 5))
        False
        """
        return attrs.evolve(self, holidays=(*self.holidays, *days))

    def to_plain(self) -> dict[str, Any]:
        """Return the capacity as JSON or TOML can hold it; `capacity_from_plain` reads it back.

        >>> Capacity(per_week=20, holidays=[date(2024, 5, 1)]).to_plain()
        {'per_week': 20, 'workdays': [0, 1, 2, 3, 4], 'holidays': ['2024-05-01']}
        """
        plain: dict[str, Any] = {
            name: getattr(self, name) for name in _NUMBERS if getattr(self, name) is not None
        }
        plain["workdays"] = list(self.workdays)
        for name in _DAYS:
            if days := getattr(self, name):
                plain[name] = [day.isoformat() for day in days]
        return plain


def capacity_from_plain(plain: Any) -> Capacity:
    """Read a capacity that `Capacity.to_plain` wrote, or that somebody wrote by hand in the same form.

    Raises
    ------
    InvalidRecord
        If it is none; a part that no capacity has is named, too.

    Examples
    --------
    >>> ann = Capacity(per_month=80, extra_days=[date(2024, 5, 11)])
    >>> capacity_from_plain(ann.to_plain()) == ann
    True
    """
    if not isinstance(plain, Mapping):
        raise InvalidRecord("Capacity", [Problem("$", plain, "is no capacity", "write {per_day = 6}")])
    known = f"known are {', '.join(_PARTS)}"
    raise_any(
        "Capacity",
        [
            Problem(f"$.{name}", plain[name], "is no part of it", known)
            for name in plain
            if name not in _PARTS
        ],
    )
    return Capacity(**{name: _days(each) if name in _DAYS else each for name, each in plain.items()})


def _days(plain: Any) -> Any:
    """Return days; TOML writes them as such, JSON as text."""
    return [_day(each) for each in plain] if isinstance(plain, list | tuple) else plain


def _day(plain: Any) -> Any:
    try:
        return date.fromisoformat(plain)
    except (TypeError, ValueError):
        return plain
