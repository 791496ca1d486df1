"""Tables as an Excel workbook: one sheet each, numbers as numbers, text never as a formula.

What somebody writes into an empty cell of a column of text stays text: ``007``
keeps its zeros.  Where a column has choices, they are offered as a list.

Loaded by `registry.load`, since it needs openpyxl.  What Excel cannot hold is
written so that nothing is lost silently: numbers of more than fifteen digits
and days before 1900 as text, control characters as ``\N{REPLACEMENT CHARACTER}``, text beyond 32,767
characters cut with ``…`` at its end, rows beyond 1,048,576 on a further sheet.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from customerbase.clean.formulas import guarded
from customerbase.outputs.target import Tables, several
from customerbase.outputs.text import display_width
from customerbase.reports.table import Column, Table, raw, shown
from customerbase.reports.words import term
from customerbase.values import CURRENCIES, Money

__all__ = ["write", "write_form"]

_ROWS = 1_048_575
_LONGEST = 32_767
_SAMPLE = 500
_WIDEST = 60
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FIRST_DAY = date(1900, 3, 1)  # Excel believes in the 29th of February 1900
_FORMATS = {"whole": "#,##0", "number": "#,##0.######", "share": "0.0%", "date": "yyyy-mm-dd"}
_EMPTY = {"text": "@", "list": "@", "date": "yyyy-mm-dd"}
_LIST = 255  # characters that Excel takes of a list of choices


def write(tables: Tables, target: str | Path | BinaryIO, *, language: str = "en") -> None:
    """Write tables as an Excel workbook.

    Parameters
    ----------
    tables : Table or iterable of Table
        One sheet each; the headings stay in view.
    target : str, Path or binary stream
    language : {'en', 'zh'}

    Raises
    ------
    ValueError
        If there is no table at all.
    """
    chosen = several(tables)
    if not chosen:
        raise ValueError("a workbook needs at least one table")
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for table in chosen:
        for start in range(0, max(len(table.rows), 1), _ROWS):
            sheet = book.create_sheet(sheet_name(table.heading(language), taken))
            _fill(sheet, table, table.rows[start : start + _ROWS], language)
    book.save(target)


def write_form(
    table: Table,
    target: str | Path | BinaryIO,
    *,
    language: str = "en",
    hidden: Collection[str] = (),
    choices: Mapping[int, Sequence[object]] | None = None,
    into: str,
) -> None:
    """Write a table as a form to be filled in.

    Parameters
    ----------
    table : Table
    target : str, Path or binary stream
    language : {'en', 'zh'}
    hidden : collection of str
        Keys of the columns that are not shown.
    choices : mapping of int to sequence, optional
        Row of the table, counted from 0 → what is offered in its cell.
    into : str
        Key of the column to write into.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name(table.heading(language), set()))
    letters = {each.key: letter for letter, each in _letters(table.columns)}
    for key in hidden:
        sheet.column_dimensions[letters[key]].hidden = True
    _fill(sheet, table, table.rows, language)
    sheet.auto_filter.ref = None
    for row, offered in (choices or {}).items():
        listed = _choices(Column(into, into, into, choices=tuple(offered)), language)
        sheet.data_validations.append(listed)
        listed.add(f"{letters[into]}{row + 2}")
    book.save(target)


def sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that Excel allows and no other sheet has, and take it.

    >>> taken: set[str] = set()
    >>> sheet_name("A/B", taken), sheet_name("a/b", taken)
    ('A B', 'a b (2)')
    """
    plain = _ILLEGAL.sub(" ", _FORBIDDEN.sub(" ", title)).strip().strip("'").strip()
    if not plain or plain.lower() == "history":
        plain = f"{plain or 'Sheet'} 1"
    name, number = _clipped(plain, 31), 1
    while name.casefold() in taken:
        number += 1
        name = _clipped(plain, 31 - len(f" ({number})")) + f" ({number})"
    taken.add(name.casefold())
    return name


def _clipped(text: str, units: int) -> str:
    """Cut to as many UTF-16 units, which is what Excel counts, without halving a character."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").rstrip()


