"""Five million sales out of an SQLite base into a frame: wall time, processor time and peak memory.

    python benchmarks/bulk_read.py [--sales 5000000] [--customers 500000] [--runs 3] [--base FILE]

The base is made by the store's own packed path: seeded, skewed, over five years; with --base it is
made once and kept.  Each case runs in a process of its own, one after the other, round by round;
printed are the medians and, as the last column, the median of the wall time over that of the first case.

What an RFM needs (customer, day, amount, currency, whether it is a return):

- customerbase: `Rows.sale_columns`, columns of text that SQLite joins, taken apart by Polars.
- cursor, blocks: `sqlite3`, 65,536 rows at a time into frames of Polars.
- cursor, all: `fetchall`, then one frame.
- polars.read_database: with a connection of `sqlite3`.
- ADBC: `polars.read_database_uri(engine="adbc")` where the driver is installed.  It opens the file with
  another copy of SQLite, which takes our locks away when it closes it: measured, not used.
- connectorx: `polars.read_database_uri(engine="connectorx")` where it is installed.
- pandas.read_sql: with a connection of `sqlite3`.
- sqlite-utils: `query`, whose rows are dictionaries, into a frame of Polars.

All columns, with the ids of the customers:

- sales_frame: `base.sales_frame()`.
- cursor, joined: the same by `sqlite3`, in blocks, with the ids joined in SQL.

From the file to segments:

- summaries: what `base.rfm` does to come to one summary for each customer.
- base.rfm: all of it, with an object for each customer.
- base.rfm, plain: the same without the extra `tables`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

SOURCE = """SELECT customer, on_day, amount, currency, is_return FROM purchase"""
JOINED = """
    SELECT p.id, c.id, p.on_day, p.amount, p.currency, p.quantity, p.is_return, p.employee_id
    FROM purchase p JOIN customer c ON c.key = p.customer
