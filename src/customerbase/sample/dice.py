"""Chance that falls the same way on every version and platform.

Of `random.Random` only `random()` is promised to stay as it is; everything
here is made of it, by operations whose result IEEE 754 fixes to the last bit.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

__all__ = ["Dice"]

T = TypeVar("T")


class Dice:
    """A source of chance that is started with a number.

    >>> Dice(7).whole(1, 6) == Dice(7).whole(1, 6)
    True
    """

    def __init__(self, seed: int) -> None:
        self._next = random.Random(seed).random

    def chance(self, share: float) -> bool:
        """Tell whether something happens that happens in this share of cases."""
        return self._next() < share

    def whole(self, least: int, most: int) -> int:
        """Return a whole number, both ends included."""
        return least + int(self._next() * (most - least + 1))

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[int(self._next() * len(options))]

    def weighted(self, options: Sequence[tuple[T, int]]) -> T:
        """Return one of the options, each as often as its weight says."""
        left = self._next() * sum(weight for _, weight in options)
        for option, weight in options:
            left -= weight
            if left < 0:
                return option
        return options[-1][0]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Return the options in another order."""
        mixed = list(options)
        for i in range(len(mixed) - 1, 0, -1):
            other = self.whole(0, i)
            mixed[i], mixed[other] = mixed[other], mixed[i]
        return mixed

    def day(self, first: date, last: date) -> date:
        """Return a day, both ends included."""
        return first + timedelta(days=self.whole(0, (last - first).days))

    def working_day(self, first: date, last: date, season: Sequence[int]) -> date:
        """Return a day from Monday to Friday, in a month as often as `season` (in per cent) says."""
        for _ in range(200):
            found = self.day(first, last)
            if found.weekday() < 5 and self._next() * 100 < season[found.month - 1]:
                return found
        return first

    def digits(self, count: int) -> str:
        """Return a text of digits."""
        return "".join(str(self.whole(0, 9)) for _ in range(count))
