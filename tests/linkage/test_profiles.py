from __future__ import annotations

from hypothesis import given

from customerbase import Contact, Customer, Email, Identifier, Phone
from customerbase.linkage.pairs import Pair
from customerbase.linkage.profiles import profile_of, profile_of_contact
from customerbase.model import CustomerKind, Employment
from customerbase.testing import strategies


def person(name, **given):
    return profile_of(Customer(customer_id="C1", name=name, kind=CustomerKind.PERSON, **given))


@given(strategies.customers())
def test_every_customer_has_a_profile_that_does_not_depend_on_when_it_is_made(customer):
    profile = profile_of(customer)

    assert profile == profile_of(customer)
    assert profile.names
    assert profile.core in profile.cores
    assert len(profile.identifiers) == len(customer.identifiers)


def test_width_case_and_punctuation_do_not_tell_names_apart():
    one = profile_of(Customer(customer_id="C1", name="ＡＣＭＥ（深圳） Ltd."))
    two = profile_of(Customer(customer_id="C2", name="Acme (深圳) LTD"))

    assert (one.names, one.core) == (two.names, two.core)


def test_traditional_characters_are_folded_where_something_folds_them():
    fold = str.maketrans("機電", "机电")
    card = Customer(customer_id="C1", name="上海機電")

    assert profile_of(card, fold=lambda text: text.translate(fold)).names == ("上海机电",)
    assert profile_of(card).names == ("上海機電",)


def test_an_abbreviation_brings_the_name_that_it_stands_for():
    profile = profile_of(
        Customer(customer_id="C1", name="中石化"), abbreviations={"中石化": "中国石油化工集团有限公司"}
    )

    assert profile.names == ("中石化", "中国石油化工集团有限公司")


def test_a_full_legal_name_is_surer_than_its_short_name():
    card = Customer(customer_id="C1", name="深圳市恒源加油站有限公司", short_name="中石化")

    assert profile_of(card) == profile_of(card, abbreviations={})


def test_a_name_of_a_person_is_told_apart_where_it_can_be():
    assert (person("欧阳明").family_name, person("欧阳明").given_name) == ("欧阳", "明")
    assert (person("王伟").family_name, person("王伟").given_name) == ("王", "伟")
    assert person("Smith, John").names == person("John Smith").names
    assert person("Plato").family_name is None
    assert set(person("Harry Taylor").names) & set(person("Taylor Harry").names)


def test_the_people_at_a_company_are_reached_by_its_numbers_too():
    contact = Contact(contact_id="P1", name="王伟", phones=[Phone(number="13800138000")])
    company = profile_of(Customer(customer_id="C1", name="Acme"), contacts=[contact])

    assert len(company.phones) == 1
    assert company.phones == profile_of_contact(contact).phones


def test_an_extension_belongs_to_a_person_and_not_to_a_company():
    numbers = [Phone(number="0755-83201234", extension=each) for each in ("1", "2")]
    cards = [Customer(customer_id="C1", name="Acme", phones=[each]) for each in numbers]
    people = [Contact(contact_id="P1", name="王伟", phones=[each]) for each in numbers]

    assert profile_of(cards[0]).phones == profile_of(cards[1]).phones
    assert profile_of_contact(people[0]).phones != profile_of_contact(people[1]).phones


def test_a_person_at_a_customer_says_where():
    contact = Contact(contact_id="P1", name="王伟", employments=[Employment(customer_id="C1")])

    assert profile_of_contact(contact).within == {"C1"}


def test_a_profile_prints_nothing_of_how_people_are_reached():
    profile = person(
        "王伟",
        phones=[Phone(number="13800138000")],
        emails=[Email(address="secret@example.org")],
        identifiers=[Identifier(scheme="id_card", value="110101199003070011")],
    )

    assert "C1" in repr(profile)
    assert not [each for each in ("13800138000", "secret", "110101", "王伟") if each in repr(profile)]


def test_a_pair_is_the_same_from_both_sides():
    assert Pair(left="C7", right="C2") == Pair(left="C2", right="C7")


def names(text):
    return profile_of(Customer(customer_id="C1", name=text)).names


def test_the_usual_form_of_a_legal_name_stands_beside_the_one_that_was_written():
    assert names("Acme Limited")[1] == names("ACME LTD.")[0]
    assert names("腾讯科技（深圳）有限责任公司")[1] == names("深圳市腾讯科技有限公司")[1]
    assert names("上海机电有限公司") == ("上海机电有限公司",)


def test_a_former_name_is_one_of_the_names():
    assert "上海第一机床厂" in names("上海机电有限公司（原上海第一机床厂）")


def test_a_unified_social_credit_code_is_one_in_whichever_column_it_stands():
    code = "91440300708461136T"
    tax, uscc = (
        profile_of(Customer(customer_id="C1", name="Acme", identifiers=[Identifier(scheme=each, value=code)]))
        for each in ("tax", "uscc")
    )

    assert tax.identifiers == uscc.identifiers == {"uscc": code}


def test_a_tax_number_of_another_sort_stays_what_it_is():
    numbers = [Identifier(scheme="tax", value="440300 708461136")]
    profile = profile_of(Customer(customer_id="C1", name="Acme", identifiers=numbers))

    assert profile.identifiers == {"tax": "440300708461136"}
