"""Rules that put customers into grades, by credit standing and by size, each grade with its reason.

A rule is a small frozen value that reads like English and is called with a
customer::

    by_credit({"A": ["AAA", "AA"], "B": "A"}) & by_employees([("A", 500), ("B", 0)])

`a & b` is the worst of both, `a | b` the first that gives a grade; `best_of`
and `points` combine in other ways.  A grade that the facts do not support is
None, with the reason: what is unknown is never graded lowest in silence.
`to_plain` and `from_plain` write a rule to JSON or TOML and read it back
equal.  A plain function from a customer to a `Grade` may stand wherever a
rule may, but cannot be written down.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import attrs

from customerbase.errors import CurrencyMismatch, InvalidRecord, Problem
from customerbase.model import Customer
from customerbase.values import Money, total

__all__ = [
    "RULES",
    "Grade",
    "GradeRule",
    "Rule",
    "Scored",
    "best_of",
    "by_credit",
    "by_credit_limit",
    "by_employees",
    "by_floor_area",
    "by_registered_capital",
    "by_sales",
    "by_turnover",
    "first_of",
    "from_plain",
    "grade_of",
    "points",
    "scored",
    "to_plain",
    "worst_of",
]

Number = Decimal | int | str
Bought = Sequence[Money] | None


@attrs.frozen
class Grade:
    """A grade, or None where the facts do not give one, and the reason in one sentence."""

    grade: str | None
    reason: str


class GradeRule(ABC):
    """Base of all rules; one's own needs `grades`, `__call__` and `to_plain`."""

    __slots__ = ()

    @property
    @abstractmethod
    def grades(self) -> tuple[str, ...]:
        """The grades that the rule can give, best first."""

    @abstractmethod
    def __call__(self, customer: Customer, bought: Bought = None) -> Grade:
        """Grade a customer.

        Parameters
        ----------
        customer : Customer
        bought : sequence of Money, optional
            What he bought, one sum for each currency; empty where he bought
            nothing, None where it is not known.
        """

    @abstractmethod
    def to_plain(self) -> dict[str, Any]:
        """Return the rule as what JSON and TOML can hold, its name under ``rule``."""

    def __and__(self, other: Rule) -> GradeRule:
        return worst_of(self, other)

    def __or__(self, other: Rule) -> GradeRule:
        return first_of(self, other)


Rule = GradeRule | Callable[[Customer], Grade]
Reader = Callable[[Mapping[str, Any], Callable[[Any], GradeRule]], GradeRule]


def grade_of(rule: Rule, customer: Customer, bought: Bought = None) -> Grade:
    """Apply a rule, or a plain function from a customer to a `Grade`.

    >>> grade_of(lambda customer: Grade("B", "everybody is"), Customer(customer_id="1", name="Ann")).grade
    'B'
    """
    return rule(customer, bought) if isinstance(rule, GradeRule) else rule(customer)


def _wrong(path: str, value: object, reason: str, hint: str | None = None) -> InvalidRecord:
    return InvalidRecord("GradeRule", [Problem(path, value, reason, hint)])


def _number(value: Any, path: str) -> Decimal:
    if isinstance(value, Decimal | int | str) and not isinstance(value, bool):
        try:
            exact = Decimal(value)
        except ArithmeticError:
            exact = Decimal("NaN")
        if exact.is_finite():
            return exact
    raise _wrong(path, value, "is no exact number", "write it as a whole number or as text")


def _distinct(grades: Iterable[Any], path: str) -> tuple[str, ...]:
    names = tuple(grades)
    if not names:
        raise _wrong(path, names, "names no grade")
    if not all(isinstance(each, str) and each.strip() for each in names):
        raise _wrong(path, names, "holds a grade that is no text")
    if len(set(names)) < len(names):
        raise _wrong(path, names, "names a grade twice")
    return names


# ------------------------------------------------------------------ by credit rating


