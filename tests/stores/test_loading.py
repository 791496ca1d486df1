"""Loading is saving one by one: the same base, the same refusals; and nothing at all where it breaks off."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerbase.errors import ErasedPerson, InvalidRecord, NotReferable
from customerbase.ledger import Batch
from customerbase.model import (
    Contact,
    Customer,
    Employment,
    Interaction,
    Purchase,
    PurchaseLine,
    Source,
    Verification,
)
from customerbase.stores import loading
from customerbase.stores.erasing import erase
from customerbase.stores.loading import LISTED, load
from customerbase.stores.memory import MemoryRows
from customerbase.stores.sqlite import SqliteRows
from customerbase.stores.store import Outcome, Store
from customerbase.stores.undo import undo
from customerbase.testing import strategies
from customerbase.testing.contracts.histories import CONTACTS, CUSTOMERS, DAYS, RECORDS, Base, Clock
from customerbase.testing.contracts.operations import operations
from customerbase.testing.contracts.reading import all_of
from customerbase.values import Money, Phone

VISIT, LIST = Source.of("visit"), Source.of("purchased_list")


class Named(Store):
    """A store whose batches are told apart by their number, so that two stores can be compared."""

    def begin_batch(self, what, origin, source, *, digest=None):
        number = len(self.rows.batches())
        batch = Batch(
            batch_id=f"B{number}",
            what=what,
            origin=origin,
            source=source,
            recorded_at=self.now(),
            digest=digest,
        )
        self.rows.put_batch(batch)
        return batch


@contextmanager
def stores():
    """A store in memory, and one in a file."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [MemoryRows(), SqliteRows(Path(folder) / "base.db")]
        try:
            yield [Named(each, Clock()) for each in rows]
        finally:
            for each in rows:
                each.close()


def one_by_one(store, records, source, observed_on):
    """What loading means."""
    refused, counts = [], {}
    with store.transaction():
        batch = store.begin_batch("records", "records", source)
        for i, each in enumerate(records):
            try:
                learned = store.save(each, source, observed_on=observed_on, batch_id=batch.batch_id)
                outcome = learned.outcome
            except (InvalidRecord, NotReferable) as error:
                outcome = Outcome.REFUSED
                refused.append((i, type(error), str(error)))
            counts[each.kind_name, str(outcome)] = counts.get((each.kind_name, str(outcome)), 0) + 1
        totals = {str(each): sum(n for (_, of), n in counts.items() if of == each) for each in Outcome}
        store.rows.put_batch(attrs.evolve(batch, counts=totals))
    return batch.batch_id, counts, refused


def told(loaded):
    """What a load says of itself, in the form of `one_by_one`."""
    counts = {(kind, outcome): n for kind, found in loaded.counts.items() for outcome, n in found.items()}
    refused = [(each.position, type(each.error), str(each.error)) for each in loaded.refused]
    return loaded.batch_id, counts, refused


records = st.lists(
    strategies.customers(CUSTOMERS)
    | strategies.contacts(CONTACTS, CUSTOMERS)
    | strategies.purchases(RECORDS, CUSTOMERS)
    | strategies.interactions(CUSTOMERS, interaction_id=st.sampled_from(RECORDS))
    | strategies.verifications(
        CUSTOMERS,
        verification_id=st.sampled_from(RECORDS),
        facet=st.sampled_from(("basic", "decision_makers")),
    ),
    max_size=8,
)


