"""``match``, ``matches``, ``apart``: which cards mean the same, the list that a person decides on, what is kept apart."""

from __future__ import annotations

import argparse
from pathlib import Path

from customerbase.base import CustomerBase
from customerbase.cli.keeping import card_of
from customerbase.cli.options import CommandError, Commands, add_command, add_language, reworded
from customerbase.cli.showing import existing
from customerbase.cli.terminal import Session, command
from customerbase.errors import NotFound
from customerbase.linkage.matches import Matches
from customerbase.listing import Listing
from customerbase.model import Contact, Customer
from customerbase.reports import matches as report
from customerbase.stores.merging import Unmerged

__all__ = ["add_matching", "apart", "decisions", "match", "unmerged"]


def add_matching(commands: Commands) -> None:
    """Add the commands of this file."""
    asked = add_command(
        commands, "match", "Find cards that mean the same; merge them, or list them to decide."
    )
    asked.add_argument("base", metavar="BASE")
    asked.add_argument("--people", action="store_true", help="the people at customers, not the customers")
    asked.add_argument("--merge", action="store_true", help="merge what the rules are sure of")
    asked.add_argument("--by", metavar="WHO", help="who says so; with --merge")
    asked.add_argument(
        "--list", metavar="FILE", help="write the rest to a CSV file or workbook, to be decided"
    )
    asked.add_argument(
        "--region", default="CN", metavar="CODE", help="country of telephones without one (CN)"
    )
    asked.add_argument("--rules-only", action="store_true", help="look for no pairs that a person decides on")
    asked.add_argument(
        "--threshold", type=float, default=0.5, metavar="P", help="least probability of a pair (0.5)"
    )
    add_language(asked)
    asked.set_defaults(run=match)

    asked = add_command(commands, "matches", "Read a list of candidates that was filled in.")
    asked.add_argument("base", metavar="BASE")
    asked.add_argument("file", metavar="FILE")
    asked.add_argument("--by", required=True, metavar="WHO", help="who decided")
    asked.add_argument("--encoding", metavar="NAME", help="of the text, if it is not found out")
    asked.add_argument("--delimiter", metavar="CHARACTER", help="between cells, if it is not found out")
    asked.add_argument("--sheet", metavar="NAME", help="of a workbook with several")
    asked.add_argument(
        "--refused", metavar="FILE", help="write the rows that were refused to a CSV file, to be mended"
    )
    asked.set_defaults(run=decisions)

    asked = add_command(commands, "apart", "Keep two cards apart for good, or list those that are.")
    asked.add_argument("base", metavar="BASE")
    asked.add_argument("one", nargs="?", metavar="CARD")
    asked.add_argument("other", nargs="?", metavar="OTHER")
    asked.add_argument("--by", metavar="WHO", help="who says so")
    asked.add_argument("--reason", metavar="TEXT", help="why")
    asked.add_argument("--take-back", action="store_true", help="they may be the same after all")
    asked.set_defaults(run=apart)


def match(asked: argparse.Namespace, session: Session) -> None:
    """Show what rules are sure of and what a person has to decide; merge, and write the list."""
    if asked.merge and asked.by is None:
        raise CommandError("say who merges with --by WHO")
    say = session.terminal.say
    with existing(asked.base, session) as base:
        what = Contact if asked.people else Customer
        found = _matched(base, asked, what)
        _show(found, asked, session)
        if asked.merge:
            done = base.merge_matches(found, by=asked.by)
            say(str(done))
            if done.run is not None:
                say("take it back with: " + command(f"unmerge {asked.base} {done.run} --by YOU"))
                found = _matched(base, asked, what)
        if asked.list is not None:
            written = base.write_matches(asked.list, found, language=asked.language)
            say(
                f"{len(found.candidates):,} pairs are in {written}: fill in the column of decisions, and read it with:"
            )
            say("  " + command(f"matches {asked.base} {written} --by YOU"))


def _matched(base: CustomerBase, asked: argparse.Namespace, what: type[Customer | Contact]) -> Matches:
    return base.match(
        what, candidates=not asked.rules_only, threshold=asked.threshold, region=asked.region.upper()
    )


def _show(found: Matches, asked: argparse.Namespace, session: Session) -> None:
    for table in report.groups(found):
        if table.rows:
            session.terminal.table(table, language=asked.language)
    said = str(found).splitlines()
    for line in said:
        if not line.startswith("    "):
            session.terminal.say(line)
    if found.groups and not asked.merge:
        session.terminal.say("merge them with: " + command(f"match {asked.base} --merge --by YOU"))


def decisions(asked: argparse.Namespace, session: Session) -> None:
    """Read a list that was filled in, and say what it brought."""
    if asked.refused and Path(asked.refused).exists() and Path(asked.refused).samefile(asked.file):
        raise CommandError(f"{asked.refused}: is the file that is read: name another for --refused")
    with existing(asked.base, session) as base:
        read = base.read_match_decisions(
            asked.file, by=asked.by, encoding=asked.encoding, delimiter=asked.delimiter, sheet=asked.sheet
        )
    session.terminal.prose(reworded(str(read)))
    if read.run is not None:
        session.terminal.say("take it back with: " + command(f"unmerge {asked.base} {read.run} --by YOU"))
    if read.refused_rows and asked.refused is not None:
        read.write_refused(asked.refused)
        session.terminal.say(f"{len(read.refused_rows):,} refused row(s) are in {asked.refused}")


def apart(asked: argparse.Namespace, session: Session) -> None:
    """Keep two cards apart, take that back, or list what is kept apart."""
    say = session.terminal.say
    with existing(asked.base, session) as base:
        if asked.one is None:
            for each in base.kept_apart():
                why = f", {each.reason}" if each.reason else ""
                say(
                    f"{each.kind} {each.left} and {each.right}  {each.recorded_at.astimezone(base.zone):%Y-%m-%d}  {each.by}{why}"
                )
            if not base.kept_apart():
                say("nothing is kept apart")
            return
        if asked.other is None:
            raise CommandError("name two cards, or none to list what is kept apart")
        one, other = card_of(base, asked.one), card_of(base, asked.other)
        if asked.take_back:
            base.no_longer_apart(one, other)
            say(f"{asked.one} and {asked.other} may be the same again")
            return
        if asked.by is None:
            raise CommandError("say who says so with --by WHO")
        base.keep_apart(one, other, by=asked.by, reason=asked.reason)
    say(f"{asked.one} and {asked.other} are kept apart: no match says again that they are the same")


def unmerged(base: CustomerBase, name: str, *, by: str) -> Listing[Unmerged]:
    """Take back one merge, or all of a run of matching, by its id.

    Raises
    ------
    NotFound
    """
    try:
        return Listing([base.unmerge(name, by=by)])
    except NotFound as error:
        try:
            return base.unmerge_matches(name, by=by)
        except NotFound:
            raise error from None
