"""The collection card that is printed, filled in and read back; forms of others beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import customerbase
from customerbase.errors import AmbiguousHeader, SourceError
from customerbase.model import Contact, Customer
from customerbase.values import Address, Phone

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")


def _write_in(path: Path, written: dict[str, object]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.active
    left = dict(written)
    for row in sheet.iter_rows(min_row=2):
        if row[3].value in left:
            row[2].value = left.pop(row[3].value)
    assert not left
    book.save(path)


def _workbook(path: Path, rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.mark.parametrize(
    ("language", "kind", "how"), [("en", "organization", "visit"), ("zh", "单位", "走访")]
)
def test_a_card_that_is_filled_in_becomes_a_customer(
    tmp_path: Path, language: str, kind: str, how: str
) -> None:
    with customerbase.open("memory:") as base:
        base.collection_card(tmp_path / "card.xlsx", language=language)
        _write_in(
            tmp_path / "card.xlsx",
            {
                "name": "上海机电",
                "kind": kind,
                "addresses[main].city": "上海",
                "addresses[main].street": "人民路1号",
                "phones[fax]": "021-5555 0101",
                "contact[1].name": "王芳",
                "payment.days": 30,
                "collected_by": "李雷",
                "observed_on": date(2024, 5, 6),
                "method": how,
            },
        )
        result = base.import_forms(tmp_path)
        assert not result.refused, result
        (card,) = base.all(Customer)
        assert (card.name, card.kind) == ("上海机电", "organization")
        assert [str(each.number) for each in card.phones] == ["021-5555 0101"]
        assert card.addresses[0].street == "人民路1号"
        assert getattr(card.payment_terms, "days", None) == 30
        assert [each.name for each in base.all(Contact)] == ["王芳"]
        (batch,) = base.batches()
        assert (batch.source.collected_by, batch.source.method) == ("李雷", "visit")

        again = base.import_forms(tmp_path)
        assert (len(list(base.all(Customer))), again.taken) == (1, 0)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_card_with_what_is_held_that_comes_back_unchanged_changes_nothing(
    tmp_path: Path, ending: str
) -> None:
    with customerbase.open("memory:") as base:
        held = Customer(
            customer_id="C7",
            name="=Acme",
            stage="active",
            phones=(Phone(label="fax", number="021-5555 0101"),),
            addresses=(Address(city="Shanghai", street="1 Renmin Rd"),),
        )
        base.save(held, source="visit", observed_on=date(2024, 1, 1))
        before = base.get(Customer, "C7")
        base.collection_card(tmp_path / f"card.{ending}", "C7")
        result = base.import_forms(tmp_path)
        assert not result.refused, result
        assert list(base.all(Customer)) == [before]
        assert (result.taken, result.changed) == (0, 0)


def test_a_registration_table_with_two_labels_in_a_row_is_read(tmp_path: Path) -> None:
    _workbook(
        tmp_path / "form.xlsx",
        [
            ["客户登记表"],
            ["公司名称", "深圳光明", "客户类型", "企业"],
            ["联系人", "王芳", "传真", None],
            ["电话", None, "手机", "13800138000"],
            ["鞋码", "42", "邮编", "518000"],
        ],
    )
    _workbook(tmp_path / "other.xlsx", [["企业名称：", "广州远大"], ["手机号码", "13900139000"]])
    with customerbase.open("memory:") as base:
        result = base.import_forms(tmp_path, extra="keep")
        assert not result.refused, result
        by_name = {each.name: each for each in base.all(Customer)}
        assert set(by_name) == {"深圳光明", "广州远大"}
        numbers = {name: [each.number for each in card.phones] for name, card in by_name.items()}
        assert numbers == {"深圳光明": ["13800138000"], "广州远大": ["13900139000"]}
        assert dict(by_name["深圳光明"].attributes) == {"鞋码": "42"}
        assert [each.name for each in base.all(Contact)] == ["王芳"]


def test_what_is_no_form_is_refused_by_the_name_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "letter.csv").write_text("Dear Sir,we write to you\n", encoding="utf-8")
    (tmp_path / "good.json").write_text('{"name": "Acme", "phone": "021-5555 0101"}', encoding="utf-8")
    with customerbase.open("memory:") as base:
        result = base.import_forms(tmp_path)
        assert [each.name for each in base.all(Customer)] == ["Acme"]
        assert sorted(each.key or "" for each in result.refused_rows) == ["broken.xlsx", "letter.csv"]


def test_a_card_is_printed_with_its_choices_as_boxes(tmp_path: Path) -> None:
    with customerbase.open("memory:") as base:
        base.save(Customer(customer_id="C1", name="<b>Acme"), source="visit")
        base.collection_card(tmp_path / "card.html", "C1", language="zh")
        text = (tmp_path / "card.html").read_text(encoding="utf-8")
        assert all(each in text for each in ("&lt;b&gt;Acme", "客户资料卡", "<i>"))


def test_what_cannot_be_written_or_read_is_said(tmp_path: Path) -> None:
    with customerbase.open("memory:") as base:
        with pytest.raises(ValueError, match="docx"):
            base.collection_card(tmp_path / "card.docx")
        with pytest.raises(ValueError, match="shoe_size"):
            base.collection_card(tmp_path / "card.csv", fields=["shoe_size"])
        with pytest.raises(SourceError, match="no form"):
            base.import_forms(tmp_path)
        with pytest.raises(SourceError, match="no such folder"):
            base.import_forms(tmp_path / "absent")


def test_a_line_added_to_a_card_is_kept_by_its_label(tmp_path: Path) -> None:
    with customerbase.open("memory:") as base:
        base.collection_card(tmp_path / "card.xlsx", fields=["name"])
        _write_in(tmp_path / "card.xlsx", {"name": "Acme"})
        book = openpyxl.load_workbook(tmp_path / "card.xlsx")
        book.active.append([None, "Shoe size", "42"])
        book.save(tmp_path / "card.xlsx")
        result = base.import_forms(tmp_path, extra="keep")
        assert not result.refused, result
        (card,) = base.all(Customer)
        assert card.attributes["Shoe size"] == "42"


def test_forms_that_call_one_field_by_several_names_are_one_list(tmp_path: Path) -> None:
    first = "公司名称,深圳光明\n电话,0755-83201234,负责人,王芳\n"
    (tmp_path / "a.csv").write_text(first, encoding="gb18030")
    (tmp_path / "b.csv").write_text("企业名称：;广州远大\n固定电话：;020-83201234\n", encoding="utf-8")
    with customerbase.open("memory:") as base:
        with pytest.raises(AmbiguousHeader, match="负责人"):
            base.import_forms(tmp_path)
        result = base.import_forms(tmp_path, mapping={"负责人": "contact[1].name"})
        assert not result.refused, result
        found = {each.name: [phone.number for phone in each.phones] for each in base.all(Customer)}
        assert found == {"深圳光明": ["0755-83201234"], "广州远大": ["020-83201234"]}
        assert [each.name for each in base.all(Contact)] == ["王芳"]


def test_several_collectors_are_named_in_a_note_and_none_is_taken(tmp_path: Path) -> None:
    with customerbase.open("memory:") as base:
        for who in ("Li", "Wang"):
            base.collection_card(tmp_path / f"{who}.xlsx")
            _write_in(tmp_path / f"{who}.xlsx", {"name": f"Customer of {who}", "collected_by": who})
        result = base.import_forms(tmp_path)
        assert result.taken == 2
        assert result.source.collected_by is None
        assert any("Li, Wang" in each for each in result.notes)
        base.undo(result.batch_id)
        assert not list(base.all(Customer))


def test_a_label_and_its_value_in_one_cell_are_parted_at_the_colon(tmp_path: Path) -> None:
    _workbook(tmp_path / "a.xlsx", [["登记表"], ["公司名称：深圳光明"], ["传真: 0755-83201234"]])
    with customerbase.open("memory:") as base:
        result = base.import_forms(tmp_path)
        assert not result.refused, result
        (card,) = base.all(Customer)
        assert (card.name, [each.number for each in card.phones]) == ("深圳光明", ["0755-83201234"])
