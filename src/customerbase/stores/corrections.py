"""What checks put right, and cards that follow when facets are declared anew."""

from __future__ import annotations

from collections.abc import Iterable

from customerbase.ledger import Decision, Observation
from customerbase.model import Facet, Source, Verification
from customerbase.stores.store import Store

__all__ = ["accept", "follow_facets"]


def accept(store: Store, kind: str, key: str, paths: Iterable[str], source: Source, *, by: str) -> None:
    """Accept what a source said last of a card at some paths, whether it waits or was overtaken.

    Parameters
    ----------
    store : Store
    kind, key : str
        Whose card.
    paths : iterable of str
    source : Source
        Whose last statement it is.
    by : str
        Who accepts it.
    """
    with store.transaction():
        said = [
            each
            for each in store.entries(kind, key)
            if isinstance(each, Observation) and each.source == source
        ]
        at, number = store.now(), store.rows.next_number()
        accepted = [path for path in paths if said and path in said[-1].values]
        store.rows.append(
            [
                Decision(
                    number=number + i,
                    kind=kind,
                    subject_id=key,
                    path=path,
                    observation=said[-1].number,
                    accepted=True,
                    by=by,
                    recorded_at=at,
                )
                for i, path in enumerate(accepted)
            ]
        )
        store.rebuild(kind, key, at)


def follow_facets(store: Store) -> None:
    """Bring the cards up to date that checks of a company's own facets confirm: it declared them anew."""
    with store.transaction():
        at = store.now()
        checked = {each.customer_id for each in store.scan(Verification) if each.facet not in set(Facet)}
        for customer_id in sorted(store.rows.known("customer", checked)):
            store.rebuild("customer", customer_id, at)
            for person in list(store.rows.scan("contact", {"customer_id": customer_id})):
                store.rebuild("contact", person.record.key, at)
