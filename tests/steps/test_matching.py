from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

import customerbase
from customerbase import (
    Contact,
    Customer,
    Email,
    Employment,
    Identifier,
    Interaction,
    InvalidRecord,
    NotFound,
    Phone,
)
from customerbase.matching import ExactRule

HERE = (Phone(number="020 7946 0001"),)
AWAY = (Phone(number="020 7946 0002"),)


@pytest.fixture
def base():
    ticks = (datetime(2024, 5, 1, tzinfo=UTC) + timedelta(seconds=each) for each in count())
    with customerbase.open("memory:", clock=lambda: next(ticks)) as opened:
        yield opened


def keep(base, key, name, source="visit", **given):
    base.save(Customer(customer_id=key, name=name, **given), source=source)


def three(base):
    keep(base, "C1", "Acme Ltd", phones=HERE)
    keep(base, "C2", "ACME", phones=HERE)
    keep(base, "C3", "Beta", phones=HERE)


def match(base, *args, **given):
    return base.match(*args, **{"region": "GB", "candidates": False, **given})


def test_exact_rules_find_what_may_be_merged_and_write_nothing(base):
    three(base)
    found = match(base)

    assert [(each.members, each.rules) for each in found.groups] == [(("C1", "C2"), ("phone and core name",))]
    assert found.groups[0].agree == ("phone", "core")
    assert len(base.merges()) == 0
    assert "C1 Acme Ltd = C2 ACME  [phone and core name]" in str(found)
    assert "<pre>" in found._repr_html_()


def test_matches_are_merged_and_each_merge_names_its_rule(base):
    three(base)
    done = base.merge_matches(match(base), by="Ann")

    assert [(each.survivor_id, each.other_id, each.reason) for each in base.merges()] == [
        ("C1", "C2", "match: phone and core name")
    ]
    assert base.customer("C2").customer_id == "C1"
    assert str(done) == f"1 cards merged in run {done.run}"
    assert match(base).groups == ()


def test_what_a_run_merged_is_taken_back_together(base):
    three(base)
    keep(base, "D1", "Delta", emails=(Email(address="d@delta.example"),))
    keep(base, "D2", "DELTA", emails=(Email(address="d@delta.example"),))
    done = base.merge_matches(match(base), by="Ann")
    keep(base, "D1", "Delta plc", emails=(Email(address="d@delta.example"),))
    undone = base.unmerge_matches(done, by="Bob")

    assert [(each.merge.other_id, len(each.edited)) for each in undone] == [("C2", 0), ("D2", 1)]
    assert base.customer("C2").name == "ACME"
    assert all(each.undone_by == "Bob" for each in base.merges())
    with pytest.raises(NotFound):
        base.unmerge_matches(done, by="Bob")


def test_one_merge_of_a_run_may_be_taken_back_alone_and_the_rest_later(base):
    keep(base, "C3", "Acme", phones=HERE)
    three_cards = [("C1", "Acme Ltd"), ("C2", "ACME")]
    for key, name in three_cards:
        keep(base, key, name, phones=HERE)
    done = base.merge_matches(match(base), by="Ann")
    base.unmerge(done.merges[0], by="Ann")

    assert len(base.unmerge_matches(done.run, by="Ann")) == len(done.merges) - 1


def test_what_is_recorded_of_people_and_sales_since_is_listed_when_it_is_taken_back(base):
    three(base)
    base.save(
        Contact(contact_id="P1", name="Ann", employments=[Employment(customer_id="C1")]), source="visit"
    )
    done = base.merge_matches(match(base), by="Ann")
    base.save(
        Contact(contact_id="P1", name="Ann", employments=[Employment(customer_id="C1", title="CEO")]),
        source="visit",
    )
    base.save(
        Interaction(interaction_id="I1", customer_id="C2", on=date(2024, 5, 2), channel="visit"),
        source="visit",
    )
    (undone,) = base.unmerge_matches(done, by="Ann")

    assert {each.kind for each in undone.edited} == {"contact", "interaction"}


