"""Facets that a company declares: kept beside the records, and asked wherever something is checked or taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from customerbase.errors import InvalidRecord
from customerbase.model import Contact, Customer, Source, Verification
from customerbase.stores.facets import declare_facets, declared_facets
from customerbase.stores.memory import MemoryRows
from customerbase.stores.sqlite import SqliteRows
from customerbase.stores.store import Outcome, Statement, Store
from customerbase.stores.undo import undo
from customerbase.verify import FacetFields

VISIT, LIST = (Source.of(each) for each in ("visit", "purchased_list"))
DAY = date(2024, 3, 1)
REACH = FacetFields(name="reach", customer=["attributes[desk]"], contact=["attributes[desk]"])
OFFICE = FacetFields(name="office", customer=["industry", "attributes[楼层]"])


class Clock:
    def __init__(self):
        self.now = datetime(2024, 3, 1, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    rows = MemoryRows() if request.param == "memory" else SqliteRows(str(tmp_path / "acme.db"))
    yield Store(rows, Clock())
    rows.close()


def said(store, source, key="C1", kind="customer", **values):
    statement = Statement(kind=kind, subject_id=key, values={"name": "Acme", **values}, observed_on=DAY)
    (learned,) = store.learn([statement], source)
    assert learned.outcome is not Outcome.REFUSED
    return learned


def check(facet="reach", name="V1", customer_id="C1", on=DAY, outcome="confirmed"):
    return Verification(verification_id=name, customer_id=customer_id, facet=facet, on=on, outcome=outcome)


def verified(store, key="C1", kind="customer"):
    return {path for path, each in store.provenance(kind, key).items() if each.verified_on is not None}


def declare(store, *facets):
    with store.transaction():
        declare_facets(store.rows, facets)


def test_facets_are_kept_in_their_order_and_in_place_of_those_before(store):
    assert declared_facets(store.rows) == ()
    declare(store, REACH, OFFICE)
    assert declared_facets(store.rows) == (REACH, OFFICE)
    declare(store, OFFICE)
    assert declared_facets(store.rows) == (OFFICE,)
    declare(store)
    assert declared_facets(store.rows) == ()


def test_they_are_there_when_the_file_is_opened_again(tmp_path):
    for facets in ((REACH, OFFICE), None):
        rows = SqliteRows(str(tmp_path / "acme.db"))
        if facets is not None:
            declare(Store(rows, Clock()), *facets)
        assert declared_facets(rows) == (REACH, OFFICE)
        rows.close()


def test_a_facet_that_is_declared_twice_or_is_none_leaves_those_before(store):
    declare(store, OFFICE)
    with pytest.raises(InvalidRecord, match=r"\$\[1\]\.name: is declared twice"):
        declare(store, REACH, REACH)
    for wrong in ("reach", {"name": "reach"}, None):
        with pytest.raises(TypeError, match="declares no facet"):
            declare(store, REACH, wrong)
    with pytest.raises(TypeError, match="in a list"), store.transaction():
        declare_facets(store.rows, REACH)

    assert declared_facets(store.rows) == (OFFICE,)


def test_a_check_confirms_the_values_of_its_facet_on_all_cards_that_it_is_on(store):
    declare(store, REACH, OFFICE)
    said(store, LIST, **{"attributes[desk]": "7", "industry": "tea"})
    said(store, LIST, "C2", **{"attributes[desk]": "8"})
    said(store, LIST, "P1", "contact", **{"attributes[desk]": "9", "employments[C1]": True})
    said(store, LIST, "P2", "contact", **{"attributes[desk]": "10", "employments[C2]": True})
    store.keep([check()], VISIT)

    assert verified(store) == {"attributes[desk]"}
    assert verified(store, "P1", "contact") == {"attributes[desk]"}
    assert verified(store, "C2") == verified(store, "P2", "contact") == set()
    store.keep([check("office", "V2")], VISIT)
    assert verified(store) == {"attributes[desk]", "industry"}
    assert verified(store, "P1", "contact") == {"attributes[desk]"}


def test_a_checked_value_is_trusted_so_that_a_list_does_not_replace_it(store):
    declare(store, OFFICE)
    said(store, LIST, **{"industry": "tea", "attributes[desk]": "7"})
    store.keep([check("office")], VISIT)
    other = Source.of("directory")
    learned = said(store, other, **{"industry": "coal", "attributes[desk]": "8"})

    assert (learned.changed, learned.waiting) == (("attributes[desk]",), ("industry",))
    assert store.get(Customer, "C1").industry == "tea"
    assert [each.value for each in store.candidates("customer", "C1")] == ["coal"]


def test_what_waited_stands_when_the_check_is_discarded(store):
    declare(store, OFFICE)
    said(store, LIST, industry="tea")
    store.keep([check("office")], VISIT)
    said(store, Source.of("directory"), industry="coal")
    store.discard("verification", "V1")

    assert store.get(Customer, "C1").industry == "coal"
    assert store.candidates("customer", "C1") == ()
    assert store.card(Customer, "C1") == store.get(Customer, "C1")


def test_a_check_that_an_undone_import_brought_confirms_nothing_any_more(store):
    declare(store, REACH)
    said(store, VISIT, **{"attributes[desk]": "7"})
    said(store, VISIT, "P1", "contact", **{"attributes[desk]": "9", "employments[C1]": True})
    with store.transaction():
        batch = store.begin_batch("verification", "checks.csv", VISIT)
        store.keep([check()], VISIT, batch_id=batch.batch_id)
    assert verified(store) == verified(store, "P1", "contact") == {"attributes[desk]"}
    undone = undo(store, batch.batch_id)

    assert dict(undone.removed) == {"verification": 1}
    assert verified(store) == verified(store, "P1", "contact") == set()


def test_an_undone_import_gives_back_the_check_that_it_replaced(store):
    declare(store, OFFICE)
    said(store, VISIT, industry="tea")
    store.keep([check("office")], VISIT)
    with store.transaction():
        batch = store.begin_batch("verification", "checks.csv", VISIT)
        store.keep([check("office", outcome="wrong")], VISIT, batch_id=batch.batch_id)
    assert verified(store) == set()
    undo(store, batch.batch_id)

    assert verified(store) == {"industry"}


def test_a_check_is_taken_back_from_every_card_though_its_facet_is_no_more(store):
    declare(store, REACH)
    said(store, VISIT, **{"attributes[desk]": "7"})
    said(store, VISIT, "P1", "contact", **{"attributes[desk]": "9", "employments[C1]": True})
    store.keep([check()], VISIT)
    declare(store)
    store.discard("verification", "V1")
    declare(store, REACH)

    assert verified(store) == verified(store, "P1", "contact") == set()


def test_a_check_of_a_facet_that_nobody_declared_confirms_nothing(store):
    said(store, VISIT, industry="tea")
    store.keep([check("office")], VISIT)

    assert verified(store) == set()
    declare(store, OFFICE)
    assert verified(store) == {"industry"}


def test_the_past_is_read_by_the_facets_that_there_are_now(store):
    declare(store, OFFICE)
    said(store, VISIT, industry="tea")
    before = store.now()
    store.keep([check("office")], VISIT)

    then = store.folded("customer", "C1", known_at=before).facts["industry"]
    now = dict(store.folded_all("customer"))["C1"].facts["industry"]
    assert (then.verified_on, now.verified_on) == (None, DAY)


def test_an_undone_import_of_cards_leaves_what_a_check_of_ones_own_facet_confirmed(store):
    declare(store, OFFICE)
    said(store, VISIT, industry="tea")
    store.keep([check("office")], VISIT)
    with store.transaction():
        batch = store.begin_batch("customer", "list.csv", LIST)
        statement = Statement(kind="customer", subject_id="C1", values={"industry": "coal"}, observed_on=DAY)
        store.learn([statement], LIST, batch_id=batch.batch_id)
    undo(store, batch.batch_id)

    assert store.get(Customer, "C1").industry == "tea"
    assert verified(store) == {"industry"}


def test_what_waits_because_of_ones_own_facet_still_waits_when_another_import_is_undone(store):
    declare(store, OFFICE)
    said(store, LIST, industry="tea")
    store.keep([check("office")], VISIT)
    said(store, Source.of("directory"), industry="coal")
    with store.transaction():
        batch = store.begin_batch("customer", "list.csv", VISIT)
        statement = Statement(kind="customer", subject_id="C1", values={"name": "Acme Ltd"}, observed_on=DAY)
        store.learn([statement], VISIT, batch_id=batch.batch_id)
    undo(store, batch.batch_id)

    card = store.get(Customer, "C1")
    assert (card.name, card.industry) == ("Acme", "tea")
    assert [each.value for each in store.candidates("customer", "C1")] == ["coal"]


def test_a_contact_who_comes_after_the_check_is_not_confirmed_by_it(store):
    declare(store, REACH)
    said(store, VISIT, **{"attributes[desk]": "7"})
    store.keep([check()], VISIT)
    said(store, LIST, "P1", "contact", **{"attributes[desk]": "9", "employments[C1]": True})

    assert store.get(Contact, "P1").attributes["desk"] == "9"
    assert verified(store, "P1", "contact") == set()
