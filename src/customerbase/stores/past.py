"""A base as it was: what was known at an instant, what was true on a day, read through the rows that rest today.

Nothing is copied.  Cards are folded from those entries of the ledger that
were recorded, or observed, by then.  Of other records the version is found
that stood then: the one that rests, or what a revision holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from heapq import merge
from itertools import islice
from types import MappingProxyType
from typing import Any, NoReturn

import attrs

from customerbase.errors import StoreError
from customerbase.ledger import Batch, Entry, Merge, Observation, Verified, counting, fold
from customerbase.model import Entity, SaleTotal, Source
from customerbase.paths import CARDS, assemble
from customerbase.rfm import SegmentRow
from customerbase.stores.columns import SALE_COLUMNS, SaleColumns
from customerbase.stores.facets import declared_facets
from customerbase.stores.kept_runs import KeptRun
from customerbase.stores.links import MERGES, merge_of_note, note_of_merge
from customerbase.stores.notes import Note
from customerbase.stores.rows import Revision, Rows, Stored, filtered_values
from customerbase.verifying.facets import covers_of

__all__ = ["DAY_OF_TRUTH", "PastRows"]

_CHUNK = 500

DAY_OF_TRUTH: Mapping[str, str] = MappingProxyType(
    {
        "assignment": "since",
        "campaign": "start",
        "consent": "on",
        "coupon": "issued_on",
        "employee": "hired_on",
        "feedback": "on",
        "interaction": "on",
        "lead": "on",
        "purchase": "on",
        "redemption": "on",
        "relationship": "since",
        "response": "on",
        "sighting": "on",
        "touch": "on",
        "verification": "on",
    }
)
"""Kind → the field that says from which day a record is true.

