"""Views for three readers: a customer, an employee, the administrator."""

from __future__ import annotations

from datetime import date
from typing import Any

from customerbase.chronicle import Event
from customerbase.dossier import Dossier
from customerbase.errors import NotAllowed, NotFound
from customerbase.ledger import Provenance
from customerbase.model import (
    Assignment,
    Consent,
    Contact,
    Customer,
    Employee,
    Employment,
    Feedback,
    Interaction,
    Purchase,
    Task,
)
from customerbase.paths import split
from customerbase.steps.one_customer import chronicle_of, dossier_of, gather
from customerbase.steps.organise import Organise
from customerbase.steps.people import People
from customerbase.stores.exporting import Export
from customerbase.values import Period
from customerbase.work import OwnCustomerRow, OwnSaleRow, TaskRow, WorkloadRow

__all__ = ["AdministratorView", "CustomerView", "EmployeeView", "Readers"]

_INTERNAL = frozenset({"attributes", "credit", "note", "tags"})
"""Fields of a card that hold what we think of the customer, and not what he told us."""


class CustomerView:
    """What a customer may see: what he told us, what he bought, what he allowed.

    What we think of him is not shown: grades, credit, notes, tags, what his
    people have to say, who competes for him.  For all that is known of a
    person, an administrator hands out an `Export`.

    Parameters
    ----------
    base : Readers
    customer_id : str
        Who reads.
    """

    def __init__(self, base: Readers, customer_id: str) -> None:
        self._base = base
        self._own = customer_id

    def __repr__(self) -> str:
        return f"<CustomerView of customer {self._own!r}>"

    def __getattr__(self, name: str) -> Any:
        return _beyond(f"customer {self._own!r}", name)

    def customer(self, customer_id: str | None = None) -> Customer:
        """Return his card, without what we think of him."""
        return self._base.customer(self._checked(customer_id)).replace(
            **{name: _DEFAULTS[name] for name in _INTERNAL}
        )

    def contacts(self, customer_id: str | None = None) -> tuple[Contact, ...]:
        """Return his people: name, title, and how they are reached."""
        own = self._checked(customer_id)
        shown = []
        for each in self._base.all(Contact, customer_id=own):
            job = each.at(own)
            if job is None or not job.holds(None):
                continue
            seen = Employment(customer_id=own, title=job.title, department=job.department, since=job.since)
            shown.append(each.replace(employments=(seen,), note=None, attributes={}, anniversaries=()))
        return tuple(shown)

    def purchases(self, customer_id: str | None = None) -> tuple[Purchase, ...]:
        """Return what he bought, without our costs and notes."""
        return tuple(
            each.replace(note=None, lines=tuple(line.replace(unit_cost=None) for line in each.lines))
            for each in self._base.all(Purchase, customer_id=self._checked(customer_id))
        )

    def interactions(self, customer_id: str | None = None) -> tuple[Interaction, ...]:
        """Return when and how we dealt with each other, without our notes and costs."""
        return tuple(
            each.replace(content=None, outcome=None, cost=None, contact_ids=())
            for each in self._base.all(Interaction, customer_id=self._checked(customer_id))
        )

    def feedback(self, customer_id: str | None = None) -> tuple[Feedback, ...]:
        """Return what he told us of our products."""
        return tuple(
            each.replace(handlings=())
            for each in self._base.all(Feedback, customer_id=self._checked(customer_id))
        )

    def consents(self, customer_id: str | None = None) -> tuple[Consent, ...]:
        """Return what he allowed and withdrew."""
        return tuple(self._base.all(Consent, customer_id=self._checked(customer_id)))

    def provenance(self, customer_id: str | None = None) -> dict[str, Provenance]:
        """Say for each value that he sees where we have it from."""
        found = self._base.provenance(self._checked(customer_id))
        return {path: each for path, each in found.items() if split(path)[0] not in _INTERNAL}

    def _checked(self, customer_id: str | None) -> str:
        if customer_id is not None and self._base.store.root("customer", customer_id) != self._own:
            raise NotAllowed(f"customer {self._own!r}", f"customer {customer_id!r}")
        return self._own


_DEFAULTS: dict[str, Any] = {"attributes": {}, "credit": None, "note": None, "tags": ()}


