"""What was refused is written out, mended and read again; then all is there as if the list had been right at once."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.intake.result import REFUSED_BECAUSE
from customerbase.model import Contact, Customer, Interaction, Product, Purchase
from customerbase.values import Money

CUSTOMERS = ["customer_id", "name", "phone", "acquired_on", "contact 1 name", "note"]
SALES = ["order id", "date", "customer_id", "product", "quantity", "unit price"]


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def mended(path, mend):
    """Write each cell of a file of refused rows again, as `mend` says."""
    header, *rows = rows_of(path)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(
            [row[0], *mend(dict(zip(header[1:], row[1:], strict=True))).values()] for row in rows
        )
    return path


def test_the_reasons_stand_in_front_and_the_cells_as_they_were(desk):
    result = desk.customers("customer_id,name,acquired_on\nA,Acme,soon\nB,Bolt,2024-01-05\n,,\nC,,24-1-5\n")

    (path,) = result.write_refused(desk.folder / "refused.csv")

    header, *rows = rows_of(path)
    assert header == [REFUSED_BECAUSE, "customer_id", "name", "acquired_on"]
    assert [row[1:] for row in rows] == [["A", "Acme", "soon"], ["C", "", "24-1-5"]]
    assert rows[0][0].startswith("row 2 of customers.csv: acquired_on: ")


def test_where_nothing_was_refused_nothing_is_written(desk):
    result = desk.customers("customer_id,name\nA,Acme\n")

    assert result.write_refused(desk.folder / "refused.csv") == []
    assert not (desk.folder / "refused.csv").exists()


def test_two_files_give_two_files_of_refused_rows(desk):
    lines = desk.write("order id,product,quantity,unit price\n1,Pen,x,3\n2,Pen,1,3\n", "lines.csv")
    orders = "order id,date,customer_id\n1,2024-01-05,A\n2,2024-01-05,A\n3,never,A\n"
    result = desk.purchases(orders, name="orders.csv", lines=lines, create_customers=True)

    written = result.write_refused(desk.folder / "refused.csv")

    assert [path.name for path in written] == ["refused.csv", "refused-lines.csv"]
    mended(written[0], lambda row: row | {"date": row["date"].replace("never", "2024-01-06")})
    mended(written[1], lambda row: row | {"quantity": row["quantity"].replace("x", "4")})
    again = desk.base.import_purchases(written[0], lines=written[1], create_customers=True)
    assert again.records["purchase"]["taken"] == 1
    assert {each.purchase_id for each in desk.base.sales()} == {"1", "2"}


def test_two_files_of_one_name_in_two_folders_are_kept_apart(desk):
    orders = desk.write("order id,date,customer_id\n1,2024-01-05,A\n2,never,A\n", "orders/list.csv")
    lines = desk.write("order id,product,quantity,unit price\n1,Pen,x,3\n2,Ink,1,3\n", "lines/list.csv")

    result = desk.base.import_purchases(orders, lines=lines, create_customers=True)
    written = result.write_refused(desk.folder / "refused.csv")

    assert result.refused == 4
    assert [rows_of(path)[0][1:] for path in written] == [
        ["order id", "date", "customer_id"],
        ["order id", "product", "quantity", "unit price"],
    ]


CELLS = st.text("=+-@\t'\"a1;,\n", max_size=8).filter(lambda each: each.strip() == each)


@given(notes=st.lists(CELLS, min_size=1, max_size=5))
def test_cells_that_look_like_formulas_survive(new_desk, notes):
    desk = new_desk()
    plain = [[f"K{i}", "Acme", "", "soon", "", note] for i, note in enumerate(notes)]
    result = desk.base.import_customers(desk.table(CUSTOMERS, plain))
    (path,) = result.write_refused(desk.folder / "refused.csv")

    assert result.refused == len(notes)
    assert not any(cell[:1] in "=+-@\t\r" for row in rows_of(path)[1:] for cell in row[1:] if cell)
    again = desk.base.import_customers(path)
    assert [row.cells[-1] for row in again.refused_rows] == [row.cells[-1] for row in result.refused_rows]
    mended(path, lambda row: row | {"acquired_on": "2024-01-05"})
    desk.base.import_customers(path)
    other = new_desk()
    other.base.import_customers(other.table(CUSTOMERS, [[*row[:3], "2024-01-05", *row[4:]] for row in plain]))
    assert desk.cards() == other.cards()


NAMES = st.sampled_from(["Acme", "Bolt", "Cog", "北京大华", "=1+1"])
PHONES = st.sampled_from(["", "010-62345678", "+1 212 555 0100", "13800138000"])
PEOPLE = st.sampled_from(["", "Ann", "Bob"])
FAULTS = {"phone": "call me", "acquired_on": "24-1-5"}


@given(
    rows=st.lists(
        st.tuples(NAMES, PHONES, PEOPLE, st.sampled_from(["", "phone", "acquired_on"])),
        min_size=1,
        max_size=8,
    ),
    data=st.data(),
)
def test_customers(new_desk, obeys, rows, data):
    clean = [
        dict(zip(CUSTOMERS, [f"K{i}", name, phone, "2024-01-05", person, "x"], strict=True))
        for i, (name, phone, person, _) in enumerate(rows)
    ]
    dirty = [
        row | ({fault: FAULTS[fault]} if fault else {}) for row, (*_, fault) in zip(clean, rows, strict=True)
    ]
    desk, right = new_desk(), new_desk()
    result = desk.base.import_customers(desk.table(CUSTOMERS, [row.values() for row in dirty]))
    obeys(result)
    assert result.refused == sum(1 for row in rows if row[3])
    good = {row["customer_id"]: row for row in clean}
    for path in result.write_refused(desk.folder / "refused.csv"):
        mended(path, lambda row: good[row["customer_id"]])
        again = desk.base.import_customers(path)
        assert (again.taken, again.rows) == (result.refused, result.refused)
        assert desk.base.import_customers(path).batch_id is None
    right.base.import_customers(right.table(CUSTOMERS, [row.values() for row in clean]))

    assert desk.cards() == right.cards()


LINES = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["Pen", "Ink", "Cap"]),
        st.sampled_from(["1", "2.5", "-3"]),
        st.sampled_from(["", "date", "quantity", "unit price", "customer_id"]),
    ),
    min_size=1,
    max_size=10,
)
BAD = {"date": "24-1-5", "quantity": "many", "unit price": "-1", "customer_id": "nobody"}


@given(lines=LINES)
def test_sales_with_the_lines_of_an_order_in_one_piece(new_desk, obeys, lines):
    clean = [
        dict(zip(SALES, [number, "2024-01-05", f"K{number}", product, quantity, "9.99"], strict=True))
        for number, product, quantity, _ in lines
    ]
    dirty = [
        row | ({fault: BAD[fault]} if fault else {}) for row, (*_, fault) in zip(clean, lines, strict=True)
    ]
    desk, right = new_desk(), new_desk()
    for each in (desk, right):
        each.customers("customer_id,name\nK1,a\nK2,b\nK3,c\n")
    result = desk.base.import_purchases(desk.table(SALES, [row.values() for row in dirty], "sales.csv"))
    obeys(result)
    spoilt = {number for number, *_, fault in lines if fault}
    assert result.refused == sum(1 for number, *_ in lines if number in spoilt)
    assert {each.purchase_id for each in desk.base.sales()} == {number for number, *_ in lines} - spoilt
    for path in result.write_refused(desk.folder / "refused.csv"):
        wanted = iter([row for row in clean if row["order id"] in spoilt])
        mended(path, lambda row: next(wanted))  # noqa: B023 - called at once
        assert desk.base.import_purchases(path).refused == 0
        assert desk.base.import_purchases(path).batch_id is None
    right.base.import_purchases(right.table(SALES, [row.values() for row in clean], "sales.csv"))

    assert desk.cards() == right.cards()


def contents(sales):
    return sorted((each.customer_id, each.on, each.amount) for each in sales)


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("AB"),
            st.sampled_from(["5", "6", "7"]),
            st.sampled_from(["", "date", "amount", "customer_id"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_sales_without_numbers_take_no_other_s_place(new_desk, obeys, rows):
    """Several sales of a customer on a day: the mended one is one more, and not the first of that day again."""
    header = ["date", "customer_id", "amount"]
    clean = [{"date": "2024-01-05", "customer_id": who, "amount": amount} for who, amount, _ in rows]
    bad = {"date": "soon", "amount": "much", "customer_id": "nobody"}
    dirty = [
        row | ({fault: bad[fault]} if fault else {}) for row, (*_, fault) in zip(clean, rows, strict=True)
    ]
    desk, right = new_desk(), new_desk()
    for each in (desk, right):
        each.customers("customer_id,name\nA,a\nB,b\n")
    result = desk.base.import_purchases(desk.table(header, [row.values() for row in dirty], "sales.csv"))
    obeys(result)
    for path in result.write_refused(desk.folder / "refused.csv"):
        wanted = iter([row for row, (*_, fault) in zip(clean, rows, strict=True) if fault])
        mended(path, lambda row: next(wanted))  # noqa: B023 - called at once
        again = desk.base.import_purchases(path)
        assert (again.taken, again.changed) == (result.refused, 0)
        assert desk.base.import_purchases(path).batch_id is None
    right.base.import_purchases(right.table(header, [row.values() for row in clean], "sales.csv"))

    assert contents(desk.base.sales()) == contents(right.base.sales())


def test_dealings_without_numbers_take_no_other_s_place(desk):
    desk.customers("customer_id,name\nA,a\n")
    text = "date,customer_id,channel,content\n2024-01-05,A,phone,one\n2024-01-05,A,smoke,two\n2024-01-05,A,visit,three\n"
    result = desk.records(Interaction, text)
    (path,) = result.write_refused(desk.folder / "refused.csv")
    mended(path, lambda row: row | {"channel": "email"})

    again = desk.base.import_interactions(path)

    assert (again.taken, again.changed) == (1, 0)
    assert sorted(each.content for each in desk.base.all(Interaction)) == ["one", "three", "two"]
    assert desk.base.import_interactions(path).batch_id is None


def test_other_records(desk):
    result = desk.records(Product, "product_id,name,price\nP,Pen,3\nQ,Ink,much\n")
    (path,) = result.write_refused(desk.folder / "refused.csv")

    desk.base.import_products(mended(path, lambda row: row | {"price": "9"}))

    assert {each.key: each.list_price for each in desk.base.all(Product)} == {
        "P": Money("3", "CNY"),
        "Q": Money("9", "CNY"),
    }


def test_json_lines_are_written_as_a_table_that_can_be_read(desk):
    path = desk.write('{"customer_id": "A", "name": "Acme", "acquired_on": "soon"}\n', "list.jsonl")
    result = desk.base.import_customers(path)
    (path,) = result.write_refused(desk.folder / "refused.csv")

    desk.base.import_customers(mended(path, lambda row: row | {"acquired_on": "2024-01-05"}))

    assert desk.base.customer("A").name == "Acme"


@pytest.mark.parametrize("cls", [Customer, Contact, Purchase])
def test_a_row_whose_refusal_concerns_a_part_leaves_nothing_of_itself(desk, cls):
    """A row is taken whole: not the customer without the people that stand in his row."""
    desk.customers("customer_id,name,contact 1 id,contact 1 name,contact 1 phone\nA,Acme,1,Ann,call me\n")

    assert not list(desk.base.all(cls))


def test_a_customer_whose_contact_cannot_be_kept_is_refused_with_him_and_no_other_is(desk):
    long = "x" * 200

    result = desk.customers(f"customer_id,name,contact 1 name\nA,Acme,Ann\n{long},Long,Bob\nC,Cog,Cid\n")

    assert (result.taken, [each.row for each in result.refused_rows]) == (2, [3])
    assert "more than the 200" in result.refusals[0].reason
    assert sorted(each.customer_id for each in desk.base.all(Customer)) == ["A", "C"]
    assert sorted(each.name for each in desk.base.all(Contact)) == ["Ann", "Cid"]
