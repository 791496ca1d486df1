"""Visit lists out and back: what is marked becomes verifications and corrected cards, and nothing else does."""

from __future__ import annotations

import csv
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from customerbase.base import open_base
from customerbase.clean.formulas import guarded
from customerbase.errors import NotFound, SourceError
from customerbase.intake.right_values import says_the_same
from customerbase.model import (
    AttributeField,
    AttributeSchema,
    Contact,
    Customer,
    Employee,
    Employment,
    Facet,
    Verification,
    VerificationOutcome,
)
from customerbase.outputs import csv as csv_output
from customerbase.paths import split, take_apart
from customerbase.registry import load
from customerbase.reports.listed_values import listed_values, written
from customerbase.testing import strategies
from customerbase.values import (
    Address,
    CreditStanding,
    Email,
    Identifier,
    Money,
    PartialDate,
    Phone,
    Size,
)
from customerbase.verify import FacetFields, Visit

LEARNED, VISITED, TODAY = date(2020, 1, 1), date(2024, 5, 20), date(2024, 6, 1)
FACETS = tuple(each.value for each in Facet)
ACME = Customer(
    customer_id="007",
    name="=Acme",
    addresses=[Address(province="广东省", city="深圳市", street="福华路12号")],
    phones=[Phone(number="+86 755 8320", extension="8")],
    credit=CreditStanding(rating="A", limit=Money(50_000, "CNY"), assessed_on=LEARNED),
    size=Size(employees=120),
)
WANG = Contact(
    contact_id="K1",
    name="Wang",
    employments=[Employment(customer_id="007", title="CTO", roles=["decider", "user"], influence=4)],
    note="plays golf",
)


def base_of(*cards, staff=("E1",)):
    base = open_base("memory:", clock=lambda: datetime(2024, 6, 1, 12, tzinfo=UTC))
    for each in cards:
        base.save(each, source="visit", observed_on=LEARNED)
    for each in staff:
        base.save(Employee(employee_id=each, name=f"Name {each}"), source="visit")
    return base


def visit(customer_id="007", facets=FACETS, employee="E1", on=VISITED):
    return Visit(
        employee_id=employee,
        period=1,
        on=on,
        trip=1,
        customer_id=customer_id,
        facets=tuple(facets),
        due_on=on,
        late=False,
        place=(),
    )


@pytest.fixture
def base():
    return base_of(ACME, WANG)


