"""Records in one SQLite file: the embedded default.

Amounts rest as whole millionths and instants as text of fixed width, because
SQLite has neither exact decimals nor instants.  Every write happens inside
``BEGIN IMMEDIATE``, so that two processes that write wait for each other
instead of failing half-way.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from customerbase.convert import from_json, instant_from_text, instant_text, to_json
from customerbase.errors import NewerFile, StoreError
from customerbase.ledger import Batch, Entry
from customerbase.model import KINDS, Contact, Purchase, SaleTotal, Source
from customerbase.stores.ledger_rows import entry_from_row, row_of_entry
from customerbase.stores.migrations import APPLICATION_ID, STEPS
from customerbase.stores.packing import Head, Line, Packed, pack, totals, unmicros, unpack
from customerbase.stores.rows import FILTERS, Revision, Rows, Stored, filtered_values
from customerbase.values import Money

__all__ = ["SqliteRows", "open_rows"]

_CHUNK = 500
_HEAD = "p.id, c.id, p.on_day, p.at, p.currency, p.channel, p.place, p.payment_means, p.terms, p.employee_id, p.campaign_id, p.coupon_id, p.reverses, p.note"
_LINE = "product_id, quantity, unit_price, discount, unit_cost, description, stated_amount"


class SqliteRows(Rows):
    """The tables of one SQLite file, over a connection of our own.

    Parameters
    ----------
    path : str or os.PathLike
        A file that is not there is made, with mode 0600.
    timeout : float
        Seconds to wait for another program that writes.

    Raises
    ------
    StoreError
        If the file cannot be used; it is left as it is.
    NewerFile
        If a later version of the library wrote it.
    """

    def __init__(self, path: str | os.PathLike[str], *, timeout: float = 30) -> None:
        self.location = os.fspath(path)
        self._timeout = timeout
        self._db = _connect(self.location, timeout)
        self._conn: sqlite3.Connection = self._db.conn
        self._depth = 0
        self._sources: dict[Source, int] = {}
        self._source_of: dict[int, Source] = {}
        self._batch_keys: dict[str, int] = {}
        self._batch_ids: dict[int, str] = {}

    # ------------------------------------------------------------- transactions

    @contextmanager
    def transaction(self) -> Iterator[None]:
        name = f"customerbase_{self._depth}"
        begin, commit, undo = (
            ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
            if self._depth == 0
            else (f"SAVEPOINT {name}", f"RELEASE {name}", (f"ROLLBACK TO {name}", f"RELEASE {name}"))
        )
        self._run(begin)
        self._depth += 1
        try:
            yield
        except BaseException as error:
            self._depth -= 1
            self._take_back(undo)
            if isinstance(error, sqlite3.Error):
                raise _told(self.location, error, self._timeout) from error
            raise
        self._depth -= 1
        try:
            self._run(commit)
        except BaseException:
            self._take_back(undo)
            raise

    def _take_back(self, undo: Sequence[str]) -> None:
        for cache in (self._sources, self._source_of, self._batch_keys, self._batch_ids):
            cache.clear()
        if self._conn.in_transaction:
            for statement in undo:
                self._conn.execute(statement)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Let the queries inside see one state of the file, whatever others write meanwhile."""
        if self._conn.in_transaction:
            yield
            return
        self._run("BEGIN")
        try:
            yield
        finally:
            self._conn.rollback()

    def close(self) -> None:
        self._db.close()

    def _run(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        try:
            return self._conn.execute(sql, parameters)
        except sqlite3.Error as error:
            raise _told(self.location, error, self._timeout) from error

    def _chunks(self, sql: str, keys: Iterable[str], *first: Any) -> Iterator[Any]:
        """Run a query that ends in ``IN (...)`` for all keys, some hundred at a time."""
        wanted = list(dict.fromkeys(keys))
        for i in range(0, len(wanted), _CHUNK):
            some = wanted[i : i + _CHUNK]
            yield from self._run(sql.format(",".join("?" * len(some))), (*first, *some))

    # ------------------------------------------------------------- sources and batches by key

    def _source_key(self, source: Source | None) -> int | None:
        if source is None:
            return None
        if source not in self._sources:
            values = (source.method.value, source.collected_by, source.origin, source.evidence)
            found = self._run(
                "SELECT key FROM sources WHERE method IS ? AND collected_by IS ? AND origin IS ? AND evidence IS ?",
                values,
            ).fetchone()
            if found is None:
                sql = "INSERT INTO sources (method, collected_by, origin, evidence) VALUES (?, ?, ?, ?)"
                found = (self._run(sql, values).lastrowid,)
            self._sources[source] = found[0]
        return self._sources[source]

    def _source(self, key: int | None) -> Source | None:
        if key is None:
            return None
        if key not in self._source_of:
            sql = "SELECT method, collected_by, origin, evidence FROM sources WHERE key = ?"
            names = ("method", "collected_by", "origin", "evidence")
            self._source_of[key] = Source(**dict(zip(names, self._run(sql, (key,)).fetchone(), strict=True)))
        return self._source_of[key]

    def _batch_key(self, batch_id: str | None) -> int | None:
        if batch_id is None:
            return None
        if batch_id not in self._batch_keys:
            found = self._run("SELECT key FROM batches WHERE batch_id = ?", (batch_id,)).fetchone()
            if found is None:
                return -1
            self._batch_keys[batch_id] = found[0]
        return self._batch_keys[batch_id]

    def _batch_id(self, key: int | None) -> str | None:
        if key is None:
            return None
        if key not in self._batch_ids:
            found = self._run("SELECT batch_id FROM batches WHERE key = ?", (key,)).fetchone()
            self._batch_ids[key] = found[0]
        return self._batch_ids[key]

    # ------------------------------------------------------------- records

    def get(self, kind: str, keys: Iterable[str]) -> dict[str, Stored]:
        if kind == "purchase":
            found = self._purchases("WHERE p.id IN ({})", keys)
            return {each.record.key: each for each in found}
        sql = f"SELECT data, version, recorded_at, batch, source FROM {kind} WHERE id IN ({{}})"
        stored = (self._stored(kind, *row) for row in self._chunks(sql, keys))
        return {each.record.key: each for each in stored}

    def scan(self, kind: str, where: Mapping[str, str] | None = None) -> Iterator[Stored]:
        if kind == "purchase":
            yield from self._scan_purchases(where or {})
            return
        parameters = []
        conditions = []
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
        keys = [row[0] for row in self._run(sql, parameters)]
        for i in range(0, len(keys), _CHUNK):
            some = keys[i : i + _CHUNK]
            found = self.get(kind, some)
            yield from (found[key] for key in some if key in found)

    def _stored(
        self, kind: str, data: str, version: int, recorded_at: str, batch: int | None, source: int | None
    ) -> Stored:
        return Stored(
            record=from_json(KINDS[kind], data),
            version=version,
            recorded_at=instant_from_text(recorded_at),
            batch_id=self._batch_id(batch),
            source=self._source(source),
        )

    def put(self, kind: str, stored: Sequence[Stored]) -> None:
        if kind == "purchase":
            self._put_purchases(stored)
            return
        names = () if kind == "contact" else ("name",) if kind == "customer" else FILTERS[kind]
        columns = ("id", *names, "data", "version", "recorded_at", "batch", "source")
        updates = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
        sql = (
            f"INSERT INTO {kind} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
            f"ON CONFLICT (id) DO UPDATE SET {updates}"
        )
        self._conn.executemany(
            sql,
            (
                (
                    each.record.key,
                    *(getattr(each.record, name) for name in names),
                    to_json(each.record),
                    *self._marks(each),
                )
                for each in stored
            ),
        )
        if kind == "contact":
            self._link_employments(stored)

    def _marks(self, stored: Stored) -> tuple[Any, ...]:
        return (
            stored.version,
            instant_text(stored.recorded_at),
            self._batch_key(stored.batch_id),
            self._source_key(stored.source),
        )

    def _link_employments(self, stored: Sequence[Stored]) -> None:
        keys = [(each.record.key,) for each in stored]
        self._conn.executemany(
            "DELETE FROM employments WHERE contact = (SELECT key FROM contact WHERE id = ?)", keys
        )
        self._conn.executemany(
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
        if kind == "contact":
            sql = "DELETE FROM employments WHERE contact = (SELECT key FROM contact WHERE id = ?)"
            self._conn.executemany(sql, ids)
        if kind == "purchase":
            sql = "DELETE FROM purchase_line WHERE purchase = (SELECT key FROM purchase WHERE id = ?)"
            self._conn.executemany(sql, ids)
        self._conn.executemany(f"DELETE FROM {kind} WHERE id = ?", ids)

    def known(self, kind: str, keys: Iterable[str]) -> set[str]:
        return {row[0] for row in self._chunks(f"SELECT id FROM {kind} WHERE id IN ({{}})", keys)}

    def keys(self, kind: str) -> list[str]:
        return [row[0] for row in self._run(f"SELECT id FROM {kind} ORDER BY id")]

    def brought_by(self, kind: str, batch_id: str) -> list[Stored]:
        sql = f"SELECT id FROM {kind} WHERE batch = ? ORDER BY id"
        keys = [row[0] for row in self._run(sql, (self._batch_key(batch_id),))]
        found = self.get(kind, keys)
        return [found[key] for key in keys]

    def names(self) -> Iterator[tuple[str, str]]:
        yield from self._run("SELECT id, name FROM customer ORDER BY id").fetchall()

    def first_heard(self, kind: str) -> Iterator[tuple[str, Source, datetime, date | None]]:
        sql = (
            "SELECT l.subject_id, l.source, l.recorded_at, l.observed_on FROM ledger l JOIN ("
            "SELECT min(number) AS first FROM ledger WHERE kind = ? AND entry = 'observation' "
            "AND number NOT IN (SELECT json_extract(data, '$.observation') FROM ledger "
            "WHERE entry = 'retraction' AND json_extract(data, '$.keeps') = '[]') GROUP BY subject_id"
            f") ON l.number = first WHERE l.subject_id IN (SELECT id FROM {kind}) ORDER BY l.subject_id"
        )
        for key, source, recorded_at, observed_on in self._run(sql, (kind,)).fetchall():
            said = self._source(source)
            assert said is not None
            yield key, said, instant_from_text(recorded_at), observed_on and date.fromisoformat(observed_on)

    # ------------------------------------------------------------- purchases

    def _scan_purchases(self, where: Mapping[str, str]) -> Iterator[Stored]:
        columns = {"customer_id": "c.id"}
        picked = " AND ".join(f"{columns.get(name, 'p.' + name)} = ?" for name in where)
        tables = "purchase p JOIN customer c ON c.key = p.customer" if "customer_id" in where else "purchase p"
        sql = f"SELECT p.id FROM {tables} {'WHERE ' + picked if picked else ''} ORDER BY p.id"
        yield from self._each("purchase", sql, tuple(where.values()))

    def _purchases(self, condition: str, keys: Iterable[str]) -> Iterator[Stored]:
        for packed, version, recorded_at, batch, source in self._packed(condition, keys):
            yield Stored(
                record=unpack(packed),
                version=version,
                recorded_at=instant_from_text(recorded_at),
                batch_id=self._batch_id(batch),
                source=self._source(source),
            )

    def _packed(
        self, condition: str, keys: Iterable[str]
    ) -> Iterator[tuple[Packed, int, str, int | None, int | None]]:
        wanted = list(dict.fromkeys(keys))
        tables = f"FROM purchase p JOIN customer c ON c.key = p.customer {condition}"
        for i in range(0, len(wanted), _CHUNK):
            some = wanted[i : i + _CHUNK]
            marks = ",".join("?" * len(some))
            with self._reading():
                heads = self._run(
                    f"SELECT {_HEAD}, p.key, p.version, p.recorded_at, p.batch, p.source {tables.format(marks)}",
                    some,
                ).fetchall()
                lines = self._run(
                    f"SELECT l.purchase, {_LINE.replace('quantity', 'l.quantity')} FROM purchase_line l "
                    f"WHERE l.purchase IN (SELECT p.key {tables.format(marks)}) ORDER BY l.purchase, l.line",
                    some,
                ).fetchall()
            held = {key: [Line(*row[1:]) for row in rows] for key, rows in groupby(lines, itemgetter(0))}
            for row in heads:
                key, version, recorded_at, batch, source = row[14:]
                yield (Head(*row[:14]), held.get(key, [])), version, recorded_at, batch, source

    def get_packed(self, keys: Iterable[str]) -> dict[str, tuple[Packed, int]]:
        return {
            packed[0].purchase_id: (packed, version)
            for packed, version, *_ in self._packed("WHERE p.id IN ({})", keys)
        }

    def add_packed(
        self, purchases: Sequence[Packed], recorded_at: datetime, batch_id: str | None, source: Source | None
    ) -> None:
        self._add(
            purchases, 1, instant_text(recorded_at), self._batch_key(batch_id), self._source_key(source)
        )

    def _put_purchases(self, stored: Sequence[Stored]) -> None:
        self.remove("purchase", [each.record.key for each in stored])
        for each in stored:
            assert isinstance(each.record, Purchase)
            self._add([pack(each.record)], *self._marks(each))

    def _add(self, purchases: Sequence[Packed], *marks: Any) -> None:
        heads = {packed[0].customer_id for packed in purchases}
        customers: dict[str, int] = dict(self._chunks("SELECT id, key FROM customer WHERE id IN ({})", heads))
        first = self._run("SELECT coalesce(max(key), 0) + 1 FROM purchase").fetchone()[0]
        self._conn.executemany(
            f"INSERT INTO purchase VALUES ({', '.join('?' * 22)})",
            (
                (key, head[0], customers[head.customer_id], *head[2:5], *totals(packed), *head[5:], *marks)
                for key, packed in enumerate(purchases, first)
                for head in (packed[0],)
            ),
        )
        self._conn.executemany(
            f"INSERT INTO purchase_line (purchase, line, {_LINE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (key, number, *line)
                for key, (_, lines) in enumerate(purchases, first)
                for number, line in enumerate(lines, 1)
            ),
        )

    def sale_totals(
        self, *, customer_id: str | None = None, start: date | None = None, end: date | None = None
    ) -> Iterator[SaleTotal]:
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
        rows = self._run(
            "SELECT p.id, c.id, p.on_day, p.amount, p.currency, p.quantity, p.is_return, p.employee_id "
            f"FROM purchase p JOIN customer c ON c.key = p.customer {picked} ORDER BY p.id",
            parameters,
        ).fetchall()
        for purchase_id, customer, on, amount, currency, quantity, is_return, employee_id in rows:
            yield SaleTotal(
                purchase_id=purchase_id,
                customer_id=customer,
                on=date.fromisoformat(on),
                amount=Money(unmicros(amount), currency),
                quantity=unmicros(quantity),
                is_return=bool(is_return),
                employee_id=employee_id,
            )

    # ------------------------------------------------------------- ledger, revisions, batches, settings

    def next_number(self) -> int:
        number: int = self._run("SELECT coalesce(max(number), 0) + 1 FROM ledger").fetchone()[0]
        return number

    def append(self, entries: Sequence[Entry]) -> None:
        rows = (row_of_entry(each, self._source_key, self._batch_key) for each in entries)
        self._conn.executemany("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def entries(self, kind: str, subject_ids: Iterable[str]) -> dict[str, list[Entry]]:
        sql = "SELECT * FROM ledger WHERE kind = ? AND subject_id IN ({}) ORDER BY number"
        found: dict[str, list[Entry]] = {}
        for row in self._chunks(sql, subject_ids, kind):
            entry = entry_from_row(row, self._source, self._batch_id)
            found.setdefault(entry.subject_id, []).append(entry)
        return found

    def observed_in(self, batch_id: str) -> list[tuple[str, str]]:
        sql = "SELECT DISTINCT kind, subject_id FROM ledger WHERE batch = ? AND entry = 'observation'"
        return sorted((kind, subject) for kind, subject in self._run(sql, (self._batch_key(batch_id),)))

    def add_revisions(self, revisions: Sequence[Revision]) -> None:
        self._conn.executemany(
            "INSERT INTO revisions (kind, id, data, version, recorded_at, batch, source, replaced_at, replaced_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    each.before.record.kind_name,
                    each.before.record.key,
                    to_json(each.before.record),
                    *self._marks(each.before),
                    instant_text(each.replaced_at),
                    self._batch_key(each.replaced_by),
                )
                for each in revisions
            ),
        )

    def revisions(self, kind: str, key: str) -> list[Revision]:
        return self._revisions("kind = ? AND id = ?", (kind, key))

    def revisions_of_batch(self, kind: str, batch_id: str) -> list[Revision]:
        batch = self._batch_key(batch_id)
        return self._revisions("kind = ? AND (batch = ? OR replaced_by = ?)", (kind, batch, batch))

    def _revisions(self, condition: str, parameters: Sequence[Any]) -> list[Revision]:
        columns = "kind, data, version, recorded_at, batch, source, replaced_at, replaced_by"
        rows = self._run(
            f"SELECT {columns} FROM revisions WHERE {condition} ORDER BY key", parameters
        ).fetchall()
        return [
            Revision(
                before=self._stored(*row[:6]),
                replaced_at=instant_from_text(row[6]),
                replaced_by=self._batch_id(row[7]),
            )
            for row in rows
        ]

    def put_batch(self, batch: Batch) -> None:
        self._run(
            "INSERT INTO batches (batch_id, what, origin, source, recorded_at, counts, undone_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (batch_id) DO UPDATE SET "
            "counts = excluded.counts, undone_at = excluded.undone_at",
            (
                batch.batch_id,
                batch.what,
                batch.origin,
                self._source_key(batch.source),
                instant_text(batch.recorded_at),
                json.dumps(dict(batch.counts)),
                None if batch.undone_at is None else instant_text(batch.undone_at),
            ),
        )

    def batches(self) -> list[Batch]:
        sql = (
            "SELECT batch_id, what, origin, source, recorded_at, counts, undone_at FROM batches ORDER BY key"
        )
        found = []
        for batch_id, what, origin, source, recorded_at, counts, undone_at in self._run(sql).fetchall():
            said = self._source(source)
            assert said is not None
            found.append(
                Batch(
                    batch_id=batch_id,
                    what=what,
                    origin=origin,
                    source=said,
                    recorded_at=instant_from_text(recorded_at),
                    counts=json.loads(counts),
                    undone_at=None if undone_at is None else instant_from_text(undone_at),
                )
            )
        return found

    def setting(self, name: str) -> str | None:
        found = self._run("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return None if found is None else str(found[0])

    def set(self, name: str, value: str) -> None:
        sql = "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        self._run(sql, (name, value))


def open_rows(location: str | os.PathLike[str]) -> SqliteRows:
    """Open a file, or make it with mode 0600 where there is none."""
    return SqliteRows(location)


def _told(location: str, error: sqlite3.Error, timeout: float) -> StoreError:
    said = str(error)
    if "locked" in said or "busy" in said:
        reason = f"another program is writing and did not finish within {timeout:g} s"
        return StoreError(location, reason, "try again later")
    if "full" in said:
        return StoreError(location, "the disk is full; nothing was changed", "make room and try again")
    if "readonly" in said:
        return StoreError(
            location, "the file cannot be written", "check the rights of the file and its folder"
        )
    return StoreError(location, f"SQLite says: {said}")


def _connect(location: str, timeout: float) -> Database:
    path = Path(location)
    if path.is_dir():
        raise StoreError(location, "is a folder", "name a file, for example acme.db")
    if not path.parent.is_dir():
        raise StoreError(location, f"the folder {path.parent} does not exist", "make it first")
    try:
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        # Absolute, so that no name of a file means anything else to SQLite (":memory:").
        connection = sqlite3.connect(path.absolute(), timeout=timeout, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(location, f"cannot be opened: {error}") from error
    try:
        return _prepare(location, connection)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.DatabaseError):
            if "not a database" in str(error):
                raise StoreError(
                    location, "is no SQLite file", "to read a list, import it into a base"
                ) from error
            raise _told(location, error, timeout) from error
        raise


def _prepare(location: str, connection: sqlite3.Connection) -> Database:
    for setting in ("foreign_keys = ON", "secure_delete = ON", "journal_mode = WAL", "synchronous = NORMAL"):
        if setting.startswith("journal"):
            _refuse_strangers(location, connection)
        connection.execute(f"PRAGMA {setting}")
    db = Database(connection, execute_plugins=False, strict=True)
    if _version(connection) < len(STEPS):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for step in STEPS[_version(connection) :]:
                step(db)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {len(STEPS)}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return db


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _refuse_strangers(location: str, connection: sqlite3.Connection) -> None:
    """A file of another program, or of a later version of this one, is left as it is."""
    # In one transaction: another process may be making the tables at this moment.
    connection.execute("BEGIN")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    found = _version(connection)
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    connection.execute("COMMIT")
    if mark != APPLICATION_ID and (tables or mark or found):
        raise StoreError(location, "is an SQLite file of another program", "choose another name for the base")
    if found > len(STEPS):
        raise NewerFile(location, found, len(STEPS))
