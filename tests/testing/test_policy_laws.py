"""The laws of policies are worth what they catch: policies that are broken in one respect each, and every one is found."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from customerbase import verify
from customerbase.testing import BrokenLaw, check_policy, register, strategies
from customerbase.testing.laws import POLICY_LAWS
from customerbase.verify import POLICIES, FacetState, Grace, Policy, Why, every
from customerbase.verifying.policies import Every

ONCE = Fraction(1)
QUICKLY = settings(max_examples=2_000, database=None, phases=[Phase.generate])


@attrs.frozen
class Own(Policy):
    """A sound policy of one's own; each broken one changes one thing of it."""

    of: Policy = attrs.field(factory=lambda: every(months=6))

    def due_on(self, state, as_of, pace=ONCE):
        return self.of.due_on(state, as_of, pace)

    def why(self, state, as_of, pace=ONCE):
        return self.of.why(state, as_of, pace)

    def to_plain(self):
        return {"policy": "own", "of": self.of.to_plain()}


def readers(cls):
    return {**POLICIES, "own": lambda plain, read: cls(read(plain["of"], "of"))}


# ------------------------------------------------------------------ sound policies


@pytest.mark.parametrize(
    "policy",
    [
        verify.yearly_round(),
        verify.round_by_grade() | verify.after("mail_returned") | verify.after("moved", days=3),
        verify.know_your_customer().allowing(second_hand_days=30, wrong_days=7),
        verify.half_yearly_credit(100_000).more_often("7/3"),
        verify.by_source_age({24: every(months=1)}, otherwise=every(days=45)).less_often(3),
        verify.never(),
    ],
)
def test_the_policies_of_the_library_keep_every_law(policy):
    check_policy(policy, max_examples=60)


@settings(max_examples=20, suppress_health_check=[*HealthCheck])
@given(strategies.policies())
def test_whatever_is_made_of_them_keeps_every_law(policy):
    check_policy(policy, max_examples=10, shrink=False)


def test_a_policy_of_ones_own_keeps_them_where_it_is_sound():
    check_policy(Own(), policies=readers(Own), max_examples=40)


# ------------------------------------------------------------------ broken policies


class SaysATime(Own):
    def due_on(self, state, as_of, pace=ONCE):
        day = self.of.due_on(state, as_of, pace)
        return datetime(day.year, day.month, day.day)


class RaisesWhereNobodyChecked(Own):
    def due_on(self, state, as_of, pace=ONCE):
        return self.of.due_on(state, as_of, pace) if state.verified_on else state.verified_on.year


class CountsItsCalls(Own):
    calls = itertools.count()

    def due_on(self, state, as_of, pace=ONCE):
        return self.of.due_on(state, as_of, pace) - timedelta(days=next(self.calls) % 2)


class TakesTheFirstEvent(Own):
    """The order of a mapping is nobody's intention."""

    def due_on(self, state, as_of, pace=ONCE):
        first = next(iter(state.events), None)
        day = self.of.due_on(state, as_of, pace)
        return day - timedelta(days=1) if first == "payment_overdue" and day > date(2020, 1, 1) else day

    def why(self, state, as_of, pace=ONCE):
        return Why(f"{self.of.why(state, as_of, pace).en}, events {dict(state.events)}", "按事件")


class SpreadsThemById(Own):
    def due_on(self, state, as_of, pace=ONCE):
        return self.of.due_on(state, as_of, pace) + timedelta(days=len(state.customer_id))

    def why(self, state, as_of, pace=ONCE):
        return Why(f"{state.customer_id}: {self.of.why(state, as_of, pace).en}", "按编号")


class AlwaysOnNewYear(Own):
    """Of the year of the last check, which may lie before it."""

    def due_on(self, state, as_of, pace=ONCE):
        last = state.verified_on
        return self.of.due_on(state, as_of, pace) if last is None else date(last.year, 1, 1)


class LooksAgainAtWhatIsOld(Own):
    """The newer the check, the sooner the next one."""

    def due_on(self, state, as_of, pace=ONCE):
        last = state.verified_on
        if last is None:
            return self.of.due_on(state, as_of, pace)
        return max(last, date(2024, 12, 31) + (date(2024, 12, 31) - last) / 10)


class ForgetsThePace(Own):
    """More often makes it rarer."""

    def due_on(self, state, as_of, pace=ONCE):
        return self.of.due_on(state, as_of, 1 / pace)


class SeesTheFuture(Own):
    def due_on(self, state, as_of, pace=ONCE):
        left = state.events.get("contact_left")
        return self.of.due_on(state, as_of, pace) if left is None else max(left, state.verified_on or left)

    def why(self, state, as_of, pace=ONCE):
        left = state.events.get("contact_left")
        return Why(f"{self.of.why(state, as_of, pace).en}; left on {left}", f"{left} 离职")


class GivesLessThanNoTime(Own):
    def grace(self, state, as_of):
        return Grace(-1, 0)


class SpeaksOneLanguage(Own):
    def why(self, state, as_of, pace=ONCE):
        return Why(self.of.why(state, as_of, pace).en, " ")


class SaysNoReason(Own):
    def why(self, state, as_of, pace=ONCE):
        return None


class SaysTheSameOfAll(Own):
    def why(self, state, as_of, pace=ONCE):
        return Why("checked when the time has come", "到期核实")


class TellsOfAnotherPolicy(Own):
    def why(self, state, as_of, pace=ONCE):
        return verify.never().why(state, as_of, pace)


class SaysThatItNeverComesDue(Own):
    @property
    def comes_due(self):
        return False


