"""All dealings with one customer, in order of time (往来大事记).

Each event says in one line, in English and in Chinese, what happened; the
line is a template of its kind filled with plain values, and the record that
it was read from stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any, Final

import attrs

from customerbase.model import (
    Assignment,
    Change,
    CompetitorSighting,
    Consent,
    Contact,
    Feedback,
    Interaction,
    Redemption,
    Relationship,
    Response,
    Sale,
    Task,
    TaskStatus,
    Touch,
    Verification,
)
from customerbase.values import Money

__all__ = ["Event", "EventKind", "chronicle"]


class EventKind(StrEnum):
    """What happened; on one day, events without an instant stand in this order."""

    RESPONSIBILITY_STARTED = "responsibility_started"
    RELATIONSHIP_STARTED = "relationship_started"
    TOUCH = "touch"
    RESPONSE = "response"
    INTERACTION = "interaction"
    PURCHASE = "purchase"
    RETURN = "return"
    REDEMPTION = "redemption"
    FEEDBACK = "feedback"
    HANDLING = "handling"
    FEEDBACK_CLOSED = "feedback_closed"
    TASK_PLANNED = "task_planned"
    TASK_DONE = "task_done"
    TASK_CANCELLED = "task_cancelled"
    SIGHTING = "sighting"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    VERIFICATION = "verification"
    CHANGE = "change"
    RELATIONSHIP_ENDED = "relationship_ended"
    RESPONSIBILITY_ENDED = "responsibility_ended"


_ORDER: Final = {kind: i for i, kind in enumerate(EventKind)}

# English and Chinese; a part in [ ] is left out where its value is not known.
_SAID: Final[Mapping[EventKind, tuple[str, str]]] = MappingProxyType(
    {
        EventKind.RESPONSIBILITY_STARTED: ("{who} became responsible", "{who} 开始负责"),
        EventKind.RESPONSIBILITY_ENDED: ("last day of {who} being responsible", "{who} 负责的最后一天"),
        EventKind.RELATIONSHIP_STARTED: ("now {type} {other}", "与 {other} 建立关系：{type}"),
        EventKind.RELATIONSHIP_ENDED: ("last day of being {type} {other}", "与 {other} 的关系终止：{type}"),
        EventKind.TOUCH: ("reached by campaign {campaign}[ by {channel}]", "营销活动 {campaign} 触达[（{channel}）]"),
        EventKind.RESPONSE: (
            "answered campaign {campaign}[ by {channel}][: {text}]",
            "回应营销活动 {campaign}[（{channel}）][：{text}]",
        ),
        EventKind.INTERACTION: (
            "{channel}, {direction}[ at {place}][: {text}][ → {outcome}]",
            "{channel}，{direction}[，地点：{place}][：{text}][ → {outcome}]",
        ),
        EventKind.PURCHASE: ("bought {quantity} for {amount}", "购买 {quantity} 件，{amount}"),
        EventKind.RETURN: ("returned {quantity} for {amount}[ of {of}]", "退货 {quantity} 件，{amount}[（原单 {of}）]"),
        EventKind.REDEMPTION: ("used coupon {coupon}", "使用优惠券 {coupon}"),
        EventKind.FEEDBACK: ("{type}[ on {product}]: {text}", "{type}[（{product}）]：{text}"),
        EventKind.HANDLING: ("{feedback} handled: {text}[ → {result}]", "处理 {feedback}：{text}[ → {result}]"),
        EventKind.FEEDBACK_CLOSED: ("{feedback} closed", "{feedback} 处理完毕"),
        EventKind.TASK_PLANNED: ("planned: {text}", "计划：{text}"),
        EventKind.TASK_DONE: ("done: {text}[ → {outcome}]", "完成：{text}[ → {outcome}]"),
        EventKind.TASK_CANCELLED: ("given up: {text}[ → {outcome}]", "取消：{text}[ → {outcome}]"),
        EventKind.SIGHTING: (
            "competitor {competitor} seen[: {product}][ at {price}][, share {share}]",
            "发现竞争对手 {competitor}[：{product}][，价格 {price}][，份额 {share}]",
        ),
        EventKind.CONSENT_GIVEN: ("consented to {purpose}[ by {channel}]", "同意用于{purpose}[（{channel}）]"),
        EventKind.CONSENT_WITHDRAWN: (
            "withdrew consent to {purpose}[ by {channel}]",
            "撤回同意：{purpose}[（{channel}）]",
        ),
        EventKind.VERIFICATION: ("{facet} checked: {outcome}", "核实{facet}：{outcome}"),
        EventKind.CHANGE: (
            "{path}: {before} → {after} ({source})",
            "{path}：{before} → {after}（{source}）",
        ),
    }
)

_WORDS_ZH: Final[Mapping[str, str]] = MappingProxyType(
    dict(
        pair.split("=")
        for pair in (
            "visit=走访 phone=电话 email=电子邮件 message=短信 letter=信函 fax=传真 meeting=会面 event=活动 web=网站 "
            "shop=门店 other=其他 outbound=我方发起 inbound=客户发起 complaint=投诉 repair=维修 praise=表扬 "
            "suggestion=建议 inquiry=咨询 contract=履行合同 marketing=营销 profiling=分析 research=调研 "
            "sharing=共享 basic=基础数据 credit=资信状况 decision_makers=关键决策人数据 confirmed=属实 "
            "corrected=已更正 wrong=不实 unreachable=联系不上 refused=拒绝 parent_of=母公司 "
            "subsidiary_of=子公司 supplies=供应商 buys_from=采购方 introduced=介绍人 introduced_by=被介绍 "
            "owns=所有者 owned_by=被拥有 partner_of=合作伙伴 affiliated_with=关联 competes_with=竞争 "
            "relative_of=亲属 phone_survey=电话调查 email_survey=电子邮件调查 observation=观察 "
            "customer_form=客户填写卡片 transaction_record=交易记录 web_registration=网站注册 subscription=订阅 "
            "membership=会员登记 referral=介绍 partner_exchange=异业互换 purchased_list=购买名单 directory=名录 "
            "press=报刊 website=行业网站 search_engine=搜索引擎 public_register=政府公开资料"
        ).split()
    )
)


@attrs.frozen(kw_only=True)
class Event:
    """One event of the chronicle.

    Attributes
    ----------
    on : datetime.date
    at : datetime.datetime or None
        The instant, where it is known.
    kind : EventKind
    key : str
        Id of the record; of a handling, that of the feedback with its number; of a change, its path.
    values : tuple of (str, object)
        What fills the line, by name.
    amount : Money or None
        Of a purchase or return; the cost of an interaction, handling, touch or verification;
        the planned or actual profit of a task.
    by : str or None
        Our employee.
    record : object
        What the event was read from.
    """

    on: date
    at: datetime | None
    kind: EventKind
    key: str
    values: tuple[tuple[str, Any], ...] = ()
    amount: Money | None
    by: str | None
    record: object = attrs.field(repr=False)

    @property
    def summary(self) -> str:
        """What happened, in one line of English."""
        return self.told("en")

    @property
    def summary_zh(self) -> str:
        """What happened, in one line of Chinese."""
        return self.told("zh")

    def told(self, language: str) -> str:
        """Say in one line what happened: ``zh`` in Chinese, anything else in English."""
        chinese = language == "zh"
        values = {name: _word(value, chinese=chinese) for name, value in self.values}
        said = []
        for i, part in enumerate(_SAID[self.kind][chinese].replace("]", "[").split("[")):
            optional = i % 2 == 1
            if optional and any(f"{{{name}}}" in part and not text for name, text in values.items()):
                continue
            said.append(part.format(**values))
        return "".join(said)


def _word(value: Any, *, chinese: bool) -> str:
    """Write a value within a line: one line, and no longer than reads well."""
    if value is None or value == "":
        return ""
    if isinstance(value, Enum):
        value = str(value.value)
        return _WORDS_ZH.get(value, value) if chinese else value.replace("_", " ")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value == value.to_integral_value() else f"{value:f}"
    text = " ".join(str(value).split())
    return text if len(text) <= 120 else text[:119] + "…"


def chronicle(
    customer_id: str,
    *,
    interactions: Iterable[Interaction] = (),
    purchases: Iterable[Sale] = (),
    feedback: Iterable[Feedback] = (),
    changes: Iterable[Change] = (),
    contacts: Iterable[Contact] = (),
    assignments: Iterable[Assignment] = (),
    verifications: Iterable[Verification] = (),
    tasks: Iterable[Task] = (),
    sightings: Iterable[CompetitorSighting] = (),
    consents: Iterable[Consent] = (),
    touches: Iterable[Touch] = (),
    responses: Iterable[Response] = (),
    redemptions: Iterable[Redemption] = (),
    relationships: Iterable[Relationship] = (),
    as_of: date | None = None,
) -> tuple[Event, ...]:
    """Tell all dealings with one customer in order of time.

    Events stand by day; on one day those whose instant is known come first,
    in its order, then the others by kind and id.  The handlings of a
    feedback, and the start and the last day of a responsibility, are events
    of their own.  A change of a card stands on the day on which it was
    observed, else on that on which it was recorded.

    Parameters
    ----------
    customer_id : str
        Records of other customers are passed over.
    interactions, purchases, feedback, changes, assignments, verifications, tasks : iterables of records
    sightings, consents, touches, responses, redemptions, relationships : iterables of records
    contacts : iterable of Contact
        Changes of the cards of those who are, or were, at the customer are told too.
    as_of : datetime.date, optional
        Leaves out what happened later, plans for later days included.

    Returns
    -------
    tuple of Event

    Examples
    --------
    >>> call = Interaction(interaction_id="1", customer_id="C1", on=date(2024, 3, 1), channel="phone",
    ...                    content="asked for a price")
    >>> given = Assignment(assignment_id="1", customer_id="C1", employee_id="E1", since=date(2024, 1, 1))
    >>> for event in chronicle("C1", interactions=[call], assignments=[given]):
    ...     print(event.on, event.summary, "|", event.summary_zh)
    2024-01-01 E1 became responsible | E1 开始负责
    2024-03-01 phone, outbound: asked for a price | 电话，我方发起：asked for a price
    """
    cards = {("customer", customer_id)}
    cards |= {("contact", each.contact_id) for each in contacts if each.at(customer_id) is not None}
    told: list[Event] = []
    for records, tell in (
        (interactions, _interaction),
        (purchases, _purchase),
        (feedback, _feedback),
        (assignments, _assignment),
        (verifications, _verification),
        (tasks, _task),
        (sightings, _sighting),
        (consents, _consent),
        (touches, _touch),
        (responses, _response),
        (redemptions, _redemption),
    ):
        for each in records:  # type: ignore[attr-defined]
            if each.customer_id == customer_id:
                told += tell(each)
    for link in relationships:
        if customer_id in (link.customer_id, link.other_id):
            told += _relationship(link if link.customer_id == customer_id else link.seen_from_the_other())
    for change in changes:
        if (change.kind, change.subject_id) in cards:
            told += _change(change)
    return tuple(sorted((each for each in told if as_of is None or each.on <= as_of), key=_when))


_NO_INSTANT: Final = datetime.max.replace(tzinfo=UTC)


def _when(event: Event) -> tuple[date, datetime, int, str, str]:
    return event.on, event.at or _NO_INSTANT, _ORDER[event.kind], event.key, event.summary


def _event(
    kind: EventKind,
    on: date,
    key: str,
    record: object,
    *,
    at: datetime | None = None,
    amount: Money | None = None,
    by: str | None = None,
    **values: Any,
) -> Event:
    return Event(
        on=on, at=at, kind=kind, key=key, values=tuple(values.items()), amount=amount, by=by, record=record
    )


# ------------------------------------------------------------------ what each record tells


def _interaction(each: Interaction) -> Iterator[Event]:
    yield _event(
        EventKind.INTERACTION,
        each.on,
        each.interaction_id,
        each,
        at=each.at,
        amount=each.cost,
        by=each.employee_id,
        channel=each.channel,
        direction=each.direction,
        place=each.place,
        text=each.content,
        outcome=each.outcome,
    )


def _purchase(each: Sale) -> Iterator[Event]:
    amount = each.amount
    back = each.is_return
    yield _event(
        EventKind.RETURN if back else EventKind.PURCHASE,
        each.on,
        each.purchase_id,
        each,
        at=getattr(each, "at", None),  # a sale without its lines knows the day only
        amount=amount,
        by=each.employee_id,
        quantity=abs(each.quantity) if back else each.quantity,
        amount_told=abs(amount) if back else amount,
        of=getattr(each, "reverses", None),
    )


def _feedback(each: Feedback) -> Iterator[Event]:
    yield _event(
        EventKind.FEEDBACK,
        each.on,
        each.feedback_id,
        each,
        type=each.kind,
        product=each.product_id,
        text=each.content,
    )
    for i, step in enumerate(each.handlings, start=1):
        yield _event(
            EventKind.HANDLING,
            step.on,
            f"{each.feedback_id}#{i:03d}",
            each,
            amount=step.cost,
            by=step.by,
            feedback=each.kind,
            text=step.action,
            result=step.result,
        )
    if each.closed_on is not None:
        yield _event(EventKind.FEEDBACK_CLOSED, each.closed_on, each.feedback_id, each, feedback=each.kind)


def _assignment(each: Assignment) -> Iterator[Event]:
    who = each.employee_id
    yield _event(
        EventKind.RESPONSIBILITY_STARTED, each.since, each.assignment_id, each, by=who, who=who
    )
    if each.until is not None:
        yield _event(EventKind.RESPONSIBILITY_ENDED, each.until, each.assignment_id, each, by=who, who=who)


def _relationship(each: Relationship) -> Iterator[Event]:
    values = {"type": each.type, "other": each.other_id}
    if each.since is not None:
        yield _event(EventKind.RELATIONSHIP_STARTED, each.since, each.relationship_id, each, **values)
    if each.until is not None:
        yield _event(EventKind.RELATIONSHIP_ENDED, each.until, each.relationship_id, each, **values)


def _task(each: Task) -> Iterator[Event]:
    if each.planned_on is not None:
        yield _event(
            EventKind.TASK_PLANNED,
            each.planned_on,
            each.task_id,
            each,
            amount=each.planned_profit,
            by=each.employee_id,
            text=each.subject,
        )
    if each.done_on is not None:
        done = each.status is TaskStatus.DONE
        yield _event(
            EventKind.TASK_DONE if done else EventKind.TASK_CANCELLED,
            each.done_on,
            each.task_id,
            each,
            amount=each.actual_profit,
            by=each.employee_id,
            text=each.subject,
            outcome=each.outcome,
        )


def _sighting(each: CompetitorSighting) -> Iterator[Event]:
    yield _event(
        EventKind.SIGHTING,
        each.on,
        each.sighting_id,
        each,
        by=each.source.collected_by if each.source else None,
        competitor=each.competitor_id,
        product=each.product,
        price=each.price,
        share=None if each.share is None else f"{each.share * 100:f}".rstrip("0").rstrip(".") + "%",
    )


def _consent(each: Consent) -> Iterator[Event]:
    kind = EventKind.CONSENT_GIVEN if each.granted else EventKind.CONSENT_WITHDRAWN
    yield _event(kind, each.on, each.consent_id, each, purpose=each.purpose, channel=each.channel)


def _verification(each: Verification) -> Iterator[Event]:
    yield _event(
        EventKind.VERIFICATION,
        each.on,
        each.verification_id,
        each,
        amount=each.cost,
        by=each.by,
        facet=each.facet,
        outcome=each.outcome,
    )


def _touch(each: Touch) -> Iterator[Event]:
    yield _event(
        EventKind.TOUCH,
        each.on,
        each.touch_id,
        each,
        amount=each.cost,
        campaign=each.campaign_id,
        channel=each.channel,
    )


def _response(each: Response) -> Iterator[Event]:
    yield _event(
        EventKind.RESPONSE,
        each.on,
        each.response_id,
        each,
        campaign=each.campaign_id,
        channel=each.channel,
        text=each.content,
    )


def _redemption(each: Redemption) -> Iterator[Event]:
    yield _event(EventKind.REDEMPTION, each.on, each.redemption_id, each, coupon=each.coupon_id)


def _change(each: Change) -> Iterator[Event]:
    yield _event(
        EventKind.CHANGE,
        each.observed_on or each.recorded_at.date(),
        each.path,
        each,
        at=each.recorded_at if each.observed_on is None else None,
        by=each.source.collected_by,
        path=each.path,
        before="—" if each.before is None else each.before,
        after="—" if each.after is None else each.after,
        method=each.source.method,
        origin=each.source.origin,
    )
