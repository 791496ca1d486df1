"""Records and results in a notebook: plain tables, all text escaped, nothing private."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree as ET

import attrs
import pytest

import customerbase
from customerbase import rfm, verify
from customerbase.listing import Listing, html_table
from customerbase.model import (
    Assignment,
    Contact,
    Customer,
    Employee,
    Employment,
    Feedback,
    Product,
    Purchase,
    PurchaseLine,
    Task,
    Verification,
)
from customerbase.values import Money, Phone

ATTACK = "<script>alert(1)</script>"


def cells(html):
    """Return the rows of the first table as text."""
    table = ET.fromstring(f"<div>{html}</div>").find("table")
    return [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]


@attrs.frozen
class Row:
    name: str
    value: object = None
    note: str = attrs.field(default="", repr=False)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("12.50"), "12.50"),
        (Decimal("0.1153545122718476503252134837"), "0.1154"),
        (Decimal("523733.905000"), "523,733.905000"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(2_000_001, 2), "1,000,000"),
        (("a", "b"), "a, b"),
        (rfm.Points(5, 4, 3), "5-4-3"),
        (Money(3, "CNY"), "3.00 CNY"),
    ],
)
def test_a_value_is_said_as_people_read_it(value, said):
    assert cells(Listing([Row("x", value)])._repr_html_())[1] == ["x", said]


def test_text_is_escaped_in_headings_and_cells():
    made = html_table([ATTACK], [[ATTACK], [(ATTACK,)]]) + Listing([Row(ATTACK)])._repr_html_()

    assert "<script" not in made
    assert made.count("&lt;script&gt;") == 4


def test_a_part_of_a_listing_is_shown_like_the_whole_and_one_row_is_itself():
    rows = Listing(Row(str(i)) for i in range(9))

    assert cells(rows[2:4]._repr_html_()) == [["name"], ["2"], ["3"]]
    assert rows[-1] == Row("8")
    assert rows[2:4] == (Row("2"), Row("3"))


def test_a_record_shows_its_fields_and_nothing_private():
    person = Contact(
        contact_id="C1",
        name=ATTACK,
        phones=[Phone(number="020 8765 4321")],
        employments=[Employment(customer_id="K1", title="buyer & user")],
        note="secret",
    )
    made = person._repr_html_()

    assert ["contact id", "C1"] in cells(made)
    assert ["name", ATTACK] in cells(made)
    assert "customer id: K1; title: buyer &amp; user" in made
    assert "secret" not in made
    assert "8765" not in made
    assert "<script" not in made


def test_a_record_shows_no_field_that_says_nothing():
    assert cells(Customer(customer_id="K1", name="Acme")._repr_html_()) == [
        ["Customer", ""],
        ["customer id", "K1"],
        ["name", "Acme"],
        ["kind", "organization"],
        ["stage", "prospect"],
        ["reach", "direct"],
    ]


@pytest.fixture(scope="module")
def base():
    with customerbase.open("memory:") as opened:
        opened.save(Customer(customer_id="K1", name="Acme"), source="visit")
        line = PurchaseLine(quantity=1, unit_price=Money(10, "CNY"))
        for each in (
            Employee(employee_id="E1", name="Wang"),
            Contact(
                contact_id="C1",
                name="Li",
                employments=[Employment(customer_id="K1", roles=["decider"])],
            ),
            Product(product_id="P1", name="pump", category="pumps"),
            Assignment(assignment_id="A1", customer_id="K1", employee_id="E1", since=date(2024, 1, 1)),
            Feedback(
                feedback_id="F1",
                customer_id="K1",
                on=date(2024, 6, 1),
                kind="repair",
                content="leaks",
                product_id="P1",
            ),
            Task(task_id="T1", employee_id="E1", subject="call", planned_on=date(2024, 7, 1)),
            Purchase(purchase_id="S1", customer_id="K1", on=date(2024, 5, 1), lines=[line], employee_id="E1"),
        ):
            opened.save(each, source="transaction_record")
        yield opened


@pytest.mark.parametrize(
    "ask",
    [
        lambda base: base.roster(),
        lambda base: base.sales_ranking(),
        lambda base: base.grade_table(),
        lambda base: base.address_table(),
        lambda base: base.key_people_table(),
        lambda base: base.chronicle("K1"),
        lambda base: base.customers_of("E1"),
        lambda base: base.sales_of("E1"),
        lambda base: base.open_tasks("E1"),
        lambda base: base.workload(),
        lambda base: base.feedback_on(),
    ],
    ids="roster ranking grades places people chronicle customers sales tasks workload feedback".split(),
)
def test_every_list_of_rows_is_shown_as_a_table(base, ask):
    rows = ask(base)

    assert rows == tuple(rows)
    assert len(cells(rows._repr_html_())) == 1 + len(rows) > 1


def sale(number, customer, on, amount):
    line = PurchaseLine(quantity=1, unit_price=Money(amount, "CNY"))
    return Purchase(purchase_id=number, customer_id=customer, on=on, lines=[line])


def test_what_rfm_makes_is_shown_with_its_names():
    sold = [sale(str(i), f"K{i % 4}", date(2024, 1 + i % 12, 1), 10 * i) for i in range(1, 25)]
    run = rfm.run(sold, as_of=date(2024, 12, 31))
    plan = rfm.mailing(
        {run.scores[0].cell: rfm.Trial(100, 9)}, run.scores, cost=Money(1, "CNY"), profit=Money(40, "CNY")
    )

    assert cells(run.scores[0]._repr_html_())[1] == ["customer id", "K0"]
    assert cells(run.scale._repr_html_())[1][:2] == ["recency", "5"]
    assert ["Champions", "冠军客户", "5", "4–5", ""] in cells(rfm.standard()._repr_html_())
    assert ["key account", "重点客户", "", "≥ 4", "≥ 4"] in cells(rfm.trade()._repr_html_())
    assert ["Others", "其他", "", "", ""] in cells(rfm.r_vignette()._repr_html_())
    assert ["break even", "0.025"] in cells(plan._repr_html_())
    assert f"<td>{run.scores[0].cell}</td>" in plan._repr_html_()


def test_shares_are_said_in_per_cent_and_amounts_with_separators():
    sold = [sale("1", "K1", date(2024, 5, 1), 1_000_000), sale("2", "K2", date(2024, 12, 1), 500)]
    heads, *rows = cells(rfm.run(sold, as_of=date(2024, 12, 31), customers=["K3"])._repr_html_())
    row = next(dict(zip(heads, each, strict=True)) for each in rows if "1,000,000.00 CNY" in each)

    assert (row["share"], row["share of revenue"], row["mean monetary"]) == ("33.3%", "100.0%", "1,000,000")


def test_what_verification_makes_is_shown_with_its_rows_and_reasons():
    day = date(2024, 12, 31)
    states = [verify.FacetState(customer_id=who, facet="basic", verified_on=date(2023, 1, 9)) for who in "AB"]
    dues = verify.due(states, verify.yearly_round(), as_of=day)
    index = verify.index(states, as_of=day)

    heads, first, _ = cells(dues._repr_html_())
    assert heads == ["customer id", "facet", "due on", "reason"]
    assert first[-1] == dues[0].reason
    assert "<td>A</td>" in verify.choose(index, 1)._repr_html_()
    assert "<th>visits</th>" in verify.plan(dues, start=day)._repr_html_()
    assert (
        "<th>mean weighted</th>"
        in verify.compare(
            {"round": verify.oldest_first()}, states, as_of=day, budget_per_month=1
        )._repr_html_()
    )
    check = Verification(verification_id="1", customer_id="A", facet="basic", on=day, outcome="wrong")
    learned = verify.learn([check], as_of=day, first_known={("A", "basic"): date(2022, 1, 1)})
    assert "<th>changed</th>" in learned._repr_html_()


def test_shares_and_numbers_of_floats_are_said_as_people_read_them():
    states = [verify.FacetState(customer_id="A", facet="basic", verified_on=date(2023, 1, 9))]
    shown = verify.freshness(states, as_of=date(2024, 12, 31))._repr_html_()

    assert "<td>77.1%</td>" in shown
    assert "<td>392.2</td>" in shown
