"""One customer: everything known of him on one card, the chronicle of all dealings, the people who decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import attrs

from customerbase.buying_center import KeyPeople, key_people
from customerbase.chronicle import Event, chronicle
from customerbase.dossier import Dossier, dossier
from customerbase.grading import Rule
from customerbase.measures.consents import strictest
from customerbase.model import (
    KINDS,
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
    Task,
    Touch,
    Verification,
)
from customerbase.paths import split
from customerbase.standards import standard_rules
from customerbase.steps.given import checked_day
from customerbase.steps.merging import Merging
from customerbase.stores.consents import consents_said

__all__ = ["Gathered", "OneCustomer", "chronicle_of", "dossier_of", "gather"]


@attrs.frozen(kw_only=True)
class Gathered:
    """What the base holds around one customer.

    Attributes
    ----------
    customer_id : str
        Under which he is seen.
    contacts : list of Contact
    dealings : mapping of str to list
        By the names under which `chronicle` and `dossier` take them.
    changes : list of Change
        Of his card, and of those of his people.
    known : list of Entity
        The records whose ids the others hold, for their names.
    """

    customer_id: str
    contacts: list[Contact]
    dealings: Mapping[str, Any]
    changes: list[Change]
    known: list[Entity]


class OneCustomer(Merging):
    """The part of `CustomerBase` that answers questions of one customer."""

    def key_people(self, customer_id: str, *, as_of: date | None = None) -> KeyPeople:
        """Say who decides at a customer, who leads to him, and which roles nobody holds.

        Raises
        ------
        NotFound
        """
        customer_id = self.customer(customer_id).customer_id
        people = self.all(Contact, customer_id=customer_id)
        return key_people(people, customer_id=customer_id, as_of=checked_day(as_of))

    def chronicle(self, customer_id: str, *, as_of: date | None = None) -> tuple[Event, ...]:
        """Tell all dealings with one customer in order of time.

        Raises
        ------
        NotFound
        """
        return chronicle_of(self, gather(self, customer_id), as_of=checked_day(as_of))

    def dossier(
        self,
        customer_id: str,
        *,
        rules: Mapping[str, Rule] | None = None,
        last: int = 10,
        as_of: date | None = None,
    ) -> Dossier:
        """Put together everything known of one customer, for one card.

        Parameters
        ----------
        customer_id : str
        rules : mapping of names to rules, optional
            By which he is graded; by default `standard_rules`.
        last : int
            How many sales and interactions are listed; the chronicle tells all of them.
        as_of : datetime.date, optional

        Raises
        ------
        NotFound
        """
        found = gather(self, customer_id)
        card = self.customer(found.customer_id, as_of=checked_day(as_of))
        return dossier_of(self, found, card, rules=rules, last=last, as_of=checked_day(as_of))


_DEALINGS: Mapping[str, type[Entity]] = {
    "feedback": Feedback,
    "assignments": Assignment,
    "verifications": Verification,
    "tasks": Task,
    "sightings": CompetitorSighting,
    "consents": Consent,
    "leads": Lead,
    "touches": Touch,
    "responses": Response,
    "redemptions": Redemption,
    "relationships": Relationship,
}


def gather(base: Merging, customer_id: str, *, within: Collection[str] | None = None) -> Gathered:
    """Return what a base holds around one customer.

    Parameters
    ----------
    base : Merging
    customer_id : str
    within : collection of str, optional
        The only customers of whom anything may be told beside him; all by default.
    """
    who = base.store.root("customer", customer_id)
    people = list(base.all(Contact, customer_id=who))
    dealings: dict[str, list[Any]] = {
        name: list(base.all(cls, customer_id=who)) for name, cls in _DEALINGS.items()
    }
    dealings["relationships"] += base.all(Relationship, other_id=who)
    changes = list(base.changes(who))
    for each in people:
        changes += base.changes(each)
    if within is not None:
        allowed = {*within, None}
        people = [_only_at(each, within) for each in people]
        dealings["relationships"] = [
            each for each in dealings["relationships"] if {each.customer_id, each.other_id} <= allowed
        ]
        changes = [each for each in changes if _employer(each.path) in allowed]
    return Gathered(
        customer_id=who,
        contacts=people,
        dealings=dealings,
        changes=changes,
        known=_named_in(base, people, dealings, changes),
    )


def chronicle_of(base: Merging, found: Gathered, *, as_of: date | None) -> tuple[Event, ...]:
    """Tell all dealings of which something was gathered, in order of time."""
    who = found.customer_id
    return chronicle(
        who,
        interactions=base.all(Interaction, customer_id=who),
        purchases=base.store.sale_totals(customer_id=who),
        contacts=found.contacts,
        changes=found.changes,
        known=[base.customer(who), *found.known],
        as_of=as_of,
        **found.dealings,
    )


def dossier_of(
    base: Merging,
    found: Gathered,
    card: Customer,
    *,
    rules: Mapping[str, Rule] | None = None,
    last: int = 10,
    as_of: date | None,
) -> Dossier:
    """Put together what was gathered of one customer, for one card."""
    who = found.customer_id
    made = dossier(
        card,
        contacts=found.contacts,
        employees=[each for each in found.known if isinstance(each, Employee)],
        sales=list(base.store.sale_totals(customer_id=who)),
        interactions=base.all(Interaction, customer_id=who),
        customers=[each for each in found.known if isinstance(each, Customer)],
        competitors=[each for each in found.known if isinstance(each, Competitor)],
        products=[each for each in found.known if isinstance(each, Product)],
        campaigns=[each for each in found.known if isinstance(each, Campaign)],
        changes=found.changes,
        rules=standard_rules() if rules is None else rules,
        provenance=base.provenance(who),
        last=last,
        as_of=as_of,
        **found.dealings,
    )
    said = consents_said(base.store, who, zone=base.zone) if made.consents else []
    return attrs.evolve(made, consents=strictest(said, as_of=as_of)) if said else made


def _named_in(
    base: Merging, people: list[Contact], dealings: Mapping[str, list[Any]], changes: list[Change]
) -> list[Entity]:
    """Return the records whose ids these people, dealings and changes hold, for their names."""
    links = dealings["relationships"]
    wanted = {
        "customer": {each.customer_id for each in links}
        | {each.other_id for each in links}
        | {job.customer_id for each in people for job in each.employments},
        "employee": {each.employee_id for each in dealings["assignments"]}
        | {each.source.collected_by for each in changes},
        "product": {each.product_id for each in dealings["feedback"]},
        "competitor": {each.competitor_id for each in dealings["sightings"]},
        "campaign": {each.campaign_id for name in ("touches", "responses") for each in dealings[name]},
    }
    found: list[Entity] = []
    for kind, keys in wanted.items():
        if keys := keys - {None}:
            found += base.store.some(KINDS[kind], keys)
    return found


def _only_at(contact: Contact, customers: Collection[str]) -> Contact:
    return contact.replace(
        employments=tuple(each for each in contact.employments if each.customer_id in customers)
    )


def _employer(path: str) -> str | None:
    name, element, _ = split(path)
    return element if name == "employments" else None
