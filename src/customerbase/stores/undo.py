"""Taking an import back: what it brought goes, what people edited since stays and is listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from customerbase.errors import NotFound, NotReferable
from customerbase.ledger import Decision, Entry, Observation, Retraction, counting, fold
from customerbase.model import KINDS, Verification
from customerbase.paths import CARDS, assemble
from customerbase.stores.confirming import confirm
from customerbase.stores.facets import declared_facets
from customerbase.stores.learning import check_employers
from customerbase.stores.links import Links
from customerbase.stores.rows import FILTERS, Revision, Stored
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
        number = self.rows.next_number()
        retractions: list[Entry] = []
        held = self.rows.entries(kind, subjects)
        for key in subjects:
            entries = held[key]
            present = counting(entries)
            ours = [each for each in present if each.batch_id == self.batch_id]
            if not ours:
                continue
            made_here = present[0].batch_id == self.batch_id
            accepted = _accepted(entries)
            if not accepted and all(each.batch_id in {self.batch_id, *self.undone} for each in present):
                # What an undone batch left here only because of this one goes with it.
                ours, made_here = present, True
            edited = self._edited_since(entries, ours, accepted)
            if made_here and (len(ours) < len(present) or accepted):
                self.kept.append(Kept(kind=kind, key=key, why="edited since", paths=edited))
                continue
            if made_here and kind == "customer" and (user := self._user_of(key)):
                self.kept.append(Kept(kind=kind, key=key, why=f"{user} refers to it"))
                continue
            if made_here and (cluster := Links(self.rows).cluster(kind, key)).joined:
                others = ", ".join(repr(each) for each in cluster.members if each != key)
                self.kept.append(Kept(kind=kind, key=key, why=f"it is merged with {others}: unmerge first"))
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
            try:
                self._settle(kind, key, [*entries, *fresh], made_here)
            except NotReferable as error:
                why = f"it was at {error.missing}, which is gone"
                self.kept.append(Kept(kind=kind, key=key, why=why))
                continue
            if edited:
                self.kept.append(Kept(kind=kind, key=key, why="edited since", paths=edited))
            retractions += fresh
        self.rows.append(retractions)

    def _settle(self, kind: str, key: str, entries: list[Entry], made_here: bool) -> None:
        if made_here:
            self.rows.remove(kind, [key])
            self.removed[kind] = self.removed.get(kind, 0) + 1
            return
        before = self.rows.get(kind, [key])[key]
        card: Any = assemble(CARDS[kind], key, fold(entries, covers=self.covers).values)  # type: ignore[type-var]
        check_employers(self.rows, card)
        if card != before.record:
            self.rows.put(kind, [Stored(record=card, version=before.version + 1, recorded_at=self.at)])
            self.restored[kind] = self.restored.get(kind, 0) + 1

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
        for kind, names in FILTERS.items():
            for name in names:
                if name in ("customer_id", "other_id"):
                    found = next(iter(self.rows.scan(kind, {name: customer_id})), None)
                    if found is not None:
                        return f"{kind} {found.record.key!r}"
        return None


def _accepted(entries: list[Entry]) -> set[tuple[int, str]]:
    return {(each.observation, each.path) for each in entries if isinstance(each, Decision) and each.accepted}
