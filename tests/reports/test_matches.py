from __future__ import annotations

import pytest

from customerbase.linkage.blocks import KEPT_APART
from customerbase.linkage.clusters import RefusedGroup
from customerbase.linkage.fields import FIELDS
from customerbase.linkage.levels import FIELDS as SCORED
from customerbase.linkage.matches import Match, Matches
from customerbase.linkage.objections import OBJECTIONS
from customerbase.reports.match_terms import MATCH_FIELDS
from customerbase.reports.matches import columns, field_phrase, groups, reason_phrase, report


@pytest.mark.parametrize("name", sorted({*FIELDS, *OBJECTIONS, *SCORED}))
def test_every_field_and_objection_has_words_in_both_languages(name):
    assert name in MATCH_FIELDS
    assert not field_phrase(name).zh.isascii()


def test_what_was_found_and_what_was_not_joined_are_tables():
    match = Match(
        survivor="C1",
        others=("C2",),
        names=("Acme", "ACME"),
        rules=("identifier",),
        agree=("core",),
        pairs=(),
    )
    refused = RefusedGroup(members=("C1", "C9"), pairs=(), reason=KEPT_APART, between=("C1", "C9"))
    found, left = groups(Matches(kind="customer", groups=(match,), refused=(refused,)))

    assert found.rows == (("C1 Acme", ("C2 ACME",), ("identifier",), (field_phrase("core"),)),)
    assert left.rows[0] == (("C1", "C9"), reason_phrase(KEPT_APART), ("C1", "C9"))
    assert reason_phrase("identifiers[vat]").zh == "证照号码（增值税号）不同"


def test_a_list_without_candidates_has_the_columns_that_are_read_back():
    table = report(Matches(kind="contact", groups=()), {})

    assert [each.key for each in table.columns] == ["decision", "left_contact", "right_contact", "note"]
    assert len({each.title_zh for each in columns("contact")}) == len(columns("contact"))
