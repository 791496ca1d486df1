"""Company names in Chinese characters, taken apart: 深圳市 腾讯 计算机系统 有限公司 北京分公司."""

from __future__ import annotations

import re
from typing import Final

from customerbase.clean.city_names import CITIES, REGIONS
from customerbase.clean.company_words import BRANCH_ENDINGS, INSTITUTIONS, LEGAL_FORMS, SHOPS, TRADES
from customerbase.clean.provinces import PROVINCES

__all__ = ["taken_apart"]

_COMPANY: Final = re.compile("(?<!分)(?<!支)(?<!子)公司(?=.)|(?:银行|銀行|事务所|合作社|集团|集團)(?=.)")
_BRACKET: Final = re.compile(r"\(([^()]{1,30})\)")
_TOWN: Final = re.compile(
    "[\u4e00-\u9fff]{2,6}?(?:自治县|自治旗|自治州|(?<![超城都门上股集夜早花菜])市(?![场政容])|县|縣)"
)
_BELOW: Final = re.compile(
    "[\u4e00-\u9fff]{2,8}?(?:自治县|自治旗|(?<![超城都门上股集夜早花菜])市(?![场政容])|县|縣|(?:工业园|开发|高新|新|产业园|保税)区"
    "|(?<![社小景校园地])区(?![块域间位])|區|街道(?!办))"
    "|[\u4e00-\u9fff]{2,3}(?:镇(?![静痛江])|鎮|乡(?![村情味土间愁亲])|鄉)"
)
_ZONE: Final = re.compile(
    "(?:工业园|高新(?:技术)?(?:产业)?(?:开发)?|(?:经济)?(?:技术)?开发|保税港?|自贸|产业园)区(?=[\u4e00-\u9fff]{2})"
)
_LAST_PLACE: Final = 8
_FORM_LENGTHS: Final = range(max(map(len, LEGAL_FORMS)), 0, -1)
_TRADE_LENGTHS: Final = range(max(map(len, TRADES)), 0, -1)
_NOTHING_OWN: Final = frozenset(
    {"中国", "中國", "中华", "中華", "国家", "全国", "人民", "第一", "第二", "大", "新", "老"}
)
_BEFORE: Final = ("株式会社", "株式會社", "有限会社", "合同会社")


def taken_apart(text: str) -> dict[str, str]:
    """Return the parts of a name by their names; ``core`` always."""
    parts: dict[str, str] = {}
    name = _without_branch(text, parts)
    if name.endswith(INSTITUTIONS) and not name.endswith("公司"):
        at = _place(name)
        if at and name[at - 1] in "省市区县州旗" and len(name) - at > 2:
            return parts | {"place": name[:at], "core": name[at:]}
        return parts | {"core": name}
    name = _without_form(name, parts)
    whole = name
    at = _place(name)
    place, own = name[:at], name[at:]
    for found in _BRACKET.finditer(own):
        if not at and _is_place(found[1]):
            place = found[1]
            own = own[: found.start()] + own[found.end() :]
            break
    if place:
        parts["place"] = place
    trade_at = _trade(own)
    core = _bare(own[:trade_at])
    if not core or core in _NOTHING_OWN:
        # 青岛啤酒, 中国石油化工: what is left is no name, so all of it is one.
        return parts | {"core": _bare(whole) if at or core in _NOTHING_OWN else _bare(own) or text}
    if trade_at < len(own):
        parts["trade"] = own[trade_at:].strip(" ·-")
    return parts | {"core": core}


def _bare(name: str) -> str:
    name = name.strip(" ·-,")
    return name[1:-1] if name[:1] == "(" and name[-1:] == ")" and name.count("(") == 1 else name


def _without_branch(text: str, parts: dict[str, str]) -> str:
    if not text.endswith(BRANCH_ENDINGS):
        return text
    for found in _COMPANY.finditer(text):
        rest = text[found.end() :].lstrip(" -·,")
        if (
            rest.startswith(("有限公司", "股份", "公司", "控股", "("))
            or "公司" in rest.removesuffix("分公司")[:-2]
        ):
            continue
        if rest and found.start() > 1:
            parts["branch"] = rest
            return text[: found.end()]
    ending = next(each for each in BRANCH_ENDINGS if text.endswith(each))
    if ending in {"分公司", "办事处", "代表处", "分行", "支行"}:
        head = text[: -len(ending)]
        for size in (8, 6, 5, 4, 3, 2):
            if len(head) > size + 1 and _is_place(head[-size:]):
                parts["branch"] = text[len(head) - size :]
                return head[:-size].rstrip(" -·")
    return text


def _without_form(name: str, parts: dict[str, str]) -> str:
    if name.startswith(_BEFORE):
        parts["legal_form"] = name[:4]
        return name[4:].strip() or name
    form, left = "", name
    while True:
        found = _form_at(left)
        if found is None or not left[:found].strip(" ()"):
            break
        form, left = left[found:] + form, left[:found].rstrip()
        if form.startswith(("厂", "廠", "公司")) and len(form) < 3 and len(left) < 2:
            return name
    if form:
        parts["legal_form"] = (
            form if form.count("(") == 1 and form[0] != "(" else form.replace("(", "").replace(")", "")
        )
    return left


def _form_at(name: str) -> int | None:
    if name.endswith(")"):
        start = name.rfind("(")
        inner = name[start + 1 : -1]
        return start if start > 0 and inner in LEGAL_FORMS else None
    for size in _FORM_LENGTHS:
        if size < len(name) and name[-size:] in LEGAL_FORMS:
            return len(name) - size
    return None


def _is_place(text: str) -> bool:
    return (
        text in PROVINCES
        or text in CITIES
        or text in REGIONS
        or (text[-1:] in "市省" and (text[:-1] in CITIES or text in PROVINCES))
    )


def _place(name: str) -> int:
    """Return where the place at the front ends."""
    at = 0
    for _ in range(4):
        end = _known(name, at)
        if end is None:
            found = (_BELOW if at else _TOWN).match(name, at)
            end = found.end() if found else None
        if end is None or end >= len(name):
            break
        at = end
        if zone := _ZONE.match(name, at):
            return zone.end()
        if name[at - 1] not in "省市区县州旗區縣":
            # 北京 百度: a short name ends the place, unless a longer one follows it (广东 深圳市).
            follows = _known(name, at)
            if follows is None or name[follows - 1] not in "市区县州":
                break
    return at


def _known(name: str, at: int) -> int | None:
    for size in range(_LAST_PLACE, 1, -1):
        part = name[at : at + size]
        if len(part) == size and (part in PROVINCES or part in CITIES):
            end = at + size
            if (
                part in CITIES
                and name[end : end + 1] == "市"
                and name[end + 1 : end + 2] not in {"政", "场", "容"}
            ):
                end += 1
            return end
    return None


def _trade(name: str) -> int:
    """Return where the words of trade at the end begin; at least two characters stay before them."""
    at = len(name)
    if name.endswith(SHOPS):
        shop = next(each for each in SHOPS if name.endswith(each))
        inner = _words(name, at - len(shop))
        if inner < at - len(shop) or len(shop) > 1:
            return inner if inner >= 2 else at
        return at
    return _words(name, at)


def _words(name: str, at: int) -> int:
    while True:
        for size in _TRADE_LENGTHS:
            if at - size >= 0 and name[at - size : at] in TRADES:
                left = name[: at - size].strip(" ·-()")
                if len(left) == 1:
                    continue
                at -= size
                break
        else:
            return at
        if at == 0:
            return 0