class EmployeeView:
    """What an employee may see: the customers in his charge, his results, his tasks.

    What stands on a customer's card of other customers is not shown, unless
    they are in his charge too.  Who has left, or is in charge no longer, sees
    no customer.

    Parameters
    ----------
    base : Readers
    employee_id : str
        Who reads.
    as_of : datetime.date
        The day on which he is in charge.
    """

    def __init__(self, base: Readers, employee_id: str, as_of: date) -> None:
        self._base = base
        self._own = employee_id
        self._as_of = as_of

    def __repr__(self) -> str:
        return f"<EmployeeView of employee {self._own!r}>"

    def __getattr__(self, name: str) -> Any:
        return _beyond(f"employee {self._own!r}", name)

    def _in_charge(self) -> set[str]:
        try:
            left = self._base.get(Employee, self._own).left_on
        except NotFound:
            left = None
        if left is not None and left < self._as_of:
            return set()
        given = self._base.all(Assignment, employee_id=self._own)
        return {each.customer_id for each in given if each.holds(self._as_of)}

    def _checked(self, customer_id: str) -> set[str]:
        own = self._in_charge()
        if self._base.store.root("customer", customer_id) not in own:
            raise NotAllowed(f"employee {self._own!r}", f"customer {customer_id!r}")
        return own

    def customers(self) -> tuple[OwnCustomerRow, ...]:
        """List the customers in his charge."""
        own = self._in_charge()
        rows = self._base.customers_of(self._own, as_of=self._as_of)
        return tuple(each for each in rows if each.customer_id in own)

    def customer(self, customer_id: str) -> Customer:
        """Return the card of a customer in his charge."""
        self._checked(customer_id)
        return self._base.customer(customer_id)

    def contacts(self, customer_id: str) -> tuple[Contact, ...]:
        """Return the people at a customer in his charge."""
        return tuple(gather(self._base, customer_id, within=self._checked(customer_id)).contacts)

    def purchases(self, customer_id: str) -> tuple[Purchase, ...]:
        """Return what a customer in his charge bought."""
        self._checked(customer_id)
        return tuple(self._base.all(Purchase, customer_id=customer_id))

    def dossier(self, customer_id: str) -> Dossier:
        """Put together what is known of a customer in his charge."""
        found = gather(self._base, customer_id, within=self._checked(customer_id))
        return dossier_of(self._base, found, self._base.customer(customer_id), as_of=self._as_of)

    def chronicle(self, customer_id: str) -> tuple[Event, ...]:
        """Tell all dealings with a customer in his charge, in order of time."""
        found = gather(self._base, customer_id, within=self._checked(customer_id))
        return chronicle_of(self._base, found, as_of=self._as_of)

    def sales(self, period: Period | str | None = None) -> tuple[OwnSaleRow, ...]:
        """List what he sold."""
        return self._base.sales_of(self._own, period, as_of=self._as_of)

    def tasks(self) -> tuple[TaskRow, ...]:
        """List what he still has to do."""
        return self._base.open_tasks(self._own, as_of=self._as_of)

    def results(
        self, period: Period | str | None = None, *, currency: str | None = None
    ) -> WorkloadRow | None:
        """Sum up his customers, sales, profit and tasks; None where there is nothing of him."""
        rows = self._base.workload(period, as_of=self._as_of, currency=currency)
        return next((each for each in rows if each.employee_id == self._own), None)


class AdministratorView:
    """What the administrator may see: everything, and what is known of one person.

    Parameters
    ----------
    base : Readers
    """

    def __init__(self, base: Readers) -> None:
        self.base = base

    def __repr__(self) -> str:
        return "<AdministratorView>"

    def customer(self, customer_id: str) -> Customer:
        """Return a customer's card."""
        return self.base.customer(customer_id)

    def dossier(self, customer_id: str) -> Dossier:
        """Put together everything known of one customer."""
        return self.base.dossier(customer_id)

    def chronicle(self, customer_id: str) -> tuple[Event, ...]:
        """Tell all dealings with one customer in order of time."""
        return self.base.chronicle(customer_id)

    def tasks(self) -> tuple[Task, ...]:
        """Return the tasks of all employees."""
        return tuple(self.base.all(Task))

    def export(self, who: Customer | Contact | str, *, kind: str = "customer") -> Export:
        """Give everything known of one person, with where it came from."""
        return self.base.export(who, kind=kind)


class Readers(Organise, People):
    """The part of `CustomerBase` that shows each reader what is his to see."""

    def as_customer(self, customer_id: str) -> CustomerView:
        """Return what a customer may see.

        Asking it for anything else raises `NotAllowed`.

        Raises
        ------
        NotFound
        """
        return CustomerView(self, self.customer(customer_id).customer_id)

    def as_employee(self, employee_id: str, *, as_of: date | None = None) -> EmployeeView:
        """Return what an employee may see: his customers of a day, today by default.

        Asking it for anything else raises `NotAllowed`.
        """
        today = self.store.now().astimezone(self.zone).date()
        return EmployeeView(self, employee_id, as_of or today)

    def as_administrator(self) -> AdministratorView:
        """Return what the administrator may see: everything."""
        return AdministratorView(self)


def _beyond(reader: str, name: str) -> Any:
    """Refuse what a base can be asked and this reader may not."""
    if name.startswith("_") or not hasattr(Readers, name):
        raise AttributeError(name)
    raise NotAllowed(reader, f"{name}()")
