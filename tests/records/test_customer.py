"""Customers, contacts and what a trade declares for itself."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from customerbase.errors import InvalidRecord
from customerbase.model import (
    AttributeField,
    AttributeSchema,
    AttributeType,
    Contact,
    Customer,
    Employment,
    Stage,
)
from customerbase.testing import strategies
from customerbase.values import Address, Identifier, PartialDate, Phone


def test_little_is_enough_for_a_card() -> None:
    customer = Customer(customer_id="C1", name="上海机电")

    assert customer.key == "C1"
    assert customer.stage is Stage.PROSPECT
    assert customer.phones == ()
    assert customer.phone() is None


def test_main_is_the_first_where_none_is_so_labelled() -> None:
    fax, home = Phone(number="11111", label="fax"), Phone(number="22222", label="home")
    customer = Customer(customer_id="C1", name="x", phones=(fax, home))

    assert customer.phone() == fax
    assert customer.phone("home") == home
    assert customer.phone("mobile") is None
    assert customer.replace(phones=(fax, home.replace(label="main"))).phone() == home.replace(label="main")


def test_a_card_holds_one_of_each_label_and_scheme() -> None:
    with pytest.raises(InvalidRecord) as caught:
        Customer(
            customer_id="C1",
            name="x",
            addresses=(Address(city="Berlin"), Address(city="Bonn")),
            identifiers=(Identifier(scheme="vat", value="1"), Identifier(scheme="vat", value="1")),
        )
    assert [each.path for each in caught.value.problems] == [
        "$.addresses[1].label",
        "$.identifiers[1].scheme",
    ]


def test_a_customers_currency_is_one_of_iso_4217() -> None:
    with pytest.raises(InvalidRecord, match="is no currency"):
        Customer(customer_id="C1", name="x", currency="RMB")


def test_an_identifier_is_found_by_its_scheme() -> None:
    customer = Customer(customer_id="C1", name="x", identifiers=(Identifier(scheme="vat", value="007"),))

    assert customer.identifier("vat") == "007"
    assert customer.identifier("duns") is None


# ------------------------------------------------------------------ contacts


def test_a_person_may_stand_at_several_customers_but_once_at_each() -> None:
    person = Contact(
        contact_id="P1", name="李娜", employments=(Employment(customer_id="C1"), Employment(customer_id="C2"))
    )

    assert person.at("C2") == Employment(customer_id="C2")
    assert person.at("C3") is None
    with pytest.raises(InvalidRecord, match="stands there twice"):
        person.replace(employments=person.employments * 2)


def test_nobody_reports_to_himself() -> None:
    with pytest.raises(InvalidRecord, match="is the person himself"):
        Contact(contact_id="P1", name="x", employments=(Employment(customer_id="C1", reports_to="P1"),))


def test_an_employment_known_in_part_may_begin_and_end_in_one_year() -> None:
    year = PartialDate(year=2023)
    job = Employment(customer_id="C1", since=PartialDate(year=2023, month=5), until=year)

    assert job.holds(date(2023, 5, 1))
    assert not job.holds(date(2023, 4, 30))
    assert job.holds(date(2023, 12, 31))
    assert not job.holds(None)
    with pytest.raises(InvalidRecord, match="is before since"):
        Employment(customer_id="C1", since=PartialDate(year=2024), until=year)


@given(strategies.employments(), strategies.days())
def test_an_employment_without_days_holds_always(job: Employment, day: date) -> None:
    assert job.replace(since=None, until=None).holds(day)


# ------------------------------------------------------------------ attributes of a trade's own


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (AttributeType.TEXT, "long", 1),
        (AttributeType.WHOLE, 42, True),
        (AttributeType.DECIMAL, Decimal("1.5"), 1),
        (AttributeType.FLAG, True, 1),
        (AttributeType.DAY, date(2024, 2, 29), datetime(2024, 2, 29)),
    ],
)
def test_an_attribute_is_of_the_type_declared(kind: AttributeType, right: Any, wrong: Any) -> None:
    declared = AttributeField(name="x", type=kind)

    assert declared.fault(right) is None
    assert declared.fault(wrong) == f"expected {kind.value}, not {type(wrong).__name__}"


def test_only_texts_have_choices() -> None:
    assert AttributeField(name="size", choices=("S", "M")).fault("L") == "expected one of S, M"
    with pytest.raises(InvalidRecord, match="yet the attribute holds whole"):
        AttributeField(name="size", type=AttributeType.WHOLE, choices=("1", "2"))


def test_a_schema_names_every_attribute_that_breaks_it() -> None:
    schema = AttributeSchema(
        fields=(
            AttributeField(name="shoe_size", type=AttributeType.WHOLE, required=True),
            AttributeField(name="hair", choices=("long", "short")),
        ),
        closed=True,
    )
    customer = Customer(customer_id="C1", name="x", attributes={"hair": "blue", "car": "red"})

    with pytest.raises(InvalidRecord) as caught:
        schema.check(customer)
    assert [str(each) for each in caught.value.problems] == [
        "$.attributes['hair']: expected one of long, short",
        "$.attributes['car']: is not declared",
        "$.attributes['shoe_size']: is required",
    ]
    schema.check(customer.replace(attributes={"shoe_size": 42, "hair": "long"}))
