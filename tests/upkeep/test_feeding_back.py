"""What came of campaigns: in time, late, missing or still waited for; each exactly once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.model import Campaign, Interaction, Response, Touch
from customerbase.upkeep.feeding_back import missing_feedback

SPRING = Campaign(campaign_id="A", name="Spring", end=date(2024, 3, 31))
ENDLESS = Campaign(campaign_id="B", name="Club")


def touch(on, campaign="A", who="C1"):
    return Touch(touch_id=f"T{campaign}{who}{on}", campaign_id=campaign, customer_id=who, on=on)


def response(on, campaign="A", who="C1"):
    return Response(response_id=f"R{campaign}{who}{on}", campaign_id=campaign, customer_id=who, on=on)


def dealing(on, campaign="A", who="C1", **more):
    return Interaction(
        interaction_id=f"I{who}{on}", campaign_id=campaign, customer_id=who, on=on, channel="phone", **more
    )


def found(touches, responses=(), interactions=(), as_of=date(2024, 12, 31), **more):
    return missing_feedback([SPRING, ENDLESS], touches, responses, interactions, as_of=as_of, **more)


def counts(result, campaign="A"):
    (row,) = [each for each in result.campaigns if each.campaign_id == campaign]
    return row.in_time, row.late, row.missing, row.waiting


MARCH = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("as_of", "answer", "wanted"),
    [
        (date(2024, 4, 30), None, (0, 0, 0, 1)),
        (date(2024, 5, 1), None, (0, 0, 1, 0)),
        (date(2024, 12, 31), date(2024, 4, 30), (1, 0, 0, 0)),
        (date(2024, 12, 31), date(2024, 5, 1), (0, 1, 0, 0)),
        (date(2024, 5, 1), date(2024, 5, 2), (0, 0, 1, 0)),
        (date(2024, 12, 31), date(2024, 2, 1), (0, 0, 1, 0)),
        (date(2024, 2, 1), None, (0, 0, 0, 0)),
    ],
)
def test_a_month_after_the_end_is_time(as_of, answer, wanted):
    assert counts(found([touch(MARCH)], [response(answer)] if answer else [], as_of=as_of)) == wanted


def test_what_is_missing_is_listed_with_the_days_it_is_late():
    (row,) = found([touch(MARCH)], as_of=date(2024, 5, 10)).rows
    assert (row.campaign_id, row.name, row.customer_id) == ("A", "Spring", "C1")
    assert (row.touched_on, row.due_on, row.days_late) == (MARCH, date(2024, 4, 30), 10)


def test_a_campaign_with_an_end_is_fed_back_once_for_each_customer():
    touches = [touch(date(2024, 3, 20)), touch(MARCH), touch(date(2024, 6, 1))]
    assert counts(found(touches)) == (0, 0, 1, 0)
    assert found(touches).rows[0].touched_on == MARCH


def test_a_touch_after_the_end_has_a_month_of_its_own():
    (row,) = found([touch(date(2024, 5, 31))]).rows
    assert row.due_on == date(2024, 6, 30)


def test_without_an_end_each_touch_is_fed_back():
    touches = [touch(date(2024, 1, 31), "B"), touch(date(2024, 6, 1), "B"), touch(date(2024, 6, 1), "B")]

    assert [each.due_on for each in found(touches).rows] == [date(2024, 2, 29), date(2024, 7, 1)]
    assert counts(found(touches, [response(date(2024, 2, 1), "B")]), "B") == (1, 0, 1, 0)
    assert counts(found(touches, [response(date(2024, 6, 2), "B")]), "B") == (1, 1, 0, 0)


def test_a_dealing_of_the_campaign_tells_what_came_of_it_if_it_says_so():
    on = date(2024, 4, 2)

    def told(**more):
        return counts(found([touch(MARCH)], (), [dealing(on, **more)]))[0]

    assert told(outcome="will order") == told(content="asked for prices") == told(direction="inbound") == 1
    assert told() == told(outcome="x", campaign=None) == told(outcome="x", campaign="B") == 0
    assert told(outcome="x", who="C2") == 0


def test_campaigns_stand_there_also_where_nobody_was_reached_and_others_are_left_out():
    result = found([touch(MARCH, "Z")])

    assert [each.campaign_id for each in result.campaigns] == ["A", "B"]
    assert all(each.touched == 0 and each.share is None for each in result.campaigns)
    assert result.rows == ()


def test_the_share_is_of_what_is_due():
    touches = [touch(MARCH, who=f"C{i}") for i in range(4)]
    result = found(touches, [response(MARCH, who="C0"), response(date(2024, 6, 1), who="C1")])

    assert result.campaigns[0].share == Fraction(1, 4)
    assert result.campaigns[0].answered == 2


DAYS = st.dates(date(2024, 1, 1), date(2024, 8, 1))
PARTS = st.tuples(DAYS, st.sampled_from("AB"), st.sampled_from(["C1", "C2", "C3"]))


@given(
    st.lists(PARTS, max_size=8), st.lists(PARTS, max_size=8), st.lists(PARTS, max_size=4), DAYS, st.randoms()
)
def test_all_that_is_to_be_fed_back_is_counted_once_in_any_order(touched, answered, dealt, as_of, dice):
    touches = [touch(*each) for each in touched]
    responses = [response(*each) for each in answered]
    dealings = [dealing(*each, outcome="x") for each in dealt]
    result = found(touches, responses, dealings, as_of=as_of)

    def mixed(given_):
        return dice.sample(given_, len(given_))

    assert found(mixed(touches), mixed(responses), mixed(dealings), as_of=as_of) == result
    for each in result.campaigns:
        own = {
            (who, on if name == "B" else None)
            for on, name, who in touched
            if name == each.campaign_id and on <= as_of
        }
        assert each.touched == len(own) == each.in_time + each.late + each.missing + each.waiting
        assert each.missing == sum(row.campaign_id == each.campaign_id for row in result.rows)
        assert each.share is None or 0 <= each.share <= 1
    told = [(name, who, on) for on, name, who in answered + dealt if on <= as_of]
    for row in result.rows:
        assert row.days_late == (as_of - row.due_on).days > 0
        assert not [
            on
            for name, who, on in told
            if (name, who) == (row.campaign_id, row.customer_id) and on >= row.touched_on
        ]
    late = [each.days_late for each in result.rows]
    assert late == sorted(late, reverse=True)


@given(st.lists(PARTS, max_size=8), st.lists(PARTS, max_size=8), st.integers(0, 3))
def test_more_time_never_leaves_more_missing(touched, answered, months):
    touches, responses = [touch(*each) for each in touched], [response(*each) for each in answered]
    short, long = (
        found(touches, responses, as_of=date(2024, 9, 1), within_months=each) for each in (months, months + 1)
    )

    assert len(long.rows) <= len(short.rows)
    for one, other in zip(short.campaigns, long.campaigns, strict=True):
        assert one.in_time <= other.in_time
        assert one.answered == other.answered


def test_wrong_arguments_are_named():
    with pytest.raises(TypeError, match="as_of"):
        found([], as_of="2024")
    for wrong in (-1, 1.5, True, "1"):
        with pytest.raises(InvalidRecord, match=r"\$\.within_months: is no whole number"):
            found([], within_months=wrong)
    with pytest.raises(InvalidRecord, match="'A' stands there twice"):
        missing_feedback([SPRING, SPRING], [], as_of=MARCH)
