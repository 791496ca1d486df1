"""The page: whole in itself, closed to everything else, in either language."""

from __future__ import annotations

import base64
import hashlib
import re
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from customerbase.outputs.page import page, write
from customerbase.reports.figures import Cell, Chart, Figure, Grid, Point, Section
from customerbase.reports.table import Column, Table
from customerbase.reports.words import Phrase
from customerbase.values import Money

ATTACK = "</title></script><script>alert(1)</script>"
EVIL = Phrase(ATTACK, ATTACK)


SALES = Phrase("Sales", "销售")


def full(language: str = "en", label: Phrase = SALES) -> str:
    point = Point(label=label, value=Decimal(3), said=label.en, at=Decimal(1))
    charts = [
        Chart(name=form, title=label, form=form, points=(point,), note=label, mark=(point, label), axis=label)
        for form in ("columns", "bars", "curve")
    ]
    figures = [
        Figure(label=label, value=Money("12.50", "CNY"), kind="money", change=Decimal("0.25"), note=label),
        Figure(label=label, value=7, change=Decimal("-0.1")),
    ]
    tables = [
        Table(name, label.en, label.zh, (Column("name", "Name", "名称"),), ((label,),)) for name in "ab"
    ]
    pairs = tuple(attrs.evolve(point, group=label) for _ in range(2))
    grid = Grid(
        rows=(label,),
        columns=(label, label),
        cells=((Cell(value=3, said=label, framed=True), None),),
        row_axis=label,
        column_axis=label,
        legend=label,
    )
    section = Section(
        name="part",
        title=label,
        notes=(label,),
        charts=(
            Chart(name="panels", title=label, form="panels", points=pairs[:1]),
            Chart(name="pairs", title=label, form="pairs", points=pairs[:1]),
            Chart(name="heat", title=label, form="heat", grid=grid),
        ),
        tables=(tables[0],),
    )
    return page(label.en, figures, charts, tables, language=language, notes=[label], sections=[section])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_fetched_from_anywhere(language: str) -> None:
    made = full(language)
    assert not re.search(r"https?://|//cdn|url\(|@import|<link|<iframe|\bsrc=", made)


def test_the_policy_allows_our_style_and_script_and_nothing_else() -> None:
    made = full()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', made)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'")
    assert "unsafe" not in policy[1]
    for tag in ("style", "script"):
        text = re.search(rf"<{tag}>(.*?)</{tag}>", made, re.DOTALL)
        assert text is not None
        digest = base64.b64encode(hashlib.sha256(text[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]


def test_nothing_depends_on_style_attributes_which_the_policy_forbids() -> None:
    assert not re.search(r"<[^>]+\sstyle=", full())


def test_no_words_of_a_customer_list_can_run() -> None:
    made = full(label=EVIL)
    assert made.count("<script>") == 1
    assert "alert(1)&lt;/script&gt;" in made
    assert made.count("</title>") == full().count("</title>")


def test_drawings_are_told_in_words() -> None:
    made = full("zh")
    assert made.count('role="img"') == 6
    for name in ("columns", "bars", "curve", "panels", "pairs", "heat"):
        assert f'aria-labelledby="{name}-title {name}-desc"' in made
        assert f'<desc id="{name}-desc">销售' in made


def test_the_page_is_in_the_language_asked_for() -> None:
    assert '<html lang="zh-Hans">' in full("zh")
    assert "较上期" in full("zh")
    assert "较上期" not in full("en")
    with pytest.raises(ValueError, match="no words in 'fr'"):
        full("fr")


def test_a_change_says_its_direction_not_by_colour_alone() -> None:
    made = full()
    assert "▲ +25.0%" in made
    assert "▼ -10.0%" in made


def test_it_is_written_as_utf_8(tmp_path: Path) -> None:
    write([], tmp_path / "page.html", title="客户数据库", language="zh")
    assert "<h1>客户数据库</h1>" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_links_lead_to_panels() -> None:
    made = full()
    assert (
        re.findall(r'<a href="#(t\d+)"', made)
        == re.findall(r'class="panel" id="([^"]+)"', made)
        == ["t0", "t1"]
    )


def test_a_section_stands_between_the_charts_and_the_tables_under_its_heading() -> None:
    made = full("zh")
    places = [made.index(each) for each in ('id="bars-title"', '<h2 id="part-heading">', 'id="heat-title"')]
    places += [made.index(each) for each in ('<div class="open">', '<nav class="tabs"')]

    assert places == sorted(places)
    assert '<section class="section" id="part" aria-labelledby="part-heading">' in made
    assert "<h2" not in page("Acme")


def test_what_lies_far_below_is_linked_from_the_top() -> None:
    links = re.findall(r'<nav class="jump">(.*?)</nav>', full("zh"))

    assert links == ['<a href="#part">销售</a><a href="#tables">表格</a>']
    assert all(f'id="{each}"' in full("zh") for each in ("part", "tables"))
    assert "jump" not in re.sub("(?s)<style>.*?</style>", "", page("Acme"))
