"""`base.verify` and what follows: checks on record, corrections in the ledger, states and due dates, in memory and in a file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customerbase
from customerbase.aging.rates import DAYS_A_YEAR
from customerbase.errors import InvalidRecord, NotFound
from customerbase.model import (
    CollectionMethod,
    Contact,
    Customer,
    Employment,
    Facet,
    OrganizationProfile,
    Verification,
    VerificationOutcome,
)
from customerbase.paths import take_apart
from customerbase.testing import strategies
from customerbase.values import CreditStanding, Email, Money, PartialDate, Phone, Size
from customerbase.verify import (
    PRIORS,
    FacetFields,
    after,
    by_amount,
    by_facet,
    by_grade,
    by_segment,
    every,
    know_your_customer,
    never,
    sooner_of,
    yearly_round,
)

LEARNED = date(2022, 1, 1)
DAY = date(2024, 3, 1)
AS_OF = date(2024, 12, 31)
CLOCKS = ("verified_on", "known_since", "anchor", "unconfirmed_since", "wrong_since", "tried_on", "method")
FIRST_HAND = [each for each in CollectionMethod if each.first_hand]
SECOND_HAND = [each for each in CollectionMethod if not each.first_hand]
ACME = Customer(
    customer_id="C1", name="Acme", phones=[Phone(number="555-0100")], credit=CreditStanding(rating="B")
)
LI = Contact(contact_id="P1", name="Li", employments=[Employment(customer_id="C1", title="buyer")])
REACH = FacetFields(name="reach", customer=["phones", "emails"], contact=["phones"])


class Clock:
    """Each moment is a minute after the one before."""

    def __init__(self):
        self.now = datetime(2024, 12, 31, 8, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(minutes=1)
        return self.now


def opened(where="memory:"):
    base = customerbase.open(where, clock=Clock())
    base.save(ACME, source="visit", observed_on=LEARNED)
    base.save(Customer(customer_id="C2", name="Other"), source="visit", observed_on=LEARNED)
    base.save(LI, source="visit", observed_on=LEARNED)
    return base


@pytest.fixture(params=["memory", "sqlite"])
def base(request, tmp_path):
    with opened("memory:" if request.param == "memory" else tmp_path / "acme.db") as made:
        yield made


def clocks(base, as_of=AS_OF):
    """Return what a facet's clock says, for each facet of each customer."""
    return {
        (each.customer_id, each.facet): {name: getattr(each, name) for name in CLOCKS}
        for each in base.facet_states(as_of=as_of)
    }


def state(base, facet="basic", customer_id="C1", as_of=AS_OF):
    (only,) = [
        each
        for each in base.facet_states(as_of=as_of)
        if (each.customer_id, each.facet) == (customer_id, facet)
    ]
    return only


def verified(base, card="C1"):
    return {path: each.verified_on for path, each in base.provenance(card).items()}


def problems(made, *args, **fields):
    with pytest.raises(InvalidRecord) as caught:
        made(*args, **fields)
    return {each.path: each.reason for each in caught.value.problems}


# ------------------------------------------------------------------ a check


def test_a_check_is_a_record_and_sets_the_day_of_its_facet(base):
    made = base.verify(
        "C1",
        "basic",
        on=DAY,
        outcome="confirmed",
        by="E1",
        method="visit",
        evidence="seen the sign",
        cost=Money(30, "CNY"),
        note="all in order",
    )

    assert list(base.all(Verification)) == [made]
    assert (made.outcome, made.method) == (VerificationOutcome.CONFIRMED, CollectionMethod.VISIT)
    assert (made.by, made.cost, made.evidence, made.note) == (
        "E1",
        Money(30, "CNY"),
        "seen the sign",
        "all in order",
    )
    assert (state(base).verified_on, state(base, "credit").verified_on) == (DAY, None)
    assert verified(base) == {"name": DAY, "phones[main]": DAY, "credit": None}
    assert set(verified(base, LI).values()) == {None}


