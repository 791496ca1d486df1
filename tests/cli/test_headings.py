"""``headings``: how a file would be read."""

from __future__ import annotations

import pytest

import customerbase
from customerbase import Customer


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Kunde,电话,负责人\nAcme,0571-88000000,王芳\n", encoding="utf-8")
    return path


def test_the_columns_of_a_file_are_shown(run, path):
    status, out, _ = run("headings", path)
    assert status == 0
    assert "phones[main]" in out
    assert "you decide" in out


def test_in_chinese_too_by_any_tag_of_it(run, path):
    status, out, _ = run("headings", path, "--language", "zh-CN", "--as", "customers")
    assert status == 0
    assert "请您决定" in out


def test_the_headings_of_a_base_count(run, path, tmp_path):
    with customerbase.open(tmp_path / "acme.db") as base:
        base.heading_aliases = {"name": ["Kunde"], "responsible": ["负责人"]}
    saved = tmp_path / "acme.toml"
    assert run("headings", path, "--base", tmp_path / "acme.db", "--to", saved)[0] == 0
    assert saved.read_text(encoding="utf-8") == (
        '[mapping]\n"Kunde" = "name"\n"电话" = "phones[main]"\n"负责人" = "responsible"\n'
    )
    assert run("import", tmp_path / "acme.db", path)[0] == 0
    with customerbase.open(tmp_path / "acme.db") as base:
        assert [each.name for each in base.all(Customer)] == ["Acme"]


def test_a_saved_mapping_is_given_as_a_file(run, path, tmp_path):
    saved = tmp_path / "acme.toml"
    saved.write_text('[mapping]\n"Kunde" = "name"\n"负责人" = false\n"Other" = "note"\n', encoding="utf-8")
    assert run("import", tmp_path / "acme.db", f"customers={path}", "--aliases", saved)[0] == 0
