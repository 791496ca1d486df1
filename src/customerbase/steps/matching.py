"""Matching: which cards mean the same customer, what may be merged by itself, and what a person keeps apart."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

import attrs

from customerbase import registry
from customerbase.clean.abbreviations import abbreviations_of
from customerbase.errors import MissingExtra
from customerbase.linkage.blocks import match_exactly
from customerbase.linkage.candidates import candidates as scored_candidates
from customerbase.linkage.clusters import LARGEST, TOO_LARGE, RefusedGroup, survivor_of
from customerbase.linkage.matches import Match, Matches, MatchesMerged
from customerbase.linkage.objections import objection
from customerbase.linkage.pairs import Pair
from customerbase.linkage.profiles import Profile
from customerbase.linkage.rules import AUTOMATIC, PEOPLE, ExactRule
from customerbase.linkage.similarity import PLAIN, Similarity
from customerbase.linkage.weights import DEFAULT, LinkageModel
from customerbase.listing import Listing
from customerbase.model import Contact, Customer
from customerbase.steps.merging import Merging, pair_of
from customerbase.stores import apart, merging_many
from customerbase.stores.apart import Apart, apart_pairs
from customerbase.stores.finding import available_folding
from customerbase.stores.ledger_reading import chunks
from customerbase.stores.matching import Comparable, standings
from customerbase.stores.merging import Unmerged
from customerbase.stores.merging_many import Joined

__all__ = ["Matching"]

_FEW: Final = 500
"""With fewer cards than these, weights are not measured in them: a few pairs say little."""

_RULES: Final = {Customer: AUTOMATIC, Contact: PEOPLE}


class Matching(Merging):
    """The part of `CustomerBase` that matches."""

    def match(
        self,
        what: type[Customer | Contact] = Customer,
        *,
        rules: Sequence[ExactRule] | None = None,
        candidates: bool = True,
        threshold: float = 0.5,
        model: LinkageModel | None = None,
        largest: int = LARGEST,
        region: str = "CN",
        abbreviations: Mapping[str, str] | str | os.PathLike[str] | None = None,
    ) -> Matches:
        """Find the cards that mean the same customer, or the same person at a customer.

        Nothing is written: `merge_matches` merges what exact rules found, and
        `write_matches` makes the list on which a person decides the rest.

        Parameters
        ----------
        what : type
            `Customer`, or `Contact` for the people at customers.
        rules : sequence of ExactRule, optional
            Those that may merge by themselves, the strongest first;
            `customerbase.matching.AUTOMATIC` or `PEOPLE` by default.
        candidates : bool
            Whether to look for pairs that a person decides on; with a million
            cards that takes much longer than the rules do.
        threshold : float
            How probable it is at least that a candidate is one.
        model : LinkageModel, optional
            Weights of the scored form; by default measured in the cards
            themselves, where these are 500 or more.
        largest : int
            Groups of more cards are reported and never merged.
        region : str
            The country (ISO 3166-1) of telephones that are written without one.
        abbreviations : mapping of str to str, or path, optional
            Short name → the name that it stands for (中石化 → 中国石油化工), or a
            TOML file of such lines; by default the built-in table,
            `customerbase.clean.abbreviations.ABBREVIATIONS`, in whose place
            these stand: an empty mapping turns it off.

        Returns
        -------
        Matches
            Print it.

        Raises
        ------
        SourceError
            If a file of abbreviations cannot be read.
        InvalidTable
            If one of the abbreviations is none.

        Examples
        --------
        >>> import customerbase
        >>> from customerbase import Customer, Phone
        >>> base = customerbase.open("memory:")
        >>> for key, name in [("C1", "Acme Ltd"), ("C2", "ACME")]:
        ...     card = Customer(customer_id=key, name=name, phones=[Phone(number="020 7946 0001")])
        ...     _ = base.save(card, source="visit")
        >>> print(base.match(region="GB"))
        2 customers compared
        1 groups may be merged: 2 cards become 1
          1 by phone and core name
            C1 Acme Ltd = C2 ACME  [phone and core name]
        """
        if what not in _RULES:
            raise TypeError(f"expected Customer or Contact, not {what!r}")
        rules = tuple(_RULES[what] if rules is None else rules)
        kind = what.kind_name
        short = abbreviations_of(abbreviations)
        with self.store.reading():
            folding = available_folding()
            cards = Comparable(self.store, what, region=region, fold=folding.fold, abbreviations=short)
            separate = apart_pairs(self.store.rows, kind)
            found = match_exactly(cards.all(), cards.some, rules=rules, apart=separate, largest=largest)
            known = standings(self.store, kind, [key for each in found.groups for key in each.members])
            kept = [(each, survivor_of(each.members, known)) for each in found.groups]
            seen = {key: survivor for each, survivor in kept for key in each.members}
            waiting = tuple(_refused_pairs(found.refused, seen, separate))
            if candidates:
                if model is None and found.records < _FEW:
                    model = DEFAULT
                pairs = scored_candidates(
                    cards.all(), model=model, threshold=threshold, like=_similarity(), sound=_sound()
                )
                waiting = _best((*(each.pair for each in pairs), *waiting), seen, separate)
            wanted = {key for each in found.groups for key in each.members}
            wanted |= {key for each in waiting for key in each.keys}
            names = cards.names(sorted(wanted))
        notes = (
            []
            if folding.pairs
            else ["traditional characters are told apart from simplified ones: install customerbase[cn]"]
        )
        return Matches(
            kind=kind,
            groups=tuple(Match.of(each, survivor, names) for each, survivor in kept),
            candidates=waiting,
            refused=found.refused,
            rules=rules,
            records=found.records,
            shared=found.shared,
            notes=tuple(notes),
            names=names,
            region=region,
            abbreviations=short,
        )

    def merge_matches(self, matches: Matches, *, by: str) -> MatchesMerged:
        """Merge what exact rules found, as `merge` does one by one; each merge names its rule.

        All of it is merged, or nothing.  What changed since the match, so
        that its rule holds no more, is left.

        Parameters
        ----------
        matches : Matches
            What `match` returned.
        by : str
            Who says so.

        Returns
        -------
        MatchesMerged
            Its `run` takes all of it back: `unmerge_matches`.

        Raises
        ------
        InvalidRecord
            If nobody says so.
        """
        what = Contact if matches.kind == "contact" else Customer
        rules = {each.name: each for each in matches.rules}
        folding = available_folding()
        with self.transaction():
            cards = Comparable(
                self.store,
                what,
                region=matches.region,
                fold=folding.fold,
                abbreviations=matches.abbreviations,
            )
            separate = apart_pairs(self.store.rows, matches.kind)
            sound: list[Match] = []
            left: list[Match] = []
            for some in chunks(matches.groups):
                keys = sorted({key for each in some for key in each.members})
                held = {each.key: each for each in cards.some(keys)}
                for each in some:
                    (sound if _holds(each, held, rules, separate) else left).append(each)
            groups = [Joined(each.survivor, each.others, f"match: {'; '.join(each.rules)}") for each in sound]
            made = merging_many.merge_many(self.store, matches.kind, groups, by=by)
        return MatchesMerged(run=made[0].run if made else None, merges=Listing(made), left=Listing(left))

    def unmerge_matches(self, run: MatchesMerged | str, *, by: str) -> Listing[Unmerged]:
        """Take back all merges that one `merge_matches` made and that still stand.

        Parameters
        ----------
        run : MatchesMerged or str
            Or its `run`.
        by : str

        Raises
        ------
        NotFound
            If none of them stands.
        """
        name = run.run if isinstance(run, MatchesMerged) else run
        return Listing(merging_many.unmerge_run(self.store, name or "", by=by))

    def keep_apart(
        self,
        one: Customer | Contact | str,
        other: Customer | Contact | str,
        *,
        by: str,
        reason: str | None = None,
    ) -> Apart:
        """Note that two cards are not the same: no later match says so again, or joins them through a third.

        Parameters
        ----------
        one, other : Customer, Contact or str
            Two cards of one kind, or ids of customers.
        by : str
            Who says so.
        reason : str, optional

        Raises
        ------
        NotFound
        InvalidRecord
            If nobody says so, or both are merged: then unmerge them first.

        Examples
        --------
        >>> import customerbase
        >>> from customerbase import Customer
        >>> base = customerbase.open("memory:")
        >>> for key in ("C1", "C2"):
        ...     _ = base.save(Customer(customer_id=key, name="Acme"), source="visit")
        >>> _ = base.keep_apart("C1", "C2", by="Ann", reason="father and son")
        >>> [(each.left, each.right, each.reason) for each in base.kept_apart()]
        [('C1', 'C2', 'father and son')]
        """
        kind, left, right = pair_of(one, other)
        return apart.keep_apart(self.store, kind, [(left, right)], by=by, reason=reason)[0]

    def kept_apart(self) -> Listing[Apart]:
        """List what somebody said is not the same, in order of ids."""
        return Listing(apart.kept_apart(self.store.rows))

    def no_longer_apart(self, one: Customer | Contact | str, other: Customer | Contact | str) -> Apart:
        """Take back that two cards are not the same.

        Raises
        ------
        NotFound
            If nobody said so.
        """
        return apart.take_back(self.store, *pair_of(one, other))


def _sound() -> Callable[[str], str] | None:
    try:
        found: Callable[[str], str] = registry.load("order", "pinyin").sound
    except MissingExtra:
        return None
    return found


def _similarity() -> Similarity:
    try:
        found: Similarity = registry.load("similarity", "rapidfuzz").SIMILARITY
    except MissingExtra:
        return PLAIN
    return found


def _holds(
    match: Match,
    held: Mapping[str, Profile],
    rules: Mapping[str, ExactRule],
    separate: set[tuple[str, str]],
) -> bool:
    """Tell whether a match is still what it was when it was found."""
    if not held.keys() >= set(match.members):
        return False
    for one, other in combinations(sorted(match.members), 2):
        if (one, other) in separate or objection(held[one], held[other], ["kind", "identifiers"]):
            return False
    return all(
        each.rule is not None and rules[each.rule].matches(held[each.left], held[each.right])
        for each in match.pairs
    )


def _refused_pairs(
    refused: Iterable[RefusedGroup], seen: Mapping[str, str], separate: set[tuple[str, str]]
) -> Iterator[Pair]:
    pairs = (pair for each in refused if each.reason != TOO_LARGE for pair in each.pairs)
    yield from _best(pairs, seen, separate)


def _best(pairs: Iterable[Pair], seen: Mapping[str, str], separate: set[tuple[str, str]]) -> tuple[Pair, ...]:
    """Return the pairs that are left to decide, between groups as they will be seen, the most probable first."""
    found: dict[tuple[str, str], Pair] = {}
    for each in pairs:
        pair = attrs.evolve(each, left=seen.get(each.left, each.left), right=seen.get(each.right, each.right))
        if pair.left == pair.right or pair.keys in separate or each.keys in separate:
            continue
        known = found.get(pair.keys)
        if known is None or (known.score or 0) < (pair.score or 0):
            found[pair.keys] = pair
    return tuple(sorted(found.values(), key=lambda each: (-(each.score or 0), each.keys)))
