"""The same hours where they are worth most: how often to check each fact within a budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from math import exp, fsum, inf, log, log1p, nan, sqrt
from operator import mul
from typing import Any, Final, TypeAlias

import attrs

from customerbase.aging.indexing import ROOT_STEPS, fresh_share, root_table
from customerbase.aging.rates import real
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

_SAMPLED: Final = 20_000
_STRIDE: Final = 37


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


_Free: TypeAlias = tuple[float, float, float, float, float]
"""What decides one frequency: z = c·l/w, and its rate, cost, floor and cap."""
_Solved: TypeAlias = tuple[list[float], float | None]


def _frequencies_at(multiplier: float, free: Sequence[_Free]) -> tuple[list[float], float]:
    """Return the frequencies at a multiplier, and how fast their cost falls by its logarithm."""
    table, slope = root_table(), 0.0
    found: list[float] = []
    add = found.append
    for z, rate, cost, floor, cap in free:
        p = multiplier * z
        if p >= 1:
            add(floor)
            continue
        u = -log1p(-p)
        s = sqrt(u + u)
        if s < 0.05:
            r = s * (1 + s * (1 / 3 + s * (1 / 36 + s * (-1 / 270 + s / 4320))))
        else:
            d = s * ROOT_STEPS
            k = int(d)
            d -= k
            c0, c1, c2, c3 = table[k]
            r = c0 + d * (c1 + d * (c2 + d * c3))
        often = rate / r if r else inf
        if often < floor:
            often = floor
        elif often > cap:
            often = cap
        elif r:
            slope += cost * often * (p / r / r) * (1 + r) / (1 - p)
        add(often)
    return found, slope


def _optimal(free: Sequence[_Free], costs: Sequence[float], budget: float) -> _Solved:
    """Find the multiplier at which the frequencies cost the budget.

    Newton's method on the logarithms, within a bracket.  The cost of few facts
    may leap between neighbouring numbers; a mixture of both ends then meets it.
    """
    y = _start(free, budget)
    above: tuple[float, list[float], float] | None = None
    floors = [floor for *_, floor, _ in free]
    below = (-log(min(free)[0]), floors, fsum(map(mul, costs, floors)))
    y = min(y, below[0])
    for turn in range(400):
        found, slope = _frequencies_at(exp(y), free)
        spent = fsum(map(mul, costs, found))
        if abs(spent - budget) <= 1e-12 * budget:
            return found, exp(y)
        if spent > budget:
            above = (y, found, spent)
        else:
            below = (y, found, spent)
        step = log(spent / budget) * spent / slope if slope and 0 < spent < inf else 0.0
        if above is None:
            # Newton may come near for ever without crossing.
            y += min(step, -(2.0 ** (turn - 43))) if -40 < step < 0 else -4.0
            continue
        low, high = above[0], below[0]
        if high - low <= 1e-14 * max(1.0, abs(y)):
            break
        y += step
        if not low < y < high or turn % 8 == 7:
            y = (low + high) / 2
    assert above is not None
    part = (budget - below[2]) / (above[2] - below[2])
    mixed = [few + part * (more - few) for few, more in zip(below[1], above[1], strict=True)]
    return mixed, exp(below[0])


def _start(free: Sequence[_Free], budget: float) -> float:
    """Guess the logarithm of the multiplier: from a part of many facts, else by the square root: μ ≈ 1/(2·K²)."""
    if len(free) > _SAMPLED:
        part = free[::_STRIDE]
        costs = [cost for _, _, cost, _, _ in part]
        share = budget * len(part) / len(free)
        least = fsum(cost * floor for _, _, cost, floor, _ in part)
        if least < share < fsum(cost * cap for _, _, cost, _, cap in part):
            multiplier = _optimal(part, costs, share)[1]
            assert multiplier is not None
            return log(multiplier)
    total = fsum(rate * cost / sqrt(z) for z, rate, cost, _, _ in free)
    return 2 * (log(total) - log(budget)) - log(2)


def _square_root(free: Sequence[_Free], costs: Sequence[float], budget: float) -> _Solved:
    """Find K at which floor ≤ K·√(w·l/c) ≤ cap cost the budget, exactly.

    The cost is piecewise linear in K.  The knots are parted at the middle of
    their range until none is left, and what was passed is summed up: no sort.
    """
    roots = [rate / sqrt(z) for z, rate, _, _, _ in free]
    both = list(zip(roots, free, strict=True))
    # Each knot: K, by how much the cost becomes steeper there, and that times K.
    knots = [(lo / root, cost * root, cost * lo) for root, (_, _, cost, lo, _) in both if lo]
    knots += [(hi / root, -cost * root, -cost * hi) for root, (_, _, cost, _, hi) in both if hi < inf]
    if not knots:
        k = budget / fsum(map(mul, costs, roots))
        return [k * root for root in roots], k
    base = fsum(cost * lo for _, _, cost, lo, _ in free)
    steep = fsum(cost * root for root, (_, _, cost, lo, _) in both if not lo)
    low, high = 0.0, inf
    while knots:
        least, most = min(knots)[0], max(knots)[0]
        middle = sqrt(least) * sqrt(most)
        if not least <= middle < most:
            middle = least
        passed = [each for each in knots if each[0] <= middle]
        slope = steep + fsum(each[1] for each in passed)
        start = base - fsum(each[2] for each in passed)
        if start + slope * middle <= budget:
            base, steep, low = start, slope, middle
            knots = [each for each in knots if each[0] > middle]
        else:
            high = middle
            knots = passed if len(passed) < len(knots) else []
    k = min(max((budget - base) / steep, low), high) if steep > 0 else low
    # Once more without what the sums lost by passing each knot.
    fixed = fsum(
        cost * (lo if k * root < lo else hi)
        for root, (_, _, cost, lo, hi) in both
        if not lo <= k * root <= hi
    )
    rest = fsum(cost * root for root, (_, _, cost, lo, hi) in both if lo <= k * root <= hi)
    if rest:
        k = min(max((budget - fixed) / rest, low), high)
    return [min(max(k * root, lo), hi) for root, (_, _, _, lo, hi) in both], k


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
        solve = _optimal if rule is AllocationRule.OPTIMAL else _square_root
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
