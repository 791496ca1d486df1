"""The customer card as a sheet of A4 that can be printed, or as plain text."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from customerbase.outputs.html import fragment
from customerbase.outputs.shell import document, safe
from customerbase.outputs.target import opened
from customerbase.outputs.text import write as write_text
from customerbase.reports.dossier import Card, CardFact, tables
from customerbase.reports.table import shown
from customerbase.reports.words import term

__all__ = ["card", "text", "write"]


def card(given: Card, *, language: str = "en") -> str:
    """Return a customer card as one HTML document, laid out for A4.

    Each fact carries in small print where it was learned, and when.

    Parameters
    ----------
    given : Card
        What `reports.dossier.report` returns.
    language : {'en', 'zh'}
    """
    badges = "".join(
        f'<span class="tag"{_is(each)}>{safe(shown(each, language=language))}</span>' for each in given.badges
    )
    day = safe(term("as_of", language, day=given.as_of)) if given.as_of else ""
    parts = [
        '<main class="card"><header>',
        f'<p class="kicker">{safe(term("dossier", language))} <b>{safe(given.customer_id)}</b><span>{day}</span></p>',
        f'<h1>{safe(given.name)}</h1><p class="badges">{badges}</p></header><div class="groups">',
    ]
    for group in given.groups:
        facts = "".join(_fact(each, language) for each in group.facts)
        parts.append(f"<section><h2>{safe(group.title.said(language))}</h2><dl>{facts}</dl></section>")
    parts.append("</div>")
    parts += [f'<section class="held">{fragment(each, language=language)}</section>' for each in given.tables]
    parts.append(f"<footer>{safe(term('printed_for', language))}</footer></main>")
    title = f"{given.name} ({given.customer_id})"
    return document(title, "\n".join(parts), language=language, styles=("page.css", "card.css"), script=None)


def write(given: Card, target: str | Path | TextIO, *, language: str = "en") -> None:
    """Write a customer card as an HTML document."""
    with opened(target) as stream:
        stream.write(card(given, language=language))


def text(
    given: Card, target: str | Path | TextIO, *, language: str = "en", widest: int | None = None
) -> None:
    """Write a customer card as plain text; longer cells than `widest` columns are cut."""
    write_text(tables(given), target, language=language, widest=widest)


def _is(badge: object) -> str:
    value = getattr(badge, "value", None)
    return f' data-is="{safe(value)}"' if value else ""


def _fact(fact: CardFact, language: str) -> str:
    value = safe(shown(fact.value, language=language))
    origin = ""
    if fact.source is not None:
        said = [shown(fact.source.method, language=language), fact.source.collected_by]
        said.append(None if fact.on is None else fact.on.isoformat())
        origin = f"<small>{safe(' · '.join(each for each in said if each))}</small>"
    return f"<div><dt>{safe(fact.label.said(language))}</dt><dd>{value}{origin}</dd></div>"
