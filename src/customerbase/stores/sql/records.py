"""Records in a server database: a table for each kind, with what it is picked and sorted by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import BindParameter, Select, Table, bindparam, delete, func, select, update

from customerbase.convert import instant_from_text, to_json
from customerbase.model import Contact, Source
from customerbase.stores.rows import FILTERS, Stored, filtered_values
from customerbase.stores.search_index import SEARCHED
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.origins import Origins
from customerbase.stores.sql.purchases import PurchaseTables
from customerbase.stores.sql.schema import Tables
from customerbase.stores.sql.search import SearchTables
from customerbase.validation import storable

__all__ = ["RecordTables"]

_CHUNK: Final = 500
_KEYS: Final[BindParameter[Any]] = bindparam("keys", expanding=True)
_STORED: Final = ("data", "version", "recorded_at", "batch", "source")


class RecordTables:
    """The tables of records.

    Parameters
    ----------
    db : SqlConnection
    tables : Tables
    origins : Origins
    purchases : PurchaseTables
    search : SearchTables, optional
        The index of words that is kept true, where the database has one.
    """

    def __init__(
        self,
        db: SqlConnection,
        tables: Tables,
        origins: Origins,
        purchases: PurchaseTables,
        search: SearchTables | None = None,
    ) -> None:
        self._db = db
        self._tables = tables
        self._origins = origins
        self._purchases = purchases
        self._search = search

    def get(self, kind: str, keys: Iterable[str]) -> dict[str, Stored]:
        """Return those of the records that are there, by id."""
        if kind == "purchase":
            return {each.record.key: each for each in self._purchases.get(keys)}
        table = self._tables[kind]
        query = select(*(table.c[name] for name in _STORED)).where(table.c.id.in_(_KEYS))
        stored = (self._origins.stored(kind, *row) for row in self._db.chunks(query, keys))
        return {each.record.key: each for each in stored}

    def scan(self, kind: str, where: Mapping[str, str] | None = None) -> Iterator[Stored]:
        """Yield the records of a kind that `where` picks, by id."""
        if not all(map(storable, (where or {}).values())):
            return
        if kind == "purchase":
            yield from self._each(kind, self._purchases.query(where or {}))
            return
        table = self._tables[kind]
        query = select(table.c.id).order_by(table.c.id)
        for name, value in (where or {}).items():
            if kind == "contact":
                at = self._tables["employments"]
                query = query.join(at, at.c.contact == table.c.key).where(at.c.customer_id == value)
            else:
                query = query.where(table.c[name] == value)
        yield from self._each(kind, query)

    def _each(self, kind: str, query: Select[Any]) -> Iterator[Stored]:
        """Yield the records whose ids a query finds now: what is written while they are read adds none."""
        keys = [row[0] for row in self._db.rows(query)]
        for i in range(0, len(keys), _CHUNK):
            some = keys[i : i + _CHUNK]
            found = self.get(kind, some)
            yield from (found[key] for key in some if key in found)

    def put(self, kind: str, stored: Sequence[Stored]) -> None:
        """Keep records; one whose id is there takes its place."""
        with self._db.together():
            if kind == "purchase":
                self._purchases.put(stored)
                return
            table = self._tables[kind]
            last = {each.record.key: each for each in stored}
            held = self._held(table, last)
            # Before there is room: the next number is found by what is there.
            keys = self._keys_for(table, last, held)
            if kind == "customer":
                # Purchases point at them, so that they cannot make room.
                self._replace_customers([last[key] for key in held])
                fresh = [each for key, each in last.items() if key not in held]
            else:
                self._make_room(kind, held.values())
                fresh = list(last.values())
            names = () if kind == "contact" else ("name",) if kind == "customer" else FILTERS[kind]
            self._db.insert(
                table,
                ("key", "id", *names, *_STORED),
                (
                    (
                        keys[each.record.key],
                        each.record.key,
                        *(getattr(each.record, name) for name in names),
                        to_json(each.record),
                        *self._origins.marks(each),
                    )
                    for each in fresh
                ),
            )
            if kind == "contact":
                self._link_employments(fresh, keys)
            if self._search is not None and kind in SEARCHED:
                self._search.kept(kind, keys, {key: each.record for key, each in last.items()})

    def _held(self, table: Table, ids: Iterable[str]) -> dict[str, int]:
        query = select(table.c.id, table.c.key).where(table.c.id.in_(_KEYS))
        return dict(map(tuple, self._db.chunks(query, ids)))

    def _keys_for(self, table: Table, ids: Iterable[str], held: Mapping[str, int]) -> dict[str, int]:
        fresh = [each for each in ids if each not in held]
        return {**held, **{each: key for key, each in enumerate(fresh, self._db.next_key(table))}}

    def _replace_customers(self, stored: Sequence[Stored]) -> None:
        table = self._tables["customer"]
        names = ("name", *_STORED)
        statement = (
            update(table)
            .where(table.c.id == bindparam("of"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        self._db.many(
            statement,
            (
                {
                    "of": each.record.key,
                    **{
                        f"new_{name}": value
                        for name, value in zip(
                            names,
                            (
                                each.record.name,  # type: ignore[attr-defined]
                                to_json(each.record),
                                *self._origins.marks(each),
                            ),
                            strict=True,
                        )
                    },
                }
                for each in stored
            ),
        )

    def _make_room(self, kind: str, keys: Iterable[int]) -> None:
        table = self._tables[kind]
        some = list(keys)
        if kind == "contact":
            at = self._tables["employments"]
            self._db.run_chunks(delete(at).where(at.c.contact.in_(_KEYS)), some)
        self._db.run_chunks(delete(table).where(table.c.key.in_(_KEYS)), some)

    def _link_employments(self, stored: Sequence[Stored], keys: Mapping[str, int]) -> None:
        self._db.insert(
            self._tables["employments"],
            ("contact", "customer_id"),
            (
                (keys[each.record.key], customer_id)
                for each in stored
                if isinstance(each.record, Contact)
                for customer_id in filtered_values(each.record, "customer_id")
            ),
        )

    def remove(self, kind: str, keys: Iterable[str]) -> None:
        """Forget records; ids that are not there are passed over."""
        with self._db.together():
            if kind == "purchase":
                self._purchases.remove(keys)
            else:
                gone = self._held(self._tables[kind], keys).values()
                self._make_room(kind, gone)
                if self._search is not None and kind in SEARCHED:
                    self._search.removed(kind, gone)

    def known(self, kind: str, keys: Iterable[str]) -> set[str]:
        """Return those of the ids that are there."""
        table = self._tables[kind]
        return {row[0] for row in self._db.chunks(select(table.c.id).where(table.c.id.in_(_KEYS)), keys)}

    def keys(self, kind: str) -> list[str]:
        """Return the ids of a kind, in order."""
        table = self._tables[kind]
        return [row[0] for row in self._db.rows(select(table.c.id).order_by(table.c.id))]

    def brought_by(self, kind: str, batch_id: str) -> list[Stored]:
        """Return the records whose present version a batch brought, by id."""
        table = self._tables[kind]
        query = select(table.c.id).where(table.c.batch == self._origins.batch_key(batch_id))
        return list(self._each(kind, query.order_by(table.c.id)))

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield id and name of each customer."""
        table = self._tables["customer"]
        rows = self._db.rows(select(table.c.id, table.c.name).order_by(table.c.id))
        yield from map(tuple, rows)

    def first_heard(self, kind: str) -> Iterator[tuple[str, Source, datetime, date | None]]:
        """Yield for each card what is known of its first observation that counts."""
        ledger, cards = self._tables["ledger"], self._tables[kind]
        taken_back = ledger.alias()
        first = (
            select(func.min(ledger.c.number).label("number"))
            .select_from(ledger.outerjoin(taken_back, taken_back.c.retracts == ledger.c.number))
            .where(ledger.c.kind == kind, ledger.c.entry == "observation", taken_back.c.number.is_(None))
            .group_by(ledger.c.subject_id)
            .subquery()
        )
        query = (
            select(ledger.c.subject_id, ledger.c.source, ledger.c.recorded_at, ledger.c.observed_on)
            .join(first, first.c.number == ledger.c.number)
            .join(cards, cards.c.id == ledger.c.subject_id)
            .order_by(ledger.c.subject_id)
        )
        for key, source, recorded_at, observed_on in self._db.rows(query):
            said = self._origins.source(source)
            assert said is not None
            yield key, said, instant_from_text(recorded_at), observed_on and date.fromisoformat(observed_on)
