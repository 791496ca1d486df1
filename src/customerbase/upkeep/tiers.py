"""Data tiers (数据分等): how good a record is, told by whether it was maintained and used in the past year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import InNotebook, Listing
from customerbase.measures.dealt import only_day
from customerbase.scoring.checks import count_from, once_each, raise_any
from customerbase.upkeep.record_use import RecordUse
from customerbase.verifying.cycles import months_before

__all__ = [
    "DataTier",
    "TierCount",
    "TierRow",
    "TierRule",
    "tier",
    "tier_counts",
    "tiers",
]

_RULE: Final = "data_tiers"


class DataTier(StrEnum):
    """How good a record is: 1 the best, 4 the rest (一等 to 四等数据).

    They compare in their order: ``DataTier.FIRST < DataTier.SECOND``.

    >>> DataTier("2").offered_first, DataTier.FOURTH.offered_first
    (True, False)
    """

    FIRST = "1"
    SECOND = "2"
    THIRD = "3"
    FOURTH = "4"

    @property
    def offered_first(self) -> bool:
        """Whether such records are offered for use before others: tiers 1 and 2."""
        return self in (DataTier.FIRST, DataTier.SECOND)


@attrs.frozen(kw_only=True)
class TierRule(InNotebook):
    """What makes a record one of tier 1, 2, 3 or 4.

    ====  ==========================================================
    tier  the record was
    ====  ==========================================================
    1     maintained within the months, and used so many times in them
    2     maintained or used within the months
    3     neither, but used before
    4     none of these
    ====  ==========================================================

    Parameters
    ----------
    within_months : int
        Counted back from the day that is asked for, which counts; so does the
        day on which they begin.  A year back from 31 December is 31 December,
        from 29 February it is 28 February.
    least_uses : int

    Raises
    ------
    InvalidRecord

    Examples
    --------
    >>> TierRule().since(date(2024, 12, 31))
    datetime.date(2023, 12, 31)
    >>> TierRule.from_plain({"within_months": 6}) == TierRule(within_months=6, least_uses=3)
    True
    """

    within_months: int = 12
    least_uses: int = 3

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem(f"$.{name}", value, "is no whole number from 1")
            for name, value in (("within_months", self.within_months), ("least_uses", self.least_uses))
            if not count_from(value, 1)
        ]
        raise_any("TierRule", problems)

    def since(self, as_of: date) -> date:
        """Return the first day that is within the months."""
        return months_before(as_of, self.within_months)

    def to_plain(self) -> dict[str, Any]:
        """Return the rule as JSON or TOML can hold it."""
        return {"rule": _RULE, "within_months": self.within_months, "least_uses": self.least_uses}

    @classmethod
    def from_plain(cls, plain: Any) -> TierRule:
        """Read a rule that `to_plain` wrote; what is left out is as usual.

        Raises
        ------
        InvalidRecord
            If it is none; a part that the rule has not is named, too.
        """
        if not isinstance(plain, Mapping):
            raise InvalidRecord("TierRule", [Problem("$", plain, "is not written as a TierRule is")])
        known = {"within_months", "least_uses"}
        problems = [
            Problem(
                f"$.{name}", plain[name], "is no part of the rule", f"there are {', '.join(sorted(known))}"
            )
            for name in plain
            if name not in known | {"rule"}
        ]
        if plain.get("rule", _RULE) != _RULE:
            problems.append(Problem("$.rule", plain["rule"], f"is not {_RULE!r}"))
        raise_any("TierRule", problems)
        return cls(**{name: plain[name] for name in known & plain.keys()})


USUAL: Final = TierRule()


@attrs.frozen(kw_only=True)
class TierRow(InNotebook):
    """The tier of one record, and why.

    Attributes
    ----------
    customer_id : str
    tier : DataTier
    maintained_on, used_on : datetime.date or None
        The last day of each, up to the day that was asked for.
    uses : int
        Within the months of the rule.
    within_months, least_uses : int
        Of the rule.
    """

    customer_id: str
    tier: DataTier
    maintained_on: date | None
    used_on: date | None
    uses: int
    since: date = attrs.field(repr=False)
    within_months: int = attrs.field(repr=False)
    least_uses: int = attrs.field(repr=False)

    @property
    def maintained(self) -> bool:
        """Whether it was maintained within the months of the rule."""
        return self.maintained_on is not None and self.maintained_on >= self.since

    @property
    def reason(self) -> str:
        """How the tier came about, in one sentence."""
        if self.maintained_on is None:
            kept = "never maintained"
        else:
            kept = f"{'' if self.maintained else 'last '}maintained on {self.maintained_on}"
        if self.uses:
            times = "once" if self.uses == 1 else f"{self.uses} times"
            used = f"used {times} within {_months(self.within_months)}"
            used += f" (tier 1 asks for {self.least_uses})" if self._too_few else ""
        else:
            used = f"last used on {self.used_on}" if self.used_on else "never used"
        return f"{kept}; {used}"

    @property
    def reason_zh(self) -> str:
        """The same sentence in Chinese."""
        if self.maintained_on is None:
            kept = "从未维护"
        else:
            kept = f"{'' if self.maintained else '最后'}维护于 {self.maintained_on}"
        if self.uses:
            used = f"{self.within_months} 个月内使用 {self.uses} 次"
            used += f"（一等数据须 {self.least_uses} 次）" if self._too_few else ""
        else:
            used = f"最后使用于 {self.used_on}" if self.used_on else "从未使用"
        return f"{kept}；{used}"

    @property
    def _too_few(self) -> bool:
        return self.maintained and self.uses < self.least_uses


def _months(number: int) -> str:
    return "a month" if number == 1 else f"{number} months"


def tier(use: RecordUse, *, as_of: date, rule: TierRule = USUAL) -> TierRow:
    """Say of which tier a record is.

    Parameters
    ----------
    use : RecordUse
    as_of : datetime.date
        Later days do not count.
    rule : TierRule

    Raises
    ------
    TypeError
        If `as_of` is no day, or one of the others is something else.

    Examples
    --------
    >>> used = [date(2024, 3, 1), date(2024, 6, 1), date(2024, 9, 1)]
    >>> known = RecordUse(customer_id="C1", maintained_on=date(2024, 5, 1), used_on=used)
    >>> row = tier(known, as_of=date(2024, 12, 31))
    >>> row.tier, row.reason
    (<DataTier.FIRST: '1'>, 'maintained on 2024-05-01; used 3 times within 12 months')
    """
    return _tier(use, only_day(as_of), _since(rule, as_of), rule)


def tiers(uses: Iterable[RecordUse], *, as_of: date, rule: TierRule = USUAL) -> Listing[TierRow]:
    """Say of which tier each record is; those that are offered first stand first.

    Parameters
    ----------
    uses : iterable of RecordUse
        See `uses_of`.
    as_of : datetime.date
    rule : TierRule

    Returns
    -------
    Listing of TierRow
        By tier; within one by most recent maintenance, then most uses, most recent use, and id.

    Raises
    ------
    InvalidRecord
        If a record stands there twice.
    TypeError
    """
    since, day = _since(rule, as_of), only_day(as_of)
    rows = [_tier(each, day, since, rule) for each in uses]
    once_each((each.customer_id for each in rows), "RecordUse")
    return Listing(sorted(rows, key=_best_first))


def _since(rule: TierRule, as_of: date) -> date:
    if not isinstance(rule, TierRule):
        raise TypeError(f"rule={rule!r} is no TierRule: write TierRule(within_months=12, least_uses=3)")
    return rule.since(only_day(as_of))


def _tier(use: RecordUse, as_of: date, since: date, rule: TierRule) -> TierRow:
    if not isinstance(use, RecordUse):
        raise TypeError(f"{type(use).__name__} is no RecordUse: see uses_of, which makes them of the records")
    kept = use.maintained_on if use.maintained_on is not None and use.maintained_on <= as_of else None
    used = [day for day in use.used_on if day <= as_of]
    uses = sum(day >= since for day in used)
    maintained = kept is not None and kept >= since
    if maintained and uses >= rule.least_uses:
        found = DataTier.FIRST
    elif maintained or uses:
        found = DataTier.SECOND
    else:
        found = DataTier.THIRD if used else DataTier.FOURTH
    return TierRow(
        customer_id=use.customer_id,
        tier=found,
        maintained_on=kept,
        used_on=used[-1] if used else None,
        uses=uses,
        since=since,
        within_months=rule.within_months,
        least_uses=rule.least_uses,
    )


def _best_first(row: TierRow) -> tuple[str, int, int, int, str]:
    kept = row.maintained_on.toordinal() if row.maintained_on else 0
    used = row.used_on.toordinal() if row.used_on else 0
    return row.tier.value, -kept, -row.uses, -used, row.customer_id


@attrs.frozen(kw_only=True)
class TierCount:
    """How many records are of one tier.

    Attributes
    ----------
    tier : DataTier
    records : int
    share : Fraction or None
        Of all records; None where there are none.
    """

    tier: DataTier
    records: int
    share: Fraction | None


def tier_counts(rows: Iterable[TierRow]) -> Listing[TierCount]:
    """Count the records of each tier.

    Returns
    -------
    Listing of TierCount
        All four tiers, also those of which there is none.
    """
    counts = Counter(each.tier for each in rows)
    total = counts.total()
    return Listing(
        TierCount(tier=each, records=counts[each], share=Fraction(counts[each], total) if total else None)
        for each in DataTier
    )
