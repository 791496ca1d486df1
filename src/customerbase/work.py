"""Simple queries of the trade: an employee's customers, sales and tasks; feedback and how it was handled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import attrs

from customerbase.errors import CurrencyMismatch
from customerbase.listing import Listing
from customerbase.model import (
    Assignment,
    Customer,
    Employee,
    Feedback,
    FeedbackKind,
    Product,
    Sale,
    Stage,
    Task,
    TaskStatus,
)
from customerbase.values import Money, Period, total

__all__ = [
    "FeedbackRow",
    "OwnCustomerRow",
    "OwnSaleRow",
    "TaskRow",
    "WorkloadRow",
    "customers_of",
    "feedback_on",
    "open_tasks",
    "sales_of",
    "workload",
]


def _counts(on: date, period: Period | None, as_of: date | None) -> bool:
    return (period is None or on in period) and (as_of is None or on <= as_of)


# ------------------------------------------------------------------ an employee's customers, sales, tasks


@attrs.frozen(kw_only=True)
class OwnCustomerRow:
    """A customer in an employee's charge, and since when; name and stage where the card was given."""

    customer_id: str
    name: str | None
    stage: Stage | None
    since: date


def customers_of(
    employee_id: str,
    assignments: Iterable[Assignment],
    customers: Iterable[Customer] = (),
    as_of: date | None = None,
) -> Listing[OwnCustomerRow]:
    """List the customers for whom an employee is responsible, by customer id.

    Parameters
    ----------
    customers : iterable of Customer
        For names and stages.
    as_of : datetime.date, optional
        Who was responsible on this day; None asks who is still.

    Examples
    --------
    >>> given = Assignment(assignment_id="1", customer_id="C1", employee_id="E1", since=date(2024, 1, 1))
    >>> [row.customer_id for row in customers_of("E1", [given])]
    ['C1']
    """
    known = {each.customer_id: each for each in customers}
    since: dict[str, date] = {}
    for each in assignments:
        if each.employee_id == employee_id and each.holds(as_of):
            since[each.customer_id] = min(each.since, since.get(each.customer_id, each.since))
    rows = []
    for who, day in sorted(since.items()):
        customer = known.get(who)
        name, stage = (customer.name, customer.stage) if customer else (None, None)
        rows.append(OwnCustomerRow(customer_id=who, name=name, stage=stage, since=day))
    return Listing(rows)


@attrs.frozen(kw_only=True)
class OwnSaleRow:
    """A sale that an employee made."""

    on: date
    purchase_id: str
    customer_id: str
    amount: Money
    quantity: Decimal
    is_return: bool


def sales_of(
    employee_id: str, sales: Iterable[Sale], period: Period | None = None, as_of: date | None = None
) -> Listing[OwnSaleRow]:
    """List the sales that an employee made, by day and purchase id.

    Parameters
    ----------
    period : Period, optional
    as_of : datetime.date, optional
        Leaves out later sales.
    """
    rows = [
        OwnSaleRow(
            on=each.on,
            purchase_id=each.purchase_id,
            customer_id=each.customer_id,
            amount=each.amount,
            quantity=each.quantity,
            is_return=each.is_return,
        )
        for each in sales
        if each.employee_id == employee_id and _counts(each.on, period, as_of)
    ]
    return Listing(sorted(rows, key=lambda row: (row.on, row.purchase_id)))


@attrs.frozen(kw_only=True)
class TaskRow:
    """A task that is open.

    Attributes
    ----------
    overdue : bool
        Whether the planned day has passed.
    days_overdue : int or None
        Days since the planned day: negative while it is to come, None where
        none was planned or no `as_of` was given.
    """

    task_id: str
    customer_id: str | None
    subject: str
    planned_on: date | None
    overdue: bool
    days_overdue: int | None
    planned_profit: Money | None


def _open(task: Task, as_of: date | None) -> bool:
    if task.status is TaskStatus.OPEN:
        return True
    return as_of is not None and task.done_on is not None and task.done_on > as_of


def _days_overdue(task: Task, as_of: date | None) -> int | None:
    return None if as_of is None or task.planned_on is None else (as_of - task.planned_on).days


