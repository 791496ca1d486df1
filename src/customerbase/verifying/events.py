"""Policies after an event: mail returned, a payment overdue, a contact left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

import attrs

from customerbase.model import Facet
from customerbase.verifying.cycles import later
from customerbase.verifying.policies import Policy, Why, wrong_policy
from customerbase.verifying.state import FacetState, Trigger
from customerbase.verifying.words import EVENTS_ZH

__all__ = ["CONCERNS", "After", "after"]

_ONCE = Fraction(1)

CONCERNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        Trigger.MAIL_RETURNED: (Facet.BASIC,),
        Trigger.NUMBER_DEAD: (Facet.BASIC, Facet.DECISION_MAKERS),
        Trigger.PAYMENT_OVERDUE: (Facet.CREDIT,),
        Trigger.CONTACT_LEFT: (Facet.DECISION_MAKERS,),
        Trigger.OWNERSHIP_CHANGED: (Facet.BASIC, Facet.CREDIT, Facet.DECISION_MAKERS),
    }
)
"""Event → the facets that must be checked after it, where `after` is not told which."""


@attrs.frozen
class After(Policy):
    """So many days after an event, unless it was checked since; made by `after`."""

    event: str
    days: int
    facets: tuple[str, ...] = ()

    def _since(self, state: FacetState, as_of: date) -> date | None:
        # Most customers had no event, and to see that costs less than to look for one.
        on = state.events.get(self.event) if state.events else None
        concerned = not self.facets or state.facet in self.facets
        if on is None or on > as_of or not concerned:
            return None
        # What is checked on the day of the news is mostly checked because of it.
        return on if state.verified_on is None or state.verified_on < on else None

    def due_on(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> date | None:  # noqa: ARG002
        since = self._since(state, as_of)
        return None if since is None else later(since, self.days)

    def why(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> Why:  # noqa: ARG002
        event, event_zh = self.event.replace("_", " "), EVENTS_ZH.get(self.event, self.event)
        since = self._since(state, as_of)
        if since is None:
            return Why(f"checked after {event}, which did not happen since", f"{event_zh}后核实，此后未发生")
        within = "at once" if not self.days else f"within {self.days} day{'s' if self.days > 1 else ''}"
        within_zh = "应立即核实" if not self.days else f"应在 {self.days} 天内核实"
        return Why(f"{event} on {since}: checked {within}", f"{since} {event_zh}：{within_zh}")

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"policy": "after", "event": self.event, "days": self.days}
        return plain | ({"facets": list(self.facets)} if self.facets else {})


def after(event: Trigger | str, *, days: int = 0, facets: Iterable[str] | None = None) -> Policy:
    """Check within so many days after an event; alone, or by `sooner_of` beside a cycle.

    A check on the day of the event, or later, is the one that it asks for.

    Parameters
    ----------
    event : Trigger or str
        Mail returned, number dead, payment overdue, contact left, ownership
        changed; or an event of one's own.
    days : int
    facets : iterable of str, optional
        What must be checked then; by default what the event `CONCERNS`, and
        everything after an event of one's own.

    Examples
    --------
    >>> policy = after("payment_overdue", days=7)
    >>> late = FacetState(customer_id="C1", facet="credit", events={"payment_overdue": date(2024, 3, 1)})
    >>> policy.due_on(late, date(2024, 3, 2)), policy.why(late, date(2024, 3, 2)).en
    (datetime.date(2024, 3, 8), 'payment overdue on 2024-03-01: checked within 7 days')
    """
    if isinstance(event, str) and (word := "_".join(event.split()).casefold()) in set(Trigger):
        event = word
    if not isinstance(event, str) or not event:
        raise wrong_policy("$.event", event, "is no event", f"as in {', '.join(Trigger)}")
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise wrong_policy("$.days", days, "is no whole number of days from 0")
    if isinstance(facets, str):
        raise wrong_policy("$.facets", facets, "is one text", f"give several, as in [{facets!r}]")
    chosen = CONCERNS.get(event, ()) if facets is None else tuple(facets)
    if facets is not None and not (chosen and all(isinstance(each, str) and each for each in chosen)):
        raise wrong_policy(
            "$.facets", facets, "names no facet", "leave it out for those that the event concerns"
        )
    return After(str(event), days, tuple(sorted({str(each) for each in chosen})))
