"""``export``, ``erase``: what is known of one person, for him to have; and all of it gone."""

from __future__ import annotations

import argparse
from pathlib import Path

from customerbase.cli.keeping import card_of
from customerbase.cli.options import CommandError
from customerbase.cli.showing import existing
from customerbase.cli.terminal import Session, command
from customerbase.reports import everything_known

__all__ = ["erase", "export"]


def export(asked: argparse.Namespace, session: Session) -> None:
    """Show everything known of a customer or contact, or write it to a file."""
    with existing(asked.base, session) as base:
        found = base.export(card_of(base, asked.card))
        table = everything_known.report(found.lines(), zone=base.zone)
    if asked.output is None:
        session.terminal.table(table, language=asked.language)
        return
    Path(asked.output).write_text(found.to_json(), encoding="utf-8")
    session.terminal.say(f"{len(table.rows):,} values of {found.kind} {found.key} → {asked.output}")


def erase(asked: argparse.Namespace, session: Session) -> None:
    """Erase a customer or contact, and say what was done and what remains to be done."""
    with existing(asked.base, session) as base:
        card = card_of(base, asked.card)
        if not asked.yes:
            look = command(f"export {asked.base} {card.key} -o FILE.json")
            raise CommandError(
                f"{card.kind_name} {card.key} would be erased for good, with all that is known of him: "
                f"keep what he asked for ({look}), then say --yes"
            )
        done = base.erase(card, reason=asked.reason, by=asked.by)
    say = session.terminal.say
    for what, counts in (("gone", done.removed), ("kept without him", done.pseudonymised)):
        if counts:
            say(f"{what}: " + ", ".join(f"{number:,} {kind}" for kind, number in counts.items()))
    if done.pseudonym is not None:
        say(f"the books know him as {done.pseudonym}")
    if done.kept_contacts:
        say(f"people who are at other customers too, and stay there: {', '.join(done.kept_contacts)}")
    for each in done.remains:
        say(f"left to you: {each}")
