"""Northwind, the classic trading company, whole through the public interface: nobody lost, and to the cent."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import pytest

import customerbase
from customerbase import rfm
from customerbase.grading import by_sales
from customerbase.model import Contact, Customer, Employee, Product, Purchase
from customerbase.outputs import text
from customerbase.presenting import SIX_TABLES, six_tables
from customerbase.sources.csv import read_csv
from customerbase.values import Money

pytestmark = pytest.mark.shared_data

AS_OF = date(1998, 5, 31)


@pytest.fixture(scope="module")
def northwind(shared_data):
    return shared_data / "northwind"


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def company(request, northwind, tmp_path_factory):
    where = "memory:" if request.param == "memory" else tmp_path_factory.mktemp("northwind") / "northwind.db"
    with customerbase.open(where, currency="USD") as base:
        results = read(base, northwind)
        yield base, results


def read(base, folder):
    return {
        "employees": base.import_employees(folder / "employees.csv"),
        "products": base.import_products(folder / "products.csv"),
        "customers": base.import_customers(folder / "customers.csv"),
        "orders": base.import_purchases(folder / "orders.csv", lines=folder / "order-details.csv"),
    }


def test_nobody_and_nothing_is_lost(company):
    base, results = company

    counts = {cls: sum(1 for _ in base.all(cls)) for cls in (Customer, Contact, Purchase, Product, Employee)}
    assert counts == {Customer: 91, Contact: 91, Purchase: 830, Product: 77, Employee: 9}
    assert sum(len(each.lines) for each in base.all(Purchase)) == 2_155
    assert all((each.refused, each.taken) == (0, each.rows) for each in results.values())


def test_rows_torn_by_unquoted_commas_are_put_together_again(company, northwind):
    base, results = company
    with (northwind / "customers.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    torn = [row for row in rows if len(row) == len(header) + 1]
    assert len(torn) == 24

    for row in rows:
        card = base.customer(row[0])
        assert card.phone().number == row[-2]
        assert card.addresses[0].country == row[-3]
        assert card.addresses[0].city == row[-6]
    assert any("24" in note for note in results["customers"].notes)


@pytest.mark.parametrize(
    ("name", "torn_at", "count"), [("customers", "address", 24), ("orders", "shipAddress", 176)]
)
def test_each_torn_row_is_what_its_other_columns_say(northwind, name, torn_at, count):
    path = northwind / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        header, *raw = csv.reader(stream)
    i = header.index(torn_at)
    behind = len(header) - i - 1
    wanted = [[*row[:i], ",".join(row[i : len(row) - behind]), *row[len(row) - behind :]] for row in raw]
    with read_csv(path) as table:
        found = list(table)

    assert sum(len(row) != len(header) for row in raw) == count
    assert [row[1] for row in found] == wanted
    assert [row[0] for row in found] == list(range(2, len(raw) + 2))
    assert [note.count for note in table.notes] == [count]


def test_every_card_is_its_row(company, northwind):
    base, _ = company
    with read_csv(northwind / "customers.csv") as table:
        rows = [dict(zip(table.header, cells, strict=True)) for _, cells in table]

    for row in rows:
        card = base.customer(row["customerID"])
        (address,) = card.addresses
        assert card.name == " ".join(row["companyName"].split())
        assert address.street == " ".join(row["address"].split())
        assert (address.city, address.country) == (row["city"], row["country"])
        assert (address.province or "NULL", address.postal_code or "NULL") == (
            row["region"],
            row["postalCode"],
        )
        assert [each.number for each in card.phones] == [
            row[each] for each in ("phone", "fax") if row[each] != "NULL"
        ]


def test_the_revenue_agrees_to_the_cent(company):
    base, _ = company
    total = sum(each.amount.amount for each in base.sales())

    assert round(total, 2) == Decimal("1265793.04")
    ranking = base.sales_ranking()
    assert len(ranking) == 89
    assert (ranking[0].customer_id, ranking[0].amount) == ("QUICK", Money("110277.305", "USD"))
    assert sum(each.amount.amount for each in ranking) == total
    assert round(ranking[17].cumulative_share * 100, 2) == Decimal("60.06")


def test_two_customers_never_ordered(company):
    base, _ = company
    bought = {each.customer_id for each in base.sales()}

    assert {each.customer_id for each in base.all(Customer)} - bought == {"FISSA", "PARIS"}


def test_the_six_tables_print(company):
    base, _ = company
    tables = six_tables(base, as_of=AS_OF, customer_id="QUICK")

    printed = {table.name: text.render(table) for table in tables}

    assert set(printed) == set(SIX_TABLES)
    assert all(len(each.splitlines()) > 5 for each in printed.values()), printed
    assert "QUICK-Stop" in printed["sales_ranking"]
    assert "110,277.3" in printed["sales_ranking"]


def test_grades_by_size_of_purchases(company):
    base, _ = company
    least = [("A", Money("50000", "USD")), ("B", Money("10000", "USD")), ("C", Money("0", "USD"))]
    rows = base.grade_table({"purchases": by_sales(least)}, as_of=AS_OF)

    totals = {each.customer_id: each.amount.amount for each in base.sales_ranking()}
    assert len(rows) == 91
    assert {each.customer_id for each in rows if each.grade == "A"} == {
        key for key, n in totals.items() if n >= 50_000
    }
    assert rows[0].grade == "A"
    assert all(each.reason for each in rows)


def test_places_people_and_the_story_of_one_customer(company):
    base, _ = company
    places = base.address_table(depth=3, as_of=AS_OF)
    people = base.key_people_table(as_of=AS_OF)
    story = base.chronicle("QUICK", as_of=AS_OF)

    countries = {each.place[0]: each for each in places if each.level == 1}
    assert sum(each.customers for each in countries.values()) == 91
    assert (len(countries), countries["Germany"].customers, countries["USA"].customers) == (21, 11, 13)
    assert len(base.roster()) == 91
    assert len(base.roster(as_of=AS_OF)) == 89  # two had not bought, and were not known then
    assert len({each.customer_id for each in people}) > 20
    assert sum(1 for each in story if each.kind == "purchase") == 28


def test_everybody_is_in_a_segment_and_the_segments_come_to_the_revenue(company):
    base, _ = company
    ids = [each.customer_id for each in base.all(Customer)]

    run = rfm.run(base.sales(), as_of=AS_OF, customers=ids, segments=rfm.trade())

    assert len(run.rows) == 91
    assert {each.customer_id for each in run.rows if each.segment == "not yet bought"} == {"FISSA", "PARIS"}
    assert (sum(each.customers for each in run.sizes), sum(each.orders for each in run.sizes)) == (91, 830)
    assert round(sum(each.revenue.amount for each in run.sizes), 2) == Decimal("1265793.04")
    best = max(run.scores, key=lambda each: each.summary.monetary)
    assert (best.customer_id, best.summary.frequency, best.m) == ("QUICK", 28, 5)
    assert best.summary.monetary == Money("110277.305", "USD")
    assert run.scale.fitted.customers == 89


def test_reading_all_again_changes_nothing(company, northwind):
    base, _ = company
    before = (list(base.all(Customer)), list(base.all(Contact)), list(base.all(Purchase)), base.batches())

    again = read(base, northwind)

    assert {name: (each.batch_id, each.unchanged) for name, each in again.items()} == {
        "employees": (None, 9),
        "products": (None, 77),
        "customers": (None, 91),
        "orders": (None, 830 + 2_155),
    }
    assert (
        list(base.all(Customer)),
        list(base.all(Contact)),
        list(base.all(Purchase)),
        base.batches(),
    ) == before
