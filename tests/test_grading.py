"""Rules that put customers into grades: what each says, how they combine, how they are written down."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import CurrencyMismatch, CustomerbaseError, InvalidRecord
from customerbase.grading import (
    RULES,
    Grade,
    GradeRule,
    best_of,
    by_credit,
    by_credit_limit,
    by_employees,
    by_floor_area,
    by_registered_capital,
    by_sales,
    by_turnover,
    first_of,
    from_plain,
    grade_of,
    points,
    scored,
    to_plain,
    worst_of,
)
from customerbase.model import Customer
from customerbase.values import CreditStanding, Money, Size


def customer(rating=None, limit=None, **size):
    credit = CreditStanding(rating=rating, limit=limit) if rating or limit else None
    return Customer(customer_id="C1", name="Ann", credit=credit, size=Size(**size))


def cny(amount):
    return Money(amount, "CNY")


RATED = by_credit({"A": ["AAA", "AA"], "B": "A", "C": "D"})
STAFFED = by_employees([("A", 500), ("B", 100), ("C", 0)])


# ------------------------------------------------------------------ one fact


def test_a_rating_earns_the_grade_that_names_it():
    assert RATED(customer(rating="AA")) == Grade("A", "credit rating 'AA'")
    assert RATED(customer()) == Grade(None, "credit rating unknown")
    assert RATED(customer(rating="ZZ")) == Grade(None, "credit rating 'ZZ' belongs to no grade")


@pytest.mark.parametrize(("employees", "grade"), [(500, "A"), (499, "B"), (100, "B"), (99, "C"), (0, "C")])
def test_the_least_that_earns_a_grade_earns_it(employees, grade):
    assert STAFFED(customer(employees=employees)).grade == grade


def test_what_lies_below_every_grade_has_none_and_says_why():
    rule = by_employees([("A", 1_000), ("B", 10)])

    assert rule(customer(employees=3)) == Grade(None, "3 employees, below 10, the least that is graded")


@pytest.mark.parametrize(
    ("make", "known", "reason"),
    [
        (by_turnover, {"turnover": cny(50)}, "turnover 50.00 CNY, at least 10.00 CNY"),
        (
            by_registered_capital,
            {"registered_capital": cny(50)},
            "registered capital 50.00 CNY, at least 10.00 CNY",
        ),
        (by_credit_limit, {"limit": cny(50)}, "credit limit 50.00 CNY, at least 10.00 CNY"),
    ],
)
def test_money_is_graded_in_one_currency_only(make, known, reason):
    rule = make([("A", cny(10))])

    assert rule(customer(**known)) == Grade("A", reason)
    assert rule(customer()).grade is None
    assert rule(customer()).reason.endswith("unknown")
    other = rule(customer(**{name: Money(50, "USD") for name in known}))
    assert other.grade is None
    assert "USD" in other.reason
    assert "CNY" in other.reason


def test_floor_area_is_in_square_metres():
    assert by_floor_area({"A": "99.5"})(customer(floor_area=Decimal(1200))).reason == (
        "1,200 m² of floor area, at least 99.5"
    )


def test_purchases_in_another_currency_are_neither_converted_nor_dropped():
    rule = by_sales([("A", cny(100)), ("B", cny(0))])

    assert rule(customer(), [cny(60), cny(40)]).grade == "A"
    assert rule(customer(), []).grade == "B"
    assert rule(customer(), None) == Grade(None, "size of purchases unknown")
    assert rule(customer(), [cny(100), Money(1, "USD")]) == Grade(
        None, "size of purchases is in USD, the rule in CNY"
    )


# ------------------------------------------------------------------ several facts


def test_both_must_be_good_for_the_worst_of_them_to_be():
    rule = RATED & STAFFED

    graded = rule(customer(rating="AAA", employees=120))

    assert graded == Grade("B", "the worst of A (credit rating 'AAA'), B (120 employees, at least 100)")
    assert rule == worst_of(RATED, STAFFED)
    assert rule.grades == ("A", "B", "C")


def test_what_is_unknown_is_never_graded_in_silence():
    rule = RATED & STAFFED

    assert rule(customer(rating="A")).grade is None
    assert rule(customer(rating="A")).reason.startswith("number of employees unknown")
    assert worst_of(RATED, STAFFED, known_only=True)(customer(rating="A")).grade == "B"
    # the lowest grade cannot become worse, the highest not better
    assert rule(customer(rating="D")).grade == "C"
    assert best_of(RATED, STAFFED)(customer(rating="AA")).grade == "A"
    assert best_of(RATED, STAFFED)(customer(rating="A")).grade is None


def test_the_first_that_knows_says_it():
    rule = RATED | STAFFED

    assert rule(customer(employees=120)).reason == "120 employees, at least 100"
    assert rule(customer(rating="D", employees=900)).grade == "C"
    assert rule(customer()) == Grade(None, "credit rating unknown; number of employees unknown")
    assert rule == first_of(RATED, STAFFED)


def test_orders_of_grades_must_agree_or_be_said():
    turned = by_employees([("C", 500), ("A", 0)])
    stars = by_employees([("gold", 500), ("tin", 0)])

    with pytest.raises(InvalidRecord, match="different orders"):
        worst_of(RATED, turned)
    with pytest.raises(InvalidRecord, match="not compared"):
        worst_of(RATED, stars)
    rule = worst_of(RATED, stars, order=["A", "gold", "B", "tin", "C"])
    assert rule(customer(rating="AA", employees=900)).grade == "gold"
    with pytest.raises(InvalidRecord, match="lacks tin"):
        worst_of(RATED, stars, order=["A", "B", "C", "gold"])


def test_points_are_a_weighted_mean():
    rule = points(
        scored(RATED, {"A": 100, "B": 60, "C": 0}, weight=2),
        scored(STAFFED, {"A": 100, "B": 50, "C": 0}),
        least=[("gold", 70), ("silver", 40)],
    )

    assert rule(customer(rating="AA", employees=5)).grade == "silver"  # 200 / 3
    assert rule(customer(rating="A", employees=900)).grade == "gold"  # 220 / 3
    assert rule(customer(rating="A", employees=900)).reason == (
        "73.33 points (60 × 2 for B (credit rating 'A'), 100 × 1 for A (900 employees, at least 500)), at least 70"
    )
    assert rule(customer(rating="D", employees=1)).reason.endswith("below 40, the least that is graded")
    assert rule(customer(rating="AA")) == Grade(None, "number of employees unknown")


def test_points_may_be_taken_over_what_is_known():
    part = scored(RATED, {"A": 100, "B": 60, "C": 0})
    rule = points(part, scored(STAFFED, {"A": 1, "B": 1, "C": 1}), least={"gold": 60}, known_only=True)

    assert rule(customer(rating="A")).grade == "gold"
    assert rule(customer()).grade is None


def test_a_plain_function_stands_where_a_rule_may():
    def by_name(each):
        return Grade("A" if each.name == "Ann" else None, "her name")

    assert grade_of(by_name, customer()) == Grade("A", "her name")
    assert (RATED | by_name)(customer()).grade == "A"
    with pytest.raises(InvalidRecord, match="order="):
        worst_of(RATED, by_name)
    assert worst_of(RATED, by_name, order="ABC")(customer(rating="A")).grade == "B"
    odd = worst_of(RATED, lambda each: Grade("odd", each.name), order="ABC")
    with pytest.raises(InvalidRecord, match="none of the grades"):
        odd(customer(rating="A"))


# ------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    "make",
    [
        lambda: by_employees([]),
        lambda: by_employees([("A", 10), ("B", 10)]),
        lambda: by_employees([("A", 10), ("A", 5)]),
        lambda: by_employees([("A", 1.5)]),
        lambda: by_employees([("A", "many")]),
        lambda: by_employees([("A", "NaN")]),
        lambda: by_employees([("", 5)]),
        lambda: by_turnover([("A", 10)]),
        lambda: by_credit({}),
        lambda: by_credit({"A": "AA", "B": "AA"}),
        worst_of,
        lambda: points(least={"A": 1}),
        lambda: scored(RATED, {"A": 1, "B": 2}),
        lambda: scored(RATED, {"A": 3, "B": 2, "C": 1}, weight=0),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(make):
    with pytest.raises(InvalidRecord):
        make()


def test_the_steps_of_a_rule_are_in_one_currency():
    with pytest.raises(CurrencyMismatch):
        by_sales([("A", cny(10)), ("B", Money(1, "USD"))])


# ------------------------------------------------------------------ written down

FIGURES = st.lists(st.integers(0, 10**6), min_size=3, max_size=3, unique=True).map(
    lambda figures: sorted(figures, reverse=True)
)
COUNTED = st.builds(
    lambda make, figures: make(zip("ABC", figures, strict=True)),
    st.sampled_from([by_employees, by_floor_area]),
    FIGURES,
)
PRICED = st.builds(
    lambda make, figures, code: make([(g, Money(n, code)) for g, n in zip("ABC", figures, strict=True)]),
    st.sampled_from([by_sales, by_turnover, by_registered_capital, by_credit_limit]),
    FIGURES,
    st.sampled_from(["CNY", "USD"]),
)
SINGLE = COUNTED | PRICED | st.just(RATED)


def combined(rules):
    several = st.lists(rules, min_size=1, max_size=3)
    worth = {"A": 90, "B": "50.5", "C": 0}
    parts = st.lists(
        st.builds(lambda rule, n: scored(rule, worth, weight=n), rules, st.integers(1, 9)), min_size=1
    )
    return (
        st.builds(lambda given, known: worst_of(*given, known_only=known), several, st.booleans())
        | st.builds(lambda given: best_of(*given, order="ABC"), several)
        | several.map(lambda given: first_of(*given))
        | st.builds(
            lambda given, figures: points(*given, least=zip("ABC", figures, strict=True)), parts, FIGURES
        )
    )


ANY_RULE = st.recursive(SINGLE, combined, max_leaves=5)
CUSTOMERS = st.builds(
    customer,
    rating=st.sampled_from([None, "AAA", "A", "D"]),
    limit=st.none() | st.builds(cny, st.integers(0, 10**6)),
    employees=st.none() | st.integers(0, 10**6),
    turnover=st.none() | st.builds(cny, st.integers(0, 10**6)),
)
BOUGHT = st.none() | st.lists(st.builds(cny, st.integers(0, 10**6)), max_size=2)


@given(ANY_RULE)
def test_any_rule_is_read_back_equal_from_json(rule):
    written = json.dumps(to_plain(rule))

    assert from_plain(json.loads(written)) == rule


@given(ANY_RULE, CUSTOMERS, BOUGHT)
def test_any_rule_gives_one_of_its_grades_or_none_and_says_why(rule, who, bought):
    graded = rule(who, bought)

    assert graded.grade is None or graded.grade in rule.grades
    assert graded.reason
    assert "\n" not in graded.reason
    assert from_plain(to_plain(rule))(who, bought) == graded


@given(SINGLE, SINGLE, CUSTOMERS, BOUGHT)
def test_the_worst_is_no_better_and_the_best_no_worse_than_each(one, other, who, bought):
    place = "ABC".index
    known = [g for each in (one, other) if (g := each(who, bought).grade) is not None]
    worst = worst_of(one, other)(who, bought).grade
    best = best_of(one, other)(who, bought).grade

    if worst is not None:
        assert place(worst) == max(map(place, known))
    if best is not None:
        assert place(best) == min(map(place, known))
    if len(known) == 2:
        assert None not in (worst, best)


def test_a_plain_function_cannot_be_written_down():
    with pytest.raises(InvalidRecord, match="plain function"):
        to_plain(RATED | (lambda each: Grade("A", each.name)))


@pytest.mark.parametrize(
    "junk",
    [
        None,
        [],
        "by_credit",
        {},
        {"rule": "by_luck"},
        {"rule": ["by_credit"]},
        {"rule": "by_credit"},
        {"rule": "by_credit", "ratings": 5},
        {"rule": "by_credit", "ratings": [["A", 5]]},
        {"rule": "by_employees", "least": [["A"]]},
        {"rule": "by_employees", "least": [["A", 1.5]]},
        {"rule": "by_sales", "least": [["A", "1"]]},
        {"rule": "by_sales", "currency": "XXX", "least": [["A", "1"]]},
        {"rule": "worst_of", "rules": [{"rule": "by_luck"}]},
        {"rule": "worst_of", "rules": None},
        {"rule": "points", "parts": [{"of": {"rule": "by_luck"}}], "least": []},
        {"rule": "points", "parts": ["x"], "least": [["A", "1"]]},
    ],
)
def test_junk_is_refused_by_name(junk):
    with pytest.raises(CustomerbaseError):
        from_plain(junk)


class ByName(GradeRule):
    """A rule of one's own."""

    grades = ("A",)

    def __call__(self, customer, bought=None):
        return Grade("A" if customer.name == "Ann" else None, f"is called {customer.name}")

    def to_plain(self):
        return {"rule": "by_name"}

    def __eq__(self, other):
        return isinstance(other, ByName)

    def __hash__(self):
        return 0


