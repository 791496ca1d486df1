"""The grade table (客户等级分类表): classes by credit standing or by size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

import attrs

from customerbase.grading import Grade, GradeRule, Rule, grade_of
from customerbase.listing import Listing
from customerbase.model import Customer, Sale
from customerbase.organised.sums import by_id, summed
from customerbase.values import Money, Period

__all__ = ["GradeRow", "grade_table"]


@attrs.frozen(kw_only=True)
class GradeRow:
    """One customer of the grade table.

    Attributes
    ----------
    grade : str or None
        By the first rule; None where the facts give none.
    customer_id, name : str
    reason : str
        Why, in one sentence.
    reason_zh : str
        The same in Chinese.
    grades : tuple of (str, Grade)
        By every rule, in the order in which the rules were given.
    """

    grade: str | None
    customer_id: str
    name: str
    reason: str
    grades: tuple[tuple[str, Grade], ...]
    reason_zh: str = attrs.field(default=attrs.Factory(lambda self: self.reason, takes_self=True))


def grade_table(
    customers: Iterable[Customer],
    rule: Rule | Mapping[str, Rule],
    *,
    sales: Iterable[Sale] | None = None,
    period: Period | None = None,
    as_of: date | None = None,
) -> Listing[GradeRow]:
    """Put customers into grades, best first, those without a grade last.

    Parameters
    ----------
    customers : iterable of Customer
    rule : Rule, or mapping of str to Rule
        A rule of `grading`, a plain function from a customer to a `Grade`, or
        several by name: the first is the one that sorts.
    sales : iterable of Sale, optional
        What rules on the size of purchases see; None says that it is not
        known, which is not the same as nothing bought.
    period : Period, optional
        Of the sales that count.
    as_of : datetime.date, optional
        Leaves out later sales.

    Returns
    -------
    Listing of GradeRow

    Examples
    --------
    >>> from customerbase.grading import by_employees
    >>> from customerbase.values import Size
    >>> known = [
    ...     Customer(customer_id="1", name="Ann"),
    ...     Customer(customer_id="2", name="Bo", size=Size(employees=30)),
    ... ]
    >>> for row in grade_table(known, by_employees([("A", 10), ("B", 0)])):
    ...     print(row.grade, row.name, row.reason)
    A Bo 30 employees, at least 10
    None Ann number of employees unknown
    """
    rules = rule if isinstance(rule, Mapping) else {"grade": rule}
    bought: dict[str, list[Money]] | None = None
    if sales is not None:
        bought = defaultdict(list)
        for currency, sums in sorted(summed(sales, period, as_of).items()):
            for who, held in sums.items():
                bought[who].append(Money(held.amount, currency))
    rows = []
    for customer in by_id(customers).values():
        his = None if bought is None else tuple(bought.get(customer.customer_id, ()))
        grades = tuple((name, grade_of(each, customer, his)) for name, each in rules.items())
        leading = grades[0][1] if grades else Grade(None, "no rule was given", "没有给出规则")
        rows.append(
            GradeRow(
                grade=leading.grade,
                customer_id=customer.customer_id,
                name=customer.name,
                reason=leading.reason,
                grades=grades,
                reason_zh=leading.reason_zh,
            )
        )
    places = [_place_in(each) for each in rules.values()]
    rows.sort(key=lambda row: [place(each) for place, (_, each) in zip(places, row.grades, strict=True)])
    return Listing(rows)


def _place_in(rule: Rule) -> Callable[[Grade], tuple[int, str]]:
    """Return how grades of a rule are sorted: its own order, then others by name, then none."""
    order = {grade: i for i, grade in enumerate(rule.grades)} if isinstance(rule, GradeRule) else {}

    def place(given: Grade) -> tuple[int, str]:
        if given.grade is None:
            return len(order) + 1, ""
        return order.get(given.grade, len(order)), given.grade

    return place
