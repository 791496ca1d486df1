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
    # Most fields of most pairs are silent: what is not there is not asked.
    family, given, order = (
        person(a, b, like) if (a.family or a.given) and (b.family or b.given) else (SILENT, SILENT, SILENT)
    )
    firm = company(a, b, like) if a.core and b.core else SILENT
    where = locality(a, b, like)
    named = same(a.place, b.place) if firm > 0 else SILENT
    return (
        family,
        given,
        order,
        firm,
        # A whole name that is the same has said this already.
        same(a.trade, b.trade) if firm > 0 else SILENT,
        # The place in the name is that of the address: it says nothing twice.
        SILENT if named == 0 and where in (0, 1, 2) else named,
        branch(a.branch, b.branch) if firm != SILENT else SILENT,
        identifier(a, b, like) if a.identifiers and b.identifiers else SILENT,
        phone(a.phones, b.phones, like) if a.phones and b.phones else SILENT,
        email(a, b, like) if a.emails and b.emails else SILENT,
        born(a.born, b.born, like) if a.born and b.born else SILENT,
        employer(a.within, b.within) if a.within and b.within else SILENT,
        street(a, b, like) if a.street and b.street else SILENT,
        where,
    )
