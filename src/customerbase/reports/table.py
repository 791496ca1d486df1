"""A table that says everything an output needs: titles in two languages, kinds of columns, python values.

A report turns typed rows into a `Table` with `tabulate`; an output asks a
`Column` for its heading and `shown` for what a person reads in a cell, or
`raw` for what a machine reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Literal, get_args

import attrs

from customerbase.reports.words import TERMS, Phrase, word
from customerbase.values import Money

__all__ = ["Column", "Kind", "Table", "column", "filled", "raw", "shown", "tabulate"]

Kind = Literal["text", "whole", "number", "money", "share", "date", "list"]
NUMERIC = frozenset({"whole", "number", "money", "share"})
"""The kinds of columns that are aligned to the right and sorted by size."""

_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)
_WRITTEN = Context(prec=28, rounding=ROUND_HALF_EVEN)


@attrs.frozen
class Column:
    """One column of a table.

    Parameters
    ----------
    key : str
        Name for programs; the attribute of a typed row that it shows.
    title, title_zh : str
        What people read above it.
    kind : {'text', 'whole', 'number', 'money', 'share', 'date', 'list'}
        What its cells hold; any cell may be None.  A share is 0 to 1.
    read : callable, optional
        How a cell is taken from a typed row, where it is not the attribute `key`.
    choices : tuple, optional
        What is to be written in its empty cells: a workbook offers them as a list.
    """

    key: str
    title: str
    title_zh: str
    kind: Kind = attrs.field(default="text", validator=attrs.validators.in_(get_args(Kind)))
    read: Callable[[Any], object] | None = attrs.field(default=None, eq=False, repr=False)
    choices: tuple[object, ...] = attrs.field(default=(), repr=False)

    @property
    def numeric(self) -> bool:
        """Whether the cells are aligned to the right and sorted by size."""
        return self.kind in NUMERIC

    def heading(self, language: str = "en") -> str:
        """Return the title in this language."""
        return Phrase(self.title, self.title_zh).said(language)

    def cell(self, row: object) -> object:
        """Take the value of this column from a typed row."""
        return getattr(row, self.key) if self.read is None else self.read(row)


@attrs.frozen
class Table:
    """Rows of python values under headings in two languages.

    Parameters
    ----------
    name : str
        Name for programs and files: ``sales_ranking``.
    title, title_zh : str
    columns : tuple of Column
    rows : tuple of tuple
        Python values (text, int, Decimal, `Money`, date, enum members, tuples
        of these, None), one for each column.
    notes : tuple of Phrase
        What a reader must know: period, what was left out.

    Raises
    ------
    ValueError
        If a row has more or fewer cells than there are columns.

    Examples
    --------
    >>> table = Table("few", "A few", "几个", (Column("name", "Name", "名称"),), (("上海机电",),))
    >>> table.heading("zh"), len(table.rows)
    ('几个', 1)
    """

    name: str
    title: str
    title_zh: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...] = attrs.field(repr=False)
    notes: tuple[Phrase, ...] = ()

    def __attrs_post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"row {number} of table {self.name!r} has {len(row)} cells for {len(self.columns)} columns"
                )

    def heading(self, language: str = "en") -> str:
        """Return the title in this language."""
        return Phrase(self.title, self.title_zh).said(language)


def column(key: str, kind: Kind = "text", read: Callable[[Any], object] | None = None) -> Column:
    """Return a column whose titles stand in `words.TERMS` under its key."""
    term = TERMS[key]
    return Column(key, term.en, term.zh, kind, read)


def tabulate(
    name: str, columns: Sequence[Column], rows: Iterable[object], notes: Iterable[Phrase] = ()
) -> Table:
    """Make a table of typed rows: each column takes its cell from each row.

    The table's title stands in `words.TERMS` under its name.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> tabulate("roster", [column("customer_id")], [SimpleNamespace(customer_id="C1")]).rows
    (('C1',),)
    """
    term = TERMS[name]
    cells = tuple(tuple(each.cell(row) for each in columns) for row in rows)
    return Table(name, term.en, term.zh, tuple(columns), cells, tuple(notes))


def filled(table: Table) -> Table:
    """Return a table without the columns in which nothing stands: paper and screens are narrow.

    >>> columns = (Column("a", "A", "甲"), Column("b", "B", "乙"))
    >>> len(filled(Table("t", "T", "表", columns, (("x", None),))).columns)
    1
    """
    kept = [i for i in range(len(table.columns)) if any(row[i] not in (None, ()) for row in table.rows)]
    if not table.rows or len(kept) == len(table.columns):
        return table
    columns = tuple(table.columns[i] for i in kept)
    return attrs.evolve(table, columns=columns, rows=tuple(tuple(row[i] for i in kept) for row in table.rows))


# ------------------------------------------------------------------ what stands in a cell


def shown(value: object, kind: Kind = "text", language: str = "en") -> str:
    """Return what a person reads in a cell of this kind.

    Examples
    --------
    >>> shown(Decimal("0.1234"), "share"), shown(True, language="zh"), shown(1234567, "whole")
    ('12.3%', '是', '1,234,567')
    """
    if isinstance(value, Enum):  # before text: our choices are text too
        return word(value, language)
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, Phrase):
        return value.said(language)
    if isinstance(value, bool):
        return TERMS["yes" if value else "no"].said(language)
    if isinstance(value, tuple | list):
        return TERMS["list_separator"].said(language).join(shown(each, "text", language) for each in value)
    if isinstance(value, int | float | Decimal | Fraction):
        return _number(exact(value), kind)
    return value.isoformat(" ", "minutes") if isinstance(value, datetime) else str(value)


def _number(value: Decimal, kind: Kind) -> str:
    if kind == "share":
        percent = value.scaleb(2, _WIDE).quantize(Decimal("0.1"), context=_WIDE)
        return f"{percent or abs(percent):,}%"
    return f"{_plain(value):,f}"


def raw(value: object) -> str | int | Decimal | date | None:
    """Return what a machine reads in a cell: plain text, an exact number, a day, or nothing.

    Enum members become their values, tuples one text joined by ``; ``; of money only
    the amount is left, since its currency has a column of its own.  A fraction
    that does not end is rounded to 28 digits, half to even.

    Examples
    --------
    >>> raw(Money("12.50", "CNY")), raw(("a", "b")), raw(Fraction(1, 3))
    (Decimal('12.50'), 'a; b', Decimal('0.3333333333333333333333333333'))
    """
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    if isinstance(value, Phrase):
        return value.en
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, int | Decimal | date):
        return value
    if isinstance(value, float | Fraction):
        return _quotient(value, _WRITTEN) if isinstance(value, Fraction) else exact(value)
    if isinstance(value, tuple | list):
        return "; ".join(str(plain) for each in value if (plain := raw(each)) is not None)
    return str(value)


def exact(value: float | Decimal | Fraction) -> Decimal:
    """Return a number as a Decimal; a fraction that does not end is rounded to 60 digits."""
    if isinstance(value, Fraction):
        return _quotient(value, _WIDE)
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _quotient(value: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def _plain(value: Decimal) -> Decimal:
    """Drop the zeros at the end of the decimals: 5.000 pieces are 5 pieces."""
    if not value:
        return Decimal(0)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0:
        value = value.normalize(_WIDE)
    return value
