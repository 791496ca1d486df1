"""What became of leads: how many were contacted, answered and bought, by page, campaign, employee or month."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from statistics import median
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import attrs

from customerbase.following.states import LeadState, LeadStatus
from customerbase.listing import Listing
from customerbase.model import LeadOutcome
from customerbase.values import Money

__all__ = ["GROUPS", "Group", "LeadResult", "results"]

Group: TypeAlias = Literal["page", "method", "campaign", "employee", "month"]

GROUPS: Final[Mapping[str, Callable[[LeadState], str | None]]] = MappingProxyType(
    {
        "page": lambda each: each.lead.page,
        "method": lambda each: each.lead.method.value,
        "campaign": lambda each: each.lead.campaign_id,
        "employee": lambda each: each.lead.employee_id,
        "month": lambda each: f"{each.lead.on:%Y-%m}",
    }
)
"""By what leads are put together."""


@attrs.frozen(kw_only=True)
class LeadResult:
    """What became of the leads of one group.

    Attributes
    ----------
    group : str or None
        The page, way, campaign, employee or month; None of those that name none.
    leads : int
    contacted, answered, bought : int
        How many of them.
    open : int
        That are neither closed nor have bought.
    contacts : int
        All contacts made.
    outcomes : mapping of LeadOutcome to int
        Of those that are closed or have bought.
    revenue : tuple of Money
        An amount for each currency.
    days_to_contact, days_to_sale : float or None
        Medians, of those that were contacted, or have bought.
    """

    group: str | None
    leads: int
    contacted: int
    answered: int
    bought: int
    open: int
    contacts: int
    outcomes: Mapping[LeadOutcome, int]
    revenue: tuple[Money, ...]
    days_to_contact: float | None
    days_to_sale: float | None

    @property
    def conversion(self) -> Fraction:
        """Share of the leads that have bought."""
        return Fraction(self.bought, self.leads)


def results(states: Iterable[LeadState], by: Group = "page") -> Listing[LeadResult]:
    """Put leads together, and say what became of them.

    Parameters
    ----------
    states : iterable of LeadState
        As `follow` gives them.
    by : {"page", "method", "campaign", "employee", "month"}

    Returns
    -------
    Listing of LeadResult
        Months in order of time; otherwise the group with most leads first.

    Raises
    ------
    ValueError
        If leads are not put together by this.
    """
    if by not in GROUPS:
        raise ValueError(f"by={by!r} is none of {', '.join(map(repr, GROUPS))}")
    groups: dict[str | None, list[LeadState]] = defaultdict(list)
    for each in states:
        groups[GROUPS[by](each)].append(each)
    found = [_result(group, of) for group, of in groups.items()]
    if by == "month":
        return Listing(sorted(found, key=lambda each: each.group or ""))
    return Listing(sorted(found, key=lambda each: (-each.leads, each.group is None, each.group or "")))


def _result(group: str | None, of: list[LeadState]) -> LeadResult:
    revenue: dict[str, Money] = {}
    for each in of:
        for amount in each.revenue:
            held = revenue.get(amount.currency)
            revenue[amount.currency] = amount if held is None else held + amount
    to_contact = [each.days_to_contact for each in of if each.days_to_contact is not None]
    to_sale = [each.days_to_sale for each in of if each.days_to_sale is not None]
    done = (LeadStatus.BOUGHT, LeadStatus.CLOSED)
    return LeadResult(
        group=group,
        leads=len(of),
        contacted=sum(bool(each.contacts) for each in of),
        answered=sum(each.answered_on is not None for each in of),
        bought=sum(each.bought_on is not None for each in of),
        open=sum(each.status not in done for each in of),
        contacts=sum(len(each.contacts) for each in of),
        outcomes=MappingProxyType(dict(Counter(each.outcome for each in of if each.outcome is not None))),
        revenue=tuple(revenue[each] for each in sorted(revenue)),
        days_to_contact=float(median(to_contact)) if to_contact else None,
        days_to_sale=float(median(to_sale)) if to_sale else None,
    )