def test_a_facet_of_the_trade_may_be_named_as_such(base):
    assert base.verify("C1", Facet.CREDIT, on=DAY, outcome="confirmed").facet == "credit"
    assert verified(base)["credit"] == DAY


@pytest.mark.parametrize("outcome", ["wrong", "unreachable", "refused"])
def test_a_check_that_did_not_find_it_right_confirms_nothing(base, outcome):
    base.verify("C1", "basic", on=DAY, outcome=outcome)

    assert set(verified(base).values()) == {None}
    held = state(base)
    assert held.verified_on is None
    assert (held.wrong_since, held.tried_on) == ((DAY, None) if outcome == "wrong" else (None, DAY))


def test_several_checks_of_one_day_are_several_records(base):
    made = [base.verify("C1", "basic", on=DAY, outcome="unreachable").verification_id for _ in range(3)]

    assert made == ["C1/basic/2024-03-01", "C1/basic/2024-03-01/2", "C1/basic/2024-03-01/3"]


def test_the_decision_makers_of_a_customer_are_confirmed_on_their_cards(base):
    base.save(
        LI.replace(contact_id="P2", employments=[Employment(customer_id="C2")]),
        source="visit",
        observed_on=LEARNED,
    )
    base.verify("C1", "decision_makers", on=DAY, outcome="confirmed")

    assert set(verified(base, LI).values()) == {DAY}
    assert set(verified(base, base.get(Contact, "P2")).values()) == {None}
    assert set(verified(base).values()) == {None}


# ------------------------------------------------------------------ corrections


@pytest.mark.parametrize("method", [*CollectionMethod])
def test_a_correction_stands_on_the_card_with_the_verification_as_its_source(base, method):
    mended = ACME.replace(phones=[Phone(number="555-0200")], emails=[Email(address="a@example.com")])
    made = base.verify(
        "C1", "basic", on=DAY, outcome="corrected", by="E1", method=method, evidence="bill", corrected=mended
    )

    assert base.customer("C1") == mended
    assert base.candidates("C1") == ()
    for path in ("phones[main]", "emails[main]"):
        found = base.provenance("C1")[path]
        assert found.value == take_apart(mended)[path]
        assert found.source.origin == f"verification {made.verification_id}"
        assert (found.source.method, found.source.collected_by, found.source.evidence) == (
            method,
            "E1",
            "bill",
        )
        assert (found.observed_on, found.verified_on, found.trusted) == (DAY, DAY, True)
    assert base.provenance("C1")["name"].source.origin is None
    assert state(base).unconfirmed_since is None


@pytest.mark.parametrize("method", ["visit", "directory"])
def test_a_value_may_be_taken_away_and_contacts_corrected(base, method):
    base.verify("C1", "basic", on=DAY, outcome="corrected", method=method, corrected=ACME.replace(phones=[]))
    assert base.customer("C1").phones == ()

    left = LI.replace(
        employments=[Employment(customer_id="C1", until=PartialDate(year=2024, month=2, day=1))]
    )
    base.verify("C1", "decision_makers", on=DAY, outcome="corrected", method=method, corrected=[left])
    assert base.get(Contact, "P1") == left
    assert state(base, "decision_makers").verified_on == DAY


@pytest.mark.parametrize("method", ["visit", "directory"])
def test_a_correction_of_what_a_list_said_is_taken_too(base, method):
    base.save(
        Customer(customer_id="C3", name="Bought", phones=[Phone(number="555-0300")]),
        source="purchased_list",
        observed_on=LEARNED,
    )
    mended = base.customer("C3").replace(phones=[Phone(number="555-0400")])
    base.verify("C3", "basic", on=DAY, outcome="corrected", method=method, corrected=mended)

    assert base.customer("C3") == mended
    assert state(base, customer_id="C3").unconfirmed_since is None


def test_a_correction_leaves_the_other_facets_as_they_are(base):
    before = clocks(base)
    base.verify(
        "C1",
        "basic",
        on=DAY,
        outcome="corrected",
        method="visit",
        corrected=ACME.replace(phones=[Phone(number="555-0200")]),
    )
    now = clocks(base)

    assert {key for key in now if now[key] != before[key]} == {("C1", "basic")}


