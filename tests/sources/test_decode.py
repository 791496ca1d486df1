"""Bytes to text: what is told apart, what is refused, and never a character that was not there."""

from __future__ import annotations

import codecs
import io
import os
import zipfile

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from customerbase.errors import SourceError
from customerbase.sources.decode import CHUNK, Encoding, decode, open_text

CHINESE = "客户编号,公司名称\n1,上海机电有限公司\n"
TEXTS = st.text(st.characters(exclude_characters="\x00\ufeff", exclude_categories=["Cs"]), min_size=1)
MAGIC = ("PK\x03\x04", "%PDF", "GIF8", "PAR1", "\x1f")


def is_plain(text):
    return not text.startswith(MAGIC)


@given(TEXTS.filter(is_plain))
def test_utf8_with_and_without_a_mark_is_read_back(text):
    try:
        assert decode(text.encode("utf-8"))[0] == text
    except SourceError as error:  # a few characters that are as sensible in another encoding
        assert "likelier" in error.reason
        assert sum(byte > 0x7F for byte in text.encode()) <= 8
    assert decode(codecs.BOM_UTF8 + text.encode("utf-8"))[0] == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@given(text=TEXTS)
def test_utf16_and_utf32_with_a_mark_are_read_back(codec, text):
    mark = "\ufeff".encode(codec)
    assert decode(mark + text.encode(codec))[0] == text
    assert decode(mark + text.encode(codec), encoding=codec)[0] == text


def listed(*rows):
    """Lists of a dozen customers or more, each row made of these parts."""
    row = st.tuples(*rows).map(lambda parts: ",".join(map(str, parts)))
    return st.lists(row, min_size=12, max_size=30).map(lambda made: "\r\n".join(made) + "\r\n")


def words(*alternatives):
    return st.sampled_from([each for text in alternatives for each in text.split()])


def joined(*parts):
    return st.tuples(*parts).map("".join)


NUMBER = st.integers(1, 99_999)
SURNAME = words("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 马 朱 胡 郭 何 高 林 罗 欧阳 覃 闫 逄 仉 邬")
GIVEN = words("伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 梓涵 昱霖 筱晗 璟雯 翀 喆 垚")
SIMPLIFIED = listed(
    NUMBER,
    joined(
        words("深圳市 上海 北京 广州市 苏州工业园区 呼和浩特 衢州"),
        words("鑫源 机电 盛达 鼎信 恒瑞 锐捷 翊昇 汇川"),
        words("有限公司 股份有限公司 贸易商行 科技（集团）有限公司 五金厂"),
    ),
    joined(SURNAME, GIVEN),
    words("13800138000 0755-83201234 021-62345678"),
)
TRADITIONAL = listed(
    NUMBER,
    joined(
        words("臺北市 高雄 香港 九龍 新竹 臺中市 桃園"),
        words("鴻源 機電 聯發 鼎信 國泰 寶島 禾聯 遠東"),
        words("有限公司 股份有限公司 貿易行 工業社 實業"),
    ),
    joined(
        words("陳 林 黃 張 李 王 吳 劉 蔡 楊 歐陽 蕭 龔 闕"), words("志豪 淑芬 雅婷 俊傑 怡君 美玲 建宏 鈞")
    ),
)
WESTERN = listed(
    NUMBER,
    words("Müller Schröder Gößmann Weiß Jäger Lefèvre Béranger François Hélène Çelik Peña Ångström"),
    words("GmbH AG Société SARL Bäckerei & Co. Großhandel"),
    words("Köln München Besançon Orléans Nîmes Düsseldorf Würzburg Zürich Málaga"),
)


