"""Headings of lists of many systems, all of each list together, as a table."""

from __future__ import annotations

import pytest
from real_headings import LISTS

from customerbase.errors import AmbiguousHeader
from customerbase.sources.heading_forms import joined_headings, keys_of, parts_of
from customerbase.sources.headings import map_headings


def understood(header, kind):
    """Return what each heading means, and what is asked of those that may mean several fields."""
    asked = {}
    while True:
        try:
            found = map_headings(header, kind, mapping=dict.fromkeys(asked), extra="keep")
        except AmbiguousHeader as error:
            asked[error.header] = "?" + " ".join(error.choices)
        else:
            return found.as_mapping() | asked


@pytest.mark.parametrize("name", LISTS)
def test_every_heading_of_a_real_list_is_understood_left_alone_or_asked_back(name):
    kind, wanted = LISTS[name]
    kept = {heading: field or f"attributes[{heading}]" for heading, field in wanted.items()}
    assert understood(list(wanted), kind) == kept


def test_the_table_of_real_headings_is_a_large_one():
    assert sum(len(fields) for _, fields in LISTS.values()) >= 400


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("1.客户电话", "phones[main]"),
        ("（二）联系电话", "phones[main]"),
        ("③ 电话", "phones[main]"),
        ("四、联系电话：", "phones[main]"),
        ("*联系电话 必填", "phones[main]"),
        ("联系\n电话", "phones[main]"),
        ("Phone (required)", "phones[main]"),
        ("联系电话\nPhone", "phones[main]"),
        ("電話/Tel.", "phones[main]"),
        ("公司传真", "phones[fax]"),
        ("客户QQ", "identifiers[qq]"),
        ("手机号码/固定电话", "phones"),
        ("Mobile / Phone", "phones"),
        ("Customer's phone", "phones[main]"),
        ("电话费", None),
        ("company code", "customer_id"),
        ("行政区", "address.district"),
        ("addresses[branch].city", "addresses[branch].city"),
        ("anniversaries[opening]", "anniversaries[opening]"),
        ("contact[decider].email", "contact[decider].email"),
    ],
)
def test_a_heading_is_told_whatever_stands_around_it(heading, field):
    found = map_headings(["Name", heading], "customers").as_mapping()
    assert found[heading] == field


def test_parts_that_mean_several_things_are_asked_back():
    with pytest.raises(AmbiguousHeader) as caught:
        map_headings(["姓名", "微信/邮箱"], "customers")
    assert caught.value.choices == ("contact[1].wechat", "emails[main]")
    assert "mapping={'微信/邮箱': one of " in str(caught.value)


def test_the_choices_of_an_ambiguous_heading_say_what_they_mean():
    with pytest.raises(AmbiguousHeader) as caught:
        map_headings(["客户名称", "负责人"], "customers")
    assert "'responsible' (one of us)" in str(caught.value)
    assert "'contact[1].name' (a person at the customer)" in str(caught.value)


def test_a_row_number_is_no_number_of_a_customer():
    assert map_headings(["序号", "客户名称"], "customers").ignored == ("序号",)
    assert map_headings(["序号", "日期", "客户", "金额"], "purchases").ignored == ("序号",)


def test_several_columns_may_give_tags():
    header = ["客户名称", "客户等级", "客户标签", "客户类别"]
    assert [each.field for each in map_headings(header, "customers").columns] == [
        "name",
        "tags",
        "tags",
        "tags",
    ]


def test_names_beside_a_company_are_those_of_a_person_there():
    header = ["Company", "First name", "Last name", "Title"]
    assert map_headings(header, "customers").fields == {
        "name", "contact[1].first_name", "contact[1].last_name", "contact[1].title",
    }  # fmt: skip
    assert map_headings(["Full name", "First name"], "customers").fields == {"name", "first_name"}


def test_an_address_has_the_use_that_its_heading_says():
    header = ["客户名称", "地址", "通讯地址", "收货地址", "注册地址", "开票地址"]
    assert [each.field for each in map_headings(header, "customers").columns][1:] == [
        "address.text", "addresses[mailing].text", "addresses[delivery].text", "addresses[registered].text",
        "addresses[invoice].text",
    ]  # fmt: skip
    assert map_headings(["客户名称", "办公地址"], "customers").fields == {"name", "address.text"}


@pytest.mark.parametrize(
    ("upper", "lower", "wanted"),
    [
        ("客户名称|联系人||地址", "|姓名|电话|", "客户名称|联系人 姓名|联系人 电话|地址"),
        (
            "客户名称|联系人||开票信息|",
            "|姓名|手机|税号|开户行",
            "客户名称|联系人 姓名|联系人 手机|开票信息 税号|开票信息 开户行",
        ),
        ("客户名称|电话", "杭州织造厂|0571-88000000", None),
        ("客户名称||电话", "杭州织造厂|x|0571-88000000", None),
        ("|姓名", "客户|", None),
    ],
)
def test_two_rows_of_one_heading_are_put_together(upper, lower, wanted):
    found = joined_headings(upper.split("|"), lower.split("|"))
    assert found == (wanted.split("|") if wanted else None)


def test_the_group_above_a_heading_says_whose_it_is():
    header = joined_headings(["客户名称", "联系人", "", "开票信息"], ["", "姓名", "电话", "税号"])
    assert header is not None
    found = map_headings(header, "customers")
    assert [each.field for each in found.columns] == [
        "name", "contact[1].name", "contact[1].phone", "identifiers[tax]",
    ]  # fmt: skip


def test_what_is_compared_of_a_heading():
    assert keys_of("12.5 寸") == ("125寸",)
    assert parts_of("注册资本（万元）") == ()