def test_a_change_of_owners_that_a_check_finds_concerns_the_other_facets(base):
    base.save(
        ACME.replace(organization=OrganizationProfile(legal_representative="X")),
        source="visit",
        observed_on=LEARNED,
    )
    base.verify(
        "C1",
        "basic",
        on=DAY,
        outcome="corrected",
        method="visit",
        corrected=base.customer("C1").replace(organization=OrganizationProfile(legal_representative="Y")),
    )
    due = base.due(every(years=5) | after("ownership_changed", days=7), as_of=AS_OF)

    assert [(each.facet, each.due_on) for each in due] == [
        ("credit", DAY + timedelta(days=7)),
        ("decision_makers", DAY + timedelta(days=7)),
    ]


@pytest.mark.parametrize(
    ("facet", "corrected", "path"),
    [
        ("basic", ACME.replace(credit=CreditStanding(rating="A")), "$.corrected.credit"),
        ("credit", ACME.replace(name="Acme Ltd"), "$.corrected.name"),
        ("decision_makers", ACME.replace(name="Acme Ltd"), "$.corrected.name"),
        ("basic", LI.replace(name="Lee"), "$.corrected.name"),
    ],
)
def test_what_is_corrected_must_belong_to_the_facet(base, facet, corrected, path):
    before = base.customer("C1"), base.get(Contact, "P1")

    assert problems(
        base.verify, "C1", facet, on=DAY, outcome="corrected", method="visit", corrected=corrected
    ) == {path: f"does not belong to the facet {facet}"}
    assert (base.customer("C1"), base.get(Contact, "P1")) == before
    assert list(base.all(Verification)) == []


def test_one_card_that_is_refused_takes_the_others_back(base):
    mended = LI.replace(name="Lee")
    wrong = ACME.replace(name="Acme Ltd")

    assert problems(
        base.verify,
        "C1",
        "decision_makers",
        on=DAY,
        outcome="corrected",
        method="visit",
        corrected=[mended, wrong],
    )
    assert base.get(Contact, "P1") == LI


def test_a_correction_that_is_older_than_what_stands_is_refused(base):
    base.save(
        ACME.replace(phones=[Phone(number="555-0900")]), source="visit", observed_on=DAY + timedelta(days=1)
    )
    mended = base.customer("C1").replace(phones=[Phone(number="555-0200")])

    wrong = problems(
        base.verify, "C1", "basic", on=DAY, outcome="corrected", method="visit", corrected=mended
    )
    assert wrong == {"$.corrected.phones[main]": "was not taken: what stands was observed after 2024-03-01"}
    assert base.customer("C1").phones[0].number == "555-0900"
    assert list(base.all(Verification)) == []


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"facet": "bsic"}, "$.facet"),
        ({"facet": ""}, "$.facet"),
        ({"on": date(2025, 1, 1)}, "$.on"),
        ({"outcome": "corrected", "method": "visit"}, "$.outcome"),
        ({"outcome": "confirmed", "corrected": ACME}, "$.outcome"),
        ({"outcome": "corrected", "corrected": ACME.replace(name="Acme Ltd")}, "$.method"),
    ],
)
def test_a_check_that_cannot_be_is_refused(base, given, path):
    usual = {"facet": "basic", "on": DAY, "outcome": "confirmed"}
    if path == "$.outcome" and "corrected" in given:
        given = {**given, "method": "visit"}

    assert list(problems(base.verify, "C1", **{**usual, **given})) == [path]
    assert list(base.all(Verification)) == []


def test_all_that_is_wrong_with_a_check_is_told_at_once(base):
    wrong = problems(base.verify, "C1", "bsic", on=date(2025, 1, 1), outcome="corrected", corrected=())

    assert list(wrong) == ["$.facet", "$.on", "$.outcome"]


