"""Laws that every scoring rule, map of segments, policy of verification and rule of matching should keep, tried on generated data.

Write your rule as a function from a list of `RfmSummary` to a scale, to
scores, or to a mapping of customer id to (r, f, m); `check_scale` finds the
smallest list of customers that breaks one of the laws::

    def test_our_rule_keeps_the_laws():
        check_scale(our_rule, bins=5)

`check_policy` does the same for a policy that says when facts are checked again::

    def test_our_policy_keeps_the_laws():
        check_policy(our_policy)

and `check_rule` for a rule that says which records are one customer::

    def test_our_rule_of_matching_keeps_the_laws():
        check_rule(ExactRule("phone and postal code", agree=("phone", "postal_code")))

A law that a rule is not meant to keep is left out by its name.
"""

from customerbase.errors import MissingExtra

try:
    import hypothesis  # noqa: F401 - its absence is told before anything asks for a part of it
except ModuleNotFoundError as error:
    raise MissingExtra("customerbase.testing", "hypothesis", "testing") from error

from customerbase.testing.laws.broken import (
    MAP_LAWS,
    MATCH_LAWS,
    POLICY_LAWS,
    SCALE_LAWS,
    SOURCE_LAWS,
    BrokenLaw,
)
from customerbase.testing.laws.maps import check_segments
from customerbase.testing.laws.matching import check_rule
from customerbase.testing.laws.policies import check_policy
from customerbase.testing.laws.scales import check_scale
from customerbase.testing.laws.sources import check_source

__all__ = [
    "MAP_LAWS",
    "MATCH_LAWS",
    "POLICY_LAWS",
    "SCALE_LAWS",
    "SOURCE_LAWS",
    "BrokenLaw",
    "check_policy",
    "check_rule",
    "check_scale",
    "check_segments",
    "check_source",
]
