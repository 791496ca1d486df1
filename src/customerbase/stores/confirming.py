"""A verification confirms what stands on cards: it is noted in the ledger of each, and taken back from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from customerbase.ledger import Entry, Retraction, Verified
from customerbase.model import Verification
from customerbase.stores.facets import declared_facets
from customerbase.stores.links import Links
from customerbase.stores.rows import Rows
from customerbase.verifying.facets import subjects_of

__all__ = ["confirm", "unconfirm"]


def confirm(rows: Rows, verification: Verification, at: datetime) -> None:
    """Note a verification in the ledger of the cards that it confirms."""
    on_cards = subjects_of(verification.facet, declared_facets(rows))
    number = rows.next_number()
    rows.append(
        [
            Verified(number=number + i, kind=kind, subject_id=key, verification=verification, recorded_at=at)
            for i, (kind, key) in enumerate(_subjects(rows, verification, on_cards))
        ]
    )


def unconfirm(rows: Rows, verification: Verification, at: datetime) -> list[tuple[str, str]]:
    """Retract a verification that was changed or taken away; return kind and id of the cards concerned."""
    found = []
    retractions: list[Entry] = []
    number = rows.next_number()
    # On all his cards: which facets there are may have been declared anew since.
    for kind, key in _subjects(rows, verification, ("customer", "contact"), everybody=True):
        entries = rows.entries(kind, [key]).get(key, [])
        retracted = {each.observation for each in entries if isinstance(each, Retraction)}
        for each in entries:
            if (
                isinstance(each, Verified)
                and each.verification.verification_id == verification.verification_id
                and each.number not in retracted
            ):
                found.append((kind, key))
                retractions.append(
                    Retraction(
                        number=number + len(retractions),
                        kind=kind,
                        subject_id=key,
                        observation=each.number,
                        recorded_at=at,
                    )
                )
    rows.append(retractions)
    return found


def _subjects(
    rows: Rows, verification: Verification, of: Sequence[str], *, everybody: bool = False
) -> list[tuple[str, str]]:
    found = [("customer", verification.customer_id)] if "customer" in of else []
    if "contact" in of:
        # Those too who were at a customer while he was merged into the one that was checked.
        at = Links(rows).ever("customer", verification.customer_id) if everybody else ()
        members = at or Links(rows).cluster("customer", verification.customer_id).members
        people = {each.record.key for who in members for each in rows.scan("contact", {"customer_id": who})}
        found += [("contact", key) for key in sorted(people)]
    return found
