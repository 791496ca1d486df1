"""Exact rules over very many records: only hashes of keys are kept, and whole profiles of those that share one.

The first pass notes for each rule the hash of each key together with the
number of the record, in eight bytes; sorted, those that share a key stand side
by side.  Only these records are read again, in parts, and compared as they
are: two keys of one hash do no harm.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby, product
from typing import Any, Final, TypeAlias

import attrs

from customerbase.linkage.clusters import LARGEST, TOO_LARGE, Against, Group, RefusedGroup, cluster
from customerbase.linkage.fields import field_named
from customerbase.linkage.pairs import Pair
from customerbase.linkage.profiles import Profile
from customerbase.linkage.rules import AUTOMATIC, ExactRule

__all__ = ["KEPT_APART", "ExactMatches", "Lookup", "match_exactly"]

KEPT_APART: Final = "kept_apart"
"""The reason of a group in which a person said that two records are not the same."""

Lookup: TypeAlias = Callable[[Sequence[str]], Iterable[Profile]]

_BITS: Final = 28
_RECORD: Final = (1 << _BITS) - 1
_HASH: Final = (1 << (64 - _BITS)) - 1
_PART: Final = 4_000


@attrs.frozen(kw_only=True)
class ExactMatches:
    """What exact rules found.

    Attributes
    ----------
    groups : tuple of Group
        What may be merged.
    refused : tuple of RefusedGroup
        What a rule connects and something speaks against.
    records : int
        How many were compared.
    shared : int
        How many telephones, addresses and numbers stand with customers of too
        many names to say anything.
    """

    groups: tuple[Group, ...]
    refused: tuple[RefusedGroup, ...]
    records: int
    shared: int


def match_exactly(
    profiles: Iterable[Profile],
    lookup: Lookup | None = None,
    *,
    rules: Sequence[ExactRule] = AUTOMATIC,
    apart: Collection[tuple[str, str]] = (),
    largest: int = LARGEST,
) -> ExactMatches:
    """Find the groups of records that are one by exact rules.

    Parameters
    ----------
    profiles : iterable of Profile
        Read once, and not kept where there is a `lookup`.
    lookup : callable, optional
        Returns the profiles of some keys.
    rules : sequence of ExactRule
        The strongest first.
    apart : collection of (str, str)
        Pairs of ids that a person said are not the same.
    largest : int
        Groups of more records are reported and not joined.

    Examples
    --------
    >>> from customerbase import Customer, Email
    >>> from customerbase.linkage.profiles import profile_of
    >>> there = [Email(address="office@acme.example")]
    >>> cards = [
    ...     Customer(customer_id=f"C{i}", name=name, emails=there)
    ...     for i, name in enumerate(["Acme", "ACME", "Beta"])
    ... ]
    >>> found = match_exactly([profile_of(each) for each in cards])
    >>> [(each.members, each.rules) for each in found.groups]
    [(('C0', 'C1'), ('e-mail and core name',))]
    """
    blocks = _Blocks(rules)
    if lookup is None:
        held = {each.key: each for each in profiles}
        profiles = held.values()

        def lookup(keys: Sequence[str]) -> Iterable[Profile]:
            return [held[key] for key in keys]

    for each in profiles:
        blocks.add(each)
    return blocks.matches(lookup, {(min(each), max(each)) for each in apart}, largest)


_Block: TypeAlias = tuple[int, tuple[int, ...]]


class _Blocks:
    """The keys of many records, by rule."""

    def __init__(self, rules: Sequence[ExactRule]) -> None:
        self._rules = tuple(rules)
        self._keys: list[str] = []
        self._entries = [array("Q") for _ in self._rules]
        self._holders = {name: array("Q") for each in self._rules for name in each.telling}
        self._fields = sorted({name for each in self._rules for name in each.agree})

    def add(self, profile: Profile) -> None:
        record = len(self._keys)
        self._keys.append(profile.key)
        held = {field: set(_values(field, profile)) for field in self._fields}
        for rule, entries in zip(self._rules, self._entries, strict=True):
            if all(held[field] for field in rule.agree) and rule.kind in (None, profile.kind):
                keys = product(*(held[field] for field in rule.agree))
                entries.extend([(hash(key) & _HASH) << _BITS | record for key in keys])
        name = hash(profile.core) & _RECORD
        for field, holders in self._holders.items():
            if held[field]:
                holders.extend([_value(field, value) << _BITS | name for value in held[field]])

    def matches(self, lookup: Lookup, apart: set[tuple[str, str]], largest: int) -> ExactMatches:
        compared = _Compared(self._rules, self._shared(), apart)
        blocks, large = self._blocks(largest)
        groups: list[Group] = []
        refused: list[RefusedGroup] = []
        for some in _parts(_components(blocks, len(self._keys))):
            members = sorted({self._keys[n] for component in some for _, held in component for n in held})
            compared.profiles = {each.key: each for each in lookup(members)}
            for component in some:
                named = [(rule, [self._keys[n] for n in held]) for rule, held in component]
                found = cluster(compared.levels(named), largest=largest)
                groups += found.groups
                refused += found.refused
        for rule, held in large:
            refused += self._too_large(compared, lookup, rule, held)
        return ExactMatches(
            groups=tuple(sorted(groups, key=lambda each: each.members)),
            refused=tuple(sorted(refused, key=lambda each: (each.members, each.reason))),
            records=len(self._keys),
            shared=len(compared.shared),
        )

    def _shared(self) -> dict[int, int]:
        """Return of how many names the customers are that hold a value, where these are too many for a rule."""
        few = min((each.holders for each in self._rules), default=0)
        found: dict[int, int] = {}
        for holders in self._holders.values():
            each_once = (held for held, _ in groupby(sorted(holders)))
            for value, held in groupby(each_once, key=lambda each: each >> _BITS):
                if (count := sum(1 for _ in held)) > few:
                    found[value] = count
        return found

    def _blocks(self, largest: int) -> tuple[list[_Block], list[_Block]]:
        small: list[_Block] = []
        large: list[_Block] = []
        for rule, entries in enumerate(self._entries):
            for _, several in groupby(sorted(entries), key=lambda each: each >> _BITS):
                members = tuple(each & _RECORD for each in several)
                if len(members) > largest:
                    large.append((rule, members))
                elif len(members) > 1:
                    small.append((rule, members))
        return small, large

    def _too_large(
        self, compared: _Compared, lookup: Lookup, rule: int, held: tuple[int, ...]
    ) -> Iterator[RefusedGroup]:
        # A block is of one key but for the rarest of coincidences: two of its records tell whether that says anything.
        members = sorted(self._keys[n] for n in set(held))
        compared.profiles = {each.key: each for each in lookup(members[:2])}
        name = self._rules[rule].name
        if compared.agree(self._rules[rule], members[0], members[1]):
            pairs = tuple(Pair(left=members[0], right=each, rule=name) for each in members[1:])
            yield RefusedGroup(members=tuple(members), pairs=pairs, reason=TOO_LARGE)


class _Compared:
    """Compares the records of blocks as they are."""

    def __init__(
        self, rules: Sequence[ExactRule], shared: Mapping[int, int], apart: set[tuple[str, str]]
    ) -> None:
        self._rules = rules
        self.shared = shared
        self._apart = apart
        self.profiles: Mapping[str, Profile] = {}

    def levels(self, blocks: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[list[Pair], Against]]:
        """Yield for each rule the pairs that match by it, and what is asked of those that it would join."""
        found: dict[int, list[Pair]] = defaultdict(list)
        for number, members in blocks:
            rule = self._rules[number]
            for one, other in combinations(sorted(set(members)), 2):
                if self.agree(rule, one, other) and self._against(rule, one, other) is None:
                    found[number].append(Pair(left=one, right=other, rule=rule.name, agree=rule.agree))
        for number in sorted(found):
            yield found[number], self._asked(self._rules[number])

    def agree(self, rule: ExactRule, one: str, other: str) -> bool:
        """Tell whether two records share a value in each field, and one that says something."""
        for field in rule.agree:
            both = set(_values(field, self.profiles[one])).intersection(_values(field, self.profiles[other]))
            if field in rule.telling:
                both = {each for each in both if self.shared.get(_value(field, each), 0) <= rule.holders}
            if not both:
                return False
        return True

    def _asked(self, rule: ExactRule) -> Against:
        return lambda one, other: self._against(rule, one, other)

    def _against(self, rule: ExactRule, one: str, other: str) -> str | None:
        if (min(one, other), max(one, other)) in self._apart:
            return KEPT_APART
        return rule.objection(self.profiles[one], self.profiles[other])


def _values(field: str, profile: Profile) -> Iterable[str]:
    found: Any = field_named(field)
    return found(profile)  # type: ignore[no-any-return]


def _value(field: str, value: str) -> int:
    return hash((field, value)) & _HASH


def _components(blocks: Sequence[_Block], records: int) -> list[list[_Block]]:
    """Return the blocks that are connected by their records, together."""
    above = array("L", range(records))

    def root(n: int) -> int:
        while above[n] != n:
            above[n] = above[above[n]]
            n = above[n]
        return n

    for _, members in blocks:
        first = root(members[0])
        for each in members[1:]:
            above[root(each)] = first
    found: dict[int, list[_Block]] = defaultdict(list)
    for block in blocks:
        found[root(block[1][0])].append(block)
    return list(found.values())


def _parts(components: Iterable[list[_Block]]) -> Iterator[list[list[_Block]]]:
    """Yield some components at a time, as many as are read together."""
    some: list[list[_Block]] = []
    size = 0
    for each in components:
        some.append(each)
        size += sum(len(members) for _, members in each)
        if size >= _PART:
            yield some
            some, size = [], 0
    if some:
        yield some
