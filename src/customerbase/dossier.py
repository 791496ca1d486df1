"""Everything known of one customer, on one card (客户档案)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from decimal import Context, Decimal
from types import MappingProxyType
from typing import Any, Final

import attrs

from customerbase.buying_center import TITLES, KeyPeople, key_people
from customerbase.chronicle import Event, chronicle
from customerbase.grading import Grade, Rule, grade_of
from customerbase.model import (
    Assignment,
    Campaign,
    Change,
    Competitor,
    CompetitorSighting,
    Consent,
    Contact,
    ContactRole,
    Customer,
    Employee,
    Feedback,
    Interaction,
    Lead,
    Product,
    Redemption,
    Relationship,
    Response,
    Sale,
    Task,
    TaskStatus,
    Touch,
    Verification,
)
from customerbase.values import Money, total

__all__ = ["Dossier", "Related", "Responsible", "SalesSummary", "Seen", "dossier"]

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@attrs.frozen(kw_only=True)
class Responsible:
    """An employee in charge of the customer, since when; the name where the employee was given."""

    employee_id: str
    name: str | None
    since: date


@attrs.frozen(kw_only=True)
class SalesSummary:
    """What the customer bought from us.

    Attributes
    ----------
    purchases, returns : int
        Sales that are no returns, and returns.
    amounts : tuple of Money
        One for each currency, by its code; returns deducted.
    quantity : Decimal
        Returns deducted.
    first_on, last_on : datetime.date or None
        Of the sales that are no returns.
    """

    purchases: int
    returns: int
    amounts: tuple[Money, ...]
    quantity: Decimal
    first_on: date | None
    last_on: date | None

    @classmethod
    def of(cls, sales: Iterable[Sale]) -> SalesSummary:
        """Sum up sales of one customer."""
        amounts: dict[str, list[Money]] = defaultdict(list)
        bought: list[date] = []
        returns, quantity = 0, Decimal(0)
        add = Context(prec=60).add  # wide enough that no sum is ever rounded
        for each in sales:
            amounts[each.amount.currency].append(each.amount)
            quantity = add(quantity, each.quantity)
            if each.is_return:
                returns += 1
            else:
                bought.append(each.on)
        return cls(
            purchases=len(bought),
            returns=returns,
            amounts=tuple(total(amounts[currency]) for currency in sorted(amounts)),
            quantity=quantity,
            first_on=min(bought, default=None),
            last_on=max(bought, default=None),
        )


@attrs.frozen(kw_only=True)
class Related:
    """A link to another customer, seen from the customer of the card, and the other's name where known."""

    relationship: Relationship
    name: str | None


@attrs.frozen(kw_only=True)
class Seen:
    """A competitor seen at the customer, with his name where known."""

    sighting: CompetitorSighting
    name: str | None


@attrs.frozen(kw_only=True)
class Dossier:
    """Everything known of one customer, on one card.

    Attributes
    ----------
    customer : Customer
    contacts : tuple of Contact
        The people who are there, in the order of `key_people`.
    key_people : KeyPeople
    responsible : tuple of Responsible
        Who is in charge.
    sales : SalesSummary
    last_sales, last_interactions : tuple
        The latest few, latest first.
    feedback : tuple of Feedback
        Latest first.
    open_tasks : tuple of Task
        By planned day, those without one last.
    relationships : tuple of Related
        That hold, by the other's id.
    sightings : tuple of Seen
        Latest first.
    consents : tuple of Consent
        The last entry for each person, purpose and channel; of two on one day a withdrawal counts.
    verifications : tuple of Verification
        The last of each facet, by facet.
    chronicle : tuple of Event
    grades : tuple of (str, Grade)
    provenance : mapping
        Path of a value → where it comes from, as the caller gave it.
    as_of : datetime.date or None
    """

    customer: Customer
    contacts: tuple[Contact, ...]
    key_people: KeyPeople
    responsible: tuple[Responsible, ...]
    sales: SalesSummary
    last_sales: tuple[Sale, ...]
    last_interactions: tuple[Interaction, ...]
    feedback: tuple[Feedback, ...]
    open_tasks: tuple[Task, ...]
    relationships: tuple[Related, ...]
    sightings: tuple[Seen, ...]
    consents: tuple[Consent, ...]
    verifications: tuple[Verification, ...]
    chronicle: tuple[Event, ...]
    grades: tuple[tuple[str, Grade], ...]
    provenance: Mapping[str, object]
    as_of: date | None


