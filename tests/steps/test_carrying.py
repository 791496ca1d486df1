"""Customers and the people there, carried on a telephone."""

from __future__ import annotations

import pytest

import customerbase
from customerbase import Contact, Customer
from customerbase.records.contact import Employment
from customerbase.values import Phone


def test_customers_and_their_people_are_written_and_recognised_when_they_come_back(tmp_path):
    with customerbase.open("memory:") as base:
        base.save(Customer(customer_id="C1", name="Acme"), source="visit")
        ida = Contact(
            contact_id="P1",
            name="Ida",
            employments=(Employment(customer_id="C1"),),
            phones=(Phone(number="13900000001", label="mobile"),),
        )
        base.save(ida, source="visit")
        assert base.write_contacts(tmp_path / "people.vcf", version="4.0") == 2

        result = base.import_customers(tmp_path / "people.vcf")
        assert (result.taken, result.refused) == (0, 0)
        assert list(base.all(Contact)) == [ida]


def test_a_version_that_is_not_written_is_named(tmp_path):
    with customerbase.open("memory:") as base, pytest.raises(ValueError, match=r"version='2\.1'"):
        base.write_contacts(tmp_path / "people.vcf", version="2.1")
