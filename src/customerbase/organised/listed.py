"""Customers as a list that people page through: grade, place, sales and who is responsible, in a row each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

from customerbase.grading import Rule, grade_of
from customerbase.model import Assignment, Customer, Stage
from customerbase.values import Money

__all__ = ["PLACES", "ListBy", "ListedCustomer", "in_order", "listed_customers", "picked", "terms_of"]

PLACES: Final = ("country", "province", "city", "district")
"""The parts of the main address by which a customer is found."""


class ListBy(StrEnum):
    """In which order customers are listed.

    >>> [str(each) for each in ListBy]
    ['sales', 'name']
    """

    SALES = "sales"
    NAME = "name"


@attrs.frozen(kw_only=True)
class ListedCustomer:
    """One customer of a list.

    Attributes
    ----------
    customer_id, name : str
    stage : Stage
    grade : str or None
        By the rule of the list.
    country, province, city, district : str or None
        Of the main address.
    sales : Money or None
        Returns deducted; None where there is no sale at all to say the currency.
    employees : tuple of str
        Ids of those who are responsible, in order.
    """

    customer_id: str
    name: str
    stage: Stage
    grade: str | None
    country: str | None
    province: str | None
    city: str | None
    district: str | None
    sales: Money | None
    employees: tuple[str, ...]

    @property
    def places(self) -> tuple[str | None, ...]:
        """Country, province, city and district."""
        return self.country, self.province, self.city, self.district


def listed_customers(
    customers: Iterable[Customer],
    sums: Mapping[str, Decimal],
    assignments: Iterable[Assignment],
    rule: Rule,
    *,
    currency: str | None,
    as_of: date | None = None,
) -> Iterator[ListedCustomer]:
    """Yield a row for each customer.

    Parameters
    ----------
    customers : iterable of Customer
    sums : mapping of str to Decimal
        Customer id → what he bought, in `currency`, returns deducted.
    assignments : iterable of Assignment
    rule : Rule
        By which customers are graded; it sees these sales.
    currency : str or None
        None where nothing was sold.
    as_of : datetime.date, optional
        The day on which an employee is responsible; None asks who is so now.

    Examples
    --------
    >>> from customerbase.grading import by_employees
    >>> from customerbase.values import Size
    >>> known = [Customer(customer_id="C1", name="Ann", size=Size(employees=30))]
    >>> (row,) = listed_customers(
    ...     known, {"C1": Decimal(7)}, [], by_employees({"A": 10, "B": 0}), currency="CNY"
    ... )
    >>> row.grade, row.sales
    ('A', Money('7', 'CNY'))
    """
    responsible: dict[str, set[str]] = {}
    for each in assignments:
        if each.holds(as_of):
            responsible.setdefault(each.customer_id, set()).add(each.employee_id)
    for customer in customers:
        who = customer.customer_id
        bought = None if currency is None else Money(sums.get(who, Decimal(0)), currency)
        known = () if bought is None or who not in sums else (bought,)
        address = customer.address()
        yield ListedCustomer(
            customer_id=who,
            name=customer.name,
            stage=customer.stage,
            grade=grade_of(rule, customer, known).grade,
            country=None if address is None else address.country,
            province=None if address is None else address.province,
            city=None if address is None else address.city,
            district=None if address is None else address.district,
            sales=bought,
            employees=tuple(sorted(responsible.get(who, ()))),
        )


def terms_of(row: ListedCustomer) -> set[tuple[str, str]]:
    """Return what a row is found by: names of what is asked for, and values.

    A place is found by its name, whichever part of the address it is.
    """
    found = {("stage", row.stage.value), *(("employee", each) for each in row.employees)}
    found |= {("place", each) for each in row.places if each is not None}
    return found if row.grade is None else found | {("grade", row.grade)}


def picked(rows: Iterable[ListedCustomer], wanted: Mapping[str, str]) -> list[ListedCustomer]:
    """Return the rows that have all of these terms."""
    terms = set(wanted.items())
    return [each for each in rows if terms <= terms_of(each)]


def in_order(
    rows: Sequence[ListedCustomer], by: ListBy | str, sort_key: Callable[[str], object]
) -> list[ListedCustomer]:
    """Return rows by sales, greatest first, or by name; customer ids decide between equal ones.

    Parameters
    ----------
    rows : sequence of ListedCustomer
    by : ListBy or str
    sort_key : callable
        What names are sorted by.
    """
    rows = sorted(rows, key=lambda each: each.customer_id)
    if ListBy(by) is ListBy.NAME:
        return sorted(rows, key=lambda each: sort_key(each.name))  # type: ignore[arg-type, return-value]
    return sorted(rows, key=lambda each: each.sales.amount if each.sales else Decimal(0), reverse=True)
