"""`customerbase.open(...)`: every method of a base, what it gives and how it fails."""

from __future__ import annotations

import stat
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import customerbase
from customerbase.base import CustomerBase, open_base
from customerbase.errors import (
    CustomerbaseError,
    EditConflict,
    InvalidRecord,
    NotFound,
    NotReferable,
    StoreError,
)
from customerbase.model import (
    Assignment,
    AttributeField,
    AttributeSchema,
    AttributeType,
    Channel,
    Contact,
    Customer,
    Employee,
    Employment,
    Facet,
    Feedback,
    FeedbackKind,
    Interaction,
    Product,
    Purchase,
    PurchaseLine,
    Relationship,
    RelationshipType,
    Source,
    Task,
    Verification,
    VerificationOutcome,
)
from customerbase.records.numbering import Numbering
from customerbase.steps import one_customer
from customerbase.values import Address, Money, Phone

ACME = Customer(customer_id="A", name="Acme", phones=(Phone(number="010-62345678"),))
DAY = date(2024, 3, 1)


class Clock:
    def __init__(self):
        self.now = datetime(2024, 3, 1, 9, tzinfo=UTC)

    def __call__(self):
        return self.now

    def pass_days(self, days=1):
        self.now += timedelta(days=days)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def base(request, tmp_path, clock):
    where = "memory:" if request.param == "memory" else tmp_path / "acme.db"
    with open_base(where, currency="CNY", clock=clock) as made:
        yield made


@pytest.fixture
def company(base):
    """Acme, with people, sales, dealings and work."""
    base.save(
        ACME.replace(addresses=(Address(country="中国", province="北京市", city="北京市"),)), source="visit"
    )
    base.save(Customer(customer_id="B", name="Bolt"), source="purchased_list")
    base.save(Employee(employee_id="E", name="Li Lei"), source="observation")
    base.assign("A", "E", since=DAY)
    boss = Employment(customer_id="A", roles=("decider",), influence=5)
    base.save(Contact(contact_id="P", name="Xu", employments=(boss,)), source="visit")
    line = PurchaseLine(quantity=2, unit_price=Money("3.5", "CNY"), product_id="Pen")
    base.save(Product(product_id="Pen", name="Pen", category="stationery"), source="observation")
    base.save(
        Purchase(purchase_id="1", customer_id="A", on=DAY, lines=(line,), employee_id="E"),
        source="observation",
    )
    base.save(Interaction(interaction_id="I", customer_id="A", on=DAY, channel=Channel.VISIT), source="visit")
    feedback = Feedback(
        feedback_id="F", customer_id="A", on=DAY, kind=FeedbackKind.COMPLAINT, content="dry", product_id="Pen"
    )
    base.save(feedback, source="visit")
    base.save(
        Task(task_id="T", employee_id="E", customer_id="A", subject="call", planned_on=DAY),
        source="observation",
    )
    link = Relationship(
        relationship_id="R", customer_id="A", other_id="B", type=RelationshipType.INTRODUCED, since=DAY
    )
    base.save(link, source="visit")
    return base


# ---------------------------------------------------------------- opening


def test_a_file_is_made_for_its_owner_alone(tmp_path):
    with customerbase.open(tmp_path / "acme.db") as base:
        assert repr(base) == f"<CustomerBase {tmp_path / 'acme.db'}>"
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "acme.db").stat().st_mode) == 0o600


def test_what_was_saved_is_there_when_it_is_opened_again(tmp_path):
    with open_base(tmp_path / "acme.db") as base:
        base.save(ACME, source="visit")

    with open_base(tmp_path / "acme.db") as base:
        assert base.customer("A") == ACME


def test_a_file_may_be_open_twice_and_both_see_what_the_other_wrote(tmp_path):
    with open_base(tmp_path / "acme.db") as one, open_base(tmp_path / "acme.db") as two:
        one.save(ACME, source="visit")
        two.save(Customer(customer_id="B", name="Bolt"), source="visit")

        assert (
            [each.name for each in one.all(Customer)]
            == [each.name for each in two.all(Customer)]
            == ["Acme", "Bolt"]
        )


