"""A base inside of somebody's application: what he takes back is gone, what he keeps stays, and nothing else is ended."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import suppress
from datetime import date
from decimal import Decimal

import psycopg
import pytest
from hosts import DRIVERS, host_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

import customerbase
from customerbase import Customer, Money, Purchase, PurchaseLine, StoreError
from customerbase.stores.sql.hosting import open_rows
from customerbase.stores.sql.schema import Tables
from customerbase.stores.store import Store
from customerbase.testing.contracts.histories import Base, Clock
from customerbase.testing.contracts.operations import operations
from customerbase.testing.contracts.reading import all_of

KINDS = [(database, driver) for database, drivers in DRIVERS.items() for driver in drivers]
NAMES = [each.name for each in Tables(None, "customerbase_").metadata.sorted_tables]
DATABASES = {"postgres": "postgres_database", "mariadb": "mariadb_database"}


@pytest.fixture(params=KINDS, ids=["-".join(each) for each in KINDS])
def kind(request):
    return request.param


@pytest.fixture
def place(kind, request, tmp_path):
    database, _ = kind
    return str(tmp_path / "host.db") if database == "sqlite" else request.getfixturevalue(DATABASES[database])


@pytest.fixture
def host(kind, place):
    made = host_of(*kind, place)
    yield made
    made.close()


def held(host):
    """All that stands in our tables, but for how often the lock was taken."""
    return {
        name: sorted(map(repr, host.run(f"SELECT * FROM {name}")))
        for name in NAMES
        if not name.endswith("_lock")
    }


def save(base, key):
    base.save(Customer(customer_id=key, name=f"客户 {key}"), source="visit")


def break_off(base):
    """Write in a transaction that fails."""
    with suppress(ZeroDivisionError), base.store.transaction():
        save(base, "C2")
        _ = 1 / 0


# ------------------------------------------------------------------ one transaction


def test_a_rollback_of_the_host_leaves_nothing_of_ours(host):
    with customerbase.open(host.given) as base:
        before = held(host)
        with suppress(Exception):
            host.commit()
        host.begin()
        save(base, "C1")
        assert base.customer("C1").name == "客户 C1"
        host.rollback()
        assert held(host) == before


def test_a_commit_of_the_host_keeps_all_of_it_and_nothing_was_kept_before(host, kind, place):
    base = customerbase.open(host.given)
    other = host_of(*kind, place)
    host.begin()
    save(base, "C1")
    assert other.run("SELECT count(*) FROM customerbase_customer") == [(0,)]
    settle(other)
    host.commit()
    assert other.run("SELECT id FROM customerbase_customer") == [("C1",)]
    other.close()


def test_what_was_taken_back_is_not_remembered(host):
    base = customerbase.open(host.given)
    for key in ("C1", "C2"):
        host.begin()
        save(base, key)
        host.rollback() if key == "C1" else host.commit()
    # The source came with the first write, which is gone: the second must bring it again.
    settle(host)
    other = customerbase.open(host.given)
    assert {each.source.method for each in other.store.provenance("customer", "C2").values()} == {"visit"}
    settle(host)


def test_where_no_transaction_is_open_each_write_is_one(host, kind, place):
    base = customerbase.open(host.given)
    save(base, "C1")
    break_off(base)
    other = host_of(*kind, place)
    assert other.run("SELECT id FROM customerbase_customer") == [("C1",)]
    other.close()
    base.close()
    assert host.run("SELECT 1") == [(1,)]


def test_a_write_that_fails_takes_back_itself_and_leaves_the_host_his_transaction(host):
    base = customerbase.open(host.given)
    host.begin()
    save(base, "C1")
    with pytest.raises(customerbase.NotReferable):
        base.save(
            Purchase(
                purchase_id="P1",
                customer_id="nobody",
                on=date(2024, 3, 1),
                lines=[PurchaseLine(quantity=Decimal(1), unit_price=Money(1, "CNY"))],
            ),
            source="transaction_record",
        )
    break_off(base)
    save(base, "C3")
    host.commit()
    assert host.run("SELECT id FROM customerbase_customer ORDER BY id") == [("C1",), ("C3",)]


def test_reading_and_opening_leave_no_transaction_open(host, kind):
    base = customerbase.open(host.given)
    save(base, "C1")
    base.customer("C1")
    list(base.store.scan(Customer))
    given = host.given
    if kind[1].startswith("psycopg"):
        assert given.info.transaction_status == 0
    elif kind[1].startswith("sqlite3"):
        assert not given.in_transaction
    elif kind[1] == "sqlalchemy":
        assert not given.in_transaction()
    elif kind[1].startswith("pymysql"):
        assert host.run("SELECT @@in_transaction") == ((0,),) or host.run("SELECT @@in_transaction") == [(0,)]
    assert base.customer("C1").name == "客户 C1"


def test_tables_that_are_missing_are_not_made_in_the_hosts_transaction(host, kind):
    host.begin()
    host.run("CREATE TABLE mine (number INTEGER)") if kind[0] != "mariadb" else None
    with pytest.raises(StoreError, match=r"customerbase\.prepare"):
        customerbase.open(host.given)
    host.rollback()
    customerbase.prepare(host.given)
    host.begin()
    save(customerbase.open(host.given), "C1")
    host.commit()
    assert host.run("SELECT id FROM customerbase_customer") == [("C1",)]


def test_what_is_written_while_it_is_read_is_refused_and_not_lost(host):
    base = customerbase.open(host.given)
    with pytest.raises(StoreError, match="being read"), base.store.rows.reading():
        save(base, "C1")
    save(base, "C2")
    assert [each.customer_id for each in base.store.scan(Customer)] == ["C2"]


def test_who_is_erased_in_the_hosts_transaction_is_there_again_after_his_rollback(host):
    base = customerbase.open(host.given)
    save(base, "C1")
    settle(host)
    host.begin()
    erased = base.erase("C1", reason="asked for it", by="E1")
    assert any("host's database" in each for each in erased.remains)
    host.rollback()
    settle(host)
    assert base.customer("C1").name == "客户 C1"
    settle(host)
    base.erase("C1", reason="asked for it", by="E1")
    assert base.store.rows.keys("customer") == []


# ------------------------------------------------------------------ any history


ACTIONS = st.lists(
    st.sampled_from(("do", "do", "do", "savepoint", "back", "release")).flatmap(
        lambda what: st.tuples(st.just(what), operations() if what == "do" else st.none())
    ),
    max_size=6,
)
TRANSACTIONS = st.lists(st.tuples(ACTIONS, st.booleans()), min_size=1, max_size=3)


def play(host, base, actions):
    """Do the host's and our things in turn; what he takes back in part must be as it was."""
    points = []
    names = 0
    for what, operation in actions:
        if what == "do":
            base.do(operation)
        elif what == "savepoint":
            names += 1
            host.run(f"SAVEPOINT host_{names}")
            points.append((names, held(host), list(base.batches)))
        elif points:
            name, was, batches = points.pop()
            if what == "back":
                host.run(f"ROLLBACK TO SAVEPOINT host_{name}")
                base.batches[:] = batches
                assert held(host) == was
            host.run(f"RELEASE SAVEPOINT host_{name}")


