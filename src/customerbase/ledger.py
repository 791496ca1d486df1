"""Observations in, cards out: who said what of whom, and what follows from it.

The ledger is a list of entries that is only ever added to.  An `Observation`
says what one source stated of one subject; a `Decision` accepts or rejects a
statement that waits; a `Verification` confirms what stands; a `Retraction`
says that an observation no longer counts.  `fold` reads the entries of one
subject in the order in which they were recorded and says what follows: the
facts on the card, the candidates that wait, the changes on the way.

The rules of `fold`:

1. A first-hand value takes the place of what stands, unless what stands was
   observed later.
2. A second-hand value takes an empty place, or that of another second-hand
   value.  Where a first-hand or verified value stands, it waits as a
   `Candidate` until somebody decides.
3. An accepted candidate takes the place, and is trusted from then on.
4. None is a statement too: that nothing is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, TypeAlias

import attrs

from customerbase.model import Change, Facet, Source, Verification

__all__ = [
    "Batch",
    "Candidate",
    "Decision",
    "Entry",
    "Fact",
    "Folded",
    "Observation",
    "Provenance",
    "Retraction",
    "Verified",
    "counting",
    "fold",
    "news",
    "provenance",
    "retold",
]


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
    """

    batch_id: str
    what: str
    origin: str
    source: Source
    recorded_at: datetime
    counts: Mapping[str, int] = attrs.field(factory=dict)
    undone_at: datetime | None = None


