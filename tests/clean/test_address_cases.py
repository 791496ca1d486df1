"""Whole addresses of many kinds, each with what is to be read out of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase import registry
from customerbase.clean.addresses import clean_address, parse_address
from customerbase.clean.parsed_address import AddressNote
from customerbase.clean.text import halfwidth

pytest.importorskip("stdnum")

CASES = [
    line.split("|")
    for line in (Path(__file__).parent / "address_cases.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@cache
def table():
    return registry.load("divisions", "gb2260").divisions()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_an_address_is_taken_apart_as_far_as_is_sure(case):
    text, *expected = case
    found = parse_address(text, divisions=table())
    got = [found.province, found.city, found.district, found.rest, found.postal_code]
    assert got == [each or None for each in expected[:5]]
    assert found.confidence == float(expected[5])


PIECES = st.sampled_from(
    "广东省 深圳市 深圳 南山区 南山 北京市 北京 朝阳区 吉林 海南 上海市 闸北区 昆山 路 1号 东路 中国 518000 (邮编:518000) ， - 地址： 科技园 市 区 县 "
    "廣東 苏州工业园区 高新区 杭州市 市辖区 台北市 九龙 医院 Road China".split()
)
TEXTS = st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=30)


@pytest.mark.parametrize("with_table", [True, False])
@given(text=TEXTS)
def test_no_character_of_an_address_is_lost(with_table, text):
    found = parse_address(text, divisions=table() if with_table else None)
    assert "".join(each for _, each in found.pieces) == found.text == " ".join(halfwidth(text).split())
    said = {
        name: "".join(each for role, each in found.pieces if role == name) for name in ("rest", "postal_code")
    }
    assert said == {"rest": found.rest or "", "postal_code": found.postal_code or ""}
    lost = "".join(each for role, each in found.pieces if role in {"separator", "level"})
    assert not set(lost) - set(" ,，;；、。/\\|>·:：_—–-()（）市辖区县省直自治级行政划单位域邮编P.C")
    assert (found.confidence == 1) == (not found.notes)


@given(text=TEXTS)
def test_a_place_is_written_in_the_text_or_holds_one_that_is(text):
    found = parse_address(text, divisions=table())
    roles = {role for role, _ in found.pieces}
    assert (
        roles & {"province", "city", "district"}
        or (found.province, found.city, found.district) == (None,) * 3
    )
    if found.city is not None and found.district is None and found.city != found.province:
        assert "city" in roles


def test_a_place_that_is_no_more_is_said_with_its_last_year():
    found = parse_address("上海市闸北区共和新路1号", divisions=table())
    assert (found.abolished.name, found.abolished.until, found.successor) == ("闸北区", 2015, None)
    assert parse_address("上海市闸北区", divisions=table().of_year(2010)).confidence == 1


def test_what_may_be_several_places_names_them():
    found = parse_address("朝阳区建国路8号", divisions=table())
    assert found.notes == (AddressNote.AMBIGUOUS,)
    assert [each.code for each in found.candidates] == ["110105", "220104"]


def test_a_company_adds_places_of_its_own():
    own = table().extended([("440399", "深汕特别合作区", 2018, None)])
    assert parse_address("深圳市深汕特别合作区鹅埠镇", divisions=own).code == "440399"


def test_a_cell_is_cleaned_by_the_table():
    found = clean_address(text="深圳南山区科技园1栋（邮编 518057）", divisions=table())
    assert found.parts == (None, "广东省", "深圳市", "南山区", "科技园1栋", "518057")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"province": "广东", "city": "深圳", "district": "南山"}, ("广东省", "深圳市", "南山区", None)),
        ({"city": "深圳"}, (None, "深圳", None, None)),
        ({"province": "湖北", "city": "恩施州"}, ("湖北省", "恩施土家族苗族自治州", None, None)),
        ({"province": "广东省", "city": "杭州市"}, ("广东省", "杭州市", None, None)),
        ({"city": "朝阳"}, (None, "朝阳", None, None)),
        ({"city": "Shenzhen"}, (None, "Shenzhen", None, None)),
        ({"province": "上海", "city": "上海", "district": "浦东"}, ("上海市", "上海市", "浦东新区", None)),
        (
            {"province": "广东省", "city": "深圳市", "text": "南山区科苑路1号"},
            ("广东省", "深圳市", "南山区", "科苑路1号"),
        ),
        (
            {"province": "广东", "text": "广东省深圳市南山区科苑路1号"},
            ("广东省", "深圳市", "南山区", "科苑路1号"),
        ),
        ({"city": "广州市", "text": "深圳市南山区科苑路"}, (None, "广州市", None, "深圳市南山区科苑路")),
        ({"city": "长春市", "text": "朝阳区人民大街"}, ("吉林省", "长春市", "朝阳区", "人民大街")),
        ({"district": "朝阳区", "text": "建国路8号"}, (None, None, "朝阳区", "建国路8号")),
    ],
)
def test_cells_of_parts_agree_with_the_table_or_stay_as_they_are(cells, expected):
    found = clean_address(**cells, divisions=table())
    assert (found.province, found.city, found.district, found.street) == expected
