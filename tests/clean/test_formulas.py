"""No text cell runs as a formula, and no text is lost by that."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from customerbase.clean.formulas import guarded, unguarded

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\rx",
    "\nx",
    "  =1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "\u200b=1",
    "\ufeff=1",
    "'=1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Acme", "O'Neill", "'tis", "a=b", "上海-机电", "12-34", "  "])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@＝ \t\rax上")) | st.text())
@example("''=1")
def test_guarding_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")
