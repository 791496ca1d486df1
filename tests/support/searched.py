"""Cards that are searched, the words for which, and a machine that holds an index of words to the definition."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from customerbase.model import Contact, Customer, Employment
from customerbase.searching.query import query_of
from customerbase.stores.finding import candidates, find
from customerbase.stores.memory import MemoryRows
from customerbase.stores.rows import Stored
from customerbase.stores.simplified import folding
from customerbase.stores.store import Store
from customerbase.values import Address, Email, Phone

NOW = datetime(2024, 3, 1, tzinfo=UTC)
WORDS = (
    "上海",
    "机电",
    "電",
    "上",
    "ac",
    "acme",
    "ACME co",
    '"co acme"',
    "0755",
    "8320",
    "上海 acme",
    "c1",
    "k",
    "o'hara",
    "东",
    "a@b.example",
    "acme 7946",
)


def customer(key: str, name: str, **values) -> Customer:
    return Customer(customer_id=key, name=name, **values)


def put(rows, *records) -> None:
    with rows.transaction():
        for each in records:
            rows.put(each.kind_name, [Stored(record=each, version=1, recorded_at=NOW)])


def found(rows, words: str, limit: int = 20):
    return find(Store(rows, lambda: NOW), words, limit=limit)


def keys(rows, words: str) -> list[str]:
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
        else customer(key, name, phones=[Phone(number=phone)], addresses=[Address(city=city)])
    ),
    st.sampled_from([f"C{i}" for i in range(6)]),
    NAMES,
    st.sampled_from(("0755-83201234", "+86 755 8320 1234", "020 7946")),
    NAMES,
    st.booleans(),
)


class Indexed(RuleBasedStateMachine):
    """A place with an index and one in memory, to which the same is done: what is found must be the same."""

    def __init__(self):
        super().__init__()
        self.places = [MemoryRows(), self.indexed()]

    def indexed(self):
        """Return an empty place that has an index."""
        raise AssertionError("a machine for a place opens it here")

    @rule(cards=st.lists(CARDS, max_size=5))
    def put(self, cards):
        for rows in self.places:
            put(rows, *cards)

    @rule(kind=st.sampled_from(("customer", "contact")), key=st.sampled_from(("C0", "C1", "C5", "K0", "K5")))
    def remove(self, kind, key):
        for rows in self.places:
            with rows.transaction():
                rows.remove(kind, [key])

    @rule(card=CARDS, removed=st.booleans())
    def fail(self, card, removed):
        for rows in self.places:
            with pytest.raises(ZeroDivisionError):
                self.fail_on(rows, card, removed)

    def fail_on(self, rows, card, removed):
        with rows.transaction():
            if removed:
                rows.remove(card.kind_name, [card.key])
            put(rows, card)
            raise ZeroDivisionError

    @rule()
    def scrub(self):
        self.places[1].scrub_search()

    @rule(words=st.sampled_from(WORDS))
    def find(self, words):
        memory, file = self.places
        assert found(file, words) == found(memory, words)

    @rule(words=st.sampled_from(WORDS), limit=st.integers(1, 3), considered=st.integers(1, 4))
    def find_few(self, words, limit, considered):
        kinds = ("customer", "contact")
        query = query_of(words, folding())
        memory, file = (
            candidates(rows, query, limit, kinds, considered=considered)
            for rows in self.places
            if rows.prepare_search(folding())
        )
        assert file == memory

    def teardown(self):
        memory, indexed = self.places
        try:
            for words in WORDS:
                assert found(indexed, words) == found(memory, words), words
        finally:
            for rows in self.places:
                rows.close()
