"""What servers refuse: it is said in words that help, nothing of it is kept, and the base goes on afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from contextlib import closing

import psycopg
import pytest
from servers import Postgres
from sqlalchemy import create_engine, text

import customerbase
from customerbase.errors import StoreError
from customerbase.model import Customer
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.rows import SqlRows


def customer(number: int) -> Customer:
    return Customer(customer_id=f"C{number}", name=f"Company {number} Ltd")


def ids(base) -> list[str]:
    return [each.customer_id for each in base.all(Customer)]


@pytest.fixture(params=["postgres_database", "mariadb_database"])
def url(request):
    return request.getfixturevalue(request.param)


def test_who_waits_in_vain_for_another_writer_is_told_and_can_go_on(url):
    with customerbase.open(url) as holder, customerbase.open(url) as waiter:
        waiter.store.rows.close()
        waiter.store.rows = SqlRows(SqlConnection.at(url, timeout=1))

        with holder.transaction():
            holder.save(customer(1), source="visit")
            with pytest.raises(StoreError, match="another program is writing and did not finish") as caught:
                waiter.save(customer(2), source="visit")
        assert caught.value.hint == "try again later"
        waiter.save(customer(3), source="visit")

        assert ids(holder) == ids(waiter) == ["C1", "C3"]


def test_what_follows_a_deadlock_in_one_transaction_is_not_kept_alone(mariadb_database):
    """MariaDB takes back everything where two wait for each other; somebody who passes over it goes on writing."""
    engine = create_engine("mariadb+pymysql" + mariadb_database[mariadb_database.index("://") :])
    base = customerbase.open(mariadb_database)
    with engine.begin() as host:
        host.execute(text("CREATE TABLE theirs (id INTEGER PRIMARY KEY, n INTEGER) ENGINE = InnoDB"))
        host.execute(text("INSERT INTO theirs VALUES (1, 1)"))
    host = engine.connect()
    host.execute(text("SET SESSION innodb_lock_wait_timeout = 10"))
    # Whoever wrote less gives way.
    host.execute(text("INSERT INTO theirs VALUES (:i, 1)"), [{"i": i} for i in range(2, 500)])
    host.execute(text("UPDATE theirs SET n = 2 WHERE id = 1"))
    waits = threading.Thread(
        target=lambda: host.execute(text("UPDATE customerbase_lock SET taken = taken + 1"))
    )

    def wait_for_the_host():
        with base.transaction():
            waits.start()
            time.sleep(0.5)
            base.store.rows._db.run(text("UPDATE theirs SET n = 3 WHERE id = 1"))

    def write_on():
        with base.transaction():
            base.save(customer(1), source="visit")
            with pytest.raises(StoreError, match="another transaction came between"):
                wait_for_the_host()
            with pytest.raises(StoreError, match="taken back"):
                base.save(customer(2), source="visit")

    with pytest.raises(StoreError, match="taken back"):
        write_on()

    waits.join()
    host.rollback()
    host.close()
    engine.dispose()
    assert ids(base) == []
    base.save(customer(3), source="visit")
    assert ids(base) == ["C3"]
    base.close()


def as_other_user(url: str, *granted: str) -> str:
    """Return the address of the same database for a user who has these rights alone."""
    driver = "postgresql+psycopg" if url.startswith("postgresql") else "mariadb+pymysql"
    engine = create_engine(driver + url[url.index("://") :], isolation_level="AUTOCOMMIT")
    name = url.rpartition("/")[2]
    user = f"u{name[-8:]}"
    with engine.connect() as connection:
        if driver.startswith("postgresql"):
            connection.execute(text(f"CREATE ROLE {user} LOGIN PASSWORD 'word'"))
        else:
            connection.execute(text(f"CREATE USER {user}@'127.0.0.1' IDENTIFIED BY 'word'"))
        for each in granted:
            connection.execute(text(each.format(user=user, name=name)))
    engine.dispose()
    return f"{url.partition('://')[0]}://{user}:word@{url.rpartition('@')[2]}"


def test_a_user_without_rights_is_told_which_are_wanted(url):
    granted = [] if url.startswith("postgresql") else ["GRANT SELECT ON {name}.* TO {user}@'127.0.0.1'"]

    with pytest.raises(StoreError, match="may not do this") as caught:
        customerbase.open(as_other_user(url, *granted))

    assert "grant the rights" in str(caught.value)
    assert "word" not in str(caught.value)


def test_a_database_that_takes_no_writes_is_read(postgres_database):
    with customerbase.open(postgres_database) as base:
        base.save(customer(1), source="visit")
    with closing(psycopg.connect(postgres_database, autocommit=True)) as connection:
        name = postgres_database.rpartition("/")[2]
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")

    with customerbase.open(postgres_database) as base:
        assert ids(base) == ["C1"]
        with pytest.raises(StoreError, match="the database takes no writes"):
            base.save(customer(2), source="visit")
        assert ids(base) == ["C1"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root mounts a small disk")
def test_a_server_whose_disk_is_full_keeps_what_it_holds(tmp_path):
    server = Postgres()
    place = server.folder / "small"
    place.mkdir()
    try:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "customerbase-test", place]).returncode:
            pytest.skip("nothing can be mounted here")
        shutil.chown(place, server.user)
        place.chmod(0o700)
        with closing(psycopg.connect(server.url, autocommit=True)) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
            connection.execute("CREATE DATABASE small TABLESPACE small")
        rows = (f"L{i},Company {i} Ltd,{i}{'x' * 900}\n" for i in range(8_000))
        (tmp_path / "long.csv").write_text("customer_id,name,note\n" + "".join(rows), encoding="utf-8")

        with customerbase.open(server.url.rpartition("/")[0] + "/small") as base:
            base.save(customer(1), source="visit")
            with pytest.raises(StoreError, match="the server's disk is full; nothing was changed"):
                base.import_customers(tmp_path / "long.csv")
            assert ids(base) == ["C1"]
            assert base.batches() == []
            subprocess.run(["mount", "-o", "remount,size=200m", place], check=True)
            assert base.import_customers(tmp_path / "long.csv").taken == 8_000
    finally:
        server.kill()
        subprocess.run(["umount", place], check=False)
        server.close()
