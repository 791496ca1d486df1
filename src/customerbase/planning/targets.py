"""What share of a round is to be done by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from customerbase.errors import InvalidRecord, Problem
from customerbase.planning.periods import PlanPeriod
from customerbase.scoring.checks import count_from, raise_any
from customerbase.validation import word_of

__all__ = ["Target", "evenly", "quarterly", "shares_by_period"]

Number = int | float | Decimal | Fraction
Target = Iterable[Number] | Mapping[int, Number]


def evenly(periods: int) -> tuple[Fraction, ...]:
    """Return the target of the same share in each period: about 8 % a month in twelve.

    Raises
    ------
    InvalidRecord
        If it is no number of periods.

    Examples
    --------
    >>> evenly(12)[:2]
    (Fraction(1, 12), Fraction(1, 6))
    """
    if not count_from(periods, 1):
        raise InvalidRecord("Target", [Problem("$.periods", periods, "is no whole number from 1")])
    return tuple(Fraction(i, periods) for i in range(1, periods + 1))


def quarterly(*shares: Number, by: PlanPeriod | str = PlanPeriod.MONTH) -> dict[int, Number]:
    """Return the target of shares, summed up, by the end of each quarter of a year.

    Parameters
    ----------
    *shares : number
        The last one is 1.
    by : PlanPeriod or str
        What the plan levels: a quarter is 3 months or 13 weeks.

    Raises
    ------
    ValueError
        If `by` is none of the two.

    Examples
    --------
    >>> quarterly(0.30, 0.60, 0.90, 1)
    {3: 0.3, 6: 0.6, 9: 0.9, 12: 1}
    """
    length = 3 if word_of(PlanPeriod, by, "by") is PlanPeriod.MONTH else 13
    return {length * i: share for i, share in enumerate(shares, 1)}


def shares_by_period(target: Any, periods: int) -> list[Fraction]:
    """Return the share that is to be done by the end of each period, exactly as it is written.

    Parameters
    ----------
    target : iterable of numbers, or mapping of period (from 1) to number
        Shares, summed up.
    periods : int
        Periods of the plan.

    Raises
    ------
    InvalidRecord
        If shares do not ascend to 1, or go beyond the plan.

    Examples
    --------
    >>> shares_by_period({1: 0.3, 3: 1}, 3)
    [Fraction(3, 10), Fraction(3, 10), Fraction(1, 1)]
    """
    given = _given(target)
    raise_any("Target", _wrong(given, periods))
    found: list[Fraction] = []
    for period in range(1, periods + 1):
        exact = _exact(given[period]) if period in given else None
        found.append(exact if exact is not None else found[-1] if found else Fraction(0))
    return found


def _given(target: Any) -> dict[Any, Any]:
    if isinstance(target, Mapping):
        return dict(target)
    if isinstance(target, str | bytes) or not isinstance(target, Iterable):
        hint = "write shares that ascend to 1: [0.3, 0.6, 0.9, 1], or {3: 0.3, 12: 1}"
        raise InvalidRecord("Target", [Problem("$.target", target, f"{target!r} is no target", hint)])
    return dict(enumerate(target, 1))


def _wrong(given: Mapping[Any, Any], periods: int) -> Iterator[Problem]:
    wrong = [each for each in given if not count_from(each, 1)]
    for each in wrong:
        yield Problem("$.target", each, f"{each!r} is no period: they are numbered from 1")
    if wrong:
        return
    last = Fraction(0)
    for period in sorted(given):
        path = f"$.target[{period}]"
        share = _exact(given[period])
        if period > periods:
            reason = f"is after the last period, {periods}"
            yield Problem(path, given[period], reason, f"plan periods={max(given)}, or give a shorter target")
            return
        if share is None or not 0 <= share <= 1:
            yield Problem(path, given[period], f"{given[period]!r} is no share from 0 to 1")
            return
        if share < last:
            hint = "shares are summed up: 0.3, 0.6, 0.9, 1"
            yield Problem(path, given[period], f"{given[period]} is below the share before it", hint)
            return
        last = share
    if last != 1:
        reason = f"ends at {given[max(given)]}, not at 1" if given else "is empty"
        yield Problem("$.target", given, reason, "a round contains every visit: its last share is 1")


def _exact(share: Any) -> Fraction | None:
    if isinstance(share, bool) or not isinstance(share, int | float | Decimal | Fraction):
        return None
    if not (share.is_finite() if isinstance(share, Decimal) else isfinite(share)):
        return None
    # 0.3 means three tenths, not the nearest binary fraction.
    return Fraction(str(share)) if isinstance(share, float) else Fraction(share)
