"""Notes in an SQLite file: a table of them, and a table of the marks by which they are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from customerbase.stores.notes import Note
from customerbase.stores.sqlite_file import SqliteFile

__all__ = ["NoteTables"]


class NoteTables:
    """The tables of notes.

    Parameters
    ----------
    file : SqliteFile
    """

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def put(self, space: str, notes: Sequence[Note]) -> None:
        """Keep notes; one whose key is there takes its place."""
        self.remove(space, [each.key for each in notes])
        last = {each.key: each for each in notes}.values()
        self._file.many(
            "INSERT INTO notes (space, key, data) VALUES (?, ?, ?)",
            ((space, each.key, each.data) for each in last),
        )
        self._file.many(
            "INSERT INTO marks (space, mark, key) VALUES (?, ?, ?)",
            ((space, mark, each.key) for each in last for mark in each.marks),
        )

    def find(self, space: str, keys: Iterable[str] | None, marks: Iterable[str] | None) -> list[Note]:
        """Return notes in order of key: of these keys, and with one of these marks, where they are named."""
        with self._file.reading():
            wanted = None if keys is None else set(keys)
            if marks is not None:
                sql = "SELECT key FROM marks WHERE space = ? AND mark IN ({})"
                marked = {row[0] for row in self._file.chunks(sql, marks, space)}
                wanted = marked if wanted is None else wanted & marked
            if wanted is not None and not wanted:
                return []
            if wanted is None:
                found = dict(self._file.rows("SELECT key, data FROM notes WHERE space = ?", (space,)))
                rows = self._file.rows("SELECT key, mark FROM marks WHERE space = ?", (space,))
            else:
                sql = "SELECT key, data FROM notes WHERE space = ? AND key IN ({})"
                found = dict(self._file.chunks(sql, wanted, space))
                sql = "SELECT key, mark FROM marks WHERE space = ? AND key IN ({})"
                rows = list(self._file.chunks(sql, wanted, space))
        borne: dict[str, list[str]] = {}
        for key, mark in rows:
            borne.setdefault(key, []).append(mark)
        return [Note(key, found[key], borne.get(key, ())) for key in sorted(found)]

    def texts(self, space: str, keys: Iterable[str]) -> dict[str, str]:
        """Return what notes hold, by key, without their marks."""
        return dict(
            self._file.chunks("SELECT key, data FROM notes WHERE space = ? AND key IN ({})", keys, space)
        )

    def any(self, space: str) -> bool:
        """Tell whether there is a note of this sort."""
        return bool(self._file.rows("SELECT 1 FROM notes WHERE space = ? LIMIT 1", (space,)))

    def remove(self, space: str, keys: Iterable[str]) -> None:
        """Forget notes; keys that are not there are passed over."""
        some = [(space, key) for key in keys]
        self._file.many("DELETE FROM marks WHERE space = ? AND key = ?", some)
        self._file.many("DELETE FROM notes WHERE space = ? AND key = ?", some)
