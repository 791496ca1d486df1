"""Cells that hold two things, or one of several."""

from __future__ import annotations

import pytest

import customerbase
from customerbase import Contact, Customer
from customerbase.intake.joined_cells import read_joined
from customerbase.sources.table import Readable, SourceTable


class Rows(Readable):
    def __init__(self, header, *rows):
        self.header, self.rows = header.split("|"), [each.split("|") for each in rows]

    def open(self):
        return SourceTable("a list", self.header, enumerate(self.rows, 2))

    def digest(self):
        return repr((self.header, self.rows))


def read(header, *rows, **reading):
    base = customerbase.open("memory:", currency="CNY")
    result = base.import_customers(Rows(header, *rows), **reading)
    assert [str(each) for each in result.refusals] == []
    return base


def one(header, row, **reading):
    (customer,) = read(header, row, **reading).all(Customer)
    return customer


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("13900000001", {"mobile": "13900000001"}),
        ("0755-83201234", {"main": "0755-83201234"}),
        ("0755-83201234、13900000001", {"main": "0755-83201234", "mobile": "13900000001"}),
        ("13900000001/13900000002", {"mobile": "13900000001", "mobile 2": "13900000002"}),
        ("+86 139 0000 0001", {"mobile": "+86 139 0000 0001"}),
    ],
)
def test_a_cell_of_mobile_or_fixed_numbers_says_itself_which_they_are(cell, wanted):
    customer = one("客户名称|手机/固话", f"甲|{cell}")
    assert {each.label: each.number for each in customer.phones} == wanted


def test_numbers_that_have_columns_of_their_own_are_not_overwritten():
    customer = one("客户名称|手机|联系方式", "甲|13900000001|13900000002")
    assert {each.label: each.number for each in customer.phones} == {
        "mobile": "13900000001",
        "mobile 2": "13900000002",
    }


@pytest.mark.parametrize(
    ("cell", "bank", "account"),
    [
        ("中国银行深圳福田支行 760012345678901", "中国银行深圳福田支行", "760012345678901"),
        ("工行西湖支行，账号：1202 0202 0990 0012 345", "工行西湖支行", "1202020209900012345"),
        ("招行上海分行营业部/帐号6225880112345678", "招行上海分行营业部", "6225880112345678"),
        ("农业银行第2支行", "农业银行第2支行", None),
        ("1202020209900012345", None, "1202020209900012345"),
    ],
)
def test_a_bank_and_its_account_are_parted(cell, bank, account):
    customer = one("单位名称|开户行及账号", f"甲|{cell}")
    assert (customer.organization.bank, customer.identifier("bank_account")) == (bank, account)


@pytest.mark.parametrize(
    ("cell", "street", "phone"),
    [
        ("杭州市文三路1号 0571-88000000", "文三路1号", "0571-88000000"),
        ("文三路1号3幢13900000001", "文三路1号3幢", "13900000001"),
        ("文三路1号，电话：13900000001", "文三路1号", "13900000001"),
        ("文三路1号", "文三路1号", None),
    ],
)
def test_an_address_and_the_number_behind_it_are_parted(cell, street, phone):
    found = read_joined("address_and_phone", cell, frozenset())
    assert street in found["addresses[main]"].street
    assert (found["phones[main]"].number if phone else None) == phone


@pytest.mark.parametrize(
    ("header", "cell", "kind", "tags"),
    [
        ("客户类型", "个人", "person", ()),
        ("客户类型", "经销商", "organization", ("经销商",)),
        ("客户状态", "已成交", "organization", ()),
        ("客户状态", "跟进第三轮", "organization", ("跟进第三轮",)),
    ],
)
def test_a_word_that_is_none_of_ours_becomes_a_tag(header, cell, kind, tags):
    customer = one(f"客户名称|{header}", f"甲|{cell}")
    assert (customer.kind.value, customer.tags) == (kind, tags)


def test_a_stage_that_the_heading_names_is_still_held_to_its_words():
    base = customerbase.open("memory:")
    result = base.import_customers(Rows("客户名称|客户阶段", "甲|跟进第三轮"))
    assert (result.taken, result.refused) == (0, 1)


