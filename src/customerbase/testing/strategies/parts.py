"""The small values: money, days, addresses, phones, standing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from customerbase.records.numbering import Numbering
from customerbase.testing.strategies.words import (
    built,
    company_names,
    drawn,
    keys,
    maybe,
    person_names,
    texts,
)
from customerbase.validation import FrozenMap
from customerbase.values import (
    CURRENCIES,
    Address,
    Anniversary,
    Calendar,
    CreditStanding,
    Email,
    Identifier,
    Money,
    PartialDate,
    PaymentTerms,
    Period,
    Phone,
    Size,
)

__all__ = [
    "YEARS",
    "addresses",
    "anniversaries",
    "attributes",
    "credit_standings",
    "currencies",
    "days",
    "emails",
    "identifiers",
    "instants",
    "money",
    "numberings",
    "numbers",
    "partial_dates",
    "payment_terms",
    "periods",
    "phones",
    "sizes",
]

YEARS = Period(start=date(2019, 1, 1), end=date(2024, 12, 31))
"""The days that strategies draw from, unless told otherwise."""

_LABELS = ("main", "mobile", "fax", "home", "公司", "Main", "a]b")
_ZONES = (
    UTC,
    "Asia/Shanghai",
    "America/New_York",
    "Asia/Kathmandu",
    timezone(timedelta(hours=14)),
    timezone(timedelta(hours=-12)),
)


def days(between: Period = YEARS) -> SearchStrategy[date]:
    """Days of a period; often its ends, the ends of months and the 29th of February.

    Parameters
    ----------
    between : Period
        An open side means the first or last day that Python knows.
    """
    first, last = between.start or date.min, between.end or date.max
    plain = st.dates(first, last)
    ends = [first, last]
    for year in range(max(first.year, last.year - 8), last.year + 1):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        ends += [date(year, 1, 1), date(year, 1, 31), date(year, 2, 29 if leap else 28), date(year, 12, 31)]
    return st.sampled_from([each for each in ends if first <= each <= last]) | plain


def instants(between: Period = YEARS) -> SearchStrategy[datetime]:
    """Points in time with a zone; some fall on another day in UTC, some into an hour that comes twice."""
    start, end = between.start or date(2, 1, 1), between.end or date(9998, 12, 31)
    naive = st.datetimes(datetime.combine(start, time.min), datetime.combine(end, time(23, 59)))
    return st.builds(
        lambda at, zone, fold: at.replace(tzinfo=zone, fold=fold),
        naive,
        st.sampled_from(_ZONES).map(lambda zone: ZoneInfo(zone) if isinstance(zone, str) else zone),
        st.integers(0, 1),
    )


def currencies() -> SearchStrategy[str]:
    """Codes of ISO 4217; mostly those with two decimals, none and three."""
    return st.sampled_from(("CNY", "USD", "JPY", "KWD")) | st.sampled_from(list(CURRENCIES))


def numbers(
    least: Decimal | int = -(10**9), most: Decimal | int = 10**9, places: int = 6
) -> SearchStrategy[Decimal]:
    """Exact numbers, with and without trailing zeros; often 0, the ends and halves of the last decimal."""
    first, last = Decimal(least), Decimal(most)
    special = [first, last]
    special += [
        each for each in map(Decimal, ("0", "0.00", "1", "-1", "10", "1E+2")) if first <= each <= last
    ]
    return (
        st.sampled_from(special)
        | st.decimals(first, last, places=places)
        | st.decimals(first, last, places=0)
    )


def money(
    currencies: Sequence[str] = ("CNY", "USD", "JPY"),
    least: Decimal | int = -(10**6),
    most: Decimal | int = 10**6,
    places: int | None = None,
) -> SearchStrategy[Money]:
    """Amounts of money; often 0.

    Parameters
    ----------
    currencies : sequence of str
        One code for amounts that can be added.
    least, most : Decimal or int
    places : int, optional
        Decimals; those of the currency's minor unit if not given.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(money(["EUR"], least=1), lambda each: each.amount > 5).currency
    'EUR'
    """

    def of(currency: str) -> SearchStrategy[Money]:
        decimals = CURRENCIES[currency] if places is None else places
        return numbers(least, most, decimals).map(lambda amount: Money(amount, currency))

    return st.sampled_from(list(currencies)).flatmap(of)


@st.composite
def partial_dates(draw: DrawFn, /, between: Period = YEARS) -> PartialDate:
    """Days known whole, or as a year, a month of a year, a month, or a day without its year."""
    whole = draw(days(between))
    known = draw(st.sampled_from(("ymd", "ym", "y", "md", "m")))
    return PartialDate(
        year=whole.year if "y" in known else None,
        month=whole.month if "m" in known else None,
        day=whole.day if "d" in known else None,
    )


@st.composite
def periods(draw: DrawFn, /, between: Period = YEARS, *, bounded: bool = False) -> Period:
    """Periods; with `bounded`, none has an open side."""
    start, end = sorted((draw(days(between)), draw(days(between))))
    if bounded:
        return Period(start=start, end=end)
    return Period(start=draw(st.sampled_from((start, None))), end=draw(st.sampled_from((end, None))))


def anniversaries(**fields: SearchStrategy[Any]) -> SearchStrategy[Anniversary]:
    """Days to remember, with and without a year, solar and lunar; often the 29th of February."""
    day = partial_dates().filter(lambda each: each.month is not None and each.day is not None)
    return built(
        Anniversary,
        {
            "label": st.sampled_from(("birthday", "founding", "结婚纪念日")) | keys(),
            "day": st.sampled_from((PartialDate(month=2, day=29), PartialDate(year=2000, month=2, day=29)))
            | day,
            "calendar": st.sampled_from(Calendar),
        },
        fields,
    )


def phones(**fields: SearchStrategy[Any]) -> SearchStrategy[Phone]:
    """Telephone numbers as people write them: with zeros in front, spaces, brackets, full-width digits."""
    written = ("0755-83201234", "+86 138 0013 8000", "13800138000", "(030) 007-4321", "０２１-6543", "110")
    dialled = st.from_regex(r"0[1-9][0-9]{1,2}-[2-9][0-9]{6,7}", fullmatch=True)
    return built(
        Phone,
        {
            "number": st.sampled_from(written) | dialled,
            "label": st.sampled_from(_LABELS),
            "extension": maybe(st.sampled_from(("0", "8012"))),
        },
        fields,
    )


def emails(**fields: SearchStrategy[Any]) -> SearchStrategy[Email]:
    """E-mail addresses: plus signs, capitals, Chinese names, domains of several parts."""
    written = (
        "info@acme.example",
        "Wang.Wei+crm@mail.example.cn",
        "王伟@例子.公司",
        "o'brien%x@a_b.example",
        "A@b.co",
    )
    return built(Email, {"address": st.sampled_from(written), "label": st.sampled_from(_LABELS)}, fields)


def addresses(**fields: SearchStrategy[Any]) -> SearchStrategy[Address]:
    """Places in China and elsewhere, any part of them unknown."""

    def with_some_part(values: dict[str, Any]) -> dict[str, Any]:
        known = any(value is not None for name, value in values.items() if name != "label")
        return values if known else {**values, "country": "中国"}

    places = (
        ("中国", "广东省", "深圳市", "福田区"),
        ("中国", "上海市", "上海市", "浦东新区"),
        ("China", "Guangdong", "Shenzhen", None),
        ("Germany", None, "Berlin", None),
        ("USA", "WA", "Seattle", None),
        (None, None, None, None),
    )
    parts = ("country", "province", "city", "district")

    def place(values: dict[str, Any]) -> dict[str, Any]:
        chosen = dict(zip(parts, values.pop("place"), strict=True))
        return with_some_part({**chosen, **values})

    free = {
        "place": st.sampled_from(places),
        "label": st.sampled_from(_LABELS),
        "street": maybe(
            st.sampled_from(("福华路12号", "Obere Str. 57", "305 - 14th Ave. S.\nSuite 3B")) | texts()
        ),
        "postal_code": maybe(st.sampled_from(("518000", "010020", "WA1 1DP"))),
    }
    return built(Address, free, fields, place)


def identifiers(**fields: SearchStrategy[Any]) -> SearchStrategy[Identifier]:
    """Numbers under which others know a customer; zeros in front count."""
    values = st.sampled_from(
        ("91440300MA5F2XBQ7C", "00123", "123", "17850.0", "6222020200112233445")
    ) | texts(20)
    schemes = st.sampled_from(("uscc", "vat", "duns", "erp", "bank_account"))
    return built(Identifier, {"scheme": schemes, "value": values}, fields)


def sizes(**fields: SearchStrategy[Any]) -> SearchStrategy[Size]:
    """How large a customer is, each figure often unknown."""
    worth = maybe(money(least=0))
    return built(
        Size,
        {
            "employees": maybe(st.sampled_from((0, 1, 50, 500_000)) | st.integers(0, 10**6)),
            "registered_capital": worth,
            "floor_area": maybe(numbers(0, 10**6, 2)),
            "turnover": worth,
        },
        fields,
    )


def credit_standings(**fields: SearchStrategy[Any]) -> SearchStrategy[CreditStanding]:
    """How far a customer is trusted; a limit of 0 among them."""
    return built(
        CreditStanding,
        {
            "rating": maybe(st.sampled_from(("A", "AAA", "BBB+", "C", "良好", "a"))),
            "limit": maybe(money(least=0)),
            "assessed_on": maybe(days()),
            "assessed_by": maybe(person_names() | company_names()),
        },
        fields,
    )


def payment_terms(**fields: SearchStrategy[Any]) -> SearchStrategy[PaymentTerms]:
    """On what terms a customer pays; 0 days is cash."""
    return built(
        PaymentTerms,
        {
            "days": maybe(st.sampled_from((0, 30, 60, 3_650))),
            "means": maybe(st.sampled_from(("transfer", "现金", "L/C"))),
            "words": maybe(texts()),
        },
        fields,
    )


def numberings(**fields: SearchStrategy[Any]) -> SearchStrategy[Numbering]:
    """Rules that give customers their numbers."""
    return built(
        Numbering,
        {
            "prefix": st.sampled_from(("C", "KH", "客户-", "%_")),
            "digits": st.integers(1, 18),
            "first": st.integers(0, 10**6),
        },
        fields,
    )


def attributes(names: Sequence[str] | SearchStrategy[str] | None = None) -> SearchStrategy[FrozenMap]:
    """What a trade keeps for itself: text, whole numbers, decimals, flags and days.

    Parameters
    ----------
    names : sequence or strategy of str, optional
    """
    scalars = st.one_of(
        texts(), st.integers(-(10**6), 10**6), st.integers(0, 1), numbers(places=2), st.booleans(), days()
    )
    known = st.sampled_from(("shoe_size", "发型", "vip", "VIP", "a.b", "it's")) | keys()
    return st.dictionaries(drawn(names, known), scalars, max_size=3).map(FrozenMap)