def _fill(sheet: Any, table: Table, rows: Sequence[tuple[object, ...]], language: str) -> None:
    sheet.freeze_panes = "A2"
    heads = list(_heads(table.columns, language))
    for i, width in enumerate(_widths(table.columns, heads, rows[:_SAMPLE], language), 1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    for letter, each in _letters(table.columns):
        if each.kind in _EMPTY:
            sheet.column_dimensions[letter].number_format = _EMPTY[each.kind]
        if each.choices and rows:
            offered = _choices(each, language)
            sheet.data_validations.append(offered)
            offered.add(f"{letter}2:{letter}{len(rows) + 1}")
    last = f"{get_column_letter(len(heads))}{len(rows) + 1}"
    sheet.auto_filter.ref = f"A1:{last}"
    styled = []
    for title, numeric in heads:
        cell = _text_cell(sheet, title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E5F")
        cell.alignment = Alignment(horizontal="right" if numeric else "left", vertical="center")
        styled.append(cell)
    sheet.append(styled)
    for row in rows:
        sheet.append(
            [
                cell
                for own, value in zip(table.columns, row, strict=True)
                for cell in _cells(sheet, own, value, language)
            ]
        )


def _letters(columns: Iterable[Column]) -> Iterator[tuple[str, Column]]:
    """Give each column with its letter; money takes two, the amount and its currency."""
    at = 1
    for each in columns:
        yield get_column_letter(at), each
        at += 2 if each.kind == "money" else 1


def _choices(column: Column, language: str) -> Any:
    """Return a list to choose from; what is none of it may be written all the same."""
    words = ",".join(shown(each, language=language).replace(",", " ") for each in column.choices)
    return DataValidation(
        type="list",
        formula1='"' + words[:_LIST].replace('"', '""') + '"',
        allow_blank=True,
        showErrorMessage=False,
    )


def _heads(columns: Iterable[Column], language: str) -> Iterator[tuple[str, bool]]:
    for each in columns:
        title = each.heading(language)
        yield title, each.numeric
        if each.kind == "money":
            yield term("currency_of", language).format(title), False


def _widths(
    columns: Sequence[Column],
    heads: Sequence[tuple[str, bool]],
    sample: Sequence[tuple[object, ...]],
    language: str,
) -> Iterator[int]:
    titles = iter(heads)
    for i, each in enumerate(columns):
        texts = [shown(row[i], each.kind, language).partition("\n")[0] for row in sample]
        widest = max(map(display_width, [next(titles)[0], *texts]))
        # Room for the arrow of the filter beside the heading.
        yield min(widest + 4, _WIDEST)
        if each.kind == "money":
            yield max(8, display_width(next(titles)[0]) + 4)


def _cells(sheet: Any, column: Column, value: object, language: str) -> Iterator[Any]:
    if isinstance(value, Money):
        if column.kind == "money":
            places = CURRENCIES[value.currency]
            yield _number_cell(sheet, value.amount, "#,##0" + ("." + "0" * places if places else ""))
            yield value.currency
        else:
            yield _text_cell(sheet, str(value))
        return
    plain = raw(value)
    if plain is None:
        yield None
    elif isinstance(plain, datetime):
        yield _text_cell(sheet, plain.isoformat(" "))
    elif isinstance(plain, date):
        yield _day_cell(sheet, plain)
    elif isinstance(plain, int | Decimal):
        yield _number_cell(sheet, Decimal(plain), _FORMATS.get(column.kind, "General"))
    else:
        yield _text_cell(sheet, shown(value, column.kind, language))
    if column.kind == "money":
        yield None


def _text_cell(sheet: Any, text: str) -> Any:
    # A workbook knows only one kind of line end within a cell.
    text = _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > _LONGEST // 2 and len(text.encode("utf-16-le")) > 2 * _LONGEST:
        text = _clipped(text, _LONGEST - 1) + "…"
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if guarded(text) != text:
        # Without this mark, Excel takes the text for a formula once somebody edits the cell.
        cell.quotePrefix = True
    return cell


def _number_cell(sheet: Any, number: Decimal, number_format: str) -> Any:
    held = float(number)
    # A share is rounded anyway; any other number must come back exactly, or stay text.
    if number_format != _FORMATS["share"] and Decimal(repr(held)) != number:
        return _text_cell(sheet, f"{number:f}")
    cell = WriteOnlyCell(sheet, value=int(number) if number == number.to_integral_value() else held)
    cell.number_format = number_format
    return cell


def _day_cell(sheet: Any, day: date) -> Any:
    if day < _FIRST_DAY:
        return _text_cell(sheet, day.isoformat())
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a cell knows no zones
    cell = WriteOnlyCell(sheet, value=midnight)
    cell.number_format = _FORMATS["date"]
    return cell
