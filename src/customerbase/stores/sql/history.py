"""What a server database holds of the past: the ledger, revisions, and batches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, bindparam, delete, or_, select, update

from customerbase.convert import instant_from_text, instant_text, to_json
from customerbase.ledger import Batch, Entry, Retraction
from customerbase.stores.ledger_rows import batch_from_row, entry_from_row, row_of_entry
from customerbase.stores.rows import Revision
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.origins import Origins
from customerbase.stores.sql.schema import Tables

__all__ = ["HistoryTables"]

_CHUNK: Final = 500
_KEYS: Final[BindParameter[Any]] = bindparam("keys", expanding=True)
_STORED: Final = ("data", "version", "recorded_at", "batch", "source")
_ENTRY: Final = (
    "number", "entry", "kind", "subject_id", "source", "batch", "observed_on", "recorded_at", "data"
)  # fmt: skip
_BATCH: Final = ("batch_id", "what", "origin", "source", "recorded_at", "counts", "undone_at", "digest")


class HistoryTables:
    """The tables of the ledger, of revisions and of batches.

    Parameters
    ----------
    db : SqlConnection
    tables : Tables
    origins : Origins
    """

    def __init__(self, db: SqlConnection, tables: Tables, origins: Origins) -> None:
        self._db = db
        self._tables = tables
        self._origins = origins

    def next_number(self) -> int:
        """Return the number that the next entry gets."""
        return self._db.next_key(self._tables["ledger"], "number")

    def append(self, entries: Sequence[Entry]) -> None:
        """Add entries to the ledger."""
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
        """Return the entries of these subjects, in order."""
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
        """Return kind and id of the subjects that a batch made a statement of, in order."""
        ledger = self._tables["ledger"]
        batch = self._origins.batch_key(batch_id)
        query = select(ledger.c.kind, ledger.c.subject_id).where(
            ledger.c.batch == batch, ledger.c.entry == "observation"
        )
        return sorted({(kind, subject) for kind, subject in self._db.rows(query)})

    def add_revisions(self, revisions: Sequence[Revision]) -> None:
        """Keep what records were before."""
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
                        *self._origins.marks(each.before),
                        instant_text(each.replaced_at),
                        self._origins.batch_key(each.replaced_by),
                    )
                    for key, each in enumerate(revisions, self._db.next_key(table))
                ),
            )

    def revisions(self, kind: str, key: str) -> list[Revision]:
        """Return what a record was before, oldest first."""
        table = self._tables["revisions"]
        return self._revisions(table.c.kind == kind, table.c.id == key)

    def revisions_of_batch(self, kind: str, batch_id: str) -> list[Revision]:
        """Return the revisions that a batch brought or replaced, oldest first."""
        table = self._tables["revisions"]
        batch = self._origins.batch_key(batch_id)
        return self._revisions(
            table.c.kind == kind, or_(table.c.batch == batch, table.c.replaced_by == batch)
        )

    def revisions_after(self, kind: str, instant: datetime) -> Iterator[Revision]:
        """Yield what records were before something took their place after an instant."""
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
        """Remove what the ledger holds of a record, and its revisions."""
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
                before=self._origins.stored(*row[:6]),
                replaced_at=instant_from_text(row[6]),
                replaced_by=self._origins.batch_id(row[7]),
            )
            for row in self._db.rows(query)
        ]

    def put_batch(self, batch: Batch) -> None:
        """Keep what is known of a batch."""
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
                [(key, self._db.next_key(table, "number"), *values[:3], source, *values[3:])],
            )

    def batches(self) -> list[Batch]:
        """Return all batches, in the order in which they came."""
        table = self._tables["batches"]
        query = select(*(table.c[name] for name in _BATCH)).order_by(table.c.number)
        return [batch_from_row(row, self._origins.source) for row in self._db.rows(query)]


def _retracted(entry: Entry) -> int | None:
    return entry.observation if isinstance(entry, Retraction) and not entry.keeps else None
