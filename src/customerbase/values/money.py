"""Exact money: a Decimal and a currency of ISO 4217, never a float, never two currencies in a sum."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import Any, Final

from customerbase.errors import CurrencyMismatch, InvalidRecord, Problem
from customerbase.validation import EXACT, LIMIT, check_decimal

__all__ = ["CURRENCIES", "Money", "total"]

_MICRO: Final = Decimal("0.000001")
_TOO_LARGE: Final = "has more than 18 digits before the point"


def _currencies() -> dict[str, int]:
    two = (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
        "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
        "GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL "
        "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK "
        "PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
        "TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"
    )
    none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
    three = "BHD IQD JOD KWD LYD OMR TND"
    table = dict.fromkeys(two.split(), 2)
    table |= dict.fromkeys(none.split(), 0)
    table |= dict.fromkeys(three.split(), 3)
    table |= {"CLF": 4, "UYW": 4}
    return dict(sorted(table.items()))


CURRENCIES: Final = _currencies()
"""Code of ISO 4217 → number of decimals of its minor unit."""


class Money:
    """An exact amount in one currency.

    Parameters
    ----------
    amount : Decimal, int or str
        At most six decimals.  A float is refused: it is not exact.
    currency : str
        Code of ISO 4217.

    Raises
    ------
    InvalidRecord
        Naming each parameter that is wrong.
    CurrencyMismatch
        When amounts of two currencies are added, subtracted or compared.

    Examples
    --------
    >>> Money("19.90", "CNY") + Money(5, "CNY")
    Money('24.90', 'CNY')
    >>> print(Money("1234567.5", "CNY"))
    1,234,567.50 CNY
    """

    __slots__ = ("amount", "currency")

    amount: Decimal
    currency: str

    def __init__(self, amount: Decimal | int | str, currency: str) -> None:
        exact: Any = amount
        if type(amount) is not Decimal:
            exact = _to_decimal(amount)
        fault = "is no exact number" if exact is None else check_decimal(exact)
        known = isinstance(currency, str) and currency in CURRENCIES
        if fault is not None or not known:
            problems = []
            if fault is not None:
                hint = "use Decimal or text: Money('1.10', ...)" if isinstance(amount, float) else None
                problems.append(Problem("$.amount", amount, str(fault), hint))
            if not known:
                hint = "write its code, for example CNY, EUR, USD"
                problems.append(Problem("$.currency", currency, "is no currency of ISO 4217", hint))
            raise InvalidRecord("Money", problems)
        object.__setattr__(self, "amount", exact)
        object.__setattr__(self, "currency", currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Return nothing at all, in this currency."""
        return cls(0, currency)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Money cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"Money cannot be changed: {name}")

    def __getstate__(self) -> tuple[Decimal, str]:
        return self.amount, self.currency

    def __setstate__(self, state: tuple[Decimal, str]) -> None:
        object.__setattr__(self, "amount", state[0])
        object.__setattr__(self, "currency", state[1])

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch((self.currency, other.currency))
        return other.amount

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return _of_exact(EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return _of_exact(EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        """Multiply by an exact number; the result is rounded, half to even, to six decimals."""
        if type(factor) is not Decimal:
            if not isinstance(factor, Decimal | int) or isinstance(factor, bool):
                return NotImplemented
            factor = Decimal(factor)
        if not factor.is_finite():
            raise InvalidRecord("Money", [Problem("$.amount", factor, "is not a finite number")])
        return _of_exact(rounded(EXACT.multiply(self.amount, factor)), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return _of_exact(EXACT.minus(self.amount), self.currency)

    def __abs__(self) -> Money:
        return _of_exact(EXACT.abs(self.amount), self.currency)

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount >= self._same(other)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.currency == other.currency and self.amount == other.amount

    def __hash__(self) -> int:
        return hash((self.amount, self.currency))

    def __bool__(self) -> bool:
        return bool(self.amount)

    @property
    def places(self) -> int:
        """Decimals of the currency's minor unit."""
        return CURRENCIES[self.currency]

    def rounded(self) -> Money:
        """Return the amount to the currency's minor unit, half to even."""
        exponent = Decimal(1).scaleb(-self.places, context=EXACT)
        return _of_exact(self.amount.quantize(exponent, context=EXACT), self.currency)

    def __repr__(self) -> str:
        return f"Money({str(self.amount)!r}, {self.currency!r})"

    def __str__(self) -> str:
        return f"{self.rounded().amount:,} {self.currency}"


def _of_exact(amount: Decimal, currency: str) -> Money:
    # What sums and products of checked amounts can still break is their size alone.
    if not -LIMIT < amount < LIMIT:
        raise InvalidRecord("Money", [Problem("$.amount", amount, _TOO_LARGE)])
    made = object.__new__(Money)
    object.__setattr__(made, "amount", amount)
    object.__setattr__(made, "currency", currency)
    return made


def _to_decimal(amount: object) -> Decimal | None:
    if isinstance(amount, Decimal):
        return amount
    if isinstance(amount, str | int) and not isinstance(amount, bool):
        try:
            return Decimal(amount)
        except (ArithmeticError, ValueError):
            return None
    return None


def rounded(amount: Decimal) -> Decimal:
    """Round half to even to six decimals, the finest that money is kept to."""
    if not -LIMIT < amount < LIMIT:
        return amount
    finest = amount.quantize(_MICRO, context=EXACT)
    return amount if finest == amount else finest


def total(amounts: Iterable[Money], *, currency: str | None = None) -> Money:
    """Add amounts of one currency.

    Parameters
    ----------
    amounts : iterable of Money
    currency : str, optional
        What the sum of nothing is in, and the only currency accepted.

    Raises
    ------
    CurrencyMismatch
        If there are several currencies.
    ValueError
        If there is nothing to add and no `currency` was given.

    Examples
    --------
    >>> total([Money("0.10", "EUR")] * 3)
    Money('0.30', 'EUR')
    """
    with localcontext(EXACT):
        summed = Decimal(0)
        for each in amounts:
            if each.currency != currency:
                if currency is not None:
                    raise CurrencyMismatch((currency, each.currency))
                currency = each.currency
            summed += each.amount
    if currency is None:
        raise ValueError("the sum of no amounts has no currency: give currency=")
    if currency not in CURRENCIES:
        return Money(summed, currency)
    return _of_exact(summed, currency)
