"""What follows from what was said: the rules of `fold`, each by an example, then as laws over any history."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.ledger import (
    Decision,
    Observation,
    Retraction,
    Verified,
    counting,
    fold,
    news,
    provenance,
    retold,
)
from customerbase.ledger.folding import facet_covers
from customerbase.model import Source, Verification
from customerbase.testing import strategies

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
VISIT, PHONE = Source.of("visit"), Source.of("phone_survey")
LIST, PRESS = Source.of("purchased_list"), Source.of("press")


class Ledger:
    """Entries as they are recorded one after the other, an hour apart."""

    def __init__(self):
        self.entries = []

    def _about(self):
        number = len(self.entries) + 1
        recorded = NOON + timedelta(hours=number)
        return {"number": number, "kind": "customer", "subject_id": "C1", "recorded_at": recorded}

    def say(self, source, on=None, /, **values):
        entry = Observation(**self._about(), values=values, source=source, observed_on=on)
        self.entries.append(entry)
        return entry

    def decide(self, observation, path, accepted=True):
        said = {"path": path, "observation": observation.number, "accepted": accepted, "by": "E1"}
        self.entries.append(Decision(**self._about(), **said))

    def verify(self, on, facet="basic", outcome="confirmed"):
        check = Verification(verification_id="V1", customer_id="C1", facet=facet, on=on, outcome=outcome)
        self.entries.append(Verified(**self._about(), verification=check))
        return self.entries[-1]

    def retract(self, entry, *keeps):
        self.entries.append(Retraction(**self._about(), observation=entry.number, keeps=keeps))

    @property
    def folded(self):
        return fold(self.entries)

    @property
    def values(self):
        return self.folded.values

    @property
    def waiting(self):
        return [(each.path, each.value) for each in self.folded.candidates]


@pytest.fixture
def ledger():
    return Ledger()


def day(number):
    return date(2024, 2, number)


# ------------------------------------------------------------------ the rules, by examples


def test_a_first_hand_value_takes_the_place_of_what_stands(ledger):
    ledger.say(LIST, name="a")
    ledger.say(VISIT, name="b")
    ledger.say(PHONE, name="c")

    assert ledger.values == {"name": "c"}
    assert [(each.before, each.after) for each in ledger.folded.changes] == [
        (None, "a"),
        ("a", "b"),
        ("b", "c"),
    ]


def test_not_if_what_stands_was_observed_later(ledger):
    ledger.say(VISIT, day(20), name="new")
    ledger.say(PHONE, day(10), name="old")

    assert ledger.values == {"name": "new"}


def test_a_value_that_was_stated_again_is_as_young_as_its_last_statement(ledger):
    ledger.say(VISIT, day(1), name="a")
    ledger.say(PHONE, day(20), name="a")
    ledger.say(VISIT, day(10), name="b")

    assert ledger.values == {"name": "a"}
    assert provenance(ledger.folded)["name"].observed_on == day(1)


def test_so_it_is_among_second_hand_values(ledger):
    ledger.say(LIST, day(1), name="a")
    ledger.say(PRESS, day(20), name="a")
    ledger.say(LIST, day(10), name="b")

    assert ledger.values == {"name": "a"}


def test_a_second_hand_value_takes_an_empty_place_or_that_of_another(ledger):
    ledger.say(LIST, day(1), name="a")
    ledger.say(PRESS, day(2), name="b")

    assert ledger.values == {"name": "b"}
    assert ledger.waiting == []


def test_where_a_first_hand_value_stands_it_waits(ledger):
    ledger.say(VISIT, name="a")
    ledger.say(LIST, name="b")
    ledger.say(PRESS, name="b")
    ledger.say(PRESS, name="c")

    assert ledger.values == {"name": "a"}
    assert ledger.waiting == [("name", "b"), ("name", "c")]
    assert [each.value for each in provenance(ledger.folded)["name"].candidates] == ["b", "c"]


def test_where_a_verified_value_stands_it_waits(ledger):
    ledger.say(LIST, name="a")
    ledger.verify(day(5))
    ledger.say(PRESS, name="b")

    assert (ledger.values, ledger.waiting) == ({"name": "a"}, [("name", "b")])
    assert provenance(ledger.folded)["name"].verified_on == day(5)


@pytest.mark.parametrize("outcome", ["wrong", "unreachable", "refused"])
def test_a_check_that_confirms_nothing_makes_nothing_trusted(ledger, outcome):
    ledger.say(LIST, name="a")
    ledger.verify(day(5), outcome=outcome)
    ledger.say(PRESS, name="b")

    assert ledger.values == {"name": "b"}


def test_a_verification_that_is_retracted_confirms_no_more(ledger):
    ledger.say(LIST, name="a")
    check = ledger.verify(day(5))
    ledger.retract(check)
    ledger.say(PRESS, name="b")

    assert ledger.values == {"name": "b"}
    assert provenance(ledger.folded)["name"].verified_on is None


def test_an_older_verification_does_not_hide_a_younger_one(ledger):
    ledger.say(LIST, name="a")
    ledger.verify(day(9))
    ledger.verify(day(5))

    assert provenance(ledger.folded)["name"].verified_on == day(9)


def test_a_facet_confirms_only_its_own_values(ledger):
    ledger.say(LIST, name="a", credit="AAA")
    ledger.verify(day(5), facet="credit")

    assert {path: each.trusted for path, each in ledger.folded.facts.items()} == {
        "name": False,
        "credit": True,
    }
    assert facet_covers("decision_makers", "contact", "name")
    assert not facet_covers("decision_makers", "customer", "name")
    assert not facet_covers("taste", "customer", "name")


def test_an_accepted_value_takes_the_place_and_is_trusted(ledger):
    ledger.say(VISIT, name="a")
    ledger.decide(ledger.say(LIST, name="b"), "name")
    ledger.say(PRESS, name="c")

    assert (ledger.values, ledger.waiting) == ({"name": "b"}, [("name", "c")])
    found = provenance(ledger.folded)["name"]
    assert (found.source, found.accepted_by, found.trusted) == (LIST, "E1", True)


def test_a_rejected_value_waits_no_more(ledger):
    ledger.say(VISIT, name="a")
    ledger.decide(ledger.say(LIST, name="b"), "name", accepted=False)

    assert (ledger.values, ledger.waiting) == ({"name": "a"}, [])


def test_a_first_hand_value_that_says_what_waits_settles_it(ledger):
    ledger.say(VISIT, name="a")
    ledger.say(LIST, name="b")
    ledger.say(PHONE, name="b")

    assert (ledger.values, ledger.waiting) == ({"name": "b"}, [])


def test_one_that_comes_too_late_to_stand_settles_nothing(ledger):
    ledger.say(VISIT, day(10), name="a")
    ledger.say(LIST, day(20), name="b")
    ledger.say(PHONE, day(5), name="b")

    assert (ledger.values, ledger.waiting) == ({"name": "a"}, [("name", "b")])


def test_none_is_a_statement(ledger):
    ledger.say(VISIT, name="a", note="x")
    ledger.say(PHONE, note=None)
    ledger.say(LIST, name=None)

    assert (ledger.values, ledger.waiting) == ({"name": "a"}, [("name", None)])
    assert "note" not in provenance(ledger.folded)


def test_what_has_ended_is_not_brought_back_by_a_figure_of_it(ledger):
    job, title, floor = "employments[C1]", "employments[C1].title", "employments[C1].department"
    ledger.say(VISIT, **{"name": "Wang", job: True, title: "boss"})
    ledger.say(PHONE, **{job: None})
    ledger.say(LIST, **{floor: "sales"})

    assert ledger.values == {"name": "Wang"}
    assert list(provenance(ledger.folded)) == ["name"]
    ledger.say(PHONE, **{job: True})
    assert set(ledger.values) == {"name", job, title, floor}


def test_an_attribute_whose_name_looks_like_a_figure_is_none(ledger):
    ledger.say(VISIT, **{"attributes[a]": 1, "attributes[a].b]": 2})
    ledger.say(VISIT, **{"attributes[a]": None})

    assert ledger.values == {"attributes[a].b]": 2}


# ------------------------------------------------------------------ taking back


def test_what_is_retracted_does_not_count(ledger):
    first = ledger.say(VISIT, name="a", note="x")
    ledger.say(PHONE, name="b")
    ledger.retract(first)

    assert ledger.values == {"name": "b"}
    assert [each.number for each in counting(ledger.entries)] == [2]


def test_what_was_accepted_of_it_still_does(ledger):
    ledger.say(VISIT, name="a", note="x")
    second = ledger.say(LIST, name="b", note="y")
    ledger.decide(second, "name")
    ledger.retract(second, "name")

    assert (ledger.values, ledger.waiting) == ({"name": "b", "note": "x"}, [])


def test_an_accepted_value_stays_accepted_when_what_it_displaced_is_retracted(ledger):
    first = ledger.say(VISIT, name="a")
    accepted = ledger.say(LIST, day(10), name="b")
    ledger.say(PRESS, day(20), name="c")
    ledger.decide(accepted, "name")
    ledger.retract(first)

    assert ledger.values == {"name": "b"}
    assert provenance(ledger.folded)["name"].accepted_by == "E1"


# ------------------------------------------------------------------ then


def test_what_was_known_then_and_what_was_true_then(ledger):
    ledger.say(VISIT, day(20), name="new")
    ledger.say(LIST, day(10), note="heard later, true before")
    known = ledger.entries[0].recorded_at

    assert fold(ledger.entries, known_at=known).values == {"name": "new"}
    assert fold(ledger.entries, true_on=day(15)).values == {"note": "heard later, true before"}


def test_a_decision_does_not_bring_what_was_not_observed_yet(ledger):
    ledger.say(VISIT, day(1), name="a")
    ledger.decide(ledger.say(LIST, day(20), name="b"), "name")

    assert fold(ledger.entries, true_on=day(10)).values == {"name": "a"}


def test_a_clock_that_goes_backwards_changes_no_order():
    say = {"kind": "customer", "subject_id": "C1", "source": VISIT}
    later = Observation(number=1, values={"name": "a"}, recorded_at=NOON, observed_on=day(1), **say)
    earlier = Observation(
        number=2, values={"name": "b"}, recorded_at=NOON - timedelta(days=3), observed_on=day(1), **say
    )

    assert fold([later, earlier]).values == {"name": "b"}
    assert fold([later, earlier], known_at=NOON - timedelta(days=1)).values == {"name": "b"}


# ------------------------------------------------------------------ saying it again


def test_what_a_source_said_last_is_no_news(ledger):
    ledger.say(LIST, name="a", note="x")
    ledger.say(VISIT, name="b")

    assert news(ledger.entries, {"name": "a", "note": "y"}, LIST) == {"note": "y"}
    assert news(ledger.entries, {"name": "a"}, PRESS) == {"name": "a"}
    assert news(ledger.entries, {"note": None}, LIST) == {"note": None}


def test_with_a_later_day_it_is(ledger):
    ledger.say(LIST, day(5), name="a")

    assert news(ledger.entries, {"name": "a"}, LIST, day(5)) == {}
    assert news(ledger.entries, {"name": "a"}, LIST, day(4)) == {}
    assert news(ledger.entries, {"name": "a"}, LIST, day(6)) == {"name": "a"}


def test_what_was_retracted_is_news_again(ledger):
    ledger.retract(ledger.say(LIST, name="a"))

    assert news(ledger.entries, {"name": "a"}, LIST) == {"name": "a"}


def test_evidence_does_not_make_it_another_voice(ledger):
    ledger.say(attrs.evolve(LIST, evidence="scan 1"), name="a")

    assert news(ledger.entries, {"name": "a"}, attrs.evolve(LIST, evidence="scan 2")) == {}
    assert news(ledger.entries, {"name": "a"}, attrs.evolve(LIST, origin="other.csv")) == {"name": "a"}


def test_a_list_that_names_a_customer_twice_says_nothing_new_when_it_is_read_again(ledger):
    ledger.say(LIST, name="a", note="x")
    ledger.say(LIST, name="b")
    again = [({"name": "a", "note": "x"}, None, None), ({"name": "b"}, None, None)]

    assert retold(ledger.entries, again, LIST) == {"name"}
    assert retold(ledger.entries, list(reversed(again)), LIST) == set()
    assert retold(ledger.entries, again, PRESS) == set()
    assert retold(ledger.entries, [*again, ({"name": "c"}, None, None)], LIST) == set()


# ------------------------------------------------------------------ laws over any history

paths = st.sampled_from(["name", "note", "size.employees", "credit"])
values = st.sampled_from(["a", "b", "c", None])
days = st.none() | st.integers(1, 6).map(day)
sources = st.sampled_from([VISIT, PHONE, LIST, PRESS]) | strategies.sources()


@st.composite
def ledgers(draw):
    made = Ledger()
    for _ in range(draw(st.integers(1, 10))):
        said = [each for each in made.entries if isinstance(each, Observation)]
        what = draw(st.sampled_from(["say", "say", "say", "decide", "verify", "retract"]))
        if what == "say" or not said:
            stated = draw(st.dictionaries(paths, values, min_size=1, max_size=3))
            made.say(draw(sources), draw(days), **stated)
        elif what == "decide":
            made.decide(draw(st.sampled_from(said)), draw(paths), draw(st.booleans()))
        elif what == "verify":
            made.verify(draw(days) or day(1), draw(st.sampled_from(["basic", "credit"])))
        else:
            one = draw(st.sampled_from(said))
            made.retract(one, *draw(st.sets(st.sampled_from(sorted(one.values)))))
    return made


@given(ledgers(), st.randoms())
def test_the_order_in_which_entries_are_given_makes_no_difference(made, random):
    shuffled = list(made.entries)
    random.shuffle(shuffled)
    expected = fold(made.entries)

    found = fold(shuffled)

    assert (found.facts, found.candidates, found.changes) == (
        expected.facts,
        expected.candidates,
        expected.changes,
    )


@given(ledgers(), sources, days, st.dictionaries(paths, values, min_size=1))
def test_a_second_hand_value_never_overwrites_a_trusted_one(made, source, on, stated):
    before = made.folded.facts
    made.say(source, on, **stated)
    after = made.folded.facts

    if not source.first_hand:
        for path, fact in before.items():
            if fact.trusted:
                assert after[path] == fact
                assert stated.get(path, fact.value) == fact.value or (path, stated[path]) in made.waiting


@given(ledgers(), sources, days, st.dictionaries(paths, values, min_size=1))
def test_a_first_hand_value_stands_unless_what_stood_is_younger(made, source, on, stated):
    before = made.folded.facts
    said = made.say(source, on, **stated)

    if source.first_hand:
        for path, value in stated.items():
            if path not in before or before[path].when <= said.when or not before[path].trusted:
                assert made.values.get(path) == value
            else:
                assert made.values.get(path) == before[path].value


@given(ledgers())
def test_provenance_names_exactly_what_is_on_the_card(made):
    found = provenance(made.folded)

    assert {path: each.value for path, each in found.items()} == made.values
    assert list(found) == sorted(found)
    for path, each in found.items():
        assert any(
            isinstance(e, Observation) and e.source == each.source and e.recorded_at == each.recorded_at
            and path in e.values
            for e in made.entries
        )  # fmt: skip


@given(ledgers())
def test_the_changes_lead_to_the_card(made):
    folded = made.folded
    card = {}
    for each in folded.changes:
        assert card.get(each.path) == each.before
        assert each.before != each.after
        card[each.path] = each.after

    assert {path: value for path, value in card.items() if value is not None} == folded.values


@given(ledgers())
def test_what_waits_is_not_what_stands_and_waits_once(made):
    waiting = made.waiting

    assert len(waiting) == len(set(waiting))
    for path, value in waiting:
        fact = made.folded.facts.get(path)
        assert fact is None or fact.value != value


@given(ledgers())
def test_what_was_known_then_is_what_the_entries_of_then_say(made):
    for entry in made.entries:
        then = [each for each in made.entries if each.number <= entry.number]
        assert fold(made.entries, known_at=entry.recorded_at) == fold(then)


@given(ledgers(), sources, days, st.dictionaries(paths, values, min_size=1))
def test_what_has_been_said_is_no_news(made, source, on, stated):
    made.say(source, on, **stated)

    assert news(made.entries, stated, source, on) == {}


@given(st.lists(st.tuples(st.dictionaries(paths, values, min_size=1), st.just(None)), min_size=1, max_size=5))
def test_a_list_read_again_says_nothing_new(said):
    made = Ledger()
    for stated, on in said:
        if fresh := news(made.entries, stated, LIST, on):
            made.say(LIST, on, **fresh)

    again = retold(made.entries, [(stated, on, None) for stated, on in said], LIST)

    for stated, on in said:
        left = {path: value for path, value in stated.items() if path not in again}
        assert news(made.entries, left, LIST, on) == {}
