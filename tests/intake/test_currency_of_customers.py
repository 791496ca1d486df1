"""The currency that a customer list gives is that of the amounts beside it."""

from __future__ import annotations

from customerbase.values import Money

LIST = "customer_id,name,credit limit,currency,registered capital(万元)\n"


def test_amounts_are_in_the_currency_of_the_row(desk):
    desk.customers(LIST + "C1,Acme,1000,USD,\nC2,Beta,1000,,50\n")

    assert desk.base.customer("C1").credit.limit == Money(1000, "USD")
    assert desk.base.customer("C2").credit.limit == Money(1000, "CNY")
    assert desk.base.customer("C2").size.registered_capital == Money(500_000, "CNY")


def test_a_heading_that_says_its_currency_wins(desk):
    desk.customers(LIST.replace("credit limit", "credit limit (EUR)") + "C1,Acme,1000,USD,\n")

    assert desk.base.customer("C1").credit.limit == Money(1000, "EUR")
