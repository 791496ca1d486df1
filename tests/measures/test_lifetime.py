"""What models of a customer's lifetime ask: x, t_x, T and m_x, with days as visits."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import CurrencyMismatch
from customerbase.measures import Count, summarize, summarize_lifetime
from customerbase.model import SaleTotal
from customerbase.testing import strategies
from customerbase.values import Money

AS_OF = date(2024, 12, 31)


def sold(number, on, amount, who="C1", currency="CNY"):
    return SaleTotal(
        purchase_id=str(number),
        customer_id=who,
        on=on,
        quantity=Decimal(1 if amount >= 0 else -1),
        amount=Money(amount, currency),
        is_return=amount < 0,
    )


def figures(sales, **how):
    return [
        (each.repeats, each.age_at_last_purchase, each.tenure, each.repeat_value)
        for each in summarize_lifetime(sales, as_of=AS_OF, **how)
    ]


def test_the_first_day_gives_no_repeat_value():
    days = [
        sold(1, date(2024, 1, 1), 1_000),
        sold(2, date(2024, 1, 31), 20),
        sold(3, date(2024, 3, 1), 30),
    ]

    assert figures(days) == [(2, 60, 365, Decimal(25))]
    assert figures(days[:1]) == [(0, 0, 365, None)]


def test_two_purchases_of_one_day_are_one_visit_of_their_sum():
    day = date(2024, 2, 29)

    assert figures([sold(1, date(2024, 1, 31), 5), sold(2, day, 10), sold(3, day, 15)]) == [
        (1, 29, 335, Decimal(25))
    ]


@given(strategies.sale_histories(), strategies.days())
def test_it_agrees_with_the_summary_by_days(sales, as_of):
    by_day = {each.customer_id: each for each in summarize(sales, as_of=as_of, count="day")}

    lifetimes = summarize_lifetime(sales, as_of=as_of)

    assert [each.customer_id for each in lifetimes] == [who for who, each in by_day.items() if each.frequency]
    assert lifetimes.counted is Count.DAY
    for each in lifetimes:
        same = by_day[each.customer_id]
        assert (each.repeats, each.age_at_last_purchase, each.tenure) == (
            same.repeats,
            same.age_at_last_purchase,
            same.tenure,
        )


@given(strategies.sale_histories(["C1"], min_size=1))
def test_what_the_first_day_and_the_repeats_came_to_is_all_there_is(sales):
    for each in summarize_lifetime(sales, as_of=AS_OF):
        days = defaultdict(Fraction)
        for one in sales:
            days[one.on] += Fraction(one.amount.amount)
        first = min(one.on for one in sales if not one.is_return)
        later = sum(amount for day, amount in days.items() if day != first)

        if each.repeats:
            assert abs(Fraction(each.repeat_value) * each.repeats - later) < Fraction(1, 10**15)
        else:
            assert each.repeat_value is None


@given(strategies.sale_histories(), st.randoms())
def test_the_order_of_rows_changes_nothing(sales, dice):
    other = list(sales)
    dice.shuffle(other)

    assert summarize_lifetime(other, as_of=AS_OF) == summarize_lifetime(sales, as_of=AS_OF)


@pytest.mark.parametrize(
    ("returns", "expected"),
    [
        ("lower", (1, 31, 365, Decimal(35))),
        ("ignore", (1, 31, 365, Decimal(40))),
        ("visit", (2, 60, 365, Decimal("17.5"))),
    ],
)
def test_what_a_return_does_is_declared(returns, expected):
    sales = [
        sold(1, date(2024, 1, 1), 100),
        sold(2, date(2024, 2, 1), 40),
        sold(3, date(2024, 3, 1), -5),
    ]

    assert figures(sales, returns=returns) == [expected]


def test_who_only_brought_things_back_is_not_among_them():
    assert figures([sold(1, date(2024, 1, 1), -5)]) == []
    assert figures([]) == []


def test_the_zone_decides_which_instants_are_one_day():
    purchases = [
        sale.replace(
            purchase_id=str(hour), on=date(2024, 6, 1), at=datetime(2024, 6, 1, hour, 30, tzinfo=UTC)
        )
        for hour in (15, 16)
        for sale in [_any_purchase()]
    ]

    assert figures(purchases, zone="UTC")[0][0] == 0
    assert figures(purchases, zone="Asia/Shanghai")[0][:2] == (1, 1)


def _any_purchase():
    from customerbase.model import Purchase, PurchaseLine

    line = PurchaseLine(quantity=1, unit_price=Money(5, "CNY"))
    return Purchase(purchase_id="P", customer_id="C1", on=AS_OF, lines=[line])


def test_currencies_are_never_mixed():
    both = [sold(1, date(2024, 1, 1), 5), sold(2, date(2024, 2, 1), 5, currency="USD")]

    with pytest.raises(CurrencyMismatch):
        summarize_lifetime(both, as_of=AS_OF)
    assert figures(both, currency="USD") == [(0, 0, 334, None)]
    with pytest.raises(ValueError, match="no currency"):
        summarize_lifetime(both, as_of=AS_OF, currency="usd")
    with pytest.raises(TypeError, match="is no day"):
        summarize_lifetime(both, as_of=datetime(2024, 1, 1))
