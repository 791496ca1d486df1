"""How a store learns: statements become entries of the ledger, and cards follow."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import attrs

from customerbase.errors import ErasedPerson, InvalidRecord, NotReferable
from customerbase.ledger import Batch, Entry, Observation, Precedence, fold, fold_joined, news, retold
from customerbase.model import Contact, Customer, Source
from customerbase.paths import CARDS, assemble
from customerbase.stores.facets import declared_facets
from customerbase.stores.links import Links
from customerbase.stores.rows import Rows, Stored
from customerbase.stores.tombstones import Tombstones
from customerbase.verifying.facets import Covers, covers_of

__all__ = ["Learned", "Outcome", "Statement", "check_employers", "learn"]


class Outcome(StrEnum):
    """What became of a record that was to be kept."""

    TAKEN = "taken"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@attrs.frozen(kw_only=True)
class Statement:
    """What a source says of one customer or contact: values by path.

    Attributes
    ----------
    kind, subject_id : str
    values : mapping
    observed_on : datetime.date or None
    raw : mapping or None
        Path → what stood in the cell, where the value is not written as it was.
    precedence : mapping or None
        Path → `Precedence`, where a value does not go before what stands as others do.
    """

    kind: str
    subject_id: str
    values: Mapping[str, Any] = attrs.field(repr=False)
    observed_on: date | None = None
    raw: Mapping[str, str] | None = attrs.field(default=None, repr=False)
    precedence: Mapping[str, Precedence] | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class Learned:
    """What became of a statement.

    Attributes
    ----------
    outcome : Outcome
    changed : tuple of str
        Paths whose value on the card is another one now.
    waiting : tuple of str
        Paths whose value waits for a decision.
    error : InvalidRecord, NotReferable or None
        Why it was refused; `ErasedPerson` where it would bring somebody back who was erased.
    """

    outcome: Outcome
    changed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    error: InvalidRecord | NotReferable | None = None


def learn(
    rows: Rows,
    statements: Sequence[Statement],
    source: Source,
    *,
    at: datetime,
    batch_id: str | None = None,
    repeat: bool = False,
    heard_in: Batch | None = None,
) -> list[Learned]:
    """Record what a source says at an instant; see `Store.learn`.  Called inside a transaction."""
    number = rows.next_number()
    ledger = {kind: _entries_of(rows, kind, statements) for kind in CARDS}
    stored = {kind: rows.get(kind, ledger[kind]) for kind in CARDS}
    known = _known_customers(rows, statements)
    covers = covers_of(declared_facets(rows))
    others = {kind: _others(rows, kind, ledger[kind]) for kind in CARDS}
    again = {} if repeat else _retold(ledger, statements, source)
    fresh: list[Entry] = []
    touched: dict[tuple[str, str], Stored] = {}
    results = []
    erased = _of_erased(rows, statements, stored)
    for i, each in enumerate(statements):
        if i in erased:
            results.append(Learned(outcome=Outcome.REFUSED, error=erased[i]))
            continue
        entries = ledger[each.kind].setdefault(each.subject_id, [])
        before = touched.get((each.kind, each.subject_id)) or stored[each.kind].get(each.subject_id)
        said = dict(each.values)
        if entries and not repeat:
            for path in again.get((each.kind, each.subject_id), ()):
                said.pop(path, None)
            said = news(entries, said, source, each.observed_on, each.precedence)
            if heard_in is not None and said:
                then = [e for e in entries if _up_to(heard_in, e)]
                said = news(then, said, source, each.observed_on, each.precedence)
        if not said and before is not None:
            results.append(Learned(outcome=Outcome.UNCHANGED))
            continue
        observation = Observation(
            number=number + len(fresh),
            kind=each.kind,
            subject_id=each.subject_id,
            values=said,
            source=source,
            recorded_at=at,
            observed_on=each.observed_on,
            batch_id=batch_id,
            **_beside(each, said),
        )
        try:
            learned, card = _card_after(
                entries, observation, before, covers, others[each.kind].get(each.subject_id)
            )
            check_employers(rows, card, known)
        except (InvalidRecord, NotReferable) as error:
            results.append(Learned(outcome=Outcome.REFUSED, error=error))
            continue
        entries.append(observation)
        fresh.append(observation)
        if card.kind_name == "customer":
            known.add(card.key)
        results.append(learned)
        if before is None or card != before.record:
            touched[each.kind, each.subject_id] = Stored(
                record=card,
                version=1 if before is None else before.version + 1,
                recorded_at=at,
                batch_id=batch_id,
                source=source,
            )
    for kind in CARDS:
        if changed := [each for (of, _), each in touched.items() if of == kind]:
            rows.put(kind, changed)
    rows.append(fresh)
    return results


def _up_to(batch: Batch, entry: Entry) -> bool:
    """Tell whether an entry is of an import, or older."""
    return getattr(entry, "batch_id", None) == batch.batch_id or entry.recorded_at <= batch.recorded_at


def _beside(statement: Statement, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an observation keeps beside the values that are news."""
    found: dict[str, Any] = {}
    for name in ("raw", "precedence"):
        given: Mapping[str, Any] | None = getattr(statement, name)
        if given and (kept := {path: each for path, each in given.items() if path in said}):
            found[name] = kept
    return found


