"""The index in PostgreSQL finds what the plain definition finds, however it came about."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerbase.model import Contact, Customer, Employment
from customerbase.stores.finding import find
from customerbase.stores.memory import MemoryRows
from customerbase.stores.rows import Stored
from customerbase.stores.sql.rows import open_rows
from customerbase.stores.store import Store
from customerbase.values import Address, Email, Phone

NOW = datetime(2024, 3, 1, tzinfo=UTC)
NUMBERS = count(1)
WORDS = ("上海", "机电", "電", "上", "ac", "acme", "ACME co", '"co acme"', "0755", "8320", "上海 acme", "c1", "k",
         "o'hara", "a@b.example", "北京市 9", "东")  # fmt: skip


@pytest.fixture
def rows(postgres_url):
    rows = open_rows(postgres_url, prefix=f"s{next(NUMBERS)}_")
    yield rows
    rows.close()


def put(rows, *records):
    with rows.transaction():
        for each in records:
            rows.put(each.kind_name, [Stored(record=each, version=1, recorded_at=NOW)])


def found(rows, words, limit=20):
    return find(Store(rows, lambda: NOW), words, limit=limit)


def keys(rows, words):
    return [each.key for each in found(rows, words)]


NAMES = st.sampled_from(
    (
        "上海机电",
        "上海機電",
        "Acme",
        "ACME Co",
        "Co Acme",
        "电",
        "北京 上海",
        "accord",
        "O'Hara \\ 'Co'",
        "东方",
    )
)
CARDS = st.builds(
    lambda key, name, phone, city, contact: (
        Contact(
            contact_id=key.replace("C", "K"),
            name=name,
            employments=[Employment(customer_id=key)],
            phones=[Phone(number=phone)],
            emails=[Email(address="a@b.example")],
        )
        if contact
        else Customer(
            customer_id=key, name=name, phones=[Phone(number=phone)], addresses=[Address(city=city)]
        )
    ),
    st.sampled_from(("C1", "C2", "C10", "C11")),
    NAMES,
    st.sampled_from(("0755-83201234", "+86 755 8320 1234", "555-0100")),
    st.sampled_from(("上海", "北京市 9 号", "acme road")),
    st.booleans(),
)
STEPS = st.lists(
    st.tuples(st.just("put"), CARDS)
    | st.tuples(st.just("remove"), st.sampled_from(("C1", "C2", "K1", "K10")))
    | st.tuples(st.just("find"), st.sampled_from(WORDS)),
    max_size=12,
)


@settings(max_examples=15)
@given(steps=STEPS)
def test_every_history_is_found_as_in_memory(postgres_url, steps):
    rows, memory = open_rows(postgres_url, prefix=f"s{next(NUMBERS)}_"), MemoryRows()
    for what, given_ in steps:
        if what == "put":
            put(rows, given_)
            put(memory, given_)
        elif what == "remove":
            kind = "contact" if given_.startswith("K") else "customer"
            rows.remove(kind, [given_])
            memory.remove(kind, [given_])
        else:
            assert found(rows, given_) == found(memory, given_)
    for words in WORDS:
        assert found(rows, words) == found(memory, words), words
    rows.close()


def test_many_new_records_wait_for_the_next_search(rows):
    put(rows, Customer(customer_id="C0", name="上海机电"))
    assert keys(rows, "机电") == ["C0"]
    many = [Customer(customer_id=f"N{i:04}", name=f"北京 {i}") for i in range(1, 1_200)]
    rows.put("customer", [Stored(record=each, version=1, recorded_at=NOW) for each in many])
    put(rows, Customer(customer_id="C1", name="上海机电"))

    assert keys(rows, "机电") == ["C0", "C1"]
    assert keys(rows, "1199") == ["N1199"]


def test_a_record_beyond_the_limits_of_the_index_is_found_all_the_same(rows):
    homes = [Address(label=f"home {i}", city="广州", street=f"{i} 号") for i in range(400)]
    put(
        rows,
        Customer(customer_id="C1", name="Acme", addresses=[*homes, Address(label="x", street="最后一条路")]),
    )
    put(rows, Customer(customer_id="C2", name="y" * 900))

    assert keys(rows, "最后一条路") == ["C1"]
    assert keys(rows, "广州 399") == ["C1"]
    assert keys(rows, "y" * 900) == ["C2"]
    assert keys(rows, "最后二条路") == []


def test_what_is_removed_leaves_nothing_and_its_number_can_be_given_again(rows):
    put(rows, Customer(customer_id="C1", name="Acme"), Customer(customer_id="C2", name="Cox"))
    assert keys(rows, "cox") == ["C2"]
    rows.remove("customer", ["C2"])
    table = rows._tables["search"]
    assert len(rows.database.rows(table.select())) == 1
    put(rows, Customer(customer_id="C3", name="Dex"))

    assert keys(rows, "cox") == []
    assert keys(rows, "dex") == ["C3"]


def test_a_search_that_is_rolled_back_with_what_it_found_leaves_no_index(rows):
    put(rows, Customer(customer_id="C1", name="Acme"))

    def breaks_off():
        with rows.transaction():
            put(rows, Customer(customer_id="C2", name="Cox"))
            assert keys(rows, "cox") == ["C2"]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        breaks_off()
    assert keys(rows, "cox") == []
    assert keys(rows, "acme") == ["C1"]


def test_who_may_only_read_finds_all_the_same(postgres_database):
    reading_only = f"{postgres_database}?options=-c%20default_transaction_read_only%3Don"
    rows = open_rows(postgres_database)
    put(rows, Customer(customer_id="C1", name="上海机电"))

    reader = open_rows(reading_only)
    assert keys(reader, "机电") == ["C1"]  # no index was made yet
    assert keys(rows, "机电") == ["C1"]
    assert keys(reader, "机电") == ["C1"]  # by the index now
    assert reader._by_index
    reader.close()
    rows.close()
