"""Every source of ours keeps the laws of sources."""

from __future__ import annotations

import csv
import html
import io
import json
import sqlite3

import pandas as pd
import polars as pl
from hypothesis import strategies as st
from openpyxl import Workbook

from customerbase.sources.csv import read_csv
from customerbase.sources.excel import read_excel
from customerbase.sources.frame import framed
from customerbase.sources.json_lines import read_json_lines
from customerbase.sources.markup import read_markup
from customerbase.sources.query import query
from customerbase.sources.vcard import read_vcard
from customerbase.testing.contracts.source import SourceContract

PLAIN = st.text("abcXYZ 上海机电", min_size=1, max_size=12).map(str.strip).filter(bool)


class TestCsv(SourceContract):
    def write(self, rows):
        held = io.StringIO(newline="")
        csv.writer(held).writerows(rows)
        return held.getvalue().encode()

    def open(self, written):
        return read_csv(written, delimiter=",", encoding="utf-8")


class TestJsonLines(SourceContract):
    without = ("problems",)  # a key too many is a column

    def write(self, rows):
        header, *others = rows
        return "".join(json.dumps(dict(zip(header, row, strict=True))) + "\n" for row in others).encode()

    def open(self, written):
        return read_json_lines(written)


class TestWorkbook(SourceContract):
    without = ("lazily",)  # a workbook is read whole
    cells = PLAIN
    lists = 10

    def write(self, rows):
        book = Workbook()
        for row in rows:
            book.active.append(list(row))
        held = io.BytesIO()
        book.save(held)
        return held.getvalue()

    def open(self, written):
        return read_excel(written)


class TestMarkup(SourceContract):
    without = ("lazily",)
    cells = PLAIN.map(lambda text: " ".join(text.split()))

    def write(self, rows):
        lines = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
        return ("<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>").encode()

    def open(self, written):
        return read_markup(written, encoding="utf-8")


class TestVcard(SourceContract):
    without = ("cells", "problems", "lazily")  # a card has fields of its own

    def write(self, rows):
        cards = (
            f"BEGIN:VCARD\r\nFN:{json.dumps(a)}\r\nTEL:{json.dumps(b)}\r\nNOTE:{json.dumps(c)}\r\nEND:VCARD"
            for a, b, c in rows[1:]
        )
        return "\r\n".join(cards).encode()

    def open(self, written):
        return read_vcard(written)


class TestPandas(SourceContract):
    without = ("problems",)
    lists = 10

    def write(self, rows):
        return pd.DataFrame(rows[1:], columns=rows[0])

    def open(self, written):
        return framed(written)


class TestPolars(TestPandas):
    def write(self, rows):
        return pl.DataFrame(rows[1:], schema=list(rows[0]), orient="row")


class TestQuery(SourceContract):
    without = ("problems", "lazily")  # it is read when it is asked
    lists = 5

    def write(self, rows):
        return rows

    def open(self, written):
        header, *others = written
        with sqlite3.connect(":memory:") as connection:
            connection.execute(f"CREATE TABLE c ({', '.join(header)})")
            connection.executemany("INSERT INTO c VALUES (?, ?, ?)", others)
        found = query(connection, "SELECT * FROM c ORDER BY rowid")
        connection.close()
        return found