@pytest.fixture
def printed(base, tmp_path):
    """The rows of a printed list, and what writes them down again with what is filled in."""
    csv_output.write(base.visit_list([visit()]), tmp_path / "list.csv", headings="keys")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as stream:
        held = list(csv.DictReader(stream))
    names = iter(range(100))

    def fill(*marks, rows=held, encoding="utf-8", delimiter=","):
        """Write the list with marks: (contact or facet, path) → what is filled in."""
        filled = [dict(each) for each in rows]
        for key, given_ in marks:
            found = [
                each for each in filled if key in {(each["facet"], each["path"]), each["path"], each["facet"]}
            ]
            assert found, key
            found[0].update(given_)
        path = tmp_path / f"filled-{next(names)}.csv"
        with path.open("w", encoding=encoding, newline="") as stream:
            writer = csv.DictWriter(stream, filled[0].keys(), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(filled)
        return path

    return fill


DAY = {"checked_on": "2024-05-21"}


# ------------------------------------------------------------------ the list


def test_the_list_has_a_row_for_each_value_of_each_facet_and_none_for_notes(base):
    table = base.visit_list([visit()])
    rows = [dict(zip([each.key for each in table.columns], row, strict=True)) for row in table.rows]

    assert [(each["facet"], each["contact_id"], each["path"]) for each in rows] == [
        ("basic", None, "name"),
        ("basic", None, "addresses[main].province"),
        ("basic", None, "addresses[main].city"),
        ("basic", None, "addresses[main].street"),
        ("basic", None, "phones[main]"),
        ("basic", None, "size.employees"),
        ("credit", None, "credit.rating"),
        ("credit", None, "credit.limit"),
        ("credit", None, "credit.assessed_on"),
        ("decision_makers", "K1", "name"),
        ("decision_makers", "K1", "employments[007].title"),
        ("decision_makers", "K1", "employments[007].roles"),
        ("decision_makers", "K1", "employments[007].influence"),
    ]
    assert {each["employee"] for each in rows} == {"Name E1 (E1)"}
    empty = ("outcome", "right_value", "checked_on", "checked_by", "how", "evidence", "note")
    assert {each[key] for each in rows for key in empty} == {None}


def test_a_facet_of_which_nothing_is_known_has_one_row(base):
    base.save(Customer(customer_id="C2", name="Bare"), source="visit")
    table = base.visit_list([visit("C2", ["credit"])])

    assert [row[5:9] for row in table.rows] == [(Facet.CREDIT, None, None, None)]


def test_visits_are_picked_by_employee_and_day(base):
    base.save(Customer(customer_id="C2", name="Bolt"), source="visit")
    visits = [visit(on=date(2024, 5, 3)), visit("C2", employee="E2", on=date(2024, 5, 9))]

    def customers(**options):
        return {row[2] for row in base.visit_list(visits, **options).rows}

    assert customers() == {"007", "C2"}
    assert customers(employee="E2") == {"C2"}
    assert customers(last=date(2024, 5, 8)) == {"007"}
    assert customers(first=date(2024, 5, 9)) == {"C2"}
    assert customers(employee="E1", first=date(2024, 5, 4)) == set()
    with pytest.raises(NotFound):
        base.visit_list(visits, employee="E9")
    with pytest.raises(TypeError, match="first='2024-05-01' is no day"):
        base.visit_list(visits, first="2024-05-01")


def test_the_order_of_visits_does_not_change_the_list(base):
    base.save(Customer(customer_id="C2", name="Bolt"), source="visit")
    visits = [visit(), visit("C2"), visit("C2", employee=None), visit("C2", on=date(2024, 5, 1))]

    assert base.visit_list(visits) == base.visit_list(visits[::-1])


def test_people_who_have_left_and_jobs_elsewhere_are_not_on_the_list(base):
    base.save(Customer(customer_id="C2", name="Bolt"), source="visit")
    gone = Employment(customer_id="007", title="CEO", until=PartialDate(year=2021))
    both = [Employment(customer_id="007"), Employment(customer_id="C2", title="Owner")]
    base.save(Contact(contact_id="K2", name="Gone", employments=[gone]), source="visit")
    base.save(Contact(contact_id="K3", name="Both", employments=both), source="visit")
    rows = base.visit_list([visit(facets=["decision_makers"])]).rows

    assert {(row[16], row[17]) for row in rows if row[16] != "K1"} == {("K3", "name")}


def test_what_is_private_can_be_left_out(base):
    rows = base.visit_list([visit()], leave_out=["phones", "credit.limit"]).rows
    paths = {row[17] for row in rows}

    assert {"phones[main]", "credit.limit"}.isdisjoint(paths)
    assert {"credit.rating", "note"} <= paths


# ------------------------------------------------------------------ and back


def test_the_whole_round_from_due_to_a_corrected_card(tmp_path):
    """As a newcomer goes it, with Excel."""
    base = base_of(ACME, WANG)
    base.assign("007", "E1", since=LEARNED)
    assert [each.facet for each in base.due(as_of=TODAY)] == ["basic", "credit", "decision_makers"]
    plan = base.verification_plan(start=date(2024, 5, 1), periods=3)
    load("output", "excel").write(base.visit_list(plan), tmp_path / "list.xlsx", language="zh")

    book = load_workbook(tmp_path / "list.xlsx")
    sheet = book.active
    column = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        path = sheet.cell(row, column["路径"]).value
        sheet.cell(row, column["核实日期"]).value = datetime(2024, 5, 21)
        if path == "phones[main]":
            sheet.cell(row, column["正确值"]).value = "0755 8321 转 9"
        if path == "size.employees":
            sheet.cell(row, column["正确值"]).value = 150
        if path == "credit.rating":
            sheet.cell(row, column["结果"]).value = "属实"
    book.save(tmp_path / "list.xlsx")
    read = base.read_visit_list(tmp_path / "list.xlsx")

    assert [(each.facet, each.outcome.value, each.on, each.by, each.method.value) for each in read.taken] == [
        ("basic", "corrected", date(2024, 5, 21), "E1", "visit"),
        ("credit", "confirmed", date(2024, 5, 21), "E1", "visit"),
    ]
    assert (read.rows, read.skipped, len(read.refused)) == (13, 4, 0)
    mended = base.customer("007")
    assert mended == ACME.replace(phones=[Phone(number="0755 8321", extension="9")], size=Size(employees=150))
    source = base.provenance("007")["phones[main]"].source
    assert str(source) == "visit (verification 007/basic/2024-05-21) by E1"
    assert base.provenance("007")["addresses[main]"].verified_on == date(2024, 5, 21)
    assert [each.facet for each in base.due(as_of=TODAY)] == ["decision_makers"]


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("gb18030", ";"), ("utf-16", "\t")])
def test_csv_is_read_however_it_was_saved(base, printed, encoding, delimiter):
    marks = ("addresses[main].street", DAY | {"right_value": "福华路14号"})
    read = base.read_visit_list(printed(marks, encoding=encoding, delimiter=delimiter))

    assert [each.outcome.value for each in read.taken] == ["corrected"]
    assert base.customer("007").address().street == "福华路14号"


