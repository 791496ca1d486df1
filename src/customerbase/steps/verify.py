"""Verify: note what checks found, say what must be checked next, and how fresh the base is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain
from types import MappingProxyType
from typing import Any, Final

from customerbase.errors import InvalidRecord, NotFound, Problem
from customerbase.grading import Rule, grade_of
from customerbase.intake.resting import collector_resting
from customerbase.listing import Listing
from customerbase.measures.dealt import only_day
from customerbase.model import (
    Assignment,
    CollectionMethod,
    Contact,
    Customer,
    Entity,
    Interaction,
    Source,
    Task,
    TaskStatus,
    Verification,
    VerificationOutcome,
)
from customerbase.paths import split, take_apart
from customerbase.rfm import RfmRun
from customerbase.standards import standard_rules
from customerbase.steps.keep_true import KeepTrue
from customerbase.steps.records import Said
from customerbase.stores.corrections import accept, follow_facets
from customerbase.stores.facets import check_verification, declare_facets, declared_facets
from customerbase.stores.kept_runs import kept_run
from customerbase.stores.store import Learned
from customerbase.validation import word_of
from customerbase.values import Money
from customerbase.verify import (
    Due,
    FacetFields,
    FacetState,
    Occurrence,
    Policy,
    due,
    facet_states,
    occurrences_of,
    policy_from_plain,
    yearly_round,
)
from customerbase.verifying.facets import covers_of, facet_names
from customerbase.verifying.gathering import origin_of
from customerbase.verifying.plain import facets_named
from customerbase.verifying.policies import only_policy, wrong_policy

__all__ = ["Verify"]

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
PLANNED: Final = "verify/"
"""How the ids of tasks begin that a plan of checks makes."""
_POLICY: Final = "verification_policy"


class Verify(KeepTrue):
    """The part of `CustomerBase` that checks what it holds, and plans the checking."""

    @property
    def facets(self) -> tuple[FacetFields, ...]:
        """The company's own facets, besides basic data, credit standing and decision-makers."""
        return declared_facets(self.store.rows)

    @facets.setter
    def facets(self, facets: Iterable[FacetFields]) -> None:
        with self.transaction():
            declare_facets(self.store.rows, facets)
            follow_facets(self.store)

    @property
    def verification_policy(self) -> Policy:
        """The company's policy: the yearly round where it has not set another one."""
        found = self.store.rows.setting(_POLICY)
        return yearly_round() if found is None else policy_from_plain(json.loads(found))

    @verification_policy.setter
    def verification_policy(self, policy: Policy) -> None:
        plain = only_policy(policy, "policy").to_plain()
        if not policy.comes_due:
            raise wrong_policy("$", policy, "never comes due", "as in every(months=12)")
        self._known_facets(policy)
        if policy_from_plain(json.loads(json.dumps(plain))) != policy:
            hint = "keep one that customerbase.verify can read back, and give your own to due(policy)"
            raise wrong_policy("$", policy, "is not read back as it is", hint)
        with self.transaction():
            self.store.rows.set(_POLICY, json.dumps(plain, ensure_ascii=False))

    def save(
        self,
        record: Entity,
        *,
        source: Said,
        seen: Entity | None = None,
        observed_on: date | None = None,
    ) -> Learned:
        """Keep a record that somebody wrote or changed: see `Records.save`.

        Raises
        ------
        InvalidRecord
            Also if it is a `Verification` of a facet that this base does not have, or of a day to come.
        """
        if isinstance(record, Verification):
            check_verification(self.store.rows, record.facet, record.on, self._today())
        return super().save(record, source=source, seen=seen, observed_on=observed_on)

    def _known_facets(self, policy: Policy) -> Policy:
        names = facet_names(self.facets)
        if unknown := sorted(facets_named(only_policy(policy, "policy")).difference(names)):
            hint = f"there are {', '.join(names)}; declare your own by base.facets"
            problems = [
                Problem("$.facet", each, f"{each!r} is no facet of this base", hint) for each in unknown
            ]
            raise InvalidRecord("Policy", problems)
        return policy

    def _today(self) -> date:
        return self.store.now().astimezone(self.zone).date()

    def verify(
        self,
        customer_id: str,
        facet: str,
        *,
        on: date,
        outcome: VerificationOutcome | str,
        by: str | None = None,
        method: CollectionMethod | str | None = None,
        corrected: Customer | Contact | Iterable[Customer | Contact] = (),
        evidence: str | None = None,
        cost: Money | None = None,
        note: str | None = None,
    ) -> Verification:
        """Note that somebody checked a facet of a customer, and what it came to.

        A correction goes through the ledger, with the verification as its
        source, and is trusted however it was learned: somebody checked it.

        Parameters
        ----------
        customer_id, facet : str
        on : datetime.date
        outcome : {"confirmed", "corrected", "wrong", "unreachable", "refused"}
        by : str, optional
            The employee.
        method : CollectionMethod or str, optional
            How it was checked; needed where something is corrected.
        corrected : Customer, Contact, or several
            The cards with the right values; what they change must belong to the facet.
        evidence, cost, note
            As of `Verification`.

        Returns
        -------
        Verification

        Raises
        ------
        NotFound
            If there is no such customer.
        InvalidRecord
            If no facet has this name, the day is yet to come, corrections and
            outcome do not go together, a correction belongs to another facet,
            or the value that stands was observed after the check.
        TypeError
            If `on` is no day.

        Examples
        --------
        >>> import customerbase
        >>> from customerbase.values import CreditStanding
        >>> base = customerbase.open("memory:")
        >>> day = date(2024, 3, 1)
        >>> seen = Customer(customer_id="C1", name="Acme", credit=CreditStanding(rating="B"))
        >>> _ = base.save(seen, source="visit", observed_on=date(2023, 3, 1))
        >>> mended = seen.replace(credit=CreditStanding(rating="A"))
        >>> done = base.verify(
        ...     "C1", "credit", on=day, outcome="corrected", by="E1", method="phone_survey", corrected=mended
        ... )
        >>> str(base.provenance("C1")["credit"].source)
        'phone survey (verification C1/credit/2024-03-01) by E1'
        """
        only_day(on, "on")
        found = word_of(VerificationOutcome, outcome, "outcome")
        cards = (corrected,) if isinstance(corrected, Customer | Contact) else tuple(corrected)
        for each in cards:
            if not isinstance(each, Customer | Contact):
                raise TypeError(
                    f"corrected= holds a {type(each).__name__}: give the cards with the right values"
                )
        self._check_verification(facet, on, found, method, cards)
        with self.transaction():
            customer_id = self.store.get(Customer, customer_id).customer_id
            made = Verification(
                verification_id=self._free_verification_id(customer_id, facet, on),
                customer_id=customer_id,
                facet=facet,
                on=on,
                outcome=found,
                by=by,
                method=None if method is None else word_of(CollectionMethod, method, "method"),
                evidence=evidence,
                cost=cost,
                note=note,
            )
            for card in cards:
                self._correct(card, made)
            self.store.keep(
                [made], Source(method=made.method or CollectionMethod.OBSERVATION, collected_by=by)
            )
            self._finish_tasks(made)
        return made

    def _finish_tasks(self, made: Verification) -> None:
        """Close the planned visit that a check was made on: whoever is not met must be visited still."""
        if made.outcome in (VerificationOutcome.UNREACHABLE, VerificationOutcome.REFUSED):
            return
        planned = (
            each
            for each in self.all(Task, customer_id=made.customer_id)
            if each.task_id.startswith(PLANNED) and each.status is TaskStatus.OPEN
        )
        done = [
            each.replace(status=TaskStatus.DONE, done_on=made.on, outcome=str(made.outcome))
            for each in planned
        ]
        self.store.keep(
            done, Source(method=made.method or CollectionMethod.OBSERVATION, collected_by=made.by)
        )

    def _check_verification(
        self,
        facet: str,
        on: date,
        outcome: VerificationOutcome,
        method: object,
        cards: tuple[Customer | Contact, ...],
    ) -> None:
        problems: list[Problem] = []
        try:
            check_verification(self.store.rows, facet, on, self._today())
        except InvalidRecord as error:
            problems += error.problems
        if bool(cards) != (outcome is VerificationOutcome.CORRECTED):
            hint = "outcome 'corrected' goes with corrected=, the cards with the right values"
            problems.append(Problem("$.outcome", outcome, "and corrected= do not go together", hint))
        if cards and method is None:
            problems.append(
                Problem("$.method", None, "is needed: say how the right values were learned", "as in 'visit'")
            )
        if problems:
            raise InvalidRecord("Verification", problems)

    def _free_verification_id(self, customer_id: str, facet: str, on: date) -> str:
        plain = f"{customer_id}/{facet}/{on}"
        taken = {each.verification_id for each in self.all(Verification, customer_id=customer_id)}
        number, free = 1, plain
        while free in taken:
            number += 1
            free = f"{plain}/{number}"
        return free

    def _correct(self, card: Customer | Contact, made: Verification) -> None:
        """Let the right values take their places, whoever said them."""
        assert made.method is not None
        kind, key = card.kind_name, card.key
        right, held = take_apart(card), self._held(card)
        changed = [path for path in {**held, **right} if held.get(path) != right.get(path)]
        self._check_correction(card, made, changed, right)
        source = Source(
            method=made.method,
            collected_by=made.by,
            origin=origin_of(made.verification_id),
            evidence=made.evidence,
        )
        self.save(card, source=source, observed_on=made.on)
        stands = self._held(card)
        lacking = [path for path in changed if stands.get(path) != right.get(path)]
        if lacking and not source.first_hand:
            accept(self.store, kind, key, lacking, source, by=made.by or source.origin or kind)
            stands = self._held(card)
            lacking = [path for path in changed if stands.get(path) != right.get(path)]
        hint = "give the day of the check as it was, or save the newer value as an edit"
        problems = [
            Problem(
                f"$.corrected.{path}",
                right.get(path),
                f"was not taken: what stands was observed after {made.on}",
                hint,
            )
            for path in lacking
        ]
        if problems:
            raise InvalidRecord("Verification", problems)

    def _held(self, card: Customer | Contact) -> dict[str, Any]:
        """Return what stands on a card; nothing, if it is the card of somebody new."""
        try:
            return take_apart(self.store.get(type(card), card.key))
        except NotFound:
            if isinstance(card, Customer):
                raise
            return {}

    def _check_correction(
        self, card: Customer | Contact, made: Verification, changed: Iterable[str], right: Mapping[str, Any]
    ) -> None:
        covers = covers_of(self.facets)
        path = f"$.corrected[{card.key!r}]"
        problems = []
        if isinstance(card, Customer) and card.customer_id != made.customer_id:
            problems.append(
                Problem(path, card.key, f"is the card of another customer than {made.customer_id}")
            )
        if isinstance(card, Contact) and card.at(made.customer_id) is None:
            (held,) = self.store.some(Contact, [card.key]) or (None,)
            if held is None or held.at(made.customer_id) is None:
                problems.append(Problem(path, card.key, f"does not work at {made.customer_id}"))
        if not changed:
            hint = "give the right values, or say that it was confirmed"
            problems.append(Problem(path, card.key, "changes nothing", hint))
        for each in changed:
            name, element, _ = split(each)
            if not covers(made.facet, card.kind_name, each):
                reason = f"does not belong to the facet {made.facet}"
                problems.append(Problem(f"$.corrected.{each}", right.get(each), reason))
            elif name == "employments" and element != made.customer_id:
                reason = f"is of another customer than {made.customer_id}"
                problems.append(Problem(f"$.corrected.{each}", right.get(each), reason))
        if problems:
            raise InvalidRecord("Verification", problems)

    def facet_states(
        self,
        *,
        as_of: date,
        occurrences: Iterable[Occurrence] = (),
        grades: Rule | None = None,
        segments: RfmRun | str | None = None,
        classes: Mapping[str, Mapping[str, str]] = _NOTHING,
        amounts: Mapping[str, Mapping[str, Decimal]] = _NOTHING,
    ) -> Listing[FacetState]:
        """Say how each facet of each customer stands on a day: what policies, plans and freshness are read from.

        Parameters
        ----------
        as_of : datetime.date
        occurrences : iterable of Occurrence
            What befell customers: mail returned, a payment overdue, ...; besides
            what cards tell (contacts who left, ownership), and interactions
            whose outcome is the word of a `Trigger`.
        grades : Rule, optional
            Gives the class ``grade``; the standard rule by credit standing by default.
        segments : RfmRun or str, optional
            A run, or the name of a kept one, that gives the class ``segment``.
        classes, amounts : mapping of str to mapping
            Others by name: ``{"open_balance": {"C1": Decimal(300_000)}}``; the
            card's own attributes are there without them.

        Raises
        ------
        TypeError
            If `as_of` is no day.
        """
        only_day(as_of)
        rows = self.store.rows
        with collector_resting():
            customers, contacts = list(self.all(Customer)), list(self.all(Contact))
            ledgers = {
                (kind, key): folded
                for kind in ("customer", "contact")
                for key, folded in self.store.folded_all(kind)
            }
            rule = grades or standard_rules()["credit"]
            graded = {each.customer_id: grade_of(rule, each).grade for each in customers}
            known: dict[str, Mapping[str, str]] = {
                "grade": {who: grade for who, grade in graded.items() if grade is not None},
                **classes,
            }
            if segments is not None:
                run = kept_run(self.store, segments) if isinstance(segments, str) else segments
                known["segment"] = {
                    each.customer_id: each.segment for each in run.rows if each.segment is not None
                }
            return facet_states(
                customers,
                ledgers=ledgers,
                contacts=contacts,
                verifications=self.all(Verification),
                assignments=self.all(Assignment),
                occurrences=chain(occurrences_of(self.all(Interaction)), occurrences),
                classes=known,
                amounts=amounts,
                declared=declared_facets(rows),
                currency=self.currency,
                zone=self.zone,
                as_of=as_of,
            )

    def due(
        self, policy: Policy | None = None, *, as_of: date, until: date | None = None, **known: Any
    ) -> Listing[Due]:
        """List what must be checked, most urgent first.

        Parameters
        ----------
        policy : Policy, optional
            `verification_policy` by default.
        as_of : datetime.date
        until : datetime.date, optional
            Also what comes due up to this day.
        **known
            As for `facet_states`.

        Examples
        --------
        >>> import customerbase
        >>> base = customerbase.open("memory:")
        >>> _ = base.save(
        ...     Customer(customer_id="C1", name="Acme"), source="visit", observed_on=date(2023, 1, 1)
        ... )
        >>> base.due(as_of=date(2024, 3, 1))[0].reason
        'C1, basic: checked every year, never since it was learned on 2023-01-01; due on 2024-01-01, 60 days overdue'
        """
        chosen = self.verification_policy if policy is None else self._known_facets(policy)
        return due(self.facet_states(as_of=as_of, **known), chosen, as_of=as_of, until=until)
