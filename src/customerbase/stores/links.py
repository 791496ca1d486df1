"""Which ids mean the same, in a place where records rest: merges kept as notes, and the ids as they are seen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import attrs

from customerbase.convert import instant_from_text, instant_text
from customerbase.ledger import Merge
from customerbase.stores.notes import Note
from customerbase.stores.rows import Rows

__all__ = ["MERGES", "Cluster", "Links", "merge_of_note", "note_of_merge"]

MERGES: Final = "merge"
"""The space of notes in which merges stand."""


@attrs.frozen
class Cluster:
    """The records of one kind that mean the same.

    Attributes
    ----------
    members : tuple of str
        Their ids, the surviving one first.
    since : int or None
        The number of the ledger's next entry when the last of them was
        merged; None where there is only one.
    """

    members: tuple[str, ...]
    since: int | None = None

    @property
    def root(self) -> str:
        """The id under which they are seen."""
        return self.members[0]

    @property
    def joined(self) -> bool:
        """Whether there are several."""
        return len(self.members) > 1


class Links:
    """Says how ids are seen, now or at an instant.

    Parameters
    ----------
    rows : Rows
    at : datetime.datetime, optional
        As the merges stood then.
    """

    def __init__(self, rows: Rows, at: datetime | None = None) -> None:
        self._rows = rows
        self._at = at

    def cluster(self, kind: str, key: str) -> Cluster:
        """Return all ids that mean the same as this one, itself among them."""
        return self.clusters(kind, [key]).get(key) or Cluster((key,))

    def clusters(self, kind: str, keys: Iterable[str]) -> dict[str, Cluster]:
        """Return for each of some ids that is one of several, and for these others, all that mean the same."""
        found: dict[str, _Link] = {}
        known: set[str] = set()
        asked = set(keys)
        while asked:
            known |= asked
            for each in self._linked([*_marks("other", kind, asked), *_marks("survivor", kind, asked)]):
                found[each.other_id] = each
            asked = {key for each in found.values() for key in (each.other_id, each.survivor_id)} - known
        return _clusters_of(found.values())

    def ever(self, kind: str, key: str) -> tuple[str, ...]:
        """Return all ids that mean the same as this one, or once did, itself among them."""
        known = {key}
        asked = {key}
        while asked:
            marks = [*_marks("other", kind, asked), *_marks("survivor", kind, asked)]
            found = [merge_of_note(each) for each in self._rows.notes(MERGES, marks=marks)]
            asked = {one for each in found for one in (each.other_id, each.survivor_id)} - known
            known |= asked
        return tuple(sorted(known))

    def every(self, kind: str) -> dict[str, Cluster]:
        """Return for each id that is one of several all that mean the same."""
        return _clusters_of(self._linked([f"kind {kind}"]))

    def root(self, kind: str, key: str) -> str:
        """Return the id under which a record is seen."""
        return self.some(kind, [key]).get(key, key)

    def some(self, kind: str, keys: Iterable[str]) -> dict[str, str]:
        """Return the ids under which some records are seen, for those that are seen under another one."""
        wanted = list(dict.fromkeys(keys))
        above: dict[str, str] = {}
        asked = wanted
        while asked:
            found = {each.other_id: each.survivor_id for each in self._linked(_marks("other", kind, asked))}
            asked = [each for each in found.values() if each not in above and each not in found]
            above |= found
        return {key: _follow(above, key) for key in wanted if key in above}

    def roots(self, kind: str) -> dict[str, str]:
        """Return id → the id under which it is seen, for all that are seen under another one."""
        above = {each.other_id: each.survivor_id for each in self._linked([f"kind {kind}"])}
        return {key: _follow(above, key) for key in above}

    def merges(self, *, of: tuple[str, Iterable[str]] | None = None) -> list[Merge]:
        """Return all merges, those that were undone too, in order of time; of a kind and some ids, if given."""
        marks = None if of is None else _marks("other", *of)
        found = [merge_of_note(each) for each in self._rows.notes(MERGES, marks=marks)]
        return sorted(found, key=lambda each: (each.number, each.recorded_at, each.merge_id))

    def merges_of_run(self, run: str) -> list[Merge]:
        """Return the merges that a run of matching made, in order of their ids."""
        return [merge_of_note(each) for each in self._rows.notes(MERGES, marks=[f"run {run}"])]

    def merge(self, merge_id: str) -> Merge | None:
        """Return one merge."""
        return next((merge_of_note(each) for each in self._rows.notes(MERGES, keys=[merge_id])), None)

    def _linked(self, marks: Sequence[str]) -> list[_Link]:
        """Return the links that stand; a list of all customers needs many of them, and no more of each."""
        found: list[_Link] = []
        if self._rows.unmerged:
            return found
        for note in self._rows.notes(MERGES, marks=marks):
            plain = json.loads(note.data)
            if "undone_at" not in plain if self._at is None else merge_of_note(note).stands(self._at):
                found.append(_Link(plain["survivor_id"], plain["other_id"], plain["number"]))
        return found


class _Link(NamedTuple):
    survivor_id: str
    other_id: str
    number: int


def _clusters_of(links: Iterable[_Link]) -> dict[str, Cluster]:
    held = {each.other_id: each for each in links}
    above = {key: each.survivor_id for key, each in held.items()}
    parts: dict[str, list[_Link]] = {}
    for each in held.values():
        parts.setdefault(_follow(above, each.other_id), []).append(each)
    found: dict[str, Cluster] = {}
    for root, some in parts.items():
        members = (root, *sorted(each.other_id for each in some))
        found |= dict.fromkeys(members, Cluster(members, max(each.number for each in some)))
    return found


def _follow(above: dict[str, str], key: str) -> str:
    # Two who merge at once on a server could link both ways; each is then seen under his own id.
    passed = {key}
    while (following := above.get(key)) is not None and following not in passed:
        passed.add(following)
        key = following
    return key


def _marks(side: str, kind: str, keys: Iterable[str]) -> list[str]:
    return [f"{side} {kind} {key}" for key in keys]


def note_of_merge(merge: Merge) -> Note:
    """Return the note under which a merge is kept."""
    plain: dict[str, Any] = {
        each.name: getattr(merge, each.name)
        for each in attrs.fields(Merge)
        if each.name not in ("merge_id", "conflicts") and getattr(merge, each.name) is not None
    }
    for name in ("recorded_at", "undone_at"):
        if name in plain:
            plain[name] = instant_text(plain[name])
    marks = (
        f"kind {merge.kind}",
        *_marks("other", merge.kind, [merge.other_id]),
        *_marks("survivor", merge.kind, [merge.survivor_id]),
        *([] if merge.run is None else [f"run {merge.run}"]),
    )
    return Note(merge.merge_id, json.dumps(plain, ensure_ascii=False, separators=(",", ":")), marks)


def merge_of_note(note: Note) -> Merge:
    """Read back what `note_of_merge` wrote."""
    plain = json.loads(note.data)
    for name in ("recorded_at", "undone_at"):
        if name in plain:
            plain[name] = instant_from_text(plain[name])
    return Merge(merge_id=note.key, **plain)
