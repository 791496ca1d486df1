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
from operator import attrgetter
from typing import TypeVar

import attrs

from customerbase.errors import NotFound
from customerbase.ledger import (
    named_in,
)
from customerbase.model import KINDS, Contact, Customer, Entity, SaleTotal, Source
from customerbase.paths import CARDS
from customerbase.stores.columns import SALE_COLUMNS, Columns, SaleColumns
from customerbase.stores.ledger_reading import LedgerReading, chunks, folded_as_seen
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
from customerbase.stores.rows import filtered_values

__all__ = ["Reading"]

R = TypeVar("R", bound=Entity)


class Reading(LedgerReading):
    """The part of `Store` that reads."""

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
            for some in chunks(raw):
                left = [each for each in some if each.key not in roots[kind]]
                yield from self._as_cards(kind, left, clusters)  # type: ignore[misc]
        else:
            for record in raw:
                if (found := seen_as(record, roots)) is not None:
                    yield found  # type: ignore[misc]

    def _picked(self, kind: str, where: Mapping[str, str]) -> Iterator[Entity]:
        links = Links(self.rows)
        for some in chunks(self._raw(kind, where)):
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
            folded = folded_as_seen(ledgers, each.since, roots, covers)
            cards[each.root] = self.assembled(CARDS[kind], each.root, folded, found, covers)
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


def _seen_blocks(blocks: Iterable[Columns], merged: Mapping[str, str]) -> Iterator[Columns]:
    for block in blocks:
        ids = block["customer_id"].split("\n")
        yield {**block, "customer_id": "\n".join(merged.get(each, each) for each in ids)}
