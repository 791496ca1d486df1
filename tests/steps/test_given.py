"""What callers give to a base: a slip is told by name, and never becomes an empty table or a spoilt base."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import customerbase
from customerbase.errors import NotFound
from customerbase.model import Assignment, Customer, Product, Purchase
from customerbase.values import Period


@pytest.fixture
def base():
    with customerbase.open("memory:", currency="CNY") as opened:
        opened.save(Customer(customer_id="C1", name="Acme"), source="visit")
        yield opened


TABLES = ("roster", "sales_ranking", "grade_table", "address_table", "key_people_table", "workload")
OF_A_CUSTOMER = ("key_people", "chronicle", "dossier", "customer")
OF_AN_EMPLOYEE = ("customers_of", "sales_of", "open_tasks")


@pytest.mark.parametrize("day", ["2024-01-01", datetime(2024, 1, 1, tzinfo=UTC), 2024])
@pytest.mark.parametrize("name", [*TABLES, *OF_A_CUSTOMER, *OF_AN_EMPLOYEE])
def test_a_day_is_a_day(base, name, day):
    given = () if name in TABLES else ("C1",)

    with pytest.raises(TypeError, match=r"as_of=.* is no day: give a datetime\.date"):
        getattr(base, name)(*given, as_of=day)


def test_the_other_days_too(base, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Customer No,Name\nC2,Byron\n")

    with pytest.raises(TypeError, match="observed_on='2024-01-01' is no day"):
        base.import_customers(path, observed_on="2024-01-01")
    with pytest.raises(TypeError, match="observed_on='2024-01-01' is no day"):
        base.save(Customer(customer_id="C2", name="Byron"), source="visit", observed_on="2024-01-01")
    with pytest.raises(TypeError, match="true_on='2024-01-01' is no day"):
        base.customer("C1", true_on="2024-01-01")
    with pytest.raises(TypeError, match="since='2024-01-01' is no day"):
        base.assign("C1", "E1", since="2024-01-01")
    assert [each.customer_id for each in base.all(Customer)] == ["C1"]


@pytest.mark.parametrize("thing", [Customer, "C1", 5, None, Period()])
def test_only_records_are_saved_and_removed(base, thing):
    with pytest.raises(TypeError, match="is no record: give one"):
        base.save(thing, source="visit")
    with pytest.raises(TypeError, match="is no record: give one"):
        base.remove(thing)
    assert [each.customer_id for each in base.all(Customer)] == ["C1"]


@pytest.mark.parametrize("kind", ["customer", int, customerbase.Money, None])
def test_a_kind_is_a_class_of_records(base, kind):
    with pytest.raises(TypeError, match="is no kind of record"):
        base.get(kind, "C1")
    with pytest.raises(TypeError, match="is no kind of record"):
        list(base.all(kind))


def test_records_are_picked_by_what_they_name(base):
    with pytest.raises(TypeError, match="Purchase records are not picked by colour=, but by customer_id="):
        base.all(Purchase, colour="red")
    with pytest.raises(TypeError, match="Product records are not picked by customer_id=, but by nothing"):
        base.all(Product, customer_id="C1")
    assert list(base.all(Purchase, customer_id="C1")) == []


@pytest.mark.parametrize("name", ["sales_ranking", "address_table", "workload"])
@pytest.mark.parametrize("currency", ["usd", "ZZZ"])
def test_a_currency_that_there_is_not_is_no_empty_table(base, name, currency):
    with pytest.raises(ValueError, match=f"'{currency}' is no currency of ISO 4217"):
        getattr(base, name)(currency=currency)


def test_words_and_periods_are_told(base):
    with pytest.raises(ValueError, match="by='profit' is none of 'amount', 'quantity', 'turnover'"):
        base.sales_ranking(by="profit")
    with pytest.raises(TypeError, match="period=2024 is no period: write it as text"):
        base.sales_ranking(2024)
    with pytest.raises(TypeError, match="is no import: give its result"):
        base.undo(5)


def test_nobody_s_key_people_are_not_an_empty_table(base):
    with pytest.raises(NotFound, match="customer 'Z'"):
        base.key_people("Z")


# ---------------------------------------------------------------- who is responsible


def responsible(base):
    return [(each.employee_id, each.since, each.until) for each in base.all(Assignment)]


def test_who_was_responsible_earlier_takes_nothing_from_who_came_later(base):
    base.assign("C1", "E1", since=date(2024, 7, 1))
    base.assign("C1", "E2", since=date(2024, 1, 1))

    assert responsible(base) == [
        ("E1", date(2024, 7, 1), None),
        ("E2", date(2024, 1, 1), date(2024, 6, 30)),
    ]


def test_one_who_is_responsible_already_is_not_so_twice(base):
    first = base.assign("C1", "E1", since=date(2024, 1, 1))

    assert base.assign("C1", "E1", since=date(2024, 9, 1)) == first
    assert responsible(base) == [("E1", date(2024, 1, 1), None)]


def test_of_two_on_one_day_the_latter_stays(base):
    base.assign("C1", "E1", since=date(2024, 1, 1))
    base.assign("C1", "E2", since=date(2024, 1, 1))

    assert [who for who, _, until in responsible(base) if until is None] == ["E2"]
