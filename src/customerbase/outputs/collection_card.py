"""The collection card on paper: a label and a line to write on for each field, choices as boxes to tick."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TextIO

from customerbase.outputs.shell import document, safe
from customerbase.outputs.target import opened
from customerbase.reports.collection_card import card_choices
from customerbase.reports.table import Table, shown

__all__ = ["paper", "write"]


def paper(table: Table, *, language: str = "en") -> str:
    """Return a collection card as one HTML document, laid out for A4.

    Parameters
    ----------
    table : Table
        What `customerbase.reports.collection_card.collection_card` returns.
    language : {'en', 'zh'}
    """
    parts = [f'<main class="form"><h1>{safe(table.heading(language))}</h1>']
    for section, rows in groupby(table.rows[1:], lambda row: row[0]):
        parts.append(f"<section><h2>{safe(section)}</h2><dl>")
        for _, what, value, field in rows:
            offered = card_choices(str(field))
            written = safe(shown(value, language=language))
            if offered and not value:
                written = " ".join(f"<i>{safe(shown(each, language=language))}</i>" for each in offered)
            parts.append(f"<div><dt>{safe(what)}</dt><dd>{written}</dd></div>")
        parts.append("</dl></section>")
    parts.append("</main>")
    styles = ("collection_card.css",)
    return document(table.heading(language), "".join(parts), language=language, styles=styles, script=None)


def write(table: Table, target: str | Path | TextIO, *, language: str = "en") -> None:
    """Write a collection card as an HTML document, to be printed."""
    with opened(target) as stream:
        stream.write(paper(table, language=language))
