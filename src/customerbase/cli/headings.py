"""``headings``: how the columns of a file would be read, before anything is."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from customerbase.base import open_base
from customerbase.cli.options import Commands, add_command, add_language, add_text, file_kind, mapped
from customerbase.cli.showing import existing, form_of, write_tables
from customerbase.cli.terminal import Session
from customerbase.intake.reading import Reading, open_table
from customerbase.intake.recognising import recognise
from customerbase.outputs import html
from customerbase.sources.heading_words import TABLES
from customerbase.sources.headings import OwnHeadings

__all__ = ["add_headings", "own_headings"]

_FORMS: Final = ("html", "xlsx", "csv", "txt")


def add_headings(commands: Commands) -> None:
    """Add the command that shows how a file would be read."""
    command = add_command(
        commands, "headings", "Say how the columns of a list would be read, and what would be refused."
    )
    add = command.add_argument
    add("file", metavar="FILE")
    add("--as", dest="kind", type=file_kind, metavar="KIND", help="what it holds, if its headings do not say")
    add("--base", metavar="BASE", help="whose own headings count")
    add("--map", dest="mapping", action="append", default=[], type=mapped, metavar="HEADING=FIELD")
    add("--aliases", metavar="FILE.toml", help="headings of your own, as in: name = ['Firma']")
    add_text(command)
    add("--sheet", metavar="NAME", help="of a workbook")
    add(
        "--to",
        metavar="FILE",
        help="write the table to FILE.html, .xlsx, .csv, .txt; or the mapping to FILE.toml",
    )
    add_language(command)
    command.set_defaults(run=_run)


def own_headings(aliases: str | None, base: str | None) -> OwnHeadings:
    """Return what a file says of headings, and below it what a base keeps; nothing of a base that is not there."""
    given = OwnHeadings.of(aliases)
    if base is None or not ("://" in base or Path(base).exists()):
        return given
    with open_base(base) as kept:
        return given.over(kept.heading_aliases)


def _run(asked: argparse.Namespace, session: Session) -> None:
    own = own_headings(asked.aliases, asked.base)
    said = {
        "encoding": asked.encoding,
        "delimiter": asked.delimiter,
        "dayfirst": asked.dayfirst,
        "sheet": asked.sheet,
    }
    with open_table(asked.file, Reading(aliases=own.aliases, **said)) as table:
        header = table.header
    mapping = {heading: field for heading, field in own.mapping.items() if heading in header}
    reading = Reading(mapping={**mapping, **dict(asked.mapping)}, aliases=own.aliases)
    found = asked.kind or recognise(header, reading).kind
    kind = str(found) if found in TABLES else "customers"
    with existing(asked.base, session) if asked.base else open_base("memory:") as base:
        proposal = base.propose_mapping(
            asked.file,
            kind,
            language=asked.language,
            mapping=reading.mapping,
            aliases=own,
            **said,
        )
    if asked.to is None:
        session.terminal.table(proposal.table(), language=asked.language)
        return
    if Path(asked.to).suffix.lower() == ".toml":
        Path(asked.to).write_text(proposal.to_toml(), encoding="utf-8")
    elif (form := form_of(asked.to, _FORMS)) == "html":
        html.write([proposal.table()], asked.to, language=asked.language)
    else:
        write_tables([proposal.table()], asked.to, form, asked.language)
    session.terminal.say(f"written: {asked.to}")
