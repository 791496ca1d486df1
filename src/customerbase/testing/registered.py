"""The records and values that hypothesis is taught to make."""

from __future__ import annotations

from customerbase.model import (
    KINDS,
    AttributeField,
    AttributeSchema,
    Change,
    Employment,
    Handling,
    OrganizationProfile,
    PersonProfile,
    PurchaseLine,
    Source,
)
from customerbase.records.numbering import Numbering
from customerbase.values import (
    Address,
    Anniversary,
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
from customerbase.verifying.policies import Policy
from customerbase.verifying.state import FacetState

__all__ = ["RECORDS", "VERIFIED"]

RECORDS: tuple[type, ...] = (
    *KINDS.values(),
    Address,
    Anniversary,
    AttributeField,
    AttributeSchema,
    Change,
    CreditStanding,
    Email,
    Employment,
    Handling,
    Identifier,
    Money,
    Numbering,
    OrganizationProfile,
    PartialDate,
    PaymentTerms,
    Period,
    PersonProfile,
    Phone,
    PurchaseLine,
    Size,
    Source,
)
"""Every record, and every value that records are made of."""

VERIFIED: tuple[type, ...] = (FacetState, Policy)
"""What policies are asked about, and policies."""
