"""The laws of sources: what everything that gives rows must do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple, TypeAlias

from hypothesis import Phase
from hypothesis import strategies as st

from customerbase.errors import CustomerbaseError, SourceError
from customerbase.sources.table import Readable, Row, RowProblem, SourceTable
from customerbase.testing.laws.broken import SOURCE_LAWS, BrokenLaw, left
from customerbase.testing.laws.trying import search

__all__ = ["HEADINGS", "Opened", "Written", "check_source"]

Written: TypeAlias = Callable[[Sequence[Sequence[str]]], Any]
"""Writes rows, the headings first, in the format of the source."""

Opened: TypeAlias = Callable[[Any], "SourceTable | Readable"]
"""Opens what was written."""

HEADINGS: Final = ("name", "phone", "note")
"""The headings of the lists that are written."""

_LETTERS: Final = "abcdefgXYZ0189 .,;:'\"\t\n-/@#&<>=上海机电厂（）ÄéЖ"
_MANY: Final = 40_000


class _Case(NamedTuple):
    """What a law is tried on."""

    write: Written
    open: Opened
    rows: tuple[tuple[str, ...], ...]
    spoil: tuple[int, int, int]

    def table(self, rows: Sequence[Sequence[str]] | None = None) -> SourceTable:
        found = self.open(self.write([HEADINGS, *(self.rows if rows is None else rows)]))
        return found.open() if isinstance(found, Readable) else found


Law: TypeAlias = Callable[[_Case], Iterator[str]]


def check_source(
    write: Written,
    open: Opened,  # noqa: A002 - it is what a source does
    *,
    without: Collection[str] = (),
    cells: st.SearchStrategy[str] | None = None,
    max_examples: int = 40,
    shrink: bool = True,
) -> None:
    r"""Try the laws of a source on generated lists, written in its format and opened.

    Parameters
    ----------
    write : callable
        Is given rows of text, `HEADINGS` first, and returns them in the format of the source: bytes, a path,
        a data frame, ....  Where it returns bytes, they are spoiled too, to see what becomes of junk.
    open : callable
        Is given what `write` returned, and returns a `SourceTable`, or a `Readable`.
    without : collection of str
        Names of laws that are left out: see `SOURCE_LAWS`.
    cells : strategy of str, optional
        What stands in cells where the format cannot hold every text; never blank at either end.
    max_examples : int
        How many lists the laws are tried on.
    shrink : bool
        Whether to look for the simplest list that breaks a law.

    Raises
    ------
    BrokenLaw
        At a law that is broken, with a list that breaks it.
    ValueError
        If `without` names what is no law.

    Examples
    --------
    >>> from customerbase.sources.table import SourceTable
    >>> def write(rows):
    ...     return rows
    >>> def open(rows):
    ...     header, *others = rows
    ...     return SourceTable("a list", header, ((i, list(row)) for i, row in enumerate(others, 2)))
    >>> check_source(write, open, without=["problems"], max_examples=10)
    """
    wanted = left(SOURCE_LAWS, without)
    laws = {law: _LAWS[law] for law in wanted if law != "lazily"}
    drawn = st.text(_LETTERS, min_size=1, max_size=12).map(str.strip).filter(bool) if cells is None else cells
    rows = st.lists(st.tuples(drawn, drawn | st.just(""), drawn), min_size=1, max_size=6).map(tuple)
    spoil = st.tuples(st.integers(0, 1 << 20), st.integers(0, 1 << 20), st.integers(0, 255))
    cases = st.builds(_Case, st.just(write), st.just(open), rows, spoil)
    try:
        _try(laws, cases, max_examples, [Phase.generate])
    except BrokenLaw as error:
        if shrink:
            _try({error.law: laws[error.law]}, cases, max_examples, [Phase.generate, Phase.shrink])
        raise
    if "lazily" in wanted:
        for found in _lazily(_Case(write, open, (), (0, 0, 0))):
            raise BrokenLaw("lazily", f"    {found}")


def _try(
    laws: Mapping[str, Law], cases: st.SearchStrategy[_Case], max_examples: int, phases: list[Phase]
) -> None:
    def holds(case: _Case) -> None:
        for law, tried in laws.items():
            try:
                for found in tried(case):
                    raise BrokenLaw(law, f"    {found}\n    rows: {list(case.rows)!r}")
            except CustomerbaseError as error:
                if isinstance(error, BrokenLaw):
                    raise
                found = f"{type(error).__name__}: {error}"
                raise BrokenLaw(law, f"    {found}\n    rows: {list(case.rows)!r}") from error

    search(
        holds,
        cases,
        max_examples=max_examples,
        phases=phases,
        unsteady=("reopened", "source"),
    )


# ------------------------------------------------------------------ the laws


def _header(case: _Case) -> Iterator[str]:
    with case.table() as table:
        if not isinstance(table, SourceTable):
            yield f"what is opened is no SourceTable: {table!r}"
            return
        header = table.header
        if not isinstance(header, tuple) or not all(isinstance(each, str) for each in header):
            yield f"the header is no tuple of text: {header!r}"
        elif any(not each or each != each.strip() for each in header):
            yield f"a heading is blank, or has white space around it: {header!r}"
        elif len(set(header)) < len(header):
            yield f"a heading stands there twice: {header!r}"
        elif not isinstance(table.origin, str) or not table.origin:
            yield f"the origin is no name: {table.origin!r}"


def _width(case: _Case) -> Iterator[str]:
    with case.table() as table:
        yield from _wrong_rows(table)


def _wrong_rows(table: SourceTable) -> Iterator[str]:
    """Say which rows are of no form that a source may give."""
    for row in table:
        if isinstance(row, RowProblem):
            if not isinstance(row.line, int) or not row.reason:
                yield f"a problem without a place or a reason: {row!r}"
            continue
        if not (isinstance(row, tuple) and len(row) == 2 and isinstance(row[0], int)):
            yield f"a row is no (line, cells): {row!r}"
        elif not isinstance(row[1], list) or not all(isinstance(each, str) for each in row[1]):
            yield f"cells are no list of text: {row!r}"
        elif len(row[1]) != len(table.header):
            yield f"{len(row[1])} cells below {len(table.header)} headings: {row!r}"


def _places(case: _Case) -> Iterator[str]:
    with case.table() as table:
        lines = [row.line if isinstance(row, RowProblem) else row[0] for row in table]
    if any(line < 1 for line in lines) or any(a >= b for a, b in pairwise(lines)):
        yield f"rows are not numbered upwards from 1: {lines}"


def _cells(case: _Case) -> Iterator[str]:
    with case.table() as table:
        header, read = table.header, _cells_of(table)
    if header != HEADINGS:
        yield f"headings {HEADINGS!r} were read as {header!r}"
    if read != [list(row) for row in case.rows]:
        yield f"they were read as {read!r}"


def _cells_of(table: SourceTable) -> list[Any]:
    return [row.reason if isinstance(row, RowProblem) else row[1] for row in table]


def _problems(case: _Case) -> Iterator[str]:
    """A row that is too wide is a problem in its place, and no other row suffers."""
    before, wide, after = ["a", "1", "x"], ["b", "2", "y", "too", "much"], ["c", "3", "z"]
    with case.table([before, wide, after]) as table:
        rows = list(table)
    found = [row.line if isinstance(row, RowProblem) else row[1] for row in rows]
    if len(rows) != 3 or not isinstance(rows[1], RowProblem) or [found[0], found[2]] != [before, after]:
        yield f"of {[before, wide, after]!r} was made {found!r}"
        return
    first, last = rows[0], rows[2]
    assert not isinstance(first, RowProblem)
    assert not isinstance(last, RowProblem)
    if not first[0] < rows[1].line < last[0]:
        yield f"the problem is not in its place: line {rows[1].line} between {first[0]} and {last[0]}"


def _once(case: _Case) -> Iterator[str]:
    with case.table() as table:
        iter(table)
        try:
            iter(table)
        except SourceError:
            return
    yield "rows are given a second time"


def _reopened(case: _Case) -> Iterator[str]:
    found = case.open(case.write([HEADINGS, *case.rows]))
    opened = found.open if isinstance(found, Readable) else case.table
    tables = opened(), opened()
    read: list[list[Row | RowProblem]] = []
    for table in tables:
        with table:
            read.append(list(table))
    if read[0] != read[1]:
        yield f"once it gives {read[0]!r}, and again {read[1]!r}"


def _closed(case: _Case) -> Iterator[str]:
    for steps in (0, 1, None):
        table = case.table()
        rows = iter(table)
        if steps is None:
            list(rows)
        elif steps:
            next(rows, None)
        try:
            table.close()
            table.close()
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not be
            yield f"closing it twice raises {type(error).__name__}: {error}"


def _digest(case: _Case) -> Iterator[str]:
    def digest(rows: Sequence[Sequence[str]]) -> Any:
        found = case.open(case.write([HEADINGS, *rows]))
        return found.digest() if isinstance(found, Readable) else None

    one = digest(case.rows)
    if one is None:
        return
    if not isinstance(one, str) or not one:
        yield f"the digest is no text: {one!r}"
    elif one != digest(case.rows):
        yield "the same content has another digest"
    elif one == digest([*case.rows, ("other", "", "row")]):
        yield "other content has the same digest"


def _position(case: _Case) -> Iterator[str]:
    with case.table() as table:
        seen = [table.position(), *(table.position() for _ in table), table.position()]
        whole = table.total_bytes
    if any(a > b for a, b in pairwise(seen)) or seen[0] < 0:
        yield f"the bytes read so far fall: {seen}"
    elif whole is not None and seen[-1] > whole:
        yield f"{seen[-1]} bytes were read of {whole}"


def _junk(case: _Case) -> Iterator[str]:
    written = case.write([HEADINGS, *case.rows])
    if not isinstance(written, bytes) or not written:
        return
    end, at, byte = case.spoil[0] % len(written), case.spoil[1] % len(written), case.spoil[2]
    for what, content in (
        (f"cut after {end} bytes", written[:end]),
        (f"with byte {at} made {byte}", written[:at] + bytes([byte]) + written[at + 1 :]),
        ("nothing at all", b""),
        ("junk", bytes((case.spoil[0] * i * 7 + case.spoil[2]) % 256 for i in range(200))),
    ):
        try:
            found = case.open(content)
            with found.open() if isinstance(found, Readable) else found as table:
                wrong = list(_wrong_rows(table))
        except SourceError:
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, it is no named error
            yield f"{what}, it raises {type(error).__name__}: {error}"
            return
        if wrong:
            yield f"{what}: {wrong[0]}"


def _lazily(case: _Case) -> Iterator[str]:
    """Of many rows, the last is not read before the first is asked for."""
    rows = [
        (f"name {i}", f"0571-{i:08d}", "a note of some length, so that the whole is large")
        for i in range(_MANY)
    ]
    with case.table(rows) as table:
        whole = table.total_bytes
        next(iter(table))
        if whole and table.position() >= whole:
            yield f"all {whole:,} bytes are read before the second row is asked for"


_LAWS: Final[Mapping[str, Law]] = {
    "header": _header,
    "width": _width,
    "places": _places,
    "cells": _cells,
    "problems": _problems,
    "once": _once,
    "reopened": _reopened,
    "closed": _closed,
    "digest": _digest,
    "position": _position,
    "junk": _junk,
}
