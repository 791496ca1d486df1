"""Hypothesis strategies for every record and value, for policies and what they ask: realistic, and nasty on purpose.

Each takes the ids that records may refer to, and for any other field a
strategy of the caller's own: ``customers(stage=st.just(Stage.ACTIVE))``.
Ids come out of small pools, so that a history uses the same one again;
`companies` draws a whole company in which every reference holds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis.strategies import SearchStrategy

from customerbase import model, values
from customerbase.records.numbering import Numbering
from customerbase.testing import register
from customerbase.testing.strategies.company import Company, companies
from customerbase.testing.strategies.dealings import (
    changes,
    competitors,
    feedback,
    handlings,
    interactions,
    relationships,
    sightings,
    sources,
    tasks,
    verifications,
)
from customerbase.testing.strategies.matching import profiles, several_profiles
from customerbase.testing.strategies.parts import (
    YEARS,
    addresses,
    anniversaries,
    attributes,
    credit_standings,
    currencies,
    days,
    emails,
    identifiers,
    instants,
    money,
    numberings,
    numbers,
    partial_dates,
    payment_terms,
    periods,
    phones,
    sizes,
)
from customerbase.testing.strategies.people import (
    assignments,
    attribute_fields,
    attribute_schemas,
    contacts,
    customers,
    employees,
    employments,
    organization_profiles,
    person_profiles,
)
from customerbase.testing.strategies.scoring import (
    AS_OF,
    rfm_customers,
    rfm_summaries,
    sale_histories,
    sales,
)
from customerbase.testing.strategies.trade import (
    campaigns,
    consents,
    coupons,
    leads,
    products,
    purchase_histories,
    purchase_lines,
    purchases,
    redemptions,
    responses,
    touches,
)
from customerbase.testing.strategies.verification import facet_states, policies
from customerbase.testing.strategies.words import (
    company_names,
    ids,
    keys,
    names,
    notes,
    person_names,
    texts,
)
from customerbase.verifying.policies import Policy
from customerbase.verifying.state import FacetState

__all__ = [
    "AS_OF",
    "YEARS",
    "Company",
    "addresses",
    "anniversaries",
    "assignments",
    "attribute_fields",
    "attribute_schemas",
    "attributes",
    "campaigns",
    "changes",
    "companies",
    "company_names",
    "competitors",
    "consents",
    "contacts",
    "coupons",
    "credit_standings",
    "currencies",
    "customers",
    "days",
    "emails",
    "employees",
    "employments",
    "facet_states",
    "feedback",
    "for_type",
    "handlings",
    "identifiers",
    "ids",
    "instants",
    "interactions",
    "keys",
    "leads",
    "money",
    "names",
    "notes",
    "numberings",
    "numbers",
    "organization_profiles",
    "partial_dates",
    "payment_terms",
    "periods",
    "person_names",
    "person_profiles",
    "phones",
    "policies",
    "products",
    "profiles",
    "purchase_histories",
    "purchase_lines",
    "purchases",
    "redemptions",
    "register",
    "relationships",
    "responses",
    "rfm_customers",
    "rfm_summaries",
    "sale_histories",
    "sales",
    "several_profiles",
    "sightings",
    "sizes",
    "sources",
    "tasks",
    "texts",
    "touches",
    "verifications",
]

_STRATEGIES: dict[type, Callable[[], SearchStrategy[Any]]] = {
    model.Assignment: assignments,
    model.AttributeField: attribute_fields,
    model.AttributeSchema: attribute_schemas,
    model.Campaign: campaigns,
    model.Change: changes,
    model.Competitor: competitors,
    model.CompetitorSighting: sightings,
    model.Consent: consents,
    model.Contact: contacts,
    model.Coupon: coupons,
    model.Customer: customers,
    model.Employee: employees,
    model.Employment: employments,
    model.Feedback: feedback,
    model.Handling: handlings,
    model.Interaction: interactions,
    model.Lead: leads,
    model.OrganizationProfile: organization_profiles,
    model.PersonProfile: person_profiles,
    model.Product: products,
    model.Purchase: purchases,
    model.PurchaseLine: purchase_lines,
    model.Redemption: redemptions,
    model.Relationship: relationships,
    model.Response: responses,
    model.Source: sources,
    model.Task: tasks,
    model.Touch: touches,
    model.Verification: verifications,
    Numbering: numberings,
    values.Address: addresses,
    values.Anniversary: anniversaries,
    values.CreditStanding: credit_standings,
    values.Email: emails,
    values.Identifier: identifiers,
    values.Money: money,
    values.PartialDate: partial_dates,
    values.PaymentTerms: payment_terms,
    values.Period: periods,
    values.Phone: phones,
    values.Size: sizes,
    FacetState: facet_states,
    Policy: policies,
}


def for_type(wanted: type) -> SearchStrategy[Any]:
    """Return the strategy for a record or value of the library.

    Raises
    ------
    KeyError
        If `wanted` is none of them.
    """
    return _STRATEGIES[wanted]()