def test_tags_of_several_columns_are_put_together():
    customer = one("客户名称|客户等级|标签|客户类型", "甲|A|大客户,A|代理")
    assert customer.tags == ("A", "大客户", "代理")


@pytest.mark.parametrize(
    ("cell", "days", "words"),
    [("30", 30, None), ("45天", 45, None), ("月结30天", None, "月结30天"), ("现结", None, "现结")],
)
def test_a_period_of_payment_is_days_or_words(cell, days, words):
    terms = one("客户名称|账期", f"甲|{cell}").payment_terms
    assert (terms.days, terms.words) == (days, words)


def test_words_of_payment_of_two_columns_are_both_kept():
    terms = one("客户名称|付款条件|账期", "甲|货到付款|月结").payment_terms
    assert terms.words == "货到付款; 月结"


def test_addresses_of_several_uses_stand_on_one_card():
    customer = one(
        "客户名称|地址|收货地址|Billing City|Billing Street",
        "甲|杭州路1号|广东省深圳市福田区福华路12号|Ulm|Ring 2",
    )
    assert {each.label: str(each) for each in customer.addresses} == {
        "main": "杭州路1号",
        "delivery": "福华路12号, 福田区, 深圳市, 广东省",
        "invoice": "Ring 2, Ulm",
    }


@pytest.mark.parametrize(
    "area", ["广东省深圳市福田区", "广东省/深圳市/福田区", "广东省-深圳市-福田区", "广东省 深圳市 福田区"]
)
def test_a_cell_of_divisions_is_taken_apart(area):
    address = one("客户名称|省市区|详细地址", f"甲|{area}|福华路12号").address()
    assert (address.province, address.city, address.district, address.street) == (
        "广东省", "深圳市", "福田区", "福华路12号",
    )  # fmt: skip


def test_an_area_that_is_no_division_is_kept_as_it_is_written():
    assert one("客户名称|地区", "甲|华南").address().province == "华南"


def test_a_person_beside_a_company_has_the_name_that_two_columns_give():
    base = read("Company|First Name|Last Name|Title|Salutation|WeChat", "Acme|Ida|Doyle|Owner|Dr.|ida-D_1")
    (contact,) = base.all(Contact)
    assert contact.name == "Ida Doyle"
    assert dict(contact.attributes) == {"salutation": "Dr.", "wechat": "ida-D_1"}


def test_a_chinese_name_begins_with_that_of_the_family():
    assert one("姓|名|手机", "张|伟|13900000001").name == "张伟"


def test_a_row_that_names_no_company_is_of_the_person():
    base = read("Company|First Name|Last Name|Email", "|Ida|Doyle|ida@example.com", "Acme|Max|Roe|")
    kinds = {each.name: each.kind.value for each in base.all(Customer)}
    assert kinds == {"Ida Doyle": "person", "Acme": "organization"}
    assert [each.name for each in base.all(Contact)] == ["Max Roe"]


def test_whoever_decides_has_that_part_in_the_buying_centre():
    base = read("客户名称|联系人|决策人|决策人电话", "甲|王芳|李强|13900000001", "乙|赵敏|赵敏|13900000002")
    people = {each.name: [str(role) for role in each.employments[0].roles] for each in base.all(Contact)}
    assert people == {"王芳": [], "李强": ["decider"], "赵敏": ["decider"]}


@pytest.mark.parametrize(("cell", "gender"), [("女士", "female"), ("Mr.", "male"), ("王总", None)])
def test_a_form_of_address_is_a_gender_or_kept(cell, gender):
    customer = one("姓名|称呼", f"王芳|{cell}")
    assert (customer.person.gender and customer.person.gender.value) == gender
    assert customer.attributes.get("salutation") == (None if gender else cell)


def test_names_on_other_networks_are_kept_letter_by_letter():
    customer = one("姓名|微信号|QQ", "王芳|wxid_Ab-12|10001")
    assert (customer.identifier("wechat"), customer.identifier("qq")) == ("wxid_Ab-12", "10001")


@pytest.mark.parametrize(
    ("cell", "tag"), [("中文", "zh"), ("zh_CN", "zh-CN"), ("英语", "en"), ("温州话", "温州话")]
)
def test_a_language_is_a_tag_where_it_is_known(cell, tag):
    assert one("客户名称|语言", f"甲|{cell}").language == tag
