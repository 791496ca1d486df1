"""What the sample company's customers bought: a few buy most, in seasons, and some send goods back."""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from customerbase.sample.company import Client
from customerbase.sample.dice import Dice
from customerbase.sample.goods import CATALOGUE, STARTER, Goods

__all__ = ["Line", "Order", "orders"]

# Little is bought around the Spring Festival, much in spring and before the end of the year.
SEASON = (55, 30, 95, 100, 90, 85, 75, 80, 100, 80, 95, 100)
RETURNS = 60


@attrs.frozen
class Line:
    """One line of an order; prices in fen, discount in per cent."""

    goods: Goods
    quantity: int
    price: int
    discount: int
    cost: int

    @property
    def amount(self) -> int:
        """In hundredths of a fen."""
        return self.quantity * self.price * (100 - self.discount)


@attrs.define(kw_only=True)
class Order:
    """One sale, or one return."""

    number: str
    on: date
    client: Client
    lines: tuple[Line, ...]
    employee: str
    channel: str
    reverses: str | None = None


def orders(dice: Dice, everybody: list[Client], as_of: date) -> list[Order]:
    """Return about five thousand orders by date, returns among them."""
    begin = date(as_of.year - 3, 1, 4)
    sold = []
    for client in everybody:
        if client.rank is None:
            continue
        first, last = max(begin, client.acquired_on), client.active_until or as_of
        liked = dice.shuffled(sorted({each.category for each in CATALOGUE}))[:3]
        shelf = [each for each in CATALOGUE if each.category in liked and each is not STARTER]
        for _ in range(client.purchases):
            day = dice.working_day(first, last, SEASON)
            sold.append((day, client, _lines(dice, client, shelf, day, as_of)))
    sold.sort(key=lambda each: (each[0], each[1].number))
    made: list[Order] = []
    for day, client, lines in sold:
        same_day = made[-1].number if made and made[-1].on == day else "-0"
        number = f"SO{day:%y%m%d}-{int(same_day.rpartition('-')[2]) + 1:02d}"
        channel = (
            "出口" if client.abroad else dice.weighted((("直销", 6), ("电话", 3), ("网店", 2), ("经销", 1)))
        )
        made.append(
            Order(
                number=number,
                on=day,
                client=client,
                lines=lines,
                employee=_seller(client, day, as_of),
                channel=channel,
            )
        )
    made += _returns(dice, made, as_of)
    made.sort(key=lambda each: (each.on, each.reverses is not None, each.number))
    return made


def _seller(client: Client, day: date, as_of: date) -> str:
    handed_over = date(as_of.year - 1, 7, 1)
    return "Y005" if client.employee == "Y012" and day < handed_over else client.employee


def _lines(dice: Dice, client: Client, shelf: list[Goods], day: date, as_of: date) -> tuple[Line, ...]:
    # two per cent dearer each year
    level = 100 + 2 * (day.year - as_of.year)
    if client.purchases == 1:
        return (Line(STARTER, 1, STARTER.price, 0, STARTER.cost),)
    rank = client.rank or 0
    large = 3 if rank < 12 else 2 if rank < 34 else 1
    discount = (12, 10, 8)[dice.whole(0, 2)] if rank < 12 else 5 if rank < 45 and dice.chance(0.7) else 0
    count = dice.weighted(((1, 40), (2, 32), (3, 18), (4, 10)))
    lines = []
    for goods in dice.shuffled(shelf)[:count]:
        if goods.price < 10_000:
            quantity = dice.whole(1, 12) * (50 if goods.price < 3_000 else 5) * large
        elif goods.price < 100_000:
            quantity = dice.whole(1, 8) * large
        else:
            quantity = dice.whole(1, 3) * (large if goods.category != "技术服务" else 1)
        price = goods.price * level // 100
        lines.append(Line(goods, quantity, price, discount, goods.cost * level // 100))
    return tuple(lines)


def _returns(dice: Dice, sold: list[Order], as_of: date) -> list[Order]:
    """Some goods come back within a month, at the price they were sold at."""
    settled = [each for each in sold if (as_of - each.on).days > 40 and each.client.purchases > 1]
    chosen = dice.shuffled(settled)[:RETURNS]
    made = []
    for i, order in enumerate(sorted(chosen, key=lambda each: (each.on, each.number)), 1):
        line = order.lines[0]
        part = line.quantity if dice.chance(0.4) else max(1, line.quantity // 4)
        made.append(
            Order(
                number=f"TH{order.on:%y}-{i:03d}",
                on=order.on + timedelta(days=dice.whole(3, 30)),
                client=order.client,
                lines=(attrs.evolve(line, quantity=-part),),
                employee=order.employee,
                channel=order.channel,
                reverses=order.number,
            )
        )
    return made
