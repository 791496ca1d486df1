"""Rows that look like records and are none: totals below a list, sales that were called off or taken back.

A row of totals would become a customer who never was; a credit note with
positive figures, as most programs print it, would count as a sale.
"""

from __future__ import annotations

from collections.abc import Sequence

from customerbase.clean.text import halfwidth
from customerbase.intake.result import Fault
from customerbase.sources.headings import Column, HeadingMap

__all__ = ["Documents", "sums_up", "totals"]

_TOTALS = frozenset(
    "合计 总计 小计 共计 累计 总合计 合计数 本页合计 本页小计 本月合计 合計 總計 小計 total totals grandtotal subtotal "
    "sub-total sum".split()
)
_BACK = frozenset(
    "return returns returned refund refunded credit creditnote creditmemo creditinvoice 退货 退货单 销售退货 销售退货单 "
    "销售退库 退款 退款单 已退款 已退货 退单 红字 红字发票 红冲 红票 冲销 冲红 贷项 贷项通知单 贷项凭证 退貨 銷售退貨".split()
)
_OFF = frozenset(
    "cancelled canceled void voided annulled 作废 已作废 取消 已取消 交易关闭 作廢 已作廢".split()
)
_FIELDS = ("document_kind", "document_status")


def _word(raw: str) -> str:
    text = "".join(halfwidth(raw).casefold().split())
    return text.rstrip(":.") if len(text) < 30 else ""


def sums_up(raw: str | None) -> bool:
    """Tell whether a cell is the word that stands before totals.

    >>> sums_up("合 计："), sums_up("Grand total"), sums_up("Total Energies")
    (True, True, False)
    """
    return raw is not None and _word(raw) in _TOTALS


def totals(cells: Sequence[str], headings: HeadingMap) -> tuple[Fault, ...]:
    """Return what is wrong with a row whose first word says that it adds up the others."""
    i, raw = next(((i, raw) for i, raw in enumerate(cells) if raw and not raw.isspace()), (0, None))
    if raw is None or not sums_up(raw):
        return ()
    heading = next((each.heading for each in headings.columns if each.index == i), None)
    return ((heading, raw, "is a row of totals", "leave it out; a customer of that name needs a number"),)


class Documents:
    """Says of rows of sales whether they are sales at all, by the columns for the kind of paper and its state.

    Parameters
    ----------
    headings : HeadingMap
    """

    def __init__(self, headings: HeadingMap) -> None:
        self._columns: list[Column] = [each for each in headings.columns if each.field in _FIELDS]

    def __bool__(self) -> bool:
        return bool(self._columns)

    def called_off(self, cells: Sequence[str]) -> Fault | None:
        """Return what is wrong with a row that says it was cancelled."""
        for each in self._columns:
            if _word(cells[each.index]) in _OFF:
                hint = f"leave the row out, or its column: mapping={{{each.heading!r}: None}}"
                return each.heading, cells[each.index], "says that there was no sale", hint
        return None

    def taken_back(self, cells: Sequence[str]) -> Fault | None:
        """Return what is wrong with a row that says goods came back, if its quantity does not."""
        for each in self._columns:
            if _word(cells[each.index]) in _BACK:
                hint = "write its quantity, or an amount without quantity, with a minus"
                return (
                    each.heading,
                    cells[each.index],
                    "says that goods came back, its quantity does not",
                    hint,
                )
        return None
