"""Many records on their way into an SQLite file: the indexes of tables that are empty are made when they are full."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from customerbase.model import KINDS
from customerbase.stores.rows import FILTERS
from customerbase.stores.sqlite_file import SqliteFile

__all__ = ["picked_by", "without_indexes"]


def picked_by(kind: str) -> tuple[str, ...]:
    """Return the columns that a table of records has beside the record itself."""
    return () if kind == "contact" else ("name",) if kind == "customer" else FILTERS[kind]


@contextmanager
def without_indexes(file: SqliteFile) -> Iterator[None]:
    """Leave the indexes of empty tables out until the end, but for those of ids.

    Sorted once, an index is made faster than row by row.

    Inside a transaction, whose end they share: where it is taken back, they never went.
    """
    indexes = file.rows(
        "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    )
    empty = {each for each in ("ledger", *KINDS) if not file.rows(f"SELECT 1 FROM {each} LIMIT 1")}
    made = [
        (name, sql)
        for table, name, sql in indexes
        if table in empty and "UNIQUE" not in sql and "subject_id" not in sql
    ]
    for name, _ in made:
        file.run(f'DROP INDEX "{name}"')
    yield
    for _, sql in made:
        file.run(sql)