def test_nobody_merges_without_saying_who(base):
    three(base)
    with pytest.raises(InvalidRecord):
        base.merge_matches(match(base), by=" ")
    assert len(base.merges()) == 0


def test_a_match_whose_card_changed_since_is_left(base):
    three(base)
    found = match(base)
    keep(base, "C2", "Gamma", phones=HERE)
    done = base.merge_matches(found, by="Ann")

    assert (done.run, len(done.merges), [each.members for each in done.left]) == (None, 0, [("C1", "C2")])
    assert "1 groups were left" in str(done)


def test_a_match_of_which_somebody_merged_a_card_since_is_left(base):
    three(base)
    found = match(base)
    base.merge("C3", "C2", by="Ann")

    assert len(base.merge_matches(found, by="Ann").left) == 1


def test_the_best_known_card_survives(base):
    keep(base, "C1", "Acme", source="purchased_list", phones=HERE)
    keep(base, "C2", "ACME", source="visit", phones=HERE)
    keep(base, "C3", "Acme Ltd", source="purchased_list", phones=HERE)
    assert match(base).groups[0].survivor == "C2"

    base.verify("C3", facet="basic", on=date(2024, 4, 1), by=None, method="visit", outcome="confirmed")
    assert match(base).groups[0].survivor == "C3"


def test_what_a_person_keeps_apart_is_respected_and_taken_back(base):
    three(base)
    base.keep_apart("C2", "C1", by="Ann", reason="two firms of one owner")

    assert match(base).groups == ()
    assert [(each.left, each.right, each.by, each.reason) for each in base.kept_apart()] == [
        ("C1", "C2", "Ann", "two firms of one owner")
    ]
    base.no_longer_apart("C1", "C2")
    assert len(match(base).groups) == 1
    assert len(base.kept_apart()) == 0
    with pytest.raises(NotFound):
        base.no_longer_apart("C1", "C2")


def test_what_is_kept_apart_after_the_match_is_not_merged(base):
    three(base)
    found = match(base)
    base.keep_apart("C1", "C2", by="Ann")

    assert base.merge_matches(found, by="Ann").merges == ()


def test_what_is_kept_apart_stays_so_when_one_of_them_is_merged_into_a_third(base):
    three(base)
    base.keep_apart("C1", "C2", by="Ann")
    keep(base, "C0", "Zeta")
    base.merge("C0", "C2", by="Ann")
    keep(base, "C0", "Acme")

    assert match(base).groups == ()


@pytest.mark.parametrize(
    ("one", "other", "by", "error"),
    [("C1", "C9", "Ann", NotFound), ("C1", "C1", "Ann", InvalidRecord), ("C1", "C2", "", InvalidRecord)],
)
def test_only_two_cards_that_are_there_are_kept_apart_by_somebody(base, one, other, by, error):
    three(base)
    with pytest.raises(error):
        base.keep_apart(one, other, by=by)


def test_what_is_merged_is_not_kept_apart(base):
    three(base)
    base.merge("C1", "C2", by="Ann")
    with pytest.raises(InvalidRecord, match="unmerge them first"):
        base.keep_apart("C1", "C2", by="Ann")


def test_saying_again_that_two_are_apart_changes_nothing(base):
    three(base)
    first = base.keep_apart("C1", "C2", by="Ann")

    assert base.keep_apart("C2", "C1", by="Bob") == first


def test_nothing_is_left_of_such_a_decision_when_a_customer_is_erased(base):
    three(base)
    base.keep_apart("C1", "C2", by="Ann", reason="secret")
    base.keep_apart("C1", "C3", by="Ann")
    base.erase("C2", by="Ann", reason="asked for it")

    assert [(each.left, each.right) for each in base.kept_apart()] == [("C1", "C3")]


def test_the_people_at_a_company_speak_for_it(base):
    keep(base, "C1", "Acme Ltd", phones=HERE)
    keep(base, "C2", "Acme")
    job = [Employment(customer_id="C2")]
    base.save(
        Contact(contact_id="P1", name="Ann", employments=job, phones=(HERE[0].replace(extension="12"),)),
        source="visit",
    )

    assert [each.members for each in match(base).groups] == [("C1", "C2")]


