"""The contract is worth what it catches: places that are broken in one respect each, and it must find every one."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from copy import copy
from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from customerbase.ledger import Observation, Verified
from customerbase.searching.query import Tier
from customerbase.searching.ranking import meets
from customerbase.stores.memory import MemoryRows
from customerbase.testing.contracts.store import History, StoreContract
from customerbase.values import Money


class IgnoresTheSecondPut(MemoryRows):
    def put(self, kind, stored):
        super().put(kind, [each for each in stored if each.record.key not in self._kinds[kind]])


class _TakesIdsForOneAnother(MemoryRows):
    """Finds a record under any id that looks like its own."""

    def alike(self, key: str) -> str:
        raise AssertionError

    def get(self, kind, keys):
        wanted = {self.alike(key) for key in keys}
        return {key: each for key, each in self._kinds[kind].items() if self.alike(key) in wanted}

    def put(self, kind, stored):
        for each in stored:
            here = list(self.get(kind, [each.record.key]))
            super().remove(kind, here)
            super().put(kind, [each])


class IgnoresCase(_TakesIdsForOneAnother):
    def alike(self, key):
        return key.casefold()


class StripsTheLastCharacters(_TakesIdsForOneAnother):
    def alike(self, key):
        return key.rstrip(". '")


class TakesFullWidthForAscii(_TakesIdsForOneAnother):
    def alike(self, key):
        return key.replace("Ｃ", "C").replace("'", "")


class CutsTextAtTheEnd(MemoryRows):
    def put(self, kind, stored):
        if kind == "customer":
            stored = [
                attrs.evolve(each, record=each.record.replace(name=each.record.name.rstrip() or "?"))
                for each in stored
            ]
        super().put(kind, stored)


class FindsNotesInAnyOrder(MemoryRows):
    def notes(self, space, *, keys=None, marks=None):
        return super().notes(space, keys=keys, marks=marks)[::-1]


class TakesMarksForOneAnother(MemoryRows):
    def notes(self, space, *, keys=None, marks=None):
        found = super().notes(space, keys=keys)
        alike = None if marks is None else {each.casefold() for each in marks}
        return [each for each in found if alike is None or alike & {mark.casefold() for mark in each.marks}]


class KeepsTheMarksOfANoteBefore(MemoryRows):
    def put_notes(self, space, notes):
        held = {each.key: each.marks for each in self.notes(space)}
        super().put_notes(
            space, [attrs.evolve(each, marks=(*each.marks, *held.get(each.key, ()))) for each in notes]
        )


class ForgetsTheLedgerOnly(MemoryRows):
    def forget(self, kind, key):
        revisions = self._revisions
        super().forget(kind, key)
        self._revisions = revisions


class FindsNoContacts(MemoryRows):
    def hits(self, kind, tier, query, limit):
        return super().hits(kind, tier, query, limit) if kind == "customer" else []


class FindsWholeWordsOnly(MemoryRows):
    def hits(self, kind, tier, query, limit):
        tier = {Tier.PARTS: Tier.WORDS, Tier.PARTS_OF_NAMES: Tier.NAMES}.get(tier, tier)
        return super().hits(kind, tier, query, limit)


class FindsNamesOnly(MemoryRows):
    def hits(self, kind, tier, query, limit):
        return super().hits(kind, Tier.PARTS_OF_NAMES, query, limit)


class FindsByWhatStoodThereFirst(MemoryRows):
    """Its index holds a card as it was when it came."""

    def __init__(self):
        super().__init__()
        self.first = {}

    def put(self, kind, stored):
        for each in stored:
            self.first.setdefault((kind, each.record.key), each.record)
        super().put(kind, stored)

    def hits(self, kind, tier, query, limit):
        held = self._kinds[kind]
        return [key for key in sorted(held) if meets(self.first[kind, key], query, tier)][:limit]


class FindsWhatWasRemoved(MemoryRows):
    """Its index names a card that is gone in the place of one that is there."""

    def __init__(self):
        super().__init__()
        self.gone = False

    def remove(self, kind, keys):
        self.gone = True
        super().remove(kind, keys)

    def hits(self, kind, tier, query, limit):
        return [] if self.gone else super().hits(kind, tier, query, limit)


class PicksByLike(MemoryRows):
    def scan(self, kind, where=None):
        if where and "customer_id" in where and kind == "purchase":
            wanted = where["customer_id"].casefold()
            return iter([each for each in super().scan(kind) if each.record.customer_id.casefold() == wanted])
        return super().scan(kind, where)


class IgnoresASecondFilter(MemoryRows):
    def scan(self, kind, where=None):
        return super().scan(kind, dict(list((where or {}).items())[:1]))


class NeverRollsBack(MemoryRows):
    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        yield


class RollsBackOnlyTheWhole(MemoryRows):
    """An inner part that fails stays."""

    depth = 0

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        self.depth += 1
        try:
            with super().transaction() if self.depth == 1 else contextlib.nullcontext():
                yield
        finally:
            self.depth -= 1


class ForgetsToRollTheLedgerBack(MemoryRows):
    def append(self, entries):
        undo, self._undo = self._undo, None
        super().append(entries)
        self._undo = undo


class ScansInTheOrderOfArrival(MemoryRows):
    def scan(self, kind, where=None):
        order = list(self._kinds[kind])
        return iter(sorted(super().scan(kind, where), key=lambda each: order.index(each.record.key)))


class SortsAsPeopleDo(MemoryRows):
    def scan(self, kind, where=None):
        return iter(sorted(super().scan(kind, where), key=lambda each: each.record.key.casefold()))


class LosesTheBatch(MemoryRows):
    def put(self, kind, stored):
        super().put(kind, [attrs.evolve(each, batch_id=None) for each in stored])


class LosesTheBatchOfWhatIsReplaced(MemoryRows):
    def add_revisions(self, revisions):
        super().add_revisions([attrs.evolve(each, replaced_by=None) for each in revisions])


class LosesTheSource(MemoryRows):
    def put(self, kind, stored):
        super().put(kind, [attrs.evolve(each, source=None) for each in stored])


class KeepsNoRevisions(MemoryRows):
    def add_revisions(self, revisions):
        pass


class CountsNoVersions(MemoryRows):
    def put(self, kind, stored):
        super().put(kind, [attrs.evolve(each, version=1) for each in stored])


class _ChangesEntries(MemoryRows):
    def changed(self, entry: Any) -> Any:
        raise AssertionError

    def append(self, entries):
        super().append([self.changed(each) for each in entries])


class DropsWhatIsStatedAsNothing(_ChangesEntries):
    def changed(self, entry):
        if not isinstance(entry, Observation):
            return entry
        return attrs.evolve(entry, values={p: v for p, v in entry.values.items() if v is not None})


class ForgetsTheDayOfObservation(_ChangesEntries):
    def changed(self, entry):
        return attrs.evolve(entry, observed_on=None) if isinstance(entry, Observation) else entry


class ForgetsEvidence(_ChangesEntries):
    def changed(self, entry):
        if not isinstance(entry, Observation):
            return entry
        return attrs.evolve(entry, source=entry.source.replace(evidence=None))


class ForgetsWhatStoodInTheCell(_ChangesEntries):
    def changed(self, entry):
        return attrs.evolve(entry, raw={}) if isinstance(entry, Observation) else entry


class HearsAllAlike(_ChangesEntries):
    def changed(self, entry):
        return attrs.evolve(entry, precedence={}) if isinstance(entry, Observation) else entry


class KeepsAttributesAsText(_ChangesEntries):
    def changed(self, entry):
        if not isinstance(entry, Observation):
            return entry
        values = {
            path: str(value) if path.startswith("attributes[") and value is not None else value
            for path, value in entry.values.items()
        }
        return attrs.evolve(entry, values=values)


class KeepsFlagsAsNumbers(_ChangesEntries):
    def changed(self, entry):
        if not isinstance(entry, Observation):
            return entry
        values = {p: int(v) if isinstance(v, bool) else v for p, v in entry.values.items()}
        return attrs.evolve(entry, values=values)


class ForgetsVerifications(MemoryRows):
    def append(self, entries):
        super().append([each for each in entries if not isinstance(each, Verified)])


class ReadsTheLedgerBackwards(MemoryRows):
    def entries(self, kind, subject_ids):
        return {key: list(reversed(each)) for key, each in super().entries(kind, subject_ids).items()}


class FloatsForMoney(MemoryRows):
    def sale_totals(self, **where):
        for each in super().sale_totals(**where):
            amount = Decimal(float(each.amount.amount)).quantize(Decimal("0.000001"))
            yield attrs.evolve(each, amount=Money(amount, each.amount.currency))


class CentsForMoney(MemoryRows):
    def sale_totals(self, **where):
        for each in super().sale_totals(**where):
            cents = each.amount.amount.quantize(Decimal("0.01"))
            yield attrs.evolve(each, amount=Money(cents, each.amount.currency))


class LeavesTheLastDayOut(MemoryRows):
    def sale_totals(self, *, customer_id=None, start=None, end=None):
        for each in super().sale_totals(customer_id=customer_id, start=start, end=end):
            if end is None or each.on < end:
                yield each


class _ChangesColumns(MemoryRows):
    """Hands sales out in columns of which one is wrong."""

    def column(self, name: str, values: list[str]) -> list[str]:
        raise AssertionError

    @contextlib.contextmanager
    def sale_columns(self, *names, **where):
        with super().sale_columns(*names, **where) as found:
            changed = [
                {name: "\n".join(self.column(name, text.split("\n"))) for name, text in each.items()}
                for each in found.sales
            ]
            yield attrs.evolve(found, sales=iter(changed))


class LeavesUnknownEmployeesOut(_ChangesColumns):
    """As an aggregate does: what comes after stands in the wrong row."""

    def column(self, name, values):
        if name != "employee_id":
            return values
        known = [each for each in values if each]
        return known + [""] * (len(values) - len(known))


class CentsInColumns(_ChangesColumns):
    def column(self, name, values):
        return [str(int(each) // 10_000 * 10_000) for each in values] if name == "amount" else values


class SortsEachColumnByItself(_ChangesColumns):
    def column(self, name, values):
        return sorted(values)


class ForgetsReturnsInColumns(_ChangesColumns):
    def column(self, name, values):
        return ["0"] * len(values) if name == "is_return" else values


class LeavesTheLastDayOutOfColumns(MemoryRows):
    def sale_columns(self, *names, start=None, end=None):
        if end is not None:
            end -= timedelta(days=1)
        return super().sale_columns(*names, start=start, end=end)


class PromisesTooFewRows(MemoryRows):
    @contextlib.contextmanager
    def sale_columns(self, *names, **where):
        with super().sale_columns(*names, **where) as found:
            yield attrs.evolve(found, rows=min(found.rows, 1))


class _ChangesRuns(MemoryRows):
    def changed(self, row: Any) -> Any:
        raise AssertionError

    def put_rfm_run(self, kept, rows):
        super().put_rfm_run(kept, [found for each in rows if (found := self.changed(each)) is not None])


class ForgetsIntroductions(_ChangesRuns):
    def changed(self, row):
        return attrs.evolve(row, introductions=0)


class ForgetsWhoHasNotBought(_ChangesRuns):
    def changed(self, row):
        return row if row.score is not None else None


class CallsNoSegmentEmpty(_ChangesRuns):
    def changed(self, row):
        return attrs.evolve(row, segment=row.segment or "")


class CentsInRuns(_ChangesRuns):
    def changed(self, row):
        if row.score is None:
            return row
        money = row.score.summary.monetary
        money = Money(money.amount.quantize(Decimal("0.01")), money.currency)
        summary = attrs.evolve(row.score.summary, monetary=money)
        return attrs.evolve(row, score=attrs.evolve(row.score, summary=summary))


class TakesNoRecencyForToday(_ChangesRuns):
    """Keeps what is unknown as 0."""

    def changed(self, row):
        if row.score is None or row.score.summary.recency is not None:
            return row
        summary = copy(row.score.summary)
        object.__setattr__(summary, "recency", 0)
        return attrs.evolve(row, score=attrs.evolve(row.score, summary=summary))


class ForgetsTheMapOfARun(MemoryRows):
    def put_rfm_run(self, kept, rows):
        super().put_rfm_run(attrs.evolve(kept, segments=None), rows)


class ForgetsHowAScaleWasFitted(MemoryRows):
    def put_rfm_run(self, kept, rows):
        super().put_rfm_run(attrs.evolve(kept, scale=attrs.evolve(kept.scale, fitted=None)), rows)


class FindsRunsWhateverTheCase(MemoryRows):
    def rfm_run(self, name):
        found = {key.casefold(): key for key in self._rfm_runs}
        return super().rfm_run(found.get(name.casefold(), name))


class ListsRunsAsTheyCame(MemoryRows):
    def rfm_runs(self):
        return [kept for kept, _ in self._rfm_runs.values()]


class NeverReplacesARun(MemoryRows):
    def put_rfm_run(self, kept, rows):
        if kept.name not in self._rfm_runs:
            super().put_rfm_run(kept, rows)


class NeverForgetsARun(MemoryRows):
    def remove_rfm_run(self, name):
        pass


class KeepsRunsThatWereRolledBack(MemoryRows):
    def _set_run(self, name, run):
        undo, self._undo = self._undo, None
        super()._set_run(name, run)
        self._undo = undo


class FindsContactsAtTheirFirstEmployerOnly(MemoryRows):
    def scan(self, kind, where=None):
        found = super().scan(kind, where)
        if kind != "contact" or not where:
            return found
        return iter([e for e in found if e.record.employments[0].customer_id == where["customer_id"]])


class ForgetsBatchesThatWereUndone(MemoryRows):
    def put_batch(self, batch):
        super().put_batch(attrs.evolve(batch, undone_at=None))


class GivesLocalTime(MemoryRows):
    """Keeps instants without their zone, as a column of naive timestamps does."""

    def put(self, kind, stored):
        super().put(
            kind, [attrs.evolve(each, recorded_at=each.recorded_at.replace(tzinfo=None)) for each in stored]
        )


class ForgetsWhenClosed(MemoryRows):
    durable = True


BROKEN = [
    each
    for each in list(globals().values())
    if isinstance(each, type)
    and issubclass(each, MemoryRows)
    and each is not MemoryRows
    and not each.__name__.startswith("_")
]

# What the examples show, and the machine would need long to come upon.
FOUND_BY_EXAMPLES = {
    "IgnoresASecondFilter",
    "FloatsForMoney",
    "CentsInRuns",
    "CutsTextAtTheEnd",
    "RollsBackOnlyTheWhole",
    "ForgetsBatchesThatWereUndone",
    "KeepsRunsThatWereRolledBack",
    "ForgetsWhatStoodInTheCell",
    "HearsAllAlike",
}
# What needs a history.
FOUND_BY_THE_MACHINE = {"ForgetsWhenClosed", "LosesTheBatchOfWhatIsReplaced", "ForgetsEvidence"}


def contract_of(rows: type[MemoryRows]) -> StoreContract:
    class Broken(StoreContract):
        durable = rows is ForgetsWhenClosed

        def empty_rows(self):
            return rows()

        def reopened(self, held):
            return rows()

    return Broken()


def breaches(contract: StoreContract) -> list[str]:
    """Run the examples of a contract; return the names of those that fail."""
    failed = []
    for name in dir(contract):
        if name.startswith("test_") and "history" not in name:
            try:
                getattr(contract, name)()
            except Exception:  # noqa: BLE001 - however it fails, it is caught
                failed.append(name)
    return failed


def run_machine(contract: StoreContract) -> None:
    run_state_machine_as_test(
        lambda: History(contract),
        settings=settings(
            max_examples=400,
            stateful_step_count=20,
            phases=[Phase.generate],
            database=None,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )


def test_who_writes_a_store_needs_no_pytest():
    code = "import sys, customerbase.testing.contracts.store; print('pytest' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert ran.stdout == "False\n", ran.stderr


def test_the_reference_itself_is_not_caught():
    assert breaches(contract_of(MemoryRows)) == []


@pytest.mark.parametrize(
    "rows",
    [each for each in BROKEN if each.__name__ not in FOUND_BY_EXAMPLES],
    ids=lambda rows: rows.__name__,
)
def test_the_machine_catches(rows):
    with pytest.raises(Exception):  # noqa: B017, PT011 - it may break anywhere, and must
        run_machine(contract_of(rows))


@pytest.mark.parametrize(
    "rows",
    [each for each in BROKEN if each.__name__ not in FOUND_BY_THE_MACHINE],
    ids=lambda rows: rows.__name__,
)
def test_an_example_that_people_can_read_catches(rows):
    assert breaches(contract_of(rows))
