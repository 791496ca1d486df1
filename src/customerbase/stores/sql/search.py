"""The search index in PostgreSQL: stored ``tsvector`` columns that are fed with tokens of ours.

A row for each customer and contact: the tokens of its names, and those of
everything, at the places where they stand, so that a phrase is one for
PostgreSQL as well.  Its limits are met (256 places of one token, 16,383 places, tokens
of 2 kB): a record beyond them is marked as not whole, and looked at itself.

How far the index has come rests in ``search_state``; see `search_index`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, cast, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import TSQUERY

from customerbase.model import KINDS, Entity
from customerbase.searching.fields import Document, document
from customerbase.searching.folding import Folding
from customerbase.searching.query import Phrase, Query, Tier
from customerbase.searching.ranking import meets
from customerbase.searching.tokens import TOKENS_VERSION
from customerbase.stores.record_text import record_from_text
from customerbase.stores.search_index import SEARCHED, SearchIndex
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.schema import Tables

__all__ = ["SearchTables"]

_LONGEST: Final = 400
"""Characters of a token that are indexed; of a longer one the beginning."""
_PLACES: Final = 16_000
_TIMES: Final = 250
_KEYS: Final[BindParameter[Any]] = bindparam("keys", expanding=True)


class SearchTables(SearchIndex):
    """The tables of the index.

    Parameters
    ----------
    db : SqlConnection
    tables : Tables
    """

    def __init__(self, db: SqlConnection, tables: Tables) -> None:
        super().__init__()
        self._db = db
        self._tables = tables
        self._index = tables["search"]
        self._made = tables["search_state"]

    # ------------------------------------------------------------- what the index stands on

    def _transaction(self) -> AbstractContextManager[None]:
        return self._db.transaction()

    def _state(self) -> tuple[str, str] | None:
        row = self._db.row(select(self._made.c.tokens, self._made.c.pairs).limit(1))
        return None if row is None else (row[0], row[1])

    def _begin(self, folding: Folding) -> None:
        self._db.run(delete(self._made))
        self._db.run(delete(self._index))
        self._db.insert(
            self._made,
            ("kind", "upto", "tokens", "pairs"),
            [(kind, 0, TOKENS_VERSION, folding.pairs) for kind in SEARCHED],
        )

    def _upto(self, kind: str) -> int | None:
        state = self._made.c
        row = self._db.row(select(state.upto).where(state.kind == kind, state.tokens == TOKENS_VERSION))
        return None if row is None else row[0]

    def _set_upto(self, kind: str, key: int) -> None:
        self._db.run(update(self._made).where(self._made.c.kind == kind).values(upto=key))

    def _last(self, kind: str) -> int:
        last: int = self._db.row(select(func.coalesce(func.max(self._tables[kind].c.key), 0)))[0]
        return last

    def _after(self, kind: str, key: int, limit: int) -> Sequence[Any]:
        table = self._tables[kind]
        query = select(table.c.key, table.c.data).where(table.c.key > key)
        return self._db.rows(query.order_by(table.c.key).limit(limit))

    def _many_taken_in(self) -> None:
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
        self._insert(kind, [(key, document(each, folding)) for key, each in held.items()])  # type: ignore[arg-type]
        self.added(kind, len(records) - len(held))

    def removed(self, kind: str, keys: Iterable[int]) -> None:
        """Take records out of the index that have been removed; called after that."""
        self._delete(kind, keys)
        self._step_back(kind)

    def _insert(self, kind: str, documents: Sequence[tuple[int, Document]]) -> None:
        rows = []
        for key, made in documents:
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
