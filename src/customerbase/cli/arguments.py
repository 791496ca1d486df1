"""The commands and their options."""

from __future__ import annotations

import argparse

import customerbase
from customerbase.cli import demo, finding, importing, keeping, matching, merging, people, scoring, showing
from customerbase.cli.again import add_again
from customerbase.cli.headings import add_headings
from customerbase.cli.leads import add_leads
from customerbase.cli.options import (
    Commands,
    add_command,
    add_language,
    add_refused,
    add_sheet,
    add_text,
    bins,
    currency,
    day,
    file_kind,
    mapped,
    period,
    rows,
    run_name,
    zone,
)
from customerbase.cli.verify_arguments import add_verify
from customerbase.model import KINDS, CollectionMethod
from customerbase.presenting import SIX_TABLES
from customerbase.ranking import RankBy

__all__ = ["parser"]

_ABOUT = """\
A company's customer database in one file.

  python -m customerbase demo
  python -m customerbase import acme.db customers.csv sales.csv --currency CNY --report acme.html
"""


def parser() -> argparse.ArgumentParser:
    """Return what reads the arguments."""
    top = argparse.ArgumentParser(
        prog="customerbase",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"customerbase {customerbase.__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _demo(commands)
    _import(commands)
    add_headings(commands)
    _report(commands)
    _rfm(commands)
    add_verify(commands)
    add_leads(commands)
    _find(commands)
    _card(commands)
    _keeping(commands)
    _merging(commands)
    _people(commands)
    return top


def _demo(commands: Commands) -> None:
    command = add_command(
        commands, "demo", "Build a base of a sample company, and show what comes out of it."
    )
    command.add_argument("folder", nargs="?", default="customerbase-demo", metavar="FOLDER")
    add_language(command)
    command.set_defaults(run=demo.run)


def _import(commands: Commands) -> None:
    command = add_command(
        commands,
        "import",
        "Read lists (CSV, workbooks, JSON, vCards, HTML) into a base, which is made if need be.",
    )
    command.add_argument("base", metavar="BASE", help="file of the base, as in acme.db")
    command.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="what a file holds is told from its headings; or say it: customers=list.csv, sales=2024.csv",
    )
    add = command.add_argument
    add("--as", dest="kind", type=file_kind, metavar="KIND", help="what all the files hold")
    add("--lines", metavar="FILE", help="the lines of the orders in the file of sales")
    add(
        "--source",
        choices=[each.value for each in CollectionMethod],
        metavar="METHOD",
        help=f"how the lists were come by: {', '.join(CollectionMethod)} (transaction_record)",
    )
    add("--collected-by", metavar="WHO", help="the employee who collected them")
    add(
        "--observed-on", type=day, metavar="DAY", help="the day on which what the customer lists say was true"
    )
    add("--currency", type=currency, metavar="CODE", help="of amounts that do not say theirs, as in CNY")
    add("--zone", type=zone, metavar="ZONE", help="time zone of the business, as in Asia/Shanghai")
    add(
        "--map",
        dest="mapping",
        action="append",
        default=[],
        type=mapped,
        metavar="HEADING=FIELD",
        help="what a column holds; HEADING= leaves it out; repeat it for further columns",
    )
    add(
        "--aliases", metavar="FILE.toml", help="headings of your own: name = ['Firma']; [mapping] of one list"
    )
    add("--keep-columns", action="store_true", help="keep columns that are not known, as attributes")
    add_text(command)
    add_sheet(command)
    add(
        "--negatives",
        choices=["refuse", "return"],
        default="refuse",
        help="what an amount below zero is (refuse)",
    )
    add("--create-customers", action="store_true", help="make customers of the sales that name them")
    add_refused(command)
    add_again(command)
    add(
        "--report",
        metavar="PAGE.html",
        help="then print the six tables, and write the page of the whole base",
    )
    add_language(command)
    command.set_defaults(run=importing.run)


def _report(commands: Commands) -> None:
    command = add_command(commands, "report", "Print the six tables of a base, or write them to a file.")
    add = command.add_argument
    add("base", metavar="BASE")
    add(
        "--table",
        dest="tables",
        action="append",
        choices=SIX_TABLES,
        metavar="NAME",
        help=f"only this one: {', '.join(SIX_TABLES)}; repeat it for further ones",
    )
    add("--period", type=period, metavar="PERIOD", help="of the sales: 2024, 2024-Q1, 2024-01-15..2024-02-14")
    add(
        "--by",
        choices=[each.value for each in RankBy],
        default="amount",
        help="what sales are ranked by (amount)",
    )
    add("--currency", type=currency, metavar="CODE", help="of the sales that are added up")
    add("--as-of", type=day, metavar="DAY", help="the day that the tables are of (today)")
    add("--customer", metavar="CUSTOMER", help="whose chronicle is told (the best customer's)")
    add(
        "--to", metavar="FILE", help="write FILE.html, .xlsx, .csv, .txt; or FOLDER/ with a CSV file for each"
    )
    add("--rows", type=rows, default=10, metavar="N", help="rows of each table that are printed (10)")
    add_language(command)
    command.set_defaults(run=showing.report)


