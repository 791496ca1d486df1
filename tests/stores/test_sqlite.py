"""What is particular to a file: rights, strangers, migrations, other processes, sudden death."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import customerbase
from customerbase.errors import NewerFile, StoreError
from customerbase.model import Customer, Product, Purchase, PurchaseLine, Source
from customerbase.stores import sqlite_file
from customerbase.stores.migrations import APPLICATION_ID, STEPS
from customerbase.stores.sqlite import SqliteRows, open_rows
from customerbase.stores.store import Statement, Store
from customerbase.testing.contracts.store import StoreContract
from customerbase.values import Money

VISIT = Source.of("visit")


class TestSqliteRows(StoreContract):
    durable = True

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path):
        self.folder = tmp_path
        self.files = 0

    def empty_rows(self):
        self.files += 1
        return SqliteRows(self.folder / f"{self.files}.db")

    def reopened(self, rows):
        rows.close()
        return SqliteRows(rows.location)


def clock() -> datetime:
    return datetime(2024, 3, 1, tzinfo=UTC)


def named(key: str) -> Statement:
    return Statement(kind="customer", subject_id=key, values={"name": f"Customer {key}"})


def with_customers(path: Path, *keys: str) -> Path:
    rows = SqliteRows(path)
    Store(rows, clock).learn([named(key) for key in keys], VISIT)
    rows.close()
    return path


def pragma(path: Path, name: str) -> object:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]
    finally:
        connection.close()


# ------------------------------------------------------------------ a new file


def test_a_new_file_and_its_companions_are_for_the_owner_alone(tmp_path):
    rows = open_rows(tmp_path / "acme.db")
    Store(rows, clock).learn([named("C1")], VISIT)

    found = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    rows.close()

    assert found == {"acme.db": 0o600, "acme.db-wal": 0o600, "acme.db-shm": 0o600}


def test_a_file_is_ours_strict_and_keeps_its_references(tmp_path):
    rows = SqliteRows(tmp_path / "acme.db")
    tables = rows._file._conn.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    ).fetchall()

    assert rows._file._conn.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert rows._file._conn.execute("PRAGMA secure_delete").fetchone() == (1,)
    assert rows._file._conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert [name for name, strict in tables if not strict and not name.startswith("sqlite_")] == []
    assert rows._file._conn.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert rows._file._conn.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    rows.close()


def test_there_are_no_triggers_and_no_collation_but_the_code_points(tmp_path):
    rows = SqliteRows(tmp_path / "acme.db")
    written = " ".join(row[0] or "" for row in rows._file._conn.execute("SELECT sql FROM sqlite_master"))
    rows.close()

    assert "TRIGGER" not in written.upper()
    assert "COLLATE" not in written.upper()


def test_an_empty_file_that_is_there_is_accepted_and_keeps_its_rights(tmp_path):
    path = tmp_path / "acme.db"
    path.touch()
    path.chmod(0o640)

    with_customers(path, "C1")

    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert SqliteRows(path).keys("customer") == ["C1"]


def test_a_name_that_means_something_to_sqlite_is_only_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with_customers(Path(":memory:"), "C1")

    rows = SqliteRows(":memory:")
    assert rows.keys("customer") == ["C1"]
    rows.close()


# ------------------------------------------------------------------ what is refused


def refused(path: Path, error: type[StoreError] = StoreError) -> str:
    with pytest.raises(StoreError) as caught:
        SqliteRows(path)
    assert type(caught.value) is error
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_newer_file_is_refused_and_left_as_it_is(tmp_path):
    path = with_customers(tmp_path / "acme.db", "C1")
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 3}")
    connection.close()
    before = path.read_bytes()

    said = refused(path, NewerFile)

    assert f"schema {len(STEPS) + 3}" in said
    assert f"up to {len(STEPS)}" in said
    assert "pip install --upgrade customerbase" in said
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE customer (id TEXT)",
        "PRAGMA application_id = 7",
        "PRAGMA user_version = 1",
    ],
)
def test_a_file_of_another_program_is_refused_and_left_as_it_is(tmp_path, script):
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute(script)
    connection.close()
    before = path.read_bytes()

    assert "another program" in refused(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["other.db"]


@pytest.mark.parametrize("content", [b"customer,name\nC1,Acme\n" * 50, b"PK\x03\x04" + bytes(2_000), b"x"])
def test_what_is_no_database_is_refused_and_left_as_it_is(tmp_path, content):
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    assert "no SQLite file" in refused(path)
    assert path.read_bytes() == content


def test_a_folder_is_refused(tmp_path):
    assert "is a folder" in refused(tmp_path)


def test_a_missing_folder_is_refused_and_not_made(tmp_path):
    assert "does not exist" in refused(tmp_path / "no" / "acme.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_gives_an_error_of_ours(tmp_path):
    path = with_customers(tmp_path / "acme.db", *(f"C{i}" for i in range(300)))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) // 2))

    with pytest.raises(StoreError):
        list(SqliteRows(path).scan("customer"))


def as_nobody(act) -> str:
    """Run `act` without the rights of root, and return what it said; directly where we are not root."""
    if os.geteuid() != 0:
        return str(act())
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgid(65_534)
            os.setuid(65_534)
            os.write(writes, str(act()).encode())
        except BaseException as error:  # noqa: BLE001 - the parent is told, and judges
            os.write(writes, repr(error).encode())
        finally:
            os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as said:
        answer = said.read().decode()
    os.waitpid(child, 0)
    return answer


@pytest.fixture
def open_folder():
    """A folder that others may enter, which those of pytest are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs the rights of POSIX")
