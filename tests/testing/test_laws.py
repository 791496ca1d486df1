"""The laws are worth what they catch: rules that are broken in one respect each, and every one is found."""

from __future__ import annotations

import itertools
import pickle
import subprocess
import sys
from decimal import Decimal

import attrs
import pytest
from hypothesis import Phase, find, given, settings

from customerbase import rfm
from customerbase.errors import CustomerbaseError
from customerbase.measures import RfmSummary
from customerbase.rfm import Cuts, NestedScale, Points, Scale, Segment, SegmentMap
from customerbase.testing import BrokenLaw, check_scale, check_segments, strategies
from customerbase.testing.laws import MAP_LAWS, SCALE_LAWS

QUICKLY = settings(max_examples=2_000, database=None, phases=[Phase.generate])


def scored(people, scale=None):
    """Score as the library does; each broken rule changes one thing of it."""
    return {each.customer_id: each.cell for each in rfm.score(people, scale or rfm.fit(people))}


# ------------------------------------------------------------------ sound rules


@pytest.mark.parametrize(
    "rule",
    [
        rfm.fit,
        rfm.fit_nested,
        lambda people: rfm.fit(people, (2, 3, 4), weights={"m": 2}),
        lambda people: rfm.score(people, rfm.fit(people)),
        lambda people: iter(rfm.score(reversed(people), rfm.fit(people))),
        scored,
        Scale(recency=[30, 90, 365], frequency=[1, 1, 4], monetary=["-5.5", 0, "100.04"], closed="left"),
        NestedScale(recency=[30], frequency=[[1], [4]], monetary=[[[5], [6]], [[7], [8]]]),
    ],
)
def test_the_rules_of_the_library_keep_every_law(rule):
    check_scale(rule, bins=None if rule is not scored else 5, max_examples=40)


def test_a_rule_in_another_currency_and_with_hundreds_of_customers():
    check_scale(rfm.fit, currency="JPY", max_examples=10, max_size=200)


# ------------------------------------------------------------------ broken rules


def leaves_out_who_never_visited(people):
    return {who: cell for who, cell in scored(people).items() if _visited(people)[who]}


def crashes_where_most_bought_once(people):
    if sum(each.frequency == 1 for each in people) > 0.7 * len(people) > 3:
        raise ValueError("Bin edges must be unique")
    return scored(people)


def counts_from_0(people):
    return {who: (r - 1, f - 1, m - 1) for who, (r, f, m) in scored(people).items()}


def scores_as_text(people):
    return {who: tuple(map(str, cell)) for who, cell in scored(people).items()}


def one_score_more(people):
    return {who: (r, f, m + 1) for who, (r, f, m) in scored(people).items()}


class NeverTwiceTheSame:
    """Every second time it is kind."""

    def __init__(self):
        self.asked = itertools.count()

    def __call__(self, people):
        better = next(self.asked) % 2
        return {who: (r, f, 5 if better else 1) for who, (r, f, _) in scored(people).items()}


def sorts_its_input(people):
    people.sort(key=lambda each: each.customer_id)
    return scored(people)