def _of_erased(
    rows: Rows, statements: Sequence[Statement], stored: Mapping[str, Mapping[str, Stored]]
) -> Mapping[int, ErasedPerson]:
    """Return which statements would bring back a person who was erased."""
    stones = Tombstones(rows)
    if not stones:
        return {}
    names = {
        (kind, key): each.record.name  # type: ignore[attr-defined]
        for kind, held in stored.items()
        for key, each in held.items()
    }
    return stones.stop(statements, names)


def _entries_of(rows: Rows, kind: str, statements: Sequence[Statement]) -> dict[str, list[Entry]]:
    wanted = [each.subject_id for each in statements if each.kind == kind]
    return {**{each: [] for each in wanted}, **rows.entries(kind, wanted)}


def _known_customers(rows: Rows, statements: Sequence[Statement]) -> set[str]:
    """Return those of the customers at whom contacts are said to work that are there."""
    named = {
        path.partition("[")[2].rpartition("]")[0]
        for each in statements
        if each.kind == "contact"
        for path in each.values
        if path.startswith("employments[")
    }
    return rows.known("customer", named) if named else set()


def check_employers(rows: Rows, card: Customer | Contact, known: Container[str] = ()) -> None:
    """Raise `NotReferable` if a contact works at a customer that is neither known nor there."""
    if isinstance(card, Contact):
        for each in card.employments:
            if each.customer_id not in known and not rows.known("customer", [each.customer_id]):
                raise NotReferable("contact", card.key, f"customer {each.customer_id!r}")


Others = tuple[list[list[Entry]], int | None]
"""The ledgers of those who mean the same as a subject, and since when."""


def _others(rows: Rows, kind: str, subjects: Collection[str]) -> dict[str, Others]:
    """Return for each subject that is merged with others what the ledger holds of these."""
    clusters = Links(rows).clusters(kind, subjects)
    wanted = {each: clusters[each] for each in subjects if each in clusters}
    held = rows.entries(kind, [member for cluster in wanted.values() for member in cluster.members])
    return {
        each: ([held[other] for other in cluster.members if other != each and other in held], cluster.since)
        for each, cluster in wanted.items()
    }


def _card_after(
    entries: list[Entry],
    observation: Observation,
    before: Stored | None,
    covers: Covers,
    others: Others | None = None,
) -> tuple[Learned, Customer | Contact]:
    """Return what an observation changes, and the card that then stands."""
    cls: Any = CARDS[observation.kind]
    if not entries:
        card = assemble(cls, observation.subject_id, observation.values)
        return Learned(outcome=Outcome.TAKEN, changed=tuple(observation.values)), card
    folded = fold([*entries, observation], covers=covers)
    card = assemble(cls, observation.subject_id, folded.values)
    if any(folded.values.get(path) != value for path, value in observation.values.items()):
        # What only waits, or was overtaken, is not on that card: it must make sense all the same.
        assemble(cls, observation.subject_id, {"name": card.name, **_stated(observation)})
    if before is None:
        return Learned(outcome=Outcome.TAKEN, changed=tuple(observation.values)), card
    then = fold(entries, covers=covers)
    if others is not None:
        # What it changes is told of the card that people see.
        ledgers, since = others
        after = [[*entries, observation], *ledgers]
        folded = fold_joined(after, since=since, roots={}, covers=covers)
        then = fold_joined([entries, *ledgers], since=since, roots={}, covers=covers)
    changed = tuple(path for path in observation.values if folded.values.get(path) != then.values.get(path))
    waiting = tuple(each.path for each in folded.candidates if each.observation.number == observation.number)
    moved = changed or waiting or folded.facts != then.facts
    outcome = Outcome.CHANGED if moved else Outcome.UNCHANGED
    return Learned(outcome=outcome, changed=changed, waiting=waiting), card


def _stated(observation: Observation) -> dict[str, Any]:
    return {path: value for path, value in observation.values.items() if value is not None}


def _retold(
    ledger: Mapping[str, Mapping[str, list[Entry]]], statements: Sequence[Statement], source: Source
) -> dict[tuple[str, str], set[str]]:
    """Return, for each subject that is named several times, the paths of which nothing new is said."""
    by_subject: dict[tuple[str, str], list[Statement]] = {}
    for each in statements:
        by_subject.setdefault((each.kind, each.subject_id), []).append(each)
    return {
        (kind, key): retold(
            ledger[kind].get(key, []), [(e.values, e.observed_on, e.precedence) for e in several], source
        )
        for (kind, key), several in by_subject.items()
        if len(several) > 1
    }
