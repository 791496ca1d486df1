"""What follows from a ledger: the facts of a card, what waits beside them, and where each comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from customerbase.ledger.entries import Decision, Observation
from customerbase.model import Change, Source

__all__ = ["Candidate", "Fact", "Folded", "Provenance", "provenance"]


@attrs.frozen(kw_only=True)
class Fact:
    """A value that stands on the card, and the statement that put it there."""

    path: str
    value: Any = attrs.field(repr=False)
    observation: Observation
    decision: Decision | None = None
    verified_on: date | None = None
    restated_on: date | None = attrs.field(default=None, eq=False)

    @property
    def trusted(self) -> bool:
        """First-hand, accepted by somebody, or verified."""
        return self.observation.source.first_hand or self.decision is not None or self.verified_on is not None

    @property
    def when(self) -> date:
        """The last day on which it was stated; of its decision where it has one."""
        when = self.decision.recorded_at.date() if self.decision else self.observation.when
        return max(when, self.restated_on or when)


@attrs.frozen(kw_only=True)
class Candidate:
    """A second-hand value that waits, beside the value that stands."""

    path: str
    value: Any = attrs.field(repr=False)
    observation: Observation

    @property
    def raw(self) -> str | None:
        """What stood in the cell, where the value is not written as it was."""
        return self.observation.raw.get(self.path)


@attrs.frozen(kw_only=True)
class Folded:
    """What follows from the entries of one subject.

    Attributes
    ----------
    facts : mapping
        Path → `Fact`; a fact may say that nothing is there (value None), also of
        an element whose figures were once stated: they are not on the card then.
    candidates : tuple of Candidate
        In the order in which they came.
    moves : tuple
        What stood, what took its place, and when it was recorded, in order.
    """

    facts: Mapping[str, Fact]
    candidates: tuple[Candidate, ...]
    moves: tuple[tuple[Fact | None, Fact, datetime], ...] = attrs.field(repr=False)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Each value of the card that became another, in order."""
        return tuple(
            Change(
                kind=fact.observation.kind,
                subject_id=fact.observation.subject_id,
                path=fact.path,
                before=before.value if before else None,
                after=fact.value,
                recorded_at=at,
                source=fact.observation.source,
                observed_on=fact.observation.observed_on,
            )
            for before, fact, at in self.moves
        )

    @property
    def standing(self) -> dict[str, Fact]:
        """Path → fact of all that is there."""
        gone = {path for path, fact in self.facts.items() if fact.value is None and path.endswith("]")}
        return {
            path: fact
            for path, fact in self.facts.items()
            if fact.value is not None and not (gone and _element(path) in gone)
        }

    @property
    def values(self) -> dict[str, Any]:
        """Path → value of all that is there."""
        return {path: fact.value for path, fact in self.standing.items()}


@attrs.frozen(kw_only=True)
class Provenance:
    """Where one value of a card comes from.

    Attributes
    ----------
    path : str
    value : object
    source : Source
    observed_on : datetime.date or None
    recorded_at : datetime.datetime
    verified_on : datetime.date or None
    trusted : bool
        First-hand, accepted by somebody, or verified.
    accepted_by : str or None
        Who accepted a second-hand value.
    candidates : tuple of Candidate
        What other sources say, waiting for a decision.
    raw : str or None
        What stood in the cell, where the value is not written as it was.
    """

    path: str
    value: Any = attrs.field(repr=False)
    source: Source
    observed_on: date | None
    recorded_at: datetime
    verified_on: date | None
    trusted: bool
    accepted_by: str | None
    candidates: tuple[Candidate, ...]
    raw: str | None = attrs.field(default=None, repr=False)


def provenance(folded: Folded) -> dict[str, Provenance]:
    """Say for each value of a card where it comes from.

    Parameters
    ----------
    folded : Folded

    Returns
    -------
    dict
        Path → `Provenance`, in the order of paths.
    """
    waiting: dict[str, list[Candidate]] = {}
    for each in folded.candidates:
        waiting.setdefault(each.path, []).append(each)
    return {
        path: Provenance(
            path=path,
            value=fact.value,
            source=fact.observation.source,
            observed_on=fact.observation.observed_on,
            recorded_at=fact.observation.recorded_at,
            verified_on=fact.verified_on,
            trusted=fact.trusted,
            accepted_by=fact.decision.by if fact.decision else None,
            candidates=tuple(waiting.get(path, ())),
            raw=fact.observation.raw.get(path),
        )
        for path, fact in sorted(folded.standing.items())
    }


def _element(path: str) -> str | None:
    """Return the path of the element to which a figure belongs: of ``employments[C1].title``."""
    end = -1 if path.endswith("]") else path.rfind("].")
    return None if end < 0 else path[: end + 1]
