"""What stays of an erased person: amounts for the books, and what was said of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs

from customerbase.ledger import Decision, Entry, Observation, Retraction, Verified
from customerbase.model import Entity, Purchase, Task, TaskStatus
from customerbase.rfm import SegmentRow
from customerbase.stores.rows import Stored

__all__ = ["for_the_books", "renamed", "without"]

_ERASED: Final = "erased"


def for_the_books(
    stored: Stored, pseudonym: str, numbers: Mapping[str, str], names_him: Callable[[str], bool], today: date
) -> Stored:
    """Return a sale or a task as the books need it: without whatever tells whose it was."""
    record = stored.record
    made: Entity
    if isinstance(record, Purchase):
        lines = tuple(
            each.replace(description=None)
            if each.description is not None and names_him(each.description)
            else each
            for each in record.lines
        )
        made = record.replace(
            purchase_id=numbers[record.key],
            customer_id=pseudonym,
            lines=lines,
            at=None,
            place=None,
            payment_means=None,
            terms=None,
            coupon_id=None,
            reverses=record.reverses and numbers.get(record.reverses, record.reverses),
            note=None,
        )
    else:
        assert isinstance(record, Task)
        is_open = record.status is TaskStatus.OPEN
        made = record.replace(
            task_id=numbers[record.key],
            subject=_ERASED,
            customer_id=pseudonym,
            contact_id=None,
            status=TaskStatus.CANCELLED if is_open else record.status,
            done_on=record.done_on or (today if is_open else None),
            outcome=None,
        )
    return attrs.evolve(stored, record=made, version=stored.version + 1)


def renamed(row: SegmentRow, name: str) -> SegmentRow:
    """Return a row of a run of RFM under another customer id."""
    score = row.score
    if score is not None:
        score = attrs.evolve(score, customer_id=name, summary=attrs.evolve(score.summary, customer_id=name))
    return attrs.evolve(row, customer_id=name, score=score)


def without(entries: Sequence[Entry], stays: Any, customers: set[str]) -> list[Entry]:
    """Return entries without some values, and without what speaks of nothing then."""
    found: list[Entry] = []
    emptied: set[int] = set()
    lost: set[tuple[int, str]] = set()
    for each in entries:
        if isinstance(each, Observation):
            values = {path: value for path, value in each.values.items() if stays(path, value)}
            lost |= {(each.number, path) for path in each.values.keys() - values.keys()}
            if values or not each.values:
                found.append(each.of(values))
            else:
                emptied.add(each.number)
        elif isinstance(each, Decision):
            if (each.observation, each.path) not in lost:
                found.append(each)
        elif isinstance(each, Verified):
            if each.verification.customer_id not in customers:
                found.append(each)
            else:
                emptied.add(each.number)
        elif isinstance(each, Retraction) and each.observation not in emptied:
            keeps = tuple(path for path in each.keeps if (each.observation, path) not in lost)
            found.append(attrs.evolve(each, keeps=keeps))
    return found
