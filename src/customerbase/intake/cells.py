"""Which cleaner reads which field of a customer list, and what a row comes to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from customerbase.clean.choices import (
    clean_gender,
    clean_kind,
    clean_reach,
    clean_roles,
    clean_stage,
)
from customerbase.clean.dates import clean_day
from customerbase.clean.ids import clean_id, id_was_float
from customerbase.clean.languages import clean_language
from customerbase.clean.money import clean_currency, clean_money
from customerbase.clean.numbers import clean_number, clean_whole
from customerbase.clean.partial_dates import clean_partial_date
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_name, clean_prose, clean_tags, clean_text
from customerbase.errors import InvalidRecord
from customerbase.intake.card_cells import ATTRIBUTE, of_payment, read_contact, said_of
from customerbase.intake.divisions import AddressCells
from customerbase.intake.joined_cells import (
    JOINED,
    address_parts,
    full_name,
    read_joined,
    read_salutation,
)
from customerbase.intake.labelled import LabelledCells
from customerbase.intake.reading import Reading
from customerbase.intake.shapes import PROSE
from customerbase.intake.taking_off import cannot_be_taken_off, says_take_off
from customerbase.intake.tally import Fault
from customerbase.intake.written_as import added, raw_of, raw_of_parts
from customerbase.model import AttributeSchema, AttributeType, CustomerKind
from customerbase.sources.heading_words import ROLES_OF_PEOPLE
from customerbase.sources.headings import Column, HeadingMap
from customerbase.values import Address, CreditStanding, PaymentTerms

__all__ = ["CustomerRow", "CustomerRows"]

_LABELLED = re.compile(r"(phones|emails|identifiers|attributes|anniversaries)\[(.*)\]")
_PLACE = re.compile(r"addresses\[(.*)\]\.(.+)")
_CONTACT = re.compile(r"contact\[(\w+)\]\.(.+)")
_ROLES = {role: 101 + i for i, role in enumerate(ROLES_OF_PEOPLE)}

_PLAIN: Mapping[str, Callable[[str], Any]] = {
    "kind": clean_kind,
    "stage": clean_stage,
    "reach": clean_reach,
    "short_name": clean_name,
    "industry": clean_name,
    "language": clean_language,
    "currency": clean_currency,
    "person.gender": clean_gender,
    "size.employees": clean_whole,
    "size.floor_area": clean_number,
    "tags": clean_tags,
    "note": clean_prose,
}
_DAYS = frozenset({"acquired_on", "credit.assessed_on", "observed_on"})
_PARTIAL = frozenset({"organization.founded", "person.born"})
_MONEY = frozenset({"person.income", "size.registered_capital", "size.turnover", "credit.limit"})


@attrs.define(kw_only=True)
class CustomerRow:
    """What one row of a customer list says.

    Attributes
    ----------
    customer_id, name : str or None
    values : dict
        Path → value, without address, credit and payment terms, which may be
        known in part.
    address, credit, terms : value or None
    contacts : dict
        Number of the contact → path → value.
    responsible : str or None
        Id or name of the employee.
    observed_on : datetime.date or None
    faults : list of Fault
    raw : dict
        Path → what stood in the cell, of values of the customer that are not written so.
    raw_of_contacts : dict
        Number of the contact → path → the same.
    taken_off : list of str
        Fields of the columns whose value is to go.
    """

    customer_id: str | None = None
    name: str | None = None
    values: dict[str, Any] = attrs.field(factory=dict)
    address: Address | None = None
    credit: CreditStanding | None = None
    terms: PaymentTerms | None = None
    contacts: dict[int, dict[str, Any]] = attrs.field(factory=dict)
    responsible: str | None = None
    observed_on: date | None = None
    faults: list[Fault] = attrs.field(factory=list)
    raw: dict[str, str] = attrs.field(factory=dict)
    raw_of_contacts: dict[int, dict[str, str]] = attrs.field(factory=dict)
    taken_off: list[str] = attrs.field(factory=list)

    @property
    def fingerprint(self) -> int | None:
        """Two rows that say the same of a customer have the same; None says nothing but who he is."""
        if not (self.values or self.address or self.credit or self.terms or self.taken_off):
            return None
        said = tuple(self.values.items()), tuple(self.taken_off)
        return hash((self.name, said, self.address, self.credit, self.terms))


class CustomerRows:
    """Reads the rows of a customer list, whatever its columns are."""

    def __init__(
        self,
        headings: HeadingMap,
        reading: Reading,
        notes: dict[str, int],
        schema: AttributeSchema | None = None,
        *,
        take_off: bool = False,
    ) -> None:
        # The currency first: it is that of the amounts beside it.  What a cell itself decides comes last.
        self._columns = sorted(
            headings.columns, key=lambda each: (each.field != "currency", each.field in JOINED)
        )
        self.headings = headings
        self._reading = reading
        self._declared = {each.name: each for each in schema.fields} if schema is not None else {}
        self._closed = schema is not None and schema.closed
        self._notes = notes
        self._labelled = LabelledCells(reading.region, self._note)
        self._addresses = AddressCells(reading, self._note)
        self._take_off = take_off
        self.numbered = "customer_id" in headings.fields
        """Whether a column gives numbers of customers."""

    def read(self, cells: Sequence[str]) -> CustomerRow:
        """Clean the cells of one row; what is refused is among its faults."""
        row = CustomerRow()
        raw_address: dict[str, str] = {}
        parts: dict[str, list[tuple[str, str]]] = {}
        places: dict[str, dict[str, str]] = {}
        credit: dict[str, Any] = {}
        terms: dict[str, Any] = {}
        names: dict[str, str | None] = {}
        for column in self._columns:
            raw = column.worded(cells[column.index])
            if not raw or self._takes_off(row, column, raw):
                continue
            try:
                group, _, part = column.field.partition(".")
                if group == "address":
                    raw_address[part] = raw
                    parts.setdefault("address", []).append((part, raw))
                elif place := _PLACE.fullmatch(column.field):
                    places.setdefault(place[1], {})[place[2]] = raw
                elif group == "credit":
                    credit[part] = self._value(column, raw, row)
                    parts.setdefault("credit", []).append((part, raw))
                elif group == "payment":
                    paid = of_payment(part, raw, terms)
                    terms.update(paid)
                    parts.setdefault("terms", []).extend((each, raw) for each in paid)
                elif column.field in ("first_name", "last_name"):
                    names[column.field] = clean_name(raw)
                else:
                    self._read_cell(row, column, raw)
            except (Refused, InvalidRecord) as error:
                row.faults.append((column.heading, raw, *said_of(error)))
        if row.name is None:
            row.name = full_name(names.get("first_name"), names.get("last_name"))
        self._name_people(row)
        self._read_groups(row, raw_address, credit, terms)
        for name, given_parts in parts.items():
            value = getattr(row, name)
            if value is not None and (text := raw_of_parts(value, given_parts)) is not None:
                path = {"address": f"addresses[{getattr(value, 'label', '')}]", "terms": "payment_terms"}
                row.raw[path.get(name, name)] = text
        self._read_places(row, places)
        row.contacts = {n: each for n, each in row.contacts.items() if each}
        return row

    def _takes_off(self, row: CustomerRow, column: Column, raw: str) -> bool:
        """Tell whether a cell takes what its column holds off the card, and note it."""
        if not (self._take_off and says_take_off(raw)):
            return False
        stays = cannot_be_taken_off(column.field)
        if stays is None:
            found = _CONTACT.fullmatch(column.field)
            number = None if found is None else _ROLES.get(found[1]) or int(found[1])
            row.taken_off.append(column.field if found is None else f"contact[{number}].{found[2]}")
        else:
            row.faults.append((column.heading, raw, *said_of(stays)))
        return True

    def _read_cell(self, row: CustomerRow, column: Column, raw: str) -> None:
        """Read a cell, and keep beside its values what stood there where they are not written so."""
        held, name = len(row.values), row.name
        self._read_field(row, column, raw)
        for path in added(row.values, held):
            if (text := raw_of(row.values[path], raw)) is not None:
                row.raw[path] = text
        if row.name is not name and (text := raw_of(row.name, raw)) is not None:
            row.raw["name"] = text

    def _read_field(self, row: CustomerRow, column: Column, raw: str) -> None:
        field = column.field
        if field == "customer_id":
            row.customer_id = clean_id(raw)
            if id_was_float(raw):
                self._note("numbers like '17850.0' were read as '17850'")
        elif field == "name":
            row.name = clean_name(raw, limit=1_000)
        elif field == "observed_on":
            row.observed_on = clean_day(raw, dayfirst=self._reading.dayfirst)
        elif field == "responsible":
            row.responsible = clean_name(raw)
        elif found := _CONTACT.fullmatch(field):
            number = _ROLES.get(found[1]) or int(found[1])
            contact = row.contacts.setdefault(number, {})
            held = len(contact)
            read_contact(contact, found[2], raw, self._labelled, dayfirst=self._reading.dayfirst)
            for path in added(contact, held):
                if (text := raw_of(contact[path], raw)) is not None:
                    row.raw_of_contacts.setdefault(number, {})[path] = text
        elif found := _LABELLED.fullmatch(field):
            if found[1] == "attributes":
                self._read_attribute(row.values, found[2], raw)
            else:
                self._labelled.add(row.values, found[1], found[2], raw)
        else:
            self._read_value(row, column, raw)

    def _read_value(self, row: CustomerRow, column: Column, raw: str) -> None:
        field = column.field
        if field in JOINED:
            for path, value in read_joined(field, raw, self.headings.fields).items():
                self._put(row, path, value)
        elif field == "person.salutation":
            if (said := read_salutation(raw)) is not None:
                self._put_salutation(row, *said)
        else:
            self._put(row, field, self._value(column, raw, row))

    def _put(self, row: CustomerRow, path: str, value: Any) -> None:
        if value is None or value == ():
            return
        if path == "tags":
            value = tuple(dict.fromkeys((*row.values.get("tags", ()), *value)))
        row.values[path] = value

    def _put_salutation(self, row: CustomerRow, name: str, value: Any) -> None:
        if name == "gender":
            row.values.setdefault("person.gender", value)
        elif self._closed and name not in self._declared:
            self._note("forms of address for which this base declares no attribute were left out")
        else:
            self._read_attribute(row.values, name, value)

    def _name_people(self, row: CustomerRow) -> None:
        """Put the names of people together; one with a role has it, and a person alone is the customer."""
        for number, said in row.contacts.items():
            name = full_name(said.pop("first_name", None), said.pop("last_name", None))
            for part in ("first_name", "last_name"):
                row.raw_of_contacts.get(number, {}).pop(part, None)
            if name is not None:
                said.setdefault("name", name)
            role = next((each for each, n in _ROLES.items() if n == number), None)
            if role is not None and "name" in said:
                said.setdefault("role", clean_roles(role))
        first = row.contacts.get(1, {})
        if (
            row.name is None
            and row.customer_id is None
            and "name" in first
            and "name" in self.headings.fields
        ):
            # A row of a list of companies and their people that names no company: he is the customer himself.
            row.name = first["name"]
            row.values.setdefault("kind", CustomerKind.PERSON)
            if first.keys() == {"name"}:
                del row.contacts[1]

    def _read_attribute(self, values: dict[str, Any], name: str, raw: str) -> None:
        """Read an attribute as the base declares it; as text where it declares nothing of it."""
        field = self._declared.get(name)
        if field is None:
            if self._closed:
                known = ", ".join(sorted(self._declared))
                raise Refused("is no attribute that this base declares", f"one of {known}")
            self._labelled.add(values, "attributes", name, raw)
            return
        if field.type is AttributeType.DAY:
            value: Any = clean_day(raw, dayfirst=self._reading.dayfirst)
        else:
            value = ATTRIBUTE[field.type](raw)
        if value is None:
            return
        if (fault := field.fault(value)) is not None:
            raise Refused(fault)
        values[f"attributes[{name}]"] = value

    def _value(self, column: Column, raw: str, row: CustomerRow) -> Any:
        field = column.field
        if field in _PLAIN:
            return _PLAIN[field](raw)
        if field in _DAYS:
            return clean_day(raw, dayfirst=self._reading.dayfirst)
        if field in _PARTIAL:
            return clean_partial_date(raw, dayfirst=self._reading.dayfirst)
        if field in _MONEY:
            currency = row.values.get("currency") or self._reading.currency
            money = clean_money(raw, currency=currency, unit=column.unit)
            if money is not None and money.amount < 0:
                raise Refused("is negative")
            return money
        return clean_prose(raw) if field.partition(".")[2] in PROSE else clean_text(raw)

    def _read_groups(
        self, row: CustomerRow, address: dict[str, str], credit: dict[str, Any], terms: dict[str, Any]
    ) -> None:
        for name, make in (
            ("address", lambda: self._addresses.read(address_parts(address))),
            (
                "credit",
                lambda: CreditStanding(**credit) if any(v is not None for v in credit.values()) else None,
            ),
            ("terms", lambda: PaymentTerms(**terms) if any(v is not None for v in terms.values()) else None),
        ):
            try:
                setattr(row, name, make())
            except (Refused, InvalidRecord) as error:
                row.faults.append((name, None, *said_of(error)))

    def _read_places(self, row: CustomerRow, places: Mapping[str, dict[str, str]]) -> None:
        for label, parts in places.items():
            try:
                place = self._addresses.read({**address_parts(parts), "label": label})
            except (Refused, InvalidRecord) as error:
                row.faults.append((f"addresses[{label}]", None, *said_of(error)))
            else:
                self._put(row, f"addresses[{label}]", place)
                if place is not None and (text := raw_of_parts(place, list(parts.items()))) is not None:
                    row.raw[f"addresses[{label}]"] = text

    def _note(self, rule: str) -> None:
        self._notes[rule] = self._notes.get(rule, 0) + 1
