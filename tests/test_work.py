"""Simple queries of the trade: an employee's customers, sales and tasks; feedback and its handling."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import CurrencyMismatch
from customerbase.model import (
    Assignment,
    Customer,
    Employee,
    Feedback,
    Handling,
    Product,
    SaleTotal,
    Stage,
    Task,
)
from customerbase.values import Money, Period
from customerbase.work import customers_of, feedback_on, open_tasks, sales_of, workload

MAY = date(2024, 5, 1)


def charge(number, customer_id, employee_id, since, until=None):
    return Assignment(
        assignment_id=number, customer_id=customer_id, employee_id=employee_id, since=since, until=until
    )


def sale(number, employee_id, amount, *, on=MAY, currency="CNY", back=False):
    return SaleTotal(
        purchase_id=number,
        customer_id="C1",
        on=on,
        amount=Money(amount, currency),
        quantity=Decimal(1),
        is_return=back,
        employee_id=employee_id,
    )


def task(number, *, employee_id="E1", **known):
    return Task(task_id=number, employee_id=employee_id, subject=f"do {number}", **known)


CHARGES = [
    charge("1", "C2", "E1", date(2024, 1, 1)),
    charge("2", "C1", "E1", date(2023, 1, 1), date(2024, 3, 31)),
    charge("3", "C1", "E2", date(2024, 4, 1)),
]


def test_an_employees_customers_are_those_in_charge_on_the_day():
    known = [Customer(customer_id="C1", name="Ann", stage=Stage.ACTIVE)]

    then = customers_of("E1", CHARGES, known, date(2024, 3, 31))

    assert [(row.customer_id, row.name, row.stage, row.since) for row in then] == [
        ("C1", "Ann", Stage.ACTIVE, date(2023, 1, 1)),
        ("C2", None, None, date(2024, 1, 1)),
    ]
    assert [row.customer_id for row in customers_of("E1", CHARGES)] == ["C2"]
    assert [row.customer_id for row in customers_of("E2", CHARGES)] == ["C1"]


def test_an_employees_sales_stand_by_day():
    sold = [
        sale("2", "E1", 5),
        sale("1", "E1", 7),
        sale("0", "E1", 1, on=date(2024, 6, 1)),
        sale("3", "E2", 9),
    ]

    assert [row.purchase_id for row in sales_of("E1", sold)] == ["1", "2", "0"]
    assert [row.purchase_id for row in sales_of("E1", sold, Period.month(2024, 6))] == ["0"]
    assert [row.purchase_id for row in sales_of("E1", sold, as_of=MAY)] == ["1", "2"]


def test_open_tasks_say_how_long_they_are_overdue():
    planned = [
        task("free"),
        task("late", planned_on=date(2024, 4, 28), planned_profit=Money(9, "CNY")),
        task("today", planned_on=MAY),
        task("to come", planned_on=date(2024, 5, 3)),
        task("done", planned_on=MAY, status="done", done_on=MAY),
        task("done later", planned_on=MAY, status="done", done_on=date(2024, 5, 2)),
        task("another's", employee_id="E2"),
    ]

    rows = open_tasks("E1", planned, MAY)

    assert [(row.task_id, row.overdue, row.days_overdue) for row in rows] == [
        ("late", True, 3),
        ("done later", False, 0),
        ("today", False, 0),
        ("to come", False, -2),
        ("free", False, None),
    ]
    assert rows[0].planned_profit == Money(9, "CNY")
    still = open_tasks("E1", planned)
    assert {row.task_id for row in still} == {"free", "late", "today", "to come"}
    assert not any(row.overdue for row in still)


def test_the_workload_says_what_each_has_in_hand_and_brought_in():
    staff = [Employee(employee_id="E1", name="Li"), Employee(employee_id="E9", name="Wu")]
    sold = [sale("1", "E1", "9.50"), sale("2", "E1", -2, back=True), sale("3", "E7", 4), sale("4", None, 1)]
    planned = [
        task("1", planned_on=date(2024, 4, 1), planned_profit=Money(100, "CNY")),
        task("2", planned_on=MAY, planned_profit=Money(8, "CNY")),
        task("3", planned_on=MAY, status="done", done_on=MAY, actual_profit=Money(6, "CNY")),
    ]

    rows = workload(staff, CHARGES, sold, planned, Period.month(2024, 5), as_of=date(2024, 5, 31))

    def told(row):
        money = [each.amount for each in (row.sales, row.planned_profit, row.actual_profit)]
        return (
            row.employee_id,
            row.name,
            row.customers,
            row.purchases,
            *money,
            row.open_tasks,
            row.overdue_tasks,
        )

    assert [told(row) for row in rows] == [
        ("E1", "Li", 1, 1, Decimal("7.5"), 8, 6, 2, 2),
        ("E2", None, 1, 0, 0, 0, 0, 0, 0),
        ("E7", None, 0, 1, 4, 0, 0, 0, 0),
        ("E9", "Wu", 0, 0, 0, 0, 0, 0, 0),
        (None, None, 0, 1, 1, 0, 0, 0, 0),
    ]


def test_the_workload_never_adds_two_currencies():
    sold = [sale("1", "E1", 9), sale("2", "E1", 5, currency="USD")]

    with pytest.raises(CurrencyMismatch):
        workload([], sales=sold)
    with pytest.raises(CurrencyMismatch):
        workload([], sales=sold[:1], tasks=[task("1", planned_profit=Money(1, "USD"))])
    (row,) = workload([], sales=sold, currency="USD")
    assert row.sales == Money(5, "USD")
    (idle,) = workload([Employee(employee_id="E1", name="Li")])
    assert idle.sales is None


SALES = st.lists(
    st.builds(
        sale,
        st.text("0123456789", min_size=1),
        st.sampled_from([None, "E1", "E2"]),
        st.integers(-99, 99),
        on=st.dates(date(2024, 4, 28), date(2024, 5, 3)),
        back=st.booleans(),
    ),
    unique_by=lambda each: each.purchase_id,
)


@given(SALES, st.randoms())
def test_no_sale_is_lost_between_employees_and_the_order_of_rows_never_matters(sold, random):
    rows = workload([], sales=sold, as_of=MAY)
    counted = [each for each in sold if each.on <= MAY]

    assert rows == workload([], sales=random.sample(sold, len(sold)), as_of=MAY)
    assert sum(row.purchases for row in rows) == sum(not each.is_return for each in counted)
    assert sum(row.sales.amount for row in rows) == sum(each.amount.amount for each in counted)
    for row in rows:
        if row.employee_id is not None:
            his = sales_of(row.employee_id, sold, as_of=MAY)
            assert sum(each.amount.amount for each in his) == row.sales.amount


PUMP = Product(product_id="P1", name="pump", category="machines")
HOSE = Product(product_id="P2", name="hose", category="parts")
REPAIR = Feedback(
    feedback_id="F2",
    customer_id="C1",
    on=MAY,
    kind="repair",
    content="leaks",
    product_id="P1",
    handlings=[
        Handling(on=date(2024, 5, 2), action="fetched", by="E1", result="in the workshop"),
        Handling(on=date(2024, 5, 9), action="called", satisfied=4),
    ],
    closed_on=date(2024, 5, 9),
)
PRAISE = Feedback(
    feedback_id="F1", customer_id="C2", on=date(2024, 5, 3), kind="praise", content="fine", product_id="P2"
)


def test_feedback_on_a_type_of_product_says_how_it_was_handled():
    (row,) = feedback_on([PRAISE, REPAIR], [PUMP, HOSE], category="machines")

    assert (row.product, row.category, row.is_open, row.days, row.steps) == ("pump", "machines", False, 8, 2)
    assert (row.last_action, row.last_result, row.handled_by, row.satisfied) == (
        "called",
        "in the workshop",
        "E1",
        4,
    )


def test_feedback_is_found_by_product_and_period():
    both = [PRAISE, REPAIR]

    assert [row.feedback_id for row in feedback_on(both)] == ["F2", "F1"]
    assert [row.feedback_id for row in feedback_on(both, product_id="P2")] == ["F1"]
    assert [row.feedback_id for row in feedback_on(both, period=Period(end=MAY))] == ["F2"]
    assert feedback_on(both, category="machines") == ()  # no product was given to say its type
    assert feedback_on(both, [PUMP], category="machines", product_id="P2") == ()


def test_feedback_of_a_day_knows_nothing_of_what_was_done_later():
    (row,) = feedback_on([PRAISE, REPAIR], as_of=date(2024, 5, 2))

    assert (row.is_open, row.closed_on, row.days, row.steps, row.satisfied) == (True, None, 1, 1, None)
    assert feedback_on([PRAISE])[0].days is None
