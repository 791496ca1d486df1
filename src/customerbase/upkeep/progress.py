"""Progress of a round against its targets, by quarter: 30, 60, 90 and 100 % of the records of a year."""

from __future__ import annotations

import reprlib
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, isfinite
from typing import Final, TypeAlias

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import InNotebook, Listing
from customerbase.measures.dealt import only_day
from customerbase.scoring.checks import count_from, ids_of, raise_any
from customerbase.upkeep.days_given import is_day
from customerbase.verifying.cycles import months_after

__all__ = ["QUARTERLY", "Progress", "TargetRow", "progress"]

Share: TypeAlias = Fraction | Decimal | float | int

QUARTERLY: Final = (Fraction(3, 10), Fraction(6, 10), Fraction(9, 10), Fraction(1))
"""The targets of the trade: shares that are to be reached by the end of each quarter."""

_MONTHS: Final = 12


@attrs.frozen(kw_only=True)
class TargetRow:
    """One quarter of a round, or another part of it.

    Attributes
    ----------
    number : int
        From 1.
    starts_on, ends_on : datetime.date
    target_share : Fraction
        To be reached by its end, from the beginning of the year.
    needed : int
        How many records that is, rounded up.
    done : int or None
        By its end, or by the day that was asked for; None while it lies ahead.
    reached_share : Fraction or None
        None while it lies ahead, or where there are no records.
    on_track : bool or None
        Of what is past: whether the target was reached.  Of what goes on:
        whether as many are done as an even pace since the target before asks for.
    missing : int
        How many were missing at its end; while it is not past, how many more are needed until then.
    """

    number: int
    starts_on: date
    ends_on: date
    target_share: Fraction
    needed: int
    done: int | None
    reached_share: Fraction | None
    on_track: bool | None
    missing: int


@attrs.frozen(kw_only=True)
class Progress(InNotebook):
    """How far a round has come.

    Attributes
    ----------
    total, done : int
    share : Fraction or None
        Done ÷ total; None where there is nothing to do.
    on_track : bool or None
        Of the part in which the day falls that was asked for, or of the last
        one; None before the first.
    rows : Listing of TargetRow
    as_of : datetime.date
    """

    total: int
    done: int
    share: Fraction | None
    on_track: bool | None
    rows: Listing[TargetRow] = attrs.field(repr=False)
    as_of: date

    def _repr_html_(self) -> str:
        return InNotebook._repr_html_(self) + self.rows._repr_html_()


def progress(
    done: Mapping[str, date] | Iterable[tuple[str, date]],
    total: int | Iterable[str],
    *,
    year_start: date,
    targets: Iterable[Share] = QUARTERLY,
    as_of: date,
) -> Progress:
    """Say how far a year's round has come, against the share that is to be reached by each quarter's end.

    Parameters
    ----------
    done : mapping of customer id to day, or iterable of (customer id, day)
        A record counts once, on its first day within the year.
    total : int or iterable of str
        How many records there are; or their ids, and what is done of others is left out.
    year_start : datetime.date
    targets : iterable of numbers
        Cumulative shares of as many parts of the year, each as long: 4 are
        quarters, 12 months.  A float is read as it is written: 0.3 is three tenths.
    as_of : datetime.date
        What is done later does not count.

    Returns
    -------
    Progress

    Raises
    ------
    InvalidRecord
        If a target is no share above 0 and up to 1 or below the one before,
        their number does not divide the year into whole months, a day is none,
        or more is done than there is.
    TypeError
        If `as_of` or `year_start` is no day.

    Examples
    --------
    >>> checked = [("C1", date(2024, 2, 1)), ("C2", date(2024, 5, 1)), ("C3", date(2024, 5, 2))]
    >>> round_ = progress(checked, 10, year_start=date(2024, 1, 1), as_of=date(2024, 6, 30))
    >>> [(row.needed, row.done, row.on_track, row.missing) for row in round_.rows]
    [(3, 1, False, 2), (6, 3, False, 3), (9, None, None, 6), (10, None, None, 7)]
    """
    day = only_day(as_of)
    if not is_day(year_start):
        raise TypeError(f"year_start={reprlib.repr(year_start)} is no day: give a datetime.date")
    shares = _shares(targets)
    length = _MONTHS // len(shares)
    starts = [months_after(year_start, length * i) for i in range(len(shares) + 1)]
    only = None if isinstance(total, int) else ids_of(total, "total")
    days = sorted(_first_days(done, only, year_start, min(day, starts[-1] - timedelta(days=1))).values())
    number = _number(total if only is None else len(only), len(days))
    rows: list[TargetRow] = []
    before = Fraction(0)
    for i, share in enumerate(shares):
        rows.append(_row(i, share, before, starts[i], starts[i + 1], days, number, day))
        before = share
    begun = [each for each in rows if each.starts_on <= day]
    return Progress(
        total=number,
        done=len(days),
        share=Fraction(len(days), number) if number else None,
        on_track=begun[-1].on_track if begun else None,
        rows=Listing(rows),
        as_of=day,
    )