Entry: TypeAlias = Observation | Decision | Retraction | Verified


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
    changes : tuple of Change
        Each value of the card that became another, in order.
    """

    facts: Mapping[str, Fact]
    candidates: tuple[Candidate, ...]
    changes: tuple[Change, ...]

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


def fold(
    entries: Iterable[Entry],
    *,
    known_at: datetime | None = None,
    true_on: date | None = None,
    covers: Callable[[str, str, str], bool] | None = None,
) -> Folded:
    """Say what follows from the entries of one subject.

    Parameters
    ----------
    entries : iterable of Entry
        Of one subject, in any order.
    known_at : datetime.datetime, optional
        Read only what was recorded up to this instant: what was known then.
    true_on : datetime.date, optional
        Read only what was observed up to this day: what was true then, as far
        as is known now.
    covers : callable, optional
        ``covers(facet, kind, path)`` tells whether a verification of the facet
        confirms the value at the path; the default knows the three facets of
        the glossary.

    Returns
    -------
    Folded
    """
    covers = covers or facet_covers
    read = [each for each in entries if known_at is None or each.recorded_at <= known_at]
    observations = {
        each.number: each for each in counting(read) if true_on is None or each.when <= true_on
    }
    retracted = {each.observation for each in read if isinstance(each, Retraction)}
    state = _State()
    for entry in sorted(read, key=attrgetter("number")):
        if isinstance(entry, Observation):
            seen = observations.get(entry.number)
            if seen is not None:
                state.observe(seen)
        elif isinstance(entry, Decision):
            seen = observations.get(entry.observation)
            if seen is not None:
                state.decide(entry, seen)
        elif isinstance(entry, Verified) and entry.number not in retracted:
            if entry.verification.outcome.known_true:
                state.verify(entry.verification, covers)
    return Folded(facts=state.facts, candidates=tuple(state.candidates), changes=tuple(state.changes))


def counting(entries: Iterable[Entry]) -> list[Observation]:
    """Return the observations that count, in order: without what was retracted."""
    entries = list(entries)
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


def facet_covers(facet: str, kind: str, path: str) -> bool:
    """Tell whether verifying a facet confirms the value at a path: the three facets of the glossary."""
    if kind == "contact":
        return facet == Facet.DECISION_MAKERS
    return facet in set(Facet) and Facet(facet).covers(path)


def _element(path: str) -> str | None:
    """Return the path of the element to which a figure belongs: of ``employments[C1].title``."""
    end = -1 if path.endswith("]") else path.rfind("].")
    return None if end < 0 else path[: end + 1]


class _State:
    """The card in the making."""

    def __init__(self) -> None:
        self.facts: dict[str, Fact] = {}
        self.candidates: list[Candidate] = []
        self.changes: list[Change] = []

    def observe(self, seen: Observation) -> None:
        for path, value in seen.values.items():
            self._hear(path, value, seen)

    def _hear(self, path: str, value: Any, seen: Observation) -> None:
        stands = self.facts.get(path)
        if stands is None:
            if value is not None:
                self._put(Fact(path=path, value=value, observation=seen), seen.recorded_at)
        elif value == stands.value:
            if seen.source.first_hand and not stands.trusted:
                self._put(attrs.evolve(stands, observation=seen), seen.recorded_at)
            elif seen.when > stands.when and (seen.source.first_hand or not stands.trusted):
                self.facts[path] = attrs.evolve(stands, restated_on=seen.when)
        elif seen.source.first_hand:
            if not stands.trusted or seen.when >= stands.when:
                self._settle(path, value)
                self._put(Fact(path=path, value=value, observation=seen), seen.recorded_at)
        else:
            if not stands.trusted and seen.when >= stands.when:
                self._put(Fact(path=path, value=value, observation=seen), seen.recorded_at)
            elif stands.trusted and not any(c.path == path and c.value == value for c in self.candidates):
                self.candidates.append(Candidate(path=path, value=value, observation=seen))

    def decide(self, decision: Decision, seen: Observation) -> None:
        if decision.path not in seen.values:
            return
        value = seen.values[decision.path]
        self._settle(decision.path, value)
        stands = self.facts.get(decision.path)
        # It need not wait any more: what stood in its way may have been retracted since.
        if decision.accepted and (stands is None or stands.value != value or not stands.trusted):
            accepted = Fact(path=decision.path, value=value, observation=seen, decision=decision)
            self._put(accepted, decision.recorded_at)

    def verify(self, verification: Verification, covers: Callable[[str, str, str], bool]) -> None:
        for path, fact in self.facts.items():
            if covers(verification.facet, fact.observation.kind, path) and (
                fact.verified_on is None or fact.verified_on < verification.on
            ):
                self.facts[path] = attrs.evolve(fact, verified_on=verification.on)

    def _settle(self, path: str, value: Any) -> None:
        self.candidates = [c for c in self.candidates if c.path != path or c.value != value]

    def _put(self, fact: Fact, at: datetime) -> None:
        before = self.facts.get(fact.path)
        self.facts[fact.path] = fact
        was = before.value if before else None
        if was != fact.value:
            self.changes.append(
                Change(
                    kind=fact.observation.kind,
                    subject_id=fact.observation.subject_id,
                    path=fact.path,
                    before=was,
                    after=fact.value,
                    recorded_at=at,
                    source=fact.observation.source,
                    observed_on=fact.observation.observed_on,
                )
            )


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
        )
        for path, fact in sorted(folded.standing.items())
    }


def retold(
    entries: Iterable[Entry], statements: Sequence[tuple[Mapping[str, Any], date | None]], source: Source
) -> set[str]:
    """Return the paths of which several statements say again, in order, what the source said last.

    A list may name a customer twice, with another value each time.  Read
    again, its first statement differs from the last one that was heard, and
    yet all of it is known.

    Parameters
    ----------
    entries : iterable of Entry
        Of the subject.
    statements : sequence of (mapping, datetime.date or None)
        Values by path and the day of observation, as the source states them now.
    source : Source
    """
    said: dict[str, list[tuple[Any, date | None]]] = {}
    for values, on in statements:
        for path, value in values.items():
            heard = said.setdefault(path, [])
            if not heard or heard[-1][0] != value or _later(on, heard[-1][1]):
                heard.append((value, on))
    before: dict[str, list[tuple[Any, date | None]]] = {}
    for each in sorted(counting(entries), key=attrgetter("number")):
        if each.source.same_as(source):
            for path, value in each.values.items():
                before.setdefault(path, []).append((value, each.observed_on))
    return {
        path
        for path, heard in said.items()
        if len(heard) > 1 and before.get(path, [])[-len(heard) :] == heard
    }


def _later(on: date | None, than: date | None) -> bool:
    return on is not None and than is not None and on > than


def news(
    entries: Iterable[Entry],
    values: Mapping[str, Any],
    source: Source,
    observed_on: date | None = None,
) -> dict[str, Any]:
    """Return those of the values that the source has not already stated.

    A source that repeats its last statement of a value says nothing new,
    whatever others have said since; with a later `observed_on` it does.
    This is what makes reading a file twice change nothing.

    Parameters
    ----------
    entries : iterable of Entry
        Of the subject.
    values : mapping
        Path → value, as the source states them now.
    source : Source
    observed_on : datetime.date, optional
    """
    last: dict[str, Observation] = {}
    for each in counting(entries):
        if each.source.same_as(source):
            for path in each.values:
                if path not in last or last[path].number < each.number:
                    last[path] = each
    return {
        path: value
        for path, value in values.items()
        if path not in last
        or last[path].values[path] != value
        or (observed_on is not None and observed_on > last[path].when)
    }