@attrs.frozen
class CreditRule(GradeRule):
    """Grades by the credit rating as it stands on the card; made by `by_credit`."""

    ratings: tuple[tuple[str, tuple[str, ...]], ...]

    def __attrs_post_init__(self) -> None:
        _distinct(self.grades, "$.ratings")
        every = [rating for _, ratings in self.ratings for rating in ratings]
        if len(set(every)) < len(every):
            raise _wrong("$.ratings", tuple(every), "names a rating twice")

    @property
    def grades(self) -> tuple[str, ...]:
        return tuple(grade for grade, _ in self.ratings)

    def __call__(self, customer: Customer, bought: Bought = None) -> Grade:  # noqa: ARG002 - every rule takes it
        rating = customer.credit.rating if customer.credit else None
        if rating is None:
            return Grade(None, "credit rating unknown")
        for grade, ratings in self.ratings:
            if rating.strip() in ratings:
                return Grade(grade, f"credit rating {rating!r}")
        return Grade(None, f"credit rating {rating!r} belongs to no grade")

    def to_plain(self) -> dict[str, Any]:
        return {"rule": "by_credit", "ratings": [[grade, list(names)] for grade, names in self.ratings]}


def by_credit(ratings: Mapping[str, str | Iterable[str]]) -> GradeRule:
    """Grade by credit rating: grade → the rating or ratings that earn it, best grade first.

    >>> rule = by_credit({"A": ["AAA", "AA"], "B": "A"})
    >>> rule(Customer(customer_id="1", name="Ann"))
    Grade(grade=None, reason='credit rating unknown')
    """
    return CreditRule(
        tuple(
            (grade, (names,) if isinstance(names, str) else tuple(names)) for grade, names in ratings.items()
        )
    )


# ------------------------------------------------------------------ by a least figure


class Measure(StrEnum):
    """A figure of the customer by which he can be graded."""

    EMPLOYEES = "employees"
    FLOOR_AREA = "floor_area"
    REGISTERED_CAPITAL = "registered_capital"
    TURNOVER = "turnover"
    CREDIT_LIMIT = "credit_limit"
    SALES = "sales"


_SAID: Final = {
    Measure.EMPLOYEES: ("{} employees", "number of employees"),
    Measure.FLOOR_AREA: ("{} m² of floor area", "floor area"),
    Measure.REGISTERED_CAPITAL: ("registered capital {}", "registered capital"),
    Measure.TURNOVER: ("turnover {}", "turnover"),
    Measure.CREDIT_LIMIT: ("credit limit {}", "credit limit"),
    Measure.SALES: ("purchases of {}", "size of purchases"),
}
_COUNTED: Final = (Measure.EMPLOYEES, Measure.FLOOR_AREA)


@attrs.frozen
class LeastRule(GradeRule):
    """Grades by the least figure that earns each; made by `by_employees`, `by_sales` and their like."""

    measure: Measure
    steps: tuple[tuple[str, Decimal], ...]
    currency: str | None = None

    def __attrs_post_init__(self) -> None:
        _distinct(self.grades, "$.least")
        figures = [least for _, least in self.steps]
        if any(below >= above for above, below in pairwise(figures)):
            raise _wrong("$.least", tuple(figures), "does not fall from each grade to the next")

    @property
    def grades(self) -> tuple[str, ...]:
        return tuple(grade for grade, _ in self.steps)

    def __call__(self, customer: Customer, bought: Bought = None) -> Grade:
        said, name = _SAID[self.measure]
        figure = self._figure(customer, bought)
        if figure is None:
            return Grade(None, f"{name} unknown")
        if isinstance(figure, str):
            return Grade(None, f"{name} is in {figure}, the rule in {self.currency}")
        told = said.format(self._told(figure))
        for grade, least in self.steps:
            if figure >= least:
                return Grade(grade, f"{told}, at least {self._told(least)}")
        return Grade(None, f"{told}, below {self._told(self.steps[-1][1])}, the least that is graded")

    def _figure(self, customer: Customer, bought: Bought) -> Decimal | str | None:
        """Return the figure, the other currency that it is in, or None."""
        if self.measure is Measure.EMPLOYEES:
            return None if customer.size.employees is None else Decimal(customer.size.employees)
        if self.measure is Measure.FLOOR_AREA:
            return customer.size.floor_area
        if self.measure is Measure.SALES:
            if bought is None:
                return None
            others = {each.currency for each in bought if each and each.currency != self.currency}
            if others:
                return " and ".join(sorted(others))
            return total((each for each in bought if each), currency=self.currency).amount
        if self.measure is Measure.CREDIT_LIMIT:
            amount = customer.credit.limit if customer.credit else None
        else:
            amount = getattr(customer.size, self.measure.value)
        if amount is None:
            return None
        return amount.amount if amount.currency == self.currency else amount.currency

    def _told(self, figure: Decimal) -> str:
        return f"{figure:,f}" if self.currency is None else str(Money(figure, self.currency))

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"rule": f"by_{self.measure.value}"}
        if self.currency is not None:
            plain["currency"] = self.currency
        return plain | {"least": [[grade, str(least)] for grade, least in self.steps]}


