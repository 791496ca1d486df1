"""``leads``: forms read in, whom to contact next, and what became of those who came forward."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Final

from customerbase.cli.options import (
    Commands,
    add_command,
    add_language,
    add_refused,
    day,
    mapped,
    rows,
)
from customerbase.cli.showing import existing, form_of, write_tables
from customerbase.cli.terminal import Session
from customerbase.following.results import GROUPS
from customerbase.model import CollectionMethod, Purpose
from customerbase.outputs import html
from customerbase.reports.leads import report
from customerbase.reports.table import Table

__all__ = ["add_leads"]

_FORMS: Final = ("html", "xlsx", "csv", "txt")


def add_leads(commands: Commands) -> None:
    """Add ``leads`` with all that can be asked of it."""
    command = add_command(
        commands,
        "leads",
        "Who came forward, whom to contact next, and what became of them; see leads WHAT --help.",
    )
    asked = command.add_subparsers(metavar="WHAT", required=True)
    _read(asked)
    for name, about in (
        ("due", "List whom to contact by this day, the longest overdue first."),
        ("list", "List all leads, and where each stands."),
    ):
        listed = _table_of(asked, name, about)
        listed.add_argument("--employee", metavar="ID", help="only those that this employee follows up")
        listed.set_defaults(run=_due if name == "due" else _list)
    results = _table_of(
        asked, "results", "Say what became of leads, by page, way, campaign, employee or month."
    )
    results.add_argument("--by", choices=tuple(GROUPS), default="page")
    results.set_defaults(run=_results)


def _read(commands: Commands) -> None:
    command = add_command(
        commands, "read", "Read a file of forms: the export of a page, the scanner of a fair."
    )
    add = command.add_argument
    add("base", metavar="BASE")
    add("file", metavar="FILE")
    add("--page", metavar="PAGE", help="the form or page, where no column says it")
    add("--on", type=day, metavar="DAY", help="the day on which they came, where no column says it")
    add(
        "--method",
        choices=[each.value for each in CollectionMethod],
        default=CollectionMethod.WEB_REGISTRATION.value,
        metavar="WAY",
        help="web_registration, customer_form, subscription, ... (web_registration)",
    )
    add(
        "--consent",
        choices=[each.value for each in Purpose],
        action="append",
        default=[],
        metavar="PURPOSE",
        help="to what sending the form is consent: marketing, research, ...; may be given again",
    )
    add("--map", dest="mapping", type=mapped, action="append", default=[], metavar="HEADING=FIELD")
    add("--encoding", metavar="NAME")
    add_refused(command)
    command.set_defaults(run=_take_in)


def _table_of(commands: Commands, name: str, about: str) -> argparse.ArgumentParser:
    command = add_command(commands, name, about)
    add = command.add_argument
    add("base", metavar="BASE")
    add("--as-of", type=day, metavar="DAY", help="the day on which this is asked (today)")
    add("--rows", type=rows, default=20, metavar="N", help="rows that are printed (20)")
    add("--to", metavar="FILE", help="write all of it to FILE.html, .xlsx, .csv, .txt")
    add_language(command)
    return command


def _take_in(asked: argparse.Namespace, session: Session) -> None:
    with existing(asked.base, session) as base:
        result = base.import_leads(
            asked.file,
            page=asked.page,
            on=asked.on,
            method=asked.method,
            consents=asked.consent,
            mapping=dict(asked.mapping),
            encoding=asked.encoding,
        )
    session.terminal.prose(str(result))
    if result.refused_rows and asked.refused is not None:
        result.write_refused(asked.refused)
        session.terminal.say(f"refused rows are in {asked.refused}: mend them there, and read that file")


def _due(asked: argparse.Namespace, session: Session) -> None:
    with existing(asked.base, session) as base:
        as_of = asked.as_of or session.today(base)
        states = base.due_leads(as_of=as_of, employee_id=asked.employee)
        whose = {each.lead.customer_id for each in states}
        table = report(states, {key: name for key, name in base.store.names() if key in whose})
    _show([table], asked, session)


def _list(asked: argparse.Namespace, session: Session) -> None:
    with existing(asked.base, session) as base:
        as_of = asked.as_of or session.today(base)
        table = base.leads_table(as_of=as_of, employee_id=asked.employee)
    _show([table], asked, session)


def _results(asked: argparse.Namespace, session: Session) -> None:
    with existing(asked.base, session) as base:
        table = base.lead_results_table(asked.by, as_of=asked.as_of or session.today(base))
    _show([table], asked, session)


def _show(tables: Sequence[Table], asked: argparse.Namespace, session: Session) -> None:
    if asked.to is None:
        session.terminal.tables(tables, language=asked.language, rows=asked.rows)
        return
    form = form_of(asked.to, _FORMS)
    if form == "html":
        html.write(tables, asked.to, language=asked.language)
    else:
        write_tables(tables, asked.to, form, asked.language)
    session.terminal.say(f"written: {asked.to}")
