"""HTML output: every cell is there, nothing in it can run, and browsers can sort it."""

from __future__ import annotations

import io
from decimal import Decimal
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from customerbase.model import Stage
from customerbase.outputs.html import fragment, write
from customerbase.reports.table import Column, Table
from customerbase.reports.words import Phrase
from customerbase.values import Money

COLUMNS = (
    Column("name", "Name", "名称"),
    Column("amount", "Amount", "金额", "money"),
    Column("share", "Share", "占比", "share"),
    Column("stage", "Stage", "阶段"),
)
ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


class Reader(HTMLParser):
    """Collects the tags, their attributes, and the text of the cells."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self._inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])) | st.just(ATTACK), max_size=5))
def test_every_cell_is_read_back_equal(names: list[str]) -> None:
    table = Table("t", "T", "表", COLUMNS[:1], tuple((name,) for name in names))
    assert [row[0] for row in Reader(fragment(table)).rows[1:]] == names


def test_names_notes_and_titles_cannot_run() -> None:
    column = Column(ATTACK, ATTACK, ATTACK)
    table = Table(ATTACK, ATTACK, ATTACK, (column,), ((ATTACK,), ((ATTACK,),)), (Phrase(ATTACK, ATTACK),))
    stream = io.StringIO()
    write([table, table], stream)
    found = Reader(stream.getvalue())
    assert [tag for tag, _ in found.tags].count("script") == 1  # our own
    assert "img" not in {tag for tag, _ in found.tags}
    assert not [name for _, each in found.tags for name in each if name.startswith("on")]


def test_headings_can_be_sorted_by_and_numbers_carry_their_size() -> None:
    row = ("Acme", Money("-1234.50", "CNY"), Decimal("0.5"), Stage.ACTIVE)
    found = Reader(fragment(Table("t", "T", "表", COLUMNS, (row,)), language="zh"))
    heads = [each for tag, each in found.tags if tag == "th" and each.get("scope") == "col"]
    assert [each["aria-sort"] for each in heads] == ["none"] * 4
    assert [each.get("class") for each in heads] == [None, "n", "n", None]
    cells = [each for tag, each in found.tags if tag == "td"]
    assert [each.get("data-v") for each in cells] == ["-1234.50", "0.5", None]
    assert found.rows[1] == ["Acme", "-1,234.50 CNY", "50.0%", "现实客户"]
    assert ("th", {"scope": "row", "class": "who"}) in found.tags
    assert "caption" in {tag for tag, _ in found.tags}


def test_a_table_that_is_too_long_says_what_it_leaves_out() -> None:
    table = Table("t", "T", "表", COLUMNS[:1], tuple((f"C{i}",) for i in range(12)))
    found = fragment(table, max_rows=5)
    assert len(Reader(found).rows) == 1 + 5
    assert "The first 5 of 12 rows are shown" in found
    assert "仅显示前 5 行，共 12 行" in fragment(table, language="zh", max_rows=5)
    assert len(Reader(fragment(table)).rows) == 1 + 12


def test_an_empty_table_says_so() -> None:
    assert "Nothing here yet." in fragment(Table("t", "T", "表", COLUMNS, ()))
