"""What concerns one person: all that was said of him, the people at him, and the records that name him."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final

from customerbase.errors import NotFound
from customerbase.ledger import Entry, Observation
from customerbase.model import Entity, Purchase
from customerbase.paths import take_apart
from customerbase.stores.links import Links
from customerbase.stores.rows import Rows
from customerbase.stores.store import Store
from customerbase.stores.wording import Words

__all__ = ["BEGINNING", "OF_CUSTOMERS", "Concerned", "members"]

BEGINNING: Final = datetime(1, 1, 2, tzinfo=UTC)
OF_CUSTOMERS: Final = ("customer_id", "other_id")


def members(store: Store, kind: str, key: str) -> list[str]:
    """Return all ids that mean the same customer or contact: those with which it was merged, too."""
    return list(Links(store.rows).cluster(kind, key).members)


class Concerned:
    """Finds what concerns one person, now and ever.

    Parameters
    ----------
    rows : Rows
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.words = Words()

    def entries(self, kind: str, key: str) -> list[Entry]:
        """Return what the ledger holds of a card."""
        return self.rows.entries(kind, [key]).get(key, [])

    def said(self, kind: str, key: str) -> list[tuple[str, Any]]:
        """Return path and value of all that was ever said of a card.

        Raises
        ------
        NotFound
        """
        entries = self.entries(kind, key)
        held = self.rows.get(kind, [key]).get(key)
        if not entries and held is None:
            raise NotFound(kind, key)
        found = [
            (path, value)
            for each in entries
            if isinstance(each, Observation)
            for path, value in each.values.items()
            if value is not None
        ]
        return found + list(take_apart(held.record).items() if held is not None else ())  # type: ignore[arg-type]

    def people_of(self, customer_id: str) -> list[str]:
        """Return the people who are, were, or were once said to be at a customer."""
        there = {each.record.key for each in self.rows.scan("contact", {"customer_id": customer_id})}
        path = f"employments[{customer_id}]"
        for contact_id in self.rows.subjects_naming("contact", [path]):
            if contact_id not in there and customer_id in self.ever_at(contact_id):
                there.add(contact_id)
        return sorted(there)

    def employers(self, contact_id: str) -> set[str]:
        """Return the customers at whom a person is or was, as the card says."""
        held = self.rows.get("contact", [contact_id]).get(contact_id)
        return set() if held is None else {each.customer_id for each in held.record.employments}  # type: ignore[attr-defined]

    def ever_at(self, contact_id: str) -> set[str]:
        """Return the customers at whom a person is, was, or was once said to be."""
        return {
            path.partition("[")[2].rpartition("]")[0]
            for path, _ in self.said("contact", contact_id)
            if path.startswith("employments[")
        }

    def linked(self, customer_ids: Collection[str]) -> set[str]:
        """Return the customers with whom these have a link."""
        return {
            other
            for key in customer_ids
            for name in OF_CUSTOMERS
            for each in self.rows.scan("relationship", {name: key})
            for other in (each.record.customer_id, each.record.other_id)  # type: ignore[attr-defined]
        }

    def names(
        self,
        record: Entity,
        customers: Collection[str],
        contacts: Collection[str],
        around: Collection[str],
    ) -> bool:
        """Tell whether a record is of one of these customers, or at one around names one of these people."""
        if any(getattr(record, name, None) in customers for name in OF_CUSTOMERS):
            return True
        if isinstance(record, Purchase) or getattr(record, "customer_id", None) not in around:
            return False
        named = {getattr(record, "contact_id", None), *getattr(record, "contact_ids", ())}
        return not named.isdisjoint(contacts) or self.words.out_of(record) != record
