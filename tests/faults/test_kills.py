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

import customerbase

KILLS = 100 if os.environ.get("CUSTOMERBASE_LONG") else 8

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
    for number in range(1, KILLS + 1):
        lists = write_lists(folder, number)
        process = start(location, lists)
        # Some of the moments lie after the end: then all of it is there.
        time.sleep(dice.uniform(0, 1.05 * takes))
        kill(process)
        said, errors = process.communicate()
        assert errors == ""
        assert said in ("", "done\n") or said.startswith("told: ")

        sound()
        with customerbase.open(location) as base:
            customers, purchases = check(base)
            assert number <= customers <= number + 1
            assert purchases in (customers, customers - 1)
            if said == "done\n":
                assert (customers, purchases) == (number + 1, number + 1)
            in_the_middle += purchases == number
            taken, unchanged, bought, known = import_lists(base, *lists)
            assert (taken, unchanged) == ((ROWS, 0) if customers == number else (0, ROWS))
            assert (bought, known) == ((ROWS, 0) if purchases == number else (0, ROWS))
            assert check(base) == (number + 1, number + 1)
    assert in_the_middle > KILLS // 3


def test_a_program_that_is_killed_leaves_whole_batches_in_its_file(tmp_path):
    path = tmp_path / "acme.db"

    def sound():
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

    killed_at_random(path, tmp_path, lambda process: process.send_signal(signal.SIGKILL), sound)
