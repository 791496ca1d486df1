"""Generated purchases as records and as columns, so that the definition and an engine can be asked the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st

from customerbase.measures import Count
from customerbase.model import Purchase, PurchaseLine
from customerbase.tables import PurchaseColumns
from customerbase.values import Money

__all__ = ["Form", "Order", "Sold", "forms", "solds"]

ZONES = ("UTC", "Asia/Shanghai", "America/St_Johns", "Pacific/Kiritimati")
_FIRST = datetime(2023, 12, 25, tzinfo=UTC)
# Around midnights, month ends and leap days: where days are miscounted.
_HOURS = st.one_of(
    st.integers(0, 24 * 500),
    st.sampled_from([24 * day + hour for day in (6, 7, 66, 67, 96, 371) for hour in (0, 3, 15, 16, 23)]),
)
_MINOR = st.one_of(
    st.sampled_from([0, 1, 100, 100, 250, 99_999]), st.integers(0, 10**6), st.integers(10**9, 10**11)
)


@attrs.frozen
class Order:
    """One order: whose, when, in what currency, and what its lines come to; a line below 0 came back."""

    customer: int
    at: datetime
    currency: str
    lines: tuple[int, ...]
    reverses: bool

    @property
    def is_return(self) -> bool:
        """As `Purchase.is_return` has it."""
        return self.reverses or all(each < 0 for each in self.lines)


@attrs.frozen
class Form:
    """How a table holds purchases.

    Attributes
    ----------
    ids : {"text", "integer"}
    days : {"day", "local", "instant"}
        Days, local points in time without a zone, or points in time in UTC.
    amounts : {"integer", "decimal", "float"}
    lines : bool
        Whether each row is a line, and orders are named; else each is an order.
    currencies : bool
        Whether there is a column of currencies.
    nulls : tuple of (int, str)
        Which rows lack what.
    """

    ids: str
    days: str
    amounts: str
    lines: bool
    currencies: bool
    nulls: tuple[tuple[int, str], ...] = ()


@attrs.frozen
class Sold:
    """A history of purchases, in a zone, and a form for it."""

    orders: tuple[Order, ...]
    zone: str
    form: Form

    def purchases(self, *, without: frozenset[int] = frozenset()) -> list[Purchase]:
        """Return it as records; `without` leaves out rows, by their number."""
        kept: dict[int, list[int]] = {}
        for row, number, line in self._rows():
            if row not in without:
                kept.setdefault(number, []).extend(self.orders[number].lines if line is None else [line])
        made = []
        for number, lines in kept.items():
            each = self.orders[number]
            made.append(
                Purchase(
                    purchase_id=f"S{number}",
                    customer_id=self.customer_id(each),
                    on=each.at.astimezone(ZoneInfo(self.zone)).date(),
                    at=each.at,
                    lines=tuple(
                        PurchaseLine(
                            quantity=Decimal(1 if line >= 0 else -1),
                            unit_price=Money(Decimal(abs(line)).scaleb(-2), each.currency),
                        )
                        for line in lines
                    ),
                    reverses="S0 before" if each.is_return else None,
                )
            )
        return made

    def customer_id(self, order: Order) -> str:
        """Return an id as records have it."""
        return str(order.customer) if self.form.ids == "integer" else f"客户 {order.customer}"

    @property
    def columns(self) -> PurchaseColumns:
        """What the columns are called."""
        return PurchaseColumns(
            customer="client",
            on="when",
            amount="total",
            is_return="came_back",
            order="number" if self.form.lines else None,
            quantity="pieces" if self.form.lines else None,
            currency="money" if self.form.currencies else None,
        )

    def table(self) -> dict[str, tuple[str, list[Any]]]:
        """Return columns: name → kind and values."""
        zone = ZoneInfo(self.zone)
        ids, days, amounts = self.form.ids, self.form.days, self.form.amounts
        held: dict[str, tuple[str, list[Any]]] = {
            "client": (ids, []),
            "when": (days, []),
            "total": (amounts, []),
            "came_back": ("boolean", []),
        }
        if self.form.lines:
            held |= {"number": ("text", []), "pieces": ("integer", [])}
        if self.form.currencies:
            held["money"] = ("text", [])
        for _, number, line in self._rows():
            each = self.orders[number]
            minor = sum(each.lines) if line is None else line
            local = each.at.astimezone(zone)
            moments = {"day": local.date(), "local": local.replace(tzinfo=None), "instant": each.at}
            exact = Decimal(minor).scaleb(-2)
            money = {"integer": minor, "decimal": exact, "float": float(exact)}
            row = {
                "client": each.customer if ids == "integer" else self.customer_id(each),
                "when": moments[days],
                "total": money[amounts],
                "came_back": each.is_return,
                "number": f"S{number}",
                "pieces": 1 if minor >= 0 else -1,
                "money": each.currency,
            }
            for name, (_, values) in held.items():
                values.append(row[name])
        for row_number, name in self.form.nulls:
            held[name][1][row_number] = None
        return held

    def _rows(self) -> Iterator[tuple[int, int, int | None]]:
        """Yield the number of each row, that of its order, and what its line comes to (None: all lines)."""
        row = 0
        for number, each in enumerate(self.orders):
            for line in each.lines if self.form.lines else (None,):
                yield row, number, line
                row += 1

    def unknown_by(self, as_of: date) -> set[str]:
        """Return the columns in which something is unknown in a row that counts, or that may count."""
        days = [
            self.orders[number].at.astimezone(ZoneInfo(self.zone)).date() for _, number, _ in self._rows()
        ]
        dayless = {row for row, name in self.form.nulls if name == "when"}
        return {name for row, name in self.form.nulls if row in dayless or days[row] <= as_of}

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return sum(1 for _ in self._rows())

    def counts(self) -> tuple[Count, ...]:
        """Return what a visit can be in this form."""
        return tuple(Count) if self.form.lines else (Count.ORDER, Count.DAY)


def forms(currencies: bool | None = None, lines: bool | None = None) -> st.SearchStrategy[Form]:
    """Forms of tables."""
    return st.builds(
        Form,
        ids=st.sampled_from(["text", "integer"]),
        days=st.sampled_from(["day", "local", "instant"]),
        amounts=st.sampled_from(["integer", "decimal", "float"]),
        lines=st.booleans() if lines is None else st.just(lines),
        currencies=st.booleans() if currencies is None else st.just(currencies),
    )


@st.composite
def solds(draw: st.DrawFn, *, currencies: tuple[str, ...] = ("CNY",), nulls: bool = False) -> Sold:
    """Histories with ties, single purchases, returns, zero amounts, and days that are easily miscounted."""
    line = st.one_of(_MINOR, _MINOR, _MINOR.map(lambda minor: -max(minor, 1)))
    orders = draw(
        st.lists(
            st.builds(
                Order,
                customer=st.integers(10, 22),  # numbers and texts stand in the same order
                at=_HOURS.map(lambda hours: _FIRST + timedelta(hours=hours)),
                currency=st.sampled_from(currencies),
                lines=st.lists(line, min_size=1, max_size=3).map(tuple),
                reverses=st.sampled_from([False] * 7 + [True]),
            ),
            min_size=1 if nulls else 0,
            max_size=30,
        )
    )
    # An order that lacks some of its lines is another order: its rows are left out whole, or not at all.
    form = draw(forms(currencies=True if len(currencies) > 1 else None, lines=False if nulls else None))
    sold = Sold(tuple(orders), draw(st.sampled_from(ZONES)), form)
    if nulls:
        cells = st.tuples(st.integers(0, sold.rows - 1), st.sampled_from(sorted(sold.table())))
        lacking = tuple(draw(st.lists(cells, min_size=1, max_size=3)))
        sold = attrs.evolve(sold, form=attrs.evolve(form, nulls=lacking))
    return sold


DAYS = st.one_of(
    st.dates(date(2023, 12, 20), date(2025, 6, 1)),
    st.sampled_from([date(2023, 12, 31), date(2024, 2, 29), date(2024, 12, 31), date(2025, 3, 31)]),
)
