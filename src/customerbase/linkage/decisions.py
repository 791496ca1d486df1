"""What a person says of two records: that they are the same, that they are not, or that it is not known yet.

>>> clean_decision("同").value, clean_decision("Not the same").value, clean_decision(" ")
('same', 'not the same', None)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_text

__all__ = ["MatchDecision", "clean_decision"]


class MatchDecision(StrEnum):
    """What a person says of two records that may mean the same."""

    SAME = "same"
    NOT_THE_SAME = "not the same"
    LATER = "later"


_WORDS: Final[Mapping[str, MatchDecision]] = MappingProxyType(
    {
        word: decision
        for decision, words in (
            (
                MatchDecision.SAME,
                "same|thesame|yes|y|同|相同|同一|同一个|同一客户|同一人|是|是同一客户|✓|✔|√",
            ),
            (
                MatchDecision.NOT_THE_SAME,
                "notthesame|notsame|different|differ|no|n|不同|不是|否|非同一|不是同一客户|不是同一人|不相同|✗|✘|×",
            ),
            (MatchDecision.LATER, "later|open|unknown|?|？|以后|稍后|待定|以后再说|不确定"),
        )
        for word in words.split("|")
    }
)


def clean_decision(raw: str) -> MatchDecision | None:
    """Return what is written in the column of decisions; None where nothing is.

    Raises
    ------
    Refused
        If the word is none of those that are known.
    """
    text = clean_text(raw)
    if text is None:
        return None
    found = _WORDS.get(re.sub(r"[\s_\-.]+", "", text).casefold())
    if found is None:
        raise Refused(f"{text[:40]!r} is no decision", "write same (同), not the same (不同) or later (以后)")
    return found
