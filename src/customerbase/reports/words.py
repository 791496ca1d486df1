"""Every fixed word of the reports, in English and in Chinese.

`TERMS` holds titles and phrases under short names; `CHOICES` the Chinese
words of every enumeration of the model.  The English word of a choice is its
value with spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

import attrs

from customerbase.buying_center import RolesBasis
from customerbase.chronicle import EventKind
from customerbase.chronicle.fields import in_sentence
from customerbase.chronicle.words import MODEL_CHOICES
from customerbase.clean.parsed_address import AddressNote
from customerbase.grading.words import grade_zh, rule_said
from customerbase.languages import LANGUAGES, Language, language_of
from customerbase.leads import LeadStatus
from customerbase.ledger import Effect, Precedence, SavedAs
from customerbase.linkage.decisions import MatchDecision
from customerbase.ranking import Basis, RankBy
from customerbase.reports.terms import TERM_WORDS
from customerbase.searching.fields import Field
from customerbase.verify import AllocationRule, DataTier, PlanPeriod, Trigger
from customerbase.verifying.words import EVENTS_ZH

__all__ = [
    "CHOICES",
    "LANGUAGES",
    "TERMS",
    "Language",
    "Phrase",
    "grade_phrase",
    "lowered",
    "rule_phrase",
    "term",
    "word",
]


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
        return self.zh if language_of(language) == "zh" else self.en

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
    **MODEL_CHOICES,
    Basis: {
        "stated": "据记载",
        "first_purchase": "首次购买",
        "first_recorded": "首次录入",
        "unknown": "不详",
    },
    RankBy: {"amount": "金额", "quantity": "数量", "turnover": "客户自身营业额"},
    Effect: {
        "new": "新建",
        "filled": "补空缺",
        "replaced": "替换",
        "taken_off": "去掉",
        "waits": "待人决定",
        "older": "较旧，不采用",
        "gives_way": "让位，不采用",
    },
    Precedence: {"newer": "较新者优先", "ask": "待人决定", "fill": "只补空缺", "never": "不采用"},
    SavedAs: {
        "stated": "陈述",
        "accepted": "采纳",
        "rejected": "拒绝",
        "verified": "核实",
        "retracted": "撤回",
        "merged": "合并",
        "unmerged": "取消合并",
        "created": "新建",
        "changed": "修改",
        "restored": "恢复",
        "removed": "删除",
    },
    LeadStatus: {
        "new": "新线索",
        "followed": "跟进中",
        "answered": "已回应",
        "exhausted": "跟进完毕无回应",
        "not_allowed": "未获同意",
        "bought": "已购买",
        "closed": "已关闭",
    },
    AddressNote: {
        "short": "地名简写",
        "inferred": "上级由区划表补出",
        "repeated": "重复书写",
        "abolished": "已撤销的区划",
        "not in the table": "区划表中没有",
        "without a table": "未用区划表",
        "ambiguous": "同名多地",
        "contradictory": "与区划表矛盾",
        "unparsed": "未拆分",
    },
    RolesBasis: {"recorded": "据记载", "title": "据职务推断", "unknown": "不详"},
    EventKind: {
        "responsibility_started": "开始负责",
        "relationship_started": "建立关系",
        "lead": "主动联系",
        "lead_closed": "线索关闭",
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
        "card_made": "建卡",
        "change": "资料变更",
        "relationship_ended": "关系结束",
        "responsibility_ended": "不再负责",
    },
    Trigger: EVENTS_ZH,
    Field: {
        "name": "名称",
        "short_name": "简称",
        "other_name": "其他名称",
        "id": "编号",
        "identifier": "证照号码",
        "phone": "电话",
        "email": "电子邮件",
        "person": "法定代表人",
        "address": "地址",
    },
    PlanPeriod: {"month": "按月", "week": "按周"},
    AllocationRule: {"optimal": "最优分配", "square_root": "平方根法则"},
    MatchDecision: {"same": "同", "not the same": "不同", "later": "以后"},
    DataTier: {"1": "一等数据", "2": "二等数据", "3": "三等数据", "4": "四等数据"},
}
"""Enumeration → value → the Chinese word."""


def word(member: Enum, language: str = "en") -> str:
    """Return a choice in this language.

    >>> from customerbase.model import RelationshipType, Stage
    >>> word(Stage.LAPSED, "zh"), word(RelationshipType.PARENT_OF)
    ('流失客户', 'parent of')
    """
    plain = str(member.value)
    spaced = plain.replace("_", " ")
    return Phrase(spaced, CHOICES.get(type(member), {}).get(plain, spaced)).said(language)


def grade_phrase(grade: str | None) -> Phrase:
    """Return a grade as it is printed; where there is none, that there is none.

    >>> grade_phrase("large").said("zh"), grade_phrase(None).said()
    ('大型', 'no grade')
    """
    return TERMS["no_grade"] if grade is None else Phrase(grade, grade_zh(grade))


def rule_phrase(rule: str) -> Phrase:
    """Return the title of a rule as it is printed.

    >>> rule_phrase("size").said("zh")
    '规模'
    """
    return Phrase(*rule_said(rule))


def lowered(phrase: Phrase) -> Phrase:
    """Return a title as it stands within a sentence."""
    return Phrase(in_sentence(phrase.en), phrase.zh)
