"""A base in front of its reader: the tables and the page agree with the base, in either language."""

from __future__ import annotations

from datetime import date

import pytest

import customerbase
from customerbase.model import Assignment, Customer, Employee, Feedback, Product, Purchase, PurchaseLine
from customerbase.presenting import SIX_TABLES, best_customer, present, six_tables
from customerbase.values import Money

AS_OF = date(2024, 12, 31)


def sale(number: int, customer: str, amount: int) -> Purchase:
    return Purchase(
        purchase_id=f"P{number}",
        customer_id=customer,
        on=date(2024, 5, number),
        lines=[PurchaseLine(quantity=1, unit_price=Money(amount, "CNY"))],
    )


@pytest.fixture
def base():
    with customerbase.open("memory:") as opened:
        opened.save(Customer(customer_id="C1", name="上海机电"), source="visit")
        opened.save(Customer(customer_id="C2", name="C2"), source="visit")
        for each in (
            Employee(employee_id="E1", name="王芳"),
            Assignment(assignment_id="A1", customer_id="C1", employee_id="E1", since=date(2024, 1, 1)),
            Product(product_id="P7", name="pump"),
            Feedback(
                feedback_id="F1",
                customer_id="C1",
                on=date(2024, 6, 1),
                kind="repair",
                content="leaks",
                product_id="P7",
            ),
            sale(1, "C1", 300),
            sale(2, "C2", 100),
        ):
            opened.save(each, source="transaction_record")
        yield opened


def test_the_page_and_the_tables_are_of_the_same_rows(base):
    shown = present(base, as_of=AS_OF)

    assert [each.name for each in shown.tables] == list(SIX_TABLES)
    assert shown.tables == six_tables(base, as_of=AS_OF)
    assert shown.tables[1].rows[0][1] == best_customer(base, as_of=AS_OF) == "C1"


def test_the_page_leaves_out_columns_in_which_nothing_stands(base):
    shown = present(base, as_of=AS_OF)

    assert "collected_by" in {each.key for each in shown.tables[0].columns}
    assert "Collected by" not in shown.page()
    assert "Responsible" in shown.page()


def test_a_chronicle_is_headed_by_name_and_number_or_by_the_number_alone(base):
    def headed(customer_id):
        (table,) = six_tables(base, only=["chronicle"], customer_id=customer_id)
        return table.title, table.title_zh

    assert headed(None) == ("Chronicle: 上海机电 (C1)", "来往大事记：上海机电（C1）")
    assert headed("C2") == ("Chronicle: C2", "来往大事记：C2")


def test_a_chronicle_tells_names_in_place_of_ids(base):
    told = [event.summary_zh for event in base.chronicle("C1")]

    assert "王芳 开始负责" in told
    assert "维修（pump）：leaks" in told
    assert told == [event.summary_zh for event in base.dossier("C1").chronicle]
    assert "建卡：名称（人员走访）" in told


def test_a_table_that_is_not_there_is_named(base):
    for ask in (six_tables, present):
        with pytest.raises(ValueError, match="no table 'rooster'"):
            ask(base, as_of=AS_OF, only=["rooster"])
