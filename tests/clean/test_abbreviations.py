from __future__ import annotations

import pytest

from customerbase.clean.abbreviations import ABBREVIATIONS, abbreviations_of, load_abbreviations
from customerbase.clean.company_names import core_key, name_key
from customerbase.errors import InvalidTable, SourceError


def test_every_short_name_is_written_as_its_key_and_stands_for_another_name():
    for short, long in ABBREVIATIONS.items():
        assert name_key(short) == short
        assert name_key(long) != short
        assert name_key(long) not in ABBREVIATIONS


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("中石化", "中国石油化工股份有限公司"),
        ("中石油", "中国石油天然气集团有限公司"),
        ("工行", "中国工商银行股份有限公司"),
        ("建设银行", "中国建设银行股份有限公司"),
        ("联通", "中国联合网络通信有限公司"),
        ("国网", "国家电网有限公司"),
        ("中车", "中国中车股份有限公司"),
        ("上汽", "上海汽车集团股份有限公司"),
        ("一汽", "中国第一汽车股份有限公司"),
        ("ibm", "International Business Machines Corporation"),
        ("ge", "General Electric Company"),
        ("bmw", "Bayerische Motoren Werke AG"),
    ],
)
def test_a_short_name_has_the_core_of_the_full_one(short, full):
    assert core_key(ABBREVIATIONS[short]) == core_key(full)


def test_a_table_of_ones_own_is_read(tmp_path):
    path = tmp_path / "short.toml"
    path.write_text('"Acme" = " Acme Trading "\n"華記" = "华记贸易"\n', encoding="utf-8")

    assert dict(load_abbreviations(path)) == {"acme": "Acme Trading", "華記": "华记贸易"}
    assert abbreviations_of(path) == abbreviations_of(str(path)) == load_abbreviations(path)
    assert abbreviations_of({}) == {}


def test_a_table_that_cannot_be_read_says_so(tmp_path):
    path = tmp_path / "short.toml"
    with pytest.raises(SourceError, match="there is no such file"):
        load_abbreviations(path)
    path.write_text("中石化 = ", encoding="utf-8")
    with pytest.raises(SourceError, match="cannot be read as TOML"):
        load_abbreviations(path)


def test_every_entry_that_is_none_is_named(tmp_path):
    path = tmp_path / "short.toml"
    path.write_text('A = 1\nB = " "\nC = "Cee"\n"c." = "Sea"\n', encoding="utf-8")
    with pytest.raises(InvalidTable) as caught:
        load_abbreviations(path)

    assert [each.path for each in caught.value.problems] == ["$.A", "$.B", "$.c."]
