"""Dealings with a customer besides the sale: visits and calls, feedback, links to others, competitors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from customerbase.errors import Problem
from customerbase.records.entity import Entity
from customerbase.records.source import Source
from customerbase.records.staff import ends_before_it_starts
from customerbase.validation import (
    Record,
    choice,
    day,
    instance,
    instant,
    key,
    many,
    number,
    record,
    text,
    texts,
)
from customerbase.values import Money

__all__ = [
    "Channel",
    "Competitor",
    "CompetitorSighting",
    "Direction",
    "Feedback",
    "FeedbackKind",
    "Handling",
    "Interaction",
    "Relationship",
    "RelationshipType",
]


class Channel(StrEnum):
    """The way by which two sides dealt with each other."""

    VISIT = "visit"
    PHONE = "phone"
    EMAIL = "email"
    MESSAGE = "message"
    LETTER = "letter"
    FAX = "fax"
    MEETING = "meeting"
    EVENT = "event"
    WEB = "web"
    SHOP = "shop"
    OTHER = "other"


class Direction(StrEnum):
    """Who began it: we (outbound) or the customer (inbound)."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


@record
class Interaction(Entity):
    """One dealing with a customer: when, where, how, what, at what cost, to what end.

    Parameters
    ----------
    interaction_id, customer_id : str
    on : datetime.date
    channel : Channel
    direction : Direction
    at : datetime.datetime, optional
    place, content, outcome : str, optional
    cost : Money, optional
    minutes : int, optional
    employee_id, campaign_id : str, optional
    contact_ids : tuple of str
    follow_up_on : datetime.date, optional
        When the next contact is planned.
    """

    kind_name = "interaction"

    interaction_id: str = key()
    customer_id: str = key()
    on: date = day()
    channel: Channel = choice(Channel)
    direction: Direction = choice(Direction, default=Direction.OUTBOUND)
    at: datetime | None = instant(default=None)
    place: str | None = text(default=None)
    content: str | None = text(default=None, limit=100_000, private=True)
    outcome: str | None = text(default=None, limit=20_000)
    cost: Money | None = instance(Money, default=None)
    minutes: int | None = number(default=None, whole=True, least=0)
    employee_id: str | None = key(default=None)
    campaign_id: str | None = key(default=None)
    contact_ids: tuple[str, ...] = texts(default=())
    follow_up_on: date | None = day(default=None)

    def contradictions(self) -> Iterable[Problem]:
        if self.cost is not None and self.cost.amount < 0:
            yield Problem("$.cost", self.cost, "is negative")
        yield from ends_before_it_starts(self, "on", "follow_up_on")


class FeedbackKind(StrEnum):
    """What a customer told us."""

    COMPLAINT = "complaint"
    REPAIR = "repair"
    PRAISE = "praise"
    SUGGESTION = "suggestion"
    INQUIRY = "inquiry"


@record
class Handling(Record):
    """One step in handling a feedback.

    Parameters
    ----------
    on : datetime.date
    action : str
    by : str, optional
        `employee_id`.
    result : str, optional
    cost : Money, optional
    satisfied : int, optional
        How the customer found it, from 1 (angry) to 5 (pleased).
    """

    on: date = day()
    action: str = text(limit=20_000)
    by: str | None = key(default=None)
    result: str | None = text(default=None, limit=20_000)
    cost: Money | None = instance(Money, default=None)
    satisfied: int | None = number(default=None, whole=True, least=1, most=5)


@record
class Feedback(Entity):
    """A complaint, repair, praise or suggestion, and how it was handled.

    Parameters
    ----------
    feedback_id, customer_id : str
    on : datetime.date
    kind : FeedbackKind
    content : str
    channel : Channel, optional
    contact_id, product_id, purchase_id : str, optional
    handlings : tuple of Handling
        In order of time.
    closed_on : datetime.date, optional
    """

    kind_name = "feedback"

    feedback_id: str = key()
    customer_id: str = key()
    on: date = day()
    kind: FeedbackKind = choice(FeedbackKind)
    content: str = text(limit=100_000, private=True)
    channel: Channel | None = choice(Channel, default=None)
    contact_id: str | None = key(default=None)
    product_id: str | None = key(default=None)
    purchase_id: str | None = key(default=None)
    handlings: tuple[Handling, ...] = many(Handling, default=())
    closed_on: date | None = day(default=None)

    def contradictions(self) -> Iterable[Problem]:
        yield from ends_before_it_starts(self, "on", "closed_on")
        for i, each in enumerate(self.handlings):
            if each.on < self.on:
                yield Problem(f"$.handlings[{i}].on", each.on, f"is before the feedback, {self.on}")


