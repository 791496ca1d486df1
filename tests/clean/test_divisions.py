"""The table of divisions as a value."""

from __future__ import annotations

import pytest

from customerbase.clean.divisions import Divisions
from customerbase.errors import InvalidTable

ROWS = [
    ("310000", "上海市", None, None),
    ("310101", "黄浦区", None, None),
    ("310106", "静安区", None, None),
    ("310108", "闸北区", None, 2015),
    ("330402", "秀城区", 1993, 2004),
    ("330402", "南湖区", 2005, None),
    ("532900", "大理白族自治州", None, None),
    ("420528", "长阳土家族自治县", 1992, None),
    ("419001", "济源市", 1997, None),
]
TABLE = Divisions.from_rows(ROWS)


def test_places_are_found_with_and_without_their_ending():
    for name in ("静安", "静安区", "靜安區"):
        assert [each.code for each in TABLE.named(name)] == ["310106"]
    for name in ("大理", "大理州", "大理自治州", "大理白族自治州"):
        assert [each.code for each in TABLE.named(name)] == ["532900"]
    assert TABLE.named("长阳县")[0].name == "长阳土家族自治县"
    assert TABLE.named("市辖区") == ()


def test_a_place_that_is_no_more_says_until_when_and_what_took_its_code_if_that_is_known():
    (gone,) = TABLE.named("闸北区")
    assert (TABLE.ended(gone), gone.until, TABLE.successor(gone)) == (True, 2015, None)
    (renamed,) = TABLE.named("秀城区")
    assert TABLE.successor(renamed).name == "南湖区"
    assert TABLE.successor(TABLE.named("南湖区")[0]) is None


def test_the_table_of_a_year_knows_what_there_was():
    early, late = TABLE.of_year(2000), TABLE.of_year(2020)
    assert not early.ended(early.named("闸北区")[0])
    assert (early.named("南湖区"), late.named("闸北区")) == ((), ())


def test_a_city_that_its_province_governs_is_a_city():
    (place,) = TABLE.named("济源市")
    assert (place.level, place.governed_by_province, TABLE.above(place)[1]) == (2, True, None)


def test_a_company_adds_its_own_rows():
    own = TABLE.extended([("310199", "临港新片区", 2019, None), ("310108", "闸北区", None, 2016)])
    assert own.named("临港新片区")[0].code == "310199"
    assert [each.until for each in own.named("闸北区")] == [2016]
    assert len(own.rows) == len(TABLE.rows) + 1
    assert TABLE.named("临港新片区") == ()


def test_a_table_of_a_file_is_the_same_table(tmp_path):
    file = tmp_path / "divisions.csv"
    lines = [",".join("" if each is None else str(each) for each in row) for row in ROWS]
    file.write_text("code,name,since,until\n" + "\n".join(lines) + "\n", encoding="utf-8-sig")
    assert Divisions.from_csv(file) == TABLE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,since\n1,2\n", "no column name"),
        ("code,name,since,until\n31,上海市,,\n", "line 2: is no code"),
        ("code,name,since,until\n310000,,,\n", "line 2: has no name"),
        ("code,name,since,until\n310000,上海市,now,\n", "line 2: is no year in since"),
        ("code,name,since,until\n310000,上海市,2010,2000\n", "line 2: lies before"),
    ],
)
def test_a_file_that_is_no_table_says_where(tmp_path, text, said):
    file = tmp_path / "divisions.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidTable, match=said):
        Divisions.from_csv(file)
