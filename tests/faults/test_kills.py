"""Programs that are killed in the middle of an import: the base holds whole batches, and a repetition completes it."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from importing import PROGRAM, ROWS, check, import_lists, write_lists
from servers import MariaDB, Postgres, find_mariadb

import customerbase
from customerbase.errors import StoreError
from customerbase.model import Customer

KILLS = 100 if os.environ.get("CUSTOMERBASE_LONG") else 5

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")


def start(location, lists) -> subprocess.Popen[str]:
    """Start a program that imports, and return it when it has opened the base."""
    program = [sys.executable, PROGRAM, str(location), *map(str, lists)]
    process = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "now\n", process.communicate()[1]
    return process


def time_of_an_import(location, lists) -> float:
    process = start(location, lists)
    began = time.monotonic()
    assert process.stdout.readline() == "done\n"
    takes = time.monotonic() - began
    assert process.communicate() == ("", "")
    return takes


def killed_at_random(location, folder, kill, sound=lambda: None) -> None:
    """Import lists one after the other, each of them first by a program that does not live to see its end."""
    dice = random.Random(2024)
    takes = time_of_an_import(location, write_lists(folder, 0))
    in_the_middle = 0
    looked_at: set[str] = set()
    for number in range(1, KILLS + 1):
        lists = write_lists(folder, number)
        process = start(location, lists)
        # From the beginning to somewhat after the end, where all of it is there.
        time.sleep(1.05 * takes * (number - dice.random()) / KILLS)
        kill(process)
        said, errors = process.communicate()
        # A driver may say there that it lost its connection; an error of ours that nobody caught stands there whole.
        assert "Traceback" not in errors
        assert said in ("", "done\n") or said.startswith("told: ")

        sound()
        with customerbase.open(location) as base:
            customers, purchases = check(base, looked_at)
            assert number <= customers <= number + 1
            assert purchases in (customers, customers - 1)
            if said == "done\n":
                assert (customers, purchases) == (number + 1, number + 1)
            in_the_middle += purchases == number
            taken, unchanged, bought, known = import_lists(base, *lists)
            assert (taken, unchanged) == ((ROWS, 0) if customers == number else (0, ROWS))
            assert (bought, known) == ((ROWS, 0) if purchases == number else (0, ROWS))
            assert check(base, looked_at) == (number + 1, number + 1)
    with customerbase.open(location) as base:
        assert check(base) == (KILLS + 1, KILLS + 1)
    assert in_the_middle >= KILLS // 4


def kill_the_program(process):
    process.send_signal(signal.SIGKILL)


def test_a_program_that_is_killed_leaves_whole_batches_in_its_file(tmp_path):
    path = tmp_path / "acme.db"

    def sound():
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

    killed_at_random(path, tmp_path, kill_the_program, sound)


def test_a_program_that_is_killed_leaves_whole_batches_in_postgresql(postgres_database, tmp_path):
    killed_at_random(postgres_database, tmp_path, kill_the_program)


def test_a_program_that_is_killed_leaves_whole_batches_in_mariadb(mariadb_database, tmp_path):
    killed_at_random(mariadb_database, tmp_path, kill_the_program)


# ------------------------------------------------------------------ the server dies


@pytest.fixture(scope="module")
def durable_postgres():
    """A server that writes through to the disk, as those of companies do, and that may be killed."""
    server = Postgres(fsync=True)
    yield server
    server.close()


@pytest.fixture(scope="module")
def durable_mariadb():
    if not os.environ.get("CUSTOMERBASE_TEST_MARIADB") or find_mariadb() is None:
        pytest.skip(
            "MariaDB is tested where CUSTOMERBASE_TEST_MARIADB is set, and killed where it is installed"
        )
    server = MariaDB({"innodb-flush-log-at-trx-commit": "1"})
    yield server
    server.close()


@pytest.fixture(params=["durable_postgres", "durable_mariadb"])
def server(request):
    return request.getfixturevalue(request.param)


def test_a_server_that_is_killed_keeps_whole_batches(server, tmp_path):
    def kill_the_server(_):
        server.kill()
        server.start()

    killed_at_random(server.url, tmp_path, kill_the_server)


def test_a_base_goes_on_when_its_server_is_there_again(server):
    base = customerbase.open(server.url)
    base.save(Customer(customer_id="C1", name="One"), source="visit")

    def write_on():
        with base.transaction():
            base.save(Customer(customer_id="C2", name="Two"), source="visit")
            server.kill()
            base.save(Customer(customer_id="C3", name="Three"), source="visit")

    with pytest.raises(StoreError) as caught:
        write_on()
    with pytest.raises(StoreError):
        base.save(Customer(customer_id="C4", name="Four"), source="visit")
    server.start()
    base.save(Customer(customer_id="C5", name="Five"), source="visit")

    assert "the server ended, or the connection to it" in str(caught.value)
    assert server.password not in str(caught.value)
    assert [each.customer_id for each in base.all(Customer) if each.customer_id[0] == "C"] == ["C1", "C5"]
    base.close()
