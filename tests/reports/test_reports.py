"""Each report shows every row it is given, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from customerbase.buying_center import key_people, key_people_table
from customerbase.chronicle import chronicle as all_dealings
from customerbase.grading import Grade, Rule
from customerbase.model import (
    Contact,
    ContactRole,
    Customer,
    Employment,
    FeedbackKind,
    SaleTotal,
    Source,
    Stage,
)
from customerbase.ranking import Basis, GradeRow, PlaceRow, RosterRow, SalesRow
from customerbase.ranking import address_table as all_places
from customerbase.ranking import grade_table as all_grades
from customerbase.reports import (
    address_table,
    chronicle,
    feedback,
    grade_table,
    import_summary,
    roster,
    sales_ranking,
    workload,
)
from customerbase.reports import key_people as key_people_report
from customerbase.reports.table import Table, shown
from customerbase.reports.words import TERMS
from customerbase.standards import standard_rules
from customerbase.values import Address, CreditStanding, Money, Period, Size
from customerbase.work import FeedbackRow, OwnCustomerRow, OwnSaleRow, TaskRow, WorkloadRow

DAY = date(2024, 5, 1)


def cells(table: Table, language: str = "en", row: int = 0) -> dict[str, str]:
    return {
        each.key: shown(value, each.kind, language)
        for each, value in zip(table.columns, table.rows[row], strict=True)
    }


def test_roster() -> None:
    row = RosterRow(
        number=1,
        customer_id="C1",
        name="上海机电",
        kind=Customer(customer_id="x", name="x").kind,
        stage=Stage.ACTIVE,
        acquired_on=DAY,
        basis=Basis.STATED,
        source=Source.of("visit"),
        collected_by="E1",
        responsible=("E1", "E2"),
    )
    found = cells(roster.report([row], names={"E1": "李建国"}), "zh")
    assert found["stage"] == "现实客户"
    assert found["source"] == "人员走访"
    assert found["collected_by"] == "李建国"
    assert found["responsible"] == "李建国、E2"


def test_sales_ranking_shows_turnover_only_where_there_is_any() -> None:
    def row(turnover: Money | None) -> SalesRow:
        return SalesRow(
            rank=1,
            customer_id="C1",
            name="Acme",
            purchases=2,
            returns=0,
            amount=Money("10", "EUR"),
            quantity=Decimal("2.50"),
            turnover=turnover,
            share=Decimal("0.5"),
            cumulative_share=Decimal(1),
        )

    table = sales_ranking.report([row(None)], period=Period.year(2024))
    assert cells(table)["cumulative_share"] == "100.0%"
    assert "turnover" not in cells(table)
    assert table.notes[0].zh == "期间：2024-01-01 至 2024-12-31"
    assert cells(sales_ranking.report([row(Money(5, "EUR"))]))["turnover"] == "5.00 EUR"


def test_open_periods_are_said() -> None:
    said = [
        sales_ranking.period_note(Period(start=a, end=b))[0].en
        for a, b in ((DAY, None), (None, DAY), (None, None))
    ]
    assert said == ["Period: from 2024-05-01", "Period: up to 2024-05-01", "Period: all days"]


def test_grade_table_shows_each_rule_where_there_are_several() -> None:
    good, none = Grade("A", "pays"), Grade(None, "size is not known")
    row = GradeRow(
        grade="A", customer_id="C1", name="x", reason="pays", grades=(("credit", good), ("size", none))
    )
    found = cells(grade_table.report([row]))
    assert (found["grade_credit"], found["grade_size"], found["reason"]) == (
        "A",
        "no grade",
        "pays; size is not known",
    )
    alone = GradeRow(grade=None, customer_id="C1", name="x", reason="none", grades=(("credit", none),))
    assert "grade_credit" not in cells(grade_table.report([alone]))


def test_standard_grades_and_rules_have_chinese_words_and_own_ones_stand_as_they_are() -> None:
    known = [
        Customer(customer_id="C1", name="上海机电", size=Size(employees=1_200)),
        Customer(customer_id="C2", name="Acme", size=Size(employees=5), credit=CreditStanding(rating="AA")),
    ]
    rules: dict[str, Rule] = {**standard_rules(), "付款": lambda _: Grade("prompt", "always")}
    table = grade_table.report(all_grades(known, rules))
    best, other = cells(table, "zh"), cells(table, "zh", 1)
    assert [each.heading("zh") for each in table.columns[3:6]] == ["资信", "规模", "付款"]
    assert (best["grade"], best["grade_size"]) == ("A", "微型")
    assert (other["grade"], other["grade_size"]) == ("未分级", "大型")
    assert best["reason"] == "信用等级“AA”；员工 5 人，不低于 0；always"
    assert other["reason"] == "信用等级不详；员工 1,200 人，不低于 1,000；always"
    assert best["grade_付款"] == "prompt"
    assert cells(table)["grade_size"] == "micro"


def test_a_level_that_nobody_has_is_left_empty_and_one_that_nobody_has_at_all_has_no_column() -> None:
    places = [
        Address(country="UK", city="Leeds"),
        Address(country="UK"),
        Address(country="CN", province="广东"),
    ]
    known = [Customer(customer_id=str(i), name="x", addresses=[each]) for i, each in enumerate(places)]
    table = address_table.report(all_places(known))
    assert [each.key for each in table.columns[:4]] == ["country", "province", "city", "customers"]
    said = [[shown(cell) for cell in row[:3]] for row in table.rows]
    assert said == [
        ["CN", "", ""],
        ["CN", "广东", ""],
        ["UK", "", ""],
        ["UK", "", "Leeds"],
        ["UK", "", "unknown"],
    ]
    nowhere = address_table.report(all_places([Customer(customer_id="1", name="x")]))
    assert [[shown(cell) for cell in row[:2]] for row in nowhere.rows] == [["unknown", "1"]]


def test_address_table_names_the_unknown_and_leaves_sums_open() -> None:
    def row(*place: str | None) -> PlaceRow:
        return PlaceRow(level=len(place), place=place, customers=3, buyers=1, amount=None, share=None)

    table = address_table.report([row("中国"), row("中国", None)])
    assert [each.key for each in table.columns[:3]] == ["country", "province", "customers"]
    assert cells(table)["province"] == ""
    assert cells(table, "zh", 1)["province"] == "不详"


def test_key_people_name_superiors_paths_and_roles_nobody_holds() -> None:
    def contact(key: str, name: str, **job: object) -> Contact:
        return Contact(contact_id=key, name=name, employments=[Employment(customer_id="C1", **job)])  # type: ignore[arg-type]

    people = [
        contact("K1", "张伟", roles=["decider"], influence=5),
        contact("K2", "Maria", roles=["user"], reports_to="K1"),
    ]
    table = key_people_report.report(key_people(people, customer_id="C1"))
    maria = next(i for i in range(2) if cells(table, row=i)["person"] == "Maria")
    assert cells(table, row=maria)["reports_to"] == "张伟"
    assert cells(table, row=maria)["path"] == "张伟"
    assert "buyer" in table.notes[0].en
    assert "采购者" in table.notes[0].zh
    assert "decider" not in table.notes[0].en
    everyone = key_people_report.report(
        key_people_table(people, [Customer(customer_id="C1", name="上海机电")])
    )
    assert cells(everyone)["customer"] == "上海机电"
    assert not everyone.notes


def test_chronicle() -> None:
    back = SaleTotal(
        purchase_id="P1",
        customer_id="C1",
        on=DAY,
        amount=Money(-5, "CNY"),
        quantity=Decimal(-1),
        is_return=True,
        employee_id="E1",
    )
    events = all_dealings("C1", purchases=[back])
    table = chronicle.report(events, names={"E1": "王芳"})
    assert cells(table)["summary"] == events[0].summary
    assert cells(table, "zh")["summary"] == events[0].summary_zh
    assert cells(table, "zh")["kind"] == "退货"
    assert cells(table)["by"] == "王芳"


def test_work_of_the_staff() -> None:
    row = WorkloadRow(
        employee_id=None,
        name=None,
        customers=1,
        purchases=2,
        sales=Money(3, "EUR"),
        planned_profit=None,
        actual_profit=None,
        open_tasks=4,
        overdue_tasks=5,
    )
    assert cells(workload.report([row]), "zh")["employee"] == "无"
    own = OwnCustomerRow(customer_id="C1", name=None, stage=Stage.LAPSED, since=DAY)
    assert cells(workload.customers_of([own]), "zh")["stage"] == "流失客户"
    sold = OwnSaleRow(
        on=DAY,
        purchase_id="P1",
        customer_id="C1",
        amount=Money(1, "EUR"),
        quantity=Decimal(1),
        is_return=True,
    )
    assert cells(workload.sales_of([sold]))["return"] == "yes"
    task = TaskRow(
        task_id="T1",
        customer_id=None,
        subject="报价",
        planned_on=DAY,
        overdue=True,
        days_overdue=3,
        planned_profit=None,
    )
    assert cells(workload.open_tasks([task]))["days_overdue"] == "3"


def test_feedback() -> None:
    row = FeedbackRow(
        feedback_id="F1",
        on=DAY,
        kind=FeedbackKind.COMPLAINT,
        customer_id="C1",
        product_id="A1",
        product=None,
        category=None,
        content="late",
        is_open=True,
        closed_on=None,
        days=None,
        steps=0,
        last_action=None,
        last_result=None,
        handled_by="E1",
        satisfied=None,
    )
    found = cells(feedback.report([row], names={"E1": "王芳"}), "zh")
    assert (found["kind"], found["product"], found["open"], found["handled_by"]) == (
        "投诉",
        "A1",
        "是",
        "王芳",
    )


def test_import_summary_and_refused_rows() -> None:
    table = import_summary.report(taken=5, changed=1, unchanged=2, refused=3)
    assert [row[1] for row in table.rows] == [5, 1, 2, 3]
    refusal = SimpleNamespace(file="a.csv", row=7, column="date", value=13, reason="is no date", hint=None)
    assert cells(import_summary.refused_rows([refusal]))["value"] == "13"


def test_roles_are_said_by_their_words() -> None:
    assert shown(tuple(ContactRole)[:2], "list", "zh") == "发起者、使用者"
    assert TERMS["roles"].zh == "决策角色"
