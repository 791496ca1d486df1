"""The month's choice: whom to check next, by what each check is worth for its hours."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from math import fsum, isinf
from typing import Any, TypeAlias

import attrs

from customerbase.aging.freshness import Worth, age_of, dated, worth_of
from customerbase.aging.learning import Rates, rate_of
from customerbase.aging.rates import PRIORS, AnyRate, real
from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import Listing, WithRows
from customerbase.verifying.state import FacetState

__all__ = [
    "Choice",
    "Cost",
    "IndexPart",
    "IndexRow",
    "choose",
    "cost_of",
    "gain",
    "index",
]

Cost: TypeAlias = float | Mapping[str, float] | Callable[[FacetState], float]
"""Hours of checking a fact: one number for all, by facet, or by a function."""


@attrs.frozen(kw_only=True)
class IndexPart:
    """What checking one facet of a customer is worth.

    Attributes
    ----------
    facet : str
    gain : float
        Worth × years: see `gain`.
    """

    facet: str
    gain: float


@attrs.frozen(kw_only=True)
class IndexRow:
    """What a visit to one customer, which checks all his facets, is worth for its hours.

    Attributes
    ----------
    customer_id : str
    facets : tuple of str
    index : float
        The gains of all facets, for each hour of the visit.
    cost : float
        Hours.
    parts : tuple of IndexPart
        By facet.
    """

    customer_id: str
    facets: tuple[str, ...]
    index: float
    cost: float
    parts: tuple[IndexPart, ...] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Choice(WithRows):
    """Whom to check within the hours that there are.

    Attributes
    ----------
    rows : Listing of IndexRow
        Best first.
    spent, left_over : float
        Hours.
    next_index : float or None
        What another hour would gain: the best index that was not taken; None where nothing is left.
    """

    rows: Listing[IndexRow] = attrs.field(repr=False)
    spent: float
    left_over: float
    next_index: float | None


def gain(rate: AnyRate, years: float) -> float:
    """Return what a check is worth of a fact that is worth 1, so long after it was known to be right, in years.

    It is `Rate.index`.  Of a fact that is known to be wrong, or of which
    nothing says when it was right (infinite years), it is the mean time for
    which it stays right once it is put right, 1/l.

    Parameters
    ----------
    rate : Rate or KnownRate
    years : float
        From 0; may be infinite.

    Examples
    --------
    >>> from customerbase.aging.rates import KnownRate
    >>> round(gain(KnownRate(0.5), 2), 4), gain(KnownRate(0.5), float("inf"))
    (0.5285, 2.0)
    """
    if isinf(years) and years > 0:
        return 1 / rate.mean if rate.mean else 0.0
    return rate.index(years)


def index(
    states: Iterable[FacetState],
    *,
    as_of: date,
    rates: Rates = PRIORS,
    worth: Worth = None,
    cost: Cost = 1.0,
    visit: float | Mapping[str, float] | None = None,
) -> Listing[IndexRow]:
    """Rank customers by what a visit now is worth for its hours, best first.

    U = Σ w·(∫S(s)ds − t·S(t)) / c over the facets of a customer, t years after
    each was last known to be right.  For a known rate l of one facet that is
    (w/(c·l))·(1 − (1 + l·t)·e^(−l·t)).

    Parameters
    ----------
    states : iterable of FacetState
    as_of : datetime.date
    rates, worth
        As for `freshness`.
    cost : number, mapping of facet to number, or callable of a state
        Hours of checking one fact, above 0.
    visit : number, or mapping of customer id to number, optional
        Hours of a visit that checks all facets at once; where it is left out,
        or lacks the customer, the sum of the costs of his facets.

    Returns
    -------
    Listing of IndexRow
        Customers of the same index by id.

    Raises
    ------
    InvalidRecord
        As `freshness`; also if a cost is no number above 0.
    TypeError

    References
    ----------
    Olston & Pandey, "Recrawl Scheduling Based on Information Longevity", WWW 2008.

    Examples
    --------
    >>> from customerbase.aging.rates import KnownRate
    >>> asked = [
    ...     FacetState(customer_id=who, facet="credit", verified_on=date(year, 1, 1))
    ...     for who, year in [("C1", 2023), ("C2", 2020)]
    ... ]
    >>> rows = index(asked, as_of=date(2024, 1, 1), rates={"credit": KnownRate(0.35)})
    >>> [(each.customer_id, round(each.index, 3)) for each in rows]
    [('C2', 1.166), ('C1', 0.139)]
    """
    rate, value, hours = rate_of(rates), worth_of(worth), cost_of(cost)
    visits = visit if isinstance(visit, Mapping) else {}
    every = None if visit is None or isinstance(visit, Mapping) else _above(visit, "$.visit")
    held: dict[str, list[tuple[str, float, float]]] = {}
    for each in dated(states, as_of):
        worth_now = value(each) * gain(rate(each), age_of(each, as_of))
        held.setdefault(each.customer_id, []).append((each.facet, worth_now, hours(each)))
    rows = []
    for who, facts in held.items():
        facts.sort()
        whole = fsum(cost for _, _, cost in facts) if every is None else every
        if who in visits:
            whole = _above(visits[who], f"$.visit[{who!r}]")
        rows.append(
            IndexRow(
                customer_id=who,
                facets=tuple([facet for facet, _, _ in facts]),
                index=fsum([gained for _, gained, _ in facts]) / whole,
                cost=whole,
                parts=tuple([IndexPart(facet=facet, gain=gained) for facet, gained, _ in facts]),
            )
        )
    rows.sort(key=lambda row: (-row.index, row.customer_id))
    return Listing(rows)


def choose(rows: Iterable[IndexRow], budget: float) -> Choice:
    """Take the visits that are worth most for their hours, until the hours are used.

    A visit that no longer fits is passed over for smaller ones; one that gains
    nothing is not made.

    Parameters
    ----------
    rows : iterable of IndexRow
        In any order.
    budget : float
        Hours, from 0.

    Raises
    ------
    InvalidRecord

    Examples
    --------
    >>> row = IndexRow(customer_id="C1", facets=("basic",), index=0.2, cost=2.0, parts=())
    >>> chosen = choose([row, attrs.evolve(row, customer_id="C2", index=0.3)], budget=3)
    >>> [each.customer_id for each in chosen.rows], chosen.left_over, chosen.next_index
    (['C2'], 1.0, 0.2)
    """
    hours = real(budget)
    if hours is None or hours < 0:
        problem = Problem("$.budget", budget, f"{budget!r} is no number of hours from 0")
        raise InvalidRecord("Choice", [problem])
    taken: list[IndexRow] = []
    left, following = hours, None
    for each in sorted(rows, key=lambda row: (-row.index, row.customer_id)):
        if each.index <= 0:
            break
        # What many costs lose in adding up must not cost the last visit.
        if each.cost <= left + 1e-9 * hours:
            taken.append(each)
            left -= each.cost
        elif following is None:
            following = each.index
    spent = fsum(each.cost for each in taken)
    return Choice(rows=Listing(taken), spent=spent, left_over=max(hours - spent, 0.0), next_index=following)


def cost_of(cost: Cost) -> Callable[[FacetState], float]:
    """Return a function that tells the hours of checking a fact.

    Raises
    ------
    InvalidRecord
        If a number is none above 0; so does the function returned, also of a
        facet that a mapping lacks.
    TypeError
    """
    if isinstance(cost, Mapping):
        by_facet = {facet: _above(each, f"$.cost[{facet!r}]") for facet, each in cost.items()}

        def told(state: FacetState) -> float:
            found = by_facet.get(state.facet)
            return _above(None, f"$.cost[{state.facet!r}]") if found is None else found

        return told
    if callable(cost):
        given = cost
        return lambda state: _above(given(state), f"$.cost[{state.customer_id!r}, {state.facet!r}]")
    if isinstance(cost, str | bytes | Sequence):
        raise TypeError(f"cost={reprlib.repr(cost)} is none: give hours, facet → hours, or a function")
    number = _above(cost, "$.cost")
    return lambda _: number


def _above(value: Any, path: str) -> float:
    number = real(value)
    if number is None or number <= 0:
        raise InvalidRecord("Cost", [Problem(path, value, f"{value!r} is no number of hours above 0")])
    return number
