"""A base in front of its reader: the tables and the page agree with the base, in either language."""

from __future__ import annotations

from datetime import date

import pytest

import customerbase
from customerbase import verify
from customerbase.model import (
    Assignment,
    Customer,
    Employee,
    Feedback,
    Product,
    Purchase,
    PurchaseLine,
    Verification,
)
from customerbase.presenting import (
    SIX_TABLES,
    best_customer,
    present,
    rfm_section,
    six_tables,
    verification_section,
)
from customerbase.values import Money

AS_OF = date(2024, 12, 31)


def sale(number: int, customer: str, amount: int) -> Purchase:
    return Purchase(
        purchase_id=f"P{number}",
        customer_id=customer,
        on=date(2024, 5, number),
        lines=[PurchaseLine(quantity=1, unit_price=Money(amount, "CNY"))],
    )


@pytest.fixture
def base():
    with customerbase.open("memory:") as opened:
        opened.save(Customer(customer_id="C1", name="上海机电"), source="visit")
        opened.save(Customer(customer_id="C2", name="C2"), source="visit")
        for each in (
            Employee(employee_id="E1", name="王芳"),
            Assignment(assignment_id="A1", customer_id="C1", employee_id="E1", since=date(2024, 1, 1)),
            Product(product_id="P7", name="pump"),
            Feedback(
                feedback_id="F1",
                customer_id="C1",
                on=date(2024, 6, 1),
                kind="repair",
                content="leaks",
                product_id="P7",
            ),
            sale(1, "C1", 300),
            sale(2, "C2", 100),
        ):
            opened.save(each, source="transaction_record")
        yield opened


def test_the_page_and_the_tables_are_of_the_same_rows(base):
    shown = present(base, as_of=AS_OF)

    assert [each.name for each in shown.tables] == list(SIX_TABLES)
    assert shown.tables == six_tables(base, as_of=AS_OF)
    assert shown.tables[1].rows[0][1] == best_customer(base, as_of=AS_OF) == "C1"


def test_the_page_leaves_out_columns_in_which_nothing_stands(base):
    shown = present(base, as_of=AS_OF)

    assert "collected_by" in {each.key for each in shown.tables[0].columns}
    assert "Collected by" not in shown.page()
    assert "Responsible" in shown.page()


def test_a_chronicle_is_headed_by_name_and_number_or_by_the_number_alone(base):
    def headed(customer_id):
        (table,) = six_tables(base, only=["chronicle"], customer_id=customer_id)
        return table.title, table.title_zh

    assert headed(None) == ("Chronicle: 上海机电 (C1)", "来往大事记：上海机电（C1）")
    assert headed("C2") == ("Chronicle: C2", "来往大事记：C2")


def test_a_chronicle_tells_names_in_place_of_ids(base):
    told = [event.summary_zh for event in base.chronicle("C1")]

    assert "王芳 开始负责" in told
    assert "维修（pump）：leaks" in told
    assert told == [event.summary_zh for event in base.dossier("C1").chronicle]
    assert "建卡：名称（人员走访）" in told


def test_a_table_that_is_not_there_is_named(base):
    for ask in (six_tables, present):
        with pytest.raises(ValueError, match="no table 'rooster'"):
            ask(base, as_of=AS_OF, only=["rooster"])


def test_the_page_shows_customer_segments_where_there_are_purchases(base):
    shown = present(base, as_of=AS_OF)

    (section,) = shown.sections
    assert [each.name for each in section.charts][:3] == ["rfm-heat", "rfm-whale", "rfm-segments"]
    assert '<h2 id="rfm-heading">客户细分（RFM）</h2>' in shown.page(language="zh")
    assert "of 2 customers: 2 bought, 0 have not bought" in shown.page()


def test_movement_is_shown_against_the_same_day_a_quarter_earlier_if_there_were_sales_by_then(base):
    def titles(as_of):
        return [each.title.en for each in rfm_section(base, as_of=as_of).charts]

    assert "Movement between segments, 2024-09-30 to 2024-12-31" in titles(AS_OF)
    assert "Movement between segments, 2024-05-01 to 2024-08-01" in titles(date(2024, 8, 1))
    assert "Movement" not in " ".join(titles(date(2024, 7, 31)))


@pytest.mark.parametrize("customers", [0, 1])
def test_where_nobody_bought_there_is_no_section_and_a_page_all_the_same(customers):
    with customerbase.open("memory:") as empty:
        for i in range(customers):
            empty.save(Customer(customer_id=f"C{i}", name="Acme"), source="visit")
        shown = present(empty, as_of=AS_OF)

    assert shown.sections == ()
    assert "RFM" not in shown.page()


def test_before_the_first_purchase_there_is_no_section(base):
    assert rfm_section(base, as_of=date(2024, 4, 30)) is None


