"""The charts of the reports as Altair charts, for notebooks: one can zoom, restyle and combine them."""

from __future__ import annotations

import math
from typing import Any, Final, TypeAlias

import altair as alt

from customerbase.outputs.heat import LEVELS, bounds, level_of
from customerbase.outputs.lines import frame, ticked
from customerbase.outputs.svg import brief, wide
from customerbase.reports.figures import Chart, Grid, Point
from customerbase.reports.words import Phrase, term

__all__ = ["Drawn", "chart"]

Drawn: TypeAlias = alt.LayerChart | alt.FacetChart
"""What `chart` returns: both kinds can be saved, configured, and put side by side."""

# The light colours of the page.
_ACCENT, _WARM, _GOOD, _BAD = "#0e6578", "#b8641c", "#1c7a4d", "#b3372e"
_INK, _SOFT, _RULE = "#17242b", "#5d6b72", "#dde2e0"
_BELOW = "#f0c9c4"
_RAMP: Final = ("#e4f1f3", "#c3e0e5", "#9ccbd4", "#74b3bf", "#2c7b8e", "#14667a", "#094a5a")
_PALE = 4
"""The last level on which dark figures can be read."""

_DOTTED: Final = 16
_WIDTH = 440
_HEIGHT = 220
_SHORT: Final = {
    "en": "abs(datum.value) >= 1000 ? format(datum.value, '~s') : datum.label",
    "zh": "abs(datum.value) >= 1e8 ? format(datum.value / 1e8, '~g') + '亿' : "
    "abs(datum.value) >= 1e4 ? format(datum.value / 1e4, '~g') + '万' : datum.label",
}


def chart(chart: Chart, *, language: str = "en") -> Drawn:
    """Return a chart as an Altair chart.

    It holds its own few numbers: nothing is fetched, and no data frame is
    needed.  It sets no configuration, so that it can be put beside others.

    Parameters
    ----------
    chart : Chart
        Of any form.
    language : {'en', 'zh'}

    Examples
    --------
    >>> from customerbase.reports.words import Phrase
    >>> point = Point(label=Phrase("A", "甲"), value=3, said="3")
    >>> drawn = chart(Chart(name="c", title=Phrase("By grade", "等级"), form="bars", points=(point,)))
    >>> drawn.to_dict()["title"]["text"]
    'By grade'
    """
    if chart.grid is not None:
        drawn: Drawn = _heat(chart.grid, language)
    elif chart.form == "panels":
        drawn = _panels(chart, language)
    elif chart.form == "pairs":
        drawn = _pairs(chart, language)
    elif chart.form == "lines":
        drawn = _lines(chart, language)
    elif chart.form == "bars":
        drawn = _bars(chart, language)
    elif chart.form == "curve":
        drawn = _curve(chart, language)
    else:
        drawn = _columns(chart, language)
    said: dict[str, Any] = {
        "text": chart.title.said(language),
        "anchor": "start",
        "color": _INK,
        "offset": 12,
    }
    if chart.note is not None:
        said |= {"subtitle": chart.note.said(language), "subtitleColor": _SOFT}
    if isinstance(drawn, alt.LayerChart):
        drawn = drawn.properties(view=alt.ViewBackground(stroke=None))
    return drawn.properties(title=alt.TitleParams(**said))


def _data(points: tuple[Point, ...], language: str) -> alt.InlineData:
    return _values(
        {
            "label": each.label.said(language),
            "value": float(each.value),
            "said": each.said,
            "at": None if each.at is None else float(each.at),
            "group": "" if each.group is None else each.group.said(language),
            "kind": "below" if each.value < 0 else "part" if each.partial else "whole",
            "limit": None if each.limit is None else float(each.limit),
        }
        for each in points
    )


def _values(rows: Any) -> alt.InlineData:
    return alt.InlineData(values=list(rows))


def _said(phrases: tuple[Phrase, ...], language: str) -> list[str]:
    return [each.said(language) for each in phrases]