@pytest.mark.parametrize(
    ("lists", "codec", "found"),
    [
        (SIMPLIFIED, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (WESTERN, "cp1252", "cp1252"),
    ],
)
@settings(max_examples=500 if os.environ.get("CUSTOMERBASE_LONG") else 20)
@given(data=st.data())
def test_lists_as_people_have_them_are_read_back_and_nobody_is_asked(data, lists, codec, found):
    text = data.draw(lists)
    encoded = text.encode(codec)
    assume(not encoded.isascii())
    try:
        encoded.decode("utf-8")
    except UnicodeDecodeError:
        read, encoding = decode(encoded)
        assert read == text
        assert (encoding.name, encoding.mark) == (found, 0)
        assert encoding.certainty >= 0.75


@given(st.one_of(SIMPLIFIED, TRADITIONAL, WESTERN))
@settings(max_examples=300 if os.environ.get("CUSTOMERBASE_LONG") else 20)
def test_lists_in_unicode_are_read_back_with_a_mark_and_without(text):
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        read, encoding = decode(text.encode(codec))
        assert (read, encoding.name) == (text, "utf-8" if "8" in codec else encoding.name)
    for codec in ("utf-16-le", "utf-16-be"):
        mark = "\ufeff".encode(codec)
        assert decode(mark + text.encode(codec)) == (text, Encoding(codec, "byte order mark", 2))


@given(st.binary(max_size=60))
def test_bytes_give_text_that_is_theirs_or_a_named_error(data):
    try:
        read, encoding = decode(data)
    except SourceError:
        return
    assert read.encode(encoding.name) == data[encoding.mark :] or encoding.name == "big5hkscs"
    assert "\ufffd" not in read or "\ufffd".encode(encoding.name) in data


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
        (CHINESE.encode("gbk"), "gb18030", "not UTF-8, GB18030 by what is likely, certainty 99.9%"),
        ("客戶編號，電話\n臺灣機電\n客户\n".encode("gbk"), "gb18030", "not UTF-8, GB18030 by what is likely"),
        (
            "客戶編號,公司\n1,上海機電\n".encode("big5"),
            "big5hkscs",
            "not UTF-8, Big5-HKSCS by what is likely",
        ),
        ("Strasbourg,24 place Kléber\nMünster\n".encode("cp1252"), "cp1252", "Windows-1252 by what is"),
        ("客户,1\n2\n".encode("utf-16-le"), "utf-16-le", "NUL bytes in every second place, certainty"),
    ],
)
def test_how_it_was_told_is_said(data, name, because):
    _, found = decode(data)
    assert found.name == name
    assert because in found.because


@pytest.mark.parametrize("data", [b"\x88b", b"\x88\x62\x88\x64\x88\xa3\x88\xa5"])
def test_bytes_of_hong_kong_that_are_two_characters_do_no_harm(data):
    with pytest.raises(SourceError):
        decode(data)


def test_the_certainty_is_told():
    assert decode(CHINESE.encode())[1].certainty == 1
    short, long = (decode(text.encode("gbk"))[1].certainty for text in ("客户", "客户,联系人,电话,地址"))
    assert 0.75 <= short < long <= 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("顧客番号,会社名\n1,株式会社テスト\n".encode("shift_jis"), "shift_jis"),
        ("고객번호,회사명\n1,한국전자\n".encode("euc_kr"), "euc_kr"),
        ("Клиент,Телефон\nИванов,1\n".encode("cp1251"), "cp1251"),
        ("Dvořák,Łódź\nKováříčková\nŚwiętosław\n".encode("cp1250"), "cp1250"),
    ],
)
def test_other_encodings_are_asked_back_by_name_and_not_guessed(data, name):
    with pytest.raises(SourceError) as caught:
        decode(data)
    assert "UTF-8 (byte" in caught.value.reason
    assert name in caught.value.reason
    assert f"encoding={name!r}" in str(caught.value.hint)


def test_where_two_are_about_as_likely_both_are_named():
    with pytest.raises(SourceError) as caught:
        decode("方".encode("gbk"))  # 源 in Big5
    assert "not sure" in caught.value.reason
    assert str(caught.value.hint).count("encoding=") >= 2


def test_a_few_bytes_that_are_utf8_by_chance_are_asked_for():
    data = "编号,女\n1,女\n2,女\n".encode("gbk").replace("编号".encode("gbk"), b"id")
    assert data.decode("utf-8") == "id,Ů\n1,Ů\n2,Ů\n"
    with pytest.raises(SourceError, match="likelier to be GB18030"):
        decode(data)
    assert decode(data, encoding="gb18030")[0].startswith("id,女")
    for text in ("Müller,é\n", "Иван", "Ärzte", "Ğ"):
        assert decode(text.encode())[0] == text


def test_utf8_that_was_damaged_is_named_and_not_read_as_something_else():
    whole = "客户编号,公司名称\n1,上海机电有限公司\n2,深圳市汇川\n".encode()
    with pytest.raises(SourceError, match="is UTF-8 by what most of it says") as caught:
        decode(whole[:40] + whole[41:])
    assert "line 2" in str(caught.value)
    with pytest.raises(SourceError, match="is UTF-8 by what most of it says"):
        decode(whole + "3,北京\n".encode("gbk"))


def test_gb18030_that_was_damaged_is_named_with_the_byte():
    data = (CHINESE * 3).encode("gbk") + b"\xff\n"
    with pytest.raises(SourceError, match=r"nor GB18030 \(byte \d+ on line 7\)"):
        decode(data)


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
        (b"ab\x00c\x00\x00d\x00\x00", "NUL bytes"),
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
    with pytest.raises(SourceError, match=rf"not UTF-8 \(byte {2 * CHUNK:,} on line {CHUNK + 1:,}\)"):
        open_text(file, origin="late.txt")


def test_a_file_that_is_not_there_or_is_a_folder_is_named(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        open_text(tmp_path / "none.csv", origin="none.csv")
    with pytest.raises(SourceError, match="folder"):
        open_text(tmp_path, origin="here")
