"""Results: a tuple that a notebook shows as a table."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from enum import Enum
from html.parser import HTMLParser

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.listing import Listing, html_table
from customerbase.values import Money


class Colour(Enum):
    RED = "red"


@attrs.frozen
class Row:
    customer_id: str
    visits: int = 0
    spent: Money | None = None
    on: date | None = None
    tags: tuple[str, ...] = ()
    secret: str = attrs.field(default="hidden", repr=False)


class Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.open = [], []

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def shown(html):
    parser = Cells()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser.rows


@given(st.lists(st.integers()))
def test_it_is_a_tuple_and_stays_one_when_copied_and_pickled(items):
    rows = Listing(items)

    assert rows == tuple(items)
    assert hash(rows) == hash(tuple(items))
    for again in (copy.copy(rows), copy.deepcopy(rows), pickle.loads(pickle.dumps(rows))):
        assert type(again) is Listing
        assert again == rows
    with pytest.raises(AttributeError):
        rows.name = "a tuple keeps no attributes"


def test_a_notebook_shows_the_fields_that_somebody_has():
    rows = Listing([Row("C1", 1_200, Money(5, "CNY")), Row("C2", 0, None, date(2024, 1, 31))])

    assert shown(rows._repr_html_()) == [
        ["customer id", "visits", "spent", "on"],
        ["C1", "1,200", "5.00 CNY", ""],
        ["C2", "0", "", "2024-01-31"],
    ]


def test_a_notebook_shows_the_first_fifty_and_says_how_many_more():
    html = Listing(Row(f"C{i}") for i in range(1_051))._repr_html_()

    assert len(shown(html)) == 1 + 50
    assert "… and 1,001 more" in html
    assert "more" not in Listing(Row(f"C{i}") for i in range(50))._repr_html_()


def test_a_notebook_shows_that_there_is_nothing():
    assert Listing()._repr_html_() == "<p>nothing</p>"


def test_what_is_no_record_is_one_cell():
    assert shown(Listing([(1, "a"), Colour.RED])._repr_html_()) == [[""], ["1, a"], ["red"]]


@given(st.lists(st.lists(st.text(alphabet="<>&\"'ab 冠"), min_size=2, max_size=2), max_size=3))
def test_no_text_becomes_markup(rows):
    assert shown(html_table(["<b>", "a_b"], rows)) == [["<b>", "a b"], *rows]


def test_numbers_stand_right_and_truth_is_no_number():
    html = html_table(["n"], [[1_000], [True], [None], [Colour.RED]])

    assert html.count("text-align:right") == 1
    assert shown(html)[1:] == [["1,000"], ["True"], [""], ["red"]]
