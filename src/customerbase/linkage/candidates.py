"""Scored candidates: pairs of records that a person should look at, with the reasons.

>>> from customerbase import Customer, Email
>>> from customerbase.linkage.profiles import profile_of
>>> written = {"C1": "Julia Taylor", "C2": "Taylor Juila", "C3": "Noah Watson"}
>>> mail = Email(address="jt@a.com")
>>> people = [Customer(customer_id=k, kind="person", name=name, emails=[mail]) for k, name in written.items()]
>>> for pair in candidates(map(profile_of, people), model=DEFAULT):
...     print(pair.left, pair.right, pair.agree)
C1 C2 ('family_name', 'given_name', 'name_order', 'email')
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

from customerbase.linkage.blocking import Index, pairs
from customerbase.linkage.comparing import compare
from customerbase.linkage.features import Features, features_of
from customerbase.linkage.fitting import fit_features
from customerbase.linkage.profiles import Profile
from customerbase.linkage.scored import ScoredPair, scored
from customerbase.linkage.similarity import PLAIN, Similarity
from customerbase.linkage.weights import DEFAULT, LinkageModel

__all__ = ["candidates", "fit", "score"]

_Sound = Callable[[str], str]


def candidates(
    profiles: Iterable[Profile],
    *,
    against: Iterable[Profile] | None = None,
    model: LinkageModel | None = None,
    threshold: float = 0.5,
    like: Similarity = PLAIN,
    sound: _Sound | None = None,
    budget: int | None = None,
) -> Iterator[ScoredPair]:
    """Yield pairs that probably mean the same, record after record.

    Parameters
    ----------
    profiles : iterable of Profile
        One list, in which records are repeated; or the first of two.
    against : iterable of Profile, optional
        A second list: only pairs across the two are given.
    model : LinkageModel, optional
        Without it the weights are measured in these lists themselves (`fit`).
    threshold : float
        The least probability, above 0 and below 1; 0 for every pair that is compared.
    like : Similarity
        ``registry.load("similarity", "rapidfuzz").SIMILARITY`` is the fast form; both say the same.
    sound : callable, optional
        As `customerbase.linkage.features.features_of`.
    budget : int, optional
        As `customerbase.linkage.blocking.Index`.
    """
    records, split = _records(profiles, against, sound)
    index = Index(records, budget=budget)
    if model is None:
        model = fit_features(records, split=split, like=like, index=index)
    least = math.log2(threshold / (1 - threshold)) if 0 < threshold < 1 else -math.inf
    for number, others in pairs(records, split=split, index=index):
        for other in others:
            one, two = records[number], records[other]
            if model.weight(one, two, compare(one, two, like)) >= least:
                yield scored(one, two, model, like)


def fit(
    profiles: Iterable[Profile],
    *,
    against: Iterable[Profile] | None = None,
    start: LinkageModel = DEFAULT,
    like: Similarity = PLAIN,
    sound: _Sound | None = None,
) -> LinkageModel:
    """Measure the weights in one list, or between two, without examples.

    Parameters
    ----------
    profiles, against, like, sound
        As `candidates`.
    start : LinkageModel
        What is taken for granted before anything is seen.
    """
    records, split = _records(profiles, against, sound)
    return fit_features(records, split=split, like=like, start=start)


def score(
    one: Profile,
    other: Profile,
    *,
    model: LinkageModel = DEFAULT,
    like: Similarity = PLAIN,
    sound: _Sound | None = None,
) -> ScoredPair:
    """Compare two records.

    Parameters
    ----------
    one, other : Profile
        In any order.
    model, like, sound
        As `candidates`; without a model, weights as lists of people and companies usually have them.
    """
    return scored(features_of(one, sound=sound), features_of(other, sound=sound), model, like)


def _records(
    profiles: Iterable[Profile], against: Iterable[Profile] | None, sound: _Sound | None
) -> tuple[Sequence[Features], int | None]:
    records = [features_of(each, sound=sound) for each in profiles]
    if against is None:
        return records, None
    split = len(records)
    records.extend(features_of(each, sound=sound) for each in against)
    return records, split
