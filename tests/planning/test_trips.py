"""Neighbours in one trip, in time, and evenly."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from customerbase.planning.trips import Map, Route, shared_out

PLACES = st.lists(
    st.sampled_from([(), ("a",), ("a", "x"), ("a", "y"), ("b", "x", "1"), ("b", "x", "2"), ("b", "y", "1")]),
    max_size=20,
)


@given(PLACES.filter(bool), st.data())
def test_whoever_is_taken_is_as_near_as_anybody_who_is_left(places, data):
    where = Map(places)
    route = Route(range(len(places)), where)
    near = data.draw(st.sampled_from(where.places))
    number = data.draw(st.integers(0, len(places)))

    taken = route.nearest(number, [near])

    assert len(set(taken)) == number
    assert [at for at in range(len(places)) if not route.left(at)] == sorted(taken)
    deepest = max(map(len, places))

    def distance(at):
        own, other = places[route.visits[at]], places[where.places.index(near)]
        if own == other:
            return 0
        return next(
            (deepest - length for length in range(deepest - 1, 0, -1) if own[:length] == other[:length]),
            deepest,
        )

    left = [distance(at) for at in range(len(places)) if route.left(at)]
    assert all(distance(at) <= other for at in taken for other in left)


@st.composite
def shared(draw):
    places = draw(PLACES)
    days = draw(st.integers(1, 5))
    size = draw(st.integers(1, 5))
    deadlines = [draw(st.integers(0, days - 1)) for _ in places]
    kept, due = [], []
    for i, each in sorted(enumerate(deadlines), key=lambda pair: pair[1]):
        if len(kept) < size * (each + 1):
            kept.append(i)
            due.append(each)
    return kept, deadlines, [size] * days, Map(places)


@given(shared())
def test_every_visit_has_a_day_in_time_and_no_day_is_overfull(given_):
    visits, deadlines, sizes, where = given_

    found = shared_out(visits, deadlines, sizes, sizes, where)

    assert sorted(visit for day in found for visit in day) == sorted(visits)
    for day, held in enumerate(found):
        assert all(deadlines[visit] >= day for visit in held)
        assert len(held) <= sizes[day]


@given(shared())
def test_without_rounding_out_days_are_filled_evenly(given_):
    visits, deadlines, sizes, where = given_

    found = shared_out(visits, deadlines, sizes, [0] * len(sizes), where)

    due = list(accumulate(sum(deadlines[visit] == day for visit in visits) for day in range(len(sizes))))
    least = max(-(-number // day) for day, number in enumerate(due, 1))
    assert max(map(len, found)) == least


def test_a_village_is_visited_on_one_day_where_the_day_has_room_for_it():
    where = Map([("a", "x"), ("a", "y")] * 4)

    found = shared_out(range(8), [3] * 8, [4] * 4, [4] * 4, where)

    assert found == [[0, 2, 4, 6], [1, 3, 5, 7], [], []]


def test_unknown_places_are_nobodys_neighbours():
    assert shared_out(range(4), [3] * 4, [4] * 4, [4] * 4, Map([()] * 4)) == [[0], [1], [2], [3]]


def test_a_day_with_an_urgent_visit_is_filled_with_those_nearby():
    # The visit 5, in the village b y, is due today: its village comes first, then its district.
    where = Map([("a", "x"), ("a", "x"), ("b", "x"), ("b", "y"), ("c", "z"), ("b", "y")])
    deadlines = [1, 1, 1, 1, 1, 0]

    assert shared_out(range(6), deadlines, [3, 3], [3, 3], where) == [[2, 3, 5], [0, 1, 4]]


def test_what_was_done_ahead_makes_no_room_for_urgent_visits_smaller():
    # Rounding out the village on the first day must not take the second day from what is due on it.
    where = Map([("a", "x")] * 4 + [("b", "y")] * 4)
    deadlines = [3, 3, 3, 3, 1, 1, 1, 1]

    found = shared_out(range(8), deadlines, [4] * 4, [4] * 4, where)

    assert all(deadlines[visit] >= day for day, held in enumerate(found) for visit in held)
    assert sum(map(len, found)) == 8
