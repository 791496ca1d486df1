"""What stands in logs: the repr of a record, of a result or of an error says nothing of how people are reached."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import customerbase
from customerbase import (
    Contact,
    Customer,
    EditConflict,
    Email,
    Employee,
    Employment,
    Identifier,
    InvalidRecord,
    Phone,
)
from customerbase.model import KINDS
from customerbase.stores.rows import Stored
from customerbase.stores.store import Statement
from customerbase.testing import strategies

REACHED = {
    "phones": (Phone(number="86753090001", extension="76543"),),
    "emails": (Email(address="secret.address@example.org"),),
    "identifiers": (Identifier(scheme="id_card", value="99887766554433"),),
}
WORDS = ("86753090001", "76543", "secret.address", "99887766554433")

companies = strategies.companies(max_customers=2, max_purchases=2)


def told(value):
    return [word for word in WORDS if word in repr(value)]


def marked(record):
    fields = {each.name for each in attrs.fields(type(record))}
    private = {
        each.name: " ".join(WORDS)
        for each in attrs.fields(type(record))
        if each.name in ("note", "content") and not each.repr
    }
    return record.replace(**{name: value for name, value in REACHED.items() if name in fields}, **private)


@given(companies)
def test_no_record_prints_how_people_are_reached(company):
    for each in company.records():
        record = marked(each)
        at = datetime(2024, 3, 1, tzinfo=UTC)
        stored = Stored(record=record, version=1, recorded_at=at)
        assert told([record, stored, EditConflict(record.kind_name, record.key, record, record)]) == []
        assert not [word for word in WORDS if word in str(record)]


@pytest.mark.parametrize("cls", KINDS.values())
def test_whatever_says_how_people_are_reached_is_private(cls):
    for each in attrs.fields(cls):
        if each.name in (*REACHED, "note", "content", "anniversaries", "attributes", "person"):
            assert not each.repr, f"{cls.__name__}.{each.name} stands in its repr"


def test_what_a_base_gives_back_does_not_print_it_either(tmp_path):
    with customerbase.open("memory:", clock=lambda: datetime(2024, 3, 1, tzinfo=UTC)) as base:
        card = Customer(customer_id="C1", name="Acme", **REACHED)
        given_back = [
            base.save(card, source="visit"),
            base.save(
                Customer(customer_id="C1", name="Acme", phones=[Phone(number="86753090001")]),
                source="directory",
            ),
        ]
        base.save(card.replace(customer_id="C2", phones=(), emails=(), identifiers=()), source="visit")
        base.save(
            Contact(
                contact_id="K",
                name="Ann",
                employments=[Employment(customer_id="C1")],
                phones=REACHED["phones"],
            ),
            source="visit",
        )
        base.save(Employee(employee_id="E", name="Li", phones=REACHED["phones"]), source="visit")
        file = tmp_path / "list.csv"
        with file.open("w", newline="") as stream:
            csv.writer(stream).writerows(
                [("customer_id", "name", "phone"), ("C3", "X", "86753090001 and more, secret.address")]
            )
        result = base.import_customers(file)
        given_back += [
            base.candidates("C1"),
            base.provenance("C1"),
            base.changes("C1"),
            base.store.entries("customer", "C1"),
        ]
        given_back += [
            base.dossier("C1").customer,
            base.dossier("C1").contacts,
            base.key_people("C1"),
            base.batches(),
        ]
        given_back += [
            result,
            result.refused_rows,
            result.refusals,
            base.find("Acme"),
            base.find("86753090001"),
        ]
        given_back += [Statement(kind="customer", subject_id="C1", values={"phones[main]": "86753090001"})]
        given_back += [base.merge("C1", "C2", by="E")]
        given_back += [base.export("C1"), base.erase("C1", reason="asked", by="E")]

    assert result.refused == 1
    assert [each for each in given_back if told(each)] == []


def test_an_error_names_the_place_and_keeps_the_value_to_itself():
    with pytest.raises(InvalidRecord) as caught:
        Customer(
            customer_id="C1",
            name="Acme",
            emails=[Email(address="secret.address@example.org"), 7],
            phones=["86753090001"],
        )

    assert "$.phones[0]" in str(caught.value)
    assert told(caught.value) == []
    assert not [word for word in WORDS if word in str(caught.value)]
    assert caught.value.problems[-1].value


@given(
    st.sampled_from(
        [("phones", Phone, "number", "12-secret"), ("emails", Email, "address", "secret.address")]
    )
)
def test_what_is_no_telephone_or_e_mail_is_not_repeated(case):
    _, cls, name, value = case

    with pytest.raises(InvalidRecord) as caught:
        cls(**{name: value})

    assert value not in str(caught.value) + repr(caught.value)
    assert caught.value.problems[0].value == value


def test_a_day_is_no_secret():
    assert "2024" in repr(Customer(customer_id="C", name="n", acquired_on=date(2024, 1, 1)))
