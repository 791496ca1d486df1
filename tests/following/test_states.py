"""Where a lead stands, and when he is to be contacted next."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from customerbase.leads import Cadence, LeadStatus, follow, results
from customerbase.model import (
    Channel,
    Consent,
    Direction,
    Interaction,
    Lead,
    LeadOutcome,
    Purpose,
    SaleTotal,
)
from customerbase.values import Money

CAME = date(2024, 3, 4)
LEAD = Lead(lead_id="L1", customer_id="C1", on=CAME, page="fair")
RULE = Cadence(first=1, gaps=(2, 3), purpose=None, workdays=False)


def day(number: int) -> date:
    return CAME + timedelta(days=number)


def met(number: int, direction="outbound", **given) -> Interaction:
    return Interaction(
        interaction_id=f"{direction}{number}",
        customer_id="C1",
        on=day(number),
        channel="phone",
        direction=direction,
        **given,
    )


def sold(number: int, amount="100", **given) -> SaleTotal:
    given = {"customer_id": "C1", "quantity": Decimal(1), **given}
    return SaleTotal(purchase_id=f"P{number}", on=day(number), amount=Money(amount, "CNY"), **given)


def allowed(granted=True, number=0, **given) -> Consent:
    return Consent(
        consent_id=f"N{number}{granted}",
        customer_id="C1",
        on=day(number),
        purpose="marketing",
        granted=granted,
        **given,
    )


def state(*dealings, at=30, cadence=RULE, leads=(LEAD,), **given):
    return follow(
        leads,
        interactions=[each for each in dealings if isinstance(each, Interaction)],
        sales=[each for each in dealings if isinstance(each, SaleTotal)],
        as_of=day(at),
        cadence=cadence,
        **given,
    )[0]


def said(of):
    return of.status.value, of.next_on and (of.next_on - CAME).days, of.next_contact


def test_a_new_lead_is_due_a_first_contact():
    assert said(state()) == ("new", 1, 1)


def test_each_contact_without_an_answer_makes_the_next_one_due_after_its_interval():
    assert said(state(met(2))) == ("followed", 4, 2)
    assert said(state(met(2), met(5))) == ("followed", 8, 3)
    assert said(state(met(2), met(5), met(9))) == ("exhausted", None, None)


def test_two_dealings_of_one_day_are_one_contact():
    again = met(2).replace(interaction_id="another")
    assert said(state(met(2), again)) == ("followed", 4, 2)


def test_an_answer_begins_the_count_anew():
    assert said(state(met(2), met(5), met(9), met(10, "inbound"))) == ("answered", 11, 1)
    assert said(state(met(2), met(10, "inbound"), met(11))) == ("followed", 13, 2)


def test_a_day_that_was_agreed_goes_before_the_rule():
    assert said(state(met(2, follow_up_on=day(20)))) == ("followed", 20, 2)
    assert said(state(met(2, follow_up_on=day(20)), met(3))) == ("followed", 6, 3)


def test_who_has_bought_is_not_followed_up_and_a_return_is_no_sale():
    bought = state(met(2), sold(6), sold(8, "-30", is_return=True))
    assert said(bought) == ("bought", None, None)
    assert (bought.days_to_sale, bought.revenue, bought.outcome) == (
        6,
        (Money("70", "CNY"),),
        LeadOutcome.WON,
    )
    assert state(sold(8, "-30", is_return=True)).status is LeadStatus.NEW


def test_who_was_closed_is_closed_from_that_day_on():
    closed = LEAD.replace(outcome="lost", closed_on=day(5))
    assert state(leads=[closed], at=4).status is LeadStatus.NEW
    assert state(leads=[closed], at=5).outcome is LeadOutcome.LOST


def test_each_dealing_belongs_to_the_latest_lead_before_it():
    later = LEAD.replace(lead_id="L2", on=day(10))
    by_id = {
        each.lead.lead_id: each
        for each in follow(
            [LEAD, later], interactions=[met(2)], sales=[sold(12)], cadence=RULE, as_of=day(30)
        )
    }
    assert by_id["L1"].contacts == (day(2),)
    assert by_id["L1"].bought_on is None
    assert by_id["L2"].bought_on == day(12)


ASKING = Cadence(first=1, gaps=(2, 3), purpose=Purpose.MARKETING, workdays=False)


def test_the_first_contact_answers_what_was_asked_and_those_after_it_need_consent():
    assert state(cadence=ASKING, consents={}).status is LeadStatus.NEW
    assert state(met(2), cadence=ASKING, consents={}).status is LeadStatus.NOT_ALLOWED
    assert state(met(2), cadence=ASKING, consents={"C1": [allowed()]}).status is LeadStatus.FOLLOWED


def test_who_has_withdrawn_is_left_alone():
    said_no = {"C1": [allowed(number=0), allowed(False, number=1)]}
    assert state(cadence=ASKING, consents=said_no).status is LeadStatus.NOT_ALLOWED
    other = {"C1": [allowed(False, contact_id="somebody else"), allowed()]}
    assert state(cadence=ASKING, consents=other).status is LeadStatus.NEW


def test_only_the_channels_that_he_allows_are_named():
    by_mail = {"C1": [allowed(channel="email")]}
    assert state(met(2), cadence=ASKING, consents=by_mail).channels == (Channel.EMAIL,)
    not_by_phone = {"C1": [allowed(), allowed(False, number=1, channel="phone")]}
    assert Channel.PHONE not in state(met(2), cadence=ASKING, consents=not_by_phone).channels
    expired = {"C1": [allowed(expires_on=day(10))]}
    assert state(met(2), cadence=ASKING, consents=expired, at=10).status is LeadStatus.FOLLOWED
    assert state(met(2), cadence=ASKING, consents=expired, at=11).status is LeadStatus.NOT_ALLOWED


DEALINGS = st.lists(
    st.one_of(
        st.builds(met, st.integers(0, 40), st.sampled_from([each.value for each in Direction])),
        st.builds(sold, st.integers(0, 40)),
    ),
    max_size=8,
)


@given(DEALINGS, st.integers(0, 45))
def test_what_comes_later_is_not_known_and_the_order_of_records_says_nothing(dealings, at):
    now = state(*dealings, at=at)
    assert now == state(*[each for each in dealings if each.on <= day(at)], at=at)
    assert now == state(*reversed(dealings), at=at)


@given(DEALINGS)
def test_a_contact_is_due_just_where_a_lead_is_open_and_never_before_the_last_one(dealings):
    now = state(*dealings, at=45)
    open_ = now.status in (LeadStatus.NEW, LeadStatus.FOLLOWED, LeadStatus.ANSWERED)
    assert (now.next_on is not None) == open_
    if open_ and now.contacts:
        assert now.next_on > now.contacts[-1] or now.next_on >= now.answered_on


def test_results_add_up_what_became_of_them():
    other = LEAD.replace(lead_id="L2", customer_id="C2", page=None, outcome="lost", closed_on=day(3))
    states = follow([LEAD, other], interactions=[met(2)], sales=[sold(6)], as_of=day(30), cadence=RULE)
    fair, none = results(states)
    assert (fair.group, fair.leads, fair.contacted, fair.bought, fair.open) == ("fair", 1, 1, 1, 0)
    assert (fair.conversion, fair.days_to_contact, fair.days_to_sale) == (1, 2.0, 6.0)
    assert (none.group, none.outcomes, none.revenue) == (None, {LeadOutcome.LOST: 1}, ())
    assert [each.group for each in results(states, "month")] == ["2024-03"]