Cards are not listed: each of their values has a day of its own.  Products,
competitors and tasks bear no such day: they are there on every day.
"""


class PastRows(Rows):
    """The rows of a base as of then; they can be read, and not written.

    Parameters
    ----------
    rows : Rows
        As they rest today.
    known_at : datetime.datetime, optional
        Only what was recorded up to this instant, and as it stood then.
    true_on : datetime.date, optional
        Only what had happened, or was observed, by this day.
    """

    def __init__(self, rows: Rows, *, known_at: datetime | None = None, true_on: date | None = None) -> None:
        self._rows = rows
        self._known_at = known_at
        self._true_on = true_on
        self._replaced_since: dict[str, dict[str, Stored]] | None = None
        said = {"known at": known_at, "true on": true_on}
        self.location = " ".join(
            [rows.location, *(f"{what} {when.isoformat()}" for what, when in said.items() if when)]
        )

    # ------------------------------------------------------------- what cannot be done

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise StoreError(self.location, "shows the past and cannot be written to", "write to the base itself")

    transaction: Any = _refuse
    put: Any = _refuse
    add: Any = _refuse
    adding: Any = _refuse
    remove: Any = _refuse
    add_packed: Any = _refuse
    put_rfm_run: Any = _refuse
    remove_rfm_run: Any = _refuse
    append: Any = _refuse
    add_revisions: Any = _refuse
    forget: Any = _refuse
    reword: Any = _refuse
    overwrite_freed: Any = _refuse
    put_batch: Any = _refuse
    set: Any = _refuse
    put_notes: Any = _refuse
    remove_notes: Any = _refuse

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._rows.reading():
            outer = self._replaced_since
            self._replaced_since = {} if outer is None else outer
            try:
                yield
            finally:
                self._replaced_since = outer

    def close(self) -> None:
        """The base that it was made from stays open."""

    # ------------------------------------------------------------- records

    def get(self, kind: str, keys: Iterable[str]) -> dict[str, Stored]:
        keys = list(dict.fromkeys(keys))
        if kind in CARDS:
            return self._cards(kind, keys)
        found = self._rows.get(kind, keys)
        if self._known_at is not None:
            for key in keys:
                later = (e for e in self._rows.revisions(kind, key) if e.replaced_at > self._known_at)
                if (first := next(later, None)) is not None:
                    found[key] = first.before
        return {key: found[key] for key in keys if key in found and self._was(found[key])}

    def scan(self, kind: str, where: Mapping[str, str] | None = None) -> Iterator[Stored]:
        if kind in CARDS:
            yield from self._scan_cards(kind, where or {})
            return
        before = self._before(kind)
        replaced = (before[key] for key in sorted(before) if _meets(before[key].record, where or {}))
        present = (each for each in self._rows.scan(kind, where) if each.record.key not in before)
        for stored in merge(present, replaced, key=lambda each: each.record.key):
            if self._was(stored):
                yield stored

    def _before(self, kind: str) -> dict[str, Stored]:
        """Return by id what stood at the instant and was replaced since; kept only while one state is read."""
        found = None if self._replaced_since is None else self._replaced_since.get(kind)
        if found is None:
            found = {}
            if self._known_at is not None:
                for each in self._rows.revisions_after(kind, self._known_at):
                    found.setdefault(each.before.record.key, each.before)
            if self._replaced_since is not None:
                self._replaced_since[kind] = found
        return found

    def _was(self, stored: Stored) -> bool:
        """Tell whether a version that nothing had replaced by then was there by then."""
        if self._known_at is not None and stored.recorded_at > self._known_at:
            return False
        name = DAY_OF_TRUTH.get(stored.record.kind_name)
        day = None if name is None or self._true_on is None else getattr(stored.record, name)
        return day is None or self._true_on is None or day <= self._true_on

    # ------------------------------------------------------------- cards

    def _scan_cards(self, kind: str, where: Mapping[str, str]) -> Iterator[Stored]:
        keys = iter(self._employed(where) if where else self._subjects(kind))
        while some := list(islice(keys, _CHUNK)):
            found = self._cards(kind, some)
            yield from (found[key] for key in some if key in found and _meets(found[key].record, where))

    def _subjects(self, kind: str) -> list[str]:
        """Return the ids of cards that may have been there then: those of today, and what was undone since."""
        gone = {
            key
            for batch in self._rows.batches()
            if self._known_at is not None and batch.undone_at is not None and batch.undone_at > self._known_at
            for of, key in self._rows.observed_in(batch.batch_id)
            if of == kind
        }
        present = self._rows.keys(kind)
        return sorted(gone.union(present)) if gone else present

    def _employed(self, where: Mapping[str, str]) -> list[str]:
        """Return the ids of contacts who may have been at a customer then: the ledger holds his id for each."""
        return sorted(self._rows.subjects_naming("contact", where.values()))

    def _cards(self, kind: str, keys: Sequence[str]) -> dict[str, Stored]:
        covers = covers_of(declared_facets(self._rows))
        all_entries = self._rows.entries(kind, keys)
        present = self._rows.get(kind, keys)
        found: dict[str, Stored] = {}
        for key in keys:
            held = all_entries.get(key, [])
            read = self._read(held)
            if len(read) == len(held):
                if key in present:
                    found[key] = present[key]
                continue
            values = fold(read, covers=covers).values
            if "name" not in values:
                continue
            last = read[-1]
            found[key] = Stored(
                record=assemble(CARDS[kind], key, values),  # type: ignore[type-var]
                version=len(read),
                recorded_at=last.recorded_at,
                batch_id=last.batch_id if isinstance(last, Observation) else None,
                source=last.source if isinstance(last, Observation) else None,
            )
        return found

    def _read(self, entries: Iterable[Entry]) -> list[Entry]:
        return [each for each in entries if self._counts(each)]

    def _counts(self, entry: Entry) -> bool:
        if self._known_at is not None and entry.recorded_at > self._known_at:
            return False
        if self._true_on is None:
            return True
        if isinstance(entry, Observation):
            return entry.when <= self._true_on
        return not isinstance(entry, Verified) or entry.verification.on <= self._true_on

    def entries(self, kind: str, subject_ids: Iterable[str]) -> dict[str, list[Entry]]:
        found = {key: self._read(held) for key, held in self._rows.entries(kind, subject_ids).items()}
        return {key: held for key, held in found.items() if held}

    def first_heard(self, kind: str) -> Iterator[tuple[str, Source, datetime, date | None]]:
        keys = (each.record.key for each in self.scan(kind))
        while some := list(islice(keys, _CHUNK)):
            held = self.entries(kind, some)
            for key in some:
                first = counting(held[key])[0]
                yield key, first.source, first.recorded_at, first.observed_on

    # ------------------------------------------------------------- sales, where nothing was replaced

    def sale_totals(
        self, *, customer_id: str | None = None, start: date | None = None, end: date | None = None
    ) -> Iterator[SaleTotal]:
        if self._known_at is not None:
            return super().sale_totals(customer_id=customer_id, start=start, end=end)
        return self._rows.sale_totals(customer_id=customer_id, start=start, end=self._end(end))

    def sale_columns(
        self, names: Sequence[str] = SALE_COLUMNS, *, start: date | None = None, end: date | None = None
    ) -> AbstractContextManager[SaleColumns]:
        if self._known_at is not None:
            return super().sale_columns(names, start=start, end=end)
        return self._rows.sale_columns(names, start=start, end=self._end(end))

    def _end(self, end: date | None) -> date | None:
        return min((day for day in (end, self._true_on) if day is not None), default=None)

    # ------------------------------------------------------------- kept runs of RFM

    def rfm_runs(self) -> list[KeptRun]:
        return [each for each in self._rows.rfm_runs() if self._was_kept(each)]

    def rfm_run(self, name: str) -> tuple[KeptRun, list[SegmentRow]] | None:
        found = self._rows.rfm_run(name)
        return found if found is not None and self._was_kept(found[0]) else None

    def _was_kept(self, kept: KeptRun) -> bool:
        return (self._known_at is None or kept.recorded_at <= self._known_at) and (
            self._true_on is None or kept.as_of <= self._true_on
        )

    # ------------------------------------------------------------- ledger, revisions, batches, settings

    def next_number(self) -> int:
        return self._rows.next_number()

    def observed_in(self, batch_id: str) -> list[tuple[str, str]]:
        return [
            (kind, key)
            for kind, key in self._rows.observed_in(batch_id)
            if any(
                isinstance(each, Observation) and each.batch_id == batch_id
                for each in self.entries(kind, [key]).get(key, ())
            )
        ]

    def revisions(self, kind: str, key: str) -> list[Revision]:
        return self._replaced(self._rows.revisions(kind, key))

    def revisions_of_batch(self, kind: str, batch_id: str) -> list[Revision]:
        return self._replaced(self._rows.revisions_of_batch(kind, batch_id))

    def revisions_after(self, kind: str, instant: datetime) -> Iterator[Revision]:
        return iter(self._replaced(self._rows.revisions_after(kind, instant)))

    def _replaced(self, revisions: Iterable[Revision]) -> list[Revision]:
        return [each for each in revisions if self._known_at is None or each.replaced_at <= self._known_at]

    def batches(self) -> list[Batch]:
        return [
            attrs.evolve(each, undone_at=None)
            if self._known_at is not None and each.undone_at is not None and each.undone_at > self._known_at
            else each
            for each in self._rows.batches()
            if self._known_at is None or each.recorded_at <= self._known_at
        ]

    def setting(self, name: str) -> str | None:
        return self._rows.setting(name)

    def notes(
        self, space: str, *, keys: Iterable[str] | None = None, marks: Iterable[str] | None = None
    ) -> list[Note]:
        found = self._rows.notes(space, keys=keys, marks=marks)
        if space != MERGES or self._known_at is None:
            return found
        merges = (merge_of_note(each) for each in found)
        return [
            note_of_merge(
                each if each.undone_at is None or each.undone_at <= self._known_at else _standing(each)
            )
            for each in merges
            if each.recorded_at <= self._known_at
        ]


def _standing(merge: Merge) -> Merge:
    return attrs.evolve(merge, undone_at=None, undone_by=None)


def _meets(record: Entity, where: Mapping[str, str]) -> bool:
    return all(value in filtered_values(record, name) for name, value in where.items())