def splits_ties_by_place(people):
    ranked = sorted(people, key=lambda each: each.monetary.amount)
    places = {each.customer_id: 1 + 5 * i // len(people) for i, each in enumerate(ranked)}
    return {who: (r, f, places[who]) for who, (r, f, _) in scored(people).items()}


def the_first_row_sets_the_tone(people):
    modest = people[0].frequency == 1
    return {who: (r, f, 1 if modest else m) for who, (r, f, m) in scored(people).items()}


def splits_ties_by_id(people):
    ranked = sorted(people, key=lambda each: (each.monetary.amount, each.customer_id))
    places = {each.customer_id: 1 + 5 * i // len(people) for i, each in enumerate(ranked)}
    return {who: (r, f, places[who]) for who, (r, f, _) in scored(people).items()}


def more_days_are_better(people):
    cuts = rfm.cut_points([each.recency or 0 for each in people], 5)
    recency = {each.customer_id: cuts.bin_of(each.recency or 0) for each in people}
    return {who: (recency[who], f, m) for who, (_, f, m) in scored(people).items()}


def who_never_visited_is_the_newest(people):
    return {who: (r if _visited(people)[who] else 5, f, m) for who, (r, f, m) in scored(people).items()}


def frequency_by_its_last_digit(people):
    digit = {each.customer_id: 1 + each.frequency % 5 if each.recency else 5 for each in people}
    return {who: (r, digit[who], m) for who, (r, _, m) in scored(people).items()}


def amounts_without_their_sign(people):
    return scored([attrs.evolve(each, monetary=abs(each.monetary)) for each in people])


def money_is_the_mean_of_a_visit(people):
    means = {each.customer_id: each.mean_value or Decimal(0) for each in people}
    cuts = rfm.cut_points(means.values(), 5)
    return {who: (r, f, cuts.bin_of(means[who])) for who, (r, f, _) in scored(people).items()}


def rounds_to_whole_units(people):
    return scored(
        [attrs.evolve(each, monetary=each.monetary.rounded() * 0 + _whole(each)) for each in people]
    )


def cut_points_and_1(people):
    scale = rfm.fit(people)
    money = Cuts([each + 1 for each in scale.monetary.points])
    return scored(people, attrs.evolve(scale, monetary=money))


def fixed_amounts_whatever_the_currency(people):
    return rfm.score(people, attrs.evolve(rfm.fit(people), monetary=[1, 10, 50, 100]))


def on_days_without_sales_everybody_gets_a_point(people):
    quiet = all(each.recency != 0 for each in people)
    return {who: (r, 2 if quiet else 1, m) for who, (r, _, m) in scored(people).items()}


class Forgetful(Scale):
    """Writes its amounts as whole units."""

    def to_plain(self):
        plain = super().to_plain()
        plain["monetary"] = {"points": [f"{each:.0f}" for each in self.monetary.points]}
        return plain


def forgets_the_cents(people):
    scale = rfm.fit(people)
    return Forgetful(
        **{name: getattr(scale, name) for name in ("recency", "frequency", "monetary", "currency")}
    )


def _visited(people):
    return {each.customer_id: each.recency is not None for each in people}


def _whole(each):
    from customerbase.values import Money

    return Money(each.monetary.amount.to_integral_value(), each.monetary.currency)


BROKEN = {
    leaves_out_who_never_visited: "everybody",
    crashes_where_most_bought_once: "everybody",
    NeverTwiceTheSame: "again",
    counts_from_0: "range",
    scores_as_text: "range",
    one_score_more: "range",
    sorts_its_input: "input",
    splits_ties_by_place: "order, equal",
    the_first_row_sets_the_tone: "order",
    splits_ties_by_id: "equal",
    more_days_are_better: "recency, purchase",
    who_never_visited_is_the_newest: "recency",
    frequency_by_its_last_digit: "frequency",
    amounts_without_their_sign: "monetary",
    money_is_the_mean_of_a_visit: "monetary",
    rounds_to_whole_units: "unit",
    cut_points_and_1: "unit",
    fixed_amounts_whatever_the_currency: "unit",
    on_days_without_sales_everybody_gets_a_point: "purchase",
    forgets_the_cents: "round trip",
}


@pytest.mark.parametrize(("rule", "law"), BROKEN.items(), ids=lambda each: getattr(each, "__name__", each))
def test_a_rule_that_is_broken_in_one_respect_is_found_by_the_law_of_it(rule, law):
    broken = rule() if isinstance(rule, type) else rule

    with pytest.raises(BrokenLaw) as raised:
        check_scale(broken, bins=5, max_size=8, shrink=False)

    assert raised.value.law in law.split(", ")
    assert SCALE_LAWS[raised.value.law] in str(raised.value)


SOLE = {
    leaves_out_who_never_visited: {"everybody"},
    counts_from_0: {"range"},
    sorts_its_input: {"input"},
    splits_ties_by_place: {"order", "equal"},
    the_first_row_sets_the_tone: {"order"},
    splits_ties_by_id: {"equal"},
    who_never_visited_is_the_newest: {"recency"},
    amounts_without_their_sign: {"monetary"},
    fixed_amounts_whatever_the_currency: {"unit"},
    cut_points_and_1: {"unit"},
    on_days_without_sales_everybody_gets_a_point: {"purchase"},
    forgets_the_cents: {"round trip"},
}


@pytest.mark.parametrize("rule", SOLE, ids=lambda each: each.__name__)
def test_with_the_laws_that_it_is_not_meant_to_keep_left_out_the_rule_passes(rule):
    check_scale(rule, bins=5, without=SOLE[rule], max_examples=25)


def test_every_law_of_scales_is_shown_to_catch_something():
    assert {law for law in BROKEN.values() if "," not in law} == set(SCALE_LAWS)


# ------------------------------------------------------------------ what a failure says


def test_a_failure_shows_the_smallest_customers_that_break_the_law():
    with pytest.raises(BrokenLaw) as raised:
        check_scale(splits_ties_by_id, bins=5)

    assert isinstance(raised.value, AssertionError)
    assert isinstance(raised.value, CustomerbaseError)
    lines = str(raised.value).splitlines()
    assert lines[0].startswith("the law 'equal' is broken: customers who are alike")
    assert [line.partition(": ")[2] for line in lines[1:3]] == [lines[1].partition(": ")[2]] * 2
    assert len(lines) == 4
    assert "gets" in lines[3]


def test_a_broken_law_arrives_whole_in_another_process():
    error = BrokenLaw("order", "C1 gets 1-1-1")

    again = pickle.loads(pickle.dumps(error))

    assert (type(again), again.law, again.found) == (BrokenLaw, "order", "C1 gets 1-1-1")
    assert str(again) == str(error)


def test_what_a_rule_raises_is_shown_and_kept():
    with pytest.raises(BrokenLaw, match="Bin edges must be unique") as raised:
        check_scale(crashes_where_most_bought_once, bins=5, shrink=False)

    assert isinstance(raised.value.__cause__, ValueError)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "None"),
        ([1, 2, 3], "a list of int"),
        (5, "5"),
        ("555" * 1_000, r"'555.{,30}'"),
        ((rfm.standard(), 1), "a tuple of SegmentMap, int"),
    ],
)
def test_what_is_no_answer_is_told_and_not_taken_for_an_error_of_the_rule(given, said):
    with pytest.raises(
        BrokenLaw, match=f"the rule gives {said}, which is no scale, scores or mapping$"
    ) as raised:
        check_scale(lambda _: given, bins=5, shrink=False)
    assert raised.value.law == "everybody"
    with pytest.raises(TypeError, match="which is no scale, scores or mapping"):
        check_scale(lambda _: given, bins=5, shrink=False, without=["everybody"])


