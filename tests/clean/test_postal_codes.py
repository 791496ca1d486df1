"""Postal codes as their countries write them."""

from __future__ import annotations

import pytest

from customerbase.clean.emails import clean_emails
from customerbase.clean.partial_dates import clean_partial_date
from customerbase.clean.postal_codes import clean_postal_code
from customerbase.clean.refused import Refused


@pytest.mark.parametrize(
    ("country", "raw", "said"),
    [
        ("CN", "100020", "100020"),
        ("CN", "100020.0", "100020"),
        ("CN", "０１００２０", "010020"),
        ("DE", "01067", "01067"),
        ("DE", "D-01067", "01067"),
        ("US", "94105", "94105"),
        ("US", "94105-1234", "94105-1234"),
        ("GB", "sw1a 1aa", "SW1A 1AA"),
        ("GB", "M11AE", "M1 1AE"),
        ("CA", "k1a0b1", "K1A 0B1"),
        ("TW", "106", "106"),
        ("TW", "10617", "10617"),
        ("TW", "106409", "106409"),
        ("JP", "100-0001", "100-0001"),
        ("NL", "1012 ab", "1012 AB"),
        ("XX", "whatever 1", "whatever 1"),
        ("CN", "无", None),
    ],
)
def test_a_code_is_written_as_in_its_country(country, raw, said):
    assert clean_postal_code(raw, country=country) == said
    assert said is None or clean_postal_code(said, country=country) == said


@pytest.mark.parametrize(
    ("country", "raw", "why"),
    [
        ("CN", "10020", "is '010020' meant"),
        ("DE", "1067", "is '01067' meant"),
        ("CN", "1000200", "has 7 digits"),
        ("CN", "1.0002E+05", "powers of ten"),
        ("CN", "SW1A 1AA", "no postal code of CN"),
        ("GB", "100020", "no postal code of GB"),
        ("AT", "0123", "no postal code of AT"),
    ],
)
def test_what_is_no_code_of_the_country_is_refused(country, raw, why):
    with pytest.raises(Refused, match=why):
        clean_postal_code(raw, country=country)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("8-Mar", "--03-08"),
        ("Mar 8", "--03-08"),
        ("May 1985", "1985-05"),
        ("12 May", "--05-12"),
        ("Feb 29", "--02-29"),
    ],
)
def test_months_by_their_english_names(raw, said):
    found = clean_partial_date(raw)
    assert found is not None
    assert found.isoformat() == said


@pytest.mark.parametrize("raw", ["80后", "30-Feb", "Foo 8", "农历八月十五", "5/1985"])
def test_what_is_no_part_of_a_day_is_refused(raw):
    with pytest.raises(Refused):
        clean_partial_date(raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("a@b.com（张三）", ["a@b.com"]),
        ("邮箱：a@b.com", ["a@b.com"]),
        ("张三 a@b.com；李四 c@d.com", ["a@b.com", "c@d.com"]),
        ("a@b.com.", ["a@b.com"]),
        ("张三@例子.中国", ["张三@例子.中国"]),
    ],
)
def test_names_beside_an_address_are_no_part_of_it(raw, said):
    found = clean_emails(raw)
    assert found is not None
    assert [each.address for each in found] == said