def test_a_rule_of_ones_own_combines_and_is_read_back():
    rule = RATED | ByName()
    mine = {**RULES, "by_name": lambda _plain, _read: ByName()}

    assert rule(customer()).grade == "A"
    assert from_plain(to_plain(rule), rules=mine) == rule
    with pytest.raises(InvalidRecord, match="by_name"):
        from_plain(to_plain(rule))


def test_a_reason_is_said_in_chinese_too():
    assert RATED(customer(rating="AA")).reason_zh == "信用等级“AA”"
    assert RATED(customer()).reason_zh == "信用等级不详"
    sized = by_employees([("large", 100), ("small", 10)])
    assert sized(customer(employees=120)).reason_zh == "员工 120 人，不低于 100"
    assert sized(customer(employees=3)).reason_zh == "员工 3 人，低于定级下限 10"
    both = worst_of(RATED, sized, order=["large", "A", "B", "C", "small"])
    assert both(customer(rating="AAA", employees=12)).reason_zh == (
        "取最低：A（信用等级“AAA”）、小型（员工 12 人，不低于 10）"
    )
    assert worst_of(RATED, sized, order=["large", "A", "B", "C", "small"])(
        customer(rating="AAA")
    ).reason_zh == ("员工人数不详（另有 A（信用等级“AAA”））")
    by_points = points(scored(sized, {"large": 100, "small": 50}), least=[("A", 80), ("B", 0)])
    assert by_points(customer(employees=12)).reason_zh == (
        "50.00 分（小型得 50 × 1（员工 12 人，不低于 10）），不低于 0"
    )
    assert by_points(customer()).reason_zh == "员工人数不详"


def test_a_reason_without_chinese_stands_as_it_was_given():
    assert Grade("B", "her name").reason_zh == "her name"
    assert Grade("B", "her name", "姓名") == Grade("B", "her name")
