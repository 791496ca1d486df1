"""How much of what stands on the cards is still right."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from math import fsum, inf
from typing import Any, TypeAlias

import attrs

from customerbase.aging.learning import Rates, rate_of
from customerbase.aging.rates import DAYS_A_YEAR, PRIORS, AnyRate, real
from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import InNotebook, Listing
from customerbase.measures.dealt import only_day
from customerbase.verifying.state import FacetState

__all__ = [
    "Freshness",
    "FreshnessRow",
    "Worth",
    "age_of",
    "dated",
    "freshness",
    "unnoticed_days",
    "worth_of",
]

Worth: TypeAlias = Mapping[str, Any] | Mapping[tuple[str, str], Any] | Callable[[FacetState], Any] | None
"""What a fact is worth: by customer id, by (customer id, facet), or by a function; None: each is worth 1."""


@attrs.frozen(kw_only=True)
class FreshnessRow:
    """How right the facts of one facet, or of all, may be expected to be.

    Attributes
    ----------
    facet : str or None
        None: all of them.
    facts : int
    right_share : float or None
        Share of those whose age is known that is expected to be right; a fact
        that a check found wrong is not.  None where no age is known.
    weighted_right_share : float or None
        The same, each fact weighing what it is worth; None where they are worth nothing.
    unnoticed_days : float or None
        Mean days for which a change has stayed unnoticed so far, of the facts
        that are expected to have changed; None where none is.
    never_verified : int
        Facts that nobody has checked since they were learned.
    found_wrong : int
        Facts that a check found wrong, and that were not put right since.
    undated : int
        Facts of which nothing says when they were right; they are in no share.
    """

    facet: str | None
    facts: int
    right_share: float | None
    weighted_right_share: float | None
    unnoticed_days: float | None
    never_verified: int
    found_wrong: int
    undated: int


@attrs.frozen(kw_only=True)
class Freshness(InNotebook):
    """How right what stands on the cards may be expected to be on a day.

    Attributes
    ----------
    as_of : datetime.date
    total : FreshnessRow
    rows : Listing of FreshnessRow
        By facet.
    """

    as_of: date
    total: FreshnessRow = attrs.field(repr=False)
    rows: Listing[FreshnessRow] = attrs.field(repr=False)

    def _repr_html_(self) -> str:
        return InNotebook._repr_html_(self) + Listing([*self.rows, self.total])._repr_html_()


def freshness(
    states: Iterable[FacetState], *, as_of: date, rates: Rates = PRIORS, worth: Worth = None
) -> Freshness:
    """Say which share of the facts may be expected to be still right.

    Parameters
    ----------
    states : iterable of FacetState
    as_of : datetime.date
    rates : mapping of facet to Rate, LearnedRates, or callable of a state
    worth : mapping or callable, optional
        By customer id, by (customer id, facet) (which goes first), or a
        function of a state: a number from 0 in any unit.  Whoever is not in a
        mapping is worth nothing.  Left out, each fact is worth 1.

    Raises
    ------
    InvalidRecord
        If a state is dated after `as_of` or stands there twice, or a worth is no number from 0.
    TypeError

    References
    ----------
    Cho & Garcia-Molina, "Effective page refresh policies for web crawlers",
    ACM Transactions on Database Systems 28(4), 2003: freshness and age.

    Examples
    --------
    >>> from customerbase.aging.rates import Rate
    >>> known = FacetState(customer_id="C1", facet="credit", verified_on=date(2020, 1, 1))
    >>> row = freshness([known], as_of=date(2024, 1, 1), rates={"credit": Rate(1, 4)}).total
    >>> row.right_share, row.never_verified
    (0.5, 0)
    """
    rate, value = rate_of(rates), worth_of(worth)
    held: dict[str, _Sums] = {}
    for each in dated(states, as_of):
        sums = held.get(each.facet)
        if sums is None:
            sums = held[each.facet] = _Sums()
        sums.facts += 1
        sums.never_verified += each.verified_on is None
        weight = value(each)
        if each.wrong_since is not None:
            sums.found_wrong += 1
            sums.weights.append(weight)
            continue
        known = each.last_known
        if known is None:
            sums.undated += 1
            continue
        its = rate(each)
        years = (as_of - known).days / DAYS_A_YEAR
        right = its.fresh(years)
        sums.right.append(right)
        sums.weighted.append(weight * right)
        sums.weights.append(weight)
        sums.changed.append(its.stale(years))
        sums.unnoticed.append(its.stale_years(years))
    everything = _Sums()
    for facet in sorted(held):
        everything.add(held[facet])
    rows = (held[facet].row(facet) for facet in sorted(held))
    return Freshness(as_of=as_of, total=everything.row(None), rows=Listing(rows))


class _Sums:
    """What is summed up of one facet; exactly, so that the order of the states changes nothing."""

    __slots__ = (
        "changed",
        "facts",
        "found_wrong",
        "never_verified",
        "right",
        "undated",
        "unnoticed",
        "weighted",
        "weights",
    )

    def __init__(self) -> None:
        self.facts = self.never_verified = self.found_wrong = self.undated = 0
        self.right: list[float] = []
        self.weighted: list[float] = []
        self.weights: list[float] = []
        self.changed: list[float] = []
        self.unnoticed: list[float] = []

    def add(self, other: _Sums) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def row(self, facet: str | None) -> FreshnessRow:
        weight, changed = fsum(self.weights), fsum(self.changed)
        return FreshnessRow(
            facet=facet,
            facts=self.facts,
            right_share=fsum(self.right) / len(self.weights) if self.weights else None,
            weighted_right_share=fsum(self.weighted) / weight if weight else None,
            unnoticed_days=fsum(self.unnoticed) / changed * DAYS_A_YEAR if changed else None,
            never_verified=self.never_verified,
            found_wrong=self.found_wrong,
            undated=self.undated,
        )


def unnoticed_days(rate: AnyRate, cycle_years: float) -> float:
    """Return for how many days a change stays unnoticed on the mean, where a fact is checked in a cycle.

    For a known rate l and a cycle of T years: T/(1 − e^(−l·T)) − 1/l, in days.
    Half the cycle where facts hardly change.

    Parameters
    ----------
    rate : Rate or KnownRate
    cycle_years : float
        Above 0.

    Raises
    ------
    InvalidRecord
        If the cycle is no number above 0.

    Examples
    --------
    >>> from customerbase.aging.rates import KnownRate
    >>> round(unnoticed_days(KnownRate(0.3), 1), 1)
    191.7
    """
    years = real(cycle_years)
    if years is None or years <= 0:
        problem = Problem("$.cycle_years", cycle_years, f"{cycle_years!r} is no number of years above 0")
        raise InvalidRecord("Cycle", [problem])
    changed = rate.stale(years)
    mean = rate.stale_years(years) / changed if changed else years / 2
    return mean * DAYS_A_YEAR


def dated(states: Iterable[FacetState], as_of: date) -> list[FacetState]:
    """Return states that are of the day or before it, each fact once.

    Raises
    ------
    InvalidRecord
        With all those that are not.
    TypeError
    """
    only_day(as_of)
    held: list[FacetState] = []
    seen: set[tuple[str, str]] = set()
    problems: list[Problem] = []
    for each in states:
        if not isinstance(each, FacetState):
            raise TypeError(f"{reprlib.repr(each)} is no FacetState")
        key = (each.customer_id, each.facet)
        if key in seen:
            problems.append(Problem("$.facet", key, f"{key!r} stands there twice"))
        seen.add(key)
        for name, on in (
            ("verified_on", each.verified_on),
            ("known_since", each.known_since),
            ("wrong_since", each.wrong_since),
        ):
            if on is not None and on > as_of:
                reason = f"{on} of {key!r} is after as_of={as_of}"
                problems.append(Problem(f"$.{name}", on, reason, "take a later as_of, or mend the day"))
        held.append(each)
    if problems:
        raise InvalidRecord("FacetState", problems)
    return held


def age_of(state: FacetState, as_of: date) -> float:
    """Return the years since a fact was last known right; infinite if it is known wrong, or nothing says when."""
    known = state.last_known
    if known is None or state.wrong_since is not None:
        return inf
    return (as_of - known).days / DAYS_A_YEAR


def worth_of(worth: Worth) -> Callable[[FacetState], float]:
    """Return a function that tells what a fact is worth.

    Raises
    ------
    TypeError
        If `worth` is neither a mapping nor a function; the function returned
        raises InvalidRecord of what is no number from 0.
    """
    if worth is None:
        return lambda _: 1.0
    if not isinstance(worth, Mapping) and not callable(worth):
        raise TypeError(f"worth={reprlib.repr(worth)} is none: give a mapping by customer id, or a function")

    def told(state: FacetState) -> Any:
        if not isinstance(worth, Mapping):
            return worth(state)
        given: Mapping[Any, Any] = worth
        found = given.get((state.customer_id, state.facet))
        return given.get(state.customer_id, 0) if found is None else found

    def value(state: FacetState) -> float:
        number = real(found := told(state))
        if number is None or number < 0:
            where = f"$.worth[{state.customer_id!r}, {state.facet!r}]"
            hint = "of Money, give the amount"
            raise InvalidRecord("Worth", [Problem(where, found, f"{found!r} is no number from 0", hint)])
        return number

    return value
