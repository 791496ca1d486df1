"""Half a million lines of sales into one SQLite file: wall time, processor time and peak memory.

    python benchmarks/online_retail.py [FILE] [--runs 5]

FILE is the Online Retail list (UCI, 541,909 lines; .csv or .csv.xz).  Without it a list of the same
form and size is generated.  Each case runs in a process of its own, one after the other, round by round;
printed are the medians and, as the last column, the median of the wall time over that of the first case.

- executemany: `sqlite3.executemany` of the rows as they stand, text in eight columns, read beforehand
  (reading is not counted), WAL, one transaction.
- csv + executemany: the same, reading counted.
- sqlite-utils: `insert_all` of the rows as dictionaries, reading counted.
- customerbase: `import_purchases`: encoding, headings, every cell checked, purchases put together,
  customers and products made, lines refused by name, provenance, undo.
- customerbase, again: the same file read a second time, which changes nothing.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

HEADER = [
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
]
CASES = ("executemany", "csv + executemany", "sqlite-utils", "customerbase", "customerbase, again")


def generated(path: Path, lines: int = 541_909) -> None:
    """Write a list of the same form: a quarter without customer, two in a hundred cancelled."""
    dice = random.Random(2011)
    goods = [
        (
            f"{20000 + i}{dice.choice(['', 'A', 'B'])}",
            f"ARTICLE NUMBER {i}",
            f"{dice.randint(19, 2995) / 100:.2f}",
        )
        for i in range(4000)
    ]
    at, number, written = datetime(2010, 12, 1, 8, 26, tzinfo=UTC), 536365, 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        while written < lines:
            at += timedelta(minutes=dice.randint(1, 20))
            number += 1
            back = dice.random() < 0.02
            customer = "" if dice.random() < 0.25 else f"{dice.randint(12346, 16700)}.0"
            for code, name, price in dice.sample(goods, min(dice.randint(1, 40), lines - written)):
                quantity = dice.randint(1, 24) * (-1 if back else 1)
                invoice = f"C{number}" if back else str(number)
                writer.writerow(
                    [
                        invoice,
                        code,
                        name,
                        quantity,
                        f"{at:%Y-%m-%d %H:%M:%S}",
                        price,
                        customer,
                        "United Kingdom",
                    ]
                )
                written += 1


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def table(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "plain.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("CREATE TABLE line (a, b, c, d, e, f, g, h)")
    return connection


def insert(connection: sqlite3.Connection, rows: object) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)  # type: ignore[arg-type]
    connection.execute("COMMIT")


def run_case(case: str, path: Path, folder: Path) -> dict[str, float]:
    """Do one case in this process; return wall and processor seconds and the peak of memory in MB."""
    if case == "executemany":
        connection, rows = table(folder), rows_of(path)
    if case.startswith("customerbase"):
        import customerbase

        base = customerbase.open(folder / "base.db", currency="GBP")
        if case.endswith("again"):
            base.import_purchases(path, create_customers=True)
    if case == "sqlite-utils":
        import sqlite_utils

        database = sqlite_utils.Database(folder / "utils.db")
        database.enable_wal()
    wall, cpu = time.perf_counter(), time.process_time()
    if case == "executemany":
        insert(connection, rows)
    elif case == "csv + executemany":
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream)
            next(reader)
            insert(table(folder), reader)
    elif case == "sqlite-utils":
        with path.open(encoding="utf-8", newline="") as stream:
            database["line"].insert_all(csv.DictReader(stream), batch_size=1000)
    else:
        result = base.import_purchases(path, create_customers=True)
        assert result.rows == 541_909, result
    spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    return spent | {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if said.case:
            print(json.dumps(run_case(said.case, said.file, folder)))
            return
        path = folder / "lines.csv"
        if said.file is None:
            generated(path)
        elif said.file.suffix == ".xz":
            with lzma.open(said.file) as packed:
                path.write_bytes(packed.read())
        else:
            path = said.file.resolve()
        measured: dict[str, list[dict[str, float]]] = {case: [] for case in CASES}
        for _ in range(said.runs):
            for case in CASES:
                command = [sys.executable, __file__, os.fspath(path), "--case", case]
                measured[case].append(
                    json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
                )
    print(f"{541_909:,} lines, {said.runs} rounds, medians")
    print(f"{'':22}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}{'× first':>9}")
    first = statistics.median(each["wall"] for each in measured[CASES[0]])
    for case, found in measured.items():
        wall, cpu, memory = (
            statistics.median(each[what] for each in found) for what in ("wall", "cpu", "memory")
        )
        print(f"{case:22}{wall:9.2f}{cpu:9.2f}{memory:9.0f}{wall / first:9.2f}")


if __name__ == "__main__":
    main()
