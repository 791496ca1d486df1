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

from customerbase.aging.allocating import (
    Allocation,
    AllocationRow,
    AllocationRule,
    Check,
    allocate,
    at_least_every,
    at_most_every,
)
from customerbase.aging.comparing import (
    Comparison,
    Curve,
    Strategy,
    by_cycle,
    by_frequency,
    by_index,
    compare,
    oldest_first,
)
from customerbase.aging.freshness import Freshness, FreshnessRow, freshness, unnoticed_days
from customerbase.aging.indexing import Choice, IndexPart, IndexRow, choose, gain, index
from customerbase.aging.learning import LearnedRates, RateRow, learn
from customerbase.aging.periodic import periodic_freshness
from customerbase.aging.rates import DEFAULT_PRIOR, PRIORS, AnyRate, KnownRate, Rate, prior
from customerbase.model import Facet, Verification, VerificationOutcome
from customerbase.planning.capacity import Capacity, capacity_from_plain
from customerbase.planning.levelled_plan import plan
from customerbase.planning.periods import PlanPeriod
from customerbase.planning.plan import LateVisit, Load, MissedTarget, Plan, Visit
from customerbase.planning.targets import Target, evenly, quarterly
from customerbase.upkeep.enriching import Enrichment, FieldRate, enrichment_rate
from customerbase.upkeep.feeding_back import CampaignFeedback, FedBack, MissingRow, missing_feedback
from customerbase.upkeep.fees import FeeRow, Fees, fees
from customerbase.upkeep.maintaining import AreaRate, MaintenanceRate, Shortfall, maintenance_rate, shortfalls
from customerbase.upkeep.progress import Progress, TargetRow, progress
from customerbase.upkeep.purging import Checked, Cleared, PurgeCandidate, cleared, purge_candidates
from customerbase.upkeep.record_use import RecordUse, Used, uses_of
from customerbase.upkeep.tier_changes import TierChange, TierChanges, changed_tier
from customerbase.upkeep.tiers import DataTier, TierCount, TierRow, TierRule, tier, tier_counts, tiers
from customerbase.verifying.choices import by, by_facet, by_grade, by_method, by_risk, by_segment
from customerbase.verifying.due import Due, due, due_on, explain
from customerbase.verifying.events import CONCERNS, after
from customerbase.verifying.facets import FacetFields
from customerbase.verifying.gathering import facet_states
from customerbase.verifying.levels import by_amount, by_source_age
from customerbase.verifying.occurring import occurrences_of
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
    "occurrences_of",
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
    "PlanPeriod",
    "Capacity",
    "capacity_from_plain",
    "Target",
    "evenly",
    "quarterly",
    "Visit",
    "Load",
    "LateVisit",
    "MissedTarget",
    "Plan",
    "plan",
    "AnyRate",
    "Rate",
    "KnownRate",
    "prior",
    "PRIORS",
    "DEFAULT_PRIOR",
    "RateRow",
    "LearnedRates",
    "learn",
    "FreshnessRow",
    "Freshness",
    "freshness",
    "unnoticed_days",
    "periodic_freshness",
    "Check",
    "AllocationRule",
    "AllocationRow",
    "Allocation",
    "at_least_every",
    "at_most_every",
    "allocate",
    "IndexPart",
    "IndexRow",
    "index",
    "gain",
    "Choice",
    "choose",
    "Strategy",
    "oldest_first",
    "by_cycle",
    "by_frequency",
    "by_index",
    "Curve",
    "Comparison",
    "compare",
    "DataTier",
    "Used",
    "RecordUse",
    "uses_of",
    "TierRule",
    "TierRow",
    "TierCount",
    "tier",
    "tiers",
    "tier_counts",
    "TierChange",
    "TierChanges",
    "changed_tier",
    "FieldRate",
    "Enrichment",
    "enrichment_rate",
    "AreaRate",
    "MaintenanceRate",
    "maintenance_rate",
    "Shortfall",
    "shortfalls",
    "TargetRow",
    "Progress",
    "progress",
    "FeeRow",
    "Fees",
    "fees",
    "PurgeCandidate",
    "purge_candidates",
    "Checked",
    "Cleared",
    "cleared",
    "MissingRow",
    "CampaignFeedback",
    "FedBack",
    "missing_feedback",
]
