"""Kept runs of RFM as rows: one of a table of runs, and one for each customer of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from customerbase.convert import instant_from_text, instant_text
from customerbase.measures import Count, Returns, RfmSummary
from customerbase.rfm import AnyScale, RfmScore, SegmentMap, SegmentRow, to_plain
from customerbase.stores.kept_runs import KeptRun, rule_from_plain
from customerbase.stores.packing import micros, unmicros
from customerbase.values import Money

__all__ = ["CUSTOMER", "RUN", "customers_from_rows", "kept_from_row", "row_of_customer", "row_of_run"]

RUN: Final = (
    "name",
    "as_of",
    "recorded_at",
    "customers",
    "counted",
    "returns",
    "currency",
    "scale",
    "segments",
)
CUSTOMER: Final = (
    "customer_id",
    "segment",
    "introductions",
    "r",
    "f",
    "m",
    "recency",
    "frequency",
    "monetary",
    "first_purchase",
    "last_purchase",
    "tenure",
)


def _json(rule: AnyScale | SegmentMap) -> str:
    return json.dumps(to_plain(rule), ensure_ascii=False, separators=(",", ":"))


def row_of_run(kept: KeptRun) -> tuple[Any, ...]:
    """Return the values of `RUN` for a run."""
    return (
        kept.name,
        kept.as_of.isoformat(),
        instant_text(kept.recorded_at),
        kept.customers,
        str(kept.counted),
        str(kept.returns),
        kept.currency,
        _json(kept.scale),
        None if kept.segments is None else _json(kept.segments),
    )


def kept_from_row(row: Sequence[Any]) -> KeptRun:
    """Read back what `row_of_run` wrote."""
    name, as_of, recorded_at, customers, counted, returns, currency, scale, segments = row
    return KeptRun(
        name=name,
        as_of=date.fromisoformat(as_of),
        recorded_at=instant_from_text(recorded_at),
        customers=customers,
        counted=Count(counted),
        returns=Returns(returns),
        currency=currency,
        scale=rule_from_plain(json.loads(scale)),
        segments=None if segments is None else rule_from_plain(json.loads(segments)),
    )


def row_of_customer(row: SegmentRow) -> tuple[Any, ...]:
    """Return the values of `CUSTOMER` for one customer of a run."""
    head = (row.customer_id, row.segment, row.introductions)
    if row.score is None:
        return (*head, *(None,) * 9)
    score, summary = row.score, row.score.summary
    first, last = summary.first_purchase, summary.last_purchase
    return (
        *head,
        score.r,
        score.f,
        score.m,
        summary.recency,
        summary.frequency,
        micros(summary.monetary.amount),
        None if first is None else first.isoformat(),
        None if last is None else last.isoformat(),
        summary.tenure,
    )


def customers_from_rows(rows: Iterable[Any], kept: KeptRun) -> Iterator[SegmentRow]:
    """Yield what `row_of_customer` wrote, read back."""
    currency = kept.currency or ""
    for who, segment, introductions, r, f, m, recency, frequency, monetary, first, last, tenure in rows:
        score = None
        if r is not None:
            summary = RfmSummary(
                customer_id=who,
                recency=recency,
                frequency=frequency,
                monetary=Money(unmicros(monetary), currency),
                first_purchase=None if first is None else date.fromisoformat(first),
                last_purchase=None if last is None else date.fromisoformat(last),
                tenure=tenure,
            )
            score = RfmScore(customer_id=who, r=r, f=f, m=m, summary=summary, scale=kept.scale)
        yield SegmentRow(customer_id=who, segment=segment, score=score, introductions=introductions)
