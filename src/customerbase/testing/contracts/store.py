"""What a place where records rest must do: a test class for whoever writes one.

Make a subclass in a test file, with one hook::

    class TestMyRows(StoreContract):
        def empty_rows(self) -> MyRows:
            return MyRows(...)

Any test runner that collects classes runs it.  The examples say what is
expected, one thing at a time; the machine then does the same generated
history to a store on these rows and to one in memory, and compares all that
can be read after each step.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, cast

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from customerbase.model import Entity, Source
from customerbase.stores.links import Links
from customerbase.stores.memory import MemoryRows
from customerbase.stores.rows import Rows
from customerbase.stores.store import Statement, Store
from customerbase.testing.contracts.examples import StoreExamples
from customerbase.testing.contracts.histories import (
    IDS,
    Base,
    Clock,
    Import,
    Keep,
    Operation,
    Save,
    Undo,
)
from customerbase.testing.contracts.import_examples import ImportExamples
from customerbase.testing.contracts.note_examples import NoteExamples
from customerbase.testing.contracts.operations import OPERATIONS, operations
from customerbase.testing.contracts.reading import all_of, cards_then
from customerbase.testing.contracts.search_examples import SearchExamples

__all__ = ["History", "StoreContract"]


class StoreContract(StoreExamples, ImportExamples, NoteExamples, SearchExamples, ABC):
    """The contract of `Rows`.

    Attributes
    ----------
    durable : bool
        Whether what was committed is still there when the place is opened
        again; `reopened` says how that is done.
    histories : int or None
        How many histories are tried; half as many as hypothesis tries examples by default.
    """

    durable: ClassVar[bool] = False
    histories: ClassVar[int | None] = None
    steps: ClassVar[int] = 15

    @abstractmethod
    def empty_rows(self) -> Rows:
        """Return a new place that is empty, and stays apart from those before it."""

    def reopened(self, rows: Rows) -> Rows:
        """Close the place and open it again; only asked of one that is durable."""
        return rows

    def test_every_history_goes_as_in_memory(self) -> None:
        """The same generated history on this store and on the reference: every read agrees at each step."""
        usual = settings.default or settings()
        run_state_machine_as_test(
            cast(Any, partial(History, self)),
            settings=settings(
                max_examples=self.histories or max(1, usual.max_examples // 2),
                stateful_step_count=self.steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


class History(RuleBasedStateMachine):
    """One history, done to a store under test and to the reference."""

    def __init__(self, contract: StoreContract) -> None:
        super().__init__()
        self.contract = contract
        self.clock = Clock()
        self.tested = Base(Store(contract.empty_rows(), self.clock))
        self.reference = Base(Store(MemoryRows(), self.clock))
        self.instants: set[datetime] = {self.clock.now}
        self.records: dict[tuple[str, str], Entity] = {}
        self.before_import: dict[tuple[str, str], Entity] | None = None
        self.after_import: dict[tuple[str, str], Entity] = {}

    @initialize(unknown=st.sets(st.sampled_from(IDS["customer"]), max_size=2))
    def begin(self, unknown: set[str]) -> None:
        statements = [
            Statement(kind="customer", subject_id=key, values={"name": f"Customer {key}"})
            for key in IDS["customer"]
            if key not in unknown
        ]
        for base in (self.tested, self.reference):
            base.store.learn(statements, Source.of("visit"))

    def both(self, operation: Operation) -> tuple[str, Any]:
        """Do the same to both, and expect the same of both."""
        done = self.tested.do(operation)
        expected = self.reference.do(operation)
        assert done == expected, f"{operation} came to {done}, in memory to {expected}"
        return done

    @rule(passed=st.sampled_from((timedelta(minutes=1), timedelta(hours=30), timedelta(days=70))))
    def time_passes(self, passed: timedelta) -> None:
        self.clock.now += passed
        self.instants.add(self.clock.now)

    @rule()
    def the_clock_is_set_back(self) -> None:
        self.clock.now -= timedelta(hours=3)
        self.instants.add(self.clock.now)

    @rule(operation=OPERATIONS["learn"])
    def learn(self, operation: Operation) -> None:
        self.both(operation)

    @rule(save=OPERATIONS["save"])
    def save(self, save: Save) -> None:
        key = (save.record.kind_name, save.record.key)
        held = self.reference.store.rows.entries(key[0], [key[1]])
        facts = self.reference.store.folded(*key).facts.values() if held else ()
        day = save.observed_on or self.reference.store.now().date()
        newest = save.source.first_hand and all(each.when <= day for each in facts)
        came_to, _ = self.both(save)
        if came_to != "done":
            return
        self.before_import = None
        if key[0] in ("customer", "contact"):
            if newest and not self._some_merged():
                # Nothing is simpler than this: what was seen last and by ourselves is on the card.
                assert self.tested.store.get(type(save.record), key[1]) == save.record
        elif self._some_merged():
            # It names whom it named, though people see it under the survivor.
            self.records = self._found()
        else:
            self.records[key] = save.record

    def _some_merged(self) -> bool:
        return any(each.stands() for each in Links(self.reference.store.rows).merges())

    @rule(keep=OPERATIONS["keep"])
    def keep(self, keep: Keep) -> None:
        if self.both(keep)[0] == "done":
            self._keep(keep)

    def _keep(self, keep: Keep) -> None:
        self.before_import = None
        if self._some_merged():
            self.records = self._found()
            return
        for each in keep.records:
            self.records[each.kind_name, each.key] = each

    @rule(batch=OPERATIONS["import"])
    def a_batch_comes(self, batch: Import) -> None:
        before = dict(self.records)
        if self.both(batch)[0] == "done":
            self._keep(batch.keep)
            self.before_import, self.after_import = before, dict(self.records)

    @precondition(lambda self: self.reference.batches)
    @rule(operation=OPERATIONS["undo"])
    def undo(self, operation: Undo) -> None:
        if self.both(operation)[0] != "done":
            return
        if operation.back == 0 and self.before_import is not None and self.records == self.after_import:
            self.records = self.before_import
        else:
            self.records = self._found()
        self.before_import = None

    @rule(operation=OPERATIONS["decide"])
    def decide(self, operation: Operation) -> None:
        self.both(operation)

    @rule(operation=OPERATIONS["discard"])
    def discard(self, operation: Any) -> None:
        if self.both(operation)[0] == "done":
            del self.records[operation.kind, operation.key]
            self.before_import = None

    @rule(operation=OPERATIONS["note"])
    def note(self, operation: Operation) -> None:
        self.both(operation)

    @rule(operation=operations("put notes", "remove notes"))
    def notes_are_put_or_taken_away(self, operation: Operation) -> None:
        self.both(operation)

    @rule(operation=OPERATIONS["forget"])
    def a_record_is_forgotten(self, operation: Any) -> None:
        if self.both(operation)[0] == "done":
            self.records.pop((operation.kind, operation.key), None)
            self.before_import = None

    @rule(operation=OPERATIONS["erase"])
    def somebody_is_erased(self, operation: Operation) -> None:
        if self.both(operation)[0] == "done":
            self.records = self._found()
            self.before_import = None

    @rule(operation=OPERATIONS["reword"])
    def sources_get_other_words(self, operation: Operation) -> None:
        self.both(operation)

    @rule(operation=operations("merge", "unmerge"))
    def cards_are_merged_or_taken_apart(self, operation: Operation) -> None:
        self.both(operation)

    @rule(operation=operations("keep run", "forget run"))
    def a_run_is_kept_or_forgotten(self, operation: Operation) -> None:
        self.both(operation)

    @rule(operation=operations("together", *OPERATIONS))
    def several_things_together(self, operation: Operation) -> None:
        if self.both(operation)[0] == "done":
            self.records = self._found()
            self.before_import = None

    @precondition(lambda self: self.contract.durable)
    @rule()
    def the_place_is_opened_again(self) -> None:
        self.tested.store.rows = self.contract.reopened(self.tested.store.rows)

    @invariant()
    def every_read_agrees(self) -> None:
        compare(all_of(self.tested.store), all_of(self.reference.store))
        compare(cards_then(self.tested.store, self.instants), cards_then(self.reference.store, self.instants))

    @invariant()
    def records_are_what_was_kept_last(self) -> None:
        assert self._found() == self.records

    def _found(self) -> dict[tuple[str, str], Entity]:
        rows = self.tested.store.rows
        return {
            (kind, each.record.key): each.record
            for kind in IDS
            if kind not in ("customer", "contact")
            for each in rows.scan(kind)
        }

    def teardown(self) -> None:
        self.tested.store.rows.close()


def compare(found: dict[Any, Any], expected: dict[Any, Any]) -> None:
    """Raise, naming the first read that differs, if any does."""
    assert found.keys() == expected.keys(), f"read {found.keys() ^ expected.keys()} in one place only"
    for read, value in expected.items():
        assert found[read] == value, f"{read}: found {found[read]!r}, in memory {value!r}"
