"""Neighbours in one trip: which visits are made on the same day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from customerbase.planning.levelling import levelled

__all__ = ["Map", "Route", "shared_out"]

Place = tuple[str, ...]


class Map:
    """Where visits are made: places in order, so that neighbours stand side by side.

    Parameters
    ----------
    places : sequence of tuple of str
        Place of each visit, from wide to narrow.

    Attributes
    ----------
    places : list of int
        For each visit, the number of its place; the first is 0.
    """

    __slots__ = ("_around", "_distinct", "known", "places")

    def __init__(self, places: Sequence[Place]) -> None:
        self._distinct = sorted(set(places))
        number = {place: i for i, place in enumerate(self._distinct)}
        self.places = [number[place] for place in places]
        self.known = [bool(place) for place in self._distinct]
        """For each place, whether it is one: of the empty one nobody knows where it is."""
        self._around: list[tuple[list[int], list[int]]] = []

    @property
    def widths(self) -> int:
        """In how many ways two places can be neighbours: the same place, the same district, ..."""
        return max(len(self._distinct[-1]), 1) if len(self._distinct) > 1 else 1

    def around(self, width: int) -> tuple[list[int], list[int]]:
        """Return for each place the first of its neighbours, and the one after the last.

        At the width 0 only the place itself is its neighbour, at 1 all those
        that have all but the narrowest part in common, and so on.
        """
        while len(self._around) <= width:
            self._around.append(self._at(len(self._around)))
        return self._around[width]

    def _at(self, width: int) -> tuple[list[int], list[int]]:
        number = len(self._distinct)
        if not width:
            return list(range(number)), list(range(1, number + 1))
        deepest = max(map(len, self._distinct))
        length = max(deepest - width, 1)
        firsts: list[int] = []
        last: Place | None = None
        for i, place in enumerate(self._distinct):
            wide = place[:length]
            firsts.append(firsts[-1] if wide == last else i)
            last = wide
        ends = [number] * number
        for i in range(number - 2, -1, -1):
            ends[i] = ends[i + 1] if firsts[i] == firsts[i + 1] else i + 1
        return firsts, ends


class Route:
    """Visits in order of their places, of which some after others are taken.

    Parameters
    ----------
    visits : iterable of int
    where : Map
    """

    __slots__ = ("_next", "_places", "_where", "visits")

    def __init__(self, visits: Iterable[int], where: Map) -> None:
        self._where = where
        self.visits = sorted(visits, key=where.places.__getitem__)
        self._places = [where.places[visit] for visit in self.visits]
        # At each place on the route, or after it, the next visit that was not taken.
        self._next = list(range(len(self.visits) + 1))

    def left(self, at: int) -> bool:
        """Tell whether the visit at this place of the route was not taken yet."""
        return self._next[at] == at

    def place(self, at: int) -> int:
        """Return the number of the place."""
        return self._places[at]

    def take(self, at: int) -> None:
        """Take the visit at this place of the route."""
        self._next[at] = at + 1

    def nearest(self, number: int, near: Iterable[int]) -> list[int]:
        """Take so many visits, as near as possible to some places; return where on the route they stand.

        First those in the same places, then in wider and wider ones, then
        along the route, place by place.
        """
        taken: list[int] = []
        for width in range(self._where.widths):
            if len(taken) == number:
                return taken
            self._take_around(width, number, near, taken)
        self._take_between(0, len(self.visits), number, taken)
        return taken

    def same(self, number: int, near: Iterable[int]) -> list[int]:
        """Take up to so many visits in the same places, where they are known."""
        taken: list[int] = []
        known = self._where.known
        self._take_around(0, number, [place for place in near if known[place]], taken)
        return taken

    def _take_around(self, width: int, number: int, near: Iterable[int], taken: list[int]) -> None:
        firsts, ends = self._where.around(width)
        tried: set[int] = set()
        for place in near:
            first = firsts[place]
            if first in tried:
                continue
            tried.add(first)
            begin = bisect_left(self._places, first)
            end = bisect_left(self._places, ends[place], begin)
            self._take_between(begin, end, number, taken)
            if len(taken) == number:
                return

    def _take_between(self, begin: int, end: int, number: int, taken: list[int]) -> None:
        following = self._next
        while len(taken) < number:
            at = begin
            while following[at] != at:
                # Shortens the way for whoever comes here next.
                if following[at] < len(self.visits):
                    following[at] = following[following[at]]
                at = following[at]
            if at >= end:
                return
            following[at] = at + 1
            taken.append(at)


def shared_out(
    visits: Sequence[int], deadlines: Sequence[int], widths: Sequence[int], most: Sequence[int], where: Map
) -> list[list[int]]:
    """Share visits out among days (or groups of days): in time, evenly, and neighbours together.

    Parameters
    ----------
    visits : sequence of int
        Which visits of the map.
    deadlines : sequence of int
        For each visit of the map, the last day (from 0) on which it is in time.
    widths : sequence of int
        What each day can take in proportion to the others, from 1.
    most : sequence of int
        Up to how many a day is filled with visits in the places where one is
        anyhow; the last days then have fewer.
    where : Map

    Returns
    -------
    list of list of int
        For each day its visits, in order of places.

    Examples
    --------
    >>> villages = Map([("a", "x"), ("b", "y"), ("a", "x"), ("b", "z")])
    >>> shared_out([0, 1, 2, 3], [1, 0, 1, 1], [1, 1], [2, 2], villages)
    [[1, 3], [0, 2]]
    """
    days = len(widths)
    due = [0] * days
    for visit in visits:
        due[deadlines[visit]] += 1
    done = levelled(list(accumulate(due)), list(accumulate(widths)))
    quota = [here - before for here, before in zip(done, [0, *done], strict=False)]
    route = Route(visits, where)
    lasts = [deadlines[visit] for visit in route.visits]
    urgent = sorted(range(len(visits)), key=lasts.__getitem__)
    shared: list[list[int]] = []
    begin = 0
    for day in range(days):
        must = due[day] + _too_many(due, quota, day)
        chosen: list[int] = []
        while len(chosen) < must:
            at = urgent[begin]
            begin += 1
            if route.left(at):
                route.take(at)
                chosen.append(at)
        if len(chosen) < quota[day]:
            chosen += route.nearest(quota[day] - len(chosen), [route.place(at) for at in chosen])
        if 0 < len(chosen) < most[day]:
            more = route.same(most[day] - len(chosen), [route.place(at) for at in chosen])
            _relieve(quota, len(more))
            chosen += more
        for at in chosen:
            due[lasts[at]] -= 1
        shared.append([route.visits[at] for at in sorted(chosen)])
    return shared


def _too_many(due: Sequence[int], quota: Sequence[int], day: int) -> int:
    """Return how many of what is due after a day cannot wait until after it.

    The last day needs no look: whichever are left, it has room for them.
    """
    over = 0
    for later in range(len(due) - 2, day, -1):
        over = max(over + due[later] - quota[later], 0)
    return over


def _relieve(quota: list[int], number: int) -> None:
    """Take what was done ahead off the last days: none before them then has less room for what is urgent."""
    day = len(quota) - 1
    while number:
        less = min(number, quota[day])
        quota[day] -= less
        number -= less
        day -= 1
