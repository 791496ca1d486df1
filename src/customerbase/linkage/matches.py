"""What a match found: what may be merged by itself, what a person decides on, what was refused and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from customerbase.ledger import Merge
from customerbase.linkage.clusters import Group, RefusedGroup
from customerbase.linkage.pairs import Pair
from customerbase.linkage.rules import ExactRule
from customerbase.listing import InNotebook
from customerbase.validation import FrozenMap

__all__ = ["Match", "Matches", "MatchesMerged"]


@attrs.frozen(kw_only=True)
class Match(InNotebook):
    """Records that exact rules say are one.

    Attributes
    ----------
    survivor : str
        The id under which they are to be seen.
    others : tuple of str
    names : tuple of str
        Of the survivor, and of each of the others.
    rules : tuple of str
        The names of the rules that join them.
    agree : tuple of str
        The fields in which they agree.
    pairs : tuple of Pair
    """

    survivor: str
    others: tuple[str, ...]
    names: tuple[str, ...]
    rules: tuple[str, ...]
    agree: tuple[str, ...]
    pairs: tuple[Pair, ...] = attrs.field(repr=False)

    @property
    def members(self) -> tuple[str, ...]:
        """All of them, the survivor first."""
        return (self.survivor, *self.others)

    @classmethod
    def of(cls, group: Group, survivor: str, names: Mapping[str, str]) -> Match:
        """Make it of a group of which one record survives."""
        others = tuple(each for each in group.members if each != survivor)
        return cls(
            survivor=survivor,
            others=others,
            names=tuple(names.get(each, each) for each in (survivor, *others)),
            rules=group.rules,
            agree=tuple(dict.fromkeys(field for each in group.pairs for field in each.agree)),
            pairs=group.pairs,
        )

    def __str__(self) -> str:
        said = [f"{key} {name}" for key, name in zip(self.members, self.names, strict=True)]
        return f"{' = '.join(said)}  [{'; '.join(self.rules)}]"


@attrs.frozen(kw_only=True)
class Matches(InNotebook):
    """What a match found in a base.

    Attributes
    ----------
    kind : str
        ``customer`` or ``contact``.
    groups : tuple of Match
        What the rules may merge by themselves.
    candidates : tuple of Pair
        What a person decides on: the best first.
    refused : tuple of RefusedGroup
        What rules connect and something speaks against.
    rules : tuple of ExactRule
    records : int
        How many were compared.
    shared : int
        How many telephones, addresses and numbers are borne by customers of
        too many names to say anything.
    notes : tuple of str
        What a reader must know.
    names : mapping of str to str
        Of the cards that are named here, by id.
    region, abbreviations
        With which it was matched.
    """

    kind: str
    groups: tuple[Match, ...]
    candidates: tuple[Pair, ...] = ()
    refused: tuple[RefusedGroup, ...] = ()
    rules: tuple[ExactRule, ...] = attrs.field(default=(), repr=False)
    records: int = 0
    shared: int = 0
    notes: tuple[str, ...] = ()
    names: Mapping[str, str] = attrs.field(default=FrozenMap(), repr=False, eq=False)
    region: str = attrs.field(default="CN", repr=False)
    abbreviations: Mapping[str, str] = attrs.field(default=FrozenMap(), converter=FrozenMap, repr=False)

    @property
    def by_rule(self) -> dict[str, int]:
        """How many groups each rule has a part in, the most first."""
        return dict(Counter(rule for each in self.groups for rule in each.rules).most_common())

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self, shown: int = 5) -> Iterator[str]:
        many = "customers" if self.kind == "customer" else "people at customers"
        members = sum(len(each.members) for each in self.groups)
        yield f"{self.records:,} {many} compared"
        yield f"{len(self.groups):,} groups may be merged: {members:,} cards become {len(self.groups):,}"
        yield from (f"  {count:,} by {rule}" for rule, count in self.by_rule.items())
        yield from _some(self.groups, shown)
        if self.candidates:
            yield f"{len(self.candidates):,} pairs for a person to decide"
            yield from _some(
                [self._said(each) for each in self.candidates[:shown]], shown, len(self.candidates)
            )
        if self.refused:
            yield f"{len(self.refused):,} groups were not joined"
            yield from _some([_refused(each) for each in self.refused[:shown]], shown, len(self.refused))
        if self.shared:
            yield f"{self.shared:,} telephones, addresses or numbers are shared by too many to say anything"
        yield from (f"note: {each}" for each in self.notes)

    def _said(self, pair: Pair) -> str:
        likely = "" if pair.score is None else f"{pair.score:.0%}  "
        sides = " ? ".join(f"{key} {self.names.get(key, '')}".strip() for key in pair.keys)
        return f"{likely}{sides}  [{', '.join(pair.agree)}]"

    def _repr_html_(self) -> str:
        return f"<pre>{_escaped(str(self))}</pre>"


@attrs.frozen(kw_only=True)
class MatchesMerged(InNotebook):
    """What became of matches that were merged.

    Attributes
    ----------
    run : str or None
        By which all of it is taken back; None where nothing was merged.
    merges : tuple of Merge
    left : tuple of Match
        What was not merged any more: a card was changed, merged or taken
        away since, or somebody said that two are not the same.
    """

    run: str | None
    merges: tuple[Merge, ...] = attrs.field(repr=False)
    left: tuple[Match, ...] = ()

    def __str__(self) -> str:
        said = f"{len(self.merges):,} cards merged"
        if self.run is not None:
            said += f" in run {self.run}"
        if self.left:
            said += f"; {len(self.left):,} groups were left, because their cards changed since"
        return said


def _refused(group: RefusedGroup) -> str:
    who = ", ".join(group.members[:5]) + (
        f", … {len(group.members)} in all" if len(group.members) > 5 else ""
    )
    between = f" ({' and '.join(group.between)})" if group.between else ""
    return f"{who}: {group.reason.replace('_', ' ')}{between}"


def _some(lines: Any, shown: int, count: int | None = None) -> Iterator[str]:
    count = len(lines) if count is None else count
    yield from (f"    {each}" for each in lines[:shown])
    if count > shown:
        yield f"    … and {count - shown:,} more"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
