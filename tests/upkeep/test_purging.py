"""Records to be cleared away: listed, checked since, and nothing is erased that anybody found right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.model import Contact, Customer, Employment, Verification, VerificationOutcome
from customerbase.testing import strategies
from customerbase.upkeep.purging import cleared, purge_candidates
from customerbase.upkeep.record_use import RecordUse
from customerbase.values import Address, Email, Identifier, PartialDate, Phone

AS_OF = date(2024, 12, 31)
PHONE = Phone(number="555-0100")


def card(who="C1", **more):
    return Customer(customer_id=who, name=who, **more)


def listed(*cards, contacts=(), used=(), as_of=AS_OF):
    return [each.customer_id for each in purge_candidates(cards, contacts=contacts, used=used, as_of=as_of)]


def at(*customers, until=None, phones=(), who="P1"):
    there = [Employment(customer_id=each, until=until) for each in customers]
    return Contact(contact_id=who, name=who, employments=there, phones=phones)


# ------------------------------------------------------------------ the list


def test_an_identifier_a_phone_or_a_use_keeps_a_record():
    assert listed(card()) == ["C1"]
    assert listed(card(identifiers=[Identifier(scheme="vat", value="1")])) == []
    assert listed(card(phones=[Phone(number="555-0100", label="fax")])) == []
    assert listed(card(), used={"C1": date(2001, 1, 1)}) == []
    assert (
        listed(card(), used=[RecordUse(customer_id="C1", used_on=[date(2001, 1, 1), date(2030, 1, 1)])]) == []
    )
    assert listed(card(), contacts=[at("C1", phones=[PHONE])]) == []


def test_what_is_later_gone_or_of_others_keeps_nothing():
    assert listed(card(), used={"C1": date(2025, 1, 1), "C2": AS_OF}) == ["C1"]
    assert listed(card(), used={"C1": []}) == ["C1"]
    assert listed(card(), used=[RecordUse(customer_id="C1", used_on=[date(2025, 1, 1)])]) == ["C1"]
    assert listed(card(), used=[RecordUse(customer_id="C1", maintained_on=AS_OF)]) == ["C1"]
    assert listed(card(), contacts=[at("C1", phones=[PHONE], until=PartialDate(year=2023))]) == ["C1"]
    assert listed(card(), contacts=[at("C1"), at("C2", phones=[PHONE], who="P2")]) == ["C1"]


def test_a_card_that_came_later_is_not_listed():
    assert listed(card(acquired_on=date(2025, 1, 1))) == []
    assert listed(card(acquired_on=AS_OF)) == ["C1"]


def test_the_most_worthless_stands_first():
    cards = [
        card("rich", emails=[Email(address="a@example.com")], industry="steel"),
        card("new", acquired_on=date(2024, 1, 1)),
        card("old", acquired_on=date(2019, 1, 1)),
        card("bare"),
        card("known"),
    ]
    assert listed(*cards, contacts=[at("known"), at("known", who="P2")]) == [
        "bare",
        "old",
        "new",
        "known",
        "rich",
    ]


def test_what_there_is_and_why_is_said():
    known = card(addresses=[Address(province="广东", city="深圳")], emails=[Email(address="a@example.com")])
    (one,) = purge_candidates([known], contacts=[at("C1")], used={}, as_of=AS_OF)

    assert (one.place, one.email, one.values, one.contacts) == ("深圳, 广东", "a@example.com", 2, 1)
    assert one.reason == "no identifier; no phone (nor has the contact there); not used until 2024-12-31"
    assert one.reason_zh == "没有证件或代码；没有电话（1 位联系人也没有）；截至 2024-12-31 从未使用"


CARDS = st.lists(strategies.customers(), max_size=6, unique_by=lambda each: each.customer_id)


@given(CARDS, st.data(), st.randoms())
def test_exactly_the_records_without_anything_are_listed_in_one_order(cards, data, dice):
    used = {each.customer_id: data.draw(st.lists(st.just(AS_OF), max_size=1)) for each in cards}
    found = purge_candidates(cards, used=used, as_of=AS_OF)

    assert {each.customer_id for each in found} == {
        each.customer_id
        for each in cards
        if not (each.identifiers or each.phones or used[each.customer_id])
        and (each.acquired_on or AS_OF) <= AS_OF
    }
    assert purge_candidates(dice.sample(cards, len(cards)), used=used, as_of=AS_OF) == found
    assert [each.values for each in found] == sorted(each.values for each in found)


def test_wrong_arguments_are_named():
    with pytest.raises(TypeError, match="as_of"):
        purge_candidates([], used={}, as_of="2024")
    with pytest.raises(TypeError, match="used holds str"):
        purge_candidates([], used=["C1"], as_of=AS_OF)
    with pytest.raises(InvalidRecord, match="'2024' is no day"):
        purge_candidates([], used={"C1": "2024"}, as_of=AS_OF)
    with pytest.raises(InvalidRecord, match="stands there twice"):
        purge_candidates([card(), card()], used={}, as_of=AS_OF)
    with pytest.raises(InvalidRecord, match="stands there twice"):
        cleared(purge_candidates([card()], used={}, as_of=AS_OF) * 2, [])


# ------------------------------------------------------------------ after the check


def check(outcome, days=1, facet="basic", who="C1"):
    on = AS_OF + timedelta(days=days)
    return Verification(
        verification_id=f"{outcome}{days}{facet}",
        customer_id=who,
        facet=facet,
        on=on,
        outcome=outcome,
        by=facet,
    )


LISTED = purge_candidates([card(), card("C2")], used={}, as_of=AS_OF)


def said(*checks, **more):
    found = cleared(LISTED, checks, **more)
    (name,) = [
        name
        for name in ("erasable", "staying", "waiting")
        if any(each.customer_id == "C1" for each in getattr(found, name))
    ]
    return name


@pytest.mark.parametrize(
    ("checks", "wanted"),
    [
        ([], "waiting"),
        ([check("confirmed")], "staying"),
        ([check("corrected")], "staying"),
        ([check("wrong")], "erasable"),
        ([check("unreachable")], "erasable"),
        ([check("refused")], "waiting"),
        ([check("unreachable", days=-1)], "waiting"),
        ([check("unreachable", days=0)], "erasable"),
        ([check("wrong", 1), check("confirmed", 2)], "staying"),
        ([check("confirmed", 1), check("wrong", 2)], "erasable"),
        ([check("confirmed", 1), check("unreachable", 2)], "staying"),
        ([check("confirmed", 1), check("wrong", 1)], "staying"),
        ([check("unreachable", 1), check("refused", 2)], "waiting"),
        ([check("wrong", facet="credit")], "waiting"),
        ([check("confirmed", facet="credit")], "staying"),
        ([check("wrong", who="C2")], "waiting"),
    ],
)
def test_a_check_since_it_was_listed_decides(checks, wanted):
    assert said(*checks) == wanted
    assert said(*checks[::-1]) == wanted


def test_of_two_checks_alike_the_same_one_is_told_whatever_their_order():
    alike = [check("confirmed"), check("confirmed", facet="credit")]
    assert cleared(LISTED, alike) == cleared(LISTED, alike[::-1])
    assert cleared(LISTED, alike).staying[0].by == "credit"


def test_later_checks_can_be_left_out_and_another_facet_chosen():
    assert said(check("wrong", 10), as_of=AS_OF + timedelta(days=9)) == "waiting"
    assert said(check("wrong", facet="existence"), facet="existence") == "erasable"
    with pytest.raises(TypeError, match="as_of"):
        cleared(LISTED, [], as_of="2025")


OUTCOMES = st.sampled_from([each.value for each in VerificationOutcome])
CHECKS = st.lists(
    st.builds(
        check,
        OUTCOMES,
        st.integers(-2, 4),
        st.sampled_from(["basic", "credit"]),
        st.sampled_from(["C1", "C2"]),
    ),
    max_size=6,
    unique_by=lambda each: (each.verification_id, each.customer_id),
)


@given(CHECKS, st.randoms())
def test_each_listed_record_is_in_one_of_three_whatever_the_order_of_checks(checks, dice):
    found = cleared(LISTED, checks)

    rows = [*found.erasable, *found.staying, *found.waiting]
    assert sorted(each.customer_id for each in rows) == ["C1", "C2"]
    assert cleared(LISTED, dice.sample(checks, len(checks))) == found


@given(CHECKS)
def test_nothing_may_be_erased_that_was_not_checked_since_or_was_found_right_last(checks):
    for each in cleared(LISTED, checks).erasable:
        own = [one for one in checks if one.customer_id == each.customer_id and one.on >= AS_OF]
        assert each.checked_on in [one.on for one in own]
        right = [one.on for one in own if one.outcome.known_true]
        wrong = [one.on for one in own if one.outcome is VerificationOutcome.WRONG and one.facet == "basic"]
        assert not right or (wrong and max(right) < max(wrong))
