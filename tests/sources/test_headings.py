"""Headings to fields: what people write above their columns, in English and Chinese."""

from __future__ import annotations

import pytest

from customerbase.errors import AmbiguousHeader, SourceError
from customerbase.sources.heading_words import TABLES, known_fields
from customerbase.sources.headings import heading_key, load_aliases, map_headings


def fields(header, kind, **options):
    return [each.field for each in map_headings(header, kind, **options).columns]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("客户编号", "customer_id"),
        ("客戶編號*", "customer_id"),
        ("Customer_No.", "customer_id"),
        ("所属行业：", "industry"),
        ("法定代表人", "organization.legal_representative"),
        ("成立日期", "organization.founded"),
        ("统一社会信用代码", "identifiers[uscc]"),
        ("纳税人识别号", "identifiers[tax]"),
        ("身份证号码", "identifiers[id_card]"),
        ("银行账号", "identifiers[bank_account]"),
        ("開戶銀行", "organization.bank"),
        ("省份", "address.province"),
        ("城市", "address.city"),
        ("区县", "address.district"),
        ("邮政编码", "address.postal_code"),
        ("通讯地址", "address.text"),
        ("联系电话", "phones[main]"),
        ("手机号", "phones[mobile]"),
        ("傳真", "phones[fax]"),
        ("电子邮箱", "emails[main]"),
        ("E-Mail Address", "emails[main]"),
        ("联系人", "contact[1].name"),
        ("第二联系人", "contact[2].name"),
        ("联系人3电话", "contact[3].phone"),
        ("联系人手机2", "contact[2].mobile"),
        ("Contact 2 Job Title", "contact[2].title"),
        ("contactName", "contact[1].name"),
        ("contacts[2].email", "contact[3].email"),
        ("电话2", "phones[main 2]"),
        ("手机1", "phones[mobile]"),
        ("员工人数", "size.employees"),
        ("信用额度（元）", "credit.limit"),
        ("账期", "payment.term"),
        ("业务员", "responsible"),
        ("备注", "note"),
        ("性别", "person.gender"),
        ("出生日期", "person.born"),
        ("建档日期", "acquired_on"),
        ("客户状态", "stage_or_tag"),
        ("attributes[shoe size]", "attributes[shoe size]"),
        ("phones[night]", "phones[night]"),
        ("organization.english_name", "organization.english_name"),
    ],
)
def test_headings_of_customers(heading, field):
    assert fields(["客户名称", heading], "customers") == ["name", field]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("注册资本(万元)", "万元"),
        ("注册资本（單位：萬元）", "万元"),
        ("注册资本/万元", "万元"),
        ("Registered capital [USD]", "USD"),
        ("注册资本", None),
        ("注册资本（必填）", None),
    ],
)
def test_the_unit_of_a_heading_is_handed_on(heading, unit):
    found = map_headings(["客户名称", heading], "customers").column("size.registered_capital")
    assert found is not None
    assert found.unit == unit


NORTHWIND = {
    "customers": (
        "customerID,companyName,contactName,contactTitle,address,city,region,postalCode,country,phone,fax",
        """customer_id name contact[1].name contact[1].title address.street address.city address.province
        address.postal_code address.country phones[main] phones[fax]""",
    ),
    "purchase_headers": ("orderID,customerID,employeeID,orderDate", "purchase_id customer_id employee_id on"),
    "purchase_lines": (
        "orderID,productID,unitPrice,quantity,discount",
        "purchase_id product_id unit_price quantity discount",
    ),
    "products": (
        "productID,productName,categoryID,quantityPerUnit,unitPrice,discontinued",
        "product_id name category unit list_price discontinued",
    ),
    "employees": (
        "employeeID,lastName,firstName,title,hireDate,homePhone,notes,reportsTo",
        "employee_id last_name first_name title hired_on phones[home] note reports_to",
    ),
}


@pytest.mark.parametrize("kind", NORTHWIND)
def test_northwind_is_understood(kind):
    header, wanted = NORTHWIND[kind]
    assert fields(header.split(","), kind) == wanted.split()


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
            "purchase_id product_id product_name quantity on unit_price customer_id customer_country",
        ),
        ("customer_id,order_date,revenue,first_name,last_name,email", "customer_id on amount"),
        ("customer_id,date,number_of_cds,dollar_value", "customer_id on quantity amount"),
        (
            "订单编号,下单日期,客户名称,产品名称,数量,单价,金额（元）",
            "purchase_id on customer_name product_name quantity unit_price amount",
        ),
        (
            "銷售日期,客戶,品名,數量,銷售額,業務員",
            "on customer_name product_name quantity amount employee_id",
        ),
    ],
)
def test_lists_of_purchases_are_understood(header, wanted):
    assert fields(header.split(","), "purchases") == wanted.split()


