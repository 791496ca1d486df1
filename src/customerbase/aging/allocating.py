"""The same hours where they are worth most: how often to check each fact within a budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from math import fsum, inf, nan
from operator import mul
from typing import Any, TypeAlias

import attrs

from customerbase.aging.periodic import fresh_share
from customerbase.aging.rates import real
from customerbase.aging.solving import optimal, square_root
from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import InNotebook, Listing
from customerbase.validation import word_of

__all__ = [
    "Allocation",
    "AllocationRow",
    "AllocationRule",
    "Check",
    "Limit",
    "allocate",
    "at_least_every",
    "at_most_every",
]

Limit: TypeAlias = float | Mapping[str, float] | None
"""Checks a year: one number for all, or by facet."""


class AllocationRule(StrEnum):
    """How the hours are shared out: exactly, or by the square root that comes near it."""

    OPTIMAL = "optimal"
    SQUARE_ROOT = "square_root"


@attrs.frozen
class Check:
    """One fact that may be checked, and what that costs.

    `allocate` looks at it, so that all that is wrong is told at once.

    Parameters
    ----------
    customer_id, facet : str
    worth : float
        From 0, in any unit.
    rate : float
        Changes a year, from 0.
    cost : float
        Hours of one check, above 0.
    floor, cap : float
        Checks a year, at least and at most.
    """

    customer_id: str
    facet: str
    worth: float
    rate: float
    cost: float
    floor: float = 0.0
    cap: float = inf


@attrs.frozen(kw_only=True)
class AllocationRow:
    """How often one fact is to be checked.

    Attributes
    ----------
    customer_id, facet : str
    checks_a_year, every_months : float
        The months are None where it is never checked.
    freshness : float
        Share of the time for which it is right.
    """

    customer_id: str
    facet: str
    checks_a_year: float
    every_months: float | None
    freshness: float


@attrs.frozen(kw_only=True)
class Allocation(InNotebook):
    """How often to check each fact, and what that gains and gives up.

    Attributes
    ----------
    rule : AllocationRule
    budget, spent, left_over : float
        Hours a year; something is left over only where more would gain nothing or is forbidden.
    multiplier : float or None
        Of the optimum: worth of freshness that one more hour a year would
        gain; of the square root: K.  None where limits decide everything.
    weighted_freshness : float or None
        Share of the worth that is right on the mean; None where nothing is worth anything.
    freshness : float or None
        Share of the facts that are right: what the plan gives up shows here.
    never_share : float or None
        Share of the facts that are never checked.
    checks, frequencies : tuple
        As they were given, and the checks a year of each.
    """

    rule: AllocationRule
    budget: float
    spent: float
    left_over: float
    multiplier: float | None
    weighted_freshness: float | None
    freshness: float | None
    never_share: float | None
    checks: Sequence[Check] = attrs.field(repr=False)
    frequencies: tuple[float, ...] = attrs.field(repr=False)

    @property
    def rows(self) -> Listing[AllocationRow]:
        """Each fact with its cycle, in the order given."""
        return Listing(
            AllocationRow(
                customer_id=each.customer_id,
                facet=each.facet,
                checks_a_year=often,
                every_months=12 / often if often else None,
                freshness=fresh_share(each.rate, often),
            )
            for each, often in zip(self.checks, self.frequencies, strict=True)
        )


def at_least_every(*, months: float) -> float:
    """Return the checks a year of "at least every so many months".

    >>> at_least_every(months=24)
    0.5
    """
    number = real(months)
    if number is None or number <= 0:
        reason = f"{months!r} is no number of months above 0"
        raise InvalidRecord("Limit", [Problem("$.months", months, reason)])
    return 12 / number


def at_most_every(*, months: float) -> float:
    """Return the checks a year of "never more often than every so many months".

    >>> at_most_every(months=1)
    12.0
    """
    return at_least_every(months=months)


def allocate(
    checks: Iterable[Check],
    budget: float,
    *,
    how: AllocationRule | str = AllocationRule.OPTIMAL,
    floor: Limit = None,
    cap: Limit = None,
) -> Allocation:
    """Say how often to check each fact, so that the hours are worth most.

    Parameters
    ----------
    checks : iterable of Check
    budget : float
        Hours a year: the unit of the costs.
    how : AllocationRule or str
        ``optimal``: most value-weighted freshness.  It never checks what is
        worth little; a floor does.  ``square_root``: K·√(w·l/c), near it.
    floor, cap : number, or mapping of facet to number, optional
        Checks a year, at least and at most, besides those of each check:
        ``floor={"basic": at_least_every(months=24)}``.

    Returns
    -------
    Allocation
        The same whatever the order of the checks and the unit of their worth.

    Raises
    ------
    InvalidRecord
        If a number is none or out of its range, a floor above its cap, or the
        budget below what the floors cost.
    ValueError

    References
    ----------
    Cho & Garcia-Molina, "Effective page refresh policies for web crawlers",
    ACM Transactions on Database Systems 28(4), 2003.

    Examples
    --------
    >>> two = [Check("C1", "basic", 9, 0.2, 1), Check("C2", "basic", 1, 0.2, 1)]
    >>> [round(each, 2) for each in allocate(two, 2, how="square_root").frequencies]
    [1.5, 0.5]
    >>> [round(each, 2) for each in allocate(two, 2).frequencies]
    [1.54, 0.46]
    """
    rule = word_of(AllocationRule, how, "how")
    held = tuple(checks)
    worths, rates, costs, floors, caps = _columns(held, budget, floor, cap)
    hours = float(budget)
    least = fsum(map(mul, costs, floors))
    if hours < least * (1 - 1e-9):
        hint = "give more hours, or lower the floors"
        reason = f"the floors alone cost {least:g} hours a year, and the budget is {hours:g}"
        raise InvalidRecord("Allocation", [Problem("$.budget", budget, reason, hint)])
    found, where, free = list(floors), [], []
    for i, (w, rate, cost, lo, hi) in enumerate(zip(worths, rates, costs, floors, caps, strict=True)):
        z = cost * rate / w if w else inf
        if 0 < z < inf and lo < hi:
            free.append((z, rate, cost, lo, hi))
            where.append(i)
    own = [cost for _, _, cost, _, _ in free]
    rest = hours - (least - fsum(cost * lo for _, _, cost, lo, _ in free))
    multiplier = None
    if free and rest >= fsum(cost * hi for _, _, cost, _, hi in free):
        solved = [hi for *_, hi in free]
    elif free and rest > fsum(cost * lo for _, _, cost, lo, _ in free):
        solve = optimal if rule is AllocationRule.OPTIMAL else square_root
        solved, multiplier = solve(free, own, rest)
    else:
        solved = [lo for _, _, _, lo, _ in free]
    for i, often in zip(where, solved, strict=True):
        found[i] = often
    spent = fsum(map(mul, costs, found))
    fresh = list(map(fresh_share, rates, found))
    weight = fsum(worths)
    return Allocation(
        rule=rule,
        budget=hours,
        spent=spent,
        left_over=max(hours - spent, 0.0) if multiplier is None else 0.0,
        multiplier=multiplier,
        weighted_freshness=fsum(map(mul, worths, fresh)) / weight if weight else None,
        freshness=fsum(fresh) / len(held) if held else None,
        never_share=found.count(0) / len(held) if held else None,
        checks=held,
        frequencies=tuple(found),
    )


_Columns: TypeAlias = tuple[list[float], list[float], list[float], list[float], list[float]]


def _columns(checks: Sequence[Check], budget: Any, floor: Limit, cap: Limit) -> _Columns:
    """Return worths, rates, costs, floors and caps; or refuse all that is wrong with them."""
    problems: list[Problem] = []
    if not _number(budget) >= 0 or _number(budget) == inf:
        problems.append(Problem("$.budget", budget, f"{budget!r} is no number of hours from 0"))
    least, most = _limit(floor, "floor", problems), _limit(cap, "cap", problems)
    every_least, every_most = least.get(None, 0.0), most.get(None, inf)
    columns: _Columns = ([], [], [], [], [])
    worths, rates, costs, floors, caps = (each.append for each in columns)
    for i, each in enumerate(checks):
        if not isinstance(each, Check):
            raise TypeError(f"checks[{i}] is of the type {type(each).__name__}, not Check")
        worth, rate, cost = each.worth, each.rate, each.cost
        lo, hi = each.floor, each.cap
        if not type(worth) is type(rate) is type(cost) is type(lo) is type(hi) is float:
            worth, rate, cost, lo, hi = map(_number, (worth, rate, cost, lo, hi))
        given = lo, hi
        if (other := least.get(each.facet, every_least)) > lo:
            lo = other
        if (other := most.get(each.facet, every_most)) < hi:
            hi = other
        if not (0 <= worth < inf and 0 <= rate < inf and 0 < cost < inf and 0 <= lo <= hi and lo < inf):
            problems.extend(_wrong(i, each, (worth, rate, cost, *given), lo, hi))
        worths(worth)
        rates(rate)
        costs(cost)
        floors(lo)
        caps(hi)
    if problems:
        raise InvalidRecord("Allocation", problems)
    return columns


def _number(value: Any) -> float:
    """Return it as a float, which may be infinite; NaN, which is in no range, of what is no number."""
    number = inf if value.__class__ is float and value == inf else real(value)
    return nan if number is None else number


def _limit(limit: Limit, name: str, problems: list[Problem]) -> dict[str | None, float]:
    given = {None: limit} if limit is not None and not isinstance(limit, Mapping) else {**(limit or {})}
    for facet, each in given.items():
        if not (_number(each) >= 0 and (_number(each) < inf or name == "cap")):
            path = f"$.{name}" if facet is None else f"$.{name}[{facet!r}]"
            problems.append(Problem(path, each, f"{each!r} is no number of checks a year from 0"))
    return {facet: _number(each) for facet, each in given.items()}


def _wrong(i: int, check: Check, numbers: Sequence[float], lo: float, hi: float) -> Iterator[Problem]:
    worth, rate, cost, floor, cap = numbers
    for name, fine, asked in (
        ("worth", 0 <= worth < inf, "number from 0"),
        ("rate", 0 <= rate < inf, "number of changes a year from 0"),
        ("cost", 0 < cost < inf, "number of hours above 0"),
        ("floor", 0 <= floor < inf, "number of checks a year from 0"),
        ("cap", cap >= 0, "number of checks a year from 0"),
    ):
        if not fine:
            value = getattr(check, name)
            yield Problem(f"$.checks[{i}].{name}", value, f"{value!r} is no {asked}")
    if lo > hi:
        yield Problem(f"$.checks[{i}].floor", lo, f"the floor, {lo:g}, is above the cap, {hi:g}")