def _row(
    i: int,
    share: Fraction,
    before: Fraction,
    start: date,
    after: date,
    days: list[date],
    number: int,
    as_of: date,
) -> TargetRow:
    end = after - timedelta(days=1)
    needed = ceil(share * number)
    begun = start <= as_of
    done = bisect_right(days, end)
    pace = share
    if begun and as_of < end:
        pace = before + (share - before) * Fraction((as_of - start).days + 1, (after - start).days)
    return TargetRow(
        number=i + 1,
        starts_on=start,
        ends_on=end,
        target_share=share,
        needed=needed,
        done=done if begun else None,
        reached_share=Fraction(done, number) if begun and number else None,
        on_track=done >= pace * number if begun else None,
        missing=max(0, needed - done),
    )


def _shares(targets: Iterable[Share]) -> tuple[Fraction, ...]:
    given = tuple(targets) if isinstance(targets, Iterable) and not isinstance(targets, str) else ()
    if not given or _MONTHS % len(given):
        hint = "give 4 for quarters, as in (0.3, 0.6, 0.9, 1), or 1, 2, 3, 6 or 12"
        problem = Problem("$.targets", targets, "do not divide a year into whole months", hint)
        raise InvalidRecord("Progress", [problem])
    shares: list[Fraction] = []
    problems: list[Problem] = []
    for i, each in enumerate(given):
        found = _share(each)
        if found is None:
            problems.append(Problem(f"$.targets[{i}]", each, "is no share above 0 and up to 1"))
        elif shares and found < shares[-1]:
            hint = "they are cumulative: what is to be reached from the beginning of the year"
            problems.append(Problem(f"$.targets[{i}]", each, "is below the one before", hint))
        else:
            shares.append(found)
    raise_any("Progress", problems)
    return tuple(shares)


def _share(given: object) -> Fraction | None:
    if isinstance(given, bool) or not isinstance(given, Fraction | Decimal | float | int):
        return None
    if not isinstance(given, Fraction) and not isfinite(given):
        return None
    # The shortest text of a float is what somebody wrote: 0.3, and not the binary number next to it.
    exact = Fraction(str(given))
    return exact if 0 < exact <= 1 else None


def _first_days(
    done: Mapping[str, date] | Iterable[tuple[str, date]],
    only: Collection[str] | None,
    first: date,
    last: date,
) -> dict[str, date]:
    found: dict[str, date] = {}
    problems = []
    for i, each in enumerate(done.items() if isinstance(done, Mapping) else done):
        if (
            not isinstance(each, tuple)
            or len(each) != 2
            or not isinstance(each[0], str)
            or not is_day(each[1])
        ):
            hint = 'write ("C1", date(2024, 3, 1))'
            problems.append(Problem(f"$.done[{i}]", each, "is no customer id and day", hint))
            continue
        who, on = each
        if first <= on <= last and (only is None or who in only) and on < found.get(who, date.max):
            found[who] = on
    raise_any("Progress", problems)
    return found


def _number(total: object, done: int) -> int:
    if not count_from(total):
        hint = "give a whole number, or the ids of the records"
        raise InvalidRecord("Progress", [Problem("$.total", total, "is no number of records", hint)])
    assert isinstance(total, int)
    if done > total:
        hint = "give the ids of the records that are to be checked"
        raise InvalidRecord(
            "Progress", [Problem("$.total", total, f"is less than the {done} that are done", hint)]
        )
    return total
