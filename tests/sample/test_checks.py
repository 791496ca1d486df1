"""What the sample company checked, and what its office knows: sensible, whole, and the same everywhere."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from datetime import date, timedelta

import attrs
import pytest

from customerbase import sample, verify

AS_OF = date(2024, 12, 31)


def records(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def checks(tmp_path_factory):
    return records(sample.write(tmp_path_factory.mktemp("sample")).verifications)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return sample.write_office(tmp_path_factory.mktemp("office"))


def test_every_facet_was_checked_for_years_by_its_people_with_every_outcome(checks):
    by_facet = defaultdict(list)
    for each in checks:
        by_facet[each["facet"]].append(each)

    assert set(by_facet) == {"basic", "credit", "decision_makers"}
    for facet, made in by_facet.items():
        assert {each["on"][:4] for each in made} == {"2021", "2022", "2023", "2024"}
        assert {each["outcome"] for each in made} == set(verify.VerificationOutcome)
        assert ({each["by"] for each in made} == {"Y011"}) is (facet == "credit")
    assert 0.6 < Counter(each["outcome"] for each in checks)["confirmed"] / len(checks) < 0.8


def test_checks_stand_in_order_of_their_days_none_on_a_weekend_or_after_the_end(checks):
    days = [date.fromisoformat(each["on"]) for each in checks]

    assert days == sorted(days)
    assert max(days) <= AS_OF
    assert {each.weekday() for each in days} == {0, 1, 2, 3, 4}
    assert [each["verification_id"] for each in checks[:2]] == ["HS0001", "HS0002"]


def test_what_was_corrected_says_what_and_visits_cost_more_than_calls(checks):
    costs = defaultdict(list)
    for each in checks:
        assert ("note" in each) is (each["outcome"] == "corrected")
        if "cost" in each:
            costs[each["method"]].append(float(each["cost"]["amount"]))

    assert min(costs["visit"]) > max(costs["phone_survey"])


def test_who_left_the_company_checked_nothing_after_he_left(checks):
    last = {who: max(each["on"] for each in checks if each["by"] == who) for who in ("Y005", "Y012")}

    assert last["Y005"] <= "2023-06-30" < last["Y012"]


def test_the_office_gives_the_same_bytes_each_time(office, tmp_path):
    again = sample.write_office(tmp_path)
    other = sample.write_office(tmp_path / "other", seed=7)

    for each in attrs.fields(sample.OfficeFiles):
        held = getattr(office, each.name).read_bytes()
        assert getattr(again, each.name).read_bytes() == held
        assert (getattr(other, each.name).read_bytes() == held) is (each.name == "verification_policy")


def test_the_policy_is_written_as_policies_are(office):
    plain = json.loads(office.verification_policy.read_text())

    assert verify.policy_from_plain(plain).to_plain() == plain


def test_events_are_known_ones_of_the_last_half_year(office):
    befell = [
        verify.Occurrence(each["customer_id"], each["event"], date.fromisoformat(each["on"]))
        for each in records(office.events)
    ]

    assert {each.event for each in befell} == {"payment_overdue", "mail_returned", "number_dead"}
    assert all(AS_OF - timedelta(days=180) <= each.on <= AS_OF for each in befell)


def test_nobody_owes_more_than_his_limit_and_only_a_part_of_it_is_overdue(office):
    with office.receivables.open(encoding="utf-8", newline="") as stream:
        rows = [list(each.values()) for each in csv.DictReader(stream)]

    assert len(rows) > 50
    for _, unpaid, overdue in rows:
        assert 0 <= float(overdue) < float(unpaid) <= 5_000_000
    assert 0 < sum(float(overdue) > 0 for _, _, overdue in rows) < len(rows) / 4


def test_who_left_a_customer_was_heard_of_afterwards(office):
    for each in records(office.departures):
        assert each["left_on"] < each["told_on"] <= AS_OF.isoformat()
        assert each["name"]
