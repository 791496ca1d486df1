"""Any list of customers that is written by us and read back is equal."""

from __future__ import annotations

import os
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import customerbase
from customerbase.convert import to_json
from customerbase.model import Customer, OrganizationProfile, PersonProfile
from customerbase.outputs import csv
from customerbase.outputs.customers_list import customers_list
from customerbase.values import (
    Address,
    Anniversary,
    CreditStanding,
    Email,
    Identifier,
    Money,
    PartialDate,
    PaymentTerms,
    Phone,
    Size,
)

LONG = bool(os.environ.get("CUSTOMERBASE_LONG"))

COMPANY = Customer(
    customer_id="C1",
    name='=上海机电, "Ltd"',
    stage="active",
    reach="indirect",
    acquired_on=date(2024, 1, 2),
    short_name="+机电",
    industry="机械",
    language="zh",
    currency="CNY",
    organization=OrganizationProfile(
        legal_name="上海机电有限公司",
        english_name="Shanghai Electric",
        legal_representative="王五",
        founded=PartialDate(year=2001, month=2),
        ownership="private",
        business_scope="机电; 五金",
        main_products="泵",
        website="https://example.cn",
        bank="中国银行",
    ),
    addresses=[
        Address(country="中国", province="广东省", city="深圳市", street="科技路1号", postal_code="518000"),
        Address(label="billing", city="广州市", street="-1 号"),
    ],
    phones=[Phone(number="021-62345678"), Phone(number="0755-83201234", label="fax", extension="12")],
    emails=[Email(address="a@example.cn")],
    identifiers=[Identifier(scheme="vat", value="DE136695976")],
    size=Size(employees=12, registered_capital=Money("5000000.50", "CNY"), turnover=Money("12.5", "EUR")),
    credit=CreditStanding(
        rating="AA", limit=Money("100", "CNY"), assessed_on=date(2024, 1, 1), assessed_by="x"
    ),
    payment_terms=PaymentTerms(days=30, words="net"),
    anniversaries=[Anniversary(label="founding", day=PartialDate(year=2001, month=2, day=3))],
    tags=("a", "b"),
    note="first line\nsecond, with 'quotes'",
)
PERSON = Customer(
    customer_id="P1",
    name="张三",
    kind="person",
    person=PersonProfile(
        gender="female",
        born=PartialDate(year=1990, month=1, day=2),
        occupation="教师",
        employer="学校",
        education="本科",
        marital_status="married",
        income=Money("10000", "CNY"),
        habits="h",
        likes="l",
    ),
    phones=[Phone(number="13800138000", label="mobile")],
)


def read_back(customers, path, language=None):
    if language is None:
        path.write_text("".join(to_json(each) + "\n" for each in customers), encoding="utf-8")
    else:
        csv.write(customers_list(customers), path, language=language)
    with customerbase.open("memory:", currency="USD") as base:
        result = base.import_customers(path)
        assert (result.refused, result.ignored) == (0, ())
        return {each.customer_id: each for each in base.all(Customer)}


@pytest.mark.parametrize("language", ["en", "zh", None])
def test_whole_cards_are_read_back_equal(tmp_path, language):
    path = tmp_path / ("list.jsonl" if language is None else "list.csv")
    assert read_back([COMPANY, PERSON], path, language) == {"C1": COMPANY, "P1": PERSON}


# What cleaners keep as it is: white space within a name is one space.
TEXT = (
    st.text("ab甲乙=+-@'\",;|# ", min_size=1, max_size=8)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(each.isalpha() for each in text))
)
CARDS = st.lists(
    st.builds(
        Customer,
        customer_id=st.integers(1, 9_999).map("C{}".format),
        name=TEXT,
        short_name=st.none() | TEXT,
        industry=st.none() | TEXT,
        note=st.none() | TEXT,
        phones=st.lists(
            st.builds(
                Phone,
                number=st.sampled_from(["021-62345678", "13800138000"]),
                label=st.sampled_from(["main", "fax"]),
            ),
            max_size=2,
            unique_by=lambda each: each.label,
        ).map(tuple),
        size=st.builds(Size, employees=st.none() | st.integers(1, 10_000)),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each.customer_id,
)


@settings(max_examples=300 if LONG else 15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(customers=CARDS, language=st.sampled_from(["en", "zh", None]))
def test_any_list_is_read_back_equal(tmp_path, customers, language):
    path = tmp_path / ("list.jsonl" if language is None else "list.csv")
    found = read_back(customers, path, language)
    assert found == {each.customer_id: each for each in customers}