def test_words_days_and_customers_that_are_none_are_refused(base):
    with pytest.raises(ValueError, match="outcome"):
        base.verify("C1", "basic", on=DAY, outcome="fine")
    with pytest.raises(ValueError, match="method"):
        base.verify("C1", "basic", on=DAY, outcome="confirmed", method="telepathy")
    for day in ("2024-03-01", datetime(2024, 3, 1, tzinfo=UTC), None):
        with pytest.raises(TypeError, match=r"^on=.* is no day"):
            base.verify("C1", "basic", on=day, outcome="confirmed")
    with pytest.raises(NotFound, match="'C9'"):
        base.verify("C9", "basic", on=DAY, outcome="confirmed")


def test_today_is_the_day_of_the_business(tmp_path):
    late = datetime(2024, 12, 31, 20, tzinfo=UTC)  # the next day in Shanghai
    with customerbase.open("memory:", clock=lambda: late, zone="Asia/Shanghai") as base:
        base.save(ACME, source="visit")
        assert base.verify("C1", "basic", on=date(2025, 1, 1), outcome="confirmed").on == date(2025, 1, 1)


# ------------------------------------------------------------------ edits reset no clock


EDITS = {
    "basic": lambda n: {"phones": [Phone(number=f"555-{1000 + n}")], "size": Size(employees=n)},
    "credit": lambda n: {"credit": CreditStanding(rating=f"A{n}")},
}
FACETS = st.sampled_from(["basic", "credit", "decision_makers"])
OUTCOMES = st.sampled_from([each.value for each in VerificationOutcome if each.value != "corrected"])


def steps(methods):
    """Edits by these methods, and checks, one a month."""
    edit = st.tuples(FACETS, st.just("edit"), st.sampled_from(methods))
    return st.lists(edit | st.tuples(FACETS, OUTCOMES, st.sampled_from([*CollectionMethod])), max_size=8)


def edited(base, facet, number, method, on):
    if facet == "decision_makers":
        card = base.get(Contact, "P1").replace(
            name=f"Li {number}", emails=[Email(address=f"li{number}@example.com")]
        )
    else:
        card = base.customer("C1").replace(**EDITS[facet](number))
    before = take_apart(base.get(type(card), card.key))
    learned = base.save(card, source=method, observed_on=on)
    return card, [path for path, value in take_apart(card).items() if before.get(path) != value], learned


@given(steps(FIRST_HAND))
def test_editing_one_field_resets_no_clock_of_another_facet_and_verifies_nothing(history):
    with opened() as base:
        checked = {}
        for i, (facet, what, method) in enumerate(history, start=1):
            on = LEARNED + timedelta(days=30 * i)
            before = clocks(base)
            if what == "edit":
                card, changed, _ = edited(base, facet, i, method, on)
                assert not any(verified(base, card)[path] for path in changed)
            else:
                base.verify("C1", facet, on=on, outcome=what, method=method)
                if what == "confirmed":
                    checked[facet] = on
            now = clocks(base)
            assert {key for key in now if now[key] != before[key]} <= {("C1", facet)}
            assert {of: now["C1", of]["verified_on"] for of in checked} == checked
            assert now["C1", facet]["verified_on"] == checked.get(facet)


@given(steps(FIRST_HAND), st.sampled_from(SECOND_HAND))
def test_what_a_bought_list_adds_is_due_at_once_or_within_the_days_of_the_policy(history, method):
    with opened() as base:
        for i, (facet, what, how) in enumerate(history, start=1):
            on = LEARNED + timedelta(days=30 * i)
            if what == "edit":
                edited(base, facet, i, how, on)
            else:
                base.verify("C1", facet, on=on, outcome=what, method=how)
        base.save(
            base.customer("C1").replace(emails=[Email(address="a@example.com")]),
            source=method,
            observed_on=date(2024, 6, 1),
        )
        policy = every(years=900)
        found = {each.facet: each for each in base.due(policy, as_of=AS_OF) if each.customer_id == "C1"}
        assert found["basic"].due_on <= date(2024, 6, 1)
        allowed = base.due(policy.allowing(second_hand_days=30, wrong_days=9_999), as_of=AS_OF)
        (basic,) = [each for each in allowed if (each.customer_id, each.facet) == ("C1", "basic")]
        assert basic.due_on == date(2024, 7, 1)
        base.verify("C1", "basic", on=date(2024, 6, 15), outcome="confirmed")
        assert base.due(policy, as_of=AS_OF) == tuple(
            each for each in base.due(policy, as_of=AS_OF) if each.facet != "basic"
        )


