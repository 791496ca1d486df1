"""Organise: the six tables, everything known of one customer, and the simple queries of the trade."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from customerbase.buying_center import PersonRow, key_people_table
from customerbase.grading import Rule
from customerbase.model import (
    Assignment,
    Contact,
    Customer,
    Employee,
    Feedback,
    Product,
    SaleTotal,
    Task,
)
from customerbase.ranking import (
    GradeRow,
    Origin,
    PlaceRow,
    RankBy,
    RosterRow,
    SalesRow,
    address_table,
    grade_table,
    roster,
    sales_ranking,
)
from customerbase.standards import standard_rules
from customerbase.steps.given import checked_currency, checked_day, period_of
from customerbase.steps.listing import ListCustomers
from customerbase.steps.one_customer import OneCustomer
from customerbase.validation import word_of
from customerbase.values import Period
from customerbase.work import (
    FeedbackRow,
    OwnCustomerRow,
    OwnSaleRow,
    TaskRow,
    WorkloadRow,
    customers_of,
    feedback_on,
    open_tasks,
    sales_of,
    workload,
)

__all__ = ["Organise"]


class Organise(OneCustomer, ListCustomers):
    """The part of `CustomerBase` that answers questions."""

    def sales(self, period: Period | str | None = None, *, customer_id: str | None = None) -> list[SaleTotal]:
        """Return the sales without their lines, by id."""
        found = period_of(period) or Period()
        return list(self.store.sale_totals(customer_id=customer_id, start=found.start, end=found.end))

    def roster(self, *, as_of: date | None = None) -> tuple[RosterRow, ...]:
        """Return the roster: customers by the day on which they were acquired, from what source, by whom."""
        origins = {
            key: Origin(source=source, on=observed_on or recorded_at.astimezone(self.zone).date())
            for key, source, recorded_at, observed_on in self.store.first_heard("customer")
        }
        return roster(
            self.all(Customer),
            origins=origins,
            sales=self.sales(),
            assignments=self.all(Assignment),
            as_of=checked_day(as_of),
        )

    def sales_ranking(
        self,
        period: Period | str | None = None,
        *,
        by: RankBy | str = RankBy.AMOUNT,
        currency: str | None = None,
        as_of: date | None = None,
        everyone: bool = False,
    ) -> tuple[SalesRow, ...]:
        """Rank customers by what they bought from us, or by their own turnover.

        Parameters
        ----------
        period : Period or str, optional
            ``"2024"``, ``"2024-05"``, ``"2024-Q2"``, or a `Period`.
        by : {"amount", "quantity", "turnover"}
        currency : str, optional
            Only sales in it; needed where there are several.
        as_of : datetime.date, optional
        everyone : bool
            Whether customers who bought nothing are listed too.
        """
        return sales_ranking(
            self.all(Customer),
            self.sales(period),
            period_of(period),
            by=word_of(RankBy, by, "by"),
            currency=checked_currency(currency),
            as_of=checked_day(as_of),
            everyone=everyone,
        )

    def grade_table(
        self,
        rules: Rule | Mapping[str, Rule] | None = None,
        *,
        period: Period | str | None = None,
        as_of: date | None = None,
    ) -> tuple[GradeRow, ...]:
        """Put customers into grades, by credit standing, by size, or by any rule; each with its reason.

        Parameters
        ----------
        rules : rule or mapping of names to rules, optional
            See `customerbase.grading`; by default `standard_rules`.
        period : Period or str, optional
            Of the sales that rules may look at.
        as_of : datetime.date, optional
        """
        rules = standard_rules() if rules is None else rules
        return grade_table(
            self.all(Customer), rules, sales=self.sales(), period=period_of(period), as_of=checked_day(as_of)
        )

    def address_table(
        self,
        *,
        depth: int = 4,
        period: Period | str | None = None,
        currency: str | None = None,
        as_of: date | None = None,
    ) -> tuple[PlaceRow, ...]:
        """Count customers and add up sales by country, province, city and district."""
        return address_table(
            self.all(Customer),
            self.sales(),
            depth=depth,
            period=period_of(period),
            currency=checked_currency(currency),
            as_of=checked_day(as_of),
        )

    def key_people_table(self, *, as_of: date | None = None) -> tuple[PersonRow, ...]:
        """List the people who decide at every customer."""
        return key_people_table(self.all(Contact), self.all(Customer), as_of=checked_day(as_of))

    def customers_of(self, employee_id: str, *, as_of: date | None = None) -> tuple[OwnCustomerRow, ...]:
        """List the customers for whom an employee is, or was, responsible."""
        return customers_of(
            employee_id, self.all(Assignment, employee_id=employee_id), self.all(Customer), checked_day(as_of)
        )

    def sales_of(
        self, employee_id: str, period: Period | str | None = None, *, as_of: date | None = None
    ) -> tuple[OwnSaleRow, ...]:
        """List an employee's sales."""
        return sales_of(employee_id, self.sales(period), period_of(period), checked_day(as_of))

    def open_tasks(self, employee_id: str, *, as_of: date | None = None) -> tuple[TaskRow, ...]:
        """List an employee's open tasks, overdue ones first; overdue is counted from `as_of`."""
        return open_tasks(employee_id, self.all(Task, employee_id=employee_id), checked_day(as_of))

    def workload(
        self,
        period: Period | str | None = None,
        *,
        as_of: date | None = None,
        currency: str | None = None,
    ) -> tuple[WorkloadRow, ...]:
        """Sum up each employee's customers, sales, profit and tasks."""
        return workload(
            self.all(Employee),
            self.all(Assignment),
            self.sales(period),
            self.all(Task),
            period_of(period),
            as_of=checked_day(as_of),
            currency=checked_currency(currency),
        )

    def feedback_on(
        self,
        *,
        category: str | None = None,
        product_id: str | None = None,
        period: Period | str | None = None,
        as_of: date | None = None,
    ) -> tuple[FeedbackRow, ...]:
        """List the feedback on a type of product, or on one, and how each was handled."""
        return feedback_on(
            self.all(Feedback),
            self.all(Product),
            period_of(period),
            checked_day(as_of),
            category=category,
            product_id=product_id,
        )
