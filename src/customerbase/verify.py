"""Verification: when each fact must be checked again, who checks it, and where the next hour of checking is worth most.

What is known of a customer is divided into facets (basic data, credit
standing, decision-makers, or one's own).  Each facet has a day on which it was
last verified; a policy says when it must be checked again::

    facet_states → due → plan
                 → freshness, index, allocate, compare

Nothing here reads a clock, and the order of what is given never changes an
answer.  `customerbase.tables.verify` does the same column-wise.

Examples
--------
>>> from datetime import date
>>> from customerbase import verify
>>> policy = verify.by_facet(
...     {"credit": verify.every(months=6)}, otherwise=verify.every(years=1)
... ) | verify.after("payment_overdue", days=7)
>>> states = [
...     verify.FacetState(customer_id="C1", facet="credit", verified_on=date(2024, 1, 31)),
...     verify.FacetState(customer_id="C1", facet="basic", verified_on=date(2024, 1, 31)),
... ]
>>> [(each.facet, str(each.due_on)) for each in verify.due(states, policy, as_of=date(2024, 8, 1))]
[('credit', '2024-07-31')]
"""

from __future__ import annotations

from customerbase.model import Facet, Verification, VerificationOutcome
from customerbase.verifying.choices import (
    CONCERNS,
    after,
    by,
    by_amount,
    by_facet,
    by_grade,
    by_method,
    by_risk,
    by_segment,
    by_source_age,
)
from customerbase.verifying.due import Due, due, due_on, explain
from customerbase.verifying.facets import FacetFields
from customerbase.verifying.gathering import facet_states
from customerbase.verifying.plain import POLICIES, policy_from_plain
from customerbase.verifying.policies import Grace, Policy, Why, every, never, sooner_of
from customerbase.verifying.ready import half_yearly_credit, know_your_customer, round_by_grade, yearly_round
from customerbase.verifying.state import FacetState, Occurrence, Trigger

__all__ = [  # noqa: RUF022 - in the order in which data flows
    "Facet",
    "FacetFields",
    "Verification",
    "VerificationOutcome",
    "Trigger",
    "Occurrence",
    "FacetState",
    "facet_states",
    "Policy",
    "Grace",
    "Why",
    "every",
    "never",
    "sooner_of",
    "by",
    "by_grade",
    "by_segment",
    "by_risk",
    "by_facet",
    "by_method",
    "by_amount",
    "by_source_age",
    "after",
    "CONCERNS",
    "yearly_round",
    "round_by_grade",
    "know_your_customer",
    "half_yearly_credit",
    "POLICIES",
    "policy_from_plain",
    "Due",
    "due",
    "due_on",
    "explain",
]
