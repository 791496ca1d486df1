"""Addresses from columns, and from one column of text."""

from __future__ import annotations

import pytest

from customerbase.clean.addresses import PROVINCES, clean_address
from customerbase.clean.refused import Refused


@pytest.mark.parametrize(
    ("text", "province", "city", "district", "street"),
    [
        ("广东省深圳市福田区福华路12号", "广东省", "深圳市", "福田区", "福华路12号"),
        ("广东深圳市福田区福华路12号", "广东省", "深圳市", "福田区", "福华路12号"),
        ("上海市浦东新区张江路1号", "上海市", "上海市", "浦东新区", "张江路1号"),
        ("上海浦东新区张江路1号", "上海市", "上海市", "浦东新区", "张江路1号"),
        ("北京市市辖区朝阳区建国路8号", "北京市", "北京市", "朝阳区", "建国路8号"),
        ("江苏省苏州市昆山市前进路3号", "江苏省", "苏州市", "昆山市", "前进路3号"),
        ("内蒙古自治区呼和浩特市新城区", "内蒙古自治区", "呼和浩特市", "新城区", None),
        ("新疆维吾尔自治区乌鲁木齐市", "新疆维吾尔自治区", "乌鲁木齐市", None, None),
        ("云南省大理白族自治州大理市下关镇", "云南省", "大理白族自治州", "大理市", "下关镇"),
        ("廣東深圳市南山區科技路", "广东省", "深圳市", "南山區", "科技路"),
        ("上海", "上海市", "上海市", None, None),
        ("深圳市福田区福华路12号", None, None, None, "深圳市福田区福华路12号"),
        ("北京路12号", None, None, None, "北京路12号"),
        ("南京东路100号", None, None, None, "南京东路100号"),
        ("12 Fuhua Road", None, None, None, "12 Fuhua Road"),
    ],
)
def test_a_text_is_taken_apart_only_where_it_begins_with_a_province(text, province, city, district, street):
    found = clean_address(text=text)
    assert found is not None
    assert (found.province, found.city, found.district, found.street) == (province, city, district, street)


def test_the_country_and_the_postal_code_are_taken_off():
    found = clean_address(text="518000 中国广东省深圳市")
    assert found is not None
    assert (found.country, found.city, found.postal_code) == ("中国", "深圳市", "518000")
    found = clean_address(text="深圳市福华路(邮编:518000)")
    assert found is not None
    assert (found.street, found.postal_code) == ("深圳市福华路", "518000")


def test_columns_win_over_the_text_and_nothing_of_it_is_lost():
    found = clean_address(text="广东省深圳市福华路1号", city="广州市", province="广东")
    assert found is not None
    assert (found.province, found.city, found.street) == ("广东省", "广州市", "广东省深圳市福华路1号")
    found = clean_address(text="广东省深圳市福华路1号", city="深圳市", street="3楼")
    assert found is not None
    assert (found.province, found.city, found.street) == ("广东省", "深圳市", "福华路1号 3楼")


def test_parts_from_columns_stay_as_they_are():
    found = clean_address(
        street="24, place Kléber", city="Strasbourg", province="NULL", postal_code="67000.0"
    )
    assert found is not None
    assert found.parts == (None, None, "Strasbourg", None, "24, place Kléber", "67000")


def test_blank_parts_are_no_address():
    assert clean_address(city="NULL", text=" ") is None


def test_a_part_that_is_too_long_is_named():
    with pytest.raises(Refused, match="postal_code"):
        clean_address(postal_code="1" * 50)


def test_china_has_34_provinces():
    assert len(set(PROVINCES.values())) == 34
