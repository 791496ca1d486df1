"""Words that people use for what the records choose among.

Each cleaner accepts the value itself (``prospect``) and the English and Chinese
words of its table, whatever their case; an unknown word is refused, and the
hint lists the choices.

>>> clean_stage("潜在客户").value, clean_gender("女士").value
('prospect', 'female')
>>> [each.value for each in clean_roles("决策者、使用者")]
['user', 'decider']
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_text
from customerbase.model import (
    Attitude,
    Channel,
    CollectionMethod,
    ContactRole,
    CustomerKind,
    Direction,
    Gender,
    Reach,
    Stage,
    VerificationOutcome,
)

__all__ = [
    "clean_attitude",
    "clean_channel",
    "clean_direction",
    "clean_gender",
    "clean_influence",
    "clean_kind",
    "clean_method",
    "clean_outcome",
    "clean_reach",
    "clean_roles",
    "clean_stage",
]

E = TypeVar("E", bound=StrEnum)
_NOISE = re.compile(r"[\s_\-.]+")
_SEVERAL = re.compile(r"[;,，、；/|+&\n]+|\s+(?:and|和|及)\s+")


def _table(options: type[E], words: Mapping[E, str]) -> Mapping[str, E]:
    table = {_key(each.value): each for each in options}
    for member, listed in words.items():
        for word in listed.split("|"):
            table[_key(word)] = member
    return MappingProxyType(table)


def _key(word: str) -> str:
    return _NOISE.sub("", word.casefold())


_STAGE = _table(
    Stage,
    {
        Stage.PROSPECT: "potential|lead|new|target|潜在|潜在客户|潛在|潛在客戶|意向|意向客户|准客户|目标客户|未成交|线索",
        Stage.ACTIVE: "current|customer|buying|existing|现实|现实客户|現實客戶|现有|现有客户|成交|成交客户|已成交|"
        "老客户|正式客户|合作中|活跃|活跃客户|正常",
        Stage.LAPSED: "lost|inactive|dormant|churned|流失|流失客户|流失客戶|休眠|休眠客户|沉睡|停止合作",
        Stage.FORMER: "past|ex|closed|过去|过去客户|過去客戶|历史客户|以前客户|已注销|终止|终止合作",
    },
)
_KIND = _table(
    CustomerKind,
    {
        CustomerKind.ORGANIZATION: "organisation|company|business|corporate|firm|b2b|enterprise|企业|企业客户|企業|"
        "企業客戶|公司|单位|机构|法人|组织|对公",
        CustomerKind.PERSON: "individual|private|consumer|b2c|个人|个人客户|個人|個人客戶|自然人|散客|对私",
    },
)
_REACH = _table(
    Reach,
    {
        Reach.DIRECT: "direct customer|直接|直接客户|直接客戶|直销|直營|直营",
        Reach.INDIRECT: "indirect customer|间接|间接客户|間接|間接客戶|分销|经销",
    },
)
_GENDER = _table(
    Gender,
    {
        Gender.FEMALE: "f|woman|ms|mrs|miss|女|女性|女士|小姐|太太",
        Gender.MALE: "m|man|mr|男|男性|先生",
        Gender.OTHER: "x|diverse|nonbinary|其他|其它",
    },
)
_ROLE = _table(
    ContactRole,
    {
        ContactRole.INITIATOR: "发起者|发起人|提议者|倡议者|發起者",
        ContactRole.USER: "end user|使用者|用户|使用人|最终用户",
        ContactRole.INFLUENCER: "技术把关|影响者|影响人|影響者|技术影响者",
        ContactRole.DECIDER: "decision maker|decision-maker|决策者|决策人|決策者|决定者|拍板人|关键决策人|最终决策人",
        ContactRole.APPROVER: "批准者|审批人|审批者|批准人|批准者|審批者",
        ContactRole.BUYER: "purchaser|purchasing|购买者|采购者|采购|采购人|采购员|採購|採購者|经办人",
        ContactRole.GATEKEEPER: "gate keeper|把关者|守门人|守门者|信息控制者|看门人|把關者",
    },
)
_ATTITUDE = _table(
    Attitude,
    {
        Attitude.CHAMPION: "coach|advocate|内线|教练|铁杆|坚定支持|积极支持|拥护",
        Attitude.SUPPORTER: "friendly|positive|for|支持|支持者|友好|赞成",
        Attitude.NEUTRAL: "indifferent|中立|中立者|一般|无所谓|中性",
        Attitude.SCEPTIC: "skeptic|doubtful|negative|怀疑|怀疑者|观望|冷淡|懷疑",
        Attitude.OPPONENT: "enemy|hostile|against|反对|反对者|反對|敌对|对手",
    },
)
_CHANNEL = _table(
    Channel,
    {
        Channel.VISIT: "call on|on site|onsite|face to face|拜访|上门|上门拜访|走访|人员走访|来访|拜訪|面谈|登门",
        Channel.PHONE: "telephone|call|phone call|tel|电话|電話|电话沟通|去电|来电|通话|电话回访|电访",
        Channel.EMAIL: "e-mail|mail message|邮件|电子邮件|電子郵件|電郵|邮箱",
        Channel.MESSAGE: "sms|chat|wechat|whatsapp|text|im|qq|短信|微信|即时通讯|钉钉|企业微信|簡訊",
        Channel.LETTER: "post|mail|信函|信件|信|书信|邮寄|直邮",
        Channel.FAX: "传真|傳真",
        Channel.MEETING: "会议|会谈|洽谈|會議|開會|开会|video|视频会议",
        Channel.EVENT: "fair|exhibition|trade fair|trade show|seminar|dinner|展会|活动|展览会|研讨会|宴请|展會|參展",
        Channel.WEB: "website|online|internet|web form|网站|网络|网上|线上|網站|在线",
        Channel.SHOP: "store|counter|门店|店面|到店|柜台|門市",
        Channel.OTHER: "其他|其它|another",
    },
)
_DIRECTION = _table(
    Direction,
    {
        Direction.OUTBOUND: "out|outgoing|us|we|去|主动|我方|去电|去访|外呼|呼出|拜访|发出",
        Direction.INBOUND: "in|incoming|customer|them|来|客户主动|客户|对方|来电|来访|呼入|收到",
    },
)
_METHOD = _table(
    CollectionMethod,
    {
        CollectionMethod.VISIT: "人员走访|走访|拜访|上门拜访",
        CollectionMethod.PHONE_SURVEY: "telephone survey|电话调查|电话|電話調查",
        CollectionMethod.EMAIL_SURVEY: "电子邮件调查|邮件调查|电邮调查",
        CollectionMethod.OBSERVATION: "观察|現場觀察|现场观察",
        CollectionMethod.CUSTOMER_FORM: "form|客户填写卡片|客户填写|登记表|填表",
        CollectionMethod.TRANSACTION_RECORD: "sales record|原始记录|交易记录|成交记录|销售记录",
        CollectionMethod.WEB_REGISTRATION: "网站注册|注册",
        CollectionMethod.SUBSCRIPTION: "订阅|訂閱",
        CollectionMethod.MEMBERSHIP: "会员登记|会员|會員登記",
        CollectionMethod.REFERRAL: "recommendation|熟人|介绍|熟人介绍|客户介绍|转介绍|连锁|連鎖|朋友介绍",
        CollectionMethod.PARTNER_EXCHANGE: "异业合作|互换|合作互换",
        CollectionMethod.PURCHASED_LIST: "bought list|购买名单|直接购买|购买",
        CollectionMethod.DIRECTORY: "yellow pages|名录|黄页|企业名录|黃頁",
        CollectionMethod.PRESS: "newspaper|magazine|报刊|报纸|杂志|報刊",
        CollectionMethod.WEBSITE: "industry site|行业网站|网站|官网",
        CollectionMethod.SEARCH_ENGINE: "search|搜索引擎|搜索|百度|google",
        CollectionMethod.PUBLIC_REGISTER: "register|政府公开资料|工商登记|工商公示|公开资料",
    },
)
_OUTCOME = _table(
    VerificationOutcome,
    {
        VerificationOutcome.CONFIRMED: "ok|okay|yes|y|right|true|same|unchanged|✓|✔|√|☑|属实|屬實|确认|確認|已确认|确认无误|"
        "核实无误|无误|無誤|正确|正確|对|對|是|一致|不变|未变|没变|没问题",
        VerificationOutcome.CORRECTED: "changed|amended|updated|更正|已更正|改正|已改正|修改|已修改|修正|已修正|变更|已变更|變更|"
        "变动|有变动|更新|已更新",
        VerificationOutcome.WRONG: "no|n|false|incorrect|x|✗|✘|×|☒|错误|錯誤|错|錯|有误|有誤|不对|不對|不符|不属实|不正确|失效|否",
        VerificationOutcome.UNREACHABLE: "not reached|no answer|nobody there|not found|absent|联系不上|聯繫不上|未联系上|"
        "无法联系|找不到|查无此人|未遇|无人|没人|无人接听|未接通|不在",
        VerificationOutcome.REFUSED: "declined|denied|拒绝|拒絕|拒绝核实|拒答|不配合|不愿提供",
    },
)


def _chosen(raw: str, table: Mapping[str, E], what: str, blanks: Container[str]) -> E | None:
    text = clean_text(raw, limit=2_000, blanks=blanks)
    if text is None:
        return None
    found = table.get(_key(text))
    if found is None:
        members = list(dict.fromkeys(each.value for each in table.values()))
        raise Refused(f"{_short(text)} is no {what}", f"write one of {', '.join(members)}")
    return found


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "…")


def clean_stage(raw: str, *, blanks: Container[str] = BLANKS) -> Stage | None:
    """Return how far the customer has come; None if the cell is blank.

    Raises
    ------
    Refused
    """
    return _chosen(raw, _STAGE, "stage of a customer", blanks)


def clean_kind(raw: str, *, blanks: Container[str] = BLANKS) -> CustomerKind | None:
    """Return whether the customer is a company or a person; None if the cell is blank.

    Raises
    ------
    Refused
    """
    return _chosen(raw, _KIND, "kind of customer", blanks)


def clean_reach(raw: str, *, blanks: Container[str] = BLANKS) -> Reach | None:
    """Return whether the customer buys from us or through others; None if the cell is blank.

    Raises
    ------
    Refused
    """
    return _chosen(raw, _REACH, "reach", blanks)


def clean_gender(raw: str, *, blanks: Container[str] = BLANKS) -> Gender | None:
    """Return the gender; courtesy titles (``Ms.``, 先生) count; None if the cell is blank.

    Raises
    ------
    Refused
    """
    return _chosen(raw, _GENDER, "gender", blanks)


def clean_roles(raw: str, *, blanks: Container[str] = BLANKS) -> tuple[ContactRole, ...] | None:
    """Return the parts in the buying centre, each once, in the order of `ContactRole`.

    Raises
    ------
    Refused
    """
    text = clean_text(raw, limit=2_000, blanks=blanks)
    if text is None:
        return None
    found = {
        _chosen(part, _ROLE, "part in the buying centre", frozenset())
        for part in _SEVERAL.split(text)
        if part.strip()
    }
    return tuple(each for each in ContactRole if each in found) or None


def clean_influence(raw: str, *, blanks: Container[str] = BLANKS) -> int | None:
    """Return the influence from 1 (none) to 5 (decides); words of three steps are 1, 3 and 5.

    >>> clean_influence("高"), clean_influence("4")
    (5, 4)

    Raises
    ------
    Refused
    """
    if raw.strip() == "无":
        return 1
    text = clean_text(raw, limit=2_000, blanks=blanks)
    if text is None:
        return None
    words = {
        "high": 5,
        "medium": 3,
        "low": 1,
        "高": 5,
        "大": 5,
        "中": 3,
        "低": 1,
        "小": 1,
        "none": 1,
        "无": 1,
    }
    digits = {f"{i}{ending}": i for i in range(1, 6) for ending in ("", ".0", "级", "/5", "分", "星")}
    found = {**words, **digits}.get(text.casefold())
    if found is None:
        raise Refused(f"{_short(text)} is no influence", "write a number from 1 (none) to 5 (decides)")
    return found


def clean_attitude(raw: str, *, blanks: Container[str] = BLANKS) -> Attitude | None:
    """Return how a person stands towards us; None if the cell is blank.

    Raises
    ------
    Refused
    """
    return _chosen(raw, _ATTITUDE, "attitude", blanks)


def clean_channel(raw: str, *, blanks: Container[str] = BLANKS) -> Channel | None:
    """Return the way of a dealing; None if the cell is blank.

    Raises
    ------
    Refused
    """
    return _chosen(raw, _CHANNEL, "channel", blanks)


def clean_direction(raw: str, *, blanks: Container[str] = BLANKS) -> Direction | None:
    """Return who began a dealing; None if the cell is blank.

    Raises
    ------
    Refused
    """
    return _chosen(raw, _DIRECTION, "direction", blanks)


def clean_method(raw: str, *, blanks: Container[str] = BLANKS) -> CollectionMethod | None:
    """Return the way a value was learned; None if the cell is blank.

    Raises
    ------
    Refused
    """
    return _chosen(raw, _METHOD, "way of collecting", blanks)


def clean_outcome(raw: str, *, blanks: Container[str] = BLANKS) -> VerificationOutcome | None:
    """Return what a check found, from words and ticks; None if the cell is blank.

    >>> clean_outcome("✓").value, clean_outcome("联系不上").value, clean_outcome("x").value
    ('confirmed', 'unreachable', 'wrong')

    Raises
    ------
    Refused
    """
    return _chosen(raw, _OUTCOME, "outcome of a check", blanks)
