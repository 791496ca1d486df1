"""JSON lines: one JSON object on each line.

- Objects within are flattened to headings with dots (``address.city``), lists
  of objects to numbered ones (``contacts[0].name``); a list of plain values is one
  cell, parted by ``; ``.
- Numbers are text exactly as written; true and false are ``true`` and ``false``;
  null is an empty cell.
- The header is the union of all keys, in the order in which they first appear;
  the file is read once for it and once for the rows.
- A line that is no JSON, is no object, holds a key twice, or holds ``NaN`` is a
  `RowProblem` with its place.  A file without any good line is refused.

>>> with read_json_lines(b'{"name": "Ann", "size": {"employees": 12.50}}') as table:
...     table.header, list(table)
(('name', 'size.employees'), [(1, ['Ann', '12.50'])])
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any, NoReturn, TextIO

from customerbase.errors import SourceError
from customerbase.sources.decode import open_text
from customerbase.sources.table import Row, RowProblem, SourceTable

__all__ = ["read_json_lines"]

LINE_LIMIT = 4_000_000
COLUMN_LIMIT = 5_000
_SHOWN = 200


class _Bad(ValueError):
    """The line is JSON, and yet cannot be a row."""


def read_json_lines(
    source: str | os.PathLike[str] | bytes,
    *,
    encoding: str | None = None,
    line_limit: int = LINE_LIMIT,
    origin: str | None = None,
) -> SourceTable:
    """Open a file of JSON lines as a `SourceTable`.

    Parameters
    ----------
    source : path or bytes
    encoding : str, optional
        Overrides what is found out.
    line_limit : int
        Characters that a line may have.
    origin : str, optional
        What errors call the file; its path by default.

    Raises
    ------
    SourceError
        If it cannot be read at all, or holds no object.
    """
    name = origin or ("these bytes" if isinstance(source, bytes) else os.fspath(source))
    opened = open_text(source, origin=name, encoding=encoding)
    try:
        header = _union(opened.stream, name, line_limit)
        opened.rewind()
        return SourceTable(
            name,
            header,
            _rows(opened.stream, name, header, line_limit),
            encoding=opened.encoding.name,
            encoding_because=opened.encoding.because,
            encoding_certainty=opened.encoding.certainty,
            total_bytes=opened.total_bytes,
            position=opened.position,
            close=opened.close,
        )
    except BaseException:
        opened.close()
        raise


def _union(stream: TextIO, origin: str, limit: int) -> tuple[str, ...]:
    header: dict[str, None] = {}
    first: RowProblem | None = None
    anything = False
    for line, given in _objects(stream, origin, limit):
        if isinstance(given, RowProblem):
            first = first or given
            if not anything and given.cells and given.cells[0].lstrip().startswith("["):
                raise SourceError(
                    origin, "is one JSON array, not JSON lines", "write each object on a line of its own"
                )
        else:
            header.update(dict.fromkeys(given))
            if len(header) > COLUMN_LIMIT:
                reason = f"has more than {COLUMN_LIMIT:,} different keys by line {line:,}"
                raise SourceError(origin, reason, "lists of many objects belong into a file of their own")
        anything = True
    if not anything:
        raise SourceError(origin, "holds nothing but blank lines")
    if not header:
        if first is None:
            raise SourceError(origin, "its objects are all empty")
        hint = "each line must be one whole JSON object"
        raise SourceError(origin, f"holds no JSON object: line {first.line} {first.reason}", hint)
    return tuple(header)


def _rows(stream: TextIO, origin: str, header: tuple[str, ...], limit: int) -> Iterator[Row | RowProblem]:
    for line, given in _objects(stream, origin, limit):
        if isinstance(given, RowProblem):
            yield given
        elif any(given.values()):
            yield line, [given.get(heading, "") for heading in header]


def _objects(stream: TextIO, origin: str, limit: int) -> Iterator[tuple[int, dict[str, str] | RowProblem]]:
    """Give each line that is not blank as a flat object, or as a problem."""
    number = 0
    while True:
        try:
            line = stream.readline()
        except UnicodeDecodeError as error:
            raise SourceError(origin, "changed while it was read", "read it again") from error
        if not line:
            return
        number += 1
        text = line.strip("\ufeff \t\r\n\x1a")
        if text:
            yield number, _flat_object(text, number, limit)


def _flat_object(text: str, number: int, limit: int) -> dict[str, str] | RowProblem:
    shown = (text if len(text) <= 10_000 else text[:_SHOWN] + "…",)
    if len(text) > limit:
        return RowProblem(number, shown, f"has {len(text):,} characters, more than the {limit:,} allowed")
    try:
        given = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_unique
        )
        if not isinstance(given, dict):
            what = "a list" if isinstance(given, list) else "a single value"
            return RowProblem(number, shown, f"is {what}, not an object", 'write {"name": …}')
        flat: dict[str, str] = {}
        for key, value in given.items():
            _flatten(key, value, flat)
    except json.JSONDecodeError as error:
        hint = "each line must be one whole JSON object" if text in {"{", "["} else None
        return RowProblem(number, shown, f"is no JSON: {error.msg} at column {error.colno}", hint)
    except _Bad as error:
        return RowProblem(number, shown, str(error))
    except RecursionError:
        return RowProblem(number, shown, "is nested too deeply")
    return flat


def _no_number(word: str) -> NoReturn:
    raise _Bad(f"holds {word}, which is no number: write null where nothing is known")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Bad(f"holds the key {twice!r} twice")
    return found


def _flatten(heading: str, value: Any, flat: dict[str, str]) -> None:
    if not heading.strip():
        raise _Bad("holds a key without a name")
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(f"{heading}.{key}", inner, flat)
        return
    if isinstance(value, list):
        if any(isinstance(each, dict | list) for each in value):
            for i, each in enumerate(value):
                _flatten(f"{heading}[{i}]", each, flat)
            return
        value = "; ".join(_as_text(each) for each in value if each is not None)
    if heading in flat:
        raise _Bad(f"gives {heading!r} twice, once flat and once nested")
    flat[heading] = _as_text(value)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