def test_a_list_that_is_read_twice_adds_nothing(base, printed):
    path = printed(
        ("phones[main]", DAY | {"right_value": "0755 9999"}),
        ("credit.rating", DAY | {"outcome": "ok", "evidence": "balance sheet", "note": "friendly"}),
        (("decision_makers", "name"), DAY | {"outcome": "拒绝"}),
    )
    first = base.read_visit_list(path)
    held, card = list(base.all(Verification)), base.customer("007")
    again = base.read_visit_list(path)

    assert (len(first.taken), len(first.unchanged)) == (3, 0)
    assert (len(again.taken), list(again.unchanged), again.refused) == (0, list(first.taken), ())
    assert (list(base.all(Verification)), base.customer("007")) == (held, card)
    # Even after somebody went on from there.
    base.save(card.replace(phones=[Phone(number="0755 1111")]), source="visit", observed_on=TODAY)
    assert len(base.read_visit_list(path).unchanged) == 3


def test_what_every_card_has_is_put_right_once(tmp_path):
    base = base_of(ACME.replace(reach="indirect"))
    table = base.visit_list([visit(facets=["basic"])])
    csv_output.write(table, tmp_path / "list.csv")
    keys = [each.key for each in table.columns]
    at = next(i for i, row in enumerate(table.rows, 2) if row[-1] == "reach")
    path = _fill_csv(tmp_path / "list.csv", keys, {}, {at: "direct"}, "en")

    assert [each.outcome.value for each in base.read_visit_list(path).taken] == ["corrected"]
    assert base.customer("007").reach.value == "direct"
    assert len(base.read_visit_list(path).unchanged) == 1


def test_a_contact_of_another_customer_is_refused(base, printed):
    base.save(Customer(customer_id="C2", name="Bolt"), source="visit")
    elsewhere = Contact(contact_id="K2", name="Wang", employments=[Employment(customer_id="C2")])
    base.save(elsewhere, source="visit")
    read = base.read_visit_list(
        printed((("decision_makers", "name"), DAY | {"contact_id": "K2", "outcome": "ok"}))
    )

    assert "is no contact of customer '007'" in {each.reason for each in read.refused}
    assert not read.taken


def test_a_second_list_of_the_same_day_with_another_right_value_is_no_repetition(base, printed):
    base.read_visit_list(printed(("phones[main]", DAY | {"right_value": "0755 9999"})))
    now = {"present_value": "0755 9999", "right_value": "0755 8888"}
    read = base.read_visit_list(printed(("phones[main]", DAY | now)))
    nonsense = base.read_visit_list(printed(("size.employees", DAY | {"right_value": "-1"})))

    assert [each.verification_id for each in read.taken] == ["007/basic/2024-05-21/2"]
    assert base.customer("007").phone().number == "0755 8888"
    assert (nonsense.taken, nonsense.unchanged) == ((), ())


def test_a_newer_edit_is_not_lost(base, printed):
    path = printed(("phones[main]", DAY | {"right_value": "0755 9999"}))
    base.save(ACME.replace(phones=[Phone(number="0755 7777")]), source="phone_survey", observed_on=TODAY)
    read = base.read_visit_list(path)

    (refusal,) = [each for each in read.refused if each.column]
    assert (refusal.row, refusal.column, refusal.value) == (6, "present_value", "+86 755 8320 ext. 8")
    assert refusal.reason == "is not what stands: '0755 7777' stands now"
    assert (read.taken, base.customer("007").phone().number) == ((), "0755 7777")


