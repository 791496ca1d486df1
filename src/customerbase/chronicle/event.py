"""An event, and how it is told in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any, Final

import attrs

from customerbase.chronicle.fields import Words, address_said
from customerbase.chronicle.words import MODEL_CHOICES
from customerbase.languages import language_of
from customerbase.validation import Record
from customerbase.values import Address, Identifier, Money

__all__ = ["Event", "EventKind"]


class EventKind(StrEnum):
    """What happened; on one day, events without an instant stand in this order."""

    CARD_MADE = "card_made"
    RESPONSIBILITY_STARTED = "responsibility_started"
    RELATIONSHIP_STARTED = "relationship_started"
    LEAD = "lead"
    LEAD_CLOSED = "lead_closed"
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
        EventKind.LEAD: (
            "came forward: {way}[, {page}][: {text}]",
            "主动联系：{way}[，{page}][：{text}]",
        ),
        EventKind.LEAD_CLOSED: ("lead closed: {outcome}[, {text}]", "线索关闭：{outcome}[，{text}]"),
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
            "competitor {competitor} seen[: {goods}][ at {price}][, share {share}%]",
            "发现竞争对手 {competitor}[：{goods}][，价格 {price}][，份额 {share}%]",
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
        EventKind.CARD_MADE: (
            "card made[ for {person}]: {fields} ({method}[, {origin}][, by {who}])",
            "建卡[（{person}）]：{fields}（{method}[，{origin}][，{who}]）",
        ),
        EventKind.CHANGE: (
            "[{person}, ]{field}[: {before}][ → {after}] ({method}[, {origin}][, by {who}])",
            "[{person}，]{field}[：{before}][ → {after}]（{method}[，{origin}][，{who}]）",
        ),
    }
)

# Part of a value → how it is told; a part without an entry is told as its title and its value.
_PARTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "rating": ("rating {}", "等级 {}"),
        "limit": ("limit {}", "额度 {}"),
        "assessed_on": ("assessed on {}", "{} 评定"),
        "assessed_by": ("assessed by {}", "评定人 {}"),
        "days": ("{} days", "{} 天"),
    }
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
        Id of the record; of a handling, that of the feedback with its number; of a change, its
        path; of a card, its id.
    values : tuple of (str, object)
        What fills the line, by name.
    amount : Money or None
        Of a purchase or return; the cost of an interaction, handling, touch or verification;
        the planned or actual profit of a task.
    by : str or None
        Our employee.
    record : object
        What the event was read from; of a card that was made, a tuple of its `Change`s.
    """

    on: date
    at: datetime | None
    kind: EventKind
    key: str
    values: tuple[tuple[str, Any], ...] = attrs.field(default=(), repr=False)
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
        chinese = language_of(language) == "zh"
        values = {name: _word(value, chinese=chinese) for name, value in self.values}
        said = []
        for i, part in enumerate(_SAID[self.kind][chinese].replace("]", "[").split("[")):
            optional = i % 2 == 1
            if optional and any(f"{{{name}}}" in part and not text for name, text in values.items()):
                continue
            said.append(part.format(**values))
        return "".join(said)


def _parts(value: Record, *, chinese: bool) -> Iterator[str]:
    """Yield what is known of a value that has no words of its own; its label is said elsewhere."""
    for each in attrs.fields(type(value)):
        part = getattr(value, each.name)
        if each.name != "label" and part != each.default:
            yield _PARTS.get(each.name, ("{}", "{}"))[chinese].format(_word(part, chinese=chinese))


def _word(value: Any, *, chinese: bool) -> str:
    """Write a value within a line: one line, and no longer than reads well."""
    if value is None or value == "":
        return ""
    if isinstance(value, Enum):
        spaced = str(value.value).replace("_", " ")
        return MODEL_CHOICES.get(type(value), {}).get(value.value, spaced) if chinese else spaced
    if isinstance(value, Words):
        return value.zh if chinese else value.en
    if isinstance(value, bool):
        value = ("否", "是")[value] if chinese else ("no", "yes")[value]
    elif isinstance(value, Decimal):
        digits = f"{value:,f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    elif isinstance(value, int):
        value = f"{value:,}"
    elif isinstance(value, Address):
        value = address_said(value)
    elif isinstance(value, Identifier):
        value = value.value  # its scheme is what the line is about
    elif isinstance(value, Record) and type(value).__str__ is Record.__str__:
        value = ("，" if chinese else ", ").join(_parts(value, chinese=chinese))
    elif isinstance(value, tuple):
        value = ("、" if chinese else ", ").join(_word(each, chinese=chinese) for each in value)
    text = " ".join(str(value).split())
    return text if len(text) <= 120 else text[:119] + "…"
