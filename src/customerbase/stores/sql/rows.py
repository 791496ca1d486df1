"""Records in a server database, over one connection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Table,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from customerbase.convert import from_json, instant_from_text, instant_text, to_json
from customerbase.ledger import Batch, Entry, Retraction
from customerbase.model import KINDS, Contact, SaleTotal, Source
from customerbase.rfm import SegmentRow
from customerbase.stores.kept_runs import KeptRun
from customerbase.stores.ledger_rows import entry_from_row, row_of_entry
from customerbase.stores.notes import Note
from customerbase.stores.packing import Packed
from customerbase.stores.rows import FILTERS, Revision, Rows, Stored, filtered_values
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.migrations import prepare
from customerbase.stores.sql.notes import NoteTables
from customerbase.stores.sql.origins import Origins
from customerbase.stores.sql.purchases import PurchaseTables
from customerbase.stores.sql.runs import RunTables
from customerbase.stores.sql.schema import Tables

__all__ = ["PREFIX", "SqlRows", "open_rows"]

PREFIX: Final = "customerbase_"
"""What the names of our tables begin with, if nobody says otherwise."""

_CHUNK: Final = 500
_KEYS: Final[BindParameter[Any]] = bindparam("keys", expanding=True)
_STORED: Final = ("data", "version", "recorded_at", "batch", "source")
_ENTRY: Final = (
    "number", "entry", "kind", "subject_id", "source", "batch", "observed_on", "recorded_at", "data"
)  # fmt: skip
_BATCH: Final = ("batch_id", "what", "origin", "source", "recorded_at", "counts", "undone_at", "digest")


class SqlRows(Rows):
    """The tables of one base in a database.

    Every write happens in a transaction that holds the base's lock from its
    beginning, so that those who write wait for each other, and numbers and
    versions come one after another.

    Parameters
    ----------
    db : SqlConnection
    schema : str, optional
        Where the tables stand; made if it is not there.
    prefix : str
        What their names begin with.

    Raises
    ------
    StoreError
        If the database cannot be used.
    NewerFile
        If a later version of the library made the tables.
    """

    def __init__(self, db: SqlConnection, *, schema: str | None = None, prefix: str = PREFIX) -> None:
        self._db = db
        self.location = db.location
        self._tables = tables = Tables(schema, prefix)
        prepare(db, tables)
        lock = tables["lock"]
        # Not SELECT ... FOR UPDATE: a transaction that sees an earlier state must fail here, not write.
        db.lock = update(lock).where(lock.c.key == 1).values(taken=lock.c.taken + 1)
        self._origins = Origins(db, tables)
        self._purchases = PurchaseTables(db, tables, self._origins)
        self._runs = RunTables(db, tables)
        self._notes = NoteTables(db, tables)

    def transaction(self) -> AbstractContextManager[None]:
        return self._db.transaction()

    def close(self) -> None:
        self._db.close()

    # ------------------------------------------------------------- records

    def get(self, kind: str, keys: Iterable[str]) -> dict[str, Stored]:
        if kind == "purchase":
            return {each.record.key: each for each in self._purchases.get(keys)}
        table = self._tables[kind]
        query = select(*(table.c[name] for name in _STORED)).where(table.c.id.in_(_KEYS))
        stored = (self._stored(kind, *row) for row in self._db.chunks(query, keys))
        return {each.record.key: each for each in stored}

    def scan(self, kind: str, where: Mapping[str, str] | None = None) -> Iterator[Stored]:
        if kind == "purchase":
            yield from self._each(kind, self._purchases.query(where or {}))
            return
        table = self._tables[kind]
        query = select(table.c.id).order_by(table.c.id)
        for name, value in (where or {}).items():
            if kind == "contact":
                at = self._tables["employments"]
                query = query.join(at, at.c.contact == table.c.key).where(at.c.customer_id == value)
            else:
                query = query.where(table.c[name] == value)
        yield from self._each(kind, query)

    def _each(self, kind: str, query: Select[Any]) -> Iterator[Stored]:
        """Yield the records whose ids a query finds now: what is written while they are read adds none."""
        keys = [row[0] for row in self._db.rows(query)]
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
            batch_id=self._origins.batch_id(batch),
            source=self._origins.source(source),
        )

    def put(self, kind: str, stored: Sequence[Stored]) -> None:
        with self._db.together():
            if kind == "purchase":
                self._purchases.put(stored)
                return
            table = self._tables[kind]
            last = {each.record.key: each for each in stored}
            held = self._held(table, last)
            if kind == "customer":
                # Purchases point at them, so that they cannot make room.
                self._replace_customers([last[key] for key in held])
                fresh = [each for key, each in last.items() if key not in held]
            else:
                self._make_room(kind, held.values())
                fresh = list(last.values())
            names = () if kind == "contact" else ("name",) if kind == "customer" else FILTERS[kind]
            keys = self._keys_for(table, fresh, held)
            self._db.insert(
                table,
                ("key", "id", *names, *_STORED),
                (
                    (
                        keys[each.record.key],
                        each.record.key,
                        *(getattr(each.record, name) for name in names),
                        to_json(each.record),
                        *self._purchases.marks(each),
                    )
                    for each in fresh
                ),
            )
            if kind == "contact":
                self._link_employments(fresh, keys)

    def _held(self, table: Table, ids: Iterable[str]) -> dict[str, int]:
        query = select(table.c.id, table.c.key).where(table.c.id.in_(_KEYS))
        return dict(map(tuple, self._db.chunks(query, ids)))

    def _keys_for(self, table: Table, stored: Sequence[Stored], held: Mapping[str, int]) -> dict[str, int]:
        keys = dict(held)
        number = self._next(table)
        for each in stored:
            if each.record.key not in keys:
                keys[each.record.key] = number
                number += 1
        return keys

    def _next(self, table: Table, name: str = "key") -> int:
        number: int = self._db.row(select(func.coalesce(func.max(table.c[name]), 0) + 1))[0]
        return number

    def _replace_customers(self, stored: Sequence[Stored]) -> None:
        table = self._tables["customer"]
        names = ("name", *_STORED)
        statement = (
            update(table)
            .where(table.c.id == bindparam("of"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        self._db.many(
            statement,
            (
                {
                    "of": each.record.key,
                    **{
                        f"new_{name}": value
                        for name, value in zip(
                            names,
                            (
                                each.record.name,  # type: ignore[attr-defined]
                                to_json(each.record),
                                *self._purchases.marks(each),
                            ),
                            strict=True,
                        )
                    },
                }
                for each in stored
            ),
        )

    def _make_room(self, kind: str, keys: Iterable[int]) -> None:
        table = self._tables[kind]
        some = list(keys)
        if kind == "contact":
            at = self._tables["employments"]
            self._db.run_chunks(delete(at).where(at.c.contact.in_(_KEYS)), some)
        self._db.run_chunks(delete(table).where(table.c.key.in_(_KEYS)), some)

    def _link_employments(self, stored: Sequence[Stored], keys: Mapping[str, int]) -> None:
        self._db.insert(
            self._tables["employments"],
            ("contact", "customer_id"),
            (
                (keys[each.record.key], customer_id)
                for each in stored
                if isinstance(each.record, Contact)
                for customer_id in filtered_values(each.record, "customer_id")
            ),
        )

    def remove(self, kind: str, keys: Iterable[str]) -> None:
        with self._db.together():
            if kind == "purchase":
                self._purchases.remove(keys)
            else:
                self._make_room(kind, self._held(self._tables[kind], keys).values())

    def known(self, kind: str, keys: Iterable[str]) -> set[str]:
        table = self._tables[kind]
        return {row[0] for row in self._db.chunks(select(table.c.id).where(table.c.id.in_(_KEYS)), keys)}

    def keys(self, kind: str) -> list[str]:
        table = self._tables[kind]
        return [row[0] for row in self._db.rows(select(table.c.id).order_by(table.c.id))]

    def brought_by(self, kind: str, batch_id: str) -> list[Stored]:
        table = self._tables[kind]
        query = select(table.c.id).where(table.c.batch == self._origins.batch_key(batch_id))
        return list(self._each(kind, query.order_by(table.c.id)))

    def names(self) -> Iterator[tuple[str, str]]:
        table = self._tables["customer"]
        rows = self._db.rows(select(table.c.id, table.c.name).order_by(table.c.id))
        yield from map(tuple, rows)

    def first_heard(self, kind: str) -> Iterator[tuple[str, Source, datetime, date | None]]:
        ledger, cards = self._tables["ledger"], self._tables[kind]
        taken_back = ledger.alias()
        first = (
            select(func.min(ledger.c.number).label("number"))
            .select_from(ledger.outerjoin(taken_back, taken_back.c.retracts == ledger.c.number))
            .where(ledger.c.kind == kind, ledger.c.entry == "observation", taken_back.c.number.is_(None))
            .group_by(ledger.c.subject_id)
            .subquery()
        )
        query = (
            select(ledger.c.subject_id, ledger.c.source, ledger.c.recorded_at, ledger.c.observed_on)
            .join(first, first.c.number == ledger.c.number)
            .join(cards, cards.c.id == ledger.c.subject_id)
            .order_by(ledger.c.subject_id)
        )
        for key, source, recorded_at, observed_on in self._db.rows(query):
            said = self._origins.source(source)
            assert said is not None
            yield key, said, instant_from_text(recorded_at), observed_on and date.fromisoformat(observed_on)

    # ------------------------------------------------------------- purchases

    def get_packed(self, keys: Iterable[str]) -> dict[str, tuple[Packed, int]]:
        return self._purchases.get_packed(keys)

    def add_packed(
        self, purchases: Sequence[Packed], recorded_at: datetime, batch_id: str | None, source: Source | None
    ) -> None:
        origins = self._origins
        with self._db.together():
            marks = (1, instant_text(recorded_at), origins.batch_key(batch_id), origins.source_key(source))
            self._purchases.add(purchases, marks)

    def sale_totals(
        self, *, customer_id: str | None = None, start: date | None = None, end: date | None = None
    ) -> Iterator[SaleTotal]:
        return self._purchases.sale_totals(customer_id, start, end)

    # ------------------------------------------------------------- kept runs of RFM

    def put_rfm_run(self, kept: KeptRun, rows: Sequence[SegmentRow]) -> None:
        with self._db.together():
            self._runs.put(kept, rows)

    def rfm_runs(self) -> list[KeptRun]:
        return self._runs.runs()

    def rfm_run(self, name: str) -> tuple[KeptRun, list[SegmentRow]] | None:
        return self._runs.run(name)

    def remove_rfm_run(self, name: str) -> None:
        with self._db.together():
            self._runs.remove(name)

    # ------------------------------------------------------------- ledger, revisions, batches, settings

    def next_number(self) -> int:
        return self._next(self._tables["ledger"], "number")

    def append(self, entries: Sequence[Entry]) -> None:
        with self._db.together():
            self._db.insert(
                self._tables["ledger"],
                (*_ENTRY, "retracts"),
                (
                    (*row_of_entry(each, self._origins.source_key, self._origins.batch_key), _retracted(each))
                    for each in entries
                ),
            )

    def entries(self, kind: str, subject_ids: Iterable[str]) -> dict[str, list[Entry]]:
        ledger = self._tables["ledger"]
        query = (
            select(*(ledger.c[name] for name in _ENTRY))
            .where(ledger.c.kind == kind, ledger.c.subject_id.in_(_KEYS))
            .order_by(ledger.c.number)
        )
        found: dict[str, list[Entry]] = {}
        for row in self._db.chunks(query, subject_ids):
            entry = entry_from_row(row, self._origins.source, self._origins.batch_id)
            found.setdefault(entry.subject_id, []).append(entry)
        return found

    def observed_in(self, batch_id: str) -> list[tuple[str, str]]:
        ledger = self._tables["ledger"]
        batch = self._origins.batch_key(batch_id)
        query = select(ledger.c.kind, ledger.c.subject_id).where(
            ledger.c.batch == batch, ledger.c.entry == "observation"
        )
        return sorted({(kind, subject) for kind, subject in self._db.rows(query)})

    def add_revisions(self, revisions: Sequence[Revision]) -> None:
        if not revisions:
            return
        table = self._tables["revisions"]
        with self._db.together():
            self._db.insert(
                table,
                ("key", "kind", "id", *_STORED, "replaced_at", "replaced_by"),
                (
                    (
                        key,
                        each.before.record.kind_name,
                        each.before.record.key,
                        to_json(each.before.record),
                        *self._purchases.marks(each.before),
                        instant_text(each.replaced_at),
                        self._origins.batch_key(each.replaced_by),
                    )
                    for key, each in enumerate(revisions, self._next(table))
                ),
            )

    def revisions(self, kind: str, key: str) -> list[Revision]:
        table = self._tables["revisions"]
        return self._revisions(table.c.kind == kind, table.c.id == key)

    def revisions_of_batch(self, kind: str, batch_id: str) -> list[Revision]:
        table = self._tables["revisions"]
        batch = self._origins.batch_key(batch_id)
        return self._revisions(
            table.c.kind == kind, or_(table.c.batch == batch, table.c.replaced_by == batch)
        )

    def revisions_after(self, kind: str, instant: datetime) -> Iterator[Revision]:
        table = self._tables["revisions"]
        query = (
            select(table.c.key)
            .where(table.c.kind == kind, table.c.replaced_at > instant_text(instant))
            .order_by(table.c.key)
        )
        keys = [row[0] for row in self._db.rows(query)]
        for i in range(0, len(keys), _CHUNK):
            yield from self._revisions(table.c.key.in_(keys[i : i + _CHUNK]))

    def forget(self, kind: str, key: str) -> None:
        ledger, revisions = self._tables["ledger"], self._tables["revisions"]
        with self._db.together():
            self._db.run(delete(ledger).where(ledger.c.kind == kind, ledger.c.subject_id == key))
            self._db.run(delete(revisions).where(revisions.c.kind == kind, revisions.c.id == key))

    def _revisions(self, *conditions: ColumnElement[bool]) -> list[Revision]:
        table = self._tables["revisions"]
        names = ("kind", *_STORED, "replaced_at", "replaced_by")
        query = select(*(table.c[name] for name in names)).where(*conditions).order_by(table.c.key)
        return [
            Revision(
                before=self._stored(*row[:6]),
                replaced_at=instant_from_text(row[6]),
                replaced_by=self._origins.batch_id(row[7]),
            )
            for row in self._db.rows(query)
        ]

    def put_batch(self, batch: Batch) -> None:
        table = self._tables["batches"]
        key = self._origins.batch_key(batch.batch_id)
        values = (
            batch.batch_id,
            batch.what,
            batch.origin,
            instant_text(batch.recorded_at),
            json.dumps(dict(batch.counts)),
            None if batch.undone_at is None else instant_text(batch.undone_at),
            batch.digest,
        )
        with self._db.together():
            if self._db.row(select(table.c.key).where(table.c.key == key)) is not None:
                changed = update(table).where(table.c.key == key)
                self._db.run(changed.values(counts=values[4], undone_at=values[5]))
                return
            source = self._origins.source_key(batch.source)
            self._db.insert(
                table,
                ("key", "number", *_BATCH),
                [(key, self._next(table, "number"), *values[:3], source, *values[3:])],
            )

    def batches(self) -> list[Batch]:
        table = self._tables["batches"]
        query = select(*(table.c[name] for name in _BATCH)).order_by(table.c.number)
        found = []
        for batch_id, what, origin, source, recorded_at, counts, undone_at, digest in self._db.rows(query):
            said = self._origins.source(source)
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
                    digest=digest,
                )
            )
        return found

    def setting(self, name: str) -> str | None:
        table = self._tables["settings"]
        found = self._db.row(select(table.c.value).where(table.c.name == name))
        return None if found is None else str(found[0])

    def set(self, name: str, value: str) -> None:
        table = self._tables["settings"]
        with self._db.together():
            self._db.run(delete(table).where(table.c.name == name))
            self._db.insert(table, ("name", "value"), [(name, value)])

    # ------------------------------------------------------------- notes

    def put_notes(self, space: str, notes: Sequence[Note]) -> None:
        with self._db.together():
            self._notes.put(space, notes)

    def notes(
        self, space: str, *, keys: Iterable[str] | None = None, marks: Iterable[str] | None = None
    ) -> list[Note]:
        return self._notes.find(space, keys, marks)

    def remove_notes(self, space: str, keys: Iterable[str]) -> None:
        with self._db.together():
            self._notes.remove(space, keys)


def _retracted(entry: Entry) -> int | None:
    return entry.observation if isinstance(entry, Retraction) and not entry.keeps else None


def open_rows(location: str, *, schema: str | None = None, prefix: str = PREFIX) -> SqlRows:
    """Open a base in the database at an address; its tables are made if they are not there.

    Raises
    ------
    StoreError, NewerFile
    """
    db = SqlConnection.at(location)
    try:
        return SqlRows(db, schema=schema, prefix=prefix)
    except BaseException:
        db.close()
        raise