def test_without_hypothesis_it_is_told_what_to_install():
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "import customerbase.testing as t\n"
        "from customerbase.errors import MissingExtra\n"
        "for name in ('check_scale', 'check_segments', 'BrokenLaw'):\n"
        "    try: getattr(t, name)\n"
        "    except MissingExtra as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    needs = "customerbase.testing needs hypothesis: pip install 'customerbase[testing]'"
    assert done.stdout.splitlines() == [needs] * 3


def test_a_rule_that_says_no_bins_needs_them_said():
    with pytest.raises(ValueError, match="give bins="):
        check_scale(scored)
    with pytest.raises(BrokenLaw, match="'range'"):
        check_scale(rfm.fit, bins=4)


def test_a_law_that_is_none_is_refused():
    with pytest.raises(ValueError, match="choose from everybody"):
        check_scale(rfm.fit, without=["monotony"])
    with pytest.raises(ValueError, match="choose from named"):
        check_segments(rfm.standard(), without=["order"])


def test_a_nested_rule_may_say_so_where_it_gives_no_scale():
    def nested(people):
        return scored(people, rfm.fit_nested(people))

    check_scale(nested, bins=5, nested=True, max_examples=30)
    with pytest.raises(BrokenLaw) as raised:
        check_scale(nested, bins=5, max_size=6, shrink=False)
    assert raised.value.law in ("frequency", "monetary", "purchase")


def test_importing_the_testing_package_loads_neither_hypothesis_nor_pytest_and_the_laws_are_there():
    code = (
        "import sys, customerbase.testing as t;"
        "assert not {'hypothesis', 'pytest'} & set(sys.modules);"
        "print(t.check_scale.__module__, t.check_segments.__module__, 'pytest' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == [
        "customerbase.testing.laws.scales",
        "customerbase.testing.laws.maps",
        "False",
    ]


# ------------------------------------------------------------------ maps of segments


