"""Policies ready for use: the yearly round, the round by grade, know-your-customer, half-yearly credit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from customerbase.errors import InvalidRecord, Problem
from customerbase.model import Facet
from customerbase.verifying.choices import by_facet, by_grade, by_risk
from customerbase.verifying.levels import by_amount
from customerbase.verifying.policies import Policy, every

__all__ = ["half_yearly_credit", "know_your_customer", "round_by_grade", "yearly_round"]

_BY_GRADE = (3, 6, 12, 24)


def yearly_round() -> Policy:
    """Everything once a year, which is about 8 % of it a month (每月 8% 左右).

    >>> yearly_round() == every(months=12)
    True
    """
    return every(years=1)


def round_by_grade(grades: Sequence[str] = ("A", "B", "C", "D")) -> Policy:
    """The best grade every 3 months, then 6, 12 and 24; a grade that is not known yearly.

    Parameters
    ----------
    grades : sequence of str
        At most four, best first.

    Examples
    --------
    >>> round_by_grade(["gold", "silver"]).to_plain()["rules"]["silver"]
    {'policy': 'every', 'months': 6}
    """
    if isinstance(grades, str) or not 1 <= len(grades) <= len(_BY_GRADE):
        problem = Problem("$.grades", grades, "are not one to four grades", "as in ['A', 'B', 'C', 'D']")
        raise InvalidRecord("Policy", [problem])
    rules = {grade: every(months=months) for grade, months in zip(grades, _BY_GRADE, strict=False)}
    return by_grade(rules, otherwise=every(years=1))


def know_your_customer() -> Policy:
    """High risk every year, medium every 3, low every 5; an unknown risk like a high one.

    The cycle that banks keep for customer due diligence, by risk.

    >>> know_your_customer().to_plain()["rules"]["low"]
    {'policy': 'every', 'months': 60}
    """
    cycles = {"high": every(years=1), "medium": every(years=3), "low": every(years=5)}
    return by_risk(cycles, otherwise=every(years=1))


def half_yearly_credit(limit: Decimal | int | str) -> Policy:
    """Credit standing every 6 months from a credit limit on; below it, and everything else, yearly.

    >>> half_yearly_credit(500_000).to_plain()["rules"]["credit"]["what"]
    'credit_limit'
    """
    credit = by_amount("credit_limit", {limit: every(months=6)}, otherwise=every(years=1))
    return by_facet({Facet.CREDIT: credit}, otherwise=every(years=1))
