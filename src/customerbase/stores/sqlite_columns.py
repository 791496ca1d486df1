"""Sales of an SQLite file as columns, millions of them in a second or two.

SQLite itself puts each column together (``group_concat``), a block of rows at
a time, and Python sees one text instead of a tuple for each row.  It is our
own connection that reads: it sees what an open transaction has written, and
no second copy of SQLite ever opens the file.  That would be dangerous: when
another copy in this process (that of a database driver) closes the file, the
operating system drops the locks of ours, and a program that leaves the file
then takes the journal away under our feet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Final

from customerbase.stores.columns import Columns, SaleColumns
from customerbase.stores.sqlite_file import SqliteFile

__all__ = ["sale_columns"]

_BLOCK: Final = 200_000
# Written out: char(10) would be worked out anew for each value.
_JOINED: Final = "group_concat({}, '\n')"
_SALES: Final = {
    "purchase_id": "id",
    "customer": "customer",
    "on": "on_day",
    "amount": "amount",
    "currency": "currency",
    "quantity": "quantity",
    "is_return": "is_return",
    # What is unknown would be left out, and all values after it stood in the wrong row.
    "employee_id": "coalesce(employee_id, '')",
}
_CUSTOMERS: Final = {"customer": "key", "customer_id": "id"}


@contextmanager
def sale_columns(
    file: SqliteFile, names: Sequence[str], start: date | None, end: date | None
) -> Iterator[SaleColumns]:
    """Give the sales of one state of the file, and the customers whose numbers stand in them.

    Parameters
    ----------
    file : SqliteFile
    names : sequence of str
        Of `SALE_COLUMNS`.
    start, end : datetime.date or None
        Days of sale, both included.
    """
    conditions, parameters = [], []
    for condition, day in (("on_day >= ?", start), ("on_day <= ?", end)):
        if day is not None:
            conditions.append(condition)
            parameters.append(day.isoformat())
    with file.reading():
        first, last = _range(file, "purchase")
        yield SaleColumns(
            rows=last - first,
            sales=_blocks(file, "purchase", {name: _SALES[name] for name in names}, conditions, parameters),
            customers=_blocks(file, "customer", _CUSTOMERS),
        )


def _blocks(
    file: SqliteFile,
    table: str,
    columns: dict[str, str],
    conditions: Sequence[str] = (),
    parameters: Sequence[str] = (),
) -> Iterator[Columns]:
    joined = ", ".join(_JOINED.format(each) for each in columns.values())
    picked = " AND ".join(("key > ?", "key <= ?", *conditions))
    first, last = _range(file, table)
    for after in range(first, last, _BLOCK):
        sql = f"SELECT {joined} FROM {table} WHERE {picked}"
        (texts,) = file.rows(sql, (after, after + _BLOCK, *parameters))
        if texts[0] is not None:
            yield dict(zip(columns, texts, strict=True))


def _range(file: SqliteFile, table: str) -> tuple[int, int]:
    """Return the last key before all that there are, and the last of them."""
    sql = f"SELECT (SELECT min(key) FROM {table}), (SELECT max(key) FROM {table})"
    ((first, last),) = file.rows(sql)
    return (0, 0) if first is None else (first - 1, last)