def halves(cls=SegmentMap):
    return cls(
        name="halves",
        segments=[
            Segment(name="leader", introductions=2, bought=None),
            Segment(name="late", r=2),
            Segment(name="often", f=2),
            Segment(name="never", bought=False),
        ],
        bins=2,
    )


class NamesAnother(SegmentMap):
    def segment(self, points, introductions=0, *, visited=True):
        return "sleeping" if points == (1, 1, 1) else super().segment(points, introductions, visited=visited)


class LastMatchWins(SegmentMap):
    def segment(self, points, introductions=0, *, visited=True):
        held = [each.name for each in self.segments if each.holds(points, introductions, visited=visited)]
        return held[-1] if held else self.otherwise


class GetsTired(SegmentMap):
    """The more it was asked, the more it leaves out; as long as two laws take to ask, all is well."""

    asked = 0

    def segment(self, points, introductions=0, *, visited=True):
        type(self).asked += 1
        late = type(self).asked > 3 * CASES_OF_HALVES and points == (2, 2, 2)
        return None if late else super().segment(points, introductions, visited=visited)


CASES_OF_HALVES = 2 + 8 * 2 * 2  # who has not bought, and each cell; who brought 0 or 2; visited or not


class CoversAll(SegmentMap):
    def __attrs_post_init__(self):
        super().__attrs_post_init__()
        object.__setattr__(self, "coverage", rfm.Coverage(twice=(), never=(), uncovered=()))


class ForgetsTheIntroductions(SegmentMap):
    def to_plain(self):
        plain = super().to_plain()
        for each in plain["segments"]:
            each.pop("introductions", None)
        return plain


@pytest.mark.filterwarnings("ignore::customerbase.rfm.UnreachedSegment")
@pytest.mark.parametrize(
    ("cls", "law"),
    [
        (NamesAnother, "named"),
        (LastMatchWins, "first"),
        (GetsTired, "calls"),
        (CoversAll, "coverage"),
        (ForgetsTheIntroductions, "round trip"),
    ],
)
def test_a_map_that_is_broken_in_one_respect_is_found_by_the_law_of_it(cls, law):
    check_segments(halves())

    with pytest.raises(BrokenLaw) as raised:
        check_segments(halves(cls))

    assert raised.value.law == law
    assert MAP_LAWS[law] in str(raised.value)


# ------------------------------------------------------------------ what the laws are tried on


@pytest.mark.parametrize(
    "nasty",
    [
        lambda people: len({each.customer_id for each in people}) > len({_figures(each) for each in people}),
        lambda people: sum(each.frequency == 1 for each in people) > 0.7 * len(people) > 3,
        lambda people: any(each.recency is None for each in people),
        lambda people: any(each.monetary.amount < 0 and each.frequency for each in people),
        lambda people: any(each.monetary.amount == 0 for each in people),
        lambda people: {Decimal("100.05"), Decimal("100.04")} <= {each.monetary.amount for each in people},
        lambda people: any(not each.customer_id.isascii() for each in people),
        lambda people: any(each.recency == 0 for each in people),
        lambda people: len(people) > 8,
        lambda people: len(people) == 1,
    ],
)
def test_customers_are_nasty_in_the_ways_that_trip_rules(nasty):
    assert nasty(find(strategies.rfm_customers(), nasty, settings=QUICKLY))


def _figures(each):
    return each.recency, each.frequency, each.monetary


@given(strategies.rfm_customers())
def test_customers_stand_there_once_and_somebody_visited(people):
    assert len({each.customer_id for each in people}) == len(people)
    assert any(each.frequency for each in people)
    for each in people:
        assert isinstance(each, RfmSummary)
        if each.recency is not None:
            assert (people.as_of - each.last_purchase).days == each.recency
            assert (people.as_of - each.first_purchase).days == each.tenure


@given(strategies.sale_histories(["C1", "C2"], currency="EUR", returns=False, max_size=6))
def test_sales_keep_to_what_was_asked(sold):
    assert [each.purchase_id for each in sold] == [f"S{i + 1}" for i in range(len(sold))]
    for each in sold:
        assert each.customer_id in ("C1", "C2")
        assert (each.amount.currency, each.is_return) == ("EUR", False)


def test_a_cell_is_three_points():
    assert Points(1, 2, 3) == (1, 2, 3)
