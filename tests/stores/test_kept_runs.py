"""Kept runs of RFM: what is kept comes back equal; what could not is refused; older files learn to keep them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase import rfm
from customerbase.errors import InvalidRecord
from customerbase.listing import Listing
from customerbase.model import Purchase, PurchaseLine, Source
from customerbase.rfm import RfmRun
from customerbase.stores import sqlite_file
from customerbase.stores.finding import find
from customerbase.stores.kept_runs import keep_run, kept_run
from customerbase.stores.memory import MemoryRows
from customerbase.stores.merging import merge
from customerbase.stores.migrations import STEPS
from customerbase.stores.sqlite import SqliteRows
from customerbase.stores.store import Statement, Store
from customerbase.testing.contracts.runs import rfm_runs
from customerbase.values import Money

VISIT = Source.of("visit")
DAY = date(2024, 3, 31)


def clock() -> datetime:
    return datetime(2024, 4, 1, tzinfo=UTC)


def sale(number: int, customer: str, price: str) -> Purchase:
    line = PurchaseLine(quantity=1, unit_price=Money(price, "CNY"))
    return Purchase(purchase_id=f"P{number}", customer_id=customer, on=date(2024, number, 1), lines=[line])


SALES = [sale(1, "C1", "10"), sale(2, "C2", "0.000001"), sale(3, "C3", "30")]


@pytest.fixture
def run() -> RfmRun:
    return rfm.run(SALES, as_of=DAY)


@pytest.fixture
def store(tmp_path):
    rows = SqliteRows(tmp_path / "acme.db")
    yield Store(rows, clock)
    rows.close()


@given(run=rfm_runs(("C1", "c1", "C1.", "客户%", "Ｃ1'")), replaced=st.booleans())
def test_every_run_comes_back_equal_from_a_file(tmp_path_factory, run, replaced):
    path = tmp_path_factory.mktemp("runs") / "acme.db"
    rows = SqliteRows(path)
    if replaced:
        keep_run(Store(rows, clock), rfm.run(SALES, as_of=DAY), "2024-Q1")
    keep_run(Store(rows, clock), run, "2024-Q1", replace=True)
    rows.close()
    rows = SqliteRows(path)

    assert kept_run(Store(rows, clock), "2024-Q1") == run
    rows.close()


def test_a_run_that_makes_room_leaves_no_rows_behind(store, run):
    keep_run(store, run, "2024-Q1")
    keep_run(store, rfm.run(SALES[:1], as_of=DAY), "2024-Q1", replace=True)

    assert store.rows._file.rows("SELECT customer_id FROM rfm_row") == [("C1",)]
    store.rows.remove_rfm_run("2024-Q1")
    assert store.rows._file.rows("SELECT count(*) FROM rfm_row") == [(0,)]


def test_the_rows_of_a_run_can_be_read_with_any_tool(store, run):
    keep_run(store, run, "2024-Q1")
    connection = sqlite3.connect(store.rows.location)
    found = connection.execute(
        "SELECT customer_id, segment, r, f, m, recency, frequency, monetary, last_purchase FROM rfm_row "
        "JOIN rfm_run ON rfm_run.key = run WHERE name = '2024-Q1' ORDER BY customer_id"
    ).fetchall()
    scale = connection.execute("SELECT scale FROM rfm_run").fetchone()[0]
    connection.close()

    score = run.scores[1]
    assert found[1] == ("C2", run.rows[1].segment, *score.cell, 59, 1, 1, "2024-02-01")
    assert rfm.scale_from_plain(json.loads(scale)) == run.scale


def changed(run: RfmRun, **of_the_first) -> RfmRun:
    first, *others = run.rows
    return attrs.evolve(run, rows=Listing([attrs.evolve(first, **of_the_first), *others]))


def otherwise(run: RfmRun, **of_the_summary) -> RfmRun:
    score = run.rows[0].score
    summary = attrs.evolve(score.summary, **of_the_summary)
    return changed(run, score=attrs.evolve(score, summary=summary))


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda run: attrs.evolve(run, rows=Listing(reversed(run.rows))), "does not come after 'C3'"),
        (lambda run: attrs.evolve(run, rows=Listing([*run.rows, run.rows[-1]])), "does not come after 'C3'"),
        (
            lambda run: attrs.evolve(run, scale=rfm.fit([each.summary for each in run.scores], 3)),
            "scale of the run",
        ),
        (lambda run: attrs.evolve(run, currency="EUR"), "is not in EUR"),
        (lambda run: changed(run, customer_id="C0"), "is not that of 'C0'"),
        (lambda run: otherwise(run, monetary=Money("9223372036854.775808", "CNY")), "is too large"),
    ],
    ids=["out of order", "twice", "another scale", "another currency", "another's score", "too large"],
)
@pytest.mark.parametrize("place", ["file", "memory"])
def test_what_could_not_be_read_back_as_it_is_is_refused(store, run, spoil, why, place):
    held = store if place == "file" else Store(MemoryRows(), clock)

    with pytest.raises(InvalidRecord, match=why):
        keep_run(held, spoil(run), "2024-Q1")
    assert held.rows.rfm_runs() == []


def test_the_largest_sum_that_can_be_kept_is(store, run):
    large = otherwise(run, monetary=Money("-9223372036854.775807", "CNY"))
    keep_run(store, large, "2024-Q1")

    assert kept_run(store, "2024-Q1") == large


def test_a_map_that_warned_its_maker_is_read_in_silence(store, run):
    with pytest.warns(rfm.UnreachedSegment):
        shadowed = rfm.SegmentMap(
            name="shadowed", segments=[rfm.Segment(name="all"), rfm.Segment(name="never", r=5)]
        )
    keep_run(store, attrs.evolve(run, segments=shadowed), "2024-Q1")

    assert kept_run(store, "2024-Q1").segments == shadowed


# ------------------------------------------------------------------ files of before


def described(connection: sqlite3.Connection) -> str:
    """Return tables, columns, keys and indexes of a file, in order; not the text by which they were made."""
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    said = []
    for table in tables:
        said.append(repr((table, connection.execute(f"PRAGMA table_info([{table}])").fetchall())))
        said.append(repr(sorted(connection.execute(f"PRAGMA foreign_key_list([{table}])").fetchall())))
        for _, index, unique, *_ in sorted(
            connection.execute(f"PRAGMA index_list([{table}])").fetchall(), key=str
        ):
            columns = [row[2] for row in connection.execute(f"PRAGMA index_info([{index}])")]
            said.append(repr((table, unique, columns)))
    return "\n".join(said)


def content(connection: sqlite3.Connection) -> set[tuple[object, ...]]:
    """Return each row of each table with the table's name, but for the index of words."""
    named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        (table, *row)
        for (table,) in named
        if not table.startswith("search")
        for row in connection.execute(f"SELECT * FROM [{table}]")
    }


