"""The rules that hold where a company has not made its own."""

from __future__ import annotations

from customerbase.grading import GradeRule, by_credit, by_employees

__all__ = ["standard_rules"]


def standard_rules() -> dict[str, GradeRule]:
    """Return the two grades of the trade: by credit standing and by size.

    Credit ratings are put together by their letter, AAA to A as A and so on.
    Sizes are those of industrial companies in China's classification of 2011
    (MIIT, decree 300): large from 1,000 people, medium from 300, small from 20.

    Returns
    -------
    dict
        ``credit`` and ``size`` → rule.

    Examples
    --------
    >>> from customerbase.model import Customer
    >>> from customerbase.values import Size
    >>> acme = Customer(customer_id="C1", name="Acme", size=Size(employees=420))
    >>> standard_rules()["size"](acme).grade
    'medium'
    """
    letters = {letter: [letter * n + sign for n in (3, 2, 1) for sign in ("", "+", "-")] for letter in "ABC"}
    return {
        "credit": by_credit({**letters, "D": ["D"]}),
        "size": by_employees([("large", 1_000), ("medium", 300), ("small", 20), ("micro", 0)]),
    }
