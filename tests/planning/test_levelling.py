"""What must be done by when, and how it is spread: against definitions and exhaustive search."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate, combinations
from math import ceil

from hypothesis import example, given, settings
from hypothesis import strategies as st

from customerbase.planning.levelling import (
    cumulative_need,
    levelled,
    levelled_within,
    not_in_time,
    room_for_late,
)

SIZES = st.lists(st.integers(0, 9), min_size=1, max_size=8)


def steps(sums):
    return [here - before for here, before in zip(sums, [0, *sums], strict=False)]


# ------------------------------------------------------------------ levelled


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=9))
def test_the_busiest_period_has_no_more_for_its_width_than_any_plan_needs(periods):
    need = list(accumulate(number for number, _ in periods))
    widths = list(accumulate(width for _, width in periods))

    done = levelled(need, widths)

    assert all(here >= least for here, least in zip(done, need, strict=True))
    assert done[-1] == need[-1]
    # Whoever works at less than this slope throughout misses the need by some day.
    steepest = max(Fraction(n, x) for n, x in zip(need, widths, strict=True))
    for number, (_, width) in zip(steps(done), periods, strict=True):
        assert 0 <= number <= ceil(width * steepest)


@given(SIZES)
def test_with_equal_periods_the_busiest_is_the_least_of_all_plans(sizes):
    need = list(accumulate(sizes))
    done = levelled(need, range(1, len(need) + 1))

    # A plan with k in each period meets the need if t × k does for every t.
    least = next(k for k in range(100) if all(k * t >= n for t, n in enumerate(need, 1)))
    assert max(steps(done)) == least


@given(SIZES)
@example([0, 0, 0])
def test_work_never_grows_from_period_to_period_by_more_than_rounding(sizes):
    number = steps(levelled(list(accumulate(sizes)), range(1, len(sizes) + 1)))

    assert all(later <= earlier + 1 for earlier, later in combinations(number, 2))


def test_a_period_without_width_gets_nothing():
    assert levelled([0, 4, 4, 8], [0, 1, 1, 2]) == [0, 4, 4, 8]
    assert levelled([0, 2, 4, 4], [0, 1, 1, 2]) == [0, 4, 4, 4]
    assert levelled([0, 0], [0, 0]) == [0, 0]


# ------------------------------------------------------------------ within capacities


WIDTHS = st.integers(1, 4)


@st.composite
def within(draw, widths=WIDTHS):
    """Draw needs that the capacities can meet, but not each period by itself."""
    capacity = draw(st.lists(st.integers(0, 6), min_size=1, max_size=9))
    need, room = [], 0
    for size in capacity:
        room += size
        before = need[-1] if need else 0
        need.append(draw(st.integers(before, room)))
    each = draw(st.lists(widths, min_size=len(need), max_size=len(need)))
    return need, list(accumulate(each)), capacity


@settings(max_examples=500)
@given(within())
def test_within_capacities_the_need_is_met_and_no_capacity_exceeded(given_):
    need, widths, capacity = given_
    done = levelled_within(need, widths, capacity)

    assert all(here >= least for here, least in zip(done, need, strict=True))
    assert done[-1] == need[-1]
    assert all(0 <= number <= most for number, most in zip(steps(done), capacity, strict=True))


@settings(max_examples=500)
@given(within(widths=st.just(1)))
def test_within_capacities_the_busiest_period_is_the_least_of_all_plans(given_):
    need, widths, capacity = given_
    done = levelled_within(need, widths, capacity)

    # Whoever makes at most m in each period does no more by the end of one than these sums.
    least = next(
        m
        for m in range(100)
        if all(sum(min(m, most) for most in capacity[:t]) >= asked for t, asked in enumerate(need, 1))
    )
    assert max(steps(done)) == least


@settings(max_examples=500)
@given(within())
def test_within_capacities_no_period_is_above_the_least_level_for_its_width(given_):
    need, widths, capacity = given_
    done = levelled_within(need, widths, capacity)
    each = steps(widths)

    def meets(level):
        sums = accumulate(min(level * width, most) for width, most in zip(each, capacity, strict=True))
        return all(can >= asked for can, asked in zip(sums, need, strict=True))

    # All levels at which some sum of limits can be just what is needed.
    levels = {Fraction(0)}
    for t, asked in enumerate(need, 1):
        for full in range(sum(capacity[:t]) + 1):
            levels |= {Fraction(max(asked - full, 0), width) for width in range(1, widths[t - 1] + 1)}
    least = min(filter(meets, levels))
    for number, width in zip(steps(done), each, strict=True):
        assert number <= ceil(least * width)


@given(SIZES, st.integers(0, 3))
def test_capacities_that_do_not_bind_change_nothing(sizes, more):
    need = list(accumulate(sizes))
    widths = range(1, len(need) + 1)
    level = levelled(need, widths)

    assert levelled_within(need, widths, [number + more for number in steps(level)]) == level


@given(st.lists(st.integers(4, 30), min_size=1, max_size=12), st.integers(0, 4))
def test_equal_needs_give_equal_periods(capacity, number):
    periods = range(1, len(capacity) + 1)

    assert steps(levelled_within([number * t for t in periods], periods, capacity)) == [number] * len(
        capacity
    )
    last = [0] * (len(capacity) - 1) + [number * len(capacity)]
    assert steps(levelled_within(last, periods, capacity)) == [number] * len(capacity)


def test_what_a_full_period_cannot_take_is_shared_by_all_before_the_last_need():
    # Ten by the third month, of which the second can take one; two more by the fifth.
    assert steps(levelled_within([0, 0, 10, 10, 12], [1, 2, 3, 4, 5], [9, 1, 9, 9, 9])) == [5, 1, 4, 1, 1]
    # The first month is full, and what is left over is level.
    assert steps(levelled_within([2, 2, 2, 11], [1, 2, 3, 4], [2, 9, 9, 9])) == [2, 3, 3, 3]
    # A cut first month of half the width.
    assert steps(levelled_within([0, 0, 0, 14], [1, 3, 5, 7], [9, 9, 0, 9])) == [3, 6, 0, 5]


# ------------------------------------------------------------------ need


@st.composite
def laid_out(draw):
    periods = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    begins = [0, *accumulate(periods)]
    groups = begins[-1]
    capacity = draw(st.lists(st.integers(1, 3), min_size=groups, max_size=groups))
    counts, total, due = [], 0, 0
    for size in capacity:
        total += size
        counts.append(draw(st.integers(0, total - due)))
        due += counts[-1]
    return counts, capacity, begins


@given(laid_out())
def test_need_is_what_is_due_less_what_can_be_done_later(given_):
    counts, capacity, begins = given_
    need, _ = cumulative_need(counts, capacity, begins)

    for period, end in enumerate(begins[1:]):
        least = sum(counts[:end])
        for day in range(end, len(counts)):
            least = max(least, sum(counts[: day + 1]) - sum(capacity[end : day + 1]))
        assert need[period] == least


@given(laid_out())
def test_what_must_be_done_before_its_period_leaves_room_on_all_days_but_the_last(given_):
    counts, capacity, begins = given_
    _, early = cumulative_need(counts, capacity, begins)

    for period, end in enumerate(begins[1:]):
        over = [
            sum(counts[begins[period] : day]) - sum(capacity[begins[period] : day])
            for day in range(begins[period], end)
        ]
        assert early[period] == max([0, *over])


# ------------------------------------------------------------------ in time


@st.composite
def jobs(draw):
    capacity = draw(st.lists(st.integers(1, 2), min_size=1, max_size=4))
    total = list(accumulate(capacity))
    deadlines = sorted(draw(st.lists(st.integers(0, len(total) - 1), max_size=7)))
    worth = draw(st.lists(st.integers(0, 4), min_size=len(deadlines), max_size=len(deadlines)))
    return deadlines, total, worth


def feasible(deadlines, total):
    return all(sum(each <= day for each in deadlines) <= can for day, can in enumerate(total))


@given(jobs())
def test_as_many_as_possible_are_in_time(given_):
    deadlines, total, _ = given_
    late = not_in_time(deadlines, total)

    kept = [each for i, each in enumerate(deadlines) if i not in late]
    assert feasible(kept, total)
    assert not any(
        feasible(chosen, total)
        for size in range(len(kept) + 1, len(deadlines) + 1)
        for chosen in combinations(deadlines, size)
    )
    for i, by in late.items():
        assert sum(each <= deadlines[by] for each in deadlines) > total[deadlines[by]]
        assert deadlines[i] <= deadlines[by]


@given(jobs())
def test_with_worth_those_in_time_are_worth_most(given_):
    deadlines, total, worth = given_
    late = not_in_time(deadlines, total, worth)

    everyone = range(len(deadlines))
    kept = [i for i in everyone if i not in late]
    assert feasible([deadlines[i] for i in kept], total)
    assert len(late) == len(not_in_time(deadlines, total))
    best = max(
        sum(worth[i] for i in chosen)
        for size in range(len(deadlines) + 1)
        for chosen in combinations(everyone, size)
        if feasible([deadlines[i] for i in chosen], total)
    )
    assert sum(worth[i] for i in kept) == best


@given(jobs())
def test_equal_worth_is_no_worth(given_):
    deadlines, total, _ = given_

    assert not_in_time(deadlines, total, [1] * len(deadlines)) == not_in_time(deadlines, total)


@given(jobs(), st.integers(0, 6))
def test_what_is_late_gets_the_first_place_that_leaves_the_others_in_time(given_, number):
    deadlines, total, _ = given_
    late = not_in_time(deadlines, total)
    held = [each for i, each in enumerate(deadlines) if i not in late]
    counts = [held.count(day) for day in range(len(total))]

    for place in room_for_late(counts, total, number):
        first = next((day for day in range(len(total)) if feasible([*held, day], total)), None)
        assert place == first
        if place is not None:
            held.append(place)
