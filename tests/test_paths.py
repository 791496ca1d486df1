"""A card is taken apart into values under paths, and put together from them again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.model import Contact, Customer, Employment, Stage
from customerbase.paths import CARDS, assemble, field_of, split, take_apart, value_type
from customerbase.testing import strategies
from customerbase.validation import FrozenMap
from customerbase.values import Email, Money, Phone, Size

ODD = ("C1", "C.1", "C[1]", "C]", "]", "[", "C].title", "C[1].x", "客户 😀", ".")

cards = strategies.customers() | strategies.contacts(customer_ids=ODD)
label = st.sampled_from(ODD)


@given(cards)
def test_what_is_taken_apart_can_be_put_together(card):
    assert assemble(type(card), card.key, take_apart(card)) == card


@given(cards, st.randoms())
def test_the_order_of_the_values_makes_no_difference(card, random):
    values = list(take_apart(card).items())
    random.shuffle(values)

    assert assemble(type(card), card.key, dict(values)) == card


@given(cards)
def test_none_is_nothing_and_every_path_names_its_field(card):
    values = take_apart(card)

    assert None not in values.values()
    assert assemble(type(card), card.key, {**values, "note": None}).note is None
    assert all(hasattr(card, field_of(path)) for path in values)
    assert all(value_type(type(card), path) is not None for path in values)


@given(st.lists(label, unique=True, min_size=1, max_size=4))
def test_ids_may_hold_brackets_and_dots(keys):
    jobs = tuple(Employment(customer_id=key, title=f"of {key}") for key in keys)
    wang = Contact(contact_id="K1", name="Wang", employments=jobs)

    assert assemble(Contact, "K1", take_apart(wang)) == wang
    for key in keys:
        assert split(f"employments[{key}].title") == ("employments", key, "title")
        assert split(f"employments[{key}]") == ("employments", key, None)


@given(st.dictionaries(label, st.integers(-5, 5) | st.booleans(), min_size=1))
def test_attributes_may_have_any_name(held):
    acme = Customer(customer_id="C1", name="Acme", attributes=FrozenMap(held))

    assert assemble(Customer, "C1", take_apart(acme)) == acme


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("name", ("name", None, None)),
        ("size.employees", ("size", None, "employees")),
        ("phones[main]", ("phones", "main", None)),
        ("attributes[shoe.size]", ("attributes", "shoe.size", None)),
        ("employments[C[1]].since", ("employments", "C[1]", "since")),
    ],
)
def test_a_path_has_a_field_an_element_and_a_part(path, parts):
    assert split(path) == parts


def test_what_equals_its_default_is_not_on_the_card():
    assert take_apart(Customer(customer_id="C1", name="Acme", stage=Stage.PROSPECT)) == {"name": "Acme"}
    assert take_apart(Customer(customer_id="C1", name="Acme", size=Size(employees=0))) == {
        "name": "Acme",
        "size.employees": 0,
    }


@pytest.mark.parametrize(
    "path",
    [
        "nonsense",
        "customer_id",
        "contact_id",
        "name.first",
        "name[main]",
        "size",
        "size.weight",
        "size[main].employees",
        "phones",
        "phones[main].number",
        "attributes",
        "attributes[a].b",
        "employments",
        "employments.title",
        "employments[C1].salary",
        "employments[C1].customer_id",
        "",
        "[",
        ".",
    ],
)
@pytest.mark.parametrize("kind", CARDS)
def test_a_path_that_a_card_does_not_have_is_named(kind, path):
    with pytest.raises(InvalidRecord) as caught:
        assemble(CARDS[kind], "X1", {"name": "Acme", path: "x"})

    assert [each.path for each in caught.value.problems] == [f"$.{path}"]


def test_a_card_without_a_name_is_told_as_an_invalid_record():
    with pytest.raises(InvalidRecord) as caught:
        assemble(Customer, "C1", {"stage": Stage.ACTIVE, "name": None})

    assert [(each.path, each.reason) for each in caught.value.problems] == [("$.name", "is missing")]


@pytest.mark.parametrize(
    "values",
    [
        {"phones[main]": Phone(number="555-0100", label="fax")},
        {"phones[main]": Phone(number="555-0100"), "phones[fax]": Phone(number="555-0101")},
        {"emails[work]": Email(address="a@example.com")},
        {"phones[main]": "555"},
        {"size.employees": -1},
        {"size.turnover": "lots"},
        {"name": 5},
    ],
)
def test_values_that_make_no_card_are_refused(values):
    with pytest.raises(InvalidRecord):
        assemble(Customer, "C1", {"name": "Acme", **values})


def test_the_type_of_a_value_is_known_by_its_path():
    assert value_type(Customer, "stage") is Stage
    assert value_type(Customer, "size.turnover") == (Money | None)
    assert value_type(Customer, "size.floor_area") == (Decimal | None)
    assert value_type(Customer, "phones[fax]") is Phone
    assert value_type(Contact, "employments[C]]") is bool
    assert value_type(Contact, "employments[C]].title") == (str | None)
    assert value_type(Customer, "nonsense") is None
    assert value_type(Customer, "size") is None
