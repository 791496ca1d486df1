"""``rfm``: customers scored and put into segments, and how one customer's scores came about."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from customerbase import rfm as scores
from customerbase.cli.showing import existing, find_customer, form_of, title_of, write_tables
from customerbase.cli.terminal import Session
from customerbase.model import Customer
from customerbase.outputs import page
from customerbase.presenting import most_used
from customerbase.reports.rfm import QUARTER, migration_table, report, score_table, section
from customerbase.reports.rfm_charts import segment_phrase
from customerbase.reports.table import Table
from customerbase.reports.words import TERMS, Phrase, term

__all__ = ["MAPS", "rfm"]

MAPS: Final[Mapping[str, Callable[[], scores.SegmentMap]]] = {
    "standard": scores.standard,
    "r_vignette": scores.r_vignette,
    "trade": scores.trade,
}
"""Name of a map of segments → what makes it."""

_FORMS = ("html", "xlsx", "csv", "txt", "folder")


def rfm(asked: argparse.Namespace, session: Session) -> None:
    """Print the segments, write them, or explain one customer's scores."""
    form = None if asked.to is None else form_of(asked.to, _FORMS)
    with existing(asked.base, session) as base:
        as_of = asked.as_of or session.today(base)
        customer_id = None if asked.customer is None else find_customer(base, asked.customer)
        sold = Counter(each.amount.currency for each in base.sales() if each.on <= as_of)
        currency = asked.currency or most_used(sold.elements())
        segments = None if asked.segments is None else MAPS[asked.segments]()
        run = base.rfm(as_of=as_of, currency=currency, bins=asked.bins, segments=segments, everyone=True)
        before = base.rfm(
            as_of=as_of - QUARTER,
            currency=currency,
            scale=run.scale,
            segments=run.segments,
            everyone=True,
        )
        names = {each.customer_id: each.name for each in base.all(Customer)}
    if customer_id is not None:
        session.terminal.prose(_explained(run, customer_id, asked.language))
        return
    notes = _left_out(sold, currency)
    summed = report(run, notes=notes)
    if form is None:
        session.terminal.table(summed, language=asked.language)
        return
    listed = score_table(run, names=names, notes=notes)
    earlier = before if before.scores else None
    if form == "html":
        shown = section(run, earlier, notes=notes)
        page.write([listed], asked.to, language=asked.language, title=title_of(asked.base), sections=[shown])
    else:
        tables: list[Table] = [listed] if form == "csv" else [summed, listed]
        if form != "csv" and earlier is not None and run.segments is not None:
            tables.append(migration_table(run.since(earlier), run.segments))
        write_tables(tables, asked.to, form, asked.language)
    session.terminal.say(f"written: {asked.to}")


def _explained(run: scores.RfmRun, customer_id: str, language: str) -> str:
    row = next(each for each in run.rows if each.customer_id == customer_id)
    if row.score is None:
        said = term("rfm_none", language, who=customer_id, day=run.as_of)
    else:
        said = scores.explain(row.score, language=language)
    if run.segments is None:
        return said
    name = segment_phrase(run.segments, row.segment)
    return f"{said}\n{TERMS['titled'].filled(title=TERMS['segment'], value=name).said(language)}"


def _left_out(sold: Counter[str], currency: str | None) -> tuple[Phrase, ...]:
    others = [f"{sold[each]:,} × {each}" for each in sorted(sold) if each != currency]
    if not others:
        return ()
    return (TERMS["other_sales"].filled(currency=currency, others=", ".join(others)),)
