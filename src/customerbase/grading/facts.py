"""Grades by one fact: the credit rating, or the least of a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

import attrs

from customerbase.errors import CurrencyMismatch
from customerbase.grading.checks import distinct_grades, exact_number, wrong_rule
from customerbase.grading.rule import Bought, Grade, GradeRule, Number
from customerbase.model import Customer
from customerbase.values import Money, total

__all__ = [
    "COUNTED",
    "CreditRule",
    "LeastRule",
    "Measure",
    "by_credit",
    "by_credit_limit",
    "by_employees",
    "by_floor_area",
    "by_registered_capital",
    "by_sales",
    "by_turnover",
    "counted",
    "priced",
]


@attrs.frozen
class CreditRule(GradeRule):
    """Grades by the credit rating as it stands on the card; made by `by_credit`."""

    ratings: tuple[tuple[str, tuple[str, ...]], ...]

    def __attrs_post_init__(self) -> None:
        distinct_grades(self.grades, "$.ratings")
        every = [rating for _, ratings in self.ratings for rating in ratings]
        if len(set(every)) < len(every):
            raise wrong_rule("$.ratings", tuple(every), "names a rating twice")

    @property
    def grades(self) -> tuple[str, ...]:
        return tuple(grade for grade, _ in self.ratings)

    def __call__(self, customer: Customer, bought: Bought = None) -> Grade:  # noqa: ARG002 - every rule takes it
        rating = customer.credit.rating if customer.credit else None
        if rating is None:
            return Grade(None, "credit rating unknown", "信用等级不详")
        for grade, ratings in self.ratings:
            if rating.strip() in ratings:
                return Grade(grade, f"credit rating {rating!r}", f"信用等级“{rating}”")
        return Grade(
            None, f"credit rating {rating!r} belongs to no grade", f"信用等级“{rating}”不属于任何一等"
        )

    def to_plain(self) -> dict[str, Any]:
        return {"rule": "by_credit", "ratings": [[grade, list(names)] for grade, names in self.ratings]}


def by_credit(ratings: Mapping[str, str | Iterable[str]]) -> GradeRule:
    """Grade by credit rating: grade → the rating or ratings that earn it, best grade first.

    >>> rule = by_credit({"A": ["AAA", "AA"], "B": "A"})
    >>> rule(Customer(customer_id="1", name="Ann"))
    Grade(grade=None, reason='credit rating unknown')
    """
    return CreditRule(
        tuple(
            (grade, (names,) if isinstance(names, str) else tuple(names)) for grade, names in ratings.items()
        )
    )


class Measure(StrEnum):
    """A figure of the customer by which he can be graded."""

    EMPLOYEES = "employees"
    FLOOR_AREA = "floor_area"
    REGISTERED_CAPITAL = "registered_capital"
    TURNOVER = "turnover"
    CREDIT_LIMIT = "credit_limit"
    SALES = "sales"


# The figure as it is told, and its name; the same in Chinese.
_SAID: Final = {
    Measure.EMPLOYEES: ("{} employees", "number of employees", "员工 {} 人", "员工人数"),
    Measure.FLOOR_AREA: ("{} m² of floor area", "floor area", "营业面积 {} 平方米", "营业面积"),
    Measure.REGISTERED_CAPITAL: (
        "registered capital {}",
        "registered capital",
        "注册资本 {}",
        "注册资本",
    ),
    Measure.TURNOVER: ("turnover {}", "turnover", "营业额 {}", "营业额"),
    Measure.CREDIT_LIMIT: ("credit limit {}", "credit limit", "信用额度 {}", "信用额度"),
    Measure.SALES: ("purchases of {}", "size of purchases", "购买额 {}", "购买额"),
}
COUNTED: Final = (Measure.EMPLOYEES, Measure.FLOOR_AREA)


@attrs.frozen
class LeastRule(GradeRule):
    """Grades by the least figure that earns each; made by `by_employees`, `by_sales` and their like."""

    measure: Measure
    steps: tuple[tuple[str, Decimal], ...]
    currency: str | None = None

    def __attrs_post_init__(self) -> None:
        distinct_grades(self.grades, "$.least")
        figures = [least for _, least in self.steps]
        if any(below >= above for above, below in pairwise(figures)):
            raise wrong_rule("$.least", tuple(figures), "does not fall from each grade to the next")

    @property
    def grades(self) -> tuple[str, ...]:
        return tuple(grade for grade, _ in self.steps)

    def __call__(self, customer: Customer, bought: Bought = None) -> Grade:
        said, name, said_zh, name_zh = _SAID[self.measure]
        figure = self._figure(customer, bought)
        if figure is None:
            return Grade(None, f"{name} unknown", f"{name_zh}不详")
        if isinstance(figure, str):
            return Grade(
                None,
                f"{name} is in {figure}, the rule in {self.currency}",
                f"{name_zh}以 {figure.replace(' and ', '、')} 计，规则以 {self.currency} 计",
            )
        told, told_zh = (each.format(self._told(figure)) for each in (said, said_zh))
        for grade, least in self.steps:
            if figure >= least:
                bound = self._told(least)
                return Grade(grade, f"{told}, at least {bound}", f"{told_zh}，不低于 {bound}")
        bound = self._told(self.steps[-1][1])
        return Grade(
            None, f"{told}, below {bound}, the least that is graded", f"{told_zh}，低于定级下限 {bound}"
        )

    def _figure(self, customer: Customer, bought: Bought) -> Decimal | str | None:
        """Return the figure, the other currency that it is in, or None."""
        if self.measure is Measure.EMPLOYEES:
            return None if customer.size.employees is None else Decimal(customer.size.employees)
        if self.measure is Measure.FLOOR_AREA:
            return customer.size.floor_area
        if self.measure is Measure.SALES:
            if bought is None:
                return None
            others = {each.currency for each in bought if each and each.currency != self.currency}
            if others:
                return " and ".join(sorted(others))
            return total((each for each in bought if each), currency=self.currency).amount
        if self.measure is Measure.CREDIT_LIMIT:
            amount = customer.credit.limit if customer.credit else None
        else:
            amount = getattr(customer.size, self.measure.value)
        if amount is None:
            return None
        return amount.amount if amount.currency == self.currency else amount.currency

    def _told(self, figure: Decimal) -> str:
        return f"{figure:,f}" if self.currency is None else str(Money(figure, self.currency))

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"rule": f"by_{self.measure.value}"}
        if self.currency is not None:
            plain["currency"] = self.currency
        return plain | {"least": [[grade, str(least)] for grade, least in self.steps]}


Steps = Mapping[str, Any] | Iterable[tuple[str, Any]]


def counted(measure: Measure, steps: Steps) -> GradeRule:
    """Return a rule on a figure that is a plain number."""
    pairs = steps.items() if isinstance(steps, Mapping) else steps
    return LeastRule(
        measure,
        tuple((grade, exact_number(least, f"$.least[{i}]")) for i, (grade, least) in enumerate(pairs)),
    )


def priced(measure: Measure, steps: Steps) -> GradeRule:
    """Return a rule on a figure that is money; all its steps are in one currency."""
    pairs = tuple(steps.items() if isinstance(steps, Mapping) else steps)
    for i, (_, least) in enumerate(pairs):
        if not isinstance(least, Money):
            raise wrong_rule(f"$.least[{i}]", least, "is no Money", "write Money('1000', 'CNY')")
    currencies = {least.currency for _, least in pairs}
    if len(currencies) > 1:
        raise CurrencyMismatch(currencies)
    return LeastRule(
        measure, tuple((grade, least.amount) for grade, least in pairs), next(iter(currencies), None)
    )


def by_employees(least: Mapping[str, Number] | Iterable[tuple[str, Number]]) -> GradeRule:
    """Grade by number of employees: the least that earns each grade, best first.

    >>> from customerbase.values import Size
    >>> rule = by_employees([("A", 500), ("B", 100), ("C", 0)])
    >>> rule(Customer(customer_id="1", name="Ann", size=Size(employees=212)))
    Grade(grade='B', reason='212 employees, at least 100')
    """
    return counted(Measure.EMPLOYEES, least)


def by_floor_area(least: Mapping[str, Number] | Iterable[tuple[str, Number]]) -> GradeRule:
    """Grade by floor area in square metres: the least that earns each grade, best first."""
    return counted(Measure.FLOOR_AREA, least)


def by_registered_capital(least: Mapping[str, Money] | Iterable[tuple[str, Money]]) -> GradeRule:
    """Grade by registered capital: the least `Money` that earns each grade, best first."""
    return priced(Measure.REGISTERED_CAPITAL, least)


def by_turnover(least: Mapping[str, Money] | Iterable[tuple[str, Money]]) -> GradeRule:
    """Grade by the customer's own sales in a year: the least `Money` that earns each grade, best first."""
    return priced(Measure.TURNOVER, least)


def by_credit_limit(least: Mapping[str, Money] | Iterable[tuple[str, Money]]) -> GradeRule:
    """Grade by credit limit: the least `Money` that earns each grade, best first."""
    return priced(Measure.CREDIT_LIMIT, least)


def by_sales(least: Mapping[str, Money] | Iterable[tuple[str, Money]]) -> GradeRule:
    """Grade by the size of what he bought from us, returns deducted: the least `Money`, best grade first.

    >>> rule = by_sales([("A", Money(1000, "CNY")), ("B", Money(0, "CNY"))])
    >>> ann = Customer(customer_id="1", name="Ann")
    >>> rule(ann, [Money(1500, "CNY")]).reason
    'purchases of 1,500.00 CNY, at least 1,000.00 CNY'
    >>> rule(ann, [Money(1500, "USD")]).reason
    'size of purchases is in USD, the rule in CNY'
    """
    return priced(Measure.SALES, least)