def test_a_base_in_memory_is_one_s_own():
    with open_base("memory:") as one, open_base(":memory:") as two:
        one.save(ACME, source="visit")
        assert list(two.all(Customer)) == []


def test_zone_and_currency_are_remembered_by_the_file(tmp_path):
    with open_base(tmp_path / "acme.db", zone="Asia/Shanghai", currency="CNY"):
        pass
    with open_base(tmp_path / "acme.db") as base:
        assert (base.zone, base.currency) == (ZoneInfo("Asia/Shanghai"), "CNY")
    with open_base(tmp_path / "acme.db", zone="Europe/Berlin", currency="EUR"):
        pass
    with open_base(tmp_path / "acme.db") as base:
        assert (str(base.zone), base.currency) == ("Europe/Berlin", "EUR")


def test_where_nothing_was_ever_said_it_is_utc_and_no_currency():
    with open_base() as base:
        assert (base.zone, base.currency) == (UTC, None)


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ({"zone": "Mars/Olympus"}, "Asia/Shanghai"),
        ({"zone": "../etc"}, "time zone"),
        ({"currency": "XXQ"}, "ISO 4217"),
    ],
)
def test_a_zone_or_currency_that_there_is_not_is_refused_and_not_remembered(tmp_path, said, about):
    with pytest.raises(ValueError, match=about):
        open_base(tmp_path / "acme.db", **said)
    with open_base(tmp_path / "acme.db") as base:
        assert (base.zone, base.currency) == (UTC, None)


def test_what_is_no_base_is_refused_by_name(tmp_path):
    (tmp_path / "list.csv").write_text("customer_id,name\nA,Acme\n" * 100)
    for where in (
        tmp_path / "list.csv",
        tmp_path,
        tmp_path / "nowhere" / "acme.db",
        "mysql://host/acme",
        "postgresql://localhost:1/acme",
        "mariadb://localhost:1/acme",
    ):
        with pytest.raises(StoreError) as caught:
            open_base(where)
        assert str(where) in str(caught.value)


def test_it_closes_when_the_work_fails(tmp_path):
    with pytest.raises(KeyError), open_base(tmp_path / "acme.db") as base:
        raise KeyError
    with pytest.raises(CustomerbaseError):
        base.customer("A")


# ---------------------------------------------------------------- records


def test_cards_as_they_are_as_they_were_known_and_as_they_were(base, clock):
    base.save(ACME, source="visit", observed_on=date(2020, 1, 1))
    clock.pass_days(10)
    base.save(ACME.replace(name="Acme Ltd"), source="visit", observed_on=date(2022, 1, 1))

    assert base.customer("A").name == "Acme Ltd"
    assert base.customer("A", as_of=DAY).name == "Acme"
    assert base.customer("A", true_on=date(2021, 1, 1)).name == "Acme"
    for when in ({"as_of": date(2024, 2, 29)}, {"true_on": date(2019, 1, 1)}):
        with pytest.raises(NotFound, match="customer 'A'"):
            base.customer("A", **when)


def test_the_end_of_a_day_is_that_of_the_business(tmp_path, clock):
    with open_base(zone="Asia/Shanghai", clock=clock) as base:
        clock.now = datetime(2024, 3, 1, 17, tzinfo=UTC)  # 1 a.m. of the second in Shanghai
        base.save(ACME, source="visit")

        with pytest.raises(NotFound):
            base.customer("A", as_of=DAY)
        assert base.customer("A", as_of=date(2024, 3, 2)) == ACME


