"""Rows first; bodies follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import attrs

from customerbase.buying_center import TITLES, KeyPeople
from customerbase.chronicle import Event
from customerbase.grading import Grade, Rule
from customerbase.model import (
    Assignment,
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
    Redemption,
    Relationship,
    Response,
    Sale,
    Task,
    Touch,
    Verification,
)
from customerbase.values import Money

__all__ = ["Dossier", "Related", "Responsible", "SalesSummary", "Seen", "dossier"]


@attrs.frozen(kw_only=True)
class Responsible:
    employee_id: str
    name: str | None
    since: date


@attrs.frozen(kw_only=True)
class SalesSummary:
    purchases: int
    returns: int
    amounts: tuple[Money, ...]  # one for each currency
    quantity: Decimal
    first_on: date | None
    last_on: date | None


@attrs.frozen(kw_only=True)
class Related:
    relationship: Relationship  # seen from the customer of the card
    name: str | None  # of the other customer


@attrs.frozen(kw_only=True)
class Seen:
    sighting: CompetitorSighting
    name: str | None  # of the competitor


@attrs.frozen(kw_only=True)
class Dossier:
    customer: Customer
    contacts: tuple[Contact, ...]
    key_people: KeyPeople
    responsible: tuple[Responsible, ...]
    sales: SalesSummary
    last_sales: tuple[Sale, ...]  # latest first
    last_interactions: tuple[Interaction, ...]  # latest first
    feedback: tuple[Feedback, ...]  # latest first
    open_tasks: tuple[Task, ...]
    relationships: tuple[Related, ...]
    sightings: tuple[Seen, ...]  # latest first
    consents: tuple[Consent, ...]  # what holds: the last entry of each contact, purpose and channel
    verifications: tuple[Verification, ...]  # the last of each facet
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
    changes: Iterable[Change] = (),
    touches: Iterable[Touch] = (),
    responses: Iterable[Response] = (),
    redemptions: Iterable[Redemption] = (),
    rules: Mapping[str, Rule] | None = None,
    titles: Mapping[str, tuple[ContactRole, ...]] = TITLES,
    provenance: Mapping[str, object] | None = None,
    last: int = 10,
    as_of: date | None = None,
) -> Dossier:
    raise NotImplementedError