def _names(field: str, order: list[str], **more: Any) -> Any:
    axis = alt.Axis(title=None, labelLimit=220, labelColor=_INK, domain=False, ticks=False)
    return alt.Y(f"{field}:N", sort=order, axis=axis, **more)


def _amounts(language: str, **more: Any) -> alt.Axis:
    return alt.Axis(
        title=None,
        labelExpr=_SHORT[language],
        labelColor=_SOFT,
        gridColor=_RULE,
        domain=False,
        ticks=False,
        **more,
    )


_SHARES: Final[dict[str, Any]] = {
    "format": "%",
    "labelColor": _SOFT,
    "gridColor": _RULE,
    "domain": False,
    "ticks": False,
}


def _columns(chart: Chart, language: str) -> Drawn:
    order = _said(chart.labels, language)
    wanted = _WIDTH / max(len(order), 1)
    tilted = max((wide(each, 11) for each in order), default=0) > wanted
    base = alt.Chart(_data(chart.points, language)).encode(
        x=alt.X(
            "label:N",
            sort=order,
            axis=alt.Axis(
                title=None, labelAngle=-45 if tilted else 0, labelOverlap=True, labelColor=_SOFT, ticks=False
            ),
        ),
        y=alt.Y("value:Q", axis=_amounts(language, tickCount=5)),
        tooltip=["label:N", "said:N"],
    )
    colours = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=["whole", "part", "below"], range=[_ACCENT, "#8bb4be", _BAD]),
        legend=None,
    )
    layers: list[Any] = [base.mark_bar().encode(color=colours)]
    if any(each.limit is not None for each in chart.points):
        limits = base.transform_filter("isValid(datum.limit)")
        layers.append(
            limits.mark_tick(color=_WARM, thickness=2, bandSize=wanted * 0.95).encode(y=alt.Y("limit:Q"))
        )
    return alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT)


def _bars(chart: Chart, language: str) -> Drawn:
    order = _said(chart.labels, language)
    base = alt.Chart(_data(chart.points, language)).encode(
        y=_names("label", order),
        x=alt.X("value:Q", axis=None),
        tooltip=["label:N", "said:N"],
    )
    bars = base.mark_bar(color=_ACCENT, height={"band": 0.72})
    said = base.mark_text(align="left", dx=5, color=_INK).encode(text="said:N")
    return alt.layer(bars, said).properties(width=_WIDTH, height=alt.Step(24))


def _pairs(chart: Chart, language: str) -> Drawn:
    order, groups = _said(chart.labels, language), _said(chart.groups, language)
    base = alt.Chart(_data(chart.points, language)).encode(
        y=_names("label", order, scale=alt.Scale(paddingInner=0.25)),
        yOffset=alt.YOffset("group:N", sort=groups),
        x=alt.X("value:Q", axis=None),
        tooltip=["label:N", "group:N", "said:N"],
    )
    colours = alt.Color(
        "group:N",
        sort=groups,
        scale=alt.Scale(domain=groups, range=[_ACCENT, _WARM]),
        legend=alt.Legend(title=None, orient="top", labelColor=_SOFT),
    )
    bars = base.mark_bar().encode(color=colours)
    # Beside the end of its bar, and right of the line where that points to the left.
    said = base.transform_calculate(end="max(datum.value, 0)").mark_text(
        align="left", dx=4, fontSize=10, color=_INK
    )
    return alt.layer(bars, said.encode(x="end:Q", text="said:N")).properties(
        width=_WIDTH, height=alt.Step(13)
    )


def _panels(chart: Chart, language: str) -> Drawn:
    groups = _said(chart.groups, language)
    base = alt.Chart().encode(
        x=alt.X(
            "label:N",
            sort=_said(chart.labels, language),
            axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True, labelColor=_SOFT, ticks=False),
        ),
        y=alt.Y("value:Q", axis=_amounts(language, tickCount=5)),
        tooltip=["group:N", "label:N", "said:N"],
    )
    layers = [base.mark_bar(color=_ACCENT)]
    panel = _WIDTH / max(len(groups), 1)
    if max((wide(each.said, 10) for each in chart.points), default=0) * len(chart.labels) < panel * 1.3:
        layers.append(base.mark_text(dy=-6, fontSize=10, color=_SOFT).encode(text="said:N"))
    return (
        alt.layer(*layers, data=_data(chart.points, language))
        .properties(width=panel, height=_HEIGHT * 0.75)
        .facet(
            column=alt.Column(
                "group:N", sort=groups, title=None, header=alt.Header(labelColor=_INK, labelAnchor="start")
            )
        )
    )


