"""How much must be done by when, which of it can be in time, and how it is spread without peaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from heapq import heappop, heappush, heappushpop
from itertools import accumulate, pairwise
from typing import Any

__all__ = ["cumulative_need", "levelled", "levelled_within", "not_in_time", "room_for_late"]


def levelled(need: Sequence[int], widths: Sequence[int]) -> list[int]:
    """Spread work without peaks: return what is done, summed up, by the end of each period.

    It is the least concave majorant of the need, rounded up.  So no period has
    more, for its width, than the steepest part of the majorant, and no plan
    whatever that meets the need can have less in its busiest period.

    Parameters
    ----------
    need : sequence of int
        What must be done by the end of each period, summed up.
    widths : sequence of int
        Width of the periods, summed up: as many for each if all are alike.  By
        the end of a period without width that no other precedes, nothing may be
        needed.

    References
    ----------
    Yao, Demers & Shenker, "A scheduling model for reduced CPU energy", FOCS
    1995: work that may all begin at once is done at the slopes of the majorant.

    Examples
    --------
    Twelve visits are due in June, one by the end of January:

    >>> levelled([1, 1, 1, 1, 1, 13], [1, 2, 3, 4, 5, 6])
    [3, 5, 7, 9, 11, 13]
    """
    corners = [(0, 0)]
    for i, (x, y) in enumerate(zip(widths, need, strict=True)):
        # What is needed by the end of a period without width must be done before it.
        if not x or (i + 1 < len(widths) and widths[i + 1] == x):
            continue
        while len(corners) > 1:
            (x0, y0), (x1, y1) = corners[-2:]
            if (y1 - y0) * (x - x1) > (y - y1) * (x1 - x0):
                break
            corners.pop()
        corners.append((x, y))
    done: list[int] = []
    corner = 0
    for x in widths:
        while corners[corner][0] < x:
            corner += 1
        x1, y1 = corners[corner]
        if x == x1:
            done.append(y1)
            continue
        x0, y0 = corners[corner - 1]
        done.append(y1 - (y1 - y0) * (x1 - x) // (x1 - x0))
    return done


def levelled_within(need: Sequence[int], widths: Sequence[int], capacity: Sequence[int]) -> list[int]:
    """Spread work without peaks and within capacities: return what is done, summed up, by the end of each period.

    Where no capacity binds it is what `levelled` says.  Else each period takes
    the same level for its width, or its capacity if that is less; the level is
    the least that meets the need.  Up to the last period by whose end it meets
    the need exactly, that is what is done; the rest is levelled again, and is
    lower.  So among periods of one width the busiest has the least that any
    plan needs within these capacities.

    Parameters
    ----------
    need : sequence of int
        What must be done by the end of each period, summed up; never more than
        the capacities up to then.
    widths : sequence of int
        Width of the periods, summed up; each has some.
    capacity : sequence of int
        The most that can be done in each period.

    References
    ----------
    As `levelled`, with a highest speed for each period.

    Examples
    --------
    In February one visit can be made; the other months share what it leaves:

    >>> levelled_within([0, 0, 0, 10], [1, 2, 3, 4], [9, 1, 9, 9])
    [3, 4, 7, 10]
    """
    done = levelled(need, widths)
    if all(here - before <= most for here, before, most in zip(done, [0, *done], capacity, strict=False)):
        return done
    each = [here - before for here, before in zip(widths, [0, *widths], strict=False)]
    done = []
    while len(done) < len(need):
        begin, before = len(done), done[-1] if done else 0
        level, end = _level(need, each, capacity, begin, before)
        limits = (min(level * each[t], Fraction(capacity[t])) for t in range(begin, end))
        # Rounded up as a sum, of which no step is above a capacity, since these are whole numbers.
        done += [
            -(-total.numerator // total.denominator) for total in accumulate(limits, initial=Fraction(before))
        ][1:]
    return done


def _level(
    need: Sequence[int], widths: Sequence[int], capacity: Sequence[int], begin: int, before: int
) -> tuple[Fraction, int]:
    """Return the least level that meets the need from a period on, and where that is met exactly for the last time."""
    level, end = Fraction(0), begin
    full = width = 0
    # Periods that are below their capacity, by the level at which they reach it.
    below: list[tuple[Fraction, int]] = []
    for t in range(begin, len(need)):
        heappush(below, (Fraction(capacity[t], widths[t]), t))
        width += widths[t]
        asked = need[t] - before
        while True:
            while below and below[0][0] <= level:
                _, at = heappop(below)
                full += capacity[at]
                width -= widths[at]
            if full + level * width >= asked:
                break
            # Up to the level that meets it, or to where the next period is full, if that is less.
            level = min(below[0][0], (asked - full) / Fraction(width))
        if full + level * width == asked:
            end = t + 1
    return level, end


def cumulative_need(
    counts: Sequence[int], capacity: Sequence[int], begins: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Return what must be done by the end of each period, and how much of each must be done before it.

    Need by the end of a period is what is due by then, or, if more, what is
    due by any later day less all that can still be done up to that day.  What
    must be done before the period in which it is due is the first due in it,
    so many as the days before its last one have no room for.

    Parameters
    ----------
    counts, capacity : sequence of int
        What is due, and what can be done, in each group of days.
    begins : sequence of int
        First group of each period, and the number of groups.

    Examples
    --------
    Of three visits due on the first day of the second month, one can be made on that day:

    >>> cumulative_need([0, 0, 3, 0], [1, 1, 1, 1], [0, 2, 4])
    ([2, 3], [0, 2])
    """
    early = []
    for begin, end in pairwise(begins):
        most = over = 0
        # The last one is left out: whichever of the visits are brought forward, so that the
        # period as a whole can take the others, these have room in its last group.
        for group in range(begin, end - 1):
            over += counts[group] - capacity[group]
            most = max(most, over)
        early.append(most)
    periods = len(early)
    need = [0] * periods
    due = sum(counts)
    later = due
    for period in reversed(range(periods)):
        ahead = early[period + 1] if period + 1 < periods else 0
        need[period] = later = max(due + ahead, later)
        groups = range(begins[period], begins[period + 1])
        due -= sum(counts[group] for group in groups)
        later -= sum(capacity[group] for group in groups)
    return need, early


