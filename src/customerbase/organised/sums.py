"""Exact sums of sales: one pass, one currency, no rounding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

import attrs

from customerbase.errors import CurrencyMismatch
from customerbase.model import Customer, Sale
from customerbase.values import Money, Period

__all__ = ["ZERO", "Sum", "by_id", "exact_add", "in_one_currency", "money_or_none", "share_of", "summed"]

_SHARE: Final = Context(prec=28, rounding=ROUND_HALF_EVEN)
ZERO: Final = Decimal(0)


def exact_add() -> Callable[[Decimal, Decimal], Decimal]:
    """Return addition in a context of our own, wide enough that no sum is ever rounded.

    The caller's context is neither asked nor changed.
    """
    return Context(prec=60).add


@attrs.define
class Sum:
    """What one customer bought in one currency."""

    purchases: int = 0
    returns: int = 0
    amount: Decimal = ZERO
    quantity: Decimal = ZERO


def summed(sales: Iterable[Sale], period: Period | None, as_of: date | None) -> dict[str, dict[str, Sum]]:
    """Sum sales by currency and customer: one pass, no Money for each addition."""
    first = period.start if period else None
    ends = [each for each in (period.end if period else None, as_of) if each is not None]
    last = min(ends, default=None)
    add = exact_add()
    by_currency: dict[str, dict[str, Sum]] = {}
    for sale in sales:
        on = sale.on
        if (first is not None and on < first) or (last is not None and on > last):
            continue
        amount = sale.amount
        sums = by_currency.get(amount.currency)
        if sums is None:
            sums = by_currency[amount.currency] = {}
        held = sums.get(sale.customer_id)
        if held is None:
            held = sums[sale.customer_id] = Sum()
        if sale.is_return:
            held.returns += 1
        else:
            held.purchases += 1
        held.amount = add(held.amount, amount.amount)
        held.quantity = add(held.quantity, sale.quantity)
    return by_currency


def in_one_currency(
    summed: Mapping[str, dict[str, Sum]], currency: str | None
) -> tuple[str | None, dict[str, Sum]]:
    """Return the one currency and its sums: the one chosen, or the only one there is."""
    if currency is not None:
        return currency, summed.get(currency, {})
    if len(summed) > 1:
        raise CurrencyMismatch(summed)
    return next(iter(summed.items()), (None, {}))


def money_or_none(amount: Decimal, currency: str | None) -> Money | None:
    """Return the amount as money, or None where no currency is known."""
    return None if currency is None else Money(amount, currency)


def by_id(customers: Iterable[Customer]) -> dict[str, Customer]:
    """Return customers by id, in the order of the ids."""
    return {each.customer_id: each for each in sorted(customers, key=lambda each: each.customer_id)}


def share_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return the part of the whole to 28 digits; None where the whole is not above 0."""
    return _SHARE.divide(part, whole) if whole > 0 else None
