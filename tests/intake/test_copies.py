"""A copy of a file under another name is the same voice: it says nothing that it has not said."""

from __future__ import annotations

from customerbase.model import Customer
from customerbase.values import Phone

LIST = "customer_id,name,phone\nC1,Acme,0755-8320 1234\n"


def test_a_copy_does_not_overwrite_what_people_edited_since(desk):
    desk.customers(LIST)
    card = desk.base.customer("C1")
    edited = card.replace(phones=(Phone(number="0755-9999 0000"),))
    desk.base.save(edited, source="visit")
    before = desk.whole()

    again = desk.customers(LIST, "copy of customers.csv")

    assert (again.batch_id, again.unchanged) == (None, 1)
    assert desk.base.customer("C1") == edited
    assert desk.whole() == before


def test_another_content_under_the_same_name_is_heard(desk):
    desk.customers(LIST)

    desk.customers(LIST.replace("1234", "5678"))

    assert desk.base.customer("C1").phone() == Phone(number="0755-8320 5678")


def test_a_copy_is_heard_again_once_the_import_was_undone(desk):
    desk.base.undo(desk.customers(LIST))

    assert desk.customers(LIST, "copy.csv").taken == 1
    assert [each.key for each in desk.base.all(Customer)] == ["C1"]


def test_a_copy_that_was_come_by_in_another_way_is_another_voice(desk):
    desk.customers(LIST, source="purchased_list")

    result = desk.customers(LIST, "own.csv", source="visit")

    assert result.changed == 1
    assert all(each.trusted for each in desk.base.provenance("C1").values())