def of_version(number, path, monkeypatch):
    """Make a file as an earlier version of the library left it, with what one of today has in its tables."""
    full = path.with_name("full.db")
    rows = SqliteRows(full)
    store = Store(rows, clock)
    statements = [
        Statement(kind="customer", subject_id=f"C{i}", values={"name": f"Customer {i}"}) for i in (1, 2, 3)
    ]
    batch = store.begin_batch("customer", "list.csv", VISIT)
    store.learn(statements, VISIT, batch_id=batch.batch_id)
    store.keep(SALES, VISIT)
    store.keep([sale(3, "C3", "31")], VISIT)
    rows.set("zone", "Asia/Shanghai")
    rows.close()
    with monkeypatch.context() as then:
        then.setattr(sqlite_file, "STEPS", STEPS[:number])
        SqliteRows(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("ATTACH ? AS full", (str(full),))
        made = old.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'table'").fetchall()
        for table in (name for name, sql in made if sql and not name.startswith(("sqlite_", "search"))):
            names = ", ".join(row[1] for row in old.execute(f"PRAGMA main.table_info([{table}])"))
            old.execute(f"INSERT INTO main.[{table}] ({names}) SELECT {names} FROM full.[{table}]")


earlier = pytest.mark.parametrize("version", range(1, len(STEPS)))


@earlier
def test_an_earlier_file_keeps_all_that_is_in_it_and_learns_what_is_new(tmp_path, monkeypatch, run, version):
    path = tmp_path / "acme.db"
    of_version(version, path, monkeypatch)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    before = content(connection)
    connection.close()

    rows = SqliteRows(path)
    store = Store(rows, clock)
    assert rows.rfm_runs() == []
    assert [each.purchase_id for each in rows.sale_totals()] == ["P1", "P2", "P3"]
    assert len(rows.revisions("purchase", "P3")) == 1
    keep_run(store, run, "2024-Q1")
    assert kept_run(store, "2024-Q1") == run
    assert [each.key for each in find(store, "Customer 2")] == ["C2"]
    merge(store, "customer", "C1", "C2", by="Ann")
    assert store.keys("customer") == ["C1", "C3"]
    rows.close()

    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    after = content(connection)
    assert [each for each in before if each not in after] == []
    connection.close()


@earlier
def test_a_migrated_file_is_like_a_new_one(tmp_path, monkeypatch, version):
    of_version(version, tmp_path / "old.db", monkeypatch)
    for name in ("old.db", "new.db"):
        SqliteRows(tmp_path / name).close()
    old, new = (sqlite3.connect(tmp_path / name) for name in ("old.db", "new.db"))

    assert described(old) == described(new)
    old.close()
    new.close()


def test_the_first_step_makes_what_it_always_made(tmp_path, monkeypatch):
    """A file that somebody has cannot be made anew: what is to be different comes as a further step."""
    of_version(1, tmp_path / "old.db", monkeypatch)
    connection = sqlite3.connect(tmp_path / "old.db")
    digest = hashlib.sha256(described(connection).encode()).hexdigest()
    connection.close()

    assert digest[:16] == "a5113622b370dac2"