def open_tasks(employee_id: str, tasks: Iterable[Task], as_of: date | None = None) -> Listing[TaskRow]:
    """List an employee's open tasks, the longest overdue first, those without a planned day last.

    Parameters
    ----------
    as_of : datetime.date, optional
        What was open on this day; only with it can a task be overdue.

    Examples
    --------
    >>> call = Task(task_id="T1", employee_id="E1", subject="call", planned_on=date(2024, 3, 1))
    >>> open_tasks("E1", [call], date(2024, 3, 4))[0].days_overdue
    3
    """
    rows = []
    for each in tasks:
        if each.employee_id == employee_id and _open(each, as_of):
            late = _days_overdue(each, as_of)
            rows.append(
                TaskRow(
                    task_id=each.task_id,
                    customer_id=each.customer_id,
                    subject=each.subject,
                    planned_on=each.planned_on,
                    overdue=late is not None and late > 0,
                    days_overdue=late,
                    planned_profit=each.planned_profit,
                )
            )
    rows.sort(key=lambda row: (row.planned_on is None, row.planned_on or date.min, row.task_id))
    return Listing(rows)


# ------------------------------------------------------------------ workload


@attrs.frozen(kw_only=True)
class WorkloadRow:
    """What one employee has in hand and has brought in.

    Attributes
    ----------
    employee_id : str or None
        None gathers the sales of which nobody recorded who made them.
    name : str or None
        None where the employee was not given.
    customers : int
        In the employee's charge.
    purchases : int
        Sales that are no returns.
    sales : Money or None
        Returns deducted.
    planned_profit, actual_profit : Money or None
        Of tasks planned within the period, and of tasks done within it.

    Amounts are None where there is none at all and no currency was chosen.
    """

    employee_id: str | None
    name: str | None
    customers: int
    purchases: int
    sales: Money | None
    planned_profit: Money | None
    actual_profit: Money | None
    open_tasks: int
    overdue_tasks: int


@attrs.define
class _Load:
    customers: set[str] = attrs.field(factory=set)
    purchases: int = 0
    sales: list[Money] = attrs.field(factory=list)
    planned: list[Money] = attrs.field(factory=list)
    actual: list[Money] = attrs.field(factory=list)
    open: int = 0
    overdue: int = 0


def workload(
    employees: Iterable[Employee],
    assignments: Iterable[Assignment] = (),
    sales: Iterable[Sale] = (),
    tasks: Iterable[Task] = (),
    period: Period | None = None,
    *,
    as_of: date | None = None,
    currency: str | None = None,
) -> Listing[WorkloadRow]:
    """Say for each employee: customers in charge, sales, planned and actual profit, open and overdue tasks.

    Parameters
    ----------
    employees : iterable of Employee
        Others whom assignments, sales or tasks name have a row without a name.
    assignments, sales, tasks : iterables of records
    period : Period, optional
        Of sales and profits; customers and open tasks are those of `as_of`.
    as_of : datetime.date, optional
        Leaves out later sales and profits; None is the end of the story.
    currency : str, optional
        Only amounts in this currency count.

    Returns
    -------
    Listing of WorkloadRow
        By employee id, sales of nobody last.

    Raises
    ------
    CurrencyMismatch
        If amounts are in several currencies and none was chosen.
    """
    loads: dict[str | None, _Load] = defaultdict(_Load)
    names: dict[str | None, str] = {each.employee_id: each.name for each in employees}
    for who in names:
        _ = loads[who]
    for given in assignments:
        if given.holds(as_of):
            loads[given.employee_id].customers.add(given.customer_id)
    for sale in sales:
        amount = sale.amount
        if _counts(sale.on, period, as_of) and currency in (None, amount.currency):
            load = loads[sale.employee_id]
            load.purchases += not sale.is_return
            load.sales.append(amount)
    for task in tasks:
        _add_task(loads[task.employee_id], task, period, as_of, currency)

    seen = {each.currency for load in loads.values() for each in (*load.sales, *load.planned, *load.actual)}
    if len(seen) > 1:
        raise CurrencyMismatch(seen)
    found = currency or next(iter(seen), None)
    return Listing(
        WorkloadRow(
            employee_id=who,
            name=names.get(who),
            customers=len(loads[who].customers),
            purchases=loads[who].purchases,
            sales=total(loads[who].sales, currency=found) if found else None,
            planned_profit=total(loads[who].planned, currency=found) if found else None,
            actual_profit=total(loads[who].actual, currency=found) if found else None,
            open_tasks=loads[who].open,
            overdue_tasks=loads[who].overdue,
        )
        for who in sorted(loads, key=lambda who: (who is None, who or ""))
    )


