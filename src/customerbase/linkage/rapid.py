"""The measures of `customerbase.linkage.similarity`, computed by rapidfuzz (extra ``match``)."""

from __future__ import annotations

from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from customerbase.linkage.similarity import Similarity

__all__ = ["SIMILARITY"]

_osa = OSA.distance
_jaro_winkler = JaroWinkler.similarity


def _edits(one: str, other: str, most: int) -> int:
    return int(_osa(one, other, score_cutoff=most))


SIMILARITY: Final = Similarity(_jaro_winkler, _edits)
"""The same values as `customerbase.linkage.similarity.PLAIN`."""
