"""Whatever a cell holds, a cleaner gives a value, None, or `Refused`; and equal text gives an equal value."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.clean import choices
from customerbase.clean.addresses import clean_address, parse_address
from customerbase.clean.company_names import core_key, name_key, parse_company_name
from customerbase.clean.dates import clean_date, clean_day
from customerbase.clean.divisions import Divisions
from customerbase.clean.emails import clean_emails
from customerbase.clean.identifiers import clean_identifier
from customerbase.clean.ids import clean_id
from customerbase.clean.money import clean_currency, clean_money
from customerbase.clean.numbers import clean_flag, clean_number, clean_share, clean_whole
from customerbase.clean.partial_dates import clean_partial_date
from customerbase.clean.phone_keys import phone_doubt
from customerbase.clean.phones import clean_phones, phone_key
from customerbase.clean.postal_codes import clean_postal_code
from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_name, clean_tags, clean_text

TABLE = Divisions.from_rows(
    [
        ("440000", "广东省", None, None),
        ("440300", "深圳市", None, None),
        ("440305", "南山区", None, None),
        ("110000", "北京市", None, None),
        ("110108", "海淀区", None, None),
        ("310108", "闸北区", None, 2015),
    ]
)

CLEANERS = [
    clean_text,
    clean_name,
    clean_tags,
    clean_id,
    clean_identifier,
    *[
        lambda raw, scheme=scheme: clean_identifier(raw, scheme=scheme)
        for scheme in (
            "uscc",
            "tax",
            "vat",
            "id_card",
            "organization_code",
            "registration",
            "lei",
            "iban",
            "duns",
        )
    ],
    clean_postal_code,
    lambda raw: clean_postal_code(raw, country="GB"),
    lambda raw: clean_phones(raw, region="DE"),
    clean_number,
    clean_whole,
    clean_share,
    clean_flag,
    clean_money,
    lambda raw: clean_money(raw, currency="CNY", unit="万元"),
    lambda raw: clean_money(raw, currency="USD", unit=raw),
    clean_currency,
    clean_date,
    clean_day,
    lambda raw: clean_date(raw, dayfirst=True, serial=True),
    clean_partial_date,
    clean_phones,
    clean_emails,
    lambda raw: clean_address(text=raw),
    lambda raw: clean_address(country=raw, province=raw, city=raw, postal_code=raw),
    *[getattr(choices, name) for name in choices.__all__],
]

NASTY = [
    "\x00", "\ud800", "\ufeff", "\u202e", "\u200b", "\r\n", "'", '"', "=1+1", "=HYPERLINK(1)", "🙂", "é", "e\u0301",
    "Infinity", "-inf", "sNaN", "1e999", "1E-999", "9" * 400, "-" * 50, "(((", "()", "( )", "%", "折", "万", "万元", "亿元",
    "¥", "$", "€", "USD", "usd eur", "元", "元元", "+", "+-1", "1.", ".", ",", "1,", ",1", "²", "½", "Ⅷ", "٣", "३", "１",
    "0000-00-00", "9999-99-99", "99999999", "00000000", "2024-02-30T99:99:99", "2024-01-01T00:00:00+99:99", "1-1-1",
    "12:30", "--02-30", "0月0日", "0年", "0000年1月", "@", "@@", "a@b", "<>", "<@>", "mailto:", "ext", "转", "转1", "x", "1x1",
    "1/2/3/4", "/", "//", "省", "市", "广东", "北京市市市", "中国", "0", "-0", "00", "0.0", "ß", "İ", "ı", "a" * 10_000,
    "(" * 1_000, "1," * 1_000, "1;" * 500, "a@" * 500, "区" * 1_000, "北京" + "甲" * 3_000, "12 Foo 2024", "١٢٣٤-٠١-٠٥",
]  # fmt: skip

TEXT = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789.,-+()/ %元万亿年月日转:;@$¥eE北京省市区折", max_size=20),
    st.sampled_from(NASTY),
    st.builds("".join, st.lists(st.sampled_from(NASTY[:80]), max_size=3)),
)


PARSERS = [
    parse_company_name,
    core_key,
    parse_address,
    lambda raw: parse_address(raw, divisions=TABLE),
]
"""What takes any text and refuses none."""


def tried(cleaner, raw):
    try:
        return cleaner(raw)
    except Refused as error:
        assert error.reason
        return str(error)


@pytest.mark.parametrize("cleaner", [*CLEANERS, *PARSERS])
@given(raw=TEXT)
def test_nothing_but_a_value_none_or_refused_comes_out(cleaner, raw):
    assert tried(cleaner, raw) == tried(cleaner, raw)


@pytest.mark.parametrize("parser", PARSERS)
def test_a_parser_takes_whatever_a_cell_holds_however_long(parser):
    for piece in ("市", "(", "区", "1", " ", "县市", "路", "公司", "广东省", "有限公司分"):
        raw = (piece * 100_000)[:100_000]
        for text in (raw, f"深圳{raw}", f"{raw}x"):
            assert parser(text) == parser(text)


@pytest.mark.parametrize("cleaner", [*CLEANERS, *PARSERS])
def test_the_nasty_ones_each(cleaner):
    for raw in NASTY:
        assert tried(cleaner, raw) == tried(cleaner, raw)


@pytest.mark.parametrize("cleaner", [each for each in CLEANERS if each is not clean_flag])
def test_every_cleaner_takes_the_same_for_blank(cleaner):
    for blank in sorted(BLANKS):
        if not (blank in {"无", "無"} and cleaner is choices.clean_influence):
            assert cleaner(f" {blank.upper()} ") is None, blank


LONG = [
    "1",
    "1,",
    "1/",
    "(",
    "a ",
    "@a",
    "<",
    '"',
    "甲",
    "区市",
    "万",
    "1 ",
    "a,",
    "0755-",
    "'",
    "1.",
    "年1月",
]


@pytest.mark.parametrize("cleaner", CLEANERS)
def test_a_very_long_cell_takes_no_longer_than_its_length(cleaner):
    # Well under a tenth of a second each; an expression that goes back over its steps takes minutes.
    begun = time.perf_counter()
    for piece in LONG:
        for raw in (piece * 10_000, "北京" + piece * 10_000, piece * 10_000 + "<x", "5" + " " * 10_000 + "x"):
            tried(cleaner, raw)
    assert time.perf_counter() - begun < 30


@given(TEXT | st.text(alphabet="0123456789-+()/ 转ext手机李经理:;", max_size=30))
def test_a_number_that_was_cleaned_is_clean(raw):
    try:
        found = clean_phones(raw) or ()
    except Refused:
        found = ()
    for each in found:
        assert [str(one) for one in clean_phones(str(each)) or ()] == [str(each)]
        phone_key(each), phone_doubt(each), phone_key(raw, region="US"), phone_doubt(raw, region="DE")


@given(st.text())
def test_any_name_has_a_key_and_keys_are_stable(name):
    assert name_key(name_key(name)) == name_key(name)