def test_people_too(base, clock):
    base.save(ACME, source="visit")
    xu = Contact(contact_id="P", name="Xu", employments=(Employment(customer_id="A"),))
    base.save(xu, source="visit")
    clock.pass_days()
    base.save(xu.replace(note="tea"), source="visit")

    assert base.contact("P").note == "tea"
    assert base.contact("P", as_of=DAY) == xu
    with pytest.raises(NotFound, match="contact 'Q'"):
        base.contact("Q")


def test_any_record_by_kind_and_by_what_it_names(company):
    assert company.get(Product, "Pen").category == "stationery"
    assert [each.key for each in company.all(Interaction, customer_id="A")] == ["I"]
    assert list(company.all(Interaction, customer_id="B")) == []
    with pytest.raises(NotFound, match="product 'Ink'"):
        company.get(Product, "Ink")


def test_an_edit_over_somebody_else_s_shows_both(base):
    base.save(ACME, source="visit")
    seen = base.customer("A")
    base.save(seen.replace(name="Theirs"), source="visit")

    with pytest.raises(EditConflict) as caught:
        base.save(seen.replace(name="Mine"), source="visit", seen=seen)

    assert (caught.value.theirs.name, caught.value.yours.name) == ("Theirs", "Mine")
    assert base.customer("A").name == "Theirs"
    with pytest.raises(EditConflict):
        base.save(Customer(customer_id="new", name="n"), source="visit", seen=ACME)


def test_a_record_of_nobody_is_refused(base):
    with pytest.raises(NotReferable, match="customer 'Z'"):
        base.save(
            Interaction(interaction_id="I", customer_id="Z", on=DAY, channel=Channel.VISIT), source="visit"
        )
    with pytest.raises(NotReferable):
        base.save(
            Contact(contact_id="P", name="Xu", employments=(Employment(customer_id="Z"),)), source="visit"
        )
    assert list(base.all(Contact)) == []


def test_a_source_that_there_is_not_is_refused(base):
    with pytest.raises(InvalidRecord, match="purchased_list"):
        base.save(ACME, source="hearsay")


def test_the_schema_of_attributes_holds_for_whatever_is_saved(base):
    assert base.attribute_schema is None
    base.attribute_schema = AttributeSchema(
        fields=(
            AttributeField(name="hair", choices=("short", "long")),
            AttributeField(name="shoe size", type=AttributeType.DECIMAL),
        ),
        closed=True,
    )

    with pytest.raises(InvalidRecord) as caught:
        base.save(ACME.replace(attributes={"hair": "green", "hat": "top"}), source="visit")

    assert len(caught.value.problems) == 2
    assert "hair" in caught.value.problems[0].path
    base.save(ACME.replace(attributes={"hair": "long", "shoe size": Decimal("42.5")}), source="visit")
    assert base.customer("A").attributes["shoe size"] == Decimal("42.5")


def test_the_schema_is_remembered(tmp_path):
    schema = AttributeSchema(fields=(AttributeField(name="hair"),))
    with open_base(tmp_path / "acme.db") as base:
        base.attribute_schema = schema
    with open_base(tmp_path / "acme.db") as base:
        assert base.attribute_schema == schema


def test_a_record_entered_by_mistake_is_taken_back(company):
    company.remove(company.get(Purchase, "1"))

    assert company.sales() == []
    with pytest.raises(NotFound):
        company.remove(
            Purchase(
                purchase_id="1",
                customer_id="A",
                on=DAY,
                lines=(PurchaseLine(quantity=1, unit_price=Money("1", "CNY")),),
            )
        )
    for card in (company.customer("A"), company.contact("P")):
        with pytest.raises(ValueError, match="save a correction"):
            company.remove(card)


def test_assign_hands_over_on_the_day(company):
    made = company.assign("A", "F", since=date(2024, 4, 1))

    assert made.employee_id == "F"
    assert [(each.employee_id, each.until) for each in company.all(Assignment)] == [
        ("E", date(2024, 3, 31)),
        ("F", None),
    ]
    with pytest.raises(NotReferable):
        company.assign("Z", "E", since=DAY)


