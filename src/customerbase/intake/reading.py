"""Opening a file for an import: its format, its columns, and what the caller said of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias

import attrs

from customerbase import registry
from customerbase.clean.divisions import Divisions
from customerbase.clean.formulas import unguarded
from customerbase.errors import AmbiguousHeader, SourceError
from customerbase.intake.result import REFUSED_BECAUSE
from customerbase.sources.formats import Format, begins_with, format_of, misnamed
from customerbase.sources.heading_files import OwnHeadings
from customerbase.sources.heading_words import is_field
from customerbase.sources.headings import FileKind, HeadingMap, map_headings
from customerbase.sources.table import Frame, Note, Readable, Row, RowProblem, SourceTable
from customerbase.values import CURRENCIES

__all__ = [
    "Input",
    "MendedTable",
    "Reading",
    "first_place",
    "open_table",
    "openable",
    "understood",
    "untouched",
]

_REGION = re.compile("[A-Z]{2}")
_PLACE = re.compile(r"(row [0-9]+ of .+?): .*", re.DOTALL)

Input: TypeAlias = str | os.PathLike[str] | Readable | Frame
"""What a list may be read from: a file of any format, a source of one's own, a data frame."""


@attrs.frozen(kw_only=True)
class Reading:
    """What the caller says of how a file is to be read.

    Attributes
    ----------
    mapping : mapping of str to str or None
        Heading → field; None leaves the column out.
    aliases : mapping of field to headings, or path of a TOML file
    extra : {"ignore", "keep"}
        What to do with columns that are not known; kept ones become attributes.
    encoding, delimiter : str, optional
    currency : str, optional
        Of amounts that do not say theirs.
    dayfirst : bool, optional
        How 1/2/2024 is meant.
    sheet : str or int, optional
        Of a workbook: its name, or its number counted from 1.  Of a document of JSON: where
        its list stands, as in ``data.items``.
    fill_merged : bool
        Whether each cell of a merged range in a workbook holds what its first one does;
        otherwise the others are empty.
    header_row : int, optional
        The line, or row, in which the headings stand, counted from 1; of a text file also 0 where
        there are none: the columns are then called ``column 1``, ``column 2``, ...
    region : str
        How telephone numbers without a country code are meant: a code of ISO 3166.
    divisions : Divisions, optional
        The table by which whole addresses are taken apart; otherwise that of GB/T 2260 which the
        extra ``cn`` brings.
    values : mapping of field to mapping of str to str
        Words of one's own → as the library has them: ``{"stage": {"合作客户": "active"}}``.

    Raises
    ------
    ValueError
        If there is no such currency, `extra` is neither of its words, a row or sheet has
        a number below 1, or `region` is no two capital letters.
    """

    mapping: Mapping[str, str | None] | None = None
    aliases: Mapping[str, Iterable[str]] | str | os.PathLike[str] | None = None
    extra: Literal["ignore", "keep"] = "ignore"
    encoding: str | None = None
    delimiter: str | None = None
    currency: str | None = None
    dayfirst: bool | None = None
    sheet: str | int | None = None
    fill_merged: bool = False
    header_row: int | None = None
    region: str = "CN"
    divisions: Divisions | None = None
    values: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        if self.extra not in ("ignore", "keep"):
            raise ValueError(f"extra={self.extra!r} is neither 'ignore' nor 'keep'")
        if self.currency is not None and self.currency not in CURRENCIES:
            raise ValueError(
                f"{self.currency!r} is no currency of ISO 4217: write its code, as in CNY, EUR, USD"
            )
        for name, least in (("sheet", 1), ("header_row", 0)):
            number = getattr(self, name)
            if isinstance(number, int) and (number < least or isinstance(number, bool)):
                raise ValueError(f"{name}={number!r}: they are counted from 1")
        if not _REGION.fullmatch(self.region):
            raise ValueError(f"region={self.region!r} is no code of ISO 3166: write it as in CN, HK, DE")

    def own(self) -> OwnHeadings:
        """Return what the caller says of headings and words, all in one.

        Raises
        ------
        SourceError
            If his file cannot be read.
        """
        said = OwnHeadings(mapping=self.mapping or {}, values=self.values)
        return said.over(attrs.evolve(OwnHeadings.of(self.aliases), mapping={}))


def openable(given: Input) -> str | os.PathLike[str] | Readable:
    """Return what can be opened again and again: a path or a source as it is, a data frame as a source.

    Raises
    ------
    TypeError
        If it is none of these.
    """
    if isinstance(given, str | os.PathLike | Readable):
        return given
    if not hasattr(type(given), "columns"):  # of a lazy frame even to look at them is dear
        raise TypeError(
            f"a list is read from a path, a data frame or a source, not from {type(given).__name__}"
        )
    framed: Readable = registry.load("source", "frame").framed(given)
    return framed


