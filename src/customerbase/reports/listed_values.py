"""The values of a card as a person checks them one by one: what each is called, and what is written of it.

An address, a credit standing, payment terms and a day to remember have a row
for each of their parts, so that one part can be put right by itself:
``addresses[main].street``, ``credit.limit``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import attrs

from customerbase.chronicle.fields import field_place, field_words
from customerbase.model import Contact, Customer
from customerbase.paths import split, take_apart
from customerbase.reports.words import TERMS, Phrase, word
from customerbase.values import Address, Anniversary, CreditStanding, Identifier, Money, PaymentTerms, Phone

__all__ = ["COMPOSED", "field_phrase", "listed_values", "value_phrase", "written"]

COMPOSED: Final[Mapping[str, type]] = {
    "addresses": Address,
    "credit": CreditStanding,
    "payment_terms": PaymentTerms,
    "anniversaries": Anniversary,
}
"""Field of a card → the value whose parts are listed one by one."""

_TERMS: Final = {
    "credit": {"rating": "credit_rating", "limit": "credit_limit"},
    "payment_terms": {"days": "payment_days", "means": "payment_means", "words": "payment_words"},
}


def listed_values(card: Customer | Contact) -> dict[str, Any]:
    """Return the values of a card by path, composed ones part by part, in the order of the card.

    >>> acme = Customer(customer_id="C1", name="Acme", credit=CreditStanding(rating="A"))
    >>> listed_values(acme)
    {'name': 'Acme', 'credit.rating': 'A'}
    """
    held = take_apart(card)
    found: dict[str, Any] = {}
    for path in sorted(held, key=field_place):
        value = held[path]
        if type(value) in COMPOSED.values():
            for each in attrs.fields(type(value)):
                part = getattr(value, each.name)
                if each.name != "label" and part is not None:
                    found[f"{path}.{each.name}"] = part
        else:
            found[path] = value
    return found


def field_phrase(path: str) -> Phrase:
    """Return what people call the value that stands at a path.

    >>> field_phrase("addresses[delivery].city").en, field_phrase("credit.limit").zh
    ('City (delivery)', '信用额度')
    """
    name, element, part = split(path)
    if name not in COMPOSED or part is None:
        words = field_words(path, home=element if name == "employments" else None)
        return Phrase(words.en, words.zh)
    if name == "anniversaries":
        label = _label(element or "")
        return label if part == "day" else TERMS["label_fact"].filled(fact=TERMS[part], label=label)
    title = TERMS[_TERMS.get(name, {}).get(part, part)]
    if element in (None, "main"):
        return title
    return TERMS["label_fact"].filled(fact=title, label=_label(element or ""))


def _label(label: str) -> Phrase:
    return TERMS.get(f"label_{label}", Phrase(label, label))


def value_phrase(value: Any) -> Phrase | str | None:
    """Return what is written of a value, in a way that reads back as it.

    >>> value_phrase(Phone(number="010 5550 1234", extension="8")).zh, value_phrase(Money("1200", "CNY"))
    ('010 5550 1234 转 8', '1,200.00 CNY')
    """
    if value is None:
        return None
    en, zh = written(value, "en"), written(value, "zh")
    return en if en == zh else Phrase(en, zh)


def written(value: Any, language: str) -> str:
    """Return what is written of a value in a language; numbers and days are alike in both."""
    if isinstance(value, Enum):  # before text: our choices are text too
        return word(value, language)
    if isinstance(value, bool):
        return TERMS["yes" if value else "no"].said(language)
    if isinstance(value, tuple):
        return TERMS["list_separator"].said(language).join(written(each, language) for each in value)
    if isinstance(value, Phone) and value.extension:
        return TERMS["extension"].filled(number=value.number, extension=value.extension).said(language)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Money) and value.rounded() != value:
        # What a person reads must not be rounded: it is to be checked.
        return f"{value.amount:f} {value.currency}"
    if isinstance(value, Identifier):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value)
