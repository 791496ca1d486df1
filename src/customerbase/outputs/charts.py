"""Charts as SVG text: pure functions of a `Chart`, drawn by hand, told in words as well.

The colours are classes that the page's style sheet sets for light, dark and
print; every mark has a ``<title>``, and the drawing's ``<desc>`` tells all of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from customerbase.outputs.grouped import pairs, panels
from customerbase.outputs.heat import heat, heat_told
from customerbase.outputs.lines import lines
from customerbase.outputs.shell import safe
from customerbase.outputs.svg import WIDTH, box, clip, compact, digits, line, text, ticks
from customerbase.outputs.text import display_width
from customerbase.reports.figures import Chart, Point
from customerbase.reports.words import term

__all__ = ["compact", "draw"]

_HEIGHT = 260
_TOP = 14
_BOTTOM = 30


def draw(chart: Chart, *, language: str = "en") -> str:
    """Return a chart as an SVG element for the inside of a page.

    Examples
    --------
    >>> from customerbase.reports.words import Phrase
    >>> point = Point(label=Phrase("A", "甲"), value=3, said="3")
    >>> chart = Chart(name="c", title=Phrase("By grade", "等级"), form="bars", points=(point,))
    >>> draw(chart, language="zh").startswith("<svg")
    True
    """
    if not (chart.grid.held if chart.grid else any(each.value for each in chart.points)):
        return f'<p class="empty">{safe(term("chart_nothing", language))}</p>'
    height, inside = _inside(chart, language)
    name = safe(chart.name)
    return (
        f'<svg class="chart {chart.form}" viewBox="0 0 {WIDTH} {digits(height)}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" preserveAspectRatio="xMidYMin meet">'
        f'<title id="{name}-title">{safe(chart.title.said(language))}</title>'
        f'<desc id="{name}-desc">{safe(_told(chart, language))}</desc>{inside}</svg>'
    )


def _inside(chart: Chart, language: str) -> tuple[float, str]:
    if chart.grid is not None:
        return heat(chart.grid, language)
    if chart.form == "panels":
        return panels(chart, language)
    if chart.form == "pairs":
        return pairs(chart, language)
    if chart.form == "lines":
        return lines(chart, language)
    if chart.form == "bars":
        return _bars(chart.points, language)
    return _HEIGHT, (_curve if chart.form == "curve" else _columns)(chart, language)


def _told(chart: Chart, language: str) -> str:
    """Return all of a chart in words; of a curve or of long lines, about ten points."""
    if chart.grid is not None:
        return heat_told(chart.grid, language)
    points = chart.points
    if len(points) > {"curve": 12, "lines": 40}.get(chart.form, len(points)):
        points = points[:: len(points) // 10]
    told = []
    for each in points:
        group = f"{each.group.said(language)}, " if each.group else ""
        told.append(f"{group}{each.label.said(language)}: {each.said}")
    return "; ".join(told)


# ------------------------------------------------------------------ columns in order of time


def _columns(chart: Chart, language: str) -> str:
    points = chart.points
    values = [float(each.value) for each in points]
    limits = [float(each.limit) for each in points if each.limit is not None]
    marks = ticks(min(values), max(*values, *limits, 0.0))
    if all(isinstance(each.value, int) for each in points):
        marks = [each for each in marks if each == int(each)]
    labels = [compact(each, language) for each in marks]
    left = 14 + 6.6 * max(map(display_width, labels))
    low, high = marks[0], max(marks[-1], *values, *limits)
    span = (high - low) or 1

    def y(value: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - value) / span

    parts = []
    for tick, label in zip(marks, labels, strict=True):
        parts.append(line(left, y(tick), WIDTH, y(tick), "axis" if tick == 0 else "grid"))
        parts.append(text(left - 8, y(tick) + 4, label, "tick", "end"))
    slot = (WIDTH - left) / len(points)
    wide = min(slot * 0.68, 44)
    longest = max(display_width(each.label.said(language)) for each in points) * 6.8 + 12
    every = max(1, math.ceil(longest / slot))
    for i, (each, value) in enumerate(zip(points, values, strict=True)):
        middle = left + slot * (i + 0.5)
        top, base = y(max(value, 0)), y(min(value, 0))
        name = "mark below" if value < 0 else "mark part" if each.partial else "mark"
        label = each.label.said(language)
        parts.append(
            f'<rect class="{name}" x="{digits(middle - wide / 2)}" y="{digits(top)}" width="{digits(wide)}" '
            f'height="{digits(max(base - top, 0.6 if value else 0))}" rx="1.5">'
            f"<title>{safe(f'{label}: {each.said}')}</title></rect>"
        )
        if each.limit is not None:
            at, reach = y(float(each.limit)), max(slot * 0.92, wide + 6) / 2
            parts.append(line(middle - reach, at, middle + reach, at, "limit"))
        # Counted from the end, so that the latest always has its label.
        if (len(points) - 1 - i) % every == 0 and middle - display_width(label) * 3.3 > left - 14:
            half = display_width(label) * 3.3
            parts.append(text(min(middle, WIDTH - half), _HEIGHT - 10, label, "tick", "middle"))
    return "".join(parts)


# ------------------------------------------------------------------ bars by size


def _bars(points: Sequence[Point], language: str) -> tuple[int, str]:
    labels = [clip(each.label.said(language), 24) for each in points]
    left = min(190.0, 12 + 7.2 * max(map(display_width, labels)))
    room = WIDTH - left - 8 - 7.5 * max(len(each.said) for each in points)
    most = max(float(each.value) for each in points)
    step = 26 if len(points) > 6 else 32
    thick = step - 10
    parts = []
    for i, (each, label) in enumerate(zip(points, labels, strict=True)):
        top = _TOP - 8 + i * step
        length = max(1.0, room * float(each.value) / most)
        whole = each.label.said(language)
        parts.append(text(left - 10, top + thick / 2 + 4.5, label, "name", "end"))
        parts.append(box(left, top, length, thick, "mark", f"{whole}: {each.said}"))
        parts.append(text(left + length + 7, top + thick / 2 + 4.5, each.said, "value"))
    return _TOP + len(points) * step, "".join(parts)


# ------------------------------------------------------------------ a curve from 0 to 1


def _curve(chart: Chart, language: str) -> str:
    left, right, bottom = 46.0, WIDTH - 8.0, _HEIGHT - 44.0
    marks = ticks(0, max(1.0, *(float(each.value) for each in chart.points)))
    low, high = marks[0], marks[-1]

    def x(share: float) -> float:
        return left + (right - left) * share

    def y(share: float) -> float:
        return bottom - (bottom - _TOP) * (share - low) / (high - low)

    parts = []
    for mark in marks:
        parts.append(line(left, y(mark), right, y(mark), "grid" if mark else "axis"))
        parts.append(text(left - 8, y(mark) + 4, f"{mark:.0%}", "tick", "end"))
    for i in range(5):
        share = i / 4
        anchor = "start" if i == 0 else "end" if i == 4 else "middle"
        parts.append(text(x(share), bottom + 17, f"{share:.0%}", "tick", anchor))
    if chart.axis is not None:
        parts.append(text((left + right) / 2, _HEIGHT - 8, chart.axis.said(language), "tick", "middle"))
    if high > 1:
        parts.append(line(left, y(1), right, y(1), "whole"))
    places = [(x(float(each.at or 0)), y(float(each.value))) for each in chart.points]
    path = "L".join(f"{digits(a)} {digits(b)}" for a, b in places)
    parts.append(
        f'<path class="area" d="M{digits(left)} {digits(y(0))}L{path}L{digits(places[-1][0])} {digits(y(0))}Z"/>'
    )
    parts.append(line(x(0), y(0), x(1), y(1), "equal"))
    parts.append(f'<path class="curve" fill="none" d="M{path}"/>')
    if chart.mark is not None:
        point, said = chart.mark
        a, b = x(float(point.at or 0)), y(float(point.value))
        parts.append(line(a, bottom, a, b, "guide"))
        parts.append(line(left, b, a, b, "guide"))
        words = said.said(language)
        parts.append(
            f'<circle class="dot" cx="{digits(a)}" cy="{digits(b)}" r="5"><title>{safe(words)}</title></circle>'
        )
        fits = a + 14 + display_width(words) * 7 < right
        # Below the curve, where there is room; above a peak, which lies near the line of 100 %.
        place = b - 11 if point.value > 1 and b > _TOP + 14 else b + 20 if fits else b + 24
        parts.append(text(a + 12 if fits else right, place, words, "said", "start" if fits else "end"))
    return "".join(parts)