def test_a_folder_or_file_that_may_not_be_written_is_refused(open_folder):
    path = with_customers(open_folder / "acme.db", "C1")
    path.chmod(0o444)
    open_folder.chmod(0o555)

    def attempt(name: str) -> str:
        try:
            SqliteRows(open_folder / name).keys("customer")
        except StoreError as error:
            return f"refused: {error}"
        return "opened"

    assert as_nobody(lambda: attempt("new.db")).startswith("refused: ")
    assert as_nobody(lambda: attempt("acme.db")).startswith("refused: ")


# ------------------------------------------------------------------ migrations


def test_steps_run_on_an_older_file_once_and_in_order(tmp_path, monkeypatch):
    path = with_customers(tmp_path / "acme.db", "C1")
    ran = []

    def second(db):
        ran.append(2)
        db.execute("CREATE TABLE later (n INTEGER) STRICT")

    def third(db):
        ran.append(3)
        db.execute("INSERT INTO later VALUES (1)")

    monkeypatch.setattr(sqlite_file, "STEPS", (*STEPS, second, third))
    for _ in range(2):
        rows = SqliteRows(path)
        assert rows.keys("customer") == ["C1"]
        rows.close()

    assert ran == [2, 3]
    assert pragma(path, "user_version") == len(STEPS) + 2


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = with_customers(tmp_path / "acme.db", "C1")

    def broken(db):
        db.table("later").create({"n": int}, strict=True)
        db.execute("INSERT INTO nowhere VALUES (1)")

    with monkeypatch.context() as changed:
        changed.setattr(sqlite_file, "STEPS", (*STEPS, broken))
        refused(path)

    assert pragma(path, "user_version") == len(STEPS)
    rows = SqliteRows(path)
    assert rows.keys("customer") == ["C1"]
    assert "later" not in {row[0] for row in rows._file._conn.execute("SELECT name FROM sqlite_master")}
    rows.close()


# ------------------------------------------------------------------ several processes


def write_as(path: Path, who: str, count: int, start) -> None:
    start.wait()
    rows = SqliteRows(path)
    store = Store(rows, clock)
    for i in range(count):
        store.learn([named(f"{who}{i}")], VISIT)
        with store.transaction():
            value = int(store.rows.setting("counter") or 0)
            store.rows.set("counter", str(value + 1))
    rows.close()


