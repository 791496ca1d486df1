"""Entries in, facts out: the rules by which what was said becomes what stands on a card."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from operator import attrgetter
from typing import Any

import attrs

from customerbase.ledger.entries import (
    Decision,
    Entry,
    Observation,
    Precedence,
    Retraction,
    Verified,
    counting,
)
from customerbase.ledger.facts import Candidate, Fact, Folded
from customerbase.model import Facet, Verification
from customerbase.paths import split

__all__ = ["facet_covers", "fold"]


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
    observations = {each.number: each for each in counting(read) if true_on is None or each.when <= true_on}
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
        elif (
            isinstance(entry, Verified)
            and entry.number not in retracted
            and entry.verification.outcome.known_true
        ):
            state.verify(entry.verification, covers)
    return Folded(facts=state.facts, candidates=tuple(state.candidates), moves=tuple(state.moves))


def facet_covers(facet: str, kind: str, path: str) -> bool:
    """Tell whether verifying a facet confirms the value at a path: the three facets of the glossary."""
    if kind == "contact":
        return facet == Facet.DECISION_MAKERS
    return facet in set(Facet) and Facet(facet).covers(path)


class _State:
    """The card in the making."""

    def __init__(self) -> None:
        self.facts: dict[str, Fact] = {}
        self.candidates: list[Candidate] = []
        self.moves: list[tuple[Fact | None, Fact, datetime]] = []

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
        elif path in seen.precedence:
            if seen.ranks(path) is Precedence.ASK:
                self._wait(path, value, seen)
        elif seen.source.first_hand:
            if not stands.trusted or seen.when >= stands.when:
                self._settle(path, value)
                self._put(Fact(path=path, value=value, observation=seen), seen.recorded_at)
        elif not stands.trusted and seen.when >= stands.when:
            self._put(Fact(path=path, value=value, observation=seen), seen.recorded_at)
        elif stands.trusted:
            self._wait(path, value, seen)

    def _wait(self, path: str, value: Any, seen: Observation) -> None:
        if not any(c.path == path and c.value == value for c in self.candidates):
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
            name, element, _ = split(path)
            elsewhere = name == "employments" and element != verification.customer_id
            if (fact.verified_on is not None and fact.verified_on >= verification.on) or elsewhere:
                continue
            if covers(verification.facet, fact.observation.kind, path):
                self.facts[path] = attrs.evolve(fact, verified_on=verification.on)

    def _settle(self, path: str, value: Any) -> None:
        self.candidates = [c for c in self.candidates if c.path != path or c.value != value]

    def _put(self, fact: Fact, at: datetime) -> None:
        before = self.facts.get(fact.path)
        self.facts[fact.path] = fact
        was = before.value if before else None
        if was != fact.value:
            self.moves.append((before, fact, at))
