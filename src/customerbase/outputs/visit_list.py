"""The visit list on paper: a block for each visit, the present values, boxes to tick and lines to write on.

Each employee begins on a page of his own, and no page ends within a visit that
fits on one.  The small number beside a value is the row in which it stands in
the same list as CSV or Excel: whoever types in what came back finds it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

import attrs

from customerbase.model import VerificationOutcome
from customerbase.outputs.shell import document, safe
from customerbase.outputs.target import opened
from customerbase.reports.table import Table, shown
from customerbase.reports.words import TERMS, term, word

__all__ = ["paper", "write"]

_HEADER_ROWS = 2
"""Of a list in a file, the first value stands in this row."""

_NEEDED = ("visit_on", "customer_id", "customer", "facet", "what", "present_value", "right_value")


@attrs.frozen
class _Line:
    """One row of the list: the number it has in a file, and its cells by key."""

    number: int
    cells: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.cells.get(key)


def paper(table: Table, *, language: str = "en") -> str:
    """Return a visit list as one HTML document, laid out for A4.

    Parameters
    ----------
    table : Table
        What `CustomerBase.visit_list` returns.
    language : {'en', 'zh'}

    Raises
    ------
    ValueError
        If the table is no visit list.
    """
    keys = [each.key for each in table.columns]
    if missing := [each for each in _NEEDED if each not in keys]:
        raise ValueError(f"table {table.name!r} is no visit list: it lacks {', '.join(missing)}")
    lines = [_Line(i, dict(zip(keys, row, strict=True))) for i, row in enumerate(table.rows, _HEADER_ROWS)]
    sheets = [
        _sheet(table, employee, list(held), language)
        for employee, held in groupby(lines, lambda each: each["employee"])
    ]
    if not lines:
        heading, nothing = safe(table.heading(language)), safe(term("no_rows", language))
        sheets = [f'<main class="visits"><h1>{heading}</h1><p>{nothing}</p></main>']
    styles = ("visit_list.css",)
    return document(table.heading(language), "\n".join(sheets), language=language, styles=styles, script=None)


def write(table: Table, target: str | Path | TextIO, *, language: str = "en") -> None:
    """Write a visit list as an HTML document, to be printed."""
    with opened(target) as stream:
        stream.write(paper(table, language=language))


def _sheet(table: Table, employee: object, lines: Sequence[_Line], language: str) -> str:
    who = shown(TERMS["nobody"] if employee is None else employee, language=language)
    days = [each["visit_on"] for each in lines]
    span = (
        shown(min(days))
        if min(days) == max(days)
        else term("from_to", language, start=min(days), end=max(days))
    )
    parts = [
        '<main class="visits"><header>',
        f"<h1>{safe(table.heading(language))}</h1><span>{safe(span)}</span><b>{safe(who)}</b></header>",
    ]
    if table.notes:
        parts.append(f'<p class="how">{safe(table.notes[0].said(language))}</p>')
    for _, visit in groupby(lines, lambda each: (each["visit_on"], each["customer_id"])):
        parts += _visit(list(visit), language)
    parts += [f"<footer>{safe(each.said(language))}</footer>" for each in table.notes[1:]]
    return "".join([*parts, "</main>"])


def _visit(lines: Sequence[_Line], language: str) -> Iterator[str]:
    first = lines[0]
    day = first["visit_on"].isoformat()
    yield '<section class="visit">'
    yield f"<h2>{safe(first['customer'])} <small>{safe(first['customer_id'])}</small>"
    yield f'<time datetime="{day}">{day}</time></h2>'
    if first["address"]:
        yield f"<address>{safe(shown(first['address'], language=language))}</address>"
    for facet, held in groupby(lines, lambda each: each["facet"]):
        yield from _facet(shown(facet, language=language), list(held), language)
    yield "</section>"


def _facet(name: str, lines: Sequence[_Line], language: str) -> Iterator[str]:
    yield f'<div class="facet"><div class="ticks"><h3>{safe(name)}</h3>'
    for outcome in VerificationOutcome:
        yield f'<span><i class="box"></i>{safe(word(outcome, language))}</span>'
    heads = "".join(
        f'<th scope="col" class="{css}">{safe(term(key, language))}</th>'
        for key, css in (("row", "line"), ("what", "what"), ("present_value", "now"), ("right_value", ""))
    )
    yield f"</div><table><thead><tr>{heads}</tr></thead><tbody>"
    for person, held in groupby(lines, lambda each: each["person"]):
        if person is not None:
            yield f'<tr class="person"><th scope="rowgroup" colspan="4">{safe(person)}</th></tr>'
        for line in held:
            yield _value(line, language)
    yield "</tbody></table>"
    blanks = ("checked_on", "checked_by", "how", "evidence", "note")
    yield f'<div class="blanks">{"".join(f"<span>{safe(term(each, language))}</span>" for each in blanks)}</div></div>'


def _value(line: _Line, language: str) -> str:
    known = line["what"] is not None
    what = shown(line["what"], language=language) if known else term("nothing_known", language)
    now = shown(line["present_value"], language=language)
    return (
        f'<tr><td class="line">{line.number}</td><th scope="row" class="what">{safe(what)}</th>'
        f'<td class="now">{safe(now)}</td><td class="right"></td></tr>'
    )
