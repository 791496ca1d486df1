"""What can be read of a store: records as they are seen, where several of them mean the same.

`Rows` hold every record under its own id.  Here merged ids are resolved: a
merged card is left out of lists and joined to the one that survives, and what
names it names the survivor.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from operator import attrgetter
from typing import TypeVar

import attrs

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
from customerbase.model import KINDS, Change, Contact, Customer, Entity, SaleTotal, Source
from customerbase.paths import CARDS, assemble, field_of
from customerbase.stores.columns import SALE_COLUMNS, Columns, SaleColumns
from customerbase.stores.facets import declared_facets
from customerbase.stores.links import Cluster, Links
from customerbase.stores.resolving import (
    NAMED,
    all_named,
    named_by,
    names_merged,
    roots_named,
    roots_of,
    seen_as,
)
from customerbase.stores.rows import Rows, filtered_values
from customerbase.verifying.facets import Covers, covers_of

__all__ = ["Reading"]

R = TypeVar("R", bound=Entity)
T = TypeVar("T")
_CHUNK = 5_000


class Reading:
    """The part of `Store` that reads.

    Parameters
    ----------
    rows : Rows
        Where the records rest.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    # ------------------------------------------------------------- records

    def get(self, cls: type[R], key: str) -> R:
        """Return the record with this id, or the one that it was merged into.

        Raises
        ------
        NotFound
        """
        kind = cls.kind_name
        held = self.rows.get(kind, [key]).get(key)
        links = Links(self.rows)
        if kind in CARDS and (cluster := links.cluster(kind, key)).joined:
            return self.card(cls, cluster.root)  # type: ignore[arg-type, return-value]
        if held is None:
            raise NotFound(kind, key)
        record = held.record
        if isinstance(record, Contact):
            if any(links.some(of, named) for of, named in named_by(record).items()):
                return self.card(Contact, key)  # type: ignore[return-value]
            return record  # type: ignore[return-value]
        roots = roots_named(self.rows, [record])
        return seen_as(record, roots) or record  # type: ignore[return-value]

    def root(self, kind: str, key: str) -> str:
        """Return the id under which a card is seen: its own, or that of the card that it was merged into."""
        return Links(self.rows).root(kind, key)

    def scan(self, cls: type[R], **where: str) -> Iterator[R]:
        """Yield the records of a kind, by id; `where` picks by the fields of `FILTERS`."""
        kind = cls.kind_name
        links = Links(self.rows)
        if where:
            yield from self._picked(kind, where)  # type: ignore[misc]
            return
        clusters = {of: links.every(of) for of in CARDS}
        roots = {of: roots_of(each) for of, each in clusters.items()}
        raw = (each.record for each in self.rows.scan(kind, where))
        if not any(roots.values()):
            yield from raw  # type: ignore[misc]
        elif kind in CARDS:
            for some in _chunks(raw):
                left = [each for each in some if each.key not in roots[kind]]
                yield from self._as_cards(kind, left, clusters)  # type: ignore[misc]
        else:
            for record in raw:
                if (found := seen_as(record, roots)) is not None:
                    yield found  # type: ignore[misc]

    def _picked(self, kind: str, where: Mapping[str, str]) -> Iterator[Entity]:
        links = Links(self.rows)
        for some in _chunks(self._raw(kind, where)):
            if kind not in CARDS:
                roots = roots_named(self.rows, some)
                seen = (seen_as(each, roots) for each in some)
                yield from (each for each in seen if each is not None)
                continue
            clusters = {
                "contact": links.clusters("contact", [each.key for each in some]),
                "customer": links.clusters("customer", all_named(some, "customer")),
            }
            superiors = all_named(some, "contact")
            clusters["contact"] |= links.clusters("contact", superiors) if superiors else {}
            if not any(clusters.values()):
                yield from some
                continue
            # One of several may have been picked where the survivor was not.
            merged = roots_of(clusters[kind])
            held = {merged.get(each.key, each.key): each for each in some}
            at = links.root("customer", where["customer_id"])
            for card in self._as_cards(kind, [held[key] for key in sorted(held)], clusters):
                if at in filtered_values(card, "customer_id"):
                    yield card

    def _raw(self, kind: str, where: Mapping[str, str]) -> Iterator[Entity]:
        """Yield what `where` picks among the records of all who are one customer, by id, each once."""
        links = Links(self.rows)
        picked: list[dict[str, str]] = [{}]
        for name, value in where.items():
            ids = links.cluster(NAMED[name], value).members if name in NAMED else (value,)
            picked = [{**each, name: one} for each in picked for one in ids]
        if len(picked) == 1:
            for each in self.rows.scan(kind, where):
                yield each.record
            return
        found = {each.record.key: each.record for one in picked for each in self.rows.scan(kind, one)}
        yield from (found[key] for key in sorted(found))

    def _as_cards(
        self, kind: str, records: Sequence[Entity], clusters: Mapping[str, Mapping[str, Cluster]]
    ) -> Iterator[Customer | Contact]:
        """Yield some cards as they are seen, in this order: those that are several are read together."""
        roots = {of: roots_of(each) for of, each in clusters.items()}
        wanted = [
            clusters[kind].get(each.key) or Cluster((each.key,))
            for each in records
            if each.key in clusters[kind] or names_merged(each, roots)
        ]
        joined = self._joined_cards(kind, wanted)
        for each in records:
            cluster = clusters[kind].get(each.key)
            yield joined.get(cluster.root if cluster else each.key) or each  # type: ignore[misc]

    def _joined_cards(self, kind: str, clusters: Sequence[Cluster]) -> dict[str, Customer | Contact]:
        if not clusters:
            return {}
        found = self.rows.entries(kind, [each for cluster in clusters for each in cluster.members])
        named = named_in(each for entries in found.values() for each in entries if each.kind == "contact")
        roots = {of: Links(self.rows).some(of, keys) for of, keys in named.items() if keys}
        covers = self.covers()
        cards = {}
        for each in clusters:
            ledgers = [found[member] for member in each.members if member in found]
            folded = _fold(ledgers, each.since, roots, covers)
            cards[each.root] = self._assembled(CARDS[kind], each.root, folded, found, covers)
        return cards

    def some(self, cls: type[R], keys: Iterable[str]) -> list[R]:
        """Return those of the records that are there, by id, each once, though several ids may mean it."""
        kind = cls.kind_name
        found = self.rows.get(kind, list(dict.fromkeys(keys)))
        records = [found[key].record for key in sorted(found)]
        if kind not in CARDS or not records:
            return records  # type: ignore[return-value]
        links = Links(self.rows)
        clusters = {of: links.clusters(of, all_named(records, of)) for of in CARDS if kind == "contact"}
        clusters[kind] = clusters.get(kind, {}) | links.clusters(kind, found)
        cards = {each.key: each for each in self._as_cards(kind, records, clusters)}
        return [cards[key] for key in sorted(cards)]  # type: ignore[misc]

    def keys(self, kind: str) -> list[str]:
        """Return the ids of a kind, in order, without those that were merged into others."""
        found = self.rows.keys(kind)
        merged = Links(self.rows).roots(kind) if kind in CARDS else {}
        return [key for key in found if key not in merged] if merged else found

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield the id under which each customer is seen, and each name that he bears on one of his cards."""
        merged = Links(self.rows).roots("customer")
        for key, name in self.rows.names():
            yield merged.get(key, key), name

    def first_heard(self, kind: str) -> Iterator[tuple[str, Source, datetime, date | None]]:
        """Yield for each card, by id, the source, `recorded_at` and `observed_on` of the first observation."""
        merged = Links(self.rows).roots(kind)
        if not merged:
            yield from self.rows.first_heard(kind)
            return
        several: dict[str, list[tuple[str, Source, datetime, date | None]]] = {}
        heard = list(self.rows.first_heard(kind))
        for each in heard:
            several.setdefault(merged.get(each[0], each[0]), []).append(each)
        for key in sorted(several):
            _, *first = min(several[key], key=lambda each: (each[3] or each[2].date(), each[2], each[0]))
            yield (key, *first)  # type: ignore[misc]

    def as_seen(self, kind: str, key: str) -> Entity | None:
        """Return what somebody has read who saves a record under this id, if it is there."""
        held = self.rows.get(kind, [key]).get(key)
        if held is None:
            return None
        if kind in CARDS and Links(self.rows).root(kind, key) != key:
            return held.record
        return self.get(KINDS[kind], key)

    # ------------------------------------------------------------- sales

    def sale_totals(
        self, *, customer_id: str | None = None, start: date | None = None, end: date | None = None
    ) -> Iterator[SaleTotal]:
        """Yield the purchases without their lines, by id."""
        links = Links(self.rows)
        if customer_id is None:
            merged = links.roots("customer")
            found: Iterable[SaleTotal] = self.rows.sale_totals(start=start, end=end)
        else:
            cluster = links.cluster("customer", customer_id)
            merged = dict.fromkeys(cluster.members[1:], cluster.root)
            parts = [
                self.rows.sale_totals(customer_id=each, start=start, end=end) for each in cluster.members
            ]
            found = parts[0] if len(parts) == 1 else heapq.merge(*parts, key=attrgetter("purchase_id"))
        if not merged:
            yield from found
            return
        for each in found:
            root = merged.get(each.customer_id)
            yield each if root is None else attrs.evolve(each, customer_id=root)

    @contextmanager
    def sale_columns(
        self, names: Sequence[str] = SALE_COLUMNS, *, start: date | None = None, end: date | None = None
    ) -> Iterator[SaleColumns]:
        """Give the purchases without their lines column by column; see `Rows.sale_columns`."""
        with self.rows.sale_columns(names, start=start, end=end) as columns:
            merged = Links(self.rows).roots("customer")
            yield (
                attrs.evolve(columns, customers=_seen_blocks(columns.customers, merged))
                if merged
                else columns
            )

    # ------------------------------------------------------------- ledger

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
        return _fold(ledgers, cluster.since, roots, self.covers(), known_at=known_at, true_on=true_on)

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
        for some in _chunks(self.keys(kind)):
            several = [clusters[kind].get(key) or Cluster((key,)) for key in some]
            found = self.rows.entries(kind, [each for cluster in several for each in cluster.members])
            for cluster in several:
                ledgers = [found[each] for each in cluster.members if each in found]
                if ledgers:
                    yield cluster.root, _fold(ledgers, cluster.since, roots, covers)

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
        return self._assembled(cls, root, folded, own, self.covers(), known_at=known_at, true_on=true_on)

    def _assembled(
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


def _fold(
    ledgers: Sequence[Sequence[Entry]],
    since: int | None,
    roots: Roots,
    covers: Covers,
    *,
    known_at: datetime | None = None,
    true_on: date | None = None,
) -> Folded:
    if len(ledgers) == 1:
        named = named_in(each for each in ledgers[0] if each.kind == "contact") if any(roots.values()) else {}
        if not any(key in roots.get(of, ()) for of, keys in named.items() for key in keys):
            return fold(ledgers[0], known_at=known_at, true_on=true_on, covers=covers)
    return fold_joined(ledgers, since=since, roots=roots, known_at=known_at, true_on=true_on, covers=covers)


def _chunks(each: Iterable[T]) -> Iterator[list[T]]:
    left = iter(each)
    while some := list(islice(left, _CHUNK)):
        yield some


def _seen_blocks(blocks: Iterable[Columns], merged: Mapping[str, str]) -> Iterator[Columns]:
    for block in blocks:
        ids = block["customer_id"].split("\n")
        yield {**block, "customer_id": "\n".join(merged.get(each, each) for each in ids)}
