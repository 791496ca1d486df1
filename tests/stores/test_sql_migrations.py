"""The tables of a server database come up to date from every earlier version, whatever interrupts or races it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from threading import Thread

import pytest
from sqlalchemy import insert, inspect, select

from customerbase.errors import NewerFile, StoreError
from customerbase.model import KINDS, Customer, Source
from customerbase.stores.rows import FILTERS
from customerbase.stores.sql import migrations
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.migrations import prepare, version_of
from customerbase.stores.sql.rows import open_rows
from customerbase.stores.sql.schema import FILTERED, LATER, VERSIONS, Tables
from customerbase.stores.store import Store
from customerbase.testing.contracts.histories import CUSTOMERS
from customerbase.testing.contracts.reading import all_of

NUMBERS = count(1)


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'base.db'}"
    return request.getfixturevalue("postgres_url" if request.param == "postgres" else "mariadb_database")


@pytest.fixture
def db(url):
    connection = SqlConnection.at(url)
    yield connection
    connection.close()


def new_prefix() -> str:
    return f"m{next(NUMBERS)}_"


def fill(url: str, prefix: str) -> dict:
    """Make a base with something in it, and return all that can be read of it."""
    rows = open_rows(url, prefix=prefix)
    store = Store(rows, lambda: datetime(2024, 3, 1, tzinfo=UTC))
    for i, key in enumerate(CUSTOMERS):
        store.save(Customer(customer_id=key, name=f"客户 {i}"), Source.of("visit"))
    rows.set("zone", "Asia/Shanghai")
    found = all_of(store)
    rows.close()
    return found


def read(url: str, prefix: str) -> dict:
    rows = open_rows(url, prefix=prefix)
    found = all_of(Store(rows, lambda: datetime(2024, 3, 1, tzinfo=UTC)))
    rows.close()
    return found


def columns(db: SqlConnection, prefix: str) -> dict:
    with db.within():
        found = inspect(db.connection)
        return {
            name.removeprefix(prefix): [(each["name"], str(each["type"])) for each in found.get_columns(name)]
            for name in found.get_table_names()
            if name.startswith(prefix)
        }


@pytest.mark.parametrize("version", range(1, len(VERSIONS) + 1))
def test_a_base_of_an_earlier_version_comes_up_to_date_with_all_that_is_in_it(url, db, version):
    new, old = new_prefix(), new_prefix()
    expected = fill(url, new)
    here, there = Tables(None, old, version), Tables(None, new)
    prepare(db, Tables(None, old), versions=version)
    assert version_of(db, here) == version
    with db.transaction():
        for table in here.metadata.sorted_tables:
            name = table.name.removeprefix(old)
            if name != "lock":
                db.run(insert(table).from_select(list(table.c.keys()), select(there[name])))

    assert read(url, old) == expected
    assert version_of(db, here) == len(VERSIONS)
    assert columns(db, old) == columns(db, new)


def test_tables_of_a_later_version_are_refused(url, db):
    prefix = new_prefix()
    open_rows(url, prefix=prefix).close()
    with db.transaction():
        db.insert(migrations._version_table(Tables(None, prefix)), ["number"], [(len(VERSIONS) + 1,)])

    with pytest.raises(NewerFile):
        open_rows(url, prefix=prefix)


def test_tables_of_another_program_are_left_alone(url, db):
    prefix = new_prefix()
    with db.within():
        db.connection.exec_driver_sql(f"CREATE TABLE {prefix}customer (theirs INTEGER)")

    with pytest.raises(StoreError, match="is none of ours"):
        open_rows(url, prefix=prefix)

    assert list(columns(db, prefix)) == ["customer"]


@pytest.mark.parametrize("tables_made", [0, 1, 7])
def test_what_was_cut_short_is_taken_up_again(url, db, monkeypatch, tables_made):
    prefix, made, left = new_prefix(), migrations._made, tables_made

    def dies(*arguments):
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        made(*arguments)

    with monkeypatch.context() as cut:
        cut.setattr(migrations, "_made", dies)
        with pytest.raises(KeyboardInterrupt):
            prepare(db, Tables(None, prefix))

    assert bool(columns(db, prefix)) == (db.dialect == "mariadb" and tables_made > 0)
    assert fill(url, prefix) == read(url, prefix)


def test_nothing_is_made_inside_a_transaction(db):
    prefix = new_prefix()
    with db.transaction(), pytest.raises(StoreError, match="a transaction is open"):
        prepare(db, Tables(None, prefix))
    assert columns(db, prefix) == {}


def test_programs_that_open_a_new_base_at_once_wait_for_each_other(url):
    prefix, failed = new_prefix(), []

    def work(number):
        try:
            rows = open_rows(url, prefix=prefix)
            rows.set(f"{number}", "here")
            rows.close()
        except StoreError as error:
            failed.append(error)

    threads = [Thread(target=work, args=(i,)) for i in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert failed == []
    rows = open_rows(url, prefix=prefix)
    assert [rows.setting(str(i)) for i in range(4)] == ["here"] * 4
    rows.close()


def test_the_tables_know_every_kind_and_what_it_is_picked_by():
    expected = {kind: FILTERS[kind] for kind in KINDS if kind not in ("customer", "purchase", "contact")}
    assert expected | {"contact": ()} == FILTERED | LATER
    tables = Tables(None, "p_")
    assert {kind for kind in KINDS if f"p_{kind}" in tables.metadata.tables} == set(KINDS)


@pytest.mark.parametrize("name", ["a b", "x;", "客户", "1st", "x" * 31])
def test_a_name_that_not_every_database_takes_is_refused(name):
    with pytest.raises(StoreError):
        Tables(name, "p_")
    with pytest.raises(StoreError):
        Tables(None, name)
