"""Erasing people: nothing of them is left, the books stay, and nothing brings them back."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import customerbase
from customerbase import (
    Address,
    Assignment,
    Consent,
    Contact,
    Customer,
    Email,
    Employment,
    ErasedPerson,
    Feedback,
    Identifier,
    Interaction,
    Money,
    NotFound,
    NothingToFit,
    Phone,
    Purchase,
    PurchaseLine,
    Source,
    Task,
)
from customerbase.model import KINDS
from customerbase.testing import strategies

WANG = Customer(
    customer_id="C1",
    name="王小明",
    kind="person",
    phones=[Phone(number="138-0013-8000")],
    emails=[Email(address="Wang.XM@example.com")],
    identifiers=[Identifier(scheme="id_card", value="11010119900307001X")],
    addresses=[Address(city="上海", street="福州路九十九弄")],
    note="长" * 9_000 + "喜欢安静",
)
WIFE = Contact(
    contact_id="K1",
    name="欧阳静",
    employments=[Employment(customer_id="C1")],
    phones=[Phone(number="13900139000")],
)
SECRETS = (
    "zebedee",
    "quixworth",
    "quixotic",
    "王小明",
    "138-0013-8000",
    "13800138000",
    "Wang.XM",
    "wang.xm",
    "11010119900307001X",
    "福州路九十九弄",
    "喜欢安静",
    "欧阳静",
    "13900139000",
)
DAY = date(2024, 3, 1)
NUMBERS = count()


def sale(number, customer_id, amount=10, **more):
    line = PurchaseLine(quantity=1, unit_price=Money(amount, "CNY"))
    return Purchase(purchase_id=number, customer_id=customer_id, on=DAY, lines=[line], **more)


def at(customer_id, **more):
    return Employment(customer_id=customer_id, **more)


@contextmanager
def opened(location, year=2024):
    with customerbase.open(location, clock=lambda: datetime(year, 6, 1, 9, tzinfo=UTC)) as base:
        yield base


@pytest.fixture(params=["memory", "sqlite"])
def base(request, tmp_path):
    with opened("memory:" if request.param == "memory" else tmp_path / "a.db") as base:
        base.save(WANG, source=Source(method="visit", origin="来自王小明.csv", evidence="录音 138-0013-8000"))
        base.save(
            Customer(customer_id="C2", name="Acme", phones=[Phone(number="021-5555000")]), source="visit"
        )
        base.save(WIFE, source="visit")
        yield base


def everything(base):
    """Return all that a base holds, but for its tombstones, as text."""
    rows = base.store.rows
    found = []
    for kind in KINDS:
        for each in rows.scan(kind):
            found += [each, rows.entries(kind, [each.record.key]), rows.revisions(kind, each.record.key)]
    found += [rows.batches(), [rows.rfm_run(each.name) for each in rows.rfm_runs()]]
    return repr(attrs.asdict(Held(found)))


@attrs.frozen
class Held:
    all: list


def test_an_erased_person_is_nowhere_any_more(base):
    base.save(WANG.replace(name="王小明先生"), source="directory")
    base.save(Interaction(interaction_id="I1", customer_id="C1", on=DAY, channel="visit"), source="visit")
    base.save(
        Consent(consent_id="A", customer_id="C1", on=DAY, purpose="marketing", granted=True), source="visit"
    )
    base.save(Assignment(assignment_id="A", customer_id="C1", employee_id="E1", since=DAY), source="visit")

    done = base.erase("C1", reason="asked on the telephone", by="E1")

    assert done.removed == {"assignment": 1, "consent": 1, "contact": 1, "customer": 1, "interaction": 1}
    assert done.pseudonym is None
    assert not [word for word in SECRETS if word in everything(base)]
    for read in (base.customer, base.provenance, base.changes, base.dossier):
        with pytest.raises(NotFound):
            read("C1")
    with pytest.raises(NotFound):
        base.customer("C1", as_of=DAY)
    with pytest.raises(NotFound):
        base.erase("C1", reason="again", by="E1")


def test_the_books_keep_their_amounts_under_a_pseudonym(base):
    base.save(
        sale("S1", "C1", 100, note="给王小明", place="福州路九十九弄", employee_id="E1"), source="visit"
    )
    base.save(sale("2024-03-01/C1", "C1", 7), source="visit")
    base.save(sale("S3", "C2", 5, coupon_id="X"), source="visit")
    base.keep_rfm(base.rfm(as_of=DAY), name="march")
    before = sorted(each.amount for each in base.sales_ranking())
    kept_before = sorted(str(each.score.summary.monetary) for each in base.rfm_run("march").rows)

    done = base.erase(WANG, reason="asked", by="E1", pseudonym="ledger-7")

    assert done.pseudonym == "ledger-7"
    assert done.pseudonymised == {"purchase": 2, "rfm row": 1}
    assert sorted(each.amount for each in base.sales_ranking()) == before
    assert sorted(str(each.score.summary.monetary) for each in base.rfm_run("march").rows) == kept_before
    assert {each.customer_id for each in base.rfm_run("march").rows} == {"C2", "ledger-7"}
    kept = {each.purchase_id: each for each in base.all(Purchase, customer_id="ledger-7")}
    assert kept.keys() == {"S1", "ledger-7/purchase-1"}
    assert (kept["S1"].note, kept["S1"].place, kept["S1"].employee_id) == (None, None, "E1")
    assert base.rfm(as_of=DAY).rows
    assert base.dossier("ledger-7").sales.purchases == 2


def test_a_task_keeps_its_profit_and_is_no_longer_to_be_done(base):
    base.save(
        Task(
            task_id="T",
            employee_id="E1",
            subject="王小明 birthday",
            customer_id="C1",
            planned_profit=Money(9, "CNY"),
        ),
        source="visit",
    )

    base.erase("C1", reason="asked", by="E1")

    (task,) = base.all(Task)
    assert (task.subject, task.status.value, task.planned_profit) == ("erased", "cancelled", Money(9, "CNY"))
    assert base.open_tasks("E1") == ()


def test_people_who_are_at_others_too_stay_there(base):
    base.save(
        Contact(contact_id="K2", name="Ann", employments=[at("C1", title="aunt"), at("C2", reports_to="K1")]),
        source="visit",
    )

    done = base.erase("C1", reason="asked", by="E1")

    assert done.kept_contacts == ("K2",)
    assert base.contact("K2").employments == (at("C2"),)
    assert "aunt" not in everything(base)
    assert base.contact("K2", as_of=date(2024, 7, 1)).employments == (at("C2"),)


def test_all_who_mean_the_same_person_are_erased_together(base):
    base.save(Customer(customer_id="C3", name="王先生"), source="visit")
    base.merge("C2", "C3", by="E1", reason="王先生 is Acme")
    base.merge("C1", "C2", by="E1")

    done = base.erase("C3", reason="asked", by="E1")

    assert done.removed["customer"] == 3
    assert list(base.all(Customer)) == []
    assert base.store.rows.notes("merge") == []
    assert "王先生" not in everything(base)


def test_a_person_who_is_elsewhere_under_another_id_stays(base):
    base.save(Contact(contact_id="K2", name="Ann", employments=[at("C2")]), source="visit")
    base.save(Contact(contact_id="K3", name="Ann", employments=[at("C1")]), source="visit")
    base.merge(base.contact("K2"), base.contact("K3"), by="E1")

    assert base.erase("C1", reason="asked", by="E1").kept_contacts == ("K3",)
    assert base.contact("K2").employments == (at("C2"),)


def test_a_contact_is_erased_and_the_customer_stays(base):
    base.save(
        Contact(
            contact_id="K3",
            name="赵敏",
            employments=[at("C2")],
            phones=[Phone(number="021-5555000"), Phone(number="13700137000", label="mobile")],
        ),
        source="visit",
    )
    talk = Interaction(
        interaction_id="I",
        customer_id="C2",
        on=DAY,
        channel="visit",
        content="赵敏 (13700137000) asked",
        contact_ids=("K3",),
    )
    told = Feedback(feedback_id="F", customer_id="C2", on=DAY, kind="praise", content="good", contact_id="K3")
    base.save(talk, source="visit")
    base.save(talk.replace(content="赵敏 called"), source="visit")
    base.save(told, source="visit")

    done = base.erase("K3", kind="contact", reason="asked", by="E1")

    assert done.removed == {"contact": 1}
    assert base.get(Interaction, "I").content == "[erased] called"
    assert base.get(Interaction, "I").contact_ids == ()
    assert base.get(Feedback, "F").contact_id is None
    assert "赵敏" not in everything(base)
    assert "13700137000" not in everything(base)
    # The company's own telephone brings nobody back; his, and his name at that company, do.
    base.save(
        Contact(contact_id="K4", name="Li", employments=[at("C2")], phones=[Phone(number="021-5555000")]),
        source="visit",
    )
    for back in (
        Contact(contact_id="K5", name="赵敏", employments=[at("C2")]),
        Contact(
            contact_id="K5", name="Z", employments=[at("C2")], phones=[Phone(number="+86 137 0013 7000")]
        ),
    ):
        with pytest.raises(ErasedPerson):
            base.save(back, source="visit")


@pytest.mark.parametrize(
    "back",
    [
        Customer(customer_id="C1", name="somebody"),
        Customer(customer_id="C9", name="x", phones=[Phone(number="（+86）13800138000")]),
        Customer(customer_id="C9", name="x", emails=[Email(address="wang.xm@EXAMPLE.com")]),
        Customer(
            customer_id="C9", name="x", identifiers=[Identifier(scheme="id_card", value="11010119900307001x")]
        ),
        Contact(contact_id="K9", name="x", employments=[at("C2")], phones=[Phone(number="13800138000")]),
    ],
)
def test_nothing_brings_an_erased_person_back_until_he_comes_himself(base, back):
    base.erase("C1", reason="asked", by="E1")

    with pytest.raises(ErasedPerson) as caught:
        base.save(back, source="visit")

    assert isinstance(caught.value, ValueError)
    assert not any(word in str(caught.value) for word in SECRETS)
    assert [each.kind for each in base.allow_again(back, by="E2")] == ["customer"]
    base.save(back, source="visit")
    assert {each.lifted_by for each in base.erasures()} == {"E2", None}
    assert base.allow_again(back, by="E2") == ()


def test_a_record_that_names_an_erased_customer_says_why_it_is_refused(base):
    base.erase("C1", reason="asked", by="E1")

    with pytest.raises(
        ErasedPerson, match="purchase 'S1' refers to customer 'C1', somebody who was erased on 2024-06-01"
    ):
        base.save(sale("S1", "C1"), source="visit")


def write(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def test_an_import_refuses_the_rows_of_erased_people_and_takes_the_others(base, tmp_path):
    base.erase("C1", reason="asked", by="E1")
    file = write(
        tmp_path / "list.csv",
        ("customer_id", "name", "phone"),
        ("C1", "王小明", ""),
        ("", "某人", "13800138000"),
        ("", "王小明", ""),
        ("", "李四", "13600136000"),
    )

    result = base.import_customers(file, source="directory")

    assert (result.taken, result.refused) == (1, 3)
    assert {each.row for each in result.refused_rows} == {2, 3, 4}
    assert all("erased on 2024-06-01" in each.reason for each in result.refusals)
    assert [each.name for each in base.all(Customer)] == ["李四", "Acme"]


def test_nobody_gets_the_number_of_one_who_was_erased(base, tmp_path):
    numbered = base.next_customer_id()
    base.save(WANG.replace(customer_id=numbered), source="visit")
    base.erase(numbered, reason="asked", by="E1")

    assert base.next_customer_id() != numbered
    base.import_customers(write(tmp_path / "list.csv", ("name", "phone"), ("Li", "13600136000")))
    assert numbered not in {each.customer_id for each in base.all(Customer)}


def test_an_import_of_sales_makes_no_customer_of_an_erased_one(base, tmp_path):
    base.save(sale("S1", "C1", 100), source="visit")
    base.erase("C1", reason="asked", by="E1")
    file = write(
        tmp_path / "sales.csv",
        ("sale no", "customer_id", "customer name", "date", "amount"),
        ("S1", "C1", "王小明", "2024-03-01", "100"),
        ("S2", "", "王小明", "2024-03-01", "100"),
        ("S3", "C7", "Li", "2024-03-01", "100"),
    )

    result = base.import_purchases(file, currency="CNY", create_customers=True)

    assert (result.taken, result.refused) == (1, 2)
    assert sum(each.amount.amount for each in base.sales()) == 200


def test_undoing_an_import_brings_nobody_back(base, tmp_path):
    file = write(tmp_path / "list.csv", ("customer_id", "name", "phone"), ("C5", "陈一", "13500135000"))
    first = base.import_customers(file)
    second = base.import_customers(
        write(tmp_path / "2.csv", ("customer_id", "name", "phone"), ("C5", "陈一", "13500135001"))
    )
    base.erase("C5", reason="asked", by="E1")

    base.undo(second)
    base.undo(first)

    with pytest.raises(NotFound):
        base.customer("C5")
    assert "1350013500" not in everything(base)


def test_whoever_is_left_in_the_ledger_alone_is_erased_too(base, tmp_path):
    file = write(
        tmp_path / "l.csv",
        ("customer_id", "name", "contact", "contact phone"),
        ("C5", "陈一", "孙二", "13500135000"),
    )
    base.undo(base.import_customers(file))
    assert base.store.rows.entries("contact", ["C5-1"])

    base.erase("C5", reason="asked", by="E1")

    assert not base.store.rows.entries("contact", ["C5-1"])


def test_what_was_his_before_it_was_another_ones_is_gone(base):
    base.save(
        Interaction(interaction_id="I", customer_id="C1", on=DAY, channel="visit", content="喜欢安静"),
        source="visit",
    )
    base.save(
        Interaction(interaction_id="I", customer_id="C2", on=DAY, channel="visit", content="x"),
        source="visit",
    )

    base.erase("C1", reason="asked", by="E1")

    assert base.store.rows.revisions("interaction", "I") == []
    assert base.get(Interaction, "I").content == "x"


def test_an_erasure_that_fails_leaves_all(base):
    before = everything(base)

    with pytest.raises(ValueError, match="names the person"):
        base.erase("C1", reason="王小明 asked", by="E1")
    with pytest.raises(ValueError, match="choose another"):
        base.erase("C1", reason="asked", by="E1", pseudonym="C2")
    with pytest.raises(NotFound):
        erase_and_fail(base)

    assert everything(base) == before
    assert base.erasures() == []
    base.save(WANG.replace(short_name="W"), source="visit")


def erase_and_fail(base):
    with base.transaction():
        base.erase("C1", reason="asked", by="E1")
        base.customer("C1")


def test_what_is_asked_must_be_said(base):
    for reason, by in (("", "E1"), ("asked", " ")):
        with pytest.raises(ValueError, match="is blank"):
            base.erase("C1", reason=reason, by=by)
    with pytest.raises(TypeError, match="no person"):
        base.erase(sale("S1", "C1"), reason="asked", by="E1")
    with pytest.raises(ValueError, match="none of"):
        base.erase("C1", kind="purchase", reason="asked", by="E1")


def test_no_byte_is_left_in_the_file_or_beside_it(tmp_path):
    with opened(tmp_path / "a.db") as base:
        base.save(WANG, source=Source(method="visit", origin="来自王小明.csv"))
        base.save(WIFE, source="visit")
        base.save(Customer(customer_id="C3", name="Zebedee Quixworth"), source="visit")
        assert base.find("Quixworth")
        base.save(Customer(customer_id="C3", name="Z. Quixotic"), source="visit")
        for i in range(40):
            base.save(sale(f"S{i}", "C1", note="给王小明"), source="visit")
            base.save(WANG.replace(note=f"{i}" + "长" * 9_000 + "喜欢安静"), source="visit")
            base.save(
                Interaction(
                    interaction_id=f"I{i}",
                    customer_id="C1",
                    on=DAY,
                    channel="visit",
                    content="福州路九十九弄" * 300,
                ),
                source="visit",
            )

        assert base.find("王小明")
        assert base.find("欧阳静")

        assert base.erase("C1", reason="asked", by="E1").remains[2:] == ()
        assert not base.find("王小明")
        base.erase("C3", reason="asked", by="E1")

        assert found_in(tmp_path) == []
    assert found_in(tmp_path) == []


def found_in(folder):
    return [
        (file.name, word)
        for file in folder.iterdir()
        for word in SECRETS
        if word.encode() in file.read_bytes() or word.encode("utf-16-le") in file.read_bytes()
    ]


def test_an_erasure_inside_a_transaction_or_beside_a_reader_says_what_remains(tmp_path):
    with opened(tmp_path / "a.db") as base:
        base.save(WANG, source="visit")
        base.save(WANG.replace(customer_id="C2", name="x"), source="visit")
        with base.transaction():
            done = base.erase("C1", reason="asked", by="E1")
        assert "the transaction is not over" in done.remains[-1]
    assert not [each for each in found_in(tmp_path) if each[1] == "王小明"]


def companies():
    return strategies.companies(currencies=("CNY",), max_customers=3, max_purchases=5)


@settings(max_examples=20)
@given(companies(), st.data())
def test_whatever_a_company_holds_of_a_person_goes_and_its_sums_stay(company, data):
    who = data.draw(st.sampled_from(company.customers)).customer_id
    with opened("memory:", 2030) as base:
        for each in company.records():
            kept = each
            if each.key == who and isinstance(each, Customer):
                kept = each.replace(
                    name="甲乙丙丁戊", note="己庚辛壬癸", emails=[Email(address="jiayi@example.com")]
                )
            base.store.save(kept, Source(method="visit", origin="of 甲乙丙丁戊"))
        sums = sorted(str(each.amount) for each in base.sales())
        ranked = sorted((str(each.amount), each.purchases) for each in base.sales_ranking())
        scored = money_scored(base)

        base.erase(who, reason="asked", by="E1")

        assert sorted(str(each.amount) for each in base.sales()) == sums
        assert sorted((str(each.amount), each.purchases) for each in base.sales_ranking()) == ranked
        assert money_scored(base) == scored
        held = everything(base)
        assert not [word for word in ("甲乙丙丁戊", "己庚辛壬癸", "jiayi@") if word in held]
        for kind, cls in KINDS.items():
            for each in base.all(cls):
                assert who not in (getattr(each, "customer_id", None), getattr(each, "other_id", None)), kind


def money_scored(base):
    try:
        run = base.rfm(as_of=date(2030, 1, 1), currency="CNY")
    except NothingToFit:
        return []
    return sorted(str(row.score.summary.monetary) for row in run.rows if row.score is not None)


def test_what_was_merged_is_erased_together():
    with customerbase.open("memory:", currency="CNY") as base:
        base.save(WANG, source="visit")
        other = Customer(customer_id="王小明-2", name="Wang XM", phones=[Phone(number="13800138000")])
        base.save(other, source="visit")
        base.save(Customer(customer_id="C9", name="Cox"), source="visit")
        line = PurchaseLine(quantity=1, unit_price=Money(10, "CNY"))
        for key, who in (("S1", "C1"), ("S2", "王小明-2")):
            sale = Purchase(purchase_id=key, customer_id=who, on=date(2024, 1, 1), lines=[line])
            base.save(sale, source="transaction_record")
        base.unmerge(base.merge("C9", "王小明-2", by="Ann"), by="Ann")
        base.merge("C1", "王小明-2", by="Ann")

        erased = base.erase("王小明-2", reason="asked for it", by="Ann")

        assert [each.customer_id for each in base.all(Customer)] == ["C9", erased.pseudonym]
        (row,) = base.sales_ranking()
        assert (row.customer_id, str(row.amount)) == (erased.pseudonym, "20.00 CNY")
        assert base.merges() == ()
        for card in (WANG, other):
            with pytest.raises(ErasedPerson):
                base.save(card, source="visit")
