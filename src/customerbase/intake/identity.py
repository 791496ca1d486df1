"""Which customer a row of a list means, where the row has no number of ours.

A row is matched by what cannot be a coincidence: an identifier given by an
authority, or the same name where nothing that sets customers apart speaks
against it.  Two people of one name with different telephones are two people;
a company that changed its telephone is the same company.  What may be one of
several is refused, and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
    """Gives each row the number of its customer."""

    def __init__(self, rows: Rows, numbering: Numbering) -> None:
        self._rows = rows
        self.stones = Tombstones(rows)
        self._numbering = numbering
        self._numbers: Iterator[str] | None = None
        self._taken: set[str] = set()
        self._by_name: dict[str, list[str]] | None = None
        self._by_identifier: dict[tuple[str, str], str] | None = None
        self._stated: dict[str, dict[str, set[Any]]] = {}
        self._kinds: dict[str, CustomerKind] = {}

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
        assert self._by_identifier is not None
        for scheme in _OFFICIAL:
            held = row.values.get(f"identifiers[{scheme}]")
            if held is not None and (scheme, held.value) in self._by_identifier:
                return self._by_identifier[scheme, held.value]
        return None

    def _named(self, row: CustomerRow) -> str | None:
        assert self._by_name is not None
        assert row.name is not None
        candidates = self._by_name.get(name_key(row.name), [])
        agreeing = [each for each in candidates if not self._set_apart(each, row.values)]
        if len(agreeing) > 1:
            closer = [each for each in agreeing if self._vouched_for(each, row.values)]
            if len(closer) == 1:
                return closer[0]
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
                person = CustomerKind.PERSON in (values.get("kind"), self._kinds.get(customer_id))
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

    def _statements(self, customer_id: str) -> dict[str, set[Any]]:
        """Return all that was ever said of a customer, by path: a list of last year still finds him."""
        if customer_id not in self._stated:
            said: dict[str, set[Any]] = {}
            for entry in self._rows.entries("customer", [customer_id]).get(customer_id, []):
                if isinstance(entry, Observation):
                    for path, value in entry.values.items():
                        said.setdefault(path, set()).add(_mark(value))
            self._stated[customer_id] = said
            kinds = said.get("kind", set())
            self._kinds[customer_id] = next(iter(kinds), CustomerKind.ORGANIZATION)
        return self._stated[customer_id]

    def _learn(self, customer_id: str, row: CustomerRow) -> None:
        assert self._by_name is not None
        assert self._by_identifier is not None
        said = self._statements(customer_id)
        for path, value in row.values.items():
            if path.startswith((*_TELLING, "identifiers[")):
                said.setdefault(path, set()).add(_mark(value))
            if path.startswith("identifiers["):
                self._by_identifier.setdefault((path[12:-1], value.value), customer_id)
        if "kind" in row.values:
            self._kinds[customer_id] = row.values["kind"]
        if row.name is not None:
            known = self._by_name.setdefault(name_key(row.name), [])
            if customer_id not in known:
                known.append(customer_id)

    def load(self) -> None:
        """Read the names and identifiers of the customers that are there, once."""
        if self._by_name is not None:
            return
        self._by_name = {}
        self._by_identifier = {}
        for each in self._rows.scan("customer"):
            customer = each.record
            assert isinstance(customer, Customer)
            self._by_name.setdefault(name_key(customer.name), []).append(customer.key)
            for held in customer.identifiers:
                self._by_identifier.setdefault((held.scheme, held.value), customer.key)
        self._taken |= set(self._rows.keys("customer"))

    def _fresh(self) -> str:
        if self._numbers is None:
            self._numbers = self._numbering.free(self._taken)
        found = self.stones.first_unused("customer", self._numbers)
        self._taken.add(found)
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
