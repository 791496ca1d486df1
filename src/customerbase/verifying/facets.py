"""Which values of the cards a facet is made of: the three of the trade, and those that a company declares."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.ledger.folding import facet_covers
from customerbase.model import Contact, Customer, Facet
from customerbase.paths import split, value_type
from customerbase.validation import Record, key, record, texts

__all__ = ["Covers", "FacetFields", "covers_of", "facet_names", "subjects_of"]

Covers = Callable[[str, str, str], bool]
"""``covers(facet, kind, path)``: whether a facet holds the value at a path of a card of this kind."""

_CARDS: Final = {"customer": Customer, "contact": Contact}


@record
class FacetFields(Record):
    """A facet that a company declares: a named set of fields of the customer's card, or of its contacts'.

    Parameters
    ----------
    name : str
        As verifications call it.
    customer, contact : tuple of str
        Fields, or values of them: ``phones``, ``phones[main]``, ``size.employees``,
        ``attributes[shoe size]``.

    Raises
    ------
    InvalidRecord
        If a card has no such field, no field is named, or the name is one of the three facets of the trade.

    Examples
    --------
    >>> delivery = FacetFields(name="delivery", customer=["addresses[delivery]"], contact=["phones"])
    >>> delivery.covers("customer", "addresses[delivery]"), delivery.covers("contact", "name")
    (True, False)
    """

    name: str = key()
    customer: tuple[str, ...] = texts(default=())
    contact: tuple[str, ...] = texts(default=())

    def contradictions(self) -> Iterable[Problem]:
        if self.name in set(Facet):
            yield Problem("$.name", self.name, "is a facet of the trade", "give yours another name")
        if not self.customer and not self.contact:
            yield Problem("$.customer", (), "names no field", 'name some, as in customer=["phones"]')
        for kind, cls in _CARDS.items():
            for i, path in enumerate(getattr(self, kind)):
                if not _is_there(cls, path):
                    known = ", ".join(each.name for each in attrs.fields(cls)[1:])
                    yield Problem(f"$.{kind}[{i}]", path, f"is no field of a {kind}", f"there are {known}")

    def covers(self, kind: str, path: str) -> bool:
        """Tell whether the value at a path of a card belongs to the facet."""
        named = self.customer if kind == "customer" else self.contact
        return any(_is_within(path, each) for each in named)


def _is_there(cls: type[Customer | Contact], path: str) -> bool:
    name, element, part = split(path)
    fields = [each.name for each in attrs.fields(cls)[1:]]
    return path in fields or (
        (name in fields and value_type(cls, path) is not None) and bool(element or part)
    )


def _is_within(path: str, named: str) -> bool:
    """Tell whether a path is the one named, or of an element or a figure of it."""
    return path.startswith(named) and (len(path) == len(named) or path[len(named)] in "[.")


def covers_of(declared: Iterable[FacetFields] = ()) -> Covers:
    """Return what tells to which facet a value belongs: of the three of the trade, and of those declared.

    Parameters
    ----------
    declared : iterable of FacetFields

    Raises
    ------
    InvalidRecord
        If two have one name.

    Examples
    --------
    >>> covers = covers_of([FacetFields(name="reach", customer=["phones", "emails"])])
    >>> covers("reach", "customer", "phones[main]"), covers("basic", "customer", "phones[main]")
    (True, True)
    """
    own: dict[str, FacetFields] = {}
    for i, each in enumerate(declared):
        if each.name in own:
            raise InvalidRecord("FacetFields", [Problem(f"$[{i}].name", each.name, "is declared twice")])
        own[each.name] = each

    # Bounded: the paths of contacts hold ids, of which there may be millions.
    @lru_cache(maxsize=65_536)
    def covers(facet: str, kind: str, path: str) -> bool:
        found = own.get(facet)
        return facet_covers(facet, kind, path) if found is None else found.covers(kind, path)

    return covers


def facet_names(declared: Iterable[FacetFields] = ()) -> tuple[str, ...]:
    """Return the names of the three facets of the trade, and of those declared."""
    return (*(each.value for each in Facet), *(each.name for each in declared))


def subjects_of(facet: str, declared: Iterable[FacetFields] = ()) -> tuple[str, ...]:
    """Say whose cards a facet is on: the customer's, his contacts', or both.

    >>> subjects_of("credit"), subjects_of("decision_makers")
    (('customer',), ('contact',))
    """
    for each in declared:
        if each.name == facet:
            return tuple(kind for kind in _CARDS if getattr(each, kind))
    return ("contact",) if facet == Facet.DECISION_MAKERS else ("customer",)
