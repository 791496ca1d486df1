"""Two records that may mean the same, how probable that is, and what each field says to it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import attrs

from customerbase.linkage.comparing import compare
from customerbase.linkage.features import Features
from customerbase.linkage.levels import ORDER, SILENT
from customerbase.linkage.pairs import Pair
from customerbase.linkage.saying import sentence
from customerbase.linkage.similarity import PLAIN, Similarity
from customerbase.linkage.weights import LinkageModel

__all__ = ["Evidence", "ScoredPair", "best_threshold", "scored"]

_SURE: Final = 1_000


@attrs.frozen
class Evidence:
    """What one field says.

    Parameters
    ----------
    field : str
    level : int
        A place in `customerbase.linkage.levels.FIELDS`.
    weight : float
        In bits: +1 doubles the odds that both are one, -1 halves them.
    """

    field: str
    level: int
    weight: float


@attrs.frozen(kw_only=True)
class ScoredPair:
    """Two records that may mean the same customer, with the reasons.

    Parameters
    ----------
    left, right : str
        Their ids; the smaller one is `left`.
    weight : float
        The sum of all evidence and of how rare it is that two records are one, in bits.
    evidence : tuple of Evidence
        Of the fields that both have.

    Examples
    --------
    >>> pair = ScoredPair(left="C1", right="C2", weight=3.0, evidence=(Evidence("phone", 0, 12.0),))
    >>> round(pair.probability, 2), pair.agree
    (0.89, ('phone',))
    >>> pair.explain()
    '89% likely to be the same: phone same (+12.0)'
    >>> pair.explain("zh")
    '为同一客户的可能性 89%：电话相同（+12.0）'
    """

    left: str
    right: str
    weight: float
    evidence: tuple[Evidence, ...]

    @property
    def probability(self) -> float:
        """How probable it is that both are one, between 0 and 1."""
        return 1 / (1 + math.exp2(-max(-_SURE, min(_SURE, self.weight))))

    @property
    def agree(self) -> tuple[str, ...]:
        """The fields that speak for it."""
        return tuple(each.field for each in self.evidence if each.weight > 0)

    @property
    def differ(self) -> tuple[str, ...]:
        """The fields that speak against it."""
        return tuple(each.field for each in self.evidence if each.weight <= 0)

    @property
    def pair(self) -> Pair:
        """The same as what rules find."""
        return Pair(
            left=self.left, right=self.right, agree=self.agree, differ=self.differ, score=self.probability
        )

    def explain(self, language: str = "en") -> str:
        """Say how probable it is, and which fields say so, the heaviest first.

        Parameters
        ----------
        language : str
            ``en`` or ``zh``.
        """
        said = sorted(self.evidence, key=lambda each: (-abs(each.weight), each.field))
        return sentence(self.probability, [(each.field, each.level, each.weight) for each in said], language)


def scored(a: Features, b: Features, model: LinkageModel, like: Similarity = PLAIN) -> ScoredPair:
    """Compare two records; which of them is given first makes no difference."""
    if b.key < a.key:
        a, b = b, a
    levels = compare(a, b, like)
    weights = model.field_weights(a, b, levels)
    return ScoredPair(
        left=a.key,
        right=b.key,
        weight=model.weight(a, b, levels),
        evidence=tuple(
            Evidence(field, level, weight)
            for field, level, weight in zip(ORDER, levels, weights, strict=True)
            if level != SILENT
        ),
    )


def best_threshold(probabilities: Iterable[float]) -> float:
    """Return the probability from which pairs are to be taken for the best F1 that is to be expected.

    No examples are needed: pairs of probability p count as p true ones, so that the best k pairs have an
    expected F1 of 2·Σp(best k) / (k + Σp(all)).

    >>> best_threshold([0.99, 0.97, 0.5, 0.1])
    0.5
    """
    falling = sorted(probabilities, reverse=True)
    every, sure, best, threshold = math.fsum(falling), 0.0, 0.0, 0.5
    for count, each in enumerate(falling, start=1):
        sure += each
        expected = 2 * sure / (count + every)
        if expected > best:
            best, threshold = expected, each
    return threshold
