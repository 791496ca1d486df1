"""How two records are compared: each field gives a level of agreement, or nothing where one side is silent."""

from __future__ import annotations

from customerbase.linkage.compare_names import branch, company, employer, person, same
from customerbase.linkage.compare_points import born, email, identifier, locality, phone, street
from customerbase.linkage.features import Features
from customerbase.linkage.levels import SILENT, Levels
from customerbase.linkage.similarity import Similarity

__all__ = ["compare"]


def compare(a: Features, b: Features, like: Similarity) -> Levels:
    """Return the level of each field of `FIELDS`, in its order."""
    family, given, order = person(a, b, like)
    firm = company(a, b, like)
    return (
        family,
        given,
        order,
        firm,
        # A whole name that is the same has said this already.
        same(a.trade, b.trade) if firm else SILENT,
        same(a.place, b.place) if firm else SILENT,
        branch(a.branch, b.branch) if a.core and b.core else SILENT,
        identifier(a, b, like),
        phone(a.phones, b.phones, like),
        email(a, b, like),
        born(a.born, b.born, like),
        employer(a.within, b.within),
        street(a, b, like),
        locality(a, b, like),
    )
