"""What an import did to the records, value by value: read from the ledger and the revisions, whenever it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from customerbase.ledger import (
    BatchChange,
    Effect,
    Entry,
    Folded,
    Observation,
    Precedence,
    counting,
    fold,
    fold_joined,
)
from customerbase.model import KINDS, Entity, Purchase
from customerbase.paths import CARDS
from customerbase.stores.facets import declared_facets
from customerbase.stores.links import Links
from customerbase.stores.packing import pack, sale_total
from customerbase.stores.store import Store
from customerbase.verifying.facets import Covers, covers_of

__all__ = ["changes_of"]

_CHUNK = 1_000


def changes_of(store: Store, batch_id: str) -> Iterator[BatchChange]:
    """Yield what an import did, record by record: customers, then their people, then all others.

    A value that the import only said again is not among them.
    """
    for kind in ("customer", "contact"):
        yield from _of_cards(store, kind, batch_id)
    for kind in KINDS:
        if kind not in CARDS:
            yield from _of_records(store, kind, batch_id)


def _of_cards(store: Store, kind: str, batch_id: str) -> Iterator[BatchChange]:
    rows = store.rows
    covers = covers_of(declared_facets(rows))
    subjects = [key for of, key in rows.observed_in(batch_id) if of == kind]
    for start in range(0, len(subjects), _CHUNK):
        some = subjects[start : start + _CHUNK]
        clusters = Links(rows).clusters(kind, some)
        others = [each for key in some if key in clusters for each in clusters[key].members]
        held = rows.entries(kind, [*some, *others])
        for key in some:
            cluster = clusters.get(key)
            members = (key,) if cluster is None else cluster.members
            ledgers = [held[each] for each in members if each in held]
            since = None if cluster is None else cluster.since
            yield from _of_card(kind, key, held[key], ledgers, since, batch_id, covers)


def _of_card(
    kind: str,
    key: str,
    entries: Sequence[Entry],
    ledgers: Sequence[Sequence[Entry]],
    since: int | None,
    batch_id: str,
    covers: Covers,
) -> Iterator[BatchChange]:
    said = [each for each in entries if isinstance(each, Observation) and each.batch_id == batch_id]
    first, last = said[0].number, said[-1].number
    was_there = bool(counting(each for each in entries if each.number < first))
    before = _folded([[e for e in each if e.number < first] for each in ledgers], since, covers)
    after = _folded([[e for e in each if e.number <= last] for each in ledgers], since, covers)
    name = after.values.get("name")
    if not was_there:
        yield BatchChange(kind=kind, key=key, name=name, after=name, why=Effect.NEW)
        return
    numbers = {each.number for each in said}
    waiting = {each.path: each for each in after.candidates if each.observation.number in numbers}
    states: dict[str, Observation] = {path: each for each in said for path in each.values}
    for path, each in sorted(states.items()):
        stood, stands, value = before.values.get(path), after.values.get(path), each.values[path]
        change = BatchChange(
            kind=kind,
            key=key,
            name=name,
            path=path,
            before=stood,
            after=value,
            why=Effect.REPLACED,
            raw=each.raw.get(path),
        )
        if stands != stood:
            why = _became(stood, stands)
            yield attrs.evolve(change, after=stands, why=why)
        elif path in waiting:
            yield attrs.evolve(change, after=waiting[path].value, why=Effect.WAITS)
        elif value != stands:
            gives_way = each.ranks(path) is not Precedence.NEWER
            yield attrs.evolve(change, why=Effect.GIVES_WAY if gives_way else Effect.OLDER)


def _folded(ledgers: Sequence[Sequence[Entry]], since: int | None, covers: Covers) -> Folded:
    if len(ledgers) == 1:
        return fold(ledgers[0], covers=covers)
    return fold_joined(ledgers, since=since, roots={}, covers=covers)


def _of_records(store: Store, kind: str, batch_id: str) -> Iterator[BatchChange]:
    before = {
        each.before.record.key: each.before.record
        for each in reversed(store.rows.revisions_of_batch(kind, batch_id))
        if each.replaced_by == batch_id and each.before.batch_id != batch_id
    }
    for each in store.rows.brought_by(kind, batch_id):
        record = each.record
        name = getattr(record, "name", None)
        stood = before.get(record.key)
        if stood is None:
            said = str(sale_total(pack(record)).amount) if isinstance(record, Purchase) else name
            yield BatchChange(kind=kind, key=record.key, name=name, after=said, why=Effect.NEW)
            continue
        was, is_now = _values(stood), _values(record)
        for path in sorted(was.keys() | is_now.keys()):
            if was.get(path) != is_now.get(path):
                yield BatchChange(
                    kind=kind,
                    key=record.key,
                    name=name,
                    path=path,
                    before=was.get(path),
                    after=is_now.get(path),
                    why=_became(was.get(path), is_now.get(path)),
                )


def _values(record: Entity) -> Mapping[str, Any]:
    held = ((each.name, getattr(record, each.name)) for each in attrs.fields(type(record)))
    return {name: value for name, value in held if value not in (None, ())}


def _became(before: Any, after: Any) -> Effect:
    if before is None:
        return Effect.FILLED
    return Effect.TAKEN_OFF if after is None else Effect.REPLACED