Steps = Mapping[str, Any] | Iterable[tuple[str, Any]]


def _counted(measure: Measure, steps: Steps) -> GradeRule:
    pairs = steps.items() if isinstance(steps, Mapping) else steps
    return LeastRule(
        measure, tuple((grade, _number(least, f"$.least[{i}]")) for i, (grade, least) in enumerate(pairs))
    )


def _priced(measure: Measure, steps: Steps) -> GradeRule:
    pairs = tuple(steps.items() if isinstance(steps, Mapping) else steps)
    for i, (_, least) in enumerate(pairs):
        if not isinstance(least, Money):
            raise _wrong(f"$.least[{i}]", least, "is no Money", "write Money('1000', 'CNY')")
    currencies = {least.currency for _, least in pairs}
    if len(currencies) > 1:
        raise CurrencyMismatch(currencies)
    return LeastRule(
        measure, tuple((grade, least.amount) for grade, least in pairs), next(iter(currencies), None)
    )


def by_employees(least: Mapping[str, Number] | Iterable[tuple[str, Number]]) -> GradeRule:
    """Grade by number of employees: the least that earns each grade, best first.

    >>> from customerbase.values import Size
    >>> rule = by_employees([("A", 500), ("B", 100), ("C", 0)])
    >>> rule(Customer(customer_id="1", name="Ann", size=Size(employees=212)))
    Grade(grade='B', reason='212 employees, at least 100')
    """
    return _counted(Measure.EMPLOYEES, least)


def by_floor_area(least: Mapping[str, Number] | Iterable[tuple[str, Number]]) -> GradeRule:
    """Grade by floor area in square metres: the least that earns each grade, best first."""
    return _counted(Measure.FLOOR_AREA, least)


def by_registered_capital(least: Mapping[str, Money] | Iterable[tuple[str, Money]]) -> GradeRule:
    """Grade by registered capital: the least `Money` that earns each grade, best first."""
    return _priced(Measure.REGISTERED_CAPITAL, least)


def by_turnover(least: Mapping[str, Money] | Iterable[tuple[str, Money]]) -> GradeRule:
    """Grade by the customer's own sales in a year: the least `Money` that earns each grade, best first."""
    return _priced(Measure.TURNOVER, least)


def by_credit_limit(least: Mapping[str, Money] | Iterable[tuple[str, Money]]) -> GradeRule:
    """Grade by credit limit: the least `Money` that earns each grade, best first."""
    return _priced(Measure.CREDIT_LIMIT, least)


def by_sales(least: Mapping[str, Money] | Iterable[tuple[str, Money]]) -> GradeRule:
    """Grade by the size of what he bought from us, returns deducted: the least `Money`, best grade first.

    >>> rule = by_sales([("A", Money(1000, "CNY")), ("B", Money(0, "CNY"))])
    >>> ann = Customer(customer_id="1", name="Ann")
    >>> rule(ann, [Money(1500, "CNY")]).reason
    'purchases of 1,500.00 CNY, at least 1,000.00 CNY'
    >>> rule(ann, [Money(1500, "USD")]).reason
    'size of purchases is in USD, the rule in CNY'
    """
    return _priced(Measure.SALES, least)


# ------------------------------------------------------------------ combined


class Choice(StrEnum):
    """Which of several grades counts."""

    WORST_OF = "worst_of"
    BEST_OF = "best_of"
    FIRST_OF = "first_of"


