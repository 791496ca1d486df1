"""Weights measured in the list itself, without examples: expectation-maximisation over pairs.

What pairs of different customers are like (`u`) is seen in pairs taken at random; what pairs of the same
customer are like (`m`) in the pairs that share a key, each counted by how probably it is one.  Every share
starts from the default weights, as if some dozens of pairs had been seen before: a small list cannot lead the
weights astray, and a large one decides by itself.

Source: W. E. Winkler, Using the EM algorithm for weight computation in the Fellegi-Sunter model of record
linkage, Proceedings of the Section on Survey Research Methods (ASA, 1988) 667-671.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from customerbase.linkage.blocking import Index, pairs
from customerbase.linkage.comparing import compare
from customerbase.linkage.features import Features
from customerbase.linkage.levels import FIELDS, ORDER, SILENT, Levels
from customerbase.linkage.shared_values import values_of
from customerbase.linkage.similarity import PLAIN, Similarity
from customerbase.linkage.weights import DEFAULT, FieldWeights, LinkageModel

__all__ = ["fit_features"]

_AT_RANDOM: Final = 60_000
_BLOCKED: Final = 250_000
_ROUNDS: Final = 30
_STRENGTH_M: Final = 40.0
_STRENGTH_U: Final = 20.0
_SURE: Final = 0.9
_MOST: Final = 20
_DISAGREE: Final = 4
_NAMES: Final = frozenset({"family_name", "given_name", "company"})
_WITHOUT_ORDER: Final = frozenset({"name_order", "branch"})
_FAR: Final = 8  # what a list does not show is not therefore impossible
_COUNTED: Final = 200_000
_KEPT: Final = 20_000
_UNSEEN: Final = 200
# How many customers stand outside of every list: a short list does not say that its one e-mail address is common.
_ROOM: Final = MappingProxyType(
    {
        "part": 250,
        "town": 100,
        "code": 500,
        "identifier": 1_000_000,
        "phone": 20_000,
        "email": 20_000,
        "company": 500,
        "name": 20_000,
        "street": 10_000,
    }
)


def fit_features(
    records: Sequence[Features],
    *,
    split: int | None = None,
    like: Similarity = PLAIN,
    start: LinkageModel = DEFAULT,
    index: Index | None = None,
) -> LinkageModel:
    """Return the weights that these records show.

    Parameters
    ----------
    records : sequence of Features
    split : int, optional
        Where a second list begins.
    like : Similarity
    start : LinkageModel
        What is taken for granted before anything is seen.
    index : Index, optional
        Of these records; made here by default.
    """
    count = len(records)
    if count < 2:
        return start
    total = count * (count - 1) // 2 if split is None else split * (count - split)
    chance = Counter(_at_random(records, split, like))
    blocked: Counter[Levels] = Counter()
    step = max(1, count * 12 // _BLOCKED)
    sample: list[tuple[int, int, Levels]] = []
    for number, others in pairs(records, split=split, index=index, step=step):
        for other in others:
            levels = compare(records[number], records[other], like)
            blocked[levels] += 1
            sample.append((number, other, levels))
    prior = min(0.05, 1.0 / (count if split is None else max(split, count - split)))
    # Nearly all pairs taken at random are of different customers: what they show stands before any guess of who is one.
    model = LinkageModel(
        prior=prior,
        fields={
            name: FieldWeights(
                start.fields[name].m, _seen(chance).shares(place, start.fields[name].u, _STRENGTH_U)
            )
            for place, name in enumerate(ORDER)
        },
    )
    model = _expect_and_maximise(model, start, chance, blocked, total, step)
    return _with_frequencies(model, records, sample)


def _at_random(records: Sequence[Features], split: int | None, like: Similarity) -> Iterator[Levels]:
    dice = random.Random(20240229)  # noqa: S311 - a sample, the same each time
    count = len(records)
    left = count if split is None else split
    for _ in range(min(_AT_RANDOM, count * 20)):
        one = dice.randrange(left)
        other = dice.randrange(count) if split is None else dice.randrange(split, count)
        if one != other:
            yield compare(records[one], records[other], like)


def _expect_and_maximise(
    model: LinkageModel,
    start: LinkageModel,
    chance: Mapping[Levels, int],
    blocked: Mapping[Levels, int],
    total: int,
    step: int,
) -> LinkageModel:
    guess = model.prior * total
    for _ in range(_ROUNDS):
        odds = model.prior / (1 - model.prior)
        same = _Counts()
        matches = 0.0
        for levels, times in blocked.items():
            ratio = odds * model.ratio(levels)
            share = ratio / (1 + ratio) * times
            matches += share
            same.add(levels, share)
        other = _Counts()
        for levels, times in chance.items():
            other.add(levels, times / (1 + odds * model.ratio(levels)))
        fields = {
            name: _held(
                same.shares(place, start.fields[name].m, _STRENGTH_M),
                _most(name, start.fields[name].m),
                other.shares(place, start.fields[name].u, _STRENGTH_U),
            )
            for place, name in enumerate(ORDER)
        }
        found = (matches * step * 50 + guess) / 51 / total
        found = min(max(found, 0.1 / total), guess * _MOST / total)
        settled = abs(found - model.prior) < model.prior * 1e-4
        model = LinkageModel(prior=found, fields=fields)
        if settled:
            break
    return model


def _most(name: str, before: tuple[float, ...]) -> tuple[float, ...]:
    """How large the share of each level may become: of disagreement, and of names that are only a little alike."""
    held = 0 if name in _WITHOUT_ORDER else 2 if name in _NAMES else 1
    return (*(1.0 for _ in before[held:]), *(each * _DISAGREE for each in before[len(before) - held :]))


def _held(m: tuple[float, ...], most: tuple[float, ...], u: tuple[float, ...]) -> FieldWeights:
    """Hold the shares where they mean what they are called.

    Records of one customer seldom disagree, or what was found is not customers but, say, towns.  And no level of
    agreement, however rarely seen, says less than plain disagreement does.
    """
    over = {place: limit for place, limit in enumerate(most) if m[place] > limit}
    if over:
        rest = sum(share for place, share in enumerate(m) if place not in over)
        free = 1 - sum(over.values())
        m = tuple(over.get(place, share * free / rest) for place, share in enumerate(m))
    least = m[-1] / u[-1]
    raised = [max(each, least * other) for each, other in zip(m, u, strict=True)]
    return FieldWeights(tuple(each / sum(raised) for each in raised), u)


def _seen(pairs_of: Mapping[Levels, float]) -> _Counts:
    counts = _Counts()
    for levels, times in pairs_of.items():
        counts.add(levels, times)
    return counts


class _Counts:
    """How often each level of each field was seen."""

    def __init__(self) -> None:
        self.seen = [[0.0] * len(levels) for levels in FIELDS.values()]

    def add(self, levels: Levels, share: float) -> None:
        for seen, level in zip(self.seen, levels, strict=True):
            if level != SILENT:
                seen[level] += share

    def shares(self, place: int, before: Iterable[float], strength: float) -> tuple[float, ...]:
        """Return the share of each level, as if `strength` more pairs had been seen as `before` says."""
        seen = self.seen[place]
        whole = sum(seen) + strength
        shares = [
            max((each + strength * share) / whole, share / _FAR)
            for each, share in zip(seen, before, strict=True)
        ]
        return tuple(each / sum(shares) for each in shares)


def _with_frequencies(
    model: LinkageModel, records: Sequence[Features], sample: Sequence[tuple[int, int, Levels]]
) -> LinkageModel:
    """Count how many customers have each value: records that surely mean the same customer count once."""
    leader = list(range(len(records)))

    def head(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    odds = model.prior / (1 - model.prior)
    for one, other, levels in sample:
        if odds * model.ratio(levels) > _SURE / (1 - _SURE):
            leader[head(other)] = head(one)
    groups: dict[int, set[str]] = {}
    step = max(1, len(records) // _COUNTED)
    for number in range(0, len(records), step):
        groups.setdefault(head(number), set()).update(values_of(records[number]))
    customers = len(groups)
    counts: Counter[str] = Counter()
    while groups:
        counts.update(groups.popitem()[1])
    least = max(1, customers // _KEPT)
    rarest = {kind: least / (customers + room) for kind, room in _ROOM.items()}
    return LinkageModel(
        prior=model.prior,
        fields=model.fields,
        frequencies={
            value: (times - 1) / (customers + _UNSEEN) + rarest[value.partition(":")[0]]
            for value, times in sorted(counts.items())
            if times > least
        },
        rarest=rarest,
    )
