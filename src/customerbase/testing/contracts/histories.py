"""What can be done to a base, as values that hypothesis can make and any store can be told to do.

Ids come out of small pools, on purpose: a store that ignores the second
record under an id is found only where ids come again.  Among them are ids that
databases take for one another: other case, a character more at the end,
full-width letters, wildcards, quotes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

import attrs

from customerbase.errors import CustomerbaseError
from customerbase.ledger import Batch
from customerbase.model import Entity, Purchase, Source
from customerbase.rfm import RfmRun
from customerbase.stores.erasing import erase
from customerbase.stores.kept_runs import forget_run, keep_run
from customerbase.stores.links import Links
from customerbase.stores.merging import merge, unmerge
from customerbase.stores.notes import Note
from customerbase.stores.packing import pack
from customerbase.stores.store import Statement, Store
from customerbase.stores.undo import undo

__all__ = [
    "CONTACTS",
    "CUSTOMERS",
    "DAYS",
    "IDS",
    "MARKS",
    "RECORDS",
    "SPACES",
    "START",
    "Base",
    "Broken",
    "Clock",
]

START: Final = datetime(2024, 3, 1, 2, 30, tzinfo=timezone(timedelta(hours=8)))
"""When histories begin: by the clock here already the next day, in UTC still the day before."""

DAYS: Final = (None, date(2023, 12, 31), date(2024, 2, 29), date(2024, 3, 1), date(2024, 5, 1))
"""Days of observation: none, long before, the day before, the first day, later."""

CUSTOMERS: Final = ("C1", "c1", "C1.", "C_", "客户%", "Ｃ1'")
CONTACTS: Final = ("K1", "k1", "K]")
RECORDS: Final = ("R1", "r1", "R%", '"R1')
IDS: Final = {"customer": CUSTOMERS, "contact": CONTACTS, "purchase": RECORDS, "interaction": RECORDS,
              "verification": RECORDS}  # fmt: skip

SPACES: Final = ("decision", "Decision")
MARKS: Final = ("m", "M", "m ", "标记")


class Clock:
    """A clock that stands still until it is told to go."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@attrs.define
class Base:
    """A store, and the batches that came into it."""

    store: Store
    batches: list[str] = attrs.field(factory=list)

    def do(self, operation: Operation) -> tuple[str, Any]:
        """Do something, and say what came of it: its result, or the kind of its error."""
        try:
            return "done", operation.do(self)
        except (CustomerbaseError, Broken) as error:
            return type(error).__name__, None


class Broken(Exception):
    """Thrown in the middle of a transaction, to see what is left of it."""


def _break(wanted: bool) -> None:
    if wanted:
        raise Broken


class Operation(ABC):
    """Something that is done to a base."""

    __slots__ = ()

    @abstractmethod
    def do(self, base: Base) -> Any:
        """Do it, and return what can be compared."""


@attrs.frozen
class Learn(Operation):
    """A source states something of several cards."""

    statements: tuple[Statement, ...]
    source: Source
    repeat: bool

    def do(self, base: Base) -> Any:
        learned = base.store.learn(self.statements, self.source, repeat=self.repeat)
        return [(each.outcome, each.changed, each.waiting, str(each.error)) for each in learned]


@attrs.frozen
class Save(Operation):
    """Somebody writes a record; `seen` says whether he has read what stands, or something else."""

    record: Entity
    source: Source
    seen: str
    observed_on: date | None

    def do(self, base: Base) -> Any:
        seen: Entity | None = None
        if self.seen == "as it stands":
            seen = base.store.get(type(self.record), self.record.key)
        elif self.seen == "as it never stood":
            field = "note" if hasattr(self.record, "note") else "content"
            seen = self.record.replace(**{field: "nobody ever wrote this"})
        learned = base.store.save(self.record, self.source, seen=seen, observed_on=self.observed_on)
        return learned.outcome, learned.changed, learned.waiting


@attrs.frozen
class Keep(Operation):
    """Records of one kind are kept; purchases packed or one by one."""

    records: tuple[Entity, ...]
    source: Source
    packed: bool

    def do(self, base: Base) -> Any:
        return kept(base.store, self, None)


def kept(store: Store, keep: Keep, batch_id: str | None) -> list[str]:
    """Keep records, in the batch if there is one."""
    if keep.packed and all(isinstance(each, Purchase) for each in keep.records):
        packed = [pack(each) for each in keep.records if isinstance(each, Purchase)]
        return list(store.keep_packed(packed, keep.source, batch_id=batch_id))
    return [each.outcome for each in store.keep(keep.records, keep.source, batch_id=batch_id)]


@attrs.frozen
class Import(Operation):
    """A batch: statements and records in one transaction, that may fail at its end."""

    learn: Learn
    keep: Keep
    fails: bool

    def do(self, base: Base) -> Any:
        store, batch_id = base.store, f"batch {len(base.batches)}"
        with store.transaction():
            batch = Batch(
                batch_id=batch_id,
                what="customer",
                origin="列表.csv",
                source=self.learn.source,
                recorded_at=store.now(),
            )
            store.rows.put_batch(batch)
            learned = store.learn(self.learn.statements, self.learn.source, batch_id=batch_id)
            outcomes = kept(store, self.keep, batch_id)
            _break(self.fails)
            store.rows.put_batch(attrs.evolve(batch, counts={"taken": len(outcomes)}))
        base.batches.append(batch_id)
        return [each.outcome for each in learned], outcomes


