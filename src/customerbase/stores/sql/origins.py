"""Sources and batches of a server database: the numbers under which rows name them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, select, update

from customerbase.convert import from_json, instant_from_text, instant_text
from customerbase.model import KINDS, Source
from customerbase.stores.rows import Stored
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.schema import Tables

__all__ = ["Origins"]

_NAMES = ("method", "collected_by", "origin", "evidence")


class Origins:
    """Turns sources and batches into the keys under which they rest, and back.

    A key follows from what it stands for.  Were it the next free number, a
    host's rollback would let it come again with another meaning, and what was
    read and remembered of it would be wrong.

    Parameters
    ----------
    db : SqlConnection
    tables : Tables
    """

    def __init__(self, db: SqlConnection, tables: Tables) -> None:
        self._db = db
        self._table = sources = tables["sources"]
        self._all_batches = batches = tables["batches"]
        self._is_there = select(sources.c.key).where(sources.c.key == bindparam("key"))
        self._read = select(*(sources.c[name] for name in _NAMES)).where(sources.c.key == bindparam("key"))
        self._read_batch = select(batches.c.batch_id).where(batches.c.key == bindparam("key"))
        self._kept: dict[Source, int] = {}
        self._sources: dict[int, Source] = {}
        self._batches: dict[int, str] = {}
        db.on_rollback(self._forget)

    def source_key(self, source: Source | None) -> int | None:
        """Return the key of a source, and keep it if it is new."""
        if source is None:
            return None
        if source not in self._kept:
            values = (source.method.value, source.collected_by, source.origin, source.evidence)
            key = _number(json.dumps(values))
            if self._db.row(self._is_there, {"key": key}) is None:
                self._db.insert(self._table, ("key", *_NAMES), [(key, *values)])
            self._kept[source] = key
        return self._kept[source]

    def source(self, key: int | None) -> Source | None:
        """Return the source of this key."""
        if key is None:
            return None
        if key not in self._sources:
            values = self._db.row(self._read, {"key": key})
            self._sources[key] = Source(**dict(zip(_NAMES, values, strict=True)))
        return self._sources[key]

    def batch_key(self, batch_id: str | None) -> int | None:
        """Return the key of a batch."""
        return None if batch_id is None else _number(batch_id)

    def batch_id(self, key: int | None) -> str | None:
        """Return the id of the batch of this key."""
        if key is None:
            return None
        if key not in self._batches:
            self._batches[key] = self._db.row(self._read_batch, {"key": key})[0]
        return self._batches[key]

    def reword(self, reword: Callable[[str], str]) -> None:
        """Put other words into sources and the origins of batches."""
        for table, names in ((self._table, ("origin", "evidence")), (self._all_batches, ("origin",))):
            for key, *said in self._db.rows(select(table.c.key, *(table.c[name] for name in names))):
                made = [each and reword(each) for each in said]
                if made != said:
                    values = dict(zip(names, made, strict=True))
                    self._db.run(update(table).where(table.c.key == key).values(values))
            self._forget()

    def _forget(self) -> None:
        self._kept.clear()
        self._sources.clear()

    def marks(self, stored: Stored) -> tuple[Any, ...]:
        """Return version, instant, batch and source of a record as they rest."""
        return (
            stored.version,
            instant_text(stored.recorded_at),
            self.batch_key(stored.batch_id),
            self.source_key(stored.source),
        )

    def stored(
        self, kind: str, data: str, version: int, recorded_at: str, batch: int | None, source: int | None
    ) -> Stored:
        """Read back a record and its marks."""
        return Stored(
            record=from_json(KINDS[kind], data),
            version=version,
            recorded_at=instant_from_text(recorded_at),
            batch_id=self.batch_id(batch),
            source=self.source(source),
        )


def _number(text: str) -> int:
    """Return a whole number of 63 bits that stands for a text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1
