"""How a file would be read, before anything is."""

from __future__ import annotations

import pytest

import customerbase
from customerbase import AmbiguousHeader, Customer, InvalidRecord, SourceError
from customerbase.intake.by_content import counts_rows, field_by_content, type_by_content
from customerbase.outputs.text import render

LIST = """\
编号,客户名称,负责人,手机,Kontakt,鞋码,注册资本（万元）,备注x
1,杭州织造厂,王芳,13900000001,ida@example.com,42,500,甲
2,宁波贸易公司,李强,1.38E+10,max@example.com,43,很多,乙
3,上海机电,赵敏,1.39E+10,ann@example.com,44,12万美元,
"""


@pytest.fixture
def base():
    with customerbase.open("memory:", currency="CNY") as base:
        yield base


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.fixture
def columns(base, path):
    return {each.heading: each for each in base.propose_mapping(path).columns}


def test_each_column_says_its_field_and_why(columns):
    assert {heading: (each.field, each.because) for heading, each in columns.items()} == {
        "编号": ("customer_id", "weak"),
        "客户名称": ("name", "table"),
        "负责人": (None, "asked"),
        "手机": ("phones[mobile]", "table"),
        "Kontakt": ("emails[main]", "content"),
        "鞋码": (None, "unknown"),
        "注册资本（万元）": ("size.registered_capital", "table"),
        "备注x": (None, "unknown"),
    }
    assert set(columns["负责人"].choices) == {
        "organization.legal_representative", "contact[1].name", "responsible",
    }  # fmt: skip


def test_what_would_be_refused_is_counted_with_its_reasons(columns):
    mobile = columns["手机"]
    assert (mobile.read, mobile.refused) == (3, 2)
    assert "powers of ten" in mobile.reasons[0]
    assert columns["客户名称"].refused == 0


def test_samples_show_a_cell_and_what_it_comes_to(columns):
    capital = columns["注册资本（万元）"]
    assert [(raw, cell.cleaned) for raw, cell in capital.samples] == [
        ("500", "5,000,000.00 CNY"), ("很多", None), ("12万美元", "120,000.00 USD"),
    ]  # fmt: skip
    assert capital.samples[1][1].refused


def test_numbers_that_may_be_those_of_the_rows_are_pointed_at(columns):
    assert columns["编号"].counts_rows
    assert not columns["鞋码"].counts_rows


def test_nothing_is_written(base, path):
    base.propose_mapping(path)
    assert list(base.all(Customer)) == []
    assert base.batches() == []


def test_its_mapping_is_edited_and_imported_with(base, path):
    mapping = base.propose_mapping(path).as_mapping()
    assert "Kontakt" not in mapping
    with pytest.raises(AmbiguousHeader):
        base.import_customers(path, mapping=mapping)
    mapping |= {"负责人": "responsible", "手机": None, "注册资本（万元）": None}
    result = base.import_customers(path, mapping=mapping)
    assert (result.taken, result.refused) == (3, 0)
    assert not next(iter(base.all(Customer))).emails


def test_what_only_cells_suggest_is_taken_on_request(base, path):
    assert base.propose_mapping(path).as_mapping(by_content=True)["Kontakt"] == "emails[main]"


def test_it_counts_as_many_refusals_as_the_import_makes(base, path):
    mapping = {"负责人": "responsible"}
    proposal = base.propose_mapping(path, mapping=mapping)
    rows = {raw for each in proposal.columns for raw, cell in each.samples if cell.refused}
    result = base.import_customers(path, mapping=mapping)
    assert len(rows) == len(result.refusals) == 3


def test_columns_that_nobody_claims_may_be_declared_with_their_types(base, path):
    fields = {each.name: each.type.value for each in base.propose_mapping(path).attribute_fields()}
    assert fields == {"鞋码": "whole", "备注x": "text"}


@pytest.mark.parametrize(("language", "words"), [("en", "you decide"), ("zh-CN", "请您决定")])
def test_it_is_printed_in_both_languages(base, path, language, words):
    proposal = base.propose_mapping(path)
    text = render(proposal.table(), language=language)
    assert words in text
    assert "organization.legal_representative" in text
    assert "you decide" in str(proposal)
    assert "<table>" in proposal._repr_html_()


