"""What the scored form says of a pair, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from customerbase.languages import language_of
from customerbase.linkage.levels import FIELDS

__all__ = ["FIELDS_ZH", "LEVELS_ZH", "field_said", "level_said", "sentence"]

FIELDS_ZH: Final = MappingProxyType(
    {
        "family_name": "姓",
        "given_name": "名",
        "name_order": "姓名顺序",
        "company": "公司名称",
        "trade": "行业字样",
        "name_place": "名称中的地名",
        "branch": "分支机构",
        "identifier": "证件号码",
        "phone": "电话",
        "email": "邮箱",
        "born": "出生日期",
        "employer": "所在单位",
        "street": "街道门牌",
        "locality": "所在地",
    }
)
"""Field of `FIELDS` → its Chinese word."""

LEVELS_ZH: Final = MappingProxyType(
    {
        "same": "相同",
        "same core": "字号相同",
        "near": "几乎相同",
        "same letters": "字母相同而顺序不同",
        "alike": "相似",
        "differs": "不同",
        "as written": "一致",
        "swapped": "姓与名颠倒",
        "one word": "仅有一个字词",
        "one within the other": "一个包含另一个",
        "one has none": "只有一方注明",
        "same mailbox": "用户名相同",
        "day and month swapped": "日与月颠倒",
        "same as far as known": "已知部分相同",
        "within a month": "相差一个月以内",
        "within four months": "相差四个月以内",
        "within a year": "相差一年以内",
        "same number": "门牌号相同",
        "same postal code": "邮政编码相同",
        "same town": "城镇相同",
        "same province": "省份相同",
    }
)
"""Level of `FIELDS` → its Chinese words."""


def field_said(field: str, language: str = "en") -> str:
    """Return the name of a field.

    >>> field_said("name_place"), field_said("born", "zh")
    ('name place', '出生日期')
    """
    return FIELDS_ZH[field] if language_of(language) == "zh" else field.replace("_", " ")


def level_said(field: str, level: int, language: str = "en") -> str:
    """Return what a level of a field is called.

    >>> level_said("born", 2), level_said("born", 2, "zh")
    ('day and month swapped', '日与月颠倒')
    """
    words = FIELDS[field][level]
    return LEVELS_ZH[words] if language_of(language) == "zh" else words


def sentence(probability: float, evidence: Iterable[tuple[str, int, float]], language: str = "en") -> str:
    """Say how probable it is that two records are one, and what each field adds to it, in bits.

    >>> sentence(0.97, [("phone", 0, 12.5), ("born", 7, -4.2)])
    '97% likely to be the same: phone same (+12.5), born differs (-4.2)'
    """
    # Nothing is certain here, and no rounding makes it so.
    percent = min(99.9, max(0.1, round(probability * 100, 1 if not 0.01 < probability < 0.99 else 0)))
    zh = language_of(language) == "zh"
    parts = [
        f"{field_said(field, language)}{'' if zh else ' '}{level_said(field, level, language)}"
        + (f"（{weight:+.1f}）" if zh else f" ({weight:+.1f})")
        for field, level, weight in evidence
    ]
    if zh:
        return f"为同一客户的可能性 {percent:g}%：" + ("，".join(parts) or "没有可比较的内容")
    return f"{percent:g}% likely to be the same: " + (", ".join(parts) or "nothing to compare")