@pytest.mark.parametrize("outcome", ["confirmed", "wrong"])
def test_what_became_another_value_is_neither_confirmed_nor_wrong(base, printed, outcome):
    path = printed(("credit.rating", DAY | {"outcome": outcome}))
    base.save(ACME.replace(credit=CreditStanding(rating="C")), source="phone_survey", observed_on=TODAY)
    read = base.read_visit_list(path)

    assert {each.reason for each in read.refused} >= {
        "is not what stands: 'C' stands now",
        "is not what stands: nothing stands there now",
    }
    assert not read.taken


@pytest.mark.parametrize("outcome", ["unreachable", "refused"])
def test_whoever_was_not_there_may_have_changed(base, printed, outcome):
    path = printed(("credit.rating", DAY | {"outcome": outcome}))
    base.save(ACME.replace(credit=CreditStanding(rating="C")), source="phone_survey", observed_on=TODAY)

    assert [each.outcome.value for each in base.read_visit_list(path).taken] == [outcome]


def test_the_outcome_of_any_row_is_that_of_its_check(base, printed):
    read = base.read_visit_list(printed(("size.employees", {"outcome": "✓"}), ("name", DAY)))

    assert [(each.facet, each.outcome.value, each.on) for each in read.taken] == [
        ("basic", "confirmed", date(2024, 5, 21))
    ]
    assert read.skipped == 7


def test_confirmed_in_one_row_and_put_right_in_another_is_corrected(base, printed):
    marks = [("name", DAY | {"outcome": "confirmed"}), ("phones[main]", {"right_value": "0755 9999"})]

    assert [each.outcome.value for each in base.read_visit_list(printed(*marks)).taken] == ["corrected"]


def test_wrong_beside_its_right_value_is_corrected(base, printed):
    read = base.read_visit_list(printed(("phones[main]", DAY | {"outcome": "x", "right_value": "0755 9999"})))

    assert [each.outcome.value for each in read.taken] == ["corrected"]


