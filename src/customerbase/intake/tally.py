"""Counting what an import does, row by row, and keeping it whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import attrs

from customerbase.errors import InvalidRecord, NotReferable
from customerbase.intake.reading import MendedTable, first_place
from customerbase.intake.result import Fault, ImportResult, RefusedRow
from customerbase.ledger import BatchChange
from customerbase.model import Source
from customerbase.sources.table import RowProblem, SourceTable
from customerbase.stores.batch_changes import changes_of
from customerbase.stores.store import Outcome, Store

__all__ = ["Fault", "Tally", "run"]


class Tally:
    """What an import did so far."""

    def __init__(self) -> None:
        self.rows: Counter[Outcome] = Counter()
        self.records: dict[str, Counter[str]] = {}
        self.refused: list[RefusedRow] = []
        self.waiting = 0
        self.notes: Counter[str] = Counter()
        self.tables: list[SourceTable] = []
        self._mended: dict[str, MendedTable] = {}
        self.ignored: list[str] = []
        self.missing: tuple[tuple[str, str], ...] = ()

    def reads(self, table: SourceTable, ignored: Iterable[str]) -> None:
        """Note that a file is being read."""
        self.tables.append(table)
        if isinstance(table, MendedTable):
            self._mended[table.origin] = table
        self.ignored += ignored

    def row(self, outcome: Outcome, times: int = 1) -> None:
        """Count a row."""
        self.rows[outcome] += times

    def record(self, kind: str, outcome: str, times: int = 1) -> None:
        """Count a record."""
        self.records.setdefault(kind, Counter())[outcome] += times

    def refuse(self, file: str, row: int, cells: Sequence[str], faults: Iterable[Fault]) -> None:
        """Count a row as refused, with every fault of it."""
        mended = self._mended.get(file)
        was = None if mended is None else first_place(mended, row)
        at = next((each.key for each in self.tables if each.origin == file), None)
        key = None if at is None or at >= len(cells) else cells[at]
        self.refused.append(RefusedRow(file, row, cells, tuple(faults), was, key))

    def counts(self) -> dict[str, int]:
        """Return outcome → number of rows."""
        counted = {str(outcome): number for outcome, number in self.rows.items()}
        return counted | {str(Outcome.REFUSED): len(self.refused)} if self.refused else counted

    def misaligned(self, file: str, problem: RowProblem) -> None:
        """Count a row that could not be told apart into cells."""
        self.refuse(file, problem.line, problem.cells, [(problem.column, None, problem.reason, problem.hint)])


def faults_of(error: InvalidRecord | NotReferable) -> list[Fault]:
    """Say what is wrong with a record as faults of a row."""
    if isinstance(error, NotReferable):
        return [(None, None, str(error), None)]
    return [
        (each.path.removeprefix("$."), str(each.value), each.reason, each.hint) for each in error.problems
    ]


class _NothingNew(Exception):
    """Rolls an import back that would leave nothing but its own batch behind."""


class _Tried(Exception):
    """Rolls an import back that was only to show what it would do."""


def run(
    store: Store,
    what: str,
    origin: str,
    source: Source,
    work: Callable[[Tally, str], None],
    digest: str,
    *,
    dry_run: bool = False,
) -> ImportResult:
    """Do an import inside one transaction, under a batch of its own.

    Parameters
    ----------
    store : Store
    what, origin : str
    source : Source
    work : callable
        Is given the tally and the id of the batch.
    digest : str
        Of the files' content.
    dry_run : bool
        Whether all is done, noted, and taken back again.
    """
    tally = Tally()
    batch_id: str | None = None
    changes: tuple[BatchChange, ...] = ()
    try:
        with store.transaction():
            batch = store.begin_batch(what, origin, source, digest=digest)
            work(tally, batch.batch_id)
            place = {table.origin: i for i, table in reversed(list(enumerate(tally.tables)))}
            tally.refused.sort(key=lambda each: (place[each.file], each.row))
            if not any(
                counts[outcome]
                for counts in tally.records.values()
                for outcome in (Outcome.TAKEN, Outcome.CHANGED)
            ):
                raise _NothingNew  # noqa: TRY301 - it leaves the transaction, whole
            if dry_run:
                changes = tuple(changes_of(store, batch.batch_id))
                raise _Tried  # noqa: TRY301 - likewise
            store.rows.put_batch(attrs.evolve(batch, counts=tally.counts()))
            batch_id = batch.batch_id
    except (_NothingNew, _Tried):
        pass
    notes = [str(note) for table in tally.tables for note in table.notes]
    notes += [f"{rule}: {count:,}" for rule, count in tally.notes.items()]
    for table in tally.tables:
        if table.encoding is not None and not table.encoding.startswith("utf-8"):
            notes.append(f"{table.origin} was read as {table.encoding} ({table.encoding_because})")
    return ImportResult(
        batch_id=batch_id,
        what=what,
        origin=origin,
        source=source,
        taken=tally.rows[Outcome.TAKEN],
        changed=tally.rows[Outcome.CHANGED],
        unchanged=tally.rows[Outcome.UNCHANGED],
        refused=len(tally.refused),
        records=tally.records,
        waiting=tally.waiting,
        refused_rows=tally.refused,
        notes=notes,
        ignored=tuple(tally.ignored),
        encoding=tally.tables[0].encoding if tally.tables else None,
        encoding_certainty=tally.tables[0].encoding_certainty if tally.tables else None,
        headers={table.origin: table.header for table in tally.tables},
        dry_run=dry_run,
        changes=changes,
        missing=tally.missing,
    )
