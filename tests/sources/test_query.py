"""The answer of a database as a list."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from sqlalchemy import create_engine

import customerbase
from customerbase.errors import SourceError, StoreError
from customerbase.sources.query import query
from customerbase.sources.table import RowProblem


@pytest.fixture
def erp():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE c (no TEXT, name TEXT, founded, size, photo)")
    connection.executemany(
        "INSERT INTO c VALUES (?, ?, ?, ?, ?)",
        [
            ("K1", "甲厂", "2001-05-01", 1.0, None),
            ("K2", "乙厂", None, 2**60, None),
            ("K3", "丙厂", None, None, b"\xff"),
        ],
    )
    yield connection
    connection.close()


def test_the_columns_of_the_answer_are_the_headings_and_values_are_exact(erp):
    with query(erp, "SELECT no, name, founded, size FROM c ORDER BY no").open() as table:
        assert table.header == ("no", "name", "founded", "size")
        assert list(table)[:2] == [
            (1, ["K1", "甲厂", "2001-05-01", "1"]),
            (2, ["K2", "乙厂", "", str(2**60)]),
        ]


def test_parameters_are_bound(erp):
    with query(erp, "SELECT name FROM c WHERE no = :no", {"no": "K2"}).open() as table:
        assert [cells for _, cells in table] == [["乙厂"]]
    with pytest.raises(SourceError, match="answers with no row"):
        query(erp, "SELECT name FROM c WHERE no = :no", {"no": "K2' OR '1'='1"})


def test_a_value_that_is_none_refuses_its_row(erp):
    with query(erp, "SELECT name, photo FROM c ORDER BY no").open() as table:
        *_, last = list(table)

    assert isinstance(last, RowProblem)
    assert (last.line, last.column, last.reason) == (3, "photo", "is bytes, not text")


def test_it_is_a_list_as_any_other_and_is_recognised_when_it_comes_again(erp):
    sql = "SELECT no AS 客户编号, name AS 客户名称, founded AS 成立日期 FROM c"
    with customerbase.open("memory:") as base:
        first = base.import_customers(query(erp, sql, origin="ERP"))
        again = base.import_customers(query(erp, sql, origin="ERP"))

    assert (first.taken, first.origin, again.unchanged) == (3, "ERP", 3)


def test_an_engine_of_sqlalchemy_is_taken_too(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'erp.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE c (name TEXT, on_day DATE)")
        connection.exec_driver_sql("INSERT INTO c VALUES ('Ann', '2024-01-05')")
    with query(engine, "SELECT name, on_day FROM c").open() as table:
        assert list(table) == [(1, ["Ann", str(date(2024, 1, 5))])]
    engine.dispose()


def test_two_who_read_at_once_are_each_in_a_place_of_their_own(erp):
    found = query(erp, "SELECT no FROM c ORDER BY no")
    pairs = list(zip(found.open().rows, found.open().rows, strict=True))

    assert [one for one, _ in pairs] == [other for _, other in pairs]
    assert found.count == 3


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("SELECT nothing FROM c", StoreError),
        ("SELEC", StoreError),
        ("SELECT no FROM c WHERE 0", SourceError),
    ],
)
def test_what_the_database_refuses_is_named(erp, sql, error):
    with pytest.raises(error):
        query(erp, sql)


def test_what_is_no_connection_is_named():
    with pytest.raises(StoreError, match="no connection that is known"):
        query(object(), "SELECT 1")
