"""Every chart of the reports as an Altair chart: drawn without a network, with the same numbers."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import attrs
import pytest

from customerbase import rfm, verify
from customerbase.model import SaleTotal
from customerbase.reports import verification_charts
from customerbase.reports.extra_days import extra_days
from customerbase.reports.figures import Chart, Point
from customerbase.reports.rfm import section
from customerbase.reports.rfm_charts import migration
from customerbase.reports.words import Phrase
from customerbase.values import Money

alt = pytest.importorskip("altair")
vl_convert = pytest.importorskip("vl_convert")
from customerbase.outputs import altair  # noqa: E402 - there may be no altair

ATTACK = "<script>alert(1)</script>"


def sold():
    return [
        SaleTotal(
            purchase_id=str(i),
            customer_id=f"C{i % 17}",
            on=date(2024, 1 + i % 12, 1 + i % 28),
            quantity=1,
            amount=Money(-90_000 if i % 17 == 3 else 10 * i**2 + 1, "CNY"),
        )
        for i in range(120)
    ]


RUN = rfm.run(sold(), as_of=date(2024, 12, 31), customers=["C99"])
BEFORE = rfm.run(sold(), as_of=date(2024, 9, 30), scale=RUN.scale, customers=["C99"])
PLAIN = [
    Chart(
        name=form,
        title=Phrase(form, "图"),
        form=form,
        points=tuple(
            Point(label=Phrase(f"M{i}", f"月{i}"), value=value, said=str(value), partial=i == 2)
            for i, value in enumerate([12_000, -500, 3])
        ),
        note=Phrase("a note", "附注"),
    )
    for form in ("columns", "bars")
]
STATES = [
    verify.FacetState(customer_id=f"C{i}", facet=facet, verified_on=date(2023, 1 + i, 1), employee_id="E1")
    for i in range(9)
    for facet in ("basic", "credit")
]
DUES = verify.due(STATES, verify.yearly_round(), as_of=date(2024, 12, 31), until=date(2025, 12, 31))
PLAN = verify.plan(DUES, start=date(2025, 1, 1), capacity=verify.Capacity(per_month=2))
EXTRA = extra_days(
    STATES, as_of=date(2024, 12, 31), checks=3, rates=verify.PRIORS, worth={"C1": 9.0, "C2": 1.0}
)
UPKEEP = [
    verification_charts.load(PLAN),
    verification_charts.fresh(verify.freshness(STATES, as_of=date(2024, 12, 31))),
    verification_charts.days(EXTRA),
    verification_charts.compared(EXTRA.comparison),
]
CHARTS = [*section(RUN, BEFORE).charts, *PLAIN, *UPKEEP]


def texts(drawn):
    return [each.text for each in ET.fromstring(drawn).iter() if each.tag.endswith("text") and each.text]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("chart", CHARTS, ids=lambda each: each.name)
def test_it_is_drawn_with_its_title_and_its_numbers(chart, language):
    made = altair.chart(chart, language=language)
    drawn = vl_convert.vegalite_to_svg(made.to_dict())
    said = texts(drawn)

    assert chart.title.said(language) in said
    if chart.form in ("bars", "pairs"):
        assert {each.said for each in chart.points} <= set(said)
        assert {each.said(language) for each in chart.labels} <= set(said)
    if chart.form in ("panels", "lines"):
        assert {each.said(language) for each in chart.groups} <= set(said)
    if chart.mark is not None:
        assert chart.mark[1].said(language) in said
    if chart.grid is not None:
        assert {each.said(language) for each in (*chart.grid.rows, *chart.grid.columns)} <= set(said)
        assert drawn.count('aria-roledescription="rect mark"') >= len(chart.grid.held)
    if chart.note is not None:
        assert chart.note.said(language) in said


@pytest.mark.parametrize("chart", CHARTS, ids=lambda each: each.name)
def test_nothing_is_fetched_and_nothing_is_configured(chart):
    made = altair.chart(chart).to_dict()
    plain = json.dumps(made)

    assert '"url"' not in plain
    assert "http" not in plain.replace(made["$schema"], "")
    bare = alt.Chart(alt.InlineData(values=[])).mark_point().to_dict()
    assert made["config"] == bare["config"]


def test_charts_stand_side_by_side():
    beside = alt.hconcat(*(altair.chart(each) for each in CHARTS[:3]))

    assert ET.fromstring(vl_convert.vegalite_to_svg(beside.to_dict())) is not None


def test_levels_of_counts_are_whole_numbers():
    moved = rfm.migrate({str(i): "A" for i in range(40)}, {str(i): "A" if i < 37 else "B" for i in range(40)})
    records = str(altair.chart(migration(moved)).to_dict())

    assert "'band': '26 – 37'" in records
    assert "'band': '3 – 4'" in records


def test_what_is_below_zero_is_so_called_in_the_legend():
    back = SaleTotal(
        purchase_id="R",
        customer_id="C16",
        on=date(2024, 12, 30),
        quantity=-1,
        amount=Money(-(10**7), "CNY"),
        is_return=True,
    )
    heat = section(rfm.run([*sold(), back], as_of=date(2024, 12, 31))).charts[0]
    assert any(cell.value < 0 for _, _, cell in heat.grid.held), "the data must have one"

    assert "below 0" in texts(vl_convert.vegalite_to_svg(altair.chart(heat).to_dict()))


def test_a_rise_above_all_is_seen():
    (curve,) = (each for each in CHARTS if each.form == "curve")
    assert max(each.value for each in curve.points) > Decimal(1)

    assert "120%" in texts(vl_convert.vegalite_to_svg(altair.chart(curve).to_dict()))


def test_text_of_a_customer_list_is_text():
    point = Point(label=Phrase(ATTACK, ATTACK), value=1, said=ATTACK)
    chart = attrs.evolve(PLAIN[1], points=(point,), title=Phrase(ATTACK, ATTACK))
    drawn = vl_convert.vegalite_to_svg(altair.chart(chart).to_dict())

    assert "<script" not in drawn
    assert texts(drawn).count(ATTACK) == 3


def test_limits_are_strokes_across_their_columns():
    (limits,) = (
        each for each in altair.chart(UPKEEP[0]).to_dict()["layer"] if each["mark"]["type"] == "tick"
    )
    drawn = vl_convert.vegalite_to_svg(altair.chart(UPKEEP[0]).to_dict())

    assert limits["encoding"]["y"]["field"] == "limit"
    assert (
        drawn.count('aria-roledescription="tick"')
        == sum(each.limit is not None for each in UPKEEP[0].points)
        > 0
    )


def test_lines_begin_where_their_numbers_do():
    scale = altair.chart(UPKEEP[3]).to_dict()["layer"][0]["encoding"]["y"]["scale"]
    values = [float(each.value) for each in UPKEEP[3].points]

    assert 0 <= scale["domain"][0] <= min(values) < max(values) <= scale["domain"][1] <= 1
