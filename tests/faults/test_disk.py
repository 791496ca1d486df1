"""A disk that fails in the middle of an import, at any of the times at which it is written: the old state stands."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from types import SimpleNamespace

import apsw
import pytest
from faulty_disk import FaultyDisk

import customerbase
from customerbase.errors import StoreError
from customerbase.model import Customer
from customerbase.stores import sqlite_file

# What goes wrong after a commit, or while a file is closed, is for SQLite alone.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
LONG = bool(os.environ.get("CUSTOMERBASE_LONG"))


def clock() -> datetime:
    return datetime(2024, 3, 1, tzinfo=UTC)


@pytest.fixture
def disk(monkeypatch):
    disk = FaultyDisk()
    names = {name: getattr(sqlite3, name) for name in dir(sqlite3)}
    monkeypatch.setattr(sqlite_file, "sqlite3", SimpleNamespace(**names | {"connect": disk.connect}))
    return disk


def opened(path):
    return customerbase.open(path, clock=clock)


def a_list(path, letter: str):
    rows = (f"{letter}{i},Company {letter}{i} Ltd,+1 212 555 {i:04},{'x' * 300}\n" for i in range(40))
    path.write_text("customer_id,name,phone,note\n" + "".join(rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A base that holds one list, a second list that it shall read, and what it holds before and after."""
    folder = tmp_path_factory.mktemp("prepared")
    first, second = a_list(folder / "first.csv", "A"), a_list(folder / "second.csv", "B")
    with opened(folder / "acme.db") as base:
        base.import_customers(first)
    shutil.copy(folder / "acme.db", folder / "after.db")
    with opened(folder / "after.db") as base:
        base.import_customers(second)
    return SimpleNamespace(
        path=folder / "acme.db",
        second=second,
        before=state_of_file(folder / "acme.db"),
        after=state_of_file(folder / "after.db"),
    )


def state(query) -> dict[str, list[object]]:
    """Everything that a file holds, apart from the ids of batches, which are drawn by lot."""
    # An index for search cannot be read as a table; the tables that hold it can.
    named = query("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
    tables = [name for name, sql in named if not sql.startswith("CREATE VIRTUAL")]
    held = {each: query(f"SELECT * FROM {each}") for each in tables if not each.startswith("sqlite_")}
    held["batches"] = [(row[0], *row[2:]) for row in held["batches"]]
    return held


def state_of_file(path) -> dict[str, list[object]]:
    """What a file holds that is whole, read by the SQLite of Python."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return state(lambda sql: connection.execute(sql).fetchall())


FAULTS = [
    ("write", apsw.SQLITE_FULL, "the disk is full"),
    ("write", apsw.SQLITE_IOERR_WRITE, "SQLITE_IOERR_WRITE"),
    ("sync", apsw.SQLITE_IOERR_FSYNC, "SQLITE_IOERR_FSYNC"),
    ("truncate", apsw.SQLITE_IOERR_TRUNCATE, "SQLITE_IOERR_TRUNCATE"),
    ("lock", apsw.SQLITE_IOERR_LOCK, "SQLITE_IOERR_LOCK"),
    ("read", apsw.SQLITE_IOERR_READ, "SQLITE_IOERR_READ"),
    ("open", apsw.SQLITE_CANTOPEN, "cannot be opened"),
    ("delete", apsw.SQLITE_IOERR_DELETE, "SQLITE_IOERR_DELETE"),
]


def numbers(most: int) -> range:
    """Each time at which the disk is asked for something; some of them where the tests shall be short."""
    return range(1, most + 1, 1 if LONG else max(1, most // 6))


@pytest.mark.parametrize("cache", [2_000, 5], ids=["written at the end", "written all the time"])
@pytest.mark.parametrize(("what", "code", "said"), FAULTS, ids=str)
def test_a_disk_that_fails_in_an_import_leaves_what_was_there(
    disk, prepared, tmp_path, cache, what, code, said
):
    # The journal is written into the file itself often, so that this fails too.
    disk.checkpoint_after = 20

    def base_of(name):
        shutil.copy(prepared.path, tmp_path / name)
        base = opened(tmp_path / name)
        base.store.rows._file.run(f"PRAGMA cache_size = {cache}")
        disk.heal()
        return base

    with base_of("counted.db") as base:
        base.import_customers(prepared.second)
        most = disk.asked[what]

    for number in numbers(most):
        for once in (False, True):
            base = base_of(f"{number}{once}.db")
            disk.fail(what, number, code, once=once)
            try:
                base.import_customers(prepared.second)
            except StoreError as error:
                expected = prepared.before
                assert said in str(error)
            else:
                # What SQLite puts in order after a commit may fail, and is done later.
                expected = prepared.after
            assert disk.failed
            disk.heal()

            held = state(base.store.rows._file.rows)
            assert held == expected
            base.import_customers(prepared.second)
            base.close()
            assert state_of_file(base.store.rows.location) == prepared.after


@pytest.mark.parametrize(("what", "code", "said"), FAULTS, ids=str)
def test_a_program_that_ends_on_a_failing_disk_leaves_what_was_there(
    disk, prepared, tmp_path, what, code, said
):
    def base_of(name):
        shutil.copy(prepared.path, tmp_path / name)
        base = opened(tmp_path / name)
        disk.heal()
        return base

    with base_of("counted.db") as base:
        base.import_customers(prepared.second)
    most = disk.asked[what]

    for number in numbers(most):
        base = base_of(f"{number}.db")
        disk.fail(what, number, code)
        expected = prepared.after
        try:
            base.import_customers(prepared.second)
        except StoreError:
            expected = prepared.before
        base.close()
        disk.heal()

        assert state_of_file(base.store.rows.location) == expected


@pytest.mark.parametrize(("what", "code", "said"), FAULTS, ids=str)
def test_a_disk_that_fails_while_a_base_is_made_is_no_end_of_its_name(disk, tmp_path, what, code, said):
    opened(tmp_path / "counted.db").close()
    most = disk.asked[what]

    for number in numbers(most):
        path = tmp_path / f"{number}.db"
        disk.fail(what, number, code)
        try:
            opened(path).close()
        except StoreError as error:
            assert said in str(error)
        assert disk.failed
        disk.heal()

        opened(path).close()
        assert state_of_file(path) == state_of_file(tmp_path / "counted.db")


def test_what_follows_a_failed_write_in_one_transaction_is_not_kept_alone(disk, prepared, tmp_path):
    """SQLite takes everything back at once; somebody who passes over the error goes on writing."""
    shutil.copy(prepared.path, tmp_path / "acme.db")
    base = opened(tmp_path / "acme.db")
    base.store.rows._file.run("PRAGMA cache_size = 5")
    told = []

    def write_on():
        with base.transaction():
            base.save(Customer(customer_id="C1", name="Before"), source="visit")
            disk.fail("write", 1, apsw.SQLITE_FULL)
            with pytest.raises(StoreError, match="the disk is full"):
                base.import_customers(prepared.second)
            disk.heal()
            with pytest.raises(StoreError, match="taken back") as caught:
                base.save(Customer(customer_id="C2", name="After"), source="visit")
            told.append(caught.value)

    with pytest.raises(StoreError, match="taken back"):
        write_on()

    assert "do all of it again" in str(told[0])
    assert state(base.store.rows._file.rows) == prepared.before
    base.save(Customer(customer_id="C3", name="Later"), source="visit")
    base.close()
    assert [each[1] for each in state_of_file(tmp_path / "acme.db")["customer"]].count("C3") == 1
