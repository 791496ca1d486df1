"""What it means to keep customers true, by examples; the laws stand in `test_laws.py`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from customerbase.errors import EditConflict, InvalidRecord, NotFound, NotReferable
from customerbase.model import Contact, Customer, Employment, Purchase, PurchaseLine, Source, Verification
from customerbase.stores.memory import MemoryRows
from customerbase.stores.packing import pack
from customerbase.stores.store import Outcome, Statement, Store
from customerbase.values import Money, Size

VISIT, PHONE = Source.of("visit"), Source.of("phone_survey")
LIST, PRESS = Source.of("purchased_list"), Source.of("press")


class Clock:
    now = datetime(2024, 3, 1, 2, tzinfo=timezone(timedelta(hours=8)))

    def __call__(self):
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(clock):
    return Store(MemoryRows(), clock)


def about(key="C1", kind="customer", on=None, /, **values):
    return Statement(kind=kind, subject_id=key, values=values, observed_on=on)


def named(key="C1", name="Acme"):
    return about(key, name=name)


def sale(key="P1", customer="C1", price=10, lines=1):
    line = PurchaseLine(quantity=1, unit_price=Money(price, "USD"))
    return Purchase(purchase_id=key, customer_id=customer, on=date(2024, 1, 1), lines=(line,) * lines)


def check(key="V1", facet="basic", outcome="confirmed", customer="C1"):
    return Verification(
        verification_id=key, customer_id=customer, facet=facet, on=date(2024, 2, 1), outcome=outcome
    )


def state(store):
    rows = store.rows
    kinds = ("customer", "contact", "purchase", "verification")
    return {kind: list(rows.scan(kind)) for kind in kinds}, rows.next_number(), rows.batches()


# ------------------------------------------------------------------ learning


def test_the_outcomes_of_what_is_learned(store):
    outcomes = [
        store.learn([named()], LIST),
        store.learn([named()], LIST),
        store.learn([named(name="ACME")], VISIT),
        store.learn([named(name="Acme Ltd")], PRESS),
        store.learn([named(name="ACME")], PRESS),
    ]

    assert [each.outcome for (each,) in outcomes] == [
        Outcome.TAKEN,
        Outcome.UNCHANGED,
        Outcome.CHANGED,
        Outcome.CHANGED,
        Outcome.UNCHANGED,
    ]
    assert outcomes[3][0].waiting == ("name",)
    assert outcomes[2][0].changed == ("name",)


def test_a_first_hand_word_makes_the_same_value_trusted(store):
    store.learn([named()], LIST)
    (learned,) = store.learn([named()], VISIT)

    assert (learned.outcome, learned.changed) == (Outcome.CHANGED, ())
    assert store.provenance("customer", "C1")["name"].trusted


def test_one_subject_may_come_several_times_in_one_call(store):
    said = [named(name="a"), about(note="x"), named(name="b"), about("C2", note="no name")]

    learned = store.learn(said, LIST)

    assert [each.outcome for each in learned] == [
        Outcome.TAKEN,
        Outcome.CHANGED,
        Outcome.CHANGED,
        Outcome.REFUSED,
    ]
    assert store.get(Customer, "C1") == Customer(customer_id="C1", name="b", note="x")
    before = state(store)
    again = store.learn(said, LIST)
    assert [each.outcome for each in again] == [Outcome.UNCHANGED] * 3 + [Outcome.REFUSED]
    assert state(store) == before


def test_a_contact_may_come_after_his_customer_in_one_call_but_not_before(store):
    job = {"employments[C1]": True}
    wang = about("K1", "contact", name="Wang", **job)
    li = about("K2", "contact", name="Li", **job)

    learned = store.learn([wang, named(), li], VISIT)

    assert [each.outcome for each in learned] == [Outcome.REFUSED, Outcome.TAKEN, Outcome.TAKEN]
    assert isinstance(learned[0].error, NotReferable)
    assert store.rows.keys("contact") == ["K2"]


@pytest.mark.parametrize(
    "values",
    [
        {"name": None},
        {"name": 5},
        {"size.employees": -1},
        {"size.turnover": "lots"},
        {"nonsense": 1},
        {"size.nonsense": 1},
        {"phones[main]": "555"},
        {"customer_id": "C2"},
    ],
)
@pytest.mark.parametrize("source", [VISIT, LIST])
@pytest.mark.parametrize("on", [None, date(2000, 1, 1)])
def test_what_makes_no_record_is_refused_and_leaves_no_trace(store, values, source, on):
    if values == {"name": None} and (source is LIST or on):
        return  # that nothing is there may wait, or be overtaken, like any other statement
    whole = Customer(customer_id="C1", name="Acme", size=Size(employees=7, turnover=Money(1, "USD")))
    store.save(whole, PHONE)
    before = state(store)

    (learned,) = store.learn([about("C1", "customer", on, **values)], source)

    assert learned.outcome is Outcome.REFUSED
    assert isinstance(learned.error, InvalidRecord)
    assert state(store) == before


def test_a_card_that_never_had_a_name_is_refused(store):
    (learned,) = store.learn([about(stage="active")], LIST)

    assert str(learned.error) == "1 problem(s) in this Customer:\n  $.name: is missing"
    with pytest.raises(NotFound):
        store.entries("customer", "C1")


def test_nothing_is_learned_of_nobody(store):
    assert store.learn([], VISIT) == []
    assert store.rows.next_number() == 1


def test_instants_are_kept_in_utc_so_that_every_store_has_the_same_day(store):
    store.learn([named()], VISIT)

    (entry,) = store.entries("customer", "C1")
    assert entry.recorded_at.tzinfo is UTC
    assert entry.when == date(2024, 2, 29)


def test_a_clock_that_goes_backwards_loses_nothing(store, clock):
    store.learn([about("C1", "customer", date(2024, 1, 1), name="a")], VISIT)
    clock.now -= timedelta(days=30)
    store.learn([about("C1", "customer", date(2024, 1, 1), name="b")], VISIT)

    assert store.get(Customer, "C1").name == "b"
    assert store.card(Customer, "C1").name == "b"


@pytest.mark.parametrize("key", ["C.1", "C[1]", "C]", "]", "C].title", "客户 😀"])
def test_employers_may_have_any_id(store, key):
    store.learn([named(key)], VISIT)
    wang = Contact(contact_id="K1", name="王 𠮷", employments=(Employment(customer_id=key, title="boss"),))

    store.save(wang, VISIT)

    assert store.get(Contact, "K1") == store.card(Contact, "K1") == wang
    assert list(store.scan(Contact, customer_id=key)) == [wang]
    store.save(wang.replace(employments=()), VISIT)
    assert store.card(Contact, "K1").employments == ()


# ------------------------------------------------------------------ saving


def test_clearing_a_value_is_an_edit_too(store):
    acme = Customer(customer_id="C1", name="Acme", note="x", size=Size(employees=7))
    store.save(acme, VISIT)

    learned = store.save(acme.replace(note=None, size=Size()), PHONE, seen=acme)

    assert set(learned.changed) == {"note", "size.employees"}
    assert store.get(Customer, "C1") == Customer(customer_id="C1", name="Acme")
    store.learn([about(note="from the list")], LIST)
    assert store.get(Customer, "C1").note is None
    assert [each.value for each in store.candidates("customer", "C1")] == ["from the list"]


def test_an_edit_of_a_record_that_is_gone_is_a_conflict(store):
    acme = Customer(customer_id="C1", name="Acme")

    with pytest.raises(EditConflict) as caught:
        store.save(acme, VISIT, seen=acme)

    assert (caught.value.theirs, caught.value.yours) == (None, acme)
    assert state(store)[1] == 1


def test_saying_it_again_as_a_person_is_heard(store):
    acme = Customer(customer_id="C1", name="Acme")
    store.save(acme, VISIT)
    store.save(acme.replace(name="Other"), PHONE)

    assert store.save(acme, VISIT).outcome is Outcome.CHANGED
    assert store.get(Customer, "C1") == acme


# ------------------------------------------------------------------ deciding


def test_a_candidate_is_accepted_or_rejected_once(store):
    store.learn([named(name="a")], VISIT)
    store.learn([named(name="b")], LIST)
    store.decide("customer", "C1", "name", "b", accepted=True, by="E1", note="called them")

    assert store.get(Customer, "C1").name == "b"
    assert store.provenance("customer", "C1")["name"].accepted_by == "E1"
    for value in ("b", "c"):
        with pytest.raises(NotFound):
            store.decide("customer", "C1", "name", value, accepted=True, by="E1")


def test_an_accepted_value_that_makes_no_record_is_refused_whole(store):
    store.learn([named(name="a")], VISIT)
    store.learn([about(name=None)], LIST)
    before = state(store)

    with pytest.raises(InvalidRecord):
        store.decide("customer", "C1", "name", None, accepted=True, by="E1")

    assert state(store) == before


def test_an_accepted_employer_must_be_there(store):
    store.learn([named("C1")], VISIT)
    job = "employments[C1]"
    store.learn([about("K1", "contact", name="Wang", **{job: True})], VISIT)
    store.learn([about("K1", "contact", **{job: None})], PHONE)
    store.learn([about("K1", "contact", **{job: True})], LIST)
    store.rows.remove("customer", ["C1"])

    with pytest.raises(NotReferable):
        store.decide("contact", "K1", job, True, accepted=True, by="E1")

    assert store.get(Contact, "K1").employments == ()


# ------------------------------------------------------------------ keeping


def test_packed_purchases_of_unknown_customers_are_refused_whole(store):
    store.learn([named("C1")], VISIT)

    with pytest.raises(NotReferable, match="purchase 'P2' refers to customer 'C9'"):
        store.keep_packed([pack(sale("P1")), pack(sale("P2", "C9"))], LIST)

    assert store.rows.keys("purchase") == []


def test_a_purchase_that_comes_three_times_in_one_list(store):
    store.learn([named()], VISIT)
    several = [sale(price=1), sale(price=2), sale(price=1), sale(price=1)]
    expected = [Outcome.TAKEN, Outcome.CHANGED, Outcome.CHANGED, Outcome.UNCHANGED]

    assert store.keep_packed([pack(each) for each in several], LIST) == expected
    assert store.get(Purchase, "P1") == sale(price=1)
    assert [each.before.record for each in store.rows.revisions("purchase", "P1")] == [
        sale(price=1),
        sale(price=2),
    ]


def test_a_verification_that_is_corrected_confirms_what_it_says_now(store):
    store.learn([named()], LIST)
    store.save(check(), VISIT)
    store.save(check(outcome="wrong"), VISIT)

    assert store.provenance("customer", "C1")["name"].verified_on is None
    store.save(check(), VISIT)
    assert store.provenance("customer", "C1")["name"].verified_on == date(2024, 2, 1)


def test_what_waited_for_a_verified_value_stands_when_the_verification_goes(store):
    store.learn([named(name="a")], LIST)
    store.save(check(), VISIT)
    store.learn([named(name="b")], PRESS)
    assert store.get(Customer, "C1").name == "a"

    store.discard("verification", "V1")

    assert store.get(Customer, "C1").name == store.card(Customer, "C1").name == "b"


def test_the_decision_makers_are_verified_at_their_customer(store):
    store.learn([named("C1"), named("C2")], VISIT)
    store.learn([about("K1", "contact", name="Wang", **{"employments[C1]": True})], LIST)
    store.learn([about("K2", "contact", name="Li", **{"employments[C2]": True})], LIST)
    store.save(check(facet="decision_makers"), VISIT)

    assert store.provenance("contact", "K1")["name"].verified_on == date(2024, 2, 1)
    assert store.provenance("contact", "K2")["name"].verified_on is None
    assert store.provenance("customer", "C1")["name"].verified_on is None