def test_two_processes_make_and_write_one_file_and_nothing_is_lost(tmp_path):
    path = tmp_path / "acme.db"
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(3)
    writers = [spawn.Process(target=write_as, args=(path, who, 40, start)) for who in "AB"]
    for each in writers:
        each.start()
    start.wait(60)
    for each in writers:
        each.join(60)

    assert [each.exitcode for each in writers] == [0, 0]
    rows = SqliteRows(path)
    assert sorted(rows.keys("customer")) == sorted(f"{who}{i}" for who in "AB" for i in range(40))
    assert rows.setting("counter") == "80"
    assert rows.next_number() == 81
    rows.close()


KILLED = """
import sys, time
from datetime import UTC, datetime
from customerbase.model import Product, Source
from customerbase.stores.sqlite import SqliteRows
from customerbase.stores.store import Statement, Store

rows = SqliteRows(sys.argv[1])
store = Store(rows, lambda: datetime(2024, 3, 1, tzinfo=UTC))
source = Source.of("visit")
moment = sys.argv[2]
with store.transaction():
    batch = store.begin_batch("customer", "list.csv", source)
    for i in range(3_000):
        said = Statement(kind="customer", subject_id=f"N{i}", values={"name": "x" * 200})
        store.learn([said], source, batch_id=batch.batch_id)
        if moment == "in the middle" and i == 2_500:
            print("now", flush=True)
            time.sleep(60)
print("now", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize(("moment", "kept"), [("in the middle", 0), ("after", 3_000)])
def test_a_process_that_is_killed_leaves_the_whole_batch_or_none(tmp_path, moment, kept):
    path = with_customers(tmp_path / "acme.db", "C1")
    started = [sys.executable, "-c", KILLED, str(path), moment]
    with subprocess.Popen(started, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "now\n"
        finally:
            process.send_signal(signal.SIGKILL)

    rows = SqliteRows(path)
    assert len(rows.keys("customer")) == 1 + kept
    assert len(rows.batches()) == bool(kept)
    assert rows.next_number() == 2 + kept
    assert rows._file._conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    Store(rows, clock).learn([named("C2")], VISIT)
    rows.close()


def test_a_lock_that_is_not_let_go_is_told(tmp_path):
    path = with_customers(tmp_path / "acme.db", "C1")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    rows = SqliteRows(path, timeout=0.05)
    store = Store(rows, clock)
    began = time.monotonic()

    with pytest.raises(StoreError, match=r"another program is writing and did not finish within 0\.05 s"):
        store.learn([named("C2")], VISIT)

    assert time.monotonic() - began < 10
    assert rows.keys("customer") == ["C1"]
    holder.execute("ROLLBACK")
    holder.close()
    store.learn([named("C2")], VISIT)
    assert rows.keys("customer") == ["C1", "C2"]
    rows.close()


def test_a_reader_sees_one_state_while_another_writes(tmp_path, monkeypatch):
    path = with_customers(tmp_path / "acme.db", "C1")
    reader, writer = SqliteRows(path), SqliteRows(path)
    store = Store(writer, clock)

    def sale(lines: int) -> Purchase:
        line = PurchaseLine(quantity=1, unit_price=Money(1, "USD"))  # type: ignore[arg-type]
        return Purchase(purchase_id="P1", customer_id="C1", on=date(2024, 1, 1), lines=(line,) * lines)

    store.keep([sale(1)], VISIT)
    read = reader._file.rows

    def write_before_lines_are_read(sql, parameters=()):
        if "purchase_line" in sql:
            monkeypatch.undo()
            store.keep([sale(3)], VISIT)
        return read(sql, parameters)

    monkeypatch.setattr(reader._file, "rows", write_before_lines_are_read)

    assert reader.get("purchase", ["P1"])["P1"].record == sale(1)
    assert reader.get("purchase", ["P1"])["P1"].record == sale(3)
    reader.close()
    writer.close()


def test_a_write_that_fails_in_the_middle_leaves_nothing(tmp_path):
    rows = SqliteRows(with_customers(tmp_path / "acme.db", "C1"))
    store = Store(rows, clock)
    rows._file._conn.execute(
        "CREATE TEMP TRIGGER no_more BEFORE INSERT ON ledger WHEN NEW.subject_id = 'C3' "
        "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    )

    with pytest.raises(StoreError, match="the disk is full; nothing was changed"):
        store.learn([named("C2"), named("C3")], VISIT)

    assert (rows.keys("customer"), rows.next_number()) == (["C1"], 2)
    store.learn([named("C2")], VISIT)
    assert rows.keys("customer") == ["C1", "C2"]
    rows.close()


def test_a_source_whose_first_use_was_rolled_back_is_written_again(tmp_path):
    rows = SqliteRows(tmp_path / "acme.db")
    store = Store(rows, clock)
    press = Source.of("press")

    def fail():
        with store.transaction():
            store.learn([named("C1")], press)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    store.save(Product(product_id="P1", name="Tea"), Source.of("visit"))
    store.learn([named("C1")], press)

    assert store.provenance("customer", "C1")["name"].source == press
    assert rows.get("product", ["P1"])["P1"].source == Source.of("visit")
    rows.close()


def test_what_was_removed_is_not_left_in_the_file(tmp_path):
    path = tmp_path / "acme.db"
    rows = SqliteRows(path)
    Store(rows, clock).learn([named("C1")], VISIT)
    rows.put("product", [])
    with rows.transaction():
        rows.set("secret", "correct horse battery staple")
    with rows.transaction():
        rows.set("secret", "-")
    rows.close()

    assert b"correct horse battery staple" not in path.read_bytes()


def test_many_ids_are_asked_for_at_once(tmp_path):
    keys = [f"C{i:05}" for i in range(2_501)]
    rows = SqliteRows(with_customers(tmp_path / "acme.db", *keys))

    assert rows.known("customer", [*keys, "nobody"]) == set(keys)
    assert sorted(rows.get("customer", iter(keys))) == keys
    assert [each.record.key for each in rows.scan("customer")] == keys
    assert all(isinstance(each.record, Customer) for each in rows.scan("customer"))
    rows.close()


SAVES = """
import sys
import customerbase
from customerbase import Customer