def test_of_every_history_the_host_decides_what_stays(host, kind, place):
    other = host_of(*kind, place)
    rows = open_rows(host.given)

    @settings(suppress_health_check=list(HealthCheck), max_examples=settings().max_examples // 8)
    @given(TRANSACTIONS)
    def history(transactions):
        clear(host)
        base = Base(Store(rows, Clock()))
        for actions, stays in transactions:
            before, batches = held(host), list(base.batches)
            settle(host)
            host.begin()
            play(host, base, actions)
            seen = held(host)
            if stays:
                host.commit()
            else:
                host.rollback()
                base.batches[:] = batches
            settle(other)
            assert held(other) == (seen if stays else before)
            settle(other)
            settle(host)
            # What was remembered of the past must be true of what is there: a base that remembers nothing agrees.
            assert all_of(base.store) == all_of(Store(open_rows(host.given), Clock()))

    history()
    other.close()


def settle(host):
    """End what reading has begun."""
    if not hasattr(host, "_block"):
        host.given.rollback()


def clear(host):
    settle(host)
    host.begin()
    for name in reversed(NAMES):
        if not name.endswith(("_lock", "_version")):
            host.run(f"DELETE FROM {name}")
    host.commit()


# ------------------------------------------------------------------ what is refused, and what is left alone


def test_what_is_no_connection_is_refused_with_what_would_be_one():
    with pytest.raises(StoreError, match="psycopg 3, sqlite3, PyMySQL or Django"):
        customerbase.open(object())
    with pytest.raises(StoreError, match=r"session\.connection\(\)"):
        customerbase.open(Session())


def test_a_connection_on_which_nothing_can_be_taken_back_is_refused(postgres_url):
    engine = create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with connection, pytest.raises(StoreError, match="AUTOCOMMIT"):
        customerbase.open(connection)
    engine.dispose()


def test_a_connection_that_would_damage_text_is_refused(postgres_url, tmp_path):
    connection = psycopg.connect(postgres_url, client_encoding="latin1")
    with connection, pytest.raises(StoreError, match="speaks LATIN1"):
        customerbase.open(connection)
    connection = sqlite3.connect(tmp_path / "host.db")
    connection.text_factory = bytes
    with pytest.raises(StoreError, match="text_factory"):
        customerbase.open(connection)
    connection.close()


def test_a_mariadb_that_cuts_what_is_too_long_is_refused(mariadb_database):
    host = host_of("mariadb", "pymysql", mariadb_database)
    host.run("SET SESSION sql_mode = ''")
    with pytest.raises(StoreError, match="STRICT_TRANS_TABLES"):
        customerbase.open(host.given)
    host.close()


def test_a_transaction_of_mariadb_that_does_not_see_the_latest_may_not_write(mariadb_database):
    one = host_of("mariadb", "pymysql", mariadb_database)
    two = host_of("mariadb", "pymysql", mariadb_database)
    base = customerbase.open(one.given)
    late = customerbase.open(two.given)
    two.begin()
    assert two.run("SELECT count(*) FROM customerbase_customer")[0][0] == 0
    save(base, "C1")
    with pytest.raises(StoreError, match="does not see it"):
        save(late, "C2")
    two.rollback()
    two.begin()
    save(late, "C2")
    two.commit()
    settle(one)
    assert [each.customer_id for each in base.store.scan(Customer)] == ["C1", "C2"]
    one.close()
    two.close()


def test_what_the_host_does_not_use_is_not_imported():
    program = (
        "import sqlite3, sys, customerbase; customerbase.open(sqlite3.connect(':memory:')); "
        "print({'psycopg', 'pymysql', 'django'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout.strip() == "set()", ran.stderr


def test_a_file_of_our_own_is_opened_by_its_path(tmp_path):
    customerbase.open(tmp_path / "acme.db").close()
    connection = sqlite3.connect(tmp_path / "acme.db")
    with pytest.raises(StoreError, match="by its path"):
        customerbase.open(connection)
    connection.close()


def test_the_hosts_own_kinds_of_rows_and_cursors_do_not_matter(postgres_database, tmp_path):
    with psycopg.connect(postgres_database, row_factory=psycopg.rows.dict_row) as connection:
        connection.cursor_factory = psycopg.RawCursor
        base = customerbase.open(connection)
        save(base, "C1")
        assert base.customer("C1").name == "客户 C1"
        assert connection.execute("SELECT 1 AS one").fetchone() == {"one": 1}
    connection = sqlite3.connect(tmp_path / "host.db")
    connection.row_factory = sqlite3.Row
    base = customerbase.open(connection)
    save(base, "C1")
    assert base.customer("C1").name == "客户 C1"
    assert connection.row_factory is sqlite3.Row
    connection.close()


def test_an_engine_lends_a_connection_and_gets_it_back(postgres_database):
    engine = create_engine(postgres_database.replace("postgresql:", "postgresql+psycopg:"))
    with customerbase.open(engine, schema="crm", prefix="") as base:
        save(base, "C1")
        assert engine.pool.checkedout() == 1
    assert engine.pool.checkedout() == 0
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id FROM crm.customer")).all() == [("C1",)]
        assert connection.get_isolation_level() == "READ COMMITTED"
    engine.dispose()


def test_two_bases_in_one_transaction_do_not_take_back_each_other(host):
    one, two = customerbase.open(host.given, prefix="a_"), customerbase.open(host.given, prefix="b_")
    host.begin()
    with one.store.transaction():
        save(one, "C1")
        break_off(two)
        save(two, "C3")
    host.commit()
    assert [each.customer_id for each in one.store.scan(Customer)] == ["C1"]
    assert [each.customer_id for each in two.store.scan(Customer)] == ["C3"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sqlite3 has had this attribute since Python 3.12")
@pytest.mark.parametrize("autocommit", [True, False])
def test_sqlite_that_begins_and_ends_by_its_attribute(tmp_path, autocommit):
    connection = sqlite3.connect(tmp_path / "host.db", autocommit=autocommit)
    if not autocommit:
        connection.execute("COMMIT")
    base = customerbase.open(connection)
    connection.execute("BEGIN")
    save(base, "C1")
    connection.execute("ROLLBACK")
    save(base, "C2")
    connection.close()
    other = sqlite3.connect(tmp_path / "host.db")
    assert other.execute("SELECT id FROM customerbase_customer").fetchall() == [("C2",)]
    other.close()
