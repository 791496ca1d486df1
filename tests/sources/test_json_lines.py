"""JSON lines: flat rows with exact numbers, or a problem with its line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import SourceError
from customerbase.sources.headings import map_headings
from customerbase.sources.json_lines import read_json_lines
from customerbase.sources.table import RowProblem


def read(text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    with read_json_lines(data, **options) as table:
        return table.header, list(table)


def test_objects_within_become_headings_with_dots():
    header, rows = read(
        '{"name": "甲", "address": {"city": "深圳", "geo": {"x": 1}}}\n\n{"phone": "1", "name": "乙"}\n'
    )
    assert header == ("name", "address.city", "address.geo.x", "phone")
    assert rows == [(1, ["甲", "深圳", "1", ""]), (3, ["乙", "", "", "1"])]


def test_contacts_are_numbered_and_mapped():
    header, rows = read('{"name": "ACME", "contacts": [{"name": "Ann", "phone": "1"}, {"name": "Bob"}]}')
    assert header == ("name", "contacts[0].name", "contacts[0].phone", "contacts[1].name")
    assert rows == [(1, ["ACME", "Ann", "1", "Bob"])]
    fields = [each.field for each in map_headings(header, "customers").columns]
    assert fields == ["name", "contact[1].name", "contact[1].phone", "contact[2].name"]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1.10", "1.10"),
        ("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
        ("12345678901234567890", "12345678901234567890"),
        ("1e3", "1e3"),
        ("true", "true"),
        ("null", ""),
        ('["a", "b", 1.0, null]', "a; b; 1.0"),
    ],
)
def test_values_are_text_as_written(written, text):
    assert read(f'{{"id": "1", "value": {written}}}')[1] == [(1, ["1", text])]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"a": 1', "is no JSON"),
        ('{"a": 1, "a": 2}', "'a' twice"),
        ('{"a": {"b": 1}, "a.b": 2}', "'a.b' twice"),
        ("[1]", "is a list, not an object"),
        ("12", "not an object"),
        ('{"a": NaN}', "NaN"),
        ('{"": 1}', "without a name"),
        ('{"a": ' + "[" * 100_000, "nested too deeply"),
        ('{"a": "' + "x" * 5_000_000 + '"}', "5,000,"),
    ],
)
def test_a_bad_line_is_a_problem_among_good_rows(line, why):
    _, rows = read('{"a": "0"}\n' + line + '\n{"a": "1"}\n')
    assert [rows[0], rows[2]] == [(1, ["0"]), (3, ["1"])]
    assert isinstance(rows[1], RowProblem)
    assert rows[1].line == 2
    assert why in rows[1].reason


def test_the_column_of_a_fault_is_told():
    _, rows = read('{"a": 1}\n{"a": x}\n')
    assert "at column 7" in rows[1].reason


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("\n \n", "blank lines"),
        ('[\n{"a": 1}\n]', "one JSON array"),
        ('[{"a": 1}]', "one JSON array"),
        ('{\n"a": 1\n}', "no JSON object: line 1"),
        ("{}\n{}\n", "all empty"),
        ("name,phone\nAnn,1\n", "no JSON object"),
    ],
)
def test_what_is_not_json_lines_is_refused(text, why):
    with pytest.raises(SourceError, match=why):
        read(text)


def test_any_encoding_of_the_chain_will_do():
    assert read('{"名称": "上海"}'.encode("utf-16"))[1] == [(1, ["上海"])]
    assert read('\n{"名称": "上海"}\n'.encode("gbk"))[1] == [(2, ["上海"])]
    assert read('{"名称": "上海"}'.encode("utf-8-sig"))[0] == ("名称",)


@given(
    st.lists(st.dictionaries(st.sampled_from("abc"), st.text(min_size=1), min_size=1), min_size=1, max_size=5)
)
def test_flat_texts_are_read_back(objects):
    text = "\n".join(json.dumps(each) for each in objects)
    header, rows = read(text)
    assert [{h: c for h, c in zip(header, row[1], strict=True) if c} for row in rows] == objects


@given(st.text(st.sampled_from('{}[]":,a1 \n\\'), max_size=40))
def test_junk_gives_rows_problems_or_a_source_error(text):
    try:
        header, rows = read(text)
    except SourceError:
        return
    assert all(isinstance(row, RowProblem) or len(row[1]) == len(header) for row in rows)
