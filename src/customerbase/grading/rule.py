"""What a rule is, from a customer to a grade with its reason; and the worst, best or first of several."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs

from customerbase.grading.checks import distinct_grades, wrong_rule
from customerbase.grading.words import grade_zh
from customerbase.model import Customer
from customerbase.values import Money

__all__ = [
    "Bought",
    "Choice",
    "ChoiceRule",
    "Grade",
    "GradeRule",
    "Number",
    "Rule",
    "best_of",
    "first_of",
    "grade_of",
    "to_plain",
    "worst_of",
]

Number = Decimal | int | str
Bought = Sequence[Money] | None


@attrs.frozen
class Grade:
    """A grade, or None where the facts do not give one, and the reason in one sentence.

    Parameters
    ----------
    grade : str or None
    reason : str
    reason_zh : str, optional
        The same in Chinese; without it, the reason as given.  It is not
        compared: the same reason in another language is no other reason.
    """

    grade: str | None
    reason: str
    reason_zh: str = attrs.field(
        default=attrs.Factory(lambda self: self.reason, takes_self=True), eq=False, repr=False
    )


class GradeRule(ABC):
    """Base of all rules; one's own needs `grades`, `__call__` and `to_plain`."""

    __slots__ = ()

    @property
    @abstractmethod
    def grades(self) -> tuple[str, ...]:
        """The grades that the rule can give, best first."""

    @abstractmethod
    def __call__(self, customer: Customer, bought: Bought = None) -> Grade:
        """Grade a customer.

        Parameters
        ----------
        customer : Customer
        bought : sequence of Money, optional
            What he bought, one sum for each currency; empty where he bought
            nothing, None where it is not known.
        """

    @abstractmethod
    def to_plain(self) -> dict[str, Any]:
        """Return the rule as what JSON and TOML can hold, its name under ``rule``."""

    def __and__(self, other: Rule) -> GradeRule:
        return worst_of(self, other)

    def __or__(self, other: Rule) -> GradeRule:
        return first_of(self, other)


Rule = GradeRule | Callable[[Customer], Grade]


def grade_of(rule: Rule, customer: Customer, bought: Bought = None) -> Grade:
    """Apply a rule, or a plain function from a customer to a `Grade`.

    >>> grade_of(lambda customer: Grade("B", "everybody is"), Customer(customer_id="1", name="Ann")).grade
    'B'
    """
    return rule(customer, bought) if isinstance(rule, GradeRule) else rule(customer)


def to_plain(rule: Rule) -> dict[str, Any]:
    """Return a rule as dicts, lists, texts and flags, for JSON or TOML.

    Raises
    ------
    InvalidRecord
        If the rule is, or holds, a plain function.

    Examples
    --------
    >>> from customerbase.grading import by_employees
    >>> to_plain(by_employees({"A": 500, "B": 0}))
    {'rule': 'by_employees', 'least': [['A', '500'], ['B', '0']]}
    """
    if isinstance(rule, GradeRule):
        return rule.to_plain()
    hint = "make it a GradeRule with to_plain, and name its reader in from_plain(..., rules=)"
    raise wrong_rule("$", rule, "is a plain function, which cannot be written down", hint)


class Choice(StrEnum):
    """Which of several grades counts."""

    WORST_OF = "worst_of"
    BEST_OF = "best_of"
    FIRST_OF = "first_of"


def _merged(orders: Iterable[Sequence[str]], *, whole: bool) -> tuple[str, ...]:
    """Return one order that keeps all the given; where `whole`, it must be the only one."""
    orders = [tuple(each) for each in orders]
    left = list(dict.fromkeys(grade for order in orders for grade in order))
    merged: list[str] = []
    hint = "say the order of all grades, best first, with order="
    while left:
        free = [
            grade
            for grade in left
            if not any(grade in order[1:] and _ahead(order, grade) & set(left) for order in orders)
        ]
        if not free:
            raise wrong_rule("$.order", tuple(left), "stand in different orders in the parts", hint)
        if whole and len(free) > 1:
            raise wrong_rule("$.order", tuple(free), "are not compared by any part", hint)
        merged.append(free[0])
        left.remove(free[0])
    return tuple(merged)


def _ahead(order: Sequence[str], grade: str) -> set[str]:
    return set(order[: order.index(grade)])


