"""Tables as plain text with aligned columns; a Chinese character is two columns wide."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TextIO

from customerbase.outputs.target import Tables, opened, several
from customerbase.reports.table import Table, shown

__all__ = ["display_width", "render", "write"]

_NARROWEST = 6


def display_width(text: str) -> int:
    """Return how many columns of a terminal the text takes.

    >>> display_width("上海 ABC"), display_width("e\N{COMBINING ACUTE ACCENT}")
    (8, 1)
    """
    if text.isascii():
        return len(text)
    return sum(_columns(each) for each in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _one_line(text: str) -> str:
    """Keep line ends from breaking the columns, and control codes from reaching a terminal."""
    if text.isprintable():
        return text
    joined = " ".join(text.split())
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in ("Cc", "Cs") else c for c in joined
    )


def _cut(text: str, widest: int) -> str:
    if display_width(text) <= widest:
        return text
    taken, room = [], widest - 1
    for each in text:
        room -= _columns(each)
        if room < 0:
            break
        taken.append(each)
    return "".join(taken) + "…"


def _narrowed(widths: list[int], flexible: list[bool], room: int) -> list[int]:
    """Take from the widest columns of words, one after the other, what the line is too long."""
    narrow = list(widths)
    over = sum(narrow) + 2 * (len(narrow) - 1) - room
    while over > 0:
        words = [i for i, each in enumerate(flexible) if each and narrow[i] > _NARROWEST]
        if not words:
            break
        narrow[max(words, key=lambda i: (narrow[i], i))] -= 1
        over -= 1
    return narrow


def _stacked(heads: list[str], body: list[list[str]]) -> list[list[str]]:
    """Part a heading that is wider than all below it at its last space; return both lines of headings."""
    parted = []
    for i, head in enumerate(heads):
        wide = display_width(head) > max((display_width(row[i]) for row in body), default=0)
        first, _, last = head.rpartition(" ") if wide else ("", "", head)
        parted.append((first, last))
    lines = [[first for first, _ in parted], [last for _, last in parted]]
    return lines if any(lines[0]) else lines[1:]


def render(table: Table, *, language: str = "en", widest: int | None = None, fit: int | None = None) -> str:
    """Return a table as text.

    Parameters
    ----------
    table : Table
    language : {'en', 'zh'}
    widest : int, optional
        The most columns of a terminal that one cell may take; longer text
        is cut and ends in ``…``.  All of it is written where this is None.
    fit : int, optional
        The columns that a line may take.  Where it would be longer, headings
        of several words take two lines, and columns of words are cut, the
        widest first; numbers and days never are.

    Examples
    --------
    >>> from customerbase.reports.table import Column
    >>> columns = (Column("name", "Name", "名称"), Column("n", "Orders", "订单", "whole"))
    >>> print(render(Table("t", "Few", "几个", columns, (("上海机电", 7), ("Acme", 12))), language="zh"))
    几个
    名称      订单
    --------  ----
    上海机电     7
    Acme        12
    """
    heads = [_one_line(each.heading(language)) for each in table.columns]
    kinds = [each.kind for each in table.columns]
    body = [
        [_one_line(shown(cell, kind, language)) for cell, kind in zip(row, kinds, strict=True)]
        for row in table.rows
    ]
    if widest is not None:
        body = [[_cut(cell, widest) for cell in row] for row in body]
    widths = [max(map(display_width, texts)) for texts in zip(heads, *body, strict=True)]
    right = [each.numeric for each in table.columns]
    stacked = [heads]
    if fit is not None and sum(widths) + 2 * (len(widths) - 1) > fit:
        stacked = _stacked(heads, body)
        widths = [max(map(display_width, texts)) for texts in zip(*stacked, *body, strict=True)]
        widths = _narrowed(widths, [each in ("text", "list") for each in kinds], fit)
        stacked = [[_cut(each, width) for each, width in zip(row, widths, strict=True)] for row in stacked]
        body = [[_cut(cell, width) for cell, width in zip(row, widths, strict=True)] for row in body]

    def line(cells: list[str]) -> str:
        padded = []
        for cell, width, to_the_right in zip(cells, widths, right, strict=True):
            gap = " " * (width - display_width(cell))
            padded.append(gap + cell if to_the_right else cell + gap)
        return "  ".join(padded).rstrip()

    lines = [table.heading(language), *map(line, stacked), "  ".join("-" * width for width in widths)]
    lines += [line(row) for row in body]
    lines += [f"* {note.said(language)}" for note in table.notes]
    return "\n".join(lines)


def write(
    tables: Tables, target: str | Path | TextIO, *, language: str = "en", widest: int | None = None
) -> None:
    """Write tables as text, one below the other.

    Parameters
    ----------
    tables : Table or iterable of Table
    target : str, Path or text stream
        A file is written in UTF-8.
    language : {'en', 'zh'}
    widest : int, optional
        See `render`.
    """
    with opened(target) as stream:
        stream.write("\n\n".join(render(each, language=language, widest=widest) for each in several(tables)))
        stream.write("\n")
