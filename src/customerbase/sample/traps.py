"""A row that must be refused, and why."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

__all__ = ["Trap"]


@attrs.frozen
class Trap:
    """A row that no careful reader takes.

    Parameters
    ----------
    cells : sequence of str
        A text alone is written as it stands, without quotes around its cells.
    why : str
    """

    cells: Sequence[str]
    why: str
