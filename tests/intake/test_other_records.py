"""Products, staff and dealings as people list them: in their currency, by their names, each fault by its cell."""

from __future__ import annotations

from datetime import date

from customerbase.model import Channel, Employee, Feedback, Interaction, Product
from customerbase.values import Money


def test_a_currency_column_says_the_currency_of_each_row(desk):
    desk.customers("customer_id,name\nA,Acme\n")
    desk.records(
        Product, "product code,product name,price,currency\nP,Pen,3,USD\nQ,Ink,9,\n", name="products.csv"
    )
    desk.records(
        Interaction,
        "date,customer_id,channel,cost,currency\n2024-01-05,A,visit,12.50,EUR\n",
        name="dealings.csv",
    )

    assert [each.list_price for each in desk.base.all(Product)] == [Money("3", "USD"), Money("9", "CNY")]
    assert [each.cost for each in desk.base.all(Interaction)] == [Money("12.50", "EUR")]


def test_a_currency_that_there_is_not_is_refused_with_its_cell(desk):
    result = desk.records(Product, "product code,product name,price,currency\nP,Pen,3,shells\n")

    (refusal,) = result.refusals
    assert (refusal.column, refusal.value) == ("currency", "shells")


def test_staff_with_first_and_last_names(desk):
    desk.records(Employee, "employee id,last name,first name\nE,Davolio,Nancy\n")

    assert desk.base.get(Employee, "E").name == "Nancy Davolio"


def test_a_dealing_finds_its_customer_by_name(desk):
    desk.customers("customer_id,name\nA,Acme\nB,Bolt\nB2,Bolt\n")

    result = desk.records(
        Interaction,
        "date,customer name,channel\n2024-01-05,ACME,phone\n2024-01-05,Bolt,phone\n2024-01-05,Cog,phone\n",
    )

    (dealing,) = desk.base.all(Interaction)
    assert (dealing.customer_id, dealing.on, dealing.channel) == ("A", date(2024, 1, 5), Channel.PHONE)
    assert ["B, B2" in each.reason for each in result.refusals] == [True, False]
    assert "no customer" in result.refusals[1].reason


def test_a_dealing_of_nobody_is_refused_and_the_others_are_kept(desk):
    desk.customers("customer_id,name\nA,Acme\n")

    result = desk.records(Interaction, "date,customer_id,channel\n2024-01-05,Z,phone\n2024-01-06,A,phone\n")

    assert (result.taken, [each.row for each in result.refusals]) == (1, [2])
    assert "'Z'" in result.refusals[0].reason


def test_field_names_reach_every_place_of_a_record(desk):
    desk.customers("customer_id,name\nA,Acme\n")
    header = (
        "feedback_id,customer_id,on,kind,content,handlings[0].on,handlings[0].action,handlings[0].cost.amount"
    )

    result = desk.records(
        "feedback",
        f"{header},handlings[0].cost.currency\nF,A,2024-01-05,complaint,late,2024-01-06,called,5,EUR\n",
    )

    assert result.refused == 0, result
    (found,) = desk.base.all(Feedback)
    assert found.handlings[0].cost == Money("5", "EUR")


def test_dealings_of_one_day_from_two_lists_do_not_take_each_other_s_place(desk):
    desk.customers("customer_id,name\nA,Acme\n")
    desk.records(
        "interaction",
        "date,customer_id,channel,content\n2024-03-01,A,phone,first\n2024-03-01,A,email,second\n",
    )

    result = desk.records(
        "interaction",
        "date,customer_id,channel,content\n2024-03-01,A,email,second\n2024-03-01,A,email,third\n",
        name="more.csv",
    )

    assert (result.taken, result.changed, result.unchanged) == (1, 0, 1)
    assert sorted(each.content for each in desk.base.all(Interaction)) == ["first", "second", "third"]
