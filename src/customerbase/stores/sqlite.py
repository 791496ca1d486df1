"""Records in one SQLite file: the embedded default.

Amounts rest as whole millionths and instants as text of fixed width, because
SQLite has neither exact decimals nor instants.  Every write happens inside
``BEGIN IMMEDIATE``, so that two processes that write wait for each other
instead of failing half-way.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from customerbase.convert import instant_from_text, instant_text, json_line, to_json
from customerbase.ledger import Batch, Entry
from customerbase.model import KINDS, Contact, Entity, SaleTotal, Source
from customerbase.rfm import SegmentRow
from customerbase.searching.folding import Folding
from customerbase.searching.query import Query, Tier
from customerbase.stores.columns import SALE_COLUMNS, SaleColumns
from customerbase.stores.kept_runs import KeptRun
from customerbase.stores.ledger_rows import batch_from_row, entry_from_row, row_of_entry
from customerbase.stores.notes import Note
from customerbase.stores.packing import Packed
from customerbase.stores.record_text import record_from_text
from customerbase.stores.rows import Revision, Rows, Stored, filtered_values
from customerbase.stores.search_index import SEARCHED
from customerbase.stores.sqlite_adding import Adding, picked_by
from customerbase.stores.sqlite_columns import sale_columns
from customerbase.stores.sqlite_file import Driver, SqliteFile
from customerbase.stores.sqlite_notes import NoteTables
from customerbase.stores.sqlite_origins import Origins
from customerbase.stores.sqlite_purchases import PurchaseTables
from customerbase.stores.sqlite_scores import RunTables
from customerbase.stores.sqlite_search import SearchTables
from customerbase.validation import storable

__all__ = ["SqliteRows", "open_rows"]

_CHUNK = 500


class SqliteRows(Rows):
    """The tables of one SQLite file, over a connection of our own.

    Parameters
    ----------
    path : str or os.PathLike
        A file that is not there is made, with mode 0600.
    timeout : float
        Seconds to wait for another program that writes.
    driver : Driver, optional
        What opens the file; Python's own sqlite3 by default.

    Raises
    ------
    StoreError
        If the file cannot be used; it is left as it is.
    NewerFile
        If a later version of the library wrote it.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, timeout: float = 30, driver: Driver | None = None
    ) -> None:
        self._file = SqliteFile(path, timeout=timeout, driver=driver)
        self.location = self._file.location
        self._origins = Origins(self._file)
        self._adding = Adding(self._file)
        self._purchases = PurchaseTables(self._file, self._origins, self._adding)
        self._runs = RunTables(self._file)
        self._notes = NoteTables(self._file)
        self._search = SearchTables(self._file)
        self._instant: tuple[datetime | None, str] = (None, "")

    def transaction(self) -> AbstractContextManager[None]:
        return self._file.transaction()

    def reading(self) -> AbstractContextManager[None]:
        return self._file.reading()

    def close(self) -> None:
        self._file.close()

    # ------------------------------------------------------------- records

    def get(self, kind: str, keys: Iterable[str]) -> dict[str, Stored]:
        if kind == "purchase":
            return {each.record.key: each for each in self._purchases.get(keys)}
        sql = f"SELECT data, version, recorded_at, batch, source FROM {kind} WHERE id IN ({{}})"
        stored = (self._stored(kind, *row) for row in self._file.chunks(sql, keys))
        return {each.record.key: each for each in stored}

    def scan(self, kind: str, where: Mapping[str, str] | None = None) -> Iterator[Stored]:
        if not all(map(storable, (where or {}).values())):
            return
        if kind == "purchase":
            yield from self._each(kind, *self._purchases.query(where or {}))
            return
        parameters: list[str] = []
        conditions: list[str] = []
        for name, value in (where or {}).items():
            parameters.append(value)
            conditions.append(
                "key IN (SELECT contact FROM employments WHERE customer_id = ?)"
                if kind == "contact"
                else f"{name} = ?"
            )
        picked = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        yield from self._each(kind, f"SELECT id FROM {kind} {picked} ORDER BY id", parameters)

    def _each(self, kind: str, sql: str, parameters: Sequence[Any]) -> Iterator[Stored]:
        """Yield the records whose ids a query finds now: what is written while they are read adds none."""
        keys = [row[0] for row in self._file.rows(sql, parameters)]
        for i in range(0, len(keys), _CHUNK):
            some = keys[i : i + _CHUNK]
            found = self.get(kind, some)
            yield from (found[key] for key in some if key in found)

    def _stored(
        self, kind: str, data: str, version: int, recorded_at: str, batch: int | None, source: int | None
    ) -> Stored:
        return Stored(
            record=record_from_text(KINDS[kind], data),
            version=version,
            recorded_at=instant_from_text(recorded_at),
            batch_id=self._origins.batch_id(batch),
            source=self._origins.source(source),
        )

    def put(self, kind: str, stored: Sequence[Stored]) -> None:
        if kind == "purchase":
            self._purchases.put(stored)
            return
        names = picked_by(kind)
        columns = ("id", *names, "data", "version", "recorded_at", "batch", "source")
        updates = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
        sql = (
            f"INSERT INTO {kind} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
            f"ON CONFLICT (id) DO UPDATE SET {updates}"
        )
        held = self._search.held(kind, [each.record.key for each in stored]) if kind in SEARCHED else {}
        self._file.many(sql, (self._written(each, names) for each in stored))
        if kind == "contact":
            self._link_employments(stored)
        if kind in SEARCHED:
            self._search.replaced(kind, held, stored)

    def add(
        self,
        kind: str,
        records: Sequence[Entity],
        recorded_at: datetime,
        batch_id: str | None,
        source: Source | None,
    ) -> None:
        if kind == "purchase":
            super().add(kind, records, recorded_at, batch_id, source)
            return
        self._adding.add(kind, records, (1, *self._brought(recorded_at, batch_id, source)))
        if kind in SEARCHED:
            self._search.added(kind, len(records))

    def adding(self) -> AbstractContextManager[None]:
        return self._adding.many()

    def _written(self, stored: Stored, names: Sequence[str]) -> tuple[Any, ...]:
        record = stored.record
        picked = (getattr(record, name) for name in names)
        return (record.key, *picked, to_json(record), *self._marks(stored))

    def _marks(self, stored: Stored) -> tuple[Any, ...]:
        return (stored.version, *self._brought(stored.recorded_at, stored.batch_id, stored.source))

    def _brought(self, at: datetime, batch_id: str | None, source: Source | None) -> tuple[Any, ...]:
        return self._instant_text(at), self._origins.batch_key(batch_id), self._origins.source_key(source)

    def _instant_text(self, instant: datetime) -> str:
        last, text = self._instant
        if instant is not last:
            text = instant_text(instant)
            self._instant = instant, text
        return text

    def _link_employments(self, stored: Sequence[Stored]) -> None:
        keys = [(each.record.key,) for each in stored]
        self._file.many(
            "DELETE FROM employments WHERE contact = (SELECT key FROM contact WHERE id = ?)", keys
        )
        self._file.many(
            "INSERT INTO employments (contact, customer_id) SELECT key, ? FROM contact WHERE id = ?",
            (
                (customer_id, each.record.key)
                for each in stored
                if isinstance(each.record, Contact)
                for customer_id in filtered_values(each.record, "customer_id")
            ),
        )

    def remove(self, kind: str, keys: Iterable[str]) -> None:
        ids = [(key,) for key in keys]
        held = self._search.held(kind, [key for (key,) in ids]) if kind in SEARCHED else {}
        if kind == "contact":
            sql = "DELETE FROM employments WHERE contact = (SELECT key FROM contact WHERE id = ?)"
            self._file.many(sql, ids)
        if kind == "purchase":
            sql = "DELETE FROM purchase_line WHERE purchase = (SELECT key FROM purchase WHERE id = ?)"
            self._file.many(sql, ids)
        self._file.many(f"DELETE FROM {kind} WHERE id = ?", ids)
        self._adding.forget()
        if kind in SEARCHED:
            self._search.removed(kind, held)

    def known(self, kind: str, keys: Iterable[str]) -> set[str]:
        if kind == "customer":
            return set(self._adding.customers(keys))
        return {row[0] for row in self._file.chunks(f"SELECT id FROM {kind} WHERE id IN ({{}})", keys)}

    def keys(self, kind: str) -> list[str]:
        return [row[0] for row in self._file.rows(f"SELECT id FROM {kind} ORDER BY id")]

    def brought_by(self, kind: str, batch_id: str) -> list[Stored]:
        sql = f"SELECT id FROM {kind} WHERE batch = ? ORDER BY id"
        keys = [row[0] for row in self._file.rows(sql, (self._origins.batch_key(batch_id),))]
        found = self.get(kind, keys)
        return [found[key] for key in keys]

    def names(self) -> Iterator[tuple[str, str]]:
        yield from self._file.rows("SELECT id, name FROM customer ORDER BY id")

    def first_heard(self, kind: str) -> Iterator[tuple[str, Source, datetime, date | None]]:
        sql = (
            "SELECT l.subject_id, l.source, l.recorded_at, l.observed_on FROM ledger l JOIN ("
            "SELECT min(number) AS first FROM ledger WHERE kind = ? AND entry = 'observation' "
            "AND number NOT IN (SELECT json_extract(data, '$.observation') FROM ledger "
            "WHERE entry = 'retraction' AND json_extract(data, '$.keeps') = '[]') GROUP BY subject_id"
            f") ON l.number = first WHERE l.subject_id IN (SELECT id FROM {kind}) ORDER BY l.subject_id"
        )
        for key, source, recorded_at, observed_on in self._file.rows(sql, (kind,)):
            said = self._origins.source(source)
            assert said is not None
            yield key, said, instant_from_text(recorded_at), observed_on and date.fromisoformat(observed_on)

    # ------------------------------------------------------------- search

    def prepare_search(self, folding: Folding) -> Folding:
        return self._search.prepare(folding)

    def hits(self, kind: str, tier: Tier, query: Query, limit: int) -> list[str]:
        return self._search.hits(kind, tier, query, limit)

    def scrub_search(self) -> None:
        with self.transaction():
            self._search.scrub()

    # ------------------------------------------------------------- purchases

    def get_packed(self, keys: Iterable[str]) -> dict[str, tuple[Packed, int]]:
        return self._purchases.get_packed(keys)

    def add_packed(
        self, purchases: Sequence[Packed], recorded_at: datetime, batch_id: str | None, source: Source | None
    ) -> None:
        origins = self._origins
        self._purchases.add(
            purchases, 1, instant_text(recorded_at), origins.batch_key(batch_id), origins.source_key(source)
        )

    def sale_totals(
        self, *, customer_id: str | None = None, start: date | None = None, end: date | None = None
    ) -> Iterator[SaleTotal]:
        return self._purchases.sale_totals(customer_id, start, end)

    def sale_columns(
        self, names: Sequence[str] = SALE_COLUMNS, *, start: date | None = None, end: date | None = None
    ) -> AbstractContextManager[SaleColumns]:
        return sale_columns(self._file, names, start, end)

    # ------------------------------------------------------------- kept runs of RFM

    def put_rfm_run(self, kept: KeptRun, rows: Sequence[SegmentRow]) -> None:
        self._runs.put(kept, rows)

    def rfm_runs(self) -> list[KeptRun]:
        return self._runs.runs()

    def rfm_run(self, name: str) -> tuple[KeptRun, list[SegmentRow]] | None:
        return self._runs.run(name)

    def remove_rfm_run(self, name: str) -> None:
        self._runs.remove(name)

    # ------------------------------------------------------------- ledger, revisions, batches, settings

    def next_number(self) -> int:
        number: int = self._file.run("SELECT coalesce(max(number), 0) + 1 FROM ledger").fetchone()[0]
        return number

    def append(self, entries: Sequence[Entry]) -> None:
        origins, text = self._origins, self._instant_text
        rows = (row_of_entry(each, origins.source_key, origins.batch_key, text) for each in entries)
        self._file.many("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def entries(self, kind: str, subject_ids: Iterable[str]) -> dict[str, list[Entry]]:
        sql = "SELECT * FROM ledger WHERE kind = ? AND subject_id IN ({}) ORDER BY number"
        found: dict[str, list[Entry]] = {}
        for row in self._file.chunks(sql, subject_ids, kind):
            entry = entry_from_row(row, self._origins.source, self._origins.batch_id)
            found.setdefault(entry.subject_id, []).append(entry)
        return found

    def observed_in(self, batch_id: str) -> list[tuple[str, str]]:
        sql = "SELECT DISTINCT kind, subject_id FROM ledger WHERE batch = ? AND entry = 'observation'"
        return sorted(
            (kind, subject) for kind, subject in self._file.rows(sql, (self._origins.batch_key(batch_id),))
        )

    def add_revisions(self, revisions: Sequence[Revision]) -> None:
        self._file.many(
            "INSERT INTO revisions (kind, id, data, version, recorded_at, batch, source, replaced_at, replaced_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    each.before.record.kind_name,
                    each.before.record.key,
                    to_json(each.before.record),
                    *self._marks(each.before),
                    instant_text(each.replaced_at),
                    self._origins.batch_key(each.replaced_by),
                )
                for each in revisions
            ),
        )

    def revisions(self, kind: str, key: str) -> list[Revision]:
        return self._revisions("kind = ? AND id = ?", (kind, key))

    def revisions_of_batch(self, kind: str, batch_id: str) -> list[Revision]:
        batch = self._origins.batch_key(batch_id)
        return self._revisions("kind = ? AND (batch = ? OR replaced_by = ?)", (kind, batch, batch))

    def revisions_after(self, kind: str, instant: datetime) -> Iterator[Revision]:
        sql = "SELECT key FROM revisions WHERE kind = ? AND replaced_at > ? ORDER BY key"
        keys = [row[0] for row in self._file.rows(sql, (kind, instant_text(instant)))]
        for i in range(0, len(keys), _CHUNK):
            some = keys[i : i + _CHUNK]
            yield from self._revisions(f"key IN ({','.join('?' * len(some))})", some)

    def forget(self, kind: str, key: str) -> None:
        self._file.run("DELETE FROM ledger WHERE kind = ? AND subject_id = ?", (kind, key))
        self._file.run("DELETE FROM revisions WHERE kind = ? AND id = ?", (kind, key))

    def reword(self, reword: Callable[[str], str]) -> None:
        self._origins.reword(reword)

    def subjects_naming(self, kind: str, texts: Iterable[str]) -> set[str]:
        sql = "SELECT DISTINCT subject_id FROM ledger WHERE kind = ? AND instr(data, ?)"
        return {row[0] for each in texts for row in self._file.rows(sql, (kind, json_line(each)[1:-1]))}

    def overwrite_freed(self) -> tuple[str, ...]:
        return self._file.overwrite_freed()

    def _revisions(self, condition: str, parameters: Sequence[Any]) -> list[Revision]:
        columns = "kind, data, version, recorded_at, batch, source, replaced_at, replaced_by"
        rows = self._file.rows(f"SELECT {columns} FROM revisions WHERE {condition} ORDER BY key", parameters)
        return [
            Revision(
                before=self._stored(*row[:6]),
                replaced_at=instant_from_text(row[6]),
                replaced_by=self._origins.batch_id(row[7]),
            )
            for row in rows
        ]

    def put_batch(self, batch: Batch) -> None:
        self._file.run(
            "INSERT INTO batches (batch_id, what, origin, source, recorded_at, counts, undone_at, digest) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (batch_id) DO UPDATE SET "
            "counts = excluded.counts, undone_at = excluded.undone_at",
            (
                batch.batch_id,
                batch.what,
                batch.origin,
                self._origins.source_key(batch.source),
                instant_text(batch.recorded_at),
                json.dumps(dict(batch.counts)),
                None if batch.undone_at is None else instant_text(batch.undone_at),
                batch.digest,
            ),
        )

    def batches(self) -> list[Batch]:
        sql = "SELECT batch_id, what, origin, source, recorded_at, counts, undone_at, digest FROM batches ORDER BY key"
        return [batch_from_row(row, self._origins.source) for row in self._file.rows(sql)]

    def setting(self, name: str) -> str | None:
        found = self._file.run("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return None if found is None else str(found[0])

    def set(self, name: str, value: str) -> None:
        sql = "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        self._file.run(sql, (name, value))

    # ------------------------------------------------------------- notes

    def put_notes(self, space: str, notes: Sequence[Note]) -> None:
        self._notes.put(space, notes)

    def notes(
        self, space: str, *, keys: Iterable[str] | None = None, marks: Iterable[str] | None = None
    ) -> list[Note]:
        return self._notes.find(space, keys, marks)

    def note_texts(self, space: str, keys: Iterable[str]) -> dict[str, str]:
        return self._notes.texts(space, keys)

    def has_notes(self, space: str) -> bool:
        return self._notes.any(space)

    def remove_notes(self, space: str, keys: Iterable[str]) -> None:
        self._notes.remove(space, keys)


def open_rows(location: str | os.PathLike[str]) -> SqliteRows:
    """Open a file, or make it with mode 0600 where there is none."""
    return SqliteRows(location)
