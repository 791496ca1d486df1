"""Policies compared on one's own base: the same hours, what stays right, month by month."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from heapq import heapify, heappop, heappush
from math import fsum, inf, isinf
from typing import Any, Protocol

import attrs

from customerbase.aging.allocating import AllocationRule, Check, Limit, allocate
from customerbase.aging.freshness import Worth, age_of, dated, worth_of
from customerbase.aging.indexing import Cost, cost_of, gain
from customerbase.aging.learning import Rates, rate_of
from customerbase.aging.rates import DAYS_A_YEAR, PRIORS, AnyRate, real
from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import InNotebook, Listing
from customerbase.validation import word_of
from customerbase.verifying.policies import Policy
from customerbase.verifying.state import FacetState

__all__ = [
    "Comparison",
    "Curve",
    "Item",
    "Strategy",
    "by_cycle",
    "by_frequency",
    "by_index",
    "compare",
    "oldest_first",
]


@attrs.frozen(kw_only=True)
class Item:
    """One fact as the simulation has it at its start.

    Attributes
    ----------
    state : FacetState
    worth : float
    rate : Rate or KnownRate
    cost : float
        Hours of one check.
    years : float
        Since it was known to be right; infinite where it is wrong, or nothing says when.
    """

    state: FacetState
    worth: float
    rate: AnyRate
    cost: float
    years: float


class Strategy(Protocol):
    """How to choose what is checked."""

    def cycles(self, items: Sequence[Item], budget: float) -> Sequence[float] | None:
        """Return the years from each check to the next, infinite for never; None: chosen anew each month.

        The budget is in hours a year.
        """
        ...


@attrs.frozen
class _OldestFirst:
    def cycles(self, items: Sequence[Item], budget: float) -> Sequence[float]:  # noqa: ARG002
        return [1.0] * len(items)


@attrs.frozen
class _ByCycle:
    months: Callable[[FacetState], float | None] | Mapping[str, float | None]

    def cycles(self, items: Sequence[Item], budget: float) -> Sequence[float]:  # noqa: ARG002
        found = []
        for each in items:
            given = self.months
            months = given.get(each.state.facet) if isinstance(given, Mapping) else given(each.state)
            number = inf if months is None else real(months)
            if number is None or number <= 0:
                where = f"$.months[{each.state.customer_id!r}, {each.state.facet!r}]"
                reason = f"{months!r} is no number of months above 0"
                raise InvalidRecord("Policy", [Problem(where, months, reason, "None is never")])
            found.append(number / 12)
        return found


@attrs.frozen
class _ByFrequency:
    how: AllocationRule
    floor: Limit
    cap: Limit

    def cycles(self, items: Sequence[Item], budget: float) -> Sequence[float]:
        checks = [
            Check(each.state.customer_id, each.state.facet, each.worth, each.rate.mean, each.cost)
            for each in items
        ]
        plan = allocate(checks, budget, how=self.how, floor=self.floor, cap=self.cap)
        return [1 / often if often else inf for often in plan.frequencies]


@attrs.frozen
class _ByIndex:
    def cycles(self, items: Sequence[Item], budget: float) -> None:  # noqa: ARG002
        return None


@attrs.frozen
class _ByPolicy:
    policy: Policy
    as_of: date

    def cycles(self, items: Sequence[Item], budget: float) -> Sequence[float]:  # noqa: ARG002
        found = []
        for each in items:
            # As if it were checked now: what is second-hand or wrong by then is so no more.
            checked = attrs.evolve(
                each.state,
                verified_on=self.as_of,
                anchor=None,
                unconfirmed_since=None,
                wrong_since=None,
                events={},
            )
            day = self.policy.due_on(checked, self.as_of)
            found.append(inf if day is None else (day - self.as_of).days / DAYS_A_YEAR)
        return found


def oldest_first() -> Strategy:
    """Return the policy of the yearly round: always what was checked longest ago."""
    return _OldestFirst()


def by_cycle(months: Callable[[FacetState], float | None] | Mapping[str, float | None]) -> Strategy:
    """Return a policy of fixed cycles, such as those of grades: most overdue first.

    Parameters
    ----------
    months : callable of a state, or mapping of facet to number
        Months from one check to the next; None, or a facet that is not there: never.

    Examples
    --------
    >>> grades = by_cycle(lambda state: {"A": 3, "B": 6}.get(state.classes.get("grade"), 12))
    """
    if not isinstance(months, Mapping) and not callable(months):
        raise TypeError(f"months={reprlib.repr(months)} is none: give facet → months, or a function")
    return _ByCycle(months)


def by_frequency(
    how: AllocationRule | str = AllocationRule.OPTIMAL, *, floor: Limit = None, cap: Limit = None
) -> Strategy:
    """Return the policy that checks as often as `allocate` says, with its parameters; most overdue first."""
    return _ByFrequency(word_of(AllocationRule, how, "how"), floor, cap)


def by_index() -> Strategy:
    """Return the policy that takes each month what `gain` says is worth most for its hours."""
    return _ByIndex()


@attrs.frozen(kw_only=True)
class Curve:
    """What one policy keeps right.

    Attributes
    ----------
    policy : str
    mean_weighted, final_weighted : float or None
        Share of the worth that is right: mean of all months, and of the last
        one; None where nothing is worth anything.
    mean_freshness, final_freshness : float
        The same of the facts, each weighing as much as any other.
    stale_ratio : float or None
        Share of the worth that is not right, all months, against that of the first policy.
    hours : float
        Hours spent in all.
    weighted, freshness : tuple of float
        By month.
    """

    policy: str
    mean_weighted: float | None
    final_weighted: float | None
    mean_freshness: float
    final_freshness: float
    stale_ratio: float | None
    hours: float
    weighted: tuple[float, ...] = attrs.field(repr=False)
    freshness: tuple[float, ...] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Comparison(InNotebook):
    """Policies side by side.

    Attributes
    ----------
    as_of : datetime.date
    months, facts : int
    budget_per_month : float
        Hours.
    curves : Listing of Curve
        In the order in which the policies were given.
    """

    as_of: date
    months: int
    facts: int
    budget_per_month: float
    curves: Listing[Curve] = attrs.field(repr=False)

    def _repr_html_(self) -> str:
        return InNotebook._repr_html_(self) + self.curves._repr_html_()


def compare(
    policies: Mapping[str, Policy | Strategy],
    states: Iterable[FacetState],
    *,
    as_of: date,
    budget_per_month: float,
    months: int = 24,
    rates: Rates = PRIORS,
    worth: Worth = None,
    cost: Cost = 1.0,
) -> Comparison:
    """Simulate policies on one's own facts, each with the same hours, and say what they keep right.

    Nothing is drawn by lot: each fact is right with the probability that its
    rate gives.  Checks are made at the start of a month, each finds and mends
    what is wrong, and a month is measured in its middle.  Hours that are left
    when nothing is due go to what is due next; what is too little for one
    check is kept for the next month.

    Parameters
    ----------
    policies : mapping of name to Policy or Strategy
        A policy, as in ``yearly_round()``, of which the most overdue is checked
        first; or `oldest_first`, `by_cycle`, `by_frequency`, `by_index`, or one's own.
        The first one is what `Curve.stale_ratio` compares with.
    states : iterable of FacetState
    as_of : datetime.date
        The first month begins.
    budget_per_month : float
        Hours.
    months : int
        From 1.
    rates, worth, cost
        As for `index`; each facet is checked by itself.

    Raises
    ------
    InvalidRecord
        As `index` and `allocate`; also if there is no policy, no state or no month.
    TypeError

    Examples
    --------
    >>> states = [FacetState(customer_id=who, facet="basic", verified_on=date(2023, 7, 1)) for who in "ABCD"]
    >>> compared = compare(
    ...     {"round": oldest_first(), "index": by_index()},
    ...     states,
    ...     as_of=date(2024, 1, 1),
    ...     budget_per_month=1,
    ...     worth={"A": 9, "B": 1, "C": 1, "D": 1},
    ... )
    >>> [(each.policy, round(each.mean_weighted, 3)) for each in compared.curves]
    [('round', 0.975), ('index', 0.981)]
    """
    hours = _checked(policies, budget_per_month, months)
    rate, value, cost_now = rate_of(rates), worth_of(worth), cost_of(cost)
    held = sorted(dated(states, as_of), key=lambda each: (each.customer_id, each.facet))
    if not held:
        raise InvalidRecord("Comparison", [Problem("$.states", (), "are none: there is nothing to check")])
    items = [
        Item(state=each, worth=value(each), rate=rate(each), cost=cost_now(each), years=age_of(each, as_of))
        for each in held
    ]
    curves: list[Curve] = []
    for name, given in policies.items():
        policy = _ByPolicy(given, as_of) if isinstance(given, Policy) else given
        cycles = policy.cycles(items, hours * 12)
        checked, spent = (
            _by_worth(items, hours, months) if cycles is None else _in_turn(items, cycles, hours, months)
        )
        curves.append(_curve(name, items, checked, spent, months, curves[0] if curves else None))
    return Comparison(
        as_of=as_of, months=months, facts=len(items), budget_per_month=hours, curves=Listing(curves)
    )


def _checked(policies: Any, budget: Any, months: Any) -> float:
    if not isinstance(policies, Mapping):
        raise TypeError(f"policies={reprlib.repr(policies)} are none: give name → policy")
    problems = []
    if not policies:
        problems.append(Problem("$.policies", policies, "are none: give name → policy"))
    for name, each in policies.items():
        if not isinstance(each, Policy) and not callable(getattr(each, "cycles", None)):
            hint = "as in yearly_round() or by_index(), with the brackets"
            problems.append(Problem(f"$.policies[{name!r}]", each, f"{each!r} is no policy", hint))
    number = real(budget)
    if number is None or number < 0:
        problems.append(Problem("$.budget_per_month", budget, f"{budget!r} is no number of hours from 0"))
    if not isinstance(months, int) or isinstance(months, bool) or not 1 <= months <= 1_200:
        problems.append(Problem("$.months", months, f"{months!r} is no number of months from 1 to 1,200"))
    if problems:
        raise InvalidRecord("Comparison", problems)
    assert number is not None
    return number


_Checked = list[list[int]]
"""Of each item the months in which it is checked, in order."""


def _in_turn(
    items: Sequence[Item], cycles: Sequence[float], hours: float, months: int
) -> tuple[_Checked, float]:
    """Check what is due first; ties by customer and facet."""
    checked: _Checked = [[] for _ in items]
    queue = [
        (cycle - each.years if each.years < inf else -inf, i)
        for i, (each, cycle) in enumerate(zip(items, cycles, strict=True))
        if cycle < inf
    ]
    heapify(queue)
    left = spent = 0.0
    for month in range(months):
        left += hours
        later = []
        while queue:
            i = queue[0][1]
            cost = items[i].cost
            # What many costs lose in adding up must not cost the last check.
            if cost > left + 1e-9 * hours:
                break
            left -= cost
            spent += cost
            checked[i].append(month)
            heappop(queue)
            later.append((month / 12 + cycles[i], i))
        if not queue:
            left = 0.0
        for each in later:
            heappush(queue, each)
    return checked, spent


def _by_worth(items: Sequence[Item], hours: float, months: int) -> tuple[_Checked, float]:
    """Check each month what gains most for its hours; ties by customer and facet."""
    checked: _Checked = [[] for _ in items]
    years = [each.years for each in items]
    left = spent = 0.0
    for month in range(months):
        left += hours
        queue = [
            (-each.worth * gain(each.rate, age) / each.cost, i)
            for i, (each, age) in enumerate(zip(items, years, strict=True))
            if age > 0
        ]
        heapify(queue)
        while queue:
            gained, i = queue[0]
            cost = items[i].cost
            if not gained or cost > left + 1e-9 * hours:
                break
            left -= cost
            spent += cost
            years[i] = 0.0
            checked[i].append(month)
            heappop(queue)
        if not queue or not queue[0][0]:
            left = 0.0
        years = [age + 1 / 12 for age in years]
    return checked, spent


def _curve(
    name: str, items: Sequence[Item], checked: _Checked, spent: float, months: int, first: Curve | None
) -> Curve:
    weighted: list[list[float]] = [[] for _ in range(months)]
    plain: list[list[float]] = [[] for _ in range(months)]
    since: dict[AnyRate, list[float]] = {}
    for each, mine in zip(items, checked, strict=True):
        rate, worth = each.rate, each.worth
        after = since.get(rate)
        if after is None:
            after = since[rate] = [rate.fresh((k + 0.5) / 12) for k in range(months)]
        start = mine[0] if mine else months
        before = (
            [0.0] * start
            if isinf(each.years)
            else [rate.fresh(each.years + (k + 0.5) / 12) for k in range(start)]
        )
        for begin, end in zip(mine, [*mine[1:], months], strict=False):
            before += after[: end - begin]
        for month, right in enumerate(before):
            plain[month].append(right)
            weighted[month].append(worth * right)
    total = fsum(each.worth for each in items)
    freshness = tuple(fsum(each) / len(items) for each in plain)
    shares = tuple(fsum(each) / total for each in weighted) if total else ()
    mean = fsum(shares) / months if total else None
    stale = None if mean is None else 1 - mean
    reference = stale if first is None else None if first.mean_weighted is None else 1 - first.mean_weighted
    return Curve(
        policy=name,
        mean_weighted=mean,
        final_weighted=shares[-1] if total else None,
        mean_freshness=fsum(freshness) / months,
        final_freshness=freshness[-1],
        stale_ratio=stale / reference if stale is not None and reference else None,
        hours=spent,
        weighted=shares,
        freshness=freshness,
    )