def test_a_bought_list_of_unknown_customers_is_due_with_all_its_facets(base):
    base.save(ACME.replace(customer_id="C3"), source="purchased_list", observed_on=DAY)
    due = base.due(every(years=10), as_of=AS_OF)

    assert [(each.customer_id, each.facet, each.due_on) for each in due] == [
        ("C3", "basic", DAY),
        ("C3", "credit", DAY),
    ]
    assert due[0].reason == (
        "C3, basic: second-hand since 2024-03-01 and not confirmed; due on 2024-03-01, 305 days overdue"
    )


# ------------------------------------------------------------------ taking a check back


@given(steps([*CollectionMethod]), st.integers(0, 7))
def test_a_check_that_is_removed_was_never_made(history, place):
    """The states are those of a base in which it did not happen."""
    with opened() as base, opened() as without:
        made = []
        for i, (facet, what, method) in enumerate(history, start=1):
            on = LEARNED + timedelta(days=30 * i)
            if what == "edit":
                edited(base, facet, i, method, on)
                edited(without, facet, i, method, on)
                continue
            made.append(base.verify("C1", facet, on=on, outcome=what, method=method))
            if len(made) - 1 != place:
                without.verify("C1", facet, on=on, outcome=what, method=method)
        if place < len(made):
            base.remove(made[place])
        assert base.customer("C1") == without.customer("C1")
        assert base.get(Contact, "P1") == without.get(Contact, "P1")
        assert clocks(base) == clocks(without)
        assert verified(base) == verified(without)
        assert verified(base, LI) == verified(without, LI)


def test_a_removed_check_leaves_its_corrections_with_their_source(base):
    mended = ACME.replace(phones=[Phone(number="555-0200")])
    made = base.verify("C1", "basic", on=DAY, outcome="corrected", method="visit", corrected=mended)
    base.remove(made)

    assert base.customer("C1") == mended
    assert set(verified(base).values()) == {None}
    assert state(base).verified_on is None


def test_a_check_saved_anew_with_another_outcome_takes_the_place_of_the_first(base):
    made = base.verify("C1", "basic", on=DAY, outcome="confirmed")
    base.save(made.replace(outcome="wrong"), source="visit")

    assert (state(base).verified_on, state(base).wrong_since) == (None, DAY)
    assert set(verified(base).values()) == {None}


# ------------------------------------------------------------------ facets of one's own


def test_a_check_of_ones_own_facet_confirms_just_its_values(base):
    base.facets = [REACH]
    base.save(LI.replace(phones=[Phone(number="555-0700")]), source="visit", observed_on=LEARNED)
    base.verify("C1", "reach", on=DAY, outcome="confirmed")

    assert verified(base) == {"name": None, "phones[main]": DAY, "credit": None}
    assert verified(base, LI) == {
        "name": None,
        "employments[C1]": None,
        "employments[C1].title": None,
        "phones[main]": DAY,
    }
    assert {
        each.facet: each.verified_on for each in base.facet_states(as_of=AS_OF) if each.customer_id == "C1"
    } == {
        "basic": None,
        "credit": None,
        "decision_makers": None,
        "reach": DAY,
    }


def test_a_correction_of_ones_own_facet_must_belong_to_it(base):
    base.facets = [REACH]
    mended = ACME.replace(phones=[Phone(number="555-0200")])
    base.verify("C1", "reach", on=DAY, outcome="corrected", method="directory", corrected=mended)

    assert base.customer("C1") == mended
    assert problems(
        base.verify,
        "C1",
        "reach",
        on=DAY,
        outcome="corrected",
        method="visit",
        corrected=mended.replace(name="Acme Ltd"),
    ) == {"$.corrected.name": "does not belong to the facet reach"}


