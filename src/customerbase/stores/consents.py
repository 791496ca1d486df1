"""The consents of a customer, with those for whom each of them counts where cards are merged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from itertools import product

from customerbase.ledger import Merge
from customerbase.measures.consents import Said
from customerbase.model import Consent
from customerbase.stores.links import Cluster, Links
from customerbase.stores.resolving import all_named, roots_of, seen_as
from customerbase.stores.rows import Stored
from customerbase.stores.store import Store

__all__ = ["consents_said"]


def consents_said(store: Store, customer_id: str, *, zone: tzinfo) -> list[Said]:
    """Return the log of a customer's consents and of all who were merged into him; nothing if nobody was.

    Parameters
    ----------
    store : Store
    customer_id : str
    zone : datetime.tzinfo
        In which a merge has its day: what is of an earlier day was said
        before, whenever it was recorded.
    """
    links = Links(store.rows)
    at = links.cluster("customer", customer_id)
    held: dict[str, Stored] = {
        each.record.key: each
        for who in at.members
        for each in store.rows.scan("consent", {"customer_id": who})
    }
    people = links.clusters("contact", all_named((each.record for each in held.values()), "contact"))
    if not at.joined and not people:
        return []
    joined = _Joined(
        links, {"customer": dict.fromkeys(at.members, at) if at.joined else {}, "contact": people}
    )
    roots = {"customer": dict.fromkeys(at.members[1:], at.root), "contact": roots_of(people)}
    found = []
    for stored in held.values():
        raw = stored.record
        seen = seen_as(raw, roots)
        assert isinstance(raw, Consent)
        assert isinstance(seen, Consent)
        customers = joined.when("customer", raw.customer_id, stored, raw, zone)
        contacts: set[str | None] = {None}
        if raw.contact_id is not None:
            contacts = set(joined.when("contact", raw.contact_id, stored, raw, zone))
        found.append(Said(seen, frozenset(product(customers, contacts))))
    return found


class _Joined:
    """Says with whom a card was one when something was said of it."""

    def __init__(self, links: Links, clusters: Mapping[str, Mapping[str, Cluster]]) -> None:
        self._clusters = clusters
        self._merges: dict[str, list[Merge]] = {
            kind: [each for each in links.merges(of=(kind, some)) if each.stands()] if some else []
            for kind, some in clusters.items()
        }

    def when(self, kind: str, key: str, stored: Stored, said: Consent, zone: tzinfo) -> set[str]:
        """Return the cards of a kind that were known to mean the same when a consent was given or withdrawn."""
        one = {key}
        if key not in self._clusters[kind]:
            return one
        known = [
            each
            for each in self._merges[kind]
            if each.recorded_at <= stored.recorded_at and each.recorded_at.astimezone(zone).date() <= said.on
        ]
        before = 0
        while len(one) > before:
            before = len(one)
            for each in known:
                if each.survivor_id in one or each.other_id in one:
                    one |= {each.survivor_id, each.other_id}
        return one
