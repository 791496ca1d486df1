"""Languages as tags of BCP 47 (RFC 5646), from their names or tags.

- ``中文``, ``Chinese`` and ``zh`` are ``zh``; ``简体中文`` is ``zh-Hans``, ``繁體中文`` ``zh-Hant``, 粤语 ``yue``.
- A tag is written as the standard has it: ``zh_cn`` becomes ``zh-CN``.
- What is neither stays as it is written.

>>> clean_language("英语"), clean_language("zh_cn"), clean_language("ZH-hans-cn"), clean_language("Platt")
('en', 'zh-CN', 'zh-Hans-CN', 'Platt')
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from types import MappingProxyType

from customerbase.clean.text import BLANKS, clean_name

__all__ = ["clean_language"]

_TAG = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)")
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        each: tag
        for tag, names in {
            "zh": "中文|汉语|漢語|华语|華語|国语|國語|普通话|普通話|chinese|mandarin|mandarin chinese",
            "zh-Hans": "简体中文|简体|中文简体|中文(简体)|simplified chinese|chinese (simplified)|chinese simplified",
            "zh-Hant": "繁体中文|繁體中文|繁体|繁體|中文(繁体)|中文(繁體)|traditional chinese|chinese (traditional)|chinese traditional",
            "yue": "粤语|粵語|广东话|廣東話|cantonese",
            "en": "英语|英文|英語|english",
            "ja": "日语|日文|日語|japanese",
            "ko": "韩语|韩文|韓語|韓文|朝鲜语|korean",
            "de": "德语|德文|德語|german|deutsch",
            "fr": "法语|法文|法語|french|français",
            "es": "西班牙语|西班牙文|西班牙語|西语|spanish|español",
            "pt": "葡萄牙语|葡萄牙文|葡萄牙語|葡语|portuguese|português",
            "ru": "俄语|俄文|俄語|russian|русский",
            "it": "意大利语|意大利文|意大利語|italian|italiano",
            "ar": "阿拉伯语|阿拉伯文|阿拉伯語|arabic",
            "th": "泰语|泰文|泰語|thai",
            "vi": "越南语|越南文|越南語|vietnamese",
        }.items()
        for each in names.split("|")
    }
)
_KNOWN = frozenset(each.partition("-")[0] for each in _NAMES.values()) | frozenset(
    "nl pl sv da fi nb no cs sk hu ro bg el tr he id ms hi uk hr sr sl lt lv et fa ur bn ta ug bo mn kk cmn wuu nan hak".split()
)


def clean_language(raw: str, *, blanks: Container[str] = BLANKS) -> str | None:
    """Return a language as a tag of BCP 47; as it is written where it is not known, and None if blank.

    Raises
    ------
    Refused
        If the text is too long, or holds what cannot be kept.
    """
    text = clean_name(raw, limit=100, blanks=blanks)
    if text is None:
        return None
    if tag := _NAMES.get(text.casefold().replace("（", "(").replace("）", ")")):
        return tag
    found = _TAG.fullmatch(text)
    if found is None or found[1].lower() not in _KNOWN:
        return text
    # RFC 5646, 2.1.1: regions of two letters in capitals, scripts of four with the first one.
    further = (
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower()
        for part in re.split("[-_]", found[2])[1:]
    )
    return "-".join([found[1].lower(), *further])
