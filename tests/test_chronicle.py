"""All dealings with one customer, in order of time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.chronicle import EventKind, chronicle
from customerbase.model import (
    Assignment,
    CompetitorSighting,
    Consent,
    Customer,
    Employee,
    Feedback,
    Handling,
    Interaction,
    Product,
    Purchase,
    PurchaseLine,
    Redemption,
    Relationship,
    Response,
    SaleTotal,
    Task,
    Touch,
    Verification,
)
from customerbase.values import Money

DAY = date(2024, 3, 1)
CALL = Interaction(
    interaction_id="I1",
    customer_id="C1",
    on=DAY,
    channel="phone",
    direction="inbound",
    content="asked\nfor a price",
    outcome="offer",
    employee_id="E1",
    cost=Money(3, "CNY"),
)
SALE = Purchase(
    purchase_id="P1",
    customer_id="C1",
    on=date(2024, 3, 2),
    lines=[PurchaseLine(quantity=30, unit_price=Money("1.50", "CNY"))],
    employee_id="E2",
)
BACK = Purchase(
    purchase_id="P2",
    customer_id="C1",
    on=date(2024, 3, 4),
    lines=[PurchaseLine(quantity="-1.50", unit_price=Money("1.50", "CNY"))],
    reverses="P1",
)
COMPLAINT = Feedback(
    feedback_id="F1",
    customer_id="C1",
    on=date(2024, 3, 3),
    kind="complaint",
    content="one leaks",
    product_id="pump",
    handlings=[
        Handling(on=date(2024, 3, 4), action="looked at it", by="E3", cost=Money(5, "CNY")),
        Handling(on=date(2024, 3, 6), action="exchanged", result="works", satisfied=5),
    ],
    closed_on=date(2024, 3, 6),
)


def told(*events):
    return [(event.on, event.kind, event.summary, event.summary_zh) for event in events]


def test_dealings_are_told_in_order_of_time_in_two_languages():
    events = chronicle("C1", purchases=[BACK, SALE], interactions=[CALL], feedback=[COMPLAINT])

    assert told(*events) == [
        (
            DAY,
            EventKind.INTERACTION,
            "phone, inbound: asked for a price → offer",
            "电话，客户发起：asked for a price → offer",
        ),
        (
            date(2024, 3, 2),
            EventKind.PURCHASE,
            "bought 30 for 45.00 CNY",
            "购买 30 件，45.00 CNY",
        ),
        (
            date(2024, 3, 3),
            EventKind.FEEDBACK,
            "complaint on pump: one leaks",
            "投诉（pump）：one leaks",
        ),
        (
            date(2024, 3, 4),
            EventKind.RETURN,
            "returned 1.5 for 2.25 CNY (from P1)",
            "退货 1.5 件，2.25 CNY（原单 P1）",
        ),
        (
            date(2024, 3, 4),
            EventKind.HANDLING,
            "complaint handled: looked at it",
            "处理投诉：looked at it",
        ),
        (
            date(2024, 3, 6),
            EventKind.HANDLING,
            "complaint handled: exchanged → works, satisfied 5 of 5",
            "处理投诉：exchanged → works，满意度 5/5",
        ),
        (date(2024, 3, 6), EventKind.FEEDBACK_CLOSED, "complaint closed", "投诉处理完毕"),
    ]
    assert [event.by for event in events] == ["E1", "E2", None, None, "E3", None, None]
    assert [event.amount and event.amount.amount for event in events] == [
        3,
        45,
        None,
        Decimal("-2.25"),
        5,
        None,
        None,
    ]
    assert events[0].record is CALL


def test_names_stand_in_place_of_ids_where_they_are_known():
    known = [
        Employee(employee_id="E1", name="王芳"),
        Product(product_id="pump", name="Pump 7"),
        Customer(customer_id="C2", name="Beta"),
        Customer(customer_id="E1", name="no employee"),
    ]
    given = Assignment(assignment_id="A1", customer_id="C1", employee_id="E1", since=DAY)
    link = Relationship(
        relationship_id="1", customer_id="C1", other_id="C2", type="parent_of", since=date(2024, 3, 2)
    )

    events = chronicle("C1", assignments=[given], feedback=[COMPLAINT], relationships=[link], known=known)

    assert [event.summary for event in events[:3]] == [
        "王芳 became responsible",
        "link with Beta began: parent of",
        "complaint on Pump 7: one leaks",
    ]
    assert events[0].by == "E1"


def test_the_start_and_the_last_day_of_a_responsibility_are_events():
    first = Assignment(
        assignment_id="A1",
        customer_id="C1",
        employee_id="E1",
        since=date(2024, 1, 1),
        until=date(2024, 3, 31),
    )
    second = Assignment(assignment_id="A2", customer_id="C1", employee_id="E2", since=date(2024, 4, 1))

    assert [(event.on.month, event.summary) for event in chronicle("C1", assignments=[second, first])] == [
        (1, "E1 became responsible"),
        (3, "last day of E1 being responsible"),
        (4, "E2 became responsible"),
    ]


@pytest.mark.parametrize(
    ("given", "english", "chinese"),
    [
        (
            {
                "verifications": [
                    Verification(
                        verification_id="1", customer_id="C1", facet="credit", on=DAY, outcome="corrected"
                    )
                ]
            },
            "credit checked: corrected",
            "核实资信状况：已更正",
        ),
        (
            {
                "verifications": [
                    Verification(
                        verification_id="1", customer_id="C1", facet="tax", on=DAY, outcome="unreachable"
                    )
                ]
            },
            "tax checked: unreachable",
            "核实tax：联系不上",
        ),
        (
            {
                "tasks": [
                    Task(
                        task_id="1",
                        customer_id="C1",
                        employee_id="E1",
                        subject="call",
                        status="done",
                        done_on=DAY,
                        outcome="sold",
                    )
                ]
            },
            "done: call → sold",
            "完成：call → sold",
        ),
        (
            {
                "tasks": [
                    Task(
                        task_id="1",
                        customer_id="C1",
                        employee_id="E1",
                        subject="call",
                        status="cancelled",
                        done_on=DAY,
                    )
                ]
            },
            "given up: call",
            "取消：call",
        ),
        (
            {
                "sightings": [
                    CompetitorSighting(
                        sighting_id="1",
                        competitor_id="K1",
                        customer_id="C1",
                        on=DAY,
                        price=Money(9, "CNY"),
                        share="0.125",
                    )
                ]
            },
            "competitor K1 seen at 9.00 CNY, share 12.5%",
            "发现竞争对手 K1，价格 9.00 CNY，份额 12.5%",
        ),
        (
            {
                "consents": [
                    Consent(
                        consent_id="1",
                        customer_id="C1",
                        on=DAY,
                        purpose="marketing",
                        granted=True,
                        channel="email",
                    )
                ]
            },
            "consented to marketing by email",
            "同意用于营销（电子邮件）",
        ),
        (
            {
                "consents": [
                    Consent(consent_id="1", customer_id="C1", on=DAY, purpose="sharing", granted=False)
                ]
            },
            "withdrew consent to sharing",
            "撤回同意：共享",
        ),
        (
            {"touches": [Touch(touch_id="1", campaign_id="spring", customer_id="C1", on=DAY)]},
            "reached by campaign spring",
            "营销活动 spring 触达",
        ),
        (
            {
                "responses": [
                    Response(
                        response_id="1",
                        campaign_id="spring",
                        customer_id="C1",
                        on=DAY,
                        content="yes {please}",
                    )
                ]
            },
            "answered campaign spring: yes {please}",
            "回应营销活动 spring：yes {please}",
        ),
        (
            {"redemptions": [Redemption(redemption_id="1", coupon_id="K9", customer_id="C1", on=DAY)]},
            "used coupon K9",
            "使用优惠券 K9",
        ),
        (
            {
                "relationships": [
                    Relationship(
                        relationship_id="1", customer_id="C2", other_id="C1", type="parent_of", since=DAY
                    )
                ]
            },
            "link with C2 began: subsidiary of",
            "成为 C2 的子公司",
        ),
    ],
)
def test_every_kind_of_record_tells_its_line(given, english, chinese):
    (event,) = chronicle("C1", **given)

    assert (event.on, event.summary, event.summary_zh) == (DAY, english, chinese)


def test_a_plan_is_told_without_what_came_of_it_later():
    task = Task(
        task_id="T1",
        customer_id="C1",
        employee_id="E1",
        subject="visit",
        planned_on=DAY,
        planned_profit=Money(9, "CNY"),
        actual_profit=Money(7, "CNY"),
        status="done",
        done_on=date(2024, 3, 5),
        outcome="sold",
    )

    assert [(event.summary, event.amount.amount) for event in chronicle("C1", tasks=[task])] == [
        ("planned: visit", 9),
        ("done: visit → sold", 7),
    ]
    assert [event.summary for event in chronicle("C1", tasks=[task], as_of=DAY)] == ["planned: visit"]


def test_on_one_day_instants_come_first_whatever_their_zones():
    east, west = timezone(timedelta(hours=8)), timezone(-timedelta(hours=5))
    noon = CALL.replace(interaction_id="noon", at=datetime(2024, 3, 1, 12, tzinfo=east))
    later = CALL.replace(interaction_id="later", at=datetime(2024, 3, 1, 1, tzinfo=west))
    unknown = CALL.replace(interaction_id="a")

    assert [event.key for event in chronicle("C1", interactions=[unknown, later, noon])] == [
        "noon",
        "later",
        "a",
    ]


def test_a_long_text_is_cut_to_a_line():
    (event,) = chronicle("C1", interactions=[CALL.replace(content="long " * 1_000)])

    assert len(event.summary) < 200
    assert "…" in event.summary


def test_a_sale_without_its_lines_is_told_too():
    sale = SaleTotal(
        purchase_id="1", customer_id="C1", on=DAY, amount=Money(5, "CNY"), quantity=Decimal("100.0")
    )

    assert chronicle("C1", purchases=[sale])[0].summary == "bought 100 for 5.00 CNY"


CALLS = st.lists(
    st.builds(
        CALL.replace,
        interaction_id=st.sampled_from("abcdefgh"),
        customer_id=st.sampled_from(["C1", "C2"]),
        on=st.dates(date(2024, 1, 1), date(2024, 1, 4)),
        at=st.none() | st.datetimes(datetime(2024, 1, 1), datetime(2024, 1, 4), timezones=st.just(UTC)),
    ),
    unique_by=lambda each: each.interaction_id,
)


@given(CALLS, st.dates(date(2023, 12, 31), date(2024, 1, 5)), st.randoms())
def test_the_chronicle_of_a_day_is_the_beginning_of_the_whole_one(calls, day, random):
    whole = chronicle("C1", interactions=calls, feedback=[COMPLAINT])
    then = chronicle("C1", interactions=calls, feedback=[COMPLAINT], as_of=day)

    assert whole == chronicle("C1", interactions=random.sample(calls, len(calls)), feedback=[COMPLAINT])
    assert then == whole[: len(then)]
    assert all(event.on > day for event in whole[len(then) :])
    assert len(whole) == 4 + sum(call.customer_id == "C1" for call in calls)
    assert [event.on for event in whole] == sorted(event.on for event in whole)
