"""Purchases in an SQLite file: heads and lines in tables of their own, in bulk.

They have no JSON: there are many of them, and their lines are added up in the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from customerbase.convert import instant_text
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
from customerbase.stores.sqlite_adding import Adding
from customerbase.stores.sqlite_file import SqliteFile
from customerbase.stores.sqlite_origins import Origins
from customerbase.validation import storable

__all__ = ["PurchaseTables"]

_CHUNK = 500
_HEAD = ", ".join(
    ("p.id", "c.id", "p.on_day", *(f"p.{name}" for name in ("at", "currency", *Head._fields[5:])))
)
_LINE = "product_id, quantity, unit_price, discount, unit_cost, description, stated_amount"
_FROM = "FROM purchase p JOIN customer c ON c.key = p.customer"


class PurchaseTables(PackedReads):
    """The tables of purchases and their lines.

    Parameters
    ----------
    file : SqliteFile
    origins : Origins
    adding : Adding
        Knows the keys of customers.
    """

    def __init__(self, file: SqliteFile, origins: Origins, adding: Adding) -> None:
        super().__init__(origins)
        self._file = file
        self._adding = adding
        self._origins = origins

    def query(self, where: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
        """Return the query, and its parameters, for the ids of the purchases that `where` picks."""
        columns = {"customer_id": "c.id"}
        picked = " AND ".join(f"{columns.get(name, 'p.' + name)} = ?" for name in where)
        tables = _FROM if "customer_id" in where else "FROM purchase p"
        return f"SELECT p.id {tables} {'WHERE ' + picked if picked else ''} ORDER BY p.id", tuple(
            where.values()
        )

    def _packed(self, keys: Iterable[str]) -> Iterator[PackedRow]:
        wanted = [each for each in dict.fromkeys(keys) if storable(each)]
        for i in range(0, len(wanted), _CHUNK):
            some = wanted[i : i + _CHUNK]
            picked = f"WHERE p.id IN ({','.join('?' * len(some))})"
            with self._file.reading():
                heads = self._file.rows(
                    f"SELECT {_HEAD}, p.key, p.version, p.recorded_at, p.batch, p.source {_FROM} {picked}",
                    some,
                )
                lines = self._file.rows(
                    f"SELECT purchase, {_LINE} FROM purchase_line "
                    f"WHERE purchase IN (SELECT p.key FROM purchase p {picked}) ORDER BY purchase, line",
                    some,
                )
            held = {
                key: [packed_line(*row[1:]) for row in rows] for key, rows in groupby(lines, itemgetter(0))
            }
            for row in heads:
                key, *marks = row[14:]
                version, recorded_at, batch, source = marks
                yield (Head(*row[:14]), held.get(key, [])), version, recorded_at, batch, source

    def put(self, stored: Sequence[Stored]) -> None:
        """Keep purchases; one whose id is there takes its place."""
        self.remove([each.record.key for each in stored])
        for each in stored:
            assert isinstance(each.record, Purchase)
            self.add(
                [pack(each.record)],
                each.version,
                instant_text(each.recorded_at),
                self._origins.batch_key(each.batch_id),
                self._origins.source_key(each.source),
            )

    def remove(self, keys: Iterable[str]) -> None:
        """Forget purchases and their lines."""
        ids = [(key,) for key in keys]
        lines = "DELETE FROM purchase_line WHERE purchase = (SELECT key FROM purchase WHERE id = ?)"
        self._file.many(lines, ids)
        self._file.many("DELETE FROM purchase WHERE id = ?", ids)

    def add(
        self,
        purchases: Sequence[Packed],
        version: int,
        recorded_at: str,
        batch: int | None,
        source: int | None,
    ) -> None:
        """Keep purchases whose ids are not there yet."""
        marks = (version, recorded_at, batch, source)
        named = {packed[0].customer_id for packed in purchases}
        customers = self._adding.customers(named)
        first = self._file.run("SELECT coalesce(max(key), 0) + 1 FROM purchase").fetchone()[0]
        # A column that none of them has is not bound: binding is most of what a row costs.
        some = [
            i
            for i, held in enumerate(zip(*(head for head, _ in purchases), strict=True))
            if i > 4 and any(held)
        ]
        columns = (
            "key",
            *_HEAD_START,
            *(Head._fields[i] for i in some),
            "version",
            "recorded_at",
            "batch",
            "source",
        )
        pick = itemgetter(0, 2, 3, 4)
        self._file.many(
            f"INSERT INTO purchase ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            (
                (key, customers[head[1]], *pick(head), *totals(packed), *[head[i] for i in some], *marks)
                for key, packed in enumerate(purchases, first)
                for head in (packed[0],)
            ),
        )
        # Most lines have no discount, cost or words of their own, and binding four empty columns
        # takes SQLite as long as the rest of such a line.
        plain: list[tuple[Any, ...]] = []
        full: list[tuple[Any, ...]] = []
        for key, (_, lines) in enumerate(purchases, first):
            for number, line in enumerate(lines, 1):
                if line[3:7] == _PLAIN:
                    plain.append((key, number, line[0], line[1], line[2]))
                else:
                    full.append((key, number, *line[:7]))
        self._file.many(
            "INSERT INTO purchase_line (purchase, line, product_id, quantity, unit_price) "
            "VALUES (?, ?, ?, ?, ?)",
            plain,
        )
        self._file.many(
            f"INSERT INTO purchase_line (purchase, line, {_LINE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", full
        )

    def sale_totals(
        self, customer_id: str | None, start: date | None, end: date | None
    ) -> Iterator[SaleTotal]:
        """Yield purchases without their lines, by id."""
        conditions, parameters = [], []
        for condition, value in (
            ("c.id = ?", customer_id),
            ("p.on_day >= ?", start and start.isoformat()),
            ("p.on_day <= ?", end and end.isoformat()),
        ):
            if value is not None:
                conditions.append(condition)
                parameters.append(value)
        picked = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        rows = self._file.rows(
            "SELECT p.id, c.id, p.on_day, p.amount, p.currency, p.quantity, p.is_return, p.employee_id "
            f"{_FROM} {picked} ORDER BY p.id",
            parameters,
        )
        yield from map(sale_total_from_row, rows)


_HEAD_START = ("customer", "id", "on_day", "at", "currency", "amount", "quantity", "is_return")
_PLAIN = (0, None, None, None)
