"""All records of a customer database, by the names of the glossary.

They are frozen values: no storage, no clock.  Each is made by keyword and
checked when it is made; `Record.replace` returns a changed copy.
"""

from __future__ import annotations

from customerbase.records.change import Change
from customerbase.records.contact import Attitude, Contact, ContactRole, Employment
from customerbase.records.customer import (
    AttributeField,
    AttributeSchema,
    AttributeType,
    Customer,
    CustomerKind,
    Gender,
    OrganizationProfile,
    PersonProfile,
    Reach,
    Stage,
)
from customerbase.records.dealings import (
    Channel,
    Competitor,
    CompetitorSighting,
    Direction,
    Feedback,
    FeedbackKind,
    Handling,
    Interaction,
    Relationship,
    RelationshipType,
)
from customerbase.records.entity import Entity
from customerbase.records.leads import Lead, LeadOutcome
from customerbase.records.marketing import (
    Campaign,
    Consent,
    Coupon,
    Purpose,
    Redemption,
    Response,
    Touch,
)
from customerbase.records.numbering import Numbering
from customerbase.records.sales import Product, Purchase, PurchaseLine, Sale, SaleTotal
from customerbase.records.source import CollectionMethod, Source
from customerbase.records.staff import Assignment, Employee, Task, TaskStatus
from customerbase.records.verification import Facet, Verification, VerificationOutcome

__all__ = [
    "KINDS",
    "Assignment",
    "Attitude",
    "AttributeField",
    "AttributeSchema",
    "AttributeType",
    "Campaign",
    "Change",
    "Channel",
    "CollectionMethod",
    "Competitor",
    "CompetitorSighting",
    "Consent",
    "Contact",
    "ContactRole",
    "Coupon",
    "Customer",
    "CustomerKind",
    "Direction",
    "Employee",
    "Employment",
    "Entity",
    "Facet",
    "Feedback",
    "FeedbackKind",
    "Gender",
    "Handling",
    "Interaction",
    "Lead",
    "LeadOutcome",
    "Numbering",
    "OrganizationProfile",
    "PersonProfile",
    "Product",
    "Purchase",
    "PurchaseLine",
    "Purpose",
    "Reach",
    "Redemption",
    "Relationship",
    "RelationshipType",
    "Response",
    "Sale",
    "SaleTotal",
    "Source",
    "Stage",
    "Task",
    "TaskStatus",
    "Touch",
    "Verification",
    "VerificationOutcome",
]

KINDS: dict[str, type[Entity]] = {
    each.kind_name: each
    for each in (
        Customer,
        Contact,
        Employee,
        Product,
        Campaign,
        Competitor,
        Assignment,
        Relationship,
        Coupon,
        Purchase,
        Interaction,
        Feedback,
        Task,
        CompetitorSighting,
        Consent,
        Touch,
        Response,
        Redemption,
        Lead,
        Verification,
    )
}
"""Name of a kind → its class; a kind stands after those that it refers to."""
