"""The index in PostgreSQL finds what the plain definition finds, however it came about."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import settings
from searched import NOW, Indexed, customer, keys, put

from customerbase.searching.query import query_of
from customerbase.stores.rows import Stored
from customerbase.stores.simplified import folding
from customerbase.stores.sql.rows import open_rows
from customerbase.values import Address

NUMBERS = count(1)


@pytest.fixture
def rows(postgres_url):
    rows = open_rows(postgres_url, prefix=f"s{next(NUMBERS)}_")
    yield rows
    rows.close()


class IndexedInPostgres(Indexed):
    """A database of PostgreSQL beside a place in memory."""

    def indexed(self):
        return open_rows(self.url, prefix=f"s{next(NUMBERS)}_")


def test_the_index_finds_what_the_definition_finds(postgres_url):
    case = type("Machine", (IndexedInPostgres,), {"url": postgres_url}).TestCase
    case.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
    case("runTest").runTest()


def test_many_new_records_wait_for_the_next_search(rows):
    put(rows, customer("C0", "上海机电"))
    assert keys(rows, "机电") == ["C0"]
    many = [customer(f"N{i:04}", f"北京 {i}") for i in range(1, 1_200)]
    rows.put("customer", [Stored(record=each, version=1, recorded_at=NOW) for each in many])
    put(rows, customer("C1", "上海机电"))

    assert keys(rows, "机电") == ["C0", "C1"]
    assert keys(rows, "1199") == ["N1199"]


def test_a_record_beyond_the_limits_of_the_index_is_found_all_the_same(rows):
    homes = [Address(label=f"home {i}", city="广州", street=f"{i} 号") for i in range(400)]
    put(
        rows,
        customer("C1", "Acme", addresses=[*homes, Address(label="x", street="最后一条路")]),
    )
    put(rows, customer("C2", "y" * 900))

    assert keys(rows, "最后一条路") == ["C1"]
    assert keys(rows, "广州 399") == ["C1"]
    assert keys(rows, "y" * 900) == ["C2"]
    assert keys(rows, "最后二条路") == []


def test_what_is_removed_leaves_nothing_and_its_number_can_be_given_again(rows):
    put(rows, customer("C1", "Acme"), customer("C2", "Cox"))
    assert keys(rows, "cox") == ["C2"]
    rows.remove("customer", ["C2"])
    table = rows._tables["search"]
    assert len(rows.database.rows(table.select())) == 1
    put(rows, customer("C3", "Dex"))

    assert keys(rows, "cox") == []
    assert keys(rows, "dex") == ["C3"]


def test_a_search_that_is_rolled_back_with_what_it_found_leaves_no_index(rows):
    put(rows, customer("C1", "Acme"))

    def breaks_off():
        with rows.transaction():
            put(rows, customer("C2", "Cox"))
            assert keys(rows, "cox") == ["C2"]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        breaks_off()
    assert keys(rows, "cox") == []
    assert keys(rows, "acme") == ["C1"]


def test_who_may_only_read_finds_all_the_same(postgres_database):
    reading_only = f"{postgres_database}?options=-c%20default_transaction_read_only%3Don"
    rows = open_rows(postgres_database)
    put(rows, customer("C1", "上海机电"))

    reader = open_rows(reading_only)
    assert keys(reader, "机电") == ["C1"]  # no index was made yet
    assert keys(rows, "机电") == ["C1"]
    assert keys(reader, "机电") == ["C1"]  # by the index now
    assert reader._by_index
    reader.close()
    rows.close()


def test_hits_are_those_that_meet_the_query_and_no_others(rows):
    put(rows, customer("C1", "Acme Co"), customer("C2", "Co Acme"), customer("C3", "Accord"))
    for words, ids in (
        ('"co acme"', ["C2"]),
        ("ac", ["C1", "C2", "C3"]),
        ('"ac"', []),
        ("acme co", ["C1", "C2"]),
    ):
        query = query_of(words, rows.prepare_search(folding()))
        assert rows.hits("customer", query.widest, query, 10) == ids, words
        assert rows.hits("customer", query.widest, query, 1) == ids[:1], words


def test_quotes_and_backslashes_in_a_name_are_no_part_of_the_language_of_queries(rows):
    put(rows, customer("C1", "O'Hara \\ 'Co' & !(b | c):*"))
    for words in ("o'hara", "'co'", "hara \\ co", "b c", "!(b"):
        assert keys(rows, words) == ["C1"], words
