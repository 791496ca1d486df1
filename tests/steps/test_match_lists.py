from __future__ import annotations

import csv
from datetime import UTC, datetime

import openpyxl
import pytest

import customerbase
from customerbase import (
    Address,
    Contact,
    Customer,
    Employment,
    Identifier,
    InvalidRecord,
    NotFound,
    Phone,
    SourceError,
)
from customerbase.linkage.matches import Matches
from customerbase.linkage.pairs import Pair
from customerbase.matching import MatchDecision
from customerbase.reports.matches import groups

HERE = (Phone(number="020 7946 0001"),)


@pytest.fixture
def base():
    with customerbase.open("memory:", clock=lambda: datetime(2024, 5, 1, tzinfo=UTC)) as opened:
        for key, name in (("C1", "Acme"), ("C2", "ACME Works"), ("C3", "Akme"), ("C4", "=Beta")):
            opened.save(Customer(customer_id=key, name=name, phones=HERE), source="visit")
        yield opened


def candidates(*pairs, kind="customer"):
    listed = tuple(Pair(left=a, right=b, agree=("phone",), differ=("core",), score=0.75) for a, b in pairs)
    return Matches(kind=kind, groups=(), candidates=listed)


def filled(path, decisions, column="Decision"):
    """Write decisions into a list, row after row, as somebody would."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    for row, decision in zip(rows, decisions, strict=True):
        row[header.index(column)] = decision
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def decided(base, tmp_path, pairs, decisions, language="en", kind="customer"):
    path = base.write_matches(tmp_path / "decide.csv", candidates(*pairs, kind=kind), language=language)
    return filled(path, decisions, "Decision" if language == "en" else "判断")


def test_both_cards_stand_side_by_side_with_what_agrees_and_a_place_for_the_decision(base):
    base.save(
        Customer(customer_id="C2", name="ACME Works", addresses=[Address(city="London")]), source="visit"
    )
    table = base.match_list(candidates(("C1", "C2")))

    assert [each.key for each in table.columns] == [
        "decision", "probability", "left_customer", "right_customer", "left_name", "right_name", "left_phone",
        "right_address", "agree", "differ", "note",
    ]  # fmt: skip
    assert table.columns[0].choices == tuple(MatchDecision)
    assert [each.heading("zh") for each in table.columns][:6] == [
        "判断", "可能性", "客户编号甲", "客户编号乙", "名称甲", "名称乙"
    ]  # fmt: skip
    assert table.rows[0][:6] == (None, 0.75, "C1", "C2", "Acme", "ACME Works")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_list_comes_back_and_reading_it_twice_adds_nothing(base, tmp_path, language):
    words = ("same", "not the same", "later") if language == "en" else ("同", "不同", "以后")
    path = decided(base, tmp_path, [("C1", "C2"), ("C1", "C3"), ("C1", "C4")], words, language)
    read = base.read_match_decisions(path, by="Ann")

    assert [(each.survivor_id, each.other_id, each.by) for each in read.merged] == [("C1", "C2", "Ann")]
    assert [(each.left, each.right) for each in read.kept_apart] == [("C1", "C3")]
    assert (read.rows, read.unchanged, read.open, len(read.refused)) == (3, 0, 1, 0)
    assert str(read) == (
        "decide.csv: 3 rows: 1 cards merged, 1 pairs kept apart, 0 known before, 1 open, 0 refused"
    )

    again = base.read_match_decisions(path, by="Ann")
    assert (len(again.merged), len(again.kept_apart), again.unchanged, again.run) == (0, 0, 2, None)
    assert len(base.merges()) == len(base.kept_apart()) == 1


def test_a_workbook_comes_back(base, tmp_path):
    path = base.write_matches(tmp_path / "decide.xlsx", candidates(("C1", "C4"), ("C1", "C2")))
    book = openpyxl.load_workbook(path)
    book.active["A2"] = "Same"
    book.active["A3"] = "later"
    book.save(path)

    assert [each.other_id for each in base.read_match_decisions(path, by="Ann").merged] == ["C4"]


def test_what_was_merged_by_a_list_is_taken_back_together_and_a_note_is_the_reason(base, tmp_path):
    path = decided(base, tmp_path, [("C1", "C2"), ("C2", "C3")], ["same", "same"])
    filled(path, ["same owner", ""], "Note")
    read = base.read_match_decisions(path, by="Ann")

    assert {each.reason for each in base.merges()} == {"decided in decide.csv: same owner"}
    assert len(base.unmerge_matches(read.run, by="Ann")) == 2


def problems(base, path):
    read = base.read_match_decisions(path, by="Ann")
    assert (len(read.merged), len(read.kept_apart)) == (0, 0)
    return [str(each) for each in read.refused]


def test_every_problem_is_named(base, tmp_path):
    path = decided(base, tmp_path, [("C1", "C2"), ("C1", "C3"), ("C1", "C4")], ["perhaps", "same", "same"])
    text = path.read_text(encoding="utf-8-sig").replace("C1,C3", "C9,C3").replace("C1,C4", "C4,C4")
    path.write_text(text.replace("Acme,=Beta", "Acme,"), encoding="utf-8-sig")

    assert problems(base, path) == [
        "decide.csv, row 2, Decision: 'perhaps' is no decision (write same (同), not the same (不同) or later (以后))",
        "decide.csv, row 3, Customer no. A: 'C9' is the number of no customer (copy it from the list as it was written)",
        "decide.csv, row 4, Customer no. B: 'C4' is the same card (name two)",
    ]


def test_a_pair_that_is_decided_both_ways_is_refused_in_both_rows(base, tmp_path):
    path = decided(base, tmp_path, [("C1", "C2"), ("C2", "C1")], ["same", "not the same"])

    assert len(problems(base, path)) == 2


def test_a_chain_that_joins_what_is_not_the_same_is_refused_in_every_row(base, tmp_path):
    path = decided(
        base, tmp_path, [("C1", "C2"), ("C2", "C3"), ("C1", "C3")], ["same", "same", "not the same"]
    )

    assert len(problems(base, path)) == 3


def test_a_chain_through_conflicting_numbers_is_refused_until_that_pair_is_decided_itself(base, tmp_path):
    for key, number in (("C1", "GB1"), ("C3", "GB2")):
        card = base.customer(key).replace(identifiers=[Identifier(scheme="vat", value=number)])
        base.save(card, source="visit")
    pairs = [("C1", "C2"), ("C2", "C3")]

    found = problems(base, decided(base, tmp_path, pairs, ["same", "same"]))
    assert len(found) == 2
    assert "would make one of C1 and C3, which are not the same: identifiers[vat]" in found[0]
    whole = decided(base, tmp_path, [*pairs, ("C1", "C3")], ["same"] * 3)
    assert len(base.read_match_decisions(whole, by="Ann").merged) == 2


def test_what_is_kept_apart_is_not_made_one_directly_or_through_a_third(base, tmp_path):
    base.keep_apart("C1", "C3", by="Bob")
    direct = problems(base, decided(base, tmp_path, [("C1", "C3")], ["same"]))
    assert "somebody said before that they are not the same" in direct[0]

    chain = problems(base, decided(base, tmp_path, [("C1", "C2"), ("C2", "C3")], ["same", "same"]))
    assert len(chain) == 2


def test_what_is_merged_is_not_said_to_be_different(base, tmp_path):
    path = decided(base, tmp_path, [("C1", "C2")], ["different"])
    base.merge("C1", "C2", by="Ann")

    assert "they are merged already" in problems(base, path)[0]


def test_refused_rows_are_written_mended_and_read_again(base, tmp_path):
    path = decided(base, tmp_path, [("C1", "C4")], ["perhaps"])
    (mended,) = base.read_match_decisions(path, by="Ann").write_refused(tmp_path / "refused.csv")
    filled(mended, ["same"])

    assert len(base.read_match_decisions(mended, by="Ann").merged) == 1


def test_people_at_customers_have_lists_of_their_own(base, tmp_path):
    for key, name in (("P1", "王伟"), ("P2", "王玮")):
        job = [Employment(customer_id="C1")]
        base.save(Contact(contact_id=key, name=name, employments=job), source="visit")
    path = decided(base, tmp_path, [("P1", "P2")], ["同"], kind="contact")

    assert base.read_match_decisions(path, by="Ann").merged[0].kind == "contact"
    assert base.get(Contact, "P2").contact_id == "P1"


def test_another_list_is_none_of_candidates(base, tmp_path):
    path = tmp_path / "customers.csv"
    path.write_text("Name,Phone\nAcme,1\n", encoding="utf-8")

    with pytest.raises(SourceError, match="no list of candidates"):
        base.read_match_decisions(path, by="Ann")
    with pytest.raises(SourceError, match="there is no such file"):
        base.read_match_decisions(tmp_path / "none.csv", by="Ann")


def test_somebody_decides(base, tmp_path):
    path = decided(base, tmp_path, [("C1", "C2")], ["same"])
    with pytest.raises(InvalidRecord):
        base.read_match_decisions(path, by=" ")
    with pytest.raises(NotFound):
        base.unmerge_matches("none", by="Ann")


def test_a_list_is_made_of_a_match_where_none_is_given(base, tmp_path):
    path = base.write_matches(tmp_path / "decide.csv")

    assert path.read_text(encoding="utf-8-sig").startswith("Decision,")


def test_groups_and_refused_ones_are_tables_too(base):
    found, refused = groups(base.match(region="GB", candidates=False))

    assert [each.heading("zh") for each in (found, refused)] == ["规则判定为同一客户的卡", "未合并的组"]
    assert all(len(row) == len(found.columns) for row in found.rows)
