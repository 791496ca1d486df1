"""What is written while two cards are one: it stays with whom it was said of, or is told when they part."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from customerbase.model import (
    Channel,
    CollectionMethod,
    Contact,
    Customer,
    Facet,
    Interaction,
    Purchase,
    PurchaseLine,
    Source,
    Task,
    Verification,
    VerificationOutcome,
)
from customerbase.records.contact import Employment
from customerbase.stores.memory import MemoryRows
from customerbase.stores.merging import merge, unmerge
from customerbase.stores.packing import pack
from customerbase.stores.store import Outcome, Store
from customerbase.testing.contracts.histories import Clock
from customerbase.values import Money

VISIT = Source.of("visit")


@pytest.fixture
def store():
    store = Store(MemoryRows(), Clock())
    for key, name in (("A", "Acme"), ("B", "ACME Ltd"), ("C", "Other")):
        store.save(Customer(customer_id=key, name=name), VISIT)
    return store


def later(store):
    store._clock.now += timedelta(hours=1)


def person(store, key, *at):
    jobs = [each if isinstance(each, Employment) else Employment(customer_id=each) for each in at]
    store.save(Contact(contact_id=key, name=f"Li {key}", employments=jobs), VISIT)


def call(store, key, at, **more):
    met = Interaction(interaction_id=key, customer_id=at, on=date(2024, 1, 2), channel=Channel.PHONE, **more)
    store.save(met, VISIT)


def edit(store, key, *jobs):
    later(store)
    card = store.get(Contact, key)
    store.save(card.replace(employments=jobs), VISIT, seen=card)


def told(undone):
    return [(each.kind, each.key) for each in undone.edited]


def test_a_job_that_was_read_and_changed_stays_with_its_employer(store):
    person(store, "K", Employment(customer_id="B", department="Sales"))
    made = merge(store, "customer", "A", "B", by="Ann")
    (job,) = store.get(Contact, "K").employments
    edit(store, "K", job.replace(title="buyer"))
    assert store.get(Contact, "K").employments == (job.replace(title="buyer"),)
    undone = unmerge(store, made.merge_id, by="Ann")
    assert told(undone) == [("contact", "K")]
    assert store.get(Contact, "K").employments == (
        Employment(customer_id="B", title="buyer", department="Sales"),
    )


def test_who_left_while_they_were_one_has_left_both(store):
    person(store, "K", "A", Employment(customer_id="B", title="buyer"))
    made = merge(store, "customer", "A", "B", by="Ann")
    edit(store, "K")
    assert store.get(Contact, "K").employments == ()
    unmerge(store, made.merge_id, by="Ann")
    assert store.get(Contact, "K").employments == ()


def test_a_job_of_a_merged_person_can_be_changed(store):
    person(store, "K", "C")
    person(store, "L", "B")
    made = merge(store, "contact", "K", "L", by="Ann")
    job = store.get(Contact, "K").at("B")
    edit(store, "K", Employment(customer_id="C"), job.replace(title="buyer"))
    assert store.get(Contact, "L").at("B").title == "buyer"
    unmerge(store, made.merge_id, by="Ann")
    assert store.get(Contact, "L").at("B").title is None


def test_what_was_taken_away_or_went_to_others_is_told(store):
    for key in ("1", "2", "3"):
        call(store, key, "B")
    made = merge(store, "customer", "A", "B", by="Ann")
    later(store)
    store.discard("interaction", "1")
    call(store, "2", "C")
    assert told(unmerge(store, made.merge_id, by="Ann")) == [("interaction", "1"), ("interaction", "2")]


def test_what_names_a_merged_person_is_told(store):
    person(store, "K", "A")
    person(store, "L", "A")
    made = merge(store, "contact", "K", "L", by="Ann")
    later(store)
    call(store, "1", "A", contact_ids=("L",))
    call(store, "2", "A")
    store.save(Task(task_id="T", employee_id="E", subject="ring", contact_id="K"), VISIT)
    assert told(unmerge(store, made.merge_id, by="Ann")) == [("interaction", "1"), ("task", "T")]


def test_a_check_of_people_confirms_those_of_both_until_it_is_taken_back(store):
    person(store, "K", "B")
    made = merge(store, "customer", "A", "B", by="Ann")
    check = Verification(
        verification_id="V",
        customer_id="A",
        facet=Facet.DECISION_MAKERS,
        on=date(2024, 1, 3),
        outcome=VerificationOutcome.CONFIRMED,
        by="Ann",
        method=CollectionMethod.VISIT,
    )
    store.save(check, VISIT)

    def verified_on():
        return store.folded("contact", "K").facts["name"].verified_on

    assert verified_on() == date(2024, 1, 3)
    unmerge(store, made.merge_id, by="Ann")
    store.discard("verification", "V")
    assert verified_on() is None


def test_a_sale_that_names_the_survivor_instead_says_nothing_new(store):
    def sale(at, price):
        line = PurchaseLine(quantity=1, unit_price=Money(price, "CNY"))
        return pack(Purchase(purchase_id="S", customer_id=at, on=date(2024, 1, 2), lines=[line]))

    store.keep_packed([sale("B", 5)], VISIT)
    made = merge(store, "customer", "A", "B", by="Ann")
    assert store.keep_packed([sale("A", 5)], VISIT) == [Outcome.UNCHANGED]
    assert store.keep_packed([sale("A", 6)], VISIT) == [Outcome.CHANGED]
    unmerge(store, made.merge_id, by="Ann")
    assert store.get(Purchase, "S").customer_id == "B"
