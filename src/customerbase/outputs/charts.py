"""Charts as SVG text: pure functions of a `Chart`, drawn by hand, told in words as well.

The colours are classes that the page's style sheet sets for light, dark and
print; every mark has a ``<title>``, and the drawing's ``<desc>`` tells all of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from customerbase.outputs.shell import safe
from customerbase.outputs.text import display_width
from customerbase.reports.figures import Chart, Point
from customerbase.reports.words import term

__all__ = ["compact", "draw"]

_WIDTH = 640
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
    if not any(each.value for each in chart.points):
        return f'<p class="empty">{safe(term("chart_nothing", language))}</p>'
    if chart.form == "bars":
        height, inside = _bars(chart.points, language)
    elif chart.form == "curve":
        height, inside = _HEIGHT, _curve(chart, language)
    else:
        height, inside = _HEIGHT, _columns(chart.points, language)
    name = safe(chart.name)
    told = "; ".join(f"{each.label.said(language)}: {each.said}" for each in _telling(chart))
    return (
        f'<svg class="chart {chart.form}" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" preserveAspectRatio="xMidYMin meet">'
        f'<title id="{name}-title">{safe(chart.title.said(language))}</title>'
        f'<desc id="{name}-desc">{safe(told)}</desc>{inside}</svg>'
    )


def _telling(chart: Chart) -> Sequence[Point]:
    """Return the points worth reading out: of a curve, about ten."""
    if chart.form != "curve" or len(chart.points) <= 12:
        return chart.points
    return chart.points[:: len(chart.points) // 10]


def compact(value: float, language: str = "en") -> str:
    """Return a round number as short as people write it beside an axis.

    >>> compact(1_500_000), compact(250_000, "zh"), compact(-20)
    ('1.5M', '25万', '-20')
    """
    steps = ((1e8, "亿"), (1e4, "万")) if language == "zh" else ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
    for size, unit in steps:
        if abs(value) >= size:
            return f"{value / size:.6g}{unit}"
    return f"{value:.6g}"


def _ticks(least: float, most: float, about: int = 4) -> list[float]:
    """Return round numbers that span from `least` to `most`, zero among them."""
    least, most = min(least, 0.0), max(most, 0.0)
    rough = (most - least) / about or 1.0
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= rough * (1 - 1e-9))
    first, last = math.floor(least / step + 1e-9), math.ceil(most / step - 1e-9)
    return [i * step for i in range(first, last + 1)]


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _text(x: float, y: float, said: str, name: str, anchor: str = "start") -> str:
    return f'<text class="{name}" x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{safe(said)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, name: str) -> str:
    return f'<line class="{name}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>'


# ------------------------------------------------------------------ columns in order of time


def _columns(points: Sequence[Point], language: str) -> str:
    values = [float(each.value) for each in points]
    ticks = _ticks(min(values), max(values))
    if all(isinstance(each.value, int) for each in points):
        ticks = [each for each in ticks if each == int(each)]
    labels = [compact(each, language) for each in ticks]
    left = 14 + 6.6 * max(map(display_width, labels))
    low, high = ticks[0], max(ticks[-1], *values)
    span = (high - low) or 1

    def y(value: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - value) / span

    parts = []
    for tick, label in zip(ticks, labels, strict=True):
        parts.append(_line(left, y(tick), _WIDTH, y(tick), "axis" if tick == 0 else "grid"))
        parts.append(_text(left - 8, y(tick) + 4, label, "tick", "end"))
    slot = (_WIDTH - left) / len(points)
    wide = min(slot * 0.68, 44)
    longest = max(display_width(each.label.said(language)) for each in points) * 6.8 + 12
    every = max(1, math.ceil(longest / slot))
    for i, (each, value) in enumerate(zip(points, values, strict=True)):
        middle = left + slot * (i + 0.5)
        top, base = y(max(value, 0)), y(min(value, 0))
        name = "mark below" if value < 0 else "mark part" if each.partial else "mark"
        label = each.label.said(language)
        parts.append(
            f'<rect class="{name}" x="{_n(middle - wide / 2)}" y="{_n(top)}" width="{_n(wide)}" '
            f'height="{_n(max(base - top, 0.6 if value else 0))}" rx="1.5">'
            f"<title>{safe(f'{label}: {each.said}')}</title></rect>"
        )
        # Counted from the end, so that the latest always has its label.
        if (len(points) - 1 - i) % every == 0 and middle - display_width(label) * 3.3 > left - 14:
            half = display_width(label) * 3.3
            parts.append(_text(min(middle, _WIDTH - half), _HEIGHT - 10, label, "tick", "middle"))
    return "".join(parts)


# ------------------------------------------------------------------ bars by size


def _bars(points: Sequence[Point], language: str) -> tuple[int, str]:
    labels = [_clip(each.label.said(language), 24) for each in points]
    left = min(190.0, 12 + 7.2 * max(map(display_width, labels)))
    room = _WIDTH - left - 8 - 7.5 * max(len(each.said) for each in points)
    most = max(float(each.value) for each in points)
    step = 26 if len(points) > 6 else 32
    thick = step - 10
    parts = []
    for i, (each, label) in enumerate(zip(points, labels, strict=True)):
        top = _TOP - 8 + i * step
        length = max(1.0, room * float(each.value) / most)
        whole = each.label.said(language)
        parts.append(_text(left - 10, top + thick / 2 + 4.5, label, "name", "end"))
        parts.append(
            f'<rect class="mark" x="{_n(left)}" y="{_n(top)}" width="{_n(length)}" height="{thick}" rx="2">'
            f"<title>{safe(f'{whole}: {each.said}')}</title></rect>"
        )
        parts.append(_text(left + length + 7, top + thick / 2 + 4.5, each.said, "value"))
    return _TOP + len(points) * step, "".join(parts)


def _clip(text: str, widest: int) -> str:
    kept = text
    while display_width(kept) > widest:
        kept = kept[:-1]
    return text if kept == text else kept[:-1] + "…"


# ------------------------------------------------------------------ a curve from 0 to 1


def _curve(chart: Chart, language: str) -> str:
    left, right, bottom = 46.0, _WIDTH - 8.0, _HEIGHT - 44.0

    def x(share: float) -> float:
        return left + (right - left) * share

    def y(share: float) -> float:
        return bottom - (bottom - _TOP) * share

    parts = []
    for i in range(5):
        share = i / 4
        parts.append(_line(left, y(share), right, y(share), "grid" if i else "axis"))
        parts.append(_text(left - 8, y(share) + 4, f"{share:.0%}", "tick", "end"))
        anchor = "start" if i == 0 else "end" if i == 4 else "middle"
        parts.append(_text(x(share), bottom + 17, f"{share:.0%}", "tick", anchor))
    if chart.axis is not None:
        parts.append(_text((left + right) / 2, _HEIGHT - 8, chart.axis.said(language), "tick", "middle"))
    places = [(x(float(each.at or 0)), y(float(each.value))) for each in chart.points]
    path = "L".join(f"{_n(a)} {_n(b)}" for a, b in places)
    parts.append(
        f'<path class="area" d="M{_n(left)} {_n(bottom)}L{path}L{_n(places[-1][0])} {_n(bottom)}Z"/>'
    )
    parts.append(_line(x(0), y(0), x(1), y(1), "equal"))
    parts.append(f'<path class="curve" fill="none" d="M{path}"/>')
    if chart.mark is not None:
        point, said = chart.mark
        a, b = x(float(point.at or 0)), y(float(point.value))
        parts.append(_line(a, bottom, a, b, "guide"))
        parts.append(_line(left, b, a, b, "guide"))
        words = said.said(language)
        parts.append(
            f'<circle class="dot" cx="{_n(a)}" cy="{_n(b)}" r="5"><title>{safe(words)}</title></circle>'
        )
        fits = a + 14 + display_width(words) * 7 < right
        below = b + 20 if fits else b + 24
        parts.append(_text(a + 12 if fits else right, below, words, "said", "start" if fits else "end"))
    return "".join(parts)
