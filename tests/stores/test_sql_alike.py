"""What all servers must do alike: order, lengths, writers who wait, reads of one state, and how a base is opened."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from threading import Thread

import pytest

import customerbase
from customerbase.errors import StoreError
from customerbase.model import Customer, Source
from customerbase.stores.notes import Note
from customerbase.stores.sql.rows import open_rows
from customerbase.stores.store import Statement, Store

VISIT = Source.of("visit")
NUMBERS = count(1)


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'base.db'}"
    return request.getfixturevalue("postgres_url" if request.param == "postgres" else "mariadb_database")


def opened(url, prefix=None):
    return open_rows(url, prefix=prefix or f"e{next(NUMBERS)}_")


def store_on(rows):
    return Store(rows, lambda: datetime(2024, 3, 1, tzinfo=UTC))


def test_ids_are_in_order_of_their_code_points_beyond_the_first_plane_too(url):
    rows = opened(url)
    ids = ["Z", "a", "a.", "a_", "z", "é", "ﾮ", "�", "😀", "𠮷"]
    assert ids == sorted(ids)
    store = store_on(rows)
    for each in reversed(ids):
        store.save(Customer(customer_id=each, name=each), VISIT)
    assert rows.keys("customer") == [name for _, name in rows.names()] == ids
    rows.close()


def test_the_longest_ids_and_texts_are_kept_whole(url):
    rows = opened(url)
    keys = ["😀" * 199 + last for last in "ab"]
    store = store_on(rows)
    attributes = {f"{i}": "😀" * 20_000 for i in range(3)}
    for each in keys:
        store.save(Customer(customer_id=each, name="😀" * 500, attributes=attributes), VISIT)
    assert [each.attributes for each in store.scan(Customer)] == [attributes] * 2
    longest = Note("😀" * 300, "null", ("😀" * 300,))
    rows.put_notes("x" * 60, [longest])
    assert rows.notes("x" * 60, marks=longest.marks) == [longest]
    rows.close()


def test_writers_wait_for_each_other_and_no_number_is_lost(url):
    first = opened(url)
    prefix = first._tables.prefix
    failed = []

    def work(number):
        try:
            rows = open_rows(url, prefix=prefix)
            for i in range(10):
                store_on(rows).save(Customer(customer_id="C1", name=f"Name {number} {i}"), VISIT)
            rows.close()
        except StoreError as error:
            failed.append(error)

    threads = [Thread(target=work, args=(i,)) for i in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert failed == []
    assert [each.number for each in first.entries("customer", ["C1"])["C1"]] == list(range(1, 41))
    assert first.get("customer", ["C1"])["C1"].version == 40
    first.close()


def test_what_is_read_together_is_of_one_state(url):
    rows = opened(url)
    other = open_rows(url, prefix=rows._tables.prefix)
    with rows.reading():
        assert rows.keys("customer") == []
        if not url.startswith("sqlite"):
            # SQLite without a journal of its own lets nobody write meanwhile.
            store_on(other).save(Customer(customer_id="C1", name="Acme"), VISIT)
        assert rows.keys("customer") == []
    store_on(other).save(Customer(customer_id="C1", name="Acme"), VISIT)
    assert rows.keys("customer") == ["C1"]
    rows.close()
    other.close()


def test_what_is_too_long_for_an_index_is_refused_and_not_cut(mariadb_database):
    rows = opened(mariadb_database)
    with pytest.raises(StoreError, match="too long"):
        rows.set("x" * 201, "value")
    assert rows.setting("x" * 200) is None
    rows.close()


def test_many_rows_come_as_few_do(url):
    """PostgreSQL copies them: what is unknown, empty, or looks like the signs of a copy stays what it is."""
    rows = opened(url)
    texts = ["\\N", "\\.", "a\tb", "a\nb\\", "''", '"', "%s", "{}"] * 20
    store = store_on(rows)
    store.learn(
        [
            Statement(kind="customer", subject_id=f"C{i}", values={"name": name})
            for i, name in enumerate(texts)
        ],
        VISIT,
    )
    assert [store.get(Customer, f"C{i}").name for i in range(len(texts))] == texts
    rows.close()


# ------------------------------------------------------------------ opening


def test_a_base_in_a_schema_of_its_own_is_found_again(postgres_database):
    with customerbase.open(postgres_database, schema="crm", prefix="", zone="Asia/Shanghai") as base:
        base.save(Customer(customer_id="C1", name="Acme"), source="visit")
    with customerbase.open(postgres_database, schema="crm", prefix="") as base:
        assert base.customer("C1").name == "Acme"
        assert str(base.zone) == "Asia/Shanghai"
    with customerbase.open(postgres_database, schema="other") as base:
        assert base.store.rows.keys("customer") == []


def test_no_password_is_shown(postgres_url):
    rows = opened(postgres_url)
    assert "***" in rows.location
    rows.close()
    wrong = postgres_url.replace("customerbase:", "customerbase:secret")
    with pytest.raises(StoreError) as caught:
        open_rows(wrong.rpartition("/")[0] + "/no_such_database")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("where", ["oracle://host/acme", "postgresql+asyncpg://host/acme", "nothing at all"])
def test_what_is_no_database_that_we_know_is_refused(where):
    with pytest.raises(StoreError, match="postgresql://user@host/database"):
        open_rows(where)
