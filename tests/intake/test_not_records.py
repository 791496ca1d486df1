"""Rows that look like records and are none: totals, credit notes with positive figures, sales that were called off."""

from __future__ import annotations

import pytest

from customerbase.model import Customer, CustomerKind, Purchase

WHO = "customer_id,name\nC1,Acme\n"


def names(desk):
    return [each.name for each in desk.base.all(Customer)]


def reasons(result):
    return [(each.row, each.column, each.reason) for each in result.refusals]


# ---------------------------------------------------------------- totals


@pytest.mark.parametrize("word", ["合计", "总计：", "合 计", "小計", "Total", "GRAND TOTAL", "Subtotal:"])
def test_totals_below_a_list_are_no_customer(desk, word):
    result = desk.customers(f"name,employees\nAcme,10\nBolt,20\n{word},30\n")

    assert reasons(result) == [(4, "name", "is a row of totals")]
    assert names(desk) == ["Acme", "Bolt"]


def test_nor_where_the_word_stands_in_a_column_that_is_not_read(desk):
    result = desk.customers("序号,客户编号,客户名称,员工人数\n1,K1,甲,10\n合计,,共1家,10\n")

    assert reasons(result) == [(3, None, "is a row of totals")]
    assert names(desk) == ["甲"]


def test_a_customer_whose_name_is_that_word_has_a_number_or_more_to_his_name(desk):
    result = desk.customers("customer_id,name\nF1,Total\n,Total Energies\n")

    assert result.refused == 0
    assert sorted(names(desk)) == ["Total", "Total Energies"]


def test_totals_below_sales_are_no_sale_and_make_no_customer(desk):
    desk.customers(WHO)

    result = desk.purchases(
        "日期,客户,金额\n2024-01-05,Acme,10\n合计,,10\n,合计,10\n2024-01-31,合计,10\n", create_customers=True
    )

    assert [reason for _, _, reason in reasons(result)] == ["is a row of totals"] * 3
    assert names(desk) == ["Acme"]


# ---------------------------------------------------------------- credit notes, and what was called off

SALES = "Invoice No,{heading},Date,Customer No,Qty,Unit price\nS1,{sold},2024-01-05,C1,10,1.50\nS2,{other},2024-01-06,C1,{qty},1.50\n"


@pytest.mark.parametrize(
    ("heading", "sold", "back"),
    [
        ("Type", "Invoice", "Credit note"),
        ("单据类型", "销售出库", "销售退货"),
        ("Document type", "Sale", "RETURN"),
        ("发票类型", "蓝字", "红字发票"),
    ],
)
def test_a_credit_note_with_positive_figures_is_not_a_sale(desk, heading, sold, back):
    desk.customers(WHO)
    told = SALES.format(heading=heading, sold=sold, other=back, qty=10)

    result = desk.purchases(told)

    assert reasons(result) == [(3, heading, "says that goods came back, its quantity does not")]
    assert [each.purchase_id for each in desk.base.all(Purchase)] == ["S1"]
    mended = desk.purchases(told.replace("S2", "S3").replace("C1,10,1.50", "C1,-10,1.50"))
    assert mended.refused == 0


def test_one_whose_quantity_is_negative_is_a_return_as_ever(desk):
    desk.customers(WHO)

    result = desk.purchases(SALES.format(heading="Type", sold="Invoice", other="Credit note", qty=-4))

    assert result.refused == 0
    assert str(desk.base.sales_ranking()[0].amount) == "9.00 CNY"


@pytest.mark.parametrize("state", ["Cancelled", "已取消", "作废", "void"])
def test_what_was_called_off_is_no_sale(desk, state):
    desk.customers(WHO)

    result = desk.purchases(SALES.format(heading="Status", sold="shipped", other=state, qty=1))

    assert reasons(result) == [(3, "Status", "says that there was no sale")]
    assert "mapping={'Status': None}" in result.refusals[0].hint
    assert (
        desk.purchases(
            SALES.format(heading="Status", sold="shipped", other=state, qty=1), mapping={"Status": None}
        ).refused
        == 0
    )


def test_orders_and_lines_in_two_files_too(desk):
    desk.customers(WHO)
    lines = desk.write("Order No,Qty,Unit price\nO1,1,5\nO2,1,5\nO3,1,5\n", "lines.csv")

    result = desk.purchases(
        "Order No,Type,Date,Customer No\nO1,order,2024-01-05,C1\nO2,return,2024-01-05,C1\nO3,cancelled,2024-01-05,C1\n",
        lines=lines,
    )

    assert [each.purchase_id for each in desk.base.all(Purchase)] == ["O1"]
    assert result.taken == 2
    assert result.refused == 4


# ---------------------------------------------------------------- what is said of amounts and of people


def test_an_amount_that_is_not_quantity_times_price_is_told(desk):
    desk.customers(WHO)

    result = desk.purchases(
        "Invoice No,Date,Customer No,Qty,Unit price,Amount\n"
        "S1,2024-01-05,C1,1.000,1.50,1500\nS2,2024-01-05,C1,3,0.333,1.00\nS3,2024-01-05,C1,2,1,2\n"
    )

    (note,) = [each for each in result.notes if "quantity × price" in each]
    assert note.endswith(": 1")


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        ("会员号,姓名,性别,生日", "1,王小明,男,1990-02-03", CustomerKind.PERSON),
        ("会员号,姓名,身份证号", "1,王小明,110101199001011237", CustomerKind.PERSON),
        ("客户名称,联系人,性别", "甲公司,王小明,男", CustomerKind.ORGANIZATION),
        ("客户名称,城市", "甲公司,北京", CustomerKind.ORGANIZATION),
    ],
)
def test_a_list_of_people_is_known_by_its_columns(desk, header, row, kind):
    desk.customers(f"{header}\n{row}\n")

    assert [each.kind for each in desk.base.all(Customer)] == [kind]


def test_a_second_row_that_names_the_customer_otherwise_is_refused(desk):
    result = desk.customers("customer_id,name\nC1,Ann\nC1,Bob\n")

    assert [reason for _, _, reason in reasons(result)] == [
        "customer 'C1' stands already in row 2, with other values"
    ]
    assert names(desk) == ["Ann"]


@pytest.mark.parametrize("text", ["customer_id,name\nC1,Ann Ltd\n,ann ltd.\n", "name\nAnn Ltd\nann ltd.\n"])
def test_another_spelling_of_the_name_does_not_change_it_at_each_reading(desk, text):
    desk.customers(text)

    again = desk.customers(text)

    assert again.batch_id is None
    assert names(desk) == ["Ann Ltd"]
