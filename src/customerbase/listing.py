"""What a notebook shows of results and records: plain tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from html import escape
from typing import Any, SupportsIndex, TypeVar, overload

import attrs

__all__ = ["InNotebook", "Listing", "WithRows", "html_table"]

T_co = TypeVar("T_co", covariant=True)

_SHOWN = 50


class Listing(tuple[T_co, ...]):
    """Results in order: a tuple that a notebook shows as a table of its first rows.

    A sentence that rows give as their `reason` stands last.

    >>> rows = Listing([(1, "a"), (2, "b")])
    >>> rows == ((1, "a"), (2, "b")), type(rows[:1]).__name__
    (True, 'Listing')
    """

    __slots__ = ()

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> T_co: ...
    @overload
    def __getitem__(self, index: slice, /) -> Listing[T_co]: ...
    def __getitem__(self, index: SupportsIndex | slice, /) -> T_co | Listing[T_co]:
        """Return one of them; or several, which are shown in the same way."""
        if isinstance(index, slice):
            return Listing(super().__getitem__(index))
        return super().__getitem__(index)

    def _repr_html_(self) -> str:
        rows: list[Any] = list(self[:_SHOWN])
        if not rows:
            return "<p>nothing</p>"
        more = f"<p>… and {len(self) - _SHOWN:,} more</p>" if len(self) > _SHOWN else ""
        if not attrs.has(type(rows[0])):
            return html_table([""], [[each] for each in rows]) + more
        names = [each.name for each in attrs.fields(type(rows[0])) if each.repr]
        if isinstance(getattr(type(rows[0]), "reason", None), property):
            names.append("reason")
        cells = [[_worded(name, getattr(row, name, None)) for name in names] for row in rows]
        kept = [i for i in range(len(names)) if any(row[i] not in (None, ()) for row in cells)]
        return html_table([names[i] for i in kept], ([row[i] for i in kept] for row in cells)) + more


class InNotebook:
    """A frozen value that a notebook shows as a table of its fields, without private and empty ones.

    >>> @attrs.frozen
    ... class Who(InNotebook):
    ...     name: str
    ...     born_in: int | None = None
    ...     note: str = attrs.field(default="", repr=False)
    >>> print(Who("A & B", note="private")._repr_html_())  # doctest: +NORMALIZE_WHITESPACE
    <table><thead><tr><th>Who</th><th></th></tr></thead><tbody><tr><td>name</td><td>A &amp; B</td></tr></tbody></table>
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        held = ([name, value] for name, value in _fields(self) if _said(value))
        return html_table([type(self).__name__, ""], held)


class WithRows(InNotebook):
    """The same, with the table of its `rows` below it."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        rows: Listing[Any] = getattr(self, "rows")  # noqa: B009 - a value that derives from this has them
        return super()._repr_html_() + rows._repr_html_()


def _fields(value: InNotebook) -> Iterator[tuple[str, object]]:
    told: Any = type(value)
    for each in attrs.fields(told):
        if each.repr:
            yield each.name.replace("_", " "), _worded(each.name, getattr(value, each.name))


def _worded(name: str, value: object) -> object:
    """Say a share in per cent: it is told by the name of its field."""
    if "share" in name.split("_") and isinstance(value, Fraction | Decimal | float):
        return f"{float(value):,.1%}"
    return value


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
    if isinstance(value, float | Fraction) or (isinstance(value, Decimal) and _endless(value)):
        number = float(value)
        return f"{number:,.4g}" if abs(number) < 10_000 else f"{number:,.0f}"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, InNotebook) and type(value).__str__ is object.__str__:
        return "; ".join(f"{name}: {said}" for name, held in _fields(value) if (said := _said(held)))
    # a tuple that says itself how it is written, as scores do, is left to it
    if isinstance(value, tuple | list) and type(value).__str__ is object.__str__:
        return ", ".join(_items(value))
    return str(value)


def _endless(value: Decimal) -> bool:
    """Tell whether a number comes from a division: nobody writes so many decimals."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent < -6


def _items(values: Iterable[object]) -> Iterator[str]:
    for each in values:
        yield _said(each)
