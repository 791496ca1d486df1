"""What a ledger holds: who said what of whom, what was decided, checked and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any, TypeAlias

import attrs

from customerbase.model import Source, Verification

__all__ = ["Batch", "Decision", "Entry", "Observation", "Retraction", "Verified", "counting"]


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
    """

    number: int
    kind: str
    subject_id: str
    values: Mapping[str, Any] = attrs.field(repr=False)
    source: Source
    recorded_at: datetime
    observed_on: date | None = None
    batch_id: str | None = None

    @property
    def when(self) -> date:
        """The day from which the statement holds, as far as is known."""
        return self.observed_on or self.recorded_at.date()


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
            found.append(attrs.evolve(each, values={path: each.values[path] for path in keeps}))
    return found