def test_the_next_number_is_free(base):
    base.save(Customer(customer_id="C000001", name="x"), source="visit")

    assert base.next_customer_id() == "C000002"
    assert base.next_customer_id(Numbering(prefix="KH", digits=2, first=7)) == "KH07"


def test_a_transaction_is_kept_whole_or_not_at_all(base):
    def fail():
        with base.transaction():
            base.save(ACME, source="visit")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert list(base.all(Customer)) == []


# ---------------------------------------------------------------- where values come from


def test_provenance_is_told_of_every_value(company, clock):
    known = company.provenance("A")

    assert set(known) >= {"name", "phones[main]", "addresses[main]"}
    for path, each in known.items():
        assert each.path == path
        assert each.source == Source.of("visit")
        assert each.recorded_at == clock.now
        assert each.trusted
        assert each.verified_on is None
    assert not any(each.trusted for each in company.provenance("B").values())
    assert company.provenance(company.contact("P"))["name"].value == "Xu"
    with pytest.raises(NotFound):
        company.provenance("Z")


def test_a_verification_dates_what_it_covers(company):
    made = Verification(
        verification_id="V", customer_id="A", facet=Facet.BASIC, on=DAY, outcome=VerificationOutcome.CONFIRMED
    )
    company.save(made, source="phone_survey")

    assert company.provenance("A")["name"].verified_on == DAY


def test_what_waits_is_accepted_or_rejected(base):
    base.save(ACME, source="visit")
    for name in ("Acme Corp", "Acme Group"):
        base.save(base.customer("A").replace(name=name), source="directory")
    one, two = base.candidates("A")
    assert base.customer("A").name == "Acme"

    base.reject("A", one, by="Ann")
    base.accept(base.customer("A"), two, by="Ann", note="asked them")

    assert base.customer("A").name == "Acme Group"
    assert base.provenance("A")["name"].accepted_by == "Ann"
    assert base.candidates("A") == ()
    for again in (base.accept, base.reject):
        with pytest.raises(NotFound):
            again("A", one, by="Ann")


def test_changes_are_told_in_order(base, clock):
    base.save(ACME, source="visit")
    clock.pass_days()
    base.save(ACME.replace(name="Acme Ltd"), source="visit")

    last = base.changes("A")[-1]
    assert (last.path, last.before, last.after, last.recorded_at) == ("name", "Acme", "Acme Ltd", clock.now)


# ---------------------------------------------------------------- tables and queries


def test_every_table_and_query_answers(company):
    assert [(each.amount, each.customer_id) for each in company.sales("2024-03")] == [
        (Money("7", "CNY"), "A")
    ]
    assert company.sales("2023") == []
    assert [each.customer_id for each in company.roster()] == ["A", "B"]
    assert [each.customer_id for each in company.sales_ranking()] == ["A"]
    assert [each.customer_id for each in company.sales_ranking("2023", everyone=True)] == ["A", "B"]
    assert company.sales_ranking(by="quantity")[0].quantity == 2
    assert {each.customer_id for each in company.grade_table()} == {"A", "B"}
    assert {each.place[0] for each in company.address_table(depth=1)} == {"中国", None}
    assert company.key_people("A").customer_id == "A"
    assert [each.name for each in company.key_people_table()] == ["Xu"]
    assert {each.kind for each in company.chronicle("A")} >= {
        "purchase",
        "interaction",
        "feedback",
        "relationship_started",
    }
    assert company.dossier("A").customer == company.customer("A")
    assert [each.customer_id for each in company.customers_of("E")] == ["A"]
    assert [each.purchase_id for each in company.sales_of("E")] == ["1"]
    assert [each.task_id for each in company.open_tasks("E", as_of=DAY)] == ["T"]
    assert [each.employee_id for each in company.workload(as_of=DAY)] == ["E"]
    assert [each.feedback_id for each in company.feedback_on(category="stationery")] == ["F"]
    assert company.feedback_on(product_id="Ink") == ()


