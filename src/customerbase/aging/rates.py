"""How often facts change: what is believed of it, and what was learned of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import exp, expm1, inf, isfinite, isinf, log1p
from typing import Any, Final, Self, TypeAlias

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import InNotebook
from customerbase.model import Facet
from customerbase.validation import FrozenMap

__all__ = [
    "DAYS_A_YEAR",
    "DEFAULT_PRIOR",
    "PRIORS",
    "AnyRate",
    "KnownRate",
    "Rate",
    "prior",
    "real",
]

DAYS_A_YEAR: Final = 365.25
"""By which days become years, here and wherever a rate is used."""

_SMALL: Final = 0.25
"""Below this the closed forms cancel, and their series ends after a few terms."""


def real(value: object) -> float | None:
    """Return a finite number as a float; None for anything else.

    >>> real(Decimal("1.5")), real(True), real(float("nan")), real("3")
    (1.5, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
        return None
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return None
    return number if isfinite(number) else None


def _as_float(value: Any) -> Any:
    number = real(value)
    return value if number is None else number


def _only_above(given: Mapping[str, object]) -> None:
    problems = [
        Problem(path, each, "is no number above 0")
        for path, each in given.items()
        if not (real(each) or 0) > 0
    ]
    if problems:
        raise InvalidRecord("Rate", problems)


def _no_span(years: object) -> InvalidRecord:
    return InvalidRecord("Rate", [Problem("$.years", years, f"{years!r} is no span of time from 0")])


def _small(w: float, u: float) -> tuple[float, float]:
    """Return ∫(1−S) and ∫S − t·S, both over t, by their series in u = t/b; u is 0 where the rate is known."""
    term, stale, index, k = 1.0, 0.0, 0.0, 1
    while True:
        term *= -(w + (k - 1) * u) / k
        part = -term / (k + 1)
        stale += part
        index += k * part
        if abs(k * part) <= 1e-17 * index:
            return stale, index
        k += 1


@attrs.frozen
class Rate(InNotebook):
    """What is believed of how often a fact changes: a gamma distribution of changes a year.

    Parameters
    ----------
    a : float
        Its shape, above 0: how much is known; each change that was seen adds up to 1.
    b : float
        In years, above 0.

    Raises
    ------
    InvalidRecord
        If one of them is no number above 0; so do the methods of a negative span.

    Examples
    --------
    >>> rate = Rate(1, 4)
    >>> rate.mean, rate.fresh(4), rate.confirmed(2)
    (0.25, 0.5, Rate(a=1.0, b=6.0))
    """

    a: float = attrs.field(converter=_as_float)
    b: float = attrs.field(converter=_as_float)

    def __attrs_post_init__(self) -> None:
        given = {"$.a": self.a, "$.b": self.b}
        wrong = [path for path, each in given.items() if type(each) is not float or not 0 < each < inf]
        if wrong:
            raise InvalidRecord(
                "Rate", [Problem(path, given[path], "is no number above 0") for path in wrong]
            )

    @property
    def mean(self) -> float:
        """Changes a year that are expected."""
        return self.a / self.b

    def fresh(self, years: float) -> float:
        """Return the probability that a fact is still right so long after it was: (b/(b+t))^a."""
        if not years >= 0:
            raise _no_span(years)
        return exp(-self.a * log1p(years / self.b))

    def stale(self, years: float) -> float:
        """Return the probability that it has changed since: 1 − `fresh`, exact where that is small."""
        if not years >= 0:
            raise _no_span(years)
        return -expm1(-self.a * log1p(years / self.b))

    def stale_years(self, years: float) -> float:
        """Return for how long it is expected to have been wrong by now: ∫(1 − S(s))ds from 0 to t."""
        if not years >= 0:
            raise _no_span(years)
        u = years / self.b
        if (self.a + 1) * u < _SMALL:
            return years * _small(self.a * u, u)[0]
        return inf if isinf(years) else years * self.stale(years) - self.index(years)

    def index(self, years: float) -> float:
        """Return what a check now is worth, in years: ∫S(s)ds from 0 to t, less t·S(t).

        References
        ----------
        Olston & Pandey, "Recrawl Scheduling Based on Information Longevity",
        WWW 2008: the area above the curve of freshness since the last check.
        """
        if not years >= 0:
            raise _no_span(years)
        a, b = self.a, self.b
        u = years / b
        if (a + 1) * u < _SMALL:
            return years * _small(a * u, u)[1]
        if isinf(u):
            return b / (a - 1) if a > 1 else inf
        x = log1p(u)
        whole = -expm1((1 - a) * x) / (a - 1) if a != 1 else x
        # Each of the two forms loses digits where the other does not.
        return b * (whole - u * exp(-a * x)) if a > 2 else b * (a * whole + expm1(-a * x))

    def confirmed(self, years: float) -> Rate:
        """Return what is believed after a check found no change in so many years."""
        if not years >= 0:
            raise _no_span(years)
        return Rate(self.a, self.b + years)

    def changed(self, years: float) -> Rate:
        """Return what is believed after a check found a change, some time within so many years.

        The posterior is no gamma distribution; this one has its mean and
        variance.  Within no time at all it is the limit, (a + 1, b).
        """
        if not years >= 0:
            raise _no_span(years)
        return Rate(*_changed(self.a, self.b, years))


def _changed(a: float, b: float, years: float) -> tuple[float, float]:
    """Return the moments m1²/v and m1/v, written so that nothing cancels.

    With z = b/(b+t), q = z^a, d = 1−z, e = 1−q and n = 1−q·z, the product
    (1−q·z²)(1−q) − n² is −q·d², which gives m2 − m1² without a difference of the two.
    """
    x = log1p(years / b)
    if x < 1e-300:
        return a + 1, b
    z, d, e, n = exp(-x), -expm1(-x), -expm1(-a * x), -expm1(-(a + 1) * x)
    p, r = d / n, z * e / n
    shape = a / (p * p * ((a + 1) * e - a) + 2 * p * r + r * r)
    return shape, shape * b * e / (a * n)


@attrs.frozen
class KnownRate(InNotebook):
    """A rate of change that is known, and which no outcome alters.

    Parameters
    ----------
    per_year : float
        Changes a year, from 0.

    Raises
    ------
    InvalidRecord
        If it is no number from 0; so do the methods of a negative span.

    Examples
    --------
    >>> round(KnownRate(0.5).fresh(2), 4)
    0.3679
    """

    per_year: float = attrs.field(converter=_as_float)

    def __attrs_post_init__(self) -> None:
        if type(self.per_year) is not float or not 0 <= self.per_year < inf:
            reason = f"{self.per_year!r} is no number from 0"
            raise InvalidRecord("KnownRate", [Problem("$.per_year", self.per_year, reason)])

    @property
    def mean(self) -> float:
        """Changes a year."""
        return self.per_year

    def _changes(self, years: float) -> float:
        if not years >= 0:
            raise _no_span(years)
        return self.per_year * years if self.per_year else 0.0

    def fresh(self, years: float) -> float:
        """Return the probability that a fact is still right so long after it was: e^(−l·t)."""
        return exp(-self._changes(years))

    def stale(self, years: float) -> float:
        """Return the probability that it has changed since."""
        return -expm1(-self._changes(years))

    def stale_years(self, years: float) -> float:
        """Return for how long it is expected to have been wrong by now."""
        w = self._changes(years)
        if w < _SMALL:
            return years * _small(w, 0)[0] if w else 0.0
        return years + expm1(-w) / self.per_year

    def index(self, years: float) -> float:
        """Return what a check now is worth, in years: (1 − (1 + l·t)·e^(−l·t))/l."""
        w = self._changes(years)
        if w < _SMALL:
            return years * _small(w, 0)[1] if w else 0.0
        return (-expm1(-w) - (w * exp(-w) if w < 800 else 0.0)) / self.per_year

    def confirmed(self, years: float) -> Self:
        """Return itself, as does `changed`."""
        self._changes(years)
        return self

    changed = confirmed


AnyRate: TypeAlias = Rate | KnownRate


def prior(mean: float, shape: float = 1.0) -> Rate:
    """Return what to believe before anything was checked.

    Parameters
    ----------
    mean : float
        Changes a year.
    shape : float
        How sure that is: as if so many changes had been seen.

    Examples
    --------
    >>> prior(0.25)
    Rate(a=1.0, b=4.0)
    """
    _only_above({"$.mean": mean, "$.shape": shape})
    return Rate(shape, shape / mean)


PRIORS: Final[Mapping[str, AnyRate]] = FrozenMap(
    {
        Facet.BASIC.value: prior(0.15),
        Facet.CREDIT.value: prior(0.35),
        Facet.DECISION_MAKERS.value: prior(0.30),
    }
)
"""Facet → what is believed before anything was checked: basic data change 0.15 times a year, and so on."""

DEFAULT_PRIOR: Final = prior(0.25)
"""What is believed of a facet of which no prior was given: a change in four years, and no certainty of it."""
