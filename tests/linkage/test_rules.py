from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase import Address, Customer, Email, Identifier, InvalidRecord, PartialDate, Phone
from customerbase.linkage.fields import FIELDS, agreeing, differing, field_named, is_role_mailbox
from customerbase.linkage.objections import OBJECTIONS, objection
from customerbase.linkage.profiles import profile_of
from customerbase.linkage.rules import AUTOMATIC, PEOPLE, ExactRule, rule_from_plain, rule_to_plain
from customerbase.model import CustomerKind, PersonProfile
from customerbase.testing.strategies import profiles

HERE = (Phone(number="0755-83201234"),)


def firm(name, key="C1", **given):
    return profile_of(Customer(customer_id=key, name=name, **given))


def person(name, key="C1", born=None, **given):
    about = PersonProfile(born=None if born is None else PartialDate.parse(born))
    return profile_of(Customer(customer_id=key, name=name, kind=CustomerKind.PERSON, person=about, **given))


def matching(one, other, rules=AUTOMATIC):
    return [each.name for each in rules if each.matches(one, other)]


def test_one_number_of_an_authority_is_enough():
    number = (Identifier(scheme="vat", value="GB 123 4567 89"),)
    again = (Identifier(scheme="vat", value="gb123456789"),)

    assert matching(firm("Acme", identifiers=number), firm("Beta", identifiers=again)) == ["identifier"]


@pytest.mark.parametrize(("scheme", "value"), [("bank_account", "6222020200112233"), ("vat", "000000000")])
def test_an_account_or_a_row_of_noughts_is_no_number_of_an_authority(scheme, value):
    number = (Identifier(scheme=scheme, value=value),)

    assert matching(firm("Acme", identifiers=number), firm("Beta", identifiers=number)) == []


def test_different_numbers_of_one_scheme_speak_against_everything():
    one, other = (
        firm("Acme", phones=HERE, identifiers=(Identifier(scheme="vat", value=each),)) for each in "12"
    )

    assert matching(one, other) == []
    assert ExactRule("mine", agree="name", against=()).objection(one, other) == "identifiers[vat]"


def test_a_telephone_and_the_core_of_the_name_are_enough_for_a_company_and_no_telephone_alone():
    assert matching(firm("Acme Ltd", phones=HERE), firm("ACME", phones=HERE)) == ["phone and core name"]
    assert matching(firm("Acme", phones=HERE), firm("Beta", phones=HERE)) == []


def test_a_name_alone_is_not_enough():
    assert matching(firm("Acme Ltd"), firm("Acme Ltd")) == []
    assert matching(person("王伟"), person("王伟")) == []


def test_the_same_legal_name_in_the_same_town_is_one_company_unless_something_differs():
    def card(**given):
        return firm("Acme Trading Ltd", addresses=(Address(city="London", **given),))

    assert matching(card(), card()) == ["legal name and city"]
    assert matching(card(street="1 High St"), card(street="2 Low St")) == []


def test_a_father_and_a_son_with_one_telephone_are_two():
    father = person("John Smith", born="1960-03-07", phones=HERE)
    son = person("John Smith", born="1990-01-02", phones=HERE)
    daughter = person("Ann Smith", phones=HERE)

    assert matching(father, son) == []
    assert matching(father, daughter) == []


def test_twins_at_one_address_are_two():
    home = (Address(city="London", street="1 High St"),)
    one, other = (person(f"{each} Smith", born="1990-01-02", addresses=home) for each in ("Ann", "Bea"))

    assert matching(one, other) == []
    assert matching(one, person("Smith", born="1990-01-02", addresses=home)) == ["birthday and address"]


def test_an_office_mailbox_says_nothing_of_a_person_and_something_of_a_company():
    office, own = ((Email(address=each),) for each in ("info@acme.example", "wei.wang@acme.example"))

    assert matching(person("王伟", emails=office), person("王伟", emails=office)) == []
    assert matching(person("王伟", emails=own), person("王伟", emails=own)) == ["name and personal e-mail"]
    assert matching(firm("Acme", emails=office), firm("Acme", emails=office)) == ["e-mail and core name"]


@pytest.mark.parametrize(
    ("address", "office"),
    [
        ("info@a.cn", True),
        ("Sales.2@a.cn", True),
        ("customer-service@a.cn", True),
        ("kefu01@a.cn", True),
        ("wangwei@a.cn", False),
        ("13800138000@139.com", True),
        ("information.desk@a.cn", False),
    ],
)
def test_mailboxes_of_offices_are_known(address, office):
    assert is_role_mailbox(address) is office


