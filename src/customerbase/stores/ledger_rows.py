"""The ledger's entries as rows of one table: what all have in columns, the rest as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from customerbase.convert import (
    instant_from_text,
    instant_text,
    json_line,
    to_json,
    values_to_plain,
)
from customerbase.ledger import Batch, Decision, Entry, Observation, Precedence, Retraction, Verified
from customerbase.model import Source, Verification
from customerbase.stores.record_text import record_from_text, values_from_text

__all__ = ["batch_from_row", "entry_from_row", "row_of_entry"]


_BESIDE = ""
"""Where, among the values of an observation, what is no value stands: no path is empty."""


def row_of_entry(
    entry: Entry,
    source_key: Callable[[Source | None], int | None],
    batch_key: Callable[[str | None], int | None],
    text_of_instant: Callable[[datetime], str] = instant_text,
) -> tuple[Any, ...]:
    """Return number, entry, kind, subject_id, source, batch, observed_on, recorded_at, data."""
    source = batch = observed_on = None
    if isinstance(entry, Observation):
        name = "observation"
        source, batch = source_key(entry.source), batch_key(entry.batch_id)
        observed_on = entry.observed_on and entry.observed_on.isoformat()
        plain = values_to_plain(entry.values)
        if entry.raw or entry.precedence:
            plain[_BESIDE] = _beside(entry)
        data = json_line(plain)
    elif isinstance(entry, Decision):
        name = "decision"
        data = json_line(
            {
                "path": entry.path,
                "observation": entry.observation,
                "accepted": entry.accepted,
                "by": entry.by,
                "note": entry.note,
            }
        )
    elif isinstance(entry, Retraction):
        name = "retraction"
        data = json_line({"observation": entry.observation, "keeps": list(entry.keeps)})
    else:
        name = "verified"
        data = to_json(entry.verification)
    recorded_at = text_of_instant(entry.recorded_at)
    return (entry.number, name, entry.kind, entry.subject_id, source, batch, observed_on, recorded_at, data)


def entry_from_row(
    row: Sequence[Any],
    source_of: Callable[[int | None], Source | None],
    batch_id: Callable[[int | None], str | None],
) -> Entry:
    """Read back what `row_of_entry` wrote."""
    number, name, kind, subject_id, source, batch, observed_on, recorded, data = row
    recorded_at = instant_from_text(recorded)
    if name == "observation":
        said = source_of(source)
        assert said is not None
        values = values_from_text(kind, data)
        beside = values.pop(_BESIDE, None)
        return Observation(
            number=number,
            kind=kind,
            subject_id=subject_id,
            values=values,
            source=said,
            recorded_at=recorded_at,
            observed_on=observed_on and date.fromisoformat(observed_on),
            batch_id=batch_id(batch),
            **({} if beside is None else _read_beside(beside)),
        )
    if name == "decision":
        return Decision(
            number=number, kind=kind, subject_id=subject_id, recorded_at=recorded_at, **json.loads(data)
        )
    if name == "retraction":
        plain = json.loads(data)
        return Retraction(
            number=number,
            kind=kind,
            subject_id=subject_id,
            observation=plain["observation"],
            recorded_at=recorded_at,
            keeps=tuple(plain["keeps"]),
        )
    verification = record_from_text(Verification, data)
    return Verified(
        number=number, kind=kind, subject_id=subject_id, recorded_at=recorded_at, verification=verification
    )


def _beside(entry: Observation) -> dict[str, Any]:
    """Return what stands beside the values of an observation: few have any of it."""
    beside: dict[str, Any] = {} if not entry.raw else {"raw": dict(entry.raw)}
    for path, rank in entry.precedence.items():
        beside.setdefault(str(rank), []).append(path)
    return beside


def _read_beside(beside: Mapping[str, Any]) -> dict[str, Any]:
    ranks = {path: Precedence(rank) for rank, paths in beside.items() if rank != "raw" for path in paths}
    found: dict[str, Any] = {"raw": beside["raw"]} if "raw" in beside else {}
    return found | ({"precedence": ranks} if ranks else {})


def batch_from_row(row: Sequence[Any], source_of: Callable[[int | None], Source | None]) -> Batch:
    """Return a batch out of batch_id, what, origin, source, recorded_at, counts, undone_at, digest."""
    batch_id, what, origin, source, recorded_at, counts, undone_at, digest = row
    said = source_of(source)
    assert said is not None
    return Batch(
        batch_id=batch_id,
        what=what,
        origin=origin,
        source=said,
        recorded_at=instant_from_text(recorded_at),
        counts=json.loads(counts),
        undone_at=None if undone_at is None else instant_from_text(undone_at),
        digest=digest,
    )
