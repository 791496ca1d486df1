"""The rule by which leads are followed up: the first contact, and the spacing of those after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Self

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.model import Purpose

__all__ = ["Cadence"]

_SATURDAY = 5
_LONGEST = 3_650


def _days(gaps: Iterable[int]) -> tuple[int, ...]:
    return tuple(gaps)


@attrs.frozen(kw_only=True)
class Cadence:
    """How a lead is followed up: the first contact, and the days between one contact and the next.

    Parameters
    ----------
    first : int
        Days from the form to the first contact, and from an answer to ours; 0 is the same day.
    gaps : tuple of int
        Days from each contact to the next one, as long as there is no answer;
        as many as there are contacts after the first.  Seven by default.
    purpose : Purpose, optional
        The consent that contacts after the first need; None where none is
        needed.  The first one answers what was asked, and needs none.
    workdays : bool
        Whether what falls on a weekend or a holiday waits for the next working day.

    Raises
    ------
    InvalidRecord
        If an interval is no whole number of days, or is too long.

    Examples
    --------
    >>> Cadence().contacts
    8
    >>> Cadence.growing(times=4).gaps
    (2, 4, 8, 16)
    """

    first: int = 0
    gaps: tuple[int, ...] = attrs.field(default=(2, 3, 5, 7, 14, 30, 60), converter=_days)
    purpose: Purpose | None = attrs.field(
        default=Purpose.MARKETING, converter=attrs.converters.optional(Purpose)
    )
    workdays: bool = True

    def __attrs_post_init__(self) -> None:
        given = {"first": self.first, **{f"gaps[{i}]": each for i, each in enumerate(self.gaps)}}
        problems = []
        for name, days in given.items():
            least = 0 if name == "first" else 1
            if not isinstance(days, int) or isinstance(days, bool) or not least <= days <= _LONGEST:
                reason = f"is no number of days from {least} to {_LONGEST:,}"
                problems.append(Problem(f"$.{name}", days, reason))
        if problems:
            raise InvalidRecord("Cadence", problems)

    @classmethod
    def every(cls, days: int, *, times: int = 7, first: int = 0) -> Self:
        """Contact at equal intervals.

        >>> Cadence.every(7, times=3).gaps
        (7, 7, 7)
        """
        return cls(first=first, gaps=(days,) * times)

    @classmethod
    def growing(cls, days: int = 2, *, factor: int = 2, times: int = 7, first: int = 0) -> Self:
        """Contact at intervals that grow: two days, four, eight, ..."""
        return cls(first=first, gaps=tuple(days * factor**i for i in range(times)))

    @property
    def contacts(self) -> int:
        """How many contacts there are in all, with the first."""
        return 1 + len(self.gaps)

    def due(self, since: date, made: int, holidays: Collection[date] = ()) -> date | None:
        """Return the day of the next contact; None where all were made.

        Parameters
        ----------
        since : datetime.date
            Of the form or answer where none was made, otherwise of the last contact.
        made : int
            How many contacts were made so far.
        holidays : collection of datetime.date

        Examples
        --------
        >>> Cadence().due(date(2024, 3, 1), 0), Cadence().due(date(2024, 3, 1), 1)
        (datetime.date(2024, 3, 1), datetime.date(2024, 3, 4))
        """
        if made > len(self.gaps):
            return None
        found = since + timedelta(days=self.gaps[made - 1] if made else self.first)
        while self.workdays and (found.weekday() >= _SATURDAY or found in holidays):
            found += timedelta(days=1)
        return found
