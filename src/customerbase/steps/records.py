"""The records of a base: reading them, writing them, as they are and as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeVar

from customerbase.convert import from_json, to_json
from customerbase.model import Assignment, AttributeSchema, Contact, Customer, Entity, Source
from customerbase.records.numbering import Numbering
from customerbase.steps.given import (
    checked_currency,
    checked_day,
    checked_kind,
    checked_record,
    checked_where,
)
from customerbase.stores.store import Learned, Store
from customerbase.stores.tombstones import Tombstones
from customerbase.validation import zone_of

__all__ = ["Records", "Said"]

R = TypeVar("R", bound=Entity)
Said = Source | str
"""A source, or the name of a collection method."""


class Records:
    """The part of `CustomerBase` that the three steps stand on."""

    def __init__(
        self, store: Store, *, zone: str | tzinfo | None = None, currency: str | None = None
    ) -> None:
        self.store = store
        self.zone = self._remembered_zone(zone)
        self.currency = self._remembered_currency(currency)

    def transaction(self) -> AbstractContextManager[None]:
        """Keep all that is written inside, or nothing of it."""
        return self.store.transaction()

    def customer(
        self, customer_id: str, *, as_of: date | None = None, true_on: date | None = None
    ) -> Customer:
        """Return a customer's card.

        Parameters
        ----------
        customer_id : str
        as_of : datetime.date, optional
            As it was known at the end of that day.
        true_on : datetime.date, optional
            As it was on that day, as far as is known now.

        Raises
        ------
        NotFound
        """
        if as_of is None and true_on is None:
            return self.store.get(Customer, customer_id)
        card = self.store.card(
            Customer, customer_id, known_at=self._end_of(as_of), true_on=checked_day(true_on, "true_on")
        )
        assert isinstance(card, Customer)
        return card

    def contact(self, contact_id: str, *, as_of: date | None = None, true_on: date | None = None) -> Contact:
        """Return the card of a person at a customer; as `customer` does."""
        if as_of is None and true_on is None:
            return self.store.get(Contact, contact_id)
        card = self.store.card(
            Contact, contact_id, known_at=self._end_of(as_of), true_on=checked_day(true_on, "true_on")
        )
        assert isinstance(card, Contact)
        return card

    def get(self, cls: type[R], key: str) -> R:
        """Return the record of any kind with this id.

        Raises
        ------
        NotFound
        """
        return self.store.get(checked_kind(cls), key)

    def all(self, cls: type[R], **where: str) -> Iterator[R]:
        """Yield the records of a kind, by id.

        Parameters
        ----------
        cls : type
            `Customer`, `Contact`, `Purchase`, `Interaction`, ...
        **where
            ``customer_id=``, ``employee_id=``, ``campaign_id=``, ``product_id=``:
            only those that name it.

        Raises
        ------
        TypeError
            If records of this kind are not picked by it: nothing would be found, and nothing said.
        """
        return self.store.scan(cls, **checked_where(checked_kind(cls), where))

    def save(
        self,
        record: Entity,
        *,
        source: Said,
        seen: Entity | None = None,
        observed_on: date | None = None,
    ) -> Learned:
        """Keep a record that somebody wrote or changed.

        Parameters
        ----------
        record : Entity
            Of any kind.
        source : Source or str
            How it was learned: a `Source`, or the name of a `CollectionMethod`.
            A second-hand value does not take the place of a trusted one: it
            waits, and the result names it.
        seen : Entity, optional
            The record as you read it; if somebody changed it since, nothing
            is written and `EditConflict` shows both.
        observed_on : datetime.date, optional
            When it was learned, if that is not today.

        Raises
        ------
        InvalidRecord, NotReferable, EditConflict
        TypeError
            If it is no record, or `observed_on` no day.
        """
        checked_record(record)
        checked_day(observed_on, "observed_on")
        if isinstance(record, Customer):
            schema = self.attribute_schema
            if schema is not None:
                schema.check(record)
        return self.store.save(record, Source.of(source), seen=seen, observed_on=observed_on)

    def remove(self, record: Entity) -> None:
        """Take back a record that is no card, such as a sale entered by mistake.

        Raises
        ------
        NotFound
        EditConflict
            If somebody changed it since you read it.
        ValueError
            For a customer or a contact: what is known of them is corrected, not removed.
        """
        if isinstance(checked_record(record), Customer | Contact):
            raise ValueError(  # noqa: TRY004 - the kind of record is a value here, not a mistake of types
                f"a {record.kind_name} is not removed: save a correction, or undo its import"
            )
        self.store.discard(record.kind_name, record.key, seen=record)

    def assign(
        self, customer_id: str, employee_id: str, *, since: date, source: Said = "observation"
    ) -> Assignment:
        """Make an employee responsible for a customer; whoever was so before is it until the day before.

        Where somebody is known to be responsible from a later day, this one is it until the day before that.
        """
        checked_day(since, "since")
        day = timedelta(days=1)
        with self.transaction():
            known = list(self.all(Assignment, customer_id=customer_id))
            standing = [each for each in known if each.since <= since <= (each.until or since)]
            later = [each.since for each in known if each.since > since]
            for each in standing:
                if each.employee_id == employee_id and each.until is None:
                    return each
                self.save(each.replace(until=max(each.since, since - day)), source=source)
            made = Assignment(
                assignment_id=f"{customer_id}/{employee_id}/{since}",
                customer_id=customer_id,
                employee_id=employee_id,
                since=since,
                until=min(later) - day if later else None,
            )
            self.save(made, source=source)
        return made

    def next_customer_id(self, numbering: Numbering | None = None) -> str:
        """Return the next number that no customer has, nor had before he was erased."""
        free = (numbering or Numbering()).free(set(self.store.rows.keys("customer")))
        return Tombstones(self.store.rows).first_unused("customer", free)

    @property
    def attribute_schema(self) -> AttributeSchema | None:
        """The attributes that this base declares for customers."""
        found = self.store.rows.setting("attribute_schema")
        return None if found is None else from_json(AttributeSchema, found)

    @attribute_schema.setter
    def attribute_schema(self, schema: AttributeSchema) -> None:
        with self.transaction():
            self.store.rows.set("attribute_schema", to_json(schema))

    def _end_of(self, day: date | None) -> datetime | None:
        day = checked_day(day)
        if day is None:
            return None
        following = datetime.combine(day + timedelta(days=1), datetime.min.time(), self.zone)
        return following - timedelta(microseconds=1)

    def _remembered_zone(self, zone: str | tzinfo | None) -> tzinfo:
        rows = self.store.rows
        if zone is None:
            zone = rows.setting("zone") or "UTC"
        elif isinstance(zone, str) and rows.setting("zone") != zone:
            zone_of(zone)
            with self.transaction():
                rows.set("zone", zone)
        return zone_of(zone)

    def _remembered_currency(self, currency: str | None) -> str | None:
        rows = self.store.rows
        if currency is None:
            return rows.setting("currency")
        checked_currency(currency)
        if rows.setting("currency") != currency:
            with self.transaction():
                rows.set("currency", currency)
        return currency