def test_what_is_missing_is_said_and_not_raised(base, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("Kunde,Ort\nAcme,Ulm\n", encoding="utf-8")
    proposal = base.propose_mapping(path)
    assert proposal.missing == ("the customer's name or number",)
    with pytest.raises(SourceError):
        base.import_customers(path)


def test_rows_that_do_not_fit_the_headings_are_counted(base, tmp_path):
    path = tmp_path / "torn.csv"
    path.write_text("Name,City\nAcme,Ulm\nDoyle,Cork,x,y\n", encoding="utf-8")
    proposal = base.propose_mapping(path)
    assert (proposal.rows, proposal.misaligned) == (2, 1)


@pytest.mark.parametrize(
    ("kind", "header", "row", "refused"),
    [
        ("purchases", "日期,客户,产品,数量,金额（元）", "2024-01-05,甲,P1,x,12.5", ["数量"]),
        ("purchase_lines", "Order No,Item,Qty,Price", "O1,P1,2,x", ["Price"]),
        ("products", "产品编号,产品名称,单价", "P1,织机,很多", ["单价"]),
        ("employees", "工号,姓名,入职日期", "E1,王芳,去年", ["入职日期"]),
        ("interactions", "拜访日期,客户名称,方式", "2024-01-05,甲,飞鸽", ["方式"]),
    ],
)
def test_every_kind_of_list_is_proposed(tmp_path, kind, header, row, refused):
    path = tmp_path / "list.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    with customerbase.open("memory:", currency="CNY") as base:
        proposal = base.propose_mapping(path, kind)
    assert [each.heading for each in proposal.columns if each.refused] == refused
    assert all(each.field for each in proposal.columns)


def test_a_kind_that_is_none_is_refused(base, path):
    with pytest.raises(ValueError, match="no kind of list"):
        base.propose_mapping(path, "suppliers")


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["13900000001", "+86 13800138000", "138-0013-8001"], "phones[mobile]"),
        (["0755-83201234", "(010) 83201234", "400-820-8820"], "phones[main]"),
        (["a@b.com", "c@d.org", "e@f.cn"], "emails[main]"),
        (["91350100M000100Y43", "91350100M000100Y43", " 91350100m000100y43 "], "identifiers[uscc]"),
        (["91350100M000100Y44", "91350100M000100Y43", "91350100M000100Y43"], None),
        (["11010519491231002X", "440524188001010014", "11010519491231002X"], None),
        (["11010519491231002X"] * 3, "identifiers[id_card]"),
        (["www.a.com", "https://b.cn/x", "http://c.org"], "organization.website"),
        (["广东省深圳市福田区福华路12号", "北京市海淀区中关村大街1号", "浙江省杭州市文三路"], "address.text"),
        (["13900000001", "13900000002"], None),
        (["13900000001", "13900000002", "x"], None),
        (["", "", ""], None),
    ],
)
def test_cells_suggest_a_field_only_where_all_of_them_look_like_it(cells, field):
    assert field_by_content(cells) == field


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "2", ""], "whole"),
        (["1", "2.5"], "decimal"),
        (["是", "否"], "flag"),
        (["2024-01-05", "2024/2/7"], "day"),
        (["007", "012"], None),
        (["1", "x"], None),
        ([], None),
    ],
)
def test_cells_have_a_plain_type_where_all_of_them_are_of_it(cells, kind):
    found = type_by_content(cells)
    assert (found and found.value) == kind


def test_numbers_of_rows_are_those_that_count_them():
    assert counts_rows(["1", "2", "3"])
    assert not counts_rows(["1", "2"])
    assert not counts_rows(["2", "3", "4"])


# ------------------------------------------------------------------ headings of one's own


def test_the_headings_of_the_company_are_kept_in_its_base(base, tmp_path):
    base.heading_aliases = {"name": ["Kunde"], "on": ["Buchungstag"], "phones[main]": "Rufnummer"}
    path = tmp_path / "odd.csv"
    path.write_text("Kunde,Rufnummer\nAcme,+49 731 4960\n", encoding="utf-8")
    assert base.import_customers(path).taken == 1
    path.write_text("Kunde,Rufnummer\nBeta,+49 731 4961\n", encoding="utf-8")
    assert base.import_customers(path, aliases={"short_name": ["Rufnummer"]}).taken == 1
    assert {each.name: each.short_name for each in base.all(Customer)} == {
        "Acme": None,
        "Beta": "+49 731 4961",
    }


def test_a_file_of_ones_own_headings_is_kept_with_its_words(base, tmp_path):
    file = tmp_path / "acme.toml"
    file.write_text(
        'name = ["Kunde"]\n\n[values.stage]\n"合作客户" = "active"\n\n[values.tags]\n"A类" = "grade A"\n',
        encoding="utf-8",
    )
    base.heading_aliases = file
    file.unlink()
    path = tmp_path / "list.csv"
    path.write_text("Kunde,客户阶段,客户等级\nAcme,合作客户,A类\n", encoding="utf-8")
    assert base.import_customers(path).taken == 1
    (customer,) = base.all(Customer)
    assert (customer.stage.value, customer.tags) == ("active", ("grade A",))


def test_ones_own_words_are_known_of_other_records_too(base, tmp_path):
    path = tmp_path / "visits.csv"
    path.write_text("拜访日期,客户编号,方式\n2024-01-05,C1,扫楼\n", encoding="utf-8")
    base.save(Customer(customer_id="C1", name="甲"), source="visit")
    result = base.import_interactions(path, values={"channel": {"扫楼": "visit"}})
    assert (result.taken, result.refused) == (1, 0)


@pytest.mark.parametrize("wrong", [{"nmae": ["x"]}, {"phones": 3}])
def test_headings_of_no_field_are_refused(base, wrong):
    with pytest.raises((InvalidRecord, TypeError)):
        base.heading_aliases = wrong
    assert not base.heading_aliases.aliases


def test_a_mapping_is_saved_and_used_for_the_next_list(base, tmp_path, path):
    saved = tmp_path / "acme.toml"
    mapping = {**base.propose_mapping(path).as_mapping(), "负责人": "responsible", "手机": None}
    saved.write_text(base.propose_mapping(path, mapping=mapping).to_toml(), encoding="utf-8")
    assert "手机" in saved.read_text(encoding="utf-8")
    assert base.import_customers(path, mapping=saved).taken == 2
    (fourth := tmp_path / "next.csv").write_text("客户名称\n甲\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no heading here"):
        base.import_customers(fourth, mapping=saved)


@pytest.mark.parametrize(
    "text",
    [
        "[mapping]\nName = 3\n",
        "mapping = 3\n",
        "values = 3\n",
        "[values]\nstage = 3\n",
        "[values.stage]\nx = 1\n",
    ],
)
def test_a_file_of_another_form_is_named(base, tmp_path, path, text):
    (saved := tmp_path / "acme.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"acme\.toml"):
        base.import_customers(path, mapping=saved)
