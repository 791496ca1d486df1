"""Visits: the list that a salesman takes along, and what comes back on it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final

from customerbase.errors import InvalidRecord
from customerbase.intake.result import RefusedRow
from customerbase.intake.visit_checks import VisitReader
from customerbase.intake.visit_marks import VisitTable, open_visit_list
from customerbase.intake.visit_result import VisitsRead
from customerbase.listing import Listing
from customerbase.model import CollectionMethod, Contact, Customer, Employee, Verification
from customerbase.reports.table import Table
from customerbase.reports.visit_list import LEFT_OUT, VisitOnList, report
from customerbase.steps.given import checked_day
from customerbase.steps.upkeep import Upkeep
from customerbase.validation import word_of
from customerbase.verify import Plan
from customerbase.verifying.facets import covers_of, facet_names

__all__ = ["Visits"]

_FEW: Final = 500


class Visits(Upkeep):
    """The part of `CustomerBase` that hands out visit lists, and reads them when they come back."""

    def visit_list(
        self,
        visits: Plan | Iterable[VisitOnList],
        *,
        employee: str | None = None,
        first: date | None = None,
        last: date | None = None,
        leave_out: Collection[str] = LEFT_OUT,
    ) -> Table:
        """Return visits as a list to be filled in: a row for each value to be checked, with what stands there.

        Any output writes it; `customerbase.outputs.visit_list` on paper, with a
        block for each visit and boxes to tick.  Filled in as CSV or Excel,
        `read_visit_list` reads it back.

        Parameters
        ----------
        visits : Plan, or iterable of Visit
        employee : str, optional
            Only the visits of this one, by id.
        first, last : datetime.date, optional
            Only the visits from one day to another, both included.
        leave_out : collection of str
            Fields and values that are not printed, besides what no facet to be
            checked holds: notes by default.

        Raises
        ------
        NotFound
            If there is no such employee.
        TypeError
            If a day is none.

        Examples
        --------
        >>> import customerbase
        >>> base = customerbase.open("memory:")
        >>> _ = base.save(
        ...     Customer(customer_id="C1", name="Acme"), source="visit", observed_on=date(2023, 6, 1)
        ... )
        >>> plan = base.verification_plan(start=date(2024, 5, 1), periods=3)
        >>> printed = base.visit_list(plan)
        >>> [
        ...     dict(zip([c.key for c in printed.columns], row, strict=True))["present_value"]
        ...     for row in printed.rows
        ... ]
        ['Acme']
        """
        checked_day(first, "first")
        checked_day(last, "last")
        chosen = [
            each
            for each in (visits.visits if isinstance(visits, Plan) else visits)
            if employee in (None, each.employee_id)
            and (first is None or first <= each.on)
            and (last is None or each.on <= last)
        ]
        if employee is not None and not chosen:
            self.store.get(Employee, employee)
        wanted = {each.customer_id for each in chosen}
        return report(
            chosen,
            {each.customer_id: each for each in self._of(Customer, wanted)},
            contacts=self._people_of(wanted),
            covers=covers_of(self.facets),
            names={each.employee_id: each.name for each in self.all(Employee)},
            leave_out=leave_out,
        )

    def _of(self, cls: type[Customer], keys: Collection[str]) -> Iterable[Customer]:
        if len(keys) > _FEW:
            return (each for each in self.all(cls) if each.customer_id in keys)
        return self.store.some(cls, keys)

    def _people_of(self, customers: Collection[str]) -> Mapping[str, list[Contact]]:
        found: dict[str, list[Contact]] = defaultdict(list)
        if len(customers) > _FEW:
            people = list(self.all(Contact))
        else:
            people = [each for who in sorted(customers) for each in self.all(Contact, customer_id=who)]
        for each in {person.contact_id: person for person in people}.values():
            for at in each.employments:
                found[at.customer_id].append(each)
        return found

    def read_visit_list(
        self,
        path: str | os.PathLike[str],
        *,
        on: date | None = None,
        by: str | None = None,
        method: CollectionMethod | str = CollectionMethod.VISIT,
        encoding: str | None = None,
        delimiter: str | None = None,
        sheet: str | None = None,
        dayfirst: bool | None = None,
    ) -> VisitsRead:
        """Read a visit list that was filled in: each marked facet of a customer becomes a verification.

        A right value is put on the card, with the verification as its source.
        A facet of which nothing is marked is skipped.  A check that says
        nothing certain is refused with all its rows; and so is one of a value
        that became another since the list was printed, with both values, so
        that nobody's newer edit is lost.  A list that was read before adds nothing.

        Parameters
        ----------
        path : path-like
            CSV or a workbook (.xlsx).
        on : datetime.date, optional
            Day of the checks that do not say theirs.
        by : str, optional
            Employee who made the checks that do not say who; by default the
            one for whom they were planned.
        method : CollectionMethod or str
            How was checked where a row does not say it.
        encoding, delimiter : str, optional
            Of a CSV file; found out by default.
        sheet : str, optional
            Of a workbook with several sheets.
        dayfirst : bool, optional
            How 1/2/2024 is meant.

        Returns
        -------
        VisitsRead
            What was taken, skipped and refused; print it.

        Raises
        ------
        SourceError, AmbiguousHeader
            If the file cannot be read at all, or is no visit list; nothing is taken then.
        MissingExtra
            If it is a workbook, and python-calamine is not installed.
        """
        checked_day(on, "on")
        reader = VisitReader(
            store=self.store,
            facets=facet_names(self.facets),
            covers=covers_of(self.facets),
            on=on,
            by=by,
            method=word_of(CollectionMethod, method, "method"),
            currency=self.currency,
            dayfirst=dayfirst,
            zone=self.zone,
            schema=self.attribute_schema,
        )
        visits = open_visit_list(path, encoding=encoding, delimiter=delimiter, sheet=sheet)
        with visits.table, self.transaction():
            return self._read(visits, reader)

    def _read(self, visits: VisitTable, reader: VisitReader) -> VisitsRead:
        taken: list[Verification] = []
        unchanged: list[Verification] = []
        refused: list[RefusedRow] = []
        rows = skipped = 0
        for check in visits.checks(reader.facet_of):
            rows += len(check.rows)
            if not check.marked:
                skipped += len(check.rows)
                continue
            found = reader.read(visits, check)
            if isinstance(found, Verification):
                unchanged.append(found)
            elif found is not None:
                try:
                    taken.append(self.verify(**found))
                except InvalidRecord as error:
                    reader.blame(visits, check, error)
            if not check.sound:
                refused += visits.refused(check)
        table = visits.table
        return VisitsRead(
            origin=table.origin,
            rows=rows,
            taken=Listing(taken),
            unchanged=Listing(unchanged),
            skipped=skipped,
            refused_rows=tuple(sorted(refused, key=lambda each: each.row)),
            header=table.header,
            notes=[str(each) for each in table.notes],
        )
