"""Kept runs of RFM in a server database: a table of runs, and a typed row for each customer of each."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, select

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
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.schema import Tables

__all__ = ["RunTables"]


class RunTables:
    """The tables of kept runs.

    Parameters
    ----------
    db : SqlConnection
    tables : Tables
    """

    def __init__(self, db: SqlConnection, tables: Tables) -> None:
        self._db = db
        self._runs = runs = tables["rfm_run"]
        self._rows = rows = tables["rfm_row"]
        self._all = select(*(runs.c[name] for name in RUN)).order_by(runs.c.name)
        named = runs.c.name == bindparam("named")
        self._key = select(runs.c.key).where(named)
        self._one = select(runs.c.key, *(runs.c[name] for name in RUN)).where(named)
        of_run = rows.c.run == bindparam("of_run")
        self._customers = (
            select(*(rows.c[name] for name in CUSTOMER)).where(of_run).order_by(rows.c.customer_id)
        )
        self._no_rows = delete(rows).where(of_run)
        self._no_run = delete(runs).where(runs.c.key == bindparam("of_run"))

    def put(self, kept: KeptRun, rows: Iterable[SegmentRow]) -> None:
        """Keep a run; one of the same name makes room."""
        self.remove(kept.name)
        key = self._db.next_key(self._runs)
        self._db.insert(self._runs, ("key", *RUN), [(key, *row_of_run(kept))])
        self._db.insert(self._rows, ("run", *CUSTOMER), ((key, *row_of_customer(each)) for each in rows))

    def remove(self, name: str) -> None:
        """Forget a run, if there is one of this name."""
        found = self._db.row(self._key, {"named": name})
        if found is not None:
            self._db.run(self._no_rows, {"of_run": found[0]})
            self._db.run(self._no_run, {"of_run": found[0]})

    def runs(self) -> list[KeptRun]:
        """Return what is known of each run, by name."""
        return [kept_from_row(row) for row in self._db.rows(self._all)]

    def run(self, name: str) -> tuple[KeptRun, list[SegmentRow]] | None:
        """Return a run and its rows, by customer id."""
        with self._db.reading():
            found = self._db.row(self._one, {"named": name})
            if found is None:
                return None
            key, *values = found
            kept = kept_from_row(values)
            rows = self._db.rows(self._customers, {"of_run": key})
        return kept, list(customers_from_rows(rows, kept))
