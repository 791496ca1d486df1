"""What is searched of a record: names, numbers, and where he is reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

import attrs

from customerbase.model import Contact, Customer
from customerbase.searching.folding import Folding
from customerbase.searching.tokens import END, START, digits_of, email_tokens, in_threes, tokens_of
from customerbase.values import Email, Phone

__all__ = ["FORMER_NAMES", "NAMES", "Document", "Field", "Value", "document", "values_of"]


class Field(StrEnum):
    """What was searched; the first one counts most."""

    NAME = "name"
    SHORT_NAME = "short_name"
    OTHER_NAME = "other_name"
    ID = "id"
    IDENTIFIER = "identifier"
    PHONE = "phone"
    EMAIL = "email"
    PERSON = "person"
    ADDRESS = "address"


NAMES: Final = frozenset({Field.NAME, Field.SHORT_NAME, Field.OTHER_NAME, Field.ID})
"""By which a customer or contact is called: a hit here stands above all others."""
FORMER_NAMES: Final = frozenset(
    {"former_name", "former_names", "other_name", "other_names", "alias", "aliases", "曾用名", "别名", "別名"}
)
"""Attributes of a card that hold further names of it."""


@attrs.frozen
class Value:
    """One text of a record that is searched.

    Parameters
    ----------
    field : Field
    path : str
        Where it stands on the card, as in ``phones[main]``.
    text : str
    """

    field: Field
    path: str
    text: str = attrs.field(repr=False)

    def tokens(self, folding: Folding) -> list[str]:
        """Return its tokens."""
        if self.field is Field.PHONE:
            return in_threes(digits_of(self.text))
        folded = folding.fold(self.text)
        return email_tokens(folded) if self.field is Field.EMAIL else tokens_of(folded)


@attrs.frozen
class Document:
    """A record as an index holds it: tokens with a space between them.

    Parameters
    ----------
    names : str
        Of what it is called by, each value with the mark of its beginning and of its end.
    everything : str
        Of all that is searched, names included, each value with the mark of its end.
    """

    names: str = attrs.field(repr=False)
    everything: str = attrs.field(repr=False)


def values_of(record: Customer | Contact) -> Iterator[Value]:
    """Yield what is searched of a record.

    Examples
    --------
    >>> [(each.field.value, each.text) for each in values_of(Customer(customer_id="C1", name="上海机电"))]
    [('name', '上海机电'), ('id', 'C1')]
    """
    yield Value(Field.NAME, "name", record.name)
    if isinstance(record, Customer):
        for field, path, text in (
            (Field.SHORT_NAME, "short_name", record.short_name),
            (Field.OTHER_NAME, "organization.legal_name", record.organization.legal_name),
            (Field.OTHER_NAME, "organization.english_name", record.organization.english_name),
        ):
            if text is not None:
                yield Value(field, path, text)
    for name, value in record.attributes.items():
        if name in FORMER_NAMES and isinstance(value, str):
            yield Value(Field.OTHER_NAME, f"attributes[{name}]", value)
    yield Value(Field.ID, f"{record.kind_name}_id", record.key)
    if isinstance(record, Customer):
        for identifier in record.identifiers:
            yield Value(Field.IDENTIFIER, f"identifiers[{identifier.scheme}]", identifier.value)
    yield from _reached(record.phones, record.emails)
    if isinstance(record, Customer):
        if (person := record.organization.legal_representative) is not None:
            yield Value(Field.PERSON, "organization.legal_representative", person)
        for address in record.addresses:
            # As they are written in China; no part twice, as in 上海市 上海市.
            parts = dict.fromkeys(each for each in address.parts if each)
            yield Value(Field.ADDRESS, f"addresses[{address.label}]", " ".join(parts))


def _reached(phones: Iterable[Phone], emails: Iterable[Email]) -> Iterator[Value]:
    for phone in phones:
        yield Value(Field.PHONE, f"phones[{phone.label}]", phone.number)
        if phone.extension:
            yield Value(Field.PHONE, f"phones[{phone.label}].extension", phone.extension)
    for email in emails:
        yield Value(Field.EMAIL, f"emails[{email.label}]", email.address)


def document(record: Customer | Contact, folding: Folding) -> Document:
    """Return what an index holds of a record."""
    names: list[str] = []
    everything: list[str] = []
    for each in values_of(record):
        tokens = each.tokens(folding)
        if not tokens:
            continue
        if each.field in NAMES:
            names += (START + tokens[0], *tokens, END)
        everything += tokens
        everything.append(END)
    return Document(" ".join(names), " ".join(everything))
