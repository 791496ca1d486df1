"""The people at a customer, and what they have to say when he decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from customerbase.errors import Problem
from customerbase.records.customer import Gender
from customerbase.records.entity import Entity
from customerbase.validation import (
    FrozenMap,
    Record,
    attributes,
    choice,
    choices,
    instance,
    key,
    many,
    number,
    record,
    text,
)
from customerbase.values import Anniversary, Email, PartialDate, Phone

__all__ = ["Attitude", "Contact", "ContactRole", "Employment"]


class ContactRole(StrEnum):
    """A part in the buying centre (Webster & Wind 1972, with initiator and approver added)."""

    INITIATOR = "initiator"
    USER = "user"
    INFLUENCER = "influencer"
    DECIDER = "decider"
    APPROVER = "approver"
    BUYER = "buyer"
    GATEKEEPER = "gatekeeper"


class Attitude(StrEnum):
    """How a person stands towards us, from best to worst."""

    CHAMPION = "champion"
    SUPPORTER = "supporter"
    NEUTRAL = "neutral"
    SCEPTIC = "sceptic"
    OPPONENT = "opponent"


@record
class Employment(Record):
    """What a person is at one customer, from when until when.

    Parameters
    ----------
    customer_id : str
    title, department : str, optional
    roles : tuple of ContactRole
        The person's parts in the buying centre there.
    influence : int, optional
        From 1 (none) to 5 (decides).
    attitude : Attitude, optional
        Towards us.
    reports_to : str, optional
        `contact_id` of the superior.
    since, until : PartialDate, optional
    """

    customer_id: str = key()
    title: str | None = text(default=None)
    department: str | None = text(default=None)
    roles: tuple[ContactRole, ...] = choices(ContactRole, default=())
    influence: int | None = number(default=None, whole=True, least=1, most=5)
    attitude: Attitude | None = choice(Attitude, default=None)
    reports_to: str | None = key(default=None)
    since: PartialDate | None = instance(PartialDate, default=None)
    until: PartialDate | None = instance(PartialDate, default=None)

    def contradictions(self) -> Iterable[Problem]:
        first = self.since.earliest if self.since else None
        last = self.until.latest if self.until else None
        if first is not None and last is not None and last < first:
            yield Problem("$.until", self.until, f"is before since, {self.since}")

    def holds(self, as_of: date | None) -> bool:
        """Tell whether the person may be there on this day; None asks for the present end of the story."""
        if as_of is None:
            return self.until is None
        first = self.since.earliest if self.since else None
        last = self.until.latest if self.until else None
        return (first is None or first <= as_of) and (last is None or as_of <= last)


@record
class Contact(Entity):
    """A person at a customer, or at several.

    Parameters
    ----------
    contact_id : str
    name : str
    employments : tuple of Employment
        One for each customer; an employment that has ended keeps its `until`.
    gender : Gender, optional
    phones, emails, anniversaries : tuple
        One of each label.
    attributes : mapping
    note : str, optional
    """

    kind_name = "contact"

    contact_id: str = key()
    name: str = text(limit=500)
    employments: tuple[Employment, ...] = many(Employment, by="customer_id", default=(), split=True)
    gender: Gender | None = choice(Gender, default=None)
    phones: tuple[Phone, ...] = many(Phone, by="label", default=(), private=True)
    emails: tuple[Email, ...] = many(Email, by="label", default=(), private=True)
    anniversaries: tuple[Anniversary, ...] = many(Anniversary, by="label", default=(), private=True)
    attributes: Mapping[str, str | int | Decimal | bool | date] = attributes(default=FrozenMap())
    note: str | None = text(default=None, limit=100_000, private=True)

    def contradictions(self) -> Iterable[Problem]:
        for i, each in enumerate(self.employments):
            if each.reports_to == self.contact_id:
                yield Problem(f"$.employments[{i}].reports_to", each.reports_to, "is the person himself")

    def at(self, customer_id: str) -> Employment | None:
        """Return what the person is, or was, at this customer."""
        return next((each for each in self.employments if each.customer_id == customer_id), None)
