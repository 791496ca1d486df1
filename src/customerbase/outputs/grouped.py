"""The drawings of points in groups: panels of columns side by side, and pairs of bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from customerbase.outputs.svg import WIDTH, box, clip, compact, line, text, ticks, wide
from customerbase.reports.figures import Chart, Point

__all__ = ["pairs", "panels"]

_TOP = 36.0
_BOTTOM = 206.0
_BAR = 12.0
_GAP = 26.0


def panels(chart: Chart, language: str) -> tuple[float, str]:
    """Return the height and the inside: a panel of columns for each group, all to one measure."""
    marks = [each for each in ticks(0, max(float(each.value) for each in chart.points)) if each == int(each)]
    most = marks[-1]
    labels = [compact(each, language) for each in marks]
    left = 12 + max(map(wide, labels))
    groups = chart.groups
    broad = (WIDTH - left - _GAP * (len(groups) - 1)) / len(groups)

    def y(value: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * value / most

    parts = [
        text(left - 8, y(mark) + 4, label, "tick", "end") for mark, label in zip(marks, labels, strict=True)
    ]
    for i, group in enumerate(groups):
        start = left + i * (broad + _GAP)
        parts.append(text(start, 14, group.said(language), "name"))
        parts += [line(start, y(each), start + broad, y(each), "grid" if each else "axis") for each in marks]
        parts += _columns([each for each in chart.points if each.group == group], start, broad, y, language)
    if chart.axis is not None:
        middle = left + (WIDTH - left) / 2
        parts.append(text(middle, _BOTTOM + 40, chart.axis.said(language), "tick", "middle"))
    return _BOTTOM + 48, "".join(parts)


def _columns(
    points: Sequence[Point], start: float, broad: float, y: Callable[[float], float], language: str
) -> list[str]:
    step = broad / len(points)
    thick = min(step * 0.72, 40)
    said_fits = max(wide(each.said) for each in points) <= step
    every = -(-int(8 + max(wide(each.label.said(language)) for each in points)) // max(int(step), 1))
    parts = []
    for i, each in enumerate(points):
        middle, top = start + step * (i + 0.5), y(float(each.value))
        label = each.label.said(language)
        group = each.group.said(language) if each.group else ""
        told = f"{group} {label}: {each.said}"
        parts.append(box(middle - thick / 2, top, thick, _BOTTOM - top, "mark", told, 1.5))
        if said_fits:
            parts.append(text(middle, top - 5, each.said, "tick", "middle"))
        if (len(points) - 1 - i) % every == 0:
            parts.append(text(middle, _BOTTOM + 17, label, "tick", "middle"))
    return parts


def pairs(chart: Chart, language: str) -> tuple[float, str]:
    """Return the height and the inside: for each label a bar of each group, with its number."""
    groups, labels = chart.groups, chart.labels
    names = [clip(each.said(language), 24) for each in labels]
    left = 10 + max(wide(each, 13) for each in names)
    values = [float(each.value) for each in chart.points]
    low, high = min(0.0, *values), max(0.0, *values)
    room = WIDTH - left - 12 - max(wide(each.said, 13) for each in chart.points)
    zero = left + room * -low / ((high - low) or 1)
    step = len(groups) * (_BAR + 1) + 11
    parts = []
    place = left
    for i, group in enumerate(groups):
        said = group.said(language)
        parts.append(box(place, 2, 12, 12, f"mark g{i}"))
        parts.append(text(place + 18, 12.5, said, "tick"))
        place += 40 + wide(said)
    top = 28.0
    held = {(each.label, each.group): each for each in chart.points}
    for row, (label, name) in enumerate(zip(labels, names, strict=True)):
        y = top + row * step
        parts.append(text(left - 10, y + (step - 11) / 2 + 4.5, name, "name", "end"))
        for i, group in enumerate(groups):
            if (each := held.get((label, group))) is None:
                continue
            length = room * float(each.value) / ((high - low) or 1)
            start, at = min(zero, zero + length), y + i * (_BAR + 1)
            told = f"{label.said(language)}, {group.said(language)}: {each.said}"
            below = " below" if length < 0 else ""
            parts.append(box(start, at, max(abs(length), 1.0), _BAR, f"mark g{i}{below}", told))
            parts.append(text(max(zero, zero + length) + 6, at + _BAR - 1.5, each.said, "small"))
    if low < 0:
        parts.append(line(zero, top - 4, zero, top + step * len(labels) - 8, "axis"))
    return top + step * len(labels), "".join(parts)