with customerbase.open(sys.argv[1]) as base:
    base.save(Customer(customer_id=sys.argv[2], name="Acme"), source="visit")
"""


def test_a_second_connection_of_one_process_leaves_the_locks_of_the_first(tmp_path):
    """Whatever opens and closes the file takes this process's locks with it: the journal would be taken away."""
    path = tmp_path / "acme.db"
    with customerbase.open(path) as base:
        base.save(Customer(customer_id="C1", name="Acme"), source="visit")
        customerbase.open(path).close()
        subprocess.run([sys.executable, "-c", SAVES, path, "C2"], check=True)
        base.save(Customer(customer_id="C3", name="Acme"), source="visit")
        subprocess.run([sys.executable, "-c", SAVES, path, "C4"], check=True)
        base.save(Customer(customer_id="C5", name="Acme"), source="visit")

    with customerbase.open(path) as base:
        assert [each.customer_id for each in base.all(Customer)] == ["C1", "C2", "C3", "C4", "C5"]


def test_a_file_that_somebody_reads_at_this_moment_is_waited_for(tmp_path):
    """SQLite does not wait where a file is turned to its journal while another connection holds it."""
    path = tmp_path / "acme.db"
    reader = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    reader.execute("BEGIN IMMEDIATE")
    done = threading.Timer(0.3, reader.rollback)
    done.start()

    rows = SqliteRows(path)

    assert pragma(path, "journal_mode") == "wal"
    rows.close()
    done.join()
    reader.close()


def test_a_file_that_was_closed_says_so(tmp_path):
    base = customerbase.open(tmp_path / "acme.db")
    base.close()
    for use in (base.roster, lambda: base.save(Customer(customer_id="C1", name="Acme"), source="visit")):
        with pytest.raises(StoreError, match="was closed"):
            use()
