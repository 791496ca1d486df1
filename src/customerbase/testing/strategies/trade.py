"""Products, purchases, campaigns, coupons and consent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from customerbase.model import (
    Campaign,
    Channel,
    CollectionMethod,
    Consent,
    Coupon,
    Lead,
    LeadOutcome,
    Product,
    Purchase,
    PurchaseLine,
    Purpose,
    Redemption,
    Response,
    Touch,
)
from customerbase.testing.strategies import parts, words
from customerbase.testing.strategies.parts import YEARS
from customerbase.testing.strategies.people import in_order
from customerbase.testing.strategies.words import Ids, built, drawn, ids, maybe
from customerbase.values import Money, Period

__all__ = [
    "campaigns",
    "consents",
    "coupons",
    "leads",
    "products",
    "purchase_histories",
    "purchase_lines",
    "purchases",
    "redemptions",
    "responses",
    "touches",
]

_CURRENCIES = ("CNY", "USD", "JPY")


def products(product_ids: Ids = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Product]:
    """What we sell.

    Parameters
    ----------
    product_ids : strategy or sequence of str, optional
    **fields : strategy
    """
    return built(
        Product,
        {
            "product_id": drawn(product_ids, ids("W")),
            "name": st.sampled_from(("红茶", "Chai", "Queso Cabrales", "螺丝 M4×10")) | words.texts(),
            "category": maybe(st.sampled_from(("茶", "Tools", "tools"))),
            "quality_grade": maybe(st.sampled_from(("一级", "A"))),
            "unit": maybe(st.sampled_from(("箱", "10 boxes x 20 bags"))),
            "offer": maybe(words.texts()),
            "list_price": maybe(parts.money(least=0)),
            "unit_cost": maybe(parts.money(least=0)),
            "discontinued_on": maybe(parts.days()),
            "attributes": parts.attributes(),
            "note": maybe(words.notes()),
        },
        fields,
    )


def purchase_lines(
    currency: str = "CNY",
    product_ids: Ids = None,
    *,
    returns: bool = True,
    ties: bool = True,
    **fields: SearchStrategy[Any],
) -> SearchStrategy[PurchaseLine]:
    """Lines of a purchase in one currency; prices of 0 and quantities of 0 among them.

    Parameters
    ----------
    currency : str
    product_ids : strategy or sequence of str, optional
        Without it, a line often names no product.
    returns : bool
        Whether quantities below 0 occur.
    ties : bool
        Whether quantities and prices come from a few values, so that sums are often equal.
    **fields : strategy
    """
    least = -1_000 if returns else 0
    few = ("-2", "-1", "0", "1", "2", "2.50", "10") if returns else ("0", "1", "2", "2.50", "10")
    quantity: SearchStrategy[Decimal] = st.sampled_from([Decimal(each) for each in few])
    price: SearchStrategy[Money] = st.sampled_from([Money(each, currency) for each in (0, 5, 10, "20.0")])
    if not ties:
        quantity = quantity | parts.numbers(least, 1_000, 3)
        price = price | parts.money([currency], least=0)
    return built(
        PurchaseLine,
        {
            "quantity": quantity,
            "unit_price": price,
            "product_id": maybe(drawn(product_ids, ids("W"))),
            "description": maybe(words.texts()),
            "discount": st.just(Decimal(0))
            | st.sampled_from([Decimal(each) for each in ("0.05", "0.333333", "1")]),
            "unit_cost": maybe(parts.money([currency], least=0)),
        },
        fields,
    )


def purchases(
    purchase_ids: Ids = None,
    customer_ids: Ids = None,
    *,
    currencies: Sequence[str] = _CURRENCIES,
    between: Period = YEARS,
    returns: bool = True,
    ties: bool = True,
    product_ids: Ids = None,
    **fields: SearchStrategy[Any],
) -> SearchStrategy[Purchase]:
    """Sales, and goods returned; each in one currency.

    Parameters
    ----------
    purchase_ids, customer_ids, product_ids : strategy or sequence of str, optional
        Small pools by default, so that ids come again.
    currencies : sequence of str
        One code makes all purchases addable.
    between : Period
        The days of sale.
    returns : bool
        Whether lines below 0 occur.  None of them says which purchase it
        reverses: see `purchase_histories`.
    ties : bool
        Whether amounts come from few values, so that customers often tie.
    **fields : strategy

    Examples
    --------
    >>> from hypothesis import find
    >>> sale = find(purchases(customer_ids=["C1"], currencies=["EUR"]), lambda each: bool(each.lines))
    >>> sale.customer_id, sale.currency
    ('C1', 'EUR')
    """

    def in_one(currency: str) -> SearchStrategy[Purchase]:
        line = purchase_lines(currency, product_ids, returns=returns, ties=ties)
        usual = {
            "purchase_id": drawn(purchase_ids, ids("S")),
            "customer_id": drawn(customer_ids, ids("C")),
            "on": parts.days(between),
            "lines": st.lists(line, min_size=1, max_size=3).map(tuple),
            "at": maybe(parts.instants(between)),
            "channel": maybe(st.sampled_from(("shop", "网店"))),
            "place": maybe(words.texts()),
            "payment_means": maybe(st.sampled_from(("现金", "card"))),
            "terms": maybe(words.texts()),
            "note": maybe(words.notes()),
        }
        return built(Purchase, usual, fields)

    return st.sampled_from(list(currencies)).flatmap(in_one)


def purchase_histories(
    customer_ids: Ids = None,
    *,
    currencies: Sequence[str] = ("CNY",),
    between: Period = YEARS,
    returns: bool = True,
    ties: bool = True,
    product_ids: Ids = None,
    max_size: int = 12,
    **fields: SearchStrategy[Any],
) -> SearchStrategy[tuple[Purchase, ...]]:
    """All sales of a few customers: each purchase id once, in no order of time.

    A return names an earlier purchase of the same customer and takes back
    some of its lines whole.

    Parameters
    ----------
    customer_ids, currencies, between, returns, ties, product_ids, **fields
        As in `purchases`.
    max_size : int
        The most sales, returns not counted.
    """
    sale = purchases(
        ["S"],
        customer_ids,
        currencies=currencies,
        between=between,
        returns=False,
        ties=ties,
        product_ids=product_ids,
        **fields,
    )
    sales = st.lists(sale, max_size=max_size)

    @st.composite
    def histories(draw: DrawFn, /) -> tuple[Purchase, ...]:
        made = [each.replace(purchase_id=f"S{i}") for i, each in enumerate(draw(sales), start=1)]
        if returns:
            made += taken_back(draw, made, between)
        return tuple(draw(st.permutations(made)))

    return histories()


def taken_back(draw: DrawFn, sales: Sequence[Purchase], between: Period) -> list[Purchase]:
    """Draw the returns of some of these sales; each takes back some lines whole."""
    made = []
    for sold in sales:
        if draw(st.integers(0, 3)) < 3:
            continue
        lines = sold.lines[: draw(st.integers(1, len(sold.lines)))]
        returned = sold.replace(
            purchase_id=f"{sold.purchase_id}R",
            on=draw(st.dates(sold.on, between.end or date.max)),
            at=None,
            lines=tuple(line.replace(quantity=-line.quantity) for line in lines),
            reverses=sold.purchase_id,
        )
        made.append(returned)
    return made


def campaigns(campaign_ids: Ids = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Campaign]:
    """Campaigns, with and without days and costs."""
    return built(
        Campaign,
        {
            "campaign_id": drawn(campaign_ids, ids("K")),
            "name": st.sampled_from(("春节促销", "Spring mailing")) | words.texts(),
            "offer": maybe(words.texts()),
            "audience": maybe(words.texts()),
            "channel": maybe(st.sampled_from(Channel)),
            "start": maybe(parts.days()),
            "end": maybe(parts.days()),
            "budget": maybe(parts.money(least=0)),
            "fixed_cost": maybe(parts.money(least=0)),
            "note": maybe(words.notes()),
        },
        fields,
        in_order(("start", "end")),
    )


def touches(
    campaign_ids: Ids = None, customer_ids: Ids = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[Touch]:
    """Customers reached by a campaign."""
    return built(
        Touch,
        {
            "touch_id": ids("T"),
            "campaign_id": drawn(campaign_ids, ids("K")),
            "customer_id": drawn(customer_ids, ids("C")),
            "on": parts.days(),
            "channel": maybe(st.sampled_from(Channel)),
            "cell": maybe(st.sampled_from(("control", "offer A"))),
            "cost": maybe(parts.money(least=0)),
        },
        fields,
    )


def responses(
    campaign_ids: Ids = None, customer_ids: Ids = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[Response]:
    """Customers' answers to a campaign."""
    return built(
        Response,
        {
            "response_id": ids("R"),
            "campaign_id": drawn(campaign_ids, ids("K")),
            "customer_id": drawn(customer_ids, ids("C")),
            "on": parts.days(),
            "channel": maybe(st.sampled_from(Channel)),
            "content": maybe(words.notes()),
        },
        fields,
    )


