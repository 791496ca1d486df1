"""``merge``, ``unmerge``, ``merges``: cards that mean the same customer, or the same person."""

from __future__ import annotations

import argparse

from customerbase.cli.keeping import card_of
from customerbase.cli.matching import unmerged
from customerbase.cli.options import CommandError
from customerbase.cli.showing import existing
from customerbase.cli.terminal import Session, command
from customerbase.reports.candidates import said

__all__ = ["merge", "merges", "unmerge"]


def merge(asked: argparse.Namespace, session: Session) -> None:
    """Say that two cards mean the same, and show what they say differently."""
    with existing(asked.base, session) as base:
        survivor, other = card_of(base, asked.survivor), card_of(base, asked.other)
        if survivor.kind_name != other.kind_name:
            raise CommandError(
                f"{asked.survivor} is a {survivor.kind_name} and {asked.other} a {other.kind_name}: name two of one kind"
            )
        made = base.merge(survivor, other, by=asked.by, reason=asked.reason)
    say = session.terminal.say
    say(f"{made.kind} {made.other_id} is seen as {made.survivor_id} from now on")
    for each in made.conflicts:
        seldom = "  - they are seldom the same" if each.of_identifiers else ""
        say(f"  {each.path}: {said(each.survivor.value)} | {said(each.other.value)}{seldom}")
    if made.conflicts:
        say("  decide with: " + command(f"candidates {asked.base} {made.survivor_id}"))
    say("  take it back with: " + command(f"unmerge {asked.base} {made.merge_id} --by YOU"))


def unmerge(asked: argparse.Namespace, session: Session) -> None:
    """Take a merge back, or all merges of a run of matching, and list what was recorded since."""
    with existing(asked.base, session) as base:
        undone = unmerged(base, asked.merge, by=asked.by)
        zone = base.zone
    say = session.terminal.say
    for each in undone[:20]:
        say(f"{each.merge.kind} {each.merge.survivor_id} and {each.merge.other_id} are two again")
    if len(undone) > 20:
        say(f"… and {len(undone) - 20:,} more")
    edited = sorted({one for each in undone for one in each.edited}, key=lambda each: each.recorded_at)
    for one in edited[:20]:
        paths = f" ({', '.join(one.paths)})" if one.paths else ""
        say(
            f"  recorded since: {one.kind} {one.key}, {one.recorded_at.astimezone(zone):%Y-%m-%d %H:%M}{paths}"
        )
    if len(edited) > 20:
        say(f"  … and {len(edited) - 20:,} more")


def merges(asked: argparse.Namespace, session: Session) -> None:
    """List all merges."""
    with existing(asked.base, session) as base:
        found, zone = base.merges(), base.zone
    for each in found:
        why = f", {each.reason}" if each.reason else ""
        line = f"{each.merge_id}  {each.other_id} → {each.survivor_id}  {each.recorded_at.astimezone(zone):%Y-%m-%d}  {each.by}{why}"
        if each.undone_at is not None:
            line += f"; taken back {each.undone_at.astimezone(zone):%Y-%m-%d} by {each.undone_by}"
        session.terminal.say(line)
    if not found:
        session.terminal.say("nothing was merged")