def test_a_card_reads_the_employees_that_it_names_and_no_others(company, monkeypatch):
    company.save(Employee(employee_id="E2", name="Han Mei"), source="observation")
    company.save(Employee(employee_id="E3", name="Nobody here"), source="observation")
    person = company.contact("P")
    company.save(person.replace(note="likes tea"), source=Source(method="visit", collected_by="E2"))
    told, card = company.chronicle("A"), company.dossier("A")
    named = one_customer._named_in

    def with_all(base, *given):
        return [*named(base, *given), *base.all(Employee)]

    monkeypatch.setattr(one_customer, "_named_in", with_all)
    assert company.chronicle("A") == told == company.dossier("A").chronicle
    assert company.dossier("A") == card
    assert {"Li Lei", "Han Mei"} <= {dict(each.values).get("who") for each in told}


def test_a_card_lists_as_many_dealings_as_are_asked_for(company):
    call = company.get(Interaction, "I")
    company.load([call.replace(interaction_id=f"I{i}") for i in range(60)], source="visit")
    assert len(company.dossier("A").last_interactions) == 10
    assert len(company.dossier("A", last=50).last_interactions) == 50


def test_tables_fail_by_name(company):
    for ask in (company.chronicle, company.dossier):
        with pytest.raises(NotFound, match="customer 'Z'"):
            ask("Z")
    for ask in (company.sales, company.sales_ranking, company.address_table):
        with pytest.raises(ValueError, match="2024"):
            ask(period="sometime in 2024")
    with pytest.raises(ValueError, match="beauty"):
        company.sales_ranking(by="beauty")


def test_sums_in_two_currencies_are_asked_about(company):
    line = PurchaseLine(quantity=1, unit_price=Money("9", "EUR"))
    company.save(Purchase(purchase_id="2", customer_id="B", on=DAY, lines=(line,)), source="observation")

    with pytest.raises(customerbase.CurrencyMismatch, match="CNY and EUR"):
        company.sales_ranking()
    assert [each.customer_id for each in company.sales_ranking(currency="EUR")] == ["B"]


# ---------------------------------------------------------------- importing


def test_the_imports_of_a_base_are_listed_and_undone(base, tmp_path, clock):
    (tmp_path / "c.csv").write_text("customer_id,name\nA,Acme\n")
    (tmp_path / "e.csv").write_text("employee id,name\nE,Li Lei\n")
    (tmp_path / "i.csv").write_text("date,customer_id,channel\n2024-03-01,A,visit\n")
    results = [
        base.import_customers(tmp_path / "c.csv", source="visit"),
        base.import_employees(tmp_path / "e.csv"),
        base.import_interactions(str(tmp_path / "i.csv")),
    ]

    assert [(each.what, each.origin, dict(each.counts)) for each in base.batches()] == [
        ("customer", "c.csv", {"taken": 1}),
        ("employee", "e.csv", {"taken": 1}),
        ("interaction", "i.csv", {"taken": 1}),
    ]
    base.undo(base.batches()[2])
    base.undo(results[0].batch_id)
    assert list(base.all(Customer)) == []
    assert [each.undone_at for each in base.batches()] == [clock.now, None, clock.now]


def test_no_public_method_is_forgotten_here():
    """A method that is added to a base is called in this file, or in those of the steps."""
    text = Path(__file__).read_text(encoding="utf-8")
    public = [
        name
        for name in dir(CustomerBase)
        if not name.startswith("_") and callable(getattr(CustomerBase, name))
    ]
    elsewhere = {"import_purchases", "import_records", "import_products"}  # tests/intake
    steps = Path(__file__).parent / "steps"
    text += "".join(each.read_text(encoding="utf-8") for each in steps.glob("test_*.py"))
    assert [
        name for name in public if f".{name}" not in text and name not in elsewhere and name != "close"
    ] == []
