"""Merging many groups in one go, and taking them back together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import uuid4

import attrs

from customerbase.errors import InvalidRecord, NotFound, Problem
from customerbase.ledger import Merge
from customerbase.model import KINDS
from customerbase.paths import CARDS
from customerbase.stores.ledger_reading import chunks
from customerbase.stores.links import MERGES, Links, note_of_merge
from customerbase.stores.merging import Unmerged, edited_since
from customerbase.stores.resolving import all_named, values_of
from customerbase.stores.store import Store

__all__ = ["Joined", "merge_many", "unmerge_run"]


@attrs.frozen
class Joined:
    """A group that is to be seen as one from now on.

    Parameters
    ----------
    survivor : str
    others : tuple of str
    reason : str
    """

    survivor: str
    others: tuple[str, ...]
    reason: str


def merge_many(store: Store, kind: str, groups: Iterable[Joined], *, by: str) -> list[Merge]:
    """Note of each group that its records mean the same; all of it, or nothing.

    Groups of which a record is gone, or merged since, are passed over.

    Raises
    ------
    InvalidRecord
        If nobody says so.
    """
    if not by.strip():
        raise InvalidRecord("Merge", [Problem("$.by", by, "is blank", "say who says so")])
    wanted = list(groups)
    with store.transaction():
        links = Links(store.rows)
        named = sorted({key for each in wanted for key in (each.survivor, *each.others)})
        known = store.rows.known(kind, named)
        merged = links.some(kind, named)
        before = Counter(each.other_id for each in links.merges(of=(kind, named)))
        number, now, run = store.rows.next_number(), store.now(), uuid4().hex
        made = []
        for each in wanted:
            members = {each.survivor, *each.others}
            if not members <= known or not merged.keys().isdisjoint(members):
                continue
            made += [
                Merge(
                    merge_id=f"{kind}/{other}/{before[other] + 1}",
                    kind=kind,
                    survivor_id=each.survivor,
                    other_id=other,
                    by=by,
                    reason=each.reason,
                    number=number,
                    recorded_at=now,
                    run=run,
                )
                for other in each.others
            ]
        store.rows.put_notes(MERGES, [note_of_merge(each) for each in made])
    return made


def unmerge_run(store: Store, run: str, *, by: str) -> list[Unmerged]:
    """Take back all merges of a run that still stand; what was recorded since is listed with each.

    Raises
    ------
    NotFound
        If there is no such run, or all of it was taken back.
    """
    with store.transaction():
        standing = [each for each in Links(store.rows).merges_of_run(run) if each.stands()]
        if not standing:
            raise NotFound("run of matching whose merges stand, with id", run)
        now = store.now()
        clusters = Links(store.rows).clusters(standing[0].kind, [each.other_id for each in standing])
        touched = _touched(store, standing[0], {key for each in clusters.values() for key in each.members})
        found = []
        for each in standing:
            members = clusters[each.other_id].members
            edited = () if touched.isdisjoint(members) else edited_since(store, each, members)
            undone = attrs.evolve(each, undone_at=now, undone_by=by)
            found.append(Unmerged(merge=undone, edited=edited))
        store.rows.put_notes(MERGES, [note_of_merge(each.merge) for each in found])
    return found


def _touched(store: Store, merge: Merge, members: set[str]) -> set[str]:
    """Return those of the records of which anything was said since a merge, or that something new names."""
    found: set[str] = set()
    if store.rows.next_number() > merge.number:
        found |= _said_since(store, merge, members)
    for kind in KINDS:
        if kind not in CARDS:
            for stored in store.rows.scan(kind):
                if stored.recorded_at > merge.recorded_at:
                    found |= values_of(stored.record, merge.kind) & members
            for each in store.rows.revisions_after(kind, merge.recorded_at):
                found |= values_of(each.before.record, merge.kind) & members
    return found


def _said_since(store: Store, merge: Merge, members: set[str]) -> set[str]:
    found: set[str] = set()
    for some in chunks(sorted(members)):
        for key, entries in store.rows.entries(merge.kind, some).items():
            if entries[-1].number >= merge.number:
                found.add(key)
    if merge.kind != "customer":
        return found
    for people in chunks(each.record for each in store.rows.scan("contact")):
        at = {each.key: all_named([each], "customer") & members for each in people}
        for key, entries in store.rows.entries(
            "contact", [key for key, named in at.items() if named]
        ).items():
            if entries[-1].number >= merge.number:
                found |= at[key]
    return found
