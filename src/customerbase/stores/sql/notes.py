"""Notes in a server database: a table of them, and a table of the marks by which they are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, delete, select

from customerbase.stores.notes import Note
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.schema import Tables

__all__ = ["NoteTables"]

_KEYS: Final[BindParameter[Any]] = bindparam("keys", expanding=True)
_SPACE: Final[BindParameter[Any]] = bindparam("space")


class NoteTables:
    """The tables of notes.

    Parameters
    ----------
    db : SqlConnection
    tables : Tables
    """

    def __init__(self, db: SqlConnection, tables: Tables) -> None:
        self._db = db
        self._notes = notes = tables["notes"]
        self._marks = marks = tables["marks"]
        self._all_notes = select(notes.c.key, notes.c.data).where(notes.c.space == _SPACE)
        self._all_marks = select(marks.c.key, marks.c.mark).where(marks.c.space == _SPACE)
        self._marked = select(marks.c.key).where(marks.c.space == _SPACE, marks.c.mark.in_(_KEYS))
        self._removals = tuple(
            delete(table).where(table.c.space == _SPACE, table.c.key.in_(_KEYS)) for table in (marks, notes)
        )

    def put(self, space: str, notes: Sequence[Note]) -> None:
        """Keep notes; one whose key is there takes its place."""
        self.remove(space, [each.key for each in notes])
        last = {each.key: each for each in notes}.values()
        self._db.insert(
            self._notes, ("space", "key", "data"), ((space, each.key, each.data) for each in last)
        )
        self._db.insert(
            self._marks,
            ("space", "mark", "key"),
            ((space, mark, each.key) for each in last for mark in each.marks),
        )

    def find(self, space: str, keys: Iterable[str] | None, marks: Iterable[str] | None) -> list[Note]:
        """Return notes in order of key: of these keys, and with one of these marks, where they are named."""
        named = {"space": space}
        with self._db.reading():
            wanted = None if keys is None else set(keys)
            if marks is not None:
                marked = {row[0] for row in self._db.chunks(self._marked, marks, named)}
                wanted = marked if wanted is None else wanted & marked
            if wanted is not None and not wanted:
                return []
            if wanted is None:
                found = dict(map(tuple, self._db.rows(self._all_notes, named)))
                rows = list(self._db.rows(self._all_marks, named))
            else:
                some = self._all_notes.where(self._notes.c.key.in_(_KEYS))
                found = dict(map(tuple, self._db.chunks(some, wanted, named)))
                some = self._all_marks.where(self._marks.c.key.in_(_KEYS))
                rows = list(self._db.chunks(some, wanted, named))
        borne: dict[str, list[str]] = {}
        for key, mark in rows:
            borne.setdefault(key, []).append(mark)
        return [Note(key, found[key], tuple(borne.get(key, ()))) for key in sorted(found)]

    def texts(self, space: str, keys: Iterable[str]) -> dict[str, str]:
        """Return what notes hold, by key, without their marks."""
        some = self._all_notes.where(self._notes.c.key.in_(_KEYS))
        return dict(map(tuple, self._db.chunks(some, keys, {"space": space})))

    def any(self, space: str) -> bool:
        """Tell whether there is a note of this sort."""
        return self._db.row(self._all_notes.limit(1), {"space": space}) is not None

    def remove(self, space: str, keys: Iterable[str]) -> None:
        """Forget notes; keys that are not there are passed over."""
        some = list(keys)
        for removal in self._removals:
            self._db.run_chunks(removal, some, {"space": space})