few = settings(max_examples=max(10, (settings.default or settings()).max_examples // 4))


@few
@given(
    before=st.lists(operations("learn", "save", "keep", "import", "undo", "merge"), max_size=3),
    loads=st.lists(
        st.tuples(records, st.sampled_from((VISIT, LIST)), st.sampled_from(DAYS)), min_size=1, max_size=2
    ),
    taken_back=st.booleans(),
)
def test_loading_is_saving_one_by_one(before, loads, taken_back):
    with stores() as places, stores() as meant:
        for fast, plain in zip(places, meant, strict=True):
            for store in (fast, plain):
                base = Base(store)
                for each in before:
                    base.do(each)
            for some, source, day in loads:
                loaded = load(fast, iter(some), source, observed_on=day)
                assert told(loaded) == one_by_one(plain, some, source, day)
                if taken_back:
                    assert undo(fast, loaded.batch_id) == undo(plain, loaded.batch_id)
            assert all_of(fast) == all_of(plain)


def customer(i, **known):
    return Customer(customer_id=f"C{i}", name=f"Customer {i}", **known)


def many(customers):
    """Customers, and of each a contact, a sale and a call."""
    line = PurchaseLine(quantity=Decimal(2), unit_price=Money("9.90", "CNY"))
    for i in range(customers):
        of = {"customer_id": f"C{i}"}
        yield customer(i)
        yield Contact(contact_id=f"K{i}", name="Wang", employments=[Employment(**of)])
        yield Purchase(
            purchase_id=f"P{i}", on=date(2024, 1, 31), lines=[line], note="gift" if i % 2 else None, **of
        )
        yield Interaction(interaction_id=f"I{i}", on=date(2024, 1, 31), channel="phone", **of)


def test_many_are_taken_some_at_a_time(monkeypatch):
    monkeypatch.setattr(loading, "_CHUNK", 7)
    with stores() as places:
        for store in places:
            loaded = load(store, many(20), VISIT)
            assert loaded.counts == {
                k: {"taken": 20} for k in ("customer", "contact", "purchase", "interaction")
            }
            again = load(store, many(20), VISIT)
            assert again.count("unchanged") == 80
            assert again.count("taken") == 0
        assert all_of(places[0]).keys() == all_of(places[1]).keys()
        assert list(places[0].scan(Purchase)) == list(places[1].scan(Purchase))


def test_a_load_that_breaks_off_leaves_nothing_and_all_indexes():
    def broken():
        yield from many(3)
        raise OSError("gone")

    with stores() as places:
        for store in places:
            with pytest.raises(OSError, match="gone"):
                load(store, broken(), VISIT)
            assert list(store.scan(Customer)) == store.rows.batches() == []
        file = places[1].rows._file
        indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
        there = file.rows(indexes)
        load(places[1], many(3), VISIT)
        assert file.rows(indexes) == there
        assert any("employee_id" in (sql or "") for _, sql in there)


def test_a_record_stands_after_those_that_it_names():
    person = Contact(contact_id="K1", name="Wang", employments=[Employment(customer_id="C1")])
    with stores() as places:
        for store in places:
            loaded = load(store, [person, customer(1)], VISIT)
            assert told(loaded)[2] == [(0, NotReferable, str(loaded.refused[0].error))]
            assert "contact 'K1'" in str(loaded)
            assert load(store, [person], VISIT).count("taken") == 1


def test_a_check_confirms_what_was_loaded_before_it():
    check = Verification(
        verification_id="V1", customer_id="C1", facet="basic", on=date(2024, 2, 1), outcome="confirmed"
    )
    with stores() as places:
        for store in places:
            load(store, [customer(1), check, customer(2)], LIST)
            assert store.provenance("customer", "C1")["name"].verified_on == date(2024, 2, 1)
            assert [each.number for each in store.entries("customer", "C2")] == [3]


def test_second_hand_values_wait_and_are_counted():
    with stores() as places:
        for store in places:
            load(store, [customer(1, industry="steel")], VISIT)
            loaded = load(store, [customer(1, industry="wood"), customer(2)], LIST)
            assert loaded.waiting == 1
            assert store.get(Customer, "C1").industry == "steel"


def test_of_very_many_refused_records_the_first_are_listed():
    lost = (
        Interaction(interaction_id=f"I{i}", customer_id="C", on=date(2024, 1, 1), channel="phone")
        for i in range(LISTED + 5)
    )
    with stores() as places:
        loaded = load(places[0], lost, VISIT)
    assert loaded.count(Outcome.REFUSED) == LISTED + 5
    assert [each.position for each in loaded.refused] == list(range(LISTED))


def test_nobody_who_was_erased_comes_back_by_a_load():
    ann = customer(1, phones=[Phone(number="138-0013-8000")])
    with stores() as places:
        for store in places:
            load(store, [ann, customer(2)], VISIT)
            erase(store, "customer", "C1", reason="asked for it", by="Li")
            call = Interaction(interaction_id="I1", customer_id="C1", on=date(2024, 1, 1), channel="phone")
            again = ann.replace(customer_id="C9")
            loaded = load(store, [customer(3), again, customer(1), call, customer(2)], VISIT)
            assert [(each.position, type(each.error)) for each in loaded.refused] == [
                (1, ErasedPerson),
                (2, ErasedPerson),
                (3, ErasedPerson),
            ]
            assert [each.customer_id for each in store.scan(Customer)] == ["C2", "C3"]