def test_a_removed_check_of_a_facet_that_is_no_more_is_taken_back_from_every_card(base):
    base.facets = [REACH]
    base.save(LI.replace(phones=[Phone(number="555-0700")]), source="visit", observed_on=LEARNED)
    made = base.verify("C1", "reach", on=DAY, outcome="confirmed")
    base.facets = []
    base.remove(made)
    base.facets = [REACH]

    assert set(verified(base).values()) | set(verified(base, LI).values()) == {None}


# ------------------------------------------------------------------ policies, states, due


def test_a_base_keeps_its_policy_and_its_facets(tmp_path):
    policy = know_your_customer().allowing(second_hand_days=30) | after("payment_overdue", days=7)
    with opened(tmp_path / "acme.db") as base:
        assert base.verification_policy == yearly_round()
        assert base.facets == ()
        base.verification_policy = policy
        base.facets = [REACH]
        base.verify("C1", "reach", on=DAY, outcome="confirmed")
        before = base.facet_states(as_of=AS_OF)
    with customerbase.open(tmp_path / "acme.db", clock=Clock()) as base:
        assert base.verification_policy == policy
        assert base.facets == (REACH,)
        assert base.facet_states(as_of=AS_OF) == before


@given(strategies.policies().filter(lambda each: each.comes_due))
def test_every_policy_is_kept(policy):
    with customerbase.open("memory:") as base:
        base.facets = [FacetFields(name="delivery", customer=["addresses"])]
        base.verification_policy = policy
        assert base.verification_policy == policy


@pytest.mark.parametrize("given", ["yearly", None, {"policy": "never"}])
def test_what_is_no_policy_is_not_kept(base, given):
    with pytest.raises(TypeError, match="not a policy"):
        base.verification_policy = given
    assert base.verification_policy == yearly_round()


def test_due_is_asked_by_the_policy_of_the_base_or_by_another(base):
    base.verification_policy = every(months=25)

    assert {each.due_on for each in base.due(as_of=AS_OF)} == {date(2024, 2, 1)}
    assert base.due(every(years=10), as_of=AS_OF) == ()
    assert {each.due_on for each in base.due(every(years=10), as_of=AS_OF, until=date(2032, 1, 1))} == {
        date(2032, 1, 1)
    }


def test_grades_risks_and_amounts_of_the_cards_are_known(base):
    base.save(
        ACME.replace(
            credit=CreditStanding(rating="A", limit=Money(600_000, "CNY")),
            attributes={"risk": "low", "debt": 5},
        ),
        source="visit",
        observed_on=DAY,
    )
    held = state(base, "credit")

    assert held.classes["risk"] == "low"
    assert held.classes["grade"] == "A"
    assert held.amounts == {"credit_limit": 600_000, "debt": 5}
    policy = by_grade(
        {"A": every(months=3)}, otherwise=by_amount("debt", {1: every(months=1)}, otherwise=never())
    )
    (credit,) = [each for each in base.due(policy, as_of=AS_OF) if each.facet == "credit"]
    assert credit.reason.startswith(
        "C1, credit: grade A: checked every 3 months, never since it was learned on "
    )


def test_other_classes_and_amounts_are_given(base):
    known = {
        "classes": {"segment": {"C1": "best"}},
        "amounts": {"open_balance": {"C1": Decimal(300_000)}},
    }
    policy = sooner_of(
        by_segment({"best": every(months=6)}, otherwise=never()),
        by_amount("open_balance", {100_000: every(months=3)}, otherwise=never()),
    )

    assert {each.customer_id for each in base.due(policy, as_of=AS_OF, **known)} == {"C1"}
    assert base.due(policy, as_of=AS_OF) == ()
    assert problems(base.due, policy, as_of=AS_OF, amounts={"open_balance": {"C1": 0.5}}) == {
        "$.amounts['open_balance']": "is no exact amount"
    }


@pytest.mark.parametrize("day", ["2024-12-31", datetime(2024, 12, 31, tzinfo=UTC), None])
def test_a_day_is_a_date(base, day):
    for ask in (base.facet_states, base.due):
        with pytest.raises(TypeError, match=r"^as_of=.* is no day"):
            ask(as_of=day)


