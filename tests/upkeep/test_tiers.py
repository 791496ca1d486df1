"""Data tiers: told by upkeep and use within a year, the same whatever the order of what is given."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.model import Interaction, Purchase, PurchaseLine, Touch, Verification
from customerbase.upkeep.record_use import RecordUse, uses_of
from customerbase.upkeep.tier_changes import changed_tier
from customerbase.upkeep.tiers import DataTier, TierRule, tier, tier_counts, tiers
from customerbase.values import Money

AS_OF = date(2024, 12, 31)
DAYS = st.dates(date(2022, 6, 1), date(2025, 6, 1))
USES = st.builds(
    RecordUse,
    customer_id=st.sampled_from("abcdefgh"),
    maintained_on=st.none() | DAYS,
    used_on=st.lists(DAYS, max_size=5),
)
MANY = st.lists(USES, unique_by=lambda each: each.customer_id, max_size=8)
RULES = st.builds(TierRule, within_months=st.integers(1, 30), least_uses=st.integers(1, 4))


def use(maintained=None, *used, who="C1"):
    return RecordUse(customer_id=who, maintained_on=maintained, used_on=used)


def of(*given, as_of=AS_OF, **rule):
    return tier(use(*given), as_of=as_of, rule=TierRule(**rule)).tier


THREE = (date(2024, 2, 1), date(2024, 5, 1), date(2024, 11, 1))


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ((date(2024, 6, 1), *THREE), DataTier.FIRST),
        ((date(2024, 6, 1), *THREE[:2]), DataTier.SECOND),
        ((date(2024, 6, 1),), DataTier.SECOND),
        ((None, *THREE), DataTier.SECOND),
        ((date(2022, 6, 1), *THREE), DataTier.SECOND),
        ((None, THREE[0]), DataTier.SECOND),
        ((None, date(2022, 6, 1)), DataTier.THIRD),
        ((date(2022, 6, 1), date(2022, 6, 1)), DataTier.THIRD),
        ((date(2022, 6, 1),), DataTier.FOURTH),
        ((None,), DataTier.FOURTH),
    ],
)
def test_each_tier_is_told_by_upkeep_and_use(given_, wanted):
    assert of(*given_) is wanted


def test_uses_of_years_before_do_not_make_up_for_those_of_this_one():
    assert of(date(2024, 6, 1), *[date(2022, 1, i) for i in range(1, 10)], THREE[0]) is DataTier.SECOND


@pytest.mark.parametrize(
    ("as_of", "first"),
    [
        (date(2024, 12, 31), date(2023, 12, 31)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 28)),
        (date(2025, 3, 1), date(2024, 3, 1)),
    ],
)
def test_the_day_a_year_before_is_still_within_the_year(as_of, first):
    assert of(first, as_of=as_of) is DataTier.SECOND
    assert of(first - timedelta(days=1), as_of=as_of) is DataTier.FOURTH
    assert of(None, first, as_of=as_of) is DataTier.SECOND
    assert of(None, first - timedelta(days=1), as_of=as_of) is DataTier.THIRD


def test_what_comes_later_does_not_count():
    assert of(date(2025, 1, 1), date(2025, 1, 1)) is DataTier.FOURTH
    assert of(AS_OF, AS_OF, AS_OF, AS_OF) is DataTier.FIRST


def test_thresholds_are_those_of_the_rule():
    assert of(date(2024, 6, 1), THREE[0], least_uses=1) is DataTier.FIRST
    assert of(date(2024, 6, 1), *THREE, within_months=3) is DataTier.SECOND
    assert of(date(2024, 6, 1), within_months=3) is DataTier.FOURTH
    assert of(date(1900, 1, 1), as_of=date(2024, 1, 1), within_months=10**6) is DataTier.SECOND


@given(USES, RULES, st.lists(DAYS, max_size=4))
def test_more_uses_never_make_a_tier_worse(one, rule, more):
    richer = RecordUse(
        customer_id=one.customer_id, maintained_on=one.maintained_on, used_on=(*one.used_on, *more)
    )

    before, after = (tier(each, as_of=AS_OF, rule=rule) for each in (one, richer))
    assert after.tier <= before.tier
    assert before.uses <= after.uses


@given(USES, RULES, DAYS)
def test_later_upkeep_never_makes_a_tier_worse(one, rule, day):
    day = min(day, AS_OF)
    fresher = RecordUse(
        customer_id=one.customer_id,
        maintained_on=day
        if one.maintained_on is None or one.maintained_on > AS_OF
        else max(day, one.maintained_on),
        used_on=one.used_on,
    )

    assert tier(fresher, as_of=AS_OF, rule=rule).tier <= tier(one, as_of=AS_OF, rule=rule).tier


@given(USES, st.integers(1, 30), st.integers(1, 4))
def test_a_longer_time_never_makes_a_tier_worse(one, months, least):
    short, long = (
        tier(one, as_of=AS_OF, rule=TierRule(within_months=each, least_uses=least)).tier
        for each in (months, months + 6)
    )
    assert long <= short


@given(MANY, RULES, st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_changes_nothing(uses, rule, dice):
    mixed = [
        RecordUse(
            customer_id=each.customer_id,
            maintained_on=each.maintained_on,
            used_on=dice.sample(each.used_on, len(each.used_on)),
        )
        for each in dice.sample(uses, len(uses))
    ]

    found = tiers(uses, as_of=AS_OF, rule=rule)
    assert tiers(iter(mixed), as_of=AS_OF, rule=rule) == found
    assert sorted(found, key=lambda each: each.customer_id) == [
        tier(each, as_of=AS_OF, rule=rule) for each in sorted(uses, key=lambda each: each.customer_id)
    ]
    order = [each.tier for each in found]
    assert order == sorted(order)
    assert [each.offered_first for each in order] == sorted(
        [each.offered_first for each in order], reverse=True
    )


def test_within_a_tier_the_freshest_stands_first():
    found = tiers(
        [
            use(date(2024, 3, 1), who="old"),
            use(None, THREE[0], who="never"),
            use(date(2024, 9, 1), who="b"),
            use(date(2024, 9, 1), who="a"),
            use(date(2024, 9, 1), THREE[0], who="used"),
        ],
        as_of=AS_OF,
    )
    assert [each.customer_id for each in found] == ["used", "a", "b", "old", "never"]


@given(MANY, RULES)
def test_every_record_is_of_one_tier(uses, rule):
    counts = tier_counts(tiers(uses, as_of=AS_OF, rule=rule))

    assert [each.tier for each in counts] == list(DataTier)
    assert sum(each.records for each in counts) == len(uses)
    if uses:
        assert sum(each.share for each in counts) == 1
    else:
        assert all(each.share is None for each in counts)


def test_the_reason_says_what_was_found_and_what_is_lacking():
    few = tier(use(date(2024, 6, 1), *THREE[:2]), as_of=AS_OF)
    none = tier(use(), as_of=AS_OF)
    old = tier(use(date(2022, 6, 1), date(2021, 1, 1)), as_of=AS_OF)

    assert few.reason == "maintained on 2024-06-01; used 2 times within 12 months (tier 1 asks for 3)"
    assert few.reason_zh == "维护于 2024-06-01；12 个月内使用 2 次（一等数据须 3 次）"
    assert (none.reason, none.reason_zh) == ("never maintained; never used", "从未维护；从未使用")
    assert old.reason == "last maintained on 2022-06-01; last used on 2021-01-01"
    assert old.reason_zh == "最后维护于 2022-06-01；最后使用于 2021-01-01"


# ------------------------------------------------------------------ the rule


@given(RULES)
def test_a_rule_written_as_json_reads_back_equal(rule):
    assert TierRule.from_plain(json.loads(json.dumps(rule.to_plain()))) == rule


@pytest.mark.parametrize("wrong", [0, -1, 1.5, True, "12", None, float("nan")])
def test_a_threshold_is_a_whole_number_from_1(wrong):
    with pytest.raises(InvalidRecord) as caught:
        TierRule(within_months=wrong, least_uses=wrong)
    assert [each.path for each in caught.value.problems] == ["$.within_months", "$.least_uses"]


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        (7, "not written as a TierRule"),
        ({"rule": "by_size"}, "is not 'data_tiers'"),
        ({"months": 3}, r"\$\.months: is no part of the rule"),
        ({"least_uses": "three"}, r"\$\.least_uses: is no whole number"),
    ],
)
def test_what_is_no_rule_is_refused(plain, said):
    with pytest.raises(InvalidRecord, match=said):
        TierRule.from_plain(plain)


def test_wrong_arguments_are_named():
    with pytest.raises(TypeError, match="as_of="):
        tiers([], as_of="2024-12-31")
    with pytest.raises(TypeError, match="is no TierRule"):
        tier(use(), as_of=AS_OF, rule=12)
    with pytest.raises(TypeError, match="str is no RecordUse"):
        tiers(["C1"], as_of=AS_OF)
    with pytest.raises(InvalidRecord, match="'C1' stands there twice"):
        tiers([use(), use(AS_OF)], as_of=AS_OF)
    with pytest.raises(InvalidRecord) as caught:
        RecordUse(customer_id="", maintained_on="2024", used_on=[1])
    assert [each.path for each in caught.value.problems] == [
        "$.customer_id",
        "$.maintained_on",
        "$.used_on[0]",
    ]


# ------------------------------------------------------------------ what is a use, and what is upkeep


def touch(on, campaign="A", who="C1"):
    return Touch(touch_id=f"T{on}{campaign}{who}", customer_id=who, campaign_id=campaign, on=on)


def call(on, campaign=None, who="C1"):
    return Interaction(
        interaction_id=f"I{on}{campaign}", customer_id=who, campaign_id=campaign, on=on, channel="phone"
    )


def check(on, outcome="confirmed", who="C1"):
    return Verification(verification_id=f"V{on}", customer_id=who, facet="basic", on=on, outcome=outcome)


def test_uses_are_whatever_is_given_as_such():
    sale = Purchase(
        purchase_id="P1",
        customer_id="C1",
        on=date(2024, 4, 1),
        lines=[PurchaseLine(product_id="X", quantity=1, unit_price=Money(1, "CNY"))],
    )
    (found,) = uses_of(["C1"], [call(THREE[1]), touch(THREE[0]), sale], as_of=AS_OF)

    assert found.used_on == (THREE[0], date(2024, 4, 1), THREE[1])
    assert uses_of(["C1"], [touch(THREE[0])], as_of=date(2024, 1, 1))[0].used_on == ()
    assert uses_of(["C2"], [touch(THREE[0])], as_of=AS_OF)[0].used_on == ()


def test_a_touch_and_the_call_made_for_it_are_one_use_and_two_campaigns_are_two():
    day = THREE[0]

    assert uses_of(["C1"], [touch(day), call(day, "A")], as_of=AS_OF)[0].used_on == (day,)
    assert uses_of(["C1"], [touch(day), call(day, "B")], as_of=AS_OF)[0].used_on == (day, day)
    assert uses_of(["C1"], [touch(day), call(day)], as_of=AS_OF)[0].used_on == (day, day)


def test_only_a_check_after_which_the_card_is_right_is_upkeep():
    checks = [
        check(date(2024, 1, 1), "corrected"),
        check(date(2024, 3, 1)),
        check(date(2024, 5, 1), "wrong"),
        check(date(2024, 6, 1), "unreachable"),
        check(date(2025, 3, 1)),
    ]
    (found,) = uses_of(["C1"], maintained=checks, as_of=AS_OF)
    assert found.maintained_on == date(2024, 3, 1)

    (edited,) = uses_of(["C1"], maintained=checks, edited={"C1": [date(2024, 4, 1)]}, as_of=AS_OF)
    assert edited.maintained_on == date(2024, 4, 1)


@given(st.lists(st.tuples(st.sampled_from("AB"), DAYS, st.none() | st.sampled_from("XY"))), st.randoms())
def test_the_order_of_records_changes_no_use(told, dice):
    used = [call(on, campaign, who) for who, on, campaign in told]
    mixed = dice.sample(used, len(used))

    assert uses_of(["A", "B"], used, as_of=AS_OF) == uses_of(["B", "A"], mixed, as_of=AS_OF)


def test_what_is_no_use_and_no_upkeep_is_named():
    with pytest.raises(TypeError, match="str is no use"):
        uses_of(["C1"], ["C1"], as_of=AS_OF)
    with pytest.raises(TypeError, match="int is no customer"):
        uses_of([1], as_of=AS_OF)
    with pytest.raises(TypeError, match="maintained holds str"):
        uses_of(["C1"], maintained=["C1"], as_of=AS_OF)
    with pytest.raises(InvalidRecord, match=r"\$\.edited\['C1'\]: '2024' is no day"):
        uses_of(["C1"], edited={"C1": "2024"}, as_of=AS_OF)


# ------------------------------------------------------------------ re-tiering

TOLD = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(DataTier))


@given(TOLD, TOLD)
def test_every_record_rises_falls_stays_comes_or_goes(before, after):
    moved = changed_tier(before, after)
    both = before.keys() & after.keys()

    assert sum(map(sum, moved.matrix)) == len(both) == len(moved.risen) + len(moved.fallen) + moved.stayed
    for i, old in enumerate(DataTier):
        for j, new in enumerate(DataTier):
            assert moved.matrix[i][j] == sum((before[who], after[who]) == (old, new) for who in both)
    assert {each.customer_id for each in moved.risen} == {
        who for who in both if int(after[who]) < int(before[who])
    }
    assert [each.customer_id for each in moved.came] == sorted(after.keys() - before.keys())
    assert [each.customer_id for each in moved.went] == sorted(before.keys() - after.keys())


@given(TOLD, TOLD)
def test_backwards_those_who_rose_have_fallen(before, after):
    forth, back = changed_tier(before, after), changed_tier(after, before)

    assert forth.matrix == tuple(zip(*back.matrix, strict=True))
    assert [each.customer_id for each in forth.risen] == [each.customer_id for each in back.fallen]


def test_rows_say_the_same_as_a_mapping():
    rows = tiers([use(date(2024, 6, 1)), use(who="C2")], as_of=AS_OF)

    assert changed_tier(rows, {}) == changed_tier({"C1": DataTier.SECOND, "C2": DataTier.FOURTH}, {})
    with pytest.raises(InvalidRecord, match="stands there twice"):
        changed_tier([*rows, *rows], {})
    with pytest.raises(InvalidRecord, match=r"\$\.after\['C1'\]: is no tier"):
        changed_tier({}, {"C1": 5})
