"""The employee who is responsible, as a customer list names him."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from customerbase.intake.tally import Tally
from customerbase.model import Assignment, Employee, Source
from customerbase.stores.store import Outcome, Store

__all__ = ["Responsibles"]

_DAY = timedelta(days=1)


class Responsibles:
    """Turns names in a column into dated responsibilities."""

    def __init__(self, store: Store, source: Source, batch_id: str) -> None:
        self._store = store
        self._source = source
        self._batch_id = batch_id
        self._ids: dict[str, str] | None = None

    def assign(self, named: Sequence[tuple[str, str, date | None]], tally: Tally) -> None:
        """Make employees responsible: customer, employee by id or name, and the day on which he was.

        Whoever was responsible on that day is so until the day before; an old
        list tells who came earlier, and takes nothing from those who came
        later.  A list without a day speaks of today, and cannot be told from
        an old one: whoever was responsible before does not become so again by it.
        """
        fresh: dict[str, Assignment] = {}
        known: dict[str, dict[str, Assignment]] = {}
        for customer_id, name, on in dict.fromkeys(named):
            if customer_id not in known:
                held = self._store.rows.scan("assignment", {"customer_id": customer_id})
                known[customer_id] = {
                    each.record.key: each.record for each in held if isinstance(each.record, Assignment)
                }
            history = known[customer_id]
            for each in self._written(customer_id, self._employee(name), on, list(history.values()), tally):
                fresh[each.key] = history[each.key] = each
        for learned in self._store.keep(list(fresh.values()), self._source, batch_id=self._batch_id):
            if learned.outcome is not Outcome.UNCHANGED:
                tally.record("assignment", learned.outcome)

    def _written(
        self, customer_id: str, employee_id: str, on: date | None, history: list[Assignment], tally: Tally
    ) -> list[Assignment]:
        """Return the assignments that become others, or are new."""
        since = on or self._store.now().date()
        if any(
            each.employee_id == employee_id and (each.until is None or _covers(each, since))
            for each in history
        ):
            return []
        if on is None and any(each.employee_id == employee_id for each in history):
            tally.notes["responsible before, and handed over since: say on which day the list was true"] += 1
            return []
        standing = [each for each in history if _covers(each, since)]
        later = [each.since for each in history if each.since > since]
        # An end that is the eve of the next was only inferred from the next; any other was stated.
        if any(each.until is not None and each.until + _DAY not in later for each in standing):
            tally.notes["others were responsible on the day of the list, as is known: they stay"] += 1
            return []
        made = Assignment(
            assignment_id=f"{customer_id}/{employee_id}/{since}",
            customer_id=customer_id,
            employee_id=employee_id,
            since=since,
            until=min(later) - _DAY if later else None,
        )
        return [*(each.replace(until=max(each.since, since - _DAY)) for each in standing), made]

    def _employee(self, name: str) -> str:
        """Return the id of the employee of this id or name; the name itself where there is none."""
        if self._ids is None:
            everybody = [each.record for each in self._store.rows.scan("employee")]
            self._ids = {each.name: each.key for each in everybody if isinstance(each, Employee)}
            self._ids |= {each.key: each.key for each in everybody}
        return self._ids.get(name, name)


def _covers(each: Assignment, day: date) -> bool:
    return each.since <= day and (each.until is None or day <= each.until)
