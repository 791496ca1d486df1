"""The collection card: the fields that whoever gathers what is known of a customer fills in.

A row holds a section, what is asked, the cell to write in, and the field's own name, by which
`customerbase.sources.forms` reads the card back whatever its language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from customerbase.chronicle.fields import FIELDS, LABELS
from customerbase.model import CollectionMethod, CustomerKind, Stage
from customerbase.reports.table import Column, Table
from customerbase.reports.words import TERMS, Phrase

__all__ = ["CARD_FIELDS", "CARD_MARK", "card_choices", "collection_card"]

CARD_MARK: Final = "collection_card"
"""What stands under the names of fields, in the first row, of a card of ours."""

CARD_FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "card_basic": (
            "customer_id",
            "name",
            "kind",
            "stage",
            "short_name",
            "industry",
            "organization.legal_representative",
            "organization.main_products",
            "organization.website",
            "identifiers[uscc]",
            "size.employees",
        ),
        "card_reached": (
            "addresses[main].province",
            "addresses[main].city",
            "addresses[main].district",
            "addresses[main].street",
            "addresses[main].postal_code",
            "phones[main]",
            "phones[mobile]",
            "phones[fax]",
            "emails[main]",
        ),
        "card_contact": (
            "contact[1].name",
            "contact[1].title",
            "contact[1].department",
            "contact[1].mobile",
            "contact[1].email",
        ),
        "card_credit": ("credit.rating", "payment.days", "payment.words", "note"),
        "card_learned": ("collected_by", "observed_on", "method"),
    }
)
"""Section → the fields asked for in it."""

_CHOICES: Final[Mapping[str, tuple[object, ...]]] = MappingProxyType(
    {"kind": tuple(CustomerKind), "stage": tuple(Stage), "method": tuple(CollectionMethod)}
)


def card_choices(field: str) -> tuple[object, ...]:
    """Return what may be written beside a field, where it is chosen.

    >>> [str(each) for each in card_choices("kind")]
    ['organization', 'person']
    """
    return _CHOICES.get(field, ())


def collection_card(
    held: Mapping[str, str] | None = None, *, language: str = "en", fields: Iterable[str] | None = None
) -> Table:
    """Return the card to be filled in, with what is held already.

    Parameters
    ----------
    held : mapping of str to str, optional
        Field → what stands in its cell.
    language : {'en', 'zh'}
        Of what is asked.
    fields : iterable of str, optional
        The fields to ask for; all of `CARD_FIELDS` by default.

    Raises
    ------
    ValueError
        If there is no such field, or no such language.

    Examples
    --------
    >>> collection_card({"name": "Acme"}, fields=["name"]).rows[1]
    ('Basic data', 'Name', 'Acme', 'name')
    """
    known = [field for section in CARD_FIELDS.values() for field in section]
    asked = known if fields is None else list(fields)
    if unknown := [field for field in asked if field not in known]:
        raise ValueError(f"the card has no {unknown[0]!r}: choose of {', '.join(known)}")
    held = held or {}
    rows: list[tuple[object, ...]] = [(None, TERMS[CARD_MARK].said(language), None, CARD_MARK)]
    for section, of_it in CARD_FIELDS.items():
        rows += [
            (TERMS[section].said(language), _label(field).said(language), held.get(field), field)
            for field in of_it
            if field in asked
        ]
    columns = tuple(
        Column(key, *_both(key)) for key in ("card_section", "card_what", "card_value", "card_field")
    )
    return Table(CARD_MARK, *_both(CARD_MARK), columns, tuple(rows))


def _both(key: str) -> tuple[str, str]:
    return TERMS[key].en, TERMS[key].zh


def _label(field: str) -> Phrase:
    if f"card {field}" in TERMS:
        return TERMS[f"card {field}"]
    last = field.rpartition(".")[2]
    if field.startswith(("phones[", "emails[")):
        whole = FIELDS["phone" if field.startswith("phones") else "email"]
        label = field.partition("[")[2][:-1]
        if label == "main":
            return Phrase(*whole)
        return Phrase(*LABELS[label]) if label in LABELS else Phrase(*whole)
    if last in FIELDS:
        return Phrase(*FIELDS[last])
    return TERMS[last]
