"""What others told us fills gaps and overwrites nothing; what we learned ourselves, and later, wins."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from customerbase.model import Customer
from customerbase.values import Money

SECOND_HAND = ["purchased_list", "partner_exchange", "directory", "public_register", "referral"]


@pytest.mark.parametrize("method", SECOND_HAND)
def test_a_bought_list_fills_gaps_and_never_overwrites(desk, method):
    desk.customers("customer_id,name,phone\nA,Acme,010-62345678\n", source="visit")
    desk.clock.now += timedelta(days=100)

    result = desk.customers(
        "customer_id,name,phone,industry\nA,Acme Group,021-62345678,tools\n", name="bought.csv", source=method
    )

    card = desk.base.customer("A")
    assert (card.name, card.phone().number, card.industry) == ("Acme", "010-62345678", "tools")
    assert {each.path for each in desk.base.candidates("A")} == {"name", "phones[main]"}
    assert (result.changed, result.waiting) == (1, 2)
    assert "2 value(s) wait" in str(result)


def test_what_a_bought_list_says_of_somebody_new_stands_until_we_learn_better(desk):
    desk.customers("customer_id,name,phone\nA,Acme,010-62345678\n", source="purchased_list")

    result = desk.customers(
        "customer_id,name,phone\nA,Acme,021-62345678\n",
        name="own.csv",
        source="visit",
        observed_on=date(2000, 1, 1),
    )

    assert desk.base.customer("A").phone().number == "021-62345678"
    assert (result.changed, result.waiting) == (1, 0)
    assert desk.base.candidates("A") == ()


def test_a_second_hand_value_that_agrees_does_not_wait(desk):
    desk.customers("customer_id,name,phone\nA,Acme,010-62345678\n", source="visit")

    result = desk.customers(
        "customer_id,name,phone\nA,Acme,010-62345678\n", name="bought.csv", source="directory"
    )

    assert (result.unchanged, result.waiting, result.batch_id) == (1, 0, None)


def test_of_two_visits_the_later_one_wins_in_whatever_order_they_are_read(desk):
    old, new = "customer_id,name,note\nA,Acme,old\n", "customer_id,name,note\nA,Acme,new\n"
    desk.customers(new, name="2024.csv", source="visit", observed_on=date(2024, 1, 1))

    result = desk.customers(old, name="2020.csv", source="visit", observed_on=date(2020, 1, 1))

    assert desk.base.customer("A").note == "new"
    assert result.waiting == 0
    desk.customers(old, name="2020.csv", source="visit", observed_on=date(2024, 5, 1))
    assert desk.base.customer("A").note == "old"


def test_a_column_says_for_each_row_when_it_was_true(desk):
    desk.customers(
        "customer_id,name,note\nA,Acme,new\nB,Bolt,new\n",
        name="1.csv",
        source="visit",
        observed_on=date(2022, 1, 1),
    )

    desk.customers(
        "customer_id,name,note,observed on\nA,Acme,older,2020-01-01\nB,Bolt,newer,2023-01-01\n",
        name="2.csv",
        source="visit",
        observed_on=date(2024, 1, 1),
    )

    assert [each.note for each in desk.base.all(Customer)] == ["new", "newer"]
    assert desk.base.provenance("B")["note"].observed_on == date(2023, 1, 1)


def test_where_the_column_is_blank_the_parameter_holds(desk):
    desk.customers("customer_id,name,observed on\nA,Acme,\n", observed_on=date(2020, 5, 5))

    assert desk.base.provenance("A")["name"].observed_on == date(2020, 5, 5)


def test_the_source_names_its_file_unless_it_has_a_name(desk):
    desk.customers("customer_id,name\nA,Acme\n", name="fair.csv", source="visit")

    assert desk.base.provenance("A")["name"].source.origin == "fair.csv"


def test_a_part_of_an_address_is_laid_over_what_is_known_of_it(desk):
    desk.customers("customer_id,name,country,city,street\nA,Acme,Germany,Berlin,Obere Str. 57\n")

    desk.customers("customer_id,name,city,postal code\nA,Acme,Berlin,12209\n", name="codes.csv")

    (address,) = desk.base.customer("A").addresses
    assert (address.country, address.city, address.street, address.postal_code) == (
        "Germany",
        "Berlin",
        "Obere Str. 57",
        "12209",
    )


def test_an_address_in_another_city_is_another_address(desk):
    desk.customers("customer_id,name,country,city,street\nA,Acme,Germany,Berlin,Obere Str. 57\n")

    desk.customers("customer_id,name,city\nA,Acme,Bonn\n", name="moved.csv")

    (address,) = desk.base.customer("A").addresses
    assert (address.city, address.street) == ("Bonn", None)


def test_a_credit_limit_is_laid_over_a_rating_and_terms_over_terms(desk):
    desk.customers("customer_id,name,credit rating,payment days\nA,Acme,AA,30\n")

    desk.customers(
        "customer_id,name,credit limit,payment terms\nA,Acme,5000,end of month\n", name="limits.csv"
    )

    card = desk.base.customer("A")
    assert (card.credit.rating, card.credit.limit) == ("AA", Money("5000", "CNY"))
    assert (card.payment_terms.days, card.payment_terms.words) == (30, "end of month")


def test_a_blank_cell_says_nothing(desk):
    desk.customers("customer_id,name,note,phone\nA,Acme,kept,010-62345678\n")
    desk.clock.now += timedelta(days=1)

    result = desk.customers("customer_id,name,note,phone\nA,,,\n", name="blank.csv")

    assert (result.unchanged, result.batch_id) == (1, None)
    assert desk.base.customer("A").note == "kept"


def test_an_accepted_candidate_stands_against_the_same_list_read_again(desk):
    desk.customers("customer_id,name,note\nA,Acme,ours\n", source="visit")
    desk.customers("customer_id,name,note\nA,Acme,theirs\n", name="bought.csv", source="purchased_list")
    (candidate,) = desk.base.candidates("A")
    desk.base.accept("A", candidate, by="Ann")

    again = desk.customers(
        "customer_id,name,note\nA,Acme,theirs\n", name="bought.csv", source="purchased_list"
    )

    assert again.batch_id is None
    assert desk.base.customer("A").note == "theirs"
    assert desk.base.provenance("A")["note"].accepted_by == "Ann"


def test_a_rejected_candidate_does_not_come_back_with_the_same_list(desk):
    desk.customers("customer_id,name,note\nA,Acme,ours\n", source="visit")
    desk.customers("customer_id,name,note\nA,Acme,theirs\n", name="bought.csv", source="purchased_list")
    (candidate,) = desk.base.candidates("A")
    desk.base.reject("A", candidate, by="Ann")

    again = desk.customers(
        "customer_id,name,note\nA,Acme,theirs\n", name="bought.csv", source="purchased_list"
    )

    assert again.batch_id is None
    assert desk.base.candidates("A") == ()
