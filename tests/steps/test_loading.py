"""`base.load`: what callers give, and what a base asks of its customers."""

from __future__ import annotations

from datetime import date

import pytest

import customerbase
from customerbase.model import AttributeField, AttributeSchema, Customer, Employee


def test_a_base_loads_what_it_would_save_and_takes_it_back():
    with customerbase.open() as base:
        base.attribute_schema = AttributeSchema(
            fields=[AttributeField(name="size", type="whole")], closed=True
        )
        loaded = base.load(
            [
                Customer(customer_id="C1", name="Ann", attributes={"size": 42}),
                Customer(customer_id="C2", name="Bo", attributes={"hair": "red"}),
                Employee(employee_id="E1", name="Li"),
            ],
            source="visit",
            origin="the old system",
            observed_on=date(2024, 1, 1),
        )

        assert loaded.counts == {"customer": {"taken": 1, "refused": 1}, "employee": {"taken": 1}}
        assert "hair" in str(loaded.refused[0].error)
        assert [(each.what, each.origin) for each in base.batches()] == [("records", "the old system")]
        assert base.provenance("C1")["name"].observed_on == date(2024, 1, 1)
        base.undo(loaded.batch_id)
        assert list(base.all(Customer)) == list(base.all(Employee)) == []


def test_what_is_no_record_is_told_and_nothing_is_kept():
    with customerbase.open() as base:
        with pytest.raises(TypeError, match="is no record: give one"):
            base.load([Customer(customer_id="C1", name="Ann"), {"customer_id": "C2"}], source="visit")
        with pytest.raises(TypeError, match="is no day"):
            base.load([], source="visit", observed_on="2024-01-01")
        assert list(base.all(Customer)) == []
