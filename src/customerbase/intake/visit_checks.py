"""What each check of a visit list comes to: outcome, day, way, and the cards with the right values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from functools import cached_property
from typing import Any, Final, TypeVar, cast

import attrs

from customerbase.clean.choices import clean_method
from customerbase.clean.dates import clean_day
from customerbase.clean.ids import clean_id
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_name, clean_text
from customerbase.errors import InvalidRecord, NotFound
from customerbase.intake.right_values import put_right, read_value, says_the_same
from customerbase.intake.visit_marks import Check, Marked, VisitTable, outcome_of
from customerbase.ledger import counting
from customerbase.model import (
    AttributeSchema,
    CollectionMethod,
    Contact,
    Customer,
    Employee,
    Facet,
    Verification,
    VerificationOutcome,
)
from customerbase.paths import split, take_apart
from customerbase.reports.listed_values import COMPOSED, listed_values, written
from customerbase.reports.words import LANGUAGES, word
from customerbase.stores.store import Store
from customerbase.verifying.facets import Covers
from customerbase.verifying.words import said, zh_of

__all__ = ["VisitReader"]

T = TypeVar("T")
Card = Customer | Contact
_OF_VALUES: Final = (
    VerificationOutcome.CONFIRMED,
    VerificationOutcome.CORRECTED,
    VerificationOutcome.WRONG,
)
_WITH_ID: Final = re.compile(r".*\((.+)\)", re.DOTALL)


@attrs.frozen
class _Right:
    """A right value, the card on which it belongs, and the row that says it."""

    row: Marked
    card: Card
    path: str
    value: Any


@attrs.define(kw_only=True)
class VisitReader:
    """Reads the checks of visit lists, over what a store holds.

    Parameters
    ----------
    store : Store
    facets : sequence of str
        Names of the facets.
    covers : callable
        Which facet holds which value.
    on, by, method
        Of checks that do not say theirs.
    currency, dayfirst, zone, schema
        As of `customerbase.intake.right_values.read_value`.
    """

    store: Store
    facets: Sequence[str]
    covers: Covers
    on: date | None
    by: str | None
    method: CollectionMethod
    currency: str | None
    dayfirst: bool | None
    zone: tzinfo
    schema: AttributeSchema | None

    def facet_of(self, text: str) -> str | None:
        """Return the facet that a word means; None where it means none."""
        return self._facet_words.get(text.strip().casefold())

    @cached_property
    def _facet_words(self) -> dict[str, str]:
        words: dict[str, str] = {}
        for name in self.facets:
            others = [word(Facet(name), each) for each in LANGUAGES] if name in set(Facet) else []
            for each in (name, said(name), zh_of(name), *others):
                words.setdefault(each.casefold(), name)
        return words

    @cached_property
    def _employees(self) -> dict[str, str]:
        """Id, or a name that only one has → id."""
        staff = list(self.store.scan(Employee))
        named: dict[str, set[str]] = {}
        for each in staff:
            named.setdefault(each.name, set()).add(each.employee_id)
        found = {name: next(iter(ids)) for name, ids in named.items() if len(ids) == 1}
        return found | {each.employee_id: each.employee_id for each in staff}

    # ------------------------------------------------------------- one check

    def read(self, visits: VisitTable, check: Check) -> dict[str, Any] | Verification | None:
        """Return what `CustomerBase.verify` is to be told; or the verification that is there already.

        None where something is wrong: the rows say what.
        """
        customer = self._customer(visits, check)
        if customer is None or check.facet is None:
            return None
        cards = {row.line: self._card(visits, row, customer) for row in check.rows}
        right = list(self._right(visits, check, customer, cards))
        outcome = outcome_of(visits, check, [each.row for each in right])
        on = self._agreed(visits, check, "checked_on", self._day, self.on)
        how = self._agreed(visits, check, "how", clean_method, self.method)
        by = self._agreed(visits, check, "checked_by", self._person, self.by or self._planned_for(check))
        if on is None and check.sound:
            row = check.first("outcome") or check.rows[0]
            visits.fault(
                row, "checked_on", "is missing", "write the day of the check, or say on= for all of them"
            )
        if not check.sound or outcome is None or on is None:
            return None
        made = Verification(
            verification_id="new",
            customer_id=customer.customer_id,
            facet=check.facet,
            on=on,
            outcome=outcome,
            by=by,
            method=how,
            evidence=self._joined(check, "evidence"),
            note=self._joined(check, "note"),
        )
        if (known := self._known(made, right)) is not None:
            return known
        if outcome in _OF_VALUES:
            self._refuse_what_changed(visits, check, cards)
        corrected = self._corrected(visits, right) if check.sound else []
        told = {
            each: getattr(made, each) for each in ("customer_id", "facet", "on", "outcome", "by", "method")
        }
        told |= {"evidence": made.evidence, "note": made.note, "corrected": corrected}
        return told if check.sound else None

    def _customer(self, visits: VisitTable, check: Check) -> Customer | None:
        row = next(each for each in check.rows if each.marked or each.faults)
        if check.facet is None:
            visits.fault(row, "facet", "is no facet of this base", f"there are {', '.join(self.facets)}")
        try:
            held = self.store.rows.get("customer", [check.customer_id])
            key = check.customer_id if held else clean_id(check.customer_id)
            return self.store.get(Customer, key or "")
        except (NotFound, Refused):
            hint = (
                "write the number as the list was printed: a spreadsheet may have taken zeros off its front"
            )
            visits.fault(row, "customer_id", "is no customer of this base", hint)
            return None

    def _card(self, visits: VisitTable, row: Marked, customer: Customer) -> Card:
        """Return the card on which the value of a row stands: the customer's, or a contact's."""
        if not (key := row["contact_id"].strip()):
            return customer
        try:
            found = self.store.get(Contact, key)
        except NotFound:
            found = None
        if found is None or found.at(customer.customer_id) is None:
            visits.fault(row, "contact_id", f"is no contact of customer {customer.customer_id!r}")
            return customer
        return found

    def _right(
        self, visits: VisitTable, check: Check, customer: Customer, cards: Mapping[int, Card]
    ) -> Iterator[_Right]:
        """Yield the right values that are others than those that were printed."""
        seen: dict[tuple[str, str], _Right] = {}
        for row in check.rows:
            raw, path = row["right_value"], row["path"].strip()
            if row.faults or not raw.strip():
                continue
            card = cards[row.line]
            try:
                if not path:
                    raise Refused("does not say which value it is", "write its path, as in phones[main]")  # noqa: TRY301
                value = self._value(check, customer, card, path, raw)
            except Refused as error:
                visits.fault(row, "right_value", error.reason, error.hint)
                continue
            if says_the_same(row["present_value"], value):
                continue
            made = _Right(row, card, path, value)
            first = seen.setdefault((card.key, path), made)
            if first.value != value:
                visits.fault(
                    row, "right_value", f"is another one than in row {first.row.line}", "keep one of them"
                )
            yield made

    def _value(self, check: Check, customer: Customer, card: Card, path: str, raw: str) -> Any:
        assert check.facet is not None
        value = read_value(
            card,
            path,
            raw,
            present=listed_values(card).get(path),
            currency=customer.currency or self.currency,
            dayfirst=self.dayfirst,
            zone=self.zone,
            schema=self.schema,
        )
        if not self.covers(check.facet, card.kind_name, path):
            raise Refused(
                f"{path} does not belong to the facet {check.facet}", "write it in a row of its facet"
            )
        return value

    # ------------------------------------------------------------- what holds for all rows of a check

    def _agreed(
        self, visits: VisitTable, check: Check, key: str, read: Callable[[str], T | None], usual: T | None
    ) -> T | None:
        """Return what the rows say in a column, where they do not contradict each other."""
        first: tuple[T, Marked] | None = None
        for row in check.rows:
            try:
                found = read(row[key])
            except Refused as error:
                visits.fault(row, key, error.reason, error.hint)
                continue
            if found is None:
                continue
            if first is not None and first[0] != found:
                visits.fault(row, key, f"contradicts row {first[1].line}", "one check has one of them")
            first = first or (found, row)
        return usual if first is None else first[0]

    def _day(self, text: str) -> date | None:
        return clean_day(text, dayfirst=self.dayfirst)

    def _person(self, text: str) -> str | None:
        """Return the id of an employee, by id, name, or both; of somebody else the name."""
        name = clean_name(text, limit=200)
        if name is None:
            return None
        with_id = _WITH_ID.fullmatch(name)
        return self._employees.get(name) or (self._employees.get(with_id[1]) if with_id else None) or name

    def _planned_for(self, check: Check) -> str | None:
        row = check.first("employee")
        return None if row is None else self._person(row["employee"])

    @staticmethod
    def _joined(check: Check, key: str) -> str | None:
        texts = dict.fromkeys(text for row in check.rows if (text := clean_text(row[key])) is not None)
        return "; ".join(texts) or None

    # ------------------------------------------------------------- what the base says to it

    def _known(self, made: Verification, right: Sequence[_Right]) -> Verification | None:
        """Return the verification that an earlier reading of the same list has made."""
        for each in self.store.scan(Verification, customer_id=made.customer_id):
            same = each.replace(verification_id="new", cost=None) == made
            if same and all(self._brought(each.verification_id, mark) for mark in right):
                return each
        return None

    def _brought(self, verification_id: str, mark: _Right) -> bool:
        """Tell whether a value stands in the ledger as the correction of a verification."""
        name, _, part = split(mark.path)
        composed = name in COMPOSED and part is not None
        path = mark.path[: -len(part or "") - 1] if composed else mark.path
        usual = not composed and _is_usual(mark)
        for each in counting(self.store.entries(mark.card.kind_name, mark.card.key)):
            if each.source.origin == f"verification {verification_id}" and path in each.values:
                value = each.values[path]
                found = getattr(value, part or "", None) if composed else value
                if found == mark.value or (usual and found is None):
                    return True
        return False

    @staticmethod
    def _refuse_what_changed(visits: VisitTable, check: Check, cards: Mapping[int, Card]) -> None:
        for row in check.rows:
            if not (path := row["path"].strip()):
                continue
            now = listed_values(cards[row.line]).get(path)
            if not says_the_same(row["present_value"], now):
                stands = "nothing stands there now" if now is None else f"{written(now, 'en')!r} stands now"
                hint = "it was changed since the list was printed, or the cell was written over: look again"
                visits.fault(row, "present_value", f"is not what stands: {stands}", hint)

    def _corrected(self, visits: VisitTable, right: Sequence[_Right]) -> list[Card]:
        cards: dict[tuple[str, str], tuple[Card, dict[str, Any], list[Marked]]] = {}
        for each in right:
            at = each.card.kind_name, each.card.key
            _, values, rows = cards.setdefault(at, (each.card, {}, []))
            values[each.path] = each.value
            rows.append(each.row)
        found: list[Card] = []
        for card, values, rows in cards.values():
            try:
                found.append(put_right(cast(Any, card), values))
            except InvalidRecord as error:
                self._blame(visits, rows, error)
        return found

    def blame(self, visits: VisitTable, check: Check, error: InvalidRecord) -> None:
        """Note on the rows of a check why the base did not take it."""
        self._blame(visits, check.rows, error)

    @staticmethod
    def _blame(visits: VisitTable, rows: Sequence[Marked], error: InvalidRecord) -> None:
        marked = next((each for each in rows if each.marked), rows[0])
        for problem in error.problems:
            path = problem.path.removeprefix("$.").removeprefix("corrected.")
            at = [each for each in rows if each["right_value"].strip() and _is_at(each["path"].strip(), path)]
            key = {"on": "checked_on", "by": "checked_by", "method": "how"}.get(path, path)
            if at:
                visits.fault(at[0], "right_value", problem.reason, problem.hint)
            else:
                reason = problem.reason if visits.heading(key) else f"{path} {problem.reason}"
                visits.fault(marked, key, reason, problem.hint)


def _is_usual(mark: _Right) -> bool:
    """Tell whether it is what every card has that says nothing else, as a customer is direct: it is not kept."""
    try:
        return mark.path not in take_apart(put_right(cast(Any, mark.card), {mark.path: mark.value}))
    except InvalidRecord:
        return False


def _is_at(path: str, fault: str) -> bool:
    """Tell whether a fault is of the value at a path: told of the whole card, or of the group in which it stands."""
    return path.startswith(fault) or path.endswith(f".{fault}")