def _merged(orders: Iterable[Sequence[str]], *, whole: bool) -> tuple[str, ...]:
    """Return one order that keeps all the given; where `whole`, it must be the only one."""
    orders = [tuple(each) for each in orders]
    left = list(dict.fromkeys(grade for order in orders for grade in order))
    merged: list[str] = []
    hint = "say the order of all grades, best first, with order="
    while left:
        free = [
            grade
            for grade in left
            if not any(grade in order[1:] and _ahead(order, grade) & set(left) for order in orders)
        ]
        if not free:
            raise _wrong("$.order", tuple(left), "stand in different orders in the parts", hint)
        if whole and len(free) > 1:
            raise _wrong("$.order", tuple(free), "are not compared by any part", hint)
        merged.append(free[0])
        left.remove(free[0])
    return tuple(merged)


def _ahead(order: Sequence[str], grade: str) -> set[str]:
    return set(order[: order.index(grade)])


@attrs.frozen
class ChoiceRule(GradeRule):
    """One of the grades that several rules give; made by `worst_of`, `best_of` and `first_of`."""

    how: Choice
    rules: tuple[Rule, ...]
    order: tuple[str, ...] = ()
    known_only: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.rules:
            raise _wrong("$.rules", (), "is empty")
        if self.order:
            _distinct(self.order, "$.order")
            named = {grade for each in self.rules if isinstance(each, GradeRule) for grade in each.grades}
            if lacking := sorted(named - set(self.order)):
                raise _wrong("$.order", self.order, f"lacks {', '.join(lacking)}")
        elif self.how is not Choice.FIRST_OF and not all(isinstance(each, GradeRule) for each in self.rules):
            hint = "say its grades, best first, with order="
            raise _wrong("$.order", (), "is needed: a plain function does not say its grades", hint)
        else:
            _ = self.grades

    @property
    def grades(self) -> tuple[str, ...]:
        if self.order:
            return self.order
        orders = [each.grades for each in self.rules if isinstance(each, GradeRule)]
        return _merged(orders, whole=self.how is not Choice.FIRST_OF)

    def __call__(self, customer: Customer, bought: Bought = None) -> Grade:
        given = [grade_of(each, customer, bought) for each in self.rules]
        known = [each for each in given if each.grade is not None]
        if self.how is Choice.FIRST_OF and known:
            return known[0]
        if not known:
            return Grade(None, "; ".join(each.reason for each in given))
        order = self.grades
        for each in known:
            if each.grade not in order:
                raise _wrong("$.grade", each.grade, f"is none of the grades {', '.join(order)}")
        best = self.how is Choice.BEST_OF
        chosen = (min if best else max)(known, key=lambda each: order.index(each.grade or ""))
        # What is unknown cannot change the answer where the extreme grade has been given already.
        certain = chosen.grade == order[0 if best else -1]
        if len(known) < len(given) and not self.known_only and not certain:
            lacking = "; ".join(each.reason for each in given if each.grade is None)
            return Grade(None, f"{lacking} (besides {self._listed(known)})")
        if len(known) == 1:
            return chosen
        return Grade(chosen.grade, f"the {'best' if best else 'worst'} of {self._listed(known)}")

    @staticmethod
    def _listed(given: Iterable[Grade]) -> str:
        return ", ".join(f"{each.grade} ({each.reason})" for each in given)

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"rule": self.how.value, "rules": [to_plain(each) for each in self.rules]}
        if self.order:
            plain["order"] = list(self.order)
        return plain | ({"known_only": True} if self.known_only else {})


def worst_of(*rules: Rule, order: Iterable[str] = (), known_only: bool = False) -> GradeRule:
    """Grade by the worst of what several rules give; ``a & b`` is ``worst_of(a, b)``.

    Parameters
    ----------
    *rules : Rule
    order : iterable of str, optional
        All grades, best first; needed where the rules' own orders do not say it.
    known_only : bool
        Leave out the rules that give no grade.  Otherwise the answer is None
        as long as what is unknown could change it.
    """
    return ChoiceRule(Choice.WORST_OF, rules, tuple(order), known_only)


def best_of(*rules: Rule, order: Iterable[str] = (), known_only: bool = False) -> GradeRule:
    """Grade by the best of what several rules give; the parameters are those of `worst_of`."""
    return ChoiceRule(Choice.BEST_OF, rules, tuple(order), known_only)


