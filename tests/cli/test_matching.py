"""``match``, ``matches``, ``apart``."""

from __future__ import annotations

import re

import pytest

from customerbase.base import open_base
from customerbase.model import Customer
from customerbase.values import Phone


@pytest.fixture
def filled(tmp_path):
    path = tmp_path / "a.db"
    with open_base(path) as base:
        for key, name in (("C1", "Acme Ltd"), ("C2", "ACME"), ("C3", "Acmee Works")):
            card = Customer(customer_id=key, name=name, phones=[Phone(number="020 7946 0001")])
            base.save(card, source="visit")
    return path


def test_what_rules_are_sure_of_is_shown_merged_and_taken_back(run, filled):
    status, out, _ = run("match", filled, "--region", "gb", "--rules-only")
    assert status == 0
    assert "1 groups may be merged: 2 cards become 1" in out
    assert "C2 ACME" in out

    status, out, _ = run("match", filled, "--region", "gb", "--merge", "--by", "Ann")
    assert status == 0
    taken_back = re.search(r"unmerge \S+ (\S+) --by YOU", out)[1]
    with open_base(filled) as base:
        assert base.customer("C2").customer_id == "C1"
    assert "C1 and C2 are two again" in run("unmerge", filled, taken_back, "--by", "Ann")[1]
    assert run("unmerge", filled, taken_back, "--by", "Ann")[0] == 1


def test_the_rest_is_listed_decided_and_read_back(run, filled, tmp_path):
    listed = tmp_path / "decide.csv"
    status, out, _ = run(
        "match", filled, "--region", "gb", "--merge", "--by", "Ann", "--list", listed, "--threshold", "0.01"
    )
    assert status == 0
    assert "1 pairs are in" in out
    text = listed.read_text(encoding="utf-8-sig")
    listed.write_text(
        text.replace("\n,", "\nperhaps,", 1).replace("\r\n,", "\r\nperhaps,", 1), encoding="utf-8"
    )
    status, out, _ = run("matches", filled, listed, "--by", "Ann", "--refused", tmp_path / "refused.csv")
    assert status == 0
    assert "1 refused row(s) are in" in out
    assert run("matches", filled, listed, "--by", "Ann", "--refused", listed)[0] == 1

    listed.write_text(listed.read_text(encoding="utf-8").replace("perhaps", "same"), encoding="utf-8")
    status, out, _ = run("matches", filled, listed, "--by", "Ann")
    assert "1 cards merged" in out
    assert "unmerge" in out


def test_cards_are_kept_apart_listed_and_taken_back(run, filled):
    assert "are kept apart" in run("apart", filled, "C1", "C2", "--by", "Ann", "--reason", "two firms")[1]
    assert "customer C1 and C2" in run("apart", filled)[1]
    assert "0 groups may be merged" in run("match", filled, "--region", "gb", "--rules-only")[1]
    assert "may be the same again" in run("apart", filled, "C1", "C2", "--take-back")[1]
    assert "nothing is kept apart" in run("apart", filled)[1]


@pytest.mark.parametrize(
    "words", [("match", "--merge"), ("apart", "C1"), ("apart", "C1", "C2")], ids=" ".join
)
def test_what_is_missing_is_named(run, filled, words):
    status, _, err = run(words[0], filled, *words[1:])

    assert status == 1
    assert "--by" in err or "name two cards" in err
