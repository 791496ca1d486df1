"""Many records on their way into an SQLite file: the indexes of tables that are empty are made when they are full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, Final

from customerbase.convert import to_json
from customerbase.model import KINDS, Entity
from customerbase.stores.rows import FILTERS, filtered_values
from customerbase.stores.sqlite_file import SqliteFile

__all__ = ["Adding", "picked_by"]

_REMEMBERED: Final = 1_000_000
"""So many customers' keys are held in memory at most."""


def picked_by(kind: str) -> tuple[str, ...]:
    """Return the columns that a table of records has beside the record itself."""
    return () if kind == "contact" else ("name",) if kind == "customer" else FILTERS[kind]


class Adding:
    """Adds records whose ids are not there yet.

    Parameters
    ----------
    file : SqliteFile
    """

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._keys: dict[str, int] | None = None
        file.on_rollback(self.forget)

    @contextmanager
    def many(self) -> Iterator[None]:
        """Leave the indexes of empty tables out until the end, and remember the keys of customers.

        Indexes of ids stay; the others, sorted once, are made faster than row
        by row.  Inside a transaction, whose end they share: where it is taken
        back, they never went.
        """
        indexes = self._file.rows(
            "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        tables = ("ledger", *KINDS)
        empty = {each for each in tables if not self._file.rows(f"SELECT 1 FROM {each} LIMIT 1")}
        made = [
            (name, sql)
            for table, name, sql in indexes
            if table in empty and "UNIQUE" not in sql and "subject_id" not in sql
        ]
        for name, _ in made:
            self._file.run(f'DROP INDEX "{name}"')
        self._keys = {}
        try:
            yield
        finally:
            self._keys = None
        for _, sql in made:
            self._file.run(sql)

    def add(self, kind: str, records: Sequence[Entity], marks: tuple[Any, ...]) -> None:
        """Keep records that are no purchases.

        Parameters
        ----------
        kind : str
        records : sequence of Entity
        marks : tuple
            Version, recorded_at, batch and source of all of them.
        """
        names = picked_by(kind)
        columns = ("key", "id", *names, "data", "version", "recorded_at", "batch", "source")
        first: int = self._file.run(f"SELECT coalesce(max(key), 0) + 1 FROM {kind}").fetchone()[0]
        # The id twice, so that there is always a tuple.
        picked = attrgetter(f"{kind}_id", f"{kind}_id", *names)
        self._file.many(
            f"INSERT INTO {kind} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            ((key, *picked(each)[1:], to_json(each), *marks) for key, each in enumerate(records, first)),
        )
        if kind == "contact":
            self._file.many(
                "INSERT INTO employments (contact, customer_id) VALUES (?, ?)",
                (
                    (key, customer_id)
                    for key, each in enumerate(records, first)
                    for customer_id in filtered_values(each, "customer_id")
                ),
            )
        elif kind == "customer" and self._keys is not None:
            self._remember({each.key: key for key, each in enumerate(records, first)})

    def customers(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the keys of those of the customers that are there."""
        held = self._keys
        sql = "SELECT id, key FROM customer WHERE id IN ({})"
        if held is None:
            return dict(self._file.chunks(sql, ids))
        wanted = set(ids)
        found = {each: held[each] for each in wanted if each in held}
        if len(found) < len(wanted):
            read = dict(self._file.chunks(sql, wanted - found.keys()))
            self._remember(read)
            found |= read
        return found

    def _remember(self, keys: dict[str, int]) -> None:
        if self._keys is not None:
            if len(self._keys) > _REMEMBERED:
                self._keys.clear()
            self._keys |= keys

    def forget(self) -> None:
        """Ask the file again: customers may be gone, or have come back under other keys."""
        if self._keys is not None:
            self._keys = {}
