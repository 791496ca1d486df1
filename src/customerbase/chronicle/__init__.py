"""All dealings with one customer, in order of time (往来大事记).

Each event says in one line, in English and in Chinese, what happened; the
line is a template of its kind filled with plain values, and the record that
it was read from stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import attrs

from customerbase.chronicle import telling
from customerbase.chronicle.event import Event, EventKind
from customerbase.listing import Listing
from customerbase.model import (
    Assignment,
    Campaign,
    Change,
    Competitor,
    CompetitorSighting,
    Consent,
    Contact,
    Customer,
    Employee,
    Entity,
    Feedback,
    Interaction,
    Lead,
    Product,
    Redemption,
    Relationship,
    Response,
    Sale,
    Task,
    Touch,
    Verification,
)

__all__ = ["Event", "EventKind", "chronicle"]

_ORDER: Final = {kind: i for i, kind in enumerate(EventKind)}


def chronicle(
    customer_id: str,
    *,
    interactions: Iterable[Interaction] = (),
    purchases: Iterable[Sale] = (),
    feedback: Iterable[Feedback] = (),
    changes: Iterable[Change] = (),
    contacts: Iterable[Contact] = (),
    assignments: Iterable[Assignment] = (),
    verifications: Iterable[Verification] = (),
    tasks: Iterable[Task] = (),
    sightings: Iterable[CompetitorSighting] = (),
    consents: Iterable[Consent] = (),
    leads: Iterable[Lead] = (),
    touches: Iterable[Touch] = (),
    responses: Iterable[Response] = (),
    redemptions: Iterable[Redemption] = (),
    relationships: Iterable[Relationship] = (),
    known: Iterable[Entity] = (),
    as_of: date | None = None,
) -> Listing[Event]:
    """Tell all dealings with one customer in order of time.

    Events stand by day; on one day those whose instant is known come first,
    in its order, then the others by kind and id.  The handlings of a
    feedback, and the start and the last day of a responsibility, are events
    of their own.  What a card was made with is one event, each later change
    of it another; they stand on the day of the observation, else on that on
    which it was recorded, in the zone of that instant.

    Parameters
    ----------
    customer_id : str
        Records of other customers are passed over.
    interactions, purchases, feedback, changes, assignments, verifications, tasks : iterables of records
    sightings, consents, leads, touches, responses, redemptions, relationships : iterables of records
    contacts : iterable of Contact
        Changes of the cards of those who are, or were, at the customer are told too.
    known : iterable of Entity
        Customers, employees, products, competitors and campaigns: events tell
        their names in place of their ids.
    as_of : datetime.date, optional
        Leaves out what happened later, plans for later days included.

    Returns
    -------
    Listing of Event

    Examples
    --------
    >>> call = Interaction(
    ...     interaction_id="1",
    ...     customer_id="C1",
    ...     on=date(2024, 3, 1),
    ...     channel="phone",
    ...     content="asked for a price",
    ... )
    >>> given = Assignment(assignment_id="1", customer_id="C1", employee_id="E1", since=date(2024, 1, 1))
    >>> for event in chronicle("C1", interactions=[call], assignments=[given]):
    ...     print(event.on, event.summary, "|", event.summary_zh)
    2024-01-01 E1 became responsible | E1 开始负责
    2024-03-01 phone, outbound: asked for a price | 电话，我方发起：asked for a price
    """
    cards = {("customer", customer_id)}
    people = {each.contact_id: each.name for each in contacts if each.at(customer_id) is not None}
    cards |= {("contact", each) for each in people}
    parts: tuple[tuple[Iterable[Any], Callable[[Any], Iterator[Event]]], ...] = (
        (interactions, telling.interaction),
        (purchases, telling.purchase),
        (feedback, telling.feedback),
        (assignments, telling.assignment),
        (verifications, telling.verification),
        (tasks, telling.task),
        (sightings, telling.sighting),
        (consents, telling.consent),
        (leads, telling.lead),
        (touches, telling.touch),
        (responses, telling.response),
        (redemptions, telling.redemption),
    )
    told = [
        event
        for records, tell in parts
        for each in records
        if each.customer_id == customer_id
        for event in tell(each)
    ]
    for link in relationships:
        if customer_id in (link.customer_id, link.other_id):
            told += telling.relationship(
                link if link.customer_id == customer_id else link.seen_from_the_other()
            )
    names = {(each.kind_name, each.key): each.name for each in known if isinstance(each, _NAMED)}
    for (kind, key), own in _by_card(changes, cards).items():
        person = people.get(key) if kind == "contact" else None
        told += telling.card(own, person=person, names=names, home=customer_id)
    kept = (each for each in told if as_of is None or each.on <= as_of)
    return Listing(sorted((_named(each, names) for each in kept), key=_when))


_NAMED: Final = (Campaign, Competitor, Customer, Employee, Product)
_KINDS: Final = {
    "campaign": "campaign",
    "competitor": "competitor",
    "other": "customer",
    "product": "product",
    "who": "employee",
}


def _by_card(
    changes: Iterable[Change], cards: Container[tuple[str, str]]
) -> dict[tuple[str, str], list[Change]]:
    found: dict[tuple[str, str], list[Change]] = {}
    for each in changes:
        if (each.kind, each.subject_id) in cards:
            found.setdefault((each.kind, each.subject_id), []).append(each)
    return found


def _named(event: Event, names: Mapping[tuple[str, str], str]) -> Event:
    """Put names in place of ids."""
    if not names:
        return event
    values = tuple(
        (name, names.get((_KINDS[name], value), value) if name in _KINDS else value)
        for name, value in event.values
    )
    return event if values == event.values else attrs.evolve(event, values=values)


_UNKNOWN_INSTANT: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _when(event: Event) -> tuple[date, bool, datetime, int, str, str]:
    return (
        event.on,
        event.at is None,
        event.at or _UNKNOWN_INSTANT,
        _ORDER[event.kind],
        event.key,
        event.summary,
    )
