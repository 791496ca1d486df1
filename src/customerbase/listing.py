"""A tuple of results that a notebook shows as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from html import escape
from typing import Any, TypeVar

import attrs

__all__ = ["Listing", "html_table"]

T_co = TypeVar("T_co", covariant=True)

_SHOWN = 50


class Listing(tuple[T_co, ...]):
    """Results in order: a tuple that a notebook shows as a table of its first rows.

    >>> rows = Listing([(1, "a"), (2, "b")])
    >>> rows == ((1, "a"), (2, "b"))
    True
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        rows: list[Any] = list(self[:_SHOWN])
        if not rows:
            return "<p>nothing</p>"
        more = f"<p>… and {len(self) - _SHOWN:,} more</p>" if len(self) > _SHOWN else ""
        if not attrs.has(type(rows[0])):
            return html_table([""], [[each] for each in rows]) + more
        names = [each.name for each in attrs.fields(type(rows[0])) if each.repr]
        cells = [[getattr(row, name, None) for name in names] for row in rows]
        kept = [i for i in range(len(names)) if any(row[i] not in (None, ()) for row in cells)]
        return html_table([names[i] for i in kept], ([row[i] for i in kept] for row in cells)) + more


def html_table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a plain table in HTML: what nothing more than a notebook shows.

    >>> html_table(["name"], [["A & B"]])
    '<table><thead><tr><th>name</th></tr></thead><tbody><tr><td>A &amp; B</td></tr></tbody></table>'
    """
    head = "".join(f"<th>{escape(each.replace('_', ' '))}</th>" for each in headings)
    body = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool | Enum):
        return f'<td style="text-align:right">{value:,}</td>'
    return f"<td>{escape(_said(value))}</td>"


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return ", ".join(_items(value))
    return str(value)


def _items(values: Iterable[object]) -> Iterator[str]:
    for each in values:
        yield _said(each)
