"""How often each fact is to be checked at a multiplier, and the multiplier at which that costs the budget."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, fsum, inf, log, log1p, sqrt
from operator import mul
from typing import Final, TypeAlias

from customerbase.aging.periodic import ROOT_STEPS, root_table

__all__ = ["Free", "Solved", "optimal", "square_root"]

_SAMPLED: Final = 20_000
_STRIDE: Final = 37

Free: TypeAlias = tuple[float, float, float, float, float]
"""What decides one frequency: z = c·l/w, and its rate, cost, floor and cap."""
Solved: TypeAlias = tuple[list[float], float | None]


def _frequencies_at(multiplier: float, free: Sequence[Free]) -> tuple[list[float], float]:
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


def optimal(free: Sequence[Free], costs: Sequence[float], budget: float) -> Solved:
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


def _start(free: Sequence[Free], budget: float) -> float:
    """Guess the logarithm of the multiplier: from a part of many facts, else by the square root: μ ≈ 1/(2·K²)."""
    if len(free) > _SAMPLED:
        part = free[::_STRIDE]
        costs = [cost for _, _, cost, _, _ in part]
        share = budget * len(part) / len(free)
        least = fsum(cost * floor for _, _, cost, floor, _ in part)
        if least < share < fsum(cost * cap for _, _, cost, _, cap in part):
            multiplier = optimal(part, costs, share)[1]
            assert multiplier is not None
            return log(multiplier)
    total = fsum(rate * cost / sqrt(z) for z, rate, cost, _, _ in free)
    return 2 * (log(total) - log(budget)) - log(2)


def square_root(free: Sequence[Free], costs: Sequence[float], budget: float) -> Solved:
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
