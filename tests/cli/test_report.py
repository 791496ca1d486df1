"""``report`` and ``card``: what is in a base, on the terminal or in a file."""

from __future__ import annotations

import csv

import pytest

from customerbase.base import open_base
from customerbase.presenting import SIX_TABLES, six_tables

AS_OF = ("--as-of", "2024-12-31")


def test_six_tables_are_printed(run, acme):
    status, out, err = run("report", acme, *AS_OF, "--rows", "3")

    assert (status, err) == (0, "")
    assert out.count("… and ") == 6


def test_in_chinese(run, acme):
    _, out, _ = run("report", acme, *AS_OF, "--language", "zh")

    assert "销售额排序表" in out
    assert "…… 另有 " in out
    assert "Sales ranking" not in out


def test_one_table_of_a_period(run, acme):
    _, out, _ = run("report", acme, "--table", "sales_ranking", "--period", "2024-Q1", *AS_OF)
    with open_base(acme) as base:
        best = base.sales_ranking("2024-Q1")[0]

    assert "Customer roster" not in out
    assert "* Period: 2024-01-01 to 2024-03-31" in out
    assert str(best.amount).removesuffix(" CNY") in out


def test_the_chronicle_of_whom_one_names(run, acme):
    _, out, _ = run("report", acme, "--table", "chronicle", "--customer", "Tanaka Automation", *AS_OF)

    assert "Chronicle: Tanaka Automation Ltd (EX0002)" in out


@pytest.mark.parametrize(
    ("name", "holds"),
    [("page.html", "<svg"), ("tables.txt", "Sales ranking"), ("page.htm", "Customer roster")],
)
def test_it_is_written_where_its_ending_says(run, acme, tmp_path, name, holds):
    status, out, _ = run("report", acme, *AS_OF, "--to", tmp_path / name)

    assert (status, out.strip()) == (0, f"written: {tmp_path / name}")
    assert holds in (tmp_path / name).read_text(encoding="utf-8")


def test_a_workbook(run, acme, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    run("report", acme, *AS_OF, "--to", tmp_path / "t.xlsx", "--language", "zh")

    assert openpyxl.load_workbook(tmp_path / "t.xlsx", read_only=True).sheetnames[:2] == [
        "客户名册",
        "销售额排序表",
    ]


def test_csv_is_one_table_or_a_folder(run, acme, tmp_path):
    run("report", acme, *AS_OF, "--to", f"{tmp_path / 'all'}/")
    assert {each.stem for each in (tmp_path / "all").iterdir()} == set(SIX_TABLES)

    status, _, err = run("report", acme, *AS_OF, "--to", tmp_path / "t.csv")
    assert (status, "choose one with --table" in err) == (1, True)

    run("report", acme, *AS_OF, "--table", "roster", "--to", tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    with open_base(acme) as base:
        assert len(rows) == 1 + len(base.roster())


def test_amounts_in_several_currencies_are_not_mixed_and_said(run, small):
    run("import", small / "a.db", small / "customers.csv", small / "sales.csv", "--currency", "EUR")
    (small / "more.csv").write_text("Order No,Date,Customer No,Amount\n9,2024-06-01,C1,5\n", encoding="utf-8")
    run("import", small / "a.db", small / "more.csv", "--currency", "USD")
    status, out, _ = run("report", small / "a.db")

    assert status == 0
    assert "* Amounts are in EUR. Not in them, for nothing is converted: 1 × USD." in out
    assert "5.00" in run("report", small / "a.db", "--table", "sales_ranking", "--currency", "USD")[1]


def test_of_a_base_whose_sales_are_long_ago_the_page_says_how_to_see_them(run, small):
    (small / "sales.csv").write_text(
        "Order No,Date,Customer No,Amount\n1,2011-12-09,C1,100\n", encoding="utf-8"
    )
    run("import", small / "a.db", small / "customers.csv", small / "sales.csv", "--currency", "EUR")

    assert "--as-of 2011-12-09" in run("report", small / "a.db", "--to", small / "p.html")[1]


def test_the_tables_can_be_had_from_python(acme):
    with open_base(acme) as base:
        tables = six_tables(base)
        ranked = six_tables(base, by="turnover", only=["sales_ranking"])
        with pytest.raises(ValueError, match="there is no table 'rooster'"):
            six_tables(base, only=["rooster"])

    assert tuple(each.name for each in tables) == SIX_TABLES
    assert all(each.rows for each in tables)
    assert len(ranked[0].rows) > 10


def test_a_card_is_printed_and_written(run, acme, tmp_path):
    status, out, _ = run("card", acme, "EX0002")
    assert status == 0
    assert out.strip().startswith("Customer card: Tanaka Automation Ltd (EX0002)")

    run("card", acme, "EX0002", "--language", "zh", "--to", tmp_path / "c.html")
    run("card", acme, "EX0002", "--to", tmp_path / "c.txt", *AS_OF)
    assert "客户卡" in (tmp_path / "c.html").read_text(encoding="utf-8")
    assert "As of 2024-12-31" in (tmp_path / "c.txt").read_text(encoding="utf-8")


def test_a_name_that_several_bear_is_asked_back(run, acme):
    status, _, err = run("card", acme, "Ltd")

    assert status == 1
    assert "give the number" in err
    assert "EX0001  Sato Water Technology Ltd" in err


@pytest.mark.parametrize("command", ["report", "card", "batches", "undo", "candidates", "accept", "find"])
def test_a_base_that_is_not_there_is_not_made(run, tmp_path, command):
    more = {"card": ["C1"], "undo": ["b"], "find": ["x"], "accept": ["C1", "name", "--by", "Ann"]}.get(
        command, []
    )
    status, out, err = run(command, tmp_path / "none.db", *more)

    assert (status, out) == (1, "")
    assert "there is no such base" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--period", "2024-13"],
        ["--as-of", "yesterday"],
        ["--currency", "XYZ"],
        ["--rows", "0"],
        ["--table", "rooster"],
        ["--language", "fr"],
    ],
)
def test_what_is_mistyped_is_status_2(run, acme, arguments):
    status, _, err = run("report", acme, *arguments)

    assert status == 2
    assert "error: " in err


def test_a_name_without_a_known_ending(run, acme, tmp_path):
    status, _, err = run("report", acme, "--to", tmp_path / "x.pdf")

    assert status == 1
    assert ".html, .xlsx, .csv, .txt; a folder is written with a slash at the end, as in tables/" in err


def test_a_name_without_any_ending_may_be_that_of_a_folder(run, acme):
    for command in ("report", "rfm"):
        assert "a folder is written with a slash at the end, as in xf/" in run(command, acme, "--to", "xf")[2]


@pytest.mark.parametrize("command", ["report", "rfm"])
def test_of_a_currency_that_no_sale_is_in_the_others_are_named(run, small, command):
    run("import", small / "a.db", small / "customers.csv", small / "sales.csv", "--currency", "EUR")
    status, out, err = run(command, small / "a.db", "--currency", "JPY")

    assert (status, out) == (1, "")
    assert "there are no sales in JPY by 2025-01-02; those by then are in EUR (3)" in err


def test_where_there_are_no_sales_at_all_any_currency_may_be_asked_for(run, small):
    run("import", small / "a.db", small / "customers.csv")

    assert run("report", small / "a.db", "--currency", "JPY")[0] == 0
