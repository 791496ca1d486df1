"""What is asked of the parts of a rule when it is made."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from customerbase.errors import InvalidRecord, Problem

__all__ = ["distinct_grades", "exact_number", "wrong_rule"]


def wrong_rule(path: str, value: object, reason: str, hint: str | None = None) -> InvalidRecord:
    """Return the error that says what is wrong with a rule."""
    return InvalidRecord("GradeRule", [Problem(path, value, reason, hint)])


def exact_number(value: Any, path: str) -> Decimal:
    """Return a whole number, a Decimal or text as a finite Decimal; anything else is refused."""
    if isinstance(value, Decimal | int | str) and not isinstance(value, bool):
        try:
            exact = Decimal(value)
        except ArithmeticError:
            exact = Decimal("NaN")
        if exact.is_finite():
            return exact
    raise wrong_rule(path, value, "is no exact number", "write it as a whole number or as text")


def distinct_grades(grades: Iterable[Any], path: str) -> tuple[str, ...]:
    """Return the names of grades, each of which must be text and stand there once."""
    names = tuple(grades)
    if not names:
        raise wrong_rule(path, names, "names no grade")
    if not all(isinstance(each, str) and each.strip() for each in names):
        raise wrong_rule(path, names, "holds a grade that is no text")
    if len(set(names)) < len(names):
        raise wrong_rule(path, names, "names a grade twice")
    return names
