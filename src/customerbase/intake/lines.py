"""One line of a sale: product, quantity, price, discount, amount, as whole millionths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Literal

from customerbase.clean.ids import clean_id
from customerbase.clean.money import clean_currency, clean_money
from customerbase.clean.numbers import clean_number, clean_share
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_name
from customerbase.intake.parties import Products
from customerbase.intake.reading import Reading
from customerbase.intake.tally import Fault, Tally
from customerbase.sources.headings import Column, HeadingMap
from customerbase.stores.packing import LARGEST, MICRO, Line, line_amount, micros
from customerbase.validation import check_decimal

__all__ = ["LineReader"]

Cleaned = tuple[Any, Refused | None]


class LineReader:
    """Reads the lines of sales; equal cells are cleaned once.

    Parameters
    ----------
    headings : HeadingMap
    reading : Reading
    negatives : {"refuse", "return"}
    products : Products
        Is told of each product.
    tally : Tally
    """

    def __init__(
        self,
        headings: HeadingMap,
        reading: Reading,
        negatives: Literal["refuse", "return"] | str,
        products: Products,
        tally: Tally,
    ) -> None:
        column = {each.field: each for each in headings.columns}
        self._currency = column.get("currency")
        self._fixed = reading.currency
        self._negatives = negatives
        self._products = products
        self._code = _Memo(column.get("product_id"), clean_id)
        self._name = _Memo(column.get("product_name"), clean_name)
        self._quantity = _Memo(column.get("quantity"), _millionths(clean_number))
        self._discount = _Memo(column.get("discount"), _millionths(clean_share))
        self._money = {name: column.get(name) for name in ("unit_price", "unit_cost", "amount")}
        self._prices: dict[str, dict[str, dict[str, Cleaned]]] = {
            name: {} for name, found in self._money.items() if found is not None
        }

    def __call__(self, cells: Sequence[str], faults: list[Fault], currency: str | None = None) -> Line | None:
        """Return the line that the cells say, or None with the faults added."""
        begin = len(faults)
        if currency is None:
            currency = self._currency_of(cells)
        price = self._money_of("unit_price", cells, currency, faults)
        cost = self._money_of("unit_cost", cells, currency, faults)
        amount = self._money_of("amount", cells, currency, faults)
        quantity = self._quantity(cells, faults)
        discount = self._discount(cells, faults) or 0
        code = self._code(cells, faults)
        name = self._name(cells, faults)
        if len(faults) > begin:
            return None
        if price is not None and price < 0:
            fault = "is negative", "goods returned have a negative quantity, and the price they were sold at"
            faults.append((*self._place("unit_price", cells), *fault))
            return None
        if cost is not None and cost < 0:
            faults.append((*self._place("unit_cost", cells), "is negative", None))
            return None
        if amount is not None:
            quantity, price, amount = self._stated(cells, faults, quantity, price, discount, amount)
        if price is None:
            if len(faults) == begin:
                faults.append((*self._place("unit_price", cells), "is blank", "each line needs a price or an amount"))
            return None
        if quantity is None:
            quantity = MICRO
        if len(faults) > begin:
            return None
        description = self._products.seen(code, name)
        return Line(code, quantity, price, discount, cost, description, amount)

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
                faults.append((*self._place("amount", cells), "is negative, and nothing says that goods came back", hint))
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
            discount_free = line_amount(quantity, price, discount)
            return quantity, price, None if discount_free == amount else amount
        return quantity, price, None if line_amount(quantity, price, discount) == amount else amount

    def _currency_of(self, cells: Sequence[str]) -> str | None:
        if self._currency is None:
            return self._fixed
        try:
            return clean_currency(cells[self._currency.index]) or self._fixed
        except Refused:
            return self._fixed

    def _money_of(
        self, name: str, cells: Sequence[str], currency: str | None, faults: list[Fault]
    ) -> int | None:
        column = self._money[name]
        if column is None:
            return None
        raw = cells[column.index]
        memo = self._prices[name].setdefault(currency or "", {})
        found = memo.get(raw)
        if found is None:
            found = memo[raw] = _cleaned(lambda text: _price(text, currency, column.unit), raw)
        if found[1] is not None:
            faults.append((column.heading, raw, found[1].reason, found[1].hint))
        return found[0]  # type: ignore[no-any-return]

    def _place(self, name: str, cells: Sequence[str]) -> tuple[str | None, str | None]:
        column = self._money[name]
        return (None, None) if column is None else (column.heading, cells[column.index])


class _Memo:
    """A cleaner of one column that cleans each different text once."""

    __slots__ = ("clean", "column", "memo")

    def __init__(self, column: Column | None, clean: Callable[[str], Any]) -> None:
        self.column = column
        self.clean = clean
        self.memo: dict[str, Cleaned] = {}

    def __call__(self, cells: Sequence[str], faults: list[Fault]) -> Any:
        if self.column is None:
            return None
        raw = cells[self.column.index]
        found = self.memo.get(raw)
        if found is None:
            found = self.memo[raw] = _cleaned(self.clean, raw)
        if found[1] is not None:
            faults.append((self.column.heading, raw, found[1].reason, found[1].hint))
        return found[0]


def _cleaned(clean: Callable[[str], Any], raw: str) -> Cleaned:
    try:
        return clean(raw), None
    except Refused as error:
        return None, error


def _millionths(clean: Callable[[str], Decimal | None]) -> Callable[[str], int | None]:
    def cleaned(raw: str) -> int | None:
        value = clean(raw)
        return None if value is None else _kept(value)

    return cleaned


def _price(raw: str, currency: str | None, unit: str | None) -> int | None:
    money = clean_money(raw, currency=currency, unit=unit)
    if money is None:
        return None
    if currency is not None and money.currency != currency:
        raise Refused(f"is in {money.currency}, the sale in {currency}", "give both in one currency")
    return _kept(money.amount)


def _kept(value: Decimal) -> int:
    fault = check_decimal(value)
    if fault is not None:
        raise Refused(str(fault))
    found = micros(value)
    if abs(found) > LARGEST:
        raise Refused("is too large: amounts are kept below 9.2 million million")
    return found
