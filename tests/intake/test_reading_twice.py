"""Reading a file twice changes nothing: not a record, not a version, not an entry of the ledger, not a batch."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.model import Assignment, Contact, Customer, Interaction
from customerbase.testing import register
from customerbase.values import Phone

register()

NUMBERED = """customer_id,name,phone,city,responsible,contact 1 name,contact 1 title,contact 2 name,credit limit
A,Acme,010-62345678,北京市,Li Lei,Ann,Boss,Bob,1000
B,Bolt,021-62345678,上海市,Han Mei,Cid,,,
A,Acme,010-62345678,北京市,Li Lei,Dan,Buyer,,1000
"""
PEOPLE = """name,kind,mobile,note
张伟,person,13800138000,first
张伟,person,13900139000,second
李娜,person,13700137000,
"""
COMPANIES = """name,统一社会信用代码,phone
Acme Ltd,91350100M000100Y43,010-62345678
Bolt Ltd,,021-62345678
Bolt Ltd,,021-62345678
Cog Ltd,,
"""
SALES = """order id,date,customer_id,product,quantity,unit price
1,2024-01-05,A,Pen,2,3
1,2024-01-05,A,Ink,1,9
2,2024-01-06,B,Pen,-1,3
"""
UNNUMBERED = """date,customer_id,amount
2024-01-05,A,10
2024-01-05,A,10
2024-01-05,A,12
2024-01-05,B,10
"""


def nothing():
    """Nobody edits."""


def again(desk, read, *, edit=nothing):
    """Read; let people edit; read the same again, as it is and under another name."""
    first = read("list.csv")
    assert first.batch_id is not None
    assert first.refused == 0, first
    edit()
    before = desk.whole()
    desk.clock.now += timedelta(days=40)

    second = read("list.csv")

    assert (second.batch_id, second.taken, second.changed, second.refused) == (None, 0, 0, 0), second
    assert second.unchanged == first.rows
    assert desk.whole() == before
    if edit is not nothing:
        return first  # under another name it is another voice, and newer than the edit
    copy = read("copy of list.csv")
    assert (copy.batch_id, copy.taken, copy.changed, copy.refused) == (None, 0, 0, 0), copy
    assert desk.whole() == before
    return first


@pytest.mark.parametrize("text", [NUMBERED, PEOPLE, COMPANIES], ids=["numbered", "people", "companies"])
@pytest.mark.parametrize("source", ["visit", "purchased_list"])
def test_customers(desk, text, source):
    again(desk, lambda name: desk.customers(text, name=name, source=source))


@pytest.mark.parametrize(
    "said", [{}, {"observed_on": date(2024, 5, 1)}], ids=["today", "a day that was said"]
)
def test_two_people_of_one_name_stay_two(desk, said):
    again(desk, lambda name: desk.customers(PEOPLE, name=name, **said))

    found = {each.key: each.note for each in desk.base.all(Customer) if each.name == "张伟"}
    assert sorted(found.values()) == ["first", "second"]


def test_several_contacts_of_several_rows(desk):
    again(desk, lambda name: desk.customers(NUMBERED, name=name))

    assert [each.name for each in desk.base.all(Contact, customer_id="A")] == ["Ann", "Bob", "Dan"]
    assert len(list(desk.base.all(Assignment))) == 2


@pytest.mark.parametrize("text", [SALES, UNNUMBERED], ids=["with numbers", "without numbers"])
def test_sales(desk, text):
    again(desk, lambda name: desk.purchases(text, name=name, create_customers=True))

    assert len(desk.base.sales()) == (2 if text is SALES else 4)


def test_orders_and_their_lines(desk):
    orders = "order id,date,customer_id\n1,2024-01-05,A\n2,2024-01-06,B\n"
    lines = "order id,product,quantity,unit price\n1,Pen,2,3\n2,Ink,1,9\n1,Ink,1,9\n"

    again(
        desk,
        lambda name: desk.purchases(
            orders, name=name, lines=desk.write(lines, f"lines of {name}"), create_customers=True
        ),
    )

    assert len(desk.base.sales()) == 2


RECORDS = {
    "product": "product code,product name,price\nP,Pen,3\nQ,Ink,9.5\n",
    "employee": "employee id,name,mobile,email\nE,Li Lei,13800138000,li@example.com\n",
    "interaction": "date,customer_id,channel,content\n2024-01-05,A,phone,price\n2024-01-05,A,phone,price\n2024-01-05,A,visit,x\n",
    "task": "task_id,employee_id,customer_id,subject,planned_on\nT,E,A,call,2024-02-01\n",
    "relationship": "relationship_id,customer_id,other_id,type,since\nR,A,B,supplies,2020-01-01\n",
    "assignment": "customer_id,employee_id,since\nA,E,2020-01-01\nB,E,2020-01-01\n",
    "competitor": "competitor_id,name\nX,Rival\n",
    "campaign": "campaign_id,name,start\nK,Spring,2024-03-01\n",
    "feedback": "feedback_id,customer_id,on,kind,content\nF,A,2024-01-09,complaint,late\n",
    "consent": "consent_id,customer_id,purpose,channel,granted,on\nN,A,marketing,email,yes,2024-01-01\n",
    "verification": "verification_id,customer_id,facet,on,by,outcome\nV,A,basic,2024-02-02,E,confirmed\n",
}


@pytest.mark.parametrize("kind", RECORDS)
def test_other_records(desk, kind):
    desk.customers("customer_id,name\nA,Acme\nB,Bolt\n", name="first.csv")

    first = again(desk, lambda name: desk.records(kind, RECORDS[kind], name=name))

    assert first.records[kind]["taken"] == first.rows


def test_what_people_edited_in_between_stays(desk):
    def edit():
        desk.clock.now += timedelta(days=1)
        acme = desk.base.customer("A")
        moved = acme.replace(
            name="Acme & Sons", phones=(Phone(number="+861069999999", label="main"),), note="moved"
        )
        desk.base.save(moved, source="visit", seen=acme)
        ann = next(iter(desk.base.all(Contact, customer_id="A")))
        desk.base.save(ann.replace(note="prefers tea"), source="visit")
        desk.base.assign("A", "Wang Wu", since=date(2024, 6, 2))

    again(desk, lambda name: desk.customers(NUMBERED, name=name), edit=edit)

    card = desk.base.customer("A")
    assert (card.name, card.note, card.phone("main").number) == ("Acme & Sons", "moved", "+861069999999")
    assert [
        each.employee_id for each in desk.base.all(Assignment, customer_id="A") if each.until is None
    ] == ["Wang Wu"]


def test_an_edited_dealing_is_as_the_list_says_again(desk):
    """A record that is no card has one version at a time: what is read last stands, and the other is a revision."""
    text = RECORDS["interaction"]
    desk.customers("customer_id,name\nA,Acme\n", name="first.csv")
    desk.records("interaction", text)
    one = next(iter(desk.base.all(Interaction)))
    desk.base.save(one.replace(content="prices, and more"), source="visit")

    result = desk.records("interaction", text)

    assert result.changed == 1
    assert desk.base.get(Interaction, one.key) == one
    assert desk.base.store.rows.revisions("interaction", one.key)


def test_a_longer_list_adds_what_is_new_alone(desk):
    desk.customers(PEOPLE)
    desk.purchases(UNNUMBERED, create_customers=True)

    more = desk.customers(PEOPLE + "张伟,person,13600136000,third\n")
    sold = desk.purchases(UNNUMBERED + "2024-01-05,A,12\n", create_customers=True)

    assert (more.taken, more.unchanged) == (1, 3)
    assert (sold.taken, sold.unchanged) == (1, 4)


CELL = st.sampled_from(["", "010-62345678", "021-62345678", "13800138000", "+1 212 555 0100"])
ROW = st.tuples(
    st.sampled_from(["Ann", "Bob", "Ann Ltd", "ann ltd.", "安", "C000001"]),
    CELL,
    st.sampled_from(["", "a@x.org", "b@x.org"]),
    st.sampled_from(["", "person", "organization"]),
    st.sampled_from(["", "Berlin", "Paris"]),
    st.sampled_from(["", "Eve", "Dan"]),
)


@given(
    rows=st.lists(ROW, min_size=1, max_size=8),
    numbers=st.lists(st.sampled_from(["", "C1", "C000001", "K"]), min_size=8),
)
def test_whatever_a_list_of_customers_says(new_desk, obeys, rows, numbers):
    desk = new_desk()
    header = ["customer_id", "name", "phone", "email", "kind", "city", "contact 1 name"]
    path = desk.table(header, [(number, *row) for number, row in zip(numbers, rows, strict=False)])
    first = desk.base.import_customers(path)
    before = desk.whole()
    desk.clock.now += timedelta(days=1)

    second = desk.base.import_customers(path)

    obeys(first)
    assert second.batch_id is None, second
    assert desk.whole() == before
    assert second.refused == first.refused


SALE = st.tuples(
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from(["2024-01-05", "2024-01-06"]),
    st.sampled_from(["A", "B"]),
    st.sampled_from(["Pen", "Ink"]),
    st.sampled_from(["1", "2", "-1"]),
    st.sampled_from(["3", "9.99", "x"]),
)


@given(rows=st.lists(SALE, min_size=1, max_size=8), numbered=st.booleans())
def test_whatever_a_list_of_sales_says(new_desk, obeys, rows, numbered):
    desk = new_desk()
    header = ["order id", "date", "customer_id", "product", "quantity", "unit price"]
    begin = 0 if numbered else 1
    path = desk.table(header[begin:], [row[begin:] for row in rows])
    first = desk.base.import_purchases(path, create_customers=True)
    before = desk.whole()

    second = desk.base.import_purchases(path, create_customers=True)

    obeys(first)
    obeys(second)
    assert second.batch_id is None
    assert desk.whole() == before
