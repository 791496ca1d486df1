"""``export`` and ``erase``."""

from __future__ import annotations

import json

import pytest

from customerbase.base import open_base
from customerbase.errors import NotFound


@pytest.fixture
def filled(run, small):
    run("import", small / "a.db", small / "customers.csv")
    return small / "a.db"


def test_everything_known_is_shown_or_written_for_another_system(run, filled, tmp_path):
    status, out, _ = run("export", filled, "C1")
    assert status == 0
    assert "Everything known" in out
    status, out, _ = run("export", filled, "C1", "-o", tmp_path / "c1.json")
    assert status == 0
    written = json.loads((tmp_path / "c1.json").read_text(encoding="utf-8"))
    with open_base(filled) as base:
        now = base.export("C1").to_plain()
        assert {**written, "exported_at": None} == {**now, "exported_at": None}
        name = base.customer("C1").name
    assert name in json.dumps(written, ensure_ascii=False)


def test_nobody_is_erased_by_mistake(run, filled):
    status, _, err = run("erase", filled, "C1", "--reason", "asked for it", "--by", "Ann")
    assert status == 1
    assert "for good" in err
    assert "--yes" in err
    with open_base(filled) as base:
        assert base.customer("C1").customer_id == "C1"


def test_a_person_is_erased_and_what_is_left_to_do_is_said(run, filled):
    status, out, _ = run("erase", filled, "C1", "--reason", "asked for it", "--by", "Ann", "--yes")
    assert status == 0
    assert "1 customer" in out
    assert "left to you: backups" in out
    with open_base(filled) as base, pytest.raises(NotFound):
        base.customer("C1")
