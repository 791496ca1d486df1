"""Records that may be cleared away (清理): no identifier, no phone, no use; listed, checked, and only then erased.

Nothing is erased here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import attrs

from customerbase.errors import Problem
from customerbase.listing import InNotebook, Listing
from customerbase.measures.dealt import only_day
from customerbase.model import Contact, Customer, Facet, Verification, VerificationOutcome
from customerbase.paths import take_apart
from customerbase.scoring.checks import once_each, raise_any
from customerbase.upkeep.days_given import days_by_customer, is_day
from customerbase.upkeep.record_use import RecordUse

__all__ = ["Checked", "Cleared", "PurgeCandidate", "cleared", "purge_candidates"]

Uses = Mapping[str, date | Iterable[date]] | Iterable[RecordUse]

_DECIDING: Final = (VerificationOutcome.CONFIRMED, VerificationOutcome.CORRECTED, VerificationOutcome.WRONG)


@attrs.frozen(kw_only=True)
class PurgeCandidate(InNotebook):
    """A record that is hardly worth keeping, and what there is of it.

    Attributes
    ----------
    customer_id, name : str
    place : str or None
        The main address in one line.
    email : str or None
    acquired_on : datetime.date or None
    values : int
        How many values the card has, its name aside.
    contacts : int
        Persons there, none of whom has a phone.
    listed_on : datetime.date
        What is checked earlier does not clear it.
    """

    customer_id: str
    name: str
    place: str | None
    email: str | None
    acquired_on: date | None
    values: int
    contacts: int
    listed_on: date

    @property
    def reason(self) -> str:
        """Why it is listed, in one sentence."""
        others = ""
        if self.contacts:
            others = f" (nor has {'the contact' if self.contacts == 1 else f'any of {self.contacts} contacts'} there)"
        return f"no identifier; no phone{others}; not used until {self.listed_on}"

    @property
    def reason_zh(self) -> str:
        """The same sentence in Chinese."""
        others = f"（{self.contacts} 位联系人也没有）" if self.contacts else ""
        return f"没有证件或代码；没有电话{others}；截至 {self.listed_on} 从未使用"


def purge_candidates(
    customers: Iterable[Customer],
    *,
    contacts: Iterable[Contact] = (),
    used: Uses,
    as_of: date,
) -> Listing[PurgeCandidate]:
    """List the records that have no identifier, no phone and no use, so that they can be checked.

    Parameters
    ----------
    customers : iterable of Customer
    contacts : iterable of Contact
        A phone of somebody who is still at the customer on the day is one of his.
    used : mapping of customer id to day or days, or iterable of RecordUse
        Give all uses that there are, whatever their age: one is enough to keep a record.
    as_of : datetime.date
        Later uses do not count.  A card that came later is not listed.

    Returns
    -------
    Listing of PurgeCandidate
        Those first of which least is known; of these the oldest, then by id.

    Raises
    ------
    InvalidRecord
        If a customer is given twice, or a day is none.
    TypeError
        If `as_of` is no day.

    Examples
    --------
    >>> known = [
    ...     Customer(customer_id="C1", name="Ann", acquired_on=date(2019, 5, 1)),
    ...     Customer(customer_id="C2", name="Bo"),
    ... ]
    >>> found = purge_candidates(known, used={"C2": date(2020, 1, 1)}, as_of=date(2024, 12, 31))
    >>> [(each.customer_id, each.reason) for each in found]
    [('C1', 'no identifier; no phone; not used until 2024-12-31')]
    """
    day = only_day(as_of)
    useful = _used(used, day)
    staff: dict[str, int] = {}
    reachable: set[str] = set()
    for person in contacts:
        for there in person.employments:
            if there.holds(day):
                staff[there.customer_id] = staff.get(there.customer_id, 0) + 1
                if person.phones:
                    reachable.add(there.customer_id)
    held = tuple(customers)
    once_each((each.customer_id for each in held), "Customers")
    found = [
        _candidate(each, staff.get(each.customer_id, 0), day)
        for each in held
        if not each.identifiers
        and not each.phones
        and each.customer_id not in useful
        and each.customer_id not in reachable
        and (each.acquired_on is None or each.acquired_on <= day)
    ]
    return Listing(sorted(found, key=_least_known_first))


def _used(used: Uses, as_of: date) -> set[str]:
    if isinstance(used, Mapping):
        days = days_by_customer(used, "used")
        return {who for who, on in days.items() if any(each <= as_of for each in on)}
    found = set()
    for each in used:
        if not isinstance(each, RecordUse):
            raise TypeError(f"used holds {type(each).__name__}: give RecordUse, or days by customer id")
        # They are in order: the first says whether there was any.
        if each.used_on and each.used_on[0] <= as_of:
            found.add(each.customer_id)
    return found


def _candidate(card: Customer, contacts: int, as_of: date) -> PurgeCandidate:
    address, email = card.address(), card.email()
    return PurgeCandidate(
        customer_id=card.customer_id,
        name=card.name,
        place=str(address) if address else None,
        email=email.address if email else None,
        acquired_on=card.acquired_on,
        values=len(take_apart(card)) - 1,
        contacts=contacts,
        listed_on=as_of,
    )


def _least_known_first(each: PurgeCandidate) -> tuple[int, date, str]:
    return each.values + each.contacts, each.acquired_on or date.min, each.customer_id


@attrs.frozen(kw_only=True)
class Checked:
    """A listed record, and what the check since then says of it.

    Attributes
    ----------
    customer_id, name : str
    checked_on : datetime.date or None
    outcome : VerificationOutcome or None
        None where nobody has checked it yet.
    by : str or None
    """

    customer_id: str
    name: str
    checked_on: date | None
    outcome: VerificationOutcome | None
    by: str | None


@attrs.frozen(kw_only=True)
class Cleared(InNotebook):
    """What the checks say of the records that were listed; each is in one of the three.

    Attributes
    ----------
    erasable : Listing of Checked
        Found wrong, or not to be reached: they may be erased.
    staying : Listing of Checked
        Confirmed or corrected: they stay.
    waiting : Listing of Checked
        Not checked since they were listed, or the check was refused.
    """

    erasable: Listing[Checked]
    staying: Listing[Checked]
    waiting: Listing[Checked]

    def _repr_html_(self) -> str:
        names = [each.name for each in attrs.fields(type(self))]
        return "".join(f"<p>{name}</p>{getattr(self, name)._repr_html_()}" for name in names)


def cleared(
    candidates: Iterable[PurgeCandidate],
    verifications: Iterable[Verification],
    *,
    as_of: date | None = None,
    facet: str = Facet.BASIC,
) -> Cleared:
    """Say which of the listed records may be erased after they were checked, and which stay.

    The last check that found a record right or wrong decides; on one day,
    right.  Where there is none, one that reached nobody lets it be erased.

    Parameters
    ----------
    candidates : iterable of PurgeCandidate
    verifications : iterable of Verification
        Those on or after the day on which each was listed count.
    as_of : datetime.date, optional
        Leaves out later checks.
    facet : str
        Only a check of this one lets a record be erased: that a credit standing is
        wrong is no reason to.  One that finds any facet right keeps it.

    Returns
    -------
    Cleared
        Each in the order of the candidates.

    Raises
    ------
    InvalidRecord
        If a record is listed twice.
    TypeError
        If `as_of` is no day.

    Examples
    --------
    >>> listed = purge_candidates([Customer(customer_id="C1", name="Ann")], used={}, as_of=date(2024, 12, 31))
    >>> check = Verification(
    ...     verification_id="V1", customer_id="C1", facet="basic", on=date(2025, 1, 8), outcome="unreachable"
    ... )
    >>> [each.customer_id for each in cleared(listed, [check]).erasable]
    ['C1']
    """
    if as_of is not None:
        only_day(as_of)
    listed = tuple(candidates)
    once_each((each.customer_id for each in listed), "PurgeCandidate")
    raise_any("PurgeCandidate", [_never_listed(each) for each in listed if not is_day(each.listed_on)])
    since = {each.customer_id: each.listed_on for each in listed}
    last: dict[str, Verification] = {}
    for check in verifications:
        who = check.customer_id
        counts = who in since and check.on >= since[who] and (as_of is None or check.on <= as_of)
        if counts and (check.outcome.known_true or check.facet == facet):
            before = last.get(who)
            if before is None or _weight(before) < _weight(check):
                last[who] = check
    told: dict[str, list[Checked]] = {"erasable": [], "staying": [], "waiting": []}
    for each in listed:
        found = last.get(each.customer_id)
        row = Checked(
            customer_id=each.customer_id,
            name=each.name,
            checked_on=found.on if found else None,
            outcome=found.outcome if found else None,
            by=found.by if found else None,
        )
        told[_said(found)].append(row)
    return Cleared(**{name: Listing(rows) for name, rows in told.items()})


def _never_listed(each: PurgeCandidate) -> Problem:
    return Problem("$.listed_on", each.listed_on, f"{each.customer_id!r} was listed on no day")


def _weight(check: Verification) -> tuple[bool, date, bool, bool, str]:
    """Return what says which of two checks decides, whatever their order."""
    outcome = check.outcome
    unreachable = outcome is VerificationOutcome.UNREACHABLE
    return outcome in _DECIDING, check.on, outcome.known_true, unreachable, check.verification_id


def _said(check: Verification | None) -> str:
    if check is None or check.outcome is VerificationOutcome.REFUSED:
        return "waiting"
    return "staying" if check.outcome.known_true else "erasable"
