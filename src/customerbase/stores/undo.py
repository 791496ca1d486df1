"""Taking an import back: what it brought goes, what people edited since stays and is listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from customerbase.errors import NotFound, NotReferable
from customerbase.ledger import Decision, Entry, Observation, Retraction, counting, fold
from customerbase.model import KINDS, Entity, Verification
from customerbase.paths import CARDS, assemble
from customerbase.stores.confirming import confirm
from customerbase.stores.facets import declared_facets
from customerbase.stores.learning import check_employers
from customerbase.stores.ledger_reading import chunks
from customerbase.stores.links import Cluster, Links
from customerbase.stores.rows import FILTERS, Revision, Stored, filtered_values
from customerbase.stores.store import Store
from customerbase.verifying.facets import covers_of

__all__ = ["Kept", "Undone", "undo"]


@attrs.frozen(kw_only=True)
class Kept:
    """A record that an undone batch brought or changed, and that stays as it is.

    Attributes
    ----------
    kind, key : str
    why : str
        ``edited since``, or what refers to it.
    paths : tuple of str
        The values of a card that were edited since.
    """

    kind: str
    key: str
    why: str
    paths: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Undone:
    """What became of a batch that was undone.

    Attributes
    ----------
    batch_id : str
    removed, restored : mapping
        Kind → number of records that are gone, and that are as they were before.
    kept : tuple of Kept
    """

    batch_id: str
    removed: Mapping[str, int]
    restored: Mapping[str, int]
    kept: tuple[Kept, ...]


def undo(store: Store, batch_id: str) -> Undone:
    """Take a batch back.

    Parameters
    ----------
    store : Store
    batch_id : str

    Returns
    -------
    Undone

    Raises
    ------
    NotFound
        If there is no such batch, or it has been undone already.

    Notes
    -----
    Nothing is erased from the ledger: the batch's observations are retracted,
    so that ``as_of`` a day before the undo still shows what was known then.
    """
    with store.transaction():
        batch = store.batch(batch_id)
        if batch.undone_at is not None:
            raise NotFound("batch that is not undone yet with id", batch_id)
        work = _Undo(store, batch_id)
        for kind in reversed([kind for kind in KINDS if kind not in CARDS]):
            work.take_back_records(kind)
        for kind in ("contact", "customer"):
            work.take_back_cards(kind)
        work.take_back_what_was_left()
        store.rows.put_batch(attrs.evolve(batch, undone_at=work.at))
        return Undone(batch_id=batch_id, removed=work.removed, restored=work.restored, kept=tuple(work.kept))


class _Undo:
    def __init__(self, store: Store, batch_id: str) -> None:
        self.store = store
        self.rows = store.rows
        self.batch_id = batch_id
        self.at = store.now()
        self.covers = covers_of(declared_facets(self.rows))
        self.undone = {each.batch_id for each in self.rows.batches() if each.undone_at is not None}
        self.removed: dict[str, int] = {}
        self.restored: dict[str, int] = {}
        self.kept: list[Kept] = []
        self.freed: set[str] = set()
        self._referring: list[tuple[str, str]] | None = None

    def take_back_records(self, kind: str) -> None:
        """Remove what the batch brought, restore what it replaced; what was edited since stays."""
        brought = self.rows.brought_by(kind, self.batch_id)
        revisions = self.rows.revisions_of_batch(kind, self.batch_id)
        before = {
            each.before.record.key: each.before
            for each in reversed(revisions)
            if each.replaced_by == self.batch_id and each.before.batch_id != self.batch_id
        }
        present = {each.record.key for each in brought}
        for key in dict.fromkeys(each.before.record.key for each in revisions):
            if key not in present and self.rows.get(kind, [key]):
                self.kept.append(Kept(kind=kind, key=key, why="edited since"))
        gone, back, replaced = [], [], []
        for each in brought:
            restored = self._standing(kind, before.get(each.record.key))
            try:
                self.store.check_references([] if restored is None else [restored.record])
            except NotReferable as error:
                self.kept.append(
                    Kept(kind=kind, key=error.key, why=f"it was of {error.missing}, which is gone")
                )
                continue
            replaced.append(each)
            if restored is None:
                gone.append(each.record.key)
                self._free(each.record)
            else:
                back.append(attrs.evolve(restored, version=each.version + 1))
        self.rows.add_revisions(
            [Revision(before=each, replaced_at=self.at, replaced_by=None) for each in replaced]
        )
        self.rows.remove(kind, gone)
        self.rows.put(kind, back)
        if kind == "verification":
            self._confirm_anew(replaced, back)
        if gone:
            self.removed[kind] = len(gone)
        if back:
            self.restored[kind] = len(back)

    def _standing(self, kind: str, stored: Stored | None) -> Stored | None:
        """Go back over the versions that came with batches which have been undone too."""
        while stored is not None and stored.batch_id in self.undone:
            version, batch_id = stored.version, stored.batch_id
            earlier = (
                each.before
                for each in reversed(self.rows.revisions(kind, stored.record.key))
                if each.replaced_by == batch_id and each.before.version < version
            )
            stored = next(earlier, None)
        return stored

    def _confirm_anew(self, replaced: list[Stored], back: list[Stored]) -> None:
        for each in replaced:
            self.store.unconfirm(each.record, self.at)
        for each in back:
            if isinstance(each.record, Verification):
                confirm(self.rows, each.record, self.at)

    def take_back_cards(self, kind: str) -> None:
        """Retract the batch's observations, but for those on cards that it made and that are in use."""
        subjects = [key for of, key in self.rows.observed_in(self.batch_id) if of == kind]
        for some in chunks(subjects):
            self._take_back(kind, some)

    def take_back_what_was_left(self) -> None:
        """Take back the customers whom undone batches left only because something of this one named them."""
        gone = {key for of, key in self.rows.observed_in(self.batch_id) if of == "customer"}
        for some in chunks(sorted(self.freed - gone)):
            self._take_back("customer", some, left=True)

    def _take_back(self, kind: str, subjects: list[str], *, left: bool = False) -> None:
        number = self.rows.next_number()
        retractions: list[Entry] = []
        held = self.rows.entries(kind, subjects)
        stored = self.rows.get(kind, subjects)
        clusters = Links(self.rows).clusters(kind, subjects)
        gone: list[str] = []
        back: list[Stored] = []
        for key in subjects:
            entries = held.get(key, [])
            present = counting(entries)
            ours = [each for each in present if each.batch_id == self.batch_id]
            accepted = _accepted(entries)
            of_undone = not accepted and all(
                each.batch_id in {self.batch_id, *self.undone} for each in present
            )
            if not present or not (of_undone if left else ours):
                continue
            made_here = of_undone or present[0].batch_id == self.batch_id
            if of_undone:
                # What an undone batch left here only because of this one goes with it.
                ours = present
            edited = self._edited_since(entries, ours, accepted)
            if made_here:
                in_use = not of_undone and (len(ours) < len(present) or bool(accepted))
                kept = self._kept(kind, key, edited if in_use else None, clusters.get(key))
                if kept is not None:
                    self.kept += [] if left else [kept]
                    continue
            fresh: list[Entry] = [
                Retraction(
                    number=number + len(retractions) + i,
                    kind=kind,
                    subject_id=key,
                    observation=each.number,
                    recorded_at=self.at,
                    keeps=tuple(path for path in each.values if (each.number, path) in accepted),
                )
                for i, each in enumerate(ours)
            ]
            if made_here:
                gone.append(key)
                self._free(stored[key].record)
            else:
                try:
                    back += self._restored(stored[key], [*entries, *fresh])
                except NotReferable as error:
                    why = f"it was at {error.missing}, which is gone"
                    self.kept.append(Kept(kind=kind, key=key, why=why))
                    continue
            if edited:
                self.kept.append(Kept(kind=kind, key=key, why="edited since", paths=edited))
            retractions += fresh
        self.rows.remove(kind, gone)
        self.rows.put(kind, back)
        self.rows.append(retractions)
        for counted, some in ((self.removed, len(gone)), (self.restored, len(back))):
            if some:
                counted[kind] = counted.get(kind, 0) + some

    def _kept(
        self, kind: str, key: str, edited: tuple[str, ...] | None, cluster: Cluster | None
    ) -> Kept | None:
        """Say why a card that the batch made stays; None where nothing keeps it."""
        if edited is not None:
            return Kept(kind=kind, key=key, why="edited since", paths=edited)
        if kind == "customer" and (user := self._user_of(key)):
            return Kept(kind=kind, key=key, why=f"{user} refers to it")
        if cluster is not None:
            others = ", ".join(repr(each) for each in cluster.members if each != key)
            return Kept(kind=kind, key=key, why=f"it is merged with {others}: unmerge first")
        return None

    def _restored(self, before: Stored, entries: list[Entry]) -> list[Stored]:
        """Return the card as it follows from what is left, if it is another one."""
        kind, key = before.record.kind_name, before.record.key
        card: Any = assemble(CARDS[kind], key, fold(entries, covers=self.covers).values)  # type: ignore[type-var]
        check_employers(self.rows, card)
        if card == before.record:
            return []
        return [Stored(record=card, version=before.version + 1, recorded_at=self.at)]

    def _free(self, record: Entity) -> None:
        """Note whom a record named that is gone: nothing of it keeps him any more."""
        for name in FILTERS[record.kind_name]:
            if name in ("customer_id", "other_id"):
                self.freed.update(filtered_values(record, name))

    def _edited_since(
        self, entries: list[Entry], ours: list[Observation], accepted: set[tuple[int, str]]
    ) -> tuple[str, ...]:
        """Return the paths that the batch stated and that somebody stated or accepted afterwards."""
        stated = {path for each in ours for path in each.values}
        last = ours[-1].number
        later = {
            path
            for each in counting(entries)
            if each.number > last and each.batch_id != self.batch_id
            for path in each.values
        }
        numbers = {each.number for each in ours}
        later |= {path for number, path in accepted if number in numbers}
        return tuple(sorted(stated & later))

    def _user_of(self, customer_id: str) -> str | None:
        """Name a record that refers to a customer, if there is one."""
        if self._referring is None:
            # Most bases have a few kinds of records only: the others need not be asked for each customer.
            self._referring = [
                (kind, name)
                for kind, names in FILTERS.items()
                for name in names
                if name in ("customer_id", "other_id") and next(iter(self.rows.scan(kind)), None) is not None
            ]
        for kind, name in self._referring:
            found = next(iter(self.rows.scan(kind, {name: customer_id})), None)
            if found is not None:
                return f"{kind} {found.record.key!r}"
        return None


def _accepted(entries: list[Entry]) -> set[tuple[int, str]]:
    return {(each.observation, each.path) for each in entries if isinstance(each, Decision) and each.accepted}
