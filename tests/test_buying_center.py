"""Who decides at the customer: roles recorded or inferred, the way to the decider, roles nobody has."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.buying_center import (
    TITLES,
    RolesBasis,
    key_people,
    key_people_table,
    roles_from_title,
)
from customerbase.model import Contact, ContactRole, Customer, Employment
from customerbase.values import PartialDate

DECIDER, BUYER, USER = ContactRole.DECIDER, ContactRole.BUYER, ContactRole.USER
APPROVER, GATEKEEPER, INFLUENCER = ContactRole.APPROVER, ContactRole.GATEKEEPER, ContactRole.INFLUENCER


def person(contact_id, *, at="C1", **job):
    return Contact(
        contact_id=contact_id, name=f"name of {contact_id}", employments=[Employment(customer_id=at, **job)]
    )


@pytest.mark.parametrize(
    ("title", "roles"),
    [
        # the titles of Northwind
        ("Owner", {DECIDER}),
        ("Owner/Marketing Assistant", {DECIDER, GATEKEEPER}),
        ("Accounting Manager", {APPROVER}),
        ("Order Administrator", {BUYER}),
        ("Marketing Assistant", {GATEKEEPER}),
        ("Assistant Sales Agent", {GATEKEEPER}),
        ("Assistant Sales Representative", {GATEKEEPER}),
        ("Sales Manager", {INFLUENCER}),
        ("Marketing Manager", {INFLUENCER}),
        ("Sales Representative", {USER}),
        ("Sales Agent", {USER}),
        ("Sales Associate", {USER}),
        # others
        ("PURCHASING MANAGER", {BUYER}),
        ("Vice President", {INFLUENCER, APPROVER}),
        ("Chairman and CEO", {DECIDER}),
        ("Executive Assistant", {GATEKEEPER}),
        ("总经理", {DECIDER}),
        ("董事长兼总经理", {DECIDER}),
        ("副总经理", {INFLUENCER, APPROVER}),
        ("总经理助理", {GATEKEEPER}),
        ("老板", {DECIDER}),
        ("采购部经理", {BUYER}),
        ("采购经理", {BUYER}),
        ("财务总监", {APPROVER}),
        ("财务经理", {APPROVER}),
        ("前台", {GATEKEEPER}),
        ("总经理秘书", {GATEKEEPER}),
        ("高级工程师", {USER, INFLUENCER}),
        ("技术部主任", {USER, INFLUENCER}),
        ("销售经理", {INFLUENCER}),
        ("销售助理", {GATEKEEPER}),
    ],
)
def test_a_title_says_what_its_bearer_is_likely_to_have_to_say(title, roles):
    assert set(roles_from_title(title)) == roles


@pytest.mark.parametrize("title", ["", "   ", "Homeowner", "Reorder", "诗人", "///", "@"])
def test_a_title_without_a_known_word_infers_nothing(title):
    assert roles_from_title(title) == ()


def test_one_may_bring_a_table_of_ones_own():
    mine = {**TITLES, "馆长": (DECIDER,)}

    assert roles_from_title("馆长", mine) == (DECIDER,)
    assert roles_from_title("馆长") == ()
    assert roles_from_title("Owner", {}) == ()


def test_recorded_roles_count_and_are_never_mixed_with_inferred_ones():
    people = key_people(
        [person("p1", title="Owner", roles=[USER]), person("p2", title="采购"), person("p3", title="诗人")],
        customer_id="C1",
    ).people

    assert {row.contact_id: (row.roles, row.basis) for row in people} == {
        "p1": ((USER,), RolesBasis.RECORDED),
        "p2": ((BUYER,), RolesBasis.TITLE),
        "p3": ((), RolesBasis.UNKNOWN),
    }


def test_deciders_stand_first_then_the_influential():
    people = key_people(
        [
            person("p1", influence=2),
            person("p2"),
            person("p3", influence=5),
            person("p4", roles=[DECIDER]),
            person("p5", influence=5),
        ],
        customer_id="C1",
    ).people

    assert [row.contact_id for row in people] == ["p4", "p3", "p5", "p1", "p2"]
    assert [row.decides for row in people] == [True, False, False, False, False]


def test_the_path_leads_up_to_the_nearest_decider():
    found = key_people(
        [
            person("clerk", reports_to="head"),
            person("head", reports_to="boss"),
            person("boss", roles=[DECIDER], reports_to="group"),
            person("group", roles=[DECIDER]),
            person("alone"),
            person("lost", reports_to="somebody unknown"),
        ],
        customer_id="C1",
    )

    assert {row.contact_id: row.path for row in found.people} == {
        "clerk": ("head", "boss"),
        "head": ("boss",),
        "boss": (),
        "group": (),
        "alone": (),
        "lost": (),
    }


def test_people_who_report_to_each_other_do_not_send_us_in_circles():
    people = key_people(
        [person("a", reports_to="b"), person("b", reports_to="c"), person("c", reports_to="b")],
        customer_id="C1",
    ).people

    assert [row.path for row in people] == [(), (), ()]


def test_roles_that_nobody_has_are_named():
    found = key_people([person("p1", roles=[DECIDER, BUYER]), person("p2", roles=[BUYER])], customer_id="C1")

    assert {row.role: row.contact_ids for row in found.overview if row.contact_ids} == {
        DECIDER: ("p1",),
        BUYER: ("p1", "p2"),
    }
    assert set(found.missing_roles) == set(ContactRole) - {DECIDER, BUYER}
    assert key_people([], customer_id="C1").missing_roles == tuple(ContactRole)


def test_who_is_there_depends_on_the_day():
    left = person("p1", until=PartialDate(year=2023))
    came = person("p2", since=PartialDate(year=2024))

    def there(day):
        return [row.contact_id for row in key_people([left, came], customer_id="C1", as_of=day).people]

    assert there(date(2023, 6, 1)) == ["p1"]
    assert there(date(2024, 6, 1)) == ["p2"]
    assert there(None) == ["p2"]


def test_one_person_stands_at_each_of_his_customers():
    both = Contact(
        contact_id="p1",
        name="王",
        employments=[
            Employment(customer_id="C2", title="董事"),
            Employment(customer_id="C1", title="总经理"),
        ],
    )

    rows = key_people_table([both], [Customer(customer_id="C1", name="机电")])

    assert [(row.customer_id, row.customer_name, row.decides) for row in rows] == [
        ("C1", "机电", True),
        ("C2", None, False),
    ]


IDS = st.sampled_from("abcdef")
PEOPLE = st.lists(
    st.builds(
        lambda who, boss, **job: person(who, reports_to=boss if boss != who else None, **job),
        IDS,
        st.none() | IDS,
        title=st.sampled_from([None, "Owner", "采购", "?"]),
        influence=st.none() | st.integers(1, 5),
        roles=st.lists(st.sampled_from(ContactRole), max_size=2),
    ),
    unique_by=lambda each: each.contact_id,
)


@given(PEOPLE, st.randoms())
def test_the_order_of_contacts_never_matters_and_every_path_ends_at_a_decider(people, random):
    found = key_people(people, customer_id="C1")
    rows = {row.contact_id: row for row in found.people}

    assert found == key_people(random.sample(people, len(people)), customer_id="C1")
    assert found.people == key_people_table(people)
    assert rows.keys() == {each.contact_id for each in people}
    for row in found.people:
        assert len(set(row.path)) == len(row.path)
        if row.path:
            assert row.path[0] == row.reports_to
            assert [rows[each].decides for each in row.path] == [False] * (len(row.path) - 1) + [True]
    held = {role for row in found.people for role in row.roles}
    assert held | set(found.missing_roles) == set(ContactRole)
    assert not held & set(found.missing_roles)


@given(st.text())
def test_any_title_is_read(title):
    assert set(roles_from_title(title)) <= set(ContactRole)