class RelationshipType(StrEnum):
    """What the first customer is to the second; each type has an inverse.

    >>> RelationshipType.PARENT_OF.inverse.value
    'subsidiary_of'
    """

    PARENT_OF = "parent_of"
    SUBSIDIARY_OF = "subsidiary_of"
    SUPPLIES = "supplies"
    BUYS_FROM = "buys_from"
    INTRODUCED = "introduced"
    INTRODUCED_BY = "introduced_by"
    OWNS = "owns"
    OWNED_BY = "owned_by"
    PARTNER_OF = "partner_of"
    AFFILIATED_WITH = "affiliated_with"
    COMPETES_WITH = "competes_with"
    RELATIVE_OF = "relative_of"

    @property
    def inverse(self) -> RelationshipType:
        """What the second is to the first."""
        return _INVERSE.get(self, self)


_PAIRS = (
    (RelationshipType.PARENT_OF, RelationshipType.SUBSIDIARY_OF),
    (RelationshipType.SUPPLIES, RelationshipType.BUYS_FROM),
    (RelationshipType.INTRODUCED, RelationshipType.INTRODUCED_BY),
    (RelationshipType.OWNS, RelationshipType.OWNED_BY),
)
_INVERSE = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}


@record
class Relationship(Entity):
    """A dated, typed link between two customers.

    Parameters
    ----------
    relationship_id : str
    customer_id, other_id : str
        The first customer and the second; not the same.
    type : RelationshipType
        What the first is to the second.
    since, until : datetime.date, optional
    note : str, optional
    """

    kind_name = "relationship"

    relationship_id: str = key()
    customer_id: str = key()
    other_id: str = key()
    type: RelationshipType = choice(RelationshipType)
    since: date | None = day(default=None)
    until: date | None = day(default=None)
    note: str | None = text(default=None, limit=20_000, private=True)

    def contradictions(self) -> Iterable[Problem]:
        if self.customer_id == self.other_id:
            yield Problem("$.other_id", self.other_id, "is the same customer")
        yield from ends_before_it_starts(self, "since", "until")

    def seen_from_the_other(self) -> Relationship:
        """Return the same link as the second customer sees it."""
        return self.replace(customer_id=self.other_id, other_id=self.customer_id, type=self.type.inverse)

    def holds(self, as_of: date | None) -> bool:
        """Tell whether the link exists on this day; None asks whether it still does."""
        if as_of is None:
            return self.until is None
        return (self.since is None or self.since <= as_of) and (self.until is None or as_of <= self.until)


@record
class Competitor(Entity):
    """Somebody who sells to our customers what we sell.

    Parameters
    ----------
    competitor_id, name : str
    products, strengths, weaknesses, note : str, optional
    """

    kind_name = "competitor"

    competitor_id: str = key()
    name: str = text(limit=1_000)
    products: str | None = text(default=None, limit=20_000)
    strengths: str | None = text(default=None, limit=20_000)
    weaknesses: str | None = text(default=None, limit=20_000)
    note: str | None = text(default=None, limit=100_000, private=True)


@record
class CompetitorSighting(Entity):
    """What was seen of a competitor at a customer, and how it was learned.

    Parameters
    ----------
    sighting_id, competitor_id, customer_id : str
    on : datetime.date
    product, note : str, optional
    price : Money, optional
    share : Decimal, optional
        Share of the customer's demand that the competitor has, 0 to 1.
    source : Source, optional
    """

    kind_name = "sighting"

    sighting_id: str = key()
    competitor_id: str = key()
    customer_id: str = key()
    on: date = day()
    product: str | None = text(default=None)
    price: Money | None = instance(Money, default=None)
    share: Decimal | None = number(default=None, least=0, most=1)
    source: Source | None = instance(Source, default=None)
    note: str | None = text(default=None, limit=100_000, private=True)
