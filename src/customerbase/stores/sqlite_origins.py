"""Sources and batches of an SQLite file: the small numbers under which rows name them."""

from __future__ import annotations

from collections.abc import Callable

from customerbase.model import Source
from customerbase.stores.sqlite_file import SqliteFile

__all__ = ["Origins"]


class Origins:
    """Turns sources and batches into the keys under which they rest, and back.

    Parameters
    ----------
    file : SqliteFile
    """

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._sources: dict[Source, int] = {}
        self._source_of: dict[int, Source] = {}
        self._batch_keys: dict[str, int] = {}
        self._batch_ids: dict[int, str] = {}
        self._last: Source | None = None
        self._last_key = 0
        file.on_rollback(self._forget)

    def _forget(self) -> None:
        self._last = None
        for cache in (self._sources, self._source_of, self._batch_keys, self._batch_ids):
            cache.clear()

    def reword(self, reword: Callable[[str], str]) -> None:
        """Put other words into sources and the origins of batches."""
        rows = self._file.rows("SELECT key, origin, evidence FROM sources")
        for key, origin, evidence in rows:
            made = (origin and reword(origin), evidence and reword(evidence))
            if made != (origin, evidence):
                self._file.run("UPDATE sources SET origin = ?, evidence = ? WHERE key = ?", (*made, key))
        for key, origin in self._file.rows("SELECT key, origin FROM batches"):
            said = reword(origin)
            if said != origin:
                self._file.run("UPDATE batches SET origin = ? WHERE key = ?", (said, key))
        self._forget()

    def source_key(self, source: Source | None) -> int | None:
        if source is None:
            return None
        if source is self._last:
            return self._last_key
        if source not in self._sources:
            values = (source.method.value, source.collected_by, source.origin, source.evidence)
            found = self._file.run(
                "SELECT key FROM sources WHERE method IS ? AND collected_by IS ? AND origin IS ? AND evidence IS ?",
                values,
            ).fetchone()
            if found is None:
                sql = "INSERT INTO sources (method, collected_by, origin, evidence) VALUES (?, ?, ?, ?)"
                found = (self._file.run(sql, values).lastrowid,)
            self._sources[source] = found[0]
        # Ten thousand rows in a row have one source: to look it up is to hash all of it.
        self._last, self._last_key = source, self._sources[source]
        return self._last_key

    def source(self, key: int | None) -> Source | None:
        if key is None:
            return None
        if key not in self._source_of:
            sql = "SELECT method, collected_by, origin, evidence FROM sources WHERE key = ?"
            names = ("method", "collected_by", "origin", "evidence")
            self._source_of[key] = Source(
                **dict(zip(names, self._file.run(sql, (key,)).fetchone(), strict=True))
            )
        return self._source_of[key]

    def batch_key(self, batch_id: str | None) -> int | None:
        if batch_id is None:
            return None
        if batch_id not in self._batch_keys:
            found = self._file.run("SELECT key FROM batches WHERE batch_id = ?", (batch_id,)).fetchone()
            if found is None:
                return -1
            self._batch_keys[batch_id] = found[0]
        return self._batch_keys[batch_id]

    def batch_id(self, key: int | None) -> str | None:
        if key is None:
            return None
        if key not in self._batch_ids:
            found = self._file.run("SELECT batch_id FROM batches WHERE key = ?", (key,)).fetchone()
            self._batch_ids[key] = found[0]
        return self._batch_ids[key]
