"""Records in a server database, over one connection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Final

from sqlalchemy import (
    delete,
    select,
    update,
)

from customerbase.convert import instant_text
from customerbase.errors import StoreError
from customerbase.ledger import Batch, Entry
from customerbase.model import SaleTotal, Source
from customerbase.rfm import SegmentRow
from customerbase.searching.folding import Folding
from customerbase.searching.query import Query, Tier
from customerbase.stores.kept_runs import KeptRun
from customerbase.stores.notes import Note
from customerbase.stores.packing import Packed
from customerbase.stores.rows import Revision, Rows, Stored
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.history import HistoryTables
from customerbase.stores.sql.migrations import prepare
from customerbase.stores.sql.notes import NoteTables
from customerbase.stores.sql.origins import Origins
from customerbase.stores.sql.purchases import PurchaseTables
from customerbase.stores.sql.records import RecordTables
from customerbase.stores.sql.runs import RunTables
from customerbase.stores.sql.schema import Tables
from customerbase.stores.sql.search import SearchTables

__all__ = ["PREFIX", "SqlRows", "open_rows"]

PREFIX: Final = "customerbase_"
"""What the names of our tables begin with, if nobody says otherwise."""


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

    Attributes
    ----------
    database : SqlConnection
        Where the tables are.

    Raises
    ------
    StoreError
        If the database cannot be used.
    NewerFile
        If a later version of the library made the tables.
    """

    def __init__(self, db: SqlConnection, *, schema: str | None = None, prefix: str = PREFIX) -> None:
        self._db = self.database = db
        self.location = db.location
        self._tables = tables = Tables(schema, prefix)
        prepare(db, tables)
        lock = tables["lock"]
        # Not SELECT ... FOR UPDATE: a transaction that sees an earlier state must fail here, not write.
        db.seen = select(lock.c.taken).where(lock.c.key == 1)
        db.lock = update(lock).where(lock.c.key == 1).values(taken=lock.c.taken + 1)
        self._origins = Origins(db, tables)
        self._purchases = PurchaseTables(db, tables, self._origins)
        self._search = SearchTables(db, tables) if db.dialect == "postgresql" else None
        self._by_index = False
        self._records = RecordTables(db, tables, self._origins, self._purchases, self._search)
        self._history = HistoryTables(db, tables, self._origins)
        self._runs = RunTables(db, tables)
        self._notes = NoteTables(db, tables)

    def transaction(self) -> AbstractContextManager[None]:
        return self._db.transaction()

    def reading(self) -> AbstractContextManager[None]:
        return self._db.reading()

    def close(self) -> None:
        self._db.close()

    # ------------------------------------------------------------- records

    def get(self, kind: str, keys: Iterable[str]) -> dict[str, Stored]:
        return self._records.get(kind, keys)

    def scan(self, kind: str, where: Mapping[str, str] | None = None) -> Iterator[Stored]:
        return self._records.scan(kind, where)

    def put(self, kind: str, stored: Sequence[Stored]) -> None:
        self._records.put(kind, stored)

    def remove(self, kind: str, keys: Iterable[str]) -> None:
        self._records.remove(kind, keys)

    def known(self, kind: str, keys: Iterable[str]) -> set[str]:
        return self._records.known(kind, keys)

    def keys(self, kind: str) -> list[str]:
        return self._records.keys(kind)

    def brought_by(self, kind: str, batch_id: str) -> list[Stored]:
        return self._records.brought_by(kind, batch_id)

    def names(self) -> Iterator[tuple[str, str]]:
        return self._records.names()

    def first_heard(self, kind: str) -> Iterator[tuple[str, Source, datetime, date | None]]:
        return self._records.first_heard(kind)

    def prepare_search(self, folding: Folding) -> Folding:
        self._by_index = False
        if self._search is None:
            return folding
        try:
            held = self._search.prepare(folding)
        except StoreError:
            # Who may only read finds by reading all cards, until somebody has brought the index up to date.
            return folding
        self._by_index = True
        return held

    def hits(self, kind: str, tier: Tier, query: Query, limit: int) -> list[str]:
        if self._search is None or not self._by_index:
            return super().hits(kind, tier, query, limit)
        return self._search.hits(kind, tier, query, limit)

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
        return self._history.next_number()

    def append(self, entries: Sequence[Entry]) -> None:
        self._history.append(entries)

    def entries(self, kind: str, subject_ids: Iterable[str]) -> dict[str, list[Entry]]:
        return self._history.entries(kind, subject_ids)

    def observed_in(self, batch_id: str) -> list[tuple[str, str]]:
        return self._history.observed_in(batch_id)

    def add_revisions(self, revisions: Sequence[Revision]) -> None:
        self._history.add_revisions(revisions)

    def revisions(self, kind: str, key: str) -> list[Revision]:
        return self._history.revisions(kind, key)

    def revisions_of_batch(self, kind: str, batch_id: str) -> list[Revision]:
        return self._history.revisions_of_batch(kind, batch_id)

    def revisions_after(self, kind: str, instant: datetime) -> Iterator[Revision]:
        return self._history.revisions_after(kind, instant)

    def forget(self, kind: str, key: str) -> None:
        self._history.forget(kind, key)

    def reword(self, reword: Callable[[str], str]) -> None:
        with self._db.together():
            self._origins.reword(reword)

    def overwrite_freed(self) -> tuple[str, ...]:
        return self._db.overwrite_freed(self._tables.all)

    def put_batch(self, batch: Batch) -> None:
        self._history.put_batch(batch)

    def batches(self) -> list[Batch]:
        return self._history.batches()

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

    def note_texts(self, space: str, keys: Iterable[str]) -> dict[str, str]:
        return self._notes.texts(space, keys)

    def has_notes(self, space: str) -> bool:
        return self._notes.any(space)

    def remove_notes(self, space: str, keys: Iterable[str]) -> None:
        with self._db.together():
            self._notes.remove(space, keys)


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
