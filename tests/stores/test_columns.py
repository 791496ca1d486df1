"""Sales as columns of text out of a file: block by block, whatever was removed between, and of one state."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from customerbase.errors import StoreError
from customerbase.model import Purchase, PurchaseLine, Source
from customerbase.stores import sqlite_columns
from customerbase.stores.columns import SALE_COLUMNS
from customerbase.stores.rows import Rows
from customerbase.stores.sqlite import SqliteRows
from customerbase.stores.store import Statement, Store
from customerbase.testing.contracts.reading import rows_of
from customerbase.values import Money

VISIT = Source.of("visit")


def clock() -> datetime:
    return datetime(2024, 3, 1, tzinfo=UTC)


def sale(number: int, customer: str, employee: str | None = None) -> Purchase:
    line = PurchaseLine(quantity=1, unit_price=Money(number, "CNY"))
    return Purchase(
        purchase_id=f"P{number:03}",
        customer_id=customer,
        on=date(2024, 1, 1),
        lines=[line],
        employee_id=employee,
    )


@pytest.fixture
def rows(tmp_path):
    rows = SqliteRows(tmp_path / "acme.db")
    names = [Statement(kind="customer", subject_id=f"C{i}", values={"name": "Acme"}) for i in range(9)]
    Store(rows, clock).learn(names, VISIT)
    yield rows
    rows.close()


def columns(rows: Rows, *names: str) -> list[tuple[str, ...]]:
    names = names or SALE_COLUMNS
    with rows.sale_columns(names) as found:
        return rows_of(found, names)


def as_defined(rows: Rows) -> list[tuple[str, ...]]:
    with Rows.sale_columns(rows) as found:
        return rows_of(found)


@pytest.mark.parametrize("block", [1, 2, 7, 1_000])
def test_blocks_of_any_size_hold_the_same(rows, monkeypatch, block):
    monkeypatch.setattr(sqlite_columns, "_BLOCK", block)
    store = Store(rows, clock)
    store.keep([sale(i, f"C{i % 9}", None if i < 30 else f"E{i % 3}") for i in range(50)], VISIT)
    for i in (0, 3, 4, 5, 6, 7, 8, 9, 10, 49):  # a whole block among them, the first one and the last
        store.discard("purchase", f"P{i:03}")

    assert columns(rows) == as_defined(rows)
    assert len(columns(rows)) == 40


def test_only_what_is_asked_for_is_read_in_the_order_of_asking(rows):
    Store(rows, clock).keep([sale(1, "C1", "E1"), sale(2, "C2")], VISIT)

    assert columns(rows, "amount", "employee_id") == [("1000000", "E1"), ("2000000", "")]


def test_what_is_written_between_two_blocks_by_another_is_not_seen(rows, monkeypatch):
    monkeypatch.setattr(sqlite_columns, "_BLOCK", 1)
    Store(rows, clock).keep([sale(i, "C1") for i in (1, 2, 3)], VISIT)
    other = SqliteRows(rows.location)

    with rows.sale_columns(["purchase_id", "customer"]) as found:
        seen = [next(found.sales)["purchase_id"]]
        store = Store(other, clock)
        store.discard("purchase", "P003")
        store.keep([sale(2, "C8"), sale(4, "C1")], VISIT)
        seen += [each["purchase_id"] for each in found.sales]

    other.close()
    assert seen == ["P001", "P002", "P003"]
    assert columns(rows, "purchase_id", "customer") == [("P001", "C1"), ("P002", "C8"), ("P004", "C1")]


def test_nothing_is_written_while_columns_are_read_and_all_can_be_afterwards(rows):
    store = Store(rows, clock)
    store.keep([sale(1, "C1")], VISIT)

    with rows.sale_columns() as found:
        next(found.sales)
        with pytest.raises(StoreError):
            store.keep([sale(2, "C1")], VISIT)
    store.keep([sale(3, "C1")], VISIT)

    assert [each[0] for each in columns(rows)] == ["P001", "P003"]


WRITES = """
import sys, sqlite3
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("SELECT count(*) FROM purchase").fetchone()
connection.close()
"""


def test_reading_columns_leaves_the_locks_of_the_file_as_they_are(rows):
    """Another copy of SQLite in the process, as of a driver, would take them away, and the journal with them."""
    store = Store(rows, clock)
    store.keep([sale(1, "C1")], VISIT)
    columns(rows)

    subprocess.run([sys.executable, "-c", WRITES, rows.location], check=True)
    assert Path(f"{rows.location}-wal").exists(), "who leaves the file last takes the journal away"

    store.keep([sale(2, "C1")], VISIT)
    other = SqliteRows(rows.location)
    assert other.keys("purchase") == ["P001", "P002"]
    other.close()
