"""``find``."""

from __future__ import annotations

from customerbase import Contact, Customer, Employment, Phone
from customerbase.base import open_base
from customerbase.searching.folding import PLAIN
from customerbase.steps import finding as step
from customerbase.stores import finding


def test_what_is_found_is_told_with_its_places(run, tmp_path):
    with open_base(tmp_path / "a.db") as base:
        base.save(Customer(customer_id="C1", name="上海机电"), source="visit")
        base.save(
            Contact(
                contact_id="K1",
                name="李雷",
                employments=[Employment(customer_id="C1")],
                phones=[Phone(number="0755-83201234")],
            ),
            source="visit",
        )

    status, out, _ = run("find", tmp_path / "a.db", "李雷", "3201")

    assert status == 0
    assert "K1" in out
    assert "name; phone: 0755-83201234" in out
    assert "上海机电 (C1)" in out
    _, out, _ = run("find", tmp_path / "a.db", "上海", "--language", "zh")
    assert "名称以此开头" in out
    assert "Nothing here yet." in run("find", tmp_path / "a.db", "nobody")[1]


def test_it_says_when_traditional_characters_are_told_apart(run, tmp_path, monkeypatch):
    with open_base(tmp_path / "a.db") as base:
        base.save(Customer(customer_id="C1", name="上海機電"), source="visit")
    for module in (finding, step):
        monkeypatch.setattr(module, "available_folding", lambda: PLAIN)

    assert "the extra cn is not installed" in run("find", tmp_path / "a.db", "上海")[1]
    assert "the extra cn" not in run("find", tmp_path / "a.db", "C1")[1]
