"""An event, and how it is told in one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any, Final

import attrs

from customerbase.validation import Record
from customerbase.values import Money

__all__ = ["Event", "EventKind"]


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


# English and Chinese; a part in [ ] is left out where its value is not known.
_SAID: Final[Mapping[EventKind, tuple[str, str]]] = MappingProxyType(
    {
        EventKind.RESPONSIBILITY_STARTED: ("{who} became responsible", "{who} 开始负责"),
        EventKind.RESPONSIBILITY_ENDED: ("last day of {who} being responsible", "{who} 负责的最后一天"),
        EventKind.RELATIONSHIP_STARTED: ("link with {other} began: {type}", "成为 {other} 的{type}"),
        EventKind.RELATIONSHIP_ENDED: ("link with {other} ended: {type}", "不再是 {other} 的{type}"),
        EventKind.TOUCH: (
            "reached by campaign {campaign}[ by {channel}]",
            "营销活动 {campaign} 触达[（{channel}）]",
        ),
        EventKind.RESPONSE: (
            "answered campaign {campaign}[ by {channel}][: {text}]",
            "回应营销活动 {campaign}[（{channel}）][：{text}]",
        ),
        EventKind.INTERACTION: (
            "{channel}, {direction}[ at {place}][: {text}][ → {outcome}]",
            "{channel}，{direction}[，地点：{place}][：{text}][ → {outcome}]",
        ),
        EventKind.PURCHASE: ("bought {quantity} for {money}", "购买 {quantity} 件，{money}"),
        EventKind.RETURN: (
            "returned {quantity} for {money}[ (from {of})]",
            "退货 {quantity} 件，{money}[（原单 {of}）]",
        ),
        EventKind.REDEMPTION: ("used coupon {coupon}", "使用优惠券 {coupon}"),
        EventKind.FEEDBACK: ("{type}[ on {product}]: {text}", "{type}[（{product}）]：{text}"),
        EventKind.HANDLING: (
            "{feedback} handled: {text}[ → {result}][, satisfied {satisfied} of 5]",
            "处理{feedback}：{text}[ → {result}][，满意度 {satisfied}/5]",
        ),
        EventKind.FEEDBACK_CLOSED: ("{feedback} closed", "{feedback}处理完毕"),
        EventKind.TASK_PLANNED: ("planned: {text}", "计划：{text}"),
        EventKind.TASK_DONE: ("done: {text}[ → {outcome}]", "完成：{text}[ → {outcome}]"),
        EventKind.TASK_CANCELLED: ("given up: {text}[ → {outcome}]", "取消：{text}[ → {outcome}]"),
        EventKind.SIGHTING: (
            "competitor {competitor} seen[: {product}][ at {price}][, share {share}%]",
            "发现竞争对手 {competitor}[：{product}][，价格 {price}][，份额 {share}%]",
        ),
        EventKind.CONSENT_GIVEN: (
            "consented to {purpose}[ by {channel}]",
            "同意用于{purpose}[（{channel}）]",
        ),
        EventKind.CONSENT_WITHDRAWN: (
            "withdrew consent to {purpose}[ by {channel}]",
            "撤回同意：{purpose}[（{channel}）]",
        ),
        EventKind.VERIFICATION: ("{facet} checked: {outcome}", "核实{facet}：{outcome}"),
        EventKind.CHANGE: (
            "{path}: {before} → {after} ({method}[, {origin}][, by {who}])",
            "{path}：{before} → {after}（{method}[，{origin}][，{who}]）",
        ),
    }
)

_ZH: Final = (
    "visit=走访 phone=电话 email=电子邮件 message=短信 letter=信函 fax=传真 meeting=会面 event=活动 web=网站 "
    "shop=门店 other=其他 outbound=我方发起 inbound=客户发起 complaint=投诉 repair=维修 praise=表扬 "
    "suggestion=建议 inquiry=咨询 contract=履行合同 marketing=营销 profiling=分析 research=调研 "
    "sharing=共享 basic=基础数据 credit=资信状况 decision_makers=关键决策人数据 confirmed=属实 "
    "corrected=已更正 wrong=不实 unreachable=联系不上 refused=拒绝 parent_of=母公司 "
    "subsidiary_of=子公司 supplies=供应商 buys_from=采购方 introduced=介绍人 introduced_by=被介绍人 "
    "owns=所有者 owned_by=下属企业 partner_of=合作伙伴 affiliated_with=关联方 competes_with=竞争者 "
    "relative_of=亲属 phone_survey=电话调查 email_survey=电子邮件调查 observation=观察 "
    "customer_form=客户填写卡片 transaction_record=交易记录 web_registration=网站注册 subscription=订阅 "
    "membership=会员登记 referral=介绍 partner_exchange=异业互换 purchased_list=购买名单 directory=名录 "
    "press=报刊 website=行业网站 search_engine=搜索引擎 public_register=政府公开资料"
)
_WORDS_ZH: Final[Mapping[str, str]] = MappingProxyType(dict(pair.split("=") for pair in _ZH.split()))


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
        digits = f"{value:f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    if isinstance(value, Record) and type(value).__str__ is Record.__str__:
        known = {each.name: getattr(value, each.name) for each in attrs.fields(type(value))}
        value = ", ".join(f"{name} {each}" for name, each in known.items() if each not in (None, ()))
    if isinstance(value, tuple):
        value = ", ".join(_word(each, chinese=chinese) for each in value)
    text = " ".join(str(value).split())
    return text if len(text) <= 120 else text[:119] + "…"
