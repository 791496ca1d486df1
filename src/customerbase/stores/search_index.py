"""How an index of words is kept true, whatever database holds it.

How far the index has come is kept beside it.  Records beyond that are not in
it yet: a bulk load pays nothing, and the next search catches up.  Records
within it are kept true as they change, in the transaction that changes them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

from customerbase.model import KINDS, Contact, Customer
from customerbase.searching.fields import Document, document
from customerbase.searching.folding import Folding
from customerbase.searching.tokens import TOKENS_VERSION
from customerbase.stores.record_text import record_from_text

__all__ = ["SEARCHED", "SearchIndex", "document_of"]

SEARCHED: Final = ("customer", "contact")
_AT_ONCE: Final = 500
"""So many new records are taken into the index as they come; more wait for the next search."""
_CHUNK: Final = 2_000
_TRANSACTION: Final = 50_000
"""Records that are taken in by one transaction, so that others can write in between."""


class SearchIndex(ABC):
    """An index of words, and how far it has come."""

    def __init__(self) -> None:
        self._folding: Folding | None = None

    # ------------------------------------------------------------- what a database must be able to do

    @abstractmethod
    def _transaction(self) -> AbstractContextManager[None]:
        """Do all that follows, or nothing of it."""

    @abstractmethod
    def _state(self) -> tuple[str, str] | None:
        """Return the version of the tokens and the pairs of characters that the index was made with."""

    @abstractmethod
    def _begin(self, folding: Folding) -> None:
        """Empty the index, and note what it is made with from now on."""

    @abstractmethod
    def _upto(self, kind: str) -> int | None:
        """Return the key of the last record that is in the index; None if it was never asked for."""

    @abstractmethod
    def _set_upto(self, kind: str, key: int) -> None:
        """Note how far the index has come."""

    @abstractmethod
    def _last(self, kind: str) -> int:
        """Return the key of the last record that there is; 0 if there is none."""

    @abstractmethod
    def _after(self, kind: str, key: int, limit: int) -> Sequence[Any]:
        """Return keys and JSON of the first records after one, in order of key."""

    @abstractmethod
    def _insert(self, kind: str, documents: Sequence[tuple[int, Document]]) -> None:
        """Take records into the index, by key."""

    # ------------------------------------------------------------- what it was made with

    def prepare(self, folding: Folding) -> Folding:
        """Bring the index up to date; make it anew where it folds less than this program can.

        An index that folds is kept, and kept up, by programs that could not have made it: the
        pairs of characters rest beside it.
        """
        held = self._made_with()
        if held is None or (folding.pairs and not held.pairs):
            with self._transaction():
                held = self._made_with()
                if held is None or (folding.pairs and not held.pairs):
                    self._begin(folding)
                    held = folding
        while not all(self._is_current(kind) for kind in SEARCHED):
            with self._transaction():
                held = self._made_with() or held
                for kind in SEARCHED:
                    self._catch_up(kind, held)
        return held

    def _made_with(self) -> Folding | None:
        """Return the folding of the index; None if there is none, or one by other tokens."""
        state = self._state()
        if state is None or state[0] != TOKENS_VERSION:
            return None
        if self._folding is None or self._folding.pairs != state[1]:
            self._folding = Folding(state[1])
        return self._folding

    # ------------------------------------------------------------- how far it has come

    def _is_current(self, kind: str) -> bool:
        return (self._upto(kind) or 0) >= self._last(kind)

    def _catch_up(self, kind: str, folding: Folding) -> None:
        upto = self._upto(kind) or 0
        taken = 0
        while taken < _TRANSACTION and (rows := self._after(kind, upto, _CHUNK)):
            self._insert(kind, [(key, document_of(kind, data, folding)) for key, data in rows])
            upto = rows[-1][0]
            taken += len(rows)
        self._set_upto(kind, upto)
        if taken > _AT_ONCE:
            self._many_taken_in()

    def _many_taken_in(self) -> None:  # noqa: B027 - most databases need not be told
        """Do what the database wants after many records were taken in."""

    def added(self, kind: str, count: int) -> None:
        """Take so many new records in, if they are few; more wait for the next search."""
        folding, upto = self._made_with(), self._upto(kind)
        if folding is None or upto is None or count not in range(1, _AT_ONCE + 1):
            return
        fresh = self._after(kind, upto, _AT_ONCE + 1)
        if len(fresh) <= _AT_ONCE:
            self._insert(kind, [(key, document_of(kind, data, folding)) for key, data in fresh])
            self._set_upto(kind, fresh[-1][0])

    def _step_back(self, kind: str) -> None:
        """Note that records were removed: a key that is free now is given again, and is not in the index then."""
        upto = self._upto(kind)
        if upto and (last := self._last(kind)) < upto:
            self._set_upto(kind, last)


def document_of(kind: str, data: str, folding: Folding) -> Document:
    """Return what the index holds of a record that rests as JSON."""
    record = record_from_text(KINDS[kind], data)
    assert isinstance(record, Customer | Contact)
    return document(record, folding)
