"""Tables as CSV: exact values for programs, and safe to open in a spreadsheet.

Numbers and days are written plain (``1234.50``, ``0.25`` for 25 %, ``2024-05-01``).
Money takes two columns: the amount and its currency.  Text that a spreadsheet
would run as a formula gets an apostrophe in front (`clean.formulas`), which
`unguarded` takes away; numbers stay numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal, TextIO

from customerbase.clean.formulas import guarded, unguarded
from customerbase.outputs.target import Tables, opened, several
from customerbase.reports.table import Column, Table, raw
from customerbase.reports.words import Phrase, term
from customerbase.values import Money

__all__ = ["unguarded", "write"]

_QUOTED = frozenset(',;|"\t\r\n')


def write(
    tables: Tables,
    target: str | Path | TextIO,
    *,
    language: str = "en",
    headings: Literal["titles", "keys"] = "titles",
    encoding: str = "utf-8-sig",
) -> None:
    r"""Write tables as CSV with commas and CRLF (RFC 4180).

    Parameters
    ----------
    tables : Table or iterable of Table
    target : str, Path or text stream
        For one table, its file; for several, a folder that gets one file for
        each, named after the table.  Only one table goes into a stream.
    language : {'en', 'zh'}
        Of the headings and of sentences; choices such as a stage are written by their names in the code.
    headings : {'titles', 'keys'}
        What people read, or the names for programs, the same in every language.
    encoding : str
        UTF-8 with a byte order mark, by which spreadsheets know that it is UTF-8.

    Raises
    ------
    ValueError
        If several tables are to go into one stream.

    Examples
    --------
    >>> import io
    >>> table = Table("t", "T", "表", (Column("name", "Name", "名称"),), (("=1+1",),))
    >>> stream = io.StringIO()
    >>> write(table, stream)
    >>> stream.getvalue()
    "Name\r\n'=1+1\r\n"
    """
    chosen = several(tables)
    if len(chosen) == 1 and not (isinstance(target, str | Path) and Path(target).is_dir()):
        with opened(target, encoding) as stream:
            stream.writelines(_lines(chosen[0], language, headings))
        return
    if not isinstance(target, str | Path):
        raise ValueError(  # noqa: TRY004 - it is the number of tables that does not fit
            "several tables do not go into one CSV stream: name a folder, or write one at a time"
        )
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    for each in chosen:
        with opened(folder / f"{each.name}.csv", encoding) as stream:
            stream.writelines(_lines(each, language, headings))


def _lines(table: Table, language: str, headings: str) -> Iterator[str]:
    heads: list[str] = []
    for each in table.columns:
        head = each.key if headings == "keys" else each.heading(language)
        heads.append(_text(head))
        if each.kind == "money":
            unit = "{}_currency" if headings == "keys" else term("currency_of", language)
            heads.append(_text(unit.format(head)))
    yield ",".join(heads) + "\r\n"
    for row in table.rows:
        said = [cell.said(language) if isinstance(cell, Phrase) else cell for cell in row]
        cells = [part for each, cell in zip(table.columns, said, strict=True) for part in _cells(each, cell)]
        # A line that is wholly empty would be skipped by readers as no row at all.
        yield (",".join(cells) or '""') + "\r\n"


def _cells(column: Column, value: object) -> Iterator[str]:
    if column.kind == "money":
        yield _cell(value)
        yield value.currency if isinstance(value, Money) else ""
    elif isinstance(value, Money):
        yield _text(str(value))
    else:
        yield _cell(value)


def _cell(value: object) -> str:
    plain = raw(value)
    if plain is None:
        return ""
    if isinstance(plain, datetime | date):
        return plain.isoformat()
    if isinstance(plain, int | Decimal):
        return f"{plain:f}" if isinstance(plain, Decimal) else str(plain)
    return _text(plain)


def _text(text: str) -> str:
    text = guarded(text)
    # Semicolons are quoted too: where they separate, they would split a cell and bare its second half.
    if not text or text.isspace() or not _QUOTED.isdisjoint(text) or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text
