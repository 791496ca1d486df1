"""A table holds python values, and says how a person and a program read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest

from customerbase.model import ContactRole, Stage
from customerbase.reports.table import Column, Table, column, raw, shown, tabulate
from customerbase.reports.words import Phrase
from customerbase.values import Money, PartialDate


@pytest.mark.parametrize(
    ("value", "kind", "english", "chinese"),
    [
        (None, "text", "", ""),
        (Stage.ACTIVE, "text", "active", "现实客户"),
        ((ContactRole.BUYER, ContactRole.USER), "list", "buyer; user", "采购者、使用者"),
        (True, "text", "yes", "是"),
        (1234567, "whole", "1,234,567", "1,234,567"),
        (Decimal("5.000"), "number", "5", "5"),
        (Decimal("1E+3"), "number", "1,000", "1,000"),
        (Decimal("-0"), "number", "0", "0"),
        (Decimal("0.12345"), "share", "12.3%", "12.3%"),
        (Decimal("-0.00001"), "share", "0.0%", "0.0%"),
        (Fraction(1, 3), "share", "33.3%", "33.3%"),
        (Money("1234.5", "CNY"), "money", "1,234.50 CNY", "1,234.50 CNY"),
        (date(2024, 5, 1), "date", "2024-05-01", "2024-05-01"),
        (PartialDate(year=2024, month=5), "date", "2024-05", "2024-05"),
        (Phrase("unknown", "不详"), "text", "unknown", "不详"),
    ],
)
def test_what_a_person_reads(value: object, kind: str, english: str, chinese: str) -> None:
    assert shown(value, kind) == english  # type: ignore[arg-type]
    assert shown(value, kind, "zh") == chinese  # type: ignore[arg-type]


def test_what_a_program_reads_is_exact_and_in_no_language() -> None:
    assert raw(Money("0.10", "EUR")) == Decimal("0.10")
    assert raw(0.1) == Decimal("0.1")
    assert raw(Fraction(1, 8)) == Decimal("0.125")
    assert str(raw(Fraction(2, 3))) == "0." + "6" * 27 + "7"
    assert str(raw(Fraction(10**28 + 5, 10**29))) == "0.1" + "0" * 27, "half to even"
    assert raw(Stage.FORMER) == "former"
    assert raw((ContactRole.BUYER, "x", None)) == "buyer; x"
    assert raw(True) == "true"


def test_a_row_that_does_not_fit_is_named() -> None:
    columns = (Column("a", "A", "甲"), Column("b", "B", "乙"))
    with pytest.raises(ValueError, match="row 2 of table 't' has 1 cells for 2 columns"):
        Table("t", "T", "表", columns, ((1, 2), (1,)))


def test_a_column_is_of_a_known_kind() -> None:
    with pytest.raises(ValueError, match="kind"):
        Column("a", "A", "甲", "colour")  # type: ignore[arg-type]


def test_typed_rows_become_cells_by_name_or_by_reader() -> None:
    row = SimpleNamespace(name="上海机电", stage=Stage.ACTIVE)
    table = tabulate("roster", [column("name"), column("note", read=lambda each: each.stage.value)], [row])
    assert table.rows == (("上海机电", "active"),)
    assert [each.heading("zh") for each in table.columns] == ["名称", "备注"]
    assert table.heading("zh") == "客户名册"
