"""Customers by place: what each row says, and the laws that hold whatever the records."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.model import Customer, SaleTotal
from customerbase.ranking import address_table
from customerbase.values import Address, Money


def customer(customer_id, **known):
    return Customer(customer_id=customer_id, name=f"name of {customer_id}", **known)


def sale(customer_id, amount, *, on=date(2024, 3, 1), quantity=1, currency="CNY", back=False, number="1"):
    return SaleTotal(
        purchase_id=f"{customer_id}-{on}-{number}",
        customer_id=customer_id,
        on=on,
        amount=Money(amount, currency),
        quantity=Decimal(quantity),
        is_return=back,
    )


IDS = st.sampled_from("abcdefg")
DAYS = st.dates(date(2023, 1, 1), date(2024, 12, 31))
AMOUNTS = st.decimals(-999, 9_999, places=6)
SALES = st.lists(
    st.builds(
        sale,
        IDS,
        AMOUNTS,
        on=DAYS,
        quantity=st.decimals(-9, 99, places=3),
        back=st.booleans(),
        number=st.text(),
    ),
    max_size=25,
)
PLACES = st.sampled_from([None, "x", "y"])
ADDRESSES = st.builds(
    lambda *parts: (
        [Address(**dict(zip(("country", "province", "city", "district"), parts, strict=True)))]
        if any(parts)
        else []
    ),
    *[PLACES] * 4,
)
CUSTOMERS = st.lists(
    st.builds(
        customer,
        IDS,
        addresses=ADDRESSES,
    ),
    unique_by=lambda each: each.customer_id,
    max_size=7,
)


def test_places_stand_as_a_tree_with_the_unknown_last():
    known = [
        customer("a", addresses=[Address(country="CN", province="广东", city="深圳")]),
        customer("b", addresses=[Address(country="CN", province="广东")]),
        customer("c", addresses=[Address(country="AT", city="Graz")]),
        customer("d"),
    ]

    rows = address_table(known, [sale("a", 6), sale("c", 2, number="2")], depth=3)

    assert [(row.level, row.name, row.customers, row.buyers, row.amount.amount) for row in rows] == [
        (1, "AT", 1, 1, 2),
        (3, "Graz", 1, 1, 2),
        (1, "CN", 2, 1, 6),
        (2, "广东", 2, 1, 6),
        (3, "深圳", 1, 1, 6),
        (3, None, 1, 0, 0),
        (1, None, 1, 0, 0),
    ]
    assert [str(row.share) for row in rows if row.level == 1] == ["0.25", "0.75", "0"]


def test_levels_can_be_left_out_and_another_address_looked_at():
    places = [Address(country="CN", city="深圳"), Address(label="delivery", country="HK", city="香港")]

    rows = address_table([customer("a", addresses=places)], label="delivery", parts=("country", "city"))

    assert [row.place for row in rows] == [("HK",), ("HK", "香港")]


@pytest.mark.parametrize("wrong", [{"depth": 0}, {"parts": ()}, {"parts": ("street",)}])
def test_a_table_without_places_is_refused(wrong):
    with pytest.raises(ValueError, match="country"):
        address_table([], **wrong)


@given(CUSTOMERS, SALES, st.integers(1, 4), st.randoms())
def test_what_a_place_holds_sums_up_to_it(known, sold, depth, random):
    rows = address_table(known, sold, depth=depth)
    listed = {row.place for row in rows}
    below = defaultdict(list)
    for row in rows:
        holding = (row.place[:level] for level in range(row.level - 1, -1, -1))
        below[next(place for place in holding if place in listed or not place)].append(row)

    assert rows == address_table(
        random.sample(known, len(known)), random.sample(sold, len(sold)), depth=depth
    )
    for row in rows:
        if inside := below[row.place]:
            assert sum(each.customers for each in inside) == row.customers
            assert sum(each.buyers for each in inside) == row.buyers
            if row.amount is not None:
                assert sum(each.amount.amount for each in inside) == row.amount.amount
    everybody = {each.customer_id for each in known} | {each.customer_id for each in sold}
    assert sum(row.customers for row in below[()]) == len(everybody)
    for place, inside in below.items():
        assert all(row.place[-1] is not None for row in inside[:-1])
        # A group of the unknown stands beside a known place; only a list without any address is one alone.
        assert len(inside) != 1 or inside[0].place[-1] is not None or place == ()


@given(CUSTOMERS)
def test_a_place_is_divided_as_long_as_anybody_there_has_more_of_an_address(known):
    listed = {row.place for row in address_table(known)}

    for each in known:
        address = each.address()
        whole = (
            (address.country, address.province, address.city, address.district) if address else (None,) * 4
        )
        if any(whole):
            deepest = max(i for i, part in enumerate(whole) if part is not None)
            assert whole[: deepest + 1] in listed


def test_countries_without_provinces_are_divided_into_cities():
    known = [
        customer("a", addresses=[Address(country="UK", city="Leeds")]),
        customer("b", addresses=[Address(country="UK")]),
        customer("c", addresses=[Address(country="CN", province="广东", city="深圳", district="南山")]),
    ]

    rows = address_table(known)

    assert [row.place for row in rows] == [
        ("CN",),
        ("CN", "广东"),
        ("CN", "广东", "深圳"),
        ("CN", "广东", "深圳", "南山"),
        ("UK",),
        ("UK", None, "Leeds"),
        ("UK", None, None),
    ]
    assert [row.customers for row in rows[4:]] == [2, 1, 1]
