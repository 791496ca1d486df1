"""The door through which lists come in: what a caller may say of one, and what a file is found to be."""

from __future__ import annotations

import pytest

from customerbase.intake.reading import Reading


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"sheet": 0}, "counted from 1"),
        ({"sheet": True}, "counted from 1"),
        ({"header_row": 0}, "counted from 1"),
        ({"region": "China"}, "no code of ISO 3166"),
        ({"region": "cn"}, "no code of ISO 3166"),
    ],
)
def test_what_cannot_be_meant_of_a_list_is_refused_before_it_is_opened(said, reason):
    with pytest.raises(ValueError, match=reason):
        Reading(**said)
