"""What must hold of a base whatever has happened to it: laws over generated histories.

They are told of the reference; the contract says that every other store goes the same way.
"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from customerbase.errors import NotFound
from customerbase.ledger import Observation
from customerbase.model import Contact, Customer, Source
from customerbase.paths import CARDS, take_apart
from customerbase.stores.memory import MemoryRows
from customerbase.stores.store import Outcome, Statement, Store
from customerbase.stores.undo import undo
from customerbase.testing.contracts.histories import IDS, Base, Clock
from customerbase.testing.contracts.operations import OPERATIONS, operations
from customerbase.testing.contracts.reading import all_of

# A history is many steps, each with a law of its own.
law = settings(max_examples=max(10, (settings.default or settings()).max_examples // 2))

histories = st.lists(operations(), max_size=6)
# Without what is there to change the past: people who are erased, and the words that named them.
remembered = st.lists(
    operations("together", *sorted(OPERATIONS.keys() - {"erase", "forget", "reword"})), max_size=6
)
batches = OPERATIONS["import"].map(lambda each: attrs.evolve(each, fails=False))


def begin(history):
    """Make a base and do a history to it, an hour passing before each step."""
    base = Base(Store(MemoryRows(), Clock()))
    known = [Statement(kind="customer", subject_id=key, values={"name": key}) for key in IDS["customer"]]
    base.store.learn(known[:-1], Source.of("press"))
    for each in history:
        base.store._clock.now += timedelta(hours=1)
        base.do(each)
    return base


def cards(store):
    return {(kind, each.key): each for kind, cls in CARDS.items() for each in store.scan(cls)}


def records(store):
    return {
        (kind, each.record.key): each.record
        for kind in IDS
        if kind not in CARDS
        for each in store.rows.scan(kind)
    }


def ledger(store):
    """Return facts and candidates of all cards; of those that are gone, none."""
    found = {}
    for kind, key in cards(store):
        folded = store.folded(kind, key)
        found[kind, key] = folded.facts, folded.candidates, store.provenance(kind, key)
    return found


@law
@given(history=histories)
def test_a_card_is_what_the_ledger_says(history):
    store = begin(history).store

    for (kind, key), card in cards(store).items():
        assert store.card(type(card), key) == card
        assert store.card(CARDS[kind], key, known_at=store.now()) == card


@law
@given(history=histories)
def test_provenance_names_exactly_the_values_of_the_card(history):
    store = begin(history).store

    for (kind, key), card in cards(store).items():
        named = {path: each.value for path, each in store.provenance(kind, key).items()}
        held = take_apart(card)
        # A figure of an employment says that there is one, even where nobody said just that.
        implied = {path.rpartition(".")[0] for path in named if path.startswith("employments[")} - set(named)
        assert {path: named.get(path) for path in held if path not in implied} == {
            path: value for path, value in held.items() if path not in implied
        }
        # Beside these stands only what somebody stated, and is the default anyway.
        assert named.keys() - held.keys() <= {"stage"}


@law
@given(history=remembered)
def test_the_past_reads_as_it_was(history):
    base = begin([])
    store, clock = base.store, base.store._clock
    seen = []
    for each in history:
        clock.now += timedelta(hours=1)
        base.do(each)
        seen.append((clock.now, cards(store)))

    for instant, held in seen:
        known = {}
        for cls in (Customer, Contact):
            for key in store.rows.entries(cls.kind_name, IDS[cls.kind_name]):
                try:
                    card = store.card(cls, key, known_at=instant)
                except NotFound:
                    continue
                known[cls.kind_name, card.key] = card
        assert known == held


@law
@given(history=histories, more=remembered)
def test_nothing_that_was_recorded_is_ever_changed(history, more):
    base = begin(history)
    before = {
        (kind, key): entries
        for kind in CARDS
        for key, entries in base.store.rows.entries(kind, IDS[kind]).items()
    }
    for each in more:
        base.do(each)

    for (kind, key), entries in before.items():
        assert base.store.entries(kind, key)[: len(entries)] == entries


@law
@given(history=histories, batch=OPERATIONS["learn"])
def test_a_list_that_is_read_twice_changes_nothing(history, batch):
    store = begin(history).store
    first = store.learn(batch.statements, batch.source, batch_id=None)
    # What is refused because nobody knows of whom it speaks is understood once somebody does.
    refused = {each.subject_id for each, was in zip(batch.statements, first, strict=True) if was.error}
    made = {each.subject_id for each, was in zip(batch.statements, first, strict=True) if not was.error}
    assume(not refused & made)
    before = all_of(store)
    store._clock.now += timedelta(days=400)

    again = store.learn(batch.statements, batch.source)

    for was, now in zip(first, again, strict=True):
        # Saying nothing of somebody unknown is refused; once he is known it is nothing new.
        allowed = {was.outcome, Outcome.UNCHANGED} if was.outcome is Outcome.REFUSED else {Outcome.UNCHANGED}
        assert now.outcome in allowed
    assert all_of(store) == before


@law
@given(history=histories, batch=OPERATIONS["learn"], keep=OPERATIONS["keep"])
def test_records_that_are_kept_twice_change_nothing(history, batch, keep):
    base = begin(history)
    base.do(batch)
    assume(base.do(keep)[0] == "done")
    assume(len({each.key for each in keep.records}) == len(keep.records))
    before = all_of(base.store)

    assert base.do(keep) == ("done", [Outcome.UNCHANGED] * len(keep.records))
    assert all_of(base.store) == before


@law
@given(history=histories, batch=batches)
def test_a_batch_that_is_undone_at_once_was_never_there(history, batch):
    base = begin(history)
    before = cards(base.store), records(base.store), ledger(base.store)
    assume(base.do(batch)[0] == "done")

    undone = undo(base.store, base.batches[-1])

    assert undone.kept == ()
    assert (cards(base.store), records(base.store), ledger(base.store)) == before
    with pytest.raises(NotFound):
        undo(base.store, base.batches[-1])


@law
@given(history=histories, batch=batches, edits=st.lists(operations("save", "decide"), max_size=4))
def test_what_was_edited_since_is_kept_and_listed(history, batch, edits):
    base = begin(history)
    store = base.store
    assume(base.do(batch)[0] == "done")
    imported = {
        (kind, key): [e for e in store.entries(kind, key) if getattr(e, "batch_id", None) == base.batches[-1]]
        for kind, key in store.rows.observed_in(base.batches[-1])
    }
    last = store.rows.next_number()
    for each in edits:
        store._clock.now += timedelta(days=100)
        base.do(each)
    by_hand = {
        (kind, key, path): value
        for kind, key in imported
        for entry in store.entries(kind, key)
        if isinstance(entry, Observation) and entry.number >= last and entry.source.first_hand
        for path, value in entry.values.items()
    }
    edited_records = {
        each.record.key: each.record for each in store.rows.scan("interaction") if each.batch_id is None
    }
    stood = {
        (kind, key, path): value
        for (kind, key, path), value in by_hand.items()
        # What nobody ever said and somebody took away is no fact.
        if (kind, key) in cards(store) and store.folded(kind, key).values.get(path) == value
    }

    undone = undo(store, base.batches[-1])

    kept = {(each.kind, each.key) for each in undone.kept}
    for (kind, key, path), value in stood.items():
        if value is not None:
            assert store.folded(kind, key).facts[path].value == value
        stated = {path for entry in imported[kind, key] for path in entry.values}
        if path in stated:
            assert (kind, key) in kept
    found = {each.record.key: each.record for each in store.rows.scan("interaction")}
    assert edited_records.items() <= found.items()


@law
@given(history=histories)
def test_all_batches_undone_leave_only_what_came_by_hand(history):
    base = begin(history)
    store = base.store
    for batch_id in reversed(base.batches):
        if store.batch(batch_id).undone_at is None:
            undo(store, batch_id)

    assert all(each.undone_at is not None for each in store.rows.batches())
    for kind, key in cards(store):
        store.card(CARDS[kind], key)
    for each in records(store).values():
        assert each.customer_id in store.rows.known("customer", [each.customer_id])
    for contact in store.scan(Contact):
        for job in contact.employments:
            assert store.rows.known("customer", [job.customer_id])


@law
@given(history=histories)
def test_whatever_happens_every_reference_holds(history):
    store = begin(history).store

    for each in records(store).values():
        assert store.rows.known("customer", [each.customer_id])
    for contact in store.scan(Contact):
        for job in contact.employments:
            assert store.rows.known("customer", [job.customer_id])


@law
@given(history=histories)
def test_the_rows_that_are_refused_leave_no_trace(history):
    base = begin([])
    for each in history:
        before = all_of(base.store)
        came_to, _ = base.do(each)
        if came_to != "done":
            assert all_of(base.store) == before