def not_in_time(
    deadlines: Sequence[int], total: Sequence[int], worth: Sequence[Any] | None = None
) -> dict[int, int]:
    """Return which visits are late if as many as possible are in time (or those that are worth most).

    Parameters
    ----------
    deadlines : sequence of int
        For each visit, the last group of days in which it is in time; ascending.
    total : sequence of int
        What can be done, summed up to each group of days.
    worth : sequence of numbers, optional
        Worth of each visit, from 0; without it all are worth the same.

    Returns
    -------
    dict of int to int
        Place of each visit that is late → place of the visit by whose deadline
        there were too many.

    References
    ----------
    Moore, "An n job, one machine sequencing algorithm for minimizing the number
    of late jobs", Management Science 15 (1968); with worth, visits of equal
    length are a matroid, for which the greedy choice is best: Lawler,
    *Combinatorial Optimization* (1976), ch. 7.

    Examples
    --------
    >>> not_in_time([0, 0, 1], [1, 2])
    {1: 1}
    >>> not_in_time([0, 0, 1], [1, 2], worth=[1, 5, 9])
    {0: 1}
    """
    late: dict[int, int] = {}
    if worth is None:
        kept = 0
        for i, group in enumerate(deadlines):
            if kept < total[group]:
                kept += 1
            else:
                late[i] = i
        return late
    held: list[tuple[Any, int]] = []
    for i, group in enumerate(deadlines):
        # Of those worth the same, the one that is due last waits.
        if len(held) < total[group]:
            heappush(held, (worth[i], -i))
        else:
            late[-heappushpop(held, (worth[i], -i))[1]] = i
    return late


def room_for_late(counts: Sequence[int], total: Sequence[int], number: int) -> Iterator[int | None]:
    """Yield for each late visit, the most urgent first, where there is room that leaves all others in time.

    Parameters
    ----------
    counts : sequence of int
        Visits that are in time, by the last group of days in which they are.
    total : sequence of int
        What can be done, summed up to each group of days.
    number : int
        Visits that are late.

    Yields
    ------
    int or None
        The group of days by whose end it is done; None where there is none.

    Examples
    --------
    >>> list(room_for_late([1, 0, 2], [1, 2, 5], 3))
    [1, 2, None]
    """
    free: list[int] = [0] * len(counts)
    due = sum(counts)
    least = total[-1] - due if counts else 0
    for group in reversed(range(len(counts))):
        free[group] = least = min(least, total[group] - due)
        due -= counts[group]
    group = 0
    for placed in range(number):
        while group < len(free) and free[group] <= placed:
            group += 1
        yield group if group < len(free) else None
