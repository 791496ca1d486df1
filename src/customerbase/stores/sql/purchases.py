"""Purchases in a server database: heads and lines in tables of their own, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, delete, select

from customerbase.model import Purchase, SaleTotal
from customerbase.stores.packed_reads import PackedReads, PackedRow
from customerbase.stores.packing import (
    Head,
    Packed,
    pack,
    packed_line,
    sale_total_from_row,
    totals,
)
from customerbase.stores.rows import Stored
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.origins import Origins
from customerbase.stores.sql.schema import Tables
from customerbase.validation import storable

__all__ = ["PurchaseTables"]

_CHUNK: Final = 500
_HEAD: Final = Head._fields[5:]
_LINE: Final = (
    "product_id",
    "quantity",
    "unit_price",
    "discount",
    "unit_cost",
    "description",
    "stated_amount",
)
_MARKS: Final = ("version", "recorded_at", "batch", "source")
_COLUMNS: Final = (
    "key", "id", "customer", "on_day", "at", "currency", "amount", "quantity", "is_return", *_HEAD, *_MARKS
)  # fmt: skip
_KEYS: Final[BindParameter[Any]] = bindparam("keys", expanding=True)


class PurchaseTables(PackedReads):
    """The tables of purchases and their lines.

    Parameters
    ----------
    db : SqlConnection
    tables : Tables
    origins : Origins
    """

    def __init__(self, db: SqlConnection, tables: Tables, origins: Origins) -> None:
        super().__init__(origins)
        self._db = db
        self._origins = origins
        self._purchases = of = tables["purchase"]
        self._lines = lines = tables["purchase_line"]
        self._customers = customers = tables["customer"]
        self._joined = of.join(customers, customers.c.key == of.c.customer)
        self._heads = (
            select(
                of.c.id,
                customers.c.id,
                of.c.on_day,
                of.c.at,
                of.c.currency,
                *(of.c[name] for name in _HEAD),
                of.c.key,
                *(of.c[name] for name in _MARKS),
            )
            .select_from(self._joined)
            .where(of.c.id.in_(_KEYS))
        )
        self._lines_of = (
            select(lines.c.purchase, *(lines.c[name] for name in _LINE))
            .where(lines.c.purchase.in_(_KEYS))
            .order_by(lines.c.purchase, lines.c.line)
        )
        self._keys = select(of.c.key).where(of.c.id.in_(_KEYS))
        self._customer_keys = select(customers.c.id, customers.c.key).where(customers.c.id.in_(_KEYS))
        self._no_lines = delete(lines).where(lines.c.purchase.in_(_KEYS))
        self._no_heads = delete(of).where(of.c.key.in_(_KEYS))

    def query(self, where: Mapping[str, str]) -> Select[Any]:
        """Return the query for the ids of the purchases that `where` picks."""
        of = self._purchases
        found = select(of.c.id).order_by(of.c.id)
        if "customer_id" in where:
            found = found.select_from(self._joined)
        for name, value in where.items():
            column = self._customers.c.id if name == "customer_id" else of.c[name]
            found = found.where(column == value)
        return found

    def _packed(self, keys: Iterable[str]) -> Iterator[PackedRow]:
        wanted = [each for each in dict.fromkeys(keys) if storable(each)]
        for i in range(0, len(wanted), _CHUNK):
            with self._db.reading():
                heads = self._db.rows(self._heads, {"keys": wanted[i : i + _CHUNK]})
                found = [row[14] for row in heads]
                lines = self._db.rows(self._lines_of, {"keys": found}) if found else ()
            held = {
                key: [packed_line(*row[1:]) for row in rows] for key, rows in groupby(lines, itemgetter(0))
            }
            for row in heads:
                key, version, recorded_at, batch, source = row[14:]
                yield (Head(*row[:14]), held.get(key, [])), version, recorded_at, batch, source

    def put(self, stored: Sequence[Stored]) -> None:
        """Keep purchases; one whose id is there takes its place."""
        self.remove([each.record.key for each in stored])
        packed, marks = [], []
        for each in {each.record.key: each for each in stored}.values():
            assert isinstance(each.record, Purchase)
            packed.append(pack(each.record))
            marks.append(self._origins.marks(each))
        self._insert(packed, marks)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget purchases and their lines."""
        keys = [row[0] for row in self._db.chunks(self._keys, ids)]
        self._db.run_chunks(self._no_lines, keys)
        self._db.run_chunks(self._no_heads, keys)

    def add(self, purchases: Sequence[Packed], marks: tuple[Any, ...]) -> None:
        """Keep purchases whose ids are not there yet."""
        self._insert(purchases, [marks] * len(purchases))

    def _insert(self, purchases: Sequence[Packed], marks: Sequence[tuple[Any, ...]]) -> None:
        if not purchases:
            return
        named = {packed[0].customer_id for packed in purchases}
        customers: dict[str, int] = dict(map(tuple, self._db.chunks(self._customer_keys, named)))
        first = self._db.next_key(self._purchases)
        self._db.insert(
            self._purchases,
            _COLUMNS,
            (
                (key, head[0], customers[head.customer_id], *head[2:5], *_totals(packed), *head[5:], *marked)
                for key, (packed, marked) in enumerate(zip(purchases, marks, strict=True), first)
                for head in (packed[0],)
            ),
        )
        self._db.insert(
            self._lines,
            ("purchase", "line", *_LINE),
            (
                (key, number, *line[:7])
                for key, (_, lines) in enumerate(purchases, first)
                for number, line in enumerate(lines, 1)
            ),
        )

    def sale_totals(
        self, customer_id: str | None, start: date | None, end: date | None
    ) -> Iterator[SaleTotal]:
        """Yield purchases without their lines, by id."""
        of, customers = self._purchases, self._customers
        conditions: list[ColumnElement[bool]] = []
        if customer_id is not None:
            conditions.append(customers.c.id == customer_id)
        conditions += self.days(start, end)
        names = ("on_day", "amount", "currency", "quantity", "is_return", "employee_id")
        query = (
            select(of.c.id, customers.c.id, *(of.c[name] for name in names))
            .select_from(self._joined)
            .where(*conditions)
            .order_by(of.c.id)
        )
        yield from map(sale_total_from_row, self._db.rows(query))

    def days(self, start: date | None, end: date | None) -> list[ColumnElement[bool]]:
        """Return what picks the purchases of these days, both included."""
        on, found = self._purchases.c.on_day, []
        if start is not None:
            found.append(on >= start.isoformat())
        if end is not None:
            found.append(on <= end.isoformat())
        return found


def _totals(packed: Packed) -> tuple[int, int, int]:
    amount, quantity, is_return = totals(packed)
    return amount, quantity, int(is_return)
