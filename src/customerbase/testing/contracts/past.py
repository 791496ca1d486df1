"""What was known at a moment is read of it for ever: the law of past bases, on generated histories."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from customerbase.model import Source
from customerbase.stores.past import PastRows
from customerbase.stores.rows import Rows
from customerbase.stores.store import Statement, Store
from customerbase.testing.contracts.histories import IDS, Base, Clock, Operation, forgets
from customerbase.testing.contracts.reading import known_of

__all__ = ["check_past"]


def check_past(rows: Rows, steps: list[tuple[Operation, Any]], moments: set[int]) -> None:
    """Do a history, remember what is read at some moments of it, and read it again at the end, as of then.

    Parameters
    ----------
    rows : Rows
        An empty place.
    steps : list of (Operation, datetime.timedelta)
        What is done, and how much time passes afterwards; the clock may be set back.
    moments : set of int
        After which steps everything is read.

    Raises
    ------
    AssertionError
        Naming the first read that differs.
    """
    clock = Clock()
    base = Base(Store(rows, clock))
    known = [Statement(kind="customer", subject_id=key, values={"name": key}) for key in IDS["customer"][:4]]
    base.store.learn(known, Source.of("visit"))
    remembered: dict[datetime, dict[Any, Any]] = {}
    written_until = clock.now
    for i, (operation, passed) in enumerate(steps):
        clock.now += passed
        done, _ = base.do(operation)
        written_until = max(written_until, clock.now)
        # What a clock that was set back says of an instant that had passed belongs to
        # that instant; and what is forgotten is gone from the past, too.
        gone = done == "done" and forgets(operation)
        remembered = {at: reads for at, reads in remembered.items() if at < clock.now and not gone}
        if i in moments and clock.now >= written_until:
            remembered[clock.now] = known_of(base.store)
    for instant, reads in remembered.items():
        past = known_of(Store(PastRows(rows, known_at=instant), partial(_same, instant)))
        assert past.keys() == reads.keys(), f"read {past.keys() ^ reads.keys()} at one time only"
        for read, value in reads.items():
            assert past[read] == value, f"{read} as of {instant}: {past[read]!r}, and then {value!r}"


def _same(instant: datetime) -> datetime:
    return instant
