"""Which records mean the same customer.

What of a record is compared is its `Profile`.  Exact rules say which fields
must agree for two records to be one, and may merge by themselves; what is
scored is for a person to decide.

>>> from customerbase import Customer, Phone
>>> here = [Phone(number="0755-83201234")]
>>> cards = [
...     Customer(customer_id="C1", name="华为技术有限公司", phones=here),
...     Customer(customer_id="C2", name="华为 技术有限公司", phones=here),
... ]
>>> found = match_exactly(profile_of(each) for each in cards)
>>> [(each.members, each.rules) for each in found.groups]
[(('C1', 'C2'), ('phone and core name',))]
"""

from __future__ import annotations

from customerbase.linkage.blocks import KEPT_APART, ExactMatches, Lookup, match_exactly
from customerbase.linkage.candidates import candidates, fit, score
from customerbase.linkage.clusters import (
    LARGEST,
    TOO_LARGE,
    Clustered,
    Group,
    RefusedGroup,
    Standing,
    cluster,
    survivor_of,
)
from customerbase.linkage.decisions import MatchDecision, clean_decision
from customerbase.linkage.fields import AUTHORITIES, FIELDS, TELLING, agreeing, differing, is_role_mailbox
from customerbase.linkage.matches import Match, Matches, MatchesMerged
from customerbase.linkage.objections import NOT_UNIQUE, OBJECTIONS, objection
from customerbase.linkage.pairs import Pair
from customerbase.linkage.profiles import Profile, profile_of, profile_of_contact
from customerbase.linkage.rules import (
    AGAINST,
    AUTOMATIC,
    PEOPLE,
    ExactRule,
    rule_from_plain,
    rule_to_plain,
)
from customerbase.linkage.scored import Evidence, ScoredPair, best_threshold
from customerbase.linkage.weights import DEFAULT, FieldWeights, LinkageModel

__all__ = [
    "AGAINST",
    "AUTHORITIES",
    "AUTOMATIC",
    "DEFAULT",
    "FIELDS",
    "KEPT_APART",
    "LARGEST",
    "NOT_UNIQUE",
    "OBJECTIONS",
    "PEOPLE",
    "TELLING",
    "TOO_LARGE",
    "Clustered",
    "Evidence",
    "ExactMatches",
    "ExactRule",
    "FieldWeights",
    "Group",
    "LinkageModel",
    "Lookup",
    "Match",
    "MatchDecision",
    "Matches",
    "MatchesMerged",
    "Pair",
    "Profile",
    "RefusedGroup",
    "ScoredPair",
    "Standing",
    "agreeing",
    "best_threshold",
    "candidates",
    "clean_decision",
    "cluster",
    "differing",
    "fit",
    "is_role_mailbox",
    "match_exactly",
    "objection",
    "profile_of",
    "profile_of_contact",
    "rule_from_plain",
    "rule_to_plain",
    "score",
    "survivor_of",
]
