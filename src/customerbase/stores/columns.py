"""Sales as columns of text: what a store hands out where millions of them are added up.

A column is one text with a value on each line.  That needs no package, any
database can put it together by itself, and any table library reads it; no id
holds a line break, and whole numbers are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import attrs

from customerbase.model import SaleTotal
from customerbase.stores.packing import micros

__all__ = ["SALE_COLUMNS", "Columns", "SaleColumns", "columns_of_sales", "lines_of"]

Columns: TypeAlias = Mapping[str, str]
"""Name of a column → its values, one on each line; at least one row."""

SALE_COLUMNS: Final = (
    "purchase_id",
    "customer",
    "on",
    "amount",
    "currency",
    "quantity",
    "is_return",
    "employee_id",
)
"""The columns of sales: `customer` is a whole number that stands for his id, `amount` and `quantity` are
whole millionths, `on` is a day as ISO text, `is_return` 1 or 0; `employee_id` is empty where it is unknown."""


@attrs.frozen(kw_only=True)
class SaleColumns:
    """Sales without their lines, column by column, in blocks.

    Attributes
    ----------
    rows : int
        How many sales there are at most.
    sales : iterator of Columns
        Blocks with the columns that were asked for, in no order.
    customers : iterator of Columns
        Blocks with the columns `customer` and `customer_id`: each number that
        stands in `sales`, once; perhaps others.  Read after the sales.
    """

    rows: int
    sales: Iterator[Columns]
    customers: Iterator[Columns]


def columns_of_sales(sales: Iterable[SaleTotal], names: Sequence[str], rows: int) -> SaleColumns:
    """Return sales as columns, in one block that is made when it is read.

    Parameters
    ----------
    sales : iterable of SaleTotal
    names : sequence of str
        Of `SALE_COLUMNS`.
    rows : int
        How many there are at most.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from customerbase.values import Money
    >>> sale = SaleTotal(
    ...     purchase_id="S1",
    ...     customer_id="C1",
    ...     on=date(2024, 3, 1),
    ...     amount=Money("9.50", "CNY"),
    ...     quantity=Decimal(1),
    ... )
    >>> found = columns_of_sales([sale], ["customer", "on", "amount"], 1)
    >>> list(found.sales), list(found.customers)
    ([{'customer': '1', 'on': '2024-03-01', 'amount': '9500000'}], [{'customer': '1', 'customer_id': 'C1'}])
    """
    numbers: dict[str, int] = {}

    def blocks() -> Iterator[Columns]:
        found = [
            (
                each.purchase_id,
                str(numbers.setdefault(each.customer_id, len(numbers) + 1)),
                each.on.isoformat(),
                str(micros(each.amount.amount)),
                each.amount.currency,
                str(micros(each.quantity)),
                str(int(each.is_return)),
                each.employee_id or "",
            )
            for each in sales
        ]
        if found:
            columns = dict(zip(SALE_COLUMNS, zip(*found, strict=True), strict=True))
            yield {name: lines_of(columns[name]) for name in names}

    def customers() -> Iterator[Columns]:
        if numbers:
            yield {"customer": lines_of(map(str, numbers.values())), "customer_id": lines_of(numbers)}

    return SaleColumns(rows=rows, sales=blocks(), customers=customers())


def lines_of(values: Iterable[str]) -> str:
    """Return values as a column of text."""
    return "\n".join(values)
