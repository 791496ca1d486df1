"""Many records at once: what saving them one by one would do, at a fraction of the time.

Records that are not there yet need no comparison with what was: they go to
the store some thousand at a time.  Every other one is saved by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import Any, Final

import attrs

from customerbase.errors import InvalidRecord, NotReferable
from customerbase.ledger import Batch, Observation
from customerbase.model import KINDS, Contact, Customer, Entity, Purchase, Source
from customerbase.paths import CARDS, take_apart
from customerbase.stores.learning import Learned, Outcome, Statement
from customerbase.stores.links import MERGES
from customerbase.stores.packing import pack
from customerbase.stores.rows import FILTERS, filtered_values
from customerbase.stores.store import Store
from customerbase.stores.tombstones import Tombstones

__all__ = ["LISTED", "Loaded", "RefusedRecord", "load"]

LISTED: Final = 1_000
"""How many refused records a result lists; all are counted."""

_CHUNK: Final = 1_000


@attrs.frozen(kw_only=True)
class RefusedRecord:
    """A record that was not kept, and why.

    Attributes
    ----------
    position : int
        Its place among the records given, from 0.
    record : Entity
    error : InvalidRecord or NotReferable
    """

    position: int
    record: Entity
    error: InvalidRecord | NotReferable


@attrs.frozen(kw_only=True)
class Loaded:
    """What became of records that were loaded.

    Attributes
    ----------
    batch_id : str
        By which all of it can be undone.
    counts : mapping of str to mapping of str to int
        Kind → ``taken``, ``changed``, ``unchanged``, ``refused`` → number; only what is above 0.
    waiting : int
        How many cards got values that wait for a decision.
    refused : tuple of RefusedRecord
        The first thousand of them.
    """

    batch_id: str
    counts: Mapping[str, Mapping[str, int]]
    waiting: int
    refused: tuple[RefusedRecord, ...] = attrs.field(repr=False)

    def count(self, outcome: Outcome | str) -> int:
        """Return how many records of all kinds had this outcome."""
        return sum(each.get(str(outcome), 0) for each in self.counts.values())

    def __str__(self) -> str:
        lines = [
            f"{kind}: " + ", ".join(f"{number:,} {outcome}" for outcome, number in found.items())
            for kind, found in self.counts.items()
        ]
        lines += [f"refused: {each.error}" for each in self.refused[:10]]
        return "\n".join(lines) or "nothing"


def load(
    store: Store,
    records: Iterable[Entity],
    source: Source,
    *,
    origin: str = "records",
    observed_on: date | None = None,
    check: Callable[[Customer], None] | None = None,
) -> Loaded:
    """Keep records of any kinds as one batch: all that is not refused, or nothing where it breaks off.

    Parameters
    ----------
    store : Store
    records : iterable of Entity
        Read once, some thousand at a time; a record stands after those that it names.
    source : Source
    origin : str
        What the batch is called.
    observed_on : datetime.date, optional
    check : callable, optional
        Raises `InvalidRecord` for a customer whom this base does not take.
    """
    with store.transaction():
        batch = store.begin_batch("records", origin, source)
        loading = _Loading(store, batch, observed_on, check)
        with store.rows.adding():
            for first, some in _chunks(records):
                loading.take(first, some)
        counts = loading.counts()
        totals = {str(each): sum(found.get(each, 0) for found in counts.values()) for each in Outcome}
        store.rows.put_batch(attrs.evolve(batch, counts=totals))
    return Loaded(
        batch_id=batch.batch_id, counts=counts, waiting=loading.waiting, refused=tuple(loading.refused)
    )


def _chunks(records: Iterable[Entity]) -> Iterator[tuple[int, dict[tuple[str, str], Entity]]]:
    """Yield some thousand records at a time, by kind and id, each of which is there once; and the first's place."""
    first = 0
    some: dict[tuple[str, str], Entity] = {}
    keys = {kind: attrgetter(f"{kind}_id") for kind in KINDS}
    for each in records:
        kind = each.kind_name
        name = (kind, keys[kind](each))
        if len(some) == _CHUNK or name in some:
            yield first, some
            first, some = first + len(some), {}
        some[name] = each
    yield first, some


