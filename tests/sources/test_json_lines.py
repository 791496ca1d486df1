"""JSON lines: flat rows with exact numbers, or a problem with its line."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import SourceError
from customerbase.sources import json_text
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
        ("[]", "blank lines"),
        ("[1, 2]", "no JSON object: line 1 is a single value"),
        ('[{"a": 1}, {"b": ', "no JSON"),
        ('[{"a": 1} {"b": 2}]', "line 1 has '{' where ',' or ']' should be"),
        ('{"a": [{"b": 1}], "c": [{"d": 1}]}', "several lists of objects: 'a' \\(1\\), 'c' \\(1\\)"),
        ('{\n"a": 1,\n"a": 2\n}', "'a' twice"),
        ('{\n"data": [1,\n}', "line 3 has '}' where a value should be"),
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


# ------------------------------------------------------------------ arrays and documents

TWO = (
    '{"name": "甲", "address": {"city": "深圳"}, "n": 1.50}',
    '{"name": "乙", "ok": true, "phones": ["1", "2"]}',
)


@pytest.mark.parametrize(
    "document",
    [
        "[%s,%s]",
        "[\n  %s,\n  %s\n]",
        '{"customers": [%s, %s]}',
        '{"total": 2, "page": 1, "data": {"items": [%s,\n%s], "next": null}}',
        '{\n "status": "ok",\n "result": [\n%s,\n%s\n]\n}',
        '{"meta": {"fields": [{"name": "x"}]}, "customers": [%s, %s]}',
        "%s\n%s\n",
    ],
)
def test_a_list_is_found_wherever_a_document_holds_it(document):
    header, rows = read(document % TWO)
    assert header == ("name", "address.city", "n", "ok", "phones")
    assert [cells for _, cells in rows] == [["甲", "深圳", "1.50", "", ""], ["乙", "", "", "true", "1; 2"]]


def test_lines_of_a_document_are_those_on_which_its_objects_begin():
    text = "\n" + json.dumps([{"a": "x\\"}, {"a": "y"}], indent=2) + "\n"
    assert read(text)[1] == [(3, ["x\\"]), (6, ["y"])]


def test_what_stands_around_a_list_is_named():
    text = '{"total": 2, "customers": [{"name": "a"}], "warnings": [{"code": 1}]}'
    with read_json_lines(text.encode()) as table:
        assert table.header == ("name",)
        assert "warnings, total" in str(table.notes[0])
    with read_json_lines(text.encode(), items="warnings") as table:
        assert list(table) == [(1, ["1"])]
    with pytest.raises(SourceError, match="no list of objects 'x'"):
        read(text, items="x")


@pytest.mark.parametrize("indent", [None, 2])
def test_a_single_record_is_one_row_whatever_lists_it_holds(indent):
    record = {"name": "ACME", "total": 3, "orders": [{"no": "1"}, {"no": "2"}]}
    header, rows = read(json.dumps(record, indent=indent))
    assert header == ("name", "total", "orders[0].no", "orders[1].no")
    assert rows == [(1, ["ACME", "3", "1", "2"])]


def test_records_over_several_lines_follow_one_another():
    text = "\n".join(json.dumps({"a": str(i), "b": {"c": i}}, indent=1) for i in range(3))
    assert [cells for _, cells in read(text)[1]] == [["0", "0"], ["1", "1"], ["2", "2"]]


def test_one_damaged_object_of_an_array_spoils_no_other():
    header, rows = read('[{"a": 1}, {"a": tru}, {"a": [}, {"a": 2}]'.replace("[}", "[1}]"))
    assert header == ("a",)
    assert [type(row) for row in rows] == [tuple, RowProblem, RowProblem, tuple]


def test_what_says_its_label_stands_under_it():
    header, rows = read(
        '{"name": "ACME", "phones": [{"number": "1", "extension": "12"}, {"label": "fax", "number": "2"}], '
        '"emails": [{"type": "work", "value": "a@b.cn"}, {"type": "work", "value": "c@b.cn"}], '
        '"addresses": [{"city": "x"}, {"label": "billing", "city": "y"}], '
        '"identifiers": [{"scheme": "vat", "value": "3"}], "attributes": {"shoe": 1}}'
    )
    assert dict(zip(header, rows[0][1], strict=True)) == {
        "name": "ACME",
        "phones[main]": "1转12",
        "phones[fax]": "2",
        "emails[0].type": "work",
        "emails[0].value": "a@b.cn",
        "emails[1].type": "work",
        "emails[1].value": "c@b.cn",
        "addresses[main].city": "x",
        "addresses[billing].city": "y",
        "identifiers[vat]": "3",
        "attributes[shoe]": "1",
    }


def test_an_array_of_many_objects_takes_little_memory():
    one = json.dumps({"name": "x" * 2_000, "text": 'a"}]\\'})
    data = ("[" + ",".join([one] * 3_000) + "]").encode()
    tracemalloc.start()
    with read_json_lines(data) as table:
        count = sum(1 for _ in table)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 3_000
    assert peak < 4_500_000 < len(data)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(['"', "\\", '\\"', "}{", "]["]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text('ab\\"', min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1), min_size=1, max_size=5),
    st.sampled_from([None, 1]),
)
def test_an_array_is_read_as_its_lines_are(objects, indent):
    lines = "\n".join(json.dumps(each) for each in objects)
    try:
        wanted = read(lines + '\n{"z": "1"}')
    except SourceError:
        return
    found = read(json.dumps([*objects, {"z": "1"}], indent=indent))
    assert found[0] == wanted[0]
    assert [row[1] if isinstance(row, tuple) else row.reason for row in found[1]] == [
        row[1] if isinstance(row, tuple) else row.reason for row in wanted[1]
    ]


@pytest.mark.parametrize("text", ["[1]\x0b", "[\x0c]", "\xa0[1]", '{"a"\u2003: [1]}', "[\x1c1, \x1d]"])
def test_spaces_that_are_none_in_json_end_in_an_error(text):
    with pytest.raises(SourceError):
        read(text)


@pytest.mark.parametrize("size", range(1, 12))
def test_pieces_are_the_same_wherever_the_text_is_cut(size, monkeypatch):
    monkeypatch.setattr(json_text, "_PIECE", size)
    text = '\n{"k\\"": {"list": [{"a": "\\\\\\"}]"}, -1.5e3, "x", [null, [1]]]}, "z": true}\n'
    found = [
        (".".join(each.path), each.line, each.text, each.listed)
        for each in json_text.pieces(io.StringIO(text), "x", 100)
    ]
    assert found == [
        ('k".list', 2, '{"a": "\\\\\\"}]"}', True),
        ('k".list', 2, "-1.5e3", True),
        ('k".list', 2, '"x"', True),
        ('k".list', 2, "[null, [1]]", True),
        ("z", 2, "true", False),
    ]
