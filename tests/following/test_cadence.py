"""A cadence: the first contact, and the spacing of those after it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.leads import Cadence

FRIDAY = date(2024, 3, 1)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
CADENCES = st.builds(
    Cadence,
    first=st.integers(0, 30),
    gaps=st.lists(st.integers(1, 90), max_size=9).map(tuple),
    workdays=st.booleans(),
)


def test_there_is_a_first_contact_and_seven_more_by_default():
    assert Cadence().contacts == 8


def test_what_falls_on_a_weekend_or_a_holiday_waits_for_the_next_working_day():
    rule = Cadence(first=1, gaps=(2,))
    assert rule.due(FRIDAY, 0) == date(2024, 3, 4)
    assert rule.due(FRIDAY, 1, holidays={date(2024, 3, 4)}) == date(2024, 3, 5)
    assert Cadence(first=1, workdays=False).due(FRIDAY, 0) == date(2024, 3, 2)


@given(CADENCES, DAYS)
def test_each_contact_is_due_no_earlier_than_its_interval_and_within_a_weekend_of_it(rule, since):
    for made in range(rule.contacts):
        wait = rule.gaps[made - 1] if made else rule.first
        found = rule.due(since, made)
        assert timedelta(wait) <= found - since <= timedelta(wait + 2)
        assert not rule.workdays or found.weekday() < 5
    assert rule.due(since, rule.contacts) is None


@pytest.mark.parametrize(
    ("given", "path"),
    [({"first": -1}, "$.first"), ({"gaps": (2, 0)}, "$.gaps[1]"), ({"gaps": (1.5,)}, "$.gaps[0]")],
)
def test_an_interval_that_is_no_number_of_days_is_refused_by_its_place(given, path):
    with pytest.raises(InvalidRecord) as caught:
        Cadence(**given)
    assert [each.path for each in caught.value.problems] == [path]
