"""What a row of a customer list states: of the customer, and of the people who stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

import attrs

from customerbase.intake.cells import CustomerRow
from customerbase.intake.taking_off import contact_paths_off, taken_off
from customerbase.model import Customer
from customerbase.stores.rows import Rows
from customerbase.stores.tombstones import Tombstones
from customerbase.values import Address

__all__ = ["People", "Stated", "stated_of_customer"]


@attrs.frozen
class Stated:
    """Values by path, and what stood in the cells of those that are not written so."""

    values: dict[str, Any]
    raw: dict[str, str]


def stated_of_customer(row: CustomerRow, known: Customer | None, notes: dict[str, int]) -> Stated:
    """Return what a row says of the customer, its partial knowledge laid over what is known.

    Parameters
    ----------
    row : CustomerRow
    known : Customer or None
        The card that stands.
    notes : dict
        Rule → how often it was applied; counted on.
    """
    values, raw = dict(row.values), dict(row.raw)
    if row.name is not None:
        values["name"] = row.name
    _add_nameless(row, values, raw, notes)
    for address in (row.address, *(each for each in row.values.values() if isinstance(each, Address))):
        if address is not None:
            label = address.label
            stands = next((a for a in known.addresses if a.label == label), None) if known else None
            values[f"addresses[{label}]"] = address if stands is None else stands.overlaid(address)
    if row.credit is not None:
        values["credit"] = known.credit.overlaid(row.credit) if known and known.credit else row.credit
    if row.terms is not None:
        held = known.payment_terms if known else None
        values["payment_terms"] = held.overlaid(row.terms) if held else row.terms
    if row.taken_off:
        values |= taken_off(row.taken_off, known, values)
    return Stated(values, raw)


def _add_nameless(
    row: CustomerRow, values: dict[str, Any], raw: dict[str, str], notes: dict[str, int]
) -> None:
    """Give the customer the telephones and e-mails of people whom the row does not name."""
    for number, said in row.contacts.items():
        if "name" in said or "title" in said:
            continue
        for path, value in said.items():
            group = path.partition("[")[0]
            if group not in ("phones", "emails"):
                continue
            rule = "telephones and e-mails of people without a name went to the customer"
            notes[rule] = notes.get(rule, 0) + 1
            given, at = value, path
            if values.get(path, value) != value:
                label = f"contact {number} {value.label}"
                given, at = value.replace(label=label), f"{group}[{label}]"
            values[at] = given
            if (text := row.raw_of_contacts.get(number, {}).get(path)) is not None:
                raw[at] = text


class People:
    """Gives the people of rows their ids: those by which they are known at a customer, or new ones.

    Parameters
    ----------
    rows : Rows
    stones : Tombstones
    """

    def __init__(self, rows: Rows, stones: Tombstones) -> None:
        self._rows = rows
        self._stones = stones
        self._at: dict[str, dict[str, str]] = {}
        self._ids: set[str] = set()
        self._all_known = False

    def expect(self, rows: Iterable[CustomerRow]) -> None:
        """Keep the ids that rows give from being given to others; called before the rows are learned."""
        self._at = {}
        for row in rows:
            self._ids |= {said["id"] for said in row.contacts.values() if "id" in said}

    def stated(self, row: CustomerRow, customer_id: str, known: bool) -> Iterator[tuple[str, Stated]]:
        """Yield the people of a row: id, and what is said of each.

        `known` tells whether the customer was there before.
        """
        for number, said in row.contacts.items():
            values = dict(said)
            contact_id = values.pop("id", None)
            name = values.pop("name", None) or values.get("title")
            if name is None:
                continue
            people = self._people_at(customer_id, known)
            if contact_id is None:
                contact_id = people.get(name) or self._free_id(customer_id, people)
            people[name] = contact_id
            at = f"employments[{customer_id}]"
            places = {each: f"{at}.{each}" for each in ("title", "department", "influence", "attitude")}
            places["role"] = f"{at}.roles"
            whole: dict[str, Any] = {"name": name, at: True}
            whole |= {place: values.pop(part) for part, place in places.items() if part in values}
            if known:
                whole |= dict.fromkeys(contact_paths_off(row.taken_off, number, at))
            raw = row.raw_of_contacts.get(number, {})
            raw = {places.get(part, part): text for part, text in raw.items() if part != "id"}
            if "name" not in said and (text := raw.get(places["title"])) is not None:
                raw["name"] = text
            yield contact_id, Stated(whole | values, raw)

    def _people_at(self, customer_id: str, known: bool) -> dict[str, str]:
        if customer_id not in self._at:
            found: dict[str, str] = {}
            if known:
                for stored in self._rows.scan("contact", {"customer_id": customer_id}):
                    found.setdefault(stored.record.name, stored.record.key)  # type: ignore[attr-defined]
            self._at[customer_id] = found
        return self._at[customer_id]

    def _free_id(self, customer_id: str, people: dict[str, str]) -> str:
        if not self._all_known:
            self._ids |= set(self._rows.keys("contact"))
            self._all_known = True
        numbers = (f"{customer_id}-{i}" for i in count(len(people) + 1))
        free = (each for each in numbers if each not in self._ids)
        found = self._stones.first_unused("contact", free)
        self._ids.add(found)
        return found
