"""An erasure on a database of a server: what is deleted there is given back, and what it cannot do is told."""

from __future__ import annotations

from datetime import date

import pytest

import customerbase
from customerbase import Customer, ErasedPerson, Money, Phone, Purchase, PurchaseLine, Source


def test_an_erasure_on_postgresql_vacuums_and_tells_of_archives(postgres_url):
    sold = PurchaseLine(quantity=1, unit_price=Money(8, "CNY"))
    with customerbase.open(postgres_url, prefix="erasing_") as base:
        card = Customer(customer_id="C1", name="王小明", phones=[Phone(number="13800138000")])
        base.save(card, source=Source(method="visit", origin="of 王小明"))
        base.save(
            Purchase(purchase_id="S", customer_id="C1", on=date(2024, 3, 1), lines=[sold]), source="visit"
        )

        with base.transaction():
            inside = base.erase("C1", reason="asked", by="E1")
        assert "until VACUUM" in inside.remains[-1]
        base.allow_again("C1", by="E1")
        base.allow_again(card, by="E1")
        base.save(card, source="visit")
        done = base.erase("C1", reason="asked", by="E1")

        assert "archives and replicas" in done.remains[-1]
        assert sum(each.amount.amount for each in base.sales()) == 8
        with pytest.raises(ErasedPerson):
            base.save(card, source="visit")
        assert "王小明" not in repr([each.source for each in base.store.rows.scan("customer")])
        base.save(card.replace(customer_id="C2", name="x", phones=()), source="visit")
