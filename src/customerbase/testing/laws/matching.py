"""The laws of exact rules of matching."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple, TypeAlias

import attrs
from hypothesis import Phase
from hypothesis import strategies as st

from customerbase.linkage.blocks import match_exactly
from customerbase.linkage.objections import objection
from customerbase.linkage.profiles import Profile
from customerbase.linkage.rules import ExactRule, rule_from_plain, rule_to_plain
from customerbase.testing.laws.broken import MATCH_LAWS, BrokenLaw, left
from customerbase.testing.laws.trying import search
from customerbase.testing.strategies.matching import several_profiles

__all__ = ["check_rule"]


class _Case(NamedTuple):
    rule: ExactRule
    profiles: Sequence[Profile]
    turned: Sequence[Profile]


Law: TypeAlias = Callable[[_Case], Iterator[str]]


def check_rule(
    rule: ExactRule,
    *,
    without: Collection[str] = (),
    profiles: st.SearchStrategy[list[Profile]] | None = None,
    max_examples: int = 200,
    shrink: bool = True,
) -> None:
    """Try the laws of a rule of matching on generated records: shared telephones, conflicting numbers, branches.

    Parameters
    ----------
    rule : ExactRule
        Of the library, or a class of one's own that derives from it.
    without : collection of str
        Names of laws that are left out: see `MATCH_LAWS`.
    profiles : strategy of lists of Profile, optional
        Those of `customerbase.testing.strategies.several_profiles` by default.
    max_examples : int
        How many lists the laws are tried on.
    shrink : bool
        Whether to look for the simplest records that break a law.

    Raises
    ------
    BrokenLaw
        At a law that is broken, with records that break it.
    TypeError
        If `rule` is no `ExactRule`.
    ValueError
        If `without` names what is no law.

    Examples
    --------
    >>> check_rule(ExactRule("phone and postal code", agree=("phone", "postal_code")), max_examples=20)
    """
    if not isinstance(rule, ExactRule):
        raise TypeError(f"expected an ExactRule, not {type(rule).__name__}")
    wanted = left(MATCH_LAWS, without)
    laws = {law: _LAWS[law] for law in wanted if law != "round trip"}
    if "round trip" in wanted and rule_from_plain(json.loads(json.dumps(rule_to_plain(rule)))) != rule:
        raise BrokenLaw("round trip", f"    {rule} is written as {rule_to_plain(rule)}")
    drawn = several_profiles() if profiles is None else profiles
    cases = drawn.flatmap(lambda each: st.builds(_Case, st.just(rule), st.just(each), st.permutations(each)))
    try:
        _try(laws, cases, max_examples, [Phase.generate])
    except BrokenLaw as error:
        if shrink:
            _try({error.law: laws[error.law]}, cases, max_examples, [Phase.generate, Phase.shrink])
        raise


def _try(
    laws: Mapping[str, Law], cases: st.SearchStrategy[_Case], max_examples: int, phases: list[Phase]
) -> None:
    def holds(case: _Case) -> None:
        for name, law in laws.items():
            try:
                found = next(law(case), None)
            except Exception as error:
                raise BrokenLaw(name, f"    the rule raises {error!r}") from error
            if found is not None:
                raise BrokenLaw(name, f"    {found}")

    search(holds, cases, max_examples=max_examples, phases=phases, unsteady=("match again", "rule"))


def _again(case: _Case) -> Iterator[str]:
    for one, other in combinations(case.profiles, 2):
        if case.rule.matches(one, other) != case.rule.matches(one, other):
            yield f"{_told(one)}\n    {_told(other)}\n    match, and then do not"


def _symmetric(case: _Case) -> Iterator[str]:
    for one, other in combinations(case.profiles, 2):
        if case.rule.matches(one, other) != case.rule.matches(other, one):
            yield f"{_told(one)}\n    {_told(other)}\n    match from one side only"


def _numbers(case: _Case) -> Iterator[str]:
    for one, other in combinations(case.profiles, 2):
        if case.rule.matches(one, other) and (found := objection(one, other, ["identifiers"])):
            yield f"{_told(one)}\n    {_told(other)}\n    match, though they differ in {found}"


def _name(case: _Case) -> Iterator[str]:
    for one, other in combinations(case.profiles, 2):
        renamed = attrs.evolve(other, key=f"other {other.key}")
        if case.rule.matches(one, other) != case.rule.matches(one, renamed):
            yield f"{_told(other)}\n    matches {_told(one)}\n    or not, by its id alone"


def _order(case: _Case) -> Iterator[str]:
    there, turned = (match_exactly(each, rules=[case.rule]) for each in (case.profiles, case.turned))
    if there != turned:
        yield (
            f"the groups are {[each.members for each in there.groups]}, and in another order "
            f"{[each.members for each in turned.groups]}"
        )


def _groups(case: _Case) -> Iterator[str]:
    held = {each.key: each for each in case.profiles}
    for group in match_exactly(case.profiles, rules=[case.rule]).groups:
        for one, other in combinations(group.members, 2):
            if found := objection(held[one], held[other], ["identifiers"]):
                yield f"{_told(held[one])}\n    {_told(held[other])}\n    are in one group and differ in {found}"


def _told(profile: Profile) -> str:
    """Say of a profile what there is to say; it is generated, and nobody's."""
    fields = attrs.fields_dict(Profile)
    said = {name: getattr(profile, name) for name in fields}
    return ", ".join(f"{name}={value!r}" for name, value in said.items() if value != fields[name].default)


_LAWS: Final[Mapping[str, Law]] = {
    "match again": _again,
    "symmetric": _symmetric,
    "numbers": _numbers,
    "id": _name,
    "records": _order,
    "groups": _groups,
}