def test_due_dates_come_back_to_the_31st(base):
    base.save(Customer(customer_id="C3", name="New"), source="visit", observed_on=date(2023, 1, 31))
    found = []
    for _ in range(14):
        (due,) = [
            each
            for each in base.due(every(months=1), as_of=AS_OF, until=date(2025, 6, 1))
            if each.customer_id == "C3"
        ]
        found.append(due.due_on)
        base.verify("C3", "basic", on=due.due_on, outcome="confirmed")

    assert [(each.month, each.day) for each in found] == [
        (2, 28), (3, 31), (4, 30), (5, 31), (6, 30), (7, 31), (8, 31),
        (9, 30), (10, 31), (11, 30), (12, 31), (1, 31), (2, 29), (3, 31),
    ]  # fmt: skip


# ------------------------------------------------------------------ found by trying, and not mended yet


def test_a_second_hand_correction_of_what_already_waits_is_taken(base):
    mended = ACME.replace(phones=[Phone(number="555-0200")])
    base.save(mended, source="purchased_list", observed_on=date(2023, 1, 1))
    made = base.verify("C1", "basic", on=DAY, outcome="corrected", method="directory", corrected=mended)

    assert base.customer("C1") == mended
    assert base.provenance("C1")["phones[main]"].source.origin == f"verification {made.verification_id}"


def test_the_card_of_another_customer_is_no_correction(base):
    other = base.customer("C2").replace(name="Else")

    assert problems(base.verify, "C1", "basic", on=DAY, outcome="corrected", method="visit", corrected=other)
    assert base.customer("C2").name == "Other"


def test_the_contact_of_another_customer_is_no_correction(base):
    p2 = LI.replace(contact_id="P2", employments=[Employment(customer_id="C2")])
    base.save(p2, source="visit", observed_on=LEARNED)
    other = base.get(Contact, "P2").replace(name="Lee")

    assert problems(
        base.verify, "C1", "decision_makers", on=DAY, outcome="corrected", method="visit", corrected=other
    )


def test_a_correction_that_changes_nothing_is_refused(base):
    assert problems(base.verify, "C1", "basic", on=DAY, outcome="corrected", method="visit", corrected=ACME)


def test_a_new_contact_is_a_correction_of_the_decision_makers(base):
    new = LI.replace(contact_id="P7", name="Wang")
    base.verify("C1", "decision_makers", on=DAY, outcome="corrected", method="visit", corrected=new)

    assert base.get(Contact, "P7") == new


def test_what_is_no_card_is_no_correction(base):
    with pytest.raises(TypeError, match="corrected"):
        base.verify("C1", "basic", on=DAY, outcome="corrected", method="visit", corrected=["Acme Ltd"])


def test_a_policy_that_cannot_be_read_back_is_not_kept(base):
    class Own(type(every(months=1))):
        def to_plain(self):
            return {"policy": "own"}

    with pytest.raises(InvalidRecord, match="own"):
        base.verification_policy = Own(every(months=1).cycle)
    assert base.verification_policy == yearly_round()


def test_a_policy_that_never_comes_due_is_not_kept(base):
    with pytest.raises(InvalidRecord, match="never comes due"):
        base.verification_policy = never()
    assert base.verification_policy == yearly_round()


def test_a_card_follows_from_its_ledger_when_facets_are_declared_anew(base):
    base.save(ACME.replace(customer_id="C3"), source="purchased_list", observed_on=LEARNED)
    base.facets = [REACH]
    base.verify("C3", "reach", on=DAY, outcome="confirmed")
    base.save(
        base.customer("C3").replace(phones=[Phone(number="555-0200")]),
        source="purchased_list",
        observed_on=date(2024, 6, 1),
    )
    assert base.customer("C3").phones[0].number == "555-0100"
    base.facets = []

    assert base.customer("C3") == base.store.card(Customer, "C3")


