"""What came of campaigns: fed back within a month, or listed as missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import InNotebook, Listing
from customerbase.measures.dealt import only_day
from customerbase.model import Campaign, Direction, Interaction, Response, Touch
from customerbase.scoring.checks import count_from, raise_any
from customerbase.verifying.cycles import months_after

__all__ = ["CampaignFeedback", "FedBack", "MissingRow", "missing_feedback"]


@attrs.frozen(kw_only=True)
class MissingRow:
    """One customer whom a campaign reached, and of whom nobody has fed back what came of it.

    Attributes
    ----------
    campaign_id, name : str
        The campaign.
    customer_id : str
    touched_on, due_on : datetime.date
    days_late : int
    """

    campaign_id: str
    name: str
    customer_id: str
    touched_on: date
    due_on: date
    days_late: int


@attrs.frozen(kw_only=True)
class CampaignFeedback:
    """How well the results of one campaign were fed back.

    Attributes
    ----------
    campaign_id, name : str
    touched : int
        What is to be fed back: ``in_time + late + missing + waiting``.
    in_time, late : int
        Fed back by the day on which it was due, or after it.
    missing : int
        Overdue, and not fed back.
    waiting : int
        Not fed back, while there is time.
    share : Fraction or None
        Of what is fed back or overdue, what was fed back in time; None where there is nothing.
    """

    campaign_id: str
    name: str
    touched: int
    in_time: int
    late: int
    missing: int
    waiting: int
    share: Fraction | None

    @property
    def answered(self) -> int:
        """How many were fed back at all."""
        return self.in_time + self.late


@attrs.frozen(kw_only=True)
class FedBack(InNotebook):
    """Which results of campaigns are missing, and how each campaign stands.

    Attributes
    ----------
    rows : Listing of MissingRow
        Most days late first, then by campaign, customer and day.
    campaigns : Listing of CampaignFeedback
        By id.
    """

    rows: Listing[MissingRow] = attrs.field(repr=False)
    campaigns: Listing[CampaignFeedback]

    def _repr_html_(self) -> str:
        return self.campaigns._repr_html_() + self.rows._repr_html_()


def missing_feedback(
    campaigns: Iterable[Campaign],
    touches: Iterable[Touch],
    responses: Iterable[Response] = (),
    interactions: Iterable[Interaction] = (),
    *,
    as_of: date,
    within_months: int = 1,
) -> FedBack:
    """List the campaign results that were not fed back in time.

    A campaign that has an end is fed back once for each customer whom it
    reached, counted from its end, or from the first touch where that came
    later.  One without an end is fed back for each day on which it reached him.

    Parameters
    ----------
    campaigns : iterable of Campaign
        What was done for others is left out.
    touches : iterable of Touch
    responses : iterable of Response
    interactions : iterable of Interaction
        Those of the campaign count that the customer began, or of which an
        outcome or what was said is written down; that he was called is no result.
    as_of : datetime.date
        What came later does not count.
    within_months : int
        The last day of which is still in time.

    Returns
    -------
    FedBack

    Raises
    ------
    InvalidRecord
        If two campaigns have one id, or the months are no whole number from 0.
    TypeError
        If `as_of` is no day.

    Examples
    --------
    >>> spring = Campaign(campaign_id="A", name="Spring", end=date(2024, 3, 31))
    >>> touches = [
    ...     Touch(touch_id=f"T{i}", campaign_id="A", customer_id=f"C{i}", on=date(2024, 3, 1)) for i in (1, 2)
    ... ]
    >>> came = Response(response_id="R1", campaign_id="A", customer_id="C1", on=date(2024, 4, 10))
    >>> found = missing_feedback([spring], touches, [came], as_of=date(2024, 5, 10))
    >>> [(each.customer_id, each.due_on.isoformat(), each.days_late) for each in found.rows]
    [('C2', '2024-04-30', 10)]
    """
    day = only_day(as_of)
    if not count_from(within_months):
        problem = Problem("$.within_months", within_months, "is no whole number from 0")
        raise InvalidRecord("FedBack", [problem])
    known = _by_id(campaigns)
    reached = _reached(known, touches, day)
    told = _told(reached, responses, interactions, day)
    rows: list[MissingRow] = []
    counts: dict[str, dict[str, int]] = {
        each: dict.fromkeys(("in_time", "late", "missing", "waiting"), 0) for each in known
    }
    for (which, who), days in reached.items():
        campaign = known[which]
        for touched in days:
            due = months_after(max(touched, campaign.end or touched), within_months)
            answer = min((each for each in told.get((which, who), ()) if each >= touched), default=None)
            if answer is not None:
                counts[which]["in_time" if answer <= due else "late"] += 1
            elif due >= day:
                counts[which]["waiting"] += 1
            else:
                counts[which]["missing"] += 1
                rows.append(
                    MissingRow(
                        campaign_id=which,
                        name=campaign.name,
                        customer_id=who,
                        touched_on=touched,
                        due_on=due,
                        days_late=(day - due).days,
                    )
                )
    rows.sort(key=lambda row: (-row.days_late, row.campaign_id, row.customer_id, row.touched_on))
    return FedBack(
        rows=Listing(rows),
        campaigns=Listing(_summary(known[which], counts[which]) for which in sorted(known)),
    )


def _by_id(campaigns: Iterable[Campaign]) -> dict[str, Campaign]:
    known: dict[str, Campaign] = {}
    problems = []
    for each in campaigns:
        if each.campaign_id in known:
            problems.append(
                Problem("$.campaign_id", each.campaign_id, f"{each.campaign_id!r} stands there twice")
            )
        known[each.campaign_id] = each
    raise_any("Campaigns", problems[:5])
    return known


def _reached(
    known: dict[str, Campaign], touches: Iterable[Touch], as_of: date
) -> dict[tuple[str, str], set[date]]:
    """Return for each campaign and customer the days from which something is to be fed back."""
    reached: dict[tuple[str, str], set[date]] = defaultdict(set)
    for each in touches:
        campaign = known.get(each.campaign_id)
        if campaign is None or each.on > as_of:
            continue
        days = reached[each.campaign_id, each.customer_id]
        if campaign.end is not None and days:
            days.add(min(each.on, days.pop()))
        else:
            days.add(each.on)
    return reached


def _told(
    reached: dict[tuple[str, str], set[date]],
    responses: Iterable[Response],
    interactions: Iterable[Interaction],
    as_of: date,
) -> dict[tuple[str, str], set[date]]:
    told: dict[tuple[str, str], set[date]] = defaultdict(set)
    for each in responses:
        if each.on <= as_of and (each.campaign_id, each.customer_id) in reached:
            told[each.campaign_id, each.customer_id].add(each.on)
    for dealing in interactions:
        if dealing.campaign_id is None or dealing.on > as_of or not _says_something(dealing):
            continue
        if (dealing.campaign_id, dealing.customer_id) in reached:
            told[dealing.campaign_id, dealing.customer_id].add(dealing.on)
    return told


def _says_something(dealing: Interaction) -> bool:
    begun_by_him = dealing.direction is Direction.INBOUND
    return begun_by_him or dealing.outcome is not None or dealing.content is not None


def _summary(campaign: Campaign, counts: dict[str, int]) -> CampaignFeedback:
    judged = counts["in_time"] + counts["late"] + counts["missing"]
    return CampaignFeedback(
        campaign_id=campaign.campaign_id,
        name=campaign.name,
        touched=judged + counts["waiting"],
        share=Fraction(counts["in_time"], judged) if judged else None,
        **counts,
    )
