"""The drawing of several lines in one frame, whose measure begins where they do, not at zero."""

from __future__ import annotations

import math

from customerbase.outputs.shell import safe
from customerbase.outputs.svg import WIDTH, box, digits, line, text, wide
from customerbase.reports.figures import Chart, Point

__all__ = ["frame", "lines", "ticked"]

_TOP = 36.0
_BOTTOM = 226.0
_HEIGHT = 270.0
_LEFT = 46.0
_DOTTED = 16
"""Up to so many points of a line are dots that tell what they are."""


def frame(low: float, high: float) -> list[float]:
    """Return round shares that reach from below the least to above the most; 0 and 1 are never left.

    >>> frame(0.83, 0.91)
    [0.82, 0.84, 0.86, 0.88, 0.9, 0.92]
    """
    rough = max(high - low, 0.01) / 5
    step = next(each for each in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if each >= rough * (1 - 1e-9))
    first = max(0, math.floor(low / step + 1e-9))
    last = max(math.ceil(min(high, 1.0) / step - 1e-9), first + 1)
    return [round(i * step, 6) for i in range(first, last + 1)]


def ticked(points: tuple[Point, ...], language: str, room: float) -> list[Point]:
    """Return the points of a line whose labels have room beside each other; the last one is among them."""
    widest = max(wide(each.label.said(language)) for each in points) + 12
    every = max(1, math.ceil(widest * len(points) / room))
    return [each for i, each in enumerate(points) if (len(points) - 1 - i) % every == 0]


def lines(chart: Chart, language: str) -> tuple[float, str]:
    """Return the height and the inside: a line for each group, a legend above, the point that is pointed out."""
    marks = frame(
        min(float(each.value) for each in chart.points), max(float(each.value) for each in chart.points)
    )
    ends = [max((p for p in chart.points if p.group == each), key=_at) for each in chart.groups]
    right = WIDTH - 12 - max(wide(each.said) for each in ends)

    def x(point: Point) -> float:
        return _LEFT + 6 + (right - _LEFT - 12) * _at(point)

    def y(share: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * (share - marks[0]) / (marks[-1] - marks[0])

    parts = []
    decimals = 0 if all(abs(each * 100 - round(each * 100)) < 1e-6 for each in marks) else 1
    for i, mark in enumerate(marks):
        parts.append(line(_LEFT, y(mark), right, y(mark), "grid" if i else "axis"))
        parts.append(text(_LEFT - 8, y(mark) + 4, f"{mark:.{decimals}%}", "tick", "end"))
    first = tuple(each for each in chart.points if each.group == chart.groups[0])
    parts += [
        text(x(each), _BOTTOM + 17, each.label.said(language), "tick", "middle")
        for each in ticked(first, language, right - _LEFT)
    ]
    if chart.axis is not None:
        parts.append(text((_LEFT + right) / 2, _BOTTOM + 38, chart.axis.said(language), "tick", "middle"))
    if chart.mark is not None:
        point, said = chart.mark
        parts.append(line(x(point), _BOTTOM, x(point), _TOP, "guide"))
        parts.append(text(x(point) + 7, _BOTTOM - 8, said.said(language), "said"))
    place = _LEFT
    for i, group in enumerate(chart.groups):
        said_of_it = group.said(language)
        parts.append(box(place, 6, 18, 4, f"line g{i}"))
        parts.append(text(place + 24, 12.5, said_of_it, "tick"))
        place += 46 + wide(said_of_it)
        own = [each for each in chart.points if each.group == group]
        path = "L".join(f"{digits(x(each))} {digits(y(float(each.value)))}" for each in own)
        parts.append(f'<path class="curve g{i}" fill="none" d="M{path}"/>')
        if len(own) <= _DOTTED:
            parts += [_dot(each, x(each), y(float(each.value)), i, language) for each in own]
    for end, height in zip(ends, _apart([y(float(each.value)) for each in ends]), strict=True):
        parts.append(text(x(end) + 9, height + 4, end.said, "small"))
    return _HEIGHT, "".join(parts)


def _at(point: Point) -> float:
    return float(point.at or 0)


def _dot(point: Point, x: float, y: float, i: int, language: str) -> str:
    group = point.group.said(language) if point.group else ""
    told = safe(f"{group}, {point.label.said(language)}: {point.said}")
    return (
        f'<circle class="spot g{i}" cx="{digits(x)}" cy="{digits(y)}" r="3.2"><title>{told}</title></circle>'
    )


def _apart(heights: list[float], least: float = 13.0) -> list[float]:
    """Return heights at which words do not lie upon each other, in their order from the top."""
    placed = dict.fromkeys(range(len(heights)), 0.0)
    last = -math.inf
    for i in sorted(placed, key=lambda i: heights[i]):
        last = placed[i] = max(heights[i], last + least)
    return [placed[i] for i in range(len(heights))]
