"""Every fixed word of the reports, in English and in Chinese.

`TERMS` holds titles and phrases under short names; `CHOICES` the Chinese
words of every enumeration of the model.  The English word of a choice is its
value with spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final, Literal

import attrs

from customerbase.buying_center import RolesBasis
from customerbase.chronicle import EventKind
from customerbase.model import (
    Attitude,
    AttributeType,
    Channel,
    CollectionMethod,
    ContactRole,
    CustomerKind,
    Direction,
    Facet,
    FeedbackKind,
    Gender,
    Purpose,
    Reach,
    RelationshipType,
    Stage,
    TaskStatus,
    VerificationOutcome,
)
from customerbase.ranking import Basis, RankBy
from customerbase.reports.terms import TERM_WORDS
from customerbase.values import Calendar

__all__ = ["CHOICES", "LANGUAGES", "TERMS", "Language", "Phrase", "term", "word"]

Language = Literal["en", "zh"]
LANGUAGES: Final = ("en", "zh")


@attrs.frozen
class Phrase:
    """The same words in English and in Chinese.

    >>> Phrase("Customer", "客户").said("zh")
    '客户'
    """

    en: str
    zh: str

    def said(self, language: str = "en") -> str:
        """Return it in this language.

        Raises
        ------
        ValueError
            If the language is neither ``en`` nor ``zh``.
        """
        if language == "en":
            return self.en
        if language == "zh":
            return self.zh
        raise ValueError(f"there are no words in {language!r}: choose one of {', '.join(LANGUAGES)}")

    def filled(self, **parts: object) -> Phrase:
        """Return the phrase with its named gaps filled.

        A part that is itself a `Phrase` or an enum member is said in the language of the sentence.

        >>> Phrase("{count} rows", "{count} 行").filled(count=3).said("zh")
        '3 行'
        """
        return Phrase(*(getattr(self, own).format(**_in(own, parts)) for own in LANGUAGES))


def _in(language: str, parts: Mapping[str, object]) -> dict[str, object]:
    said: dict[str, object] = {}
    for name, each in parts.items():
        if isinstance(each, Phrase):
            said[name] = each.said(language)
        else:
            said[name] = word(each, language) if isinstance(each, Enum) else each
    return said


TERMS: Final[Mapping[str, Phrase]] = {name: Phrase(*both) for name, both in TERM_WORDS.items()}
"""Short name → title or phrase."""


def term(name: str, language: str = "en", **parts: object) -> str:
    """Return a fixed phrase in this language, its gaps filled.

    >>> term("roster", "zh")
    '客户名册'
    """
    return TERMS[name].filled(**parts).said(language) if parts else TERMS[name].said(language)


CHOICES: Final[Mapping[type[Enum], Mapping[str, str]]] = {
    CustomerKind: {"organization": "企业客户", "person": "个人客户"},
    Stage: {"prospect": "潜在客户", "active": "现实客户", "lapsed": "流失客户", "former": "过去客户"},
    Reach: {"direct": "直接客户", "indirect": "间接客户"},
    Gender: {"female": "女", "male": "男", "other": "其他"},
    AttributeType: {"text": "文本", "whole": "整数", "decimal": "小数", "flag": "是否", "day": "日期"},
    ContactRole: {
        "initiator": "发起者",
        "user": "使用者",
        "influencer": "影响者",
        "decider": "决策者",
        "approver": "批准者",
        "buyer": "采购者",
        "gatekeeper": "把关者",
    },
    Attitude: {
        "champion": "鼎力支持",
        "supporter": "支持",
        "neutral": "中立",
        "sceptic": "怀疑",
        "opponent": "反对",
    },
    Channel: {
        "visit": "拜访",
        "phone": "电话",
        "email": "电子邮件",
        "message": "即时消息",
        "letter": "信函",
        "fax": "传真",
        "meeting": "会议",
        "event": "活动",
        "web": "网站",
        "shop": "门店",
        "other": "其他",
    },
    Direction: {"outbound": "我方主动", "inbound": "客户主动"},
    FeedbackKind: {
        "complaint": "投诉",
        "repair": "维修",
        "praise": "表扬",
        "suggestion": "建议",
        "inquiry": "咨询",
    },
    RelationshipType: {
        "parent_of": "母公司",
        "subsidiary_of": "子公司",
        "supplies": "供货商",
        "buys_from": "采购方",
        "introduced": "介绍人",
        "introduced_by": "被介绍人",
        "owns": "所有者",
        "owned_by": "为其所有",
        "partner_of": "合作伙伴",
        "affiliated_with": "关联单位",
        "competes_with": "竞争者",
        "relative_of": "亲属",
    },
    TaskStatus: {"open": "未完成", "done": "已完成", "cancelled": "已取消"},
    CollectionMethod: {
        "visit": "人员走访",
        "phone_survey": "电话调查",
        "email_survey": "电子邮件调查",
        "observation": "观察",
        "customer_form": "客户填写卡片",
        "transaction_record": "交易记录",
        "web_registration": "网站注册",
        "subscription": "订阅",
        "membership": "会员登记",
        "referral": "熟人介绍",
        "partner_exchange": "异业合作",
        "purchased_list": "购买名单",
        "directory": "名录",
        "press": "报刊",
        "website": "行业网站",
        "search_engine": "搜索引擎",
        "public_register": "政府公开资料",
    },
    Facet: {"basic": "基础数据", "credit": "资信状况", "decision_makers": "关键决策人数据"},
    VerificationOutcome: {
        "confirmed": "属实",
        "corrected": "已更正",
        "wrong": "有误",
        "unreachable": "联系不上",
        "refused": "拒绝核实",
    },
    Purpose: {
        "contract": "履行合同",
        "marketing": "营销",
        "profiling": "画像",
        "research": "调研",
        "sharing": "共享",
    },
    Calendar: {"solar": "公历", "lunar": "农历"},
    Basis: {
        "stated": "据记载",
        "first_purchase": "首次购买",
        "first_recorded": "首次录入",
        "unknown": "不详",
    },
    RankBy: {"amount": "金额", "quantity": "数量", "turnover": "客户自身营业额"},
    RolesBasis: {"recorded": "据记载", "title": "据职务推断", "unknown": "不详"},
    EventKind: {
        "responsibility_started": "开始负责",
        "relationship_started": "建立关系",
        "touch": "营销触达",
        "response": "营销回应",
        "interaction": "往来",
        "purchase": "购买",
        "return": "退货",
        "redemption": "兑换优惠券",
        "feedback": "反馈",
        "handling": "处理反馈",
        "feedback_closed": "反馈结案",
        "task_planned": "计划任务",
        "task_done": "完成任务",
        "task_cancelled": "取消任务",
        "sighting": "发现竞争对手",
        "consent_given": "给予同意",
        "consent_withdrawn": "撤回同意",
        "verification": "核实",
        "change": "资料变更",
        "relationship_ended": "关系结束",
        "responsibility_ended": "不再负责",
    },
}
"""Enumeration → value → the Chinese word."""


def word(member: Enum, language: str = "en") -> str:
    """Return a choice in this language.

    >>> word(Stage.LAPSED, "zh"), word(RelationshipType.PARENT_OF)
    ('流失客户', 'parent of')
    """
    plain = str(member.value)
    spaced = plain.replace("_", " ")
    return Phrase(spaced, CHOICES.get(type(member), {}).get(plain, spaced)).said(language)
