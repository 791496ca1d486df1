"""What of a statement is news, when a source speaks again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from customerbase.ledger.entries import Entry, Observation, counting
from customerbase.model import Source

__all__ = ["news", "retold"]


def retold(
    entries: Iterable[Entry], statements: Sequence[tuple[Mapping[str, Any], date | None]], source: Source
) -> set[str]:
    """Return the paths of which several statements say again, in order, what the source said last.

    A list may name a customer twice, with another value each time.  Read
    again, its first statement differs from the last one that was heard, and
    yet all of it is known.

    Parameters
    ----------
    entries : iterable of Entry
        Of the subject.
    statements : sequence of (mapping, datetime.date or None)
        Values by path and the day of observation, as the source states them now.
    source : Source
    """
    said: dict[str, list[tuple[Any, date | None]]] = {}
    for values, on in statements:
        for path, value in values.items():
            heard = said.setdefault(path, [])
            if not heard or heard[-1][0] != value or _later(on, heard[-1][1]):
                heard.append((value, on))
    before: dict[str, list[tuple[Any, date | None]]] = {}
    for each in sorted(counting(entries), key=attrgetter("number")):
        if each.source.same_as(source):
            for path, value in each.values.items():
                before.setdefault(path, []).append((value, each.observed_on))
    return {
        path
        for path, heard in said.items()
        if len(heard) > 1 and before.get(path, [])[-len(heard) :] == heard
    }


def _later(on: date | None, than: date | None) -> bool:
    return on is not None and than is not None and on > than


def news(
    entries: Iterable[Entry],
    values: Mapping[str, Any],
    source: Source,
    observed_on: date | None = None,
) -> dict[str, Any]:
    """Return those of the values that the source has not already stated.

    A source that repeats its last statement of a value says nothing new,
    whatever others have said since; with a later `observed_on` it does.
    This is what makes reading a file twice change nothing.

    Parameters
    ----------
    entries : iterable of Entry
        Of the subject.
    values : mapping
        Path → value, as the source states them now.
    source : Source
    observed_on : datetime.date, optional
    """
    last: dict[str, Observation] = {}
    for each in counting(entries):
        if each.source.same_as(source):
            for path in each.values:
                if path not in last or last[path].number < each.number:
                    last[path] = each
    return {
        path: value
        for path, value in values.items()
        if path not in last
        or last[path].values[path] != value
        or (observed_on is not None and observed_on > last[path].when)
    }