def _lines(chart: Chart, language: str) -> Drawn:
    groups = _said(chart.groups, language)
    values = [float(each.value) for each in chart.points]
    marks = frame(min(values), max(values))
    first = tuple(each for each in chart.points if each.group == chart.groups[0])
    heads = {float(each.at or 0): each.label.said(language) for each in ticked(first, language, _WIDTH)}
    called = " : ".join(f"abs(datum.value - {at!r}) < 1e-9 ? {said!r}" for at, said in heads.items())
    title = None if chart.axis is None else chart.axis.said(language)
    base = alt.Chart(_data(chart.points, language)).encode(
        x=alt.X(
            "at:Q",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(
                title=title,
                titleColor=_SOFT,
                values=list(heads),
                labelExpr=f"{called} : ''",
                labelColor=_SOFT,
                grid=False,
                ticks=False,
            ),
        ),
        y=alt.Y(
            "value:Q",
            scale=alt.Scale(domain=[marks[0], marks[-1]], zero=False),
            axis=alt.Axis(title=None, values=marks, **{**_SHARES, "format": ".3~%"}),
        ),
        tooltip=["group:N", "label:N", "said:N"],
    )
    colours = alt.Color(
        "group:N",
        sort=groups,
        scale=alt.Scale(domain=groups, range=[_ACCENT, _WARM, _GOOD, _SOFT][: len(groups)]),
        legend=alt.Legend(title=None, orient="top", labelColor=_SOFT, labelLimit=300),
    )
    layers: list[Any] = [base.mark_line(point=len(first) <= _DOTTED).encode(color=colours)]
    if chart.mark is not None:
        point, said = chart.mark
        place = {"at": float(point.at or 0), "value": marks[0], "said": said.said(language)}
        marked = alt.Chart(_values([place])).encode(x="at:Q")
        layers.append(marked.mark_rule(color=_WARM, strokeDash=[4, 3]))
        words = marked.mark_text(align="left", dx=6, dy=-8, color=_INK, fontWeight="bold")
        layers.append(words.encode(y="value:Q", text="said:N"))
    return alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT)


def _curve(chart: Chart, language: str) -> Drawn:
    top = max([1.0, *(float(each.value) for each in chart.points)])
    title = None if chart.axis is None else chart.axis.said(language)
    base = alt.Chart(_data(chart.points, language)).encode(
        x=alt.X(
            "at:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title=title, titleColor=_SOFT, **_SHARES)
        ),
        y=alt.Y("value:Q", scale=alt.Scale(domain=[0, top], nice=True), axis=alt.Axis(title=None, **_SHARES)),
        tooltip=["label:N", "said:N"],
    )
    equal = alt.Chart(_values([{"at": 0, "value": 0}, {"at": 1, "value": 1}])).encode(x="at:Q", y="value:Q")
    layers: list[Any] = [
        base.mark_area(color=_ACCENT, opacity=0.12),
        equal.mark_line(color=_SOFT, strokeDash=[2, 5], strokeWidth=1),
        base.mark_line(color=_ACCENT),
    ]
    if top > 1:
        layers.append(alt.Chart(_values([{"value": 1}])).mark_rule(color=_SOFT).encode(y="value:Q"))
    if chart.mark is not None:
        point, said = chart.mark
        at = float(point.at or 0)
        place = {"at": at, "value": float(point.value), "said": said.said(language)}
        marked = alt.Chart(_values([place])).encode(x="at:Q", y="value:Q")
        layers.append(marked.mark_point(color=_WARM, filled=True, size=70, opacity=1))
        left = at > 0.45
        words = marked.mark_text(
            align="right" if left else "left",
            dx=0 if left else 9,
            dy=-13 if point.value > 1 else 13,
            color=_INK,
            fontWeight="bold",
        )
        layers.append(words.encode(text="said:N"))
    return alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT)


