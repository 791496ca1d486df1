"""Keys of telephone numbers, what makes one doubtful, and the words beside it."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from customerbase.clean.calling_codes import dialling
from customerbase.clean.phone_keys import phone_doubt
from customerbase.clean.phones import clean_phones, phone_key
from customerbase.values import Phone

KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE)


def examples():
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in KINDS:
            number = phonenumbers.example_number_for_type(region, kind)
            if number is not None:
                yield region, number


@pytest.mark.parametrize("form", [PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL])
def test_keys_are_those_of_the_published_plans_all_over_the_world(form):
    wrong, none = [], 0
    for region, number in examples():
        written = phonenumbers.format_number(number, form)
        key = phone_key(written, region=region)
        none += key is None
        if key not in (None, phonenumbers.format_number(number, PhoneNumberFormat.E164)):
            wrong.append((region, written, key))

    assert wrong == []
    assert none <= (0 if form == PhoneNumberFormat.INTERNATIONAL else 45)  # no trunk prefix tells of an area


def test_every_region_has_a_plan():
    assert [each for each in phonenumbers.SUPPORTED_REGIONS if dialling(each) is None] == []
    assert dialling("XX") is None
    assert phone_key("030 123456", region="XX") is None


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 138 0013 8000",
        "0086-13800138000",
        "(86)13800138000",
        "8613800138000",
        "013800138000",
        "１３８００１３８０００",
        "（+86）13800138000",
    ],
)
def test_spellings_of_a_mobile_number_have_one_key(written):
    assert phone_key(written) == "+8613800138000"
    assert phone_key(Phone(number=written, extension="1")) == "+8613800138000"


@pytest.mark.parametrize(
    "written",
    [
        "0755-83201234",
        "(0755)83201234",
        "+86 755 8320 1234",
        "+86 (0)755 83201234",
        "86-755-83201234",
        "755-83201234",
    ],
)
def test_spellings_of_a_number_in_a_town_have_one_key(written):
    assert phone_key(written) == "+8675583201234"


@pytest.mark.parametrize(
    ("written", "region", "key"),
    [
        ("852-2345 6789", "CN", "+85223456789"),
        ("(853) 2857 1234", "CN", "+85328571234"),
        ("886-2-2720-8889", "CN", "+886227208889"),
        ("00852 23456789", "CN", "+85223456789"),
        ("2345 6789", "HK", "+85223456789"),
        ("02-2720-8889", "TW", "+886227208889"),
        ("1-650-555-1234", "CN", "+16505551234"),
        ("(650) 555-1234", "US", "+16505551234"),
        ("1 650 555 1234", "US", "+16505551234"),
        ("030 123456", "DE", "+4930123456"),
        ("+49 (0)30 123456", "CN", "+4930123456"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("+39 06 1234 5678", "CN", "+390612345678"),
        ("8 800 555 35 35", "RU", "+78005553535"),
        ("400-800-1234", "CN", "+864008001234"),
        ("95588", "CN", None),
        ("83201234", "CN", None),
        ("123456", "DE", None),
        ("555-1234", "US", None),
        ("138001380001", "CN", None),
        ("00000000000", "CN", None),
        ("+999 123456", "CN", None),
        ("+86 95588", "CN", None),
    ],
)
def test_a_key_tells_the_whole_number_or_nothing(written, region, key):
    assert phone_key(written, region=region) == key


@given(st.text(alphabet="0123456789+-() ./", max_size=25), st.sampled_from(["CN", "US", "DE", "HK", "BY"]))
def test_a_key_is_its_own_key(written, region):
    key = phone_key(written, region=region)
    if key is not None:
        assert phone_key(key, region=region) == key


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("138001380001", "12 digits; a mobile number has 11"),
        ("1380013800", "10 digits; a mobile number has 11"),
        ("11111111111", "one digit"),
        ("+86 12345", "country whose code"),
        ("0755-832012345678", "16 digits"),
        ("13800138000", None),
        ("95588", None),
        ("10086", None),
        ("83201234", None),
        ("0755-83201234", None),
    ],
)
def test_a_number_that_may_be_wrong_is_told_from_one_that_is_as_numbers_are(written, why):
    doubt = phone_doubt(written)
    assert (doubt is None) == (why is None)
    assert why is None or why in doubt


def test_a_number_longer_than_its_country_has_is_doubtful():
    assert phone_doubt("2345 6789 0123", region="HK") == "has 12 digits, more than numbers have in HK"
    assert phone_doubt("2345 6789", region="HK") is None


def test_another_reading_may_be_given():
    assert phone_key("2345", region="HK", parse=lambda number, region: f"{region}:{number}") == "HK:2345"
    assert phone_key("13800138000", parse=lambda number, region: "never") == "+8613800138000"


def labels(raw, **how):
    found = clean_phones(raw, **how)
    assert found is not None
    return [(each.label, str(each)) for each in found]


def test_words_beside_a_number_are_its_label():
    assert labels("办:0755-83201234 手机:13800138000") == [
        ("office", "0755-83201234"),
        ("mobile", "13800138000"),
    ]
    assert labels("13800138000李经理 13900139000王经理") == [
        ("李经理", "13800138000"),
        ("王经理", "13900139000"),
    ]
    assert labels("李经理：13800138000；13900139000", label="fax") == [
        ("李经理", "13800138000"),
        ("fax", "13900139000"),
    ]
    assert labels("M:13800138000/13900139000") == [("mobile", "13800138000"), ("main", "13900139000")]
    assert labels("手机13800138000 手机13900139000") == [
        ("mobile", "13800138000"),
        ("mobile 2", "13900139000"),
    ]
    assert labels("0755-83201234转8012手机13800138000") == [
        ("main", "0755-83201234 ext. 8012"),
        ("mobile", "13800138000"),
    ]
    assert labels("手机13800138000（微信同号）") == [("mobile 微信同号", "13800138000")]


def test_the_last_digits_after_a_hyphen_are_an_extension_in_china_only():
    assert labels("010-83201234-0") == [("main", "010-83201234 ext. 0")]
    assert labels("030-1234567-0", region="DE") == [("main", "030-1234567-0")]
