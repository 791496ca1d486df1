"""A list of candidates that came back: what a person decided of each pair, and what contradicts itself."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import attrs

from customerbase.clean.formulas import unguarded
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_text
from customerbase.errors import SourceError
from customerbase.intake.came_back import open_list
from customerbase.intake.reading import MendedTable, first_place
from customerbase.intake.result import Fault, RefusedRow
from customerbase.linkage.decisions import MatchDecision, clean_decision
from customerbase.reports.matches import columns
from customerbase.sources.headings import heading_key
from customerbase.sources.table import RowProblem, SourceTable

__all__ = ["Decided", "DecisionTable", "joined", "open_decisions"]


@attrs.define
class Decided:
    """One row: the pair that it is about, what was decided, and what is wrong with it."""

    line: int
    cells: Sequence[str]
    left: str
    right: str
    decision: MatchDecision | None = None
    note: str | None = None
    faults: list[Fault] = attrs.field(factory=list)

    @property
    def pair(self) -> tuple[str, str]:
        """Both ids, the smaller one first."""
        return min(self.left, self.right), max(self.left, self.right)

    @property
    def open(self) -> bool:
        """Whether nothing is decided."""
        return not self.faults and self.decision in (None, MatchDecision.LATER)


class DecisionTable:
    """A list of candidates that is being read.

    Parameters
    ----------
    table : SourceTable
    guarded : bool
        Whether text that looks like a formula has an apostrophe in front, as in a CSV file of ours.

    Attributes
    ----------
    kind : str
        ``customer`` or ``contact``.

    Raises
    ------
    SourceError
        If it is no such list.
    """

    def __init__(self, table: SourceTable, *, guarded: bool) -> None:
        self.table = table
        self._guarded = guarded and not isinstance(table, MendedTable)
        self.kind, self._places = self._found()

    def _found(self) -> tuple[str, dict[str, int]]:
        headings = [heading_key(each) for each in self.table.header]
        for kind in ("customer", "contact"):
            places: dict[str, int] = {}
            for each in columns(kind):
                for name in (each.key, each.title, each.title_zh):
                    if heading_key(name) in headings:
                        places.setdefault(each.key, headings.index(heading_key(name)))
            if {f"left_{kind}", f"right_{kind}", "decision"} <= places.keys():
                return kind, places
        raise SourceError(
            self.table.origin,
            "is no list of candidates: it lacks a column of decisions, or the numbers of both cards",
            f"its headings are {', '.join(self.table.header[:30])}",
        )

    def rows(self) -> Iterator[Decided]:
        """Yield the rows; what is wrong within one of them is noted there."""
        for given in self.table:
            line, cells = (given.line, given.cells) if isinstance(given, RowProblem) else given
            said = [unguarded(each) for each in cells] if self._guarded else list(cells)
            left, right = (self._cell(said, f"{side}_{self.kind}").strip() for side in ("left", "right"))
            row = Decided(line, said, left, right, note=clean_text(self._cell(said, "note")))
            if isinstance(given, RowProblem):
                row.faults.append((given.column, None, given.reason, given.hint))
            try:
                row.decision = clean_decision(self._cell(said, "decision"))
            except Refused as error:
                self.fault(row, "decision", error.reason, error.hint)
            if row.decision in (MatchDecision.SAME, MatchDecision.NOT_THE_SAME):
                for side in ("left", "right"):
                    if not getattr(row, side):
                        self.fault(row, f"{side}_{self.kind}", "is missing", "say which card is meant")
            yield row

    def _cell(self, cells: Sequence[str], key: str) -> str:
        place = self._places.get(key)
        return cells[place] if place is not None and place < len(cells) else ""

    def fault(self, row: Decided, key: str, reason: str, hint: str | None = None) -> None:
        """Note what is wrong with a cell."""
        place = self._places.get(key)
        heading = None if place is None else self.table.header[place]
        row.faults.append((heading, self._cell(row.cells, key) or None, reason, hint))

    def refused(self, rows: Sequence[Decided]) -> tuple[RefusedRow, ...]:
        """Return the rows with which something is wrong."""
        return tuple(
            RefusedRow(
                self.table.origin, row.line, row.cells, tuple(row.faults), first_place(self.table, row.line)
            )
            for row in rows
            if row.faults
        )

    def contradictions(self, rows: Sequence[Decided], seen: Mapping[str, str]) -> None:
        """Note where rows contradict each other: a pair decided both ways, or apart and joined through a third.

        Parameters
        ----------
        rows : sequence of Decided
        seen : mapping of str to str
            The ids under which cards are seen that were merged into others.
        """
        same = [each for each in rows if each.decision is MatchDecision.SAME and not each.faults]
        roots = joined([(seen.get(each.left, each.left), seen.get(each.right, each.right)) for each in same])
        by_root: dict[str, list[Decided]] = defaultdict(list)
        for each in same:
            by_root[roots[seen.get(each.left, each.left)]].append(each)
        for row in rows:
            if row.decision is not MatchDecision.NOT_THE_SAME or row.faults:
                continue
            left, right = (roots.get(key := seen.get(one, one), key) for one in row.pair)
            if left == right and left in by_root:
                others = by_root[left]
                lines = ", ".join(str(each.line) for each in others[:5])
                self.fault(
                    row,
                    "decision",
                    f"contradicts row {lines}, by which they are the same",
                    "mend one of them",
                )
                for each in others:
                    reason = (
                        f"contradicts row {row.line}, by which {row.left} and {row.right} are not the same"
                    )
                    self.fault(each, "decision", reason, "mend one of them")


def joined(links: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return for each id the smallest one that it is connected with.

    >>> joined([("B", "C"), ("A", "B")])["C"]
    'A'
    """
    above: dict[str, str] = {}

    def root(key: str) -> str:
        while above.setdefault(key, key) != key:
            key = above[key]
        return key

    for one, other in links:
        first, second = sorted((root(one), root(other)))
        above[second] = first
    return {key: root(key) for key in list(above)}


def open_decisions(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> DecisionTable:
    """Open a list of candidates: a workbook by the ending of its name, anything else as CSV.

    Raises
    ------
    SourceError
        If it cannot be read, or is no such list.
    MissingExtra
        If it is a workbook, and the package that reads it is not installed.
    """
    return open_list(
        path,
        lambda table, guarded: DecisionTable(table, guarded=guarded),
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
    )
