"""Consent, campaigns with their touches and responses, and coupons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from customerbase.errors import Problem
from customerbase.records.dealings import Channel
from customerbase.records.entity import Entity
from customerbase.records.staff import ends_before_it_starts
from customerbase.validation import choice, day, flag, instance, key, number, record, text
from customerbase.values import Money

__all__ = ["Campaign", "Consent", "Coupon", "Purpose", "Redemption", "Response", "Touch"]


class Purpose(StrEnum):
    """What a person's data may be used for."""

    CONTRACT = "contract"
    MARKETING = "marketing"
    PROFILING = "profiling"
    RESEARCH = "research"
    SHARING = "sharing"


@record
class Consent(Entity):
    """One entry in the log of what a customer allows: given or withdrawn, for what, by which channel.

    Parameters
    ----------
    consent_id, customer_id : str
    on : datetime.date
    purpose : Purpose
    granted : bool
        False is a withdrawal.
    channel : Channel, optional
        None is every channel.
    contact_id : str, optional
        Whose consent, where it is not the customer's as a whole.
    evidence : str, optional
        Where the proof is kept.
    expires_on : datetime.date, optional
    """

    kind_name = "consent"

    consent_id: str = key()
    customer_id: str = key()
    on: date = day()
    purpose: Purpose = choice(Purpose)
    granted: bool = flag()
    channel: Channel | None = choice(Channel, default=None)
    contact_id: str | None = key(default=None)
    evidence: str | None = text(default=None)
    expires_on: date | None = day(default=None)

    def contradictions(self) -> Iterable[Problem]:
        return ends_before_it_starts(self, "on", "expires_on")


@record
class Campaign(Entity):
    """A campaign: its offer, audience, days and cost.

    Parameters
    ----------
    campaign_id, name : str
    offer, audience, note : str, optional
    channel : Channel, optional
    start, end : datetime.date, optional
    budget, fixed_cost : Money, optional
        What may be spent; what it costs whatever the number of touches.
    """

    kind_name = "campaign"

    campaign_id: str = key()
    name: str = text()
    offer: str | None = text(default=None)
    audience: str | None = text(default=None)
    channel: Channel | None = choice(Channel, default=None)
    start: date | None = day(default=None)
    end: date | None = day(default=None)
    budget: Money | None = instance(Money, default=None)
    fixed_cost: Money | None = instance(Money, default=None)
    note: str | None = text(default=None, limit=100_000, private=True)

    def contradictions(self) -> Iterable[Problem]:
        return ends_before_it_starts(self, "start", "end")


@record
class Touch(Entity):
    """One customer reached by a campaign.

    Parameters
    ----------
    touch_id, campaign_id, customer_id : str
    on : datetime.date
    channel : Channel, optional
    cell : str, optional
        The group of a test, as in ``control``.
    cost : Money, optional
    """

    kind_name = "touch"

    touch_id: str = key()
    campaign_id: str = key()
    customer_id: str = key()
    on: date = day()
    channel: Channel | None = choice(Channel, default=None)
    cell: str | None = text(default=None, limit=200)
    cost: Money | None = instance(Money, default=None)


@record
class Response(Entity):
    """One customer's answer to a campaign.

    Parameters
    ----------
    response_id, campaign_id, customer_id : str
    on : datetime.date
    channel : Channel, optional
    content : str, optional
    purchase_id : str, optional
        What he bought upon it.
    """

    kind_name = "response"

    response_id: str = key()
    campaign_id: str = key()
    customer_id: str = key()
    on: date = day()
    channel: Channel | None = choice(Channel, default=None)
    content: str | None = text(default=None, limit=20_000, private=True)
    purchase_id: str | None = key(default=None)


@record
class Coupon(Entity):
    """A coupon: what it is worth, from when until when.

    Parameters
    ----------
    coupon_id : str
    worth : Money, optional
    share : Decimal, optional
        Share of the price that it lets off, 0 to 1.  A coupon has a worth or
        a share, not both.
    campaign_id, customer_id : str, optional
    issued_on, expires_on : datetime.date, optional
    """

    kind_name = "coupon"

    coupon_id: str = key()
    worth: Money | None = instance(Money, default=None)
    share: Decimal | None = number(default=None, least=0, most=1)
    campaign_id: str | None = key(default=None)
    customer_id: str | None = key(default=None)
    issued_on: date | None = day(default=None)
    expires_on: date | None = day(default=None)

    def contradictions(self) -> Iterable[Problem]:
        if (self.worth is None) == (self.share is None):
            yield Problem("$.worth", self.worth, "a coupon has a worth or a share, one of them")
        yield from ends_before_it_starts(self, "issued_on", "expires_on")


@record
class Redemption(Entity):
    """A coupon that was used.

    Parameters
    ----------
    redemption_id, coupon_id, customer_id : str
    on : datetime.date
    purchase_id : str, optional
    """

    kind_name = "redemption"

    redemption_id: str = key()
    coupon_id: str = key()
    customer_id: str = key()
    on: date = day()
    purchase_id: str | None = key(default=None)
