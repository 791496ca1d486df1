"""The search index in PostgreSQL: stored ``tsvector`` columns that are fed with tokens of ours.

A row for each customer and contact: the tokens of its names, and those of
everything, at the places where they stand, so that a phrase is one for
PostgreSQL as well.  Its limits are met (256 places of one token, 16,383 places, tokens
of 2 kB): a record beyond them is marked as not whole, and looked at itself.

As in a file, how far the index has come rests in ``search_state``; a bulk load
pays nothing, and the next search catches up.  What changes within it is kept
true in the transaction that changes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, cast, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import TSQUERY

from customerbase.model import KINDS, Contact, Customer, Entity
from customerbase.searching.fields import document
from customerbase.searching.folding import Folding
from customerbase.searching.query import Phrase, Query, Tier
from customerbase.searching.ranking import meets
from customerbase.searching.tokens import TOKENS_VERSION
from customerbase.stores.record_text import record_from_text
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.schema import Tables

__all__ = ["SEARCHED", "SearchTables"]

SEARCHED: Final = ("customer", "contact")
_AT_ONCE: Final = 500
_CHUNK: Final = 1_000
_TRANSACTION: Final = 50_000
_LONGEST: Final = 400
"""Characters of a token that are indexed; of a longer one the beginning."""
_PLACES: Final = 16_000
_TIMES: Final = 250
_KEYS: Final[BindParameter[Any]] = bindparam("keys", expanding=True)


class SearchTables:
    """The tables of the index.

    Parameters
    ----------
    db : SqlConnection
    tables : Tables
    """

    def __init__(self, db: SqlConnection, tables: Tables) -> None:
        self._db = db
        self._tables = tables
        self._index = tables["search"]
        self._state = tables["search_state"]
        self._folding: Folding | None = None

    # ------------------------------------------------------------- what it was made with

    def prepare(self, folding: Folding) -> Folding:
        """Bring the index up to date; make it anew where it folds less than this program can."""
        held = self._made_with()
        if held is None or (folding.pairs and not held.pairs):
            with self._db.transaction():
                held = self._made_with()
                if held is None or (folding.pairs and not held.pairs):
                    self._begin(folding)
                    held = folding
        while not all(self._is_current(kind) for kind in SEARCHED):
            with self._db.transaction():
                held = self._made_with() or held
                for kind in SEARCHED:
                    self._catch_up(kind, held)
        return held

    def _made_with(self) -> Folding | None:
        state = self._state.c
        row = self._db.row(select(state.tokens, state.pairs).limit(1))
        if row is None or row[0] != TOKENS_VERSION:
            return None
        if self._folding is None or self._folding.pairs != row[1]:
            self._folding = Folding(row[1])
        return self._folding

    def _begin(self, folding: Folding) -> None:
        self._db.run(delete(self._state))
        self._db.run(delete(self._index))
        self._db.insert(
            self._state,
            ("kind", "upto", "tokens", "pairs"),
            [(kind, 0, TOKENS_VERSION, folding.pairs) for kind in SEARCHED],
        )

    # ------------------------------------------------------------- how far it has come

    def _upto(self, kind: str) -> int | None:
        state = self._state.c
        row = self._db.row(select(state.upto).where(state.kind == kind, state.tokens == TOKENS_VERSION))
        return None if row is None else row[0]

    def _set_upto(self, kind: str, key: int) -> None:
        self._db.run(update(self._state).where(self._state.c.kind == kind).values(upto=key))

    def _last(self, kind: str) -> int:
        last: int = self._db.row(select(func.coalesce(func.max(self._tables[kind].c.key), 0)))[0]
        return last

    def _is_current(self, kind: str) -> bool:
        return (self._upto(kind) or 0) >= self._last(kind)

    def _catch_up(self, kind: str, folding: Folding) -> None:
        table, upto, taken = self._tables[kind], self._upto(kind) or 0, 0
        while taken < _TRANSACTION:
            query = select(table.c.key, table.c.data).where(table.c.key > upto)
            rows = self._db.rows(query.order_by(table.c.key).limit(_CHUNK))
            if not rows:
                break
            self._insert(kind, {key: record_from_text(KINDS[kind], data) for key, data in rows}, folding)
            upto, taken = rows[-1][0], taken + len(rows)
        self._set_upto(kind, upto)
        if taken > _AT_ONCE:
            # Without knowing how common words are, the server sorts all that hold one.
            name = self._db.connection.dialect.identifier_preparer.format_table(self._index)
            self._db.run(text(f"ANALYZE {name}"))

    # ------------------------------------------------------------- kept true

    def kept(self, kind: str, keys: Mapping[str, int], records: Mapping[str, Entity]) -> None:
        """Put what records are now into the index: those that are in it already, and few new ones."""
        folding, upto = self._made_with(), self._upto(kind)
        if folding is None or upto is None:
            return
        held = {keys[each]: record for each, record in records.items() if keys[each] <= upto}
        self._delete(kind, held)
        self._insert(kind, held, folding)
        fresh = {keys[each]: record for each, record in records.items() if keys[each] > upto}
        table = self._tables[kind]
        waiting = self._db.row(select(func.count()).select_from(table).where(table.c.key > upto))[0]
        if fresh and waiting == len(fresh) <= _AT_ONCE:
            self._insert(kind, fresh, folding)
            self._set_upto(kind, max(fresh))

    def removed(self, kind: str, keys: Iterable[int]) -> None:
        """Take records out of the index that have been removed; called after that."""
        self._delete(kind, keys)
        upto = self._upto(kind)
        if upto and (last := self._last(kind)) < upto:
            # A key that is free now is given again: what comes under it is not in the index.
            self._set_upto(kind, last)

    def _insert(self, kind: str, records: Mapping[int, Entity], folding: Folding) -> None:
        rows = []
        for key, record in records.items():
            assert isinstance(record, Customer | Contact)
            made = document(record, folding)
            names, everything = made.names.split(" "), made.everything.split(" ")
            whole = _is_whole(names) and _is_whole(everything)
            rows.append((kind, key, _vector(names), _vector(everything), int(whole)))
        self._db.insert(self._index, ("kind", "key", "names", "everything", "whole"), rows)

    def _delete(self, kind: str, keys: Iterable[int]) -> None:
        at = self._index.c
        self._db.run_chunks(delete(self._index).where(at.kind == kind, at.key.in_(_KEYS)), keys)

    # ------------------------------------------------------------- search

    def hits(self, kind: str, tier: Tier, query: Query, limit: int) -> list[str]:
        """Return the ids of the first records that meet a query, in order of arrival."""
        at, table = self._index.c, self._tables[kind]
        column = at.names if tier.of_names else at.everything
        asked = cast(bindparam("asked", _expression(query, tier)), TSQUERY)
        found = (
            select(at.key, table.c.id)
            .join(table, table.c.key == at.key)
            .where(at.kind == kind, at.whole == 1, column.op("@@")(asked))
            .order_by(at.key)
            .limit(limit)
        )
        rows = [tuple(row) for row in self._db.rows(found)]
        others = (
            select(at.key, table.c.id, table.c.data)
            .join(table, table.c.key == at.key)
            .where(at.kind == kind, at.whole == 0)
            .order_by(at.key)
        )
        for key, name, data in self._db.rows(others):
            record = record_from_text(KINDS[kind], data)
            if meets(record, query, tier):  # type: ignore[arg-type]
                rows.append((key, name))
        return [name for _, name in sorted(rows)[:limit]]


def _is_whole(tokens: Sequence[str]) -> bool:
    times = Counter(tokens)
    return len(tokens) <= _PLACES and max(times.values()) <= _TIMES and max(map(len, times)) <= _LONGEST


def _vector(tokens: Sequence[str]) -> str:
    return " ".join(f"{_quoted(each)}:{i}" for i, each in enumerate(tokens[:_PLACES], 1) if each)


def _quoted(token: str) -> str:
    inner = token[:_LONGEST].replace("\\", "\\\\").replace("'", "''")
    return f"'{inner}'"


def _expression(query: Query, tier: Tier) -> str:
    """Say as a ``tsquery`` what records of a tier have."""
    return " & ".join(
        "(" + " | ".join(_side_by_side(each, tier) for each in word.phrases) + ")"
        for word in query.needed(tier)
    )


def _side_by_side(phrase: Phrase, tier: Tier) -> str:
    parts = [_quoted(each) for each in phrase.tokens]
    if phrase.prefix(tier):
        parts[-1] += ":*"
    return "(" + " <-> ".join(parts) + ")"
