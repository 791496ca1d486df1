"""Taking imports back: what they brought goes, what people did since stays and is listed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from customerbase.errors import NotFound
from customerbase.model import (
    Contact,
    Customer,
    Employment,
    Product,
    Purchase,
    PurchaseLine,
    Source,
    Verification,
)
from customerbase.stores.memory import MemoryRows
from customerbase.stores.store import Outcome, Statement, Store
from customerbase.stores.undo import Kept, undo
from customerbase.values import Money

VISIT, LIST, PRESS = (Source.of(each) for each in ("visit", "purchased_list", "press"))


class Clock:
    now = datetime(2024, 3, 1, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def store():
    made = Store(MemoryRows(), Clock())
    made.learn([named("C0", "by hand")], VISIT)
    return made


def named(key, name="Acme", kind="customer", **values):
    return Statement(kind=kind, subject_id=key, values={"name": name, **values})


def sale(customer="C0", price=10):
    line = PurchaseLine(quantity=1, unit_price=Money(price, "USD"))
    return Purchase(purchase_id="P1", customer_id=customer, on=date(2024, 1, 1), lines=(line,))


def batch(store, *said, records=(), source=LIST):
    with store.transaction():
        made = store.begin_batch("customer", "list.csv", source)
        learned = store.learn(said, source, batch_id=made.batch_id)
        assert all(each.outcome is not Outcome.REFUSED for each in learned)
        store.keep(records, source, batch_id=made.batch_id)
    return made.batch_id


def test_no_such_batch(store):
    with pytest.raises(NotFound):
        undo(store, "nothing")


def test_a_batch_is_undone_once(store):
    one = batch(store, named("C1"))
    undo(store, one)

    with pytest.raises(NotFound):
        undo(store, one)

    assert store.batch(one).undone_at is not None


def test_it_can_be_read_again_afterwards(store):
    undo(store, batch(store, named("C1"), records=[sale("C1")]))

    again = batch(store, named("C1"), records=[sale("C1")])

    assert store.get(Customer, "C1").name == "Acme"
    assert undo(store, again).removed == {"purchase": 1, "customer": 1}


def test_what_is_undone_was_still_known_then(store):
    one = batch(store, named("C1"))
    then = store._clock.now
    undo(store, one)

    assert store.card(Customer, "C1", known_at=then).name == "Acme"
    with pytest.raises(NotFound):
        store.card(Customer, "C1")


def test_an_edit_since_keeps_the_card_it_was_made_on(store):
    one = batch(store, named("C1", note="x"))
    acme = store.get(Customer, "C1")
    store.save(acme.replace(note="y"), VISIT, seen=acme)

    undone = undo(store, one)

    assert undone.kept == (Kept(kind="customer", key="C1", why="edited since", paths=("note",)),)
    assert store.get(Customer, "C1").note == "y"


def test_on_an_older_card_only_what_was_edited_is_kept(store):
    one = batch(store, named("C0", "new", note="x"), source=VISIT)
    card = store.get(Customer, "C0")
    store.save(card.replace(note="y"), VISIT, seen=card)

    undone = undo(store, one)

    assert undone.kept == (Kept(kind="customer", key="C0", why="edited since", paths=("note",)),)
    assert store.get(Customer, "C0") == Customer(customer_id="C0", name="by hand", note="y")


def test_what_somebody_accepted_stays(store):
    one = batch(store, named("C0", "from the list", note="x"))
    store.decide("customer", "C0", "name", "from the list", accepted=True, by="E1")

    undone = undo(store, one)

    assert [each.paths for each in undone.kept] == [("name",)]
    assert store.get(Customer, "C0") == Customer(customer_id="C0", name="from the list")
    assert store.provenance("customer", "C0")["name"].trusted


def test_a_customer_that_is_referred_to_stays(store):
    one = batch(store, named("C1"), named("C2"), named("C3"))
    store.save(Contact(contact_id="K1", name="Wang", employments=(Employment(customer_id="C1"),)), VISIT)
    store.save(sale("C2"), VISIT)

    undone = undo(store, one)

    assert [(each.key, each.why) for each in undone.kept] == [
        ("C1", "contact 'K1' refers to it"),
        ("C2", "purchase 'P1' refers to it"),
    ]
    assert store.rows.keys("customer") == ["C0", "C1", "C2"]


def test_a_record_that_was_changed_comes_back_as_it_was(store):
    store.save(sale(price=1), VISIT)
    one = batch(store, records=[sale(price=2), sale(price=3)])

    undone = undo(store, one)

    assert (undone.restored, undone.removed, undone.kept) == ({"purchase": 1}, {}, ())
    assert store.get(Purchase, "P1") == sale(price=1)
    assert store.rows.get("purchase", ["P1"])["P1"].source == VISIT


def test_a_record_that_was_edited_since_stays(store):
    one = batch(store, records=[sale(price=2)])
    store.save(sale(price=3), VISIT)

    assert undo(store, one).kept == (Kept(kind="purchase", key="P1", why="edited since"),)
    assert store.get(Purchase, "P1") == sale(price=3)


# ------------------------------------------------------------------ several batches on one record


def test_the_later_batch_undone_first(store):
    store.save(sale(price=1), VISIT)
    one, two = batch(store, records=[sale(price=2)]), batch(store, records=[sale(price=3)])

    undo(store, two)
    assert store.get(Purchase, "P1") == sale(price=2)
    undo(store, one)
    assert store.get(Purchase, "P1") == sale(price=1)


def test_the_earlier_batch_undone_first(store):
    store.save(sale(price=1), VISIT)
    one, two = batch(store, records=[sale(price=2)]), batch(store, records=[sale(price=3)])

    assert [each.why for each in undo(store, one).kept] == ["edited since"]
    assert store.get(Purchase, "P1") == sale(price=3)
    undo(store, two)
    assert store.get(Purchase, "P1") == sale(price=1)


def test_a_record_that_only_undone_batches_knew_goes(store):
    one, two = batch(store, records=[sale(price=2)]), batch(store, records=[sale(price=3)])
    undo(store, one)

    assert undo(store, two).removed == {"purchase": 1}
    assert store.rows.keys("purchase") == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_card_that_only_undone_batches_knew_goes(store, order):
    made = [batch(store, named("C1", "a")), batch(store, named("C1", "b"), source=PRESS)]
    kept = [undo(store, made[i]).kept for i in order]

    assert store.rows.keys("customer") == ["C0"]
    assert bool(kept[0]) is (order == (0, 1))


def test_an_older_card_loses_what_both_said(store):
    made = [batch(store, named("C0", each), source=VISIT) for each in ("a", "b")]
    undo(store, made[0])
    assert store.get(Customer, "C0").name == "b"
    undo(store, made[1])
    assert store.get(Customer, "C0").name == "by hand"


# ------------------------------------------------------------------ what must not dangle


def test_a_purchase_is_not_given_back_to_a_customer_who_is_gone(store):
    first = batch(store, named("C1"))
    store.save(sale("C1"), VISIT)
    second = batch(store, records=[sale("C0")])
    undo(store, first)
    assert store.rows.keys("customer") == ["C0"]

    undone = undo(store, second)

    assert [each.why for each in undone.kept] == ["it was of customer 'C1', which is gone"]
    assert store.get(Purchase, "P1") == sale("C0")


def test_a_contact_is_not_sent_back_to_a_customer_who_is_gone(store):
    first = batch(store, named("C1"))
    wang = Contact(contact_id="K1", name="Wang", employments=(Employment(customer_id="C1"),))
    store.save(wang, VISIT)
    gone = {"employments[C1]": None}
    second = batch(store, named("K1", "Wang", "contact", **gone), source=VISIT)
    undo(store, first)

    undone = undo(store, second)

    assert [each.why for each in undone.kept] == ["it was at customer 'C1', which is gone"]
    assert store.get(Contact, "K1") == store.card(Contact, "K1") == wang.replace(employments=())


def test_verifications_that_go_confirm_no_more(store):
    check = Verification(
        verification_id="V1", customer_id="C1", facet="basic", on=date(2024, 2, 1), outcome="confirmed"
    )
    store.learn([named("C1", "a")], LIST)
    one = batch(store, records=[check])
    store.learn([named("C1", "b")], PRESS)
    assert store.provenance("customer", "C1")["name"].verified_on == date(2024, 2, 1)

    undo(store, one)

    assert store.get(Customer, "C1").name == "b"
    assert store.provenance("customer", "C1")["name"].verified_on is None


def test_an_attribute_of_a_product_comes_back_too(store):
    store.save(Product(product_id="T1", name="Tea", attributes={"weight": 1}), VISIT)
    one = batch(store, records=[Product(product_id="T1", name="Tea", attributes={"weight": 2})])

    undo(store, one)

    assert store.get(Product, "T1").attributes["weight"] == 1
