"""The employee who is responsible, as a customer list names him."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from customerbase.intake.tally import Tally
from customerbase.model import Assignment, Employee, Source
from customerbase.stores.rows import Stored
from customerbase.stores.store import Outcome, Store

__all__ = ["Responsibles"]


class Responsibles:
    """Turns names in a column into dated responsibilities."""

    def __init__(self, store: Store, source: Source, batch_id: str) -> None:
        self._store = store
        self._source = source
        self._batch_id = batch_id
        self._ids: dict[str, str] | None = None

    def assign(self, named: Sequence[tuple[str, str, date | None]], tally: Tally) -> None:
        """Make employees responsible: customer, employee by id or name, since when.

        Whoever was responsible before is so until the day before.  What this
        source said already is not said again.
        """
        fresh: list[Assignment] = []
        for customer_id, name, on in dict.fromkeys(named):
            employee_id = self._employee(name)
            since = on or self._store.now().date()
            held = list(self._store.rows.scan("assignment", {"customer_id": customer_id}))
            if any(self._said(each, employee_id) for each in held):
                continue
            going_on = [each.record for each in held if isinstance(each.record, Assignment)]
            going_on = [each for each in going_on if each.until is None]
            if any(each.employee_id == employee_id for each in going_on):
                continue
            for each in going_on:
                last = max(each.since, since - timedelta(days=1))
                fresh.append(each.replace(until=last))
            fresh.append(
                Assignment(
                    assignment_id=f"{customer_id}/{employee_id}/{since}",
                    customer_id=customer_id,
                    employee_id=employee_id,
                    since=since,
                )
            )
        for learned in self._store.keep(fresh, self._source, batch_id=self._batch_id):
            if learned.outcome is not Outcome.UNCHANGED:
                tally.record("assignment", learned.outcome)

    def _said(self, stored: Stored, employee_id: str) -> bool:
        record = stored.record
        return (
            isinstance(record, Assignment)
            and record.employee_id == employee_id
            and stored.source is not None
            and stored.source.same_as(self._source)
        )

    def _employee(self, name: str) -> str:
        """Return the id of the employee of this id or name; the name itself where there is none."""
        if self._ids is None:
            everybody = [each.record for each in self._store.rows.scan("employee")]
            self._ids = {each.name: each.key for each in everybody if isinstance(each, Employee)}
            self._ids |= {each.key: each.key for each in everybody}
        return self._ids.get(name, name)
