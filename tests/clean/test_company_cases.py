"""Whole company names of many kinds, each with its parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerbase.clean.company_names import parse_company_name

CASES = [
    line.split("|")
    for line in (Path(__file__).parent / "company_cases.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_each_name_is_parted(case):
    name, *expected = case
    found = parse_company_name(name)
    got = [found.place, found.core, found.trade, found.legal_form, found.branch, found.former]

    assert got == [each or None for each in expected]
