"""Tables as HTML: a fragment for one's own page, or one self-contained document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TextIO

from customerbase.chronicle import EventKind
from customerbase.model import Attitude, ContactRole, FeedbackKind, Stage, TaskStatus
from customerbase.outputs.shell import document, safe
from customerbase.outputs.target import Tables, opened, several
from customerbase.outputs.text import display_width
from customerbase.reports.table import Column, Table, raw, shown
from customerbase.reports.words import Phrase, term
from customerbase.values import Money

__all__ = ["MAX_ROWS", "fragment", "panels", "write"]

MAX_ROWS = 5_000
"""Rows of a table that a page shows unless told otherwise; more make browsers slow."""

_TAGGED = (Attitude, ContactRole, EventKind, FeedbackKind, Stage, TaskStatus)
"""Choices that the eye looks for along a column."""

_NAMING = ("name", "customer", "person")


def write(
    tables: Tables, target: str | Path | TextIO, *, language: str = "en", max_rows: int = MAX_ROWS
) -> None:
    """Write tables as one HTML document that needs no network.

    Parameters
    ----------
    tables : Table or iterable of Table
    target : str, Path or text stream
    language : {'en', 'zh'}
    max_rows : int
        Rows of each table that are shown; the document says what it leaves out.
    """
    chosen = several(tables)
    title = chosen[0].heading(language) if len(chosen) == 1 else term("tables", language)
    body = f"<main>{panels(chosen, language=language, max_rows=max_rows)}</main>"
    with opened(target) as stream:
        stream.write(document(title, body, language=language))


def panels(tables: tuple[Table, ...], *, language: str = "en", max_rows: int = MAX_ROWS) -> str:
    """Return the tables as sections, with the bar by which one goes from one to another."""
    parts = []
    if len(tables) > 1:
        label = safe(term("tables", language))
        parts.append(f'<nav class="tabs" aria-label="{label}" id="tables">')
        parts += [
            f'<a href="#t{i}">{safe(each.heading(language))}<span class="count">{len(each.rows):,}</span></a>'
            for i, each in enumerate(tables)
        ]
        parts.append("</nav>")
    for i, each in enumerate(tables):
        parts.append(f'<section class="panel" id="t{i}" data-name="{safe(each.name)}">')
        parts.append(fragment(each, language=language, max_rows=max_rows))
        parts.append("</section>")
    return "\n".join(parts)


def fragment(table: Table, *, language: str = "en", max_rows: int | None = None) -> str:
    """Return one table as HTML that can be put into any page.

    Headings carry ``scope`` and ``aria-sort``, and cells whose order is not
    that of their text carry it in ``data-v``; the script of our own page
    reads these.

    Examples
    --------
    >>> table = Table("t", "T", "表", (Column("name", "Name", "名称"),), (("<script>",),))
    >>> "&lt;script&gt;" in fragment(table)
    True
    """
    rows = table.rows if max_rows is None else table.rows[:max_rows]
    count = len(table.rows)
    said = term("row_count_one", language) if count == 1 else term("row_count", language, count=f"{count:,}")
    words = {name: term(name, language) for name in ("filter", "show_all", "matches")}
    data = "".join(f' data-{name.replace("_", "-")}="{safe(text)}"' for name, text in words.items())
    parts = [
        f'<div class="scroll" tabindex="0" role="group" aria-label="{safe(table.heading(language))}"{data}>'
    ]
    parts.append(f"<table><caption>{safe(table.heading(language))} <small>{safe(said)}</small></caption>")
    parts.append(f"<thead><tr>{''.join(_heads(table, language))}</tr></thead><tbody>")
    naming = _naming(table.columns)
    for row in rows:
        cells = (
            _cell(each, value, language, names=i == naming)
            for i, (each, value) in enumerate(zip(table.columns, row, strict=True))
        )
        parts.append(f"<tr>{''.join(cells)}</tr>")
    parts.append("</tbody></table></div>")
    if not rows:
        parts.append(f'<p class="empty">{safe(term("no_rows", language))}</p>')
    notes = [each.said(language) for each in table.notes]
    if len(rows) < count:
        notes.append(term("first_rows", language, shown=f"{len(rows):,}", count=f"{count:,}"))
    parts += [f'<p class="note">{safe(note)}</p>' for note in notes]
    return "\n".join(parts)


def _heads(table: Table, language: str) -> Iterator[str]:
    for each in table.columns:
        numeric = ' class="n"' if each.numeric else ""
        yield f'<th scope="col" aria-sort="none"{numeric}>{safe(each.heading(language))}</th>'


def _naming(columns: tuple[Column, ...]) -> int:
    """Return which column names the row: that of the customer or person, or else the first."""
    keys = [each.key for each in columns]
    return next((keys.index(name) for name in _NAMING if name in keys), 0)


def _cell(column: Column, value: object, language: str, *, names: bool) -> str:
    if value is None:
        content, order = "", ""
    else:
        content, order = _content(column, value, language), _order(value)
    classes = " ".join(
        name
        for name, wanted in (
            ("who", names and column.key in _NAMING),
            ("n", column.numeric),
            ("d", column.kind == "date"),
            ("long", not column.numeric and _length(value, language) > 48),
            ("below", isinstance(value, int | Decimal | Money) and _negative(value)),
        )
        if wanted
    )
    attributes = (f' class="{classes}"' if classes else "") + (f' data-v="{safe(order)}"' if order else "")
    return f'<th scope="row"{attributes}>{content}</th>' if names else f"<td{attributes}>{content}</td>"


def _content(column: Column, value: object, language: str) -> str:
    said = safe(shown(value, column.kind, language))
    if isinstance(value, Money):
        amount, _, currency = said.rpartition(" ")
        return f'{amount} <span class="unit">{currency}</span>'
    if isinstance(value, _TAGGED):
        return f'<span class="tag" data-is="{safe(value.value)}">{said}</span>'
    if isinstance(value, tuple) and value and all(isinstance(each, _TAGGED) for each in value):
        return " ".join(_content(column, each, language) for each in value)
    return said


def _order(value: object) -> str:
    """Return what a number is sorted by; text and days are sorted by what they show."""
    if isinstance(value, bool | str | date | Enum):
        return ""
    plain = raw(value)
    return f"{plain:f}" if isinstance(plain, Decimal) else str(plain) if isinstance(plain, int) else ""


def _length(value: object, language: str) -> int:
    return display_width(shown(value, language=language)) if isinstance(value, str | Phrase) else 0


def _negative(value: int | Decimal | Money) -> bool:
    return value.amount < 0 if isinstance(value, Money) else value < 0
