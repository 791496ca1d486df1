"""Enrichment, maintenance by area, least numbers, progress and fees: exact shares that sum up."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import CurrencyMismatch, InvalidRecord
from customerbase.model import Contact, Customer, Employment, Verification
from customerbase.paths import take_apart
from customerbase.testing import strategies
from customerbase.upkeep.enriching import enrichment_rate
from customerbase.upkeep.fees import fees
from customerbase.upkeep.maintaining import maintenance_rate, shortfalls
from customerbase.upkeep.progress import QUARTERLY, progress
from customerbase.upkeep.record_use import RecordUse
from customerbase.upkeep.tiers import DataTier, tiers
from customerbase.values import Address, CreditStanding, Identifier, Money, PartialDate, Period, Phone, Size

# ------------------------------------------------------------------ enrichment

WHOLE = [
    "name",
    "industry",
    "phones",
    "emails",
    "addresses",
    "size",
    "organization",
    "attributes",
    "credit",
    "tags",
]
WITHIN = [
    "phones[main]",
    "phones[mobile]",
    "emails[main]",
    "addresses[main]",
    "size.employees",
    "organization.legal_name",
    "person.born",
    "identifiers[uscc]",
    "attributes[shoe size]",
    "anniversaries[birthday]",
]
CARDS = st.lists(strategies.customers(), max_size=5, unique_by=lambda each: each.customer_id)


@given(CARDS, st.lists(st.sampled_from(WHOLE + WITHIN), min_size=1))
def test_a_card_has_a_field_when_taking_it_apart_finds_a_value_there(cards, fields):
    found = enrichment_rate(cards, fields)

    taken = [take_apart(each) for each in cards]

    def has(values, field):
        return any(path == field or path.startswith((f"{field}[", f"{field}.")) for path in values)

    wanted = list(dict.fromkeys(fields))
    assert [each.field for each in found.fields] == wanted
    for each in found.fields:
        assert each.records == sum(has(values, each.field) for values in taken)
    assert found.complete == sum(all(has(values, field) for field in wanted) for values in taken)
    assert found.records == len(cards)


@given(CARDS, st.lists(st.sampled_from(WHOLE + WITHIN), min_size=1), st.sampled_from(WHOLE + WITHIN))
def test_shares_lie_between_0_and_1_and_one_more_field_never_raises_the_rate(cards, fields, more):
    found = enrichment_rate(cards, fields)
    if not cards:
        assert (found.share, found.scarcest) == (None, None)
        return
    assert 0 <= found.share <= min(each.share for each in found.fields) <= 1
    assert enrichment_rate(cards, [*fields, more]).share <= found.share
    assert enrichment_rate(cards[::-1], fields) == found


RICH = Customer(
    customer_id="C1",
    name="Acme",
    addresses=[Address(city="深圳"), Address(label="delivery", province="广东")],
    credit=CreditStanding(rating="A"),
    size=Size(employees=7),
    identifiers=[Identifier(scheme="uscc", value="9144")],
    attributes={"shoe size": 42},
)


@pytest.mark.parametrize(
    ("field", "there"),
    [
        ("addresses[main].city", True),
        ("addresses[main].province", False),
        ("addresses.province", True),
        ("addresses.street", False),
        ("credit.rating", True),
        ("credit.limit", False),
        ("identifiers[uscc]", True),
        ("identifiers[vat]", False),
        ("identifiers.value", True),
        ("attributes[shoe size]", True),
        ("attributes[hair]", False),
        ("size.employees", True),
        ("size.turnover", False),
        ("stage", False),
    ],
)
def test_parts_of_elements_can_be_wanted(field, there):
    assert enrichment_rate([RICH], [field]).complete == there


def person(who, *employments, **more):
    return Contact(contact_id=who, name=who, employments=employments, **more)


def test_of_contacts_one_who_is_still_there_must_have_it():
    there = Employment(customer_id="C1", title="director", roles=["decider"])
    left = Employment(customer_id="C2", title="buyer", until=PartialDate(year=2023))
    mobile = [Phone(number="555-0100", label="mobile")]
    staff = [person("P1", there), person("P2", left, phones=mobile)]
    cards = [RICH, Customer(customer_id="C2", name="Bo")]

    def records(field, **more):
        return enrichment_rate(cards, [field], contacts=staff, **more).complete

    assert records("contacts") == 1
    assert records("contacts", as_of=date(2022, 1, 1)) == 2
    assert records("contacts.title") == records("contacts.roles") == records("contacts.name") == 1
    assert records("contacts.phones[mobile]") == records("contacts.influence") == 0
    assert records("contacts.phones[mobile]", as_of=date(2022, 1, 1)) == 1
    assert (
        enrichment_rate(
            [RICH], ["contacts.roles"], contacts=[person("P3", Employment(customer_id="C1"))]
        ).complete
        == 0
    )


@pytest.mark.parametrize(
    "wrong",
    [
        "phone",
        "phones[",
        "phones[]",
        "phones[main",
        "phones[main].nummer",
        "industry[main]",
        "industry.x",
        "size.feet",
        "organization[main]",
        "attributes.x",
        "customer_id",
        "contacts.",
        "contacts.telephone",
        "contacts.contact_id",
        "",
        7,
    ],
)
def test_an_unknown_field_is_named(wrong):
    with pytest.raises(InvalidRecord) as caught:
        enrichment_rate([RICH], ["industry", wrong])
    (problem,) = caught.value.problems
    assert problem.path == "$.fields[1]"
    assert repr(wrong) in problem.reason
    assert "phones[main]" in problem.hint


def test_no_field_and_one_text_are_refused():
    with pytest.raises(InvalidRecord, match="names no field"):
        enrichment_rate([], [])
    with pytest.raises(InvalidRecord, match="is one text"):
        enrichment_rate([], "phones")
    with pytest.raises(TypeError, match="as_of"):
        enrichment_rate([], ["phones"], as_of="2024")


def test_the_scarcest_field_is_the_one_that_most_records_lack():
    cards = [RICH, Customer(customer_id="C2", name="Bo", industry="steel")]

    assert enrichment_rate(cards, ["name", "industry", "emails"]).scarcest.field == "emails"
    assert enrichment_rate(cards, ["name"]).scarcest is None


# ------------------------------------------------------------------ maintenance by area

PLACES = st.none() | st.builds(
    Address, province=st.sampled_from(["广东", "广西"]) | st.none(), city=st.sampled_from(["深圳", "南宁"])
)
LOCATED = st.lists(PLACES, max_size=8).map(
    lambda places: [
        Customer(customer_id=f"C{i}", name="x", addresses=[place] if place else [])
        for i, place in enumerate(places)
    ]
)
DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31))
KEPT = st.dictionaries(st.sampled_from([f"C{i}" for i in range(10)]), st.lists(DAYS, max_size=3))
YEAR = Period.year(2024)


@given(LOCATED, KEPT, st.sampled_from(["province", "city", "district"]), st.randoms())
def test_areas_sum_up_to_the_whole_in_any_order(cards, kept, by, dice):
    found = maintenance_rate(kept, cards, period=YEAR, by=by)

    assert sum(each.records for each in found.areas) == found.records == len(cards)
    assert sum(each.maintained for each in found.areas) == found.maintained
    assert all(0 <= each.share <= 1 for each in found.areas)
    ids = {each.customer_id for each in cards}
    assert found.maintained == sum(any(day.year == 2024 for day in kept[who]) for who in kept.keys() & ids)
    assert found.share == (Fraction(found.maintained, len(cards)) if cards else None)
    mixed = dict(dice.sample(sorted(kept.items()), len(kept)))
    assert maintenance_rate(mixed, dice.sample(cards, len(cards)), period=YEAR, by=by) == found


@given(LOCATED, KEPT)
def test_a_finer_division_says_the_same_as_a_wider_one(cards, kept):
    wide = maintenance_rate(kept, cards, period=YEAR)
    fine = maintenance_rate(kept, cards, period=YEAR, by="city")

    summed = Counter()
    for each in fine.areas:
        summed[each.area[:1]] += each.maintained
    assert {each.area: each.maintained for each in wide.areas} == dict(summed)


def test_the_worst_area_comes_first_when_asked():
    cards = [
        Customer(customer_id=f"C{i}", name="x", industry=name)
        for i, name in enumerate(["steel", "paper", "paper"])
    ]
    found = maintenance_rate({"C0": date(2024, 1, 1)}, cards, period=YEAR, by=lambda card: card.industry)

    assert [each.area for each in found.areas] == [("paper",), ("steel",)]
    assert [each.share for each in found.worst_first] == [0, 1]


def test_only_checks_that_found_it_right_maintain_a_record():
    def check(who, outcome, on=date(2024, 5, 1)):
        return Verification(
            verification_id=f"{who}{on}", customer_id=who, facet="basic", on=on, outcome=outcome
        )

    cards = [Customer(customer_id=f"C{i}", name="x") for i in range(4)]
    checks = [
        check("C0", "confirmed"),
        check("C1", "wrong"),
        check("C2", "corrected", date(2023, 12, 31)),
        check("C3", "corrected"),
        check("C9", "confirmed"),
    ]
    assert maintenance_rate(checks, cards, period=YEAR).maintained == 2


def test_wrong_areas_and_periods_are_named():
    with pytest.raises(ValueError, match="by='town' is none of 'province'"):
        maintenance_rate({}, [], period=YEAR, by="town")
    with pytest.raises(TypeError, match="by=7"):
        maintenance_rate({}, [], period=YEAR, by=7)
    with pytest.raises(TypeError, match="is no area"):
        maintenance_rate({}, [RICH], period=YEAR, by=lambda card: 7)
    with pytest.raises(TypeError, match="is no Period"):
        maintenance_rate({}, [], period=2024)
    with pytest.raises(InvalidRecord, match="'C1' stands there twice"):
        maintenance_rate({}, [RICH, RICH], period=YEAR)
    with pytest.raises(InvalidRecord, match="'2024-05-01' is no day"):
        maintenance_rate({"C1": ["2024-05-01"]}, [RICH], period=YEAR)


@given(LOCATED, st.dictionaries(st.sampled_from(["广东", "广西", "海南", None]), st.integers(0, 5)))
def test_what_an_area_lacks_brings_it_to_its_least_number(cards, least):
    rows = shortfalls(cards, least)

    assert {each.area[0]: each.least for each in rows} == least
    for each in rows:
        there = sum((card.address().province if card.address() else None) == each.area[0] for card in cards)
        assert each.customers == there
        assert each.missing == max(0, each.least - there)
    assert [each.missing for each in rows] == sorted((each.missing for each in rows), reverse=True)


@pytest.mark.parametrize(
    ("least", "by", "said"),
    [
        ({"深圳": 5}, "city", "has 1 part"),
        ({("广东", "深圳"): 5}, "province", "has 2 part"),
        ({"广东": -1}, "province", "-1 is no number of customers"),
        ({"广东": True}, "province", "True is no number"),
        ({7: 1}, "province", "is no area"),
        ({"广东": 1, ("广东",): 2}, "province", "named twice"),
        ([("广东", 1)], "province", "is no mapping"),
    ],
)
def test_least_numbers_are_checked(least, by, said):
    with pytest.raises(InvalidRecord, match=said):
        shortfalls([], least, by=by)


# ------------------------------------------------------------------ progress

START = date(2024, 1, 1)
DONE = st.lists(st.tuples(st.sampled_from([f"C{i}" for i in range(12)]), DAYS), max_size=12)


def test_the_targets_of_the_trade_are_held_against_what_is_done():
    # 100 records; 30 are done in the first quarter, 20 by the middle of the second
    done = [(f"C{i}", date(2024, 2, 1)) for i in range(30)] + [
        (f"C{i}", date(2024, 4, 20)) for i in range(30, 50)
    ]
    found = progress(done, 100, year_start=START, as_of=date(2024, 5, 15))

    first, second, third, last = found.rows
    assert (first.needed, first.done, first.reached_share, first.on_track, first.missing) == (
        30, 30, Fraction(3, 10), True, 0,
    )  # fmt: skip
    # half of the second quarter asks for about 45
    assert (second.needed, second.done, second.on_track, second.missing) == (60, 50, True, 10)
    assert (third.done, third.reached_share, third.on_track, third.missing) == (None, None, None, 40)
    assert (last.target_share, last.ends_on, last.missing) == (1, date(2024, 12, 31), 50)
    assert (found.done, found.share, found.on_track) == (50, Fraction(1, 2), True)
    assert progress(done[:40], 100, year_start=START, as_of=date(2024, 5, 15)).on_track is False


def test_a_quarter_that_is_past_keeps_what_was_missing_at_its_end():
    done = {"C1": date(2024, 2, 1), "C2": date(2024, 4, 1)}
    found = progress(done, 10, year_start=START, as_of=date(2024, 6, 30))

    assert [(each.on_track, each.missing) for each in found.rows[:2]] == [(False, 2), (False, 4)]


def test_a_record_counts_on_its_first_day_within_the_year():
    days = [date(2023, 12, 1), date(2024, 2, 1), date(2024, 5, 1)]
    for given_ in (days, days[::-1]):
        found = progress([("C1", day) for day in given_], 4, year_start=START, as_of=date(2024, 6, 30))
        assert [each.done for each in found.rows[:2]] == [1, 1]


@given(DONE, st.dates(date(2023, 6, 1), date(2025, 6, 1)), st.sampled_from([1, 2, 3, 4, 6, 12]), st.randoms())
def test_progress_is_told_alike_in_any_order_and_never_goes_back(done, as_of, parts, dice):
    ids = [f"C{i}" for i in range(10)]
    targets = [Fraction(i, parts) for i in range(1, parts + 1)]
    found = progress(done, ids, year_start=START, targets=targets, as_of=as_of)

    assert (
        progress(dice.sample(done, len(done)), ids, year_start=START, targets=targets, as_of=as_of) == found
    )
    assert found.done == len({who for who, on in done if who in ids and on.year == 2024 and on <= as_of})
    begun = [each.done for each in found.rows if each.done is not None]
    assert begun == sorted(begun)
    assert not begun or begun[-1] == found.done
    assert found.rows[-1].missing == 10 - (found.done)
    assert 0 <= found.share <= 1
    assert [each.starts_on <= as_of for each in found.rows] == [
        each.on_track is not None for each in found.rows
    ]
    assert found.rows[-1].ends_on == date(2024, 12, 31)


def test_floats_are_read_as_they_are_written():
    # In binary 0.6 * 5 and 0.3 * 10 lie beside 3.
    assert progress({}, 10, year_start=START, targets=(0.3, 0.6, 0.9, 1.0), as_of=START) == progress(
        {}, 10, year_start=START, targets=QUARTERLY, as_of=START
    )
    assert progress({}, 10, year_start=START, targets=[Decimal("0.3"), 1], as_of=START).rows[0].needed == 3


def test_a_year_may_begin_on_any_day():
    rows = progress({}, 4, year_start=date(2024, 2, 29), as_of=date(2024, 3, 1)).rows
    assert [each.starts_on for each in rows] == [
        date(2024, 2, 29), date(2024, 5, 29), date(2024, 8, 29), date(2024, 11, 29),
    ]  # fmt: skip
    assert rows[-1].ends_on == date(2025, 2, 27)
    assert progress({}, 4, year_start=date(9999, 10, 1), as_of=START).on_track is None


def test_nothing_to_do_has_no_share_and_is_on_track():
    found = progress({}, 0, year_start=START, as_of=date(2024, 12, 31))
    assert (found.share, found.on_track, found.rows[3].missing) == (None, True, 0)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"targets": ()}, "do not divide a year"),
        ({"targets": [0.2] * 5}, "do not divide a year"),
        ({"targets": "1"}, "do not divide a year"),
        ({"targets": [0.3, float("nan"), -1, 1]}, r"\$\.targets\[1\].*\n.*\$\.targets\[2\]"),
        ({"targets": [30, 60, 90, 100]}, "no share above 0 and up to 1"),
        ({"targets": [0.5, 0.3]}, "below the one before"),
        ({"targets": [True]}, "no share"),
        ({"total": -1}, "no number of records"),
        ({"total": True}, "no number of records"),
        ({"total": 1}, "is less than the 2 that are done"),
        ({"done": ["C1"]}, r"\$\.done\[0\]: is no customer id and day"),
    ],
)
def test_wrong_numbers_are_named(given_, said):
    usual = {"done": {"C1": START, "C2": START}, "total": 10, "year_start": START, "as_of": START}
    with pytest.raises(InvalidRecord, match=said):
        progress(**usual | given_)


def test_wrong_types_are_named():
    with pytest.raises(TypeError, match="as_of"):
        progress({}, 1, year_start=START, as_of=2024)
    with pytest.raises(TypeError, match="year_start=2024 is no day"):
        progress({}, 1, year_start=2024, as_of=START)
    with pytest.raises(TypeError, match="total"):
        progress({}, "C1", year_start=START, as_of=START)


# ------------------------------------------------------------------ fees

RATES = st.dictionaries(
    st.sampled_from(DataTier), st.builds(Money, st.decimals(0, 100, places=4), st.just("CNY")), min_size=1
)


@given(st.lists(st.none() | DAYS, max_size=8), RATES)
def test_fees_are_the_exact_sum_over_all_records(days, rates):
    rows = tiers(
        [RecordUse(customer_id=str(i), maintained_on=day) for i, day in enumerate(days)],
        as_of=date(2024, 12, 31),
    )
    found = fees(rows, rates)

    due = [rates[each.tier].amount for each in rows if each.tier in rates]
    assert found.total == Money(sum(due, Decimal(0)), "CNY")
    assert found.records == len(due)
    assert [each.tier for each in found.rows] == sorted(rates)
    assert fees(rows[::-1], dict(reversed(rates.items()))) == found


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ({}, "names no rate"),
        ({DataTier.FIRST: 2}, "is no Money"),
        ({DataTier.FIRST: Money(-1, "CNY")}, "is negative"),
        ({"first": Money(1, "CNY"), DataTier.SECOND: Money(-1, "CNY")}, r"(?s)is no tier.*is negative"),
    ],
)
def test_wrong_rates_are_named(rates, said):
    with pytest.raises(InvalidRecord, match=said):
        fees([], rates)


def test_fees_are_in_one_currency():
    with pytest.raises(CurrencyMismatch):
        fees([], {DataTier.FIRST: Money(1, "CNY"), DataTier.SECOND: Money(1, "USD")})
