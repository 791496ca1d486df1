"""Kept runs of RFM in an SQLite file: a table of runs, and a typed row for each customer of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from customerbase.rfm import SegmentRow
from customerbase.stores.kept_runs import KeptRun
from customerbase.stores.run_rows import (
    CUSTOMER,
    RUN,
    customers_from_rows,
    kept_from_row,
    row_of_customer,
    row_of_run,
)
from customerbase.stores.sqlite_file import SqliteFile

__all__ = ["RunTables"]

_RUN: Final = ", ".join(RUN)
_ROW: Final = ", ".join(CUSTOMER)


class RunTables:
    """The tables of kept runs.

    Parameters
    ----------
    file : SqliteFile
    """

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def put(self, kept: KeptRun, rows: Iterable[SegmentRow]) -> None:
        """Keep a run; one of the same name makes room."""
        self.remove(kept.name)
        run = self._file.run(
            f"INSERT INTO rfm_run ({_RUN}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row_of_run(kept)
        )
        key = run.lastrowid
        self._file.many(
            f"INSERT INTO rfm_row (run, {_ROW}) VALUES ({', '.join('?' * 13)})",
            ((key, *row_of_customer(each)) for each in rows),
        )

    def remove(self, name: str) -> None:
        """Forget a run, if there is one of this name."""
        self._file.run("DELETE FROM rfm_row WHERE run = (SELECT key FROM rfm_run WHERE name = ?)", (name,))
        self._file.run("DELETE FROM rfm_run WHERE name = ?", (name,))

    def runs(self) -> list[KeptRun]:
        """Return what is known of each run, by name."""
        return [kept_from_row(row) for row in self._file.rows(f"SELECT {_RUN} FROM rfm_run ORDER BY name")]

    def run(self, name: str) -> tuple[KeptRun, list[SegmentRow]] | None:
        """Return a run and its rows, by customer id."""
        with self._file.reading():
            found = self._file.rows(f"SELECT {_RUN}, key FROM rfm_run WHERE name = ?", (name,))
            if not found:
                return None
            kept, key = kept_from_row(found[0][:-1]), found[0][-1]
            rows = self._file.rows(f"SELECT {_ROW} FROM rfm_row WHERE run = ? ORDER BY customer_id", (key,))
        return kept, list(customers_from_rows(rows, kept))
