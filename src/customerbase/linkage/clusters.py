"""From pairs to groups that are one customer each, without ever guessing.

Pairs are joined level by level, the strongest rule first.  At each level the
groups that pairs connect are joined all together or not at all: where two of
their members speak against each other, or where there are too many of them,
nothing of it is joined, and the group is reported with the reason.  So a chain
A – B – C never makes A and C one whose numbers conflict, B goes to neither, and
the order of the records changes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, TypeAlias

import attrs

from customerbase.linkage.pairs import Pair

__all__ = ["LARGEST", "TOO_LARGE", "Clustered", "Group", "RefusedGroup", "Standing", "cluster", "survivor_of"]

LARGEST: Final = 20
"""How many records are joined at most, if nothing else is said."""

TOO_LARGE: Final = "too_large"
"""The reason of a group that holds more records than may be joined."""

Against: TypeAlias = Callable[[str, str], str | None]


@attrs.frozen(kw_only=True)
class Group:
    """Records that are one customer, or one person.

    Attributes
    ----------
    members : tuple of str
        Their ids, in order.
    pairs : tuple of Pair
        What joins them: each member is reached through these.
    """

    members: tuple[str, ...]
    pairs: tuple[Pair, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that join them, in order."""
        return tuple(sorted({each.rule for each in self.pairs if each.rule is not None}))


@attrs.frozen(kw_only=True)
class RefusedGroup:
    """Records that pairs connect, and that were not joined.

    Attributes
    ----------
    members : tuple of str
    pairs : tuple of Pair
        What would have joined them: for a person to decide.
    reason : str
        ``too_large``, or what speaks against it: ``identifiers[vat]``, ``kept_apart``, ...
    between : tuple of str
        The first two members that speak against each other; empty where there are too many.
    """

    members: tuple[str, ...]
    pairs: tuple[Pair, ...]
    reason: str
    between: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Clustered:
    """What became of pairs.

    Attributes
    ----------
    groups : tuple of Group
        By their first member.
    refused : tuple of RefusedGroup
    """

    groups: tuple[Group, ...]
    refused: tuple[RefusedGroup, ...]


def cluster(levels: Iterable[tuple[Iterable[Pair], Against]], *, largest: int = LARGEST) -> Clustered:
    """Join pairs into groups.

    Parameters
    ----------
    levels : iterable of (pairs, against)
        The strongest first.  `against` is asked about every two records that
        a level would make one, and returns what speaks against it, or None.
    largest : int
        Groups of more records are not joined.

    Examples
    --------
    >>> pairs = [Pair(left="A", right="B"), Pair(left="B", right="C"), Pair(left="D", right="E")]
    >>> numbers = {"A": "1", "C": "2"}
    >>> def against(a, b):
    ...     return "vat" if len({numbers.get(a), numbers.get(b)} - {None}) == 2 else None
    >>> found = cluster([(pairs, against)])
    >>> [each.members for each in found.groups], [(each.members, each.reason) for each in found.refused]
    ([('D', 'E')], [(('A', 'B', 'C'), 'vat')])
    """
    held: dict[str, tuple[str, ...]] = {}
    joined: dict[str, list[Pair]] = {}
    refused = []
    for given, against in levels:
        pairs = sorted(set(given))
        first = {key: held.get(key, (key,))[0] for each in pairs for key in each.keys}
        links = [(first[each.left], first[each.right]) for each in pairs]
        within: dict[str, list[Pair]] = defaultdict(list)
        roots = _connected(links)
        for each in pairs:
            if first[each.left] != first[each.right]:
                within[roots[first[each.left]]].append(each)
        for some in within.values():
            parts = sorted({held.get(key, (key,)) for each in some for key in each.keys})
            members = tuple(sorted(key for part in parts for key in part))
            fault = _fault(parts, len(members), against, largest)
            if fault is not None:
                reason, between = fault
                refused.append(
                    RefusedGroup(members=members, pairs=tuple(some), reason=reason, between=between)
                )
                continue
            through = [*some, *(each for part in parts for each in joined.pop(part[0], ()))]
            held |= dict.fromkeys(members, members)
            joined[members[0]] = through
    groups = [Group(members=held[key], pairs=tuple(sorted(pairs))) for key, pairs in sorted(joined.items())]
    still = [each for each in refused if len({held.get(key, (key,)) for key in each.members}) > 1]
    return Clustered(
        groups=tuple(groups), refused=tuple(sorted(still, key=lambda each: (each.members, each.reason)))
    )


def _fault(
    parts: Sequence[tuple[str, ...]], size: int, against: Against, largest: int
) -> tuple[str, tuple[str, ...]] | None:
    if size > largest:
        return TOO_LARGE, ()
    for one, other in combinations(parts, 2):
        for left in one:
            for right in other:
                if (reason := against(left, right)) is not None:
                    return reason, (min(left, right), max(left, right))
    return None


def _connected(links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each end of a link the smallest id that it is connected with."""
    above: dict[str, str] = {}

    def root(key: str) -> str:
        while (up := above.setdefault(key, key)) != key:
            above[key] = above.setdefault(up, up)
            key = above[key]
        return key

    for one, other in links:
        first, second = sorted((root(one), root(other)))
        above[second] = first
    return {key: root(key) for key in list(above)}


@attrs.frozen
class Standing:
    """How well a record is known.

    Parameters
    ----------
    verified : int
        How often it was verified.
    first_hand : int
        How many values were learned by ourselves.
    """

    verified: int = 0
    first_hand: int = 0


def survivor_of(members: Iterable[str], standing: Mapping[str, Standing]) -> str:
    """Return under which id a group is seen: the most verified, then the most first-hand, then the oldest id.

    The oldest of ids is the one whose number is smallest: C9 is older than C10.

    >>> survivor_of(["C10", "C9", "C7"], {"C10": Standing(verified=1), "C9": Standing(verified=1)})
    'C9'
    """

    def order(key: str) -> tuple[int, int, tuple[tuple[bool, int, str], ...], str]:
        known = standing.get(key, Standing())
        return -known.verified, -known.first_hand, tuple(_natural(key)), key

    return min(members, key=order)


def _natural(key: str) -> Iterator[tuple[bool, int, str]]:
    for part in re.findall(r"[0-9]+|[^0-9]+", key):
        yield (False, int(part), "") if part[0].isascii() and part.isdigit() else (True, 0, part)