def first_of(*rules: Rule, order: Iterable[str] = ()) -> GradeRule:
    """Grade by the first rule that gives a grade; ``a | b`` is ``first_of(a, b)``.

    >>> rule = by_credit({"A": "AAA"}) | by_sales([("B", Money(0, "CNY"))])
    >>> rule(Customer(customer_id="1", name="Ann"), [])
    Grade(grade='B', reason='purchases of 0.00 CNY, at least 0.00 CNY')
    """
    return ChoiceRule(Choice.FIRST_OF, rules, tuple(order))


# ------------------------------------------------------------------ weighed


@attrs.frozen
class Scored:
    """A rule with the points that its grades are worth, and its weight; made by `scored`."""

    rule: Rule
    worth: tuple[tuple[str, Decimal], ...]
    weight: Decimal

    def __attrs_post_init__(self) -> None:
        named = _distinct((grade for grade, _ in self.worth), "$.worth")
        if isinstance(self.rule, GradeRule) and (lacking := set(self.rule.grades) - set(named)):
            raise _wrong("$.worth", named, f"lacks {', '.join(sorted(lacking))}")
        if self.weight <= 0:
            raise _wrong("$.weight", self.weight, "is not above 0")


def scored(rule: Rule, worth: Mapping[str, Number], *, weight: Number = 1) -> Scored:
    """Say how many points each grade of a rule is worth, and how much the rule weighs in `points`."""
    pairs = tuple((grade, _number(each, f"$.worth[{grade!r}]")) for grade, each in worth.items())
    return Scored(rule, pairs, _number(weight, "$.weight"))


@attrs.frozen
class PointsRule(GradeRule):
    """Grades by the weighted mean of points; made by `points`."""

    parts: tuple[Scored, ...]
    steps: tuple[tuple[str, Decimal], ...]
    known_only: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.parts:
            raise _wrong("$.parts", (), "is empty")
        LeastRule(Measure.EMPLOYEES, self.steps)  # the same is asked of these steps

    @property
    def grades(self) -> tuple[str, ...]:
        return tuple(grade for grade, _ in self.steps)

    def __call__(self, customer: Customer, bought: Bought = None) -> Grade:
        summed = weights = Fraction(0)
        told, lacking = [], []
        for part in self.parts:
            given = grade_of(part.rule, customer, bought)
            worth = dict(part.worth).get(given.grade) if given.grade is not None else None
            if worth is None:
                lacking.append(given.reason)
                continue
            summed += Fraction(part.weight) * Fraction(worth)
            weights += Fraction(part.weight)
            told.append(f"{worth:f} × {part.weight:f} for {given.grade} ({given.reason})")
        if not weights or (lacking and not self.known_only):
            return Grade(None, "; ".join(lacking))
        mean = summed / weights
        said = f"{float(mean):.6g} points ({', '.join(told)})"
        for grade, least in self.steps:
            if mean >= Fraction(least):
                return Grade(grade, f"{said}, at least {least:f}")
        return Grade(None, f"{said}, below {self.steps[-1][1]:f}, the least that is graded")

    def to_plain(self) -> dict[str, Any]:
        parts = [
            {
                "of": to_plain(part.rule),
                "worth": [[grade, str(worth)] for grade, worth in part.worth],
                "weight": str(part.weight),
            }
            for part in self.parts
        ]
        plain = {
            "rule": "points",
            "parts": parts,
            "least": [[grade, str(each)] for grade, each in self.steps],
        }
        return plain | ({"known_only": True} if self.known_only else {})


def points(
    *parts: Scored, least: Mapping[str, Number] | Iterable[tuple[str, Number]], known_only: bool = False
) -> GradeRule:
    """Grade by the weighted mean of the points that several rules give.

    Parameters
    ----------
    *parts : Scored
        Each rule with the worth of its grades and its weight.
    least : mapping or pairs
        The least mean that earns each grade, best first.  Means are exact fractions.
    known_only : bool
        Take the mean over the rules that give a grade.  Otherwise one that
        gives none leaves the customer without a grade.

    Examples
    --------
    >>> rule = points(
    ...     scored(by_credit({"good": "AAA", "fair": "A"}), {"good": 100, "fair": 60}, weight=2),
    ...     scored(by_sales([("yes", Money(1, "CNY")), ("no", Money(0, "CNY"))]), {"yes": 100, "no": 0}),
    ...     least=[("A", 80), ("B", 40), ("C", 0)],
    ... )
    >>> from customerbase.values import CreditStanding
    >>> rule(Customer(customer_id="1", name="Ann", credit=CreditStanding(rating="A")), []).grade
    'B'
    """
    pairs = least.items() if isinstance(least, Mapping) else least
    steps = tuple((grade, _number(each, f"$.least[{i}]")) for i, (grade, each) in enumerate(pairs))
    return PointsRule(parts, steps, known_only)


