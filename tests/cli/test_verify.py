"""``verify``: due, plan, the visit list out and back, freshness and tiers."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest

from customerbase.base import open_base
from customerbase.cli.options import reworded
from customerbase.model import Task, Verification
from customerbase.registry import load

AS_OF = ("--as-of", "2024-12-31")
START = ("--start", "2025-01-01")


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def filled(path, *marks):
    """Fill in a visit list: for each mark the first row where `what` is said, and the cells."""
    held = rows(path)
    for what, cells in marks:
        next(each for each in held if each["What"] == what and each["Facet"] == "basic").update(cells)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, held[0].keys())
        writer.writeheader()
        writer.writerows(held)


def test_what_is_due_is_listed_most_urgent_first(run, acme, tmp_path):
    status, out, err = run("verify", "due", acme, *AS_OF, "--rows", "3")
    run("verify", "due", acme, *AS_OF, "--to", tmp_path / "due.csv")

    assert (status, err) == (0, "")
    assert out.startswith("What is due\n")
    assert "… and " in out
    assert max(map(len, out.splitlines())) <= 120
    overdue = [int(each["Days overdue"]) for each in rows(tmp_path / "due.csv")]
    assert overdue == sorted(overdue, reverse=True)
    assert overdue[-1] >= 0


def test_in_chinese(run, acme):
    _, out, _ = run("verify", "due", acme, *AS_OF, "--language", "zh")

    assert out.startswith("应核实清单\n")
    assert "逾期天数" in out
    assert "基础数据" in out


def test_until_another_day_more_is_due(run, acme, tmp_path):
    run("verify", "due", acme, *AS_OF, "--to", tmp_path / "a.csv")
    run("verify", "due", acme, *AS_OF, "--until", "2025-12-31", "--to", tmp_path / "b.csv")

    assert len(rows(tmp_path / "a.csv")) < len(rows(tmp_path / "b.csv"))


def test_one_employee_sees_his_own_customers(run, acme, tmp_path):
    _, out, _ = run("verify", "due", acme, *AS_OF, "--employee", "陆海燕", "--to", tmp_path / "due.csv")

    assert out == f"written: {tmp_path / 'due.csv'}\n"
    assert {each["Responsible"] for each in rows(tmp_path / "due.csv")} == {"陆海燕"}


def test_a_customer_is_explained_facet_by_facet(run, acme):
    _, out, _ = run("verify", "due", acme, *AS_OF, "--customer", "KH0001", "--policy", "know_your_customer")

    assert out.startswith("KH0001, basic: ")
    assert out.count("KH0001, ") >= 2
    assert "checked every" in out


def test_a_policy_is_read_out_of_a_file(run, acme, tmp_path):
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps({"policy": "every", "months": 1}))
    _, out, _ = run("verify", "due", acme, *AS_OF, "--customer", "KH0001", "--policy", policy)

    assert "checked every month" in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "is no policy: yearly_round, round_by_grade, know_your_customer, or a file of JSON"),
        ("{", "is no JSON"),
        ('{"policy": "often"}', "often"),
    ],
)
def test_what_is_no_policy_is_refused(run, acme, tmp_path, text, said):
    if text is not None:
        (tmp_path / "p.json").write_text(text)
    status, _, err = run("verify", "due", acme, "--policy", tmp_path / "p.json")

    assert status == 1
    assert said in err


def test_a_plan_is_printed_by_employee_and_month(run, acme):
    status, out, err = run("verify", "plan", acme, *START, "--periods", "3", "--capacity-per-day", "4")

    assert (status, err) == (0, "")
    assert out.startswith("Visits by employee: 2025-01-01 to 2025-03-31\n")
    assert "陆海燕" in out
    assert out.splitlines()[-2].startswith("* Late, since no plan could have them in time:")


def test_a_plan_by_week(run, acme):
    _, out, _ = run("verify", "plan", acme, *START, "--by", "week", "--periods", "2", "--language", "zh")

    assert "2025 W01" in out
    assert "2025 W02" in out


def test_a_plan_goes_into_calendars(run, acme, tmp_path):
    pytest.importorskip("icalendar")
    run("verify", "plan", acme, *START, "--ics", tmp_path / "all.ics")
    run("verify", "plan", acme, *START, "--ics", f"{tmp_path}/each/")
    _, out, _ = run("verify", "plan", acme, *START, "--ics", tmp_path / "one.ics", "--employee", "Y002")

    assert (tmp_path / "all.ics").read_bytes().count(b"BEGIN:VEVENT") > 100
    assert (tmp_path / "each" / "Y002.ics").exists()
    assert 0 < (tmp_path / "one.ics").read_bytes().count(b"BEGIN:VEVENT") < 100
    assert out.endswith(f"written: {tmp_path / 'one.ics'}\n")


def test_the_visits_are_kept_as_tasks(run, acme):
    _, out, _ = run("verify", "plan", acme, *START, "--keep")

    with open_base(acme) as base:
        kept = [each for each in base.all(Task) if each.task_id.startswith("verify/")]
    assert out.endswith(f"kept: {len(kept):,} tasks\n")
    assert kept


def test_the_list_holds_the_first_month_or_goes_to_another_day(run, acme, tmp_path):
    run("verify", "plan", acme, *START, "--list", tmp_path / "month.csv")
    run("verify", "plan", acme, *START, "--list", tmp_path / "days.csv", "--until", "2025-01-10")

    month = [each["Visit on"] for each in rows(tmp_path / "month.csv")]
    assert "2025-01-01" <= min(month) <= max(month) <= "2025-01-31"
    assert max(each["Visit on"] for each in rows(tmp_path / "days.csv")) <= "2025-01-10"


def test_the_list_is_printed_with_boxes(run, acme, tmp_path):
    run("verify", "plan", acme, *START, "--list", tmp_path / "list.html", "--employee", "Y002")
    page = (tmp_path / "list.html").read_text("utf-8")

    assert '<i class="box"></i>confirmed' in page
    assert page.count("</b></header>") == 1


def test_a_last_day_without_a_list_is_refused(run, acme):
    status, _, err = run("verify", "plan", acme, "--until", "2025-01-10")

    assert status == 1
    assert "--until is the last day of the visit list" in err


def test_the_whole_round(run, acme, tmp_path):
    listed = tmp_path / "list.csv"
    run("verify", "plan", acme, *START, "--list", listed, "--employee", "Y002")
    first = rows(listed)[0]
    filled(
        listed,
        ("Name", {"Outcome": "ok", "Checked on": "2025-01-02", "Evidence": "business card"}),
    )
    status, out, err = run("verify", "read", acme, listed)
    _, again, _ = run("verify", "read", acme, listed)

    assert (status, err) == (0, "")
    counts = [int(line.split()[-1].replace(",", "")) for line in out.splitlines()[3:]]
    assert counts[:2] + counts[3:] == [1, 0, 0]
    assert 0 < counts[2] < len(rows(listed))
    assert [line.split()[-1] for line in again.splitlines()[3:5]] == ["0", "1"]
    with open_base(acme) as base:
        made = [each for each in base.all(Verification) if each.on == date(2025, 1, 2)]
        assert [(each.customer_id, each.facet, each.by) for each in made] == [
            (first["Customer no."], "basic", "Y002")
        ]
    _, out, _ = run(
        "verify",
        "due",
        acme,
        "--as-of",
        "2025-01-02",
        "--policy",
        "yearly_round",
        "--customer",
        first["Customer no."],
    )
    assert "due on 2026-01-02" in out


def test_what_is_refused_is_told_and_written_out(run, acme, tmp_path):
    listed, refused = tmp_path / "list.csv", tmp_path / "refused.csv"
    run("verify", "plan", acme, *START, "--list", listed)
    filled(listed, ("Name", {"Outcome": "ok"}))
    _, without, _ = run("verify", "read", acme, listed)
    _, out, _ = run("verify", "read", acme, listed, "--refused", refused)
    _, mended, _ = run("verify", "read", acme, refused, "--on", "2025-01-02", "--by", "陆海燕")

    assert (
        "Checked on: is missing (write the day of the check, or give it for all with --on DAY)"
        in out.replace("\n    ", " ")
    )
    assert "write them to a file with --refused FILE" in without
    assert f"are in {refused}: mend them there, and read that file" in out
    assert "refused because" in refused.read_text("utf-8-sig")
    assert mended.splitlines()[3].split()[-1] == "1"
    status, _, err = run("verify", "read", acme, listed, "--refused", listed)
    assert (status, "name another for --refused" in err) == (1, True)


def test_a_workbook_is_read_by_its_sheet(run, acme, tmp_path):
    pytest.importorskip("python_calamine")
    listed = tmp_path / "list.xlsx"
    run("verify", "plan", acme, *START, "--list", listed, "--language", "zh")
    from openpyxl import load_workbook

    book = load_workbook(listed)
    sheet = book.active
    head = [cell.value for cell in sheet[1]]
    sheet.cell(2, head.index("结果") + 1).value = "属实"
    sheet.cell(2, head.index("核实日期") + 1).value = date(2025, 1, 2)
    book.copy_worksheet(sheet)  # which of the two is meant?
    book.save(listed)

    status, _, err = run("verify", "read", acme, listed)
    assert (status, "say which: --sheet" in err) == (1, True)
    _, out, _ = run("verify", "read", acme, listed, "--sheet", sheet.title)
    assert out.splitlines()[3].split()[-1] == "1"


def test_freshness_is_told_by_facet_with_what_was_learned(run, acme, tmp_path):
    _, out, _ = run("verify", "fresh", acme, *AS_OF)
    run("verify", "fresh", acme, *AS_OF, "--to", tmp_path / "f.csv", "--language", "zh")
    run("verify", "fresh", acme, *AS_OF, "--to", tmp_path / "f.html")

    assert "Freshness, by facet" in out
    assert "How fast facts change" in out
    assert len(rows(tmp_path / "f.csv")) == 4
    assert "<table>" in (tmp_path / "f.html").read_text("utf-8")


def test_tiers_are_counted_and_written_record_by_record(run, acme, tmp_path):
    _, out, _ = run("verify", "tiers", acme, *AS_OF)
    run("verify", "tiers", acme, *AS_OF, "--to", tmp_path / "t.csv")
    run("verify", "tiers", acme, *AS_OF, "--to", f"{tmp_path}/tables/")

    assert "tier 1" in out
    assert {each["Tier"] for each in rows(tmp_path / "t.csv")} <= {"1", "2", "3", "4"}
    assert len(rows(tmp_path / "t.csv")) == 207
    assert sorted(each.name for each in (tmp_path / "tables").iterdir()) == [
        "data_tiers.csv",
        "record_tiers.csv",
    ]


def test_whoever_is_no_employee_is_named(run, acme):
    status, _, err = run("verify", "due", acme, "--employee", "Nobody")

    assert status == 1
    assert "'Nobody' is no employee of this base: there are Y001" in err


def test_without_a_base_or_a_question_it_says_how_to_ask(run, tmp_path):
    assert run("verify", "due", tmp_path / "none.db")[0] == 1
    assert run("verify")[0] == 2
    assert run("verify", "plan", "x.db", "--periods", "0")[0] == 2


def test_errors_are_told_in_options():
    assert reworded("say which: sheet='S 1'") == "say which: --sheet 'S 1'"
    assert load("source", "excel")