@attrs.frozen
class Decide(Operation):
    """Somebody accepts or rejects one of the values that wait, if one does."""

    kind: str
    key: str
    which: int
    accepted: bool

    def do(self, base: Base) -> Any:
        waiting = base.store.candidates(self.kind, self.key)
        path, value = "name", "nobody stated this"
        if waiting:
            path, value = (waiting[self.which % len(waiting)].path, waiting[self.which % len(waiting)].value)
        base.store.decide(self.kind, self.key, path, value, accepted=self.accepted, by="E1")
        return path


@attrs.frozen
class Discard(Operation):
    """A record that is no card is taken away."""

    kind: str
    key: str

    def do(self, base: Base) -> Any:
        base.store.discard(self.kind, self.key)


@attrs.frozen
class Undo(Operation):
    """One of the batches is taken back, the last ones more often; perhaps for the second time."""

    back: int

    def do(self, base: Base) -> Any:
        batch_id = base.batches[-1 - self.back] if self.back < len(base.batches) else "no batch"
        return undo(base.store, batch_id)


@attrs.frozen
class Configure(Operation):
    """A setting is kept."""

    name: str
    value: str

    def do(self, base: Base) -> Any:
        base.store.rows.set(self.name, self.value)


@attrs.frozen
class MergeCards(Operation):
    """Somebody says that two cards mean the same."""

    kind: str
    survivor: str
    other: str

    def do(self, base: Base) -> Any:
        made = merge(base.store, self.kind, self.survivor, self.other, by="E1")
        return made, [(each.path, each.survivor, each.other) for each in made.conflicts]


@attrs.frozen
class UnmergeCards(Operation):
    """Somebody takes one of the merges back, perhaps for the second time."""

    which: int

    def do(self, base: Base) -> Any:
        made = Links(base.store.rows).merges()
        return unmerge(base.store, made[self.which % len(made)].merge_id if made else "no merge", by="E2")


@attrs.frozen
class PutNotes(Operation):
    """Notes are kept beside the records."""

    space: str
    notes: tuple[Note, ...]

    def do(self, base: Base) -> Any:
        base.store.rows.put_notes(self.space, self.notes)


@attrs.frozen
class RemoveNotes(Operation):
    """Notes are taken away."""

    space: str
    keys: tuple[str, ...]

    def do(self, base: Base) -> Any:
        base.store.rows.remove_notes(self.space, self.keys)


@attrs.frozen
class Forget(Operation):
    """What the ledger holds of a card, or what a record was before, is forgotten, with the record itself.

    Of a customer never: others name him.
    """

    kind: str
    key: str

    def do(self, base: Base) -> Any:
        rows = base.store.rows
        with base.store.transaction():
            rows.remove(self.kind, [self.key])
            rows.forget(self.kind, self.key)


@attrs.frozen
class Erase(Operation):
    """A customer or contact is erased; the books know him by a pseudonym that both stores are told."""

    kind: str
    key: str
    pseudonym: str

    def do(self, base: Base) -> Any:
        done = erase(
            base.store, self.kind, self.key, reason="asked for it", by="E1", pseudonym=self.pseudonym
        )
        return done.pseudonym, done.removed, done.pseudonymised, done.reworded, done.kept_contacts


@attrs.frozen
class Reword(Operation):
    """Sources and batches get other words."""

    was: str
    now: str

    def do(self, base: Base) -> Any:
        with base.store.transaction():
            base.store.rows.reword(lambda text: text.replace(self.was, self.now))


@attrs.frozen
class KeepRun(Operation):
    """A run of RFM is kept, perhaps in the place of another one."""

    name: str
    run: RfmRun = attrs.field(repr=False)
    replace: bool = False

    def do(self, base: Base) -> Any:
        return keep_run(base.store, self.run, self.name, replace=self.replace)


@attrs.frozen
class ForgetRun(Operation):
    """A kept run is taken away."""

    name: str

    def do(self, base: Base) -> Any:
        forget_run(base.store, self.name)


@attrs.frozen
class Together(Operation):
    """Several things in one transaction, or in a part of one; a part that fails takes only itself back."""

    parts: tuple[Operation, ...]
    fails: bool

    def do(self, base: Base) -> Any:
        before = list(base.batches)
        try:
            with base.store.transaction():
                done = [base.do(part) for part in self.parts]
                _break(self.fails)
        except Broken:
            base.batches[:] = before
            raise
        return done


def forgets(operation: Operation) -> bool:
    """Tell whether something is forgotten by an operation, or a part of it: then the past is another one."""
    if isinstance(operation, Together):
        return any(forgets(part) for part in operation.parts)
    return isinstance(operation, Forget)
