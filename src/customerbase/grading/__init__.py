"""Rules that put customers into grades, by credit standing and by size, each grade with its reason.

A rule is a small frozen value that reads like English and is called with a
customer::

    by_credit({"A": ["AAA", "AA"], "B": "A"}) & by_employees([("A", 500), ("B", 0)])

`a & b` is the worst of both, `a | b` the first that gives a grade; `best_of`
and `points` combine in other ways.  A grade that the facts do not support is
None, with the reason: what is unknown is never graded lowest in silence.
`to_plain` and `from_plain` write a rule to JSON or TOML and read it back
equal.  A plain function from a customer to a `Grade` may stand wherever a
rule may, but cannot be written down.
"""

from __future__ import annotations

from customerbase.grading.facts import (
    by_credit,
    by_credit_limit,
    by_employees,
    by_floor_area,
    by_registered_capital,
    by_sales,
    by_turnover,
)
from customerbase.grading.plain import RULES, from_plain
from customerbase.grading.points import Scored, points, scored
from customerbase.grading.rule import Grade, GradeRule, Rule, best_of, first_of, grade_of, to_plain, worst_of

__all__ = [
    "RULES",
    "Grade",
    "GradeRule",
    "Rule",
    "Scored",
    "best_of",
    "by_credit",
    "by_credit_limit",
    "by_employees",
    "by_floor_area",
    "by_registered_capital",
    "by_sales",
    "by_turnover",
    "first_of",
    "from_plain",
    "grade_of",
    "points",
    "scored",
    "to_plain",
    "worst_of",
]
