"""The index in a file finds what the plain definition finds, however it came about, and forgets what was removed."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant
from searched import CARDS, NOW, WORDS, Indexed, customer, found, keys, put

from customerbase.searching.folding import PLAIN
from customerbase.searching.query import Tier, query_of
from customerbase.searching.ranking import ranked
from customerbase.stores import finding
from customerbase.stores.finding import available_folding
from customerbase.stores.rows import Stored
from customerbase.stores.simplified import folding
from customerbase.stores.sqlite import SqliteRows
from customerbase.values import Email, Phone


@pytest.fixture
def rows(tmp_path):
    rows = SqliteRows(tmp_path / "acme.db")
    yield rows
    rows.close()


class IndexedFile(Indexed):
    """A file beside a place in memory."""

    def indexed(self):
        return SqliteRows(self.folder / f"{datetime.now(UTC).timestamp()}.db")

    @invariant()
    def it_is_whole(self):
        rows = self.places[1]
        for table in ("search_customer_names", "search_customer", "search_contact_names", "search_contact"):
            rows._file.run(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")


def test_the_file_finds_what_the_definition_finds(tmp_path):
    machine = type("Machine", (IndexedFile,), {"folder": tmp_path})
    case = machine.TestCase
    case.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
    case("runTest").runTest()


@given(cards=st.lists(CARDS, max_size=12), words=st.sampled_from(WORDS))
@settings(deadline=None, max_examples=60)
def test_few_hits_are_ranked_as_if_all_cards_had_been_looked_at(tmp_path_factory, cards, words):
    rows = SqliteRows(tmp_path_factory.mktemp("found") / "acme.db")
    put(rows, *cards)
    query = query_of(words, folding())

    everything = ranked({(each.kind_name, each.key): each for each in cards}.values(), query, 20)

    assert [(e.record, e.tier, e.matches) for e in found(rows, words)] == [
        (e.record, e.tier, e.matches) for e in everything
    ]
    rows.close()


def test_of_many_the_best_tiers_are_found_and_of_one_tier_those_that_came_first(rows):
    put(rows, *(customer(f"B{i:03}", "The Acme Mill") for i in range(150, 0, -1)))
    put(rows, customer("Z", "Acme"), customer("Y", "Acme Mill"), customer("A", "The Acme Mill"))

    assert keys(rows, "acme")[:4] == ["Z", "Y", "B101", "B102"]


def test_a_bulk_load_leaves_the_index_to_the_next_search(rows):
    rows.prepare_search(folding())
    many = [Stored(record=customer(f"C{i}", f"Acme {i}"), version=1, recorded_at=NOW) for i in range(600)]
    with rows.transaction():
        rows.put("customer", many)
    put(rows, customer("late", "Acme late"))

    assert rows._file.rows("SELECT count(*) FROM search_customer WHERE search_customer MATCH 'acme'") == [
        (0,)
    ]
    assert keys(rows, "late") == ["late"]
    assert keys(rows, "599") == ["C599"]


def test_a_few_records_are_in_the_index_at_once(rows):
    rows.prepare_search(folding())
    put(rows, customer("C1", "Acme"))

    assert rows._file.rows("SELECT count(*) FROM search_customer WHERE search_customer MATCH 'acme'") == [
        (1,)
    ]


def test_a_key_that_is_given_again_is_in_the_index_again(rows):
    put(rows, customer("C1", "Acme"), customer("C2", "Acme"))
    assert keys(rows, "acme") == ["C1", "C2"]
    with rows.transaction():
        rows.remove("customer", ["C2"])
    put(rows, customer("C3", "Acme"))

    assert keys(rows, "acme") == ["C1", "C3"]


def test_a_file_of_before_is_indexed_by_the_first_search(rows):
    put(rows, customer("C1", "Acme"))
    for table in ("search_customer_names", "search_customer", "search_contact_names", "search_contact"):
        rows._file.run(f"DROP TABLE {table}")
    rows._file.run("DROP TABLE search_state")
    rows._file.run("DROP TABLE lead")  # it came later still
    rows._file.run("PRAGMA user_version = 3")
    rows.close()

    again = SqliteRows(rows.location)

    assert keys(again, "acme") == ["C1"]
    again.close()


# ------------------------------------------------------------------------------ with and without the extra


def without_the_extra(monkeypatch):
    monkeypatch.setattr(finding, "available_folding", lambda: PLAIN)


def test_an_index_that_folds_is_kept_by_a_program_that_cannot(rows, monkeypatch):
    put(rows, customer("C1", "上海機電"))
    assert keys(rows, "机电") == ["C1"]
    without_the_extra(monkeypatch)

    put(rows, customer("C2", "上海機電"), customer("C1", "北京機電"))

    assert keys(rows, "上海机电") == ["C2"]
    assert keys(rows, "北京机电") == ["C1"]
    assert rows.prepare_search(PLAIN).pairs == available_folding().pairs


def test_an_index_that_does_not_fold_is_made_anew_by_a_program_that_can(rows, monkeypatch):
    with monkeypatch.context() as missing:
        without_the_extra(missing)
        put(rows, customer("C1", "上海機電"))
        assert keys(rows, "上海機電") == ["C1"]
        assert keys(rows, "上海机电") == []

    assert keys(rows, "上海机电") == ["C1"]


def test_an_index_of_other_tokens_is_made_anew(rows):
    put(rows, customer("C1", "Acme"))
    assert keys(rows, "acme") == ["C1"]
    rows._file.run("INSERT INTO search_customer (search_customer) VALUES ('delete-all')")
    rows._file.run("UPDATE search_state SET tokens = '0'")
    put(rows, customer("C2", "Acme"))

    assert keys(rows, "acme") == ["C1", "C2"]


# ------------------------------------------------------------------------------ erasure


def test_no_byte_of_a_removed_record_stays_in_the_file(rows, tmp_path):
    people = [
        customer(
            f"C{i}",
            f"Person{i}",
            phones=[Phone(number="0755-83201234")],
            emails=[Email(address=f"person{i}@example.com")],
        )
        for i in range(300)
    ]
    secret = customer(
        "C7-secret",
        "Zebedee 甪龘",
        phones=[Phone(number="99887766")],
        emails=[Email(address="zebedee@example.com")],
    )
    put(rows, *people[:150], secret, *people[150:])
    assert keys(rows, "zebedee") == ["C7-secret"]
    put(rows, secret.replace(name="Zebedeus"))
    words = ("zebede", "甪龘", "secret", "\ue4db")
    before = everything_in(tmp_path, rows)
    assert all(each.encode() in before for each in words[:3])

    with rows.transaction():
        rows.remove("customer", ["C7-secret"])
        rows.scrub_search()

    after = everything_in(tmp_path, rows)
    assert [each for each in words if each.encode() in after.lower()] == []
    assert len(keys(rows, "person")) == 20


def everything_in(folder, rows) -> bytes:
    rows._file.run("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(each.read_bytes() for each in folder.iterdir() if each.name.startswith("acme.db"))


def test_the_removed_words_would_stay_without_scrubbing(rows, tmp_path):
    put(rows, *(customer(f"C{i}", f"Person{i}") for i in range(50)), customer("X", "Zebedee"))
    assert keys(rows, "zebedee") == ["X"]
    with rows.transaction():
        rows.remove("customer", ["X"])

    assert b"zebedee" in everything_in(tmp_path, rows)
    assert keys(rows, "zebedee") == []


@pytest.mark.parametrize("tier", list(Tier))
def test_what_is_special_to_the_index_is_not_special_in_words(rows, tier):
    put(rows, customer("C1", 'NEAR OR "AND" NOT* names: ^a'))
    rows.prepare_search(PLAIN)

    for words in ("NEAR", "OR AND", "NOT*", "names:", "^a", 'a" OR "b', "NEAR(or)"):
        rows.hits("customer", tier, query_of(words, PLAIN), 9)
    assert sqlite3.sqlite_version_info >= (3, 37)
