"""What ``import`` says of lists that are read again: a dry run, a policy, who is missing."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import attrs

from customerbase.base import CustomerBase
from customerbase.cli.options import CommandError
from customerbase.cli.terminal import Session
from customerbase.errors import InvalidRecord
from customerbase.intake.policy import IntakePolicy
from customerbase.intake.result import ImportResult
from customerbase.ledger import Precedence
from customerbase.outputs import csv
from customerbase.reports import import_changes

__all__ = ["add_again", "policy", "tried", "trying", "write_changes"]

_YES = frozenset({"yes", "true", "1", "是"})


def add_again(command: argparse.ArgumentParser) -> None:
    """Add the options of lists that are read again."""
    add = command.add_argument
    add("--dry-run", action="store_true", help="show what would change, and keep nothing")
    add("--changes", metavar="FILE.csv", help="write what changes, value by value, to this file")
    add(
        "--policy",
        type=policy,
        metavar="POLICY",
        help="what values of customer lists do where others stand: newer, ask, fill or never; or by field, "
        "as in fill,name=ask,take_off=yes; or a file of JSON",
    )
    add("--complete", action="store_true", help="name the customers who do not stand in the list")


def policy(text: str) -> IntakePolicy:
    """Read a policy, or the file in which it stands.

    >>> policy("fill,name=ask,take_off=yes").to_json()
    '{"default": "fill", "paths": {"name": "ask"}, "take_off": true}'
    """
    try:
        if text.endswith(".json"):
            return IntakePolicy.from_json(Path(text).read_text(encoding="utf-8-sig"))
        default: str = Precedence.NEWER
        paths: dict[str, str] = {}
        take_off = False
        for each in filter(None, text.replace(" ", "").split(",")):
            path, parted, word = each.rpartition("=")
            if not parted:
                default = word
            elif path == "take_off":
                take_off = word.casefold() in _YES
            else:
                paths[path] = word
        return IntakePolicy(default=default, paths=paths, take_off=take_off)
    except (InvalidRecord, OSError) as error:
        raise argparse.ArgumentTypeError(str(error)) from error


class _Tried(Exception):
    """Rolls all of it back."""


@contextmanager
def trying(base: CustomerBase, dry_run: bool) -> Iterator[None]:
    """Keep what is read inside; or, in a dry run, nothing of it: several files are tried together."""
    if not dry_run:
        yield
        return
    try:
        with base.store.transaction():
            yield
            raise _Tried  # noqa: TRY301 - it leaves the transaction
    except _Tried:
        pass


def tried(base: CustomerBase, result: ImportResult, asked: argparse.Namespace) -> ImportResult:
    """Return the result with the changes that are to be shown."""
    if not (asked.dry_run or asked.changes) or result.batch_id is None:
        return attrs.evolve(result, dry_run=asked.dry_run)
    changes = base.changes_of(result)
    batch_id = None if asked.dry_run else result.batch_id
    return attrs.evolve(result, changes=changes, dry_run=asked.dry_run, batch_id=batch_id)


def write_changes(results: Sequence[ImportResult], asked: argparse.Namespace, session: Session) -> None:
    """Write what changed, or would, to a file."""
    if asked.changes is None:
        return
    if Path(asked.changes).suffix.lower() != ".csv":
        raise CommandError(f"{asked.changes}: the changes are written as CSV: name the file .csv")
    changes = [change for each in results for change in each.changes]
    csv.write(import_changes.report(changes), asked.changes, language=asked.language)
    session.terminal.say(f"\n{len(changes):,} change(s) are in {asked.changes}")
