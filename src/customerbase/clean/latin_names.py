"""Company names in Latin (and other) letters, taken apart: Acme Trading (Shenzhen) Co., Ltd."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from customerbase.clean.city_names import CITIES_ENGLISH
from customerbase.clean.company_words import FOREIGN_FORMS, TRADES_ENGLISH

__all__ = ["taken_apart"]

_BRANCH: Final = re.compile(
    r"[\s,-]+((?:[^\W\d_][\w'.-]*\s){1,3}(?:branch|office|representative office|rep\.? office|division|plant)(?: office)?)$",
    re.IGNORECASE,
)
_BRACKET: Final = re.compile(r"\s*\(([^()]{2,30})\)\s*")
_TRADE_SEPARATORS: Final = " ,-"
_BEFORE: Final = re.compile(
    r"(?:ООО|ОАО|ЗАО|ПАО|АО|PT\.?|CV\.?|K\.K\.|주식회사|\(주\))\s+(?=\S)", re.IGNORECASE
)


@cache
def _form() -> re.Pattern[str]:
    return re.compile(rf"(?:{FOREIGN_FORMS})$", re.IGNORECASE)


def taken_apart(text: str) -> dict[str, str]:
    """Return the parts of a name by their names; ``core`` always."""
    parts: dict[str, str] = {}
    name = _without_form(_without_branch(text, parts), parts)
    whole = name
    for found in _BRACKET.finditer(name):
        if _is_place(found[1]):
            parts["place"] = found[1]
            name = f"{name[: found.start()]} {name[found.end() :]}".strip()
            break
    words = name.split(" ")
    if "place" not in parts:
        for count in (2, 1):
            if len(words) > count and _is_place(" ".join(words[:count])):
                parts["place"] = " ".join(words[:count])
                words = words[count:]
                break
    at = _trade(words)
    if at == 0:
        return parts | {"core": whole or text}
    if at < len(words):
        parts["trade"] = " ".join(words[at:])
    return parts | {"core": " ".join(words[:at]).strip(" ,-") or whole or text}


def _without_branch(text: str, parts: dict[str, str]) -> str:
    branch = _BRANCH.search(text)
    before = text[: branch.start()].rstrip(" ,-") if branch else ""
    if not branch or not before:
        return text
    # "Acme Ltd Beijing Branch": only behind a legal form is it sure where the branch begins.
    words = branch[1].split(" ")
    for first in range(len(words) - 1):
        head = " ".join([before, *words[:first]])
        if _cut(head) is not None:
            parts["branch"] = " ".join(words[first:])
            return head
    return text


def _without_form(name: str, parts: dict[str, str]) -> str:
    if (cut := _cut(name)) is not None:
        parts["legal_form"] = name[cut:]
        return name[:cut].rstrip(" ,-")
    if first := _BEFORE.match(name):
        parts["legal_form"] = first[0].strip()
        return name[first.end() :]
    return name


def _trade(words: list[str]) -> int:
    """Return which word is the first of the trade."""
    at = len(words)
    while at > 0 and words[at - 1].strip(",.").casefold() in TRADES_ENGLISH:
        at -= 1
    while at < len(words) and words[at].casefold() in {"&", "and"}:
        at += 1
    return at


def _cut(name: str) -> int | None:
    """Return where the legal form begins, or None."""
    # A form is short, and stands behind a blank, a comma or a bracket.
    start = max(0, len(name) - 45)
    for at in range(start + 1, len(name)):
        if (
            name[at - 1] in " ,)"
            and name[at] not in " ,)"
            and _form().match(name, at)
            and name[:at].strip(" ,-(")
        ):
            return at
    return None


def _is_place(text: str) -> bool:
    key = text.casefold().replace(" ", "").replace(".", "").replace("'", "")
    return key in CITIES_ENGLISH or key in {"prc", "hk", "us", "india", "vietnam", "thailand", "malaysia"}