CONTRADICTIONS = {
    "two outcomes": (
        [("name", DAY | {"outcome": "confirmed"}), ("phones[main]", {"outcome": "wrong"})],
        ("outcome", "makes it 'wrong', and row 2 says 'confirmed'"),
    ),
    "a right value and nobody was there": (
        [("name", DAY | {"outcome": "联系不上"}), ("phones[main]", {"right_value": "0755 9999"})],
        ("right_value", "makes it 'corrected', and row 2 says 'unreachable'"),
    ),
    "confirmed beside another value": (
        [("phones[main]", DAY | {"outcome": "ok", "right_value": "0755 9999"})],
        ("outcome", "stands beside another right value"),
    ),
    "corrected into nothing": (
        [("phones[main]", DAY | {"outcome": "更正"})],
        ("outcome", "needs a right value that is not the present one"),
    ),
    "corrected into what stands": (
        [("size.employees", DAY | {"outcome": "更正", "right_value": "120"})],
        ("outcome", "needs a right value that is not the present one"),
    ),
    "two days": (
        [("name", DAY | {"outcome": "ok"}), ("phones[main]", {"checked_on": "2024-05-22"})],
        ("checked_on", "contradicts row 2"),
    ),
    "no day": ([("name", {"outcome": "ok"})], ("checked_on", "is missing")),
    "a note and no outcome": ([("name", DAY | {"note": "moved"})], ("outcome", "is missing")),
    "an unknown word": (
        [("name", DAY | {"outcome": "maybe"})],
        ("outcome", "'maybe' is no outcome of a check"),
    ),
    "a day to come": (
        [("name", {"outcome": "ok", "checked_on": "2024-07-01"})],
        ("checked_on", "is yet to come: today is 2024-06-01"),
    ),
    "a day that may be two": (
        [("name", {"outcome": "ok", "checked_on": "1/2/2024"})],
        ("checked_on", "may begin with the day or with the month"),
    ),
    "no telephone": (
        [("phones[main]", DAY | {"right_value": "ask Li"})],
        ("right_value", "'ask Li' is no telephone number"),
    ),
    "two telephones": (
        [("phones[main]", DAY | {"right_value": "0755 9999; 0755 8888"})],
        ("right_value", "holds several numbers"),
    ),
    "no number of people": (
        [("size.employees", DAY | {"right_value": "many"})],
        ("right_value", "is no number"),
    ),
    "fewer than none": ([("size.employees", DAY | {"right_value": "-1"})], ("right_value", "is below 0")),
    "no influence": (
        [("employments[007].influence", DAY | {"right_value": "9"})],
        ("right_value", "'9' is no influence"),
    ),
    "nothing, or nothing known": (
        [("phones[main]", DAY | {"right_value": "无"})],
        ("right_value", "may mean that nothing is there, or that nothing is known"),
    ),
    "a card without a name": ([("name", DAY | {"right_value": "delete"})], ("right_value", "is missing")),
    "no such path": (
        [("phones[main]", DAY | {"path": "shoe", "present_value": "", "right_value": "43"})],
        ("right_value", "'shoe' is no value of a customer's card"),
    ),
    "another facet": (
        [("phones[main]", DAY | {"path": "credit.rating", "present_value": "A", "right_value": "B"})],
        ("right_value", "credit.rating does not belong to the facet basic"),
    ),
    "no path": (
        [("phones[main]", DAY | {"path": "", "right_value": "0755 9999"})],
        ("right_value", "does not say which value it is"),
    ),
    "two right values": (
        [
            ("phones[main]", DAY | {"right_value": "0755 9999"}),
            ("size.employees", {"path": "phones[main]", "present_value": "", "right_value": "0755 8888"}),
        ],
        ("right_value", "is another one than in row 6"),
    ),
    "no customer": (
        [("name", DAY | {"customer_id": "7", "outcome": "ok"})],
        ("customer_id", "is no customer of this base"),
    ),
    "no facet": (
        [("name", DAY | {"facet": "shoes", "outcome": "ok"})],
        ("facet", "is no facet of this base"),
    ),
    "no contact": (
        [("employments[007].title", DAY | {"contact_id": "K9", "outcome": "ok"})],
        ("contact_id", "is no contact of customer '007'"),
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_what_is_not_certain_is_refused_with_place_and_reason(base, printed, name):
    marks, (column, reason) = CONTRADICTIONS[name]
    before = base.customer("007"), base.contact("K1")
    read = base.read_visit_list(printed(*marks))

    assert (column, reason) in [
        (each.column, each.reason.partition(" (")[0]) for each in read.refused
    ] or any(each.column == column and reason in each.reason for each in read.refused), [
        str(each) for each in read.refused
    ]
    assert (list(base.all(Verification)), base.customer("007"), base.contact("K1")) == ([], *before)
    assert read.rows == read.skipped + len(read.refused_rows)


def test_a_refused_check_is_written_out_whole_mended_and_read_again(base, printed, tmp_path):
    path = printed(
        ("name", DAY | {"outcome": "confirmed"}),
        ("phones[main]", {"right_value": "ask Li"}),
        ("credit.rating", DAY | {"outcome": "ok"}),
    )
    read = base.read_visit_list(path)
    (written_to,) = read.write_refused(tmp_path / "refused.csv")

    assert [each.facet for each in read.taken] == ["credit"]
    assert {each.row for each in read.refused_rows} == set(range(2, 8))
    text = written_to.read_text(encoding="utf-8-sig")
    assert "row 3 of filled-0.csv: belongs to a check of which another row is refused (see row 6)" in text
    assert f"row 6 of {path.name}: right_value: 'ask Li' is no telephone number" in text
    written_to.write_text(text.replace(",ask Li,", ",'+86 755 9999,"), encoding="utf-8")
    again = base.read_visit_list(written_to)

    assert [each.outcome.value for each in again.taken] == ["corrected"], str(again)
    assert base.customer("007").phone() == Phone(number="+86 755 9999")
    assert base.customer("007").name == "=Acme"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_text_that_looks_like_a_formula_or_like_one_defused_comes_back_as_it_is(tmp_path, ending):
    base = base_of(ACME.replace(name="'=Acme", short_name="=1+1", addresses=[Address(street="'+1")]))
    table = base.visit_list([visit(facets=["basic"])])
    path = tmp_path / f"list.{ending}"
    load("output", "excel" if ending == "xlsx" else "csv").write(table, path)
    keys = [each.key for each in table.columns]
    fill = _fill_excel if ending == "xlsx" else _fill_csv
    twice = {"basic": (VerificationOutcome.CONFIRMED, 2), "more": (VerificationOutcome.WRONG, 3)}
    refused = base.read_visit_list(fill(path, keys, twice, {}, "en"))
    (mended,) = refused.write_refused(tmp_path / "mended.csv")
    mended.write_text(mended.read_text("utf-8-sig").replace(",wrong,", ",,"), "utf-8")

    assert len(refused.refused_rows) == len(table.rows)
    read = base.read_visit_list(mended)
    assert [each.outcome.value for each in read.taken] == ["confirmed"], str(read)


def test_nothing_is_written_where_nothing_was_refused(base, printed, tmp_path):
    read = base.read_visit_list(printed())

    assert (read.skipped, read.write_refused(tmp_path / "refused.csv")) == (13, [])
    assert str(read).endswith("13 rows: 0 checks taken, 0 known before; 13 without a mark, 0 refused")


def test_who_when_and_how_may_be_said_for_all(base, printed):
    path = printed(
        ("name", {"outcome": "ok"}),
        ("credit.rating", {"outcome": "ok", "checked_by": "Name E1", "how": "电话"}),
    )
    read = base.read_visit_list(path, on=VISITED, by="E7", method="observation")

    assert [(each.on, each.by, each.method.value) for each in read.taken] == [
        (VISITED, "E7", "observation"),
        (VISITED, "E1", "phone_survey"),
    ]


def test_a_value_that_was_not_known_is_added_by_its_path(base, printed):
    added = {"path": "phones[mobile]", "present_value": "", "right_value": "138 0013 8000"}
    read = base.read_visit_list(printed(("size.employees", DAY | added)))

    assert [each.outcome.value for each in read.taken] == ["corrected"]
    assert base.customer("007").phone("mobile") == Phone(number="138 0013 8000", label="mobile")
    assert base.customer("007").size == ACME.size


def test_a_value_is_taken_off_by_a_word(base, printed):
    base.read_visit_list(printed(("phones[main]", DAY | {"right_value": "删除"})))

    assert base.customer("007").phones == ()


def test_a_whole_chinese_address_is_understood_and_another_is_asked_about(base, printed):
    whole = {"path": "addresses[delivery]", "present_value": ""}
    base.read_visit_list(printed(("name", DAY | whole | {"right_value": "广东省广州市天河区天河路1号"})))
    read = base.read_visit_list(printed(("name", DAY | whole | {"right_value": "12 Ring Road, Vienna"})))

    assert base.customer("007").address("delivery").city == "广州市"
    assert "does not say which part is the street" in read.refused[0].reason


def test_an_amount_without_a_currency_is_in_that_of_the_present_one(base, printed):
    base.read_visit_list(printed(("credit.limit", DAY | {"right_value": "60000"})))

    # A new limit is a new assessment: the day of the old one goes.
    assert base.customer("007").credit == CreditStanding(rating="A", limit=Money(60_000, "CNY"))


def test_attributes_are_read_as_they_are_declared(base, printed):
    field = AttributeField(name="hair", choices=("red", "black"))
    base.attribute_schema = AttributeSchema(fields=[field, AttributeField(name="shoe", type="whole")])
    row = {"path": "attributes[shoe]", "present_value": "", "right_value": "43"}
    base.read_visit_list(printed(("name", DAY | row)))
    read = base.read_visit_list(
        printed(("name", DAY | row | {"path": "attributes[hair]", "right_value": "blue"}))
    )

    assert base.customer("007").attributes == {"shoe": 43}
    assert read.refused[0].reason == "expected one of red, black"


def test_facets_of_ones_own_and_their_words(base, tmp_path):
    base.facets = [FacetFields(name="delivery_place", customer=["addresses"], contact=["phones"])]
    path = tmp_path / "own.csv"
    path.write_text(
        "客户编号,项目,结果,核实日期\n007,delivery place,确认,2024-05-21\n007,资信状况,错误,2024-05-21\n",
        "utf-8",
    )
    read = base.read_visit_list(path)

    assert [(each.facet, each.outcome.value) for each in read.taken] == [
        ("delivery_place", "confirmed"),
        ("credit", "wrong"),
    ]


def test_what_is_no_visit_list_is_refused_whole(base, tmp_path):
    (tmp_path / "other.csv").write_text("Name,Phone\nAcme,1\n", "utf-8")

    with pytest.raises(SourceError, match="no column gives customer_id or facet or outcome of a visit list"):
        base.read_visit_list(tmp_path / "other.csv")
    with pytest.raises(SourceError, match="there is no such file"):
        base.read_visit_list(tmp_path / "none.csv")
    (tmp_path / "part.csv").write_text("customer_id,facet,outcome,right_value\n007,basic,,x\n", "utf-8")
    with pytest.raises(SourceError, match="no column gives present_value or contact_id or path"):
        base.read_visit_list(tmp_path / "part.csv")
    with pytest.raises(TypeError, match="on='2024-05-01' is no day"):
        base.read_visit_list(tmp_path / "other.csv", on="2024-05-01")
    with pytest.raises(ValueError, match="'guess'"):
        base.read_visit_list(tmp_path / "other.csv", method="guess")


@pytest.mark.parametrize(
    ("text", "value", "same"),
    [
        ("13800138000", Phone(number="13800138000"), True),
        ("1.38E+10", Phone(number="13800138000"), True),
        ("1.39E+10", Phone(number="13800138000"), False),
        ("6.22202E+18", "6222020200112230123", True),
        ("2024/1/5", date(2024, 1, 5), True),
        ("2024/1/6", date(2024, 1, 5), False),
        ("50000", Money(50_000, "CNY"), False),
        ("1,200", 1200, True),
        ("是", True, True),
        ("", None, True),
        ("", "x", False),
        ("x", None, False),
        ("a  b", "a\nb", True),
        ("sNaN", "sNaN ", True),
        ("1E999999999", "2", False),
    ],
)
def test_what_spreadsheets_do_to_a_printed_value_is_no_change_of_it(text, value, same):
    assert says_the_same(text, value) is same


# ------------------------------------------------------------------ the law


CARDS = strategies.customers(customer_ids=["C 1"])
NAMES = st.integers(1, 10**6).map(lambda n: f"neu 新 {n}")


def right_of(path, value):
    """Draw another value for a path, of those that people write."""
    name, _, _ = split(path)
    if isinstance(value, Enum):
        return st.sampled_from(type(value))
    plain = {
        bool: st.booleans(),
        int: st.integers(1, 5),
        Decimal: st.decimals(1, 10**6, places=2),
        date: st.dates(date(1990, 1, 1), date(2030, 1, 1)),
        Money: st.builds(Money, st.decimals(0, 10**6, places=2), st.sampled_from(("CNY", "USD"))),
        PartialDate: st.dates(date(1980, 1, 1), date(2000, 1, 1)).map(PartialDate.of),
    }
    if type(value) in plain:
        return plain[type(value)]
    if isinstance(value, Phone):
        numbers, more = st.integers(10**7, 10**8 - 1), st.none() | st.integers(1, 99).map(str)
        return st.builds(lambda n, ext: value.replace(number=f"0755-{n}", extension=ext), numbers, more)
    if isinstance(value, Email):
        return st.integers(1, 99).map(lambda n: value.replace(address=f"a{n}@example.org"))
    if isinstance(value, Identifier):
        return st.integers(10**8, 10**9).map(lambda n: value.replace(value=f"X{n}"))
    if isinstance(value, tuple) and name == "tags":
        return st.just(("A", "老客户"))
    if isinstance(value, tuple):
        return st.sampled_from([value[:1], tuple(type(value[0]))[:3]])
    return st.sampled_from(("EUR", "CNY")) if path == "currency" else NAMES


@st.composite
def marks(draw, rows):
    """Draw what is filled in: facet → outcome, and row → right value."""
    outcomes, right = {}, {}
    for facet in FACETS:
        held = [each for each in rows if each["facet"] == facet]
        outcome = draw(st.sampled_from([None, *VerificationOutcome]))
        if outcome is VerificationOutcome.CORRECTED:
            # `until` before `since` is no job, and who reports to whom must be there.
            skipped = (".since", ".until", ".reports_to")
            chosen = [
                each for each in held if each["value"] is not None and not each["path"].endswith(skipped)
            ]
            picked = draw(st.lists(st.sampled_from(chosen), unique_by=id, max_size=4)) if chosen else []
            for each in picked:
                value = draw(right_of(each["path"], each["value"]))
                if not says_the_same(written(each["value"], "en"), value):
                    right[each["line"]] = value
            if not any(each["line"] in right for each in held):
                outcome = VerificationOutcome.CONFIRMED
        if outcome is not None:
            outcomes[facet] = outcome, draw(st.sampled_from(held))["line"]
    return outcomes, right


def expected(card, right):
    """Say what a card lists once the right values are on it."""
    held = listed_values(card) | right
    if {"credit.rating", "credit.limit"} & right.keys():
        for each in ("credit.assessed_on", "credit.assessed_by"):
            if each not in right:
                held.pop(each, None)
    defaults = {"kind": "organization", "stage": "prospect", "reach": "direct"}
    return {path: value for path, value in held.items() if defaults.get(path) != value}


@given(st.data(), CARDS, strategies.employments(customer_ids=["C 1"], until=st.none(), since=st.none()))
def test_any_card_printed_marked_and_read_back_gives_those_verifications_and_that_card(data, card, job):
    person = data.draw(strategies.contacts(["P1"], employments=st.just((job,))))
    by_excel, language = data.draw(st.booleans()), data.draw(st.sampled_from(("en", "zh")))
    with closing(base_of(card, person)) as base, TemporaryDirectory() as folder:
        table = base.visit_list([visit("C 1")])
        keys = [each.key for each in table.columns]
        rows = [{**dict(zip(keys, row, strict=True)), "line": i} for i, row in enumerate(table.rows, 2)]
        for each in rows:
            of = person if each["contact_id"] else card
            each["value"] = None if each["path"] is None else listed_values(of)[each["path"]]
        outcomes, right = data.draw(marks(rows))
        path = Path(folder) / ("list.xlsx" if by_excel else "list.csv")
        load("output", "excel" if by_excel else "csv").write(table, path, language=language)
        filled = (_fill_excel if by_excel else _fill_csv)(path, keys, outcomes, right, language)
        read = base.read_visit_list(filled)

        assert read.refused == ()
        assert {each.facet: each.outcome for each in read.taken} == {
            facet: outcome for facet, (outcome, _) in outcomes.items()
        }
        for before, now in ((card, base.customer("C 1")), (person, base.contact("P1"))):
            mine = {
                rows[line - 2]["path"]: value
                for line, value in right.items()
                if (before is person) == bool(rows[line - 2]["contact_id"])
            }
            assert listed_values(now) == dict(sorted(expected(before, mine).items(), key=_place(now)))
            for each in mine:
                name = each if each in take_apart(now) else each.rpartition(".")[0]
                if name in take_apart(now):
                    assert base.provenance(now)[name].source.origin.startswith("verification C 1/")
        again = base.read_visit_list(filled)
        assert (again.taken, set(again.unchanged), again.refused) == ((), set(read.taken), ())


def _place(card):
    order = list(listed_values(card))
    return lambda item: order.index(item[0]) if item[0] in order else len(order)


def _said(outcome, value, language):
    told = "" if value is None else written(value, language)
    return ("" if outcome is None else written(outcome, language)), told


def _cells(line, outcomes, right, language):
    outcome = next((each for each, at in outcomes.values() if at == line), None)
    if line in right and outcome is VerificationOutcome.CONFIRMED:
        outcome = None
    return _said(outcome, right.get(line), language)


def _fill_csv(path, keys, outcomes, right, language):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    for line, row in enumerate(rows, 2):
        outcome, value = _cells(line, outcomes, right, language)
        row[keys.index("outcome")], row[keys.index("right_value")] = outcome, guarded(value)
        row[keys.index("checked_on")] = "2024-05-21"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    return path


def _fill_excel(path, keys, outcomes, right, language):
    book = load_workbook(path)
    for line in range(2, book.active.max_row + 1):
        outcome, value = _cells(line, outcomes, right, language)
        for key, text in (("outcome", outcome), ("right_value", value)):
            if text:
                cell = book.active.cell(line, keys.index(key) + 1, text)
                cell.data_type = "s"
        book.active.cell(line, keys.index("checked_on") + 1, date(2024, 5, 21))
    book.save(path)
    return path
