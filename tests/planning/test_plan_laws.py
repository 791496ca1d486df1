"""Laws of the levelled plan, against the best of all plans, found by trying."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import combinations
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st

from customerbase.planning.capacity import Capacity
from customerbase.planning.levelled_plan import plan
from customerbase.planning.targets import evenly
from customerbase.verifying.due import Due
from customerbase.verifying.state import FacetState

START = date(2024, 2, 28)  # a Wednesday, two days before a Friday, in a cut month
PLACES = [(), ("a",), ("a", "x"), ("a", "x", "1"), ("a", "x", "2"), ("a", "y", "1"), ("b", "x", "1")]
FACETS = ("basic", "credit", "decision_makers")


def due_of(who, facet, on, employee="Ann", place=()):
    state = FacetState(customer_id=who, facet=facet, employee_id=employee, place=place)
    return Due(customer_id=who, facet=facet, due_on=on, as_of=date(2024, 1, 1), state=state)


@st.composite
def dues_of(draw, start, most=14, horizon=75, employees=("Ann",)):
    found = []
    for i in range(draw(st.integers(0, most))):
        employee, place = draw(st.sampled_from(employees)), draw(st.sampled_from(PLACES))
        for facet in draw(st.sets(st.sampled_from(FACETS), min_size=1)):
            offset = draw(st.one_of(st.integers(-8, 12), st.integers(-8, horizon)))
            found.append(due_of(f"C{i:02}", facet, start + timedelta(days=offset), employee, place))
    return found


STARTS = st.dates(date(2024, 1, 1), date(2024, 7, 1))
HOLIDAYS = st.sets(st.dates(date(2024, 1, 1), date(2024, 8, 1)), max_size=12)
WORKDAYS = st.sampled_from([(0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6), (1, 3), (0,)])


@st.composite
def capacities(draw, kinds=("per_day", "per_week", "per_month")):
    number = {draw(st.sampled_from(kinds)): draw(st.integers(1, 3))}
    return Capacity(**number, workdays=draw(WORKDAYS), holidays=draw(HOLIDAYS))


@st.composite
def settings_of_plans(draw, capacity):
    start = draw(STARTS)
    by = draw(st.sampled_from(["month", "week"]))
    periods = draw(st.integers(2, 4))
    return {
        "start": start,
        "by": by,
        "periods": periods,
        "catch_up": draw(st.integers(1, 3)),
        "target": draw(st.sampled_from([None, evenly(2), {1: 0.5, 2: 1}, evenly(periods)])),
        "capacity": draw(capacity),
    }


@st.composite
def cases(draw, capacity=None, employees=("Ann",)):
    either = st.none() | capacities() if capacity is None else capacity
    how = draw(settings_of_plans(either))
    return draw(dues_of(how["start"], employees=employees)), how


def deadlines(dues, made, how):
    """Return the day by which each visit of the plan must be made, found anew."""
    found = {}
    for each in dues:
        if how["target"] is not None or each.due_on <= made.last:
            found[each.customer_id] = min(each.due_on, found.get(each.customer_id, each.due_on))
    return found


def most_in_time(days_of_visits, room):
    """Return how many visits find a day, each of its own, among days that have room: the largest matching."""
    held = {}

    def finds(visit, tried):
        for day in days_of_visits[visit]:
            for seat in range(room[day]):
                if (day, seat) in tried:
                    continue
                tried.add((day, seat))
                if (day, seat) not in held or finds(held[day, seat], tried):
                    held[day, seat] = visit
                    return True
        return False

    return sum(finds(visit, set()) for visit in days_of_visits)


def days_between(first, last):
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


# ------------------------------------------------------------------ what is planned


@given(cases(employees=("Ann", "Bob", None)))
def test_every_unit_is_planned_exactly_once_or_said_to_find_no_room(case):
    dues, how = case
    made = plan(dues, **how)

    wanted = {}
    for each in dues:
        if how["target"] is not None or each.due_on <= made.last:
            wanted.setdefault(each.customer_id, set()).add(each.facet)
    told = [*made.visits, *made.unplanned]
    assert sorted(each.customer_id for each in told) == sorted(wanted)
    assert all(each.facets == tuple(sorted(wanted[each.customer_id])) for each in told)
    inside = {(each.customer_id, facet) for each in told for facet in each.facets}
    later = {(each.customer_id, each.facet) for each in made.later}
    assert inside | later == {(each.customer_id, each.facet) for each in dues}
    assert not inside & later
    if how["capacity"] is None and made.visits:
        assert not made.unplanned


@given(cases(employees=("Ann", "Bob", None)), st.randoms())
def test_the_order_of_what_is_due_changes_nothing_and_neither_does_planning_again(case, dice):
    dues, how = case
    made = plan(dues, **how)
    dice.shuffle(dues)

    assert plan(dues, **how) == made
    assert plan(iter(dues), **how) == made


@given(cases(employees=("Ann", "Bob", None)))
def test_a_visit_is_in_time_or_listed_as_late(case):
    dues, how = case
    made = plan(dues, **how)

    due_on = deadlines(dues, made, how)
    assert all(each.due_on == due_on[each.customer_id] for each in made.visits)
    assert all(each.late == (each.on > each.due_on) for each in made.visits)
    assert {(each.customer_id, each.on) for each in made.late} == {
        (each.customer_id, each.on) for each in made.visits if each.late
    }
    assert all(each.on is None for each in made.unplanned)
    for each in made.visits:
        load = next(
            row for row in made.loads if (row.employee_id, row.period) == (each.employee_id, each.period)
        )
        assert load.first <= each.on <= load.last


@given(cases(employees=("Ann", "Bob", None)))
def test_the_loads_tell_what_the_visits_are(case):
    dues, how = case
    made = plan(dues, **how)

    counts = Counter((each.employee_id, each.period) for each in made.visits)
    done = Counter()
    for each in made.loads:
        done[each.employee_id] += each.visits
        assert each.visits == counts[each.employee_id, each.period]
        assert each.planned == done[each.employee_id]
        assert each.planned >= each.need
    for employee in ("Ann", "Bob", None):
        shares = [each.share for each in made.loads if each.employee_id == employee]
        assert sum(each or 0 for each in shares) in (0, 1)
        trips = {each.trip: each.on for each in made.of(employee)}
        assert sorted(trips) == list(range(1, len(trips) + 1))
        assert sorted(trips.values()) == list(trips.values())
        assert all(trips[each.trip] == each.on for each in made.of(employee))
        assert len(set(trips.values())) == len(trips)


# ------------------------------------------------------------------ capacity


@given(cases(capacity=capacities()))
def test_nobody_is_above_his_capacity_and_nobody_works_on_a_day_off(case):
    dues, how = case
    made = plan(dues, **how)

    capacity = how["capacity"]
    assert all(capacity.works_on(each.on) for each in made.visits)
    assert all(each.visits <= each.capacity for each in made.loads)
    most = next(filter(None, (capacity.per_day, capacity.per_week, capacity.per_month)))
    if capacity.per_day:
        key = lambda each: each.on
    elif capacity.per_week:
        key = lambda each: each.on.isocalendar()[:2]
    else:
        key = lambda each: (each.on.year, each.on.month)
    assert all(number <= most for number in Counter(map(key, made.visits)).values())


@given(cases())
def test_what_finds_no_room_is_left_only_when_all_room_is_taken(case):
    dues, how = case
    made = plan(dues, **how)

    if made.unplanned and how["capacity"] is not None:
        assert all(each.visits == each.capacity for each in made.loads)


@settings(max_examples=300)
@given(cases(capacity=capacities(kinds=("per_day",))))
def test_nothing_is_late_that_some_plan_could_have_in_time(case):
    dues, how = case
    made = plan(dues, **how)

    capacity = how["capacity"]
    days = [day for day in days_between(made.first, made.last) if capacity.works_on(day)]
    possible = {who: [day for day in days if day <= last] for who, last in deadlines(dues, made, how).items()}
    best = most_in_time(possible, dict.fromkeys(days, capacity.per_day))
    assert sum(not each.late for each in made.visits) == best


@given(cases(capacity=st.builds(Capacity, per_week=st.integers(1, 4), workdays=WORKDAYS)))
def test_nothing_is_late_that_some_plan_could_have_in_time_with_a_capacity_by_week(case):
    dues, how = case
    # Whole weeks, so that the number of each is the one that was given.
    how |= {"by": "week", "start": how["start"] - timedelta(days=how["start"].weekday())}
    made = plan(dues, **how)

    capacity = how["capacity"]
    room = {}
    possible = {}
    for who, last in deadlines(dues, made, how).items():
        weeks = {}
        for day in days_between(made.first, min(last, made.last)):
            if capacity.works_on(day):
                weeks.setdefault(day.isocalendar()[:2])
        possible[who] = list(weeks)
        room |= dict.fromkeys(weeks, capacity.per_week)
    assert sum(not each.late for each in made.visits) == most_in_time(possible, room)


@given(cases(capacity=st.none()))
def test_without_a_capacity_only_that_is_late_of_which_no_working_day_is_left(case):
    dues, how = case
    made = plan(dues, **how)

    for who, last in deadlines(dues, made, how).items():
        days = [day for day in days_between(made.first, min(last, made.last)) if day.weekday() < 5]
        assert (who in {each.customer_id for each in [*made.late, *made.unplanned]}) == (not days)


@given(cases(capacity=st.none()))
def test_what_was_due_before_the_plan_is_made_up_for_in_the_first_periods(case):
    dues, how = case
    made = plan(dues, **how)

    allowed = how["catch_up"]
    first = made.loads[0] if made.loads else None
    if first and allowed == 1 and not any(day.weekday() < 5 for day in days_between(first.first, first.last)):
        allowed = 2
    assert all(each.period <= allowed for each in made.visits if each.late)
    overdue = [each for each in made.visits if each.late]
    for a, b in combinations(overdue, 2):
        if a.period < b.period:
            assert a.due_on <= b.due_on


@given(
    dues_of(START, most=7, horizon=9), st.lists(st.integers(0, 5), min_size=7, max_size=7), st.integers(1, 2)
)
def test_with_worth_the_visits_in_time_are_worth_most(dues, worths, per_day):
    worth = {f"C{i:02}": value for i, value in enumerate(worths)}
    how = {"start": START, "periods": 2, "by": "week", "capacity": Capacity(per_day=per_day), "worth": worth}
    made = plan(dues, **how)

    days = [day for day in days_between(made.first, made.last) if day.weekday() < 5]
    last = deadlines(dues, made, {"target": None})
    best = 0
    for size in range(len(last) + 1):
        for chosen in combinations(last, size):
            possible = {who: [day for day in days if day <= last[who]] for who in chosen}
            if most_in_time(possible, dict.fromkeys(days, per_day)) == size:
                best = max(best, sum(worth[who] for who in chosen))
    assert sum(worth[each.customer_id] for each in made.visits if not each.late) == best


@given(cases(capacity=capacities(kinds=("per_day",))))
def test_what_is_late_is_made_as_early_as_leaves_all_others_in_time(case):
    dues, how = case
    how |= {"target": None, "catch_up": 1}
    made = plan(dues, **how)

    capacity = how["capacity"]
    days = [day for day in days_between(made.first, made.last) if capacity.works_on(day)]
    fixed = {each.customer_id: each.due_on for each in made.visits if not each.late}
    first = made.loads[0].last if made.loads else None
    for each in sorted([*made.late, *made.unplanned], key=lambda each: (each.due_on, each.customer_id)):
        found = None
        for day in days:
            possible = {who: [d for d in days if d <= last] for who, last in fixed.items()}
            possible[each.customer_id] = [d for d in days if d <= day]
            if most_in_time(possible, dict.fromkeys(days, capacity.per_day)) == len(possible):
                found = day
                break
        if found is None:
            assert each.on is None
            continue
        fixed[each.customer_id] = found
        # What is late whatever one does may take all of the first period.
        whatever = not any(day <= each.due_on for day in days)
        assert each.on <= (max(found, first) if whatever else found)


# ------------------------------------------------------------------ levelling


@settings(max_examples=300)
@given(st.sampled_from(["month", "week"]), st.integers(1, 5), st.data())
def test_the_busiest_period_has_the_least_that_any_plan_needs(by, periods, data):
    start = date(2024, 4, 1)  # a Monday, and the first of a month
    dues = data.draw(dues_of(start, most=25, horizon=periods * (6 if by == "week" else 29)))
    made = plan(dues, start=start, periods=periods, by=by)

    need = []
    for each in made.loads:
        days = [day for day in days_between(made.first, each.last) if day.weekday() < 5]
        after = [day for day in days_between(each.last + timedelta(days=1), made.last) if day.weekday() < 5]
        # Whatever must be done before the first working day of the next period.
        until = after[0] if after else made.last + timedelta(days=1)
        assert days
        need.append(sum(last < until for last in deadlines(dues, made, {"target": None}).values()))
    least = max((ceil(number / t) for t, number in enumerate(need, 1)), default=0)
    assert max((each.visits for each in made.loads), default=0) == least
    assert [each.need for each in made.loads] == need


@settings(max_examples=300)
@given(st.integers(1, 5), capacities(kinds=("per_day",)), st.data())
def test_within_a_capacity_the_busiest_month_has_the_least_that_any_plan_needs(periods, capacity, data):
    dues = data.draw(dues_of(date(2024, 4, 1), most=25, horizon=periods * 29))
    made = plan(dues, start=date(2024, 4, 1), periods=periods, capacity=capacity)

    # By day: of all that is in time, whatever the days after a month have no room for is made by its end.
    room = [each.capacity for each in made.loads]
    least = next(
        m
        for m in range(100)
        if all(sum(min(m, most) for most in room[: each.period]) >= each.need for each in made.loads)
    )
    assert max((each.visits for each in made.loads), default=0) == least


@given(cases(capacity=capacities()))
def test_a_target_is_met_or_said_to_be_missed(case):
    dues, how = case
    how |= {"target": evenly(how["periods"])}
    made = plan(dues, **how)

    visits = len({each.customer_id for each in dues})
    missed = {each.period: (each.wanted, each.planned) for each in made.missed}
    for each in made.loads:
        wanted = ceil(visits * each.period / how["periods"])
        assert (each.planned < wanted) == (each.period in missed)
        if each.period in missed:
            assert missed[each.period] == (wanted, each.planned)
            # Missed only where every day up to then was full.
            assert all(row.visits == row.capacity for row in made.loads if row.period <= each.period)


def test_without_capacity_a_round_is_level():
    dues = [due_of(f"C{i:03}", "basic", date(2025, 6, 1)) for i in range(100)]
    made = plan(dues, start=date(2024, 1, 1), target=evenly(12))

    assert sorted(each.visits for each in made.loads) == [8] * 8 + [9] * 4
    assert not made.missed
    assert not made.later
    per_day = Counter(each.on for each in made.visits)
    assert max(per_day.values()) == 1
