"""Numbers of registers, banks and tax offices: what each scheme takes, and what it refuses with a proposal."""

from __future__ import annotations

import pytest
import stdnum.iban
import stdnum.lei
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc
from stdnum.tw import ubn

from customerbase.clean.check_digits import (
    CREDIT_CODE_CHARACTERS,
    is_credit_code,
    is_iban,
    is_lei,
    is_taiwan_business_number,
)
from customerbase.clean.identifiers import clean_identifier
from customerbase.clean.refused import Refused
from customerbase.standard_numbers.vat import can_be_vat

CODE = "91350100M000100Y43"


@pytest.mark.parametrize(
    ("scheme", "raw", "said"),
    [
        ("uscc", CODE, CODE),
        ("uscc", "９１３５０１００ｍ０００１００ｙ４３", CODE),
        ("uscc", "9135 0100 M000 100Y43", CODE),
        ("uscc", "91350100-M000100Y4-3", CODE),
        ("uscc", "'91350100M000100Y43", CODE),
        ("uscc", "统一社会信用代码：91350100M000100Y43", CODE),
        ("uscc", "USCC: 91350100m000100y43", CODE),
        ("uscc", "91440300708461136T", "91440300708461136T"),
        ("uscc", "440300000000001", "440300000000001"),
        ("uscc", "D2143569-X", "D2143569X"),
        ("uscc", "无", None),
        ("tax", CODE, CODE),
        ("tax", "44030071526726X", "44030071526726X"),
        ("tax", "11010519491231002x", "11010519491231002X"),
        ("tax", "税号 91350100M000100Y43", CODE),
        ("tax", "ATU57194903", "ATU57194903"),
        ("vat", "ATU57194903", "ATU57194903"),
        ("vat", "DE 136.695.976", "DE136695976"),
        ("vat", "BE 0697.449.992", "BE0697449992"),
        ("vat", "136695976", "136695976"),
        ("vat", "GB 123 4567 82", "GB123456782"),
        ("id_card", "11010519491231002x", "11010519491231002X"),
        ("id_card", "110105 19491231 002X", "11010519491231002X"),
        ("id_card", "110105491231002", "110105491231002"),
        ("id_card", "A123456(3)", "A123456(3)"),
        ("id_card", "E12345678", "E12345678"),
        ("id_card", "H0123456789", "H0123456789"),
        ("organization_code", "D2143569-X", "D2143569X"),
        ("registration", "110108000000016", "110108000000016"),
        ("registration", "HRB 12345", "HRB12345"),
        ("lei", "529900T8BM49AURSDO55", "529900T8BM49AURSDO55"),
        ("iban", "IBAN DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("bank_account", "de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("bank_account", "6222 0202 0011 2233 445", "6222020200112233445"),
        ("bank_account", "4402 9400 0910 0012 345", "4402940009100012345"),
        ("duns", "15-048-3782", "150483782"),
        ("erp", "a 17-b", "A17B"),
        ("erp", "A:1", "A:1"),
        (None, "17850.0", "17850"),
    ],
)
def test_what_a_scheme_takes(scheme, raw, said):
    assert clean_identifier(raw, scheme=scheme, check=can_be_vat) == said
    assert said is None or clean_identifier(said, scheme=scheme, check=can_be_vat) == said


@pytest.mark.parametrize(
    ("scheme", "raw", "why"),
    [
        ("uscc", "913501OOM000100Y43", "'91350100M000100Y43' meant"),
        ("uscc", "9135O1OOMOOO1OOY43", "'91350100M000100Y43' meant"),
        ("uscc", "9I350I00M000I00Y43", "'91350100M000100Y43' meant"),
        ("uscc", "91350100M000l00Y43", "'91350100M000100Y43' meant"),
        ("uscc", "91350010M000100Y43", "have changed places"),
        ("uscc", "91350100M000100Y4", "has 17 characters"),
        ("uscc", "91350100M000100Y433", "has 19 characters"),
        ("uscc", "91350100М000100Y43", "'91350100M000100Y43' meant"),
        ("uscc", "9.1350100M17", "has 12 characters"),
        ("uscc", "9.1440300708461E+17", "powers of ten"),
        ("uscc", "914403007084610000", "spreadsheet"),
        ("uscc", "D21435690", "check character"),
        ("tax", "91350100M000100Y44", "check character"),
        ("vat", "ATU57194904", "no VAT number of AT"),
        ("vat", "DE136695977", "no VAT number of DE"),
        ("id_card", "110105194912310021", "check character"),
        ("id_card", "110105194913310021", "no day of birth"),
        ("id_card", "110105491331002", "no day of birth"),
        ("id_card", "11010519491231O02X", "'11010519491231002X' meant"),
        ("id_card", "11010519491231002×", "'11010519491231002X' meant"),
        ("id_card", "11010519491231002", "17 digits"),
        ("id_card", "A123456(4)", "check character"),
        ("organization_code", "D21435690", "check character"),
        ("registration", "110108000000017", "check character"),
        ("lei", "529900T8BM49AURSDO56", "check character"),
        ("iban", "DE8937040044053201300", "has 21 characters"),
        ("bank_account", "DE89370400440532013001", "check character"),
        ("bank_account", "6222020200112230000", "spreadsheet"),
        ("duns", "8048378", "nine digits"),
        (None, "1234567890123450", "spreadsheet"),
        (None, "'-", "holds no letter"),
    ],
)
def test_what_cannot_be_such_a_number_is_refused(scheme, raw, why):
    with pytest.raises(Refused, match=why.replace("(", r"\(")):
        clean_identifier(raw, scheme=scheme, check=can_be_vat)


def test_a_number_of_taiwan_is_checked_in_taiwan_only():
    assert clean_identifier("00501503", scheme="tax", region="TW") == "00501503"
    assert clean_identifier("00501502", scheme="tax") == "00501502"
    with pytest.raises(Refused, match="check character"):
        clean_identifier("00501502", scheme="tax", region="TW")


def test_without_a_check_every_vat_number_is_kept():
    assert clean_identifier("ATU57194904", scheme="vat") == "ATU57194904"


@given(st.text(alphabet=CREDIT_CODE_CHARACTERS, min_size=17, max_size=17))
def test_check_characters_of_credit_codes_are_those_of_the_standard(first):
    last = uscc.calc_check_digit(first)
    assert is_credit_code(first + last)
    assert sum(is_credit_code(first + each) for each in CREDIT_CODE_CHARACTERS) == 1


@given(st.text(alphabet="0123456789", min_size=8, max_size=8))
def test_every_business_number_of_taiwan_that_was_right_before_2023_still_is(number):
    assert is_taiwan_business_number(number) or not ubn.is_valid(number)


@given(st.text(alphabet="0123456789ABCXYZ", min_size=18, max_size=22))
def test_accounts_and_entities_hold_as_the_standard_says(text):
    assert is_lei(text) <= stdnum.lei.is_valid(text)
    assert (
        is_iban("DE" + text) == (stdnum.iban.is_valid("DE" + text) if len(text) == 20 else False)
        or text[:2].isalpha()
    )