class _Loading:
    """One load: what waits to be written, and what was done so far."""

    def __init__(
        self,
        store: Store,
        batch: Batch,
        observed_on: date | None,
        check: Callable[[Customer], None] | None,
    ) -> None:
        self.store = store
        self.rows = store.rows
        self.batch = batch
        self.observed_on = observed_on
        self.check = check
        self.found: Counter[tuple[str, Outcome]] = Counter()
        self.waiting = 0
        self.refused: list[RefusedRecord] = []
        self.fresh: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        self.said: list[Customer | Contact] = []
        self.unmerged = not self.rows.has_notes(MERGES)

    def counts(self) -> dict[str, dict[str, int]]:
        kinds = {kind for kind, _ in self.found}
        return {
            kind: {str(each): self.found[kind, each] for each in Outcome if self.found[kind, each]}
            for kind in KINDS
            if kind in kinds
        }

    def take(self, first: int, records: Mapping[tuple[str, str], Entity]) -> None:
        """Keep some records."""
        there = self._there(records)
        named = [_named_by(each) for each in records.values()]
        wanted = set(chain.from_iterable(named))
        known = self.rows.known("customer", wanted)
        stopped = self._stopped(records)
        if not there and not stopped and wanted <= known and self._take_all(records):
            return
        for position, (name, of) in enumerate(zip(records, named, strict=True), first):
            each = records[name]
            try:
                alone = name in there or name in stopped or not known.issuperset(of)
                outcome = self._take(name, each, there.get(name), known, alone=alone)
            except (InvalidRecord, NotReferable) as error:
                outcome = Outcome.REFUSED
                if len(self.refused) < LISTED:
                    self.refused.append(RefusedRecord(position=position, record=each, error=error))
            self.found[name[0], outcome] += 1
        self._write()

    def _take_all(self, records: Mapping[tuple[str, str], Entity]) -> bool:
        """Take new records of one kind, of which none is refused; say whether they are that."""
        kinds = {kind for kind, _ in records}
        kind = next(iter(kinds), "")
        if len(kinds) != 1 or kind == "verification" or (kind == "customer" and self.check is not None):
            return False
        some: list[Any] = list(records.values())
        if kind in CARDS:
            self.said = some
        if kind == "purchase":
            try:
                some = [pack(each) for each in some]
            except InvalidRecord:
                return False
        self.fresh[kind] = some
        self.found[kind, Outcome.TAKEN] += len(some)
        self._write()
        return True

    def _take(
        self,
        name: tuple[str, str],
        record: Entity,
        before: Entity | None,
        known: set[str],
        *,
        alone: bool,
    ) -> Outcome:
        kind, key = name
        if kind == "customer" and self.check is not None:
            self.check(record)  # type: ignore[arg-type]
        if before == record and self.unmerged:
            return Outcome.UNCHANGED
        if alone or kind == "verification":
            # What is wrong with it, if anything is, `save` says.
            return self._save(record)
        if kind == "purchase":
            self.fresh[kind].append(pack(record))  # type: ignore[arg-type]
        else:
            self.fresh[kind].append(record)
            if kind == "customer":
                known.add(key)
            if kind in CARDS:
                self.said.append(record)  # type: ignore[arg-type]
        return Outcome.TAKEN

    def _stopped(self, records: Mapping[tuple[str, str], Entity]) -> set[tuple[str, str]]:
        """Return the names of those who may be people that were erased: each is looked at by itself."""
        stones = Tombstones(self.rows)
        if not stones:
            return set()
        cards = [(name, each) for name, each in records.items() if isinstance(each, Customer | Contact)]
        said = [Statement(kind=kind, subject_id=key, values=take_apart(each)) for (kind, key), each in cards]
        return {cards[i][0] for i in stones.stop(said, {})}

    def _there(self, names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Entity | None]:
        """Return the records that stand under these ids; None where only the ledger knows the id."""
        keys: dict[str, list[str]] = {}
        for kind, key in names:
            keys.setdefault(kind, []).append(key)
        found: dict[tuple[str, str], Entity | None] = {}
        for kind, some in keys.items():
            if kind in CARDS:
                found |= {(kind, key): None for key in self.rows.entries(kind, some)}
            held = self.rows.get(kind, self.rows.known(kind, some))
            found |= {(kind, key): each.record for key, each in held.items()}
        return found

    def _save(self, record: Entity) -> Outcome:
        # In its turn: what comes later in the ledger was said later.
        self._write()
        learned: Learned = self.store.save(
            record, self.batch.source, observed_on=self.observed_on, batch_id=self.batch.batch_id
        )
        self.waiting += bool(learned.waiting)
        return learned.outcome

    def _write(self) -> None:
        """Write what is new, customers first."""
        at, batch_id, source = self.store.now(), self.batch.batch_id, self.batch.source
        for kind, some in self.fresh.items():
            if not some:
                continue
            self.fresh[kind] = []
            if kind == "purchase":
                self.rows.add_packed(some, at, batch_id, source)
                continue
            self.rows.add(kind, some, at, batch_id, source)
        if self.said:
            number = self.rows.next_number()
            self.rows.append(
                [
                    Observation(
                        number=number + i,
                        kind=each.kind_name,
                        subject_id=each.key,
                        values=take_apart(each),
                        source=source,
                        recorded_at=at,
                        observed_on=self.observed_on,
                        batch_id=batch_id,
                    )
                    for i, each in enumerate(self.said)
                ]
            )
            self.said = []


def _named_by(record: Entity) -> Sequence[str]:
    """Return the customers who must be there before a record is kept."""
    kind = record.kind_name
    if kind == "customer":
        return ()
    if isinstance(record, Contact):
        return [each.customer_id for each in record.employments]
    if isinstance(record, Purchase):
        return (record.customer_id,)
    return sorted(each for name in _NAMING[kind] for each in filtered_values(record, name))


_NAMING: Final = {
    kind: tuple(name for name in ("customer_id", "other_id") if name in names)
    for kind, names in FILTERS.items()
}
