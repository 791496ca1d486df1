"""Words of verification that stand in sentences, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["CLASSES_ZH", "EVENTS_ZH", "said", "zh_of"]

EVENTS_ZH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mail_returned": "邮件退回",
        "number_dead": "号码失效",
        "payment_overdue": "逾期付款",
        "contact_left": "联系人离职",
        "ownership_changed": "股权变更",
    }
)
CLASSES_ZH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "grade": "等级",
        "segment": "客户群",
        "risk": "风险",
        "facet": "核实内容",
        "method": "来源",
        "kind": "客户类别",
        "stage": "阶段",
        "reach": "渠道",
        "credit_limit": "信用额度",
        "open_balance": "未结余额",
        "prepaid": "预付款",
    }
)
_NAMES_ZH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "basic": "基础数据",
        "credit": "资信状况",
        "decision_makers": "关键决策人",
        "high": "高",
        "medium": "中",
        "low": "低",
    }
)


def said(name: str) -> str:
    """Return a name as it is said in English.

    >>> said("decision_makers")
    'decision makers'
    """
    return name.replace("_", " ")


def zh_of(name: str) -> str:
    """Return a name as it is said in Chinese; itself where there is no other.

    >>> zh_of("credit"), zh_of("A")
    ('资信状况', 'A')
    """
    return _NAMES_ZH.get(name, name)