def dossier(
    customer: Customer,
    *,
    contacts: Iterable[Contact] = (),
    employees: Iterable[Employee] = (),
    assignments: Iterable[Assignment] = (),
    sales: Iterable[Sale] = (),
    interactions: Iterable[Interaction] = (),
    feedback: Iterable[Feedback] = (),
    tasks: Iterable[Task] = (),
    relationships: Iterable[Relationship] = (),
    customers: Iterable[Customer] = (),
    sightings: Iterable[CompetitorSighting] = (),
    competitors: Iterable[Competitor] = (),
    consents: Iterable[Consent] = (),
    verifications: Iterable[Verification] = (),
    products: Iterable[Product] = (),
    campaigns: Iterable[Campaign] = (),
    changes: Iterable[Change] = (),
    leads: Iterable[Lead] = (),
    touches: Iterable[Touch] = (),
    responses: Iterable[Response] = (),
    redemptions: Iterable[Redemption] = (),
    rules: Mapping[str, Rule] = _NOTHING,
    titles: Mapping[str, tuple[ContactRole, ...]] = TITLES,
    provenance: Mapping[str, object] = _NOTHING,
    last: int = 10,
    as_of: date | None = None,
) -> Dossier:
    """Put together everything known of one customer.

    Records of other customers are passed over; `employees`, `customers`,
    `competitors`, `products` and `campaigns` give names to the ids that records hold.

    Parameters
    ----------
    customer : Customer
        The card, as it stood on `as_of`.
    rules : mapping of str to Rule
        By which he is graded; they see the sales given.
    titles : mapping of str to tuple of ContactRole
        By which roles are inferred from titles.
    provenance : mapping of str to object
        Path of a value → where it comes from.
    last : int
        How many sales and interactions are listed.
    as_of : datetime.date, optional
        Leaves out what happened later, and tells what held on this day.

    Returns
    -------
    Dossier

    Examples
    --------
    >>> call = Interaction(interaction_id="1", customer_id="C1", on=date(2024, 3, 1), channel="phone")
    >>> card = dossier(Customer(customer_id="C1", name="Ann"), interactions=[call])
    >>> len(card.last_interactions), card.sales.purchases, len(card.chronicle)
    (1, 0, 1)
    """
    me = customer.customer_id

    def his(records: Iterable[Any]) -> list[Any]:
        return [each for each in records if each.customer_id == me and (as_of is None or each.on <= as_of)]

    # Each is read twice, here and by the chronicle; an iterator could be read only once.
    contacts = [each for each in contacts if each.at(me) is not None]
    assignments = [each for each in assignments if each.customer_id == me]
    tasks = [each for each in tasks if each.customer_id == me]
    links = [
        each if each.customer_id == me else each.seen_from_the_other()
        for each in relationships
        if me in (each.customer_id, each.other_id)
    ]
    bought: list[Sale] = his(sales)
    met: list[Interaction] = his(interactions)
    told = [_as_it_stood(each, as_of) for each in his(feedback)]
    seen: list[CompetitorSighting] = his(sightings)
    log: list[Consent] = his(consents)
    checked: list[Verification] = his(verifications)

    centre = key_people(contacts, customer_id=me, as_of=as_of, titles=titles)
    people = {each.contact_id: each for each in contacts}
    staff, others_known, rivals_known = tuple(employees), tuple(customers), tuple(competitors)
    names = {each.employee_id: each.name for each in staff}
    others = {each.customer_id: each.name for each in others_known}
    rivals = {each.competitor_id: each.name for each in rivals_known}
    summary = SalesSummary.of(bought)
    log.sort(key=lambda each: (each.on, not each.granted, each.consent_id))
    checked.sort(key=lambda each: (each.on, each.verification_id))
    return Dossier(
        customer=customer,
        contacts=tuple(people[row.contact_id] for row in centre.people),
        key_people=centre,
        responsible=_responsible(assignments, names, as_of),
        sales=summary,
        last_sales=tuple(_latest_first(bought, "purchase_id")[:last]),
        last_interactions=tuple(_latest_first(met, "interaction_id")[:last]),
        feedback=tuple(_latest_first(told, "feedback_id")),
        open_tasks=_open_tasks(tasks, as_of),
        relationships=tuple(
            Related(relationship=each, name=others.get(each.other_id))
            for each in sorted(links, key=lambda each: (each.other_id, each.type, each.relationship_id))
            if each.holds(as_of)
        ),
        sightings=tuple(
            Seen(sighting=each, name=rivals.get(each.competitor_id))
            for each in _latest_first(seen, "sighting_id")
        ),
        consents=_last_of_each(log, lambda each: (each.contact_id, each.purpose, each.channel)),
        verifications=_last_of_each(checked, lambda each: each.facet),
        chronicle=chronicle(
            me,
            interactions=met,
            purchases=bought,
            feedback=told,
            changes=changes,
            contacts=contacts,
            assignments=assignments,
            verifications=checked,
            tasks=tasks,
            sightings=seen,
            consents=log,
            leads=leads,
            touches=touches,
            responses=responses,
            redemptions=redemptions,
            relationships=links,
            known=(customer, *staff, *others_known, *rivals_known, *products, *campaigns),
            as_of=as_of,
        ),
        grades=tuple((name, grade_of(rule, customer, summary.amounts)) for name, rule in rules.items()),
        provenance=MappingProxyType(dict(provenance)),
        as_of=as_of,
    )