def _rfm(commands: Commands) -> None:
    command = add_command(
        commands, "rfm", "Score customers by recency, frequency and monetary value, and put them in segments."
    )
    add = command.add_argument
    add("base", metavar="BASE")
    add("--as-of", type=day, metavar="DAY", help="the day from which recency is counted (today)")
    by = command.add_mutually_exclusive_group()
    by.add_argument(
        "--bins",
        type=bins,
        default=5,
        metavar="N",
        help="how many scores there are: 5, or 5,3,5 for r, f, m (5)",
    )
    by.add_argument(
        "--scale",
        type=run_name,
        metavar="NAME",
        help="score by the scale of this kept run; if it is earlier, show who moved since",
    )
    add("--keep", type=run_name, metavar="NAME", help="keep the run in the base, under this name")
    add("--currency", type=currency, metavar="CODE", help="of the sales (that of most of them)")
    add(
        "--map",
        dest="segments",
        choices=scoring.MAPS,
        metavar="MAP",
        help=f"of segments: {', '.join(scoring.MAPS)} (standard)",
    )
    add("--customer", metavar="CUSTOMER", help="say how the scores of this one came about")
    add(
        "--to",
        metavar="FILE",
        help="write FILE.html with charts, .xlsx, .txt; .csv of all scores; or FOLDER/ with a CSV file for each",
    )
    add_language(command)
    command.set_defaults(run=scoring.rfm)


def _card(commands: Commands) -> None:
    command = add_command(commands, "card", "Print the card of one customer, or write it to a file.")
    command.add_argument("base", metavar="BASE")
    command.add_argument("customer", metavar="CUSTOMER", help="number, name, or a part of the name")
    command.add_argument("--as-of", type=day, metavar="DAY", help="as it was known on that day")
    command.add_argument("--to", metavar="FILE", help="write FILE.html, to be printed, or FILE.txt")
    add_language(command)
    command.set_defaults(run=showing.card)


def _find(commands: Commands) -> None:
    command = add_command(
        commands,
        "find",
        "Find customers and contacts by names, numbers, parts of telephone numbers, addresses.",
    )
    command.add_argument("base", metavar="BASE")
    command.add_argument(
        "words",
        nargs="+",
        metavar="WORD",
        help="all are required; quoted within quotes as they stand: '\"Acme Ltd\"'",
    )
    command.add_argument("--rows", type=rows, default=20, metavar="N", help="no more than so many (20)")
    add_language(command)
    command.set_defaults(run=finding.find)


def _keeping(commands: Commands) -> None:
    command = add_command(commands, "batches", "List the imports of a base.")
    command.add_argument("base", metavar="BASE")
    add_language(command)
    command.set_defaults(run=keeping.batches)

    command = add_command(commands, "history", "Tell what was written of a record: who, when, how, and what.")
    command.add_argument("base", metavar="BASE")
    command.add_argument("id", metavar="ID", help="of the record; of a customer, the name will do")
    command.add_argument("--kind", choices=tuple(KINDS), default="customer", help="of record (customer)")
    add_language(command)
    command.set_defaults(run=keeping.history)

    command = add_command(commands, "undo", "Take an import back; what people edited since is kept.")
    command.add_argument("base", metavar="BASE")
    command.add_argument("batch", metavar="BATCH", help="its id, or as much of it as no other begins with")
    command.set_defaults(run=keeping.undo)

    command = add_command(commands, "candidates", "List second-hand values that wait for a decision.")
    command.add_argument("base", metavar="BASE")
    command.add_argument("customer", nargs="?", metavar="CUSTOMER")
    add_language(command)
    command.set_defaults(run=keeping.candidates)

    for name, about in (
        ("accept", "Let a waiting value take its place on the card."),
        ("reject", "Put a waiting value aside."),
    ):
        command = add_command(commands, name, about)
        command.add_argument("base", metavar="BASE")
        command.add_argument(
            "card", metavar="CARD", help="number of the customer or contact, as candidates lists it"
        )
        command.add_argument("path", metavar="VALUE", help="which value, as in phones[main]")
        command.add_argument("--by", required=True, metavar="WHO", help="who decides")
        command.add_argument("--is", dest="value", metavar="TEXT", help="which one, where several wait")
        command.add_argument("--note", metavar="TEXT", help="why")
        command.set_defaults(run=keeping.decide, accepted=name == "accept")


def _merging(commands: Commands) -> None:
    command = add_command(commands, "merge", "See two cards as one: the same customer, or the same person.")
    command.add_argument("base", metavar="BASE")
    command.add_argument("survivor", metavar="CARD", help="number of the card that survives")
    command.add_argument("other", metavar="OTHER", help="number of the other, which is seen as the first")
    command.add_argument("--by", required=True, metavar="WHO", help="who says so")
    command.add_argument("--reason", metavar="TEXT", help="why")
    command.set_defaults(run=merging.merge)

    command = add_command(commands, "unmerge", "Take a merge back; what was recorded since is listed.")
    command.add_argument("base", metavar="BASE")
    command.add_argument(
        "merge", metavar="MERGE", help="its id, as merges lists it; or the id of a run of match"
    )
    command.add_argument("--by", required=True, metavar="WHO", help="who says so")
    command.set_defaults(run=merging.unmerge)

    command = add_command(commands, "merges", "List the merges of a base, those that were taken back too.")
    command.add_argument("base", metavar="BASE")
    command.set_defaults(run=merging.merges)

    matching.add_matching(commands)


def _people(commands: Commands) -> None:
    command = add_command(commands, "export", "Show everything known of one person, or write it to a file.")
    command.add_argument("base", metavar="BASE")
    command.add_argument("card", metavar="CARD", help="number of the customer or contact")
    command.add_argument("-o", "--output", metavar="FILE", help="JSON, with where each value came from")
    add_language(command)
    command.set_defaults(run=people.export)

    command = add_command(commands, "erase", "Erase one person for good; amounts stay under a pseudonym.")
    command.add_argument("base", metavar="BASE")
    command.add_argument("card", metavar="CARD", help="number of the customer or contact")
    command.add_argument("--reason", required=True, metavar="TEXT", help="why; without naming him: it stays")
    command.add_argument("--by", required=True, metavar="WHO", help="who does it")
    command.add_argument("--yes", action="store_true", help="do it: it cannot be taken back")
    command.set_defaults(run=people.erase)
