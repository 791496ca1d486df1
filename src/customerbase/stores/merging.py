"""Saying that two cards mean the same, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs

from customerbase.errors import InvalidRecord, NotFound, NotMergeable, Problem
from customerbase.ledger import (
    Conflict,
    Decision,
    Merge,
    Observation,
    Retraction,
    conflicts_between,
)
from customerbase.listing import InNotebook
from customerbase.model import KINDS, Interaction, Task
from customerbase.paths import CARDS, split
from customerbase.stores.links import MERGES, Links, note_of_merge
from customerbase.stores.resolving import REFERENCES, all_named, values_of
from customerbase.stores.rows import FILTERS, Stored
from customerbase.stores.store import Store

__all__ = ["EditSince", "Unmerged", "conflicts", "edited_since", "merge", "unmerge"]


@attrs.frozen(kw_only=True)
class EditSince(InNotebook):
    """Something that was recorded while two cards were one.

    Attributes
    ----------
    kind, key : str
        The record under whose id it is kept.
    recorded_at : datetime.datetime
    paths : tuple of str
        Of a card, what was stated or decided.
    """

    kind: str
    key: str
    recorded_at: datetime
    paths: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Unmerged(InNotebook):
    """What became of a merge that was taken back.

    Attributes
    ----------
    merge : Merge
    edited : tuple of EditSince
        What was recorded since: it stays with the record under whose id it
        was written, and a person has to see whether it belongs there.
    """

    merge: Merge
    edited: tuple[EditSince, ...]


def conflicts(store: Store, kind: str, survivor: str, other: str) -> tuple[Conflict, ...]:
    """List what two cards say differently, before they are merged.

    Raises
    ------
    NotFound
    """
    return conflicts_between(store.folded(kind, survivor), store.folded(kind, other))


def merge(store: Store, kind: str, survivor: str, other: str, *, by: str, reason: str | None = None) -> Merge:
    """Note that two cards mean the same; see `customerbase.CustomerBase.merge`."""
    if not by.strip():
        raise InvalidRecord("Merge", [Problem("$.by", by, "is blank", "say who says so")])
    with store.transaction():
        links = Links(store.rows)
        for key in (survivor, other):
            if not store.rows.known(kind, [key]):
                raise NotFound(kind, key)
            if (root := links.root(kind, key)) != key:
                raise NotMergeable(
                    kind, survivor, other, f"{key!r} is merged into {root!r} already", f"merge {root!r}"
                )
        if survivor == other:
            raise NotMergeable(kind, survivor, other, "they are one record already", "name two")
        found = conflicts(store, kind, survivor, other)
        before = links.merges(of=(kind, [other]))
        made = Merge(
            merge_id=f"{kind}/{other}/{len(before) + 1}",
            kind=kind,
            survivor_id=survivor,
            other_id=other,
            by=by,
            reason=reason,
            number=store.rows.next_number(),
            recorded_at=store.now(),
            conflicts=found,
        )
        store.rows.put_notes(MERGES, [note_of_merge(made)])
        store.card(CARDS[kind], survivor)
    return made


def unmerge(store: Store, merge_id: str, *, by: str) -> Unmerged:
    """Take a merge back; see `customerbase.CustomerBase.unmerge`."""
    with store.transaction():
        held = Links(store.rows).merge(merge_id)
        if held is None or not held.stands():
            raise NotFound("merge that stands with id", merge_id)
        members = Links(store.rows).cluster(held.kind, held.other_id).members
        edited = edited_since(store, held, members)
        undone = attrs.evolve(held, undone_at=store.now(), undone_by=by)
        store.rows.put_notes(MERGES, [note_of_merge(undone)])
    return Unmerged(merge=undone, edited=edited)


def edited_since(store: Store, merge: Merge, members: tuple[str, ...]) -> tuple[EditSince, ...]:
    """List what was recorded since a merge of these records, and what names one of them."""
    found = []
    for key, entries in store.rows.entries(merge.kind, members).items():
        for each in entries:
            if each.number < merge.number or isinstance(each, Retraction):
                continue
            paths: tuple[str, ...] = ()
            if isinstance(each, Observation):
                paths = tuple(each.values)
            elif isinstance(each, Decision):
                paths = (each.path,)
            found.append(EditSince(kind=merge.kind, key=key, recorded_at=each.recorded_at, paths=paths))
    if merge.kind == "customer":
        found += _jobs_since(store, merge, members)
    found += _records_since(store, merge, members)
    return tuple(sorted(set(found), key=lambda each: (each.recorded_at, each.kind, each.key)))


def _jobs_since(store: Store, merge: Merge, members: tuple[str, ...]) -> Iterator[EditSince]:
    """Yield what was said of people's employments at customers who were one."""
    people = {each.record.key for at in members for each in store.rows.scan("contact", {"customer_id": at})}
    for key, entries in store.rows.entries("contact", sorted(people)).items():
        for each in entries:
            if each.number < merge.number or not isinstance(each, Observation | Decision):
                continue
            said = each.values if isinstance(each, Observation) else (each.path,)
            paths = tuple(
                path for path in said if path.startswith("employments[") and split(path)[1] in members
            )
            if paths:
                yield EditSince(kind="contact", key=key, recorded_at=each.recorded_at, paths=paths)


def _records_since(store: Store, merge: Merge, members: tuple[str, ...]) -> Iterator[EditSince]:
    """Yield the records that were made, changed or taken away, and name one of those who were one."""
    kinds = [kind for kind in KINDS if kind not in CARDS]
    for kind in kinds:
        for stored in _naming(store, merge.kind, kind, members):
            if stored.recorded_at > merge.recorded_at:
                yield EditSince(kind=kind, key=stored.record.key, recorded_at=stored.recorded_at)
        for each in store.rows.revisions_after(kind, merge.recorded_at):
            record = each.before.record
            if not values_of(record, merge.kind).isdisjoint(members):
                yield EditSince(kind=kind, key=record.key, recorded_at=each.replaced_at)


def _naming(store: Store, of: str, kind: str, members: tuple[str, ...]) -> Iterator[Stored]:
    if of == "customer":
        for name in (each for each, card in REFERENCES[kind].items() if card == of and each in FILTERS[kind]):
            for key in members:
                yield from store.rows.scan(kind, {name: key})
    elif "contact" in REFERENCES[kind].values() or kind == Interaction.kind_name:
        # No place finds records by the person: tasks are few, and all else names one of his customers.
        cards = [each.record for each in store.rows.get("contact", members).values()]
        wheres = (
            [{}]
            if kind == Task.kind_name
            else [{"customer_id": at} for at in sorted(all_named(cards, "customer"))]
        )
        for where in wheres:
            for stored in store.rows.scan(kind, where):
                if not values_of(stored.record, of).isdisjoint(members):
                    yield stored
