"""The laws by their names, and the error that says which one is broken."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from customerbase.errors import CustomerbaseError

__all__ = ["MAP_LAWS", "MATCH_LAWS", "POLICY_LAWS", "SCALE_LAWS", "SOURCE_LAWS", "BrokenLaw", "left"]

SCALE_LAWS: Final[Mapping[str, str]] = {
    "everybody": "every customer gets three scores, and nobody else gets any",
    "again": "asked again about the same customers, the rule says the same",
    "range": "every score is a whole number from 1 to the number of bins",
    "input": "the list of customers is left as it was",
    "order": "the order of the customers changes no score",
    "equal": "customers who are alike in recency, frequency and monetary value get the same scores",
    "recency": "who bought later has no lower R",
    "frequency": "who came more often has no lower F",
    "monetary": "who spent more has no lower M",
    "unit": "amounts in another unit of money, times 1,000, change no score",
    "purchase": "a purchase today lowers neither R nor F",
    "round trip": "the rule is read back equal from JSON",
}
"""What `check_scale` tries, by name, in its order."""

MAP_LAWS: Final[Mapping[str, str]] = {
    "named": "every customer is in a segment of the map, in the one for all others, or in none",
    "first": "the first segment that holds a customer has him",
    "calls": "a customer's segment does not depend on who was asked for before",
    "coverage": "what the coverage says of cells is so",
    "round trip": "the rule is read back equal from JSON",
}
"""What `check_segments` tries, by name, in its order."""


POLICY_LAWS: Final[Mapping[str, str]] = {
    "round trip": "the rule is read back equal from JSON",
    "day": "every facet is due on a day, or on none",
    "same": "asked again about the same facet, the policy says the same",
    "alike": "facets that are alike in all but the customer's id are due on the same day",
    "checked": "nothing is due before the day of its last check",
    "later check": "what was checked later is never due sooner",
    "more often": "a policy made more often is never due later, made less often never sooner",
    "future": "what befalls a customer after as_of changes nothing",
    "grace": "second-hand and wrong values are given a whole number of days, not below 0",
    "words": "the reason is there in English and Chinese, and the explanation names the day",
    "reason": "facets that are due on different days, whatever their anchor, have different reasons",
    "never": "a policy that says it never comes due gives no day",
}
"""What `check_policy` tries, by name, in its order."""

MATCH_LAWS: Final[Mapping[str, str]] = {
    "round trip": "the rule is read back equal from JSON",
    "match again": "asked again about the same two records, the rule says the same",
    "symmetric": "who matches is matched",
    "numbers": "records that bear different numbers of one authority never match",
    "id": "the id of a record changes nothing",
    "records": "the order of the records changes no group",
    "groups": "no group holds two different numbers of one authority",
}
"""What `check_rule` tries, by name, in its order."""

SOURCE_LAWS: Final[Mapping[str, str]] = {
    "header": "there are headings before a row is asked for: texts, each another, none blank",
    "width": "a row is its place and as many texts as there are headings",
    "places": "rows are numbered upwards, from 1 at the least",
    "cells": "what was written is read: the headings, and every cell",
    "problems": "a row that is too wide is a problem in its place, and no other row suffers",
    "once": "rows are given once; whoever asks a second time is told so",
    "reopened": "opened again, the same source gives the same rows",
    "closed": "it may be closed twice, before, among and behind its rows",
    "digest": "the same content has the same digest, other content another",
    "position": "the bytes read so far never fall, and are never more than there are",
    "junk": "what is cut off or spoiled raises SourceError, or gives rows as wide as the header",
    "lazily": "of many rows, the last is not read before the first is asked for",
}
"""What `check_source` tries, by name, in its order."""


class BrokenLaw(CustomerbaseError, AssertionError):
    """A rule breaks a law; the message shows the smallest customers or facets found that do it.

    Attributes
    ----------
    law : str
        Its name, as in `SCALE_LAWS`, `MAP_LAWS`, `POLICY_LAWS`, `MATCH_LAWS` and `SOURCE_LAWS`.
    found : str
        What was found.
    """

    def __init__(self, law: str, found: str) -> None:
        self.law = law
        self.found = found
        super().__init__(law, found)

    def __str__(self) -> str:
        said = {**SOURCE_LAWS, **MATCH_LAWS, **POLICY_LAWS, **MAP_LAWS, **SCALE_LAWS}[self.law]
        return f"the law {self.law!r} is broken: {said}\n{self.found}"


def left(laws: Mapping[str, str], without: Collection[str]) -> list[str]:
    """Return the laws that are to be tried.

    Raises
    ------
    ValueError
        If one that is left out is none.
    """
    if unknown := set(without) - laws.keys():
        raise ValueError(f"{sorted(unknown)} are no laws: choose from {', '.join(laws)}")
    return [law for law in laws if law not in without]
