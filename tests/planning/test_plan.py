"""The levelled plan: worked examples, what it says, and what is refused."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from customerbase.errors import InvalidRecord
from customerbase.model import TaskStatus
from customerbase.planning.capacity import Capacity
from customerbase.planning.levelled_plan import plan
from customerbase.planning.targets import evenly, quarterly
from customerbase.verifying.due import Due
from customerbase.verifying.state import FacetState

START = date(2024, 1, 1)  # a Monday


def due_of(who, on, *, facet="basic", employee="Ann", place=()):
    state = FacetState(customer_id=who, facet=facet, employee_id=employee, place=place)
    return Due(customer_id=who, facet=facet, due_on=on, as_of=START, state=state)


def several(number, on, **how):
    return [due_of(f"C{i:03}", on, **how) for i in range(number)]


def visits_of(made):
    return [each.visits for each in made.loads]


# ------------------------------------------------------------------ when


def test_what_is_due_at_the_end_is_spread_from_the_beginning():
    made = plan(several(12, date(2024, 12, 31)), start=START)

    assert visits_of(made) == [1] * 12
    assert not any(each.late for each in made.visits)


@pytest.mark.parametrize("each", [1, 2])
def test_a_capacity_that_does_not_bind_changes_nothing(each):
    dues = several(12 * each, date(2024, 12, 28))
    made = plan(dues, start=START, capacity=Capacity(per_day=5))

    assert visits_of(made) == [each] * 12


def test_a_capacity_counts_the_cut_first_month_as_without_one():
    # 8 of the 23 days from Monday to Friday are left of January 2024.
    dues = several(54, date(2024, 3, 29))
    free = plan(dues, start=date(2024, 1, 20), periods=3)
    made = plan(dues, start=date(2024, 1, 20), periods=3, capacity=Capacity(per_day=5))

    assert visits_of(made) == visits_of(free) == [8, 23, 23]


def test_who_works_on_the_weekend_on_which_the_plan_begins_makes_visits_on_it():
    dues = several(3, date(2024, 1, 6))
    weekend = Capacity(per_day=2, workdays=(5, 6))
    made = plan(dues, start=date(2024, 1, 6), periods=2, by="week", capacity=weekend)

    assert visits_of(made) == [3, 0]
    assert len(made.late) == 1


def test_what_a_month_off_cannot_take_is_level_over_the_others():
    away = Capacity(per_day=5).without([date(2024, 2, day) for day in range(1, 30)])
    made = plan(several(9, date(2024, 4, 30)), start=START, periods=4, capacity=away)

    assert visits_of(made) == [3, 0, 3, 3]


def test_quarterly_targets_are_met_evenly_within_each_quarter():
    made = plan(several(100, date(2024, 12, 31)), start=START, target=quarterly(0.30, 0.60, 0.90, 1.0))

    assert visits_of(made) == [10] * 9 + [4, 3, 3]
    assert not made.missed


def test_all_facets_of_a_customer_are_checked_on_one_visit_by_the_earliest_day():
    dues = [
        due_of("C1", date(2024, 3, 31), facet="credit"),
        due_of("C1", date(2024, 1, 10)),
        due_of("C1", date(2026, 1, 1), facet="decision_makers"),
    ]

    made = plan(dues, start=START)
    (visit,) = made.visits
    assert visit.facets == ("basic", "credit")
    assert visit.due_on == date(2024, 1, 10)
    assert visit.on <= visit.due_on
    assert [each.facet for each in made.later] == ["decision_makers"]
    (visit,) = plan(dues, start=START, target=evenly(12)).visits
    assert visit.facets == ("basic", "credit", "decision_makers")


def test_due_on_a_weekend_at_the_beginning_of_a_month_is_done_in_the_month_before():
    # 1 June 2024 is a Saturday.
    made = plan(several(3, date(2024, 6, 2)), start=date(2024, 5, 1), periods=2)

    assert visits_of(made) == [3, 0]
    assert not made.late


def test_what_has_no_room_in_its_week_is_done_before():
    # Seven are due on Monday 15 January; two a day can be made.
    made = plan(
        several(7, date(2024, 1, 15)), start=START, periods=3, by="week", capacity=Capacity(per_day=2)
    )

    assert not made.late
    assert made.loads[1].need == 5
    assert max(Counter(each.on for each in made.visits).values()) <= 2


def test_neighbours_do_not_crowd_out_what_has_no_room_later():
    # Three are due on Monday of the second week, when two can be made; the others are near to the first week's.
    dues = [due_of("B1", date(2024, 1, 5), place=("b",))]
    dues += [due_of(f"B{i}", date(2024, 1, 12), place=("b",)) for i in (2, 3)]
    dues += [due_of(f"Z{i}", date(2024, 1, 8), place=("z",)) for i in (1, 2, 3)]

    made = plan(dues, start=START, periods=2, by="week", capacity=Capacity(per_day=2))

    assert [each.customer_id for each in made.visits if each.period == 1] == ["B1", "B2", "Z1"]
    assert not any(each.late for each in made.visits)


def test_too_many_are_late_with_the_reason():
    dues = several(12, date(2024, 1, 5))
    made = plan(dues, start=START, periods=3, by="week", capacity=Capacity(per_day=2))

    assert len(made.late) == 2
    assert {each.reason for each in made.late} == {"12 visits are due by 2024-01-05, Ann can make 10"}
    assert made.late[0].reason_zh == "至 2024-01-05 有 12 次核实到期，Ann 只能完成 10 次"
    assert {each.on for each in made.late} == {date(2024, 1, 8)}
    assert not made.unplanned


def test_what_finds_no_room_at_all_is_unplanned_with_the_reason():
    made = plan(
        several(12, date(2024, 1, 5)), start=START, periods=1, by="week", capacity=Capacity(per_day=2)
    )

    assert len(made.unplanned) == 2
    assert made.unplanned[0].on is None
    assert made.unplanned[0].reason == "12 visits are due by 2024-01-05, Ann can make 10"
    assert not made.late


def test_the_overdue_is_made_up_for_in_the_first_periods_and_told():
    dues = [due_of(f"C{i}", date(2023, 12, i)) for i in range(1, 7)]
    made = plan(dues, start=START, catch_up=3)

    assert visits_of(made)[:4] == [2, 2, 2, 0]
    assert [each.customer_id for each in sorted(made.visits, key=lambda each: each.period)][:2] == [
        "C1",
        "C2",
    ]
    assert made.late[0].reason == "due 2023-12-01 before the plan begins"
    assert made.late[0].reason_zh == "应于 2023-12-01 核实，早于计划开始日"


def test_due_before_the_first_working_day_is_late_with_the_reason():
    # The plan begins on Saturday.
    made = plan([due_of("C1", date(2024, 1, 7))], start=date(2024, 1, 6))

    assert made.late[0].reason == "due 2024-01-07, and no day is worked from 2024-01-06 to then"


def test_those_worth_most_are_in_time():
    worth = {"C000": 1, "C001": 5.5}
    made = plan(several(3, date(2024, 1, 1)), start=START, capacity=Capacity(per_day=1), worth=worth)

    assert [each.customer_id for each in made.visits if not each.late] == ["C001"]


def test_somebodys_holidays_are_his_own():
    dues = several(20, date(2024, 2, 29)) + [
        due_of(f"B{i:02}", date(2024, 2, 29), employee="Bob") for i in range(20)
    ]
    usual = Capacity(per_day=1)
    away = usual.without([date(2024, 1, day) for day in range(1, 32)])

    made = plan(dues, start=START, periods=2, capacity=usual, capacities={"Bob": away})

    assert min(each.on for each in made.of("Bob")) == date(2024, 2, 1)
    assert [(each.employee_id, each.capacity) for each in made.loads] == [
        ("Ann", 23), ("Ann", 21), ("Bob", 0), ("Bob", 21),
    ]  # fmt: skip


def test_a_target_beyond_capacity_is_missed_and_said():
    made = plan(
        several(10, date(2024, 12, 31)),
        start=START,
        periods=2,
        by="week",
        target=[0.8, 1],
        capacity=Capacity(per_week=5),
    )

    assert [(each.period, each.wanted, each.planned) for each in made.missed] == [(1, 8, 5)]
    assert made.missed[0].last == date(2024, 1, 7)


# ------------------------------------------------------------------ where


def test_neighbours_are_visited_in_one_period_and_on_one_day():
    villages = [("Guangdong", "Panyu", name) for name in ("Dalong", "Shiqi", "Xinzao")]
    dues = [due_of(f"C{i:02}", date(2024, 3, 29), place=villages[i % 3]) for i in range(12)]
    made = plan(dues, start=START, periods=3, capacity=Capacity(per_day=6))

    days = {}
    for each in made.visits:
        days.setdefault(each.place, set()).add(each.on)
    assert visits_of(made) == [4, 4, 4]
    # Three villages in three months.
    assert sorted(map(len, days.values())) == [1, 1, 1]


def test_an_urgent_visit_brings_its_neighbours_along():
    dues = [
        due_of("A1", date(2024, 3, 29), place=("a", "x")),
        due_of("A2", date(2024, 3, 29), place=("a", "x")),
        due_of("B1", date(2024, 3, 29), place=("b", "y")),
        due_of("B2", date(2024, 1, 31), place=("b", "y")),
    ]
    made = plan(dues, start=START, periods=2 + 1)

    assert {each.customer_id for each in made.visits if each.period == 1} == {"B1", "B2"}
    assert len({each.on for each in made.visits if each.period == 1}) == 1


# ------------------------------------------------------------------ what is asked of it


def test_a_plan_tells_whose_and_when():
    dues = [due_of("C1", date(2024, 1, 31)), due_of("C2", date(2024, 2, 29), employee=None)]
    made = plan(dues, start=START, periods=2)

    assert [each.customer_id for each in made.of("Ann")] == ["C1"]
    assert [each.customer_id for each in made.of(None)] == ["C2"]
    assert made.of("Bob") == ()
    assert made.between(made.first, made.last) == made.visits
    on = made.of("Ann")[0].on
    assert [each.customer_id for each in made.between(on, on)] == [
        each.customer_id for each in made.visits if each.on == on
    ]
    with pytest.raises(ValueError, match="is before first"):
        made.between(made.last, made.first)
    with pytest.raises(TypeError, match=r"last=.* is no day"):
        made.between(made.first, datetime(2024, 1, 1))


def test_visits_become_tasks_of_those_in_charge():
    dues = [
        due_of("C1", date(2024, 5, 31)),
        due_of("C1", date(2024, 5, 31), facet="decision_makers"),
        due_of("C2", date(2024, 5, 31), employee=None),
    ]
    made = plan(dues, start=date(2024, 5, 1), periods=1)

    (task,) = made.tasks()
    assert (task.task_id, task.employee_id, task.customer_id) == ("verify/2024-05/C1", "Ann", "C1")
    assert task.subject == "verify basic, decision makers"
    assert task.planned_on == made.of("Ann")[0].on
    assert task.status is TaskStatus.OPEN
    assert made.tasks(language="zh")[0].subject == "核实基础数据、关键决策人"
    weekly = plan(dues, start=date(2024, 5, 27), periods=1, by="week")
    assert weekly.tasks()[0].task_id == "verify/2024-W22/C1"
    with pytest.raises(ValueError, match="no words in 'fr'"):
        made.tasks(language="fr")


def test_nothing_due_is_an_empty_plan():
    made = plan([], start=START, capacity=Capacity(per_day=1))

    assert (made.visits, made.loads, made.late, made.unplanned, made.later) == ((), (), (), (), ())
    assert made.tasks() == ()
    assert "Plan" in made._repr_html_()


def test_a_notebook_shows_what_each_has_to_do_and_what_goes_wrong():
    made = plan(
        several(12, date(2024, 1, 5)), start=START, periods=1, by="week", capacity=Capacity(per_day=2)
    )

    html = made._repr_html_()
    assert "unplanned: 2" in html
    assert "100.0%" in html


def test_a_start_on_a_weekend_without_a_working_day_plans_nothing():
    made = plan([due_of("C1", date(2024, 1, 7))], start=date(2024, 1, 6), periods=1, by="week")

    assert [each.customer_id for each in made.unplanned] == ["C1"]
    assert made.visits == ()


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"periods": 0}, r"\$\.periods: 0 is no whole number from 1"),
        ({"periods": 1.0}, r"\$\.periods: 1.0 is no"),
        ({"catch_up": 0}, r"\$\.catch_up: 0 is no"),
        ({"catch_up": True}, r"\$\.catch_up: True is no"),
        ({"capacity": 6}, r"\$\.capacity: 6 is no Capacity .*write Capacity\(per_day=6\)"),
        ({"capacities": {"Ann": 6}}, r"\$\.capacities\['Ann'\]: 6 is no Capacity"),
        ({"capacities": [6]}, r"\$\.capacities: is no mapping"),
        ({"worth": [1]}, r"\$\.worth: is no mapping"),
        ({"worth": {"C1": float("nan")}}, r"\$\.worth\['C1'\]: nan is no number from 0"),
        ({"worth": {"C1": -1}}, r"\$\.worth\['C1'\]: -1 is no number"),
        ({"worth": {"C1": "much"}}, r"\$\.worth\['C1'\]: 'much' is no number"),
        ({"target": [0.5]}, "not at 1"),
        ({"target": evenly(13)}, "is after the last period, 12"),
    ],
)
def test_what_no_plan_can_be_made_of_is_refused(how, said):
    with pytest.raises(InvalidRecord, match=said):
        plan([due_of("C1", date(2024, 1, 31))], start=START, **how)


@pytest.mark.parametrize("start", ["2024-01-01", datetime(2024, 1, 1), None])
def test_the_start_is_a_day(start):
    with pytest.raises(TypeError, match=r"start=.* is no day"):
        plan([], start=start)


def test_periods_are_months_or_weeks():
    with pytest.raises(ValueError, match="by='day' is none of 'month', 'week'"):
        plan([], start=START, by="day")


def test_only_what_is_due_is_planned():
    with pytest.raises(TypeError, match="str is no Due"):
        plan(["C1"], start=START)


@pytest.mark.parametrize("on", [date(2024, 1, 31), date(2030, 1, 1)])
def test_a_facet_is_due_once(on):
    dues = [due_of("C1", on), due_of("C1", date(2024, 2, 1)), due_of("C1", on, facet="credit")]

    with pytest.raises(InvalidRecord, match="basic of C1 is due twice"):
        plan(dues, start=START)
    with pytest.raises(InvalidRecord, match="basic of C1 is due twice"):
        plan(dues[::-1], start=START)


def test_a_customer_is_in_the_charge_of_one():
    dues = [due_of("C1", date(2024, 1, 31)), due_of("C1", date(2024, 1, 31), facet="credit", employee="Bob")]

    with pytest.raises(InvalidRecord, match="the facets of C1 are in the charge of several employees"):
        plan(dues, start=START)


def test_the_narrower_of_two_places_is_the_place():
    dues = [
        due_of("C1", date(2024, 1, 31), place=("a",)),
        due_of("C1", date(2024, 1, 31), facet="credit", place=("a", "x")),
    ]

    assert [plan(each, start=START).visits[0].place for each in (dues, dues[::-1])] == [("a", "x")] * 2


def test_visits_of_whoever_works_on_no_day_of_the_plan_are_unplanned_and_the_others_planned():
    dues = [
        *several(1, date(2024, 1, 31)),
        due_of("B0", date(2023, 12, 1), employee="Bob"),
        due_of("B1", date(2024, 1, 31), employee="Bob"),
    ]
    never = Capacity(per_day=1, workdays=(), extra_days=[date(2025, 1, 1)])
    made = plan(dues, start=START, periods=1, capacities={"Bob": never})

    assert [each.customer_id for each in made.visits] == ["C000"]
    assert [each.customer_id for each in made.unplanned] == ["B0", "B1"]
    assert made.unplanned[1].reason == (
        "due 2024-01-31, and Bob has no working day with room for a visit from 2024-01-01 to 2024-01-31"
    )
    assert made.unplanned[1].reason_zh == (
        "应于 2024-01-31 核实，而 Bob 在 2024-01-01 至 2024-01-31 没有可安排核实的工作日"
    )
    assert [(each.visits, each.capacity, each.share) for each in made.loads] == [(1, None, 1), (0, 0, None)]


@pytest.mark.parametrize("target", [None, [1]])
def test_a_start_on_sunday_leaves_all_unplanned_whose_week_is_over(target):
    dues = several(2, date(2024, 1, 7), employee=None)
    sunday = {"start": date(2024, 1, 7), "periods": 1, "by": "week", "target": target}
    made = plan(dues, capacity=Capacity(per_day=5), **sunday)

    assert [each.customer_id for each in made.unplanned] == ["C000", "C001"]
    assert made.visits == ()
    assert {each.reason for each in made.unplanned} == {
        "due 2024-01-07, and there is no working day with room for a visit from 2024-01-07 to 2024-01-07"
    }
    assert [each.wanted for each in made.missed] == ([] if target is None else [2])
