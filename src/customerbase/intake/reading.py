"""Opening a file for an import: its format, its columns, and what the caller said of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import attrs

from customerbase import registry
from customerbase.clean.formulas import unguarded
from customerbase.errors import SourceError
from customerbase.intake.result import REFUSED_BECAUSE
from customerbase.sources.headings import FileKind, HeadingMap, map_headings
from customerbase.sources.table import Readable, Row, RowProblem, SourceTable
from customerbase.values import CURRENCIES

__all__ = ["MendedTable", "Reading", "first_place", "open_table", "understood", "untouched"]

_REGION = re.compile("[A-Z]{2}")
_PLACE = re.compile(r"(row [0-9]+ of .+?): .*", re.DOTALL)

_FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".json": "json_lines",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
}


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
        Of a workbook: its name, or its number counted from 1.
    fill_merged : bool
        Whether each cell of a merged range in a workbook holds what its first one does;
        otherwise the others are empty.
    header_row : int, optional
        The line, or row, in which the headings stand, counted from 1.
    region : str
        How telephone numbers without a country code are meant: a code of ISO 3166.

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

    def __attrs_post_init__(self) -> None:
        if self.extra not in ("ignore", "keep"):
            raise ValueError(f"extra={self.extra!r} is neither 'ignore' nor 'keep'")
        if self.currency is not None and self.currency not in CURRENCIES:
            raise ValueError(
                f"{self.currency!r} is no currency of ISO 4217: write its code, as in CNY, EUR, USD"
            )
        for name in ("sheet", "header_row"):
            number = getattr(self, name)
            if isinstance(number, int) and (number < 1 or isinstance(number, bool)):
                raise ValueError(f"{name}={number!r}: they are counted from 1")
        if not _REGION.fullmatch(self.region):
            raise ValueError(f"region={self.region!r} is no code of ISO 3166: write it as in CN, HK, DE")


def open_table(
    path: str | os.PathLike[str] | Readable, reading: Reading, *, origin: str | None = None
) -> SourceTable:
    """Open a file by what its name ends in; what is not known is read as CSV.

    `origin` is what results and errors call it: its name without the folder,
    unless another file of that name is read with it.

    Raises
    ------
    SourceError
    """
    if isinstance(path, Readable):
        return path.open()
    name = origin or Path(path).name
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises where the name holds a NUL
        raise SourceError(os.fspath(path), "there is no such file")
    form = _FORMATS.get(Path(path).suffix.lower(), "csv")
    if form == "csv":
        read = registry.load("source", "csv").read_csv
        table: SourceTable = read(path, encoding=reading.encoding, delimiter=reading.delimiter, origin=name)
    else:
        table = registry.load("source", form).read_json_lines(path, encoding=reading.encoding, origin=name)
    return untouched(table)


def understood(table: SourceTable, kind: FileKind, reading: Reading) -> HeadingMap:
    """Say which field each column holds."""
    return map_headings(
        table.header,
        kind,
        mapping=reading.mapping,
        aliases=reading.aliases,
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
    """Return the table as it was before `ImportResult.write_refused` put the reasons in front."""
    if not table.header or table.header[0] != REFUSED_BECAUSE:
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


def first_place(table: SourceTable, line: int) -> str | None:
    """Return where a mended row stood when it was first refused; None where the file is as it was written.

    Records without a number of their own are numbered by their order in the
    file.  Of a mended row only this place tells it from those that were taken.
    """
    return table.places.get(line) if isinstance(table, MendedTable) else None
