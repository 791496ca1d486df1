"""``merge``, ``unmerge``, ``merges``."""

from __future__ import annotations

import re

import pytest

from customerbase.base import open_base
from customerbase.model import Contact


@pytest.fixture
def filled(run, small):
    run("import", small / "a.db", small / "customers.csv")
    return small / "a.db"


def test_two_cards_are_seen_as_one_and_taken_apart(run, filled):
    status, out, _ = run("merge", filled, "C1", "C2", "--by", "Ann", "--reason", "same door")
    assert status == 0
    assert "customer C2 is seen as C1 from now on" in out
    assert "  name: " in out
    with open_base(filled) as base:
        assert base.customer("C2").customer_id == "C1"
    taken_back = re.search(r"unmerge \S+ (\S+) --by YOU", out)[1]
    assert taken_back in run("merges", filled)[1]
    with open_base(filled) as base:
        card = base.customer("C1")
        base.save(card.replace(note="big"), source="visit", seen=card)

    status, out, _ = run("unmerge", filled, taken_back, "--by", "Bo")
    assert status == 0
    assert "C1 and C2 are two again\n  recorded since: customer C1" in out
    assert out.rstrip().endswith("(note)")
    with open_base(filled) as base:
        assert base.customer("C2").customer_id == "C2"
    assert "by Bo" in run("merges", filled)[1]
    assert run("unmerge", filled, taken_back, "--by", "Bo")[0] == 1


def test_cards_of_two_kinds_are_not_merged(run, filled):
    with open_base(filled) as base:
        base.save(Contact(contact_id="K1", name="Li"), source="visit")
    status, _, err = run("merge", filled, "C1", "K1", "--by", "Ann")
    assert (status, "name two of one kind" in err) == (1, True)
    assert run("merges", filled)[1] == "nothing was merged\n"
