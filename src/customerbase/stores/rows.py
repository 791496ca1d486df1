"""What a place must be able to do so that records can rest in it: the thin layer below `Store`.

`Rows` keeps records by kind and id, and the ledger's entries in order.  It
knows no rules: versions, provenance, as-of reads and undo are `Store`'s.
Writing a layer for another place means writing this one class; the contract
in `customerbase.testing.contracts.store` says whether it is right.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from typing import ClassVar

import attrs

from customerbase.ledger import Batch, Entry, counting
from customerbase.model import KINDS, Contact, Entity, Purchase, SaleTotal, Source
from customerbase.rfm import SegmentRow
from customerbase.searching.folding import Folding
from customerbase.searching.query import Query, Tier
from customerbase.searching.ranking import meets
from customerbase.stores.columns import SALE_COLUMNS, SaleColumns, columns_of_sales
from customerbase.stores.kept_runs import KeptRun
from customerbase.stores.notes import Note
from customerbase.stores.packing import Packed, pack, sale_total, unpack

__all__ = ["FILTERS", "Revision", "Rows", "Stored", "filtered_values"]


@attrs.frozen(kw_only=True)
class Stored:
    """A record as it rests: with its version, and what brought it."""

    record: Entity
    version: int
    recorded_at: datetime
    batch_id: str | None = None
    source: Source | None = None


@attrs.frozen(kw_only=True)
class Revision:
    """A record as it was until something else took its place.

    Attributes
    ----------
    before : Stored
    replaced_at : datetime.datetime
    replaced_by : str or None
        The batch that replaced or removed it.
    """

    before: Stored
    replaced_at: datetime
    replaced_by: str | None


FILTERS: Mapping[str, tuple[str, ...]] = {
    kind: tuple(
        name
        for name in ("customer_id", "other_id", "employee_id", "campaign_id", "product_id", "coupon_id")
        if name in cls.__annotations__ and name != f"{kind}_id"
    )
    for kind, cls in KINDS.items()
} | {"contact": ("customer_id",)}
"""Kind → the fields by which its records can be picked; a contact is picked by any customer he was at."""


def filtered_values(record: Entity, name: str) -> tuple[str, ...]:
    """Return the values under which a record is found by this field."""
    if isinstance(record, Contact):
        return tuple(each.customer_id for each in record.employments)
    value = getattr(record, name)
    return () if value is None else (value,)


class Rows(ABC):
    """A place where records rest.

    Ids are compared, and results sorted, by the code points of the text:
    case, accents and trailing spaces make a difference.
    """

    durable: ClassVar[bool] = True
    """Whether what was committed is still there when the place is opened again."""

    location: str

    unmerged: bool = False
    """Whether it is known for the time of a reading that no cards are merged: then nobody need ask."""

    # ------------------------------------------------------------- transactions

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """Do all that follows, or nothing of it; inside another one, likewise for the inner part."""

    def reading(self) -> AbstractContextManager[None]:
        """Let what is read inside be of one state, whatever others write meanwhile; nothing is written inside.

        Where nobody else writes, or inside a transaction, nothing need be done.
        """
        return nullcontext()

    @abstractmethod
    def close(self) -> None:
        """Let go of the place."""

    # ------------------------------------------------------------- records

    @abstractmethod
    def get(self, kind: str, keys: Iterable[str]) -> dict[str, Stored]:
        """Return those of the records that are there, by id."""

    @abstractmethod
    def scan(self, kind: str, where: Mapping[str, str] | None = None) -> Iterator[Stored]:
        """Yield the records of a kind, by id; `where` names fields of `FILTERS` and their values."""

    @abstractmethod
    def put(self, kind: str, stored: Sequence[Stored]) -> None:
        """Keep records; one whose id is there takes its place."""

    def add(
        self,
        kind: str,
        records: Sequence[Entity],
        recorded_at: datetime,
        batch_id: str | None,
        source: Source | None,
    ) -> None:
        """Keep records whose ids are not there yet; purchases go by `add_packed`."""
        stored = [
            Stored(record=each, version=1, recorded_at=recorded_at, batch_id=batch_id, source=source)
            for each in records
        ]
        self.put(kind, stored)

    def adding(self) -> AbstractContextManager[None]:
        """Say that very many records are about to be added; entered and left in one transaction."""
        return nullcontext()

    @abstractmethod
    def remove(self, kind: str, keys: Iterable[str]) -> None:
        """Forget records; ids that are not there are passed over."""

    def known(self, kind: str, keys: Iterable[str]) -> set[str]:
        """Return those of the ids that are there."""
        return set(self.get(kind, keys))

    def keys(self, kind: str) -> list[str]:
        """Return the ids of a kind, in order."""
        return [each.record.key for each in self.scan(kind)]

    def brought_by(self, kind: str, batch_id: str) -> list[Stored]:
        """Return the records whose present version a batch brought, by id."""
        return [each for each in self.scan(kind) if each.batch_id == batch_id]

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield id and name of each customer."""
        for each in self.scan("customer"):
            yield each.record.key, each.record.name  # type: ignore[attr-defined]

    def first_heard(self, kind: str) -> Iterator[tuple[str, Source, datetime, date | None]]:
        """Yield for each card, by id, the source, `recorded_at` and `observed_on` of the first observation."""
        for key in self.keys(kind):
            first = counting(self.entries(kind, [key])[key])[0]
            yield key, first.source, first.recorded_at, first.observed_on

    # ------------------------------------------------------------- search

    def prepare_search(self, folding: Folding) -> Folding:
        """Bring what `hits` stands on up to date.

        Parameters
        ----------
        folding : Folding
            What this program can do.

        Returns
        -------
        Folding
            What queries must be folded with.
        """
        return folding

    def hits(self, kind: str, tier: Tier, query: Query, limit: int) -> list[str]:
        """Return ids of customers or contacts that meet a query as a tier asks, or better; the first that are there.

        Which ones these are where there are more is the place's to choose, but always the
        same: those that came first, where it knows.
        """
        found: list[str] = []
        for each in self.scan(kind):
            if len(found) == limit:
                break
            if meets(each.record, query, tier):  # type: ignore[arg-type]
                found.append(each.record.key)
        return found

    def scrub_search(self) -> None:  # noqa: B027 - a place without an index has nothing to scrub
        """Leave no byte of what was removed in what `hits` stands on; after an erasure."""

    # ------------------------------------------------------------- purchases, in bulk

    def get_packed(self, keys: Iterable[str]) -> dict[str, tuple[Packed, int]]:
        """Return purchases as they are packed, and their versions, by id."""
        return {
            key: (pack(each.record), each.version)  # type: ignore[arg-type]
            for key, each in self.get("purchase", keys).items()
        }

    def add_packed(
        self, purchases: Sequence[Packed], recorded_at: datetime, batch_id: str | None, source: Source | None
    ) -> None:
        """Keep purchases whose ids are not there yet."""
        stored = [
            Stored(record=unpack(each), version=1, recorded_at=recorded_at, batch_id=batch_id, source=source)
            for each in purchases
        ]
        self.put("purchase", stored)

    def sale_totals(
        self, *, customer_id: str | None = None, start: date | None = None, end: date | None = None
    ) -> Iterator[SaleTotal]:
        """Yield the purchases without their lines, by id."""
        where = {"customer_id": customer_id} if customer_id is not None else None
        for each in self.scan("purchase", where):
            purchase = each.record
            assert isinstance(purchase, Purchase)
            if (start is None or start <= purchase.on) and (end is None or purchase.on <= end):
                yield sale_total(pack(purchase))

    def sale_columns(
        self, names: Sequence[str] = SALE_COLUMNS, *, start: date | None = None, end: date | None = None
    ) -> AbstractContextManager[SaleColumns]:
        """Give the purchases without their lines column by column, as they stand when it is entered.

        Nothing is written before it is left.
        """
        sales = self.sale_totals(start=start, end=end)
        return nullcontext(columns_of_sales(sales, names, len(self.keys("purchase"))))

    # ------------------------------------------------------------- kept runs of RFM

    @abstractmethod
    def put_rfm_run(self, kept: KeptRun, rows: Sequence[SegmentRow]) -> None:
        """Keep a run and its rows; one whose name is there takes its place."""

    @abstractmethod
    def rfm_runs(self) -> list[KeptRun]:
        """Return what is known of each run, by name."""

    @abstractmethod
    def rfm_run(self, name: str) -> tuple[KeptRun, list[SegmentRow]] | None:
        """Return a run and its rows, by customer id; None if there is none of this name."""

    @abstractmethod
    def remove_rfm_run(self, name: str) -> None:
        """Forget a run; a name that is not there is passed over."""

    # ------------------------------------------------------------- ledger, revisions, batches, settings

    @abstractmethod
    def next_number(self) -> int:
        """Return the number that the next entry of the ledger gets."""

    @abstractmethod
    def append(self, entries: Sequence[Entry]) -> None:
        """Add entries to the ledger."""

    @abstractmethod
    def entries(self, kind: str, subject_ids: Iterable[str]) -> dict[str, list[Entry]]:
        """Return the entries of these subjects, in order; a subject without any is left out."""

    @abstractmethod
    def observed_in(self, batch_id: str) -> list[tuple[str, str]]:
        """Return kind and id of the subjects that a batch made a statement of, in order, each once."""

    @abstractmethod
    def add_revisions(self, revisions: Sequence[Revision]) -> None:
        """Keep what records were before."""

    @abstractmethod
    def revisions(self, kind: str, key: str) -> list[Revision]:
        """Return what a record was before, oldest first."""

    @abstractmethod
    def revisions_of_batch(self, kind: str, batch_id: str) -> list[Revision]:
        """Return the revisions of a kind that a batch brought or replaced, oldest first."""

    @abstractmethod
    def revisions_after(self, kind: str, instant: datetime) -> Iterator[Revision]:
        """Yield what records of a kind were before something took their place after an instant, oldest first."""

    @abstractmethod
    def forget(self, kind: str, key: str) -> None:
        """Remove what the ledger holds of a record, and all its revisions, as if it had never been known."""

    @abstractmethod
    def reword(self, reword: Callable[[str], str]) -> None:
        """Put other words into the origins and evidence of sources, and the origins of batches."""

    def subjects_naming(self, kind: str, texts: Iterable[str]) -> set[str]:
        """Return the ids of cards of which the ledger holds one of these texts, at least; more do no harm.

        Those are among them whose import was undone: they are in the ledger alone.
        """
        undone = {each.batch_id for each in self.batches() if each.undone_at is not None}
        ghosts = {key for each in undone for of, key in self.observed_in(each) if of == kind}
        del texts  # a place that can look for them does
        return ghosts.union(self.keys(kind))

    def overwrite_freed(self) -> tuple[str, ...]:
        """Overwrite what was erased where the place itself keeps it; say what could not be done, or is left.

        Called outside of transactions; inside of one it says so.
        """
        return ()

    @abstractmethod
    def put_batch(self, batch: Batch) -> None:
        """Keep what is known of a batch."""

    @abstractmethod
    def batches(self) -> list[Batch]:
        """Return all batches, in the order in which they came."""

    @abstractmethod
    def setting(self, name: str) -> str | None:
        """Return a setting of the base."""

    @abstractmethod
    def set(self, name: str, value: str) -> None:
        """Keep a setting of the base."""

    # ------------------------------------------------------------- notes

    @abstractmethod
    def put_notes(self, space: str, notes: Sequence[Note]) -> None:
        """Keep notes of one sort; one whose key is there takes its place."""

    @abstractmethod
    def notes(
        self, space: str, *, keys: Iterable[str] | None = None, marks: Iterable[str] | None = None
    ) -> list[Note]:
        """Return notes in order of key.

        Parameters
        ----------
        space : str
        keys : iterable of str, optional
            Only these.
        marks : iterable of str, optional
            Only those that bear at least one of them.
        """

    def has_notes(self, space: str) -> bool:
        """Tell whether there is any note of this sort."""
        return bool(self.notes(space))

    def note_texts(self, space: str, keys: Iterable[str]) -> dict[str, str]:
        """Return what notes hold, by key, without their marks; keys that are not there are left out."""
        return {each.key: each.data for each in self.notes(space, keys=keys)}

    @abstractmethod
    def remove_notes(self, space: str, keys: Iterable[str]) -> None:
        """Forget notes; keys that are not there are passed over."""
