"""The laws of scoring rules."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any, TypeAlias

import attrs
from hypothesis import Phase
from hypothesis import strategies as st

from customerbase.measures import RfmSummary
from customerbase.scoring.fitting import Bins, bins_of
from customerbase.scoring.nested import NestedScale
from customerbase.scoring.plain import scale_from_plain, to_plain
from customerbase.scoring.scale import AnyScale, Cuts, Points, Scale
from customerbase.scoring.score import RfmScore, score
from customerbase.testing.laws.broken import SCALE_LAWS, BrokenLaw, left
from customerbase.testing.laws.trying import search
from customerbase.testing.strategies.scoring import AS_OF, rfm_customers
from customerbase.values import Money

__all__ = ["check_scale"]

Result: TypeAlias = AnyScale | Iterable[RfmScore] | Mapping[str, Sequence[int]]
Rule: TypeAlias = AnyScale | Callable[[list[RfmSummary]], Result]
Scored: TypeAlias = dict[str, Points]
Law: TypeAlias = Callable[[list[RfmSummary], st.DataObject], None]


def check_scale(
    rule: Rule,
    *,
    bins: Bins | None = None,
    nested: bool | None = None,
    without: Collection[str] = (),
    max_examples: int = 100,
    currency: str = "CNY",
    as_of: date = AS_OF,
    max_size: int = 12,
    shrink: bool = True,
) -> None:
    """Try the laws of scoring on a rule: with ties, single purchases, returns, odd ids, amounts below 0.

    Parameters
    ----------
    rule : Scale, NestedScale, or callable
        A scale; or a function from a list of `RfmSummary` to a scale, to
        scores (`RfmScore`), or to a mapping of customer id to (r, f, m).
    bins : int, or three, optional
        The highest scores.  Those of the scale by default; a rule that gives
        a mapping must say it.
    nested : bool, optional
        Whether F compares customers of the same R only, and M those of the
        same R and F, so that a purchase may lower F.  By default as the scale
        says.
    without : collection of str
        Names of laws that are left out: see `SCALE_LAWS`.
    max_examples : int
        How many lists of customers the laws are tried on.
    currency : str
        Of all amounts.
    as_of : datetime.date
        Of all summaries.
    max_size : int
        The most customers in a list.
    shrink : bool
        Whether to look for the smallest customers that break a law.

    Raises
    ------
    BrokenLaw
        At a law that is broken, with customers that break it.  A rule that
        gives none of the three breaks "everybody".
    ValueError
        If `without` names what is no law, or `bins` is needed and was not given.

    Examples
    --------
    >>> from customerbase import rfm
    >>> check_scale(rfm.fit, max_examples=10)
    >>> def from_0(people):
    ...     return {each.customer_id: (0, 0, 0) for each in people}
    >>> try:
    ...     check_scale(from_0, bins=5)
    ... except AssertionError as error:
    ...     print(error.law)
    range
    """
    wanted = left(SCALE_LAWS, without)
    laws = _Laws(rule, None if bins is None else bins_of(bins), nested, must_answer="everybody" in wanted)
    people = rfm_customers(currency=currency, as_of=as_of, max_size=max_size)
    trying: list[Law] = []

    def every_law(rows: list[RfmSummary], data: st.DataObject) -> None:
        for law in wanted:
            trying[:] = [laws.named(law)]
            trying[0](list(rows), data)

    try:
        # All of them on the same customers: most rules keep them, and drawing takes the most time.
        _try(every_law, people, max_examples, [Phase.generate])
    except BrokenLaw:
        if shrink:
            _try(trying[0], people, max_examples, [Phase.generate, Phase.shrink])
        raise


def _try(law: Law, people: st.SearchStrategy[Any], max_examples: int, phases: list[Phase]) -> None:
    def holds(case: tuple[Any, Any]) -> None:
        rows, data = case
        law(list(rows), data)

    cases = st.tuples(people, st.data())
    search(holds, cases, max_examples=max_examples, phases=phases, unsteady=("again", "rule"))


class _NoAnswer(TypeError):
    """A rule gives something else than it should."""


def _named(result: object, held: list[Any] | None) -> str:
    """Say what a rule gives, briefly."""
    if held is None:
        return reprlib.repr(result)
    kinds = sorted({type(each).__name__ for each in held})
    return f"a {type(result).__name__} of {', '.join(kinds)}"


class _Laws:
    """Each law as a method that takes customers, and what else it needs from hypothesis."""

    def __init__(
        self, rule: Rule, bins: Points | None, nested: bool | None, *, must_answer: bool = True
    ) -> None:
        self.rule, self.bins, self.nested, self.must_answer = rule, bins, nested, must_answer

    def named(self, law: str) -> Law:
        method: Law = getattr(self, "law_" + law.replace(" ", "_"))
        return method

    # ------------------------------------------------------------------ asking the rule

    def asked(self, people: list[RfmSummary]) -> tuple[Scored, AnyScale | None]:
        """Return the scores of these customers, and the scale that gave them, where there is one."""
        pairs, scale = self.pairs(people)
        return dict(pairs), scale

    def pairs(self, people: list[RfmSummary]) -> tuple[list[tuple[str, Points]], AnyScale | None]:
        try:
            return self._pairs(people)
        except _NoAnswer as error:
            if not self.must_answer:
                raise
            raise BrokenLaw("everybody", f"{_told(people)}\n{error}") from None
        except Exception as error:
            if not self.must_answer:
                raise
            raise BrokenLaw("everybody", f"{_told(people)}\nthe rule raises {error!r}") from error

    def _pairs(self, people: list[RfmSummary]) -> tuple[list[tuple[str, Points]], AnyScale | None]:
        result = self.rule if isinstance(self.rule, AnyScale) else self.rule(list(people))
        if isinstance(result, AnyScale):
            return [(each.customer_id, each.cell) for each in score(people, result)], result
        if isinstance(result, Mapping):
            return [(who, Points(*points)) for who, points in result.items()], None
        scores = list(result) if isinstance(result, Iterable) and not isinstance(result, str) else None
        if scores is None or not all(isinstance(each, RfmScore) for each in scores):
            raise _NoAnswer(f"the rule gives {_named(result, scores)}, which is no scale, scores or mapping")
        return [(each.customer_id, each.cell) for each in scores], scores[0].scale if scores else None

    def is_nested(self, scale: AnyScale | None) -> bool:
        return self.nested if self.nested is not None else scale is not None and scale.nested

    # ------------------------------------------------------------------ the laws

    def law_everybody(self, people: list[RfmSummary], _: st.DataObject) -> None:
        got = sorted(who for who, _ in self.pairs(people)[0])
        if got != sorted(each.customer_id for each in people):
            raise BrokenLaw("everybody", f"{_told(people)}\nscores are given to {got}")

    def law_again(self, people: list[RfmSummary], _: st.DataObject) -> None:
        _compare("again", people, self.asked(people)[0], self.asked(people)[0], "asked again, ")

    def law_range(self, people: list[RfmSummary], _: st.DataObject) -> None:
        scored, scale = self.asked(people)
        bins = self.bins or (scale.bins if scale is not None else None)
        if bins is None:
            raise ValueError("the rule gives no scale that says how many scores there are: give bins=")
        for who, points in scored.items():
            if not all(type(got) is int and 1 <= got <= most for got, most in zip(points, bins, strict=True)):
                raise BrokenLaw("range", f"{_told(people)}\n{who!r} gets {points}, of {bins}")

    def law_input(self, people: list[RfmSummary], _: st.DataObject) -> None:
        if isinstance(self.rule, AnyScale):
            return
        handed = list(people)
        self.rule(handed)
        if handed != people:
            raise BrokenLaw("input", f"{_told(people)}\nbecame\n{_told(handed)}")

    def law_order(self, people: list[RfmSummary], data: st.DataObject) -> None:
        other = data.draw(st.permutations(people))
        first, second = self.asked(people)[0], self.asked(other)[0]
        _compare("order", people, first, second, f"in this order\n{_told(other)}\n")

    def law_equal(self, people: list[RfmSummary], data: st.DataObject) -> None:
        like = data.draw(st.sampled_from(people))
        place = data.draw(st.integers(0, len(people)))
        people.insert(place, attrs.evolve(like, customer_id=_new_id(people)))
        scored, _ = self.asked(people)
        of: dict[tuple[Any, ...], RfmSummary] = {}
        for each in _those(people, scored):
            other = of.setdefault((each.recency, each.frequency, each.monetary), each)
            if scored[other.customer_id] != scored[each.customer_id]:
                raise BrokenLaw("equal", f"{_told(people)}\n{_versus(scored, other, each)}")

    def law_recency(self, people: list[RfmSummary], _: st.DataObject) -> None:
        self._monotone(0, "recency", people)

    def law_frequency(self, people: list[RfmSummary], _: st.DataObject) -> None:
        self._monotone(1, "frequency", people)

    def law_monetary(self, people: list[RfmSummary], _: st.DataObject) -> None:
        self._monotone(2, "monetary", people)

    def _monotone(self, axis: int, law: str, people: list[RfmSummary]) -> None:
        scored, scale = self.asked(people)
        alike = axis if self.is_nested(scale) else 0
        for less, more in product(_those(people, scored), repeat=2):
            low, high = scored[less.customer_id], scored[more.customer_id]
            comparable = low[:alike] == high[:alike] and _worth(less)[axis] < _worth(more)[axis]
            if comparable and low[axis] > high[axis]:
                raise BrokenLaw(law, f"{_told(people)}\n{_versus(scored, less, more)}")

    def law_unit(self, people: list[RfmSummary], _: st.DataObject) -> None:
        other = [attrs.evolve(each, monetary=each.monetary * 1_000) for each in people]
        rule = _in_other_unit(self.rule) if isinstance(self.rule, Scale | NestedScale) else self.rule
        second, _scale = _Laws(rule, self.bins, self.nested, must_answer=self.must_answer).asked(other)
        _compare("unit", people, self.asked(people)[0], second, "with amounts times 1,000 ")

    def law_purchase(self, people: list[RfmSummary], data: st.DataObject) -> None:
        buyer = data.draw(st.sampled_from(people))
        amount = data.draw(st.sampled_from((0, 1, 1_000)))
        then = [_bought_again(buyer, amount) if each is buyer else each for each in people]
        scored, scale = self.asked(people)
        afterwards = [("", self.asked(then)[0])]
        if scale is not None and not isinstance(self.rule, AnyScale):
            by_the_same = {each.customer_id: each.cell for each in score(then, scale)}
            afterwards.append((" by the scale of before", by_the_same))
        for how, after in afterwards:
            old, new = scored.get(buyer.customer_id), after.get(buyer.customer_id)
            if old is None or new is None:
                continue
            if new.r < old.r or (new.f < old.f and not self.is_nested(scale)):
                told = f"{buyer.customer_id!r} buys today for {amount}: {old} becomes {new}{how}"
                raise BrokenLaw("purchase", f"{_told(people)}\n{told}")

    def law_round_trip(self, people: list[RfmSummary], _: st.DataObject) -> None:
        _scored, scale = self.asked(people)
        if isinstance(scale, Scale | NestedScale):
            plain = json.loads(json.dumps(to_plain(scale)))
            if scale_from_plain(plain) != scale:
                raise BrokenLaw("round trip", f"{scale}\nis written as\n{plain}")


def _those(people: list[RfmSummary], scored: Scored) -> list[RfmSummary]:
    """Return those who have scores: a rule may leave somebody out where "everybody" is no law of it."""
    return [each for each in people if each.customer_id in scored]


def _worth(each: RfmSummary) -> tuple[Any, ...]:
    """Return what ranks a customer, more being better."""
    recency = float("-inf") if each.recency is None else -each.recency
    return recency, each.frequency, each.monetary.amount


def _in_other_unit(scale: Scale | NestedScale) -> Scale | NestedScale:
    def times(cuts: Cuts) -> Cuts:
        return attrs.evolve(cuts, points=[1_000 * each for each in cuts.points])

    if isinstance(scale, Scale):
        return attrs.evolve(scale, monetary=times(scale.monetary))
    return attrs.evolve(scale, monetary=[[times(each) for each in own] for own in scale.monetary])


def _bought_again(who: RfmSummary, amount: int) -> RfmSummary:
    today = who.last_purchase + timedelta(days=who.recency) if who.last_purchase and who.recency else None
    today = today or who.last_purchase
    return attrs.evolve(
        who,
        recency=0,
        frequency=who.frequency + 1,
        monetary=who.monetary + Money(amount, who.monetary.currency),
        first_purchase=who.first_purchase or today,
        last_purchase=today,
        tenure=who.tenure or 0,
    )


def _new_id(people: list[RfmSummary]) -> str:
    taken = {each.customer_id for each in people}
    return next(name for i in range(len(taken) + 1) if (name := f"twin{i}") not in taken)


def _compare(law: str, people: list[RfmSummary], first: Scored, second: Scored, how: str) -> None:
    for who, points in first.items():
        if second.get(who) != points:
            raise BrokenLaw(law, f"{_told(people)}\n{who!r} gets {points}; {how}he gets {second.get(who)}")


def _versus(scored: Scored, one: RfmSummary, other: RfmSummary) -> str:
    left, right = one.customer_id, other.customer_id
    return f"{left!r} gets {scored[left]}, {right!r} gets {scored[right]}"


def _told(people: Iterable[RfmSummary]) -> str:
    lines = []
    for each in people:
        last = "never visited" if each.recency is None else f"recency {each.recency}"
        lines.append(
            f"    {each.customer_id!r}: {last}, frequency {each.frequency}, {each.monetary.amount:f}"
        )
    return "\n".join(lines)
