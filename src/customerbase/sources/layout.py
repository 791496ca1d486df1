"""Where in a file the table stands: what is above its headings, below its rows, and a second one after it.

Programs print a title above a list (``客户一览表``), the day of export, blank lines;
below it who made it and how many rows there are; and some print several tables
into one file.  Headings are told by the package's own tables of them
(`customerbase.sources.heading_row`), by the number of cells that are filled, and by
what no heading looks like: an e-mail address, a day, a telephone number.

>>> header_place(
...     [
...         ["客户一览表", "", ""],
...         ["导出日期：2024-01-05", "", ""],
...         ["编号", "客户名称", "电话"],
...         ["1", "甲", "1"],
...     ]
... )
2
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from statistics import median_high

from customerbase.sources.heading_row import is_heading, understood_headings
from customerbase.sources.heading_words import TABLES

__all__ = [
    "below_the_list",
    "first_words",
    "header_place",
    "kind_of",
    "looks_like_headings",
    "looks_like_record",
    "proposed",
]

_SHARE = 0.6  # of the cells of a usual row that headings fill
_FARTHEST = 40  # rows in which headings are looked for

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DAY = re.compile(
    r"(?:19|20)\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?(?:[ T].*)?|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d"
)
_PHONE = re.compile(r"\+?(?:\(?\d{2,5}\)?[-\s]?)?\d{3,8}(?:[-\s]\d{3,8}){0,3}(?:转\d+)?")
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
_IDENTIFIER = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}|\d{17}[\dXx]")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_COMPANY = re.compile(
    r".*(?:公司|厂|商行|集团|商店|有限|中心|医院|学校|大学|GmbH|AG|Ltd\.?|Inc\.?|LLC|S\.?A\.?|Co\.)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r".*(?:省|市|区|县).*(?:路|街|道|号|村|镇).*")
_FOOT = re.compile(
    r"(?:(?:制表|编制|填表|审核|复核|经办|打印|导出|生成)(?:人|者|员|日期|时间|单位|部门)?\s*[:：]"
    r"|[（(]?(?:以上)?(?:共|总共|合计|总计)(?:有)?\s*[\d,]+\s*(?:条|行|户|家|个|位|人|项|笔)(?:记录|客户|数据|会员|联系人)?[)）。]?$"
    r"|第\s*\d+\s*页|[-—\s]*page\s+\d+|[（(]?[\d,]+ (?:rows?|records?)(?: affected| selected| in set.*)?[)）.]?$"
    r"|(?:generated|exported|printed|created|prepared)\s*(?:on|by|at|:)|total (?:records|rows|customers)\s*[:=]"
    r"|(?:end of (?:report|file|list)|以下空白|以下无正文)[。.]?$)",
    re.IGNORECASE,
)


def looks_like_headings(cells: Sequence[str], own: Collection[str] = ()) -> bool:
    """Tell whether most cells of a row are headings that are understood, and none is a value."""
    return understood_headings(cells, own) > 0 and not any(
        kind_of(cell) not in ("", "number") for cell in cells
    )


def looks_like_record(rows: Sequence[Sequence[str]], own: Collection[str] = ()) -> bool:
    """Tell whether the first of these rows is one of values: none of its cells is known, and some are no headings."""
    first = rows[0]
    filled = [i for i, cell in enumerate(first) if cell.strip()]
    if not filled or any(is_heading(first[i], own) for i in filled):
        return False
    kinds = {i: kind_of(first[i]) for i in filled}
    if any(kind not in ("", "number") for kind in kinds.values()):
        return True
    others = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    return (
        any(
            kind == "number"
            and bool(others)
            and all(len(row) > i and kind_of(row[i]) == "number" for row in others)
            for i, kind in kinds.items()
        )
        and len(filled) > 1
    )


def proposed(cells: Sequence[str]) -> str:
    """Return headings that may stand above a row of values, where its cells say what they are."""
    said: list[str] = []
    for i, cell in enumerate(cells, 1):
        text = cell.strip()
        word = _WORDS.get(kind_of(text), "")
        if not word:
            word = "名称" if _COMPANY.match(text) else "地址" if _ADDRESS.match(text) else ""
        said.append(word if word and word not in said else f"column {i}")
    return ", ".join(said)


_WORDS = {
    "e-mail": "邮箱",
    "phone": "电话",
    "day": "日期",
    "identifier": "统一社会信用代码",
    "address": "网址",
}


def header_place(rows: Sequence[Sequence[str]], own: Collection[str] = ()) -> int:
    """Return which of the first rows holds the headings; the first where nothing speaks for another."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    usual = median_high([each for each in filled if each > 1] or [1])
    if usual < 2:  # one column: its heading may stand below a title
        return next((i for i, row in enumerate(rows[:4]) if any(is_heading(cell, own) for cell in row)), 0)
    enough = max(2, _SHARE * usual)
    known = next((i for i, row in enumerate(rows[:_FARTHEST]) if looks_like_headings(row, own)), None)
    if known is not None and filled[known] >= max(2, usual / 2) and filled[0] < max(enough, filled[known]):
        # Headings of a narrower table leave no cell out between them; headings of groups do.
        return 0 if _mostly_known(rows[0], own) and all(map(str.strip, rows[0][: filled[0]])) else known
    if filled[0] >= enough:
        return 0
    for i, row in enumerate(rows[:_FARTHEST]):
        if filled[i] >= enough:
            return i if not any(kind_of(cell) for cell in row) else 0
    return 0


def _mostly_known(row: Sequence[str], own: Collection[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return sum(is_heading(cell, own) for cell in filled) * 2 >= len(filled)


def below_the_list(cells: Sequence[str]) -> bool:
    """Tell whether a row is what programs print below a list: who made it, how many rows there are.

    >>> (
    ...     below_the_list(["制表人：张三", "", "", ""]),
    ...     below_the_list(["共 120 条记录"]),
    ...     below_the_list(["甲公司", ""]),
    ... )
    (True, True, False)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    return 0 < len(filled) <= 3 and bool(_FOOT.match(filled[0]))


@cache
def first_words() -> frozenset[str]:
    """Return headings as they are written most: a row that begins with one may be no record."""
    words = (
        word
        for table in TABLES.values()
        for part in table
        for key, value in part.items()
        for word in (*(key if isinstance(value, tuple) else value).split("|"), "序号", "No.", "NO.", "#")
    )
    return frozenset(
        form
        for word in words
        for form in (word, word.capitalize(), word.title(), word.upper(), word.replace(" ", "_"))
    )


def kind_of(cell: str) -> str:
    """Return what sort of value a cell is for certain; nothing where it may be a word."""
    text = cell.strip()
    if len(text) > 200 or not text:
        return ""
    for kind, pattern in (
        ("e-mail", _EMAIL),
        ("day", _DAY),
        ("identifier", _IDENTIFIER),
        ("address", _URL),
    ):
        if pattern.fullmatch(text):
            return kind
    digits = sum(character.isdigit() for character in text)
    if digits >= 7 and _PHONE.fullmatch(text):
        return "phone"
    return "number" if _NUMBER.fullmatch(text) else ""