def _latest_first(records: Iterable[Any], key: str) -> list[Any]:
    return sorted(records, key=lambda each: (each.on, getattr(each, key)), reverse=True)


def _last_of_each(records: Iterable[Any], of: Callable[[Any], Hashable]) -> tuple[Any, ...]:
    """Keep of records in order of time the last of each sort."""
    last = {of(each): each for each in records}
    return tuple(last[sort] for sort in sorted(last, key=str))


def _responsible(
    assignments: Iterable[Assignment], names: Mapping[str, str], as_of: date | None
) -> tuple[Responsible, ...]:
    since: dict[str, date] = {}
    for each in assignments:
        if each.holds(as_of):
            since[each.employee_id] = min(each.since, since.get(each.employee_id, each.since))
    return tuple(Responsible(employee_id=who, name=names.get(who), since=since[who]) for who in sorted(since))


def _as_it_stood(feedback: Feedback, as_of: date | None) -> Feedback:
    """Return the feedback without what was done about it later."""
    if as_of is None:
        return feedback
    closed = feedback.closed_on if feedback.closed_on is not None and feedback.closed_on <= as_of else None
    return feedback.replace(
        handlings=tuple(step for step in feedback.handlings if step.on <= as_of), closed_on=closed
    )


def _open_tasks(tasks: Iterable[Task], as_of: date | None) -> tuple[Task, ...]:
    still = []
    for each in tasks:
        if each.status is TaskStatus.OPEN:
            still.append(each)
        elif as_of is not None and each.done_on is not None and each.done_on > as_of:
            still.append(each.replace(status=TaskStatus.OPEN, done_on=None, actual_profit=None, outcome=None))
    still.sort(key=lambda each: (each.planned_on is None, each.planned_on or date.min, each.task_id))
    return tuple(still)
