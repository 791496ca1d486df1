"""Files that are taken away, put in the place of others, filled up, or opened by those who may not."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

import customerbase
from customerbase.errors import StoreError
from customerbase.model import Customer

linux = pytest.mark.skipif(sys.platform != "linux", reason="how Linux does it")


def customer(number: int | str) -> Customer:
    return Customer(customer_id=f"C{number}", name=f"Company {number} Ltd")


@pytest.fixture
def path(tmp_path):
    with customerbase.open(tmp_path / "acme.db") as base:
        base.save(customer(1), source="visit")
    return tmp_path / "acme.db"


def ids(path) -> list[str]:
    with customerbase.open(path) as base:
        return [each.customer_id for each in base.all(Customer)]


def sound(path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# ------------------------------------------------------------------ under our feet


def test_a_file_that_was_replaced_is_not_written_any_more(path, tmp_path):
    shutil.copy(path, tmp_path / "copy.db")
    base = customerbase.open(path)
    base.save(customer(2), source="visit")

    (tmp_path / "copy.db").replace(path)

    with pytest.raises(StoreError, match="another file was put in its place") as caught:
        base.save(customer(3), source="visit")
    assert "open it again" in str(caught.value)
    base.close()


def test_a_file_that_was_removed_is_not_written_any_more(path):
    base = customerbase.open(path)
    path.unlink()

    with pytest.raises(StoreError, match="was removed"):
        base.save(customer(2), source="visit")
    base.close()
    assert not path.exists()


def test_a_program_that_goes_to_another_folder_keeps_its_file(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with customerbase.open("acme.db") as base:
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir(tmp_path / "elsewhere")
        base.save(customer(2), source="visit")

    assert ids(path) == ["C1", "C2"]


# ------------------------------------------------------------------ room and rights


FILLS_UP = """
import sys
import customerbase
from customerbase.errors import StoreError

with customerbase.open(sys.argv[1]) as base:
    try:
        base.import_customers(sys.argv[2])
    except StoreError as error:
        print(error, [each.customer_id for each in base.all(customerbase.Customer)])
"""


def a_long_list(path):
    rows = (f"L{i},Company {i} Ltd,{'x' * 900}\n" for i in range(2_000))
    path.write_text("customer_id,name,note\n" + "".join(rows), encoding="utf-8")
    return path


@linux
def test_a_file_that_may_not_grow_further_keeps_what_it_holds(path, tmp_path):
    def little():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    ran = subprocess.run(
        [sys.executable, "-c", FILLS_UP, path, a_long_list(tmp_path / "long.csv")],
        preexec_fn=little,
        capture_output=True,
        text=True,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "nothing was changed" in ran.stdout
    assert "['C1']" in ran.stdout
    assert sound(path)
    with customerbase.open(path) as base:
        assert base.import_customers(tmp_path / "long.csv").taken == 2_000


@linux
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root mounts a small disk")
def test_a_disk_that_is_full_keeps_what_it_holds(path, tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "customerbase-test", place])
    if mounted.returncode != 0:
        pytest.skip("nothing can be mounted here")
    try:
        shutil.copy(path, place / "acme.db")
        ran = subprocess.run(
            [sys.executable, "-c", FILLS_UP, place / "acme.db", a_long_list(tmp_path / "long.csv")],
            capture_output=True,
            text=True,
        )
        assert (ran.returncode, ran.stderr) == (0, "")
        assert "the disk is full; nothing was changed" in ran.stdout
        assert "['C1']" in ran.stdout
        subprocess.run(["mount", "-o", "remount,size=64m", place], check=True)
        assert sound(place / "acme.db")
        with customerbase.open(place / "acme.db") as base:
            assert base.import_customers(tmp_path / "long.csv").taken == 2_000
    finally:
        subprocess.run(["umount", place], check=True)


# ------------------------------------------------------------------ processes and threads


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_does_not_use_the_base_of_its_parent(path):
    base = customerbase.open(path)
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            base.save(customer(2), source="visit")
            os.write(writes, b"saved")
        except StoreError as error:
            os.write(writes, str(error).encode())
        finally:
            os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as said:
        answer = said.read().decode()
    os.waitpid(child, 0)

    assert "open the base in each process" in answer
    base.save(customer(3), source="visit")
    base.close()
    assert ids(path) == ["C1", "C3"]


def test_another_thread_is_told_to_open_its_own(path):
    told = []

    def use() -> None:
        try:
            base.save(customer(2), source="visit")
        except StoreError as error:
            told.append(str(error))

    with customerbase.open(path) as base:
        thread = threading.Thread(target=use)
        thread.start()
        thread.join()

    assert "open the base in each thread" in told[0]


# ------------------------------------------------------------------ the journal


@pytest.mark.parametrize("stays", [True, False])
def test_a_reader_that_stays_lets_the_journal_grow_and_loses_nothing(path, stays):
    reader = sqlite3.connect(path, isolation_level=None)
    if stays:
        reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM customer").fetchone() == (1,)

    with customerbase.open(path) as base:
        base.store.rows._file.run("PRAGMA wal_autocheckpoint = 10")
        for number in range(2, 40):
            base.save(customer(number).replace(note="x" * 20_000), source="visit")
    grown = path.with_name("acme.db-wal").stat().st_size

    assert (grown > 1_000_000) is stays
    assert reader.execute("SELECT count(*) FROM customer").fetchone() == (1 if stays else 39,)
    reader.close()
    assert len(ids(path)) == 39
    assert not path.with_name("acme.db-wal").exists()
    assert sound(path)


def test_a_file_without_its_journal_holds_what_was_written_into_it(path, tmp_path):
    """A copy of the file alone lacks the last changes, but is whole."""
    with customerbase.open(path) as base:
        base.save(customer(2), source="visit")
        shutil.copy(path, tmp_path / "copy.db")

        assert sound(tmp_path / "copy.db")
        assert ids(tmp_path / "copy.db") == ["C1"]
    assert ids(path) == ["C1", "C2"]


# ------------------------------------------------------------------ the clock


def test_a_clock_that_goes_back_disturbs_no_order(tmp_path):
    moments = [datetime(2024, 3, 1, 12, tzinfo=UTC) - timedelta(hours=i) for i in range(20)]
    with customerbase.open(tmp_path / "acme.db", clock=lambda: moments.pop(0) if moments else LAST) as base:
        base.save(customer(1), source="visit")
        for number in range(5):
            seen = base.customer("C1")
            base.save(seen.replace(name=f"Name {number}"), source="visit", seen=seen)
        entries = base.store.entries("customer", "C1")

        assert base.customer("C1").name == "Name 4"
        assert [each.number for each in entries] == list(range(1, 7))
        assert [each.after for each in base.changes("C1")][-1] == "Name 4"
        assert base.store.card(Customer, "C1").name == "Name 4"


LAST = datetime(2024, 1, 1, tzinfo=UTC)
