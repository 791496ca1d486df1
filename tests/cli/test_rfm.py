"""``rfm``: segments on the terminal or in a file, and how one customer's scores came about."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from customerbase.base import open_base
from customerbase.cli.scoring import MAPS
from customerbase.model import Customer

AS_OF = ("--as-of", "2024-12-31")


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_segments_are_printed_with_how_many_were_scored(run, acme):
    status, out, err = run("rfm", acme, *AS_OF)

    assert (status, err) == (0, "")
    assert out.startswith("Segments\n")
    assert "* As of 2024-12-31, of 207 customers: 170 bought, 37 have not bought (no scores)." in out
    assert "Can't Lose Them" in out
    assert max(map(len, out.splitlines())) <= 120


def test_in_chinese(run, acme):
    _, out, _ = run("rfm", acme, *AS_OF, "--language", "zh")

    assert "冠军客户" in out
    assert "Champions" not in out
    assert "* 截至 2024-12-31，207 位客户中：170 位有购买；37 位尚未购买（没有得分）。" in out


@pytest.mark.parametrize(
    ("name", "segment"),
    [("standard", "About To Sleep"), ("r_vignette", "Others"), ("trade", "opinion leader")],
)
def test_the_map_can_be_chosen(run, acme, name, segment):
    _, out, _ = run("rfm", acme, *AS_OF, "--map", name)

    assert name in MAPS
    assert f"\n{segment}" in out


def test_opinion_leaders_are_known_by_their_introductions(run, acme, tmp_path):
    run("rfm", acme, *AS_OF, "--map", "trade", "--to", tmp_path / "s.csv")

    brought = {
        int(each["Introduced"]) for each in rows(tmp_path / "s.csv") if each["Segment"] == "opinion leader"
    }
    assert brought
    assert min(brought) >= 3


def test_other_numbers_of_scores_have_no_segments_but_counts(run, acme):
    status, out, _ = run("rfm", acme, *AS_OF, "--bins", "3")

    assert (status, "Customers by score" in out, "Champions" in out) == (0, True, False)


def test_a_map_for_other_numbers_of_scores_is_refused_in_options(run, acme):
    status, _, err = run("rfm", acme, *AS_OF, "--bins", "3", "--map", "standard")

    assert status == 1
    assert "leave out --map, or --bins" in err


def test_the_score_of_one_customer_is_explained(run, acme):
    _, out, _ = run("rfm", acme, *AS_OF, "--customer", "Tanaka Automation")
    assert out.startswith("EX0002 is 1-5-5: last bought on 2022-02-07, 1,058 days before")
    assert out.rstrip().endswith("Segment: Can't Lose Them")

    _, out, _ = run("rfm", acme, *AS_OF, "--customer", "EX0002", "--language", "zh")
    assert out.startswith("EX0002 得 1-5-5：最近一次购买于 2022-02-07")
    assert out.rstrip().endswith("细分：不能流失")


def test_of_one_who_has_not_bought_that_is_said(run, acme):
    with open_base(acme) as base:
        base.save(Customer(customer_id="Z9", name="New"), source="visit")
    _, out, _ = run("rfm", acme, *AS_OF, "--customer", "Z9")

    assert out == "Z9 has not bought by 2024-12-31 and has no scores.\nSegment: no segment\n"


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        (
            "s.html",
            ["<svg", "Customer segments (RFM)", "RFM scores", "Movement between segments, 2024-09-30"],
        ),
        (
            "s.txt",
            ["Segments\n", "RFM scores\n", "Movement between segments\n", "2024-09-30 to 2024-12-31: "],
        ),
    ],
)
def test_it_is_written_where_its_ending_says(run, acme, tmp_path, name, holds):
    status, out, _ = run("rfm", acme, *AS_OF, "--to", tmp_path / name)

    assert (status, out.strip()) == (0, f"written: {tmp_path / name}")
    made = (tmp_path / name).read_text(encoding="utf-8")
    assert [each for each in holds if each not in made] == []


def test_csv_holds_every_customer_and_a_folder_every_table(run, acme, tmp_path):
    run("rfm", acme, *AS_OF, "--to", tmp_path / "s.csv")
    held = rows(tmp_path / "s.csv")
    with open_base(acme) as base:
        assert {each["Customer no."] for each in held} == {each.customer_id for each in base.all(Customer)}
    assert held[0]["Segment"] == "Champions"

    run("rfm", acme, *AS_OF, "--to", f"{tmp_path / 'all'}/")
    assert {each.stem for each in (tmp_path / "all").iterdir()} == {"segments", "rfm_scores", "migration"}
    assert "2024-09-30 ↓, 2024-12-31 →" in rows(tmp_path / "all" / "migration.csv")[0]


def test_a_workbook(run, acme, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    run("rfm", acme, *AS_OF, "--to", tmp_path / "s.xlsx", "--language", "zh")

    assert openpyxl.load_workbook(tmp_path / "s.xlsx", read_only=True).sheetnames == [
        "客户细分",
        "RFM 得分",
        "客户细分变动",
    ]


def test_of_several_currencies_that_of_most_sales_is_scored_and_the_others_are_said(run, small):
    run("import", small / "a.db", small / "customers.csv", small / "sales.csv", "--currency", "EUR")
    (small / "more.csv").write_text("Order No,Date,Customer No,Amount\n9,2024-06-01,C1,5\n", encoding="utf-8")
    run("import", small / "a.db", small / "more.csv", "--currency", "USD")

    _, out, _ = run("rfm", small / "a.db")
    assert "250.50" in out
    assert "* Amounts are in EUR. Not in them, for nothing is converted: 1 × USD." in out
    _, out, _ = run("rfm", small / "a.db", "--currency", "USD")
    assert ("5.00" in out, "250.50" in out, "1 × EUR" in out) == (True, False, False)
    assert "3 × EUR" in out


def test_where_nobody_has_bought_it_says_so(run, small):
    run("import", small / "a.db", small / "customers.csv")
    status, out, err = run("rfm", small / "a.db")

    assert (status, out) == (1, "")
    assert (
        err == "customerbase: no customer has a purchase by 2025-01-02: nobody can be scored; see --as-of\n"
    )


def test_a_base_that_is_not_there_is_not_made(run, tmp_path):
    status, _, err = run("rfm", tmp_path / "none.db")

    assert (status, "there is no such base" in err) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--bins", "0"],
        ["--bins", "x"],
        ["--bins", "5,3"],
        ["--bins", "5,3,0"],
        ["--bins", "3", "--scale", "Q3"],
        ["--keep", " "],
        ["--map", "mine"],
        ["--as-of", "now"],
    ],
)
def test_what_is_mistyped_is_status_2(run, acme, arguments):
    assert run("rfm", acme, *arguments)[0] == 2


def test_there_may_be_other_numbers_of_scores_for_each(run, acme):
    _, out, _ = run("rfm", acme, *AS_OF, "--bins", "4,2,3")

    assert [line.split()[0] for line in out.splitlines()[3:7]] == ["4", "3", "2", "1"]
    assert len(out.splitlines()[3].split()) == 2, "only recency has a 4"


def test_a_run_is_kept_and_its_scale_used_again_and_movement_told_since_then(run, acme, tmp_path):
    status, out, _ = run("rfm", acme, "--as-of", "2024-10-31", "--keep", "Oct")
    assert (status, out.splitlines()[-1], "Movement" in out) == (0, "kept: Oct", False)

    status, out, _ = run("rfm", acme, *AS_OF, "--scale", "Oct")
    with open_base(acme) as base:
        kept = base.rfm_run("Oct")
        now = base.rfm(as_of=date(2024, 12, 31), scale="Oct", everyone=True)
    moved = now.since(kept)
    assert (status, kept.as_of, len(kept.rows)) == (0, date(2024, 10, 31), 207)
    assert "On 2024-10-31" in out
    assert f"* {len(moved.stayed)} stayed, {len(moved.moved)} moved; 0 came, 0 went." in out
    champions = next(line.split() for line in out.splitlines() if line.startswith("Champions"))
    assert int(champions[1]) == now.sizes[0].customers

    run("rfm", acme, *AS_OF, "--scale", "Oct", "--to", tmp_path / "s.html")
    assert "segments, 2024-10-31 to 2024-12-31" in (tmp_path / "s.html").read_text(encoding="utf-8")


def test_of_another_map_movement_is_told_in_its_own_segments(run, acme):
    run("rfm", acme, "--as-of", "2024-10-31", "--keep", "Oct")
    _, out, _ = run("rfm", acme, *AS_OF, "--scale", "Oct", "--map", "trade")

    assert "On 2024-10-31" in out
    assert "Champions" not in out


def test_of_a_run_that_is_not_earlier_no_movement_is_told(run, acme):
    run("rfm", acme, *AS_OF, "--keep", "Dec")

    assert "Movement" not in run("rfm", acme, *AS_OF, "--scale", "Dec")[1]


def test_a_run_is_scored_again_in_the_way_in_which_it_was_kept(run, acme):
    with open_base(acme) as base:
        base.keep_rfm(base.rfm(as_of=date(2024, 10, 31), count="day", returns="ignore"), name="days")
    status, _, err = run("rfm", acme, *AS_OF, "--scale", "days", "--keep", "again")

    assert (status, err) == (0, "")
    with open_base(acme) as base:
        again = base.rfm_run("again")
    assert (again.counted, again.returns) == ("day", "ignore")


def test_a_name_that_is_taken_or_not_there_is_said(run, acme):
    assert "no run is kept as 'Q3' (keep one with --keep)" in run("rfm", acme, "--scale", "Q3")[2]
    run("rfm", acme, "--as-of", "2024-10-31", "--keep", "Oct")

    status, out, err = run("rfm", acme, *AS_OF, "--keep", "Oct")
    assert (status, out) == (1, "")
    assert "a run of 2024-10-31 is kept as 'Oct' already: choose another name" in err
    assert "no run is kept as 'Q3' (there are: Oct)" in run("rfm", acme, "--scale", "Q3")[2]
