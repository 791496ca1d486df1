"""A folder of filled-in forms, one customer each, as one list.

Each workbook, CSV or JSON file is a form.  A collection card of ours is read by the names of
fields that it carries.  In a form of others each label is a heading: labels are the columns in
which most cells are headings that are known, and a label's value is the first cell to its right
before the next label.  A label that is not known stays a heading, to be kept with ``extra="keep"``.

What cannot be read as a form is a `RowProblem` that names its file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Final

from customerbase import registry
from customerbase.clean.formulas import unguarded
from customerbase.errors import AmbiguousHeader, SourceError
from customerbase.sources.formats import begins_with, format_of
from customerbase.sources.heading_words import fields_of, weak_fields_of
from customerbase.sources.headings import map_headings
from customerbase.sources.table import Note, Readable, Row, RowProblem, SourceTable

__all__ = ["FILE_HEADING", "FormsSource", "forms"]

_ENDS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".txt", ".tsv", ".json"})
_MARK: Final = "collection_card"
_VOICE: Final = ("collected_by", "method")
FILE_HEADING: Final = "form file"
"""What the column is called in which the names of the files stand."""
_COLON: Final = re.compile("[:：]")
_Cells = Sequence[Sequence[str]]


class FormsSource(Readable):
    """Forms read as one list, a row for each; made by `forms`.

    Attributes
    ----------
    origin : str
        What results and errors call it.
    said : dict of str to set of str
        ``collected_by`` and ``method`` → what cards of ours say of it.
    """

    def __init__(self, origin: str, files: Sequence[Path]) -> None:
        self.origin = origin
        self.said: dict[str, set[str]] = {each: set() for each in _VOICE}
        self._hash = blake2b(digest_size=16)
        self._notes: list[Note] = []
        self._header: list[str] = [FILE_HEADING]
        self._heading_of: dict[str, str] = {}
        self._rows: list[tuple[int, dict[str, str]] | RowProblem] = []
        for number, path in enumerate(files, 1):
            self._add(number, path)

    def _add(self, number: int, path: Path) -> None:
        try:
            content = path.read_bytes()
            self._hash.update(f"{path.name}\0{len(content)}\0".encode("utf-8", "surrogatepass") + content)
            form = _form(path)
        except (SourceError, AmbiguousHeader) as error:
            self._rows.append(RowProblem(number, (path.name,), str(error)))
            return
        except OSError as error:
            self._rows.append(RowProblem(number, (path.name,), f"cannot be read: {error.strerror or error}"))
            return
        if not any(form.values()):
            reason = "nothing is filled in" if form else "no label of it is known: it is no form"
            self._rows.append(RowProblem(number, (path.name,), f"{path.name}: {reason}"))
            return
        for each in _VOICE:
            if (value := form.pop(each, "").strip()) != "":
                self.said[each].add(value)
        row = {FILE_HEADING: path.name}
        for label, field in _fields(form, path.name).items():
            row[self._heading(label, field)] = form[label]
        self._rows.append((number, row))

    def _heading(self, label: str, field: str | None) -> str:
        """Return the heading under which a field stands: what the first form calls it."""
        known = self._heading_of.get(field or "")
        if known is not None:
            return known
        heading = label if label not in self._header or field is None else field
        if heading not in self._header:
            self._header.append(heading)
        if field is not None:
            self._heading_of[field] = heading
        return heading

    def open(self) -> SourceTable:
        return SourceTable(self.origin, self._header, self._all(), notes=list(self._notes), key=0)

    def note(self, rule: str) -> None:
        """Say something of the forms in the result of the import."""
        self._notes.append(Note(rule))

    def digest(self) -> str:
        return self._hash.hexdigest()

    def _all(self) -> Iterator[Row | RowProblem]:
        for each in self._rows:
            if isinstance(each, RowProblem):
                yield each
            else:
                yield each[0], [each[1].get(heading, "") for heading in self._header]


def forms(given: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> FormsSource:
    r"""Read a folder of filled-in forms, or some files, as one list with a row for each.

    Parameters
    ----------
    given : path-like, or iterable of path-like
        A folder, or the files.  Of a folder, hidden files and what is no workbook, text or JSON are passed over.

    Returns
    -------
    FormsSource
        What `CustomerBase.import_customers` takes.

    Raises
    ------
    SourceError
        If there is no such folder, or no form in it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.csv").write_text("客户名称,上海机电,电话,021-5555 0101\n", encoding="utf-8")
    ...     list(forms(folder).open())
    [(1, ['a.csv', '上海机电', '021-5555 0101'])]
    """
    if isinstance(given, str | os.PathLike):
        folder = Path(given)
        if folder.is_dir():
            found = sorted(
                each
                for each in folder.iterdir()
                if each.suffix.lower() in _ENDS and not each.name.startswith((".", "~$")) and each.is_file()
            )
        elif folder.exists():
            found = [folder]
        else:
            raise SourceError(os.fspath(given), "there is no such folder")
        origin = folder.name or os.fspath(given)
    else:
        found = [Path(each) for each in given]
        origin = "forms"
    if not found:
        raise SourceError(origin, "holds no form", "a form is a workbook, a CSV or a JSON file")
    return FormsSource(origin, found)


def _form(path: Path) -> dict[str, str]:
    """Return label → value of one file, and of our card field → value."""
    form = format_of(begins_with(path), path.name)
    source = registry.load("source", form)
    if form == "json_lines":
        with source.read_json_lines(path, origin=path.name) as table:
            rows = list(table)
        if len(rows) != 1 or isinstance(rows[0], RowProblem):
            raise SourceError(path.name, "is not one form", "a form is one object of JSON")
        return dict(zip(table.header, rows[0][1], strict=True))
    if form == "csv":
        with source.read_csv(path, header_row=0, origin=path.name) as table:
            cells = [each.cells if isinstance(each, RowProblem) else each[1] for each in table]
        return _ours(cells, guarded=True) or _others(cells) or _others(_parted(cells))
    if form != "excel":
        raise SourceError(path.name, "is no form", "a form is a workbook, a CSV or a JSON file")
    found = [
        [[sheet.text(cell) for cell in row] for row in sheet.rows()]
        for sheet in source.read_sheets(path, origin=path.name)
    ]
    return next((own for each in found if (own := _ours(each))), None) or next(
        (own for each in found if (own := _others(each) or _others(_parted(each)))), {}
    )


def _ours(cells: _Cells, *, guarded: bool = False) -> dict[str, str]:
    """Return what stands on a card of ours; nothing where it is none."""
    at = next(((i, row.index(_MARK)) for i, row in enumerate(cells[:5]) if _MARK in row), None)
    if at is None or at[1] == 0:
        return {}
    first, key = at
    values: dict[str, str] = {}
    for row in cells[first + 1 :]:
        own = row[key].strip() if len(row) > key else ""
        value = row[key - 1].strip() if len(row) >= key else ""
        # A line that somebody has added below has no name of a field: it goes by its label.
        name = own or (row[key - 2].strip() if value and key > 1 else "")
        if name:
            values[name if own else _once(name, values)] = unguarded(value) if guarded else value
    return values


def _others(cells: _Cells) -> dict[str, str]:
    """Return label → value of a form of others, as far as its labels can be told."""
    width = max(map(len, cells), default=0)
    labels = {i for i in range(width) if _holds_labels([row[i] for row in cells if i < len(row)])}
    found: dict[str, str] = {}
    for row in cells:
        label: str | None = None
        for i, cell in enumerate(row):
            text = cell.strip()
            if not text:
                continue
            # The last of a row that is no known label is what is written beside the one before.
            if i in labels and (_known(text) or label is None or any(map(str.strip, row[i + 1 :]))):
                label = _once(text.rstrip(":： "), found)
                found[label] = ""
            elif label is not None:
                found[label] = f"{found[label]} {text}".strip()
    return found


def _parted(cells: _Cells) -> list[list[str]]:
    """Return a row for each cell that holds a known label and, behind a colon, its value."""
    parts = [_COLON.split(cell, maxsplit=1) for row in cells for cell in row]
    return [each for each in parts if len(each) == 2 and _known(each[0])]


def _holds_labels(column: Sequence[str]) -> bool:
    held = [each.strip() for each in column if each.strip()]
    return bool(held) and 2 * sum(map(_known, held)) >= len(held)


def _known(label: str) -> bool:
    return bool(fields_of(label, "customers") or weak_fields_of(label, "customers"))


def _once(label: str, taken: dict[str, str]) -> str:
    number, name = 1, label
    while name in taken:
        number += 1
        name = f"{label} ({number})"
    return name


def _fields(form: dict[str, str], origin: str) -> dict[str, str | None]:
    """Return label → field; None where nobody knows it, or it must be asked about."""
    labels = list(form)
    found: dict[str, str | None] = dict.fromkeys(labels)
    try:
        mapped = map_headings(labels, "customers", origin=origin)
    except (AmbiguousHeader, SourceError):
        # What is clear by itself stands with that of other forms; the rest is asked about with all.
        clear = {label: fields_of(label, "customers") for label in labels}
        return found | {label: meant[0] for label, meant in clear.items() if len(meant) == 1}
    return found | {each.heading: each.field for each in mapped.columns}
