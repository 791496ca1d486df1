"""``rfm``: customers scored and put into segments, and how one customer's scores came about."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from customerbase import rfm as scores
from customerbase.base import CustomerBase
from customerbase.cli.options import CommandError
from customerbase.cli.showing import (
    check_currency,
    currencies_of,
    existing,
    find_customer,
    form_of,
    title_of,
    write_tables,
)
from customerbase.cli.terminal import Session
from customerbase.errors import EditConflict, NotFound
from customerbase.model import Customer
from customerbase.outputs import page
from customerbase.presenting import most_used
from customerbase.reports.rfm import (
    QUARTER,
    migration_table,
    moves_table,
    report,
    score_table,
    section,
)
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

_MOVES = 10
_FORMS = ("html", "xlsx", "csv", "txt", "folder")


def rfm(asked: argparse.Namespace, session: Session) -> None:
    """Print the segments, write them, or explain one customer's scores."""
    form = None if asked.to is None else form_of(asked.to, _FORMS)
    with existing(asked.base, session) as base:
        as_of = asked.as_of or session.today(base)
        customer_id = None if asked.customer is None else find_customer(base, asked.customer)
        kept = None if asked.scale is None else _kept(base, asked.scale)
        sold = currencies_of(base, as_of)
        check_currency(asked.currency, sold, as_of)
        own = None if kept is None else kept.currency
        currency = asked.currency or own or most_used(sold.elements())
        ways: dict[str, Any] = {"currency": currency, "everyone": True}
        if kept is not None:
            ways |= {"count": kept.counted, "returns": kept.returns}
        run = base.rfm(
            as_of=as_of,
            bins=asked.bins,
            scale=asked.scale,
            segments=None if asked.segments is None else MAPS[asked.segments](),
            **ways,
        )
        since = kept if kept is not None and kept.as_of < as_of else None
        if since is None or since.segments != run.segments:
            day = as_of - QUARTER if since is None else since.as_of
            before = base.rfm(as_of=day, scale=run.scale, segments=run.segments, **ways)
        else:
            before = since
        if asked.keep is not None:
            _keep(base, run, asked.keep)
        names = {each.customer_id: each.name for each in base.all(Customer)}
    earlier = before if before.scores and run.segments is not None else None
    notes = _left_out(sold, currency)
    if customer_id is not None:
        session.terminal.prose(_explained(run, customer_id, asked.language))
    elif form is None:
        session.terminal.table(report(run, notes=notes), language=asked.language)
        if since is not None and earlier is not None:
            moves = moves_table(run.since(earlier), run.segments, before=earlier.as_of, after=as_of)
            session.terminal.tables([moves], language=asked.language, rows=_MOVES)
    else:
        _write(asked, form, run, earlier, names=names, notes=notes)
        session.terminal.say(f"written: {asked.to}")
    if asked.keep is not None:
        session.terminal.say(f"kept: {asked.keep}")


def _write(
    asked: argparse.Namespace,
    form: str,
    run: scores.RfmRun,
    earlier: scores.RfmRun | None,
    *,
    names: Mapping[str, str],
    notes: tuple[Phrase, ...],
) -> None:
    listed = score_table(run, names=names, notes=notes)
    if form == "html":
        shown = section(run, earlier, notes=notes)
        page.write([listed], asked.to, language=asked.language, title=title_of(asked.base), sections=[shown])
        return
    tables: list[Table] = [listed] if form == "csv" else [report(run, notes=notes), listed]
    if form != "csv" and earlier is not None:
        moved = run.since(earlier)
        tables.append(migration_table(moved, run.segments, before=earlier.as_of, after=run.as_of))
    write_tables(tables, asked.to, form, asked.language)


def _kept(base: CustomerBase, name: str) -> scores.RfmRun:
    try:
        return base.rfm_run(name)
    except NotFound as error:
        held = ", ".join(each.name for each in base.rfm_runs())
        hint = f"there are: {held}" if held else "keep one with --keep"
        raise CommandError(f"no run is kept as {name!r} ({hint})") from error


def _keep(base: CustomerBase, run: scores.RfmRun, name: str) -> None:
    try:
        base.keep_rfm(run, name=name)
    except EditConflict as error:
        held = base.rfm_run(name)
        raise CommandError(
            f"a run of {held.as_of} is kept as {name!r} already: choose another name; nothing was kept"
        ) from error


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
