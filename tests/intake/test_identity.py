"""Whom a row without a number means: by what cannot be a coincidence, or nobody; what may mean several is refused."""

from __future__ import annotations

from datetime import timedelta

from customerbase.model import Contact, Customer, CustomerKind
from customerbase.records.numbering import Numbering

USCC = "91350100M000100Y43"
OTHER = "91110108551385082Q"


def names(desk):
    return {each.customer_id: each.name for each in desk.base.all(Customer)}


def test_new_customers_are_numbered_by_the_rule(desk):
    desk.customers("name\nAcme\nBolt\n", numbering=Numbering(prefix="KH", digits=3, first=10))

    assert names(desk) == {"KH010": "Acme", "KH011": "Bolt"}


def test_numbers_that_are_taken_are_passed_over(desk):
    desk.customers("customer_id,name\nC000001,Acme\nC000003,Bolt\n", name="first.csv")

    desk.customers("name\nCog\nDot\n")

    assert names(desk) == {"C000001": "Acme", "C000002": "Cog", "C000003": "Bolt", "C000004": "Dot"}


def test_numbers_that_the_same_file_gives_further_down_are_passed_over_too(desk):
    desk.customers("customer_id,name\n,Cog\nC000001,Acme\n")

    assert names(desk) == {"C000001": "Acme", "C000002": "Cog"}


def test_a_row_without_a_number_may_mean_one_with_a_number_further_down(desk):
    desk.customers("customer_id,name,industry\n,Acme,tools\nK1,Acme,\n")

    assert names(desk) == {"K1": "Acme"}


def test_a_company_that_changed_its_telephone_is_the_same_company(desk):
    desk.customers("name,phone\nAcme Ltd.,010-62345678\n", source="visit")

    result = desk.customers("name,phone\nACME LTD,021-62345678\n", name="newer.csv", source="visit")

    assert (result.taken, result.changed) == (0, 1)
    assert len(names(desk)) == 1


def test_two_people_of_one_name_with_different_telephones_are_two(desk):
    desk.customers("name,kind,mobile\n张伟,person,13800138000\n")

    result = desk.customers("name,kind,mobile\n张伟,person,13900139000\n", name="other.csv")

    assert result.taken == 1
    assert len(names(desk)) == 2


def test_a_person_of_that_name_without_a_telephone_may_be_either(desk):
    desk.customers("name,kind,mobile\n张伟,person,13800138000\n张伟,person,13900139000\n")

    result = desk.customers("name,kind\n张伟,person\n", name="other.csv")

    assert result.refused == 1
    (refusal,) = result.refusals
    assert "C000001, C000002" in refusal.reason
    assert "customer_id" in refusal.hint


def test_a_telephone_written_otherwise_is_the_same_telephone(desk):
    desk.customers("name,kind,mobile\n张伟,person,13800138000\n")

    result = desk.customers("name,kind,mobile\n张伟,person,+86 138-0013-8000\n", name="other.csv")

    assert result.taken == 0


def test_a_telephone_says_which_of_them_it_is(desk):
    desk.customers("name,kind,mobile,note\n张伟,person,13800138000,\n张伟,person,13900139000,\n")

    desk.customers("name,kind,mobile,note\n张伟,person,139-0013-9000,him\n", name="other.csv")

    assert [each.note for each in desk.base.all(Customer)] == [None, "him"]


def test_a_telephone_he_once_had_still_says_so(desk):
    desk.customers("name,kind,mobile\n张伟,person,13800138000\n")
    desk.clock.now += timedelta(days=1)
    card = desk.base.customer("C000001")
    desk.base.save(card.replace(phones=(card.phones[0].replace(number="+8613600136000"),)), source="visit")

    result = desk.customers("name,kind,mobile\n张伟,person,13800138000\n", name="last year.csv")

    assert result.taken == 0


def test_an_official_number_finds_the_company_under_another_name(desk):
    desk.customers(f"name,统一社会信用代码\nAcme,{USCC}\n")

    result = desk.customers(f"name,统一社会信用代码,note\nAcme Group,{USCC},renamed\n", name="other.csv")

    assert result.changed == 1
    assert names(desk) == {"C000001": "Acme Group"}


