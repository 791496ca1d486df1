"""A visit list that came back: its rows put together to checks, and what is marked on each.

A check is one facet of one customer.  Its outcome stands in any of its rows;
a right value makes it ``corrected``.  What contradicts itself is refused.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from customerbase.clean.choices import clean_outcome
from customerbase.clean.formulas import unguarded
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_text
from customerbase.errors import SourceError
from customerbase.intake.came_back import open_list
from customerbase.intake.reading import MendedTable, first_place
from customerbase.intake.result import Fault, RefusedRow
from customerbase.model import VerificationOutcome
from customerbase.reports.visit_list import columns
from customerbase.sources.headings import heading_key
from customerbase.sources.table import Row, RowProblem, SourceTable

__all__ = ["Check", "Marked", "VisitTable", "open_visit_list", "outcome_of"]

_NEEDED: Final = ("customer_id", "facet", "outcome")
_OF_VALUES: Final = ("present_value", "contact_id", "path")
_TICKED: Final = frozenset("☑☒✓✔√✗✘×")


@attrs.define
class Marked:
    """One row, by the keys of its columns, and what is wrong with it."""

    line: int
    cells: Sequence[str]
    said: Mapping[str, str]
    faults: list[Fault] = attrs.field(factory=list)

    def __getitem__(self, key: str) -> str:
        return self.said.get(key, "")

    @property
    def marked(self) -> bool:
        """Whether somebody wrote a result: an outcome, a right value, an evidence or a note."""
        return bool(self["right_value"].strip()) or any(
            clean_text(self[each]) is not None for each in ("outcome", "evidence", "note")
        )


@attrs.define
class Check:
    """All rows of one facet of one customer; of a word that means no facet, None."""

    customer_id: str
    facet: str | None
    rows: list[Marked] = attrs.field(factory=list)

    @property
    def marked(self) -> bool:
        """Whether somebody wrote a result on any of its rows."""
        return any(each.marked or each.faults for each in self.rows)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with any of its rows."""
        return not any(each.faults for each in self.rows)

    def first(self, key: str) -> Marked | None:
        """Return the first row in which something stands in this column."""
        return next((each for each in self.rows if clean_text(each[key]) is not None), None)


class VisitTable:
    """A visit list that is being read.

    Parameters
    ----------
    table : SourceTable
    guarded : bool
        Whether text that looks like a formula has an apostrophe in front, as in a CSV file of ours.

    Raises
    ------
    SourceError
        If a column that is needed is not there.
    """

    def __init__(self, table: SourceTable, *, guarded: bool) -> None:
        self.table = table
        self._guarded = guarded and not isinstance(table, MendedTable)
        self._places = self._found()

    def _found(self) -> dict[str, int]:
        keys: dict[str, str] = {}
        for column in columns():
            for each in (column.key, column.title, column.title_zh):
                keys.setdefault(heading_key(each), column.key)
        places: dict[str, int] = {}
        for i, heading in enumerate(self.table.header):
            key = keys.get(heading_key(heading))
            if key is not None:
                places.setdefault(key, i)
        needed = _NEEDED + (_OF_VALUES if {"path", "right_value"} & places.keys() else ())
        if missing := [each for each in needed if each not in places]:
            raise SourceError(
                self.table.origin,
                f"no column gives {' or '.join(missing)} of a visit list",
                f"its headings are {', '.join(self.table.header[:30])}",
            )
        return places

    def heading(self, key: str) -> str | None:
        """Return the heading of a column, as it stands in the file."""
        place = self._places.get(key)
        return None if place is None else self.table.header[place]

    def checks(self, facet_of: Callable[[str], str | None]) -> list[Check]:
        """Put the rows together, in the order in which their checks first appear.

        Parameters
        ----------
        facet_of : callable
            Gives the name of the facet that a word means; None where it means none.
        """
        found: dict[tuple[str, str], Check] = {}
        for each in self.table:
            row = self._row(each)
            who, facet = row["customer_id"].strip(), facet_of(row["facet"])
            check = found.setdefault((who, facet or row["facet"]), Check(who, facet))
            check.rows.append(row)
        return list(found.values())

    def _row(self, given: Row | RowProblem) -> Marked:
        line, cells = (given.line, given.cells) if isinstance(given, RowProblem) else given
        if self._guarded:
            cells = [unguarded(each) for each in cells]
        said = {key: cells[i] for key, i in self._places.items() if i < len(cells)}
        faults: list[Fault] = []
        if isinstance(given, RowProblem):
            faults.append((given.column, None, given.reason, given.hint))
        return Marked(line, cells, said, faults)

    def fault(self, row: Marked, key: str, reason: str, hint: str | None = None) -> None:
        """Note what is wrong with a cell."""
        row.faults.append((self.heading(key), row[key] or None, reason, hint))

    def refused(self, check: Check) -> Iterator[RefusedRow]:
        """Yield all rows of a check that is refused: mended, it is read again as a whole."""
        at = next(each.line for each in check.rows if each.faults)
        other: Fault = (None, None, "belongs to a check of which another row is refused", f"see row {at}")
        for row in check.rows:
            faults = row.faults or [other]
            place = first_place(self.table, row.line)
            yield RefusedRow(self.table.origin, row.line, row.cells, tuple(faults), place)


