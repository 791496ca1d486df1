"""The options of ``verify`` and of what can be asked of it."""

from __future__ import annotations

from argparse import ArgumentParser

from customerbase.cli import verifying
from customerbase.cli.options import (
    Commands,
    add_command,
    add_language,
    add_refused,
    add_text,
    count,
    day,
    rows,
)
from customerbase.model import CollectionMethod
from customerbase.verify import PlanPeriod

__all__ = ["add_verify"]

_POLICIES = ", ".join(verifying.READY_MADE)


def add_verify(commands: Commands) -> None:
    """Add ``verify`` with all that can be asked of it."""
    command = add_command(
        commands,
        "verify",
        "What must be checked, who checks it, and what came of it; see verify WHAT --help.",
    )
    asked = command.add_subparsers(metavar="WHAT", required=True)
    _due(asked)
    _plan(asked)
    _read(asked)
    _fresh(asked)
    _tiers(asked)


def _policy(command: ArgumentParser) -> None:
    command.add_argument(
        "--policy",
        metavar="POLICY",
        help=f"a ready-made one ({_POLICIES}), or a file of JSON (that of the base)",
    )


def _due(commands: Commands) -> None:
    command = add_command(commands, "due", "List what must be checked, most urgent first, and why.")
    add = command.add_argument
    add("base", metavar="BASE")
    add("--as-of", type=day, metavar="DAY", help="the day on which this is asked (today)")
    add("--until", type=day, metavar="DAY", help="also what comes due up to this day")
    _policy(command)
    which = command.add_mutually_exclusive_group()
    which.add_argument("--employee", metavar="WHO", help="only the customers of this one, by id or name")
    which.add_argument(
        "--customer", metavar="CUSTOMER", help="say when each facet of this one is due, and why"
    )
    add("--rows", type=rows, default=20, metavar="N", help="rows that are printed (20)")
    add("--to", metavar="FILE", help="write all of it to FILE.html, .xlsx, .csv, .txt")
    add_language(command)
    command.set_defaults(run=verifying.due)


def _plan(commands: Commands) -> None:
    command = add_command(
        commands,
        "plan",
        "Plan the visits, levelled: print them by employee and month; write calendars and visit lists.",
    )
    add = command.add_argument
    add("base", metavar="BASE")
    add("--start", type=day, metavar="DAY", help="first day of the plan (today)")
    add("--periods", type=count, default=12, metavar="N", help="how many months or weeks (12)")
    add("--by", choices=[each.value for each in PlanPeriod], default="month", help="what is levelled (month)")
    add(
        "--capacity-per-day",
        dest="capacity",
        type=count,
        metavar="N",
        help="visits that each can make in a day",
    )
    _policy(command)
    add("--employee", metavar="WHO", help="whose calendar and list are written, by id or name (everybody's)")
    add(
        "--ics",
        metavar="FILE",
        help="write the plan as a calendar, FILE.ics; or FOLDER/ with one for each employee",
    )
    add(
        "--list",
        metavar="FILE",
        help="write the visit list: FILE.html to be printed; .xlsx or .csv to be filled in",
    )
    add(
        "--until",
        metavar="DAY",
        type=day,
        help="last day of the visit list (the end of the first month or week)",
    )
    add("--keep", action="store_true", help="keep the visits as tasks of the employees")
    add_language(command)
    command.set_defaults(run=verifying.plan)


def _read(commands: Commands) -> None:
    command = add_command(commands, "read", "Read a visit list that was filled in (.csv, .xlsx).")
    add = command.add_argument
    add("base", metavar="BASE")
    add("file", metavar="FILE")
    add("--on", type=day, metavar="DAY", help="day of the checks that do not say theirs")
    add("--by", metavar="WHO", help="who made the checks that do not say it (whoever they were planned for)")
    add(
        "--method",
        choices=[each.value for each in CollectionMethod],
        default="visit",
        metavar="METHOD",
        help=f"how was checked, where it does not say so: {', '.join(CollectionMethod)} (visit)",
    )
    add_text(command)
    add("--sheet", metavar="NAME", help="of a workbook that has several")
    add_refused(command)
    add_language(command)
    command.set_defaults(run=verifying.read)


def _fresh(commands: Commands) -> None:
    command = add_command(
        commands, "fresh", "Print which share of what is known may be expected to be right, by facet."
    )
    command.add_argument("base", metavar="BASE")
    command.add_argument("--as-of", type=day, metavar="DAY", help="the day on which this is asked (today)")
    command.add_argument("--to", metavar="FILE", help="write FILE.html, .xlsx, .txt, .csv; or FOLDER/")
    add_language(command)
    command.set_defaults(run=verifying.fresh)


def _tiers(commands: Commands) -> None:
    command = add_command(commands, "tiers", "Print how many records are of each data tier.")
    command.add_argument("base", metavar="BASE")
    command.add_argument(
        "--as-of", type=day, metavar="DAY", help="the day that the past year ends on (today)"
    )
    command.add_argument(
        "--to", metavar="FILE", help="write FILE.html, .xlsx, .txt; .csv of all records; or FOLDER/"
    )
    add_language(command)
    command.set_defaults(run=verifying.tiers)