def _add_task(
    load: _Load, task: Task, period: Period | None, as_of: date | None, currency: str | None
) -> None:
    if _open(task, as_of):
        load.open += 1
        load.overdue += (_days_overdue(task, as_of) or 0) > 0
    planned, actual = task.planned_profit, task.actual_profit
    # A plan counts in the period for which it was made, also where that lies ahead.
    in_plan = period is None or (task.planned_on is not None and task.planned_on in period)
    if planned is not None and in_plan and currency in (None, planned.currency):
        load.planned.append(planned)
    day = task.done_on or task.planned_on
    in_period = (period is None and as_of is None) if day is None else _counts(day, period, as_of)
    if actual is not None and in_period and currency in (None, actual.currency):
        load.actual.append(actual)


# ------------------------------------------------------------------ feedback


@attrs.frozen(kw_only=True)
class FeedbackRow:
    """A feedback on a product, and how it was handled.

    Attributes
    ----------
    product, category : str or None
        Name and type of the product, where it was given.
    days : int or None
        From the feedback until it was closed; while open, until `as_of`; None without it.
    steps : int
        How many handlings there were.
    last_action, last_result, handled_by, satisfied
        Of the handlings in order of time the last that says it.
    """

    feedback_id: str
    on: date
    kind: FeedbackKind
    customer_id: str
    product_id: str | None
    product: str | None
    category: str | None
    content: str
    is_open: bool
    closed_on: date | None
    days: int | None
    steps: int
    last_action: str | None
    last_result: str | None
    handled_by: str | None
    satisfied: int | None


def feedback_on(
    feedback: Iterable[Feedback],
    products: Iterable[Product] = (),
    period: Period | None = None,
    as_of: date | None = None,
    *,
    category: str | None = None,
    product_id: str | None = None,
) -> Listing[FeedbackRow]:
    """List the feedback on a type of product, or on one product, and how each was handled.

    Parameters
    ----------
    products : iterable of Product
        They say the category of each product.
    period : Period, optional
        When the feedback came.
    as_of : datetime.date, optional
        Leaves out later feedback and handlings.
    category : str, optional
        Of products; without it and `product_id`, all feedback is listed.
    product_id : str, optional

    Returns
    -------
    Listing of FeedbackRow
        By day and feedback id.

    Examples
    --------
    >>> pump = Product(product_id="P1", name="pump", category="machines")
    >>> told = Feedback(
    ...     feedback_id="F1",
    ...     customer_id="C1",
    ...     on=date(2024, 3, 1),
    ...     kind="repair",
    ...     content="leaks",
    ...     product_id="P1",
    ...     closed_on=date(2024, 3, 5),
    ... )
    >>> feedback_on([told], [pump], category="machines")[0].days
    4
    """
    known = {each.product_id: each for each in products}
    rows = []
    for each in feedback:
        product = known.get(each.product_id) if each.product_id is not None else None
        in_category = category is None or (product is not None and product.category == category)
        if in_category and product_id in (None, each.product_id) and _counts(each.on, period, as_of):
            rows.append(_feedback_row(each, product, as_of))
    return Listing(sorted(rows, key=lambda row: (row.on, row.feedback_id)))


def _feedback_row(each: Feedback, product: Product | None, as_of: date | None) -> FeedbackRow:
    steps = sorted(
        (step for step in each.handlings if as_of is None or step.on <= as_of), key=lambda step: step.on
    )
    back = steps[::-1]
    closed = each.closed_on if as_of is None or (each.closed_on and each.closed_on <= as_of) else None
    until = closed or as_of
    return FeedbackRow(
        feedback_id=each.feedback_id,
        on=each.on,
        kind=each.kind,
        customer_id=each.customer_id,
        product_id=each.product_id,
        product=product.name if product else None,
        category=product.category if product else None,
        content=each.content,
        is_open=closed is None,
        closed_on=closed,
        days=None if until is None else (until - each.on).days,
        steps=len(steps),
        last_action=back[0].action if back else None,
        last_result=next((step.result for step in back if step.result), None),
        handled_by=next((step.by for step in back if step.by), None),
        satisfied=next((step.satisfied for step in back if step.satisfied is not None), None),
    )
