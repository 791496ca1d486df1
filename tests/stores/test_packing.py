"""Purchases packed into whole numbers: exact, there and back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.model import Purchase, PurchaseLine
from customerbase.stores.packing import LARGEST, line_amount, micros, pack, sale_total, unmicros, unpack
from customerbase.testing import strategies
from customerbase.values import Money

numbers = st.decimals(-10_000, 10_000, places=6)


def line(quantity, price, discount=0, **others):
    return PurchaseLine(quantity=quantity, unit_price=Money(price, "USD"), discount=discount, **others)


def sale(*lines, **others):
    return Purchase(
        **{"purchase_id": "P1", "customer_id": "C1", "on": date(2024, 1, 1), "lines": lines, **others}
    )


@given(strategies.purchases())
def test_what_is_packed_can_be_unpacked(purchase):
    assert unpack(pack(purchase)) == purchase
    assert pack(unpack(pack(purchase))) == pack(purchase)


@given(strategies.purchases())
def test_the_totals_are_those_of_the_purchase(purchase):
    found = sale_total(pack(purchase))

    assert (found.purchase_id, found.customer_id, found.on) == (
        purchase.purchase_id,
        purchase.customer_id,
        purchase.on,
    )
    assert (found.amount, found.quantity) == (purchase.amount, purchase.quantity)
    assert (found.is_return, found.employee_id) == (purchase.is_return, purchase.employee_id)


@given(numbers, numbers.map(abs), st.decimals(0, 1, places=6))
def test_a_line_comes_to_the_same_in_whole_numbers(quantity, price, discount):
    expected = line(quantity, price, discount).amount

    assert line_amount(micros(quantity), micros(price), micros(discount)) == micros(expected.amount)


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "amount"),
    [
        ("0.5", "0.000001", "0", "0"),
        ("1.5", "0.000001", "0", "0.000002"),
        ("2.5", "0.000001", "0", "0.000002"),
        ("-0.5", "0.000001", "0", "0"),
        ("-1.5", "0.000001", "0", "-0.000002"),
        ("-2.5", "0.000001", "0", "-0.000002"),
        ("1", "0.000001", "0.5", "0"),
        ("3", "0.000001", "0.5", "0.000002"),
        ("12", "14.00", "0.05", "159.6"),
    ],
)
def test_halves_go_to_the_even_neighbour(quantity, price, discount, amount):
    assert line(quantity, price, discount).amount.amount == Decimal(amount)
    assert line_amount(
        micros(Decimal(quantity)), micros(Decimal(price)), micros(Decimal(discount))
    ) == micros(Decimal(amount))


@given(st.integers(-LARGEST, LARGEST))
def test_millionths_are_exact(amount):
    assert micros(unmicros(amount)) == amount


def test_what_the_caller_set_for_the_whole_thread_rounds_nothing():
    amount = Decimal("123456.789012")

    with localcontext(prec=3):
        assert micros(amount) == 123_456_789_012
        assert str(unmicros(123_456_789_012)) == "123456.789012"


@pytest.mark.parametrize(
    "lines",
    [
        [line("9300000000000", 0)],
        [line("9000000000000", 0), line("9000000000000", 0)],
        [line("9000000000000", 0), line("-9000000000000", 0)],
        [line(1, "9300000000000")],
        [line("5000000", "5000000")],
        [line("3000000", "2000000"), line("-3000000", "2000000")],
        [line(1, 1, unit_cost=Money("9300000000000", "USD"))],
    ],
)
def test_what_no_store_can_keep_is_named(lines):
    with pytest.raises(InvalidRecord, match="too large") as caught:
        pack(sale(*lines))

    (problem,) = caught.value.problems
    assert problem.path == f"$.lines[{len(lines) - 1}]"


def test_the_largest_that_can_be_kept_is():
    largest = sale(line(1, unmicros(LARGEST)))

    assert unpack(pack(largest)) == largest


@pytest.mark.parametrize(
    ("others", "quantities", "is_return"),
    [({}, [1], False), ({}, [-1], True), ({}, [-1, 1], False), ({"reverses": "P0"}, [1], True)],
)
def test_a_return_is_a_return(others, quantities, is_return):
    purchase = sale(*(line(each, 5) for each in quantities), **others)

    assert sale_total(pack(purchase)).is_return is purchase.is_return is is_return
