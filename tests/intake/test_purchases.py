"""Sales from a file: exact to the last figure, whole orders or none, returns declared, days local."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import SourceError
from customerbase.model import Customer, Product, Purchase, PurchaseLine, Stage
from customerbase.values import Money

HEAD = "order id,date,customer_id,product_id,quantity,unit price"


@pytest.fixture
def shop(desk):
    desk.customers("customer_id,name\nA,Acme\nB,Bolt\n")
    return desk


def the_sale(shop, text, **said):
    result = shop.purchases(text, **said)
    assert (result.taken, result.refused) == (result.rows, 0), result
    (purchase,) = shop.base.all(Purchase)
    return purchase


def refusal(shop, text, **said):
    before = shop.cards()
    result = shop.purchases(text, **said)
    assert (result.taken, result.refused, result.batch_id) == (0, result.rows, None), result
    assert shop.cards() == before
    return result.refusals[0]


# ---------------------------------------------------------------- amounts


def test_an_amount_without_a_price_is_kept_to_the_cent(shop):
    sale = the_sale(shop, "order id,date,customer_id,quantity,amount\n1,2024-01-05,A,3,29.33\n")

    (line,) = sale.lines
    assert sale.amount == Money("29.33", "CNY")
    assert (line.quantity, line.unit_price) == (3, Money("9.776667", "CNY"))


def test_a_price_that_gives_the_amount_needs_no_other_word(shop):
    sale = the_sale(shop, "order id,date,customer_id,quantity,amount\n1,2024-01-05,A,4,10\n")

    assert sale.lines == (PurchaseLine(quantity=4, unit_price=Money("2.5", "CNY")),)


def test_an_amount_that_differs_from_price_times_quantity_is_believed(shop):
    sale = the_sale(shop, "order id,date,customer_id,quantity,unit price,amount\n1,2024-01-05,A,3,10,29\n")

    (line,) = sale.lines
    assert (line.unit_price, line.stated_amount, sale.amount) == (
        Money("10", "CNY"),
        Money("29", "CNY"),
        Money("29", "CNY"),
    )


def test_a_discount_lowers_the_amount_exactly(shop):
    sale = the_sale(
        shop, "order id,date,customer_id,quantity,unit price,discount\n1,2024-01-05,A,12,14.00,5%\n"
    )

    assert sale.lines[0].discount == Decimal("0.05")
    assert sale.amount == Money("159.60", "CNY")


def test_a_sale_without_quantity_and_price_is_one_piece_of_its_amount(shop):
    sale = the_sale(shop, "date,customer_id,amount\n2024-01-05,A,7.25\n")

    assert sale.lines == (PurchaseLine(quantity=1, unit_price=Money("7.25", "CNY")),)


def test_a_unit_in_the_heading_counts(shop):
    sale = the_sale(shop, "订单号,日期,客户编号,金额（万元）\n1,2024-01-05,A,1.5\n")

    assert sale.amount == Money("15000", "CNY")


# ---------------------------------------------------------------- returns


def test_a_negative_quantity_is_a_return(shop):
    sale = the_sale(shop, f"{HEAD}\n1,2024-01-05,A,Pen,-2,3\n")

    assert (sale.is_return, sale.amount) == (True, Money("-6", "CNY"))


def test_a_return_names_the_sale_it_reverses(shop):
    text = (
        "order id,date,customer_id,quantity,unit price,reverses\n1,2024-01-05,A,2,3,\n2,2024-01-09,A,-2,3,1\n"
    )

    assert shop.purchases(text).taken == 2
    assert shop.base.get(Purchase, "2").reverses == "1"


def test_a_negative_amount_alone_is_refused_unless_it_is_said_to_be_a_return(shop):
    text = "date,customer_id,amount\n2024-01-05,A,-7\n"
    found = refusal(shop, text)
    assert (found.column, found.value) == ("amount", "-7")
    assert "negatives='return'" in found.hint

    sale = the_sale(shop, text, negatives="return")

    assert (sale.is_return, sale.amount, sale.lines[0].quantity) == (True, Money("-7", "CNY"), -1)


def test_a_negative_price_is_refused_always(shop):
    for negatives in ("refuse", "return"):
        assert refusal(shop, f"{HEAD}\n1,2024-01-05,A,Pen,1,-3\n", negatives=negatives).column == "unit price"


def test_quantity_and_amount_of_different_signs_contradict_each_other(shop):
    text = "order id,date,customer_id,quantity,amount\n1,2024-01-05,A,2,-7\n"

    assert "another sign" in refusal(shop, text).reason


# ---------------------------------------------------------------- currency


def test_a_column_says_the_currency_of_each_sale(shop):
    shop.purchases(
        "order id,date,customer_id,amount,currency\n1,2024-01-05,A,7,EUR\n2,2024-01-05,A,7,\n3,2024-01-05,A,7,USD\n"
    )

    assert [each.amount.currency for each in shop.base.sales()] == ["EUR", "CNY", "USD"]


def test_one_order_in_two_currencies_is_refused_whole(shop):
    text = "order id,date,customer_id,amount,currency\n1,2024-01-05,A,7,EUR\n1,2024-01-05,A,7,USD\n"

    refusal(shop, text)

    assert "'USD'" in str(shop.purchases(text))


def test_a_sign_in_the_cell_that_speaks_of_another_currency_is_refused(shop):
    assert "EUR" in refusal(shop, "date,customer_id,amount,currency\n2024-01-05,A,€7,USD\n").reason


# ---------------------------------------------------------------- customers and products


def test_a_sale_to_nobody_we_know_is_refused_by_name(shop):
    found = refusal(shop, "date,customer_id,amount\n2024-01-05,Z,7\n")

    assert (found.row, found.column, found.value) == (2, "customer_id", "Z")
    assert "'Z'" in found.reason
    assert "create_customers=True" in found.hint


def test_sales_may_make_their_customers(shop):
    text = "date,customer_id,customer name,country,amount\n2024-01-05,Z,Zenith,France,7\n2024-01-06,A,Acme,China,7\n"

    result = shop.purchases(text, create_customers=True)

    card = shop.base.customer("Z")
    assert (card.name, card.addresses[0].country, card.stage) == ("Zenith", "France", Stage.ACTIVE)
    assert shop.base.customer("A").addresses == ()
    assert result.records["customer"] == {"taken": 1, "changed": 1}


def test_a_customer_of_refused_sales_alone_is_not_made(shop):
    result = shop.purchases("date,customer_id,amount\n2024-01-05,Z,much\n", create_customers=True)

    assert result.refused == 1
    assert {each.customer_id for each in shop.base.all(Customer)} == {"A", "B"}


def test_a_customer_may_be_named_instead_of_numbered(shop):
    sale = the_sale(shop, "date,customer name,amount\n2024-01-05,ACME,7\n")

    assert sale.customer_id == "A"


def test_a_name_that_two_have_is_asked_about(shop):
    shop.customers("customer_id,name\nA2,Acme\n", name="more.csv")

    assert "A, A2" in refusal(shop, "date,customer name,amount\n2024-01-05,Acme,7\n").reason


def test_who_bought_is_no_prospect_any_more(shop):
    shop.purchases("date,customer_id,amount\n2024-01-05,A,7\n")

    assert [each.stage for each in shop.base.all(Customer)] == [Stage.ACTIVE, Stage.PROSPECT]


def test_products_are_made_and_keep_the_name_of_their_first_line(shop):
    header = "order id,date,customer_id,product_id,product name,quantity,unit price"
    shop.purchases(
        f"{header}\n1,2024-01-05,A,P,Pen,1,3\n1,2024-01-05,A,P,Pen (blue),1,3\n1,2024-01-05,A,Q,,1,3\n"
    )

    assert {each.product_id: each.name for each in shop.base.all(Product)} == {"P": "Pen", "Q": "Q"}
    assert [each.description for each in shop.base.get(Purchase, "1").lines] == [None, "Pen (blue)", None]


def test_a_product_of_refused_sales_alone_is_not_made(shop):
    result = shop.purchases(
        f"{HEAD}\n1,2024-01-05,A,Pen,2,3\n1,2024-01-05,A,Ink,x,3\n2,2024-01-05,A,Cap,1,3\n"
    )

    assert result.refused == 2
    assert [each.product_id for each in shop.base.all(Product)] == ["Cap"]


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("zone", "said", "day", "instant"),
    [
        ("Asia/Shanghai", "2024-01-05 23:30", date(2024, 1, 5), datetime(2024, 1, 5, 15, 30, tzinfo=UTC)),
        ("Asia/Shanghai", "2024-01-05T23:30:00Z", date(2024, 1, 6), datetime(2024, 1, 5, 23, 30, tzinfo=UTC)),
        (
            "America/New_York",
            "2024-01-05T03:00:00+00:00",
            date(2024, 1, 4),
            datetime(2024, 1, 5, 3, tzinfo=UTC),
        ),
        ("UTC", "2024-01-05", date(2024, 1, 5), None),
    ],
)
def test_the_zone_of_the_business_decides_the_day(new_desk, zone, said, day, instant):
    shop = new_desk(zone=zone)

    shop.purchases(f"date,customer_id,amount\n{said},A,7\n", create_customers=True)

    (sale,) = shop.base.all(Purchase)
    assert (sale.on, sale.at) == (day, instant)


def test_a_day_that_may_be_two_is_asked_about(shop):
    text = "date,customer_id,amount\n03/04/2024,A,7\n"
    assert refusal(shop, text).column == "date"

    assert the_sale(shop, text, dayfirst=True).on == date(2024, 4, 3)


# ---------------------------------------------------------------- orders


def test_repeated_lines_are_kept(shop):
    sale = the_sale(shop, f"{HEAD}\n1,2024-01-05,A,Pen,2,3\n1,2024-01-05,A,Pen,2,3\n")

    assert len(sale.lines) == 2
    assert sale.amount == Money("12", "CNY")


def test_lines_of_an_order_need_not_stand_together(shop):
    shop.purchases(f"{HEAD}\n1,2024-01-05,A,Pen,2,3\n2,2024-01-05,B,Pen,2,3\n1,2024-01-05,A,Ink,2,3\n")

    assert [each.product_id for each in shop.base.get(Purchase, "1").lines] == ["Pen", "Ink"]


def test_an_order_of_two_customers_is_refused_as_a_whole(shop):
    found = refusal(shop, f"{HEAD}\n1,2024-01-05,A,Pen,2,3\n1,2024-01-05,B,Ink,1,9\n")

    assert "row" in found.reason


def test_one_bad_line_refuses_its_order_and_no_other(shop):
    result = shop.purchases(
        f"{HEAD}\n1,2024-01-05,A,Pen,2,3\n1,2024-01-05,A,Ink,x,9\n2,2024-01-05,A,Ink,1,9\n"
    )

    assert [(each.row, each.column) for each in result.refusals] == [(2, None), (3, "quantity")]
    assert "row 3 of sales.csv" in result.refusals[0].reason
    assert [each.purchase_id for each in shop.base.sales()] == ["2"]


def test_different_times_of_one_order_are_no_contradiction(shop):
    sale = the_sale(shop, f"{HEAD}\n1,2024-01-05 09:31,A,Pen,2,3\n1,2024-01-05 09:30,A,Ink,1,9\n")

    assert sale.at == datetime(2024, 1, 5, 9, 30, tzinfo=UTC)


ORDERS = "order id,date,customer_id,payment means\n"
LINES = "order id,product_id,quantity,unit price\n"


def in_two(shop, orders, lines):
    return shop.purchases(ORDERS + orders, name="orders.csv", lines=shop.write(LINES + lines, "lines.csv"))


def test_orders_and_lines_from_two_files(shop):
    result = in_two(shop, "1,2024-01-05,A,cash\n2,2024-01-06,B,card\n", "2,Ink,1,9\n1,Pen,2,3\n2,Pen,1,3\n")

    assert (result.rows, result.taken) == (5, 5)
    assert [(each.customer_id, each.amount.amount) for each in shop.base.sales()] == [("A", 6), ("B", 12)]
    assert shop.base.get(Purchase, "2").payment_means == "card"


def test_orphan_lines_are_refused_by_name(shop):
    result = in_two(shop, "1,2024-01-05,A,cash\n", "1,Pen,2,3\n7,Ink,1,9\n,Ink,1,9\n")

    assert [(each.file, each.row, each.column, each.value) for each in result.refusals] == [
        ("lines.csv", 3, "order id", "7"),
        ("lines.csv", 4, "order id", ""),
    ]


def test_an_order_without_lines_is_refused(shop):
    result = in_two(shop, "1,2024-01-05,A,cash\n2,2024-01-05,A,cash\n", "1,Pen,2,3\n")

    assert [(each.file, each.row) for each in result.refusals] == [("orders.csv", 3)]
    assert "no lines" in result.refusals[0].reason


def test_an_order_that_stands_there_twice_is_refused_the_second_time(shop):
    result = in_two(shop, "1,2024-01-05,A,cash\n1,2024-01-06,B,cash\n", "1,Pen,2,3\n")

    assert result.refused >= 1
    assert "row 2" in next(each for each in result.refusals if each.row == 3).reason


def test_lines_of_a_refused_order_are_refused_with_it(shop):
    result = in_two(shop, "1,never,A,cash\n", "1,Pen,2,3\n1,Ink,1,9\n")

    assert result.refused == 3
    assert "row 2 of orders.csv" in result.refusals[-1].reason


def test_lines_have_a_mapping_of_their_own(shop):
    orders = shop.write("nr,tag,kunde\n1,2024-01-05,A\n", "orders.csv")
    lines = shop.write("nr,preis\n1,9\n", "lines.csv")

    shop.base.import_purchases(
        orders,
        lines=lines,
        mapping={"nr": "purchase_id", "tag": "on", "kunde": "customer_id"},
        lines_mapping={"nr": "purchase_id", "preis": "unit_price"},
    )

    assert [each.amount for each in shop.base.sales()] == [Money("9", "CNY")]


def test_a_file_of_lines_that_is_none_is_named(shop):
    with pytest.raises(SourceError, match=r"lines\.csv"):
        shop.purchases(ORDERS + "1,2024-01-05,A,\n", lines=shop.write("weather\nfair\n", "lines.csv"))
    assert shop.base.sales() == []


# ---------------------------------------------------------------- as the plain model does it


IDS = st.sampled_from(["A", "B", "C"])
AMOUNT = st.decimals("0", "99999.999999", places=6).map(lambda each: Decimal(str(each)).normalize() + 0)
LINE = st.builds(
    PurchaseLine,
    quantity=st.decimals("-9999", "9999", places=3).filter(bool),
    unit_price=AMOUNT.map(lambda each: Money(each, "EUR")),
    product_id=st.sampled_from(["Pen", "Ink", None]),
    discount=st.decimals("0", "1", places=4),
    unit_cost=st.none() | AMOUNT.map(lambda each: Money(each, "EUR")),
)
WORDS = st.none() | st.sampled_from(["shop", "网店", "a, b", 'say "yes"'])
INSTANT = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@st.composite
def sales(draw):
    made = []
    for i in range(draw(st.integers(1, 4))):
        at = draw(st.none() | INSTANT)
        made.append(
            Purchase(
                purchase_id=f"P{i}",
                customer_id=draw(IDS),
                on=at.date() if at else draw(st.dates(date(1990, 1, 1), date(2090, 1, 1))),
                at=at,
                lines=tuple(draw(st.lists(LINE, min_size=1, max_size=3))),
                channel=draw(WORDS),
                payment_means=draw(WORDS),
                note=draw(WORDS),
            )
        )
    return made


def plain(number):
    return "" if number is None else f"{number:f}"


@given(sold=sales(), amounts=st.booleans())
def test_sales_written_out_come_in_equal(new_desk, sold, amounts):
    desk = new_desk(currency=None)
    desk.customers("customer_id,name\nA,a\nB,b\nC,c\n")
    header = "order id,date,customer_id,channel,payment means,note,product_id,quantity,unit price,discount,unit cost,currency"
    rows = [
        [
            sale.purchase_id,
            sale.at.isoformat() if sale.at else sale.on.isoformat(),
            sale.customer_id,
            sale.channel,
            sale.payment_means,
            sale.note,
            line.product_id,
            plain(line.quantity),
            plain(line.unit_price.amount),
            plain(line.discount),
            plain(None if line.unit_cost is None else line.unit_cost.amount),
            "EUR",
            *([plain(line.amount.amount)] if amounts else []),
        ]
        for sale in sold
        for line in sale.lines
    ]
    names = [*header.split(","), *(["amount"] if amounts else [])]

    result = desk.base.import_purchases(desk.table(names, rows, "sales.csv"))

    assert result.refused == 0, result
    assert list(desk.base.all(Purchase)) == sold
    assert {each.purchase_id: each.amount for each in desk.base.sales()} == {
        each.purchase_id: each.amount for each in sold
    }


@given(
    quantity=st.decimals("-999", "999", places=2).filter(bool),
    cents=st.integers(0, 10**9),
    discount=st.sampled_from(["", "0", "0.15", "50%", "1"]),
)
def test_a_stated_amount_is_the_amount(new_desk, quantity, cents, discount):
    desk = new_desk()
    amount = Decimal(cents).scaleb(-2) * (-1 if quantity < 0 else 1)
    text = f"order id,date,customer_id,quantity,amount,discount\n1,2024-01-05,A,{quantity:f},{amount:f},{discount}\n"

    result = desk.purchases(text, create_customers=True)

    assert result.refused == 0, result
    (sale,) = desk.base.all(Purchase)
    assert sale.amount.amount == amount
    assert sale.quantity == quantity


def test_a_blank_quantity_beside_a_price_is_asked_for_and_never_taken_for_one(shop):
    found = refusal(shop, f"{HEAD}\n1,2024-01-05,A,Pen,,3\n")

    assert (found.column, found.reason) == ("quantity", "is blank")