def open_table(
    given: Input, reading: Reading, *, kind: FileKind | None = None, origin: str | None = None
) -> SourceTable:
    """Open a list: a file as what it is found to be, a source of one's own, or a data frame.

    Parameters
    ----------
    given : path-like, Readable or data frame
    reading : Reading
    kind : str, optional
        What the list holds: of several sheets the one that holds it is read.
    origin : str, optional
        What results and errors call a file: its name without the folder,
        unless another file of that name is read with it.

    Raises
    ------
    SourceError, AmbiguousHeader
    TypeError
        If it is nothing that can be opened.
    """
    path = openable(given)
    if isinstance(path, Readable):
        return path.open()
    name = origin or Path(path).name
    form = _format(path, name)
    source = registry.load("source", form)
    if form == "csv":
        table: SourceTable = source.read_csv(
            path,
            encoding=reading.encoding,
            delimiter=reading.delimiter,
            header_row=reading.header_row,
            own=_own_headings(reading),
            origin=name,
        )
    elif form == "json_lines":
        table = source.read_json_lines(
            path,
            encoding=reading.encoding,
            items=reading.sheet if isinstance(reading.sheet, str) else None,
            origin=name,
        )
    elif form == "vcard":
        table = source.read_vcard(path, encoding=reading.encoding, origin=name)
    else:
        said: dict[str, Any] = {
            "sheet": reading.sheet,
            "fill_merged": reading.fill_merged,
            "header_row": reading.header_row,
            "own": _own_headings(reading),
            "understands": None if kind is None else partial(_understands, kind=kind, reading=reading),
            "origin": name,
        }
        if form == "markup":
            table = source.read_markup(path, encoding=reading.encoding, **said)
        else:
            table = source.read_excel(path, **said)
    if (remark := misnamed(form, os.fspath(path))) is not None:
        table.notes.insert(0, Note(remark))
    return untouched(table)


def _format(path: str | os.PathLike[str], name: str) -> Format:
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises where the name holds a NUL
        raise SourceError(os.fspath(path), "there is no such file")
    try:
        return format_of(begins_with(path), name)
    except OSError as error:
        raise SourceError(name, f"cannot be opened: {error.strerror or error}") from error


def _own_headings(reading: Reading) -> frozenset[str]:
    """Return the headings that the caller names himself."""
    own = reading.own()
    return frozenset((*own.mapping, *(each for headings in own.aliases.values() for each in headings)))


def _understands(header: Sequence[str], *, kind: FileKind, reading: Reading) -> bool:
    """Tell whether a row of headings is that of a list of this kind."""
    given = {each: field for each, field in (reading.mapping or {}).items() if each in header}
    try:
        found = map_headings(header, kind, mapping=given, aliases=reading.aliases)
    except AmbiguousHeader:
        return True  # it is asked about once the sheet is read
    except SourceError:
        return False
    return 2 * len(found.columns) >= len(header)


def understood(table: SourceTable, kind: FileKind, reading: Reading) -> HeadingMap:
    """Say which field each column holds."""
    return map_headings(
        table.header,
        kind,
        mapping=reading.mapping,
        aliases=attrs.evolve(reading.own(), mapping={}),
        extra=reading.extra,
        origin=table.origin,
    )


class MendedTable(SourceTable):
    """A file that `ImportResult.write_refused` wrote, without the reasons that stand in front.

    Attributes
    ----------
    places : dict
        Line → where the row stood when it was first refused, of the rows read so far.
    """

    places: dict[int, str]


def untouched(table: SourceTable) -> SourceTable:
    """Return the table as it was before `ImportResult.write_refused` put the reasons in front.

    A list that `customerbase.outputs.customers_list` made, under the names of fields, has an
    apostrophe before what a spreadsheet would run: it is taken away again.
    """
    if not table.header or table.header[0] != REFUSED_BECAUSE:
        if (
            table.delimiter is not None
            and table.header[:2] == ("customer_id", "name")
            and all(is_field(heading, "customers") for heading in table.header)
        ):
            return _unguarded(table)
        return table
    places: dict[int, str] = {}

    def note(line: int, reasons: str) -> None:
        found = _PLACE.fullmatch(reasons)
        places[line] = found[1] if found else f"row {line} of {table.origin}"

    def rows() -> Iterator[Row | RowProblem]:
        for row in table.rows:
            if isinstance(row, RowProblem):
                note(row.line, "".join(row.cells[:1]))
                yield attrs.evolve(row, cells=tuple(map(unguarded, row.cells[1:])))
            else:
                note(row[0], row[1][0])
                yield row[0], [unguarded(cell) for cell in row[1][1:]]

    mended = MendedTable(
        table.origin,
        table.header[1:],
        rows(),
        encoding=table.encoding,
        encoding_because=table.encoding_because,
        encoding_certainty=table.encoding_certainty,
        delimiter=table.delimiter,
        notes=table.notes,
        total_bytes=table.total_bytes,
        position=table.position,
        close=table.close,
    )
    mended.places = places
    return mended


def _unguarded(table: SourceTable) -> SourceTable:
    def rows() -> Iterator[Row | RowProblem]:
        for row in table.rows:
            yield row if isinstance(row, RowProblem) else (row[0], [unguarded(cell) for cell in row[1]])

    return SourceTable(
        table.origin,
        table.header,
        rows(),
        encoding=table.encoding,
        encoding_because=table.encoding_because,
        encoding_certainty=table.encoding_certainty,
        delimiter=table.delimiter,
        notes=table.notes,
        total_bytes=table.total_bytes,
        position=table.position,
        close=table.close,
    )


def first_place(table: SourceTable, line: int) -> str | None:
    """Return where a mended row stood when it was first refused; None where the file is as it was written.

    Records without a number of their own are numbered by their order in the
    file.  Of a mended row only this place tells it from those that were taken.
    """
    return table.places.get(line) if isinstance(table, MendedTable) else None