def test_another_official_number_is_another_company_of_that_name(desk):
    desk.customers(f"name,统一社会信用代码\nAcme,{USCC}\n")

    result = desk.customers(f"name,统一社会信用代码\nAcme,{OTHER}\n", name="other.csv")

    assert result.taken == 1


def test_a_private_number_sets_nobody_apart(desk):
    desk.customers("name,bank account\nAcme,111\n")

    result = desk.customers("name,bank account\nAcme,222\n", name="other.csv")

    assert result.taken == 0


def test_companies_of_one_name_that_stand_there_with_numbers_are_asked_about(desk):
    desk.customers("customer_id,name\nK1,Acme\nK2,Acme\n", name="first.csv")

    result = desk.customers("name,note\nAcme,x\n")

    assert result.refused == 1
    assert "K1, K2" in result.refusals[0].reason


def test_a_telephone_vouches_for_one_of_two_companies(desk):
    desk.customers("customer_id,name,phone\nK1,Acme,010-62345678\nK2,Acme,021-62345678\n", name="first.csv")

    desk.customers("name,phone,note\nAcme,021-62345678,x\n")

    assert [each.note for each in desk.base.all(Customer)] == [None, "x"]


def test_a_row_with_neither_number_nor_name_is_refused(desk):
    result = desk.customers("customer_id,name,note\n,,x\n")

    assert result.refusals[0].reason == "has neither a number nor a name"


def test_a_number_without_a_name_is_called_by_the_number(desk):
    result = desk.customers("customer_id,name\nK1,\n")

    assert names(desk) == {"K1": "K1"}
    assert any("called by their number" in note for note in result.notes)


def test_a_known_number_without_a_name_keeps_its_name(desk):
    desk.customers("customer_id,name\nK1,Acme\n", name="first.csv")

    desk.customers("customer_id,note\nK1,x\n")

    assert names(desk) == {"K1": "Acme"}


def test_first_and_last_name_make_a_person(desk):
    desk.customers("customer_id,first name,last name\nK1,Ada,Lovelace\n")

    card = desk.base.customer("K1")
    assert (card.name, card.kind) == ("Ada Lovelace", CustomerKind.PERSON)


def test_the_kind_that_was_said_holds_where_the_file_says_none(desk):
    desk.customers("customer_id,name,kind\nK1,Ada,\nK2,Acme,company\n", kind="person")

    assert [each.kind for each in desk.base.all(Customer)] == [CustomerKind.PERSON, CustomerKind.ORGANIZATION]


def test_the_same_person_in_several_rows_of_a_customer_is_one(desk):
    desk.customers("customer_id,name,contact 1 name,contact 1 title\nA,Acme,Ann,\nA,Acme,Ann,Boss\n")

    (ann,) = desk.base.all(Contact)
    assert ann.employments[0].title == "Boss"


def test_people_are_numbered_after_their_customer(desk):
    desk.customers("customer_id,name,contact 1 name,contact 2 name\nA,Acme,Ann,Bob\n")
    desk.customers("customer_id,name,contact 1 name\nA,Acme,Cid\n", name="more.csv")

    assert {each.contact_id: each.name for each in desk.base.all(Contact)} == {
        "A-1": "Ann",
        "A-2": "Bob",
        "A-3": "Cid",
    }


def test_a_person_with_a_number_may_stand_at_two_customers(desk):
    desk.customers("customer_id,name,contact 1 id,contact 1 name\nA,Acme,P,Ann\nB,Bolt,P,Ann\n")

    (ann,) = desk.base.all(Contact)
    assert [each.customer_id for each in ann.employments] == ["A", "B"]


def test_a_new_person_never_takes_the_number_of_one_elsewhere(desk):
    desk.customers("customer_id,name,contact 1 id,contact 1 name\nX,Xerxes,A-1,Eve\n", name="first.csv")

    desk.customers("customer_id,name,contact 1 name\nA,Acme,Ann\n")

    assert {each.name for each in desk.base.all(Contact)} == {"Ann", "Eve"}


def test_a_telephone_of_a_person_without_a_name_goes_to_the_customer(desk):
    result = desk.customers(
        "customer_id,name,phone,contact 1 name,contact 1 phone\nA,Acme,010-62345678,,021-62345678\n"
    )

    assert {each.number for each in desk.base.customer("A").phones} == {"010-62345678", "021-62345678"}
    assert any("went to the customer" in note for note in result.notes)
