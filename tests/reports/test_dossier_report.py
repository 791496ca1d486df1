"""The customer card: each fact with its source, on paper and as text."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

from customerbase.dossier import dossier
from customerbase.grading import Grade
from customerbase.ledger import Provenance
from customerbase.model import Contact, Customer, Employee, Employment, Interaction, SaleTotal, Source
from customerbase.outputs import card
from customerbase.reports.dossier import Card, report, tables
from customerbase.reports.table import shown
from customerbase.values import (
    Address,
    Anniversary,
    Identifier,
    Money,
    PartialDate,
    PaymentTerms,
    Phone,
    Size,
)

LEARNED = Source(method="visit", collected_by="李建国")  # type: ignore[arg-type]
ATTACK = "<script>alert(1)</script>"


def made(**options: int | None) -> Card:
    customer = Customer(
        customer_id="C1",
        name=f"上海机电{ATTACK}",
        industry="机械",
        tags=["VIP"],
        addresses=[
            Address(
                country="中国", province="上海市", city="上海市", district="浦东新区", street="世纪大道1号"
            )
        ],
        phones=[Phone(number="021-5555", extension="12"), Phone(number="021-5556", label="fax")],
        identifiers=[Identifier(scheme="uscc", value="9131")],
        anniversaries=[Anniversary(label="founding", day=PartialDate(month=5, day=18), calendar="lunar")],  # type: ignore[arg-type]
        size=Size(employees=40),
        payment_terms=PaymentTerms(days=30),
        attributes={"door height": 4},
    )
    known = Provenance(
        path="industry",
        value="机械",
        source=LEARNED,
        observed_on=date(2024, 3, 1),
        recorded_at=datetime(2024, 3, 2, tzinfo=UTC),
        verified_on=None,
        trusted=True,
        accepted_by=None,
        candidates=(),
    )
    sales = [
        SaleTotal(
            purchase_id=f"P{i}", customer_id="C1", on=date(2024, 1, i), amount=Money(i, "CNY"), quantity=1
        )  # type: ignore[arg-type]
        for i in range(1, 8)
    ]
    return report(
        dossier(
            customer,
            contacts=[
                Contact(
                    contact_id="K1", name="张伟", employments=[Employment(customer_id="C1", title="总经理")]
                )
            ],
            employees=[Employee(employee_id="E1", name="王芳")],
            interactions=[
                Interaction(
                    interaction_id="I1",
                    customer_id="C1",
                    on=date(2024, 2, 1),
                    channel="visit",
                    employee_id="E1",
                )  # type: ignore[arg-type]
            ],
            sales=sales,
            provenance={"industry": known},
            rules={"size": lambda each: Grade("B", f"{each.size.employees} employees")},
            as_of=date(2024, 6, 1),
        ),
        names={"E1": "王芳"},
        **options,
    )


def facts(given: Card, language: str) -> dict[str, str]:
    return {
        each.label.said(language): shown(each.value, language=language)
        for group in given.groups
        for each in group.facts
    }


def test_facts_are_said_in_the_way_of_each_language() -> None:
    english, chinese = facts(made(), "en"), facts(made(), "zh")
    assert english["Telephone"] == "021-5555 ext. 12"
    assert chinese["电话"] == "021-5555 转 12"
    assert chinese["电话（传真）"] == "021-5556"
    assert chinese["地址"] == "中国上海市浦东新区世纪大道1号"
    assert chinese["统一社会信用代码"] == "9131"
    assert chinese["成立日"] == "05-18（农历）"
    assert english["Payment terms"] == "30 days"
    assert chinese["付款条件"] == "30 天"
    assert english["Bought in all"] == "28.00 CNY"
    assert english["door height"] == "4"


def test_grades_stand_on_the_card_in_the_words_of_its_language() -> None:
    english, chinese = facts(made(), "en"), facts(made(), "zh")
    assert english["Grade by size"].startswith("B (")
    assert chinese["规模等级"].startswith("B（")
    assert [shown(each, language="zh") for each in made().badges][2:3] == ["规模：B"]
    heading = tables(made())[0].heading("zh")
    assert heading.startswith("客户卡：上海机电")
    assert heading.endswith("（C1）")


def test_a_fact_carries_where_it_was_learned() -> None:
    industry = next(each for group in made().groups for each in group.facts if each.label.en == "Industry")
    assert (industry.source, industry.on) == (LEARNED, date(2024, 3, 1))
    assert "<small>人员走访 · 李建国 · 2024-03-01</small>" in card.card(made(), language="zh")


def test_what_is_not_known_is_not_on_the_card() -> None:
    found = made()
    assert "Website" not in facts(found, "en")
    assert "relationships" not in {each.name for each in found.tables}
    assert {"contacts", "recent_sales", "recent_dealings", "chronicle"} <= {
        each.name for each in found.tables
    }


def test_a_column_in_which_nothing_stands_is_left_off_the_card() -> None:
    found = {each.name: [every.key for every in each.columns] for each in made().tables}
    assert found["contacts"] == ["person", "title"]
    assert found["recent_sales"] == ["on", "purchase_id", "quantity", "amount"]


def test_a_long_chronicle_is_cut_and_says_so() -> None:
    def history(found: Card) -> tuple[int, list[str]]:
        table = next(each for each in found.tables if each.name == "chronicle")
        return len(table.rows), [each.en for each in table.notes]

    assert history(made(events=3)) == (3, ["The last 3 of 8 entries."])
    assert history(made(events=None)) == (8, [])


def test_the_sheet_is_closed_and_holds_every_fact() -> None:
    sheet = card.card(made(), language="zh")
    assert "<script" not in sheet
    assert "&lt;script&gt;" in sheet
    assert "script-src" not in sheet
    assert "size: A4" in sheet or "size:A4" in sheet
    assert "http" not in sheet.replace("http-equiv", "")
    for label, value in facts(made(), "zh").items():
        assert f"<dt>{label}</dt><dd>{value}" in sheet


def test_the_card_is_text_too() -> None:
    stream = io.StringIO()
    card.text(made(), stream)
    assert stream.getvalue().startswith("Customer card: 上海机电")
    assert "visit" in stream.getvalue()
    assert "As of 2024-06-01" in stream.getvalue()
    assert tables(made())[0].name == "dossier"
