"""JSON: one object on each line, an array of objects, or one that stands within a document.

- **JSON lines**: each line is one object.
- **An array** of objects, and **a document** with one list of them
  (``{"total": 2, "data": {"items": [...]}}``): the list is read as a stream, in
  bounded memory.  What stands around it is named in the notes; of several lists
  the caller says which.  An object that is a record itself is one row.
- How an object becomes a row: `customerbase.sources.json_flat`.
- The header is the union of all keys, in the order in which they first appear;
  the file is read once for it and once for the rows.
- An object that is no JSON, is no object, holds a key twice, or holds ``NaN`` is a
  `RowProblem` with its place.  A file without any good object is refused.

>>> with read_json_lines(b'{"name": "Ann", "size": {"employees": 12.50}}') as table:
...     table.header, list(table)
(('name', 'size.employees'), [(1, ['Ann', '12.50'])])
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import TextIO

from customerbase.errors import SourceError
from customerbase.sources.decode import open_text
from customerbase.sources.heading_row import is_heading
from customerbase.sources.json_flat import flat_object
from customerbase.sources.json_text import Piece, pieces
from customerbase.sources.table import Note, Row, RowProblem, SourceTable

__all__ = ["read_json_lines"]

LINE_LIMIT = 4_000_000
COLUMN_LIMIT = 5_000

_FIRST = 4_096
_BLANK = "\ufeff \t\r\n\x1a\x1e"
_LISTS = frozenset(
    "customers clients accounts contacts companies members employees products orders purchases sales data items "
    "records rows results result list value values entries objects entities content payload 客户 客户列表 数据 列表 "
    "记录 结果 会员 订单 产品 员工".split()
)
"""Keys under which programs put a list."""
_AROUND = frozenset(
    "total count page pages size limit offset per_page pagesize next previous prev first last status code message msg "
    "success error errors version date timestamp time generated exported exported_at created_at updated_at schema "
    "source type kind object has_more id request_id requestid 总数 页码 状态".split()
)
"""Keys that say something of a list."""

_Objects = Callable[[], Iterator[tuple[int, dict[str, str] | RowProblem]]]


def read_json_lines(
    source: str | os.PathLike[str] | bytes,
    *,
    encoding: str | None = None,
    items: str | None = None,
    line_limit: int = LINE_LIMIT,
    origin: str | None = None,
) -> SourceTable:
    """Open JSON lines, or a document of JSON, as a `SourceTable`.

    Parameters
    ----------
    source : path or bytes
    encoding : str, optional
        Overrides what is found out.
    items : str, optional
        Where the list stands in a document: ``data.items``.
    line_limit : int
        Characters that one object may have.
    origin : str, optional
        What errors call the file; its path by default.

    Raises
    ------
    SourceError
        If it cannot be read at all, holds no object, or several lists of them.
    """
    name = origin or ("these bytes" if isinstance(source, bytes) else os.fspath(source))
    opened = open_text(source, origin=name, encoding=encoding)
    notes: list[Note] = []
    try:
        begins = opened.stream.read(_FIRST).lstrip(_BLANK)[:1]
        opened.rewind()
        if items is None and begins != "[" and _is_lines(opened.stream, line_limit):
            form, path = "lines", None
        else:
            opened.rewind()
            form, path = "document", _where(opened.stream, name, line_limit, items, notes)

        def objects() -> Iterator[tuple[int, dict[str, str] | RowProblem]]:
            opened.rewind()
            if form == "lines":
                return _in_lines(opened.stream, name, line_limit)
            return _in_document(opened.stream, name, line_limit, path)

        header = _union(objects, name)
        return SourceTable(
            name,
            header,
            _rows(objects, header),
            encoding=opened.encoding.name,
            encoding_because=opened.encoding.because,
            encoding_certainty=opened.encoding.certainty,
            notes=notes,
            total_bytes=opened.total_bytes,
            position=opened.position,
            close=opened.close,
        )
    except BaseException:
        opened.close()
        raise


# ------------------------------------------------------------------ how the file is made


def _is_lines(stream: TextIO, limit: int) -> bool:
    """Tell whether each line is an object of its own; one alone that holds a list may be a document."""
    first = _next_line(stream, limit)
    if len(first) > limit:
        return False
    try:
        given = json.loads(first)
    except (ValueError, RecursionError):
        if not first.startswith("{"):
            return True
        following = _next_line(stream, limit)
        return first[-1] not in "{[,:" and following[:1] in ("", "{")
    return not isinstance(given, dict) or not _has_list(given) or _next_line(stream, limit) != ""


def _next_line(stream: TextIO, limit: int) -> str:
    while line := stream.readline(limit + 1):
        if text := line.strip(_BLANK):
            return text
    return ""


def _has_list(given: dict[str, object]) -> bool:
    return any(
        (isinstance(each, list) and any(isinstance(inner, dict) for inner in each))
        or (isinstance(each, dict) and _has_list(each))
        for each in given.values()
    )


def _where(
    stream: TextIO, origin: str, limit: int, items: str | None, notes: list[Note]
) -> tuple[str, ...] | None:
    """Return the path of the list of objects; None where the outermost values are records themselves."""
    lists: dict[tuple[str, ...], int] = {}
    around: dict[tuple[str, ...], None] = {}
    in_array = False
    for piece in pieces(stream, origin, limit):
        in_array = in_array or (piece.listed and not piece.path)
        if piece.listed and piece.text.startswith("{"):
            lists[piece.path] = lists.get(piece.path, 0) + 1
        else:
            around[piece.path] = None
        if len(lists) + len(around) > COLUMN_LIMIT:
            raise SourceError(origin, f"has more than {COLUMN_LIMIT:,} different keys by line {piece.line:,}")
    named = {".".join(path): path for path in lists}
    if items is not None:
        if items not in named:
            hint = f"it has {', '.join(map(repr, named))}" if named else None
            raise SourceError(origin, f"has no list of objects {items!r}", hint)
        chosen = named[items]
    elif (not lists and not around) or () in lists or in_array:
        chosen = ()
    elif not lists or any(_of_a_record(path) for path in around):
        return None
    else:
        likely = [path for path in lists if path[-1].casefold() in _LISTS] if len(lists) > 1 else [*lists]
        if len(likely) != 1:
            said = ", ".join(f"{name!r} ({lists[path]:,})" for name, path in named.items())
            hint = f"say which: sheet={next(iter(named))!r}"
            raise SourceError(origin, f"holds several lists of objects: {said}", hint)
        (chosen,) = likely
    others = [".".join(path) for path in (*lists, *around) if path not in (chosen, ())]
    if others:
        shown = ", ".join(others[:10]) + (", …" if len(others) > 10 else "")
        notes.append(
            Note(f"the list {'.'.join(chosen)!r} was read, not what stands around it ({shown})", len(others))
        )
    return chosen


def _of_a_record(path: tuple[str, ...]) -> bool:
    return len(path) == 1 and path[0].casefold() not in _AROUND | _LISTS and is_heading(path[0])


# ------------------------------------------------------------------ its objects


def _in_lines(stream: TextIO, origin: str, limit: int) -> Iterator[tuple[int, dict[str, str] | RowProblem]]:
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
        text = line.strip(_BLANK)
        if text:
            yield number, flat_object(text, number, limit)


def _in_document(
    stream: TextIO, origin: str, limit: int, path: tuple[str, ...] | None
) -> Iterator[tuple[int, dict[str, str] | RowProblem]]:
    for piece in pieces(stream, origin, limit, whole=path is None):
        if path is None or (piece.listed and piece.path == path):
            yield piece.line, _flat(piece, limit)


def _flat(piece: Piece, limit: int) -> dict[str, str] | RowProblem:
    return flat_object(piece.text, piece.line, limit, whole=piece.whole)


def _union(objects: _Objects, origin: str) -> tuple[str, ...]:
    header: dict[str, None] = {}
    first: RowProblem | None = None
    anything = False
    for line, given in objects():
        if isinstance(given, RowProblem):
            first = first or given
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


def _rows(objects: _Objects, header: tuple[str, ...]) -> Iterator[Row | RowProblem]:
    for line, given in objects():
        if isinstance(given, RowProblem):
            yield given
        elif any(given.values()):
            yield line, [given.get(heading, "") for heading in header]
