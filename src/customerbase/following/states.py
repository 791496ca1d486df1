"""Where each lead stands: who contacted whom, what he allows, and when the next contact is due."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

import attrs

from customerbase.following.cadence import Cadence
from customerbase.listing import Listing
from customerbase.model import Channel, Consent, Direction, Interaction, Lead, LeadOutcome, Purpose, Sale
from customerbase.values import Money

__all__ = ["LeadState", "LeadStatus", "follow"]

D = TypeVar("D", Interaction, Sale)


class LeadStatus(StrEnum):
    """Where a lead stands."""

    NEW = "new"
    FOLLOWED = "followed"
    ANSWERED = "answered"
    EXHAUSTED = "exhausted"
    NOT_ALLOWED = "not_allowed"
    BOUGHT = "bought"
    CLOSED = "closed"


@attrs.frozen(kw_only=True)
class LeadState:
    """A lead, and how far it has come.

    Attributes
    ----------
    lead : Lead
    status : LeadStatus
    contacts : tuple of datetime.date
        The days on which we contacted him.
    answered_on : datetime.date or None
        The latest answer.
    next_on : datetime.date or None
        When the next contact is due; None where none is.
    next_contact : int or None
        Which contact that is since his last word, from 1.
    channels : tuple of Channel or None
        By which he may be contacted; None is every one.
    bought_on : datetime.date or None
        The first sale.
    revenue : tuple of Money
        All sales less returns, an amount for each currency.
    days_to_contact : int or None
        From the form to the first contact.
    days_to_sale : int or None
        From the form to the first sale.
    """

    lead: Lead
    status: LeadStatus
    contacts: tuple[date, ...] = ()
    answered_on: date | None = None
    next_on: date | None = None
    next_contact: int | None = None
    channels: tuple[Channel, ...] | None = None
    bought_on: date | None = None
    revenue: tuple[Money, ...] = ()

    @property
    def days_to_contact(self) -> int | None:
        """Days from the form to the first contact."""
        return (self.contacts[0] - self.lead.on).days if self.contacts else None

    @property
    def days_to_sale(self) -> int | None:
        """Days from the form to the first sale."""
        return None if self.bought_on is None else (self.bought_on - self.lead.on).days

    @property
    def outcome(self) -> LeadOutcome | None:
        """What became of it: as somebody closed it, or won where he has bought."""
        if self.status is LeadStatus.BOUGHT:
            return LeadOutcome.WON
        return self.lead.outcome if self.status is LeadStatus.CLOSED else None


def follow(
    leads: Iterable[Lead],
    *,
    interactions: Iterable[Interaction] = (),
    sales: Iterable[Sale] = (),
    consents: Mapping[str, Sequence[Consent]] | None = None,
    cadence: Cadence | None = None,
    holidays: Collection[date] = (),
    as_of: date,
) -> Listing[LeadState]:
    """Say of each lead where it stands, and when it is to be contacted next.

    Parameters
    ----------
    leads : iterable of Lead
    interactions : iterable of Interaction
        Outbound ones are our contacts, inbound ones his answers; a planned
        day (`follow_up_on`) of the latest goes before the rule.
    sales : iterable of Purchase or SaleTotal
    consents : mapping of str to sequence of Consent, optional
        Customer → the entries that stand for him, as `customerbase.measures.consents.strictest`
        gives them.  By default nobody is asked whether he allows it.
    cadence : Cadence, optional
    holidays : collection of datetime.date
        On which nobody is contacted.
    as_of : datetime.date
        Leaves out what came later.

    Returns
    -------
    Listing of LeadState
        What is due first; then the others by the day on which they came.

    Examples
    --------
    >>> lead = Lead(lead_id="L1", customer_id="C1", on=date(2024, 3, 4))
    >>> call = Interaction(interaction_id="1", customer_id="C1", on=date(2024, 3, 5), channel="phone")
    >>> (state,) = follow([lead], interactions=[call], as_of=date(2024, 3, 6))
    >>> state.status.value, state.next_on, state.next_contact
    ('followed', datetime.date(2024, 3, 7), 2)
    """
    rule = Cadence() if cadence is None else cadence
    of: dict[str, list[Lead]] = defaultdict(list)
    for each in sorted(leads, key=lambda each: (each.on, each.lead_id)):
        if each.on <= as_of:
            of[each.customer_id].append(each)
    met = _each_of_its_lead(of, interactions, as_of)
    sold = _each_of_its_lead(of, sales, as_of)
    states = []
    for customer_id, his in of.items():
        allows = None if consents is None else consents.get(customer_id, ())
        states += [
            _state(each, met[each.lead_id], sold[each.lead_id], allows, rule, holidays, as_of=as_of)
            for each in his
        ]
    return Listing(
        sorted(states, key=lambda each: (each.next_on or date.max, each.lead.on, each.lead.lead_id))
    )


def _each_of_its_lead(
    leads: Mapping[str, Sequence[Lead]], dealings: Iterable[D], as_of: date
) -> dict[str, list[D]]:
    """Give each dealing to the latest lead of its customer that came before it."""
    days = {customer_id: [each.on for each in his] for customer_id, his in leads.items()}
    found: dict[str, list[D]] = defaultdict(list)
    for each in dealings:
        if each.on > as_of or each.customer_id not in days:
            continue
        place = bisect_right(days[each.customer_id], each.on)
        if place:
            found[leads[each.customer_id][place - 1].lead_id].append(each)
    return found


def _state(
    lead: Lead,
    met: Sequence[Interaction],
    sold: Sequence[Sale],
    consents: Sequence[Consent] | None,
    rule: Cadence,
    holidays: Collection[date],
    *,
    as_of: date,
) -> LeadState:
    ours = sorted({each.on for each in met if each.direction is Direction.OUTBOUND})
    answered = max((each.on for each in met if each.direction is Direction.INBOUND), default=None)
    # What we did on the day of an answer is taken as our part of it.
    unanswered = [each for each in ours if answered is None or each >= answered]
    bought = min((each.on for each in sold if not each.is_return), default=None)
    allowed, channels = _allowed(consents, lead, rule.purpose, unasked=not ours, as_of=as_of)
    state = LeadState(
        lead=lead,
        status=LeadStatus.NEW,
        contacts=tuple(ours),
        answered_on=answered,
        channels=channels,
        bought_on=bought,
        revenue=_added_up(sold),
    )
    if lead.closed_on is not None and lead.closed_on <= as_of:
        return attrs.evolve(state, status=LeadStatus.CLOSED)
    if bought is not None:
        return attrs.evolve(state, status=LeadStatus.BOUGHT)
    if not allowed:
        return attrs.evolve(state, status=LeadStatus.NOT_ALLOWED)
    if unanswered:
        status = LeadStatus.FOLLOWED
    else:
        status = LeadStatus.NEW if answered is None else LeadStatus.ANSWERED
    since = unanswered[-1] if unanswered else answered or lead.on
    due = _agreed(met, since) or rule.due(since, len(unanswered), holidays)
    if due is None:
        return attrs.evolve(state, status=LeadStatus.EXHAUSTED)
    return attrs.evolve(state, status=status, next_on=due, next_contact=len(unanswered) + 1)


def _agreed(met: Sequence[Interaction], since: date) -> date | None:
    """Return the day that was planned at the latest dealing."""
    return max((each.follow_up_on for each in met if each.on == since and each.follow_up_on), default=None)


def _allowed(
    consents: Sequence[Consent] | None, lead: Lead, purpose: Purpose | None, *, unasked: bool, as_of: date
) -> tuple[bool, tuple[Channel, ...] | None]:
    """Tell whether a lead may be contacted, and by which channels: for each the latest entry stands."""
    if consents is None or purpose is None:
        return True, None
    of = [each for each in consents if each.purpose is purpose and each.contact_id in (None, lead.contact_id)]
    last = {
        channel: max(
            (each for each in of if each.channel in (None, channel)),
            key=lambda each: (each.on, not each.granted),
            default=None,
        )
        for channel in Channel
    }
    given = tuple(
        channel
        for channel, each in last.items()
        if each is not None and each.granted and (each.expires_on is None or as_of <= each.expires_on)
    )
    if not given and unasked:
        # The first contact answers what was asked, and is no advertising; who has said no to all is left alone.
        given = tuple(channel for channel, each in last.items() if each is None or each.granted)
    return bool(given), None if len(given) == len(last) else given


def _added_up(sold: Sequence[Sale]) -> tuple[Money, ...]:
    amounts: dict[str, Money] = {}
    for each in sold:
        held = amounts.get(each.amount.currency)
        amounts[each.amount.currency] = each.amount if held is None else held + each.amount
    return tuple(amounts[each] for each in sorted(amounts))
