"""Whatever is wrong with a file, the error has a name, says where and what, and nothing is taken."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import AmbiguousHeader, CustomerbaseError, InvalidRecord, SourceError
from customerbase.intake.result import Refusal
from customerbase.model import KINDS, AttributeField, AttributeSchema, AttributeType, Customer, Product

READERS = ("customers", "purchases", "products", "employees", "interactions")


def read(desk, kind, path, **said):
    return getattr(desk.base, f"import_{kind}")(path, **said)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n  \n", ""),
        (b"\xff\xfe", ""),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8, ""),
        (b"PK\x03\x04" + bytes(range(256)) * 8, "zip archive"),
        (b"customer_id,name\nA,\x00\x00\x00B\n" + b"\x00" * 100, ""),
        ("客户编号,名称\nA,北京".encode("utf-16-le")[:-1], ""),
    ],
    ids=[
        "empty",
        "blank lines",
        "only a mark",
        "a picture",
        "a spreadsheet",
        "NUL bytes",
        "half of a character of UTF-16",
    ],
)
def test_what_is_no_table_is_refused_by_name(desk, kind, content, said):
    before = desk.whole()

    with pytest.raises(SourceError) as caught:
        read(desk, kind, desk.write(content, "list.csv"))

    assert str(caught.value).startswith("list.csv: ")
    assert said in str(caught.value)
    assert desk.whole() == before


@pytest.mark.parametrize("kind", READERS)
def test_a_file_that_is_not_there_a_folder_and_one_that_may_not_be_read(desk, tmp_path, kind):
    with pytest.raises(SourceError, match="there is no such file"):
        read(desk, kind, tmp_path / "nothing.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(SourceError, match="folder"):
        read(desk, kind, tmp_path / "folder.csv")
    with pytest.raises(SourceError):
        read(desk, kind, "a\x00b.csv")
    closed = desk.write("customer_id,name\nA,B\n", "closed.csv")
    closed.chmod(0)
    if not os.access(closed, os.R_OK):
        with pytest.raises(SourceError, match=r"closed\.csv: .*permission"):
            read(desk, kind, closed)


@pytest.mark.parametrize("kind", READERS)
def test_a_header_without_rows_is_named_too(desk, kind):
    with pytest.raises(SourceError, match="a header and no row"):
        read(desk, kind, desk.write("customer_id,name,date,amount\n"))
    assert desk.base.batches() == []


@pytest.mark.parametrize("kind", READERS)
def test_columns_that_say_nothing_of_the_kind_are_named(desk, kind):
    with pytest.raises(SourceError, match="'weather'"):
        read(desk, kind, desk.write("weather,tide\nfair,high\n"))


def test_an_encoding_that_does_not_fit_is_an_error_and_not_a_guess(desk):
    path = desk.write("customer_id,name\nA,Müller\n".encode("latin-1") + b"B,\xff\xff\n")
    with pytest.raises(SourceError):
        desk.base.import_customers(path, encoding="utf-8")
    with pytest.raises(SourceError, match="encoding"):
        desk.base.import_customers(path, encoding="klingon")


def test_the_right_encoding_can_be_said(desk):
    path = desk.write("customer_id,name\nA,Müller\n".encode("latin-1"))

    desk.base.import_customers(path, encoding="latin-1")

    assert desk.base.customer("A").name == "Müller"


def test_a_heading_that_two_fields_claim_lists_its_choices(desk):
    with pytest.raises(AmbiguousHeader) as caught:
        desk.customers("customer_id,name,负责人\nA,B,C\n")

    assert set(caught.value.choices) >= {"responsible", "contact[1].name"}
    assert "mapping=" in str(caught.value)
    desk.customers("customer_id,name,负责人\nA,B,C\n", mapping={"负责人": "contact[1].name"})
    assert [each.name for each in desk.base.all(KINDS["contact"])] == ["C"]


def test_two_headings_of_one_field_are_named_both(desk):
    with pytest.raises(AmbiguousHeader) as caught:
        desk.customers("customer_id,name,phone,telephone\nA,B,010-62345678,010-62345679\n")

    assert caught.value.choices == ("phone", "telephone")


def test_a_mapping_to_what_is_not_there_suggests_what_is(desk):
    with pytest.raises(SourceError, match=r"did you mean 'credit.limit'"):
        desk.customers("customer_id,name,x\nA,B,1\n", mapping={"x": "credit.limits"})
    with pytest.raises(SourceError, match="no heading here"):
        desk.customers("customer_id,name,x\nA,B,1\n", mapping={"y": "note"})


def test_an_unknown_option_names_the_known_ones(desk):
    path = desk.write("customer_id,name\nA,B\n")
    for read_it in (desk.base.import_customers, desk.base.import_purchases, desk.base.import_products):
        with pytest.raises(TypeError, match=r"no such option: encodnig; there are .*encoding="):
            read_it(path, encodnig="utf-8")


def test_an_unknown_kind_names_the_known_ones(desk):
    path = desk.write("customer_id,name\nA,B\n")
    with pytest.raises(ValueError, match=r"choose one of .*product"):
        desk.base.import_records("weather", path)
    with pytest.raises(ValueError, match="choose one of"):
        desk.base.import_records(Customer, path)


def test_an_unknown_source_names_the_known_ones(desk):
    with pytest.raises(InvalidRecord, match="purchased_list"):
        desk.base.import_customers(desk.write("customer_id,name\nA,B\n"), source="hearsay")


def test_a_kind_of_customer_that_there_is_not_names_those_that_there_are(new_desk):
    desk = new_desk()
    with pytest.raises(ValueError, match=r"'neither'.*organization.*person"):
        desk.base.import_customers(desk.write("customer_id,name\nA,B\n"), kind="neither")


@pytest.mark.parametrize("value", ["neither", "", None])
def test_an_option_that_has_two_words_takes_no_third(new_desk, value):
    desk = new_desk()
    with pytest.raises(ValueError, match="'keep'"):
        desk.base.import_customers(desk.write("customer_id,name\nA,B\n"), extra=value)
    with pytest.raises(ValueError, match="'return'"):
        desk.purchases("customer_id,date,amount\nA,2024-01-05,1\n", negatives=value, create_customers=True)
    assert not list(desk.base.all(Customer))


def test_a_currency_that_nobody_said_is_asked_for(new_desk):
    desk = new_desk(currency=None)
    with pytest.raises(SourceError, match="currency='CNY'"):
        desk.purchases("customer_id,date,amount\nA,2024-01-05,1\n", create_customers=True)


def test_a_currency_that_there_is_not_is_refused(desk):
    with pytest.raises(ValueError, match="XXQ"):
        desk.purchases("customer_id,date,amount\nA,2024-01-05,1\n", currency="XXQ", create_customers=True)
    with pytest.raises(ValueError, match="XXQ"):
        desk.customers("customer_id,name,turnover\nA,B,5\n", currency="XXQ")


BAD_CELLS = [
    ("acquired on", "2024-02-30", "day"),
    ("acquired on", "24-1-5", ""),
    ("acquired on", "soon", ""),
    ("phone", "call me", ""),
    ("email", "nobody at nowhere", ""),
    ("turnover", "-5", "negative"),
    ("credit limit", "-1", "negative"),
    ("employees", "-3", ""),
    ("employees", "many", ""),
    ("payment days", "-30", ""),
    ("name", "x" * 10_000_000, ""),
    ("note", "y" * 10_000_000, ""),
    ("customer_id", "z" * 300, ""),
    ("phone", "1" * 10_000_000, ""),
    ("acquired on", "2" * 10_000_000, ""),
    ("turnover", "9" * 1_000_000, ""),
    ("turnover", "1e999999999", ""),
    ("customer_id", "1.23457E+15", ""),
]


@pytest.mark.parametrize(("heading", "raw", "said"), BAD_CELLS, ids=lambda each: str(each)[:14])
def test_a_cell_that_cannot_be_is_refused_with_its_row_column_and_value(new_desk, obeys, heading, raw, said):
    desk = new_desk()
    header = dict.fromkeys(["customer_id", "name", heading])
    rows = [{"customer_id": "A", "name": "Good"}, {"customer_id": "B", "name": "Bad", heading: raw}]
    path = desk.table(header, [[row.get(each, "") for each in header] for row in rows], "customers.csv")

    result = desk.base.import_customers(path)

    obeys(result)
    assert (result.taken, result.refused) == (1, 1), result
    (refusal,) = result.refusals
    assert (refusal.file, refusal.row) == ("customers.csv", 3)
    assert said in refusal.reason
    assert len(str(refusal)) < 1_000
    assert len(str(result)) < 2_000
    assert [each.customer_id for each in desk.base.all(Customer)] == ["A"]


LONG = "x" * 70


@pytest.mark.parametrize(
    ("value", "reason", "said"),
    [
        ("12", "'12' has fewer than three digits", "'12' has fewer than three digits"),
        (" 12", "'12' has fewer than three digits", "'12' has fewer than three digits"),
        ("C9", "there is no customer 'C9' in this base", "there is no customer 'C9' in this base"),
        (
            "1234567; 12",
            "'12' has fewer than three digits",
            "'1234567; 12': '12' has fewer than three digits",
        ),
        ("soon", "is no date", "'soon' is no date"),
        (LONG, f"'{LONG[:60]}…' is no stage", f"'{LONG[:60]}…' is no stage"),
        (LONG, "is no date", f"'{LONG[:57]}…' is no date"),
        (None, "is blank", "is blank"),
    ],
)
def test_a_refusal_says_the_value_once(value, reason, said):
    refusal = Refusal(file="a.csv", row=3, column="Phone", value=value, reason=reason, hint="mend it")

    assert str(refusal) == f"a.csv, row 3, Phone: {said} (mend it)"


@pytest.mark.parametrize(
    ("heading", "raw"), [("phones[main]", "12"), ("emails[main]", "cara(at)example.com"), ("stage", "odd")]
)
def test_what_an_import_refuses_is_told_with_the_value_once(new_desk, heading, raw):
    desk = new_desk()
    header = dict.fromkeys(["customer_id", "name", heading])
    (refusal,) = desk.base.import_customers(
        desk.table(header, [["A", "Good", raw]], "customers.csv")
    ).refusals

    assert str(refusal).count(raw) == 1


BAD_SALES = [
    ("date", "31.02.2024"),
    ("date", ""),
    ("date", "yesterday"),
    ("quantity", "some"),
    ("unit price", "-2"),
    ("unit price", "free"),
    ("unit price", ""),
    ("discount", "150%"),
    ("discount", "-1"),
    ("customer_id", ""),
    ("customer_id", "nobody"),
    ("order id", ""),
    ("order id", "o" * 300),
    ("unit price", "0.0000001"),
    ("unit price", "1e30"),
    ("quantity", "Infinity"),
    ("date", "9999-99-99"),
    ("product name", "p" * 10_000_000),
]


@pytest.mark.parametrize(("heading", "raw"), BAD_SALES, ids=lambda each: str(each)[:14])
def test_a_bad_cell_of_a_sale_is_refused_with_its_place(new_desk, obeys, heading, raw):
    desk = new_desk()
    desk.customers("customer_id,name\nA,B\n")
    good = {
        "order id": "1",
        "date": "2024-01-05",
        "customer_id": "A",
        "product_id": "P",
        "product name": "Pen",
    }
    good |= {"quantity": "2", "unit price": "3", "discount": "0"}
    bad = good | {"order id": "2", heading: raw}
    path = desk.table(good, [good.values(), bad.values()], "sales.csv")

    result = desk.base.import_purchases(path)

    obeys(result)
    assert (result.taken, result.refused) == (1, 1), result
    assert result.refusals[0].row == 3
    assert result.refusals[0].column == heading
    assert (result.refusals[0].value or "") in (raw, "")
    assert len(str(result)) < 2_000
    assert [each.purchase_id for each in desk.base.sales()] == ["1"]


def test_rows_with_too_many_or_too_few_cells_are_refused_one_by_one(desk, obeys):
    result = desk.customers("customer_id,name,note\nA,a,x\nB,b,x,y,z\nC\nD,d,x\n")

    obeys(result)
    assert result.taken + result.refused == 4
    assert {"A", "D"} <= {each.customer_id for each in desk.base.all(Customer)}


def test_an_id_twice_with_other_values_is_refused_and_with_the_same_is_not(desk, obeys):
    result = desk.customers("customer_id,name,note\nA,a,x\nA,a,x\nA,a,y\n")

    obeys(result)
    assert (result.taken, result.unchanged, result.refused) == (1, 1, 1)
    (refusal,) = result.refusals
    assert "row 2" in refusal.reason


def test_an_id_of_a_product_twice_is_refused(desk, obeys):
    result = desk.records(Product, "product_id,name\nP,Pen\nP,Pencil\n")

    obeys(result)
    assert (result.taken, result.refused) == (1, 1)
    assert "row 2" in result.refusals[0].reason


def test_attributes_are_read_as_the_base_declares_them(desk):
    desk.base.attribute_schema = AttributeSchema(
        fields=(
            AttributeField(name="hair", choices=("short", "long")),
            AttributeField(name="shoe", type=AttributeType.DECIMAL),
            AttributeField(name="vip", type=AttributeType.FLAG),
            AttributeField(name="since", type=AttributeType.DAY),
            AttributeField(name="visits", type=AttributeType.WHOLE),
        ),
        closed=True,
    )
    header = "customer_id,name,attributes[hair],attributes[shoe],attributes[vip],attributes[since],attributes[visits]"

    result = desk.customers(
        f"{header}\nA,Acme,long,42.5,yes,2024-01-05,3\nB,Bolt,green,big,maybe,soon,1.5\nC,Cog,,,,,\n"
    )

    assert desk.base.customer("A").attributes == {
        "hair": "long",
        "shoe": Decimal("42.5"),
        "vip": True,
        "since": date(2024, 1, 5),
        "visits": 3,
    }
    assert {each.column for each in result.refusals} == set(header.split(",")[2:])
    undeclared = desk.customers("customer_id,name,attributes[hat]\nD,Dot,top\n", name="more.csv")
    assert "hair" in undeclared.refusals[0].hint


@given(
    content=st.binary(max_size=400),
    kind=st.sampled_from(READERS),
    end=st.sampled_from([".csv", ".jsonl", ".tsv"]),
)
def test_junk_bytes_give_an_error_of_ours_or_a_result(new_desk, obeys, content, kind, end):
    desk = new_desk()
    try:
        obeys(read(desk, kind, desk.write(content, f"junk{end}")))
    except CustomerbaseError as error:
        assert str(error)