# ------------------------------------------------------------------ written down and read back


def to_plain(rule: Rule) -> dict[str, Any]:
    """Return a rule as dicts, lists, texts and flags, for JSON or TOML.

    Raises
    ------
    InvalidRecord
        If the rule is, or holds, a plain function.

    Examples
    --------
    >>> to_plain(by_employees({"A": 500, "B": 0}))
    {'rule': 'by_employees', 'least': [['A', '500'], ['B', '0']]}
    """
    if isinstance(rule, GradeRule):
        return rule.to_plain()
    hint = "make it a GradeRule with to_plain, and name its reader in from_plain(..., rules=)"
    raise _wrong("$", rule, "is a plain function, which cannot be written down", hint)


def _read_credit(plain: Mapping[str, Any], _read: Callable[[Any], GradeRule]) -> GradeRule:
    return CreditRule(tuple((grade, tuple(names)) for grade, names in plain["ratings"]))


def _reader_of_least(measure: Measure) -> Reader:
    def reader(plain: Mapping[str, Any], _read: Callable[[Any], GradeRule]) -> GradeRule:
        pairs = [(grade, least) for grade, least in plain["least"]]
        if measure in _COUNTED:
            return _counted(measure, pairs)
        return _priced(measure, [(grade, Money(least, plain["currency"])) for grade, least in pairs])

    return reader


def _reader_of_choice(how: Choice) -> Reader:
    def reader(plain: Mapping[str, Any], read: Callable[[Any], GradeRule]) -> GradeRule:
        rules = tuple(read(each) for each in plain["rules"])
        return ChoiceRule(how, rules, tuple(plain.get("order", ())), bool(plain.get("known_only", False)))

    return reader


def _read_points(plain: Mapping[str, Any], read: Callable[[Any], GradeRule]) -> GradeRule:
    parts = [scored(read(each["of"]), dict(each["worth"]), weight=each["weight"]) for each in plain["parts"]]
    least = [(grade, each) for grade, each in plain["least"]]
    return points(*parts, least=least, known_only=bool(plain.get("known_only", False)))


RULES: Final[Mapping[str, Reader]] = MappingProxyType(
    {"by_credit": _read_credit, "points": _read_points}
    | {f"by_{measure.value}": _reader_of_least(measure) for measure in Measure}
    | {how.value: _reader_of_choice(how) for how in Choice}
)
"""Name of a rule → what reads it: a function of the plain rule, and of one that reads the rules within it."""


def from_plain(plain: Any, *, rules: Mapping[str, Reader] = RULES) -> GradeRule:
    """Read a rule that `to_plain` wrote.

    Parameters
    ----------
    plain : mapping
    rules : mapping of str to Reader
        Name → reader; add one's own as ``{**RULES, "by_mine": read_mine}``.

    Raises
    ------
    InvalidRecord
        If it is no rule, or no rule of that name is known.

    Examples
    --------
    >>> rule = by_employees({"A": 500, "B": 0})
    >>> from_plain(to_plain(rule)) == rule
    True
    """

    def read(part: Any) -> GradeRule:
        return from_plain(part, rules=rules)

    name = plain.get("rule") if isinstance(plain, Mapping) else None
    if not isinstance(name, str) or name not in rules:
        raise _wrong("$.rule", name, f"is no rule; known are {', '.join(sorted(rules))}")
    try:
        return rules[name](plain, read)
    except (InvalidRecord, CurrencyMismatch):
        raise
    except KeyError as error:
        raise _wrong(f"$.{error.args[0]}", None, f"is lacking in the rule {name}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise _wrong("$", plain, f"is not written as the rule {name} is") from error
