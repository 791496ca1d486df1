"""How a customer's scores came about, in one sentence."""

from __future__ import annotations

import reprlib
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from customerbase.languages import language_of
from customerbase.scoring.assigning import SegmentRow
from customerbase.scoring.checks import one_of_two
from customerbase.scoring.scale import Closed, Cuts
from customerbase.scoring.score import RfmScore, only_score
from customerbase.validation import EXACT
from customerbase.values import CURRENCIES

__all__ = ["explain"]


class _Words(NamedTuple):
    """What a sentence is put together from."""

    whole: str
    between: str
    back: str
    undated: str
    last: str
    day: str
    days: str
    visit: str
    visits: str
    nested: str
    most: str
    least: str
    above: str
    below: str
    both: str
    score: str


_EN = _Words(
    whole="{who} is {cell}: {parts}.",
    between="; ",
    back="only brought things back",
    undated="last bought {ago} before",
    last="last bought on {day}, {ago} before",
    day="{} day",
    days="{} days",
    visit="{} visit",
    visits="{} visits",
    nested=" among those alike",
    most=", at most {}",
    least=", at least {}",
    above=", more than {}",
    below=", less than {}",
    both="{} and{}",
    score=" ({} {} of {})",
)
_ZH = _Words(
    whole="{who} 得 {cell}：{parts}。",
    between="；",
    back="只有退货",
    undated="最近一次购买在 {ago}前",
    last="最近一次购买于 {day}，{ago}前",
    day="{} 天",
    days="{} 天",
    visit="购买 {} 次",
    visits="购买 {} 次",
    nested="（与同组客户相比）",
    most="，不超过 {}",
    least="，不低于 {}",
    above="，超过 {}",
    below="，低于 {}",
    both="{}{}",
    score="（{} {}/{}）",
)


def explain(scored: RfmScore | SegmentRow, *, language: str = "en") -> str:
    """Say in one sentence how a customer's scores came about.

    Parameters
    ----------
    scored : RfmScore or SegmentRow
        Of a row, its score.
    language : {'en', 'zh'}

    Raises
    ------
    ValueError
        If the language is neither.
    TypeError
        If it is no score, or a row without one.

    Examples
    --------
    >>> from datetime import date
    >>> from customerbase.measures import RfmSummary
    >>> from customerbase.scoring.scale import Scale
    >>> from customerbase.scoring.score import score
    >>> from customerbase.values import Money
    >>> ann = RfmSummary(
    ...     customer_id="C1",
    ...     recency=12,
    ...     frequency=4,
    ...     monetary=Money("1234.50", "CNY"),
    ...     first_purchase=date(2024, 3, 1),
    ...     last_purchase=date(2024, 12, 19),
    ...     tenure=305,
    ... )
    >>> scale = Scale(recency=[30, 90], frequency=[1, 4], monetary=[100, 999], currency="CNY")
    >>> print(explain(score([ann], scale)[0]))  # doctest: +NORMALIZE_WHITESPACE
    C1 is 3-2-3: last bought on 2024-12-19, 12 days before, at most 30 (R 3 of 3);
    4 visits, more than 1 and at most 4 (F 2 of 3); 1,234.50 CNY, more than 999.00 CNY (M 3 of 3).
    """
    one_of_two(language)
    words = _ZH if language_of(language) == "zh" else _EN
    scored = _score_of(scored)
    summary, scale = scored.summary, scored.scale
    r_cuts, f_cuts, m_cuts = (
        scale.cuts_for(name, scored.r, scored.f) for name in ("recency", "frequency", "monetary")
    )

    def ranked(name: str, got: int, cuts: Cuts, bin_: int, said: Callable[[Decimal], str]) -> str:
        return _interval(cuts, bin_, scale.closed, said, words) + words.score.format(name, got, cuts.bins)

    nested = words.nested if scale.nested else ""
    said = _amounts(summary.monetary.currency)
    if summary.recency is None:
        recency = words.back + words.score.format("R", scored.r, r_cuts.bins)
    else:
        told = words.undated if summary.last_purchase is None else words.last
        ago = _counted(summary.recency, words.day, words.days)
        recency = told.format(day=summary.last_purchase, ago=ago)
        recency += ranked("R", scored.r, r_cuts, r_cuts.bins + 1 - scored.r, _number)
    parts = (
        recency,
        _counted(summary.frequency, words.visit, words.visits)
        + nested
        + ranked("F", scored.f, f_cuts, scored.f, _number),
        said(summary.monetary.amount) + nested + ranked("M", scored.m, m_cuts, scored.m, said),
    )
    return words.whole.format(who=scored.customer_id, cell=scored.cell, parts=words.between.join(parts))


def _score_of(given: RfmScore | SegmentRow) -> RfmScore:
    if not isinstance(given, SegmentRow):
        return only_score(given)
    if given.score is None:
        raise TypeError(f"{reprlib.repr(given.customer_id)} has no score, since he has not bought")
    return given.score


def _counted(n: int, one: str, several: str) -> str:
    return (one if n == 1 else several).format(f"{n:,}")


def _interval(cuts: Cuts, bin_: int, closed: Closed, said: Callable[[Decimal], str], words: _Words) -> str:
    low, high = (words.above, words.most) if closed == "right" else (words.least, words.below)
    lower = low.format(said(cuts.points[bin_ - 2])) if bin_ > 1 else ""
    upper = high.format(said(cuts.points[bin_ - 1])) if bin_ < cuts.bins else ""
    return words.both.format(lower, upper.removeprefix(",")) if lower and upper else lower or upper


def _number(value: Decimal) -> str:
    return f"{value:,f}"


def _amounts(currency: str) -> Callable[[Decimal], str]:
    finest = Decimal(1).scaleb(-CURRENCIES[currency])

    def said(value: Decimal) -> str:
        # What is finer than the minor unit is said in full: rounded, it might equal a cut point and be above it.
        exact = value.quantize(finest, context=EXACT)
        return f"{exact if exact == value else value:,f} {currency}"

    return said
