"""Money: exact, in one currency, and never a float."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import CurrencyMismatch, InvalidRecord
from customerbase.testing import strategies
from customerbase.values import CURRENCIES, Money, total

CNY = strategies.money(["CNY"], places=6)


# ------------------------------------------------------------------ laws


@given(CNY, CNY, CNY)
def test_addition_commutes_and_associates_exactly(a: Money, b: Money, c: Money) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + Money.zero("CNY") == a
    assert a - a == Money.zero("CNY")
    assert a + (-b) == a - b
    assert abs(a) == abs(-a)


@given(CNY, st.integers(-100, 100), st.integers(-100, 100))
def test_multiplication_by_whole_numbers_distributes(a: Money, m: int, n: int) -> None:
    assert a * m + a * n == a * (m + n)
    assert m * a == a * m


@given(st.lists(CNY, max_size=8), st.randoms(use_true_random=False))
def test_a_total_is_the_exact_sum_in_any_order(amounts: list[Money], random: Any) -> None:
    mixed = list(amounts)
    random.shuffle(mixed)

    exact = sum((Fraction(each.amount) for each in amounts), Fraction(0))

    assert Fraction(total(amounts, currency="CNY").amount) == exact
    assert total(mixed, currency="CNY") == total(amounts, currency="CNY")


@given(CNY, CNY)
def test_amounts_are_ordered_as_their_numbers(a: Money, b: Money) -> None:
    assert (a < b, a <= b, a > b, a >= b) == (
        a.amount < b.amount,
        a.amount <= b.amount,
        a.amount > b.amount,
        a.amount >= b.amount,
    )


@given(CNY, CNY, strategies.numbers(-1000, 1000))
def test_what_the_caller_set_for_decimals_changes_nothing(a: Money, b: Money, factor: Decimal) -> None:
    usual = (a + b, a - b, a * factor, -a, abs(a), a.rounded(), str(a), total([a, b]))
    with localcontext() as context:
        context.prec = 2
        assert (a + b, a - b, a * factor, -a, abs(a), a.rounded(), str(a), total([a, b])) == usual


# ------------------------------------------------------------------ a value


def test_trailing_zeros_make_no_difference() -> None:
    assert Money("1.0", "CNY") == Money("1.00", "CNY") == Money(1, "CNY")
    assert len({Money("1.0", "CNY"), Money("1.00", "CNY"), Money(1, "CNY")}) == 1
    assert Money("0", "CNY") == Money("-0.00", "CNY")


def test_amounts_of_two_currencies_are_different_even_when_both_are_nothing() -> None:
    assert Money(0, "CNY") != Money(0, "USD")
    assert Money(1, "CNY") != 1
    assert (Money(1, "CNY") == Decimal(1)) is False


@given(strategies.money(list(CURRENCIES)))
def test_money_survives_pickle_and_copy(amount: Money) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(amount, protocol)) == amount
    assert copy.copy(amount) == amount
    assert copy.deepcopy(amount) == amount


@given(strategies.money(list(CURRENCIES)))
def test_what_repr_prints_is_python(amount: Money) -> None:
    again = eval(repr(amount), {"Money": Money})

    assert again == amount
    assert str(again.amount) == str(amount.amount)


@pytest.mark.parametrize("name", ["amount", "currency", "other"])
def test_money_cannot_be_changed(name: str) -> None:
    amount = Money(1, "CNY")

    with pytest.raises(AttributeError):
        setattr(amount, name, Decimal(2))
    with pytest.raises(AttributeError):
        delattr(amount, name)
    assert amount == Money(1, "CNY")


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    "bad",
    [
        1.5,
        True,
        None,
        "",
        "12,50",
        "NaN",
        "Infinity",
        Decimal("sNaN"),
        "0.0000001",
        10**18,
        "1E+18",
        -(10**18),
        pytest.param(10**5_000, id="5,001 digits"),
        b"1",
        pytest.param("\ud800", id="half a surrogate pair"),
        "1\x00",
        Fraction(1, 2),
        [1],
    ],
)
def test_what_is_no_exact_number_is_refused(bad: Any) -> None:
    with pytest.raises(InvalidRecord) as caught:
        Money(bad, "CNY")

    assert [each.path for each in caught.value.problems] == ["$.amount"]


def test_a_float_is_told_what_to_do_instead() -> None:
    with pytest.raises(InvalidRecord, match="use Decimal or text"):
        Money(0.1, "CNY")  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", ["", "cny", "RMB", "EURO", None, 156, ["CNY"], {}])
def test_a_currency_is_a_code_of_iso_4217(bad: Any) -> None:
    with pytest.raises(InvalidRecord) as caught:
        Money(1, bad)

    assert [each.path for each in caught.value.problems] == ["$.currency"]


def test_both_faults_are_named_at_once() -> None:
    with pytest.raises(InvalidRecord) as caught:
        Money(1.0, "RMB")  # type: ignore[arg-type]

    assert [each.path for each in caught.value.problems] == ["$.amount", "$.currency"]


def test_two_currencies_are_never_mixed() -> None:
    yuan, dollar = Money(1, "CNY"), Money(1, "USD")

    refused: tuple[Callable[[], Any], ...] = (
        lambda: yuan + dollar,
        lambda: yuan - dollar,
        lambda: yuan < dollar,
        lambda: yuan <= dollar,
        lambda: yuan > dollar,
        lambda: yuan >= dollar,
        lambda: total([yuan, dollar]),
        lambda: total([yuan], currency="USD"),
    )
    for mixed in refused:
        with pytest.raises(CurrencyMismatch) as caught:
            mixed()
        assert caught.value.currencies == ("CNY", "USD")


@pytest.mark.parametrize("other", [1, Decimal(1), 1.0, "1", None])
def test_money_and_a_bare_number_are_neither_added_nor_compared(other: Any) -> None:
    amount = Money(1, "CNY")

    refused: tuple[Callable[[], Any], ...] = (
        lambda: amount + other,
        lambda: other + amount,
        lambda: amount - other,
        lambda: amount < other,
        lambda: amount <= other,
        lambda: amount > other,
        lambda: amount >= other,
    )
    for mixed in refused:
        with pytest.raises(TypeError):
            mixed()


@pytest.mark.parametrize("factor", [1.5, True, "2", None, Money(1, "CNY")])
def test_money_is_multiplied_by_exact_numbers_only(factor: Any) -> None:
    with pytest.raises(TypeError):
        Money(1, "CNY") * factor


@pytest.mark.parametrize(
    "factor", [Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN"), 10**18, Decimal("1E+99")]
)
def test_a_product_that_is_no_amount_is_refused(factor: Decimal) -> None:
    with pytest.raises(InvalidRecord):
        Money(1, "CNY") * factor


def test_a_sum_too_large_to_keep_is_refused() -> None:
    most = Money(10**18 - 1, "CNY")

    refused: tuple[Callable[[], Money], ...] = (
        lambda: most + most,
        lambda: -most - most,
        lambda: total([most, most]),
    )
    for large in refused:
        with pytest.raises(InvalidRecord, match="more than 18 digits"):
            large()


def test_the_sum_of_nothing_needs_a_currency() -> None:
    assert total([], currency="JPY") == Money(0, "JPY")
    with pytest.raises(ValueError, match="give currency="):
        total([])
    with pytest.raises(InvalidRecord):
        total([], currency="RMB")


# ------------------------------------------------------------------ rounding


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("1234.5", "JPY", "1234"),
        ("1235.5", "JPY", "1236"),
        ("0.125", "CNY", "0.12"),
        ("0.135", "CNY", "0.14"),
        ("-0.125", "CNY", "-0.12"),
        ("0.0005", "KWD", "0.000"),
        ("0.00005", "CLF", "0.0000"),
        ("1E+3", "CNY", "1000.00"),
    ],
)
def test_rounding_goes_to_the_minor_unit_half_to_even(amount: str, currency: str, expected: str) -> None:
    assert str(Money(amount, currency).rounded().amount) == expected


def test_a_product_is_rounded_half_to_even_at_six_decimals() -> None:
    assert Money("0.000001", "CNY") * Decimal("0.5") == Money(0, "CNY")
    assert Money("0.000003", "CNY") * Decimal("0.5") == Money("0.000002", "CNY")


def test_money_prints_with_its_minor_unit() -> None:
    assert str(Money("1234567.5", "CNY")) == "1,234,567.50 CNY"
    assert str(Money("1234567.5", "JPY")) == "1,234,568 JPY"


def test_nothing_is_false_and_anything_else_is_true() -> None:
    assert not Money("0.00", "CNY")
    assert Money("-0.01", "CNY")