def open_visit_list(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> VisitTable:
    """Open a visit list: a workbook by the ending of its name, anything else as CSV.

    Raises
    ------
    SourceError
        If it cannot be read, or is no visit list.
    MissingExtra
        If it is a workbook, and the package that reads it is not installed.
    """
    return open_list(
        path,
        lambda table, guarded: VisitTable(table, guarded=guarded),
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
    )


def outcome_of(visits: VisitTable, check: Check, corrections: Iterable[Marked]) -> VerificationOutcome | None:
    """Say what a check found; what contradicts itself becomes faults of its rows.

    Parameters
    ----------
    visits : VisitTable
    check : Check
    corrections : iterable of Marked
        The rows whose right value is another than the present one.

    Returns
    -------
    VerificationOutcome or None
        None where nothing can be said, and the rows say why.
    """
    right = {each.line for each in corrections}
    said: dict[VerificationOutcome, Marked] = {}
    for row in check.rows:
        try:
            found = clean_outcome(_without_box(row["outcome"]))
        except Refused as error:
            visits.fault(row, "outcome", error.reason, error.hint)
            continue
        if found is VerificationOutcome.WRONG and row.line in right:
            found = VerificationOutcome.CORRECTED
        if found is VerificationOutcome.CONFIRMED and row.line in right:
            visits.fault(row, "outcome", "stands beside another right value", "take one of them away")
        if found is not None:
            said.setdefault(found, row)
    if right:
        # What is right in one row, and what is put right in another: together the facet is corrected.
        said.pop(VerificationOutcome.CONFIRMED, None)
        said.setdefault(
            VerificationOutcome.CORRECTED, next(each for each in check.rows if each.line in right)
        )
    _contradictions(visits, said)
    if not said and check.sound:
        row = next(each for each in check.rows if each.marked)
        visits.fault(row, "outcome", "is missing", f"write one of {', '.join(VerificationOutcome)}")
    elif VerificationOutcome.CORRECTED in said and not right:
        reason = "needs a right value that is not the present one"
        visits.fault(said[VerificationOutcome.CORRECTED], "outcome", reason, "write it beside the wrong one")
    return next(iter(said)) if check.sound else None


def _contradictions(visits: VisitTable, said: Mapping[VerificationOutcome, Marked]) -> None:
    rows = list(said.items())
    for found, row in rows[1:]:
        first, at = rows[0]
        key = "outcome" if row["outcome"].strip() else "right_value"
        reason = f"makes it {found.value!r}, and row {at.line} says {first.value!r}"
        visits.fault(row, key, reason, "a facet of a customer has one outcome")


def _without_box(text: str) -> str:
    """Take a ticked box off the front of a word.

    >>> _without_box("☑ confirmed"), _without_box("✓")
    ('confirmed', '✓')
    """
    text = text.strip()
    return text[1:].strip() or text if text[:1] in _TICKED else text
