"""Small things that a store keeps beside its records, and must find by a mark: merges, tombstones, decisions."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

__all__ = ["Note"]


def _each_once(marks: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(marks)))


@attrs.frozen
class Note:
    """What is kept under a key, within a space of notes of one sort.

    Parameters
    ----------
    key : str
    data : str
        JSON.
    marks : tuple of str
        By each of which it can be found; in order, each once.
    """

    key: str
    data: str = attrs.field(repr=False)
    marks: tuple[str, ...] = attrs.field(default=(), converter=_each_once)
