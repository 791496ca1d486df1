"""The list on which a person decides which cards mean the same: both cards side by side, what agrees and what not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import attrs

from customerbase.chronicle.fields import FIELDS, LABELS, address_said
from customerbase.linkage.blocks import KEPT_APART
from customerbase.linkage.clusters import TOO_LARGE
from customerbase.linkage.decisions import MatchDecision
from customerbase.linkage.matches import Matches
from customerbase.linkage.pairs import Pair
from customerbase.model import Contact, Customer
from customerbase.reports.match_terms import MATCH_FIELDS
from customerbase.reports.table import Column, Table, column, tabulate
from customerbase.reports.words import TERMS, Phrase

__all__ = ["columns", "field_phrase", "groups", "reason_phrase", "report"]

Card = Customer | Contact


@attrs.frozen
class _Line:
    pair: Pair
    left: Card
    right: Card


def columns(kind: str) -> tuple[Column, ...]:
    """Return the columns of a list of candidates.

    Parameters
    ----------
    kind : {'customer', 'contact'}
    """
    shown = [
        attrs.evolve(column("decision", read=lambda _: None), choices=tuple(MatchDecision)),
        column("probability", "share", lambda line: line.pair.score),
        column(f"left_{kind}", read=lambda line: line.left.key),
        column(f"right_{kind}", read=lambda line: line.right.key),
    ]
    for name, read in _SHOWN.items():
        words = Phrase(*_TITLES.get(name, FIELDS.get(name, (name, name))))
        shown += [_side(name, words, side, read) for side in ("left", "right")]
    return (
        *shown,
        column("agree", "list", lambda line: tuple(field_phrase(each) for each in line.pair.agree)),
        column("differ", "list", lambda line: tuple(field_phrase(each) for each in line.pair.differ)),
        column("match_rule", read=lambda line: line.pair.rule),
        column("note", read=lambda _: None),
    )


def report(matches: Matches, cards: Mapping[str, Card], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return the candidates as a list with a row for each pair, and a column for the decision.

    Columns in which no card has anything are left out.

    Parameters
    ----------
    matches : Matches
    cards : mapping of id to Customer or Contact
        Pairs of which one is not among them are left out.
    notes : iterable of Phrase
    """
    lines = [
        _Line(each, cards[each.left], cards[each.right])
        for each in matches.candidates
        if each.left in cards and each.right in cards
    ]
    kept = [
        each
        for each in columns(matches.kind)
        if each.key.rpartition("_")[2] in ("customer", "contact")
        or each.key in ("decision", "note")
        or any(each.cell(line) not in (None, (), "") for line in lines)
    ]
    return tabulate("match_candidates", kept, lines, (TERMS["match_how"], *notes))


def groups(matches: Matches) -> tuple[Table, Table]:
    """Return what rules found, and what was not joined, as tables.

    >>> [each.name for each in groups(Matches(kind="customer", groups=()))]
    ['match_groups', 'match_refused']
    """
    found = (
        column("survivor", read=lambda each: f"{each.survivor} {each.names[0]}"),
        column(
            "merged_cards",
            "list",
            lambda each: tuple(
                f"{key} {name}" for key, name in zip(each.others, each.names[1:], strict=True)
            ),
        ),
        column("match_rule", "list", lambda each: each.rules),
        column("agree", "list", lambda each: tuple(field_phrase(name) for name in each.agree)),
    )
    refused = (
        column("members", "list", lambda each: each.members),
        column("match_reason", read=lambda each: reason_phrase(each.reason)),
        column("between_cards", "list", lambda each: each.between),
    )
    return (
        tabulate("match_groups", found, matches.groups),
        tabulate("match_refused", refused, matches.refused),
    )


def field_phrase(name: str) -> Phrase:
    """Return what people call a field in which records agree or differ.

    >>> field_phrase("phone").zh, field_phrase("identifiers[vat]").en
    ('电话', 'number of an authority (VAT no.)')
    """
    base, _, scheme = name.partition("[")
    words = Phrase(*MATCH_FIELDS[base]) if base in MATCH_FIELDS else Phrase(name.replace("_", " "), name)
    if not scheme:
        return words
    own = LABELS.get(scheme[:-1], (scheme[:-1], scheme[:-1]))
    return Phrase(f"{words.en} ({own[0]})", f"{words.zh}（{own[1]}）")


def reason_phrase(reason: str) -> Phrase:
    """Say why a group was not joined.

    >>> reason_phrase("too_large").en, reason_phrase("born").en
    ('too many cards', 'different birthday')
    """
    if reason in (TOO_LARGE, KEPT_APART):
        return TERMS[reason]
    words = field_phrase(reason)
    return Phrase(f"different {words.en}", f"{words.zh}不同")


def _side(name: str, words: Phrase, side: str, read: Callable[[Card], str | None]) -> Column:
    title = TERMS[side]

    def cell(line: _Line) -> str | None:
        return read(line.left if side == "left" else line.right)

    return Column(f"{side}_{name}", title.en.format(words.en), title.zh.format(words.zh), "text", cell)


def _phones(card: Card) -> str | None:
    return "; ".join(str(each) for each in card.phones) or None


def _emails(card: Card) -> str | None:
    return "; ".join(each.address for each in card.emails) or None


def _numbers(card: Card) -> str | None:
    if isinstance(card, Contact):
        return None
    return "; ".join(str(each) for each in card.identifiers) or None


def _address(card: Card) -> str | None:
    address = None if isinstance(card, Contact) else card.address()
    return None if address is None else address_said(address)


def _born(card: Card) -> str | None:
    born = None if isinstance(card, Contact) else card.person.born
    return None if born is None else born.isoformat()


def _legal_name(card: Card) -> str | None:
    return None if isinstance(card, Contact) else card.organization.legal_name


def _at(card: Card) -> str | None:
    return "; ".join(each.customer_id for each in card.employments) if isinstance(card, Contact) else None


_SHOWN: Final[Mapping[str, Callable[[Card], str | None]]] = {
    "name": lambda card: card.name,
    "legal_name": _legal_name,
    "phone": _phones,
    "email": _emails,
    "address": _address,
    "identifier": _numbers,
    "born": _born,
    "works_at": _at,
}
"""What is shown of both cards."""

_TITLES: Final = {"identifier": ("Numbers", "证照号码"), "works_at": ("Works at", "所在客户")}
