"""Half a million lines of a gift wholesaler into one SQLite file: lines without customer refused by name."""

from __future__ import annotations

import csv
import lzma
from collections import Counter
from decimal import Decimal

import pytest

import customerbase
from customerbase.model import Customer, Purchase

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]


@pytest.fixture(scope="module")
def retail(shared_data, tmp_path_factory):
    """The list, what it says counted by plain Python, the base that it was read into, and the result."""
    packed = shared_data / "online_retail" / "online-retail.csv.xz"
    folder = tmp_path_factory.mktemp("retail")
    path = folder / "online-retail.csv"
    with lzma.open(packed, "rb") as stream:
        path.write_bytes(stream.read())
    with customerbase.open(folder / "retail.db", zone="Europe/London", currency="GBP") as base:
        result = base.import_purchases(path, create_customers=True)
        yield path, base, result


@pytest.fixture(scope="module")
def counted(retail):
    with retail[0].open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [row for row in rows if row["CustomerID"]], [row for row in rows if not row["CustomerID"]]


def test_every_line_is_taken_or_refused_by_name(retail, counted):
    _, _, result = retail
    named, nameless = counted

    assert (result.rows, len(nameless), len(named)) == (541_909, 135_080, 406_829)
    assert (result.taken, result.refused) == (406_829, 135_080)
    reasons = Counter((each.column, each.reason) for row in result.refused_rows for each in row.refusals[:1])
    assert sum(reasons.values()) == 135_080
    assert reasons.most_common(1)[0][0][0] == "CustomerID"
    assert all(row.cells[6] == "" for row in result.refused_rows)
    assert [row.row for row in result.refused_rows] == sorted(row.row for row in result.refused_rows)


def test_customers_and_sales_are_all_there_and_the_sum_is_exact(retail, counted):
    _, base, result = retail
    named, _ = counted
    sales = base.sales()

    assert sum(1 for _ in base.all(Customer)) == 4_372
    assert len(sales) == 22_190
    assert sum(each.amount.amount for each in sales) == Decimal("8300065.814")
    assert sum(each.quantity for each in sales) == sum(int(row["Quantity"]) for row in named)
    assert result.records["purchase"]["taken"] == 22_190
    by_customer: Counter[str] = Counter()
    for row in named:
        by_customer[row["CustomerID"].removesuffix(".0")] += Decimal(row["UnitPrice"]) * int(row["Quantity"])
    assert {each.customer_id: each.amount.amount for each in base.sales_ranking()} == dict(by_customer)


def test_cancellations_are_returns(retail):
    _, base, _ = retail
    sales = base.sales()

    cancelled = [each for each in sales if each.purchase_id.startswith("C")]
    assert len(cancelled) > 3_000
    assert all(each.is_return and each.amount.amount <= 0 for each in cancelled)
    assert {each.purchase_id for each in sales if each.is_return} == {each.purchase_id for each in cancelled}


def test_repeated_lines_are_kept_and_days_are_london_days(retail, counted):
    _, base, _ = retail
    named, _ = counted
    wanted = Counter(row["InvoiceNo"] for row in named)
    for key in ("536365", "536409", "C536379"):
        sale = base.get(Purchase, key)
        assert len(sale.lines) == wanted[key]
        assert sale.on == sale.at.astimezone(base.zone).date()
    assert base.get(Purchase, "536365").on.isoformat() == "2010-12-01"


def test_reading_it_again_changes_nothing(retail):
    path, base, first = retail

    again = base.import_purchases(path, create_customers=True)

    assert (again.batch_id, again.unchanged, again.refused) == (None, first.taken, first.refused)
    assert len(base.batches()) == 1
