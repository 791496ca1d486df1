"""Erasing a person: what is of him goes from everywhere, what the books need stays under a pseudonym.

Nothing of it is an entry of the ledger, and nothing can take it back: neither
the undo of an import nor a look at the past finds what was erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.ledger import fold
from customerbase.listing import Listing
from customerbase.model import (
    KINDS,
    Consent,
    Contact,
    Customer,
    CustomerKind,
    Entity,
    Feedback,
    Interaction,
    Purchase,
    Source,
    Stage,
    Task,
)
from customerbase.paths import CARDS, assemble, take_apart
from customerbase.stores.apart import forget_apart
from customerbase.stores.concerned import BEGINNING, OF_CUSTOMERS, Concerned, members
from customerbase.stores.facets import declared_facets
from customerbase.stores.links import MERGES, Links
from customerbase.stores.listings import drop_listed
from customerbase.stores.remnants import for_the_books, renamed, without
from customerbase.stores.rows import FILTERS, Revision, Stored
from customerbase.stores.store import Statement, Store
from customerbase.stores.tombstones import Tombstone, Tombstones
from customerbase.verifying.facets import covers_of

__all__ = ["Erased", "allow_again", "erase"]

_ERASED: Final = "erased"


@attrs.frozen(kw_only=True)
class Erased:
    """What was done to erase a person.

    Attributes
    ----------
    kind : str
        ``customer`` or ``contact``.
    pseudonym : str or None
        The customer id under which the books keep his amounts; None where there were none.
    removed, pseudonymised : mapping
        Kind → number of records that are gone, and of those that stay without him.
    reworded : int
        Records of others in whose text his name, telephones, e-mails or identifiers stood.
    kept_contacts : tuple of str
        People who were at this customer and are at others too: they stay with the others.
    remains : tuple of str
        What the library cannot do, or cannot know, and somebody must look at.
    """

    kind: str
    pseudonym: str | None
    removed: Mapping[str, int]
    pseudonymised: Mapping[str, int]
    reworded: int = 0
    kept_contacts: tuple[str, ...] = ()
    remains: tuple[str, ...] = ()


def erase(store: Store, kind: str, key: str, *, reason: str, by: str, pseudonym: str | None = None) -> Erased:
    """Erase a customer, with the people who are only at him, or a contact.

    Parameters
    ----------
    store : Store
    kind : {"customer", "contact"}
    key : str
    reason, by : str
        Why, and by whom it was done: kept with the tombstone.
    pseudonym : str, optional
        The customer id for the books; a random one if nothing is said.

    Raises
    ------
    NotFound
        If nothing was ever known under this id.
    InvalidRecord
        If the reason names the person, or the pseudonym is taken.
    """
    with store.transaction():
        work = _Erasing(store, reason, by, pseudonym or f"erased-{uuid4().hex[:16]}")
        ids = members(store, kind, key)
        if kind == "customer":
            work.customers(ids)
        else:
            work.contacts(ids)
        work.finish()
        store.rows.scrub_search()
    unfinished = store.rows.overwrite_freed()
    return Erased(
        kind=kind,
        pseudonym=work.pseudonym if work.pseudonymised else None,
        removed=work.removed,
        pseudonymised=work.pseudonymised,
        reworded=work.reworded,
        kept_contacts=tuple(sorted(work.kept)),
        remains=(
            "backups, copies, and files that were imported or exported still hold the person",
            "text about the person that names him otherwise than his card did was not found",
            *unfinished,
        ),
    )


def allow_again(store: Store, said: Entity | Statement, *, by: str) -> tuple[Tombstone, ...]:
    """Let an erased person in again; return the tombstones that no longer stop him."""
    if isinstance(said, Entity):
        values = take_apart(said) if said.kind_name in CARDS else {}  # type: ignore[arg-type]
        said = Statement(kind=said.kind_name, subject_id=said.key, values=values)
    with store.transaction():
        stones = Tombstones(store.rows)
        at = store.now()
        return tuple(stones.lift(each, at=at, by=by) for each in stones.stopping(said))


class _Erasing(Concerned):
    def __init__(self, store: Store, reason: str, by: str, pseudonym: str) -> None:
        super().__init__(store.rows)
        self.store = store
        self.reason = reason
        self.by = by
        self.pseudonym = pseudonym
        self.at = store.now()
        self.stones = Tombstones(self.rows)
        self.covers = covers_of(declared_facets(self.rows))
        self.gone: dict[str, set[str]] = {"customer": set(), "contact": set()}
        self.around: set[str] = set()
        self.removed: dict[str, int] = {}
        self.pseudonymised: dict[str, int] = {}
        self.reworded = 0
        self.kept: set[str] = set()

    # ------------------------------------------------------------- who goes

    def customers(self, ids: Sequence[str]) -> None:
        """Erase a customer under all his ids, and the people who are only there."""
        self.gone["customer"] |= set(ids)
        said = [each for key in ids for each in self.said("customer", key)]
        self.words.learn(said)
        people: dict[str, list[tuple[str, Any]]] = {}
        for key in ids:
            for contact_id in self.people_of(key):
                people[contact_id] = self.said("contact", contact_id)
        elsewhere = {
            contact_id: self._somewhere(contact_id) - set(ids) - self.gone["customer"]
            for contact_id in people
        }
        stay = {contact_id for contact_id, others in elsewhere.items() if others}
        shared = [value for contact_id in stay for _, value in people[contact_id]]
        for contact_id in sorted(people.keys() - stay):
            self.contacts(members(self.store, "contact", contact_id))
        self._bury("customer", ids, said, shared)
        self.kept |= stay
        self.around |= {each for others in elsewhere.values() for each in others}
        self.around |= self.linked(ids)
        for contact_id in stay:
            self._strip_employments(contact_id, set(ids))

    def contacts(self, ids: Sequence[str]) -> None:
        """Erase a person at one customer or at several, under all his ids."""
        ids = [each for each in ids if each not in self.gone["contact"]]
        if not ids:
            return
        said = [each for key in ids for each in self.said("contact", key)]
        self.gone["contact"] |= set(ids)
        self.words.learn(said)
        employers = {other for key in ids for other in self.ever_at(key)}
        self.around |= self.rows.known("customer", employers)
        self._bury("contact", ids, said, self._reached_at(employers, ids))

    def _bury(
        self, kind: str, ids: Sequence[str], said: Sequence[tuple[str, Any]], shared: Iterable[object]
    ) -> None:
        self.stones.put(kind, ids, said, at=self.at, by=self.by, reason=self.reason, shared=shared)

    def _reached_at(self, customer_ids: Iterable[str], ids: Sequence[str]) -> Iterator[object]:
        """Yield the telephones and e-mails of those who stay at these customers, and of these."""
        for customer_id, stored in self.rows.get("customer", customer_ids).items():
            if customer_id in self.gone["customer"]:
                continue
            cards = [stored, *self.rows.scan("contact", {"customer_id": customer_id})]
            for each in cards:
                if each.record.key not in ids:
                    yield from (*each.record.phones, *each.record.emails)  # type: ignore[attr-defined]

    # ------------------------------------------------------------- cards that stay

    def _strip_employments(self, contact_id: str, customers: set[str]) -> None:
        paths = [f"employments[{each}]" for each in customers]

        def stays(path: str, _: object) -> bool:
            return not any(path == each or path.startswith(f"{each}.") for each in paths)

        self._rewrite(contact_id, stays, customers)

    def _strip_superiors(self) -> None:
        """Take away that others report to people who are gone."""
        gone = self.gone["contact"]
        named = self.rows.subjects_naming("contact", gone) if gone else set()
        for contact_id in sorted(named - gone):
            self._rewrite(
                contact_id, lambda path, value: not (path.endswith("].reports_to") and value in gone), set()
            )

    def _rewrite(self, contact_id: str, stays: Any, customers: set[str]) -> None:
        """Write a card's ledger anew without some values, and the card after it."""
        entries = self.rows.entries("contact", [contact_id]).get(contact_id, [])
        kept = without(entries, stays, customers)
        if kept == entries:
            return
        self.rows.forget("contact", contact_id)
        self.rows.append(kept)
        before = self.rows.get("contact", [contact_id]).get(contact_id)
        if before is None:
            return
        values = fold(kept, covers=self.covers).values
        card = assemble(Contact, contact_id, values)
        if card != before.record:
            self.rows.put("contact", [attrs.evolve(before, record=card, version=before.version + 1)])

    # ------------------------------------------------------------- records

    def finish(self) -> None:
        """Take away what the people who go are named in, and themselves."""
        self._check_reason()
        self._strip_superiors()
        self._clean_records()
        self._clean_revisions()
        self._clean_runs()
        self._clean_listings()
        for kind in ("contact", "customer"):
            ids = sorted(self.gone[kind])
            there = self.rows.known(kind, ids)
            self.rows.remove(kind, ids)
            for each in ids:
                self.rows.forget(kind, each)
            self._count(self.removed, kind, len(there))
        self._forget_merges()
        self.rows.reword(self.words.without)

    def _forget_merges(self) -> None:
        """Take away what was noted of merges: it holds the ids of people who are gone."""
        noted = [
            each.merge_id
            for each in Links(self.rows).merges()
            if not self.gone[each.kind].isdisjoint((each.survivor_id, each.other_id))
        ]
        self.rows.remove_notes(MERGES, noted)
        for kind, ids in self.gone.items():
            forget_apart(self.rows, kind, ids)

    def _check_reason(self) -> None:
        if self.words.without(self.reason) != self.reason:
            problem = Problem(
                "$.reason", None, "names the person, and stays when he is gone", "say it without"
            )
            raise InvalidRecord("Erasure", [problem])
        taken = (
            self.rows.known("customer", [self.pseudonym])
            | self.rows.entries("customer", [self.pseudonym]).keys()
        )
        if taken or self.words.without(self.pseudonym) != self.pseudonym:
            reason = "is a customer's already, or names the person"
            raise InvalidRecord("Erasure", [Problem("$.pseudonym", None, reason, "choose another")])

    def _clean_records(self) -> None:
        for kind, cls in KINDS.items():
            if kind in CARDS:
                continue
            named = [each for each in FILTERS[kind] if each in OF_CUSTOMERS]
            of_him = {
                stored.record.key: stored
                for name in named
                for key in sorted(self.gone["customer"])
                for stored in self.rows.scan(kind, {name: key})
            }
            if of_him and cls in (Purchase, Task):
                self._keep_for_the_books(kind, of_him)
            for key in of_him:
                self.rows.forget(kind, key)
            if cls not in (Purchase, Task):
                self.rows.remove(kind, sorted(of_him))
                self._count(self.removed, kind, len(of_him))
            if "customer_id" in named and cls is not Purchase:
                self._clean_those_around(kind)

    def _keep_for_the_books(self, kind: str, of_him: Mapping[str, Stored]) -> None:
        self._make_pseudonym()
        numbers = {
            key: f"{self.pseudonym}/{kind}-{i}" if kind == "task" or self._names_him(key) else key
            for i, key in enumerate(sorted(of_him), 1)
        }
        books = [
            for_the_books(stored, self.pseudonym, numbers, self._names_him, self.at.date())
            for _, stored in sorted(of_him.items())
        ]
        self.rows.remove(kind, list(of_him))
        self.rows.put(kind, books)
        self._count(self.pseudonymised, kind, len(books))

    def _names_him(self, text: str) -> bool:
        """Tell whether a text holds his name or how he is reached, or has his id as one of its parts."""
        return self.words.without(text) != text or not self.gone["customer"].isdisjoint(text.split("/"))

    def _make_pseudonym(self) -> None:
        """Make the customer whom the books know in his place, once."""
        if self.pseudonymised or self.rows.known("customer", [self.pseudonym]):
            return
        firsts = self.rows.get("customer", self.gone["customer"]).values()
        kind = next((each.record.kind for each in firsts), CustomerKind.PERSON)  # type: ignore[attr-defined]
        card = Customer(customer_id=self.pseudonym, name=self.pseudonym, kind=kind, stage=Stage.FORMER)
        said = Statement(kind="customer", subject_id=self.pseudonym, values=take_apart(card))
        self.store.learn([said], Source.of("transaction_record"))

    def _clean_those_around(self, kind: str) -> None:
        """Take erased people out of the records of customers who stay."""
        for customer_id in sorted(self.around - self.gone["customer"]):
            for stored in list(self.rows.scan(kind, {"customer_id": customer_id})):
                record = self._without_people(stored.record)
                if record is None:
                    self.rows.remove(kind, [stored.record.key])
                    self.rows.forget(kind, stored.record.key)
                    self._count(self.removed, kind, 1)
                elif record != stored.record:
                    self.rows.put(kind, [attrs.evolve(stored, record=record, version=stored.version + 1)])
                    self.reworded += 1

    def _without_people(self, record: Entity) -> Entity | None:
        """Return a record without the people who are gone; None where it was of one of them alone."""
        gone = self.gone["contact"]
        made: Any = record
        if isinstance(record, Consent) and record.contact_id in gone:
            return None
        if isinstance(record, Task | Feedback) and record.contact_id in gone:
            made = made.replace(contact_id=None)
        if isinstance(record, Interaction) and gone.intersection(record.contact_ids):
            made = made.replace(contact_ids=tuple(each for each in record.contact_ids if each not in gone))
        return self.words.out_of(made)

    def _clean_revisions(self) -> None:
        """Forget what records of others were while they were his."""
        for kind in KINDS:
            if kind in CARDS:
                continue
            concerned = {
                each.before.record.key
                for each in self.rows.revisions_after(kind, BEGINNING)
                if self._revised(each) != each
            }
            for key in sorted(concerned):
                kept = [made for each in self.rows.revisions(kind, key) if (made := self._revised(each))]
                self.rows.forget(kind, key)
                self.rows.add_revisions(kept)

    def _revised(self, revision: Revision) -> Revision | None:
        record = revision.before.record
        if any(getattr(record, name, None) in self.gone["customer"] for name in OF_CUSTOMERS):
            return None
        if getattr(record, "customer_id", None) not in self.around:
            return revision
        made = self._without_people(record)
        if made is None:
            return None
        return attrs.evolve(revision, before=attrs.evolve(revision.before, record=made))

    def _clean_listings(self) -> None:
        """Let no kept list of customers name him: the next one that is made does not."""
        for key in sorted(self.gone["customer"]):
            drop_listed(self.rows, key)

    def _somewhere(self, contact_id: str) -> set[str]:
        """Return the customers at whom a person is, under any of his ids."""
        ids = members(self.store, "contact", contact_id)
        return {other for each in ids for other in self.employers(each)}

    def _clean_runs(self) -> None:
        """Let kept runs of RFM know the pseudonym in his place: their sums stay."""
        for kept in self.rows.rfm_runs():
            found = self.rows.rfm_run(kept.name)
            assert found is not None
            rows = found[1]
            his = [each for each in rows if each.customer_id in self.gone["customer"]]
            if not his:
                continue
            self._make_pseudonym()
            others = [each for each in rows if each.customer_id not in self.gone["customer"]]
            # Several before they were merged: the sums stay what they were.
            names = [self.pseudonym, *(f"{self.pseudonym}-{i}" for i in range(2, len(his) + 1))]
            again = [renamed(each, name) for each, name in zip(his, names, strict=True)]
            self.rows.put_rfm_run(
                attrs.evolve(kept, customers=len(others) + len(again)),
                Listing(sorted([*others, *again], key=lambda each: each.customer_id)),
            )
            self._count(self.pseudonymised, "rfm row", len(again))

    def _count(self, counts: dict[str, int], kind: str, times: int) -> None:
        if times:
            counts[kind] = counts.get(kind, 0) + times
