"""Lists that are nearly the same as what is there: corrected ones, changes, last year's, bought and complete ones."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from customerbase import Contact, IntakePolicy, Precedence
from customerbase.errors import InvalidRecord, NotFound
from customerbase.ledger import Effect
from customerbase.outputs import csv, excel
from customerbase.reports import import_changes

OURS = (
    "customer_id,name,phone,city,street,note,stage,contact 1 name,contact 1 title,contact 1 phone\n"
    "A,Acme,0755-83201234,London,Ring 1,late,active,Xu,Boss,13800138000\n"
    "B,Bolt,0755-83201235/0755-83201236,Leeds,,,active,,,\n"
)


def told(desk, result):
    return {(each.key, each.path): str(each.why) for each in desk.base.changes_of(result)}


def values(desk, who):
    return {each.path: str(each.value) for each in desk.base.provenance(who).values()}


# ------------------------------------------------------------------ policies


def test_a_bought_list_fills_gaps_and_what_it_says_otherwise_waits_name_and_stage_too(desk):
    desk.customers(OURS)
    bought = (
        "customer_id,name,phone,city,industry,stage\nA,ACME International,0755-90000000,Bristol,coal,lapsed\n"
    )

    result = desk.customers(bought, name="bought.csv", source="purchased_list")

    assert told(desk, result) == {
        ("A", "name"): "waits",
        ("A", "phones[main]"): "waits",
        ("A", "addresses[main]"): "waits",
        ("A", "stage"): "waits",
        ("A", "industry"): "filled",
    }
    assert result.waiting == 4
    assert not desk.base.provenance("A")["industry"].trusted


@pytest.mark.parametrize(
    ("rank", "stands", "effect", "waiting"),
    [
        ("newer", "Acme Ltd", "replaced", 0),
        ("ask", "Acme", "waits", 1),
        ("fill", "Acme", "gives_way", 0),
        ("never", "Acme", None, 0),
    ],
)
def test_each_precedence_does_what_it_says_where_a_value_stands(desk, rank, stands, effect, waiting):
    desk.customers(OURS)

    result = desk.customers(
        "customer_id,name,short_name\nA,Acme Ltd,AL\n",
        name="new.csv",
        policy=IntakePolicy(paths={"name": rank}),
    )

    assert desk.base.customer("A").name == stands
    assert told(desk, result).get(("A", "name")) == effect
    assert result.waiting == waiting


@pytest.mark.parametrize(("rank", "fills"), [("newer", 1), ("ask", 1), ("fill", 1), ("never", 0)])
def test_an_empty_place_is_filled_by_all_but_never(desk, rank, fills):
    desk.customers(OURS)

    desk.customers(
        "customer_id,name,industry\nA,Acme,coal\nN,New,\n", name="new.csv", policy=IntakePolicy(default=rank)
    )

    assert [desk.base.customer("A").industry].count("coal") == fills
    assert desk.base.customer("N").name == "New"


def test_people_in_the_rows_have_rules_of_their_own(desk):
    desk.customers(OURS)
    policy = IntakePolicy(paths={"contact": "fill", "contact.phones": "ask", "phones": "never"})

    result = desk.customers(OURS.replace("Boss", "Chair").replace("13800138000", "13900139000").replace("0755", "021"),
                            name="new.csv", policy=policy)  # fmt: skip

    assert told(desk, result) == {
        ("A-1", "employments[A].title"): "gives_way",
        ("A-1", "phones[main]"): "waits",
    }


def test_the_closest_rule_holds():
    policy = IntakePolicy(default="ask", paths={"phones": "fill", "phones[main]": "never", "size": "newer"})

    found = [policy.of("customer", each) for each in ("phones[main]", "phones[fax]", "size.turnover", "note")]

    assert found == [Precedence.NEVER, Precedence.FILL, Precedence.NEWER, Precedence.ASK]
    assert policy.of("contact", "phones[main]") is Precedence.ASK


def test_a_policy_that_is_none_is_refused_by_name():
    with pytest.raises(InvalidRecord, match="is no precedence"):
        IntakePolicy(default="often")
    with pytest.raises(InvalidRecord, match="nam"):
        IntakePolicy(paths={"nam": "ask"})
    with pytest.raises(InvalidRecord, match="is no policy"):
        IntakePolicy.from_json("[1]")


def test_a_base_keeps_a_policy_and_an_import_may_bring_its_own(desk):
    desk.customers(OURS)
    assert desk.base.intake_policy() == IntakePolicy()
    policy = IntakePolicy(default="fill", paths={"note": "ask"}, take_off=True)
    desk.base.keep_intake_policy(policy)
    assert desk.base.intake_policy() == policy

    desk.customers("customer_id,name\nA,Other\n", name="new.csv")
    assert desk.base.customer("A").name == "Acme"

    desk.customers("customer_id,name\nA,Other\n", name="new.csv", policy=IntakePolicy())
    assert desk.base.customer("A").name == "Other"


def test_what_gave_way_is_heard_when_it_comes_again_under_a_stronger_policy_and_not_under_a_weaker(desk):
    desk.customers(OURS)
    new = "customer_id,name\nA,Other\n"

    def read(rank):
        result = desk.customers(new, name="new.csv", policy=IntakePolicy(default=rank))
        return result.batch_id is not None, desk.base.customer("A").name, len(desk.base.candidates("A"))

    assert read("fill") == (False, "Acme", 0)
    assert read("ask") == (True, "Acme", 1)
    assert read("fill") == (False, "Acme", 1)
    assert read("ask") == (False, "Acme", 1)
    assert read("newer") == (True, "Other", 0)
    assert read("ask") == (False, "Other", 0)


# ------------------------------------------------------------------ lists of changes


def test_columns_that_are_not_there_and_blank_cells_say_nothing(desk):
    desk.customers(OURS)
    before = values(desk, "A")

    result = desk.customers("customer_id,name,note,city\nA,,,\nB,,x,\n", name="changes.csv")

    assert values(desk, "A") == before
    assert told(desk, result) == {("B", "note"): "filled"}


def test_a_word_takes_a_value_off_where_it_was_asked_for(desk):
    desk.customers(OURS)
    changes = (
        "customer_id,phone,street,note,contact 1 name,contact 1 title\nA,,delete,删除,Xu,去掉\nB,DELETE,,,,\n"
    )

    result = desk.customers(changes, name="changes.csv", policy=IntakePolicy(take_off=True))

    assert set(told(desk, result).values()) == {"taken_off", "replaced"}
    acme, bolt = desk.base.customer("A"), desk.base.customer("B")
    assert (acme.note, acme.address().street, acme.address().city) == (None, None, "London")
    assert acme.phone() is not None
    assert bolt.phones == ()
    assert "employments[A].title" not in values(desk, desk.base.get(Contact, "A-1"))
    desk.base.undo(result)
    assert desk.base.customer("A").note == "late"
    assert len(desk.base.customer("B").phones) == 2


def test_without_being_asked_for_the_word_is_a_text_like_any_other(desk):
    desk.customers(OURS)

    result = desk.customers("customer_id,phone,note\nA,,delete\nB,delete,\n", name="changes.csv")

    assert desk.base.customer("A").note == "delete"
    assert result.refused == 1


@pytest.mark.parametrize("column", ["name", "customer_id", "responsible", "contact 1 name"])
def test_what_a_card_cannot_do_without_is_not_taken_off(desk, column):
    desk.customers(OURS)
    head = "customer_id" if column != "customer_id" else "short_name"

    result = desk.customers(
        f"{head},{column}\nA,delete\n", name="changes.csv", policy=IntakePolicy(take_off=True)
    )

    (refusal,) = result.refusals
    assert "cannot be taken off" in refusal.reason


# ------------------------------------------------------------------ old lists, and the same once more


def test_last_years_list_fills_gaps_and_overwrites_nothing(desk):
    desk.customers(OURS, observed_on=date(2024, 5, 1))

    result = desk.customers(
        "customer_id,name,city,industry\nA,Old Acme,York,coal\n", name="old.csv", observed_on=date(2023, 5, 1)
    )

    assert told(desk, result) == {
        ("A", "name"): "older",
        ("A", "addresses[main]"): "older",
        ("A", "industry"): "filled",
    }


def test_the_first_list_once_more_does_not_take_back_the_corrected_one_of_the_same_name(desk):
    desk.customers(OURS)
    desk.clock.now += timedelta(days=1)
    second = desk.customers(OURS.replace("Acme", "Acme Ltd"))
    desk.clock.now += timedelta(days=1)

    assert desk.customers(OURS).batch_id is None
    assert desk.base.customer("A").name == "Acme Ltd"

    desk.base.undo(second)
    assert desk.base.customer("A").name == "Acme"
    third = desk.customers(OURS.replace("Acme", "Acme Ltd"))
    assert (third.changed, desk.base.customer("A").name) == (1, "Acme Ltd")


# ------------------------------------------------------------------ complete lists


def test_customers_missing_from_a_complete_list_are_named_and_stay(desk):
    desk.customers(OURS)
    desk.customers("customer_id,name\nM,Merged\nR,Refused\n", name="more.csv")
    desk.base.merge("A", "M", by="E7")

    result = desk.customers(
        "customer_id,name,stage\nM,Merged,\nR,Refused,nonsense\n", name="all.csv", complete=True
    )

    assert result.missing == (("B", "Bolt"),)
    assert "1 customer(s) of this base are not in the list" in str(result)
    assert import_changes.missing(result.missing).rows == (("B", "Bolt"),)
    assert desk.base.customer("B").name == "Bolt"
    assert desk.customers(OURS, name="ours.csv").missing == ()


# ------------------------------------------------------------------ dry runs


def test_a_dry_run_keeps_nothing_of_any_kind_of_list(desk):
    desk.customers(OURS)
    products = "product_id,name,unit\nP1,Pen,box\n"
    sales = "order id,date,customer_id,product,quantity,unit price\n1,2024-01-05,A,P1,2,3\n"
    staff = "employee_id,name\nE1,Ann\n"
    dealings = "date,customer_id,channel,subject\n2024-01-05,A,call,prices\n"
    files = [desk.write(text, f"{i}.csv") for i, text in enumerate((products, staff, dealings, sales))]
    reads = [
        desk.base.import_products,
        desk.base.import_employees,
        desk.base.import_interactions,
        desk.base.import_purchases,
    ]
    for read, file in zip(reads, files, strict=True):
        before = desk.whole()
        tried = read(file, dry_run=True)
        assert desk.whole() == before
        assert (tried.batch_id, tried.dry_run, tried.taken, len(tried.changes)) == (None, True, 1, 1)
        done = read(file)
        assert (done.taken, done.dry_run, done.changes) == (1, False, ())
        assert tuple(desk.base.changes_of(done)) == tried.changes

    changed = desk.write(products.replace("Pen", "Pencil"), "0.csv")
    (change,) = desk.base.import_products(changed, dry_run=True).changes
    assert (change.path, change.before, change.after, change.why) == (
        "name",
        "Pen",
        "Pencil",
        Effect.REPLACED,
    )
    assert str(change) == "product P1 (Pencil), name: 'Pen' → 'Pencil' (replaced)"


def test_changes_are_a_table_in_both_languages_for_csv_and_excel(desk, tmp_path):
    desk.customers(OURS)
    tried = desk.customers("customer_id,name\nA,ＡＢ\n", name="new.csv", dry_run=True)

    table = import_changes.report(tried.changes)

    csv.write(table, tmp_path / "changes.csv", language="zh")
    assert (tmp_path / "changes.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "记录,编号,名称,字段,路径,原值,新值,处理,原文",
        "客户,A,AB,名称,name,Acme,AB,替换,ＡＢ",
    ]
    excel.write(table, tmp_path / "changes.xlsx")
    assert (tmp_path / "changes.xlsx").stat().st_size > 1_000


def test_changes_of_an_import_that_is_not_there():
    import customerbase

    with customerbase.open("memory:") as base, pytest.raises(NotFound):
        base.changes_of("nothing")


def test_a_dry_run_that_refuses_all_shows_why(desk):
    tried = desk.customers("customer_id,name,stage\nA,Acme,nonsense\n", dry_run=True)

    assert (tried.refused, tried.changes, tried.dry_run) == (1, (), True)
    assert "a dry run: nothing was kept" in str(tried)
