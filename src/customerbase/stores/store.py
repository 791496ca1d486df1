"""What it means to keep customers true: the semantics that all stores share.

`Store` turns statements into ledger entries and cards, keeps a revision of
whatever is replaced, and undoes batches.  It stands on `Rows`, which only
knows how to keep things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import uuid4

from customerbase.errors import EditConflict, ErasedPerson, NotFound, NotReferable
from customerbase.ledger import (
    Batch,
    Decision,
    fold,
)
from customerbase.model import Contact, Customer, Entity, Purchase, Source, Verification
from customerbase.paths import CARDS, assemble, take_apart
from customerbase.stores.confirming import confirm, unconfirm
from customerbase.stores.learning import Learned, Outcome, Statement, check_employers, learn
from customerbase.stores.links import MERGES
from customerbase.stores.packing import Packed, pack, unpack
from customerbase.stores.reading import Reading
from customerbase.stores.resolving import as_it_rests, jobs_as_they_rest, roots_named
from customerbase.stores.rows import FILTERS, Revision, Rows, Stored
from customerbase.stores.tombstones import Tombstones

__all__ = ["Learned", "Outcome", "Statement", "Store"]

R = TypeVar("R", bound=Entity)
_CHUNK = 5_000


class Store(Reading):
    """Records, with the ledger of what was said of them.

    Parameters
    ----------
    rows : Rows
        Where they rest.
    clock : callable
        Says what time it is when something is recorded: a datetime with its zone.
    """

    def __init__(self, rows: Rows, clock: Callable[[], datetime]) -> None:
        super().__init__(rows)
        self._clock = clock

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that is written inside, or nothing of it."""
        with self.rows.transaction():
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one state in all that is read inside, whatever others write meanwhile; write nothing inside."""
        rows = self.rows
        with rows.reading():
            if rows.unmerged or rows.has_notes(MERGES):
                yield
                return
            rows.unmerged = True
            try:
                yield
            finally:
                rows.unmerged = False

    def now(self) -> datetime:
        """Return the time at which something is being recorded, in UTC: stores keep no other zone."""
        return self._clock().astimezone(UTC)

    # ------------------------------------------------------------- cards

    def learn(
        self,
        statements: Sequence[Statement],
        source: Source,
        *,
        batch_id: str | None = None,
        repeat: bool = False,
        heard_in: Batch | None = None,
    ) -> list[Learned]:
        """Record what a source says, and bring the cards up to date.

        Parameters
        ----------
        statements : sequence of Statement
            Read in this order.
        source : Source
        batch_id : str, optional
        repeat : bool
            Whether a source that says again what it said last is heard again;
            an import is not, a person who edits is.
        heard_in : Batch, optional
            An import in which the source said all of this already: only what
            it did not say then is heard.

        Returns
        -------
        list of Learned
            One for each statement; one that makes no record is refused and
            leaves nothing behind.
        """
        with self.transaction():
            return learn(
                self.rows,
                statements,
                source,
                at=self.now(),
                batch_id=batch_id,
                repeat=repeat,
                heard_in=heard_in,
            )

    def decide(
        self, kind: str, key: str, path: str, value: Any, *, accepted: bool, by: str, note: str | None = None
    ) -> None:
        """Accept or reject a value that waits.

        Raises
        ------
        NotFound
            If no such value waits.
        """
        with self.transaction():
            waiting = next(
                (each for each in self.candidates(kind, key) if each.path == path and each.value == value),
                None,
            )
            if waiting is None:
                raise NotFound(f"candidate for {path} of {kind}", key)
            # Under the id of whom it was said, so that it stays with him when a merge is taken back.
            subject = waiting.observation.subject_id
            decision = Decision(
                number=self.rows.next_number(),
                kind=kind,
                subject_id=subject,
                path=self.path_as_said(waiting),
                observation=waiting.observation.number,
                accepted=accepted,
                by=by,
                recorded_at=self.now(),
                note=note,
            )
            self.rows.append([decision])
            self.rebuild(kind, subject, decision.recorded_at)

    def rebuild(self, kind: str, key: str, at: datetime, batch_id: str | None = None) -> None:
        """Bring the card that rests up to date with the ledger."""
        before = self.rows.get(kind, [key]).get(key)
        folded = fold(self.entries(kind, key), covers=self.covers())
        card: Any = assemble(CARDS[kind], key, folded.values)  # type: ignore[type-var]
        check_employers(self.rows, card)
        if before is None or before.record != card:
            version = before.version + 1 if before else 1
            self.rows.put(kind, [Stored(record=card, version=version, recorded_at=at, batch_id=batch_id)])

    # ------------------------------------------------------------- all records

    def save(
        self,
        record: Entity,
        source: Source,
        *,
        seen: Entity | None = None,
        observed_on: date | None = None,
        batch_id: str | None = None,
    ) -> Learned:
        """Keep a record that somebody wrote or changed.

        Parameters
        ----------
        record : Entity
        source : Source
            How it was learned.  A second-hand value waits where a trusted one stands.
        seen : Entity, optional
            The record as it was read; if it is another one by now, nothing is
            written.
        observed_on : datetime.date, optional
        batch_id : str, optional

        Raises
        ------
        EditConflict
        NotReferable
            If it names a customer that is not there.
        InvalidRecord
        """
        with self.transaction():
            kind = record.kind_name
            before = self.as_seen(kind, record.key)
            if seen is not None and before != seen:
                raise EditConflict(kind, record.key, before, record, seen)
            if isinstance(record, Customer | Contact):
                values = take_apart(record)
                if before is not None:
                    held = take_apart(before)  # type: ignore[arg-type]
                    values = {path: value for path, value in values.items() if held.get(path) != value}
                    values |= {path: None for path in held if path not in take_apart(record)}
                    if not values:
                        return Learned(outcome=Outcome.UNCHANGED)
                    if kind == "contact":
                        values = jobs_as_they_rest(self.rows, record.key, values)
                statement = Statement(
                    kind=kind, subject_id=record.key, values=values, observed_on=observed_on
                )
                (learned,) = self.learn([statement], source, batch_id=batch_id, repeat=True)
                if learned.error is not None:
                    raise learned.error
                return learned
            return self.keep([record], source, batch_id=batch_id)[0]

    def keep(
        self, records: Sequence[Entity], source: Source, *, batch_id: str | None = None
    ) -> list[Learned]:
        """Keep records that are no cards, all of one kind; what they replace becomes a revision.

        Raises
        ------
        NotReferable
            If one names a customer that is not there; nothing is kept then.
        """
        if not records:
            return []
        kind = records[0].kind_name
        with self.transaction():
            at = self.now()
            self.check_references(records)
            held = self.rows.get(kind, [each.key for each in records])
            roots = roots_named(self.rows, [each.record for each in held.values()])
            results = []
            revisions = []
            written: dict[str, Stored] = {}
            for given in records:
                before = held.get(given.key)
                each = given if before is None else as_it_rests(given, before.record, roots)
                if before is not None and before.record == each:
                    results.append(Learned(outcome=Outcome.UNCHANGED))
                    continue
                if before is not None:
                    revisions.append(Revision(before=before, replaced_at=at, replaced_by=batch_id))
                held[each.key] = written[each.key] = Stored(
                    record=each,
                    version=before.version + 1 if before else 1,
                    recorded_at=at,
                    batch_id=batch_id,
                    source=source,
                )
                results.append(Learned(outcome=Outcome.CHANGED if before else Outcome.TAKEN))
                if isinstance(each, Verification):
                    if before is not None:
                        self.unconfirm(before.record, at)
                    confirm(self.rows, each, at)
            self.rows.add_revisions(revisions)
            self.rows.put(kind, list(written.values()))
        return results

    def keep_packed(
        self, purchases: Sequence[Packed], source: Source, *, batch_id: str | None = None
    ) -> list[Outcome]:
        """Keep purchases in bulk, as `keep` does one by one.

        Raises
        ------
        NotReferable
            If one names a customer that is not there; nothing is kept then.
        """
        with self.transaction():
            at = self.now()
            self._refuse_missing({head.customer_id: ("purchase", head.purchase_id) for head, _ in purchases})
            found = self.rows.get_packed([head.purchase_id for head, _ in purchases])
            held = {key: packed for key, (packed, _) in found.items()}
            fresh: list[Packed] = []
            changed: list[Packed] = []
            results = []
            for each in purchases:
                before = held.get(each[0].purchase_id)
                if before is None:
                    fresh.append(each)
                    results.append(Outcome.TAKEN)
                elif before == each:
                    results.append(Outcome.UNCHANGED)
                else:
                    changed.append(each)
                    results.append(Outcome.CHANGED)
                held[each[0].purchase_id] = each
            self.rows.add_packed(fresh, at, batch_id, source)
            if changed:
                kept = self.keep([unpack(each) for each in changed], source, batch_id=batch_id)
                # One that names a merged customer by the other id says nothing new.
                outcomes = iter(each.outcome for each in kept)
                results = [next(outcomes) if each is Outcome.CHANGED else each for each in results]
        return results

    def discard(self, kind: str, key: str, *, seen: Entity | None = None) -> None:
        """Take a record away that is no card; it stays as a revision.

        Parameters
        ----------
        kind, key : str
        seen : Entity, optional
            The record as it was read; if it is another one by now, it stays.

        Raises
        ------
        NotFound, EditConflict
        """
        with self.transaction():
            before = self.rows.get(kind, [key]).get(key)
            if before is None:
                raise NotFound(kind, key)
            if seen is not None and (theirs := self.as_seen(kind, key)) != seen:
                raise EditConflict(kind, key, theirs, None, seen)
            self.rows.add_revisions([Revision(before=before, replaced_at=self.now(), replaced_by=None)])
            self.rows.remove(kind, [key])
            self.unconfirm(before.record, self.now())

    def check_references(self, records: Iterable[Entity]) -> None:
        """Raise `NotReferable` if a record names a customer that is not there."""
        named: dict[str, tuple[str, str]] = {}
        for each in records:
            if isinstance(each, Purchase):
                named.setdefault(each.customer_id, ("purchase", each.purchase_id))
                pack(each)
                continue
            for name in ("customer_id", "other_id"):
                if name in FILTERS[each.kind_name] and (value := getattr(each, name)) is not None:
                    named.setdefault(value, (each.kind_name, each.key))
        self._refuse_missing(named)

    def _refuse_missing(self, named: Mapping[str, tuple[str, str]]) -> None:
        missing = named.keys() - self.rows.known("customer", named)
        if missing:
            first = min(missing)
            for who, stone in Tombstones(self.rows).of_ids("customer", missing).items():
                raise ErasedPerson(*named[who], f"customer {who!r}", stone.erased_at.date())
            raise NotReferable(*named[first], f"customer {first!r}")

    def unconfirm(self, record: Entity, at: datetime) -> None:
        """Take back what a record confirmed, if it is a verification; what waited for that may then stand."""
        if isinstance(record, Verification):
            for kind, key in unconfirm(self.rows, record, at):
                if self.rows.known(kind, [key]):
                    self.rebuild(kind, key, at)

    # ------------------------------------------------------------- batches

    def begin_batch(self, what: str, origin: str, source: Source, *, digest: str | None = None) -> Batch:
        """Note that an import begins; call it inside the import's transaction."""
        batch = Batch(
            batch_id=uuid4().hex,
            what=what,
            origin=origin,
            source=source,
            recorded_at=self.now(),
            digest=digest,
        )
        self.rows.put_batch(batch)
        return batch

    def batch(self, batch_id: str) -> Batch:
        """Return what is known of a batch.

        Raises
        ------
        NotFound
        """
        for each in self.rows.batches():
            if each.batch_id == batch_id:
                return each
        raise NotFound("batch", batch_id)
