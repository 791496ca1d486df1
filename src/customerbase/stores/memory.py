"""Records in memory, for as long as the program runs: the reference for every other store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from typing import Any, ClassVar

from attrs import evolve

from customerbase.ledger import Batch, Entry, Observation
from customerbase.model import Source
from customerbase.rfm import SegmentRow
from customerbase.searching.query import Query, Tier
from customerbase.searching.ranking import meets
from customerbase.stores.kept_runs import KeptRun
from customerbase.stores.notes import Note
from customerbase.stores.rows import FILTERS, Revision, Rows, Stored, filtered_values

__all__ = ["MemoryRows", "open_rows"]


class MemoryRows(Rows):
    """Dictionaries, one for each kind.

    A transaction keeps an undo list, so that beginning one costs nothing
    however large the base is.
    """

    durable: ClassVar[bool] = False

    def __init__(self) -> None:
        self.location = "memory:"
        self._kinds: defaultdict[str, dict[str, Stored]] = defaultdict(dict)
        self._arrived = 0
        self._arrivals: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._found: dict[tuple[str, str, str], set[str]] = {}
        self._ledger: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._by_batch: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        self._last = 0
        self._revisions: list[Revision] = []
        self._batches: dict[str, Batch] = {}
        self._settings: dict[str, str] = {}
        self._rfm_runs: dict[str, tuple[KeptRun, tuple[SegmentRow, ...]]] = {}
        self._notes: defaultdict[str, dict[str, Note]] = defaultdict(dict)
        self._undo: list[Any] | None = None

    # ------------------------------------------------------------- transactions

    @contextmanager
    def transaction(self) -> Iterator[None]:
        outer = self._undo
        self._undo = []
        try:
            yield
        except BaseException:
            steps, self._undo = self._undo, None
            for step in reversed(steps):
                step()
            self._undo = outer
            raise
        if outer is not None:
            outer += self._undo
        self._undo = outer

    def _later(self, step: Any) -> None:
        if self._undo is not None:
            self._undo.append(step)

    def close(self) -> None:
        """Nothing is held."""

    # ------------------------------------------------------------- records

    def get(self, kind: str, keys: Iterable[str]) -> dict[str, Stored]:
        held = self._kinds[kind]
        return {key: held[key] for key in keys if key in held}

    def scan(self, kind: str, where: Mapping[str, str] | None = None) -> Iterator[Stored]:
        held = self._kinds[kind]
        keys: Iterable[str] = held
        for name, value in (where or {}).items():
            keys = self._found.get((kind, name, value), set()).intersection(keys)
        return iter([held[key] for key in sorted(keys)])

    def put(self, kind: str, stored: Sequence[Stored]) -> None:
        for each in stored:
            self._set(kind, each.record.key, each)

    def remove(self, kind: str, keys: Iterable[str]) -> None:
        for key in keys:
            self._set(kind, key, None)

    def _set(self, kind: str, key: str, stored: Stored | None, arrival: int | None = None) -> None:
        held = self._kinds[kind]
        arrivals = self._arrivals[kind]
        before = held.pop(key, None)
        was = arrivals.pop(key, None)
        if before is not None:
            self._index(kind, before, remove=True)
        if stored is not None:
            held[key] = stored
            self._index(kind, stored)
            self._arrived += 1
            arrivals[key] = arrival or was or self._arrived
        self._later(lambda: self._set(kind, key, before, was))

    def _index(self, kind: str, stored: Stored, *, remove: bool = False) -> None:
        for name in FILTERS[kind]:
            for value in filtered_values(stored.record, name):
                found = self._found.setdefault((kind, name, value), set())
                (found.discard if remove else found.add)(stored.record.key)

    # ------------------------------------------------------------- search

    def hits(self, kind: str, tier: Tier, query: Query, limit: int) -> list[str]:
        held, arrivals = self._kinds[kind], self._arrivals[kind]
        found: list[str] = []
        for key in sorted(held, key=arrivals.__getitem__):
            if len(found) == limit:
                break
            if meets(held[key].record, query, tier):  # type: ignore[arg-type]
                found.append(key)
        return found

    # ------------------------------------------------------------- kept runs of RFM

    def put_rfm_run(self, kept: KeptRun, rows: Sequence[SegmentRow]) -> None:
        self._set_run(kept.name, (kept, tuple(rows)))

    def rfm_runs(self) -> list[KeptRun]:
        return [self._rfm_runs[name][0] for name in sorted(self._rfm_runs)]

    def rfm_run(self, name: str) -> tuple[KeptRun, list[SegmentRow]] | None:
        found = self._rfm_runs.get(name)
        return None if found is None else (found[0], list(found[1]))

    def remove_rfm_run(self, name: str) -> None:
        self._set_run(name, None)

    def _set_run(self, name: str, run: tuple[KeptRun, tuple[SegmentRow, ...]] | None) -> None:
        before = self._rfm_runs.pop(name, None)
        if run is not None:
            self._rfm_runs[name] = run
        self._later(lambda: self._set_run(name, before))

    # ------------------------------------------------------------- ledger, revisions, batches, settings

    def next_number(self) -> int:
        return self._last + 1

    def append(self, entries: Sequence[Entry]) -> None:
        last = self._last
        for entry in entries:
            held = self._ledger[entry.kind, entry.subject_id]
            held.append(entry)
            self._later(held.pop)
            self._last = max(self._last, entry.number)
            if isinstance(entry, Observation) and entry.batch_id is not None:
                self._by_batch[entry.batch_id][entry.kind, entry.subject_id] = None
        self._later(lambda: setattr(self, "_last", last))

    def entries(self, kind: str, subject_ids: Iterable[str]) -> dict[str, list[Entry]]:
        return {
            each: copy(self._ledger[kind, each]) for each in subject_ids if self._ledger.get((kind, each))
        }

    def observed_in(self, batch_id: str) -> list[tuple[str, str]]:
        return sorted(
            (kind, each)
            for kind, each in self._by_batch[batch_id]
            if any(isinstance(e, Observation) and e.batch_id == batch_id for e in self._ledger[kind, each])
        )

    def add_revisions(self, revisions: Sequence[Revision]) -> None:
        before = len(self._revisions)
        self._revisions += revisions
        self._later(lambda: self._revisions.__delitem__(slice(before, None)))

    def revisions(self, kind: str, key: str) -> list[Revision]:
        return [
            each
            for each in self._revisions
            if each.before.record.kind_name == kind and each.before.record.key == key
        ]

    def revisions_of_batch(self, kind: str, batch_id: str) -> list[Revision]:
        return [
            each
            for each in self._revisions
            if each.before.record.kind_name == kind and batch_id in (each.replaced_by, each.before.batch_id)
        ]

    def revisions_after(self, kind: str, instant: datetime) -> Iterator[Revision]:
        return iter(
            [
                each
                for each in self._revisions
                if each.before.record.kind_name == kind and each.replaced_at > instant
            ]
        )

    def forget(self, kind: str, key: str) -> None:
        entries, revisions, last = self._ledger.pop((kind, key), []), self._revisions, self._last
        if entries and entries[-1].number == last:
            self._last = max((held[-1].number for held in self._ledger.values() if held), default=0)
        self._revisions = [
            each
            for each in revisions
            if (each.before.record.kind_name, each.before.record.key) != (kind, key)
        ]

        def step() -> None:
            self._revisions, self._last = revisions, last
            if entries:
                self._ledger[kind, key] = entries

        self._later(step)

    def reword(self, reword: Callable[[str], str]) -> None:
        def said(source: Source | None) -> Source | None:
            if source is None:
                return None
            return source.replace(
                origin=source.origin and reword(source.origin),
                evidence=source.evidence and reword(source.evidence),
            )

        for kind, held in self._kinds.items():
            for key, each in list(held.items()):
                if (made := said(each.source)) != each.source:
                    self._set(kind, key, evolve(each, source=made))
        ledger, revisions = self._ledger.copy(), self._revisions
        for subject, entries in ledger.items():
            self._ledger[subject] = [
                evolve(each, source=said(each.source) or each.source)
                if isinstance(each, Observation)
                else each
                for each in entries
            ]
        self._revisions = [
            evolve(each, before=evolve(each.before, source=said(each.before.source))) for each in revisions
        ]

        def step() -> None:
            self._ledger, self._revisions = ledger, revisions

        self._later(step)
        for batch in self.batches():
            made_of = evolve(batch, origin=reword(batch.origin), source=said(batch.source) or batch.source)
            if made_of != batch:
                self.put_batch(made_of)

    def put_batch(self, batch: Batch) -> None:
        before = self._batches.get(batch.batch_id)
        self._batches[batch.batch_id] = batch
        self._later(
            lambda: (
                self._batches.pop(batch.batch_id)
                if before is None
                else self._batches.__setitem__(batch.batch_id, before)
            )
        )

    def batches(self) -> list[Batch]:
        return list(self._batches.values())

    def setting(self, name: str) -> str | None:
        return self._settings.get(name)

    def set(self, name: str, value: str) -> None:
        before = self._settings.get(name)
        self._settings[name] = value
        self._later(
            lambda: self._settings.pop(name) if before is None else self._settings.__setitem__(name, before)
        )

    # ------------------------------------------------------------- notes

    def put_notes(self, space: str, notes: Sequence[Note]) -> None:
        for each in notes:
            self._set_note(space, each.key, each)

    def notes(
        self, space: str, *, keys: Iterable[str] | None = None, marks: Iterable[str] | None = None
    ) -> list[Note]:
        held = self._notes[space]
        wanted = held if keys is None else set(keys).intersection(held)
        found = [held[key] for key in sorted(wanted)]
        if marks is not None:
            borne = set(marks)
            found = [each for each in found if not borne.isdisjoint(each.marks)]
        return found

    def remove_notes(self, space: str, keys: Iterable[str]) -> None:
        for key in keys:
            self._set_note(space, key, None)

    def _set_note(self, space: str, key: str, note: Note | None) -> None:
        before = self._notes[space].pop(key, None)
        if note is not None:
            self._notes[space][key] = note
        self._later(lambda: self._set_note(space, key, before))


def open_rows() -> MemoryRows:
    """Return an empty place in memory."""
    return MemoryRows()
