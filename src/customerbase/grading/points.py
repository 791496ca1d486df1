"""Grades by points: the weighted mean of what the grades of several rules are worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from customerbase.grading.checks import distinct_grades, exact_number, wrong_rule
from customerbase.grading.facts import LeastRule, Measure
from customerbase.grading.rule import Bought, Grade, GradeRule, Number, Rule, grade_of, to_plain
from customerbase.grading.words import grade_zh
from customerbase.model import Customer

__all__ = ["PointsRule", "Scored", "points", "scored"]


@attrs.frozen
class Scored:
    """A rule with the points that its grades are worth, and its weight; made by `scored`."""

    rule: Rule
    worth: tuple[tuple[str, Decimal], ...]
    weight: Decimal

    def __attrs_post_init__(self) -> None:
        named = distinct_grades((grade for grade, _ in self.worth), "$.worth")
        if isinstance(self.rule, GradeRule) and (lacking := set(self.rule.grades) - set(named)):
            raise wrong_rule("$.worth", named, f"lacks {', '.join(sorted(lacking))}")
        if self.weight <= 0:
            raise wrong_rule("$.weight", self.weight, "is not above 0")


def scored(rule: Rule, worth: Mapping[str, Number], *, weight: Number = 1) -> Scored:
    """Say how many points each grade of a rule is worth, and how much the rule weighs in `points`."""
    pairs = tuple((grade, exact_number(each, f"$.worth[{grade!r}]")) for grade, each in worth.items())
    return Scored(rule, pairs, exact_number(weight, "$.weight"))


@attrs.frozen
class PointsRule(GradeRule):
    """Grades by the weighted mean of points; made by `points`."""

    parts: tuple[Scored, ...]
    steps: tuple[tuple[str, Decimal], ...]
    known_only: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.parts:
            raise wrong_rule("$.parts", (), "is empty")
        LeastRule(Measure.EMPLOYEES, self.steps)  # the same is asked of these steps

    @property
    def grades(self) -> tuple[str, ...]:
        return tuple(grade for grade, _ in self.steps)

    def __call__(self, customer: Customer, bought: Bought = None) -> Grade:
        summed = weights = Fraction(0)
        told, told_zh, lacking = [], [], []
        for part in self.parts:
            given = grade_of(part.rule, customer, bought)
            worth = dict(part.worth).get(given.grade) if given.grade is not None else None
            if worth is None:
                lacking.append(given)
                continue
            summed += Fraction(part.weight) * Fraction(worth)
            weights += Fraction(part.weight)
            told.append(f"{worth:f} × {part.weight:f} for {given.grade} ({given.reason})")
            told_zh.append(f"{grade_zh(given.grade)}得 {worth:f} × {part.weight:f}（{given.reason_zh}）")
        if not weights or (lacking and not self.known_only):
            return Grade(
                None,
                "; ".join(each.reason for each in lacking),
                "；".join(each.reason_zh for each in lacking),
            )
        mean = summed / weights
        # Cut off, never rounded up: a mean said to be 80 has reached 80.
        hundredths = Decimal(mean.numerator * 100 // mean.denominator).scaleb(-2)
        said = f"{hundredths:f} points ({', '.join(told)})"
        said_zh = f"{hundredths:f} 分（{'、'.join(told_zh)}）"
        for grade, least in self.steps:
            if mean >= Fraction(least):
                return Grade(grade, f"{said}, at least {least:f}", f"{said_zh}，不低于 {least:f}")
        least = self.steps[-1][1]
        return Grade(
            None,
            f"{said}, below {least:f}, the least that is graded",
            f"{said_zh}，低于定级下限 {least:f}",
        )

    def to_plain(self) -> dict[str, Any]:
        parts = [
            {
                "of": to_plain(part.rule),
                "worth": [[grade, str(worth)] for grade, worth in part.worth],
                "weight": str(part.weight),
            }
            for part in self.parts
        ]
        plain = {
            "rule": "points",
            "parts": parts,
            "least": [[grade, str(each)] for grade, each in self.steps],
        }
        return plain | ({"known_only": True} if self.known_only else {})


def points(
    *parts: Scored, least: Mapping[str, Number] | Iterable[tuple[str, Number]], known_only: bool = False
) -> GradeRule:
    """Grade by the weighted mean of the points that several rules give.

    Parameters
    ----------
    *parts : Scored
        Each rule with the worth of its grades and its weight.
    least : mapping or pairs
        The least mean that earns each grade, best first.  Means are exact fractions.
    known_only : bool
        Take the mean over the rules that give a grade.  Otherwise one that
        gives none leaves the customer without a grade.

    Examples
    --------
    >>> from customerbase.grading import by_credit, by_sales
    >>> from customerbase.values import CreditStanding, Money
    >>> rule = points(
    ...     scored(by_credit({"good": "AAA", "fair": "A"}), {"good": 100, "fair": 60}, weight=2),
    ...     scored(by_sales([("yes", Money(1, "CNY")), ("no", Money(0, "CNY"))]), {"yes": 100, "no": 0}),
    ...     least=[("A", 80), ("B", 40), ("C", 0)],
    ... )
    >>> rule(Customer(customer_id="1", name="Ann", credit=CreditStanding(rating="A")), []).grade
    'B'
    """
    pairs = least.items() if isinstance(least, Mapping) else least
    steps = tuple((grade, exact_number(each, f"$.least[{i}]")) for i, (grade, each) in enumerate(pairs))
    return PointsRule(parts, steps, known_only)
