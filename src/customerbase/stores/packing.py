"""Purchases packed into tuples of whole numbers and text, as stores keep them.

Half a million lines cannot each become an object on their way into a file.
A packed purchase is a head and its lines; money and quantities are whole
numbers of millionths, which is exact because records allow no finer ones.
`pack` and `unpack` are each other's inverse.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias

from customerbase.convert import instant_from_text, instant_text
from customerbase.errors import InvalidRecord, Problem
from customerbase.model import Purchase, PurchaseLine, SaleTotal
from customerbase.validation import EXACT
from customerbase.values import Money

__all__ = [
    "LARGEST",
    "MICRO",
    "Head",
    "Line",
    "Packed",
    "line_amount",
    "micros",
    "pack",
    "packed_line",
    "sale_total",
    "sale_total_from_row",
    "unpack",
]

MICRO: Final = 1_000_000
LARGEST: Final = 2**63 - 1


class Line(NamedTuple):
    """One line: millionths throughout; `unit_cost` and the amounts are in the currency of the price.

    Made by `packed_line`, which works out the `amount` from the others.
    """

    product_id: str | None
    quantity: int
    unit_price: int
    discount: int
    unit_cost: int | None
    description: str | None
    stated_amount: int | None
    amount: int


class Head(NamedTuple):
    """A purchase but for its lines; days as ISO text, instants as fixed-width text in UTC."""

    purchase_id: str
    customer_id: str
    on: str
    at: str | None
    currency: str
    channel: str | None
    place: str | None
    payment_means: str | None
    terms: str | None
    employee_id: str | None
    campaign_id: str | None
    coupon_id: str | None
    reverses: str | None
    note: str | None


Packed: TypeAlias = tuple[Head, list[Line]]


def micros(amount: Decimal) -> int:
    """Return a Decimal of at most six decimals as whole millionths."""
    return int(amount.scaleb(6, EXACT))


def line_amount(quantity: int, unit_price: int, discount: int) -> int:
    """Return the millionths that a line comes to: quantity × price × (1 − discount), half to even.

    The same as `PurchaseLine.amount`, in whole numbers.
    """
    if discount:
        quantity *= MICRO - discount
        product, divisor = quantity * unit_price, MICRO * MICRO
    else:
        product, divisor = quantity * unit_price, MICRO
    amount, rest = divmod(product, divisor)
    if rest:
        twice = 2 * rest
        if twice > divisor or (twice == divisor and amount % 2):
            amount += 1
    return amount


def packed_line(
    product_id: str | None,
    quantity: int,
    unit_price: int,
    discount: int = 0,
    unit_cost: int | None = None,
    description: str | None = None,
    stated_amount: int | None = None,
) -> Line:
    """Make a line; what it comes to is stated, or follows from quantity, price and discount."""
    amount = line_amount(quantity, unit_price, discount) if stated_amount is None else stated_amount
    return Line(product_id, quantity, unit_price, discount, unit_cost, description, stated_amount, amount)


def pack(purchase: Purchase) -> Packed:
    """Pack a purchase.

    Raises
    ------
    InvalidRecord
        If an amount is too large to keep: 9.2 million million and above.
    """
    lines: list[Line] = []
    summed = pieces = 0
    for i, line in enumerate(purchase.lines):
        packed = packed_line(
            line.product_id,
            micros(line.quantity),
            micros(line.unit_price.amount),
            micros(line.discount),
            None if line.unit_cost is None else micros(line.unit_cost.amount),
            line.description,
            None if line.stated_amount is None else micros(line.stated_amount.amount),
        )
        summed += abs(packed.amount)
        pieces += abs(packed.quantity)
        if max(pieces, packed.unit_price, abs(packed.unit_cost or 0), summed) > LARGEST:
            problem = Problem(
                f"$.lines[{i}]", line, "is too large: amounts are kept below 9.2 million million"
            )
            raise InvalidRecord("Purchase", [problem])
        lines.append(packed)
    head = Head(
        purchase.purchase_id,
        purchase.customer_id,
        purchase.on.isoformat(),
        None if purchase.at is None else instant_text(purchase.at),
        purchase.currency,
        purchase.channel,
        purchase.place,
        purchase.payment_means,
        purchase.terms,
        purchase.employee_id,
        purchase.campaign_id,
        purchase.coupon_id,
        purchase.reverses,
        purchase.note,
    )
    return head, lines


def unpack(packed: Packed) -> Purchase:
    """Make the purchase that was packed."""
    head, lines = packed
    currency = head.currency
    return Purchase(
        purchase_id=head.purchase_id,
        customer_id=head.customer_id,
        on=date.fromisoformat(head.on),
        lines=tuple(
            PurchaseLine(
                quantity=unmicros(line.quantity),
                unit_price=Money(unmicros(line.unit_price), currency),
                product_id=line.product_id,
                description=line.description,
                discount=unmicros(line.discount),
                unit_cost=None if line.unit_cost is None else Money(unmicros(line.unit_cost), currency),
                stated_amount=(
                    None if line.stated_amount is None else Money(unmicros(line.stated_amount), currency)
                ),
            )
            for line in lines
        ),
        at=None if head.at is None else instant_from_text(head.at),
        channel=head.channel,
        place=head.place,
        payment_means=head.payment_means,
        terms=head.terms,
        employee_id=head.employee_id,
        campaign_id=head.campaign_id,
        coupon_id=head.coupon_id,
        reverses=head.reverses,
        note=head.note,
    )


def unmicros(amount: int) -> Decimal:
    """Return millionths as a Decimal without needless zeros."""
    if amount % MICRO == 0:
        return Decimal(amount // MICRO)
    return Decimal(amount).scaleb(-6, EXACT).normalize(EXACT)


def totals(packed: Packed) -> tuple[int, int, bool]:
    """Return the amount and the quantity in millionths, and whether it is a return."""
    head, lines = packed
    amount = quantity = 0
    returned = True
    for line in lines:
        amount += line.amount
        quantity += line.quantity
        returned = returned and line.quantity < 0
    return amount, quantity, returned or head.reverses is not None


def sale_total(packed: Packed) -> SaleTotal:
    """Sum a packed purchase up."""
    head, _ = packed
    amount, quantity, is_return = totals(packed)
    return SaleTotal(
        purchase_id=head.purchase_id,
        customer_id=head.customer_id,
        on=date.fromisoformat(head.on),
        amount=Money(unmicros(amount), head.currency),
        quantity=unmicros(quantity),
        is_return=is_return,
        employee_id=head.employee_id,
    )


def sale_total_from_row(row: Sequence[Any]) -> SaleTotal:
    """Return a sale out of purchase_id, customer_id, on, amount, currency, quantity, is_return, employee_id."""
    purchase_id, customer_id, on, amount, currency, quantity, is_return, employee_id = row
    return SaleTotal(
        purchase_id=purchase_id,
        customer_id=customer_id,
        on=date.fromisoformat(on),
        amount=Money(unmicros(amount), currency),
        quantity=unmicros(quantity),
        is_return=bool(is_return),
        employee_id=employee_id,
    )
