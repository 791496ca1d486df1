"""What counts by itself among purchases: an order or a line, on a local day, in one currency."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, tzinfo
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar

from customerbase.errors import CurrencyMismatch
from customerbase.model import Purchase, Sale
from customerbase.validation import EXACT
from customerbase.values import CURRENCIES, Money

__all__ = [
    "EXACT",
    "MEAN",
    "Count",
    "Dealt",
    "Returns",
    "dealt_with",
    "in_one_currency",
    "no_day",
    "only_day",
    "trimmed",
]

H = TypeVar("H")

_MINOR: Final = {code: Decimal(1).scaleb(-places) for code, places in CURRENCIES.items()}
_NO_SALE: Final = "{} is no sale; for a table use customerbase.tables.rfm"
MEAN: Final = Context(prec=28, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX)


class Count(StrEnum):
    """What one visit is."""

    ORDER = "order"
    DAY = "day"
    LINE = "line"


class Returns(StrEnum):
    """What a return does: a purchase that reverses another one, or whose lines are all negative.

    `LOWER` lowers the amount and is no visit; `IGNORE` leaves it out
    altogether; `VISIT` lowers the amount and is a visit like any other, as
    the common packages have it.
    """

    LOWER = "lower"
    IGNORE = "ignore"
    VISIT = "visit"


class Dealt(NamedTuple):
    """One order or line, on its local day."""

    customer_id: str
    on: date
    currency: str
    amount: Decimal
    is_return: bool


def dealt_with(purchases: Iterable[Sale], as_of: date, zone: tzinfo | None, count: Count) -> Iterator[Dealt]:
    """Yield what counts by itself: an order, or each of its lines."""
    only_day(as_of)
    if zone is not None and not isinstance(zone, tzinfo):
        raise TypeError(f"zone={zone!r} is no time zone: give its name, as in Asia/Shanghai, or a tzinfo")
    if not isinstance(purchases, Iterable) and hasattr(type(purchases), "columns"):
        # A table that can be asked for a column by its number, and so begins to give them.
        raise TypeError(_NO_SALE.format(type(purchases).__name__))
    for each in purchases:
        try:
            at = getattr(each, "at", None) if zone is not None else None
            on = each.on if at is None else at.astimezone(zone).date()
            if on > as_of:
                continue
            if count is not Count.LINE:
                amount = each.amount
                yield Dealt(each.customer_id, on, amount.currency, amount.amount, each.is_return)
                continue
        except AttributeError as error:
            _only_sale(each, error)
            raise
        if not isinstance(each, Purchase):
            raise TypeError(f"count='line' needs purchases with their lines, and {each!r} has none")
        for line in each.lines:
            amount, back = line.amount, each.is_return or line.quantity < 0
            yield Dealt(each.customer_id, on, amount.currency, amount.amount, back)


def only_day(given: date, name: str = "as_of") -> date:
    """Return a day as it is.

    Raises
    ------
    TypeError
        If it is none, or a moment: which day that is depends on the zone.
    """
    if type(given) is date:
        return given
    raise no_day(given, name)


def no_day(given: object, name: str = "as_of") -> TypeError:
    """Return what is to be raised of something that is no day."""
    hint = "give a datetime.date, as in date(2024, 12, 31)"
    if isinstance(given, datetime):
        hint += " (.date() of it, if its day is the local one)"
    said = repr(given) if isinstance(given, datetime) else reprlib.repr(given)
    return TypeError(f"{name}={said} is no day: {hint}")


def _only_sale(given: Any, error: AttributeError) -> None:
    """Refuse what is no sale: a table gives its columns, or their names, one by one."""
    name = type(given).__name__
    if not all(hasattr(given, part) for part in ("customer_id", "on", "amount", "is_return")):
        raise TypeError(_NO_SALE.format(name)) from error
    if not isinstance(given.amount, Money):
        held = type(given.amount).__name__
        raise TypeError(f"{name} is no sale: its amount is of the type {held}, not Money") from error


def trimmed(amount: Decimal, currency: str) -> Decimal:
    """Write an amount in one way, however it was summed up.

    It has the decimals of the currency's minor unit; if it is finer, all of
    its own and no needless zeros.

    >>> [str(trimmed(Decimal(each), "CNY")) for each in ("4310.000000", "4310", "0.3350")]
    ['4310.00', '4310.00', '0.335']
    """
    minor = amount.quantize(_MINOR[currency], context=EXACT)
    return minor if minor == amount else amount.normalize(EXACT)


def in_one_currency(
    held: Mapping[str, dict[str, H]], currency: str | None
) -> tuple[str | None, dict[str, H]]:
    """Return the one currency and what is held in it: the one chosen, or the only one there is.

    Raises
    ------
    CurrencyMismatch
    ValueError
        If the one chosen is no currency.
    """
    if currency is not None and (not isinstance(currency, str) or currency not in CURRENCIES):
        raise ValueError(f"currency={currency!r} is no currency of ISO 4217: write its code, as in CNY")
    if currency is not None:
        return currency, held.get(currency, {})
    if len(held) > 1:
        raise CurrencyMismatch(held)
    return next(iter(held.items()), (None, {}))
