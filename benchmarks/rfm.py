"""RFM of 1, 10 and 100 million purchases, from a table in memory to scores and segments: wall time, peak memory.

    python benchmarks/rfm.py [--rows 1_000_000 10_000_000] [--runs 3] [--cases ...] [--folder DIR]

Purchases are generated: a thirteenth as many customers, most of whom buy little and a few much (cube of
a uniform number), log-normal amounts in cents, five years of days, two in a hundred returns.  Each case
runs in a process of its own, first on a thousand rows that are not counted; cases follow one another,
round by round.  Printed are medians, the ratio to the form written by hand on the same engine (pair by
pair within a round), and the peak of the whole process, the table itself included.

- scan: the sum, the greatest and the count of the three columns, nothing else.
- ours: `customerbase.tables.rfm.run`, all checks of the input included.
- by hand: the same result (recency, frequency, money, days, tenure, scores by five observed cut points,
  the eleven segments) as somebody who knows the engine would write it; it checks nothing.
- pymc-marketing: `rfm_summary` and `rfm_segments`; lifetimes: its summary alone.  They count refunds as
  purchases.  They run where they are installed, and up to --rivals-up-to rows.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

AS_OF = date(2025, 1, 1)
RIVALS = ("pymc-marketing", "lifetimes")
CASES = (
    "scan polars",
    "by hand polars",
    "ours polars",
    "scan duckdb",
    "by hand duckdb",
    "ours duckdb",
    "by hand pandas",
    "ours pandas",
    "ours pyarrow",
    *RIVALS,
)
SEGMENTS = (
    ("Champions", 5, 5, 4, 5),
    ("Loyal Customers", 3, 4, 4, 5),
    ("Potential Loyalists", 4, 5, 2, 3),
    ("New Customers", 5, 5, 1, 1),
    ("Promising", 4, 4, 1, 1),
    ("Need Attention", 3, 3, 3, 3),
    ("About To Sleep", 3, 3, 1, 2),
    ("Can't Lose Them", 1, 2, 5, 5),
    ("At Risk", 1, 2, 3, 4),
    ("Hibernating", 2, 2, 1, 2),
    ("Lost", 1, 1, 1, 2),
)


def generated(path: Path, rows: int) -> None:
    """Write purchases as Parquet, ten million rows at a time."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    dice = np.random.default_rng(rows)
    customers = max(rows // 13, 1)
    with pq.ParquetWriter(path, _schema(pa)) as writer:
        for begun in range(0, rows, 10_000_000):
            n = min(10_000_000, rows - begun)
            amount = np.maximum(1, np.exp(dice.normal(8, 1.2, n))).astype(np.int64)
            columns = {
                "customer": (customers * dice.random(n) ** 3).astype(np.int64),
                "day": (dice.integers(0, 1_826, n) + date(2020, 1, 1).toordinal() - 719_163).astype(np.int32),
                "cents": np.where(dice.random(n) < 0.02, -amount, amount),
            }
            arrays = [
                pa.array(columns["customer"]),
                pa.array(columns["day"]).cast(pa.date32()),
                pa.array(columns["cents"]),
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=_schema(pa)))


def _schema(pa: Any) -> Any:
    return pa.schema([("customer", pa.int64()), ("day", pa.date32()), ("cents", pa.int64())])


# ------------------------------------------------------------------ by hand


