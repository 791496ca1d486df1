"""``batches``, ``history``, ``undo``, ``candidates``, ``accept``, ``reject``: what came into a base, and what is to stay."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator

from customerbase.base import CustomerBase
from customerbase.cli.options import CommandError
from customerbase.cli.showing import existing, find_customer
from customerbase.cli.terminal import Session, command
from customerbase.errors import NotFound
from customerbase.model import Contact, Customer
from customerbase.reports import batches as batch_report
from customerbase.reports import candidates as candidate_report
from customerbase.reports import history as history_report
from customerbase.reports.candidates import Waiting, said

__all__ = ["SHORT", "batches", "candidates", "card_of", "decide", "history", "undo"]

SHORT = 8


def batches(asked: argparse.Namespace, session: Session) -> None:
    """List the imports."""
    with existing(asked.base, session) as base:
        session.terminal.table(
            batch_report.report(base.batches(), short=SHORT, zone=base.zone), language=asked.language
        )


def undo(asked: argparse.Namespace, session: Session) -> None:
    """Take an import back, and say what became of it."""
    with existing(asked.base, session) as base:
        # An empty text begins them all: it is a variable that nobody set, not a wish to take something back.
        found = [each for each in base.batches() if asked.batch and each.batch_id.startswith(asked.batch)]
        standing = [each for each in found if each.undone_at is None]
        if not found:
            raise NotFound("batch", asked.batch)
        if not standing:
            raise CommandError(f"batch {asked.batch!r} was undone already, on {found[0].undone_at:%Y-%m-%d}")
        if len(standing) > 1:
            listed = ", ".join(f"{each.batch_id} ({each.origin})" for each in standing[:5])
            raise CommandError(f"{asked.batch!r} may be any of {listed}: type more of it")
        done = base.undo(standing[0])
    say = session.terminal.say
    say(f"{standing[0].origin} ({standing[0].what}) is taken back")
    for words, counts in (("removed", done.removed), ("as before", done.restored)):
        if counts:
            say(f"  {words}: {', '.join(f'{count:,} × {kind}' for kind, count in counts.items())}")
    for kept in done.kept[:20]:
        paths = f" ({', '.join(kept.paths)})" if kept.paths else ""
        say(f"  kept: {kept.kind} {kept.key}: {kept.why}{paths}")
    if len(done.kept) > 20:
        say(f"  … and {len(done.kept) - 20:,} more are kept")


def candidates(asked: argparse.Namespace, session: Session) -> None:
    """List what waits for a decision."""
    with existing(asked.base, session) as base:
        if asked.customer is None:
            cards: list[Customer | Contact] = [*base.all(Customer), *base.all(Contact)]
        else:
            key = find_customer(base, asked.customer)
            cards = [base.customer(key), *base.all(Contact, customer_id=key)]
        waiting = [each for card in cards for each in _waiting(base, card)]
    session.terminal.table(candidate_report.report(waiting), language=asked.language)
    if waiting:
        example = waiting[0]
        accept = command(f"accept {asked.base} {example.card} '{example.candidate.path}' --by YOU")
        session.terminal.say(f"\ndecide with: {accept} (or reject)")


def decide(asked: argparse.Namespace, session: Session) -> None:
    """Accept or reject a waiting value."""
    with existing(asked.base, session) as base:
        card = card_of(base, asked.card)
        of_card = list(_waiting(base, card))
        found = [each for each in of_card if each.candidate.path == asked.path]
        if not found:
            known = ", ".join(dict.fromkeys(each.candidate.path for each in of_card)) or "nothing"
            raise CommandError(f"no {asked.path} waits for {asked.card}; what waits: {known}")
        meant = [each for each in found if asked.value in (None, said(each.candidate.value))]
        if len(meant) != 1:
            listed = "".join(f"\n  --is {shlex.quote(said(each.candidate.value))}" for each in found)
            raise CommandError(f"{asked.path} of {asked.card}: say which value is meant{listed}")
        (chosen,) = meant
        act = base.accept if asked.accepted else base.reject
        act(card, chosen.candidate, by=asked.by, note=asked.note)
    done = "stands now" if asked.accepted else "is put aside"
    session.terminal.say(f"{asked.card} {asked.path}: {said(chosen.candidate.value)} {done}")


def history(asked: argparse.Namespace, session: Session) -> None:
    """Tell what was written of a record."""
    with existing(asked.base, session) as base:
        key, kind = asked.id, asked.kind
        if kind == "customer":
            try:
                saves = base.history(key)
            except NotFound:  # by his name, then
                saves = base.history(find_customer(base, key))
        else:
            saves = base.history(key, kind=kind)
        session.terminal.table(history_report.report(saves, zone=base.zone), language=asked.language)


def card_of(base: CustomerBase, key: str) -> Customer | Contact:
    """Return the card of this number: a contact's, or else a customer's."""
    try:
        return base.contact(key)
    except NotFound:
        return base.customer(find_customer(base, key))


def _waiting(base: CustomerBase, card: Customer | Contact) -> Iterator[Waiting]:
    found = base.candidates(card)
    stands = base.provenance(card) if found else {}
    for each in found:
        now = stands.get(each.path)
        yield Waiting(card=card.key, name=card.name, stands=now and now.value, candidate=each)
