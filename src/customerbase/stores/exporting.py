"""Everything known of one person, with where it came from: to be handed to him."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import attrs

from customerbase.convert import instant_text, to_plain, values_to_plain
from customerbase.ledger import Decision, Entry, Observation, Retraction, Verified
from customerbase.model import KINDS, Source
from customerbase.paths import CARDS
from customerbase.rfm import SegmentRow
from customerbase.stores.concerned import BEGINNING, Concerned, members
from customerbase.stores.remnants import without
from customerbase.stores.rows import FILTERS, Revision, Stored
from customerbase.stores.store import Store

__all__ = ["Card", "Export", "export"]


@attrs.frozen(kw_only=True)
class Card:
    """What is known of a customer or contact: the card, and all that was ever said of it.

    Attributes
    ----------
    kind, key : str
    record : Customer, Contact or None
        None where only the ledger knows him.
    entries : tuple
        Of the ledger: what each source said and when, what was decided, verified and taken back.
    whole : bool
        False of somebody who is at others too: only what he is at this customer is given.
    """

    kind: str
    key: str
    record: Any = attrs.field(repr=False)
    entries: tuple[Entry, ...] = attrs.field(repr=False)
    whole: bool = True


@attrs.frozen(kw_only=True)
class Export:
    """Everything known of one person.

    Attributes
    ----------
    kind, key : str
        Whose it is.
    exported_at : datetime.datetime
    cards : tuple of Card
        His own, under each of his ids; then those of the people who are at him.
    records : mapping
        Kind → what names him: sales, dealings, consents, ...; each with its source.
    revisions : tuple of Revision
        What such records were before.
    scores : tuple of (str, SegmentRow)
        Name of a kept run of RFM, and what it says of him.
    """

    kind: str
    key: str
    exported_at: datetime
    cards: tuple[Card, ...] = attrs.field(repr=False)
    records: dict[str, tuple[Stored, ...]] = attrs.field(repr=False)
    revisions: tuple[Revision, ...] = attrs.field(repr=False)
    scores: tuple[tuple[str, SegmentRow], ...] = attrs.field(repr=False)

    def to_plain(self) -> dict[str, Any]:
        """Return all of it as dicts, lists and scalars that JSON can hold."""
        return {
            "kind": self.kind,
            "id": self.key,
            "exported_at": instant_text(self.exported_at),
            "cards": [_card(each) for each in self.cards],
            "records": {kind: [_stored(each) for each in held] for kind, held in self.records.items()},
            "revisions": [
                {
                    "kind": each.before.record.kind_name,
                    "replaced_at": instant_text(each.replaced_at),
                    **_stored(each.before),
                }
                for each in self.revisions
            ],
            "scores": [_score(name, row) for name, row in self.scores],
        }

    def to_json(self) -> str:
        """Return all of it as JSON, in a form that another system can read (art. 20 GDPR)."""
        return json.dumps(self.to_plain(), ensure_ascii=False, indent=1)

    def lines(self) -> Iterator[tuple[str, str, str, Any, Source | None, datetime | None]]:
        """Yield whose it is, what and where it stands, the value, its source, and when it was recorded."""
        for card in self.cards:
            for entry in card.entries:
                if isinstance(entry, Observation):
                    for path, value in entry.values.items():
                        yield card.kind, card.key, path, value, entry.source, entry.recorded_at
                        if path in entry.raw:
                            place = f"{path}, written as"
                            yield card.kind, card.key, place, entry.raw[path], entry.source, entry.recorded_at
        for kind, held in self.records.items():
            for each in held:
                for path, value in to_plain(each.record).items():
                    yield kind, each.record.key, path, value, each.source, each.recorded_at


def export(store: Store, kind: str, key: str) -> Export:
    """Gather everything known of a customer or contact.

    Raises
    ------
    NotFound
        If nothing was ever known under this id.
    """
    rows = store.rows
    ids = members(store, kind, key)
    about = Concerned(rows)
    cards = []
    for each in ids:
        about.words.learn(about.said(kind, each))
        cards.append(_card_of(about, kind, each))
    people = dict.fromkeys(who for each in ids for who in about.people_of(each)) if kind == "customer" else {}
    for who in people:
        there = {other for each in members(store, "contact", who) for other in about.employers(each)}
        if there - set(ids):
            cards.append(_at_him(about, who, ids))
        else:
            about.words.learn(about.said("contact", who))
            cards.append(_card_of(about, "contact", who))
    customers = set(ids) if kind == "customer" else set()
    contacts = {each.key for each in cards if each.kind == "contact" and each.whole}
    around = {other for each in people for other in about.employers(each)} | about.linked(customers)
    around |= {other for who in contacts for other in about.ever_at(who)}
    around = rows.known("customer", around) - customers
    records = {
        of: tuple(found)
        for of in KINDS
        if of not in CARDS and (found := list(_naming(about, of, customers, contacts, around)))
    }
    revisions = [
        each
        for of in KINDS
        if of not in CARDS
        for each in rows.revisions_after(of, BEGINNING)
        if about.names(each.before.record, customers, contacts, around)
    ]
    scores = [
        (run.name, row)
        for run in rows.rfm_runs()
        if (found_run := rows.rfm_run(run.name)) is not None
        for row in found_run[1]
        if row.customer_id in customers
    ]
    return Export(
        kind=kind,
        key=key,
        exported_at=store.now(),
        cards=tuple(cards),
        records=records,
        revisions=tuple(revisions),
        scores=tuple(scores),
    )


def _naming(
    about: Concerned, kind: str, customers: set[str], contacts: set[str], around: set[str]
) -> Iterator[Stored]:
    found: dict[str, Stored] = {}
    for name in ("customer_id", "other_id"):
        if name in FILTERS[kind]:
            for key in sorted(customers | around):
                for each in about.rows.scan(kind, {name: key}):
                    found[each.record.key] = each
    for key in sorted(found):
        if about.names(found[key].record, customers, contacts, around):
            yield found[key]


def _card_of(about: Concerned, kind: str, key: str) -> Card:
    held = about.rows.get(kind, [key]).get(key)
    record = None if held is None else held.record
    return Card(kind=kind, key=key, record=record, entries=tuple(about.entries(kind, key)))


def _at_him(about: Concerned, contact_id: str, customers: Sequence[str]) -> Card:
    """Return what somebody is at a customer, without what he is elsewhere."""
    paths = tuple(f"employments[{each}]" for each in customers)
    kept = without(
        about.entries("contact", contact_id),
        lambda path, _: (
            path == "name" or path in paths or path.startswith(tuple(f"{each}." for each in paths))
        ),
        set(),
    )
    return Card(kind="contact", key=contact_id, record=None, entries=tuple(kept), whole=False)


def _card(card: Card) -> dict[str, Any]:
    return {
        "kind": card.kind,
        "id": card.key,
        "card": None if card.record is None else to_plain(card.record),
        "ledger": [_entry(each) for each in card.entries],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    plain: dict[str, Any] = {"number": entry.number, "recorded_at": instant_text(entry.recorded_at)}
    if isinstance(entry, Observation):
        plain |= {"what": "observation", "values": values_to_plain(entry.values)}
        if entry.raw:
            plain["written_as"] = dict(entry.raw)
        plain |= {
            "source": to_plain(entry.source),
            "observed_on": entry.observed_on and entry.observed_on.isoformat(),
        }
    elif isinstance(entry, Decision):
        plain |= {"what": "decision", "of": entry.observation, "path": entry.path, "accepted": entry.accepted}
        plain |= {"by": entry.by, "note": entry.note}
    elif isinstance(entry, Verified):
        plain |= {"what": "verification", "verification": to_plain(entry.verification)}
    else:
        assert isinstance(entry, Retraction)
        plain |= {"what": "retraction", "of": entry.observation, "keeps": list(entry.keeps)}
    return plain


def _stored(stored: Stored) -> dict[str, Any]:
    return {
        "record": to_plain(stored.record),
        "recorded_at": instant_text(stored.recorded_at),
        "source": None if stored.source is None else to_plain(stored.source),
    }


def _score(name: str, row: SegmentRow) -> dict[str, Any]:
    score = row.score
    scored = None
    if score is not None:
        money = score.summary.monetary
        scored = {"r": score.r, "f": score.f, "m": score.m, "monetary": [str(money.amount), money.currency]}
    return {"run": name, "segment": row.segment, "introductions": row.introductions, "score": scored}
