"""Customers as a list that an import reads back: a column for each field that any of them has.

The headings are the names of fields, the same in every language, so that
whoever reads the list needs no mapping: ``customer_id``, ``phones[fax]``,
``addresses[main].city``.  People at customers are records of their own, and
stand in no list of customers.

>>> from customerbase.model import Customer
>>> table = customers_list([Customer(customer_id="C1", name="Acme", stage="active")])
>>> [each.key for each in table.columns], table.rows
(['customer_id', 'name', 'stage'], (('C1', 'Acme', 'active'),))
"""

from __future__ import annotations

from collections.abc import Iterable

from customerbase.convert import to_json
from customerbase.model import Customer
from customerbase.reports.table import Column, Table
from customerbase.sources.json_flat import flat_object
from customerbase.sources.table import RowProblem

__all__ = ["customers_list"]

_LIMIT = 100_000_000


def customers_list(customers: Iterable[Customer]) -> Table:
    """Return customers as a table, whole, to be written as CSV or a workbook and read again.

    Parameters
    ----------
    customers : iterable of Customer
        As ``base.all(Customer)`` gives them.
    """
    held: list[dict[str, str]] = []
    for each in customers:
        flat = flat_object(to_json(each), 1, _LIMIT)
        if isinstance(flat, RowProblem):  # no card that can be saved is of that kind
            raise ValueError(f"the card of {each.customer_id!r} stands in no list: it {flat.reason}")  # noqa: TRY004
        held.append(flat)
    fields = dict.fromkeys(field for card in held for field in card)
    columns = tuple(Column(each, each, each) for each in fields)
    rows = tuple(tuple(card.get(field) or None for field in fields) for card in held)
    return Table("customers_list", "Customers", "客户", columns, rows)
