"""The customers and products that sales name."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from customerbase.clean.company_names import name_key
from customerbase.clean.refused import Refused
from customerbase.intake.erased import refuse_erased
from customerbase.intake.not_records import sums_up
from customerbase.intake.tally import Tally
from customerbase.model import Customer, Product, Source, Stage
from customerbase.stores.links import Links
from customerbase.stores.store import Outcome, Statement, Store
from customerbase.stores.tombstones import Tombstones
from customerbase.validation import check_key
from customerbase.values import Address

__all__ = ["Parties", "Products"]

_CHUNK = 1_000


class Parties:
    """Finds the customers that sales name, and makes those that may be made.

    Parameters
    ----------
    store : Store
    source : Source
    batch_id : str
    create : bool
        Whether a customer who is not there is made; otherwise he is refused.
    """

    def __init__(self, store: Store, source: Source, batch_id: str, *, create: bool) -> None:
        self._store = store
        self._stones = Tombstones(store.rows)
        self._source = source
        self._batch_id = batch_id
        self._create = create
        self._ids: set[str] | None = None
        self._by_name: dict[str, list[str]] | None = None
        self._new: dict[str, dict[str, str]] = {}

    def customer(self, customer_id: str | None, name: str | None, country: str | None) -> str:
        """Return the id of the customer that a sale names.

        Raises
        ------
        Refused
            If it names none, an unknown one, or one of several.
        """
        if self._ids is None:
            self._ids = set(self._store.rows.keys("customer"))
        if customer_id is None:
            customer_id = self._named(name)
        if customer_id not in self._ids:
            refuse_erased(self._stones, customer_id, name)
            if not self._create:
                raise Refused(
                    f"there is no customer {customer_id!r} in this base",
                    "import the customers first, or let sales make them: create_customers=True",
                )
            self._describe(customer_id, name, country)
        elif customer_id in self._new:
            self._describe(customer_id, name, country)
        return customer_id

    def _named(self, name: str | None) -> str:
        if name is None:
            raise Refused("names no customer", "each sale needs its customer")
        if self._by_name is None:
            self._by_name = ids_by_name(self._store)
        held = self._by_name.get(name_key(name), [])
        if len(held) > 1:
            raise Refused(f"may mean any of {', '.join(held[:5])}, which have this name", "give the number")
        if not held:
            if sums_up(name):
                raise Refused("is a row of totals", "leave the row out")
            if fault := check_key(name):
                raise Refused(f"is no number of a customer either: it {fault}", "give the customer's number")
            # The name itself is the only number that every reading of the file would give it again.
            self._by_name[name_key(name)] = held = [name]
        return held[0]

    def _describe(self, customer_id: str, name: str | None, country: str | None) -> None:
        said = self._new.setdefault(customer_id, {})
        if name is not None:
            said.setdefault("name", name)
        if country is not None:
            said.setdefault("country", country)

    def keep(self, tally: Tally, buyers: set[str]) -> None:
        """Make the new customers who bought, and let prospects who bought be active."""
        statements = [
            Statement(
                kind="customer",
                subject_id=each,
                values=self._card(each),
            )
            for each in sorted(buyers & self._new.keys())
        ]
        if statements:
            tally.notes["customers were made of the sales that name them"] += len(statements)
        known = sorted(buyers - self._new.keys())
        for i in range(0, len(known), _CHUNK):
            for key, stored in self._store.rows.get("customer", known[i : i + _CHUNK]).items():
                customer = stored.record
                if isinstance(customer, Customer) and customer.stage is Stage.PROSPECT:
                    statements.append(
                        Statement(kind="customer", subject_id=key, values={"stage": Stage.ACTIVE})
                    )
        for i in range(0, len(statements), _CHUNK):
            for learned in self._store.learn(
                statements[i : i + _CHUNK], self._source, batch_id=self._batch_id
            ):
                tally.record("customer", learned.outcome)

    def _card(self, customer_id: str) -> dict[str, Any]:
        said = self._new[customer_id]
        values: dict[str, Any] = {"name": said.get("name", customer_id), "stage": Stage.ACTIVE}
        if "country" in said:
            values["addresses[main]"] = Address(country=said["country"])
        return values


def ids_by_name(store: Store) -> dict[str, list[str]]:
    """Return by each name, as `name_key` compares it, the ids of the customers who bear it.

    One that only a merged customer bears means him under his own id, so that
    what is said of him stays with him when the merge is taken back.
    """
    found: dict[str, list[str]] = {}
    for key, name in store.rows.names():
        found.setdefault(name_key(name), []).append(key)
    merged = Links(store.rows).roots("customer")
    for name, held in found.items() if merged else ():
        if len(held) > 1:
            found[name] = list(dict.fromkeys(merged.get(key, key) for key in held))
    return found


class Products:
    """Collects the products that lines name, and makes those that are not there."""

    def __init__(self, store: Store, source: Source, batch_id: str) -> None:
        self._store = store
        self._source = source
        self._batch_id = batch_id
        self._names: dict[str, str] | None = None
        self._new: dict[str, str] = {}
        self._unnamed: set[str] = set()

    def seen(self, product_id: str | None, name: str | None) -> str | None:
        """Note a product; return what the line says where it differs from the product's name."""
        if self._names is None:
            self._names = {
                each.record.key: each.record.name  # type: ignore[attr-defined]
                for each in self._store.rows.scan("product")
            }
        if product_id is None:
            return name
        known = self._names.get(product_id)
        if known is None or (name is not None and product_id in self._unnamed):
            self._names[product_id] = self._new[product_id] = known = name or product_id
            (self._unnamed.discard if name else self._unnamed.add)(product_id)
        return None if name is None or name == known else name

    def keep(self, tally: Tally, sold: Container[str | None] | None = None) -> None:
        """Make the products that are not there; with `sold`, only those that were."""
        products = [
            Product(product_id=key, name=name)
            for key, name in sorted(self._new.items())
            if sold is None or key in sold
        ]
        for learned in self._store.keep(products, self._source, batch_id=self._batch_id):
            if learned.outcome is Outcome.TAKEN:
                tally.record("product", learned.outcome)
