"""Every row of every file is taken, changed, unchanged or refused; what is refused says where and why.

Whatever a file holds, an import gives a result or an error of ours.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import CustomerbaseError
from customerbase.model import KINDS

CUSTOMER = """customer_id|name|kind|stage|acquired_on|phone|手机|email|country|province|city|address|postal code|credit limit
credit rating|turnover|employees|payment days|tags|note|responsible|contact 1 name|contact 1 title|contact 1 phone|contact 1 role
contact 2 name|contact 2 email|contact 2 born|birthday|gender|observed on|currency|统一社会信用代码|identifiers[erp]|attributes[hair]
first name|last name""".replace("\n", "|").split("|")
SALE = """order id|customer_id|customer name|date|product_id|product name|quantity|unit price|amount|discount|unit cost|currency
country|channel|place|payment means|terms|employee_id|campaign_id|coupon_id|reverses|note""".replace(
    "\n", "|"
).split("|")

JUNK = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=20).filter(lambda each: not each or each.strip()),
    st.sampled_from(
        "=1+1|@SUM(A1)|-5|NULL|n/a|0|1|2024-01-05|24-1-5|31/12/2024|1e400|-0|NaN|Infinity|1,5|1.234,56|¥5万|$7|EUR|"
        "person|客户|a@b.co|a@b.co;c@d.co|010-62345678|13800138000 / 13900139000|(5) 555-4729|北京市海淀区中关村大街1号|"
        "decider|决策者|男|1985|05-20|9999-12-31|0001-01-01|２０２４年１月５日|C1|C1|C2|Acme|Acme".split("|")
    ),
)


@st.composite
def tables(draw, headings, needed):
    chosen = draw(st.lists(st.sampled_from(headings), unique=True, max_size=12))
    header = list(dict.fromkeys([*needed, *chosen]))
    rows = draw(st.lists(st.lists(JUNK, min_size=len(header), max_size=len(header)), min_size=1, max_size=8))
    return header, rows


def filled(desk):
    desk.customers("customer_id,name\nC1,Acme\nC2,Acme\n", name="first.csv", source="visit")
    return desk


def lines_of(rows):
    """A file's rows: those of blank cells alone are no rows."""
    return sum(1 for row in rows if any(cell.strip() for cell in row))


@given(table=tables(CUSTOMER, ["customer_id", "name"]), method=st.sampled_from(["visit", "purchased_list"]))
def test_customers(new_desk, obeys, table, method):
    desk = filled(new_desk())
    try:
        result = desk.base.import_customers(desk.table(*table), source=method)
    except CustomerbaseError as error:
        assert str(error)
        return

    obeys(result)
    assert result.rows == lines_of(table[1])


@given(table=tables(CUSTOMER, ["name"]), kind=st.sampled_from([None, "person"]))
def test_customers_without_numbers(new_desk, obeys, table, kind):
    desk = filled(new_desk())
    try:
        obeys(desk.base.import_customers(desk.table(*table), kind=kind))
    except CustomerbaseError as error:
        assert str(error)


@given(
    table=tables(SALE, ["date", "customer_id", "amount"]),
    negatives=st.sampled_from(["refuse", "return"]),
    create=st.booleans(),
)
def test_sales(new_desk, obeys, table, negatives, create):
    desk = filled(new_desk())
    try:
        result = desk.base.import_purchases(desk.table(*table), negatives=negatives, create_customers=create)
    except CustomerbaseError as error:
        assert str(error)
        return

    obeys(result)
    assert result.rows == lines_of(table[1])
    assert result.records.get("purchase", {}).get("taken", 0) == len(desk.base.sales())


@given(
    orders=tables(SALE, ["order id", "date", "customer_id"]),
    lines=tables(["product_id", "quantity", "unit price", "amount", "discount"], ["order id", "unit price"]),
)
def test_orders_and_their_lines(new_desk, obeys, orders, lines):
    desk = filled(new_desk())
    try:
        path, other = desk.table(*orders, name="orders.csv"), desk.table(*lines, name="lines.csv")
        result = desk.base.import_purchases(path, lines=other, create_customers=True)
    except CustomerbaseError as error:
        assert str(error)
        return

    obeys(result)
    assert result.rows == lines_of(orders[1]) + lines_of(lines[1])


OTHERS = sorted(set(KINDS) - {"customer", "contact", "purchase"})


@pytest.mark.parametrize("kind", OTHERS)
@given(data=st.data())
def test_every_other_kind(new_desk, obeys, kind, data):
    names = [each.name for each in KINDS[kind].__attrs_attrs__]
    header, rows = data.draw(
        tables(names, [names[0], *(n for n in names if n in ("customer_id", "name", "on"))])
    )
    desk = filled(new_desk())
    try:
        result = desk.base.import_records(kind, desk.table(header, rows))
    except CustomerbaseError as error:
        assert str(error)
        return

    obeys(result)
    assert result.rows == lines_of(rows)
    assert sum(result.records.get(kind, {}).values()) + result.refused == result.rows


VALUES = st.recursive(
    st.one_of(JUNK, st.none(), st.booleans(), st.integers(), st.floats()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(
    objects=st.lists(
        st.dictionaries(st.sampled_from([*CUSTOMER[:12], *SALE[:9]]), VALUES, max_size=8) | VALUES,
        min_size=1,
        max_size=5,
    ),
    kind=st.sampled_from(["customers", "purchases", "products", "interactions"]),
)
def test_json_lines(new_desk, obeys, objects, kind):
    desk = filled(new_desk())
    path = desk.write("\n".join(json.dumps(each) for each in objects), "list.jsonl")
    try:
        obeys(getattr(desk.base, f"import_{kind}")(path))
    except CustomerbaseError as error:
        assert str(error)