def coupons(coupon_ids: Ids = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Coupon]:
    """Coupons with a worth, or with a share of the price."""

    def mend(values: dict[str, Any]) -> dict[str, Any]:
        if values.get("worth") is not None:
            values = {**values, "share": None}
        elif values.get("share") is None:
            values = {**values, "share": Decimal("0.1")}
        return dict(in_order(("issued_on", "expires_on"))(values))

    return built(
        Coupon,
        {
            "coupon_id": drawn(coupon_ids, ids("Q")),
            "worth": maybe(parts.money(least=0)),
            "share": maybe(parts.numbers(0, 1, 2)),
            "issued_on": maybe(parts.days()),
            "expires_on": maybe(parts.days()),
        },
        fields,
        mend,
    )


def redemptions(
    coupon_ids: Ids = None, customer_ids: Ids = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[Redemption]:
    """Coupons that were used."""
    return built(
        Redemption,
        {
            "redemption_id": ids("D"),
            "coupon_id": drawn(coupon_ids, ids("Q")),
            "customer_id": drawn(customer_ids, ids("C")),
            "on": parts.days(),
        },
        fields,
    )


def leads(customer_ids: Ids = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Lead]:
    """Leads: open ones, and closed ones with what became of them."""

    def mend(values: dict[str, Any]) -> dict[str, Any]:
        if values.get("outcome") is None or values.get("closed_on") is None:
            values = {**values, "outcome": None, "closed_on": None}
        return dict(in_order(("on", "closed_on"))(values))

    return built(
        Lead,
        {
            "lead_id": ids("L"),
            "customer_id": drawn(customer_ids, ids("C")),
            "on": parts.days(),
            "method": st.sampled_from(CollectionMethod),
            "page": maybe(words.texts()),
            "interest": maybe(words.texts()),
            "submitted": maybe(words.texts()),
            "outcome": maybe(st.sampled_from(LeadOutcome)),
            "closed_on": maybe(parts.days()),
        },
        fields,
        mend,
    )


def consents(customer_ids: Ids = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Consent]:
    """Entries in the log of what customers allow: given, withdrawn, ending."""
    return built(
        Consent,
        {
            "consent_id": ids("N"),
            "customer_id": drawn(customer_ids, ids("C")),
            "on": parts.days(),
            "purpose": st.sampled_from(Purpose),
            "granted": st.booleans(),
            "channel": maybe(st.sampled_from(Channel)),
            "evidence": maybe(words.texts()),
            "expires_on": maybe(parts.days()),
        },
        fields,
        in_order(("on", "expires_on")),
    )
