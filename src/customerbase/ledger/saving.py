"""What was written of one record, save by save: a header with who and when, and each value that it changed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter, itemgetter
from typing import Any

import attrs

from customerbase.ledger.entries import Decision, Entry, Observation, Retraction, Verified
from customerbase.ledger.folding import fold
from customerbase.ledger.merging import Merge
from customerbase.model import Source

__all__ = ["Saved", "SavedAs", "ValueChange", "changed_values", "saves_of_card"]


class SavedAs(StrEnum):
    """What a save was."""

    STATED = "stated"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    VERIFIED = "verified"
    RETRACTED = "retracted"
    MERGED = "merged"
    UNMERGED = "unmerged"
    CREATED = "created"
    CHANGED = "changed"
    RESTORED = "restored"
    REMOVED = "removed"


@attrs.frozen(kw_only=True)
class ValueChange:
    """A value that became another; None where nothing was, or is, there.

    `raw` is what stood in the cell, where the value is not written as it was.
    """

    path: str
    before: Any = attrs.field(default=None, repr=False)
    after: Any = attrs.field(default=None, repr=False)
    raw: str | None = attrs.field(default=None, repr=False)

    def __str__(self) -> str:
        written = "" if self.raw is None else f" (written as {self.raw!r})"
        return f"{self.path}: {_said(self.before)} → {_said(self.after)}{written}"


@attrs.frozen(kw_only=True)
class Saved:
    """One save of a record.

    Attributes
    ----------
    kind, key : str
        Of which record.
    number : int
        Which save of this record it is, from 1.
    what : SavedAs
    recorded_at : datetime.datetime
    observed_on : datetime.date or None
        When the source learned it, or the day of a verification.
    source : Source or None
        How it was learned; None where the base itself followed from something.
    by : str or None
        Who decided, checked or stated it.
    batch_id : str or None
        The import that brought it.
    undone : bool
        Whether it does not count any more, since it was taken back.
    changes : tuple of ValueChange
        Values that became others on the record; none where what was said only
        confirmed or waits.
    """

    kind: str
    key: str
    number: int
    what: SavedAs
    recorded_at: datetime
    observed_on: date | None = None
    source: Source | None = None
    by: str | None = None
    batch_id: str | None = None
    undone: bool = False
    changes: tuple[ValueChange, ...] = ()


def saves_of_card(
    entries: Iterable[Entry],
    *,
    covers: Callable[[str, str, str], bool] | None = None,
    merges: Iterable[Merge] = (),
) -> list[Saved]:
    """Return what was written of one card, in the order of the ledger.

    Parameters
    ----------
    entries : iterable of Entry
        Of one card.
    covers : callable, optional
        As for `fold`.
    merges : iterable of Merge
        Of the card into another one, or of another one into it; each stands
        among the entries where it was made, and shows the other's id.
    """
    entries = sorted(entries, key=attrgetter("number"))
    retracted = {each.observation for each in entries if isinstance(each, Retraction)}
    found: list[Saved] = []
    before: Mapping[str, Any] = {}
    for i, entry in enumerate(entries):
        after = fold(entries[: i + 1], covers=covers).values
        header: dict[str, Any] = {"undone": entry.number in retracted}
        raw: Mapping[str, str] = entry.raw if isinstance(entry, Observation) else {}
        if isinstance(entry, Observation):
            header |= {
                "what": SavedAs.STATED,
                "observed_on": entry.observed_on,
                "source": entry.source,
                "by": entry.source.collected_by,
                "batch_id": entry.batch_id,
            }
        elif isinstance(entry, Decision):
            header |= {"what": SavedAs.ACCEPTED if entry.accepted else SavedAs.REJECTED, "by": entry.by}
        elif isinstance(entry, Verified):
            header |= {
                "what": SavedAs.VERIFIED,
                "observed_on": entry.verification.on,
                "by": entry.verification.by,
            }
        else:
            header["what"] = SavedAs.RETRACTED
        found.append(
            Saved(
                kind=entry.kind,
                key=entry.subject_id,
                number=i + 1,
                recorded_at=entry.recorded_at,
                changes=changed_values(before, after, raw),
                **header,
            )
        )
        before = after
    placed: list[tuple[float, Saved]] = list(zip((each.number for each in entries), found, strict=True))
    for merge in merges:
        for each in _saves_of_merge(merge, entries[0].subject_id):
            # A merge stands before the entry that has its number; it is taken back when the clock says so.
            later = (
                e.number for e in entries if e.number >= merge.number and e.recorded_at > each.recorded_at
            )
            placed.append((min(later, default=math.inf) - 0.5, each))
    placed.sort(key=itemgetter(0))
    return [attrs.evolve(each, number=i) for i, (_, each) in enumerate(placed, 1)]


def _saves_of_merge(merge: Merge, key: str) -> list[Saved]:
    survives = merge.survivor_id == key
    path, other = ("merged with", merge.other_id) if survives else ("merged into", merge.survivor_id)
    made = Saved(
        kind=merge.kind,
        key=key,
        number=0,
        what=SavedAs.MERGED,
        recorded_at=merge.recorded_at,
        by=merge.by,
        undone=merge.undone_at is not None,
        changes=(ValueChange(path=path, after=other),),
    )
    if merge.undone_at is None:
        return [made]
    back = ValueChange(path=path, before=other)
    return [
        made,
        attrs.evolve(
            made,
            what=SavedAs.UNMERGED,
            recorded_at=merge.undone_at,
            by=merge.undone_by,
            undone=False,
            changes=(back,),
        ),
    ]


def changed_values(
    before: Mapping[str, Any], after: Mapping[str, Any], raw: Mapping[str, str] | None = None
) -> tuple[ValueChange, ...]:
    """Return the values that differ, in the order of their paths; `raw` says how those after were written.

    >>> [str(each) for each in changed_values({"name": "Acme", "note": "x"}, {"name": "Acme Corp."})]
    ["name: 'Acme' → 'Acme Corp.'", "note: 'x' → nothing"]
    """
    return tuple(
        ValueChange(
            path=path,
            before=before.get(path),
            after=after.get(path),
            raw=raw.get(path) if raw and path in after else None,
        )
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    )


def _said(value: Any) -> str:
    return "nothing" if value is None else repr(str(value))
