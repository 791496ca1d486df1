"""What of a statement is news, when a source speaks again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, TypeAlias

from customerbase.ledger.entries import Entry, Observation, Precedence, counting
from customerbase.model import Source

__all__ = ["news", "retold"]

_Heard: TypeAlias = tuple[Any, date | None, int]
"""A value, the day of its observation, and the strength of its precedence."""


def retold(
    entries: Iterable[Entry],
    statements: Sequence[tuple[Mapping[str, Any], date | None, Mapping[str, Precedence] | None]],
    source: Source,
) -> set[str]:
    """Return the paths of which several statements say again, in order, what the source said last.

    A list may name a customer twice, with another value each time.  Read
    again, its first statement differs from the last one that was heard, and
    yet all of it is known.

    Parameters
    ----------
    entries : iterable of Entry
        Of the subject.
    statements : sequence of (mapping, datetime.date or None, mapping or None)
        Values by path, the day of observation and the precedence, as the source states them now.
    source : Source
    """
    said: dict[str, list[_Heard]] = {}
    for values, on, ranks in statements:
        for path, value in values.items():
            heard = said.setdefault(path, [])
            if not heard or heard[-1][0] != value or _later(on, heard[-1][1]):
                heard.append((value, on, (ranks or {}).get(path, Precedence.NEWER).strength))
    before: dict[str, list[_Heard]] = {}
    for each in sorted(counting(entries), key=attrgetter("number")):
        if each.source.same_as(source):
            for path, value in each.values.items():
                before.setdefault(path, []).append((value, each.observed_on, each.ranks(path).strength))
    return {
        path
        for path, heard in said.items()
        if len(heard) > 1 and _as_before(heard, before.get(path, [])[-len(heard) :])
    }


def _as_before(heard: list[_Heard], before: list[_Heard]) -> bool:
    """Tell whether all of it was heard before, in this order, and no less fully."""
    return len(before) == len(heard) and all(
        now[:2] == then[:2] and now[2] <= then[2] for now, then in zip(heard, before, strict=True)
    )


def _later(on: date | None, than: date | None) -> bool:
    return on is not None and than is not None and on > than


def news(
    entries: Iterable[Entry],
    values: Mapping[str, Any],
    source: Source,
    observed_on: date | None = None,
    precedence: Mapping[str, Precedence] | None = None,
) -> dict[str, Any]:
    """Return those of the values that the source has not already stated.

    A source that repeats its last statement of a value says nothing new,
    whatever others have said since; with a later `observed_on` it does.
    So it does when it is heard under a stronger precedence than before.  This is
    what makes reading a file twice change nothing.

    Parameters
    ----------
    entries : iterable of Entry
        Of the subject.
    values : mapping
        Path → value, as the source states them now.
    source : Source
    observed_on : datetime.date, optional
    precedence : mapping, optional
        Path → `Precedence`, where it is not that of all others.
    """
    ranks = precedence or {}
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
        or ranks.get(path, Precedence.NEWER).strength > last[path].ranks(path).strength
        or (observed_on is not None and observed_on > last[path].when)
    }
