"""The data sets of the R package rfm: orders whose customers are known by name, and customers from a web shop."""

from __future__ import annotations

import pytest

import customerbase
from customerbase.model import Customer, CustomerKind

pytestmark = pytest.mark.shared_data


def test_orders(shared_data):
    with customerbase.open("memory:", currency="USD") as base:
        result = base.import_purchases(shared_data / "rfm_r" / "orders.csv", create_customers=True)

        assert (result.taken, result.refused) == (4_906, 0)
        assert sum(1 for _ in base.all(Customer)) == 995
        assert sum(each.amount.amount for each in base.sales()) == 464_158
        assert sum(each.amount.amount for each in base.sales_ranking()) == 464_158


def test_customers(shared_data):
    path = shared_data / "rfm_r" / "customers.csv"
    with customerbase.open("memory:", currency="USD") as base:
        result = base.import_customers(path)

        assert result.rows == 39_999
        assert result.taken == sum(1 for _ in base.all(Customer))
        card = base.customer("22086")
        assert (card.name, card.kind, card.email().address) == (
            "Maddalena Erie",
            CustomerKind.PERSON,
            "merie0@go.com",
        )
        assert any("17850.0" in note for note in result.notes)
        again = base.import_customers(path)
        assert (again.batch_id, again.refused) == (None, result.refused)
