"""What must be done by when, and how it is spread: against definitions and exhaustive search."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate, combinations
from math import ceil

from hypothesis import example, given
from hypothesis import strategies as st

from customerbase.planning.levelling import cumulative_need, levelled, not_in_time, room_for_late

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
