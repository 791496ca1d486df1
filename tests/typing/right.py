"""Uses that a strict type checker accepts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl

import customerbase
from customerbase import rfm, tables, verify
from customerbase.model import (
    Attitude,
    Contact,
    ContactRole,
    Customer,
    Employment,
    Purchase,
    PurchaseLine,
    Source,
    Stage,
    Verification,
)
from customerbase.values import Address, Money, PartialDate, Period, Phone, Size, total

customer = Customer(
    customer_id="C1",
    name="上海机电",
    stage=Stage.ACTIVE,
    acquired_on=date(2024, 2, 29),
    addresses=(Address(city="上海市"),),
    phones=(Phone(number="021-65432100"),),
    size=Size(employees=50, turnover=Money("1.5", "CNY")),
    attributes={"shoe_size": 42, "vip": True, "since": date(2024, 1, 1), "rate": Decimal("0.1")},
    tags=("vip",),
)
renamed: Customer = customer.replace(name="上海机电有限公司")
phone: Phone | None = renamed.phone("mobile")
line = PurchaseLine(quantity=Decimal(2), unit_price=Money(10, "CNY"))
sale = Purchase(
    purchase_id="S1",
    customer_id=customer.customer_id,
    on=date(2024, 3, 1),
    at=datetime(2024, 3, 1, 12, tzinfo=UTC),
    lines=(line,),
)
worth: Money = total([sale.amount, line.amount, Money.zero("CNY")]) * 2 - sale.amount
larger: bool = worth > Money(5, "CNY")
person = Contact(
    contact_id="P1",
    name="李娜",
    employments=(
        Employment(
            customer_id="C1",
            roles=(ContactRole.DECIDER,),
            attitude=Attitude.CHAMPION,
            since=PartialDate(year=2020),
        ),
    ),
)
inside: bool = sale.on in Period.quarter(2024, 1)
source: Source = Source.of("visit")
summaries = rfm.summarize([sale], as_of=date(2024, 12, 31))
scale: rfm.Scale = rfm.fit(summaries, bins=(5, 4, 3), weights={"m": 2})
scores: tuple[rfm.RfmScore, ...] = rfm.score(summaries, scale)
named = rfm.SegmentMap(name="two", segments=(rfm.Segment(name="best", r=5),), otherwise="rest")
segments: list[str | None] = [each.segment for each in rfm.assign(scores, named)]
frame = pl.DataFrame({"customer_id": ["C1"], "on": [date(2024, 3, 1)], "amount": [100]})
summary: pl.DataFrame = tables.rfm.summarize(frame, as_of=date(2024, 12, 31))
lazy: pl.LazyFrame = tables.rfm.run(frame.lazy(), as_of=date(2024, 12, 31)).frame
policy: verify.Policy = verify.by_grade(
    {"A": verify.every(months=3)},
    otherwise=verify.by_amount("debt", {"99.50": verify.never()}, otherwise=verify.every(years=1)),
) | verify.after(verify.Trigger.MAIL_RETURNED, days=3)
oftener = policy.more_often("3/2").allowing(second_hand_days=30)
state = verify.FacetState(
    customer_id="C1", facet="basic", verified_on=date(2024, 1, 31), amounts={"debt": Decimal(5)}
)
by_when: date | None = verify.due_on(state, oftener, as_of=date(2024, 3, 1))
waiting: list[str] = [each.reason_zh for each in verify.due([state], policy, as_of=date(2024, 3, 1))]
with customerbase.open("memory:") as base:
    base.facets = [verify.FacetFields(name="reach", customer=("phones",))]
    base.verification_policy = verify.policy_from_plain(policy.to_plain())
    done: Verification = base.verify(
        "C1", "basic", on=date(2024, 3, 1), outcome="corrected", method="visit", corrected=customer
    )
    days: list[int] = [each.days_overdue for each in base.due(as_of=date(2024, 3, 1))]
