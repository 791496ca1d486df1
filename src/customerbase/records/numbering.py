"""The rule by which customers and other records get their numbers."""

from __future__ import annotations

from collections.abc import Container, Iterator

from customerbase.validation import Record, number, record, text

__all__ = ["Numbering"]


@record
class Numbering(Record):
    """A rule that gives numbers: a prefix, and digits that count up.

    Parameters
    ----------
    prefix : str
    digits : int
        How many at least; longer numbers are not cut.
    first : int

    Examples
    --------
    >>> numbers = Numbering(prefix="C", digits=4).free(taken={"C0001", "C0003"})
    >>> next(numbers), next(numbers)
    ('C0002', 'C0004')
    """

    prefix: str = text(default="C", limit=50)
    digits: int = number(default=6, whole=True, least=1, most=18)
    first: int = number(default=1, whole=True, least=0)

    def free(self, taken: Container[str]) -> Iterator[str]:
        """Yield the numbers that are not taken, from the first on."""
        following = self.first
        while True:
            found = f"{self.prefix}{following:0{self.digits}d}"
            if found not in taken:
                yield found
            following += 1
