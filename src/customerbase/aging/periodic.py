"""Checks at even intervals: how right they keep a fact, and what that needs of the gamma distribution."""

from __future__ import annotations

from functools import cache
from math import expm1, log1p, sqrt
from typing import Final

from customerbase.aging.rates import real
from customerbase.errors import InvalidRecord, Problem

__all__ = ["ROOT_STEPS", "fresh_share", "gamma_quantile", "periodic_freshness", "root_table"]

ROOT_STEPS: Final = 256


def gamma_quantile(p: float) -> float:
    """Return the quantile of the gamma distribution of shape 2: r with 1 − (1 + r)·e^(−r) = p.

    Parameters
    ----------
    p : float
        From 0 to below 1.

    References
    ----------
    Chatzigeorgiou, "Bounds on the Lambert function and their application to
    the outage analysis of user cooperation", IEEE Communications Letters
    17(8), 2013: √(2u) + 2u/3 ≤ r ≤ √(2u) + u, for u = −ln(1 − p).  Newton's
    method falls monotonely from the upper bound.

    Examples
    --------
    >>> round(gamma_quantile(0.5), 6)
    1.678347
    """
    if not 0 <= p < 1:
        raise InvalidRecord("Quantile", [Problem("$.p", p, f"{p!r} is no probability below 1")])
    return _root(sqrt(-2 * log1p(-p)))


def _root(s: float) -> float:
    """Return r with r − ln(1 + r) = s²/2: by its series where the difference cancels."""
    if s < 0.05:
        return s * (1 + s * (1 / 3 + s * (1 / 36 + s * (-1 / 270 + s / 4320))))
    u = s * s / 2
    r = s + u
    while True:
        step = (r - log1p(r) - u) * (1 + r) / r
        r -= step
        if step <= 1e-15 * r:
            return r


@cache
def root_table() -> list[tuple[float, float, float, float]]:
    """Return cubics through `_root` and its slope, s·(1 + r)/r: a million roots without Newton, to 2e-13."""
    h, found = 1 / ROOT_STEPS, []
    roots = [_root(k * h) for k in range(int(8.7 * ROOT_STEPS) + 2)]
    slopes = [h] + [h * (k * h) * (1 + r) / r for k, r in enumerate(roots) if k]
    for k in range(len(roots) - 1):
        rise, first, last = roots[k + 1] - roots[k], slopes[k], slopes[k + 1]
        found.append((roots[k], first, 3 * rise - 2 * first - last, first + last - 2 * rise))
    return found


def periodic_freshness(rate: float, checks: float) -> float:
    """Return which share of the time a fact is right that is checked at even intervals: (1 − e^(−r))/r, r = l/f.

    Parameters
    ----------
    rate : float
        Changes a year (l), from 0.
    checks : float
        Checks a year (f), from 0.  A fact that never changes is always right;
        another one that is never checked, never.

    Raises
    ------
    InvalidRecord

    References
    ----------
    Cho & Garcia-Molina 2003, as for `freshness`: the fixed-order policy.

    Examples
    --------
    >>> round(periodic_freshness(0.3, 1), 4), periodic_freshness(0.3, 0)
    (0.8639, 0.0)
    """
    given = {"$.rate": rate, "$.checks": checks}
    wrong = [(path, each) for path, each in given.items() if (number := real(each)) is None or number < 0]
    if wrong:
        problems = (Problem(path, each, f"{each!r} is no number from 0") for path, each in wrong)
        raise InvalidRecord("Freshness", problems)
    return fresh_share(rate, checks)


def fresh_share(rate: float, often: float) -> float:
    """Return the same of numbers that have been looked at."""
    if not rate or not often:
        return 0.0 if rate else 1.0
    changes = rate / often
    return -expm1(-changes) / changes if changes else 1.0
