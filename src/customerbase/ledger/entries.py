"""What a ledger holds: who said what of whom, what was decided, checked and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final, TypeAlias

import attrs

from customerbase.model import Source, Verification
from customerbase.validation import FrozenMap

__all__ = ["Batch", "Decision", "Entry", "Observation", "Precedence", "Retraction", "Verified", "counting"]

_NONE: Final[Mapping[str, Any]] = FrozenMap()


class Precedence(StrEnum):
    """What a stated value does where another one stands; an empty place is filled in any case but the last.

    Attributes
    ----------
    NEWER
        First-hand and newer goes before; what is second-hand waits beside what is trusted.
    ASK
        It waits until somebody decides, whoever said it.
    FILL
        It gives way: what stands stays, and nobody is asked.
    NEVER
        It is not taken at all, not even into an empty place.
    """

    NEWER = "newer"
    ASK = "ask"
    FILL = "fill"
    NEVER = "never"

    @property
    def strength(self) -> int:
        """How much is heard under it: what was heard fully is no news when it is said under a weaker one."""
        return _STRENGTH[self]


_STRENGTH: Final = {Precedence.NEVER: 0, Precedence.FILL: 1, Precedence.ASK: 2, Precedence.NEWER: 3}


@attrs.frozen(kw_only=True)
class Observation:
    """What one source stated of one subject.

    Attributes
    ----------
    number : int
        Its place in the ledger; entries are read in this order.
    kind, subject_id : str
        Of whom: ``customer`` or ``contact``, and the id.
    values : mapping
        Path → value; None where the source says that nothing is there.
    source : Source
    recorded_at : datetime.datetime
        When the base learned it.
    observed_on : datetime.date or None
        When the source learned it.
    batch_id : str or None
        The import that brought it.
    raw : mapping
        Path → the text of the cell, of values that are not written as it was.
    precedence : mapping
        Path → `Precedence`, of values that do not go before what stands as others do.
    """

    number: int
    kind: str
    subject_id: str
    values: Mapping[str, Any] = attrs.field(repr=False)
    source: Source
    recorded_at: datetime
    observed_on: date | None = None
    batch_id: str | None = None
    raw: Mapping[str, str] = attrs.field(default=_NONE, repr=False)
    precedence: Mapping[str, Precedence] = attrs.field(default=_NONE, repr=False)

    @property
    def when(self) -> date:
        """The day from which the statement holds, as far as is known."""
        return self.observed_on or self.recorded_at.date()

    def ranks(self, path: str) -> Precedence:
        """Return the precedence of its value at a path."""
        return self.precedence.get(path, Precedence.NEWER)

    def of(self, values: Mapping[str, Any]) -> Observation:
        """Return the observation with these of its values alone."""
        return attrs.evolve(
            self,
            values=values,
            raw={path: text for path, text in self.raw.items() if path in values} or _NONE,
            precedence={path: rank for path, rank in self.precedence.items() if path in values} or _NONE,
        )


@attrs.frozen(kw_only=True)
class Decision:
    """Somebody accepted or rejected what an observation says at one path."""

    number: int
    kind: str
    subject_id: str
    path: str
    observation: int
    accepted: bool
    by: str
    recorded_at: datetime
    note: str | None = None


@attrs.frozen(kw_only=True)
class Retraction:
    """An observation no longer counts, because the batch that brought it was undone.

    What people accepted of it since (`keeps`, paths) still does.  A `Verified`
    is retracted in the same way when its verification is changed or taken away.
    """

    number: int
    kind: str
    subject_id: str
    observation: int
    recorded_at: datetime
    keeps: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Verified:
    """A verification of a subject, and when the base learned of it."""

    number: int
    kind: str
    subject_id: str
    verification: Verification
    recorded_at: datetime


@attrs.frozen(kw_only=True)
class Batch:
    """One import: from where, when, and what came of it.

    Attributes
    ----------
    batch_id : str
    what : str
        The kind of record that was imported.
    origin : str
        The file.
    source : Source
    recorded_at : datetime.datetime
    counts : mapping
        ``taken``, ``changed``, ``unchanged``, ``refused`` → number.
    undone_at : datetime.datetime or None
    digest : str or None
        Of the content of the file, so that a copy of it is known again.
    """

    batch_id: str
    what: str
    origin: str
    source: Source
    recorded_at: datetime
    counts: Mapping[str, int] = attrs.field(factory=dict)
    undone_at: datetime | None = None
    digest: str | None = None


Entry: TypeAlias = Observation | Decision | Retraction | Verified


def counting(entries: Iterable[Entry]) -> list[Observation]:
    """Return the observations that count, in order: without what was retracted."""
    entries = sorted(entries, key=attrgetter("number"))
    retracted = {each.observation: each.keeps for each in entries if isinstance(each, Retraction)}
    found = []
    for each in entries:
        if not isinstance(each, Observation):
            continue
        keeps = retracted.get(each.number)
        if keeps is None:
            found.append(each)
        elif keeps:
            found.append(each.of({path: each.values[path] for path in keeps}))
    return found
