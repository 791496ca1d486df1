"""Two records that mean the same: a link between them, and the view that follows from it.

A merge copies nothing.  The entries of both stay under their own ids; the
joined card is what `fold` says of all of them together, read in the order in
which they were recorded.  So taking the link away restores both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import attrs

from customerbase.ledger.entries import Decision, Entry, Observation, Verified
from customerbase.ledger.facts import Candidate, Fact, Folded
from customerbase.ledger.folding import fold
from customerbase.listing import InNotebook
from customerbase.paths import split

__all__ = [
    "Conflict",
    "Merge",
    "Roots",
    "conflicts_between",
    "fold_joined",
    "named_in",
    "path_as_seen",
    "renamed",
]


Roots = Mapping[str, Mapping[str, str]]
"""Kind → id → the id under which it is seen, where that is another one."""


@attrs.frozen(kw_only=True)
class Conflict(InNotebook):
    """Two records that mean the same say different things at one path.

    Attributes
    ----------
    path : str
    survivor, other : Fact
        What stands on each, with its source.
    """

    path: str
    survivor: Fact
    other: Fact

    @property
    def of_identifiers(self) -> bool:
        """Whether both bear different numbers of one scheme: then they are seldom the same."""
        return self.path.startswith("identifiers[")


@attrs.frozen(kw_only=True)
class Merge(InNotebook):
    """Somebody said that two records mean the same customer, or the same person.

    Attributes
    ----------
    merge_id : str
    kind : str
        ``customer`` or ``contact``.
    survivor_id, other_id : str
        Reads of the other give the survivor.
    by : str
    reason : str or None
    number : int
        That of the ledger's next entry: what was said before has smaller ones.
    recorded_at : datetime.datetime
    undone_at : datetime.datetime or None
    undone_by : str or None
    run : str or None
        The run of matching that made it, together with others.
    conflicts : tuple of Conflict
        What both said differently when they were merged; only where the merge was just made, and not by a run.
    """

    merge_id: str
    kind: str
    survivor_id: str
    other_id: str
    by: str
    reason: str | None = None
    number: int
    recorded_at: datetime
    undone_at: datetime | None = None
    undone_by: str | None = None
    run: str | None = None
    conflicts: tuple[Conflict, ...] = attrs.field(default=(), repr=False, eq=False)

    def stands(self, at: datetime | None = None) -> bool:
        """Tell whether it holds now, or held at an instant."""
        if at is None:
            return self.undone_at is None
        return self.recorded_at <= at and (self.undone_at is None or self.undone_at > at)


def conflicts_between(survivor: Folded, other: Folded) -> tuple[Conflict, ...]:
    """List what two cards say differently, by path."""
    ours, theirs = survivor.standing, other.standing
    return tuple(
        Conflict(path=path, survivor=ours[path], other=theirs[path])
        for path in sorted(ours.keys() & theirs.keys())
        if ours[path].value != theirs[path].value
    )


def fold_joined(
    ledgers: Sequence[Sequence[Entry]],
    *,
    since: int | None,
    roots: Roots,
    known_at: datetime | None = None,
    true_on: date | None = None,
    covers: Callable[[str, str, str], bool] | None = None,
) -> Folded:
    """Say what follows from the entries of several records that mean the same.

    Parameters
    ----------
    ledgers : sequence of sequences of Entry
        Of each record, the survivor's first.
    since : int or None
        The number of the ledger's next entry when the last of them was merged.
    roots : mapping
        How the customers and contacts that the entries name are seen.
    known_at, true_on, covers
        As for `fold`.

    Returns
    -------
    Folded
        What the records said differently before they were merged waits among
        the `candidates`, until somebody states or decides it anew.
    """
    read = [[renamed(each, roots) for each in entries] for entries in ledgers]
    whole = fold(
        (each for entries in read for each in entries), known_at=known_at, true_on=true_on, covers=covers
    )
    if len(read) < 2:
        return whole
    put_aside = {
        (each.observation, each.path) for entries in read for each in entries if isinstance(each, Decision)
    }
    waiting = list(whole.candidates)
    known = {(each.path, each.value) for each in waiting}
    for entries in read:
        apart = fold(entries, known_at=known_at, true_on=true_on, covers=covers)
        for path, fact in apart.standing.items():
            stands = whole.facts[path]
            settled = stands.value == fact.value or _stated_after(stands, since)
            if settled or (path, fact.value) in known or (fact.observation.number, path) in put_aside:
                continue
            known.add((path, fact.value))
            waiting.append(Candidate(path=path, value=fact.value, observation=fact.observation))
    return attrs.evolve(whole, candidates=tuple(waiting))


def _stated_after(fact: Fact, since: int | None) -> bool:
    stated = fact.decision.number if fact.decision else fact.observation.number
    return since is not None and stated >= since


def named_in(entries: Iterable[Entry]) -> dict[str, set[str]]:
    """Return the customers and contacts whom entries of a contact name, by kind."""
    found: dict[str, set[str]] = {"customer": set(), "contact": set()}
    for each in entries:
        if isinstance(each, Observation):
            found["contact"].add(each.subject_id)
            for path, value in each.values.items():
                if path.startswith("employments["):
                    _, element, part = split(path)
                    found["customer"].add(element or "")
                    if part == "reports_to" and value is not None:
                        found["contact"].add(value)
        elif isinstance(each, Verified):
            found["customer"].add(each.verification.customer_id)
    return found


def renamed(entry: Entry, roots: Roots) -> Entry:
    """Return an entry of a contact with the customers and contacts whom it names as they are seen."""
    customers, contacts = roots.get("customer", {}), roots.get("contact", {})
    if entry.kind != "contact" or not (customers or contacts):
        return entry
    if isinstance(entry, Observation):
        values: dict[str, Any] = {}
        myself = contacts.get(entry.subject_id, entry.subject_id)
        for path, value in entry.values.items():
            name = path_as_seen(path, customers)
            # Of two employments that are one now, what is said of the survivor goes before.
            if name != path and name in entry.values:
                continue
            if path.endswith("].reports_to") and value is not None:
                superior = contacts.get(value, value)
                values[name] = None if superior == myself else superior
            else:
                values[name] = value
        return attrs.evolve(
            entry,
            values=values,
            raw={path_as_seen(path, customers): text for path, text in entry.raw.items()},
            precedence={path_as_seen(path, customers): rank for path, rank in entry.precedence.items()},
        )
    if isinstance(entry, Decision):
        return attrs.evolve(entry, path=path_as_seen(entry.path, customers))
    if isinstance(entry, Verified) and entry.verification.customer_id in customers:
        seen_as = customers[entry.verification.customer_id]
        return attrs.evolve(entry, verification=entry.verification.replace(customer_id=seen_as))
    return entry


def path_as_seen(path: str, customers: Mapping[str, str]) -> str:
    """Return the path of a contact's value with the employer as he is seen."""
    if not path.startswith("employments["):
        return path
    _, element, part = split(path)
    seen_as = customers.get(element or "")
    if seen_as is None:
        return path
    return f"employments[{seen_as}]" + (f".{part}" if part else "")
