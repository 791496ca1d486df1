"""What customers bought, and what they brought back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given

from customerbase.errors import InvalidRecord
from customerbase.model import Product, Purchase, PurchaseLine
from customerbase.testing import strategies
from customerbase.values import Money

DAY = date(2024, 2, 29)


def line(quantity: str = "1", price: str = "10", currency: str = "CNY") -> PurchaseLine:
    return PurchaseLine(quantity=Decimal(quantity), unit_price=Money(price, currency))


@given(strategies.purchase_lines(ties=False))
def test_a_lines_amount_is_quantity_times_price_less_discount(each: PurchaseLine) -> None:
    exact = Fraction(each.quantity) * Fraction(each.unit_price.amount) * (1 - Fraction(each.discount))

    assert abs(Fraction(each.amount.amount) - exact) <= Fraction(1, 2_000_000)
    assert each.amount.currency == each.unit_price.currency


@given(strategies.purchases(ties=False))
def test_a_purchase_comes_to_the_sum_of_its_lines_whatever_the_context(sale: Purchase) -> None:
    amount, quantity = sale.amount, sale.quantity

    assert Fraction(amount.amount) == sum(Fraction(each.amount.amount) for each in sale.lines)
    assert Fraction(quantity) == sum(Fraction(each.quantity) for each in sale.lines)
    with localcontext() as context:
        context.prec = 2
        assert sale.amount == amount
        assert sale.quantity == quantity
        assert [each.amount for each in sale.lines] == [each.replace().amount for each in sale.lines]
    assert sale.replace(lines=sale.lines[::-1]).amount == amount


def test_a_discount_is_exact_where_28_digits_are_not_enough() -> None:
    sold = PurchaseLine(
        quantity=Decimal("999999999999.999999"), unit_price=Money(1, "CNY"), discount=Decimal("0.999999")
    )

    assert sold.amount == Money("1000000.000000", "CNY")


def test_a_purchase_has_lines_of_one_currency() -> None:
    with pytest.raises(InvalidRecord, match="is empty"):
        Purchase(purchase_id="S1", customer_id="C1", on=DAY, lines=())
    with pytest.raises(InvalidRecord) as caught:
        Purchase(purchase_id="S1", customer_id="C1", on=DAY, lines=(line(), line(), line(currency="USD")))
    assert [str(each) for each in caught.value.problems] == [
        "$.lines[2].unit_price: is in USD, the first line in CNY"
    ]


def test_goods_returned_have_a_negative_quantity_and_no_negative_price() -> None:
    with pytest.raises(InvalidRecord, match="goods returned have a negative quantity"):
        line(price="-1")

    assert line(quantity="-2").amount == Money(-20, "CNY")


def test_a_return_names_what_it_reverses_or_has_negative_lines_only() -> None:
    sale = Purchase(purchase_id="S1", customer_id="C1", on=DAY, lines=(line(), line("-1")))

    assert not sale.is_return
    assert sale.replace(lines=(line("-1"),)).is_return
    assert sale.replace(reverses="S0").is_return
    with pytest.raises(InvalidRecord, match="is the purchase itself"):
        sale.replace(reverses="S1")


def test_cost_and_price_are_in_one_currency() -> None:
    with pytest.raises(InvalidRecord, match="is in USD, the price in CNY"):
        line().replace(unit_cost=Money(1, "USD"))


@pytest.mark.parametrize("discount", ["-0.01", "1.01", "5"])
def test_a_discount_is_a_share(discount: str) -> None:
    with pytest.raises(InvalidRecord):
        line().replace(discount=discount)


def test_a_products_prices_are_not_negative() -> None:
    with pytest.raises(InvalidRecord) as caught:
        Product(product_id="W1", name="Chai", list_price=Money(-1, "USD"), unit_cost=Money(-1, "USD"))
    assert [each.path for each in caught.value.problems] == ["$.list_price", "$.unit_cost"]
