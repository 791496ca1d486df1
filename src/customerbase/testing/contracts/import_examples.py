"""What is expected of what imports bring: the text of the cells, and how a value is heard."""

from __future__ import annotations

from abc import ABC, abstractmethod

from customerbase.ledger import Observation, Precedence
from customerbase.model import CollectionMethod, Source
from customerbase.stores.rows import Rows
from customerbase.stores.store import Statement, Store
from customerbase.testing.contracts.histories import Clock

__all__ = ["ImportExamples"]

_LIST = Source(method=CollectionMethod.TRANSACTION_RECORD, origin="list.csv")


class ImportExamples(ABC):
    """The part of the contract that is about what an import brings."""

    @abstractmethod
    def empty_rows(self) -> Rows:
        """Return a new place that is empty, and stays apart from those before it."""

    def test_what_stood_in_a_cell_stays_beside_what_was_read_of_it(self) -> None:
        """Character by character, with spaces and quotation marks, and of some values only."""
        store = Store(self.empty_rows(), Clock())
        raw = {"name": "  ＡＣＭＥ　𠮷 ", "note": "\"'\\\n\t"}
        said = Statement(
            kind="customer", subject_id="C1", values={"name": "ACME", "note": "x", "stage": None}, raw=raw
        )
        store.learn([said, Statement(kind="customer", subject_id="C2", values={"name": "B"})], _LIST)
        (first,), (second,) = (store.entries("customer", key) for key in ("C1", "C2"))
        assert isinstance(first, Observation)
        assert isinstance(second, Observation)
        assert (first.raw, second.raw) == (raw, {})
        assert set(first.values) == {"name", "note", "stage"}
        store.rows.close()

    def test_what_gives_way_or_waits_still_does_when_it_is_read_back(self) -> None:
        """An empty place is filled by both; where a value stands, one waits and the other does not."""
        store = Store(self.empty_rows(), Clock())
        store.learn(
            [
                Statement(
                    kind="customer", subject_id="C1", values={"name": "A", "note": "x", "short_name": "a"}
                )
            ],
            Source.of("visit"),
        )
        ranks = {
            "note": Precedence.ASK,
            "short_name": Precedence.FILL,
            "industry": Precedence.ASK,
            "language": Precedence.FILL,
        }
        values = {"name": "B", "note": "y", "short_name": "b", "industry": "coal", "language": "zh"}
        store.learn([Statement(kind="customer", subject_id="C1", values=values, precedence=ranks)], _LIST)
        folded = store.folded("customer", "C1")
        expected = {"name": "B", "note": "x", "short_name": "a", "industry": "coal", "language": "zh"}
        assert folded.values == expected
        assert [(each.path, each.value) for each in folded.candidates] == [("note", "y")]
        store.rows.close()
