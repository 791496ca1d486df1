"""Two cards that mean the same are seen as one, and can be taken apart again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord, NotFound, NotMergeable
from customerbase.model import Channel, Contact, Customer, Interaction, Relationship, RelationshipType, Source
from customerbase.records.contact import Employment
from customerbase.stores.links import MERGES, Links, note_of_merge
from customerbase.stores.memory import MemoryRows
from customerbase.stores.merging import merge, unmerge
from customerbase.stores.store import Store
from customerbase.stores.undo import undo
from customerbase.testing.contracts.histories import IDS, Base, Clock
from customerbase.testing.contracts.operations import operations
from customerbase.testing.contracts.reading import all_of, cards_then, seen_in
from customerbase.values import Identifier, Phone

VISIT, LIST = Source.of("visit"), Source.of("purchased_list")


@pytest.fixture
def store():
    store = Store(MemoryRows(), Clock())
    store.save(Customer(customer_id="A", name="Acme", phones=[Phone(number="555-0100")]), VISIT)
    store.save(Customer(customer_id="B", name="ACME Ltd", industry="steel"), VISIT)
    store.save(Customer(customer_id="C", name="Other"), VISIT)
    return store


def later(store):
    store._clock.now += timedelta(hours=1)


def call(key, customer_id, **more):
    return Interaction(
        interaction_id=key, customer_id=customer_id, on=date(2024, 1, 2), channel=Channel.PHONE, **more
    )


def without_merges(reads):
    return {
        key: value
        for key, value in reads.items()
        if key != "merges" and not (isinstance(key, tuple) and key[0] == "notes by mark")
    }


def test_the_joined_card_has_what_both_say(store):
    merge(store, "customer", "A", "B", by="Ann")
    card = store.get(Customer, "A")
    assert (card.customer_id, card.industry, card.phone().number) == ("A", "steel", "555-0100")
    assert store.get(Customer, "B") == card
    assert [each.customer_id for each in store.scan(Customer)] == ["A", "C"]


def test_what_both_say_differently_waits_with_its_source_until_somebody_decides(store):
    later(store)
    made = merge(store, "customer", "A", "B", by="Ann")
    assert [(each.path, each.survivor.value, each.other.value) for each in made.conflicts] == [
        ("name", "Acme", "ACME Ltd")
    ]
    stands = store.get(Customer, "A").name
    (waiting,) = store.candidates("customer", "A")
    assert {stands, waiting.value} == {"Acme", "ACME Ltd"}
    assert waiting in store.provenance("customer", "A")["name"].candidates
    store.decide("customer", "A", "name", waiting.value, accepted=True, by="Ann")
    assert store.get(Customer, "B").name == waiting.value
    assert store.candidates("customer", "A") == ()


def test_a_value_that_is_rejected_waits_no_more(store):
    merge(store, "customer", "A", "B", by="Ann")
    (waiting,) = store.candidates("customer", "B")
    store.decide("customer", "B", "name", waiting.value, accepted=False, by="Ann")
    assert store.candidates("customer", "A") == ()


def test_what_somebody_states_after_the_merge_settles_the_conflict(store):
    merge(store, "customer", "A", "B", by="Ann")
    card = store.get(Customer, "B")
    later(store)
    store.save(card.replace(name="Acme (both)"), VISIT, seen=card)
    assert store.candidates("customer", "A") == ()
    assert store.get(Customer, "A").name == "Acme (both)"


def test_records_of_both_are_seen_under_the_survivor(store):
    store.save(call("1", "A"), VISIT)
    store.save(call("2", "B"), VISIT)
    merge(store, "customer", "A", "B", by="Ann")
    for asked in ("A", "B"):
        seen = list(store.scan(Interaction, customer_id=asked))
        assert [(each.interaction_id, each.customer_id) for each in seen] == [("1", "A"), ("2", "A")]
    assert store.get(Interaction, "2").customer_id == "A"
    assert [each.customer_id for each in store.scan(Interaction)] == ["A", "A"]


def test_a_record_that_was_read_and_changed_keeps_the_id_that_it_named(store):
    store.save(call("2", "B"), VISIT)
    made = merge(store, "customer", "A", "B", by="Ann")
    seen = store.get(Interaction, "2")
    store.save(seen.replace(content="wants a discount"), VISIT, seen=seen)
    unmerge(store, made.merge_id, by="Ann")
    assert store.get(Interaction, "2") == call("2", "B", content="wants a discount")


def test_people_at_both_are_at_the_survivor(store):
    both = [Employment(customer_id="A", title="buyer"), Employment(customer_id="B", department="Sales")]
    store.save(Contact(contact_id="K", name="Li", employments=both), VISIT)
    store.save(
        Contact(contact_id="L", name="Wu", employments=[Employment(customer_id="B", reports_to="K")]), VISIT
    )
    merge(store, "customer", "A", "B", by="Ann")
    (job,) = store.get(Contact, "K").employments
    assert (job.customer_id, job.title, job.department) == ("A", "buyer", "Sales")
    assert [each.contact_id for each in store.scan(Contact, customer_id="B")] == ["K", "L"]


def test_people_who_are_one_are_listed_once_and_nobody_reports_to_himself(store):
    for key, superior in (("K", None), ("L", "K"), ("M", "L")):
        job = Employment(customer_id="A", reports_to=superior)
        store.save(Contact(contact_id=key, name=f"Li {key}", employments=[job]), VISIT)
    merge(store, "contact", "K", "L", by="Ann")
    assert [each.contact_id for each in store.scan(Contact, customer_id="A")] == ["K", "M"]
    assert store.get(Contact, "K").at("A").reports_to is None
    assert store.get(Contact, "M").at("A").reports_to == "K"


def test_a_link_between_the_two_is_none_while_they_are_one(store):
    link = Relationship(
        relationship_id="R", customer_id="A", other_id="B", type=next(iter(RelationshipType)), since=None
    )
    store.save(link, VISIT)
    made = merge(store, "customer", "A", "B", by="Ann")
    assert list(store.scan(Relationship)) == []
    unmerge(store, made.merge_id, by="Ann")
    assert list(store.scan(Relationship)) == [link]


def test_conflicting_identifiers_are_told(store):
    for key, number in (("A", "91310000MA1FL0000X"), ("B", "91310000MA1FL11111")):
        card = store.get(Customer, key)
        store.save(card.replace(identifiers=[Identifier(scheme="uscc", value=number)]), VISIT)
    made = merge(store, "customer", "A", "B", by="Ann")
    assert [each.path for each in made.conflicts if each.of_identifiers] == ["identifiers[uscc]"]


def test_a_chain_of_merges_is_one_customer(store):
    merge(store, "customer", "A", "B", by="Ann")
    made = merge(store, "customer", "C", "A", by="Ann")
    assert Links(store.rows).cluster("customer", "B").members == ("C", "A", "B")
    assert {store.get(Customer, each).customer_id for each in "ABC"} == {"C"}
    assert store.keys("customer") == ["C"]
    unmerge(store, made.merge_id, by="Ann")
    assert [store.get(Customer, each).customer_id for each in "ABC"] == ["A", "A", "C"]


@pytest.mark.parametrize(
    ("pair", "error"),
    [
        (("A", "A"), NotMergeable),
        (("A", "X"), NotFound),
        (("X", "A"), NotFound),
        (("C", "B"), NotMergeable),
        (("B", "C"), NotMergeable),
        (("B", "A"), NotMergeable),
    ],
)
def test_what_cannot_be_merged_is_refused(store, pair, error):
    merge(store, "customer", "A", "B", by="Ann")
    before = all_of(store)
    with pytest.raises(error):
        merge(store, "customer", *pair, by="Ann")
    assert all_of(store) == before


def test_a_merge_says_who_said_so(store):
    with pytest.raises(InvalidRecord, match="by: is blank"):
        merge(store, "customer", "A", "B", by=" ")
    assert Links(store.rows).merges() == []


def test_a_merge_is_taken_back_once(store):
    made = merge(store, "customer", "A", "B", by="Ann")
    unmerge(store, made.merge_id, by="Ann")
    with pytest.raises(NotFound, match="merge that stands"):
        unmerge(store, made.merge_id, by="Ann")
    again = merge(store, "customer", "A", "B", by="Ann")
    assert again.merge_id != made.merge_id


def test_what_was_recorded_since_is_listed_and_stays(store):
    made = merge(store, "customer", "A", "B", by="Ann")
    later(store)
    card = store.get(Customer, "B")
    store.save(card.replace(note="big"), VISIT, seen=card)
    store.save(call("9", "B"), VISIT)
    undone = unmerge(store, made.merge_id, by="Ann")
    assert [(each.kind, each.key, each.paths) for each in undone.edited] == [
        ("customer", "A", ("note",)),
        ("interaction", "9", ()),
    ]
    assert store.get(Customer, "A").note == "big"
    assert store.get(Customer, "B").note is None


def test_a_card_known_before_the_merge_shows_both_apart(store):
    before = store.now()
    later(store)
    made = merge(store, "customer", "A", "B", by="Ann")
    between = store.now()
    later(store)
    unmerge(store, made.merge_id, by="Ann")
    assert store.card(Customer, "B", known_at=before).name == "ACME Ltd"
    assert store.card(Customer, "B", known_at=between).customer_id == "A"
    assert store.card(Customer, "B").name == "ACME Ltd"


def test_a_second_hand_value_waits_where_the_other_card_has_a_trusted_one(store):
    merge(store, "customer", "A", "B", by="Ann")
    card = store.get(Customer, "A")
    learned = store.save(card.replace(industry="Stahl"), LIST)
    assert learned.waiting == ("industry",)
    assert store.get(Customer, "A").industry == "steel"


def test_an_import_that_made_a_merged_customer_is_not_undone_before_the_merge(store):
    with store.transaction():
        batch = store.begin_batch("customer", "list.csv", LIST)
        store.save(Customer(customer_id="D", name="D"), VISIT)
        from customerbase.stores.store import Statement

        store.learn(
            [Statement(kind="customer", subject_id="E", values={"name": "E"})], LIST, batch_id=batch.batch_id
        )
    made = merge(store, "customer", "A", "E", by="Ann")
    undone = undo(store, batch.batch_id)
    assert [(each.key, each.why) for each in undone.kept] == [("E", "it is merged with 'A': unmerge first")]
    unmerge(store, made.merge_id, by="Ann")
    assert store.get(Customer, "E").name == "E"


@settings(max_examples=25)
@given(
    history=st.lists(operations(), max_size=8),
    kind=st.sampled_from(("customer", "customer", "contact")),
    which=st.data(),
)
def test_unmerge_of_merge_changes_nothing(history, kind, which):
    """The law, in every read: of both cards, all that names them, now and as of any instant before."""
    base = Base(Store(MemoryRows(), Clock()))
    for each in history:
        base.do(each)
    store = base.store
    keys = store.keys(kind)
    if len(keys) < 2:
        return
    survivor, other = which.draw(st.permutations(keys))[:2]
    before = without_merges(all_of(store)) | {"notes": None}
    then = cards_then(store, [store.now()])
    made = merge(store, kind, survivor, other, by="Ann")
    assert other not in store.keys(kind)
    assert store.keys(kind) == [each for each in keys if each != other]
    undone = unmerge(store, made.merge_id, by="Ann")
    assert undone.edited == ()
    assert without_merges(all_of(store)) | {"notes": None} == before
    assert cards_then(store, [datetime(2024, 3, 1, tzinfo=store.now().tzinfo), store.now()]).keys() >= {
        (each, store.now()) for each in store.rows.entries(kind, IDS[kind])
    }
    assert then == cards_then(store, [store.now()])


@settings(max_examples=15)
@given(history=st.lists(operations(), max_size=8), which=st.data())
def test_nothing_of_the_other_is_seen_under_its_own_id(history, which):
    base = Base(Store(MemoryRows(), Clock()))
    for each in history:
        base.do(each)
    store = base.store
    keys = store.keys("customer")
    if len(keys) < 2:
        return
    survivor, other = which.draw(st.permutations(keys))[:2]
    merge(store, "customer", survivor, other, by="Ann")
    for read, value in seen_in(store).items():
        if read[0] == "seen" and len(read) == 2:
            for record in value:
                assert getattr(record, "customer_id", None) != other
                assert all(each.customer_id != other for each in getattr(record, "employments", ()))
    assert not any(each.customer_id == other for each in store.sale_totals())


def test_people_whom_a_meeting_names_are_named_as_they_are_seen(store):
    for key in ("K", "L"):
        job = Employment(customer_id="A")
        store.save(Contact(contact_id=key, name=f"Li {key}", employments=[job]), VISIT)
    store.save(call("1", "A", contact_ids=("L", "K")), VISIT)
    made = merge(store, "contact", "K", "L", by="Ann")
    seen = store.get(Interaction, "1")
    assert seen.contact_ids == ("K",)
    assert list(store.scan(Interaction)) == list(store.scan(Interaction, customer_id="A")) == [seen]
    store.save(seen.replace(content="agreed"), VISIT, seen=seen)
    unmerge(store, made.merge_id, by="Ann")
    assert store.get(Interaction, "1").contact_ids == ("L", "K")


class CountsNotes(MemoryRows):
    """Remembers how many notes each read was given."""

    most = 0

    def notes(self, space, *, keys=None, marks=None):
        found = super().notes(space, keys=keys, marks=marks)
        self.most = max(self.most, len(found))
        return found


def test_what_concerns_one_customer_reads_only_his_merges():
    rows = CountsNotes()
    store = Store(rows, Clock())
    for i in range(12):
        store.save(Customer(customer_id=f"C{i:02}", name=f"Firm {i}"), VISIT)
    for i in range(0, 12, 2):
        merge(store, "customer", f"C{i:02}", f"C{i + 1:02}", by="Ann")
    rows.most = 0
    store.save(call("1", "C01"), VISIT)
    store.save(call("1", "C01", content="again"), VISIT)
    card = store.get(Customer, "C01")
    store.save(card.replace(note="x"), VISIT, seen=card)
    assert [each.customer_id for each in store.scan(Interaction, customer_id="C00")] == ["C00"]
    assert len(store.some(Customer, ["C00", "C01"])) == 1
    unmerge(store, merge(store, "customer", "C02", "C00", by="Ann").merge_id, by="Ann")
    assert rows.most <= 3


def test_links_that_two_servers_wrote_at_once_end_somewhere(store):
    made = merge(store, "customer", "A", "B", by="Ann")
    back = attrs.evolve(made, merge_id="customer/A/1", survivor_id="B", other_id="A")
    store.rows.put_notes(MERGES, [note_of_merge(back)])
    assert {store.root("customer", each) for each in "AB"} <= {"A", "B"}
