"""The facets that a company declared: kept beside the records, and asked wherever something is verified."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from customerbase.convert import from_plain, to_plain
from customerbase.errors import InvalidRecord, Problem
from customerbase.stores.rows import Rows
from customerbase.verifying.facets import FacetFields, covers_of, facet_names

__all__ = ["check_verification", "declare_facets", "declared_facets"]

_NAME = "facets"


def declared_facets(rows: Rows) -> tuple[FacetFields, ...]:
    """Return the company's own facets, in the order in which it named them."""
    found = rows.setting(_NAME)
    return () if found is None else tuple(from_plain(FacetFields, each) for each in json.loads(found))


def declare_facets(rows: Rows, facets: Iterable[FacetFields]) -> None:
    """Keep the company's own facets, in place of those declared before.

    Raises
    ------
    InvalidRecord
        If two have one name.
    TypeError
        If one is no `FacetFields`.
    """
    if isinstance(facets, FacetFields):
        raise TypeError("give the facets in a list: [FacetFields(name=..., customer=[...])]")
    declared = tuple(facets)
    for each in declared:
        if not isinstance(each, FacetFields):
            raise TypeError(f"{each!r} declares no facet: give FacetFields(name=..., customer=[...])")
    covers_of(declared)
    rows.set(_NAME, json.dumps([to_plain(each) for each in declared], ensure_ascii=False))


def check_verification(rows: Rows, facet: str, on: date, today: date) -> None:
    """Refuse a verification that nobody would ever ask for.

    Raises
    ------
    InvalidRecord
        If no facet of the base has this name, or the day is yet to come.
    """
    names = facet_names(declared_facets(rows))
    problems = []
    if facet not in names:
        hint = f"there are {', '.join(names)}; declare your own by base.facets"
        problems.append(Problem("$.facet", facet, "is no facet of this base", hint))
    if on > today:
        problems.append(Problem("$.on", on, f"is yet to come: today is {today}"))
    if problems:
        raise InvalidRecord("Verification", problems)
