"""``report`` and ``card``: tables and cards on the terminal, or in files."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from customerbase import registry
from customerbase.base import CustomerBase, open_base
from customerbase.cli.options import CommandError
from customerbase.cli.terminal import Session, command
from customerbase.errors import NotFound, StoreError
from customerbase.model import Customer
from customerbase.outputs import card as cards
from customerbase.outputs import text
from customerbase.presenting import SIX_TABLES, Presented, card_of, present, six_tables
from customerbase.reports import dossier
from customerbase.reports.table import Table

__all__ = [
    "card",
    "check_currency",
    "currencies_of",
    "existing",
    "find_customer",
    "form_of",
    "report",
    "say_if_long_ago",
    "title_of",
    "write_page",
    "write_tables",
]


def existing(path: str, session: Session) -> CustomerBase:
    """Open a base that is there: a mistyped name must not make an empty one.

    Raises
    ------
    StoreError
    """
    if "://" not in path and not Path(path).exists():
        hint = "make one with: " + command(f"import {path} customers.csv")
        raise StoreError(path, "there is no such base", hint)
    return open_base(path, clock=session.now)


def find_customer(base: CustomerBase, asked: str) -> str:
    """Return the id of the customer with this number, name or part of a name.

    Raises
    ------
    NotFound
    """
    try:
        return base.customer(asked).customer_id
    except NotFound:
        named = [(each.customer_id, each.name) for each in base.all(Customer)]
    wanted = asked.casefold()
    found = [key for key, name in named if name.casefold() == wanted]
    found = found or [key for key, name in named if wanted in name.casefold()]
    if not found:
        raise NotFound("customer", asked)
    if len(found) > 1:
        names = dict(named)
        listed = "".join(f"\n  {key}  {names[key]}" for key in found[:10])
        more = f"\n  … and {len(found) - 10:,} more" if len(found) > 10 else ""
        raise CommandError(f"{asked!r} may be any of {len(found):,} customers: give the number{listed}{more}")
    return found[0]


def check_currency(currency: str | None, sold: Mapping[str, int], as_of: date) -> None:
    """Refuse a currency that no sale is in, where there are sales in others.

    Parameters
    ----------
    currency : str or None
        The one that was asked for.
    sold : mapping of currency to number of sales
        Those by this day.
    as_of : datetime.date

    Raises
    ------
    CommandError
    """
    if currency is None or not sold or currency in sold:
        return
    held = ", ".join(f"{each} ({sold[each]:,})" for each in sorted(sold))
    raise CommandError(
        f"there are no sales in {currency} by {as_of}; those by then are in {held}: see --currency"
    )


def currencies_of(base: CustomerBase, as_of: date) -> Counter[str]:
    """Return currency → number of sales in it by a day."""
    return Counter(each.amount.currency for each in base.sales() if each.on <= as_of)


def report(asked: argparse.Namespace, session: Session) -> None:
    """Print the tables, or write them."""
    only: Sequence[str] = tuple(dict.fromkeys(asked.tables or SIX_TABLES))
    form = None if asked.to is None else form_of(asked.to, ("html", "xlsx", "csv", "txt", "folder"))
    if form == "csv" and len(only) > 1:
        raise CommandError(
            f"{asked.to}: {len(only)} tables do not go into one CSV file: "
            "choose one with --table, or name a folder, as in tables/"
        )
    with existing(asked.base, session) as base:
        as_of = asked.as_of or session.today(base)
        customer_id = None if asked.customer is None else find_customer(base, asked.customer)
        if asked.currency is not None:
            check_currency(asked.currency, currencies_of(base, as_of), as_of)
        choice: dict[str, Any] = {
            "period": asked.period,
            "by": asked.by,
            "currency": asked.currency,
            "customer_id": customer_id,
            "only": only,
        }
        if form == "html":
            shown = present(base, as_of=as_of, **choice)
            write_page(shown, asked.to, title=title_of(asked.base), language=asked.language)
            if asked.as_of is None and asked.period is None:
                say_if_long_ago(base, session, command(f"report {asked.base} --to {asked.to}"))
        else:
            tables = six_tables(base, as_of=as_of, **choice)
            if form is None:
                session.terminal.tables(tables, language=asked.language, rows=asked.rows)
            else:
                write_tables(tables, asked.to, form, asked.language)
        if form is not None:
            session.terminal.say(f"written: {asked.to}")


def card(asked: argparse.Namespace, session: Session) -> None:
    """Print a customer's card, or write it."""
    form = None if asked.to is None else form_of(asked.to, ("html", "txt"))
    with existing(asked.base, session) as base:
        found = card_of(base, find_customer(base, asked.customer), as_of=asked.as_of)
    if form is None:
        session.terminal.tables(dossier.tables(found), language=asked.language)
        return
    write = cards.write if form == "html" else cards.text
    write(found, asked.to, language=asked.language)
    session.terminal.say(f"written: {asked.to}")


def write_page(shown: Presented, target: str | os.PathLike[str], *, title: str, language: str) -> None:
    """Write the page of the whole base."""
    made = shown.page(title=title, language=language)
    Path(target).write_text(made, encoding="utf-8", newline="", errors="backslashreplace")


def title_of(path: str) -> str:
    """Return what a page is called: as the file of the base."""
    return Path(path).stem


def form_of(target: str, allowed: Sequence[str]) -> str:
    """Tell from the ending of a name how it is to be written.

    Raises
    ------
    CommandError
    """
    if target.endswith(("/", os.sep)) or Path(target).is_dir():
        form = "folder"
    else:
        ending = Path(target).suffix.lower().removeprefix(".")
        form = "html" if ending == "htm" else ending
    if form not in allowed:
        known = ", ".join(f".{each}" for each in allowed if each != "folder")
        if "folder" in allowed:
            folder = "tables" if Path(target).suffix else target
            known += f"; a folder is written with a slash at the end, as in {folder}/"
        raise CommandError(f"{target}: say by its ending how it is to be written: {known}")
    return form


def write_tables(tables: Sequence[Table], target: str, form: str, language: str) -> None:
    """Write tables in a form that `form_of` told."""
    if form == "txt":
        text.write(tables, target, language=language)
        return
    if form == "folder":
        Path(target).mkdir(parents=True, exist_ok=True)
    output = registry.load("output", "excel" if form == "xlsx" else "csv")
    output.write(tables, target, language=language)


def say_if_long_ago(base: CustomerBase, session: Session, command: str) -> None:
    """Say where all sales are older than the year that the figures are of: the page looks empty without need."""
    last = max((each.on for each in base.sales()), default=None)
    if last is not None and last < session.today(base) - timedelta(days=365):
        session.terminal.say(f"The last sale is of {last}; for the figures of the year before it:")
        session.terminal.say(f"  {command} --as-of {last}")