def test_the_same_person_twice_at_one_customer_is_found_and_at_two_is_not(base):
    three(base)
    for key, at in (("P1", "C1"), ("P2", "C1"), ("P3", "C3")):
        base.save(
            Contact(contact_id=key, name="王伟", phones=HERE, employments=[Employment(customer_id=at)]),
            source="visit",
        )
    found = match(base, Contact)

    assert [each.members for each in found.groups] == [("P1", "P2")]
    assert "people at customers" in str(found)
    base.merge_matches(found, by="Ann")
    assert base.get(Contact, "P2").contact_id == "P1"


def test_what_the_rules_connect_and_numbers_contradict_is_refused_and_left_to_a_person(base):
    for key, name, number in (("C1", "Acme Ltd", "1"), ("C2", "Acme", None), ("C3", "Acme plc", "2")):
        ids = () if number is None else (Identifier(scheme="vat", value=f"GB{number}"),)
        keep(base, key, name, phones=HERE, identifiers=ids)
    found = match(base)

    assert [(each.members, each.reason) for each in found.refused] == [
        (("C1", "C2", "C3"), "identifiers[vat]")
    ]
    assert [each.keys for each in found.candidates] == [("C1", "C2"), ("C2", "C3")]
    assert "C1, C2, C3: identifiers[vat] (C1 and C3)" in str(found)


def test_candidates_are_what_rules_do_not_merge(base):
    three(base)
    keep(base, "C4", "Acme Lt", phones=HERE)
    keep(base, "C5", "Acmee Ltd", phones=HERE, emails=(Email(address="a@acme.example"),))
    found = match(base, candidates=True)

    joined = {key for each in found.groups for key in each.others}
    assert found.candidates
    assert not any(joined.intersection(each.keys) for each in found.candidates)
    assert all(0.5 <= each.score <= 1 for each in found.candidates)
    assert "for a person to decide" in str(found)


def test_an_abbreviation_stands_for_a_name(base):
    keep(base, "C1", "中石化", phones=HERE)
    keep(base, "C2", "中国石油化工集团有限公司", phones=HERE)
    keep(base, "C3", "Acmes", phones=AWAY)
    keep(base, "C4", "Acme Trading Ltd", phones=AWAY)

    assert match(base, abbreviations={}).groups == ()
    assert [each.members for each in match(base, abbreviations={"ACMES": "Acme Trading"}).groups] == [
        ("C3", "C4")
    ]
    found = match(base)
    assert [each.members for each in found.groups] == [("C1", "C2")]
    assert len(base.merge_matches(found, by="Ann").merges) == 1


def test_a_file_of_abbreviations_is_read(base, tmp_path):
    keep(base, "C1", "华记", phones=HERE)
    keep(base, "C2", "大华记录器材有限公司", phones=HERE)
    path = tmp_path / "short.toml"
    path.write_text('"华记" = "大华记录器材"', encoding="utf-8")

    assert match(base).groups == ()
    assert match(base, abbreviations=path).groups[0].members == ("C1", "C2")


def test_two_companies_of_one_group_stay_apart_beside_its_short_name(base):
    keep(base, "C1", "中石化", phones=HERE)
    keep(base, "C2", "中国石油化工集团有限公司", phones=HERE)
    keep(base, "C3", "中国石油化工股份有限公司", phones=HERE)

    assert match(base).groups == ()
    assert match(base).refused


def test_a_rule_of_ones_own_merges_too(base):
    three(base)
    found = match(base, rules=[ExactRule("phone", agree="phone")])

    assert found.groups[0].members == ("C1", "C2", "C3")
    assert found.by_rule == {"phone": 1}
    assert len(base.merge_matches(found, by="Ann").merges) == 2


def test_only_cards_are_matched(base):
    with pytest.raises(TypeError, match="expected Customer or Contact"):
        base.match(Phone)
