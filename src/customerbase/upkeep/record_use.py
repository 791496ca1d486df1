"""When each record was last maintained, and when it was used: what data tiers are told by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, Protocol

import attrs

from customerbase.errors import Problem
from customerbase.listing import InNotebook, Listing
from customerbase.measures.dealt import only_day
from customerbase.model import Customer
from customerbase.scoring.checks import raise_any
from customerbase.upkeep.days_given import Maintained, days_by_customer, id_of, is_day

__all__ = ["RecordUse", "Used", "uses_of"]

_NOTHING: Final[Mapping[str, date]] = MappingProxyType({})


def _as_tuple(days: Iterable[date]) -> tuple[date, ...]:
    return tuple(days)


@attrs.frozen(kw_only=True)
class RecordUse(InNotebook):
    """When a record was last maintained, and when it was used.

    Parameters
    ----------
    customer_id : str
    maintained_on : datetime.date, optional
        Last day on which it was known to be right.
    used_on : iterable of datetime.date
        One day for each use, in any order; two uses on one day are two.

    Raises
    ------
    InvalidRecord
        If the id is no text, or a day none.
    """

    customer_id: str
    maintained_on: date | None = None
    used_on: tuple[date, ...] = attrs.field(default=(), converter=_as_tuple)

    def __attrs_post_init__(self) -> None:
        problems = []
        if not isinstance(self.customer_id, str) or not self.customer_id:
            problems.append(Problem("$.customer_id", self.customer_id, "is no id", "give it as text"))
        if self.maintained_on is not None and not is_day(self.maintained_on):
            problems.append(_no_day("$.maintained_on", self.maintained_on))
        problems += [_no_day(f"$.used_on[{i}]", day) for i, day in enumerate(self.used_on) if not is_day(day)]
        raise_any("RecordUse", problems)
        # Equal uses are to be equal records, however they were collected.
        object.__setattr__(self, "used_on", tuple(sorted(self.used_on)))


def _no_day(path: str, value: object) -> Problem:
    return Problem(path, value, "is no day", "give a datetime.date")


class Used(Protocol):
    """A record that says that a customer's card was used: an `Interaction`, `Touch`, `Purchase`, ..."""

    @property
    def customer_id(self) -> str: ...

    @property
    def on(self) -> date: ...


def uses_of(
    customers: Iterable[Customer | str],
    used: Iterable[Used] = (),
    *,
    maintained: Maintained = _NOTHING,
    edited: Maintained = _NOTHING,
    as_of: date,
) -> Listing[RecordUse]:
    """Put together when each record was maintained and used.

    Parameters
    ----------
    customers : iterable of Customer or str
        Whose records; what is said of others is left out.
    used : iterable of Interaction, Touch, Response, Purchase, ...
        What is a use is what is given here: as the trade has it, whenever
        somebody was dealt with by what his record says, so his interactions and
        touches.  What one campaign did on one day is one use: its touch and the
        call that was made for it are not two.
    maintained : iterable of Verification, or mapping of customer id to day or days
        Of verifications those count after which the card was known to be right.
    edited : the same
        Further days on which it was maintained, such as those on which a card was edited by first hand.
    as_of : datetime.date
        Later days are left out.

    Returns
    -------
    Listing of RecordUse
        One for each customer, by id.

    Raises
    ------
    InvalidRecord
        If a day is none.
    TypeError

    Examples
    --------
    >>> from customerbase.model import Interaction, Touch
    >>> call = Interaction(
    ...     interaction_id="I1", customer_id="C1", on=date(2024, 3, 1), channel="phone", campaign_id="A"
    ... )
    >>> touch = Touch(touch_id="T1", customer_id="C1", on=date(2024, 3, 1), campaign_id="A")
    >>> made = uses_of(["C1"], [call, touch], edited={"C1": date(2024, 2, 1)}, as_of=date(2024, 12, 31))
    >>> made[0].maintained_on, made[0].used_on
    (datetime.date(2024, 2, 1), (datetime.date(2024, 3, 1),))
    """
    day = only_day(as_of)
    kept: dict[str, date] = {}
    for source, name in ((maintained, "maintained"), (edited, "edited")):
        for who, days in days_by_customer(source, name).items():
            last = max((each for each in days if each <= day), default=None)
            if last is not None and last > kept.get(who, date.min):
                kept[who] = last
    uses: dict[str, list[date]] = {id_of(each): [] for each in customers}
    campaigns: set[tuple[str, date, str]] = set()
    for each in used:
        try:
            who, on, campaign = each.customer_id, each.on, getattr(each, "campaign_id", None)
        except AttributeError as error:
            raise TypeError(
                f"{type(each).__name__} is no use: it lacks a customer_id or a day `on`"
            ) from error
        if on > day or who not in uses:
            continue
        if campaign is not None:
            if (who, on, campaign) in campaigns:
                continue
            campaigns.add((who, on, campaign))
        uses[who].append(on)
    return Listing(
        RecordUse(customer_id=who, maintained_on=kept.get(who), used_on=uses[who]) for who in sorted(uses)
    )
