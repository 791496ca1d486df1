"""What somebody wrote beside a value of a card: read as the value that belongs there, and put on the card."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Final, TypeVar

import attrs

from customerbase.clean.addresses import clean_address
from customerbase.clean.choices import clean_influence
from customerbase.clean.dates import clean_day
from customerbase.clean.emails import clean_emails
from customerbase.clean.identifiers import clean_identifier
from customerbase.clean.numbers import clean_flag, clean_number, clean_whole
from customerbase.clean.phones import clean_phones
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_name, clean_prose, clean_text, halfwidth
from customerbase.errors import InvalidRecord
from customerbase.intake.divisions import divisions_of
from customerbase.intake.reading import Reading
from customerbase.intake.shapes import bare, cleaner
from customerbase.model import AttributeSchema, AttributeType, Contact, Customer
from customerbase.paths import assemble, split, take_apart, value_type
from customerbase.reports.listed_values import COMPOSED, written
from customerbase.values import Address, CreditStanding, Email, Identifier, Money, Phone

__all__ = ["TAKEN_OFF", "put_right", "read_value", "says_the_same"]

TAKEN_OFF: Final = frozenset({"delete", "remove", "deleted", "删除", "刪除", "去掉", "作废", "作廢"})
"""What is written where a value is to be taken off the card."""

C = TypeVar("C", Customer, Contact)
_KINDS: Final[Mapping[type, AttributeType]] = {
    bool: AttributeType.FLAG,
    int: AttributeType.WHOLE,
    Decimal: AttributeType.DECIMAL,
    date: AttributeType.DAY,
    str: AttributeType.TEXT,
}
_POWERS: Final = re.compile(r"(-?[0-9](?:\.([0-9]+))?)E\+?([0-9]+)", re.IGNORECASE)


def read_value(
    card: Customer | Contact,
    path: str,
    raw: str,
    *,
    present: Any = None,
    currency: str | None = None,
    dayfirst: bool | None = None,
    zone: tzinfo,
    schema: AttributeSchema | None = None,
) -> Any:
    """Return the value that a text says at a path of a card; None where the value is to be taken off.

    Parameters
    ----------
    card : Customer or Contact
    path : str
        As `customerbase.reports.listed_values` lists them: ``addresses[main].city``.
    raw : str
    present : object, optional
        What stands there: an amount without a currency is in that of the present one.
    currency : str, optional
        Of other amounts that do not say theirs.
    dayfirst : bool, optional
        How 1/2/2024 is meant.
    zone : tzinfo
    schema : AttributeSchema, optional

    Raises
    ------
    Refused
        If there is no such path, or the text is no value for it.
    """
    text = clean_text(raw, blanks=frozenset({""}))
    if text is not None and text.casefold() in TAKEN_OFF:
        return None
    if clean_text(raw) is None:
        hint = "write “delete” to take the value off the card, or leave the cell empty"
        raise Refused("may mean that nothing is there, or that nothing is known", hint)
    name, _, part = split(path)
    composed = name in COMPOSED and part is not None
    kind: Any = value_type(COMPOSED[name], part or "") if composed else value_type(type(card), path)
    if kind is None:
        hint = "as in phones[main], addresses[main].street, credit.limit"
        raise Refused(f"{path!r} is no value of a {card.kind_name}'s card", hint)
    reading = Reading(
        currency=present.currency if isinstance(present, Money) else currency, dayfirst=dayfirst
    )
    try:
        return _value(bare(kind), path, raw, present, reading, zone, schema)
    except InvalidRecord as error:
        raise Refused(error.problems[0].reason, error.problems[0].hint) from error


def _value(
    kind: Any,
    path: str,
    raw: str,
    present: Any,
    reading: Reading,
    zone: tzinfo,
    schema: AttributeSchema | None,
) -> Any:
    name, element, part = split(path)
    label = element or "main"
    if name == "attributes":
        return _attribute(label, raw, present, reading, schema)
    if kind is Address:
        return _address(raw, label, reading)
    if kind in _LABELLED:
        return _LABELLED[kind](raw, label)
    if kind is bool:
        raise Refused("is told by its parts", f"write the last day there at {path}.until")
    if isinstance(kind, type) and issubclass(kind, Enum) and (chosen := _chosen(kind, raw)) is not None:
        return chosen
    if part == "influence":
        return clean_influence(raw)
    if name == "name" and kind is str:
        return clean_name(raw, limit=1_000)
    steps = tuple(each for each in (name, part) if each is not None)
    found = cleaner(kind, steps, None, reading, zone)(raw)
    if found in (None, ()):
        raise Refused("says nothing that can be kept", "leave the cell empty")
    return found


def _chosen(choices: type[Enum], raw: str) -> Enum | None:
    """Return the choice whose word was printed, in either language."""
    text = raw.strip().casefold()
    return next(
        (each for each in choices if text in {written(each, "en").casefold(), written(each, "zh")}), None
    )


def _one(found: tuple[Any, ...] | None, what: str) -> Any:
    if found is None or len(found) != 1:
        hint = "write one; the others belong in rows of their own, with a path such as phones[mobile]"
        raise Refused(f"holds several {what}", hint)
    return found[0]


def _address(raw: str, label: str, reading: Reading) -> Address:
    found = clean_address(text=raw, label=label, divisions=divisions_of(reading))
    if found is None or found.province is None:
        hint = f"write its parts in rows of their own: addresses[{label}].city, addresses[{label}].street"
        raise Refused("does not say which part is the street and which the city", hint)
    return found


_LABELLED: Final[Mapping[Any, Callable[[str, str], Any]]] = {
    Phone: lambda raw, label: attrs.evolve(_one(clean_phones(raw, label=label), "numbers"), label=label),
    Email: lambda raw, label: _one(clean_emails(raw, label=label), "addresses"),
    Identifier: lambda raw, label: Identifier(scheme=label, value=str(clean_identifier(raw, scheme=label))),
}


def _attribute(name: str, raw: str, present: Any, reading: Reading, schema: AttributeSchema | None) -> Any:
    declared = {each.name: each for each in schema.fields} if schema is not None else {}
    field = declared.get(name)
    kind = _KINDS.get(type(present), AttributeType.TEXT) if field is None else field.type
    clean: Mapping[AttributeType, Callable[[str], Any]] = {
        AttributeType.FLAG: clean_flag,
        AttributeType.WHOLE: clean_whole,
        AttributeType.DECIMAL: clean_number,
        AttributeType.DAY: lambda text: clean_day(text, dayfirst=reading.dayfirst),
        AttributeType.TEXT: clean_prose,
    }
    value = clean[kind](raw)
    if field is not None and (fault := field.fault(value)) is not None:
        raise Refused(fault)
    return value


def put_right(card: C, right: Mapping[str, Any]) -> C:
    """Return the card with other values at these paths; None takes a value off.

    A new rating or limit is a new assessment: the day of the old one and who
    made it do not stay beside it.

    Raises
    ------
    InvalidRecord
        If the values make no card.

    Examples
    --------
    >>> acme = Customer(customer_id="C1", name="Acme", addresses=[Address(city="Wien", street="Ring 1")])
    >>> put_right(acme, {"addresses[main].street": "Ring 2"}).address().street
    'Ring 2'
    """
    held = take_apart(card)
    composed: dict[str, dict[str, Any]] = {}
    for path, value in right.items():
        name, _, part = split(path)
        if name in COMPOSED and part is not None:
            composed.setdefault(path[: -len(part) - 1], {})[part] = value
        else:
            held[path] = value
    for path, parts in composed.items():
        name, element, _ = split(path)
        held[path] = _composed(COMPOSED[name], element, held.get(path), parts)
    return assemble(type(card), card.key, held)


def _composed(cls: Any, element: str | None, before: Any, parts: Mapping[str, Any]) -> Any:
    fields = [each.name for each in attrs.fields(cls) if each.name != "label"]
    kept = {} if before is None else {each: getattr(before, each) for each in fields}
    now = {**kept, **parts}
    if cls is CreditStanding and any(kept.get(each) != now.get(each) for each in ("rating", "limit")):
        now |= {each: parts.get(each) for each in ("assessed_on", "assessed_by")}
    given = {each: value for each, value in now.items() if value is not None}
    if not given or ("day" in fields and "day" not in given):
        return None
    return cls(**given) if element is None else cls(label=element, **given)


def says_the_same(text: str, value: Any) -> bool:
    """Tell whether a text is what was printed of a value, as far as spreadsheets leave it as it was.

    >>> says_the_same("2024/1/5", date(2024, 1, 5)), says_the_same("7", "007"), says_the_same("8", "007")
    (True, True, False)
    """
    printed = _squeezed(text)
    if value is None:
        return not printed
    said = {_squeezed(written(value, language)) for language in ("en", "zh")}
    if printed in said:
        return True
    # The end of a very long text does not go into a cell.
    if len(text) > 30_000 and printed.endswith("…") and any(each.startswith(printed[:-1]) for each in said):
        return True
    if isinstance(value, date):
        try:
            return clean_day(text) == value
        except Refused:
            return False
    return any(_equal_numbers(printed, each) for each in said)


def _squeezed(text: str) -> str:
    """Return the text without white space, and without what outputs cannot write or readers take away."""
    return "".join(
        each
        for each in halfwidth(text)
        if each.isprintable() and not each.isspace() and each != "\N{REPLACEMENT CHARACTER}"
    )


def _equal_numbers(text: str, other: str) -> bool:
    """Tell whether a spreadsheet may have made the first text of the second: without zeros, in powers of ten."""
    try:
        one, two = Decimal(text.replace(",", "")), Decimal(other.replace(",", ""))
        found = _POWERS.fullmatch(text)
        same = one == (Decimal(f"{two:.{len(found[2] or '')}E}") if found else two)
    except InvalidOperation:
        return False
    return same
