"""A company's customer database.

The names stand in the order in which data flows: open a base, collect,
organise, keep true.  Nothing is imported before it is used, so that
``import customerbase`` costs next to nothing.

>>> import customerbase
>>> base = customerbase.open("memory:")
>>> base.roster()
()
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from customerbase.base import CustomerBase, prepare
    from customerbase.base import open_base as open  # noqa: A004 - read as customerbase.open
    from customerbase.errors import (
        AmbiguousHeader,
        CurrencyMismatch,
        CustomerbaseError,
        EditConflict,
        ErasedPerson,
        InvalidRecord,
        InvalidTable,
        MissingExtra,
        NewerFile,
        NotAllowed,
        NotFound,
        NothingToFit,
        NotReferable,
        Problem,
        SourceError,
        StoreError,
    )
    from customerbase.intake.policy import IntakePolicy
    from customerbase.intake.result import ImportResult, Refusal, RefusedRow
    from customerbase.ledger import (
        Batch,
        BatchChange,
        Candidate,
        Effect,
        Precedence,
        Provenance,
        Saved,
        ValueChange,
    )
    from customerbase.model import (
        Assignment,
        Attitude,
        AttributeField,
        AttributeSchema,
        AttributeType,
        Campaign,
        Change,
        Channel,
        CollectionMethod,
        Competitor,
        CompetitorSighting,
        Consent,
        Contact,
        ContactRole,
        Coupon,
        Customer,
        CustomerKind,
        Direction,
        Employee,
        Employment,
        Facet,
        Feedback,
        FeedbackKind,
        Gender,
        Handling,
        Interaction,
        Lead,
        LeadOutcome,
        Numbering,
        OrganizationProfile,
        PersonProfile,
        Product,
        Purchase,
        PurchaseLine,
        Purpose,
        Reach,
        Redemption,
        Relationship,
        RelationshipType,
        Response,
        Source,
        Stage,
        Task,
        TaskStatus,
        Touch,
        Verification,
        VerificationOutcome,
    )
    from customerbase.sources.database_mapping import DatabaseMapping, LinesMapping, TableMapping
    from customerbase.values import (
        Address,
        Anniversary,
        Calendar,
        CreditStanding,
        Email,
        Identifier,
        Money,
        PartialDate,
        PaymentTerms,
        Period,
        Phone,
        Size,
    )

__version__ = "0.1.0"

_HOME = {
    "customerbase.base": "CustomerBase prepare",
    "customerbase.errors": (
        "AmbiguousHeader CurrencyMismatch CustomerbaseError EditConflict ErasedPerson InvalidRecord InvalidTable "
        "MissingExtra NewerFile NotAllowed NotFound NotReferable NothingToFit Problem SourceError StoreError"
    ),
    "customerbase.intake.policy": "IntakePolicy",
    "customerbase.intake.result": "ImportResult RefusedRow Refusal",
    "customerbase.ledger": "Batch BatchChange Candidate Effect Precedence Provenance Saved ValueChange",
    "customerbase.model": (
        "Assignment Attitude AttributeField AttributeSchema AttributeType Campaign Change Channel "
        "CollectionMethod Competitor CompetitorSighting Consent Contact ContactRole Coupon Customer "
        "CustomerKind Direction Employee Employment Facet Feedback FeedbackKind Gender Handling Interaction Lead LeadOutcome "
        "Numbering OrganizationProfile PersonProfile Product Purchase PurchaseLine Purpose Reach Redemption "
        "Relationship RelationshipType Response Source Stage Task TaskStatus Touch Verification "
        "VerificationOutcome"
    ),
    "customerbase.sources.database_mapping": "DatabaseMapping LinesMapping TableMapping",
    "customerbase.values": (
        "Address Anniversary Calendar CreditStanding Email Identifier Money PartialDate PaymentTerms Period "
        "Phone Size"
    ),
}
_WHERE = {name: module for module, listed in _HOME.items() for name in listed.split()}

__all__ = [  # noqa: RUF022 - in the order in which data flows
    # open a base
    "CustomerBase",
    "open",
    "prepare",
    # collect
    "DatabaseMapping",
    "LinesMapping",
    "TableMapping",
    "Batch",
    "BatchChange",
    "Effect",
    "ImportResult",
    "IntakePolicy",
    "Precedence",
    "Refusal",
    "RefusedRow",
    "CollectionMethod",
    "Source",
    "Numbering",
    # records
    "Assignment",
    "Attitude",
    "AttributeField",
    "AttributeSchema",
    "AttributeType",
    "Campaign",
    "Channel",
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
    "Feedback",
    "FeedbackKind",
    "Gender",
    "Handling",
    "Interaction",
    "Lead",
    "LeadOutcome",
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
    "Stage",
    "Task",
    "TaskStatus",
    "Touch",
    # values
    "Address",
    "Anniversary",
    "Calendar",
    "CreditStanding",
    "Email",
    "Identifier",
    "Money",
    "PartialDate",
    "PaymentTerms",
    "Period",
    "Phone",
    "Size",
    # keep true
    "Candidate",
    "Provenance",
    "Saved",
    "ValueChange",
    "Facet",
    "Verification",
    "VerificationOutcome",
    "Change",
    # what can go wrong
    "AmbiguousHeader",
    "CurrencyMismatch",
    "CustomerbaseError",
    "EditConflict",
    "ErasedPerson",
    "InvalidRecord",
    "InvalidTable",
    "MissingExtra",
    "NewerFile",
    "NotAllowed",
    "NotFound",
    "NotReferable",
    "NothingToFit",
    "Problem",
    "SourceError",
    "StoreError",
]


def __getattr__(name: str) -> Any:
    if name == "open":
        found = importlib.import_module("customerbase.base").open_base
    elif name in _WHERE:
        found = getattr(importlib.import_module(_WHERE[name]), name)
    else:
        raise AttributeError(f"module 'customerbase' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
