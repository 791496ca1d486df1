"""What an extra day of checking a month would buy: the same base, with more of the same work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any, Final

import attrs

from customerbase.listing import Listing, WithRows
from customerbase.verify import (
    Comparison,
    FacetState,
    Verification,
    by_frequency,
    by_index,
    compare,
    oldest_first,
)

__all__ = ["INDEX", "OPTIMUM", "ROUND", "DaysRow", "ExtraDays", "checks_a_month", "extra_days", "policies"]

ROUND: Final = "round"
OPTIMUM: Final = "optimum"
INDEX: Final = "index"

_STEPS: Final = (-3, -2, -1, 0, 1, 2, 3)
_SIMULATED: Final = 1_500
"""Facts that are simulated at most; of more of them, every so many customers stand for all."""


@attrs.frozen(kw_only=True)
class DaysRow:
    """What so much checking keeps right, mean of the months that are simulated.

    Attributes
    ----------
    extra : int
        Days a month more than now; negative: less.
    days, checks : float
        A month.
    round_share, index_share : float
        Share of the worth that is right: checking what was checked longest
        ago, and what the index says is worth most.
    round_facts, index_facts : float
        The same of the facts, each weighing as much as any other.
    """

    extra: int
    days: float
    checks: float
    round_share: float
    index_share: float
    round_facts: float
    index_facts: float


@attrs.frozen(kw_only=True)
class ExtraDays(WithRows):
    """What more, or less, checking would keep right.

    Attributes
    ----------
    rows : Listing of DaysRow
        By days.
    comparison : Comparison
        The policies, with as much checking as now.
    checks_a_day : int
    months : int
        That were simulated.
    facts, simulated : int
        Of the base, and of the part of it that stood for all.
    weighted : bool
        Whether facts have a worth; if not, each weighs as much as any other.
    """

    rows: Listing[DaysRow] = attrs.field(repr=False)
    comparison: Comparison = attrs.field(repr=False)
    checks_a_day: int
    months: int
    facts: int
    simulated: int
    weighted: bool

    @property
    def now(self) -> DaysRow:
        """The row of as much checking as now."""
        return next(each for each in self.rows if not each.extra)

    def row(self, extra: int) -> DaysRow | None:
        """Return the row of so many days more; None where it was not asked."""
        return next((each for each in self.rows if each.extra == extra), None)


def policies() -> dict[str, Any]:
    """Return what is compared: the yearly round first, the optimum, the index."""
    return {ROUND: oldest_first(), OPTIMUM: by_frequency(), INDEX: by_index()}


def checks_a_month(verifications: Iterable[Verification], *, as_of: date) -> float:
    """Return how many checks a month were made in the year that ends on a day.

    >>> checks_a_month([], as_of=date(2024, 12, 31))
    0.0
    """
    since = as_of.toordinal() - 365
    return sum(since < each.on.toordinal() <= as_of.toordinal() for each in verifications) / 12


def extra_days(
    states: Iterable[FacetState],
    *,
    as_of: date,
    checks: float,
    rates: Any,
    worth: Mapping[str, float] | None = None,
    checks_a_day: int = 8,
    months: int = 24,
) -> ExtraDays:
    """Simulate a base with the checks a month that are made now, and with one or several days more or less.

    Parameters
    ----------
    states : iterable of FacetState
    as_of : datetime.date
    checks : float
        A month, now; above 0.
    rates
        As for `customerbase.verify.freshness`.
    worth : mapping of customer id to number, optional
    checks_a_day : int
        How many checks somebody makes in a day.
    months : int
        How many to simulate.

    Raises
    ------
    InvalidRecord
        If there is nothing to check, or a number is wrong.

    Examples
    --------
    >>> states = [FacetState(customer_id=c, facet="basic", verified_on=date(2023, 7, 1)) for c in "ABCD"]
    >>> found = extra_days(states, as_of=date(2024, 1, 1), checks=1, rates={}, checks_a_day=1)
    >>> [(each.extra, each.days) for each in found.rows][:3]
    [(0, 1.0), (1, 2.0), (2, 3.0)]
    >>> found.row(1).round_share > found.now.round_share
    True
    """
    held = list(states)
    weighted = worth is not None and any(worth.values())
    taken = _part(held)
    part = len(taken) / len(held) if held else 1.0

    def simulated(chosen: Mapping[str, Any], budget: float) -> Comparison:
        return compare(
            chosen,
            taken,
            as_of=as_of,
            budget_per_month=budget * part,
            months=months,
            rates=rates,
            worth=worth if weighted else None,
        )

    comparison = simulated(policies(), checks)
    both = {ROUND: oldest_first(), INDEX: by_index()}
    rows = []
    for extra in _STEPS:
        budget = checks + extra * checks_a_day
        if budget < checks_a_day / 2 and extra:
            continue
        made = simulated(both, budget) if extra else comparison
        first, *_, second = made.curves
        rows.append(
            DaysRow(
                extra=extra,
                days=budget / checks_a_day,
                checks=budget,
                round_share=_share(first.mean_weighted, first.mean_freshness),
                index_share=_share(second.mean_weighted, second.mean_freshness),
                round_facts=first.mean_freshness,
                index_facts=second.mean_freshness,
            )
        )
    return ExtraDays(
        rows=Listing(rows),
        comparison=comparison,
        checks_a_day=checks_a_day,
        months=months,
        facts=len(held),
        simulated=len(taken),
        weighted=weighted,
    )


def _share(weighted: float | None, plain: float) -> float:
    """Return the weighted share; the plain one where the part that is simulated is worth nothing."""
    return plain if weighted is None else weighted


def _part(states: list[FacetState]) -> list[FacetState]:
    """Return all facts of every so many customers, so that they are not more than can be simulated while one waits."""
    if len(states) <= _SIMULATED:
        return states
    ordered = sorted(states, key=lambda each: (each.customer_id, each.facet))
    every = -(-len(states) // _SIMULATED)
    by_customer = [list(his) for _, his in groupby(ordered, key=lambda each: each.customer_id)]
    return [each for his in by_customer[::every] for each in his]
