"""What is new in the tables of another system, into a store: again and again, and nothing twice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, tzinfo
from hashlib import blake2b
from typing import Any, Final, Literal

import attrs

from customerbase.convert import to_json
from customerbase.intake.customers import import_customers
from customerbase.intake.erased import stopped
from customerbase.intake.purchases import import_purchases
from customerbase.intake.reading import Reading
from customerbase.intake.records import import_records
from customerbase.intake.result import ImportResult
from customerbase.model import Source
from customerbase.sources.database import Database, Pulled, Since, TableReader
from customerbase.sources.database_mapping import DatabaseMapping, TableMapping
from customerbase.stores.notes import Note
from customerbase.stores.store import Store

__all__ = ["pull"]

_SPACE: Final = "pull"
_MOST_WAITING: Final = 1_000
_GONE: Final = "records that count no longer there were taken away"


def pull(
    store: Store,
    mapping: DatabaseMapping,
    database: Database,
    source: Source,
    *,
    zone: tzinfo = UTC,
    currency: str | None = None,
    negatives: Literal["refuse", "return"] = "refuse",
    create_customers: bool = False,
    afresh: bool = False,
) -> list[ImportResult]:
    """Read what is new in each table, and take it in.

    Parameters
    ----------
    store : Store
    mapping : DatabaseMapping
    database : Database
        Where the tables are.
    source : Source
        How its records came to be known; its origin is the table's name if it has none.
    zone : tzinfo
        Decides the day of a sale.
    currency : str, optional
        Of amounts that do not say theirs, where the mapping names none.
    negatives, create_customers
        As for `import_purchases`.
    afresh : bool
        Whether all rows are read, whatever was read before.

    Returns
    -------
    list of ImportResult
        One for each table; each is a batch of its own.

    Notes
    -----
    How far a table was read is kept in the store, in the transaction of the
    data.  Where a batch is undone, the next reading begins where that one
    began; where the mapping of a table changes, at the beginning.  Rows that
    were refused are tried again each time, but for those of people who were
    erased: not even their keys are kept.
    """
    said = {"currency": mapping.currency or currency}
    with ExitStack() as stack:
        read: list[tuple[TableMapping, _Progress, Pulled, Pulled | None, list[str]]] = []
        with database.reading():
            for i, table in enumerate(mapping.tables):
                progress = _Progress(store, mapping, table, i)
                reader = TableReader(database, mapping, table, Since() if afresh else progress.since)
                heads = reader.heads()
                stack.callback(heads.close)
                lines = reader.lines()
                if lines is not None:
                    stack.callback(lines.close)
                read.append((table, progress, heads, lines, reader.gone()))
        results = []
        for table, progress, heads, lines, gone in read:
            spoken = source if source.origin else source.replace(origin=f"{mapping.name}: {table.origin}")
            of_heads, of_lines = (
                None if each is None else Reading(**said, mapping=_headings(each, table))  # type: ignore[arg-type]
                for each in (heads, lines)
            )
            assert of_heads is not None
            with store.transaction():
                if table.kind in ("customer", "contact"):
                    known_only = table.kind == "contact"
                    result = import_customers(store, heads, spoken, of_heads, known_only=known_only)
                elif table.kind == "purchase":
                    result = import_purchases(
                        store,
                        heads,
                        spoken,
                        of_heads,
                        lines=lines,
                        lines_reading=of_lines,
                        zone=zone,
                        negatives=negatives,
                        create_customers=create_customers,
                    )
                else:
                    result = import_records(store, table.kind, heads, spoken, of_heads, zone=zone)
                removed = _taken_away(store, table.kind, gone)
                progress.keep(result, heads, lines)
            key = heads.header[-1]
            notes = [*result.notes, *([f"{_GONE}: {removed:,}"] if removed else [])]
            ignored = tuple(each for each in result.ignored if each != key)
            results.append(attrs.evolve(result, notes=notes, ignored=ignored))
        return results


def _headings(pulled: Pulled, table: TableMapping) -> dict[str, str | None]:
    """Say of each column that it is the field by whose name it is called."""
    *fields, key = pulled.header
    named: dict[str, str | None] = {each: each for each in fields}
    if table.kind == "contact":
        of_customers = ("customer_id", "observed_on")
        named = {
            each: each if each in of_customers else f"contact[1].{'id' if each == 'contact_id' else each}"
            for each in fields
        }
    return {**named, key: None}


def _taken_away(store: Store, kind: str, ids: Sequence[str]) -> int:
    held = store.rows.known(kind, ids) if ids else set()
    for each in sorted(held):
        store.discard(kind, each)
    return len(held)


class _Progress:
    """How far a table was read, as it is kept in the store."""

    def __init__(self, store: Store, mapping: DatabaseMapping, table: TableMapping, index: int) -> None:
        self._store = store
        self._key = f"{mapping.name}/{index}/{table.kind}/{table.origin}"[:300]
        said = f"{to_json(table)}{mapping.ids}\0{mapping.zone}\0{mapping.currency}"
        self._mapping = blake2b(said.encode(), digest_size=16).hexdigest()
        self._steps = self._kept()
        last = self._steps[-1] if self._steps else {}
        self.since = Since(
            heads=_value(last.get("heads")),
            lines=_value(last.get("lines")),
            waiting=tuple(last.get("waiting", ())),
        )

    def _kept(self) -> list[dict[str, Any]]:
        """Return the readings that count: those before the first whose batch was undone."""
        found = self._store.rows.notes(_SPACE, keys=[self._key])
        held: dict[str, Any] = json.loads(found[0].data) if found else {}
        if held.get("mapping") != self._mapping:
            return []
        undone = {each.batch_id for each in self._store.rows.batches() if each.undone_at is not None}
        steps: list[dict[str, Any]] = []
        for each in held["steps"]:
            if each["batch"] in undone:
                break
            steps.append(each)
        return steps

    def keep(self, result: ImportResult, heads: Pulled, lines: Pulled | None) -> None:
        """Note how far the table has been read now."""
        refused = result.refused_rows
        waiting = heads.owners({each.row for each in refused if each.file == heads.origin})
        if lines is not None:
            waiting |= lines.owners({each.row for each in refused if each.file != heads.origin})
        waiting -= heads.owners(
            {each.row for each in refused if each.file == heads.origin and stopped(each.faults)}
        )
        step: dict[str, Any] = {"batch": result.batch_id}
        if len(waiting) > _MOST_WAITING:
            # Too many to name: all since the last reading are read again.
            step |= {"heads": _plain(self.since.heads), "lines": _plain(self.since.lines)}
            step["waiting"] = list(self.since.waiting)
        else:
            step["heads"] = _plain(_later(self.since.heads, heads.latest))
            step["lines"] = _plain(_later(self.since.lines, None if lines is None else lines.latest))
            step["waiting"] = sorted(waiting, key=str)
        steps = list(self._steps)
        if result.batch_id is None and steps:
            step["batch"] = steps.pop()["batch"]
        if steps[-1:] == [step] or [*steps, step] == self._steps:
            return
        data = json.dumps({"mapping": self._mapping, "steps": [*steps, step]}, ensure_ascii=False)
        self._store.rows.put_notes(_SPACE, [Note(key=self._key, data=data, marks=())])


def _later(before: Any, now: Any) -> Any:
    if before is None or now is None:
        return before if now is None else now
    try:
        return max(before, now)
    except TypeError:
        return now


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if value is None or isinstance(value, int | str) else str(value)


def _value(plain: Any) -> Any:
    if isinstance(plain, Mapping):
        if "instant" in plain:
            return datetime.fromisoformat(plain["instant"])
        return date.fromisoformat(plain["day"])
    return plain
