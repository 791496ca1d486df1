"""Leads: a form becomes a customer, a person, a lead and his consent; and they are followed up until something came of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

import customerbase
from customerbase import Consent, Contact, Customer, Interaction, Lead, Money, Purchase, PurchaseLine
from customerbase.errors import InvalidRecord, SourceError
from customerbase.leads import Cadence, LeadStatus
from customerbase.model import KINDS, CustomerKind, Purpose
from customerbase.outputs import text as text_output

CAME = date(2024, 3, 4)
FORM = {"公司": "杭州织造厂", "姓名": "王伟", "手机": "13800138000", "需求": "真丝 500 米"}


@pytest.fixture(params=["memory:", "acme.db"])
def base(request, tmp_path):
    where = request.param if request.param == "memory:" else tmp_path / request.param
    clock = lambda: datetime(2024, 3, 5, 1, tzinfo=UTC)
    with customerbase.open(where, currency="CNY", zone="Asia/Shanghai", clock=clock) as base:
        yield base


def everything(base):
    return {kind: list(base.all(cls)) for kind, cls in KINDS.items()}


def test_a_form_of_a_company_makes_a_customer_a_person_and_a_lead(base):
    lead = base.capture_lead(FORM, page="https://acme.example/contact", on=CAME)

    assert base.customer(lead.customer_id).name == "杭州织造厂"
    (person,) = base.all(Contact)
    assert (person.contact_id, person.name) == (lead.contact_id, "王伟")
    assert lead.submitted.splitlines()[0] == "公司: 杭州织造厂"
    assert base.get(Lead, lead.lead_id) == lead
    assert list(base.all(Consent)) == []


@pytest.mark.parametrize("label", ["name", "Full Name", "姓名", "您的姓名"])
def test_a_form_that_asks_for_no_company_makes_a_person(base, label):
    lead = base.capture_lead({label: "Ann Lee", "E-mail": "ann@example.com"})
    card = base.customer(lead.customer_id)
    assert (card.name, card.kind) == ("Ann Lee", CustomerKind.PERSON)
    assert (lead.on, lead.contact_id) == (date(2024, 3, 5), None)


def test_a_customer_who_is_known_gets_no_second_card(base):
    known = Customer(customer_id="C9", name="杭州织造厂")
    base.save(known, source="visit")
    assert base.capture_lead(FORM, on=CAME).customer_id == "C9"
    assert [each.key for each in base.all(Customer)] == ["C9"]


def test_the_same_form_twice_is_one_lead_and_another_day_another(base):
    first = base.capture_lead(FORM, on=CAME)
    before = everything(base)
    assert base.capture_lead(FORM, on=CAME) == first
    assert everything(base) == before
    assert base.capture_lead(FORM, on=CAME + timedelta(1)) != first


def test_a_box_that_is_ticked_is_consent_with_its_words_and_one_that_is_not_is_nothing(base):
    base.capture_lead({**FORM, "Newsletter": True}, page="/a", evidence="request 7", on=CAME)
    (given,) = base.all(Consent)
    assert (given.purpose, given.granted, given.on) == (Purpose.MARKETING, True, CAME)
    assert given.evidence == "“Newsletter: yes” on /a (request 7)"
    base.capture_lead({**FORM, "公司": "宁波轴承厂", "Newsletter": False}, page="/a", on=CAME)
    assert len(list(base.all(Consent))) == 1


def test_sending_the_form_may_be_the_consent_for_one_channel(base):
    lead = base.capture_lead(FORM, consents=["marketing", Purpose.RESEARCH], channel="email", on=CAME)
    assert {(each.purpose.value, each.channel.value, each.customer_id) for each in base.all(Consent)} == {
        ("marketing", "email", lead.customer_id),
        ("research", "email", lead.customer_id),
    }


@pytest.mark.parametrize(
    ("wrong", "column"),
    [({"手机": "1.38E+10"}, "手机"), ({"日期": "24-1-5"}, "日期"), ({"公司": "", "姓名": ""}, "$")],
)
def test_a_form_that_cannot_be_read_is_refused_with_its_problems_and_nothing_is_kept(base, wrong, column):
    with pytest.raises(InvalidRecord) as caught:
        base.capture_lead({**FORM, **wrong})
    assert [each.path for each in caught.value.problems] == [column]
    assert not any(everything(base).values())
    assert base.batches() == []


def test_a_moment_has_the_day_of_the_business(base):
    at = datetime(2024, 3, 4, 20, tzinfo=timezone.utc)  # noqa: UP017 - the zone is what this is about
    lead = base.capture_lead(FORM, at=at)
    assert (lead.on, lead.at) == (date(2024, 3, 5), at)


def test_a_file_of_forms_is_read_refused_rows_are_mended_and_the_same_file_adds_nothing(base, tmp_path):
    path = tmp_path / "fair.csv"
    path.write_text(
        "提交时间,公司,联系人,手机,留言,负责展位\n"
        "2024-03-05 10:30,宁波轴承厂,李娜,13900000002,样品,A1\n"
        "2024-03-05 11:00,温州鞋业,陈刚,1.39E+10,代理,A2\n",
        encoding="utf-8",
    )
    result = base.import_leads(path, page="Canton Fair", method="customer_form", consents=["marketing"])
    assert (result.taken, result.refused, result.ignored) == (1, 1, ("负责展位",))
    (lead,) = base.all(Lead)
    assert lead.at == datetime(2024, 3, 5, 2, 30, tzinfo=UTC)
    assert (lead.page, lead.interest, lead.method.value) == ("Canton Fair", "样品", "customer_form")

    before = everything(base)
    assert base.import_leads(path, page="Canton Fair", method="customer_form").batch_id is None
    assert everything(base) == before

    refused = tmp_path / "refused.csv"
    result.write_refused(refused)
    refused.write_text(
        refused.read_text(encoding="utf-8-sig").replace("1.39E+10", "13900000003"), encoding="utf-8"
    )
    assert base.import_leads(refused, page="Canton Fair", method="customer_form").taken == 1
    assert sorted(each.interest for each in base.all(Lead)) == ["代理", "样品"]


def test_a_file_that_does_not_say_when_is_asked(base, tmp_path):
    path = tmp_path / "fair.csv"
    path.write_text("公司,联系人\n宁波轴承厂,李娜\n", encoding="utf-8")
    with pytest.raises(SourceError, match="the day on which these leads came"):
        base.import_leads(path)
    assert base.import_leads(path, on=CAME).taken == 1


def test_a_number_of_a_lead_that_stands_twice_is_refused_where_it_says_otherwise(base, tmp_path):
    path = tmp_path / "fair.csv"
    path.write_text(
        "线索编号,日期,公司\n7,2024-03-05,宁波轴承厂\n7,2024-03-05,宁波轴承厂\n7,2024-03-05,温州鞋业\n",
        encoding="utf-8",
    )
    result = base.import_leads(path)
    assert (result.refused, [each.row for each in result.refusals]) == (1, [4])
    assert [each.lead_id for each in base.all(Lead)] == ["7"]


def test_an_import_of_leads_is_undone_whole(base, tmp_path):
    path = tmp_path / "fair.csv"
    path.write_text("日期,公司,联系人,newsletter\n2024-03-05,宁波轴承厂,李娜,yes\n", encoding="utf-8")
    result = base.import_leads(path)
    assert [len(each) for each in everything(base).values() if each] == [1, 1, 1, 1]
    base.undo(result)
    assert not any(everything(base).values())


def test_a_lead_that_was_closed_stays_closed_when_its_file_is_read_again(base, tmp_path):
    path = tmp_path / "fair.csv"
    path.write_text("日期,公司,联系人\n2024-03-05,宁波轴承厂,李娜\n", encoding="utf-8")
    base.import_leads(path)
    (lead,) = base.all(Lead)
    closed = base.close_lead(lead, "lost", on=date(2024, 3, 9), reason="too dear", source="visit")
    base.import_leads(path)
    assert base.get(Lead, lead.lead_id) == closed
    assert [each.status for each in base.leads(as_of=date(2024, 3, 10))] == [LeadStatus.CLOSED]


def contacted(base, lead, day):
    call = Interaction(interaction_id=f"I{day}", customer_id=lead.customer_id, on=day, channel="phone")
    base.save(call, source="phone_survey")


def test_whom_to_contact_is_said_by_the_cadence_of_the_company(base):
    base.cadence = Cadence(first=1, gaps=(3,), purpose=None, workdays=False)
    assert base.cadence == Cadence(first=1, gaps=(3,), purpose=None, workdays=False)
    lead = base.capture_lead(FORM, on=CAME, employee_id="E1")
    assert base.due_leads(as_of=CAME) == ()
    assert [each.lead for each in base.due_leads(as_of=CAME + timedelta(1))] == [lead]
    assert base.due_leads(as_of=CAME + timedelta(1), employee_id="E2") == ()
    contacted(base, lead, date(2024, 3, 5))
    assert [each.next_on for each in base.leads(as_of=date(2024, 3, 6))] == [date(2024, 3, 8)]


def test_what_is_no_cadence_is_refused(base):
    with pytest.raises(TypeError, match="is no Cadence"):
        base.cadence = (1, 2, 3)


def test_who_withdraws_is_left_alone_also_where_cards_were_merged(base):
    lead = base.capture_lead(FORM, consents=["marketing"], on=CAME)
    contacted(base, lead, date(2024, 3, 4))
    assert base.leads(as_of=CAME)[0].status is LeadStatus.FOLLOWED
    base.save(Customer(customer_id="C9", name="杭州织造"), source="visit")
    no = Consent(consent_id="N9", customer_id="C9", on=CAME, purpose="marketing", granted=False)
    base.save(no, source="phone_survey")
    base.merge(lead.customer_id, "C9", by="Ann", reason="the same works")
    assert base.leads(as_of=CAME)[0].status is LeadStatus.NOT_ALLOWED


def test_what_became_of_leads_is_told_by_page(base):
    lead = base.capture_lead(FORM, page="/contact", on=CAME)
    contacted(base, lead, date(2024, 3, 5))
    line = PurchaseLine(quantity=2, unit_price=Money("50", "CNY"))
    sale = Purchase(purchase_id="P1", customer_id=lead.customer_id, on=date(2024, 3, 11), lines=[line])
    base.save(sale, source="transaction_record")
    (row,) = base.lead_results(as_of=date(2024, 3, 31))
    assert (row.group, row.leads, row.contacted, row.bought) == ("/contact", 1, 1, 1)
    assert (row.revenue, row.days_to_sale) == ((Money("100", "CNY"),), 7.0)

    assert "已购买" in text_output.render(base.leads_table(as_of=date(2024, 3, 31)), language="zh")
    shown = text_output.render(base.lead_results_table("month", as_of=date(2024, 3, 31)))
    assert "2024-03" in shown


def test_a_lead_stands_in_the_chronicle_and_goes_with_who_is_erased(base):
    lead = base.capture_lead({"姓名": "王伟", "手机": "13800138000", "留言": "请回电"}, on=CAME)
    told = [each.summary for each in base.chronicle(lead.customer_id)]
    assert any("came forward" in each and "请回电" in each for each in told)
    base.erase(lead.customer_id, by="Ann", reason="he asked")
    assert "13800138000" not in repr(everything(base))
