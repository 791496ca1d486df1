"""Facets of one's own: named sets of fields of a card."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.convert import from_plain, to_plain
from customerbase.errors import InvalidRecord
from customerbase.ledger.folding import facet_covers
from customerbase.paths import take_apart
from customerbase.testing import strategies
from customerbase.verify import Facet, FacetFields
from customerbase.verifying.facets import covers_of, facet_names, subjects_of

REACH = FacetFields(name="reach", customer=["phones", "emails"], contact=["phones"])
OFFICE = FacetFields(name="office", customer=["addresses[office]", "attributes[floor]"])


def problem(**fields):
    with pytest.raises(InvalidRecord) as caught:
        FacetFields(**fields)
    (only,) = caught.value.problems
    return only


@pytest.mark.parametrize(
    ("kind", "path", "covered"),
    [
        ("customer", "phones[main]", True),
        ("customer", "phones", True),
        ("customer", "name", False),
        ("contact", "phones[mobile]", True),
        ("contact", "emails[main]", False),
        ("contact", "name", False),
    ],
)
def test_a_facet_covers_the_fields_that_it_names(kind, path, covered):
    assert REACH.covers(kind, path) is covered


def test_a_name_that_only_begins_alike_is_another_field():
    short = FacetFields(name="size", customer=["size.employees", "attributes[shoe]"])

    assert not short.covers("customer", "size.employees_abroad")
    assert not short.covers("customer", "attributes[shoe size]")
    assert short.covers("customer", "attributes[shoe]")
    assert not OFFICE.covers("customer", "addresses[delivery]")


@pytest.mark.parametrize(
    "path",
    [
        "name",
        "size",
        "size.employees",
        "phones",
        "phones[main]",
        "attributes[shoe size]",
        "organization.ownership",
    ],
)
def test_fields_elements_figures_and_attributes_can_be_named(path):
    assert FacetFields(name="own", customer=[path]).customer == (path,)


@pytest.mark.parametrize("path", ["employments", "employments[C1]", "employments[C1].title", "emails[main]"])
def test_those_of_contacts_too(path):
    assert FacetFields(name="own", contact=[path]).covers("contact", path)


@pytest.mark.parametrize(
    "path",
    [
        "fax",
        "customer_id",
        "name[x]",
        "name.x",
        "size.nothing",
        "phones[main].number",
        "credit.rating",
        "$.name",
    ],
)
def test_a_field_that_no_customer_has_is_refused_with_those_there_are(path):
    wrong = problem(name="own", customer=["phones", path])

    assert (wrong.path, wrong.value, wrong.reason) == ("$.customer[1]", path, "is no field of a customer")
    assert "phones" in wrong.hint


def test_a_field_of_the_customer_is_none_of_the_contact():
    assert problem(name="own", contact=["credit"]).path == "$.contact[0]"
    assert problem(name="own", customer=["employments"]).path == "$.customer[0]"


@pytest.mark.parametrize("name", [*Facet])
def test_the_names_of_the_trade_are_taken(name):
    assert problem(name=name, customer=["phones"]).reason == "is a facet of the trade"


def test_a_facet_of_no_field_is_refused():
    assert problem(name="empty").reason == "names no field"


@pytest.mark.parametrize("given", ["phones", [1], [None], [""]])
def test_fields_are_a_list_of_texts(given):
    with pytest.raises(InvalidRecord):
        FacetFields(name="own", customer=given)


def test_a_facet_that_is_declared_twice_is_refused():
    with pytest.raises(InvalidRecord) as caught:
        covers_of([REACH, OFFICE, REACH])

    assert [(each.path, each.reason) for each in caught.value.problems] == [
        ("$[2].name", "is declared twice")
    ]


@given(strategies.customers() | strategies.contacts())
def test_of_the_three_facets_every_value_is_in_exactly_one(card):
    for path in take_apart(card):
        assert sum(facet_covers(facet, card.kind_name, path) for facet in Facet) == 1


@given(strategies.customers() | strategies.contacts(), st.permutations([REACH, OFFICE]))
def test_declared_facets_cover_their_own_values_and_leave_the_three_as_they_are(card, declared):
    covers = covers_of(declared)
    for path in take_apart(card):
        for facet in Facet:
            assert covers(facet, card.kind_name, path) == facet_covers(facet, card.kind_name, path)
        for each in declared:
            assert covers(each.name, card.kind_name, path) == each.covers(card.kind_name, path)
        assert not covers("unheard of", card.kind_name, path)


def test_the_three_stand_first_then_ones_own_in_their_order():
    assert facet_names([REACH, OFFICE]) == ("basic", "credit", "decision_makers", "reach", "office")


def test_a_facet_is_on_the_cards_of_which_it_names_fields():
    declared = [REACH, OFFICE, FacetFields(name="people", contact=["emails"])]

    assert [subjects_of(name, declared) for name in facet_names(declared)] == [
        ("customer",),
        ("customer",),
        ("contact",),
        ("customer", "contact"),
        ("customer",),
        ("contact",),
    ]


def test_a_facet_is_written_and_read_back():
    assert from_plain(FacetFields, to_plain(REACH)) == REACH
