"""One self-contained page that shows the whole base: figures, charts, and tables that one can sort and filter."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from customerbase.outputs.charts import draw
from customerbase.outputs.html import MAX_ROWS, fragment, panels
from customerbase.outputs.shell import document, safe
from customerbase.outputs.target import Tables, opened, several
from customerbase.reports.figures import Chart, Figure, Section
from customerbase.reports.table import Table, shown
from customerbase.reports.words import Phrase, term
from customerbase.values import Money

__all__ = ["page", "write"]


def page(
    title: str,
    figures: Iterable[Figure] = (),
    charts: Iterable[Chart] = (),
    tables: Tables = (),
    *,
    language: str = "en",
    notes: Iterable[Phrase] = (),
    sections: Iterable[Section] = (),
    max_rows: int = MAX_ROWS,
) -> str:
    """Return one HTML document that needs no network.

    Parameters
    ----------
    title : str
        Of the page: the company's name, say.
    figures : iterable of Figure
        Numbers at the top.
    charts : iterable of Chart
    tables : Table or iterable of Table
    language : {'en', 'zh'}
    notes : iterable of Phrase
        What stands below the title: the day, the period, the currencies.
    sections : iterable of Section
        What stands between the charts and the tables, under headings of its own.
    max_rows : int
        Rows of each table that are shown; the page says what it leaves out.

    Examples
    --------
    >>> page("Acme & Sons").count("<h1>Acme &amp; Sons</h1>")
    1
    """
    tiles = "".join(_tile(each, language) for each in figures)
    drawn = "".join(_drawing(each, language) for each in charts)
    chosen, below = tuple(sections), several(tables)
    jump = _jump(chosen, below, language)
    parts = [
        f'<header class="top"><div><h1>{safe(title)}</h1>{_notes(notes, language)}{jump}</div></header>',
        "<main>",
    ]
    if tiles or drawn:
        parts.append(f'<section class="overview" aria-label="{safe(term("overview", language))}">')
        parts.append(f'<div class="figures">{tiles}</div><div class="charts">{drawn}</div></section>')
    parts += [_section(each, language, max_rows) for each in chosen]
    parts += [panels(below, language=language, max_rows=max_rows), "</main>"]
    return document(title, "\n".join(parts), language=language)


def write(
    tables: Tables,
    target: str | Path | TextIO,
    *,
    language: str = "en",
    title: str | None = None,
    figures: Iterable[Figure] = (),
    charts: Iterable[Chart] = (),
    notes: Iterable[Phrase] = (),
    sections: Iterable[Section] = (),
    max_rows: int = MAX_ROWS,
) -> None:
    """Write the page to a file or text stream; see `page`."""
    with opened(target) as stream:
        stream.write(
            page(
                title or term("overview", language),
                figures,
                charts,
                tables,
                language=language,
                notes=notes,
                sections=sections,
                max_rows=max_rows,
            )
        )


def _tile(figure: Figure, language: str) -> str:
    said = safe(shown(figure.value, figure.kind, language))
    if isinstance(figure.value, Money):
        # The label names the currency; beside a large number it would only be noise.
        said = said.rpartition(" ")[0]
    parts = [f'<div class="figure"><p class="label">{safe(figure.label.said(language))}</p>']
    parts.append(f'<p class="number">{said}</p>')
    if figure.change is not None:
        percent = shown(figure.change, "share", language)
        way = "up" if figure.change > 0 else "down" if figure.change < 0 else "level"
        sign = {"up": "▲ +", "down": "▼ ", "level": ""}[way]
        words = term("compared", language, change="\0").split("\0")
        change = f'<b class="{way}">{sign}{safe(percent)}</b>'
        parts.append(f'<p class="change">{safe(words[0])}{change}{safe(words[1])}</p>')
    if figure.note is not None:
        parts.append(f'<p class="change">{safe(figure.note.said(language))}</p>')
    return "".join(parts) + "</div>"


def _drawing(chart: Chart, language: str) -> str:
    note = f'<p class="note">{safe(chart.note.said(language))}</p>' if chart.note else ""
    heading = safe(chart.title.said(language))
    return f'<figure class="drawing {chart.form}"><figcaption>{heading}</figcaption>{draw(chart, language=language)}{note}</figure>'


def _notes(notes: Iterable[Phrase], language: str) -> str:
    said = "".join(f"<span>{safe(each.said(language))}</span>" for each in notes)
    return f'<p class="notes">{said}</p>'


def _jump(sections: tuple[Section, ...], tables: tuple[Table, ...], language: str) -> str:
    """Return links to what lies far below: each section, and the tables after them."""
    ways = [(each.name, each.title.said(language)) for each in sections]
    if sections and len(tables) > 1:
        ways.append(("tables", term("tables", language)))
    links = "".join(f'<a href="#{safe(name)}">{safe(said)}</a>' for name, said in ways)
    return f'<nav class="jump">{links}</nav>' if links else ""


def _section(section: Section, language: str, max_rows: int) -> str:
    name, heading = safe(section.name), safe(section.title.said(language))
    parts = [f'<section class="section" id="{name}" aria-labelledby="{name}-heading">']
    parts.append(f'<h2 id="{name}-heading">{heading}</h2>{_notes(section.notes, language)}')
    drawn = "".join(_drawing(each, language) for each in section.charts)
    parts.append(f'<div class="charts">{drawn}</div>' if drawn else "")
    tables = (fragment(each, language=language, max_rows=max_rows) for each in section.tables)
    return "".join([*parts, *(f'<div class="open">{each}</div>' for each in tables), "</section>"])