def polars_by_hand(frame: Any) -> Any:
    import polars as pl

    day = pl.col("day")
    summary = (
        frame.lazy()
        .filter(day <= AS_OF)
        .with_columns(visit=pl.when(pl.col("cents") >= 0).then(day))
        .group_by("customer")
        .agg(
            first=pl.col("visit").min(),
            last=pl.col("visit").max(),
            frequency=pl.col("visit").count(),
            monetary=pl.col("cents").sum(),
        )
        .with_columns(
            recency=(pl.lit(AS_OF) - pl.col("last")).dt.total_days(),
            tenure=(pl.lit(AS_OF) - pl.col("first")).dt.total_days(),
        )
        .collect()
    )
    names = ("recency", "frequency", "monetary")
    visited = summary.filter(pl.col("recency").is_not_null()).select(names)
    places = [-(-i * visited.height // 5) - 1 for i in range(1, 5)]
    cuts = {name: visited[name].sort().gather(places).to_list() for name in names}

    def bin_(name: str) -> Any:
        return pl.sum_horizontal([(pl.col(name) > each).cast(pl.Int8) for each in cuts[name]])

    scored = summary.with_columns(
        r=pl.when(pl.col("recency").is_null()).then(1).otherwise(5 - bin_("recency")),
        f=1 + bin_("frequency"),
        m=1 + bin_("monetary"),
    )
    segment = pl.lit(None, pl.String)
    for name, r1, r2, f1, f2 in reversed(SEGMENTS):
        inside = pl.col("r").is_between(r1, r2) & pl.col("f").is_between(f1, f2)
        segment = pl.when(inside).then(pl.lit(name)).otherwise(segment)
    return scored.with_columns(segment=segment)


def duckdb_by_hand(connection: Any) -> None:
    connection.execute(f"""
        CREATE TEMP TABLE summary AS
        SELECT customer, first, last, frequency, monetary, DATE '{AS_OF}' - last AS recency, DATE '{AS_OF}' - first AS tenure
        FROM (SELECT customer, min(visit) AS first, max(visit) AS last, count(visit) AS frequency,
                     CAST(sum(cents) AS BIGINT) AS monetary
              FROM (SELECT customer, cents, CASE WHEN cents >= 0 THEN day END AS visit FROM sold WHERE day <= DATE '{AS_OF}')
              GROUP BY customer)""")
    (cuts,) = connection.execute("""
        SELECT quantile_disc(recency, [0.2, 0.4, 0.6, 0.8]), quantile_disc(frequency, [0.2, 0.4, 0.6, 0.8]),
               quantile_disc(monetary, [0.2, 0.4, 0.6, 0.8])
        FROM summary WHERE recency IS NOT NULL""").fetchall()

    def bin_(name: str, points: list[int]) -> str:
        return " + ".join(f"CAST({name} > {each} AS TINYINT)" for each in points)

    whens = " ".join(
        f"WHEN r BETWEEN {r1} AND {r2} AND f BETWEEN {f1} AND {f2} THEN '{name.replace(chr(39), chr(39) * 2)}'"
        for name, r1, r2, f1, f2 in SEGMENTS
    )
    connection.execute(f"""
        CREATE TEMP TABLE scored AS
        SELECT *, CASE {whens} END AS segment
        FROM (SELECT *, CASE WHEN recency IS NULL THEN 1 ELSE 5 - ({bin_("recency", cuts[0])}) END AS r,
                     1 + {bin_("frequency", cuts[1])} AS f, 1 + {bin_("monetary", cuts[2])} AS m FROM summary)""")


def pandas_by_hand(frame: Any) -> Any:
    import numpy as np
    import pandas as pd

    day = pd.Timestamp(AS_OF)
    frame = frame[frame["day"] <= day]
    frame = frame.assign(visit=frame["day"].where(frame["cents"] >= 0))
    groups = frame.groupby("customer", sort=False)
    summary = groups.agg(
        first=("visit", "min"), last=("visit", "max"), frequency=("visit", "count"), monetary=("cents", "sum")
    ).reset_index()
    summary["recency"], summary["tenure"] = (day - summary["last"]).dt.days, (day - summary["first"]).dt.days
    visited = summary[summary["recency"].notna()]
    places = [-(-i * len(visited) // 5) - 1 for i in range(1, 5)]
    bins = {
        name: np.searchsorted(
            np.sort(visited[name].to_numpy())[places], summary[name].to_numpy(), side="left"
        )
        for name in ("recency", "frequency", "monetary")
    }
    summary["r"] = np.where(summary["recency"].isna(), 1, 5 - bins["recency"])
    summary["f"], summary["m"] = bins["frequency"] + 1, bins["monetary"] + 1
    inside = [summary["r"].between(r1, r2) & summary["f"].between(f1, f2) for _, r1, r2, f1, f2 in SEGMENTS]
    summary["segment"] = np.select(inside, [name for name, *_ in SEGMENTS], default="")
    return summary


# ------------------------------------------------------------------ one case


def loaded(engine: str, path: Path) -> Any:
    """Return the table in memory, as this engine has it; of DuckDB, the connection."""
    if engine == "duckdb":
        import duckdb

        connection = duckdb.connect()
        connection.execute(f"CREATE TABLE sold AS SELECT * FROM read_parquet('{path}')")
        return connection
    if engine == "polars":
        import polars as pl

        return pl.read_parquet(path).rechunk()
    import pyarrow.parquet as pq

    read = pq.read_table(path).combine_chunks()
    if engine == "pyarrow":
        return read
    import pandas as pd

    return pd.DataFrame({name: read[name].to_numpy() for name in read.column_names})


def ours(engine: str, table: Any) -> Callable[[], Any]:
    from customerbase.tables import PurchaseColumns
    from customerbase.tables.rfm import run

    columns = PurchaseColumns(customer="customer", on="day", amount="cents")
    frame = table.table("sold") if engine == "duckdb" else table

    def done() -> Any:
        scored = run(frame, columns=columns, as_of=AS_OF).frame
        # A relation of DuckDB is computed when it is asked for: into its memory, as the other is.
        return scored.materialize() if engine == "duckdb" else scored

    return done


def scan(engine: str, table: Any) -> Callable[[], Any]:
    if engine == "duckdb":
        return lambda: table.execute("SELECT max(customer), max(day), sum(cents) FROM sold").fetchall()
    import polars as pl

    return lambda: (
        table.lazy().select(pl.col("customer").max(), pl.col("day").max(), pl.col("cents").sum()).collect()
    )


def rival(case: str, table: Any) -> Callable[[], Any]:
    if case == "lifetimes":
        from lifetimes.utils import summary_data_from_transaction_data

        return lambda: summary_data_from_transaction_data(
            table, "customer", "day", monetary_value_col="cents", observation_period_end=str(AS_OF)
        )
    from pymc_marketing.clv.utils import rfm_segments, rfm_summary

    named = {"customer_id_col": "customer", "datetime_col": "day", "monetary_value_col": "cents"}
    named["observation_period_end"] = str(AS_OF)
    return lambda: (rfm_summary(table, **named), rfm_segments(table, **named))


BY_HAND = {"polars": polars_by_hand, "duckdb": duckdb_by_hand, "pandas": pandas_by_hand}


def prepared(case: str, path: Path) -> Callable[[], Any]:
    """Load the table, import what is needed, and return what is to be timed."""
    what, _, engine = case.rpartition(" ")
    return started(case, loaded(engine if what else "pandas", path))


def started(case: str, table: Any) -> Callable[[], Any]:
    what, _, engine = case.rpartition(" ")
    if what == "ours":
        return ours(engine, table)
    if what == "scan":
        return scan(engine, table)
    return rival(case, table) if not what else lambda: BY_HAND[engine](table)


def run_case(case: str, path: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        # What is only done once in a process (threads, imports at first use) is no part of the work, of any case.
        few = Path(folder) / "few.parquet"
        generated(few, 1_000)
        prepared(case, few)()
    what = prepared(case, path)
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun, worked = time.perf_counter(), time.process_time()
    kept = what()
    wall, cpu = time.perf_counter() - begun, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    del kept
    return {"wall": wall, "cpu": cpu, "peak": peak, "loaded": loaded}


def measure(rows: int, path: Path, cases: list[str], runs: int) -> None:
    """Run the cases round by round, and print the medians."""
    found: dict[str, list[dict[str, float]]] = {case: [] for case in cases}
    for number in range(runs):
        for case in cases:
            command = [sys.executable, "-W", "ignore", __file__, "--case", case, "--folder", str(path)]
            ran = subprocess.run(command, capture_output=True, text=True, check=False)
            if ran.returncode:
                print(
                    f"{case}: {(ran.stderr.strip().splitlines() or ['?'])[-1]}", file=sys.stderr, flush=True
                )
                continue
            found[case].append(json.loads(ran.stdout.splitlines()[-1]))
            print(
                f"  round {number + 1}: {case} {found[case][-1]['wall']:.3f} s", file=sys.stderr, flush=True
            )
    print(
        f"\n{rows:,} purchases, {runs} rounds, interleaved, medians (Python {sys.version.split()[0]}, {os.cpu_count()} cores):\n"
    )
    print(
        "| Case | wall s | cpu s | peak MB | of which the table MB | × by hand |\n|---|---|---|---|---|---|"
    )
    for case in cases:
        if not found[case]:
            continue
        wall, cpu, peak, loaded = (
            statistics.median(each[name] for each in found[case])
            for name in ("wall", "cpu", "peak", "loaded")
        )
        own = found.get(f"by hand {case.rpartition(' ')[2]}", [])
        pairs = [a["wall"] / b["wall"] for a, b in zip(found[case], own, strict=False)]
        ratio = f"{statistics.median(pairs):.2f}" if pairs else ""
        print(f"| {case} | {wall:.3f} | {cpu:.3f} | {peak:,.0f} | {loaded:,.0f} | {ratio} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", nargs="+", type=int, default=[1_000_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cases", nargs="+", default=list(CASES), choices=CASES)
    parser.add_argument("--rivals-up-to", type=int, default=10_000_000)
    parser.add_argument("--folder", help="where the generated tables are kept; a temporary one by default")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.case and asked.case.isdigit():
        generated(Path(asked.folder), int(asked.case))
        return
    if asked.case:
        print(json.dumps(run_case(asked.case, Path(asked.folder))))
        return
    homes = {"pymc-marketing": "pymc_marketing", "lifetimes": "lifetimes"}
    there = [each for each in asked.cases if each not in homes or importlib.util.find_spec(homes[each])]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(asked.folder or temporary)
        for rows in asked.rows:
            path = folder / f"purchases-{rows}.parquet"
            if not path.exists():
                # In a process of its own: what it needs of memory would count as that of its children.
                subprocess.run(
                    [sys.executable, __file__, "--case", str(rows), "--folder", str(path)], check=True
                )
            measure(
                rows,
                path,
                [each for each in there if each not in RIVALS or rows <= asked.rivals_up_to],
                asked.runs,
            )


if __name__ == "__main__":
    main()
