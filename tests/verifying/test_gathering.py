"""From cards, their ledger and checks to how each facet stands: each clock its own, and the past as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.ledger import Observation, Verified, fold
from customerbase.model import (
    Assignment,
    CollectionMethod,
    Contact,
    Customer,
    Employment,
    OrganizationProfile,
    Source,
    Verification,
)
from customerbase.paths import assemble, take_apart
from customerbase.values import Address, CreditStanding, Money, PartialDate, Phone, Size
from customerbase.verify import FacetFields, Occurrence, after, due_on, every, facet_states
from customerbase.verifying.facets import covers_of
from customerbase.verifying.gathering import origin_of

AS_OF = date(2024, 12, 31)
ACME = Customer(
    customer_id="C1", name="Acme", phones=[Phone(number="555-0100")], credit=CreditStanding(rating="B")
)
LI = Contact(contact_id="P1", name="Li", employments=[Employment(customer_id="C1", title="buyer")])
REACH = FacetFields(name="reach", customer=["phones"], contact=["phones"])


class Told:
    """A ledger in the making: what was said of cards, and what was checked, in this order."""

    def __init__(self, *declared):
        self.declared = declared
        self.entries = {}
        self.verifications = []

    def _note(self, kind, key, made, **fields):
        held = self.entries.setdefault((kind, key), [])
        number = 1 + sum(map(len, self.entries.values()))
        held.append(made(number=number, kind=kind, subject_id=key, **fields))

    def said(self, card, on, method="visit", origin=None, recorded=None):
        before = assemble(type(card), card.key, self._fold(card).values) if self._known(card) else None
        held = {} if before is None else take_apart(before)
        now = take_apart(card)
        values = {path: now.get(path) for path in {**held, **now} if held.get(path) != now.get(path)}
        self._state(card, values, on, Source(method=CollectionMethod(method), origin=origin), recorded)
        return self

    def repeated(self, card, on, method="transaction_record"):
        self._state(card, take_apart(card), on, Source(method=CollectionMethod(method)), None)
        return self

    def _state(self, card, values, on, source, recorded):
        at = datetime.combine(recorded or on, time(12), tzinfo=UTC)
        self._note(
            card.kind_name,
            card.key,
            Observation,
            values=values,
            source=source,
            recorded_at=at,
            observed_on=on,
        )

    def checked(self, facet, on, outcome="confirmed", customer_id="C1", name=None):
        made = Verification(
            verification_id=name or f"V{len(self.verifications) + 1}",
            customer_id=customer_id,
            facet=facet,
            on=on,
            outcome=outcome,
        )
        self.verifications.append(made)
        at = datetime.combine(on, time(13), tzinfo=UTC)
        for kind, key in [*self.entries]:
            if kind == "contact" or key == customer_id:
                self._note(kind, key, Verified, verification=made, recorded_at=at)
        return self

    def _known(self, card):
        return (card.kind_name, card.key) in self.entries

    def _fold(self, card):
        return fold(self.entries[card.kind_name, card.key], covers=covers_of(self.declared))

    def states(self, as_of=AS_OF, **known):
        ledgers = {key: fold(held, covers=covers_of(self.declared)) for key, held in self.entries.items()}
        cards = {
            (kind, key): assemble(Customer if kind == "customer" else Contact, key, folded.values)
            for (kind, key), folded in ledgers.items()
        }
        return facet_states(
            [card for (kind, _), card in cards.items() if kind == "customer"],
            contacts=[card for (kind, _), card in cards.items() if kind == "contact"],
            ledgers=ledgers,
            **{"verifications": self.verifications, "declared": self.declared, "as_of": as_of, **known},
        )

    def state(self, facet="basic", as_of=AS_OF, **known):
        (only,) = [each for each in self.states(as_of, **known) if each.facet == facet]
        return only


# ------------------------------------------------------------------ which facets there are


def test_a_facet_of_which_nothing_is_known_is_left_out():
    name_only = Told().said(Customer(customer_id="C1", name="Acme"), date(2024, 1, 1))

    assert [each.facet for each in name_only.states()] == ["basic"]
    everything = Told().said(ACME, date(2024, 1, 1)).said(LI, date(2024, 1, 1))
    assert [each.facet for each in everything.states()] == ["basic", "credit", "decision_makers"]


def test_a_facet_that_was_checked_is_there_though_nothing_is_known_of_it():
    told = Told().said(Customer(customer_id="C1", name="Acme"), date(2024, 1, 1))
    state = told.checked("credit", date(2024, 2, 1)).state("credit")

    assert (state.verified_on, state.known_since) == (date(2024, 2, 1), None)


def test_facets_of_ones_own_come_after_the_three():
    told = Told(REACH).said(ACME, date(2024, 1, 1)).said(LI, date(2024, 1, 1))

    assert [each.facet for each in told.states()] == ["basic", "credit", "decision_makers", "reach"]


def test_who_was_not_yet_a_customer_is_left_out():
    later = Told().said(ACME.replace(acquired_on=date(2024, 6, 1)), date(2024, 6, 1))

    assert later.states(date(2024, 5, 31)) == ()
    assert len(later.states(date(2024, 6, 1))) == 2


# ------------------------------------------------------------------ clocks


def test_a_facet_is_known_since_its_oldest_statement_that_still_stands():
    told = Told().said(ACME, date(2022, 1, 1))
    told.said(ACME.replace(size=Size(employees=7)), date(2023, 1, 1), "phone_survey")

    assert (told.state().known_since, told.state().method) == (date(2022, 1, 1), CollectionMethod.VISIT)
    assert told.state("credit").known_since == date(2022, 1, 1)
    everything = Customer(
        customer_id="C1", name="Acme Ltd", phones=[Phone(number="555-0200")], size=Size(employees=7)
    )
    told.said(everything, date(2024, 1, 1))
    assert (told.state().known_since, told.state().method) == (
        date(2023, 1, 1),
        CollectionMethod.PHONE_SURVEY,
    )


def test_a_source_that_repeats_itself_makes_nothing_younger():
    told = (
        Told().said(ACME, date(2022, 1, 1)).repeated(ACME, date(2024, 6, 1)).repeated(ACME, date(2024, 12, 1))
    )

    assert told.state().known_since == date(2022, 1, 1)
    assert told.state(as_of=date(2023, 1, 1)).known_since == date(2022, 1, 1)


def test_a_source_that_repeats_what_was_found_wrong_does_not_put_it_right():
    told = Told().said(ACME, date(2022, 1, 1)).checked("basic", date(2024, 2, 1), "wrong")
    told.repeated(ACME, date(2024, 3, 1))

    assert told.state().wrong_since == date(2024, 2, 1)


@pytest.mark.parametrize("outcome", ["confirmed", "corrected"])
def test_a_check_that_knows_what_is_true_sets_the_clock_of_its_facet_only(outcome):
    told = Told().said(ACME, date(2022, 1, 1)).said(LI, date(2022, 1, 1))
    told.checked("credit", date(2024, 2, 1), outcome)

    assert {each.facet: each.verified_on for each in told.states()} == {
        "basic": None,
        "credit": date(2024, 2, 1),
        "decision_makers": None,
    }


@pytest.mark.parametrize("outcome", ["unreachable", "refused"])
def test_a_check_in_vain_is_told_until_one_succeeds(outcome):
    told = Told().said(ACME, date(2022, 1, 1)).checked("basic", date(2023, 1, 1))
    told.checked("basic", date(2024, 1, 1), outcome)

    assert (told.state().verified_on, told.state().tried_on) == (date(2023, 1, 1), date(2024, 1, 1))
    told.checked("basic", date(2024, 2, 1))
    assert (told.state().verified_on, told.state().tried_on) == (date(2024, 2, 1), None)


def test_what_was_found_wrong_is_wrong_until_it_is_put_right_or_checked_again():
    told = Told().said(ACME, date(2022, 1, 1)).checked("basic", date(2023, 1, 1))
    told.checked("basic", date(2024, 1, 1), "wrong")

    assert (told.state().verified_on, told.state().wrong_since) == (date(2023, 1, 1), date(2024, 1, 1))
    assert told.state("credit").wrong_since is None
    told.checked("basic", date(2024, 2, 1), "unreachable")
    assert told.state().wrong_since == date(2024, 1, 1)
    mended = ACME.replace(phones=[Phone(number="555-0200")])
    told.said(mended, date(2024, 3, 1), "purchased_list")
    assert told.state().wrong_since == date(2024, 1, 1)
    told.said(ACME.replace(size=Size(employees=7)), date(2024, 3, 2), "purchased_list")
    assert told.state().wrong_since == date(2024, 1, 1)
    told.said(mended, date(2024, 4, 1))
    assert told.state().wrong_since is None
    assert told.state(as_of=date(2024, 2, 15)).wrong_since == date(2024, 1, 1)
    told.checked("basic", date(2024, 5, 1), "wrong").checked("basic", date(2024, 6, 1))
    assert told.state().wrong_since is None


def test_a_bought_value_is_unconfirmed_until_it_is_checked_or_somebody_says_it_first_hand():
    listed = Told().said(ACME, date(2024, 2, 1), "purchased_list")

    assert listed.state().unconfirmed_since == date(2024, 2, 1)
    assert listed.state("credit").unconfirmed_since == date(2024, 2, 1)
    listed.checked("basic", date(2024, 3, 1))
    assert listed.state().unconfirmed_since is None
    assert listed.state("credit").unconfirmed_since == date(2024, 2, 1)
    listed.repeated(ACME, date(2024, 4, 1), "visit")
    assert listed.state("credit").unconfirmed_since is None


def test_a_second_hand_value_that_comes_later_is_unconfirmed_again():
    told = Told().said(ACME, date(2024, 2, 1)).checked("basic", date(2024, 3, 1))
    told.said(ACME.replace(size=Size(employees=7)), date(2024, 4, 1), "directory")

    assert told.state().unconfirmed_since == date(2024, 4, 1)
    assert told.state().verified_on == date(2024, 3, 1)


# ------------------------------------------------------------------ the anchor


@pytest.mark.parametrize(
    ("first", "number", "last"),
    [
        (date(2023, 1, 31), 5, date(2023, 6, 30)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 30), 3, date(2024, 4, 30)),
    ],
)
@pytest.mark.parametrize("learned", [True, False])
def test_checks_on_their_due_dates_keep_the_day_of_the_month(first, number, last, learned):
    told = Told().said(ACME, first if learned else date(2022, 7, 9))
    if not learned:
        told.checked("basic", first)
    for _ in range(number):
        told.checked("basic", due_on(told.state(), every(months=1), as_of=AS_OF))

    assert told.state().verified_on == last


def test_the_29th_of_february_comes_back_after_three_years():
    told = Told().said(ACME, date(2020, 2, 29))
    for day in (date(2021, 2, 28), date(2022, 2, 28), date(2023, 2, 28)):
        assert due_on(told.state(), every(years=1), as_of=AS_OF) == day
        told.checked("basic", day)

    assert due_on(told.state(), every(years=1), as_of=AS_OF) == date(2024, 2, 29)


def test_a_check_on_another_day_is_the_anchor_from_then_on():
    told = Told().said(ACME, date(2024, 1, 5)).checked("basic", date(2024, 1, 15))
    told.checked("basic", date(2024, 3, 31)).checked("basic", date(2024, 4, 30))

    assert due_on(told.state(), every(months=1), as_of=AS_OF) == date(2024, 5, 31)
    told.checked("basic", date(2024, 6, 3))
    assert due_on(told.state(), every(months=1), as_of=AS_OF) == date(2024, 7, 3)


# ------------------------------------------------------------------ the past as it was


def test_later_checks_do_not_count_nor_hide_earlier_ones():
    told = Told().said(ACME, date(2022, 1, 1), "purchased_list")
    told.checked("basic", date(2023, 1, 1)).checked("basic", date(2024, 6, 1))
    told.checked("credit", date(2024, 6, 1))

    then = told.state(as_of=date(2023, 6, 1))
    assert (then.verified_on, then.unconfirmed_since) == (date(2023, 1, 1), None)
    before = told.state(as_of=date(2022, 6, 1))
    assert (before.verified_on, before.unconfirmed_since) == (None, date(2022, 1, 1))
    assert told.state("credit", date(2023, 6, 1)).unconfirmed_since == date(2022, 1, 1)
    assert told.state("credit", date(2024, 6, 1)).unconfirmed_since is None


def test_a_value_that_replaced_a_checked_one_is_not_confirmed_by_that_check():
    told = Told().said(ACME, date(2022, 1, 1), "purchased_list").checked("basic", date(2022, 6, 1))
    told.said(ACME.replace(size=Size(employees=7)), date(2023, 1, 1), "purchased_list")
    told.checked("basic", date(2024, 1, 1))

    assert told.state(as_of=date(2023, 6, 1)).unconfirmed_since == date(2023, 1, 1)
    assert told.state().unconfirmed_since is None


# ------------------------------------------------------------------ declared facets


def test_a_check_of_ones_own_facet_confirms_its_values_for_every_facet_that_holds_them():
    phones_only = Customer(customer_id="C1", name="Acme", phones=[Phone(number="555-0100")])
    told = Told(REACH).said(Customer(customer_id="C1", name="Acme"), date(2024, 1, 1))
    told.said(phones_only, date(2024, 2, 1), "purchased_list")

    assert {each.facet: each.unconfirmed_since for each in told.states()} == {
        "basic": date(2024, 2, 1),
        "reach": date(2024, 2, 1),
    }
    told.checked("reach", date(2024, 3, 1))
    assert {each.facet: (each.unconfirmed_since, each.verified_on) for each in told.states()} == {
        "basic": (None, None),
        "reach": (None, date(2024, 3, 1)),
    }


def test_a_facet_that_is_declared_twice_is_refused():
    with pytest.raises(InvalidRecord, match="declared twice"):
        Told().said(ACME, date(2024, 1, 1)).states(declared=[REACH, REACH])


# ------------------------------------------------------------------ contacts


def test_the_decision_makers_are_those_who_work_there_on_the_day():
    gone = LI.replace(
        employments=[Employment(customer_id="C1", until=PartialDate(year=2024, month=5, day=31))]
    )
    told = Told().said(ACME, date(2020, 1, 1)).said(gone, date(2022, 1, 1))

    assert told.state("decision_makers", date(2024, 5, 31)).known_since == date(2022, 1, 1)
    came = LI.replace(contact_id="P9", name="Wang")
    told.said(came, date(2024, 6, 15))
    assert told.state("decision_makers").known_since == date(2024, 6, 15)


def test_where_everybody_left_the_decision_makers_are_to_be_checked():
    gone = LI.replace(
        employments=[Employment(customer_id="C1", until=PartialDate(year=2024, month=5, day=31))]
    )
    told = Told().said(ACME, date(2020, 1, 1)).said(gone, date(2022, 1, 1))
    state = told.state("decision_makers")

    assert state.events == {"contact_left": date(2024, 5, 31)}
    assert after("contact_left", days=7).due_on(state, date(2024, 12, 31)) == date(2024, 6, 7)


def test_a_value_that_is_merely_added_puts_nothing_right():
    told = Told().said(ACME, date(2020, 1, 1)).checked("basic", date(2024, 3, 1), "wrong")
    told.said(ACME.replace(industry="steel"), date(2024, 4, 1))
    assert told.state("basic").wrong_since == date(2024, 3, 1)

    told.said(ACME.replace(industry="steel", phones=[Phone(number="555-0200")]), date(2024, 5, 1))
    assert told.state("basic").wrong_since is None


def test_what_he_is_at_one_customer_says_nothing_of_him_at_another():
    both = LI.replace(employments=[Employment(customer_id="C1"), Employment(customer_id="C2", title="CEO")])
    told = Told().said(ACME, date(2020, 1, 1)).said(ACME.replace(customer_id="C2"), date(2020, 1, 1))
    told.said(LI, date(2022, 1, 1)).said(both, date(2023, 1, 1), "directory")

    found = {each.customer_id: each for each in told.states() if each.facet == "decision_makers"}
    assert found["C1"].unconfirmed_since is None
    assert found["C2"].unconfirmed_since == date(2023, 1, 1)
    assert found["C2"].known_since == date(2022, 1, 1)  # his name


# ------------------------------------------------------------------ events


def owned(legal_representative):
    return ACME.replace(organization=OrganizationProfile(legal_representative=legal_representative))


def test_that_the_ownership_changed_is_known_from_the_ledger_and_concerns_every_facet():
    told = Told().said(owned("X"), date(2022, 1, 1)).said(owned("Y"), date(2024, 3, 1))

    assert told.state().events == {"ownership_changed": date(2024, 3, 1)}
    assert told.state("credit").events == {"ownership_changed": date(2024, 3, 1)}
    assert told.state(as_of=date(2024, 2, 29)).events == {}
    assert Told().said(owned("X"), date(2022, 1, 1)).state().events == {}


def test_that_a_contact_left_is_known_from_his_card():
    left = LI.replace(employments=[Employment(customer_id="C1", until=PartialDate(year=2024, month=2))])
    told = Told().said(ACME, date(2022, 1, 1)).said(LI, date(2022, 1, 1)).said(left, date(2024, 2, 3))

    assert told.state(as_of=date(2024, 2, 28)).events == {}
    assert told.state(as_of=date(2024, 2, 29)).events == {"contact_left": date(2024, 2, 29)}


def test_a_day_of_leaving_without_a_year_is_no_day():
    left = LI.replace(employments=[Employment(customer_id="C1", until=PartialDate(month=2, day=3))])

    assert Told().said(ACME, date(2022, 1, 1)).said(left, date(2024, 2, 3)).state().events == {}


def test_what_a_check_itself_brought_to_light_needs_no_other_check_of_that_facet():
    told = Told().said(owned("X"), date(2022, 1, 1)).said(LI, date(2022, 1, 1))
    told.said(owned("Y"), date(2024, 3, 1), origin=origin_of("V1"))
    told.checked("basic", date(2024, 3, 1), "corrected", name="V1")

    policy = every(years=1) | after("ownership_changed")
    due = {each.facet: due_on(each, policy, as_of=AS_OF) for each in told.states()}
    assert due == {
        "basic": date(2025, 3, 1),
        "credit": date(2023, 1, 1),
        "decision_makers": date(2023, 1, 1),
    }
    assert told.state("credit").events == {"ownership_changed": date(2024, 3, 1)}
    told.said(owned("Z"), date(2024, 5, 1))
    assert told.state().events == {"ownership_changed": date(2024, 5, 1)}


def test_what_the_caller_says_befell_the_customer_is_there_until_the_day():
    told = Told().said(ACME, date(2022, 1, 1))
    befell = [
        Occurrence("C1", "mail_returned", date(2024, 3, 1)),
        Occurrence("C1", "mail_returned", date(2024, 1, 1)),
        Occurrence("C1", "moved", date(2025, 1, 1)),
        Occurrence("C2", "moved", date(2024, 1, 1)),
    ]

    assert told.state(occurrences=befell).events == {"mail_returned": date(2024, 3, 1)}
    assert told.state(occurrences=befell, as_of=date(2024, 2, 1)).events == {
        "mail_returned": date(2024, 1, 1)
    }


# ------------------------------------------------------------------ what else is known


def test_classes_and_amounts_are_on_the_card_or_given():
    card = ACME.replace(
        industry="tea",
        credit=CreditStanding(rating="B", limit=Money("500000.50", "CNY")),
        attributes={
            "risk": "low",
            "shops": 3,
            "share": Decimal("0.5"),
            "vip": True,
            "since": date(2024, 1, 1),
        },
    )
    state = (
        Told()
        .said(card, date(2024, 1, 1))
        .state(
            classes={"grade": {"C1": "A", "C2": "B"}, "risk": {"C1": "high"}},
            amounts={"open_balance": {"C1": Decimal(7)}, "prepaid": {"C2": Decimal(9)}},
        )
    )

    assert state.classes == {
        "kind": "organization",
        "stage": "prospect",
        "reach": "direct",
        "industry": "tea",
        "risk": "high",
        "grade": "A",
    }
    assert state.amounts == {
        "credit_limit": Decimal("500000.50"),
        "shops": 3,
        "share": Decimal("0.5"),
        "open_balance": 7,
    }


def test_an_amount_that_is_not_exact_is_refused():
    with pytest.raises(InvalidRecord, match=r"\$\.amounts\['open_balance'\]: is no exact amount"):
        Told().said(ACME, date(2024, 1, 1)).states(amounts={"open_balance": {"C1": 0.5}})


def test_who_is_in_charge_is_who_was_given_the_customer_last():
    told = Told().said(ACME, date(2024, 1, 1))
    given = [
        Assignment(assignment_id="A1", customer_id="C1", employee_id="E2", since=date(2024, 1, 1)),
        Assignment(assignment_id="A2", customer_id="C1", employee_id="E1", since=date(2024, 6, 1)),
        Assignment(
            assignment_id="A3",
            customer_id="C1",
            employee_id="E3",
            since=date(2024, 7, 1),
            until=date(2024, 7, 31),
        ),
    ]

    for as_of, who in (
        (AS_OF, "E1"),
        (date(2024, 7, 15), "E3"),
        (date(2024, 3, 1), "E2"),
        (date(2023, 1, 1), None),
    ):
        assert told.state(assignments=given, as_of=as_of).employee_id == who


def test_where_he_is_goes_from_wide_to_narrow_without_the_street():
    there = ACME.replace(addresses=[Address(province="广东省", city="深圳市", street="深南大道 1 号")])

    assert Told().said(there, date(2024, 1, 1)).state().place == ("广东省", "深圳市")
    assert Told().said(ACME, date(2024, 1, 1)).state().place == ()


# ------------------------------------------------------------------ order


@given(st.randoms())
def test_the_order_of_what_is_given_changes_nothing(random):
    told = Told(REACH)
    for i in range(4):
        told.said(ACME.replace(customer_id=f"C{i}"), date(2022, 1, 1 + i), "directory" if i % 2 else "visit")
        told.said(
            LI.replace(contact_id=f"P{i}", employments=[Employment(customer_id=f"C{i}")]), date(2023, 1, 1)
        )
    for i, (facet, outcome) in enumerate(
        [("basic", "confirmed"), ("basic", "wrong"), ("reach", "refused"), ("credit", "corrected")] * 3
    ):
        told.checked(facet, date(2024, 1 + i % 3, 1), outcome, f"C{i % 4}")
    ledgers = {key: fold(held, covers=covers_of([REACH])) for key, held in told.entries.items()}
    given = {
        "customers": [ACME.replace(customer_id=f"C{i}") for i in range(4)],
        "contacts": [
            LI.replace(contact_id=f"P{i}", employments=[Employment(customer_id=f"C{i}")]) for i in range(4)
        ],
        "verifications": told.verifications,
        "occurrences": [Occurrence(f"C{i % 4}", "moved", date(2024, 1, 1 + i)) for i in range(8)],
        "assignments": [
            Assignment(assignment_id=f"A{i}", customer_id="C1", employee_id=f"E{i}", since=date(2024, 1, 1))
            for i in range(3)
        ],
    }

    def asked(given):
        given = dict(given)
        return facet_states(given.pop("customers"), ledgers=ledgers, declared=[REACH], as_of=AS_OF, **given)

    turned = {name: random.sample(records, len(records)) for name, records in given.items()}
    assert asked(turned) == asked(given)
