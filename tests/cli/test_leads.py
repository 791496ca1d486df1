"""``leads``."""

from __future__ import annotations

import pytest

from customerbase.base import open_base


@pytest.fixture
def fair(tmp_path):
    open_base(tmp_path / "a.db", zone="Asia/Shanghai").close()
    path = tmp_path / "fair.csv"
    path.write_text(
        "日期,公司,联系人,手机,留言\n2024-12-30,宁波轴承厂,李娜,13900000002,样品\n2024-12-31,温州鞋业,陈刚,1.39E+10,代理\n",
        encoding="utf-8",
    )
    return path


def test_forms_are_read_and_told_whom_to_contact(run, fair, tmp_path):
    base = tmp_path / "a.db"
    status, out, _ = run(
        "leads", "read", base, fair, "--page", "Canton Fair", "--refused", tmp_path / "refused.csv"
    )
    assert status == 0
    assert "1 taken" in out
    assert "1.39E+10" in (tmp_path / "refused.csv").read_text(encoding="utf-8-sig")

    _, out, _ = run("leads", "due", base, "--language", "zh")
    assert "宁波轴承厂" in out
    assert "新线索" in out
    assert "Nothing here yet." in run("leads", "due", base, "--as-of", "2024-12-29")[1]
    assert "宁波轴承厂" in run("leads", "list", base)[1]
    assert "Canton Fair" in run("leads", "results", base)[1]
    assert "2024-12" in run("leads", "results", base, "--by", "month")[1]


@pytest.mark.parametrize("ending", ["html", "csv", "xlsx", "txt"])
def test_the_list_is_written_in_each_form(run, fair, tmp_path, ending):
    run("leads", "read", tmp_path / "a.db", fair)
    target = tmp_path / f"leads.{ending}"
    status, out, _ = run("leads", "list", tmp_path / "a.db", "--to", target)
    assert status == 0
    assert target.stat().st_size > 0
    assert "written" in out


def test_a_file_that_does_not_say_when_is_asked_for_the_day(run, fair, tmp_path):
    fair.write_text("公司,联系人\n宁波轴承厂,李娜\n", encoding="utf-8")
    status, _, err = run("leads", "read", tmp_path / "a.db", fair)
    assert status != 0
    assert "came" in err
    assert (
        run("leads", "read", tmp_path / "a.db", fair, "--on", "2024-12-31", "--consent", "marketing")[0] == 0
    )
