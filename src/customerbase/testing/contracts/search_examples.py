"""What is expected of search, one thing at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import suppress

from customerbase.model import Contact, Customer, Employment, Source
from customerbase.stores.finding import find
from customerbase.stores.rows import Rows
from customerbase.stores.store import Store
from customerbase.testing.contracts.histories import Broken, Clock
from customerbase.values import Address, Phone

__all__ = ["SearchExamples"]

VISIT = Source.of("visit")


class SearchExamples(ABC):
    """The part of the contract that is about finding customers and contacts by words."""

    @abstractmethod
    def empty_rows(self) -> Rows:
        """Return a new place that is empty, and stays apart from those before it."""

    def test_customers_and_contacts_are_found_by_what_stands_on_their_cards(self) -> None:
        """Parts of Chinese names, beginnings of Latin words, digits within numbers, words of addresses."""
        store = _with_cards(self.empty_rows())
        for words, keys in (
            ("上海 机电", ["C1"]),
            ("机", ["C1"]),
            ("trad acme", ["c1", "C2"]),
            ('"acme trading"', ["c1"]),
            ("755832", ["K1"]),
            ("acme 福田", ["C2"]),
            ("acm", ["c1", "C2"]),
            ("C1", ["c1", "C1"]),
            ("100%", ["C2"]),
            ("lei", ["K1"]),
            ("nobody", []),
        ):
            assert _keys(store, words) == keys, f"by {words!r}"
        store.rows.close()

    def test_a_card_is_found_by_what_stands_on_it_now(self) -> None:
        """What was replaced, removed or rolled back is not found; what stands is."""
        store = _with_cards(self.empty_rows())
        assert _keys(store, "机电") == ["C1"]
        store.save(Customer(customer_id="C1", name="上海化工"), VISIT)
        with suppress(Broken), store.transaction():
            store.save(Customer(customer_id="C3", name="上海机电"), VISIT)
            store.rows.remove("contact", ["K1"])
            assert _keys(store, "机电") == ["C3"]
            raise Broken
        assert (_keys(store, "机电"), _keys(store, "化工"), _keys(store, "lei")) == ([], ["C1"], ["K1"])
        store.rows.remove("contact", ["K1"])
        assert _keys(store, "lei") == _keys(store, "755832") == []
        store.save(Customer(customer_id="C4", name="上海机电"), VISIT)
        assert _keys(store, "上海") == ["C1", "C4"]
        store.rows.scrub_search()
        assert _keys(store, "上海") == ["C1", "C4"]
        store.rows.close()


def _with_cards(rows: Rows) -> Store:
    store = Store(rows, Clock())
    for card in (
        Customer(customer_id="C1", name="上海华强机电有限公司"),
        Customer(customer_id="c1", name="Acme Trading"),
        Customer(customer_id="C2", name="100% Trading ACME", addresses=[Address(district="福田区")]),  # type: ignore[arg-type]
        Contact(
            contact_id="K1",
            name="Lei Li",
            employments=[Employment(customer_id="C1")],  # type: ignore[arg-type]
            phones=[Phone(number="0755-8320 1234")],  # type: ignore[arg-type]
        ),
    ):
        store.save(card, VISIT)
    return store


def _keys(store: Store, words: str) -> list[str]:
    return [each.key for each in find(store, words)]