def _heat(grid: Grid, language: str) -> Drawn:
    rows, columns = _said(grid.rows, language), _said(grid.columns, language)
    level = level_of(grid)
    step = max(30, min(64, _WIDTH // max(len(columns), 1)))
    held = {(i, j): cell for i, j, cell in grid.held}
    records = []
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            cell = held.get((i, j))
            value = None if cell is None else float(cell.value)
            records.append(
                {
                    "row": row,
                    "column": column,
                    "value": value,
                    "level": 0 if value is None else level(value),
                    "band": "" if value is None else _band(grid, level(value), language),
                    "short": "" if value is None else brief(value, language),
                    "said": term("nobody", language) if cell is None else cell.said.said(language),
                    "framed": cell is not None and cell.framed,
                }
            )
    tilted = max((wide(each, 11) for each in columns), default=0) > step
    base = alt.Chart(_values(records)).encode(
        x=alt.X(
            "column:N",
            sort=columns,
            axis=_heads(f"{grid.column_axis.said(language)} →", labelAngle=-40 if tilted else 0),
        ),
        y=alt.Y(
            "row:N",
            sort=rows,
            axis=_heads(
                f"↑ {grid.row_axis.said(language)}", titleAngle=0, titleX=0, titleY=-10, titleAlign="left"
            ),
        ),
        tooltip=["said:N"],
    )
    full = base.transform_filter("isValid(datum.value)")
    void = base.transform_filter("!isValid(datum.value)")
    deep = f"datum.level > {_PALE}"
    return alt.layer(
        void.mark_rect(fillOpacity=0, stroke=_SOFT, strokeOpacity=0.4, strokeDash=[2, 3], strokeWidth=1),
        full.mark_rect(stroke="white", strokeWidth=2).encode(color=_heat_colour(grid, language)),
        full.transform_filter("datum.framed").mark_rect(fillOpacity=0, stroke=_WARM, strokeWidth=2),
        full.mark_text(fontSize=11).encode(
            text="short:N", color=alt.condition(deep, alt.value("white"), alt.value(_INK))
        ),
    ).properties(width=alt.Step(step), height=alt.Step(min(step, 34)))


def _heads(title: str, **more: Any) -> alt.Axis:
    return alt.Axis(
        title=title,
        titleColor=_SOFT,
        titleFontWeight="normal",
        labelLimit=220,
        labelColor=_INK,
        domain=False,
        ticks=False,
        **more,
    )


def _band(grid: Grid, level: int, language: str) -> str:
    """Return from where to where a level reaches, in words."""
    low, high = (float(each) for each in grid.span)
    if level == 0:
        return term("legend_below", language)
    edges = [low, *bounds(grid), high] if high > low else []
    if not edges:
        return brief(low, language)
    first, last = edges[level - 1], edges[level]
    if all(isinstance(cell.value, int) for _, _, cell in grid.held):
        first, last = math.ceil(first), math.floor(last) if level == LEVELS else math.ceil(last) - 1
        if first == last:
            return brief(first, language)
    return f"{brief(first, language)} – {brief(last, language)}"


def _heat_colour(grid: Grid, language: str) -> alt.Color:
    """Return the same levels as on the page, the highest first; those that nothing has are left out."""
    level = level_of(grid)
    held = sorted({level(float(cell.value)) for _, _, cell in grid.held}, reverse=True)
    bands = [_band(grid, each, language) for each in held]
    colours = [_BELOW if each == 0 else _RAMP[each - 1] for each in held]
    legend = alt.Legend(
        title=grid.legend.said(language),
        titleColor=_SOFT,
        titleFontWeight="normal",
        titleLimit=300,
        symbolType="square",
        symbolStrokeWidth=0,
        symbolSize=160,
    )
    return alt.Color("band:N", sort=bands, scale=alt.Scale(domain=bands, range=colours), legend=legend)