def test_people_at_one_customer_only():
    assert all(each.agree[0] == "within" for each in PEOPLE)


def test_legal_entities_of_one_group_are_told_apart_by_their_full_names():
    one, other, short = (
        firm(name, phones=HERE) for name in ("华为技术有限公司", "华为科技股份有限公司", "华为")
    )

    assert one.cores == other.cores == short.cores
    assert objection(one, other, ["legal_entity"]) == "legal_entity"
    assert objection(one, short, ["legal_entity"]) is None
    assert matching(one, other) == []
    assert matching(one, short) == ["phone and core name"]


def test_the_same_legal_name_written_with_and_without_the_town_is_one():
    one, other = (firm(name, phones=HERE) for name in ("腾讯科技(深圳)有限公司", "腾讯科技有限责任公司"))
    elsewhere = firm("腾讯科技(北京)有限公司", phones=HERE)

    assert matching(one, other) == ["phone and core name"]
    assert objection(one, elsewhere, ["legal_entity"]) == "legal_entity"


def test_branches_are_told_apart_and_from_their_head_office():
    head = firm("华为技术有限公司", phones=HERE)
    branches = [firm(f"华为技术有限公司{each}", phones=HERE) for each in ("北京分公司", "上海分公司")]

    assert matching(head, head)
    assert matching(*branches) == []
    assert matching(head, branches[0]) == []


def test_a_birthday_known_in_part_contradicts_only_what_it_knows():
    def said(one, other):
        return objection(person("Ann", born=one), person("Ann", born=other), ["born"])

    assert said("1990", "1990-03-07") is None
    assert said("--03-07", "1990-03-07") is None
    assert said("1991", "1990-03-07") == "born"
    assert said("1990-03-08", "1990-03-07") == "born"


def test_an_initial_is_no_other_given_name():
    def said(one, other):
        return objection(person(one), person(other), ["given_name"])

    assert said("J Smith", "John Smith") is None
    assert said("K Smith", "John Smith") == "given_name"
    assert said("王伟", "王芳") == "given_name"
    assert said("Harry Taylor", "Taylor Harry") is None


@given(profiles(key="C1"), profiles(key="C2"))
def test_what_agrees_does_not_differ_and_both_are_the_same_from_either_side(one, other):
    assert set(agreeing(one, other)).isdisjoint(differing(one, other))
    assert agreeing(one, other) == agreeing(other, one)
    assert differing(one, other) == differing(other, one)


@given(profiles(key="C1"), profiles(key="C2"))
def test_objections_are_the_same_from_either_side_and_nobody_objects_to_himself(one, other):
    for name, each in OBJECTIONS.items():
        assert each(one, other) == each(other, one), name
        assert each(one, one) is None, name


def test_a_rule_of_ones_own_names_fields_and_schemes():
    rule = ExactRule("member", agree=("identifiers[member]", "postal_code"))
    number = (Identifier(scheme="member", value="17"),)
    here, there = (
        firm("Acme", identifiers=number, addresses=(Address(postal_code=each),)) for each in ("1", "2")
    )

    assert rule.matches(here, here)
    assert not rule.matches(here, there)
    assert rule.telling == ("identifiers[member]",)


def test_a_rule_names_everything_that_is_wrong_with_it():
    with pytest.raises(InvalidRecord) as caught:
        ExactRule(" ", agree=("phon",), against=("mood",), holders=0)

    assert [each.path for each in caught.value.problems] == [
        "$.name",
        "$.agree[0]",
        "$.against[0]",
        "$.holders",
    ]


def test_a_rule_without_a_field_would_join_everybody():
    with pytest.raises(InvalidRecord, match="names no field"):
        ExactRule("all", agree=())


@pytest.mark.parametrize("rule", [*AUTOMATIC, *PEOPLE], ids=lambda each: each.name)
def test_rules_are_written_down_and_read_back(rule):
    assert rule_from_plain(json.loads(json.dumps(rule_to_plain(rule)))) == rule


def test_what_is_no_rule_is_refused_with_every_reason():
    with pytest.raises(InvalidRecord) as caught:
        rule_from_plain({"agree": ["phone"], "mood": "good", "kind": "dog"})

    assert [each.path for each in caught.value.problems] == ["$.mood", "$.name", "$.kind"]


@given(st.sampled_from(sorted(FIELDS)), profiles())
def test_every_field_gives_texts(name, profile):
    assert all(isinstance(each, str) and each for each in field_named(name)(profile))
