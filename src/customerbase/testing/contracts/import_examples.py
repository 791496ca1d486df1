"""What is expected of what imports bring: the text of the cells, and how a value is heard."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from tempfile import TemporaryDirectory

from customerbase.intake.customers import import_customers
from customerbase.intake.reading import Reading
from customerbase.ledger import Effect, Observation, Precedence
from customerbase.model import CollectionMethod, Source
from customerbase.stores.batch_changes import changes_of
from customerbase.stores.rows import Rows
from customerbase.stores.store import Statement, Store
from customerbase.testing.contracts.histories import Clock
from customerbase.testing.contracts.reading import all_of

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

    def test_a_dry_run_shows_what_an_import_then_does_and_keeps_nothing(self) -> None:
        """Neither records nor ledger, batches, or numbers of entries; also inside a transaction of the host's."""
        store = Store(self.empty_rows(), Clock())
        with TemporaryDirectory() as folder:
            path = Path(folder, "list.csv")
            path.write_text("customer_id,name,note\nC1,Acme,x\nC2,Bolt,\n", encoding="utf-8")
            import_customers(store, path, _LIST, Reading())
            path.write_text(
                "customer_id,name,contact 1 name\nC1,ＡＣＭＥ Ltd,Xu\nC3,Cog,\n", encoding="utf-8"
            )
            before = all_of(store), store.rows.next_number(), store.rows.batches()
            tried = import_customers(store, path, _LIST, Reading(), dry_run=True)
            with store.transaction():
                again = import_customers(store, path, _LIST, Reading(), dry_run=True)
            assert (all_of(store), store.rows.next_number(), store.rows.batches()) == before
            assert tried.changes == again.changes
            said = [(each.key, each.path, each.why) for each in tried.changes]
            assert said == [
                ("C1", "name", Effect.REPLACED),
                ("C3", None, Effect.NEW),
                ("C1-1", None, Effect.NEW),
            ]
            done = import_customers(store, path, _LIST, Reading())
            assert (done.taken, done.changed, done.records) == (tried.taken, tried.changed, tried.records)
            assert done.batch_id is not None
            assert tuple(changes_of(store, done.batch_id)) == tried.changes
        store.rows.close()
