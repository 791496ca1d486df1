"""A base as it was: what was known at a moment is read of it for ever, in memory and in a file."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from itertools import chain
from pathlib import Path

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from customerbase.model import KINDS
from customerbase.stores.memory import MemoryRows
from customerbase.stores.past import DAY_OF_TRUTH, PastRows
from customerbase.stores.sqlite import SqliteRows
from customerbase.testing.contracts.histories import Undo
from customerbase.testing.contracts.operations import operations
from customerbase.testing.contracts.past import check_past

PASSED = [timedelta(minutes=1), timedelta(0), timedelta(hours=30), timedelta(days=70), -timedelta(hours=3)]

_passed = st.sampled_from(PASSED)
_step = st.tuples(
    operations(
        "learn", "save", "keep", "import", "decide", "discard", "undo", "together", "merge", "unmerge"
    ),
    _passed,
).map(lambda step: [step])
# What is imported and then undone was there in between: by chance alone that is seldom seen.
_undone = st.tuples(
    st.tuples(operations("import"), _passed), st.tuples(st.just(Undo(0)), st.just(timedelta(hours=1)))
).map(list)
histories = st.lists(_step | _undone, min_size=1, max_size=6).map(
    lambda blocks: list(chain.from_iterable(blocks))
)
moments = st.sets(st.integers(0, 6), min_size=1, max_size=2)


@given(steps=histories, moments=moments)
@settings(deadline=None)
def test_what_was_known_in_memory_is_read_as_of_then(steps, moments):
    check_past(MemoryRows(), steps, moments)


@given(steps=histories, moments=moments)
@settings(deadline=None, max_examples=max(1, settings.default.max_examples // 4))
def test_what_was_known_in_a_file_is_read_as_of_then(steps, moments):
    with tempfile.TemporaryDirectory() as folder:
        rows = SqliteRows(Path(folder) / "a.db")
        try:
            check_past(rows, steps, moments)
        finally:
            rows.close()


class TakesWhatRestsForWhatWas(MemoryRows):
    def revisions_after(self, kind, instant):
        return iter(())


class ReplacesTheInstantOfBatches(MemoryRows):
    def put_batch(self, batch):
        super().put_batch(attrs.evolve(batch, recorded_at=batch.undone_at or batch.recorded_at))


@pytest.mark.parametrize("broken", [TakesWhatRestsForWhatWas, ReplacesTheInstantOfBatches])
def test_the_law_finds_rows_that_lose_the_past(broken):
    _must_fail(broken)


def test_the_law_finds_a_past_without_cards_that_were_undone(monkeypatch):
    monkeypatch.setattr(PastRows, "_subjects", lambda self, kind: self._rows.keys(kind))
    _must_fail(MemoryRows)


def _must_fail(broken):
    @given(steps=histories, moments=moments)
    @settings(deadline=None, max_examples=500, phases=[Phase.generate], database=None, derandomize=True)
    def law(steps, moments):
        check_past(broken(), steps, moments)

    with pytest.raises(AssertionError, match="as of"):
        law()


@pytest.mark.parametrize("kind", sorted(DAY_OF_TRUTH))
def test_the_day_of_truth_is_a_field_of_the_record(kind):
    assert DAY_OF_TRUTH[kind] in KINDS[kind].__annotations__
