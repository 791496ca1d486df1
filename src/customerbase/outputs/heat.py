"""The drawing of a heat map: cells coloured by their values, with what the colours mean below."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable

from customerbase.outputs.svg import WIDTH, box, brief, clip, digits, line, text, wide
from customerbase.reports.figures import Cell, Grid
from customerbase.reports.words import term

__all__ = ["LEVELS", "bounds", "heat", "heat_told", "level_of"]

LEVELS = 7
"""How many colours there are; the page's style sheet has one for each, for light, dark and print."""

_LEFT = 10.0
_TOP = 26.0
_TILT = 40.0
_SWATCH = 26.0


def bounds(grid: Grid) -> list[float]:
    """Return where one level ends and the next begins; nothing where all values are alike.

    Levels are equal steps; where the values lie far apart (`Grid.geometric`), equal ratios.
    """
    low, high = (float(each) for each in grid.span)
    if high <= low:
        return []
    places = [i / LEVELS for i in range(1, LEVELS)]
    if grid.geometric:
        return [low * (high / low) ** each for each in places]
    return [low + (high - low) * each for each in places]


def level_of(grid: Grid) -> Callable[[float], int]:
    """Return what tells the level of a value: 1 to `LEVELS`, and 0 for one below zero."""
    ends = bounds(grid)

    def level(value: float) -> int:
        if value < 0:
            return 0
        return 1 + bisect_right(ends, value) if ends else (LEVELS + 1) // 2

    return level


def heat_told(grid: Grid, language: str) -> str:
    """Return all cells in words."""
    return "; ".join(cell.said.said(language) for _, _, cell in grid.held)


def heat(grid: Grid, language: str) -> tuple[float, str]:
    """Return the height and the inside of the drawing."""
    names = [clip(each.said(language), 22) for each in grid.rows]
    heads = [clip(each.said(language), 22) for each in grid.columns]
    left = _LEFT + max(24.0, *(wide(each, 13) for each in names))
    step = (WIDTH - left) / len(heads)
    tall = max(12.0, min(44.0, 400.0 / len(names)))
    bottom = _TOP + tall * len(names)
    parts = [text(0, 12, f"↑ {grid.row_axis.said(language)}", "tick")]
    level = level_of(grid)
    for i, (name, row) in enumerate(zip(names, grid.cells, strict=True)):
        top = _TOP + i * tall
        parts.append(text(left - 8, top + tall / 2 + 4.5, name, "name", "end"))
        for j, cell in enumerate(row):
            parts.append(_cell(left + j * step, top, step, tall, cell, level, language))
    below, labels = _column_labels(heads, left, step, bottom)
    parts += labels
    axis = f"{grid.column_axis.said(language)} →"
    parts.append(text(WIDTH, below + 16, axis, "tick", "end"))
    parts.append(_legend(grid, left, below + 34, language))
    return below + 68, "".join(parts)


def _cell(
    x: float,
    y: float,
    step: float,
    tall: float,
    cell: Cell | None,
    level: Callable[[float], int],
    language: str,
) -> str:
    if cell is None:
        return box(x + 2, y + 2, step - 4, tall - 4, "void")
    value = float(cell.value)
    at = level(value)
    framed = " framed" if cell.framed else ""
    drawn = box(x + 1, y + 1, step - 2, tall - 2, f"cell h{at}{framed}", cell.said.said(language))
    said = brief(value, language)
    if tall >= 14 and wide(said, 12.5) <= step - 4:
        drawn += text(x + step / 2, y + tall / 2 + 4.5, said, f"in h{at}", "middle")
    return drawn


def _column_labels(heads: list[str], left: float, step: float, bottom: float) -> tuple[float, list[str]]:
    """Return how far down the labels of the columns reach, and the labels: tilted where they do not fit."""
    longest = max(wide(each, 13) for each in heads)
    middles = [left + (j + 0.5) * step for j in range(len(heads))]
    if longest <= step - 4:
        drawn = [text(x, bottom + 17, head, "name", "middle") for x, head in zip(middles, heads, strict=True)]
        return bottom + 20, drawn
    angle = math.radians(_TILT)
    drawn = []
    for x, head in zip(middles, heads, strict=True):
        a, b = digits(x + 4), digits(bottom + 12)
        drawn.append(f'<g transform="rotate(-{digits(_TILT)} {a} {b})">')
        drawn.append(text(x + 4, bottom + 12, head, "name", "end") + "</g>")
    return bottom + 4 + 0.84 * longest * math.sin(angle), drawn


def _legend(grid: Grid, left: float, y: float, language: str) -> str:
    """Draw the colours in order, the least and the most beside them, and what an empty cell is."""
    low, high = (float(each) for each in grid.span)
    parts = [text(0, y + 11, grid.legend.said(language), "tick")]
    x = max(left, wide(grid.legend.said(language)) + 18)
    levels = range(1, LEVELS + 1) if high > low else [level_of(grid)(low)]
    for i, at in enumerate(levels):
        parts.append(box(x + i * _SWATCH, y, _SWATCH - 1, 13, f"cell h{at}"))
    end = x + _SWATCH * len(levels)
    parts.append(line(x, y + 16, end - 1, y + 16, "grid"))
    parts.append(text(x, y + 29, brief(low, language), "tick"))
    if high > low:
        middle = math.sqrt(low * high) if grid.geometric else (low + high) / 2
        if all(isinstance(cell.value, int) for _, _, cell in grid.held):
            middle = round(middle)
        parts.append(text((x + end) / 2, y + 29, brief(middle, language), "tick", "middle"))
        parts.append(text(end, y + 29, brief(high, language), "tick", "end"))
    end += 18
    for name, words in (("cell h0", "legend_below"), ("void", "nobody")):
        wanted = (
            any(cell.value < 0 for _, _, cell in grid.held)
            if name != "void"
            else any(None in each for each in grid.cells)
        )
        if wanted:
            parts.append(box(end, y, _SWATCH - 1, 13, name))
            parts.append(text(end + _SWATCH + 5, y + 11, term(words, language), "tick"))
            end += _SWATCH + 16 + wide(term(words, language))
    return "".join(parts)
