"""The Chinese words of the grades and of the rules that the trade has in common.

Only these are translated: a grade or a rule that a company names itself is
printed as it was named.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["GRADES_ZH", "RULES_SAID", "grade_zh", "rule_said"]

GRADES_ZH: Final[Mapping[str, str]] = MappingProxyType(
    {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}
)
"""Name of a grade → its Chinese word: those of `standards.standard_rules`."""

RULES_SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"credit": ("Credit", "资信"), "size": ("Size", "规模")}
)
"""Name of a rule → its title in English and in Chinese: those of `standards.standard_rules`."""


def grade_zh(grade: str | None) -> str:
    """Return a grade as it is said in Chinese.

    >>> grade_zh("large"), grade_zh("A"), grade_zh("key account")
    ('大型', 'A', 'key account')
    """
    return "未分级" if grade is None else GRADES_ZH.get(grade, grade)


def rule_said(rule: str) -> tuple[str, str]:
    """Return the title of a rule in English and in Chinese.

    >>> rule_said("size"), rule_said("payment")
    (('Size', '规模'), ('payment', 'payment'))
    """
    return RULES_SAID.get(rule, (rule, rule))