def test_lists_of_dealings_are_understood():
    header = "拜访日期,客户名称,方式,地点,内容,结果,费用,业务员,联系人,下次跟进日期".split(",")
    assert fields(header, "interactions") == (
        "on customer_name channel place content outcome cost employee_id contact_id follow_up_on".split()
    )


def test_a_person_beside_a_company_is_its_contact():
    header = ["公司名称", "姓名", "性别", "职务", "生日"]
    assert fields(header, "customers") == [
        "name", "contact[1].name", "contact[1].gender", "contact[1].title", "contact[1].born",
    ]  # fmt: skip
    assert fields(["姓名", "性别"], "customers") == ["name", "person.gender"]


def test_an_address_is_the_street_where_its_parts_have_columns():
    assert fields(["客户名称", "地址"], "customers") == ["name", "address.text"]
    assert fields(["客户名称", "城市", "地址"], "customers") == ["name", "address.city", "address.street"]


def test_a_heading_that_may_mean_several_fields_is_asked_back():
    with pytest.raises(AmbiguousHeader) as caught:
        map_headings(["客户名称", "负责人"], "customers", origin="a.csv")
    assert caught.value.header == "负责人"
    assert set(caught.value.choices) == {
        "organization.legal_representative",
        "contact[1].name",
        "responsible",
    }
    assert str(caught.value).startswith("a.csv: ")
    assert fields(["客户名称", "负责人"], "customers", mapping={"负责人": "responsible"}) == [
        "name",
        "responsible",
    ]


def test_two_headings_for_one_field_are_asked_back():
    with pytest.raises(AmbiguousHeader) as caught:
        map_headings(["客户名称", "电话", "联系电话"], "customers")
    assert caught.value.choices == ("电话", "联系电话")
    found = map_headings(["客户名称", "电话", "联系电话"], "customers", mapping={"联系电话": None})
    assert found.ignored == ("联系电话",)
    kept = fields(["客户名称", "电话", "联系电话"], "customers", mapping={"联系电话": "phones[night]"})
    assert kept == ["name", "phones[main]", "phones[night]"]


def test_the_mapping_of_the_caller_wins():
    found = map_headings(
        ["客户名称", "电话", "Nr"], "customers", mapping={"Nr": "phones[main]", "电话": "phones[home]"}
    )
    assert [each.field for each in found.columns] == ["name", "phones[home]", "phones[main]"]
    found = map_headings(["客户名称", "电话", "Nr"], "customers", mapping={"Nr": "phones[main]"})
    assert found.ignored == ("电话",)


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ({"Nmae": "name"}, "no heading here"),
        ({"Name": "nmae"}, "did you mean 'name'"),
        ({"Name": "name", "X": "name"}, "to two headings"),
        ({"Name": "contact[0].name"}, "do not have"),
    ],
)
def test_a_mapping_that_cannot_hold_is_named(mapping, why):
    with pytest.raises(SourceError, match=why):
        map_headings(["Name", "X"], "customers", mapping=mapping)


def test_own_aliases_extend_the_table(tmp_path):
    own = {"phones[main]": ["Rufnummer"], "name": ["Firma"]}
    assert fields(["FIRMA", "Ruf-Nummer"], "customers", aliases=own) == ["name", "phones[main]"]
    file = tmp_path / "aliases.toml"
    file.write_text('name = "Firma"\n"phones[main]" = ["Rufnummer"]\n', encoding="utf-8")
    assert fields(["Firma", "Rufnummer"], "customers", aliases=file) == ["name", "phones[main]"]
    with pytest.raises(AmbiguousHeader):
        map_headings(["Firma"], "customers", aliases={"name": ["x"], "short_name": ["X"]})
    with pytest.raises(SourceError, match="do not have"):
        map_headings(["Firma"], "customers", aliases={"nmae": ["x"]})


@pytest.mark.parametrize("text", ["name = ", "name = 3", "phones.main = ['x']\n"])
def test_a_file_of_aliases_that_cannot_be_read_is_named(tmp_path, text):
    file = tmp_path / "aliases.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"TOML|no list"):
        load_aliases(file)


