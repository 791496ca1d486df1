"""Eight programs that write into one base at once: no update is lost, nobody is sent away, the history is whole."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing

import pytest
from writing import LIST, PROGRAM, make

import customerbase
from customerbase.model import Customer, Product

WRITERS = 8
SECONDS = 30 if os.environ.get("CUSTOMERBASE_LONG") else 3


def write_at_once(location, folder) -> Counter[str]:
    """Let eight programs write, and return what they did together."""
    make(location)
    writers = [
        subprocess.Popen(
            [sys.executable, PROGRAM, str(location), str(folder), f"W{i}", str(SECONDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for i in range(WRITERS)
    ]
    for each in writers:
        # All begin together, when the last of them is ready.
        assert each.stdout.readline() == "ready\n", each.communicate()[1]
    for each in writers:
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [each.communicate() for each in writers]
    assert [errors for _, errors in said] == [""] * WRITERS
    told = [json.loads(words) for words, _ in said]
    together = sum((Counter(each["done"]) for each in told), Counter())
    print(
        f"\n{SECONDS} s: {dict(together)}; the longest write took {max(each['longest'] for each in told):.2f} s"
    )
    for each in told:
        # Nobody starves: each does his share, if not as much as others.
        assert sum(each["done"].values()) > together.total() / WRITERS / 10
    return together


def check(location, done: Counter[str]) -> None:
    with customerbase.open(location) as base:
        rows = base.store.rows
        assert min(done[each] for each in ("count_on_a_card", "count_on_a_record", "sell", "decide")) > 0

        # What was counted adds up.
        card, product = base.customer("SHARED"), base.get(Product, "SHARED")
        assert (card.note, product.name) == (str(done["count_on_a_card"]), str(done["count_on_a_record"]))
        assert rows.setting("shared") == str(done["count_inside_a_transaction"])
        assert len(base.sales()) == done["sell"]
        assert len(base.batches()) == done["read_a_list"]
        assert sum(1 for _ in base.all(Customer)) == 1 + WRITERS + done["read_a_list"] * LIST

        # The history is whole: each count was written once, over the one before it.
        notes = [each.after for each in base.changes("SHARED") if each.path == "note"]
        assert notes == [str(i) for i in range(done["count_on_a_card"] + 1)]
        assert rows.get("customer", ["SHARED"])["SHARED"].version == done["count_on_a_card"] + 1
        held = rows.get("product", ["SHARED"])["SHARED"]
        replaced = [
            (each.before.version, each.before.record.name) for each in rows.revisions("product", "SHARED")
        ]
        assert replaced == [(i + 1, str(i)) for i in range(done["count_on_a_record"])]
        assert held.version == done["count_on_a_record"] + 1
        for i in range(WRITERS):
            names = [each.after for each in base.changes(f"W{i}") if each.path == "name"]
            assert names == ["First", *(f"Name {number}" for number in range(len(names) - 1))]

        entries = rows.entries("customer", rows.keys("customer")).values()
        numbers = [each.number for ledger in entries for each in ledger]
        assert sorted(numbers) == list(range(1, rows.next_number()))
        assert len(numbers) == (
            1 + done["count_on_a_card"] + WRITERS + 2 * done["decide"] + LIST * done["read_a_list"]
        )


@pytest.mark.slow
def test_programs_that_write_one_file_at_once_lose_nothing(tmp_path):
    path = tmp_path / "acme.db"

    check(path, write_at_once(path, tmp_path))

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.slow
def test_programs_that_write_into_postgresql_at_once_lose_nothing(postgres_database, tmp_path):
    check(postgres_database, write_at_once(postgres_database, tmp_path))


@pytest.mark.slow
def test_programs_that_write_into_mariadb_at_once_lose_nothing(mariadb_database, tmp_path):
    check(mariadb_database, write_at_once(mariadb_database, tmp_path))
