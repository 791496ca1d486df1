"""Which records a person said are not the same, in a place where records rest: notes that every match respects."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import attrs

from customerbase.convert import instant_from_text, instant_text
from customerbase.errors import InvalidRecord, NotFound, Problem
from customerbase.listing import InNotebook
from customerbase.stores.links import Links
from customerbase.stores.notes import Note
from customerbase.stores.rows import Rows
from customerbase.stores.store import Store

__all__ = ["APART", "Apart", "apart_pairs", "forget_apart", "keep_apart", "kept_apart", "take_back"]

APART: Final = "apart"
"""The space of notes in which these decisions stand."""


@attrs.frozen(kw_only=True)
class Apart(InNotebook):
    """Somebody said that two records are not the same customer, or not the same person.

    Attributes
    ----------
    kind : str
        ``customer`` or ``contact``.
    left, right : str
        Their ids, the smaller one first.
    by : str
    reason : str or None
    recorded_at : datetime.datetime
    """

    kind: str
    left: str
    right: str
    by: str
    reason: str | None = None
    recorded_at: datetime


def keep_apart(
    store: Store, kind: str, pairs: Iterable[tuple[str, str]], *, by: str, reason: str | None = None
) -> list[Apart]:
    """Note that the records of each pair are not the same; one that is noted already stays as it was.

    Raises
    ------
    NotFound
    InvalidRecord
        If nobody says so, or both of a pair are one record.
    """
    if not by.strip():
        raise InvalidRecord("Apart", [Problem("$.by", by, "is blank", "say who says so")])
    wanted = [(min(each), max(each)) for each in pairs]
    with store.transaction():
        named = sorted({key for each in wanted for key in each})
        if missing := set(named) - store.rows.known(kind, named):
            raise NotFound(kind, min(missing))
        seen = Links(store.rows).some(kind, named)
        for left, right in wanted:
            if seen.get(left, left) == seen.get(right, right):
                hint = "unmerge them first" if left != right else "name two"
                raise InvalidRecord(
                    "Apart", [Problem("$.right", right, f"is one record with {left!r}", hint)]
                )
        now = store.now()
        held = {
            each.key: each for each in store.rows.notes(APART, keys=[_key(kind, *each) for each in wanted])
        }
        found = [
            _read(held[key])
            if (key := _key(kind, *each)) in held
            else Apart(kind=kind, left=each[0], right=each[1], by=by, reason=reason, recorded_at=now)
            for each in wanted
        ]
        store.rows.put_notes(
            APART, [_note(each) for each in found if _key(kind, each.left, each.right) not in held]
        )
    return found


def take_back(store: Store, kind: str, one: str, other: str) -> Apart:
    """Forget that two records are not the same.

    Raises
    ------
    NotFound
        If nobody said so.
    """
    key = _key(kind, min(one, other), max(one, other))
    with store.transaction():
        held = store.rows.notes(APART, keys=[key])
        if not held:
            raise NotFound(f"decision that two of kind {kind} are not the same:", f"{one} and {other}")
        store.rows.remove_notes(APART, [key])
    return _read(held[0])


def kept_apart(rows: Rows, kind: str | None = None) -> list[Apart]:
    """Return all such decisions, in order of kind and ids."""
    marks = None if kind is None else [f"kind {kind}"]
    found = [_read(each) for each in rows.notes(APART, marks=marks)]
    return sorted(found, key=lambda each: (each.kind, each.left, each.right))


def apart_pairs(rows: Rows, kind: str) -> set[tuple[str, str]]:
    """Return the pairs that are to be kept apart, by the ids under which the records are seen now."""
    held = kept_apart(rows, kind)
    seen = Links(rows).some(kind, {key for each in held for key in (each.left, each.right)})
    pairs = ((seen.get(each.left, each.left), seen.get(each.right, each.right)) for each in held)
    return {(min(each), max(each)) for each in pairs if each[0] != each[1]}


def forget_apart(rows: Rows, kind: str, keys: Iterable[str]) -> None:
    """Take away what was noted of some records: they are gone."""
    found = rows.notes(APART, marks=[f"of {kind} {key}" for key in keys])
    rows.remove_notes(APART, [each.key for each in found])


def _key(kind: str, left: str, right: str) -> str:
    return json.dumps([kind, left, right], ensure_ascii=False, separators=(",", ":"))


def _note(apart: Apart) -> Note:
    plain: dict[str, Any] = {"by": apart.by, "recorded_at": instant_text(apart.recorded_at)}
    if apart.reason is not None:
        plain["reason"] = apart.reason
    marks = (f"kind {apart.kind}", *(f"of {apart.kind} {key}" for key in (apart.left, apart.right)))
    data = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return Note(_key(apart.kind, apart.left, apart.right), data, marks)


def _read(note: Note) -> Apart:
    kind, left, right = json.loads(note.key)
    plain = json.loads(note.data)
    plain["recorded_at"] = instant_from_text(plain["recorded_at"])
    return Apart(kind=kind, left=left, right=right, **plain)
