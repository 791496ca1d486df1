"""Bytes to text: what is told apart, what is refused, and never a character that was not there."""

from __future__ import annotations

import codecs
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import SourceError
from customerbase.sources.decode import CHUNK, decode, open_text

CHINESE = "客户编号,公司名称\n1,上海机电有限公司\n"
TEXTS = st.text(st.characters(exclude_characters="\x00\ufeff", exclude_categories=["Cs"]), min_size=1)
COMMON = st.text("，。、的一是不了在人有我他这为上个国来到时大客户公司联系电话地址abc123,\n", min_size=1)
MAGIC = ("PK\x03\x04", "%PDF", "GIF8", "PAR1", "\x1f")


def is_plain(text):
    return not text.startswith(MAGIC)


@given(TEXTS.filter(is_plain))
def test_utf8_with_and_without_a_mark_is_read_back(text):
    assert decode(text.encode("utf-8"))[0] == text
    assert decode(codecs.BOM_UTF8 + text.encode("utf-8"))[0] == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@given(text=TEXTS)
def test_utf16_and_utf32_with_a_mark_are_read_back(codec, text):
    mark = "\ufeff".encode(codec)
    assert decode(mark + text.encode(codec))[0] == text
    assert decode(mark + text.encode(codec), encoding=codec)[0] == text


@given(COMMON)
def test_chinese_as_windows_writes_it_is_read_back(text):
    data = text.encode("gb18030")
    read, found = decode(data)
    if found.name == "gb18030":
        assert read == text
    else:  # a few characters alone may be the bytes of other characters in UTF-8
        assert data.decode("utf-8") == read


@given(TEXTS)
def test_any_text_in_gb18030_is_read_back_where_the_caller_names_it(text):
    if is_plain(text):
        assert decode(text.encode("gb18030"), encoding="gb18030")[0] == text


@pytest.mark.parametrize(
    ("data", "name", "because"),
    [
        (CHINESE.encode(), "utf-8", "valid as UTF-8"),
        (CHINESE.encode("utf-8-sig"), "utf-8", "byte order mark"),
        (CHINESE.encode("utf-16"), "utf-16-le", "byte order mark"),
        (CHINESE.encode("gbk"), "gb18030", "not UTF-8, valid as GB18030"),
        ("客戶編號，電話\n臺灣機電\n客户\n".encode("gbk"), "gb18030", "not UTF-8, valid as GB18030"),
    ],
)
def test_how_it_was_told_is_said(data, name, because):
    _, found = decode(data)
    assert (found.name, found.because) == (name, because)


@pytest.mark.parametrize(
    "data",
    [
        "客戶編號,公司名稱,電話\n1,上海機電有限公司,02-1234\n".encode("big5"),
        "Strasbourg,24 place Kléber\nMünster,Spezialitäten\n".encode("cp1252"),
        "顧客番号,会社名\n1,株式会社テスト\n".encode("shift_jis"),
    ],
)
def test_other_encodings_are_asked_back_and_not_guessed(data):
    with pytest.raises(SourceError) as caught:
        decode(data)
    assert "UTF-8 (byte" in caught.value.reason
    assert "encoding='big5'" in str(caught.value.hint)


def test_the_caller_may_name_the_encoding():
    text, found = decode("客戶".encode("big5"), encoding="Big5")
    assert (text, found.because) == ("客戶", "given")
    assert decode(b"\xe9", encoding="latin-1")[0] == "é"


def test_a_wrong_encoding_names_the_byte_and_the_line():
    with pytest.raises(SourceError, match="is not utf-8: byte 4 on line 3"):
        decode(b"a\nb\n" + "客户".encode("gbk"), encoding="utf-8")
    with pytest.raises(SourceError, match="byte 3 on line 1"):
        decode(b"abc\xff", encoding="ascii")


@pytest.mark.parametrize("name", ["utf-9", "rot13", "base64", "", "a\x00b", "undefined"])
def test_an_encoding_that_is_none_is_named(name):
    with pytest.raises(SourceError) as caught:
        decode(b"abc", encoding=name)
    assert repr(name) in str(caught.value) or "is not" in str(caught.value)


def workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (workbook(), "Excel workbook"),
        (b"PK\x03\x04" + b"\x01" * 60, "zip archive"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "PNG"),
        (b"SQLite format 3\x00" + b"\x10" * 80, "SQLite"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "old Excel"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"a\x00b\x00c\x00d\x00", "NUL bytes"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_text_is_named(data, what):
    with pytest.raises(SourceError, match=what):
        decode(data)


def test_a_mark_that_is_not_kept_to_is_refused():
    with pytest.raises(SourceError, match="byte order mark"):
        decode(b"\xff\xfea")


def test_a_character_across_two_pieces_is_read(tmp_path):
    text = "a" * (CHUNK - 1) + "客户\n"
    file = tmp_path / "long.txt"
    file.write_bytes(text.encode("gbk"))
    opened = open_text(file, origin="long.txt")
    try:
        assert opened.stream.read() == text
        assert opened.position() == opened.total_bytes == file.stat().st_size
    finally:
        opened.close()


def test_a_fault_far_behind_is_found_before_the_first_row_is_read(tmp_path):
    file = tmp_path / "late.txt"
    file.write_bytes(b"a\n" * CHUNK + b"\xff\xff")
    with pytest.raises(SourceError, match=f"byte {2 * CHUNK:,} on line {CHUNK + 1:,}"):
        open_text(file, origin="late.txt")


def test_a_file_that_is_not_there_or_is_a_folder_is_named(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        open_text(tmp_path / "none.csv", origin="none.csv")
    with pytest.raises(SourceError, match="folder"):
        open_text(tmp_path, origin="here")
