"""What we sell, and what customers bought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from typing import Protocol

import attrs

from customerbase.errors import Problem
from customerbase.records.entity import Entity
from customerbase.validation import (
    EXACT,
    FrozenMap,
    Record,
    attributes,
    day,
    instance,
    instant,
    key,
    many,
    number,
    record,
    text,
)
from customerbase.values import Money, total

__all__ = ["Product", "Purchase", "PurchaseLine", "Sale", "SaleTotal"]


@record
class Product(Entity):
    """What we sell.

    Parameters
    ----------
    product_id : str
    name : str
    category : str, optional
        The type of product.
    quality_grade, unit, offer : str, optional
        Quality level; what one piece is; the discount that is usually given.
    list_price, unit_cost : Money, optional
    discontinued_on : datetime.date, optional
    attributes : mapping
    note : str, optional
    """

    kind_name = "product"

    product_id: str = key()
    name: str = text()
    category: str | None = text(default=None)
    quality_grade: str | None = text(default=None, limit=100)
    unit: str | None = text(default=None, limit=200)
    offer: str | None = text(default=None)
    list_price: Money | None = instance(Money, default=None)
    unit_cost: Money | None = instance(Money, default=None)
    discontinued_on: date | None = day(default=None)
    attributes: Mapping[str, str | int | Decimal | bool | date] = attributes(default=FrozenMap())
    note: str | None = text(default=None, limit=100_000, private=True)

    def contradictions(self) -> Iterable[Problem]:
        for name in ("list_price", "unit_cost"):
            price = getattr(self, name)
            if price is not None and price.amount < 0:
                yield Problem(f"$.{name}", price, "is negative")


@record
class PurchaseLine(Record):
    """One line of a purchase.

    Parameters
    ----------
    quantity : Decimal
        Pieces; negative where goods were returned.
    unit_price : Money
        Before discount; not negative.
    product_id : str, optional
    description : str, optional
        What the line says where it differs from the product's name.
    discount : Decimal
        Share of the price that was let off, 0 to 1.
    unit_cost : Money, optional
        Cost of goods of one piece.
    stated_amount : Money, optional
        What the line comes to where that is stated rather than computed: a
        list that gives an amount for three pieces has no exact price.

    Examples
    --------
    >>> PurchaseLine(quantity=12, unit_price=Money("14.00", "USD"), discount="0.05").amount
    Money('159.6000', 'USD')
    """

    quantity: Decimal = number()
    unit_price: Money = instance(Money)
    product_id: str | None = key(default=None)
    description: str | None = text(default=None)
    discount: Decimal = number(default=Decimal(0), least=0, most=1)
    unit_cost: Money | None = instance(Money, default=None)
    stated_amount: Money | None = instance(Money, default=None)

    def contradictions(self) -> Iterable[Problem]:
        if self.unit_price.amount < 0:
            hint = "goods returned have a negative quantity, and the price they were sold at"
            yield Problem("$.unit_price", self.unit_price, "is negative", hint)
        for name in ("unit_cost", "stated_amount"):
            money = getattr(self, name)
            if money is not None and money.currency != self.unit_price.currency:
                reason = f"is in {money.currency}, the price in {self.unit_price.currency}"
                yield Problem(f"$.{name}", money, reason)
        stated = self.stated_amount
        if stated is not None and stated.amount * self.quantity < 0:
            hint = "goods returned have a negative quantity and a negative amount"
            yield Problem(
                "$.stated_amount", stated, f"has another sign than the quantity, {self.quantity}", hint
            )

    @property
    def amount(self) -> Money:
        """The stated amount, or quantity × price × (1 − discount), half to even at six decimals."""
        if self.stated_amount is not None:
            return self.stated_amount
        if not self.discount:
            return self.unit_price * self.quantity
        return self.unit_price * EXACT.multiply(self.quantity, EXACT.subtract(Decimal(1), self.discount))


@record
class Purchase(Entity):
    """A sale to a customer; goods returned are a purchase with negative lines.

    Parameters
    ----------
    purchase_id, customer_id : str
    on : datetime.date
        The day of the sale at the place of business.
    lines : tuple of PurchaseLine
        At least one; all in one currency.
    at : datetime.datetime, optional
        The instant, with its zone, where it is known.
    channel, place, payment_means, terms, note : str, optional
    employee_id, campaign_id, coupon_id : str, optional
        Who sold it, what brought it, what was redeemed.
    reverses : str, optional
        `purchase_id` of the purchase whose goods are returned.
    """

    kind_name = "purchase"

    purchase_id: str = key()
    customer_id: str = key()
    on: date = day()
    lines: tuple[PurchaseLine, ...] = many(PurchaseLine)
    at: datetime | None = instant(default=None)
    channel: str | None = text(default=None, limit=200)
    place: str | None = text(default=None)
    payment_means: str | None = text(default=None, limit=200)
    terms: str | None = text(default=None)
    employee_id: str | None = key(default=None)
    campaign_id: str | None = key(default=None)
    coupon_id: str | None = key(default=None)
    reverses: str | None = key(default=None)
    note: str | None = text(default=None, limit=100_000, private=True)

    def contradictions(self) -> Iterable[Problem]:
        if not self.lines:
            yield Problem("$.lines", self.lines, "is empty: a sale without lines has one, of quantity 1")
            return
        currency = self.lines[0].unit_price.currency
        for i, line in enumerate(self.lines):
            if line.unit_price.currency != currency:
                reason = f"is in {line.unit_price.currency}, the first line in {currency}"
                yield Problem(f"$.lines[{i}].unit_price", line.unit_price, reason)
        if self.reverses == self.purchase_id:
            yield Problem("$.reverses", self.reverses, "is the purchase itself")

    @property
    def currency(self) -> str:
        """The currency of all lines."""
        return self.lines[0].unit_price.currency

    @property
    def amount(self) -> Money:
        """What the lines come to."""
        if len(self.lines) == 1:
            return self.lines[0].amount
        return total(line.amount for line in self.lines)

    @property
    def quantity(self) -> Decimal:
        """Pieces in all lines."""
        return reduce(EXACT.add, (line.quantity for line in self.lines), Decimal(0))

    @property
    def is_return(self) -> bool:
        """Whether goods came back: it reverses another purchase, or every line is negative."""
        return self.reverses is not None or all(line.quantity < 0 for line in self.lines)


class Sale(Protocol):
    """What the tables need to know of a sale: a `Purchase`, or its totals alone."""

    @property
    def purchase_id(self) -> str: ...
    @property
    def customer_id(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def amount(self) -> Money: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def is_return(self) -> bool: ...
    @property
    def employee_id(self) -> str | None: ...


@attrs.frozen(kw_only=True)
class SaleTotal:
    """A purchase without its lines, as a store sums it up."""

    purchase_id: str
    customer_id: str
    on: date
    amount: Money
    quantity: Decimal
    is_return: bool = False
    employee_id: str | None = None
