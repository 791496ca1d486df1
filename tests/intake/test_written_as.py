"""The text of a cell stays beside the value that was read of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customerbase
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_name
from customerbase.intake.written_as import raw_of
from customerbase.model import Stage
from customerbase.reports.history import report
from customerbase.values import Money, Phone

LIST = (
    "客户编号,客户名称,电话,注册资本,建档日期,城市,账期,联系人1,联系人1手机,联系人1职务\n"
    "C1,ＡＢ公司,０７５５-83201234转8012,500万美元,2024年1月5日,深圳,30天,张三,１３８００１３８０００,采购经理\n"
    "C2,CD公司,0755-83201235,,2024-01-05,深圳,30,李四,13800138001,厂长\n"
)
OF_C1 = {
    "name": "ＡＢ公司",
    "phones[main]": "０７５５-83201234转8012",
    "size.registered_capital": "500万美元",
    "acquired_on": "2024年1月5日",
    "payment_terms": "30天",
}


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "list.csv"
    found.write_text(LIST, encoding="utf-8")
    return found


@pytest.fixture(params=["memory:", "file"])
def base(request, tmp_path):
    start = datetime(2024, 6, 1, tzinfo=UTC)
    ticks = iter(range(10**6))
    where = request.param if request.param == "memory:" else tmp_path / "base.db"
    with customerbase.open(where, clock=lambda: start + timedelta(minutes=next(ticks))) as made:
        yield made


def raw(base, who):
    return {each.path: each.raw for each in base.provenance(who).values() if each.raw is not None}


def test_what_is_not_written_as_it_is_kept_shows_how_it_was_written(base, path):
    base.import_customers(path)

    assert raw(base, "C1") == OF_C1
    assert raw(base, "C2") == {}
    assert raw(base, base.get(customerbase.Contact, "C1-1")) == {"phones[mobile]": "１３８００１３８０００"}


def test_history_says_how_it_was_written_in_words_and_in_a_column(base, path):
    base.import_customers(path)
    table = report(base.history("C1"))
    assert (table.columns[-1].title, table.columns[-1].title_zh) == ("Written as", "原文")
    assert {row[-1] for row in table.rows} == {*OF_C1.values(), None}
    assert report(base.history("C2")).columns[-1].key == "value_after"

    (saved,) = base.history("C1")
    told = {each.path: str(each) for each in saved.changes}
    assert told["phones[main]"] == (
        "phones[main]: nothing → '0755-83201234 ext. 8012' (written as '０７５５-83201234转8012')"
    )
    assert told["addresses[main]"].endswith("'深圳'")


def test_reading_it_again_adds_nothing_nor_does_another_way_of_writing_the_same(base, path):
    base.import_customers(path)
    assert base.import_customers(path).batch_id is None

    path.write_text(LIST.replace("０７５５-83201234转8012", "0755-83201234-8012"), encoding="utf-8")

    again = base.import_customers(path)
    assert (again.batch_id, again.unchanged) == (None, 2)
    assert raw(base, "C1") == OF_C1


def test_a_merge_an_undo_and_the_past_keep_it(base, path):
    base.import_customers(path)
    before = base.store.now()

    merge = base.merge("C2", "C1", by="E7")
    assert raw(base, "C2")["size.registered_capital"] == "500万美元"
    base.unmerge(merge, by="E7")
    assert raw(base, "C2") == {}
    assert raw(base, "C1") == OF_C1
    assert raw(base.past(known_on=before), "C1") == OF_C1


def test_a_value_that_is_stated_anew_loses_the_text_of_the_old_one_and_gets_it_back_by_undo(base, path):
    base.import_customers(path)
    path.with_name("new.csv").write_text("客户编号,注册资本\nC1,700万美元\n", encoding="utf-8")

    second = base.import_customers(path.with_name("new.csv"))
    assert raw(base, "C1")["size.registered_capital"] == "700万美元"
    base.undo(second)
    assert raw(base, "C1") == OF_C1


def test_it_goes_with_a_person_who_is_erased_and_is_handed_over_to_him(base, path, tmp_path):
    base.import_customers(path)

    given_out = base.export("C1")
    assert "０７５５-83201234转8012" in given_out.to_json()
    assert any(value == "500万美元" for _, _, _, value, *_ in given_out.lines())
    base.erase("C1", reason="he asked for it", by="E7")
    base.close()
    for each in tmp_path.glob("base.db*"):
        assert "８３" not in each.read_bytes().decode("utf-8", "ignore")
        assert "０７５５".encode() not in each.read_bytes()


def test_what_waits_shows_how_it_was_written(base, path):
    base.import_customers(path)
    path.with_name("bought.csv").write_text("客户编号,注册资本\nC1,900万美元\n", encoding="utf-8")

    base.import_customers(path.with_name("bought.csv"), source="purchased_list")

    (waiting,) = base.candidates("C1")
    assert (waiting.value, waiting.raw) == (Money(Decimal(9_000_000), "USD"), "900万美元")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Acme", " Acme "),
        (Stage.LAPSED, "lapsed"),
        (date(2024, 1, 5), "2024-01-05"),
        (Decimal("1234.5"), "1,234.5"),
        (1234, "1,234"),
        (("VIP", "老客户"), "VIP、老客户"),
        (Phone(number="0755-1234567"), "0755-1234567"),
        (True, "是"),
    ],
)
def test_what_is_written_as_it_is_kept_is_not_kept_twice(value, text):
    assert raw_of(value, text) is None


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20))
def test_nothing_of_a_name_is_lost(text):
    try:
        name = clean_name(text)
    except Refused:
        return
    if name is not None:
        kept = raw_of(name, text)
        assert (name if kept is None else kept) == text.strip()


def test_half_of_a_surrogate_pair_is_kept_by_its_number():
    assert raw_of("x", "x\ud800") == "x\\ud800"
