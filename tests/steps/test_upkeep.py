"""What a base says of how it is kept: plans that are kept as tasks, rates, freshness, tiers and the trade's measures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

import customerbase
from customerbase import Customer, verify
from customerbase.errors import CurrencyMismatch, InvalidRecord
from customerbase.model import (
    Campaign,
    Contact,
    Employee,
    Employment,
    Interaction,
    Purchase,
    PurchaseLine,
    Response,
    Task,
    TaskStatus,
    Touch,
)
from customerbase.values import Address, Money, Phone

LEARNED = date(2023, 6, 28)
AS_OF = date(2024, 1, 1)


def sale(number, customer_id, price, on=date(2023, 9, 1), currency="CNY"):
    line = PurchaseLine(quantity=1 if price > 0 else -1, unit_price=Money(abs(price), currency))
    return Purchase(purchase_id=f"S{number}", customer_id=customer_id, on=on, lines=[line])


@pytest.fixture(params=["memory", "sqlite"])
def base(request, tmp_path):
    where = "memory:" if request.param == "memory" else tmp_path / "acme.db"
    with customerbase.open(where, clock=lambda: datetime(2024, 6, 30, 12, tzinfo=UTC)) as made:
        made.save(Employee(employee_id="E1", name="Ann"), source="observation")
        for i in range(1, 7):
            card = Customer(
                customer_id=f"C{i}",
                name=f"Customer {i}",
                addresses=[Address(province="浙江省" if i % 2 else "江苏省")],
                phones=[Phone(number=f"555-010{i}")] if i < 6 else [],
            )
            made.save(card, source="visit" if i < 6 else "purchased_list", observed_on=LEARNED)
            made.assign(f"C{i}", "E1", since=LEARNED)
        made.save(sale(1, "C1", 900), source="transaction_record")
        made.save(sale(2, "C2", 100), source="transaction_record")
        yield made


def open_tasks(base):
    return {each.task_id: each.planned_on for each in base.all(Task) if each.status is TaskStatus.OPEN}


# ------------------------------------------------------------------ plans


def test_what_comes_due_within_the_plan_is_planned_for_whom_it_concerns(base):
    plan = base.verification_plan(start=AS_OF, periods=6)

    assert {each.customer_id for each in plan.visits} == {f"C{i}" for i in range(1, 7)}
    assert {each.employee_id for each in plan.visits} == {"E1"}
    assert all(each.on <= each.due_on for each in plan.visits if not each.late)


def test_a_plan_is_kept_as_tasks_and_keeping_it_again_changes_nothing(base):
    plan = base.verification_plan(start=AS_OF, periods=6)
    assert base.keep_plan(plan) == 6
    kept = list(base.all(Task))
    assert base.keep_plan(base.verification_plan(start=AS_OF, periods=6)) == 6

    assert list(base.all(Task)) == kept
    assert {each.planned_on for each in kept} == {each.on for each in plan.visits}


def test_a_new_plan_takes_the_place_of_the_open_tasks_and_leaves_what_is_done(base):
    base.keep_plan(base.verification_plan(start=AS_OF, periods=6))
    first, *others = sorted(base.all(Task), key=lambda each: each.planned_on)
    base.save(first.replace(status=TaskStatus.DONE, done_on=AS_OF), source="observation")
    for each in others[1:]:
        base.verify(each.customer_id, "basic", on=AS_OF, outcome="confirmed")
    base.keep_plan(base.verification_plan(start=AS_OF, periods=6))

    assert open_tasks(base).keys() == {others[0].task_id}
    assert base.get(Task, first.task_id).status is TaskStatus.DONE


def test_a_visit_that_was_not_made_is_planned_anew_and_stands_once(base):
    base.keep_plan(base.verification_plan(start=AS_OF, periods=6))
    later = date(2024, 8, 1)
    base.keep_plan(base.verification_plan(start=later, periods=6))

    assert len(open_tasks(base)) == 6
    assert all(planned_on >= later for planned_on in open_tasks(base).values())


def test_tasks_of_other_work_are_left_alone(base):
    other = Task(task_id="T1", employee_id="E1", subject="call", planned_on=AS_OF + timedelta(days=9))
    base.save(other, source="observation")
    base.keep_plan(base.verification_plan(start=AS_OF, periods=6))
    assert "T1" in open_tasks(base)


@pytest.mark.parametrize("start", ["2024-01-01", datetime(2024, 1, 1), None])
def test_a_plan_begins_on_a_day(base, start):
    with pytest.raises(TypeError, match="start"):
        base.verification_plan(start=start)


# ------------------------------------------------------------------ rates, freshness, worth


def test_rates_are_learned_from_the_checks_of_the_base_since_the_day_of_learning(base):
    base.verify("C1", "basic", on=date(2024, 6, 28), outcome="confirmed")
    learned = base.learned_rates(as_of=date(2024, 6, 30))

    years = (date(2024, 6, 28) - LEARNED).days / 365.25
    assert learned.rate("basic") == verify.PRIORS["basic"].confirmed(years)
    assert base.learned_rates(as_of=date(2024, 6, 27)).rate("basic") == verify.PRIORS["basic"]


def test_freshness_is_that_of_the_states_by_the_rates_of_the_base(base):
    base.verify("C1", "basic", on=AS_OF, outcome="confirmed")
    found = base.freshness(as_of=AS_OF, worth=base.sales_worth())
    expected = verify.freshness(
        base.facet_states(as_of=AS_OF),
        as_of=AS_OF,
        rates=base.learned_rates(as_of=AS_OF),
        worth={"C1": 900, "C2": 100},
    )
    assert found == expected
    assert found.total.weighted_right_share > found.total.right_share


def test_worth_is_what_somebody_bought_returns_deducted_and_never_below_nothing(base):
    base.save(sale(3, "C2", -500), source="transaction_record")
    assert base.sales_worth() == {"C1": 900.0, "C2": 0.0}
    assert base.sales_worth("2024") == {}


def test_worth_in_several_currencies_is_refused_unless_one_is_chosen(base):
    base.save(sale(3, "C3", 50, currency="USD"), source="transaction_record")
    with pytest.raises(CurrencyMismatch):
        base.sales_worth()
    assert base.sales_worth(currency="USD") == {"C3": 50.0}


def test_visits_are_ranked_by_what_they_are_worth(base):
    ranked = base.visits_by_worth(as_of=AS_OF, worth=base.sales_worth())
    assert [each.customer_id for each in ranked][:2] == ["C1", "C2"]
    assert ranked[0].index == pytest.approx(9 * ranked[1].index)


def test_policies_are_compared_on_what_the_base_holds(base):
    compared = base.compare_policies(
        {"round": verify.yearly_round(), "index": verify.by_index()},
        as_of=AS_OF,
        budget_per_month=0.5,
        months=12,
        worth=base.sales_worth(),
    )
    by_round, by_index = compared.curves
    assert compared.facts == len(base.facet_states(as_of=AS_OF))
    assert by_index.mean_weighted > by_round.mean_weighted


# ------------------------------------------------------------------ the trade's measures


def test_a_record_that_was_kept_and_used_three_times_is_of_tier_one(base):
    for i in range(3):
        call = Interaction(
            interaction_id=f"I{i}", customer_id="C1", on=date(2023, 10, 1 + i), channel="phone"
        )
        base.save(call, source="observation")
    found = {each.customer_id: each.tier for each in base.data_tiers(as_of=AS_OF)}

    assert found == {
        "C1": verify.DataTier.FIRST,
        **{f"C{i}": verify.DataTier.SECOND for i in range(2, 6)},
        "C6": verify.DataTier.FOURTH,
    }
    stricter = base.data_tiers(as_of=AS_OF, rule=verify.TierRule(least_uses=4))
    assert {each.customer_id: each.tier for each in stricter}["C1"] == verify.DataTier.SECOND


def test_the_enrichment_rate_is_the_share_of_records_that_have_what_is_wanted(base):
    assert base.enrichment_rate(["phones", "addresses"]).share == Fraction(5, 6)


def test_the_maintenance_rate_counts_checks_and_first_hand_statements_by_area(base):
    base.verify("C6", "basic", on=date(2024, 2, 1), outcome="confirmed")
    early, late = base.maintenance_rate("2023"), base.maintenance_rate("2024")

    assert (early.maintained, late.maintained) == (5, 1)
    assert {each.area: each.maintained for each in late.areas} == {("浙江省",): 0, ("江苏省",): 1}


def test_what_was_kept_in_a_year_stays_so_when_cards_are_edited_later(base):
    early, tiers = base.maintenance_rate("2023"), base.data_tiers(as_of=AS_OF)
    for i in range(1, 6):
        card = base.customer(f"C{i}").replace(
            name=f"Renamed {i}", phones=[Phone(number="555-0200")], addresses=[]
        )
        base.save(card, source="visit", observed_on=date(2024, 5, 1))

    assert base.maintenance_rate("2023").maintained == early.maintained
    assert base.data_tiers(as_of=AS_OF) == tiers


def test_a_customer_who_came_later_has_no_tier_yet(base):
    new = Customer(customer_id="C9", name="New", acquired_on=date(2024, 5, 1))
    base.save(new, source="visit", observed_on=date(2024, 5, 1))
    assert "C9" not in {each.customer_id for each in base.data_tiers(as_of=AS_OF)}


def test_records_without_identifier_phone_and_use_are_listed_and_nothing_is_erased(base):
    (found,) = base.purge_candidates(as_of=AS_OF)
    assert found.customer_id == "C6"
    base.save(sale(9, "C6", 1), source="transaction_record")
    assert base.purge_candidates(as_of=AS_OF) == ()
    assert base.customer("C6").name == "Customer 6"


def test_a_contact_with_a_phone_keeps_a_record(base):
    person = Contact(
        contact_id="P1",
        name="Li",
        employments=[Employment(customer_id="C6")],
        phones=[Phone(number="555-0199")],
    )
    base.save(person, source="visit", observed_on=LEARNED)
    assert base.purge_candidates(as_of=AS_OF) == ()


def test_campaigns_without_feedback_are_listed_when_a_month_is_over(base):
    base.save(Campaign(campaign_id="K1", name="Spring", end=date(2023, 10, 31)), source="observation")
    for i in (1, 2):
        touch = Touch(touch_id=f"T{i}", campaign_id="K1", customer_id=f"C{i}", on=date(2023, 10, 5))
        base.save(touch, source="observation")
    answer = Response(response_id="R1", campaign_id="K1", customer_id="C1", on=date(2023, 10, 9))
    base.save(answer, source="observation")

    assert [each.customer_id for each in base.missing_feedback(as_of=AS_OF).rows] == ["C2"]
    assert base.missing_feedback(as_of=date(2023, 11, 1)).rows == ()


def test_a_base_in_which_nothing_is_has_nothing_to_say():
    with customerbase.open("memory:") as base:
        assert base.due(as_of=AS_OF) == ()
        assert base.verification_plan(start=AS_OF).visits == ()
        assert base.freshness(as_of=AS_OF).total.facts == 0
        assert base.data_tiers(as_of=AS_OF) == ()
        assert base.visits_by_worth(as_of=AS_OF) == ()


# ------------------------------------------------------------------ who goes where


def test_a_check_closes_the_visit_that_was_planned_and_an_attempt_in_vain_does_not(base):
    base.keep_plan(base.verification_plan(start=AS_OF, periods=6))
    base.verify("C1", "basic", on=AS_OF, outcome="confirmed")
    base.verify("C2", "basic", on=AS_OF, outcome="unreachable")

    status = {each.customer_id: each.status for each in base.all(Task)}
    assert (status["C1"], status["C2"]) == (TaskStatus.DONE, TaskStatus.OPEN)


def test_a_capacity_is_found_by_the_name_of_an_employee_and_of_nobody_is_refused(base):
    four = verify.Capacity(per_month=4)
    by_name = base.verification_plan(start=AS_OF, periods=6, capacities={"Ann": four})
    assert by_name == base.verification_plan(start=AS_OF, periods=6, capacities={"E1": four})
    assert {each.capacity for each in by_name.loads} == {4}

    with pytest.raises(InvalidRecord, match="'Bob' is no employee of this base"):
        base.verification_plan(start=AS_OF, capacities={"Bob": four})


def test_neighbours_are_visited_on_one_day_whatever_their_streets(base):
    for i in range(1, 7):
        card = base.customer(f"C{i}")
        street = Address(province="浙江省", city="杭州市", district="西湖区", street=f"文三路{i}号")
        base.save(card.replace(addresses=[street]), source="visit", observed_on=LEARNED)
    plan = base.verification_plan(start=date(2024, 6, 3), periods=1, capacity=verify.Capacity(per_day=6))

    assert len({each.on for each in plan.visits}) == 1


def test_a_policy_with_a_facet_that_is_not_there_is_refused_when_it_is_asked(base):
    wrong = verify.by_facet({"credits": verify.every(months=6)}, otherwise=verify.every(years=1))
    with pytest.raises(InvalidRecord, match="'credits' is no facet of this base"):
        base.due(wrong, as_of=AS_OF)
