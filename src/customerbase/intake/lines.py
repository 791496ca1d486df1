"""One line of a sale: product, quantity, price, discount, amount, as whole millionths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from operator import getitem, itemgetter
from typing import Any

from customerbase.clean.ids import clean_id
from customerbase.clean.money import clean_currency, clean_money
from customerbase.clean.numbers import clean_number, clean_share
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_name
from customerbase.intake.parties import Products
from customerbase.intake.reading import Reading
from customerbase.intake.tally import Fault
from customerbase.sources.headings import Column, HeadingMap
from customerbase.stores.packing import LARGEST, MICRO, Line, line_amount, micros, packed_line
from customerbase.validation import check_decimal

__all__ = ["LineReader"]

_REMEMBERED = 1_000_000
_ROUNDING = 10_000
"""A hundredth, in millionths: by so much an amount may differ because somebody rounded it."""
_FIELDS = ("product_id", "product_name", "quantity", "discount", "unit_price", "unit_cost", "amount")


class LineReader:
    """Reads the lines of sales; equal cells are cleaned once.

    Parameters
    ----------
    headings : HeadingMap
    reading : Reading
    negatives : {"refuse", "return"}
    products : Products
        Is told of each product.

    Attributes
    ----------
    apart : int
        Different lines whose stated amount is not their quantity × price, less the discount.
    largest : int
        The largest amount or quantity of a line so far.
    """

    def __init__(self, headings: HeadingMap, reading: Reading, negatives: str, products: Products) -> None:
        column = {each.field: each for each in headings.columns}
        self._columns = [column[name] for name in _FIELDS if name in column]
        self._raw = _getter([each.index for each in self._columns])
        self._at = dict.fromkeys(_FIELDS, -1)
        self._at |= {each.field: i for i, each in enumerate(self._columns)}
        self._currency = column.get("currency")
        self._fixed = reading.currency
        self._negatives = negatives
        self.apart = 0
        self.largest = 0
        self._products = products
        self._memos: dict[str | None, list[_Memo]] = {}
        self._known: dict[str | None, dict[Sequence[str], Line | tuple[Fault, ...]]] = {}

    def __call__(self, cells: Sequence[str], currency: str | None = None) -> Line | tuple[Fault, ...]:
        """Return the line that the cells say, or what is wrong with them.

        Sales repeat themselves: what was read once is known by its cells.
        """
        raws = self._raw(cells)
        try:
            return self._known[currency][raws]
        except KeyError:
            return self._unknown(raws, cells, currency)

    def _unknown(
        self, raws: Sequence[str], cells: Sequence[str], currency: str | None
    ) -> Line | tuple[Fault, ...]:
        if currency is None:
            currency = self._fixed if self._currency is None else self._currency_of(cells)
        known = self._known.get(currency)
        if known is None or len(known) > _REMEMBERED:
            known = self._known[currency] = {}
        found = known[raws] = self._read(raws, cells, currency)
        return found

    def _read(
        self, raws: Sequence[str], cells: Sequence[str], currency: str | None
    ) -> Line | tuple[Fault, ...]:
        memos = self._memos.get(currency)
        if memos is None:
            memos = self._memos[currency] = [_Memo(_cleaner(each, currency)) for each in self._columns]
        try:
            values = list(map(getitem, memos, raws))
        except Refused:
            return tuple(self._faults(memos, raws))
        values.append(None)
        at = self._at
        code, quantity = values[at["product_id"]], values[at["quantity"]]
        price, amount = values[at["unit_price"]], values[at["amount"]]
        discount = values[at["discount"]] or 0
        faults: list[Fault] = []
        if amount is not None:
            quantity, price, amount = self._stated(cells, faults, quantity, price, discount, amount)
        elif price is None:
            why = "is blank", "each line needs a price or an amount"
            faults.append((*self._place("unit_price", cells), *why))
        elif quantity is None and at["quantity"] >= 0:
            why = "is blank", "say how many pieces, 1 for one"
            faults.append((*self._place("quantity", cells), *why))
        if faults:
            return tuple(faults)
        made = packed_line(
            code,
            MICRO if quantity is None else quantity,
            price,
            discount,
            values[at["unit_cost"]],
            self._products.seen(code, values[at["product_name"]]),
            amount,
        )
        self.largest = max(self.largest, abs(made.amount), abs(made.quantity))
        return made

    def _faults(self, memos: Sequence[_Memo], raws: Sequence[str]) -> Iterator[Fault]:
        for column, memo, raw in zip(self._columns, memos, raws, strict=True):
            try:
                memo[raw]
            except Refused as error:
                yield column.heading, raw, error.reason, error.hint

    def _stated(
        self,
        cells: Sequence[str],
        faults: list[Fault],
        quantity: int | None,
        price: int | None,
        discount: int,
        amount: int,
    ) -> tuple[int | None, int | None, int | None]:
        """Bring an amount that is stated together with quantity and price."""
        if quantity is None:
            if amount < 0 and self._negatives == "refuse":
                hint = "if it is a return, say so: negatives='return', or give it a negative quantity"
                faults.append(
                    (
                        *self._place("amount", cells),
                        "is negative, and nothing says that goods came back",
                        hint,
                    )
                )
                return None, None, None
            quantity = -MICRO if amount < 0 else MICRO
        elif quantity and amount and (amount < 0) != (quantity < 0):
            reason = f"has another sign than the quantity, {Decimal(quantity) / MICRO}"
            faults.append((*self._place("amount", cells), reason, "goods returned have both negative"))
            return None, None, None
        if price is None:
            # A price that gives the amount exactly is found; where there is none, the amount is kept beside it.
            price, rest = divmod(abs(amount) * MICRO, abs(quantity) or MICRO)
            if 2 * rest >= (abs(quantity) or MICRO):
                price += 1
            if 0 < discount < MICRO:
                price = price * MICRO // (MICRO - discount)
            discount_free = line_amount(quantity, price, discount)
            return quantity, price, None if discount_free == amount else amount
        away = abs(amount - line_amount(quantity, price, discount))
        if away > _ROUNDING:
            self.apart += 1
        return quantity, price, amount if away else None

    def _currency_of(self, cells: Sequence[str]) -> str | None:
        assert self._currency is not None
        try:
            return clean_currency(cells[self._currency.index]) or self._fixed
        except Refused:
            return self._fixed

    def _place(self, name: str, cells: Sequence[str]) -> tuple[str | None, str | None]:
        at = self._at[name]
        return (None, None) if at < 0 else (self._columns[at].heading, cells[self._columns[at].index])


class _Memo(dict[str, Any]):
    """What each different text of a column comes to; what is refused is refused again."""

    def __init__(self, clean: Callable[[str], Any]) -> None:
        super().__init__()
        self._clean = clean

    def __missing__(self, raw: str) -> Any:
        value = self[raw] = self._clean(raw)
        return value


def _getter(indexes: Sequence[int]) -> Callable[[Sequence[str]], Sequence[str]]:
    if len(indexes) == 1:
        (only,) = indexes
        return lambda cells: (cells[only],)
    return itemgetter(*indexes)


def _cleaner(column: Column, currency: str | None) -> Callable[[str], Any]:
    if column.field == "product_id":
        return clean_id
    if column.field == "product_name":
        return clean_name
    if column.field == "quantity":
        return _millionths(clean_number)
    if column.field == "discount":
        return _millionths(clean_share)
    if column.field == "amount":
        return lambda raw: _money(raw, currency, column.unit)
    return lambda raw: _price(raw, currency, column.unit)


def _millionths(clean: Callable[[str], Decimal | None]) -> Callable[[str], int | None]:
    def cleaned(raw: str) -> int | None:
        value = clean(raw)
        return None if value is None else _kept(value)

    return cleaned


def _money(raw: str, currency: str | None, unit: str | None) -> int | None:
    money = clean_money(raw, currency=currency, unit=unit)
    if money is None:
        return None
    if currency is not None and money.currency != currency:
        raise Refused(f"is in {money.currency}, the sale in {currency}", "give both in one currency")
    return _kept(money.amount)


def _price(raw: str, currency: str | None, unit: str | None) -> int | None:
    price = _money(raw, currency, unit)
    if price is not None and price < 0:
        raise Refused(
            "is negative", "goods returned have a negative quantity, and the price they were sold at"
        )
    return price


def _kept(value: Decimal) -> int:
    fault = check_decimal(value)
    if fault is not None:
        raise Refused(str(fault))
    found = micros(value)
    if abs(found) > LARGEST:
        raise Refused("is too large: amounts are kept below 9.2 million million")
    return found
