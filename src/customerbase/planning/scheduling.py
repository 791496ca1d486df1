"""The plan of one employee, in numbers: which of his visits is made when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, Final

import attrs

from customerbase.planning.levelling import cumulative_need, levelled_within, not_in_time, room_for_late
from customerbase.planning.periods import ENDLESS, Room
from customerbase.planning.trips import Map, Route, shared_out

__all__ = ["Schedule", "schedule"]

FULL_DAY: Final = 8
"""Neighbours visited in one day where nobody said how many visits a day has room for: about one an hour."""


@attrs.frozen
class Schedule:
    """When each visit of an employee is made.

    Attributes
    ----------
    rounds : list of tuple of int, int, list of int
        Period (from 0), day (as ordinal) and the visits on it, in order of places.
    late : dict of int to int or None
        Visits that no plan could have in time → the visit by whose deadline
        there were too many; None where no day is worked by then.
    unplanned : list of int
        Those of them for which there is no room at all.
    wanted, need, done : list of int
        For each period, summed up: what the target says, what had to be done, and what is.
    """

    rounds: list[tuple[int, int, list[int]]]
    late: dict[int, int | None]
    unplanned: list[int]
    wanted: list[int]
    need: list[int]
    done: list[int]


def schedule(
    due: Sequence[int],
    where: Map,
    room: Room,
    *,
    start: int,
    catch_up: int,
    shares: Sequence[Fraction] | None = None,
    worth: Sequence[Any] | None = None,
) -> Schedule:
    """Say when each visit is made.

    Parameters
    ----------
    due : sequence of int
        Day on which each visit is due, as ordinal; ascending.
    where : Map
        Where they are.
    room : Room
    start : int
        First day of the plan.
    catch_up : int
        Periods in which what was due before the plan is to be made up for.
    shares : sequence of Fraction, optional
        Of all visits, by the end of each period.
    worth : sequence of numbers, optional
    """
    group, late, unplanned = _deadlines(due, room, start, catch_up, worth)
    counts = [0] * len(room.groups)
    for each in group:
        if each >= 0:
            counts[each] += 1
    planned = len(due) - len(unplanned)
    need, early = cumulative_need(counts, room.capacity, room.begins)
    wanted: list[int] = []
    if shares is not None:
        wanted = [-(-share.numerator * len(due) // share.denominator) for share in shares]
        can = [room.total[end - 1] if end else 0 for end in room.begins[1:]]
        need = [max(a, min(b, c, planned)) for a, b, c in zip(need, wanted, can, strict=True)]
    most = [room.of_period(period) for period in range(len(need))]
    done = levelled_within(need, room.widths, most)
    rounds: list[tuple[int, int, list[int]]] = []
    days = _Days(due, group, where, room)
    for period, visits in enumerate(_by_period(group, late, early, done, where, room)):
        rounds += [(period, day, held) for day, held in days.of(period, visits)]
    return Schedule(rounds, late, unplanned, wanted, need, done)


def _deadlines(
    due: Sequence[int], room: Room, start: int, catch_up: int, worth: Sequence[Any] | None
) -> tuple[list[int], dict[int, int | None], list[int]]:
    """Return by which group of days each visit is made (-1 for never), who is late, and who finds no room."""
    last = len(room.group_by) - 1
    group = [room.group_by[min(day - start, last)] if day >= start else -1 for day in due]
    behind = next((i for i, each in enumerate(group) if each >= 0), len(group))
    late: dict[int, int | None] = dict.fromkeys(range(behind))
    if room.limited:
        over = not_in_time(group[behind:], room.total, None if worth is None else worth[behind:])
        late |= {behind + i: behind + by for i, by in over.items()}
    if not late:
        return group, late, []
    counts = [0] * len(room.groups)
    for i, each in enumerate(group):
        if i not in late:
            counts[each] += 1
    made_up = room.begins[min(catch_up, len(room.begins) - 1)] - 1
    unplanned = []
    in_order = sorted(late)
    for i, place in zip(in_order, room_for_late(counts, room.total, len(late)), strict=True):
        if place is None:
            group[i] = -1
            unplanned.append(i)
        else:
            group[i] = max(place, made_up) if i < behind else place
    return group, {i: late[i] for i in in_order}, unplanned


def _by_period(
    group: Sequence[int],
    late: Iterable[int],
    early: Sequence[int],
    done: Sequence[int],
    where: Map,
    room: Room,
) -> list[list[int]]:
    """Fill the periods with visits, those first that are due in the first of them."""
    of_group = [period for period, end in enumerate(room.begins[1:]) for _ in range(room.begins[period], end)]
    bucket: list[list[int]] = [[] for _ in early]
    for i, each in enumerate(group):
        if each >= 0:
            bucket[of_group[each]].append(i)
    overdue = set(late)
    shelf = _Shelf(bucket, group, overdue, early, where)
    before = 0
    filled = []
    for here in done:
        filled.append(shelf.taken(here - before))
        before = here
    return filled


class _Shelf:
    """Visits by the period in which they must be made, from which the first are taken."""

    __slots__ = ("_bucket", "_early", "_first", "_group", "_late", "_left", "_queue", "_route", "_where")

    def __init__(
        self,
        bucket: list[list[int]],
        group: Sequence[int],
        late: set[int],
        early: Sequence[int],
        where: Map,
    ) -> None:
        self._bucket = bucket
        self._group = group
        self._late = late
        self._early = early
        self._where = where
        self._first = 0
        self._left = len(bucket[0]) if bucket else 0
        self._queue: list[int] = []
        self._route: Route | None = None

    def taken(self, number: int) -> list[int]:
        """Return so many visits: whole buckets, and of the last one those near to them."""
        found: list[int] = []
        while len(found) < number:
            if not self._left:
                self._first += 1
                self._left = len(self._bucket[self._first])
                self._queue, self._route = [], None
            elif self._left <= number - len(found):
                found += self._rest()
                self._left = 0
            else:
                self._left -= number - len(found)
                self._part(number, found)
        return found

    def _rest(self) -> list[int]:
        if self._route is None:
            return self._bucket[self._first]
        route = self._route
        return self._queue[::-1] + [visit for at, visit in enumerate(route.visits) if route.left(at)]

    def _part(self, number: int, found: list[int]) -> None:
        """Take a part of a bucket: first what its own period has no room for, then what is late."""
        if self._route is None:
            held = sorted(self._bucket[self._first], key=self._group.__getitem__)
            early = self._early[self._first]
            first, rest = held[:early], held[early:]
            first += sorted(visit for visit in rest if visit in self._late)
            self._queue = first[::-1]
            self._route = Route((visit for visit in rest if visit not in self._late), self._where)
        while self._queue and len(found) < number:
            found.append(self._queue.pop())
        if len(found) < number:
            near = sorted({self._where.places[visit] for visit in found})
            route = self._route
            found += [route.visits[at] for at in route.nearest(number - len(found), near)]


class _Days:
    """Gives the visits of a period their days."""

    __slots__ = ("_due", "_group", "_last", "_room", "_where")

    def __init__(self, due: Sequence[int], group: Sequence[int], where: Map, room: Room) -> None:
        self._due = due
        self._group = group
        self._where = where
        self._room = room
        self._last = [0] * len(due)

    def of(self, period: int, visits: list[int]) -> Iterable[tuple[int, list[int]]]:
        """Return the days of a period on which visits are made, with these."""
        if not visits:
            return
        room = self._room
        begin, end = room.begins[period], room.begins[period + 1]
        if end - begin == 1:
            yield from self._of_group(begin, visits)
            return
        for visit in visits:
            self._last[visit] = min(self._group[visit], end - 1) - begin
        sizes = room.capacity[begin:end]
        single = len(room.days) == len(room.groups)
        most = sizes if single else [0] * len(sizes)
        for at, held in enumerate(shared_out(visits, self._last, sizes, most, self._where), begin):
            if held and single:
                yield room.days[at], held
            elif held:
                yield from self._of_group(at, held)

    def _of_group(self, group: int, visits: list[int]) -> Iterable[tuple[int, list[int]]]:
        room = self._room
        begin, end = room.groups[group]
        final = end - begin - 1
        for visit in visits:
            # What is due after this group of days, or late anyhow, may be made on any of them.
            day = room.day_by(self._due[visit]) - begin if self._group[visit] == group else final
            self._last[visit] = day if 0 <= day < final else final
        size = room.capacity[group]
        most = FULL_DAY if size == ENDLESS else -(-size // (final + 1))
        for at, held in enumerate(
            shared_out(visits, self._last, [1] * (final + 1), [most] * (final + 1), self._where), begin
        ):
            if held:
                yield room.days[at], held
