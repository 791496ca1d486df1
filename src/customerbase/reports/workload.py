"""What our own staff have in hand: customers, sales, tasks, planned and actual profit."""

from __future__ import annotations

from collections.abc import Iterable

from customerbase.reports.sales_ranking import period_note
from customerbase.reports.table import Table, column, tabulate
from customerbase.reports.words import TERMS, Phrase
from customerbase.values import Period
from customerbase.work import OwnCustomerRow, OwnSaleRow, TaskRow, WorkloadRow

__all__ = ["customers_of", "open_tasks", "report", "sales_of"]


def report(
    rows: Iterable[WorkloadRow], *, period: Period | None = None, notes: Iterable[Phrase] = ()
) -> Table:
    """Return the workload of the staff as a table.

    Parameters
    ----------
    rows : iterable of WorkloadRow
        What `work.workload` returns.
    period : Period, optional
    notes : iterable of Phrase
    """
    columns = (
        column("employee", read=lambda row: row.name or row.employee_id or TERMS["nobody"]),
        column("customers", "whole"),
        column("purchases", "whole"),
        column("sales", "money"),
        column("planned_profit", "money"),
        column("actual_profit", "money"),
        column("open_tasks", "whole"),
        column("overdue_tasks", "whole"),
    )
    return tabulate("workload", columns, rows, (*period_note(period), *notes))


def customers_of(rows: Iterable[OwnCustomerRow], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return the customers of one employee, as `work.customers_of` lists them."""
    columns = (column("customer_id"), column("name"), column("stage"), column("since", "date"))
    return tabulate("own_customers", columns, rows, notes)


def sales_of(rows: Iterable[OwnSaleRow], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return the sales of one employee, as `work.sales_of` lists them."""
    columns = (
        column("on", "date"),
        column("purchase_id"),
        column("customer_id"),
        column("quantity", "number"),
        column("amount", "money"),
        column("return", read=lambda row: row.is_return),
    )
    return tabulate("own_sales", columns, rows, notes)


def open_tasks(rows: Iterable[TaskRow], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return the open tasks of one employee, as `work.open_tasks` lists them."""
    columns = (
        column("planned_on", "date"),
        column("subject"),
        column("task_id"),
        column("customer_id"),
        column("days_overdue", "whole"),
        column("planned_profit", "money"),
    )
    return tabulate("open_tasks", columns, rows, notes)
