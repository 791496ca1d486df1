"""The demo: one command from nothing to a base, the six tables, two pages, two cards and a workbook."""

from __future__ import annotations

import re
import stat
import sys
from datetime import date

import pytest

from customerbase import verify
from customerbase.base import open_base
from customerbase.model import Contact, Customer
from customerbase.outputs.text import display_width

TABLES = (
    "Customer roster",
    "Sales ranking",
    "Customer grades",
    "Customers by place",
    "Key people",
    "Chronicle: ",
    "Segments",
    "Due, by facet",
    "Most urgent",
    "Plan of 2025-01, by employee",
    "What an extra day of checking a month would buy",
)


def test_it_prints_the_tables_within_the_width_and_says_what_to_open(told):
    out, folder = told

    assert [each for each in TABLES if f"\n{each}" not in out] == []
    assert out.count("… and ") == 6
    assert [
        line for line in out.splitlines() if display_width(line.replace(str(folder), "sample")) > 120
    ] == []
    assert f"{folder / 'page.html'}  " in out
    assert "18 rows were put in to be refused" in out
    assert "48 values" in out


def test_in_chinese_all_that_is_a_fixed_word_is_chinese(told_in_chinese):
    out, _ = told_in_chinese

    assert "客户名册" in out
    assert "来往大事记：" in out
    assert "请打开" in out
    assert "Customer roster" not in out


def test_columns_of_chinese_stand_one_below_the_other(told_in_chinese):
    out, _ = told_in_chinese
    _, heads, rule, *rows = out[out.index("\n客户名册") :].strip().splitlines()[:8]
    starts = [found.start() for found in re.finditer(r"(?<!-)-", rule)]

    for line in (heads, *rows):
        for start in starts[1:]:
            cut, width = 0, 0
            while width < start:
                width += display_width(line[cut])
                cut += 1
            assert width == start
            assert line[cut - 1] == " "


@pytest.mark.parametrize("name", ["page.html", "page.zh.html", "card.html", "card.zh.html"])
def test_pages_need_no_network(demo_folder, name):
    made = (demo_folder / name).read_text(encoding="utf-8")

    assert not re.search(r"https?://|\bsrc=|@import|<link", made)
    assert ('lang="zh-Hans"' in made) == (".zh." in name)


@pytest.mark.parametrize(
    ("name", "title"), [("page", "Customer segments (RFM)"), ("page.zh", "客户细分（RFM）")]
)
def test_the_page_shows_customer_segments(demo_folder, name, title):
    made = (demo_folder / f"{name}.html").read_text(encoding="utf-8")

    assert f'<h2 id="rfm-heading">{title}</h2>' in made
    for chart in ("rfm-heat", "rfm-whale", "rfm-segments", "rfm-migration", "rfm-scores"):
        assert f'id="{chart}-title"' in made


@pytest.mark.parametrize(("name", "title"), [("page", "Verification"), ("page.zh", "数据核实")])
def test_the_page_shows_how_the_base_is_kept(demo_folder, name, title):
    made = (demo_folder / f"{name}.html").read_text(encoding="utf-8")

    assert f'<h2 id="verification-heading">{title}</h2>' in made
    for chart in ("load", "days", "freshness", "tiers", "compared", "upkeep"):
        assert f'id="verification-{chart}-title"' in made


def test_what_the_office_knows_makes_checks_due(demo_folder):
    with open_base(demo_folder / "acme.db") as base:
        left = [each for each in base.all(Contact) for there in each.employments if there.until is not None]
        states = base.facet_states(as_of=date(2024, 12, 31))
        policy = base.verification_policy

    assert len(left) >= 3
    assert sum("contact_left" in each.events for each in states if each.facet == "decision_makers") >= 3
    assert policy != verify.yearly_round()


def test_people_are_called_by_name_not_by_number(demo_folder):
    made = (demo_folder / "page.zh.html").read_text(encoding="utf-8")

    assert "邓佳琪" in made
    assert ">Y005<" not in made


def test_refused_rows_are_written_with_their_reasons(demo_folder):
    written = list((demo_folder / "refused").iterdir())

    assert {each.stem for each in written} == {
        "客户名单",
        "customers_en",
        "bought_list",
        "sales",
        "interactions",
    }
    assert all(each.read_text(encoding="utf-8-sig").startswith("refused because") for each in written)


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_nobody_else_may_read_what_tells_of_people(demo_folder):
    modes = {each: stat.S_IMODE(each.stat().st_mode) for each in demo_folder.rglob("*") if each.is_file()}

    assert {each.name: oct(mode) for each, mode in modes.items() if mode & 0o077} == {}


def test_again_is_the_same(run, told, told_in_chinese):
    once, folder = told
    _, again = told_in_chinese
    status, out, err = run("demo", again)

    assert (status, err) == (0, "")
    assert out.replace(str(again), "") == once.replace(str(folder), "")


def test_it_does_not_write_among_the_files_of_somebody(run, tmp_path):
    (tmp_path / "sales.csv").write_text("mine", encoding="utf-8")
    status, _, err = run("demo", tmp_path)

    assert status == 1
    assert "is not empty" in err
    assert [each.name for each in tmp_path.iterdir()] == ["sales.csv"]


def test_it_does_not_replace_a_base_that_is_no_demo(run, tmp_path):
    with open_base(tmp_path / "acme.db") as base:
        base.save(Customer(customer_id="C1", name="Mine"), source="visit")
    status, _, err = run("demo", tmp_path)

    assert status == 1
    assert "no demo made it" in err
    with open_base(tmp_path / "acme.db") as base:
        assert base.customer("C1").name == "Mine"
