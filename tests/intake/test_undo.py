"""An import can be taken back: the base is as before, and what people edited since is kept and listed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import NotFound
from customerbase.model import Contact, Customer, Interaction, Purchase

LIST = "customer_id,name,phone,responsible,contact 1 name,contact 1 title\nA,Acme,010-62345678,Ann,Xu,Boss\nB,Bolt,,Bob,Yu,\n"
NEWER = (
    "customer_id,name,phone,contact 1 name,contact 1 title\nA,Acme Ltd,021-62345678,Xu,Chair\nC,Cog,,Zhu,\n"
)
SALES = (
    "order id,date,customer_id,product,quantity,unit price\n1,2024-01-05,A,Pen,2,3\n2,2024-01-06,B,Ink,1,9\n"
)


def test_the_first_import_leaves_nothing_but_its_batch(desk):
    result = desk.customers(LIST)

    undone = desk.base.undo(result)

    assert not any(desk.cards().values())
    assert (dict(undone.removed), undone.kept) == ({"customer": 2, "contact": 2, "assignment": 2}, ())
    (batch,) = desk.base.batches()
    assert batch.undone_at == desk.clock.now


def test_cards_are_as_they_were(desk):
    desk.customers(LIST)
    before = desk.cards()
    desk.clock.now += timedelta(days=1)
    result = desk.customers(NEWER, name="newer.csv")
    assert desk.base.customer("A").name == "Acme Ltd"

    undone = desk.base.undo(result)

    assert desk.cards() == before
    assert undone.removed == {"customer": 1, "contact": 1}
    assert undone.restored == {"customer": 1, "contact": 1}


def test_what_people_edited_since_is_kept_and_listed(desk):
    desk.customers(LIST)
    desk.clock.now += timedelta(days=1)
    result = desk.customers(NEWER, name="newer.csv")
    desk.clock.now += timedelta(days=1)
    acme, cog = desk.base.customer("A"), desk.base.customer("C")
    desk.base.save(acme.replace(name="Acme Inc"), source="visit", seen=acme)
    desk.base.save(cog.replace(note="likes tea"), source="visit", seen=cog)

    undone = desk.base.undo(result)

    assert desk.base.customer("A").name == "Acme Inc"
    assert desk.base.customer("A").phone().number == "010-62345678"
    assert desk.base.customer("C").note == "likes tea"
    assert {(each.key, each.why, each.paths) for each in undone.kept if each.kind == "customer"} == {
        ("A", "edited since", ("name",)),
        ("C", "edited since", ()),
    }


def test_a_customer_who_bought_since_stays_and_is_listed(desk):
    result = desk.customers(LIST)
    desk.purchases(SALES)

    undone = desk.base.undo(result)

    assert {each.customer_id for each in desk.base.all(Customer)} == {"A", "B"}
    assert {each.key for each in undone.kept if each.kind == "customer"} == {"A", "B"}


def test_what_keeps_a_customer_is_named(desk):
    result = desk.customers("customer_id,name,stage\nA,Acme,active\nB,Bolt,active\n")
    desk.purchases(SALES)

    undone = desk.base.undo(result)

    assert {each.key: each.why for each in undone.kept} == {
        "A": "purchase '1' refers to it",
        "B": "purchase '2' refers to it",
    }


def test_purchases_that_an_import_changed_are_as_before(desk):
    desk.customers(LIST)
    desk.purchases(SALES)
    before = desk.cards()
    result = desk.purchases(SALES.replace(",2,3", ",5,3") + "3,2024-01-07,A,Pen,1,3\n")
    assert (result.changed, result.taken, result.unchanged) == (1, 1, 1)

    undone = desk.base.undo(result)

    assert desk.cards() == before
    assert (undone.removed, undone.restored) == ({"purchase": 1}, {"purchase": 1})


def test_customers_and_products_made_of_sales_go_with_them(desk):
    text = SALES.replace("product,", "product_id,")
    result = desk.purchases(text, create_customers=True)
    assert desk.cards()["product"]

    desk.base.undo(result)

    assert not any(desk.cards().values())


def test_a_prospect_who_became_active_by_a_sale_is_a_prospect_again(desk):
    desk.customers("customer_id,name\nA,Acme\nB,Bolt\n")
    before = desk.cards()

    desk.base.undo(desk.purchases(SALES))

    assert desk.cards() == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_imports_are_undone_in_any_order(desk, order):
    results = [desk.customers(LIST), desk.customers(NEWER, name="newer.csv")]

    for i in order:
        desk.base.undo(results[i])

    assert not any(desk.cards().values())


def test_reading_again_brings_all_back(desk):
    result, sold = desk.customers(LIST), desk.purchases(SALES)
    before = desk.cards()
    desk.base.undo(sold)
    desk.base.undo(result)

    again, sales = desk.customers(LIST), desk.purchases(SALES)

    assert desk.cards() == before
    assert (again.taken, sales.taken) == (2, 2)
    assert again.batch_id not in {None, result.batch_id}


def test_what_was_known_then_is_still_told(desk):
    desk.customers(LIST)
    then = desk.clock.now.date()
    desk.clock.now += timedelta(days=3)
    result = desk.customers(NEWER, name="newer.csv")
    desk.clock.now += timedelta(days=3)
    desk.base.undo(result)

    assert desk.base.customer("A", as_of=then).name == "Acme"
    assert desk.base.customer("A", as_of=then + timedelta(days=4)).name == "Acme Ltd"
    assert desk.base.customer("A", as_of=then + timedelta(days=7)).name == "Acme"


def test_it_is_undone_once(desk):
    result = desk.customers(LIST)
    desk.base.undo(result.batch_id)
    for batch in (result, "no such batch"):
        with pytest.raises(NotFound):
            desk.base.undo(batch)


def test_an_import_that_changed_nothing_has_nothing_to_undo(desk):
    desk.customers(LIST)
    with pytest.raises(NotFound):
        desk.base.undo(desk.customers(LIST))


def test_dealings_are_taken_back_unless_somebody_wrote_on_in_them(desk):
    desk.customers(LIST)
    result = desk.records(
        Interaction, "date,customer_id,channel,content\n2024-01-05,A,phone,one\n2024-01-06,A,phone,two\n"
    )
    one = next(iter(desk.base.all(Interaction)))
    desk.base.save(one.replace(outcome="will order"), source="visit")

    undone = desk.base.undo(result)

    assert [each.outcome for each in desk.base.all(Interaction)] == ["will order"]
    assert [(each.kind, each.key, each.why) for each in undone.kept] == [
        ("interaction", one.key, "edited since")
    ]


ROWS = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.sampled_from(["Acme", "Bolt"]),
        st.sampled_from(["", "x", "y"]),
        st.sampled_from(["", "Ann", "Bob"]),
    ),
    min_size=1,
    max_size=5,
)
LISTS = st.lists(st.tuples(ROWS, st.sampled_from(["visit", "purchased_list"])), min_size=1, max_size=4)


@given(lists=LISTS, last=ROWS)
def test_whatever_was_there_before_is_there_again(new_desk, lists, last):
    desk = new_desk()
    header = ["customer_id", "name", "note", "contact 1 name"]
    for i, (rows, source) in enumerate(lists):
        desk.base.import_customers(desk.table(header, rows, f"{i}.csv"), source=source)
        desk.clock.now += timedelta(days=1)
    before = desk.cards()
    waiting = {key: desk.base.candidates(key) for key in before["customer"]}
    result = desk.base.import_customers(desk.table(header, last, "last.csv"), source="visit")
    if result.batch_id is None:
        return

    undone = desk.base.undo(result)

    assert undone.kept == ()
    assert desk.cards() == before
    assert {key: desk.base.candidates(key) for key in before["customer"]} == waiting


@given(lists=LISTS)
def test_undoing_all_leaves_nobody_and_reading_all_again_brings_them_back(new_desk, lists):
    desk = new_desk()
    header = ["customer_id", "name", "note", "contact 1 name"]

    def read():
        return [
            desk.base.import_customers(
                desk.table(header, rows, f"{i}.csv"), source=source, observed_on=date(2024, 1, 1 + i)
            )
            for i, (rows, source) in enumerate(lists)
        ]

    results = read()
    before = desk.cards()
    for result in reversed(results):
        if result.batch_id is not None:
            desk.base.undo(result)
    assert not list(desk.base.all(Customer))
    assert not list(desk.base.all(Contact))
    read()

    assert desk.cards() == before


def test_undo_of_half_a_sale_does_not_split_it(desk):
    """Two files of one order: the second changed it, and undoing it gives the first's order back whole."""
    desk.purchases(SALES, create_customers=True)
    result = desk.purchases(SALES + "1,2024-01-05,A,Ink,1,9\n")
    assert len(desk.base.get(Purchase, "1").lines) == 2

    desk.base.undo(result)

    assert len(desk.base.get(Purchase, "1").lines) == 1


def test_a_chain_of_imports_is_taken_back_in_any_order(desk):
    first = desk.customers("customer_id,name\nA,Acme\n", name="first.csv")
    second = desk.customers("customer_id,contact 1 name\nA,Xu\n", name="second.csv")

    assert [each.why for each in desk.base.undo(first).kept] == ["contact 'A-1' refers to it"]
    assert desk.base.customer("A").name == "Acme"
    undone = desk.base.undo(second)

    assert (dict(undone.removed), undone.kept) == ({"contact": 1, "customer": 1}, ())

    assert not any(desk.cards().values())
