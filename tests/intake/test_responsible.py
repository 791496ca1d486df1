"""The employee whom a customer list names becomes responsible, from the day on which the list was true."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from customerbase.model import Assignment, Employee

JANUARY, MARCH, MAY = date(2024, 1, 1), date(2024, 3, 1), date(2024, 5, 1)


def listed(desk, who, on=None, customer="A", name=None):
    text = f"customer_id,name,responsible\n{customer},Acme,{who}\n"
    return desk.customers(text, name=name or f"{who} {on}.csv", observed_on=on)


def history(desk, customer="A"):
    held = sorted(desk.base.all(Assignment, customer_id=customer), key=lambda each: each.since)
    return [(each.employee_id, each.since, each.until) for each in held]


def test_a_list_with_a_day_makes_him_responsible_since_that_day(desk):
    result = listed(desk, "Ann", JANUARY)

    assert history(desk) == [("Ann", JANUARY, None)]
    assert result.records["assignment"] == {"taken": 1}


def test_a_list_without_a_day_speaks_of_the_day_on_which_it_is_read(desk):
    listed(desk, "Ann")

    assert history(desk) == [("Ann", desk.clock.now.date(), None)]


def test_a_column_says_the_day_of_each_row(desk):
    desk.customers("customer_id,name,responsible,observed on\nA,Acme,Ann,2024-03-01\nB,Bolt,Bob,2024-01-01\n")

    assert history(desk) == [("Ann", MARCH, None)]
    assert history(desk, "B") == [("Bob", JANUARY, None)]


def test_a_later_list_hands_over_on_its_day(desk):
    listed(desk, "Ann", JANUARY)

    listed(desk, "Bob", MARCH)

    assert history(desk) == [("Ann", JANUARY, date(2024, 2, 29)), ("Bob", MARCH, None)]


def test_reading_the_old_list_again_takes_nothing_from_whoever_came_later(desk):
    listed(desk, "Ann", JANUARY)
    listed(desk, "Bob", MARCH)
    before = desk.whole()

    assert listed(desk, "Ann", JANUARY).batch_id is None
    assert listed(desk, "Ann", JANUARY, name="copy.csv").batch_id is None

    assert desk.whole() == before


def test_an_older_list_that_comes_late_tells_who_came_earlier(desk):
    listed(desk, "Bob", MARCH)

    listed(desk, "Ann", JANUARY)

    assert history(desk) == [("Ann", JANUARY, date(2024, 2, 29)), ("Bob", MARCH, None)]


def test_a_dated_list_can_hand_back(desk):
    listed(desk, "Ann", JANUARY)
    listed(desk, "Bob", MARCH)

    listed(desk, "Ann", MAY)

    assert history(desk) == [
        ("Ann", JANUARY, date(2024, 2, 29)),
        ("Bob", MARCH, date(2024, 4, 30)),
        ("Ann", MAY, None),
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_dated_lists_give_the_same_history_in_whatever_order_they_are_read(new_desk, order):
    desk = new_desk()
    lists = [("Ann", JANUARY), ("Bob", MARCH), ("Cid", MAY)]
    for i in order:
        listed(desk, *lists[i])

    assert history(desk) == [
        ("Ann", JANUARY, date(2024, 2, 29)),
        ("Bob", MARCH, date(2024, 4, 30)),
        ("Cid", MAY, None),
    ]


def test_what_people_handed_over_by_hand_stays_when_the_list_is_read_again(desk):
    listed(desk, "Ann")
    desk.clock.now += timedelta(days=10)
    desk.base.assign("A", "Bob", since=date(2024, 6, 8))
    before = desk.whole()
    desk.clock.now += timedelta(days=10)

    again = listed(desk, "Ann")

    assert again.batch_id is None
    assert desk.whole() == before
    assert any("handed over since" in note for note in again.notes)


def test_a_closed_period_that_is_known_is_not_cut_by_a_list(desk):
    desk.customers("customer_id,name\nA,Acme\n")
    period = Assignment(assignment_id="1", customer_id="A", employee_id="Ann", since=JANUARY, until=MARCH)
    desk.base.save(period, source="visit")

    result = listed(desk, "Bob", date(2024, 2, 1))

    assert history(desk) == [("Ann", JANUARY, MARCH)]
    assert any("they stay" in note for note in result.notes)


def test_an_employee_is_found_by_number_and_by_name(desk):
    desk.base.save(Employee(employee_id="E1", name="Li Lei"), source="visit")

    listed(desk, "Li Lei", JANUARY)
    listed(desk, "E1", MARCH)

    assert history(desk) == [("E1", JANUARY, None)]


def test_a_customer_in_two_rows_with_one_employee_is_his_once(desk):
    desk.customers("customer_id,name,responsible,contact 1 name\nA,Acme,Ann,X\nA,Acme,Ann,Y\n")

    assert len(history(desk)) == 1


def test_a_hand_over_within_one_list_has_no_two_responsible(desk):
    desk.customers(
        "customer_id,name,responsible,observed on\nA,Acme,Ann,2024-01-01\nA,Acme,Bob,2024-03-01\nA,Acme,Cid,2024-05-01\n"
    )

    assert [each[0] for each in history(desk) if each[2] is None] == ["Cid"]


def test_undo_gives_the_responsibility_back(desk):
    listed(desk, "Ann", JANUARY)
    before = history(desk)

    desk.base.undo(listed(desk, "Bob", MARCH))

    assert history(desk) == before
