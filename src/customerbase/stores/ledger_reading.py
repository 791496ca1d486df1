"""What the ledger says of cards that are seen: of all that a merge made one, now and at any instant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from operator import attrgetter
from typing import TypeVar

from customerbase.errors import InvalidRecord, NotFound
from customerbase.ledger import (
    Candidate,
    Entry,
    Folded,
    Observation,
    Provenance,
    Roots,
    fold,
    fold_joined,
    named_in,
    path_as_seen,
    provenance,
)
from customerbase.model import Change, Contact, Customer
from customerbase.paths import CARDS, assemble, field_of
from customerbase.stores.facets import declared_facets
from customerbase.stores.links import Cluster, Links
from customerbase.stores.resolving import roots_of
from customerbase.stores.rows import Rows
from customerbase.verifying.facets import Covers, covers_of

__all__ = ["LedgerReading", "chunks", "folded_as_seen"]

T = TypeVar("T")
_CHUNK = 5_000


class LedgerReading:
    """The part of `Store` that reads the ledger.

    Parameters
    ----------
    rows : Rows
        Where the records rest.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def keys(self, kind: str) -> list[str]:
        """Return the ids of a kind, in order, without those that were merged into others."""
        found = self.rows.keys(kind)
        merged = Links(self.rows).roots(kind) if kind in CARDS else {}
        return [key for key in found if key not in merged] if merged else found

    def entries(self, kind: str, key: str) -> list[Entry]:
        """Return what the ledger holds of a customer or contact under this very id, in order.

        Raises
        ------
        NotFound
            If the ledger holds nothing of it.
        """
        found = self.rows.entries(kind, [key])
        if key not in found:
            raise NotFound(kind, key)
        return found[key]

    def folded(
        self, kind: str, key: str, *, known_at: datetime | None = None, true_on: date | None = None
    ) -> Folded:
        """Return what follows from the ledger for a customer or contact, now or then, all that he is joined.

        Raises
        ------
        NotFound
            If the ledger holds nothing of it.
        """
        links = Links(self.rows, known_at)
        cluster = links.cluster(kind, key)
        found = self.rows.entries(kind, cluster.members)
        if not found:
            raise NotFound(kind, key)
        ledgers = [found[each] for each in cluster.members if each in found]
        named = named_in(each for entries in ledgers for each in entries if each.kind == "contact")
        roots = {of: links.some(of, keys) for of, keys in named.items() if keys}
        return folded_as_seen(
            ledgers, cluster.since, roots, self.covers(), known_at=known_at, true_on=true_on
        )

    def covers(self) -> Covers:
        """Return which facet confirms which value."""
        return covers_of(declared_facets(self.rows))

    def entries_of(self, kind: str, keys: Sequence[str]) -> Iterator[tuple[str, list[Entry]]]:
        """Yield what the ledger holds of many customers or contacts, some thousand at a time, with their ids.

        Of one that others were merged into, all that is said of any of them.
        """
        merged = Links(self.rows).roots(kind)
        parts: dict[str, list[str]] = {}
        for each, root in merged.items():
            parts.setdefault(root, []).append(each)
        for start in range(0, len(keys), _CHUNK):
            some = keys[start : start + _CHUNK]
            found = self.rows.entries(kind, [*some, *(each for key in some for each in parts.get(key, ()))])
            for key in some:
                entries = list(found.get(key, ()))
                if key in parts:
                    entries += [entry for each in parts[key] for entry in found.get(each, ())]
                    entries.sort(key=attrgetter("number"))
                if entries:
                    yield key, entries

    def folded_all(self, kind: str) -> Iterator[tuple[str, Folded]]:
        """Yield what follows from the ledger for each customer or contact, with the id."""
        covers = self.covers()
        clusters = {of: Links(self.rows).every(of) for of in CARDS}
        roots = {of: roots_of(each) for of, each in clusters.items()}
        for some in chunks(self.keys(kind)):
            several = [clusters[kind].get(key) or Cluster((key,)) for key in some]
            found = self.rows.entries(kind, [each for cluster in several for each in cluster.members])
            for cluster in several:
                ledgers = [found[each] for each in cluster.members if each in found]
                if ledgers:
                    yield cluster.root, folded_as_seen(ledgers, cluster.since, roots, covers)

    def card(
        self,
        cls: type[Customer | Contact],
        key: str,
        *,
        known_at: datetime | None = None,
        true_on: date | None = None,
    ) -> Customer | Contact:
        """Rebuild a card from the ledger: as it was known at an instant, or as it was on a day.

        Raises
        ------
        NotFound
            If nothing was known of it then.
        """
        kind = cls.kind_name
        folded = self.folded(kind, key, known_at=known_at, true_on=true_on)
        if "name" not in folded.values:
            raise NotFound(kind, key)
        root = Links(self.rows, known_at).root(kind, key)
        own = self.rows.entries(kind, [root])
        return self.assembled(cls, root, folded, own, self.covers(), known_at=known_at, true_on=true_on)

    def assembled(
        self,
        cls: type[Customer | Contact],
        root: str,
        folded: Folded,
        ledgers: Mapping[str, Sequence[Entry]],
        covers: Covers,
        *,
        known_at: datetime | None = None,
        true_on: date | None = None,
    ) -> Customer | Contact:
        """Put a card together; where what several say makes none, what the one that survives says goes before."""
        try:
            return assemble(cls, root, folded.values)  # type: ignore[type-var]
        except InvalidRecord:
            # Each card makes sense by itself; what does not together is left to the one that survives.
            alone = fold(ledgers[root], known_at=known_at, true_on=true_on, covers=covers).values
            fields = {field_of(path) for path in alone}
            rest = {path: each for path, each in folded.values.items() if field_of(path) not in fields}
            try:
                return assemble(cls, root, rest | alone)  # type: ignore[type-var]
            except InvalidRecord:
                return assemble(cls, root, alone)  # type: ignore[type-var]

    def provenance(self, kind: str, key: str) -> dict[str, Provenance]:
        """Say for each value of a card where it comes from."""
        return provenance(self.folded(kind, key))

    def path_as_said(self, candidate: Candidate) -> str:
        """Return the path at which an observation says what waits: a contact's employer may be merged since."""
        said = candidate.observation
        own = next(each for each in self.entries(said.kind, said.subject_id) if each.number == said.number)
        assert isinstance(own, Observation)
        if candidate.path in own.values:
            return candidate.path
        roots = {of: Links(self.rows).some(of, keys) for of, keys in named_in([own]).items()}
        return next(path for path in own.values if path_as_seen(path, roots["customer"]) == candidate.path)

    def candidates(self, kind: str, key: str) -> tuple[Candidate, ...]:
        """Return the values that wait for a decision: second-hand ones, and what a merged card says differently."""
        return self.folded(kind, key).candidates

    def changes(self, kind: str, key: str) -> tuple[Change, ...]:
        """Return each change of a card, in order."""
        found = self.folded(kind, key).changes
        root = Links(self.rows).root(kind, key)
        return tuple(each if each.subject_id == root else each.replace(subject_id=root) for each in found)


def folded_as_seen(
    ledgers: Sequence[Sequence[Entry]],
    since: int | None,
    roots: Roots,
    covers: Covers,
    *,
    known_at: datetime | None = None,
    true_on: date | None = None,
) -> Folded:
    """Return what follows from the ledgers of all that mean the same, as people see it."""
    if len(ledgers) == 1:
        named = named_in(each for each in ledgers[0] if each.kind == "contact") if any(roots.values()) else {}
        if not any(key in roots.get(of, ()) for of, keys in named.items() for key in keys):
            return fold(ledgers[0], known_at=known_at, true_on=true_on, covers=covers)
    return fold_joined(ledgers, since=since, roots=roots, known_at=known_at, true_on=true_on, covers=covers)


def chunks(each: Iterable[T]) -> Iterator[list[T]]:
    """Yield some thousand at a time."""
    left = iter(each)
    while some := list(islice(left, _CHUNK)):
        yield some
