"""What was written of a record, save by save: of cards from the ledger, of all others from their versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from customerbase.errors import NotFound
from customerbase.ledger import Saved, SavedAs, changed_values, saves_of_card
from customerbase.listing import Listing
from customerbase.model import Entity
from customerbase.paths import CARDS
from customerbase.stores.facets import declared_facets
from customerbase.stores.links import Links
from customerbase.stores.rows import Revision, Stored
from customerbase.stores.store import Store
from customerbase.verifying.facets import covers_of

__all__ = ["history"]


def history(store: Store, kind: str, key: str) -> Listing[Saved]:
    """Return what was written of a record, in the order in which it was recorded; see `CustomerBase.history`.

    Raises
    ------
    NotFound
        If nothing was ever written of it.
    """
    if kind in CARDS:
        entries = store.entries(kind, key)
        merges = [
            each
            for each in Links(store.rows).merges()
            if each.kind == kind and key in (each.survivor_id, each.other_id)
        ]
        covers = covers_of(declared_facets(store.rows))
        return Listing(saves_of_card(entries, covers=covers, merges=merges))
    present = store.rows.get(kind, [key]).get(key)
    revisions = store.rows.revisions(kind, key)
    if present is None and not revisions:
        raise NotFound(kind, key)
    undone = {each.batch_id for each in store.rows.batches() if each.undone_at is not None}
    saves = _saves(revisions, present)
    return Listing(
        attrs.evolve(each, number=i, undone=each.batch_id is not None and each.batch_id in undone)
        for i, each in enumerate(saves, 1)
    )


def _saves(revisions: list[Revision], present: Stored | None) -> Iterator[Saved]:
    """Go through the versions; between two of them something was changed, restored, or removed and made anew."""
    versions = [each.before for each in revisions]
    if present is not None:
        versions.append(present)
    yield _written(SavedAs.CREATED, versions[0], {})
    for revision, after in zip(revisions, [*versions[1:], None][: len(revisions)], strict=True):
        before = revision.before
        if after is None or after.version != before.version + 1:
            yield _base_follows(SavedAs.REMOVED, revision, None)
            if after is not None:
                yield _written(SavedAs.CREATED, after, {})
        elif (after.recorded_at, after.batch_id) == (revision.replaced_at, revision.replaced_by):
            yield _written(SavedAs.CHANGED, after, _values(before.record))
        else:
            yield _base_follows(SavedAs.RESTORED, revision, after)


def _written(what: SavedAs, stored: Stored, before: dict[str, Any]) -> Saved:
    source = stored.source
    return Saved(
        kind=stored.record.kind_name,
        key=stored.record.key,
        number=0,
        what=what,
        recorded_at=stored.recorded_at,
        source=source,
        by=None if source is None else source.collected_by,
        batch_id=stored.batch_id,
        changes=changed_values(before, _values(stored.record)),
    )


def _base_follows(what: SavedAs, revision: Revision, after: Stored | None) -> Saved:
    """Say what an undo or a removal did: no source said it."""
    record = revision.before.record
    return Saved(
        kind=record.kind_name,
        key=record.key,
        number=0,
        what=what,
        recorded_at=revision.replaced_at,
        changes=changed_values(_values(record), {} if after is None else _values(after.record)),
    )


def _values(record: Entity) -> dict[str, Any]:
    held = ((each.name, getattr(record, each.name)) for each in attrs.fields(type(record)))
    return {name: value for name, value in held if value not in (None, ())}