@attrs.frozen
class ChoiceRule(GradeRule):
    """One of the grades that several rules give; made by `worst_of`, `best_of` and `first_of`."""

    how: Choice
    rules: tuple[Rule, ...]
    order: tuple[str, ...] = ()
    known_only: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.rules:
            raise wrong_rule("$.rules", (), "is empty")
        if self.order:
            distinct_grades(self.order, "$.order")
            named = {grade for each in self.rules if isinstance(each, GradeRule) for grade in each.grades}
            if lacking := sorted(named - set(self.order)):
                raise wrong_rule("$.order", self.order, f"lacks {', '.join(lacking)}")
        elif self.how is not Choice.FIRST_OF and not all(isinstance(each, GradeRule) for each in self.rules):
            hint = "say its grades, best first, with order="
            raise wrong_rule("$.order", (), "is needed: a plain function does not say its grades", hint)
        else:
            _ = self.grades

    @property
    def grades(self) -> tuple[str, ...]:
        if self.order:
            return self.order
        orders = [each.grades for each in self.rules if isinstance(each, GradeRule)]
        return _merged(orders, whole=self.how is not Choice.FIRST_OF)

    def __call__(self, customer: Customer, bought: Bought = None) -> Grade:
        given = [grade_of(each, customer, bought) for each in self.rules]
        known = [each for each in given if each.grade is not None]
        if self.how is Choice.FIRST_OF and known:
            return known[0]
        if not known:
            return Grade(
                None,
                "; ".join(each.reason for each in given),
                "；".join(each.reason_zh for each in given),
            )
        order = self.grades
        for each in known:
            if each.grade not in order:
                raise wrong_rule("$.grade", each.grade, f"is none of the grades {', '.join(order)}")
        best = self.how is Choice.BEST_OF
        chosen = (min if best else max)(known, key=lambda each: order.index(each.grade or ""))
        # What is unknown cannot change the answer where the extreme grade has been given already.
        certain = chosen.grade == order[0 if best else -1]
        if len(known) < len(given) and not self.known_only and not certain:
            unknown = [each for each in given if each.grade is None]
            lacking = "; ".join(each.reason for each in unknown)
            lacking_zh = "；".join(each.reason_zh for each in unknown)
            return Grade(
                None,
                f"{lacking} (besides {self._listed(known)})",
                f"{lacking_zh}（另有 {self._listed_zh(known)}）",
            )
        if len(known) == 1:
            return chosen
        return Grade(
            chosen.grade,
            f"the {'best' if best else 'worst'} of {self._listed(known)}",
            f"{'取最高' if best else '取最低'}：{self._listed_zh(known)}",
        )

    @staticmethod
    def _listed(given: Iterable[Grade]) -> str:
        return ", ".join(f"{each.grade} ({each.reason})" for each in given)

    @staticmethod
    def _listed_zh(given: Iterable[Grade]) -> str:
        return "、".join(f"{grade_zh(each.grade)}（{each.reason_zh}）" for each in given)

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"rule": self.how.value, "rules": [to_plain(each) for each in self.rules]}
        if self.order:
            plain["order"] = list(self.order)
        return plain | ({"known_only": True} if self.known_only else {})


def worst_of(*rules: Rule, order: Iterable[str] = (), known_only: bool = False) -> GradeRule:
    """Grade by the worst of what several rules give; ``a & b`` is ``worst_of(a, b)``.

    Parameters
    ----------
    *rules : Rule
    order : iterable of str, optional
        All grades, best first; needed where the rules' own orders do not say it.
    known_only : bool
        Leave out the rules that give no grade.  Otherwise the answer is None
        as long as what is unknown could change it.
    """
    return ChoiceRule(Choice.WORST_OF, rules, tuple(order), known_only)


def best_of(*rules: Rule, order: Iterable[str] = (), known_only: bool = False) -> GradeRule:
    """Grade by the best of what several rules give; the parameters are those of `worst_of`."""
    return ChoiceRule(Choice.BEST_OF, rules, tuple(order), known_only)


def first_of(*rules: Rule, order: Iterable[str] = ()) -> GradeRule:
    """Grade by the first rule that gives a grade; ``a | b`` is ``first_of(a, b)``.

    >>> from customerbase.grading import by_credit, by_sales
    >>> rule = by_credit({"A": "AAA"}) | by_sales([("B", Money(0, "CNY"))])
    >>> rule(Customer(customer_id="1", name="Ann"), [])
    Grade(grade='B', reason='purchases of 0.00 CNY, at least 0.00 CNY')
    """
    return ChoiceRule(Choice.FIRST_OF, rules, tuple(order))
