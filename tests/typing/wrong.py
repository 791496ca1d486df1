# ruff: noqa: B015, B018 - these lines are there to be wrong
"""Uses that a strict type checker reports: each line that ends in `# wrong` must be among its errors."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from customerbase import rfm, tables, verify
from customerbase.model import Customer, Purchase, PurchaseLine, Source
from customerbase.values import Address, Money, PartialDate, Period, Phone, Size, total

customer = Customer(customer_id="C1", name="Acme")
one = Money(1, "CNY")

Customer(name="Acme")  # wrong
Customer("C1", "Acme")  # wrong
Customer(customer_id=1, name="Acme")  # wrong
Customer(customer_id="C1", name="Acme", colour="red")  # wrong
Customer(customer_id="C1", name="Acme", acquired_on="2024-01-05")  # wrong
Customer(customer_id="C1", name="Acme", phones=("0755-83201234",))  # wrong
Customer(customer_id="C1", name="Acme", size=50)  # wrong
customer.name = "Other"  # wrong
customer.phone().number  # wrong
PurchaseLine(quantity=1.5, unit_price=one)  # wrong
PurchaseLine(quantity=Decimal(1), unit_price=Decimal(5))  # wrong
Purchase(purchase_id="S1", customer_id="C1", on=date(2024, 1, 5))  # wrong
Money(1.5, "CNY")  # wrong
Money(1)  # wrong
one + 1  # wrong
one * 1.5  # wrong
one < 5  # wrong
total([1, 2])  # wrong
Size(employees="many")  # wrong
PartialDate(year="2024")  # wrong
Period(start=2024)  # wrong
Address(town="Berlin")  # wrong
Phone(number=755)  # wrong
Source()  # wrong
rfm.summarize([])  # wrong
rfm.fit([], bins="5")  # wrong
rfm.Segment(name="best", points=5)  # wrong
rfm.standard().segments = ()  # wrong
tables.PurchaseColumns(customer=1)  # wrong
frame: pl.DataFrame = tables.rfm.summarize(pl.LazyFrame(), as_of=date(2024, 1, 5))  # wrong
tables.rfm.run(pl.DataFrame(), as_of="2024-01-05")  # wrong
verify.every("6 months")  # wrong
verify.every(months=1.5)  # wrong
verify.every(months=1) | 5  # wrong
verify.by_grade({"A": "monthly"}, otherwise=verify.never())  # wrong
verify.by_grade({"A": verify.never()})  # wrong
verify.by_amount("debt", {0.5: verify.never()}, otherwise=verify.never())  # wrong
verify.every(months=1).more_often(1.5)  # wrong
verify.FacetState(customer_id="C1", facet="basic", verified_on="2024-01-31")  # wrong
verify.due([], verify.every(months=1))  # wrong
