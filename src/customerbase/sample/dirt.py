"""How people and programs really write what they know: the same value in several hands."""

from __future__ import annotations

from datetime import date

from customerbase.sample.dice import Dice

__all__ = ["capital", "count", "day", "founding", "nothing", "number", "padded", "phone", "price", "province"]

_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")


def day(dice: Dice, value: date, *, slashes: float = 0.3) -> str:
    """``2024-03-05``, ``2024/3/5``, ``2024.3.5``, ``2024年3月5日`` or ``20240305``."""
    if dice.chance(slashes):
        return f"{value.year}/{value.month}/{value.day}"
    return dice.weighted(
        (
            (value.isoformat(), 92),
            (f"{value.year}年{value.month}月{value.day}日", 4),
            (f"{value.year}.{value.month}.{value.day}", 2),
            (f"{value:%Y%m%d}", 2),
        )
    )


def founding(dice: Dice, value: date) -> str:
    """A founding day that is sometimes known only by its month or year."""
    return dice.weighted(
        (
            (value.isoformat(), 50),
            (f"{value.year}年{value.month}月", 25),
            (str(value.year), 15),
            (f"{value.year}/{value.month}/{value.day}", 10),
        )
    )


def phone(dice: Dice, value: str) -> str:
    """A number as it is, in full width, with an extension, with spaces, or behind a word."""
    form = dice.weighted((("as it is", 70), ("wide", 8), ("extension", 10), ("spaces", 6), ("word", 6)))
    if form == "wide":
        return value.translate(_WIDE)
    if form == "extension":
        return f"{value}转{dice.whole(800, 8099)}"
    if form == "spaces":
        return f" {value.replace('-', ' ')} "
    return f"电话：{value}" if form == "word" else value


def padded(dice: Dice, value: str) -> str:
    """A text with white space around it now and then."""
    return dice.weighted(((value, 90), (f" {value}", 4), (f"{value} ", 4), (f"{value}\u3000", 2)))


def province(dice: Dice, value: str) -> str:
    """A province, by its short name now and then."""
    return value.removesuffix("省") if dice.chance(0.15) else value


def nothing(dice: Dice) -> str:
    """What stands in a cell of which nothing is known."""
    return dice.weighted((("", 60), ("NULL", 10), ("无", 10), ("-", 8), ("N/A", 6), ("未知", 6)))


def count(dice: Dice, value: int) -> str:
    """A number of people: ``120``, ``１２０``, ``1,200``."""
    plain = f"{value:,}" if value >= 1_000 else str(value)
    return plain.translate(_WIDE) if dice.chance(0.06) else plain


def capital(dice: Dice, value: int) -> str:
    """An amount given in ten thousand yuan: ``500万元``, ``500 万``, ``5,000,000``, ``500万人民币``."""
    forms = (
        (f"{value}万元", 60),
        (f"{value:,} 万", 15),
        (f"{value * 10_000:,}", 15),
        (f"{value}万人民币", 10),
    )
    return dice.weighted(forms)


def number(dice: Dice, value: int) -> str:
    """A quantity with separators of thousands, and in full width once in a while."""
    plain = f"{value:,}" if abs(value) >= 1_000 else str(value)
    return plain.translate(_WIDE) if dice.chance(0.004) else plain


def price(dice: Dice, fen: int) -> str:
    """A price: ``1280.00``, and ``￥1,280.00`` now and then."""
    if dice.chance(0.02):
        return f"￥{fen // 100:,}.{fen % 100:02d}"
    return f"{fen // 100}.{fen % 100:02d}"