def test_a_check_at_one_customer_says_nothing_of_a_job_at_another(base):
    both = LI.replace(employments=[Employment(customer_id="C1"), Employment(customer_id="C2", title="CEO")])
    base.save(both, source="directory", observed_on=LEARNED)
    base.verify("C1", "decision_makers", on=DAY, outcome="confirmed")

    assert verified(base, LI)["employments[C2].title"] is None


# ------------------------------------------------------------------ what is saved, imported, kept as a policy


@pytest.mark.parametrize(("facet", "on"), [("basci", DAY), ("basic", date(2999, 1, 1))])
def test_a_check_that_nobody_would_ask_for_is_refused_however_it_comes(base, tmp_path, facet, on):
    check = Verification(verification_id="V1", customer_id="C1", facet=facet, on=on, outcome="confirmed")
    path = "$.facet" if facet == "basci" else "$.on"
    assert set(problems(base.save, check, source="visit")) == {path}

    listed = tmp_path / "checks.csv"
    listed.write_text(f"verification_id,customer_id,facet,on,outcome\nV1,C1,{facet},{on},confirmed\n")
    result = base.import_records(Verification, listed, source="visit")
    assert (result.taken, result.refused) == (0, 1)
    assert list(base.all(Verification)) == []


def test_a_policy_that_names_a_facet_which_is_not_there_is_not_kept(base):
    wrong = by_facet({"credits": every(months=6)}, otherwise=every(years=1))
    assert problems(setattr, base, "verification_policy", wrong) == {
        "$.facet": "'credits' is no facet of this base"
    }

    base.facets = [FacetFields(name="credits", customer=["credit"])]
    base.verification_policy = wrong
    assert base.verification_policy == wrong


def test_a_correction_of_a_job_at_another_customer_is_refused(base):
    both = LI.replace(employments=[Employment(customer_id="C1"), Employment(customer_id="C2", title="CEO")])
    base.save(both, source="visit", observed_on=LEARNED)
    moved = both.replace(employments=[both.employments[0], Employment(customer_id="C2", title="CFO")])

    found = problems(
        base.verify, "C1", "decision_makers", on=DAY, outcome="corrected", method="visit", corrected=moved
    )
    assert found == {"$.corrected.employments[C2].title": "is of another customer than C1"}


# ------------------------------------------------------------------ what is learned from checks


def test_a_correction_tells_how_long_it_had_been_right(base):
    mended = ACME.replace(credit=CreditStanding(rating="A"))
    base.verify("C1", "credit", on=DAY, outcome="corrected", method="visit", corrected=mended)
    years = (DAY - LEARNED).days / DAYS_A_YEAR

    assert base.learned_rates(as_of=AS_OF).rate("credit") == PRIORS["credit"].changed(years)


def test_what_was_found_wrong_is_a_change_also_when_an_edit_mended_it(base):
    base.verify("C1", "credit", on=DAY, outcome="wrong")
    base.save(ACME.replace(credit=CreditStanding(rating="A")), source="visit", observed_on=AS_OF)
    (row,) = [each for each in base.learned_rates(as_of=AS_OF).rows if each.facet == "credit"]

    assert (row.confirmed, row.changed) == (0, 1)


def test_the_day_of_a_record_is_that_of_the_business(tmp_path):
    def clock():
        return datetime(2024, 5, 1, 17, tzinfo=UTC)  # in Shanghai it is 2 May

    with customerbase.open("memory:", zone="Asia/Shanghai", clock=clock) as base:
        base.save(ACME, source="purchased_list")
        assert state(base).unconfirmed_since == date(2024, 5, 2)


def test_a_second_hand_value_older_than_the_last_check_waits_since_it_came(base):
    base.verify("C1", "basic", on=date(2024, 5, 1), outcome="confirmed")
    listed = ACME.replace(emails=[Email(address="a@acme.example")])
    base.save(listed, source="purchased_list", observed_on=date(2024, 4, 1))
    (due,) = [each for each in base.due(as_of=AS_OF) if (each.customer_id, each.facet) == ("C1", "basic")]

    assert due.due_on == date(2024, 12, 31)
