"""A process killed in mid-import leaves a base that opens, with the whole batch or none of it."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import pytest

import customerbase
from customerbase.model import Customer, Purchase

ROWS = 3_000
READ = """
import sys
import customerbase
with customerbase.open(sys.argv[1], currency="CNY") as base:
    print("open", flush=True)
    base.import_customers(sys.argv[2])
    base.import_purchases(sys.argv[3])
    print("done", flush=True)
"""


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    people = [f"K{i},Customer {i},Contact {i}\n" for i in range(ROWS)]
    (folder / "customers.csv").write_text("customer_id,name,contact 1 name\n" + "".join(people))
    sold = [f"{i},2024-01-05,K{i},P{i % 40},2,3.5\n" for i in range(ROWS)]
    (folder / "sales.csv").write_text(
        "order id,date,customer_id,product_id,quantity,unit price\n" + "".join(sold)
    )
    return folder / "customers.csv", folder / "sales.csv"


def begun(file, lists):
    process = subprocess.Popen(
        [sys.executable, "-c", READ, str(file), *map(str, lists)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "open\n"
    return process


@pytest.fixture(scope="module")
def seconds(tmp_path_factory, lists):
    """How long the whole takes here."""
    process = begun(tmp_path_factory.mktemp("timed") / "base.db", lists)
    start = time.monotonic()
    assert process.wait() == 0
    process.stdout.close()
    return time.monotonic() - start


def kill_after(delay, file, lists):
    process = begun(file, lists)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def look(file, lists):
    """See whole batches or none, then read again and have all; return how many batches there were."""
    with customerbase.open(file, currency="CNY") as base:
        batches = {each.what: each.counts["taken"] for each in base.batches()}
        assert batches in ({}, {"customer": ROWS}, {"customer": ROWS, "purchase": ROWS})
        assert sum(1 for _ in base.all(Customer)) == (ROWS if "customer" in batches else 0)
        assert sum(1 for _ in base.all(Purchase)) == (ROWS if "purchase" in batches else 0)
        assert len(base.sales()) == (ROWS if "purchase" in batches else 0)
        base.import_customers(lists[0])
        base.import_purchases(lists[1])
        assert len(base.batches()) == 2
        assert sum(1 for _ in base.all(Customer)) == ROWS
        assert len(base.sales()) == ROWS
    return len(batches)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_killed_at_some_moment(tmp_path, lists, seconds, share):
    kill_after(share * seconds, tmp_path / "base.db", lists)

    look(tmp_path / "base.db", lists)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_killed_at_many_moments(tmp_path, lists, seconds):
    dice = random.Random(2)
    seen = set()
    for i in range(5):
        file = tmp_path / f"{i}.db"
        kill_after(dice.random() * 1.1 * seconds, file, lists)
        seen.add(look(file, lists))
    assert len(seen) > 1


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_killed_twice_and_again(tmp_path, lists, seconds):
    for share in (0.3, 0.6):
        kill_after(share * seconds, tmp_path / "base.db", lists)

    look(tmp_path / "base.db", lists)
