"""What a file's columns would be read as: shown before anything is written."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, tzinfo
from itertools import islice
from typing import Any, Final

import attrs

from customerbase.errors import AmbiguousHeader
from customerbase.intake.by_content import counts_rows, field_by_content, type_by_content
from customerbase.intake.one_column import Cell, cell_reader
from customerbase.intake.reading import Input, Reading, open_table
from customerbase.model import AttributeField, AttributeType
from customerbase.outputs.html import fragment
from customerbase.outputs.text import render
from customerbase.reports.proposal import report
from customerbase.reports.table import Table
from customerbase.reports.words import TERMS, Phrase
from customerbase.sources.column_finder import Finder
from customerbase.sources.heading_files import OwnHeadings
from customerbase.sources.heading_forms import heading_key, keys_of, unit_of
from customerbase.sources.heading_words import TABLES, FileKind, known_fields
from customerbase.sources.headings import Column
from customerbase.sources.table import RowProblem, SourceTable

__all__ = ["Proposal", "ProposedColumn", "propose"]

LOOKED_AT: Final = 1_000
"""How many rows are looked at."""

_SAMPLES: Final = 3
_REASONS: Final = 3
_NEAR: Final = 0.6


@attrs.frozen(kw_only=True)
class ProposedColumn:
    """What one column would be read as, and why.

    Attributes
    ----------
    heading : str
    field : str or None
        None where it is to be asked, or is not understood.
    because : str
        ``mapping`` (you say so), ``alias`` (a heading of your own), ``own`` (the field's
        own name), ``table`` (a known heading), ``weak`` (a heading that says little), ``content``
        (its cells look so: not taken unless you say it), ``asked``, ``unknown``, ``left_out``.
    choices : tuple of str
        The fields, or headings, among which you must choose.
    near : tuple of str
        Fields whose headings are written alike, where it is not understood.
    type : AttributeType or None
        Of which every cell is, where it is not understood: kept as an attribute, it may be declared so.
    samples : tuple of (str, Cell)
        Cells as they are, and what they come to.
    read, blank, refused : int
        Of the cells that were looked at: with a value, without one, and not to be read.
    reasons : tuple of str
        Why, the most frequent first.
    counts_rows : bool
        Whether a number of the record is 1, 2, 3, ...: it may be that of the row.
    """

    heading: str
    field: str | None
    because: str
    choices: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    type: AttributeType | None = None
    samples: tuple[tuple[str, Cell], ...] = ()
    read: int = 0
    blank: int = 0
    refused: int = 0
    reasons: tuple[str, ...] = ()
    counts_rows: bool = False

    @property
    def understood(self) -> bool:
        """Whether an import takes it as it stands."""
        return self.field is not None and self.because not in ("content", "asked")


@attrs.frozen(kw_only=True)
class Proposal:
    """How a file would be read.  Nothing is written; print it, edit its mapping, import with that.

    Attributes
    ----------
    origin : str
        The file.
    kind : str
        What it is taken to hold.
    columns : tuple of ProposedColumn
    rows : int
        How many were looked at, at most 1,000.
    misaligned : int
        How many of them do not fit the headings.
    missing : tuple of str
        What a file of this kind needs, and no column gives.
    notes : tuple of str
        How the file was opened.
    """

    origin: str
    kind: FileKind
    columns: tuple[ProposedColumn, ...]
    rows: int
    misaligned: int = 0
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_mapping(self, *, by_content: bool = False) -> dict[str, str | None]:
        """Return heading → field of what is understood, for ``mapping=``.

        Parameters
        ----------
        by_content : bool
            Take also what only the cells suggest.

        Notes
        -----
        A heading that is to be asked, or is not understood, is not in it: give it
        a field, or None to leave the column out.
        """
        taken = {each.heading: each.field for each in self.columns if each.understood}
        left = {each.heading: None for each in self.columns if each.because == "left_out"}
        guessed = {each.heading: each.field for each in self.columns if each.because == "content"}
        return {**taken, **left, **(guessed if by_content else {})}

    def to_toml(self, *, by_content: bool = False) -> str:
        """Return `as_mapping` as the text of a TOML file, which ``mapping="acme.toml"`` reads."""
        return OwnHeadings(mapping=self.as_mapping(by_content=by_content)).to_toml()

    def attribute_fields(self) -> tuple[AttributeField, ...]:
        """Return the columns that nobody claims as attributes with the types that their cells have."""
        return tuple(
            AttributeField(name=each.heading, type=each.type or AttributeType.TEXT)
            for each in self.columns
            if each.because == "unknown"
        )

    def table(self) -> Table:
        """Return it as a table; its notes say what is missing, and how it goes on."""
        rows = [(each, _samples(each)) for each in self.columns]
        return report(rows, notes=tuple(self._said()))

    def _said(self) -> Iterator[Phrase]:
        kind = self.kind.replace("_", " ")
        yield TERMS["proposal_of"].filled(file=self.origin, kind=kind, rows=self.rows)
        if self.misaligned:
            yield TERMS["proposal_misaligned"].filled(count=self.misaligned)
        if self.missing:
            yield TERMS["proposal_missing"].filled(what=", ".join(self.missing))
        if any(each.because == "asked" for each in self.columns):
            yield TERMS["proposal_asked"]
        if any(each.because == "content" for each in self.columns):
            yield TERMS["proposal_content"]
        if any(each.because == "unknown" for each in self.columns):
            yield TERMS["proposal_unknown"]
        if any(each.counts_rows for each in self.columns):
            yield TERMS["proposal_counts_rows"]

    def __str__(self) -> str:
        return render(self.table(), widest=44)

    def _repr_html_(self) -> str:
        return fragment(self.table())


def propose(
    given: Input, kind: FileKind, reading: Reading, *, zone: tzinfo = UTC, language: str = "en"
) -> Proposal:
    """Say how a list would be read, without reading it.

    Parameters
    ----------
    given : path-like, data frame or Readable
    kind : str
    reading : Reading
    zone : tzinfo
    language : {'en', 'zh'}
        In which cleaned values are written.

    Raises
    ------
    SourceError
        If the file cannot be opened, or `reading` names what is not there.
    """
    with open_table(given, reading, kind=kind) as table:
        finder = Finder(table.header, kind, table.origin)
        own = reading.own()
        finder.find(own.mapping, own.aliases)
        rows, misaligned = _looked_at(table)
        columns = [
            _column(i, finder, own, [row[i] for row in rows], reading, zone, language)
            for i in range(len(table.header))
        ]
        return Proposal(
            origin=table.origin,
            kind=kind,
            columns=tuple(columns),
            rows=len(rows) + misaligned,
            misaligned=misaligned,
            missing=tuple(what for what, _ in finder.missing()),
            notes=tuple(map(str, table.notes)),
        )


def _looked_at(table: SourceTable) -> tuple[list[Sequence[str]], int]:
    rows: list[Sequence[str]] = []
    misaligned = 0
    for each in islice(table, LOOKED_AT):
        if isinstance(each, RowProblem):
            misaligned += 1
        else:
            rows.append(each[1])
    return rows, misaligned


def _column(
    i: int,
    finder: Finder,
    own: OwnHeadings,
    cells: Sequence[str],
    reading: Reading,
    zone: tzinfo,
    language: str,
) -> ProposedColumn:
    heading = finder.header[i]
    filled = [each for each in cells if each.strip()]
    counted: dict[str, Any] = {"read": len(filled), "blank": len(cells) - len(filled)}
    raws = tuple(dict.fromkeys(filled))[:_SAMPLES]
    if i in finder.left_out:
        return ProposedColumn(
            heading=heading, field=None, because="left_out", samples=_unread(raws), **counted
        )
    if (question := finder.questions.get(i)) is not None:
        return ProposedColumn(
            heading=heading,
            field=None,
            because="asked",
            choices=_choices(question),
            samples=_unread(raws),
            **counted,
        )
    field, because = finder.taken.get(i), finder.why.get(i, "unknown")
    if field is None and finder.kind == "customers":
        field = _by_content(heading, filled, set(finder.taken.values()))
        because = "content" if field is not None else because
    if field is None:
        near = _near(heading, finder.kind)
        kind = type_by_content(filled)
        return ProposedColumn(
            heading=heading,
            field=None,
            because="unknown",
            near=near,
            type=kind,
            samples=_unread(raws),
            **counted,
        )
    column = Column(i, heading, field, unit_of(heading), own.values.get(field, {}))
    read = cell_reader(column, finder.kind, reading, zone, language)
    refusals = Counter(refused for raw in filled if (refused := read(raw).refused) is not None)
    return ProposedColumn(
        heading=heading,
        field=field,
        because=because,
        samples=tuple((raw, read(raw)) for raw in raws),
        refused=sum(refusals.values()),
        reasons=tuple(reason for reason, _ in refusals.most_common(_REASONS)),
        counts_rows=because == "weak" and field.endswith("_id") and counts_rows(cells),
        **counted,
    )


def _choices(question: AmbiguousHeader) -> tuple[str, ...]:
    return tuple(question.choices)


def _unread(raws: Sequence[str]) -> tuple[tuple[str, Cell], ...]:
    return tuple((raw, Cell(None)) for raw in raws)


def _by_content(heading: str, cells: Sequence[str], taken: set[str]) -> str | None:
    field = field_by_content(cells)
    if field is None or field not in taken:
        return field
    group, bracket, _ = field.partition("[")
    # What the field has already stands beside it under the name of the column.
    label = "".join(each for each in heading if each not in "[]")[:60]
    return f"{group}[{label}]" if bracket and group != "identifiers" and label else None


def _near(heading: str, kind: FileKind) -> tuple[str, ...]:
    strong, weak = TABLES[kind]
    words: dict[str, str] = {}
    for field, listed in strong.items():
        words |= {heading_key(each): field for each in listed.split("|") if each}
    for listed, fields in weak.items():
        words |= {heading_key(each): fields[0] for each in listed.split("|") if fields}
    found = [
        words[each] for key in keys_of(heading) for each in difflib.get_close_matches(key, words, 3, _NEAR)
    ]
    return tuple(dict.fromkeys(each for each in found if each in known_fields(kind)))[:3]


def _samples(column: ProposedColumn) -> str:
    return "; ".join(_sample(raw, cell) for raw, cell in column.samples)


def _sample(raw: str, cell: Cell) -> str:
    if cell.refused is not None:
        return f"{raw} → ✗"
    return raw if cell.cleaned is None or cell.cleaned == raw.strip() else f"{raw} → {cell.cleaned}"
