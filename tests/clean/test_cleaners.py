"""What each cleaner makes of what people write: a table for each kind of field."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from customerbase.clean.choices import (
    clean_attitude,
    clean_channel,
    clean_direction,
    clean_gender,
    clean_influence,
    clean_kind,
    clean_method,
    clean_outcome,
    clean_reach,
    clean_roles,
    clean_stage,
)
from customerbase.clean.company_names import name_key
from customerbase.clean.dates import clean_date, clean_day
from customerbase.clean.emails import clean_emails, email_key
from customerbase.clean.identifiers import clean_identifier
from customerbase.clean.ids import clean_id, id_was_float
from customerbase.clean.money import clean_currency, clean_money
from customerbase.clean.numbers import clean_flag, clean_number, clean_share, clean_whole
from customerbase.clean.partial_dates import clean_partial_date
from customerbase.clean.phones import clean_phones
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_name, clean_prose, clean_tags, clean_text, is_blank
from customerbase.model import (
    Attitude,
    Channel,
    CollectionMethod,
    ContactRole,
    Gender,
    Stage,
    VerificationOutcome,
)
from customerbase.values import Money


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("Ann", "Ann"),
        ("  Ann  ", "Ann"),
        ("ＡＢＣ（深圳）", "ABC(深圳)"),
        ("甲，乙。", "甲,乙。"),
        ("a\u200bb\ufeff", "ab"),
        ("a\x07b", "ab"),
        ("one\r\ntwo", "one\ntwo"),
        ("x²", "x²"),
        ("０", "0"),
        *[
            (blank, None)
            for blank in (
                "",
                " ",
                "\u3000",
                "NULL",
                "null",
                "N/A",
                "n/a",
                "-",
                "—",
                "无",
                "\\N",
                "nan",
                "None",
            )
        ],
    ],
)
def test_text(raw, said):
    assert clean_text(raw) == said


def test_the_caller_says_what_is_blank():
    assert clean_text("无", blanks=frozenset({""})) == "无"
    assert clean_text("tbd", blanks=frozenset({"", "tbd"})) is None
    assert is_blank("NULL")
    assert not is_blank("0")


@pytest.mark.parametrize("raw", ["a\x00b", "a\ud800"])
def test_text_that_no_store_can_keep_is_refused(raw):
    with pytest.raises(Refused, match="NUL"):
        clean_text(raw)


def test_text_above_its_limit_is_refused():
    with pytest.raises(Refused, match="600 characters"):
        clean_name("a" * 600)


@pytest.mark.parametrize(
    ("raw", "said"), [("上海  机电", "上海 机电"), ("A\n B", "A B"), ("Ａ　Ｂ", "A B"), ("None", None)]
)
def test_name(raw, said):
    assert clean_name(raw) == said


def test_tags():
    assert clean_tags("VIP；老客户、VIP,east") == ("VIP", "老客户", "east")
    assert clean_tags(" ; ") is None


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("17850.0", "17850"),
        ("17850.00", "17850"),
        ("00042", "00042"),
        ("ALFKI", "ALFKI"),
        ("1E5", "1E5"),
        ("5E12", "5E12"),
        ("85123A", "85123A"),
        (" Ｃ０１ ", "C01"),
        ("Brion  Stark", "Brion Stark"),
        ("1.50", "1.50"),
        ("nan", None),
        ("NULL", None),
    ],
)
def test_id(raw, said):
    assert clean_id(raw) == said


def test_an_id_tells_that_it_was_a_float():
    assert id_was_float("17850.0")
    assert not id_was_float("17850")
    assert not id_was_float("1.5")


@pytest.mark.parametrize("raw", ["1.38E+10", "1.38e+10", "6.2E17", "1E+15"])
def test_an_id_in_powers_of_ten_is_refused(raw):
    with pytest.raises(Refused, match="powers of ten"):
        clean_id(raw)
    with pytest.raises(Refused, match="powers of ten"):
        clean_identifier(raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("91440300708461136t", "91440300708461136T"),
        ("9144 0300 7084-61136T", "91440300708461136T"),
        ("'6222020200112233445", "6222020200112233445"),
        ("440301199001011230", "440301199001011230"),
        ("无", None),
    ],
)
def test_identifier(raw, said):
    assert clean_identifier(raw) == said


@pytest.mark.parametrize("raw", ["6222020200112230000", "440301199001011000", "1234567890123450"])
def test_an_identifier_that_a_spreadsheet_has_rounded_is_refused(raw):
    with pytest.raises(Refused, match="spreadsheet"):
        clean_identifier(raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("12", "12"),
        ("-12.5", "-12.5"),
        ("1,234.50", "1234.50"),
        ("1,234", "1234"),
        ("1,234,567", "1234567"),
        ("１，２３４．５", "1234.5"),
        ("1.234,50", "1234.50"),
        ("1.234.567,5", "1234567.5"),
        ("1\n234,5", "1234.5"),
        ("1 234 567", "1234567"),
        ("1'234.5", "1234.5"),
        ("(12.5)", "-12.5"),
        ("（1,200）", "-1200"),
        ("12-", "-12"),
        ("−3", "-3"),
        ("+3", "3"),
        (".5", "0.5"),
        ("5.", "5"),
        ("3万", "30000"),
        ("1.2亿", "120000000"),
        ("1E3", "1000"),
        ("22086.0", "22086.0"),
        ("", None),
        ("NaN", None),
    ],
)
def test_number(raw, said):
    assert clean_number(raw) == (None if said is None else Decimal(said))


@pytest.mark.parametrize(
    "raw",
    [
        "1,23",
        "1,2345",
        "1.234.567",
        "twelve",
        "12%",
        "1-2",
        "Infinity",
        "--1",
        "1,234,56",
        "9" * 19,
        "()",
        "²",
    ],
)
def test_what_is_no_number_or_two_is_refused(raw):
    with pytest.raises(Refused):
        clean_number(raw)


def test_whole_numbers():
    assert [clean_whole(each) for each in ("12", "12.0", "1,200人", "120个", "")] == [12, 12, 1200, 120, None]
    with pytest.raises(Refused, match="whole"):
        clean_whole("12.5")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("15%", "0.15"),
        ("0.15", "0.15"),
        ("0", "0"),
        ("1", "1"),
        ("8.5折", "0.15"),
        ("85折", "0.15"),
        ("九", None),
    ],
)
def test_share(raw, said):
    if said is None:
        with pytest.raises(Refused):
            clean_share(raw)
    else:
        assert clean_share(raw) == Decimal(said)


@pytest.mark.parametrize("raw", ["15", "-0.1", "120%"])
def test_what_is_no_share_is_refused(raw):
    with pytest.raises(Refused):
        clean_share(raw)


def test_flags():
    assert [clean_flag(each) for each in ("是", "Yes", "1", "TRUE", "否", "no", "0", "")] == [True] * 4 + [
        False
    ] * 3 + [None]
    with pytest.raises(Refused, match="neither"):
        clean_flag("perhaps")


@pytest.mark.parametrize(
    ("raw", "currency", "unit", "amount", "code"),
    [
        ("14.00", "USD", None, "14.00", "USD"),
        ("USD 1,234.50", None, None, "1234.50", "USD"),
        ("1,234.50 usd", "CNY", None, "1234.50", "USD"),
        ("€5", None, None, "5", "EUR"),
        ("£1,200", None, None, "1200", "GBP"),
        ("￥100", "CNY", None, "100", "CNY"),
        ("¥100", "JPY", None, "100", "JPY"),
        ("$5.5", "USD", None, "5.5", "USD"),
        ("$5.5", "HKD", None, "5.5", "HKD"),
        ("HK$5", "CNY", None, "5", "HKD"),
        ("5元", None, None, "5", "CNY"),
        ("5元", "HKD", None, "5", "HKD"),
        ("5元整", "CNY", None, "5", "CNY"),
        ("1342128万元", None, None, "13421280000", "CNY"),
        ("1342128万元", "CNY", "万元", "13421280000", "CNY"),
        ("500万美元", "CNY", None, "5000000", "USD"),
        ("500万元人民币", None, None, "5000000", "CNY"),
        ("人民币 500 万元", None, None, "5000000", "CNY"),
        ("2亿元", None, None, "200000000", "CNY"),
        ("500", "CNY", "万元", "5000000", "CNY"),
        ("500", None, "万元", "5000000", "CNY"),
        ("500", None, "万美元", "5000000", "USD"),
        ("500元", None, "万元", "500", "CNY"),
        ("500", "CNY", "USD", "500", "USD"),
        ("500", "CNY", "元", "500", "CNY"),
        ("(1,200.00)", "CNY", None, "-1200.00", "CNY"),
        ("-€3", None, None, "-3", "EUR"),
        ("港币3千万", None, None, "30000000", "HKD"),
        ("0", "CNY", None, "0", "CNY"),
    ],
)
def test_money(raw, currency, unit, amount, code):
    assert clean_money(raw, currency=currency, unit=unit) == Money(amount, code)


@pytest.mark.parametrize(
    ("raw", "currency", "why"),
    [
        ("100", None, "does not say its currency"),
        ("¥100", None, "CNY or JPY"),
        ("¥100", "USD", "CNY or JPY"),
        ("$100", "EUR", "may mean"),
        ("5 USD or 4 EUR", None, "several currencies"),
        ("面议", "CNY", "no number"),
        ("1,23", "CNY", "two ways"),
        ("1.12345678", "CNY", "6 decimals"),
        ("元", "CNY", "no number"),
        ("5", "XYZ", "no currency"),
    ],
)
def test_money_that_cannot_be_trusted_is_refused(raw, currency, why):
    with pytest.raises(Refused, match=why):
        clean_money(raw, currency=currency)


def test_blank_money_is_none():
    assert clean_money("NULL", currency="CNY") is None


def test_currencies():
    assert [clean_currency(each) for each in ("cny", "人民币", "RMB", "美元", "€", "元", "")] == [
        "CNY", "CNY", "CNY", "USD", "EUR", "CNY", None,
    ]  # fmt: skip
    with pytest.raises(Refused, match="may be"):
        clean_currency("¥")
    with pytest.raises(Refused, match="no currency"):
        clean_currency("gold")


JAN_5 = date(2024, 1, 5)


@pytest.mark.parametrize(
    ("raw", "day", "moment"),
    [
        ("2024-01-05", JAN_5, None),
        ("2024年1月5日", JAN_5, None),
        ("2024年01月05号", JAN_5, None),
        ("2024/1/5", JAN_5, None),
        ("2024.1.5", JAN_5, None),
        ("20240105", JAN_5, None),
        ("２０２４－０１－０５", JAN_5, None),
        ("13/1/2024", date(2024, 1, 13), None),
        ("1/13/2024", date(2024, 1, 13), None),
        ("3/3/2024", date(2024, 3, 3), None),
        ("5 Jan 2024", JAN_5, None),
        ("January 5th, 2024", JAN_5, None),
        ("1996-07-04 00:00:00.000", date(1996, 7, 4), None),
        ("2010-12-01 08:26:00", date(2010, 12, 1), datetime(2010, 12, 1, 8, 26)),
        ("2010-12-01T08:26", date(2010, 12, 1), datetime(2010, 12, 1, 8, 26)),
        ("2024/1/5 15:04:03", JAN_5, datetime(2024, 1, 5, 15, 4, 3)),
        ("2024年1月5日 下午3:05", JAN_5, datetime(2024, 1, 5, 15, 5)),
        ("2024-01-05 3:05 PM", JAN_5, datetime(2024, 1, 5, 15, 5)),
        ("2024-01-05 12:00 AM", JAN_5, None),
        ("2024-01-05T08:00:00Z", JAN_5, datetime(2024, 1, 5, 8, tzinfo=UTC)),
        ("2024-01-05T00:00:00+08:00", JAN_5, datetime(2024, 1, 5, tzinfo=timezone(timedelta(hours=8)))),
        ("2024-01-05 08:26:00.123456", JAN_5, datetime(2024, 1, 5, 8, 26, 0, 123456)),
        ("2024-01-05 星期五", JAN_5, None),
        ("二〇二四年一月五日", JAN_5, None),
        ("二○二四年十二月三十一日", date(2024, 12, 31), None),
        ("二零二四年十月廿五日", date(2024, 10, 25), None),
        ("民国113年1月5日", JAN_5, None),
        ("中華民國113年01月05日", JAN_5, None),
        ("民国113/01/05", JAN_5, None),
    ],
)
def test_date(raw, day, moment):
    assert clean_date(raw) == (day, moment)
    assert clean_day(raw) == day


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("24-1-5", "which part is the year"),
        ("113/01/05", "no date"),
        ("农历正月初五", "lunar"),
        ("二〇二四年十三月一日", "no such day"),
        ("二〇二四年一月十十日", "no such day"),
        ("2023-02-29", "no such day"),
        ("5.1.24", "which part is the year"),
        ("1/2/2024", "day or with the month"),
        ("2024-02-30", "no such day: 2024-02-30"),
        ("2024-13-01", "no such day"),
        ("20241301", "no such day"),
        ("31/31/2024", "no such day"),
        ("45296", "format the column as dates"),
        ("2024-01-05 25:00", "no time"),
        ("2024-01-05 soon", "no time"),
        ("0001-01-01", "before the year 1000"),
        ("soon", "no date"),
        ("5 Foo 2024", "no month"),
        ("2024-1/5", "no date"),
        ("2024-01-05T08:00:00+99:00", "no time"),
    ],
)
def test_what_is_no_day_or_several_is_refused(raw, why):
    with pytest.raises(Refused, match=why):
        clean_date(raw)


def test_the_caller_says_how_a_date_is_meant():
    assert clean_day("1/2/2024", dayfirst=True) == date(2024, 2, 1)
    assert clean_day("1/2/2024", dayfirst=False) == date(2024, 1, 2)
    assert clean_day("45296", serial=True) == JAN_5
    assert clean_day("45296.5", serial=True) == JAN_5
    assert clean_day("NULL") is None


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("1980", "1980"),
        ("1980年", "1980"),
        ("1980年5月", "1980-05"),
        ("1980/5", "1980-05"),
        ("5月12日", "--05-12"),
        ("5月", "--05"),
        ("--05-12", "--05-12"),
        ("2月29日", "--02-29"),
        ("1980-05-12", "1980-05-12"),
        ("1980.5.12", "1980-05-12"),
    ],
)
def test_partial_date(raw, said):
    found = clean_partial_date(raw)
    assert found is not None
    assert found.isoformat() == said


@pytest.mark.parametrize("raw", ["05-12", "13月1日", "1980年13月", "1981年2月29日", "2月30日", "0000"])
def test_part_of_a_day_that_never_was_is_refused(raw):
    with pytest.raises(Refused):
        clean_partial_date(raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("030-0074321", ["030-0074321"]),
        ("(5) 555-4729", ["(5) 555-4729"]),
        ("88.60.15.31", ["88.60.15.31"]),
        ("０７５５－８３２０１２３４", ["0755-83201234"]),
        ("0755-83201234转8012", ["0755-83201234 ext. 8012"]),
        ("0755-83201234-8012", ["0755-83201234 ext. 8012"]),
        ("(0755)83201234 x12", ["(0755)83201234 ext. 12"]),
        ("+86 138 0013 8000", ["+86 138 0013 8000"]),
        ("13800138000/13900139000", ["13800138000", "13900139000"]),
        ("13800138000；13800138000", ["13800138000"]),
        ("83201234/5", ["83201234", "83201235"]),
        ("电话：83201234、传真：83201235", ["83201234", "83201235"]),
        ("400-800-1234", ["400-800-1234"]),
        ("95588", ["95588"]),
        ("13800138000.0", ["13800138000"]),
    ],
)
def test_phones(raw, said):
    found = clean_phones(raw)
    assert found is not None
    assert [str(each) for each in found] == said


def test_further_phones_are_labelled_after_the_first():
    found = clean_phones("83201234,83201235", label="fax")
    assert found is not None
    assert [each.label for each in found] == ["fax", "fax 2"]


@pytest.mark.parametrize("raw", ["1.38E+10", "call Ann", "12", "0" * 30, ";", "138001380OO"])
def test_what_nobody_can_dial_is_refused(raw):
    with pytest.raises(Refused):
        clean_phones(raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("Ann@Example.COM", ["Ann@example.com"]),
        ("mailto:ann@example.com", ["ann@example.com"]),
        ("Ann Lee <ann@example.com>", ["ann@example.com"]),
        ("a@example.com；b@example.com", ["a@example.com", "b@example.com"]),
        ("ａｎｎ＠example.com", ["ann@example.com"]),
        ("a@example.com a@EXAMPLE.com", ["a@example.com"]),
    ],
)
def test_emails(raw, said):
    assert [email_key(each) for each in clean_emails(raw)] == [each.lower() for each in said]
    found = clean_emails(raw)
    assert found is not None
    assert [each.address for each in found] == said


@pytest.mark.parametrize(
    "raw", ["ann", "ann@", "@example.com", "a@b@example.com", "ann@example", "a..b@example.com", ";"]
)
def test_what_is_no_email_is_refused(raw):
    with pytest.raises(Refused):
        clean_emails(raw)


@pytest.mark.parametrize(
    ("cleaner", "raw", "said"),
    [
        (clean_stage, "Prospect", Stage.PROSPECT),
        (clean_stage, "现实客户", Stage.ACTIVE),
        (clean_stage, "流失", Stage.LAPSED),
        (clean_stage, "過去客戶", Stage.FORMER),
        (clean_kind, "企业客户", "organization"),
        (clean_kind, "个人", "person"),
        (clean_reach, "间接", "indirect"),
        (clean_gender, "Ms.", Gender.FEMALE),
        (clean_gender, "男", Gender.MALE),
        (clean_roles, "决策者、采购者", (ContactRole.DECIDER, ContactRole.BUYER)),
        (clean_roles, "Decision Maker; user", (ContactRole.USER, ContactRole.DECIDER)),
        (clean_influence, "5", 5),
        (clean_influence, "中", 3),
        (clean_attitude, "支持", Attitude.SUPPORTER),
        (clean_channel, "上门拜访", Channel.VISIT),
        (clean_channel, "微信", Channel.MESSAGE),
        (clean_direction, "来电", "inbound"),
        (clean_method, "熟人介绍", CollectionMethod.REFERRAL),
        (clean_outcome, "confirmed", VerificationOutcome.CONFIRMED),
        (clean_outcome, "√", VerificationOutcome.CONFIRMED),
        (clean_outcome, "已更正", VerificationOutcome.CORRECTED),
        (clean_outcome, "X", VerificationOutcome.WRONG),
        (clean_outcome, "錯誤", VerificationOutcome.WRONG),
        (clean_outcome, "No answer", VerificationOutcome.UNREACHABLE),
        (clean_outcome, "拒绝核实", VerificationOutcome.REFUSED),
        (clean_outcome, "-", None),
        (clean_stage, "NULL", None),
    ],
)
def test_words_for_choices(cleaner, raw, said):
    assert cleaner(raw) == said


@pytest.mark.parametrize(
    "cleaner",
    [clean_stage, clean_kind, clean_gender, clean_roles, clean_channel, clean_direction, clean_outcome],
)
def test_an_unknown_word_is_refused_and_the_choices_are_listed(cleaner):
    with pytest.raises(Refused, match=r"write one of [a-z]+, [a-z]+"):
        cleaner("gibberish")


@pytest.mark.parametrize("raw", ["0", "6", "much"])
def test_influence_is_from_one_to_five(raw):
    with pytest.raises(Refused, match="from 1"):
        clean_influence(raw)


def test_spellings_of_one_company_have_one_key():
    assert name_key("ACME, Inc.") == name_key("acme inc") == name_key("ＡＣＭＥ　Inc．")
    assert name_key("A+B") != name_key("AB")
    assert name_key("???") != name_key("!!!")


def test_sentences_stay_as_they_were_written():
    assert clean_prose(" 请报价：真丝，５００米（急）！ ") == "请报价：真丝，５００米（急）！"
    assert clean_prose("ＮＵＬＬ") is None
    assert clean_prose("ok\r\n\x07then") == "ok\nthen"
