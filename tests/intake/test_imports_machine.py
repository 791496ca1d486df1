"""Lists read under policies, again and again, and taken back: whatever the order, undo is undo."""

from __future__ import annotations

import csv
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import customerbase
from customerbase import IntakePolicy, Precedence, Source
from customerbase.model import Contact, Customer
from customerbase.stores.memory import MemoryRows
from customerbase.stores.rows import Rows
from customerbase.stores.sqlite import open_rows
from customerbase.stores.store import Store

LONG = bool(os.environ.get("CUSTOMERBASE_LONG"))
COLUMNS = {
    "Name": ("Acme", "ＡＣＭＥ", "Bolt", "Acme Ltd"),
    "Phone": ("", "0755-83201234", "０７５５-83201235转8012", "13800138000/13800138001", "delete"),
    "City": ("", "London", "Leeds"),
    "Street": ("", "Ring 1", "delete"),
    "Notes": ("", "late", "delete", "x"),
    "Credit Limit": ("", "5万元", "60000"),
    "Contact 1": ("", "Xu", "Yu"),
    "Contact 1 Phone": ("", "13900139000", "delete"),
}
IDS = ("C1", "C2", "C3")
SOURCES = (
    Source.of("transaction_record"),
    Source.of("visit"),
    Source.of("purchased_list"),
    Source(method="purchased_list", origin="Broker"),  # type: ignore[arg-type]
)
DAYS = (None, date(2023, 1, 1), date(2024, 1, 1))
PATHS = ("name", "phones", "addresses", "note", "credit", "contact.phones", "contact", "phones[main]")


@st.composite
def lists(draw: st.DrawFn) -> list[list[str]]:
    columns = draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, unique=True))
    who = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True))
    rows = [[each, *(draw(st.sampled_from(COLUMNS[name])) for name in columns)] for each in who]
    return [["Customer No", *columns], *rows]


policies = st.builds(
    IntakePolicy,
    default=st.sampled_from(list(Precedence)),
    paths=st.dictionaries(st.sampled_from(PATHS), st.sampled_from(list(Precedence)), max_size=3),
    take_off=st.booleans(),
) | st.just(IntakePolicy())


class Imports(RuleBasedStateMachine):
    """Reads lists into one base, and takes them back."""

    file: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        ticks = iter(range(10**6))
        start = datetime(2024, 6, 1, tzinfo=UTC)
        rows: Rows = open_rows(Path(self.folder.name, "base.db")) if self.file else MemoryRows()
        clock = lambda: start + timedelta(minutes=next(ticks))
        self.base = customerbase.CustomerBase(Store(rows, clock), currency="CNY")
        self.standing: list[str] = []
        self.merged: list[customerbase.ledger.Merge] = []
        self.read = 0

    def teardown(self) -> None:
        try:
            for merge in reversed(self.merged):
                self.base.unmerge(merge, by="E7")
            for each in self.standing:
                self.base.undo(each)
            assert self._state() == {}, "what is undone, in whatever order, leaves nothing"
        finally:
            self.base.close()
            self.folder.cleanup()

    def _state(self) -> dict[object, object]:
        found: dict[object, object] = {}
        for cls in (Customer, Contact):
            for card in self.base.all(cls):
                found[card.kind_name, card.key] = (
                    card,
                    sorted((each.path, str(each.value), each.raw) for each in self.base.candidates(card)),
                    [
                        (each.path, each.value, each.source, each.observed_on, each.raw, each.trusted)
                        for each in self.base.provenance(card).values()
                    ],
                )
        return found

    @rule(
        rows=lists(),
        policy=policies,
        source=st.sampled_from(SOURCES),
        on=st.sampled_from(DAYS),
        name=st.sampled_from(("list.csv", "other.csv")),
        then=st.sampled_from(("stays", "stays", "undone", "undone and read again")),
    )
    def a_list_is_read(self, rows, policy, source, on, name, then) -> None:
        path = Path(self.folder.name, name)
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        given = {"policy": policy, "source": source, "observed_on": on}
        before = self._state()

        tried = self.base.import_customers(path, dry_run=True, **given)
        assert self._state() == before
        result = self.base.import_customers(path, **given)
        after = self._state()

        counts = ("taken", "changed", "unchanged", "refused", "waiting", "records")
        assert [getattr(tried, each) for each in counts] == [getattr(result, each) for each in counts]
        if result.batch_id is None:
            assert (after, tried.changes) == (before, ())
            return
        assert tuple(self.base.changes_of(result)) == tried.changes
        again = self.base.import_customers(path, **given)
        assert (again.batch_id, self._state()) == (None, after)
        if then == "stays":
            self.standing.append(result.batch_id)
            return
        undone = self.base.undo(result)
        assert (undone.kept, self._state()) == ((), before)
        if then == "undone and read again":
            third = self.base.import_customers(path, **given)
            assert [getattr(third, each) for each in counts] == [getattr(result, each) for each in counts]
            assert {key: value[:2] for key, value in self._state().items()} == {
                key: value[:2] for key, value in after.items()
            }
            self.standing.append(third.batch_id)

    @precondition(lambda self: self.standing and not self.merged)
    @rule(place=st.integers(0, 10))
    def an_import_is_undone(self, place: int) -> None:
        self.base.undo(self.standing.pop(place % len(self.standing)))

    @rule(one=st.sampled_from(IDS), other=st.sampled_from(IDS))
    def two_are_merged(self, one: str, other: str) -> None:
        there = {each.key for each in self.base.all(Customer)}
        if one != other and {one, other} <= there:
            self.merged.append(self.base.merge(one, other, by="E7"))

    @invariant()
    def what_rests_follows_from_the_ledger(self) -> None:
        for cls in (Customer, Contact):
            for card in self.base.all(cls):
                assert self.base.store.card(cls, card.key) == card


class ImportsIntoAFile(Imports):
    file = True


FEW = settings(
    max_examples=400 if LONG else 8,
    stateful_step_count=12 if LONG else 6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
Imports.TestCase.settings = FEW
ImportsIntoAFile.TestCase.settings = settings(FEW, max_examples=100 if LONG else 3)
TestImports = Imports.TestCase
TestImportsIntoAFile = ImportsIntoAFile.TestCase
