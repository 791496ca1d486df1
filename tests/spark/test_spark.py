"""RFM on Spark, with executors in processes of their own: the same numbers, and nothing of size at the driver.

Needs the extra ``spark`` and Java 17: ``python3 run.py spark``.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from customerbase import rfm
from customerbase.errors import CurrencyMismatch, InvalidTable, NothingToFit
from customerbase.tables import PurchaseColumns
from customerbase.tables import rfm as tables
from customerbase.testing.contracts.score import ScoreContract
from customerbase.testing.contracts.verify import VerifyContract

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]
pyspark = pytest.importorskip("pyspark")

COLUMNS = PurchaseColumns(customer="client", on="day", amount="cents")
AS_OF = date(2024, 12, 31)


@pytest.fixture(scope="module")
def session():
    from pyspark.sql import SparkSession

    made = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("customerbase")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.executor.memory", "768m")
        .config("spark.task.maxFailures", "8")
        # A killed executor is replaced, as often as it takes.
        .config("spark.deploy.maxExecutorRetries", "-1")
        .getOrCreate()
    )
    yield made
    made.stop()


class TestSpark(ScoreContract, VerifyContract):
    lazy = True
    examples: ClassVar[int | None] = int(os.environ.get("CUSTOMERBASE_SPARK_EXAMPLES", "8"))

    @pytest.fixture(autouse=True)
    def _in_session(self, session):
        self.session = session

    def frame(self, columns, zone):
        from pyspark.sql import types as t

        kinds = {
            "text": t.StringType(),
            "integer": t.LongType(),
            "boolean": t.BooleanType(),
            "day": t.DateType(),
            "local": t.TimestampNTZType(),
            "instant": t.TimestampType(),
            "decimal": t.DecimalType(18, 2),
            "float": t.DoubleType(),
        }
        self.session.conf.set("spark.sql.session.timeZone", zone)
        schema = t.StructType([t.StructField(name, kinds[kind]) for name, (kind, _) in columns.items()])
        rows = list(zip(*(values for _, values in columns.values()), strict=True))
        return self.session.createDataFrame(rows, schema)


@pytest.fixture
def sold(session):
    """Two million rows made by the executors: 150,000 customers, skewed, one in fifty a return."""
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return session.range(2_000_000, numPartitions=8).selectExpr(
        "cast(pow(rand(7), 3) * 150000 as long) as client",
        "date_add(date'2023-01-01', cast(rand(8) * 700 as int)) as day",
        "cast(if(rand(9) < 0.02, -1, 1) * exp(randn(10) + 8) as long) as cents",
    )


def executors() -> list[int]:
    """Return the processes of executors; Linux says what each of its processes is."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if b"CoarseGrainedExecutorBackend" in each.read_bytes():
                found.append(int(each.parent.name))
    return found


def test_the_work_is_done_in_executors_of_their_own(session):
    assert session.sparkContext.master == "local-cluster[2,1,1024]"
    session.range(10).count()

    assert len(executors()) == 2


def test_nothing_but_cut_points_comes_to_the_driver(session, sold, monkeypatch):
    """Every collected result is counted: histograms of some thousand rows, never the customers."""
    from pyspark.sql.classic import dataframe

    collected = []
    for name in ("collect", "toArrow", "toPandas"):
        real = getattr(dataframe.DataFrame, name)

        def counted(self, *arguments, _real=real, **named):
            result = _real(self, *arguments, **named)
            collected.append(getattr(result, "num_rows", None) or len(result))
            return result

        monkeypatch.setattr(dataframe.DataFrame, name, counted)

    done = tables.run(sold, columns=COLUMNS, as_of=AS_OF)

    assert collected
    assert max(collected) <= 4 * 4_097
    monkeypatch.undo()
    assert done.frame.count() > 100_000
    done.release()


def test_an_executor_that_dies_in_the_middle_changes_nothing(session, sold):
    def scored():
        done = tables.run(sold, columns=COLUMNS, as_of=AS_OF)
        counts = {tuple(row) for row in done.frame.groupBy("r", "f", "m").count().collect()}
        done.release()
        return done.scale, counts

    expected = scored()
    before = set(executors())

    def kill() -> None:
        time.sleep(0.7)
        os.kill(min(before), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    found = scored()
    killer.join()

    assert set(executors()) != before
    assert found == expected


def test_spark_and_polars_give_the_same_scale(session, sold):
    pl = pytest.importorskip("polars")
    frame = sold.cache()
    here = pl.from_arrow(frame.toArrow())

    there = tables.run(frame, columns=COLUMNS, as_of=AS_OF)

    assert there.scale == tables.run(here, columns=COLUMNS, as_of=AS_OF).scale
    there.release()
    frame.unpersist()


def test_what_cannot_be_counted_is_refused_by_name(session, sold):
    session.conf.set("spark.sql.session.timeZone", "UTC")
    aware = session.createDataFrame([(1, datetime(2024, 1, 1), 5)], "client long, day timestamp, cents long")
    with pytest.raises(InvalidTable, match="which local day is meant"):
        tables.summarize(aware, columns=COLUMNS, as_of=AS_OF)
    with pytest.raises(InvalidTable, match="Asia/Shanghai"):
        tables.summarize(aware, columns=COLUMNS, as_of=AS_OF, zone="Asia/Shanghai")
    texts = sold.selectExpr("client", "cast(day as string) as day", "cents")
    with pytest.raises(InvalidTable, match="holds text, not days"):
        tables.summarize(texts, columns=COLUMNS, as_of=AS_OF)
    with pytest.raises(InvalidTable, match="is no column of this table"):
        tables.summarize(sold, as_of=AS_OF)
    with pytest.raises(NothingToFit):
        tables.run(sold, columns=COLUMNS, as_of=date(2000, 1, 1))
    mixed = session.createDataFrame(
        [(1, date(2024, 1, 1), 5, "CNY"), (2, date(2024, 1, 1), 5, "USD")],
        "client long, day date, cents long, money string",
    )
    with pytest.raises(CurrencyMismatch):
        tables.run(
            mixed,
            columns=PurchaseColumns(customer="client", on="day", amount="cents", currency="money"),
            as_of=AS_OF,
        )


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/New_York"])
def test_local_points_in_time_are_compared_on_the_clock_of_the_business(session, zone):
    """The process is in one zone, the session in another: midnight is neither's business."""
    session.conf.set("spark.sql.session.timeZone", zone)
    moments = ["2024-02-29 23:59:59", "2024-03-01 00:00:00", "2024-02-29 00:00:00", "2024-02-28 23:59:59"]
    values = ", ".join(f"({i}, timestamp_ntz'{each}', 5)" for i, each in enumerate(moments))
    table = session.sql(f"SELECT * FROM VALUES {values} AS t(client, day, cents)")

    found = tables.summarize(table, columns=COLUMNS, as_of=date(2024, 2, 29))

    assert sorted((row["customer_id"], row["recency"]) for row in found.collect()) == [(0, 0), (2, 0), (3, 1)]


def test_a_scale_that_one_has_is_used_without_collecting_anything_else(session, sold):
    scale = rfm.Scale(recency=[30, 90], frequency=[1, 4], monetary=[100, 999])

    done = tables.run(sold, columns=COLUMNS, as_of=AS_OF, scale=scale)

    assert done.segments is None
    assert {row["r"] for row in done.frame.select("r").distinct().collect()} <= {1, 2, 3}
    done.release()
