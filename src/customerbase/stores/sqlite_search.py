"""The search index in an SQLite file: tables of FTS5 that are fed with tokens of ours.

For each kind there are two: one of names only, so that names that hold a word
are found without passing by all the addresses that do; and one of
everything.  Neither keeps the text; a row's number is the record's key, that
is, the order of arrival, and a query that has enough stops there.

How far the index has come rests in ``search_state``.  Records beyond that are
not in it yet: a bulk load pays nothing, and the next search catches up.
Records within it are kept true as they change, in the transaction that
changes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from customerbase.searching.fields import Document, document
from customerbase.searching.folding import Folding
from customerbase.searching.query import Query, Tier
from customerbase.searching.tokens import TOKENS_VERSION
from customerbase.stores.rows import Stored
from customerbase.stores.search_index import SEARCHED, SearchIndex, document_of
from customerbase.stores.sqlite_file import SqliteFile

__all__ = ["SearchTables"]


class SearchTables(SearchIndex):
    """The tables of the index.

    Parameters
    ----------
    file : SqliteFile
    """

    def __init__(self, file: SqliteFile) -> None:
        super().__init__()
        self._file = file

    # ------------------------------------------------------------- what the index stands on

    def _transaction(self) -> AbstractContextManager[None]:
        return self._file.transaction()

    def _state(self) -> tuple[str, str] | None:
        rows = self._file.rows("SELECT tokens, pairs FROM search_state LIMIT 1")
        return rows[0] if rows else None

    def _begin(self, folding: Folding) -> None:
        self._file.run("DELETE FROM search_state")
        for kind in SEARCHED:
            for table in _tables(kind):
                self._file.run(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
            self._file.run(
                "INSERT INTO search_state (kind, upto, tokens, pairs) VALUES (?, 0, ?, ?)",
                (kind, TOKENS_VERSION, folding.pairs),
            )

    def _upto(self, kind: str) -> int | None:
        rows = self._file.rows(
            "SELECT upto FROM search_state WHERE kind = ? AND tokens = ?", (kind, TOKENS_VERSION)
        )
        return rows[0][0] if rows else None

    def _set_upto(self, kind: str, key: int) -> None:
        self._file.run("UPDATE search_state SET upto = ? WHERE kind = ?", (key, kind))

    def _last(self, kind: str) -> int:
        last: int = self._file.rows(f"SELECT coalesce(max(key), 0) FROM {kind}")[0][0]
        return last

    def _after(self, kind: str, key: int, limit: int) -> Sequence[Any]:
        sql = f"SELECT key, data FROM {kind} WHERE key > ? ORDER BY key LIMIT ?"
        return self._file.rows(sql, (key, limit))

    # ------------------------------------------------------------- kept true

    def held(self, kind: str, ids: Iterable[str]) -> dict[str, tuple[int, Document]]:
        """Return what the index holds of these records, by id: before they are replaced or removed."""
        upto = self._upto(kind)
        folding = self._made_with()
        if not upto or folding is None:
            return {}
        sql = f"SELECT id, key, data FROM {kind} WHERE key <= ? AND id IN ({{}})"
        return {
            key: (number, document_of(kind, data, folding))
            for key, number, data in self._file.chunks(sql, ids, upto)
        }

    def replaced(self, kind: str, held: dict[str, tuple[int, Document]], stored: Sequence[Stored]) -> None:
        """Put what records are now in the place of what the index held of them."""
        folding = self._made_with()
        if folding is None:
            return
        last = {each.record.key: each.record for each in stored}
        changed = sorted(
            (number, before, after)
            for key, (number, before) in held.items()
            if (after := document(last[key], folding)) != before  # type: ignore[arg-type]
        )
        self._delete(kind, [(number, before) for number, before, _ in changed])
        self._insert(kind, [(number, after) for number, _, after in changed])
        self.added(kind, len(last) - len(held))

    def removed(self, kind: str, held: dict[str, tuple[int, Document]]) -> None:
        """Take records out of the index that have been removed; called after that."""
        self._delete(kind, sorted(held.values()))
        self._step_back(kind)

    def scrub(self) -> None:
        """Write the index anew without what was removed: until then its words stay in the file."""
        for kind in SEARCHED:
            for table in _tables(kind):
                self._file.run(f"INSERT INTO {table} ({table}) VALUES ('optimize')")

    def _insert(self, kind: str, documents: Sequence[tuple[int, Document]]) -> None:
        names, everything = _tables(kind)
        self._file.many(
            f"INSERT INTO {names} (rowid, tokens) VALUES (?, ?)",
            ((key, each.names) for key, each in documents),
        )
        self._file.many(
            f"INSERT INTO {everything} (rowid, tokens) VALUES (?, ?)",
            ((key, each.everything) for key, each in documents),
        )

    def _delete(self, kind: str, documents: Sequence[tuple[int, Document]]) -> None:
        names, everything = _tables(kind)
        self._file.many(
            f"INSERT INTO {names} ({names}, rowid, tokens) VALUES ('delete', ?, ?)",
            ((key, each.names) for key, each in documents),
        )
        self._file.many(
            f"INSERT INTO {everything} ({everything}, rowid, tokens) VALUES ('delete', ?, ?)",
            ((key, each.everything) for key, each in documents),
        )

    # ------------------------------------------------------------- search

    def hits(self, kind: str, tier: Tier, query: Query, limit: int) -> list[str]:
        """Return the ids of the first records that meet a query, in order of arrival."""
        table = _tables(kind)[0 if tier.of_names else 1]
        sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid LIMIT ?"
        keys = [row[0] for row in self._file.rows(sql, (_expression(query, tier), limit))]
        sql = f"SELECT key, id FROM {kind} WHERE key IN ({{}})"
        ids = dict(self._file.chunks(sql, keys))
        return [ids[key] for key in keys]


def _tables(kind: str) -> tuple[str, str]:
    return f"search_{kind}_names", f"search_{kind}"


def _expression(query: Query, tier: Tier) -> str:
    """Say in the language of FTS5 what records of a tier have; tokens hold nothing that is special there."""
    words = []
    for word in query.needed(tier):
        phrases = (f'"{" ".join(each.tokens)}"{" *" if each.prefix(tier) else ""}' for each in word.phrases)
        words.append(f"({' OR '.join(phrases)})")
    return " AND ".join(words)
