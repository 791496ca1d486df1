"""``verify``: what is due, the plan for it, visit lists out and back, freshness, data tiers."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from customerbase import registry, verify
from customerbase.base import CustomerBase
from customerbase.cli.options import CommandError, reworded
from customerbase.cli.showing import existing, find_customer, form_of, write_tables
from customerbase.cli.terminal import Session
from customerbase.model import Customer, Employee
from customerbase.outputs import html
from customerbase.outputs import visit_list as paper
from customerbase.presenting import staff_names
from customerbase.reports.due_and_plan import due_list, load_table
from customerbase.reports.table import Table, column, tabulate
from customerbase.reports.verification import freshness_table, rates_table, tier_table
from customerbase.reports.visit_list import came_back
from customerbase.reports.words import TERMS, term
from customerbase.values import Address

__all__ = ["READY_MADE", "due", "fresh", "plan", "read", "tiers"]

READY_MADE: Final[Mapping[str, Callable[[], verify.Policy]]] = {
    "yearly_round": verify.yearly_round,
    "round_by_grade": verify.round_by_grade,
    "know_your_customer": verify.know_your_customer,
}
"""Name of a policy → what makes it."""

_FORMS: Final = ("html", "xlsx", "csv", "txt")


def due(asked: argparse.Namespace, session: Session) -> None:
    """Print what must be checked, most urgent first, or why a customer must be."""
    form = None if asked.to is None else form_of(asked.to, _FORMS)
    policy = _policy(asked.policy)
    with existing(asked.base, session) as base:
        as_of = asked.as_of or session.today(base)
        if asked.customer is not None:
            _explain(base, find_customer(base, asked.customer), policy, as_of, asked.language, session)
            return
        found = base.due(policy, as_of=as_of, until=asked.until)
        if asked.employee is not None:
            who = _employee(base, asked.employee)
            found = type(found)(each for each in found if each.state.employee_id == who)
        names = {each.customer_id: each.name for each in base.all(Customer)}
        notes = (TERMS["as_of"].filled(day=as_of),)
        table = due_list(found, names=names, staff=staff_names(base), notes=notes)
    if form is None:
        session.terminal.table(table, language=asked.language, rows=asked.rows)
    else:
        _write(table, asked.to, form, asked.language, session)


def plan(asked: argparse.Namespace, session: Session) -> None:
    """Print a plan by employee and month or week; write its calendar and its visit list, keep its tasks."""
    form = None if asked.list is None else form_of(asked.list, _FORMS)
    if form is None and asked.until is not None:
        raise CommandError("--until is the last day of the visit list: say where it goes with --list FILE")
    with existing(asked.base, session) as base:
        start = asked.start or session.today(base)
        made = base.verification_plan(
            _policy(asked.policy),
            start=start,
            periods=asked.periods,
            by=asked.by,
            capacity=None if asked.capacity is None else verify.Capacity(per_day=asked.capacity),
        )
        staff = staff_names(base)
        chosen = None if asked.employee is None else _employee(base, asked.employee)
        session.terminal.table(load_table(made, staff=staff), language=asked.language)
        if asked.ics is not None:
            _calendar(base, made, chosen, staff, asked, session)
        if form is not None:
            end = asked.until or made.loads[0].last if made.loads else made.last
            listed = base.visit_list(made, employee=chosen, last=end)
            _write(listed, asked.list, form, asked.language, session)
        if asked.keep:
            kept = base.keep_plan(made, language=asked.language)
            session.terminal.say(f"kept: {kept:,} tasks")


def read(asked: argparse.Namespace, session: Session) -> None:
    """Read a visit list that came back, and say what it brought."""
    if asked.refused and Path(asked.refused).exists() and Path(asked.refused).samefile(asked.file):
        raise CommandError(f"{asked.refused}: is the file that is read: name another for --refused")
    with existing(asked.base, session) as base:
        by = None if asked.by is None else _employee(base, asked.by, known=False)
        found = base.read_visit_list(
            asked.file,
            on=asked.on,
            by=by,
            method=asked.method,
            encoding=asked.encoding,
            delimiter=asked.delimiter,
            sheet=asked.sheet,
            dayfirst=asked.dayfirst,
        )
    counts = came_back(
        taken=len(found.taken),
        unchanged=len(found.unchanged),
        skipped=found.skipped,
        refused=len(found.refused_rows),
    )
    session.terminal.table(counts, language=asked.language)
    _, _, reasons = str(found).partition("\n")
    if reasons:
        session.terminal.prose(reworded(reasons))
    if not found.refused_rows:
        return
    rows = f"{len(found.refused_rows):,}"
    if asked.refused is None:
        session.terminal.say(
            f"\n{rows} row(s) were refused: write them to a file with --refused FILE, mend them there, read that"
        )
    else:
        found.write_refused(asked.refused)
        session.terminal.say(
            f"\n{rows} refused row(s) are in {asked.refused}: mend them there, and read that file"
        )


def fresh(asked: argparse.Namespace, session: Session) -> None:
    """Print which share of what is known may be expected to be right, and how fast it changes."""
    form = None if asked.to is None else form_of(asked.to, (*_FORMS, "folder"))
    with existing(asked.base, session) as base:
        as_of = asked.as_of or session.today(base)
        rates = base.learned_rates(as_of=as_of)
        tables = [freshness_table(base.freshness(as_of=as_of, rates=rates)), rates_table(rates)]
    if form is None:
        session.terminal.tables(tables, language=asked.language)
    else:
        _write(tables[:1] if form == "csv" else tables, asked.to, form, asked.language, session)


def tiers(asked: argparse.Namespace, session: Session) -> None:
    """Print how many records are of each data tier; written as CSV, the tier of each."""
    form = None if asked.to is None else form_of(asked.to, (*_FORMS, "folder"))
    with existing(asked.base, session) as base:
        as_of = asked.as_of or session.today(base)
        rows = base.data_tiers(as_of=as_of)
        names = {each.customer_id: each.name for each in base.all(Customer)}
    counts = tier_table(verify.tier_counts(rows))
    columns = (
        column("customer_id"),
        column("customer", read=lambda each: names.get(each.customer_id)),
        column("tier", read=lambda each: each.tier),
    )
    if form is None:
        session.terminal.table(counts, language=asked.language)
        return
    listed = tabulate("record_tiers", columns, rows, (TERMS["as_of"].filled(day=as_of),))
    _write([listed] if form == "csv" else [counts, listed], asked.to, form, asked.language, session)


# ------------------------------------------------------------------ what several of them do


def _policy(given: str | None) -> verify.Policy | None:
    """Return a policy by its name, or out of a file of JSON; None is that of the base."""
    if given is None:
        return None
    if given in READY_MADE:
        return READY_MADE[given]()
    if not Path(given).exists():
        raise CommandError(f"{given}: is no policy: {', '.join(READY_MADE)}, or a file of JSON")
    try:
        return verify.policy_from_plain(json.loads(Path(given).read_text(encoding="utf-8-sig")))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CommandError(f"{given}: is no JSON: {error}") from error


def _employee(base: CustomerBase, asked: str, *, known: bool = True) -> str:
    """Return the id of an employee, by id or name; of somebody else what was typed, where that is allowed."""
    staff = {each.employee_id: each.name for each in base.all(Employee)}
    if asked in staff:
        return asked
    found = [key for key, name in staff.items() if name.casefold() == asked.casefold()]
    if len(found) > 1:
        raise CommandError(f"{asked!r} may be any of {', '.join(found)}: give the id")
    if not found and known:
        raise CommandError(
            f"{asked!r} is no employee of this base: there are {', '.join(sorted(staff)) or 'none'}"
        )
    return found[0] if found else asked


def _explain(
    base: CustomerBase,
    customer_id: str,
    policy: verify.Policy | None,
    as_of: date,
    language: str,
    session: Session,
) -> None:
    chosen = base.verification_policy if policy is None else policy
    states = [each for each in base.facet_states(as_of=as_of) if each.customer_id == customer_id]
    if not states:
        session.terminal.say(term("no_rows", language))
    for each in states:
        session.terminal.prose(verify.explain(each, chosen, as_of=as_of, language=language))


def _calendar(
    base: CustomerBase,
    made: verify.Plan,
    employee: str | None,
    staff: Mapping[str, str],
    asked: argparse.Namespace,
    session: Session,
) -> None:
    output = registry.load("output", "icalendar")
    customers = {each.customer_id: each for each in base.all(Customer)}
    addresses: dict[str, Address] = {
        key: address for key, each in customers.items() if (address := each.address()) is not None
    }
    said: dict[str, Any] = {
        "stamp": session.now(),
        "names": {key: each.name for key, each in customers.items()},
        "addresses": addresses,
        "employees": staff,
        "language": asked.language,
    }
    visits = made.visits if employee is None else made.of(employee)
    if form_of(asked.ics, ("ics", "folder")) == "folder":
        Path(asked.ics).mkdir(parents=True, exist_ok=True)
        for path in output.write_each(visits, asked.ics, **said).values():
            session.terminal.say(f"written: {path}")
    else:
        output.write(visits, asked.ics, **said)
        session.terminal.say(f"written: {asked.ics}")


def _write(tables: Table | list[Table], target: str, form: str, language: str, session: Session) -> None:
    several = [tables] if isinstance(tables, Table) else tables
    if form != "html":
        write_tables(several, target, form, language)
    elif several[0].name == "visit_list":
        paper.write(several[0], target, language=language)
    else:
        html.write(several, target, language=language)
    session.terminal.say(f"written: {target}")
