"""Which customer a row of a list means, where the row has no number of ours.

A row is matched by what cannot be a coincidence: an identifier given by an
authority, or the same name where nothing that sets customers apart speaks
against it.  Two people of one name with different telephones are two people;
a company that changed its telephone is the same company.  What may be one of
several is refused, and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from customerbase.clean.company_names import name_key
from customerbase.clean.refused import Refused
from customerbase.intake.cells import CustomerRow
from customerbase.intake.erased import refuse_erased
from customerbase.ledger import Observation
from customerbase.model import Customer, CustomerKind
from customerbase.records.numbering import Numbering
from customerbase.stores.rows import Rows
from customerbase.stores.tombstones import Tombstones
from customerbase.values import Email, Phone

__all__ = ["Identities"]

_TELLING = ("phones[", "emails[")
_OFFICIAL = ("uscc", "tax", "vat", "id_card", "duns", "erp")


class Identities:
    """Gives each row the number of its customer.

    What it holds of all customers is a name and identifiers by which to find them; what was
    said of those who are found is read some thousand at a time, and let go of again.
    """

    def __init__(self, rows: Rows, numbering: Numbering) -> None:
        self._rows = rows
        self.stones = Tombstones(rows)
        self._numbering = numbering
        self._numbers: Iterator[str] | None = None
        self._taken: set[str] = set()
        self._by_name: dict[str, tuple[str, ...]] | None = None
        self._by_identifier: dict[str, dict[str, str]] = {}
        self._stated: dict[str, dict[str, set[Any]]] = {}
        self._entered: set[str] = set()
        self.again = False
        """Whether this very list was read before: then a row means a customer of whom it says nothing new."""

    def number(self, row: CustomerRow) -> str:
        """Return the number of the customer that a row means: its own, a known one, or a new one.

        Raises
        ------
        Refused
            If it may mean several customers.
        """
        if row.customer_id is not None:
            self._taken.add(row.customer_id)
            if self._by_name is not None:
                self._learn(row.customer_id, row)
            return row.customer_id
        if row.name is None:
            raise Refused("has neither a number nor a name", "give it a name")
        self.load()
        found = self._official(row) or self._named(row)
        if found is None:
            if not any(path.startswith((*_TELLING, "identifiers[")) for path in row.values):
                refuse_erased(self.stones, None, row.name)
            found = self._fresh()
        self._learn(found, row)
        return found

    def _official(self, row: CustomerRow) -> str | None:
        for scheme in _OFFICIAL:
            held = row.values.get(f"identifiers[{scheme}]")
            found = None if held is None else self._by_identifier.get(scheme, {}).get(held.value)
            if found is not None:
                return found
        return None

    def _named(self, row: CustomerRow) -> str | None:
        assert self._by_name is not None
        assert row.name is not None
        candidates = self._by_name.get(name_key(row.name), ())
        agreeing = [each for each in candidates if not self._set_apart(each, row.values)]
        if len(agreeing) > 1:
            closer = [each for each in agreeing if self._vouched_for(each, row.values)]
            if len(closer) == 1:
                return closer[0]
            knowing = [each for each in agreeing if self._said_before(each, row)] if self.again else ()
            if knowing:
                return knowing[0]
            raise Refused(
                f"may mean any of {', '.join(agreeing[:5])}, which have this name",
                "say which in a column customer_id",
            )
        return agreeing[0] if agreeing else None

    def _set_apart(self, customer_id: str, values: Mapping[str, Any]) -> bool:
        """Tell whether something says that the row is another customer of the same name."""
        stated = self._statements(customer_id)
        for path, value in values.items():
            if path in stated and _mark(value) not in stated[path]:
                if path.startswith("identifiers[") and path[12:-1] in _OFFICIAL:
                    return True
                person = CustomerKind.PERSON in (values.get("kind"), *stated.get("kind", ()))
                if person and path.startswith(_TELLING):
                    return True
        return False

    def _vouched_for(self, customer_id: str, values: Mapping[str, Any]) -> bool:
        stated = self._statements(customer_id)
        return any(
            _mark(value) in stated.get(path, ())
            for path, value in values.items()
            if path.startswith(_TELLING)
        )

    def _said_before(self, customer_id: str, row: CustomerRow) -> bool:
        """Tell whether a row says nothing of a customer that was not said before."""
        if row.address or row.credit or row.terms or row.contacts:
            return False
        stated = self._statements(customer_id)
        return all(_mark(value) in stated.get(path, ()) for path, value in row.values.items())

    def _statements(self, customer_id: str) -> dict[str, set[Any]]:
        """Return all that was ever said of a customer, by path: a list of last year still finds him."""
        if customer_id not in self._stated:
            self._read([customer_id])
        return self._stated[customer_id]

    def _read(self, customer_ids: Iterable[str]) -> None:
        wanted = [each for each in customer_ids if each not in self._stated]
        held = self._rows.entries("customer", wanted) if wanted else {}
        for each in wanted:
            said: dict[str, set[Any]] = {}
            for entry in held.get(each, ()):
                if isinstance(entry, Observation):
                    for path, value in entry.values.items():
                        said.setdefault(path, set()).add(_mark(value))
            self._stated[each] = said

    def _learn(self, customer_id: str, row: CustomerRow) -> None:
        assert self._by_name is not None
        # Of one who is new, what his row says is all that was ever said.
        said = self._stated.setdefault(customer_id, {}) if customer_id in self._entered else None
        said = self._statements(customer_id) if said is None else said
        for path, value in row.values.items():
            if path.startswith((*_TELLING, "identifiers[")) or path == "kind":
                said.setdefault(path, set()).add(_mark(value))
            if path.startswith("identifiers["):
                self._by_identifier.setdefault(path[12:-1], {}).setdefault(value.value, customer_id)
        if row.name is not None:
            name = name_key(row.name)
            known = self._by_name.get(name, ())
            if customer_id not in known:
                self._by_name[name] = (*known, customer_id)

    def prepare(self, rows: Iterable[CustomerRow]) -> None:
        """Read what was said of the customers whom some rows may mean, all at once."""
        self.load()
        assert self._by_name is not None
        self._stated, self._entered = {}, set()
        means: dict[str, None] = {}
        for each in rows:
            if each.customer_id is not None:
                means[each.customer_id] = None
            elif each.name is not None:
                means |= dict.fromkeys(self._by_name.get(name_key(each.name), ()))
                if (found := self._official(each)) is not None:
                    means[found] = None
        self._read(means)

    def load(self) -> None:
        """Read the names and identifiers of the customers that are there, once."""
        if self._by_name is not None:
            return
        self._by_name = {}
        for each in self._rows.scan("customer"):
            customer = each.record
            assert isinstance(customer, Customer)
            name, key = name_key(customer.name), customer.key
            self._by_name[name] = (*self._by_name.get(name, ()), key)
            for held in customer.identifiers:
                self._by_identifier.setdefault(held.scheme, {}).setdefault(held.value, key)
            self._taken.add(key)

    def _fresh(self) -> str:
        if self._numbers is None:
            self._numbers = self._numbering.free(self._taken)
        found = self.stones.first_unused("customer", self._numbers)
        self._taken.add(found)
        self._entered.add(found)
        return found


def _mark(value: Any) -> Any:
    """Return what two values are compared by: a telephone is the same however it is written.

    >>> _mark(Phone(number="+86 138-0013-8000")) == _mark(Phone(number="13800138000"))
    True
    """
    if isinstance(value, Phone):
        digits = re.sub(r"[^0-9]", "", value.number)
        return re.sub(r"^(?:00)?86(?=1[0-9]{10}$)", "", digits) or value.number
    if isinstance(value, Email):
        return value.address.casefold()
    return value