def test_what_nobody_claims_is_listed_or_kept():
    found = map_headings(["客户名称", "鞋码"], "customers")
    assert found.ignored == ("鞋码",)
    assert fields(["客户名称", "鞋码"], "customers", extra="keep") == ["name", "attributes[鞋码]"]


@pytest.mark.parametrize(
    ("header", "kind", "why"),
    [
        (["Custmer Nam", "x"], "customers", "mapping={'Custmer Nam': 'name'}"),
        (["日期", "客户"], "purchases", "an amount or a price"),
        (["日期", "金额"], "purchases", "the customer"),
        (["客户", "金额"], "purchases", "the date"),
        (["单价"], "purchase_lines", "the purchase's number"),
        (["单价"], "products", "number or name"),
        (["x"], "interactions", "its headings are 'x'"),
    ],
)
def test_a_file_that_lacks_what_its_kind_needs_is_refused(header, kind, why):
    with pytest.raises(SourceError) as caught:
        map_headings(header, kind)
    assert why in str(caught.value)


def test_no_kind_of_file_is_invented():
    with pytest.raises(SourceError, match="no kind of file"):
        map_headings(["a"], "suppliers")  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", TABLES)
def test_every_field_is_found_by_its_own_name(kind):
    for field in known_fields(kind):
        base = {"customers": ["客户名称"], "products": ["品名"], "employees": ["姓名"]}.get(kind, [])
        options = {"mapping": dict.fromkeys(base, "name")}
        header = [*base, field] if field != "name" else base
        try:
            found = map_headings(header, kind, **(options if base else {})).fields
        except SourceError as error:
            assert "gives" in error.reason, error  # it alone is not enough for this kind
        else:
            assert field in found


_ASKED = {"负责人", "客户负责人", "日期", "date", "rating"}


@pytest.mark.parametrize("kind", TABLES)
def test_only_a_few_words_are_asked_back(kind):
    strong, weak = TABLES[kind]
    meanings = {}
    for field, words in strong.items():
        for word in words.split("|"):
            meanings.setdefault(heading_key(word), set()).add(field)
    assert {key for key, found in meanings.items() if len(found) > 1} <= _ASKED
    assert not meanings.keys() & {heading_key(word) for words in weak for word in words.split("|")}


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            ["客户编号", "邮箱", "联系人1", "邮箱1", "职务1", "联系人2", "邮箱2"],
            "customer_id|emails[main]|contact[1].name|contact[1].email|contact[1].title|contact[2].name|contact[2].email",
        ),
        (
            ["id", "Company", "Phone", "Contact 1", "Phone 1", "Contact 2", "Phone 2"],
            "customer_id|name|phones[main]|contact[1].name|contact[1].phone|contact[2].name|contact[2].phone",
        ),
        (["Company", "Contact 1 name", "Mobile 1"], "name|contact[1].name|contact[1].mobile"),
        (["Company", "Phone 1", "Phone 2"], "name|phones[main]|phones[main 2]"),
        (["Company", "Contact 1", "Phone 1", "Phone 2"], "name|contact[1].name|phones[main]|phones[main 2]"),
        (["Company", "Contact", "Phone 1", "Phone 2"], "name|contact[1].name|phones[main]|phones[main 2]"),
        (
            ["公司名称", "联系人1", "联系人1电话", "电话1"],
            "name|contact[1].name|contact[1].phone|phones[main]",
        ),
    ],
)
def test_a_number_alone_is_the_contact_s_of_that_number_where_each_has_one(header, fields):
    found = map_headings(header, "customers")

    assert [each.field for each in found.columns] == fields.split("|")
    assert found.ignored == ()


def test_a_mapping_wins_over_the_contact_s():
    header = ["Company", "Contact 1", "Phone 1"]

    found = map_headings(header, "customers", mapping={"Phone 1": "phones[main]"})

    assert found.column("phones[main]").heading == "Phone 1"
    assert found.column("contact[1].phone") is None


def test_a_place_in_a_list_of_json_is_no_label():
    found = map_headings(
        ["name", "phones[0]", "phones[1]", "emails[0]", "addresses[0].city", "phones[fax]"], "customers"
    )

    assert [each.field for each in found.columns] == [
        "name",
        "phones[main]",
        "phones[main 2]",
        "emails[main]",
        "address.city",
        "phones[fax]",
    ]


@pytest.mark.parametrize("kind", ["products", "employees"])
def test_the_number_of_a_customer_is_none_of_a_product_or_of_our_own_staff(kind):
    with pytest.raises(SourceError):
        map_headings(["客户编号", "客户名称"], kind)