"""
CASES = (
    "customerbase",
    "cursor, blocks",
    "cursor, all",
    "polars.read_database",
    "ADBC",
    "connectorx",
    "pandas.read_sql",
    "sqlite-utils",
    "sales_frame",
    "cursor, joined",
    "summaries",
    "base.rfm",
    "base.rfm, plain",
)
NEEDS = {"ADBC": "adbc_driver_sqlite", "connectorx": "connectorx", "pandas.read_sql": "pandas"}
AS_OF = date(2024, 12, 31)
BLOCK = 65_536


def make(path: Path, sales: int, customers: int) -> None:
    """Make a base: few customers buy much, two in a hundred sales are returns, later years have more."""
    from customerbase.model import Customer, Source
    from customerbase.stores.packing import Head, packed_line
    from customerbase.stores.rows import Stored
    from customerbase.stores.sqlite import SqliteRows

    dice, at, source = random.Random(2024), datetime(2025, 1, 1, tzinfo=UTC), Source.of("transaction_record")
    days = [(date(2020, 1, 1) + timedelta(days=i)).isoformat() for i in range(1827)]
    with closing(SqliteRows(path)) as rows:
        with rows.transaction():
            for i in range(customers):
                card = Customer(customer_id=f"C{i:07}", name=f"Customer {i}")
                rows.put("customer", [Stored(record=card, version=1, recorded_at=at, source=source)])
        for first in range(0, sales, 100_000):
            some = []
            for i in range(first, min(first + 100_000, sales)):
                who, day = int(customers * dice.random() ** 3), days[int(dice.random() ** 0.7 * 1827)]
                quantity = -1 if dice.random() < 0.02 else dice.randint(1, 12)
                head = Head(
                    f"S{i:08}", f"C{who:07}", day, None, "CNY", None, None, None, None, f"E{i % 40}",
                    None, None, None, None,
                )  # fmt: skip
                price = dice.randint(19, 99_999) * 10_000
                some.append((head, [packed_line(f"P{i % 997}", quantity * 1_000_000, price)]))
            with rows.transaction():
                rows.add_packed(some, at, None, source)


def frame_of(cursor: sqlite3.Cursor, *, whole: bool = False):
    """Read a cursor into a frame of Polars, whole or in blocks."""
    import polars as pl

    names = [f"c{i}" for i in range(len(cursor.description))]
    if whole:
        return pl.DataFrame(cursor.fetchall(), schema=names, orient="row")
    blocks = iter(lambda: cursor.fetchmany(BLOCK), [])
    return pl.concat([pl.DataFrame(rows, schema=names, orient="row") for rows in blocks])


def with_days(frame, name: str):
    """Make the days of a frame days; what all cases must do."""
    import polars as pl

    return frame.with_columns(pl.col(name).str.to_date("%Y-%m-%d"))


def read(case: str, path: Path) -> int:
    """Do one case; return how many rows there are."""
    if case.startswith(("base", "summaries", "sales_frame", "customerbase")):
        return ours(case, path)
    if case == "ADBC":
        import adbc_driver_sqlite.dbapi as adbc
        import polars as pl

        with adbc.connect(os.fspath(path)) as connection, connection.cursor() as cursor:
            # By default it guesses types from a first batch that may be empty of values, and fails later.
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(BLOCK)})
            cursor.execute(SOURCE)
            return len(with_days(pl.DataFrame(cursor.fetch_arrow()), "on_day"))
    if case == "connectorx":
        import polars as pl

        return len(with_days(pl.read_database_uri(SOURCE, f"sqlite://{path}"), "on_day"))
    with closing(sqlite3.connect(path)) as connection:
        if case == "polars.read_database":
            import polars as pl

            return len(with_days(pl.read_database(SOURCE, connection), "on_day"))
        if case == "pandas.read_sql":
            import pandas as pd

            return len(pd.read_sql(SOURCE, connection, parse_dates=["on_day"]))
        if case == "sqlite-utils":
            import polars as pl
            import sqlite_utils

            rows = sqlite_utils.Database(connection).query(SOURCE)
            return len(with_days(pl.DataFrame(list(rows)), "on_day"))
        if case == "cursor, joined":
            connection.execute("PRAGMA cache_size = -64000")
            return len(with_days(frame_of(connection.execute(JOINED)), "c2"))
        return len(with_days(frame_of(connection.execute(SOURCE), whole=case == "cursor, all"), "c1"))


def ours(case: str, path: Path) -> int:
    import customerbase
    from customerbase import registry
    from customerbase.rfm import Count, Returns
    from customerbase.steps import in_columns

    with customerbase.open(path) as base:
        rows = base.store.rows
        if case == "customerbase":
            names = ("customer", "on", "amount", "currency", "is_return")
            with rows.sale_columns(names) as columns:
                return len(registry.load("frame", "polars").keyed(columns, names)[0])
        if case == "sales_frame":
            return len(base.sales_frame())
        if case == "summaries":
            asked = {"as_of": AS_OF, "count": Count.ORDER, "returns": Returns.LOWER, "currency": None}
            return len(in_columns.summarize_in_columns(rows, **asked))
        if case == "base.rfm, plain":
            in_columns.MANY = sys.maxsize
        return len(base.rfm(as_of=AS_OF).rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sales", type=int, default=5_000_000)
    parser.add_argument("--customers", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--base", type=Path)
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.case:
        wall, cpu = time.perf_counter(), time.process_time()
        found = read(said.case, said.base)
        spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "rows": found}
        print(json.dumps(spent | {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = (said.base or Path(folder) / "sales.db").resolve()
        if not path.exists():
            make(path, said.sales, said.customers)
        cases = [each for each in CASES if importlib.util.find_spec(NEEDS.get(each, "sqlite3")) is not None]
        measured: dict[str, list[dict[str, float]]] = {case: [] for case in cases}
        for _ in range(said.runs):
            for case in cases:
                command = [sys.executable, __file__, "--case", case, "--base", os.fspath(path)]
                ran = subprocess.run(command, check=True, capture_output=True)
                measured[case].append(json.loads(ran.stdout))
    print(f"{said.sales:,} sales, {said.runs} rounds, medians")
    print(f"{'':22}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}{'× first':>9}{'rows':>12}")
    first = statistics.median(each["wall"] for each in measured[cases[0]])
    for case, found in measured.items():
        wall, cpu, memory = (
            statistics.median(each[what] for each in found) for what in ("wall", "cpu", "memory")
        )
        print(f"{case:22}{wall:9.2f}{cpu:9.2f}{memory:9.0f}{wall / first:9.2f}{found[0]['rows']:12,}")


if __name__ == "__main__":
    main()