class LosesItsCycle(Own):
    def to_plain(self):
        return {"policy": "own", "of": every(months=1).to_plain()}


class WritesNone(Own):
    def to_plain(self):
        return {**super().to_plain(), "note": None}


class WritesWhatIsNoJson(Own):
    def to_plain(self):
        return {**super().to_plain(), "since": date(2024, 1, 1)}


@pytest.mark.parametrize(
    ("law", "cls"),
    [
        ("day", SaysATime),
        ("day", RaisesWhereNobodyChecked),
        ("same", CountsItsCalls),
        ("same", TakesTheFirstEvent),
        ("alike", SpreadsThemById),
        ("checked", AlwaysOnNewYear),
        ("later check", LooksAgainAtWhatIsOld),
        ("more often", ForgetsThePace),
        ("future", SeesTheFuture),
        ("grace", GivesLessThanNoTime),
        ("words", SpeaksOneLanguage),
        ("words", SaysNoReason),
        ("reason", SaysTheSameOfAll),
        ("reason", TellsOfAnotherPolicy),
        ("never", SaysThatItNeverComesDue),
        ("round trip", LosesItsCycle),
        ("round trip", WritesNone),
        ("round trip", WritesWhatIsNoJson),
    ],
)
def test_each_law_finds_the_policy_that_breaks_it(law, cls):
    with pytest.raises(BrokenLaw) as caught:
        check_policy(
            cls(), policies=readers(cls), without=set(POLICY_LAWS) - {law}, max_examples=1_000, shrink=False
        )

    assert caught.value.law == law
    assert POLICY_LAWS[law] in str(caught.value)


@pytest.mark.parametrize(
    ("law", "cls"),
    [
        ("alike", SpreadsThemById),
        ("checked", AlwaysOnNewYear),
        ("later check", LooksAgainAtWhatIsOld),
        ("more often", ForgetsThePace),
        ("grace", GivesLessThanNoTime),
        ("words", SpeaksOneLanguage),
        ("reason", SaysTheSameOfAll),
        ("never", SaysThatItNeverComesDue),
        ("round trip", LosesItsCycle),
    ],
)
def test_a_law_that_is_left_out_leaves_the_others(law, cls):
    check_policy(cls(), policies=readers(cls), without=[law], max_examples=60)


def test_every_law_has_a_policy_that_breaks_it():
    (marked,) = test_each_law_finds_the_policy_that_breaks_it.pytestmark
    assert {law for law, _ in marked.args[1]} == POLICY_LAWS.keys()


def test_the_simplest_facet_that_breaks_a_law_is_shown():
    with pytest.raises(BrokenLaw) as caught:
        check_policy(RaisesWhereNobodyChecked(), policies=readers(RaisesWhereNobodyChecked))

    assert "FacetState(customer_id='C1', facet='basic')\n    the policy raises AttributeError" in str(
        caught.value
    )


def test_a_policy_that_cannot_be_read_back_is_told_what_is_known():
    with pytest.raises(BrokenLaw, match="'own' is no policy; known are after"):
        check_policy(Own())


def test_what_is_no_policy_and_what_is_no_law_is_refused():
    with pytest.raises(TypeError, match="not a policy"):
        check_policy("yearly")
    with pytest.raises(ValueError, match=r"\['speed'\] are no laws: choose from round trip"):
        check_policy(every(years=1), without=["speed"])


def test_facets_of_ones_own_are_tried():
    def crashes_at_the_east(state):
        return 1 // (state.classes.get("region") != "east")

    class Regional(Own):
        def due_on(self, state, as_of, pace=ONCE):
            return self.of.due_on(state, as_of, pace) if crashes_at_the_east(state) else None

    east = strategies.facet_states(classes=st.just({"region": "east"}))
    check_policy(Regional(), policies=readers(Regional), max_examples=10)
    with pytest.raises(BrokenLaw, match="ZeroDivisionError"):
        check_policy(Regional(), policies=readers(Regional), states=east, max_examples=10)


# ------------------------------------------------------------------ strategies


@pytest.mark.parametrize(
    "wanted",
    [
        lambda each: each.verified_on is None and each.known_since is None,
        lambda each: each.anchor and each.verified_on and each.anchor.day > each.verified_on.day,
        lambda each: each.verified_on is not None and each.verified_on in each.events.values(),
        lambda each: any(on > strategies.AS_OF for on in each.events.values()),
        lambda each: each.unconfirmed_since and each.wrong_since,
        lambda each: each.amounts.get("open_balance") == 100_000,
        lambda each: each.facet == "delivery" and each.classes.get("grade") == "A",
    ],
)
def test_facets_that_trip_policies_are_drawn(wanted):
    assert find(strategies.facet_states(), wanted, settings=QUICKLY)


@given(strategies.facet_states(["C7"], ["credit"], as_of=date(2022, 2, 28), tried_on=st.none()))
def test_facets_are_of_whom_and_of_when_they_are_asked_for(state):
    assert (state.customer_id, state.facet, state.tried_on) == ("C7", "credit", None)
    assert state.verified_on is None or state.verified_on <= date(2022, 2, 28)


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_policies_of_every_kind_are_drawn(name):
    find(strategies.policies(), lambda each: each.to_plain()["policy"] == name, settings=QUICKLY)


def test_hypothesis_makes_both_by_their_types():
    register()

    assert isinstance(find(st.from_type(Policy), lambda _: True, settings=QUICKLY), Policy)
    assert type(find(st.from_type(FacetState), lambda _: True, settings=QUICKLY)) is FacetState
    assert isinstance(
        find(st.from_type(Policy), lambda each: isinstance(each, Every), settings=QUICKLY), Every
    )
