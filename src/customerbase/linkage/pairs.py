"""Two records that may mean the same, and what speaks for it."""

from __future__ import annotations

import attrs

__all__ = ["Pair"]


@attrs.frozen(kw_only=True, order=True)
class Pair:
    """Two records that may mean the same customer, or the same person.

    Parameters
    ----------
    left, right : str
        Their ids; the smaller one is `left`, however they are given.
    rule : str, optional
        The name of the exact rule that holds between them.
    agree, differ : tuple of str
        The fields that agree, and those that both have and in which they differ.
    score : float, optional
        From the scored form: how likely it is that both are one.

    Examples
    --------
    >>> Pair(left="C7", right="C2", rule="identifier").left
    'C2'
    """

    left: str
    right: str
    rule: str | None = attrs.field(default=None, order=False)
    agree: tuple[str, ...] = attrs.field(default=(), order=False)
    differ: tuple[str, ...] = attrs.field(default=(), order=False)
    score: float | None = attrs.field(default=None, order=False)

    def __attrs_post_init__(self) -> None:
        if self.right < self.left:
            smaller, larger = self.right, self.left
            object.__setattr__(self, "left", smaller)
            object.__setattr__(self, "right", larger)

    @property
    def keys(self) -> tuple[str, str]:
        """Both ids, the smaller one first."""
        return self.left, self.right