def test_of_several_currencies_the_one_that_the_page_shows_is_scored(base):
    line = PurchaseLine(quantity=1, unit_price=Money(7, "EUR"))
    base.save(
        Purchase(purchase_id="E1", customer_id="C2", on=date(2024, 6, 1), lines=[line]),
        source="transaction_record",
    )

    def scored(**choice):
        (section,) = present(base, as_of=AS_OF, **choice).sections
        return section.charts[0].title.en, section.notes[0].en

    assert scored() == (
        "Mean monetary value by R and F, CNY",
        "As of 2024-12-31, of 2 customers: 2 bought, 0 have not bought (no scores).",
    )
    assert scored(currency="EUR")[0].endswith("EUR")
    assert "1 bought, 1 have not" in scored(currency="EUR")[1]
    assert present(base, as_of=AS_OF, currency="USD").sections == ()
    # a period in which nothing was sold does not say in which currency
    assert scored(period="2020")[0].endswith("CNY")


def test_where_there_are_only_returns_there_is_no_section():
    with customerbase.open("memory:") as opened:
        opened.save(Customer(customer_id="C1", name="Acme"), source="visit")
        line = PurchaseLine(quantity=-1, unit_price=Money(7, "EUR"))
        opened.save(
            Purchase(purchase_id="E1", customer_id="C1", on=date(2024, 6, 1), lines=[line]),
            source="transaction_record",
        )

        assert present(opened, as_of=AS_OF).sections == ()


@pytest.fixture
def checked(base):
    for i, (who, on, outcome) in enumerate(
        [
            ("C1", date(2023, 3, 1), "confirmed"),
            ("C2", date(2024, 2, 1), "wrong"),
            ("C1", date(2024, 3, 1), "confirmed"),
        ]
    ):
        made = Verification(verification_id=f"V{i}", customer_id=who, facet="basic", on=on, outcome=outcome)
        base.save(made, source="transaction_record")
    return base


def table(section, name):
    (found,) = (each for each in section.tables if each.name == name)
    keys = [each.key for each in found.columns]
    return [dict(zip(keys, row, strict=True)) for row in found.rows]


def test_the_page_shows_verification_where_anything_was_ever_checked(base, checked):
    assert [each.name for each in present(checked, as_of=AS_OF).sections] == ["rfm", "verification"]
    # in March 2023 one check had been made, and nobody had bought yet
    assert [each.name for each in present(checked, as_of=date(2023, 3, 1)).sections] == ["verification"]
    assert present(checked, as_of=date(2023, 2, 28)).sections == ()
    assert '<h2 id="verification-heading">数据核实</h2>' in present(checked, as_of=AS_OF).page(language="zh")


def test_the_section_agrees_with_the_base(checked):
    checked.save(Customer(customer_id="C3", name="Old"), source="visit", observed_on=date(2022, 1, 1))
    first = Verification(
        verification_id="V9", customer_id="C3", facet="basic", on=date(2024, 5, 1), outcome="confirmed"
    )
    checked.save(first, source="transaction_record")
    section = verification_section(checked, as_of=AS_OF)
    due = table(section, "due_by_facet")
    rates = table(section, "rates")

    dues = checked.due(as_of=AS_OF)
    assert due[-1]["overdue"] == len(dues)
    assert [each["customer"] for each in table(section, "urgent")] == [
        checked.customer(each.customer_id).name for each in dues
    ]
    learned = checked.learned_rates(as_of=AS_OF)
    assert [(each["confirmed"], each["changed_facts"]) for each in rates] == [
        (each.confirmed, each.changed) for each in learned.rows
    ]
    worth = checked.sales_worth("2024")
    fresh = checked.freshness(as_of=AS_OF, worth=worth)
    shown = table(section, "freshness_by_facet")
    assert float(shown[-1]["weighted_right_share"]) == fresh.total.weighted_right_share


def test_policy_capacity_and_what_else_is_known_are_heard(checked):
    def overdue(**choice):
        return table(verification_section(checked, as_of=AS_OF, **choice), "due_by_facet")[-1]["overdue"]

    befell = [verify.Occurrence("C1", "mail_returned", date(2024, 12, 1))]
    policy = verify.yearly_round() | verify.after("mail_returned", days=14)
    assert overdue(policy=policy, occurrences=befell) == overdue(policy=policy) + 1

    (more,) = present(
        checked, as_of=AS_OF, verification={"capacity": verify.Capacity(per_month=5)}, currency="EUR"
    ).sections
    rows = table(more, "plan_by_employee")
    assert [each["capacity"] for each in rows if each["employee"] == "王芳"] in ([5], [])


def test_of_a_base_of_which_nothing_is_known_there_is_nothing_to_verify():
    with customerbase.open("memory:") as empty:
        assert verification_section(empty, as_of=AS_OF) is None


def test_without_a_check_in_the_past_year_nothing_is_said_of_extra_days(checked):
    names = [each.name for each in verification_section(checked, as_of=date(2026, 12, 31)).charts]

    assert "verification-days" not in names
    assert "verification-load" in names
