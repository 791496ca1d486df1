"""Our own staff, who is responsible for whom, and the work that is planned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from customerbase.errors import Problem
from customerbase.records.entity import Entity
from customerbase.validation import choice, day, instance, key, many, record, text
from customerbase.values import Email, Money, Period, Phone

__all__ = ["Assignment", "Employee", "Task", "TaskStatus"]


def ends_before_it_starts(record: object, start: str, end: str) -> Iterable[Problem]:
    """Name the end of a stretch of days that lies before its start."""
    first, last = getattr(record, start), getattr(record, end)
    if first is not None and last is not None and last < first:
        yield Problem(f"$.{end}", last, f"is before {start}, {first}")


@record
class Employee(Entity):
    """One of our own staff.

    Parameters
    ----------
    employee_id : str
    name : str
    title, department, territory, note : str, optional
    phones, emails : tuple
    reports_to : str, optional
        `employee_id` of the superior.
    hired_on, left_on : datetime.date, optional
    """

    kind_name = "employee"

    employee_id: str = key()
    name: str = text(limit=500)
    title: str | None = text(default=None)
    department: str | None = text(default=None)
    territory: str | None = text(default=None)
    phones: tuple[Phone, ...] = many(Phone, by="label", default=(), private=True)
    emails: tuple[Email, ...] = many(Email, by="label", default=(), private=True)
    reports_to: str | None = key(default=None)
    hired_on: date | None = day(default=None)
    left_on: date | None = day(default=None)
    note: str | None = text(default=None, limit=100_000, private=True)

    def contradictions(self) -> Iterable[Problem]:
        yield from ends_before_it_starts(self, "hired_on", "left_on")
        if self.reports_to == self.employee_id:
            yield Problem("$.reports_to", self.reports_to, "is the employee himself")


@record
class Assignment(Entity):
    """Which employee is responsible for a customer, from when until when.

    Parameters
    ----------
    assignment_id, customer_id, employee_id : str
    since : datetime.date
    until : datetime.date, optional
        The last day; None while it goes on.
    note : str, optional
    """

    kind_name = "assignment"

    assignment_id: str = key()
    customer_id: str = key()
    employee_id: str = key()
    since: date = day()
    until: date | None = day(default=None)
    note: str | None = text(default=None, limit=20_000, private=True)

    def contradictions(self) -> Iterable[Problem]:
        return ends_before_it_starts(self, "since", "until")

    def holds(self, as_of: date | None) -> bool:
        """Tell whether the employee is responsible on this day; None asks whether it still goes on."""
        if as_of is None:
            return self.until is None
        return as_of in Period(start=self.since, end=self.until)


class TaskStatus(StrEnum):
    """What became of a planned piece of work."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@record
class Task(Entity):
    """A planned piece of an employee's work, and what came of it.

    Parameters
    ----------
    task_id, employee_id : str
    subject : str
        What is to be done.
    customer_id, contact_id, campaign_id : str, optional
    planned_on : datetime.date, optional
    planned_profit, planned_cost, actual_profit : Money, optional
    status : TaskStatus
    done_on : datetime.date, optional
        When it was done or given up.
    outcome : str, optional
    """

    kind_name = "task"

    task_id: str = key()
    employee_id: str = key()
    subject: str = text()
    customer_id: str | None = key(default=None)
    contact_id: str | None = key(default=None)
    campaign_id: str | None = key(default=None)
    planned_on: date | None = day(default=None)
    planned_profit: Money | None = instance(Money, default=None)
    planned_cost: Money | None = instance(Money, default=None)
    actual_profit: Money | None = instance(Money, default=None)
    status: TaskStatus = choice(TaskStatus, default=TaskStatus.OPEN)
    done_on: date | None = day(default=None)
    outcome: str | None = text(default=None, limit=20_000)

    def contradictions(self) -> Iterable[Problem]:
        if self.status is TaskStatus.OPEN and self.done_on is not None:
            yield Problem("$.status", self.status, f"is open, yet done_on is {self.done_on}")
