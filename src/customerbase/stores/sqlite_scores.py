"""Kept runs of RFM in an SQLite file: a table of runs, and a typed row for each customer of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from customerbase.convert import instant_from_text, instant_text
from customerbase.measures import Count, Returns, RfmSummary
from customerbase.rfm import AnyScale, RfmScore, SegmentMap, SegmentRow, to_plain
from customerbase.stores.kept_runs import KeptRun, rule_from_plain
from customerbase.stores.packing import micros, unmicros
from customerbase.stores.sqlite_file import SqliteFile
from customerbase.values import Money

__all__ = ["RunTables"]

_RUN: Final = "name, as_of, recorded_at, customers, counted, returns, currency, scale, segments"
_ROW: Final = (
    "customer_id, segment, introductions, r, f, m, recency, frequency, monetary, first_purchase, last_purchase, "
    "tenure"
)


class RunTables:
    """The tables of kept runs.

    Parameters
    ----------
    file : SqliteFile
    """

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def put(self, kept: KeptRun, rows: Iterable[SegmentRow]) -> None:
        """Keep a run; one of the same name makes room."""
        self.remove(kept.name)
        values = (
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
        run = self._file.run(f"INSERT INTO rfm_run ({_RUN}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        key = run.lastrowid
        self._file.many(
            f"INSERT INTO rfm_row (run, {_ROW}) VALUES ({', '.join('?' * 13)})",
            ((key, *_written(each)) for each in rows),
        )

    def remove(self, name: str) -> None:
        """Forget a run, if there is one of this name."""
        self._file.run("DELETE FROM rfm_row WHERE run = (SELECT key FROM rfm_run WHERE name = ?)", (name,))
        self._file.run("DELETE FROM rfm_run WHERE name = ?", (name,))

    def runs(self) -> list[KeptRun]:
        """Return what is known of each run, by name."""
        return [_kept(row) for row in self._file.rows(f"SELECT {_RUN} FROM rfm_run ORDER BY name")]

    def run(self, name: str) -> tuple[KeptRun, list[SegmentRow]] | None:
        """Return a run and its rows, by customer id."""
        with self._file.reading():
            found = self._file.rows(f"SELECT {_RUN}, key FROM rfm_run WHERE name = ?", (name,))
            if not found:
                return None
            kept, key = _kept(found[0][:-1]), found[0][-1]
            rows = self._file.rows(f"SELECT {_ROW} FROM rfm_row WHERE run = ? ORDER BY customer_id", (key,))
        return kept, list(_read(rows, kept))


def _json(rule: AnyScale | SegmentMap) -> str:
    return json.dumps(to_plain(rule), ensure_ascii=False, separators=(",", ":"))


def _kept(row: Any) -> KeptRun:
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


def _written(row: SegmentRow) -> tuple[Any, ...]:
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


def _read(rows: Iterable[Any], kept: KeptRun) -> Iterator[SegmentRow]:
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
