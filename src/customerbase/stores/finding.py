"""Finding customers and contacts: few candidates out of an index, put in order by the plain definition.

Of each kind, all records that a query finds are considered where they are
few.  Where they are many, tiers are gone through, the best one first, until
there are as many as are asked for; of each tier the first
`customerbase.searching.ranking.CONSIDERED` are considered, in the order in
which they came into the base.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from customerbase import registry
from customerbase.errors import MissingExtra
from customerbase.model import Contact, Customer
from customerbase.searching.folding import PLAIN, Folding
from customerbase.searching.query import Query, query_of
from customerbase.searching.ranking import CONSIDERED, Found, Workplace, ranked
from customerbase.stores.links import Links
from customerbase.stores.rows import Rows
from customerbase.stores.store import Store

__all__ = ["KINDS_FOUND", "available_folding", "candidates", "find"]

KINDS_FOUND: Sequence[type[Customer | Contact]] = (Customer, Contact)
"""The kinds of record that are found by words."""


def find(
    store: Store, words: str, *, limit: int = 20, kinds: Sequence[type[Customer | Contact]] = KINDS_FOUND
) -> tuple[Found, ...]:
    """Find customers and contacts by words; see `CustomerBase.find`."""
    query = query_of(words, store.rows.prepare_search(available_folding()))
    if query is None or limit < 1:
        return ()
    with store.reading():
        return _found(store, query, limit, kinds)


def _found(
    store: Store, query: Query, limit: int, kinds: Sequence[type[Customer | Contact]]
) -> tuple[Found, ...]:
    records: list[Customer | Contact] = []
    keys = candidates(store.rows, query, limit, [cls.kind_name for cls in kinds])
    for cls in kinds:
        some = [key for kind, key in keys if kind == cls.kind_name]
        records += (each.record for each in store.rows.get(cls.kind_name, some).values())  # type: ignore[misc]
    links = Links(store.rows)
    clusters = {
        cls.kind_name: links.clusters(cls.kind_name, [key for kind, key in keys if kind == cls.kind_name])
        for cls in kinds
    }
    if not any(clusters.values()):
        return _with_workplaces(store, ranked(records, query, limit))
    seen: dict[tuple[str, str], Found] = {}
    for each in ranked(records, query, len(records)):
        kind = each.record.kind_name
        cluster = clusters[kind].get(each.record.key)
        key = cluster.root if cluster else each.record.key
        if (kind, key) not in seen:
            record = store.get(type(each.record), key) if cluster else each.record
            seen[kind, key] = attrs.evolve(each, record=record)
        if len(seen) == limit:
            break
    return _with_workplaces(store, tuple(seen.values()))


def _with_workplaces(store: Store, found: Sequence[Found]) -> tuple[Found, ...]:
    employed = [each.record for each in found if isinstance(each.record, Contact)]
    ids = {employment.customer_id for contact in employed for employment in contact.employments}
    names = {each.customer_id: each.name for each in store.some(Customer, ids)}
    return tuple(
        attrs.evolve(
            each,
            workplaces=tuple(
                Workplace(
                    customer_id=employment.customer_id,
                    name=names[employment.customer_id],
                    title=employment.title,
                    until=employment.until,
                )
                for employment in each.record.employments
                if employment.customer_id in names
            ),
        )
        if isinstance(each.record, Contact)
        else each
        for each in found
    )


def available_folding() -> Folding:
    """Return what this program can fold: without the extra ``cn``, traditional characters are none of it."""
    try:
        found: Folding = registry.load("folding", "simplified").folding()
    except MissingExtra:
        return PLAIN
    return found


def candidates(
    rows: Rows, query: Query, limit: int, kinds: Iterable[str], *, considered: int = CONSIDERED
) -> list[tuple[str, str]]:
    """Return kind and id of the records among which the first `limit` are, in no order of rank."""
    wanted = max(considered, limit)
    found: list[tuple[str, str]] = []
    for kind in kinds:
        keys = rows.hits(kind, query.widest, query, wanted + 1)
        if len(keys) > wanted:
            keys = _by_tiers(rows, query, limit, kind, wanted)
        found += [(kind, key) for key in keys]
    return found


def _by_tiers(rows: Rows, query: Query, limit: int, kind: str, wanted: int) -> list[str]:
    found: dict[str, None] = {}
    for tier in query.tiers:
        # Those of better tiers are among these, too.
        fresh = [key for key in rows.hits(kind, tier, query, wanted + len(found)) if key not in found]
        found |= dict.fromkeys(fresh[:wanted])
        if len(found) >= limit:
            break
    return list(found)
