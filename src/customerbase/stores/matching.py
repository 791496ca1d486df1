"""The records of a store as they are compared: streamed once, and read again by their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from customerbase.ledger import Observation, Retraction, Verified
from customerbase.linkage.clusters import Standing
from customerbase.linkage.profiles import Profile, profile_of, profile_of_contact, reached
from customerbase.model import Contact, Customer
from customerbase.stores.ledger_reading import chunks
from customerbase.stores.store import Store

__all__ = ["Comparable", "standings"]

_BETWEEN: Final = "\n"


class Comparable:
    """The customers, or the people at customers, of a store as they are compared.

    Parameters
    ----------
    store : Store
    cls : type
        `Customer` or `Contact`.
    region : str
        The country of telephones that are written without one.
    fold : callable, optional
        Makes traditional characters simplified.
    abbreviations : mapping of str to str, optional
        Short name, as `name_key` writes it → the name that it stands for; the
        built-in table by default.
    """

    def __init__(
        self,
        store: Store,
        cls: type[Customer | Contact],
        *,
        region: str,
        fold: Callable[[str], str] | None,
        abbreviations: Mapping[str, str] | None = None,
    ) -> None:
        self._store = store
        self._cls = cls
        self._region = region
        self._fold = fold
        self._abbreviations = abbreviations
        self._people: dict[str, str] | None = None

    def all(self) -> Iterator[Profile]:
        """Yield the profiles of all of them, by id."""
        for each in self._store.scan(self._cls):
            yield self._profile(each)

    def some(self, keys: Sequence[str]) -> Iterator[Profile]:
        """Yield the profiles of some of them."""
        for each in self._store.some(self._cls, keys):
            yield self._profile(each)

    def names(self, keys: Sequence[str]) -> dict[str, str]:
        """Return the names of some of them, by id."""
        return {each.key: each.name for some in chunks(keys) for each in self._store.some(self._cls, some)}

    def _profile(self, card: Customer | Contact) -> Profile:
        if isinstance(card, Contact):
            return profile_of_contact(card, region=self._region, fold=self._fold)
        profile = profile_of(card, region=self._region, fold=self._fold, abbreviations=self._abbreviations)
        more = self._reached().get(card.customer_id)
        if more is None:
            return profile
        phones, _, emails = more.partition(_BETWEEN)
        return attrs.evolve(
            profile,
            phones=profile.phones.union(phones.split()),
            emails=profile.emails.union(emails.split()),
        )

    def _reached(self) -> dict[str, str]:
        """Return by which numbers and addresses the people at each customer are reached, who are there now.

        As one text for each customer: there may be a million of them.
        """
        if self._people is None:
            self._people = {}
            for each in self._store.scan(Contact):
                there = [job.customer_id for job in each.employments if job.until is None]
                if there and (each.phones or each.emails):
                    phones, emails = reached(each, region=self._region)
                    for customer_id in there:
                        before, _, mails = self._people.get(customer_id, "").partition(_BETWEEN)
                        self._people[customer_id] = (
                            " ".join([*before.split(), *phones])
                            + _BETWEEN
                            + " ".join([*mails.split(), *emails])
                        )
        return self._people


def standings(store: Store, kind: str, keys: Sequence[str]) -> dict[str, Standing]:
    """Say how well some cards are known: how often each was verified, how many values were learned by ourselves."""
    found = {}
    for key, entries in store.entries_of(kind, keys):
        undone = {each.observation for each in entries if isinstance(each, Retraction)}
        counting = [each for each in entries if each.number not in undone]
        verified = sum(isinstance(each, Verified) for each in counting)
        first_hand = {
            path
            for each in counting
            if isinstance(each, Observation) and each.source.method.first_hand
            for path in each.values
        }
        found[key] = Standing(verified, len(first_hand))
    return found
