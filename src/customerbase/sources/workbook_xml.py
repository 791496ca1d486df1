"""What the XML of an .xlsx file says that no reader of cells tells: hidden rows, errors, and how far the cells reach.

Only looked through, as bytes: nothing is parsed, so nothing can be made to grow.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from html import unescape
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final
from zipfile import BadZipFile, ZipFile

import attrs

__all__ = ["Seen", "look_at"]

_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE: Final = re.compile(r"""(?:\w+:)?(\w+)\s*=\s*["']([^"']*)["']""")
_HIDDEN: Final = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_NUMBER: Final = re.compile(rb"""\br\s*=\s*["'](\d+)["']""")
_PLACE: Final = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d+)["']""")
_OF_INTEREST: Final = re.compile(
    rb"""<(?:\w+:)?row\b[^>]*\bhidden\s*=\s*["'](?:1|true)["'][^>]*>|<(?:\w+:)?c\b[^>]*\bt\s*=\s*["']e["'][^>]*>"""
)
_COLUMNS: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)[0-9]""")
_ROWS: Final = re.compile(
    rb"""<(?:\w+:)?row\b[^>]*\br\s*=\s*["']([0-9]+)|\br\s*=\s*["'][A-Za-z]+([0-9]{5,})"""
)
_BLOCK: Final = 1 << 22
_KEPT: Final = 1 << 12
_MOST: Final = 4 << 30


@attrs.define
class Seen:
    """What was seen in the XML of one sheet.

    Attributes
    ----------
    hidden : list of int
        Rows that the spreadsheet does not show, counted from 1.
    errors : list of int
        Rows of cells that hold ``#N/A``, ``#REF!`` and the like, one for each cell.
    rows, columns : int
        How far cells reach.
    """

    hidden: list[int] = attrs.field(factory=list)
    errors: list[int] = attrs.field(factory=list)
    rows: int = 0
    columns: int = 0

    @property
    def cells(self) -> int:
        """At least so many places lie between the first cell and the last."""
        return self.rows * self.columns


def look_at(source: str | os.PathLike[str] | bytes) -> Mapping[str, Seen]:
    """Return name of sheet → what was seen in it; nothing where the file is no .xlsx, or is damaged."""
    try:
        with ZipFile(BytesIO(source) if isinstance(source, bytes) else source) as file:
            parts = _parts(file)
            return {name: _seen(file, part) for name, part in parts.items() if part in file.namelist()}
    except (BadZipFile, OSError, ValueError, KeyError, RuntimeError, EOFError):
        return {}
    except Exception as error:  # a damaged stream: zlib.error, lzma's and others have no common class
        if type(error).__module__ in ("zlib", "_lzma", "struct"):
            return {}
        raise


def _parts(file: ZipFile) -> dict[str, str]:
    """Return name of sheet → name of its part in the file."""
    book = file.read("xl/workbook.xml")
    targets = {}
    for found in _RELATION.finditer(file.read("xl/_rels/workbook.xml.rels")):
        said = _attributes(found[1])
        targets[said.get("Id", "")] = said.get("Target", "")
    parts = {}
    for found in _SHEET.finditer(book):
        said = _attributes(found[1])
        target = targets.get(said.get("id", ""), "")
        path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        parts[said.get("name", "")] = path
    return parts


def _attributes(given: bytes) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(given.decode("utf-8", "replace"))}


def _blocks(file: ZipFile, part: str) -> Iterator[tuple[bytes, int]]:
    """Yield the content in blocks that end behind a tag, up to a limit."""
    rest, read = b"", 0
    with file.open(part) as stream:
        while (block := stream.read(_BLOCK)) and read < _MOST:
            read += len(block)
            whole = rest + block
            end = whole.rfind(b">") + 1
            if end == 0 and len(whole) > _BLOCK + _KEPT:
                return
            yield whole, end
            rest = whole[end:]


def _seen(file: ZipFile, part: str) -> Seen:
    seen = Seen()
    columns: set[bytes] = set()
    for block, end in _blocks(file, part):
        for found in _OF_INTEREST.finditer(block, 0, end):
            tag = found[0]
            place = _PLACE.search(tag)
            if place is not None:
                seen.errors.append(int(place[2]))
            elif (number := _NUMBER.search(tag)) is not None and _HIDDEN.search(tag):
                seen.hidden.append(int(number[1]))
        columns.update(_COLUMNS.findall(block, 0, end))
        rows = (int((row or cell)[:12]) for row, cell in _ROWS.findall(block, 0, end))
        seen.rows = max(seen.rows, max(rows, default=0))
    seen.columns = max((_column(each) for each in columns), default=0)
    return seen


def _column(letters: bytes) -> int:
    number = 0
    for each in letters.upper()[:8]:
        number = number * 26 + each - 64
    return number
