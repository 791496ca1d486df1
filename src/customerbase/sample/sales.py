"""The sample company's sales and dealings, row by row, as its programs would export them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from customerbase.sample import dirt
from customerbase.sample.dice import Dice
from customerbase.sample.lists import Rows, yuan
from customerbase.sample.trade import Order
from customerbase.sample.traps import Trap

__all__ = ["dealings", "sales"]

_SALES = (
    "Order No,Order Date,Customer No,Product No,Quantity,Unit Price,Discount,Unit Cost,Currency,Salesperson,Channel,"
    "Return Of"
).split(",")

_DEALINGS = "往来编号,客户编号,日期,方式,方向,业务员,地点,内容,结果,费用(元),时长(分钟),下次跟进日期".split(
    ","
)

_WAYS = {
    "visit": "拜访", "phone": "电话", "message": "微信", "email": "邮件", "meeting": "会议", "event": "展会", "web": "网站",
}  # fmt: skip


def sales(dice: Dice, sold: Sequence[Order]) -> Rows:
    """Give the header and one row for each line of each order; returns have negative quantities and name the order."""
    yield _SALES
    traps = _sales_traps(sold)
    for i, order in enumerate(sold):
        on = dirt.day(dice, order.on, slashes=0.9 if order.on.year < sold[-1].on.year - 2 else 0.0)
        for line in order.lines:
            yield [
                order.number,
                on,
                order.client.number,
                line.goods.number,
                dirt.number(dice, line.quantity),
                dirt.price(dice, line.price),
                _discount(dice, line.discount),
                yuan(line.cost),
                "RMB" if dice.chance(0.01) else "CNY",
                order.employee,
                order.channel,
                order.reverses or "",
            ]
        if i % 500 == 250 and (trap := next(traps, None)):
            yield trap


def _discount(dice: Dice, share: int) -> str:
    if not share:
        return "" if dice.chance(0.5) else "0"
    return f"{share}%" if dice.chance(0.3) else f"0.{share:02d}"


def _sales_traps(sold: Sequence[Order]) -> Iterator[Trap]:
    year = sold[-1].on.year

    def row(number: str, **changes: str) -> list[str]:
        cells = {
            "Order No": number, "Order Date": f"{year}-05-08", "Customer No": sold[0].client.number,
            "Product No": "BP-01", "Quantity": "2", "Unit Price": "780.00", "Discount": "0", "Unit Cost": "514.80",
            "Currency": "CNY", "Salesperson": "Y006", "Channel": "直销", "Return Of": "",
        }  # fmt: skip
        return list((cells | {name.replace("_", " "): cell for name, cell in changes.items()}).values())

    yield Trap(row("SO-T01", Order_Date="24-1-5"), "24-1-5 may be three days")
    yield Trap(row("SO-T02", Customer_No="KH0999"), "a customer nobody knows")
    yield Trap(row("SO-T03", Unit_Price="-780.00"), "a negative price that is no return")
    unquoted = ",".join(row("SO-T04", Quantity="-1,200", Return_Of=sold[0].number))
    yield Trap(unquoted, "a comma without quotes: a cell too many")
    yield Trap(row("SO-T05", Quantity="两箱"), "a quantity that is no number")
    yield Trap(row("SO-T06", Order_Date=f"{year - 1}-02-30"), "no such day")
    yield Trap(row("SO-T07", Unit_Price="面议"), "a price that is no number")
    yield Trap(row(""), "no order number")
    yield Trap(row("SO-T09", Discount="120%"), "a discount above the price")


def dealings(dice: Dice, records: Sequence[dict[str, Any]]) -> Rows:
    """Give the header and the rows of visits, calls and the like."""
    yield _DEALINGS
    for i, each in enumerate(records):
        cost = each.get("cost")
        row = [
            each["interaction_id"],
            each["customer_id"],
            each["on"].replace("-", "/") if dice.chance(0.1) else each["on"],
            _WAYS[each["channel"]],
            "客户" if each["direction"] == "inbound" else "我方",
            each["employee_id"],
            each.get("place", ""),
            each["content"],
            each.get("outcome", ""),
            cost["amount"] if cost else "",
            str(each.get("minutes", "")),
            each.get("follow_up_on", ""),
        ]
        yield row
        if i == 700:
            yield Trap(["WL-T1", "KH0998", *row[2:]], "a customer nobody knows")
        if i == 1_900:
            yield Trap(["WL-T2", row[1], "2023-13-05", *row[3:]], "no such month")
