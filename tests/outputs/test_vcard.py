"""Cards for telephones: what is written is read back equal, and is of the form that the standards give."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import customerbase
from customerbase import Contact, Customer
from customerbase.outputs.vcard import VERSIONS, write
from customerbase.records.contact import Employment
from customerbase.records.customer import OrganizationProfile, PersonProfile
from customerbase.values import Address, Anniversary, Email, PartialDate, Phone


def text_of(cards, **options):
    file = io.StringIO(newline="")
    write(cards, file, **options)
    return file.getvalue()


ACME = Customer(
    customer_id="C1", name="Acme, Inc.", phones=(Phone(number="0571-1234567"),), tags=("VIP", "old; loyal")
)
IDA = Contact(
    contact_id="P1",
    name="Ida Doyle",
    employments=(Employment(customer_id="C1", title="Buyer", department="Sales; Export"),),
    phones=(Phone(number="13900000001", label="mobile"), Phone(number="0571-2", label="车间")),
    note="Likes tea,\nand milk",
)


def test_a_contact_is_written_with_the_customer_at_whom_he_is():
    lines = text_of([IDA], customers={"C1": ACME}).split("\r\n")

    assert lines[:3] == ["BEGIN:VCARD", "VERSION:3.0", "PRODID:-//customerbase//vCards//EN"]
    assert "ORG:Acme\\, Inc.;Sales\\; Export" in lines
    assert "TEL;TYPE=CELL:13900000001" in lines
    assert ("item1.TEL:0571-2" in lines, "item1.X-ABLabel:车间" in lines) == (True, True)
    assert "NOTE:Likes tea\\,\\nand milk" in lines
    assert "TEL;TYPE=cell:13900000001" in text_of([IDA], customers={"C1": ACME}, version="4.0")


def test_notes_stay_at_home_when_that_is_wanted():
    assert "NOTE" in text_of([IDA])
    assert "NOTE" not in text_of([IDA], notes=False)


def test_no_line_is_longer_than_75_bytes_and_none_ends_within_a_character():
    written = text_of([IDA.replace(note="上海机电" * 50 + "x" * 80)]).encode()

    assert max(map(len, written.split(b"\r\n"))) == 75
    for line in written.split(b"\r\n"):
        line.decode()


def test_a_name_does_not_become_a_property():
    written = text_of([ACME.replace(name="A\x0bX-Y:1\x01")])
    assert re.findall("(?m)^FN:.*", written) == ["FN:A\\nX-Y:1\ufffd\r"]


def test_the_same_person_has_the_same_uid_in_every_file_and_in_each_company_another():
    def uid(**options):
        return re.search("UID:(.*)\r", text_of([IDA], **options))[1]

    assert uid() == uid(version="4.0", notes=False)
    assert uid() != uid(domain="other.example")


def test_what_is_no_card_and_no_version_is_named():
    with pytest.raises(TypeError, match="neither a Customer nor a Contact"):
        text_of(["Ann"])
    with pytest.raises(ValueError, match=r"version='2.1' is none of 3.0, 4.0"):
        text_of([ACME], version="2.1")


def test_who_has_left_is_on_no_telephone():
    gone = IDA.replace(employments=(Employment(customer_id="C1", until=PartialDate(year=2020)),))
    with customerbase.open("memory:") as base:
        base.save(ACME, source="visit")
        base.save(gone, source="visit")
        assert base.write_contacts(io.StringIO(newline="")) == 1


NAMES = st.sampled_from(
    ["王小明", "Ida Doyle", "O'Neil; Jr., Max", "Ä, \\ö", "上海机电有限公司", "Ms: X", "a=b\\n"]
)
NOTES = st.none() | st.text("ab,;:\\=\n 上海", min_size=1, max_size=60).map(lambda text: f"<{text.strip()}>")
NUMBERS = st.sampled_from(["13900000001", "0571-87654321", "+44 20 7946 0001", "400-800-1234"])
LABELS = st.sampled_from(["main", "mobile", "fax", "home", "车间", "work 2"])
DAYS = st.sampled_from(["1985-04-05", "--04-05", "2000-02-29"])
PART_DAYS = DAYS | st.sampled_from(["1985", "1985-04"])


def labelled(cls, values, labels):
    return st.dictionaries(labels, values, max_size=3).map(
        lambda found: tuple(cls(label=label, **value) for label, value in found.items())
    )


PHONES = labelled(
    Phone, st.builds(lambda number, ext: {"number": number, "extension": ext}, NUMBERS, st.sampled_from([None, None, "8012"])), LABELS
)  # fmt: skip
EMAILS = labelled(
    Email,
    st.sampled_from([{"address": "a@b.cn"}, {"address": "x.y@acme.example"}]),
    st.sampled_from(["main", "private", "invoices"]),
)
ADDRESSES = st.lists(
    st.builds(
        Address,
        country=st.sampled_from([None, "中国"]),
        province=st.sampled_from([None, "浙江省"]),
        city=st.sampled_from(["杭州市", "宁波市"]),
        district=st.sampled_from([None, "海曙区"]),
        street=st.sampled_from([None, "文三路1号", "1 Road, 2; x"]),
    ),
    max_size=1,
).map(tuple)


@st.composite
def bases(draw):
    """Draw customers and the people there."""
    customers = []
    for i, name in enumerate(draw(st.lists(NAMES, unique=True, max_size=3)), 1):
        person = draw(st.booleans())
        said = {
            "customer_id": f"C{i}",
            "name": name,
            "phones": draw(PHONES),
            "emails": draw(EMAILS),
            "note": draw(NOTES),
            "addresses": draw(ADDRESSES),
        }
        if person:
            born = draw(st.none() | PART_DAYS)
            profile = PersonProfile(
                gender=draw(st.sampled_from([None, "male", "female"])), born=born and PartialDate.parse(born)
            )
            customers.append(Customer(kind="person", person=profile, **said))
        else:
            site = draw(st.sampled_from([None, "https://acme.example/a?b=c,d"]))
            customers.append(Customer(organization=OrganizationProfile(website=site), **said))
    people = []
    for each in customers:
        if each.kind == "organization":
            for j, name in enumerate(
                draw(st.lists(NAMES.filter(lambda n, own=each.name: n != own), unique=True, max_size=2)), 1
            ):
                born = draw(st.none() | DAYS)
                people.append(
                    Contact(
                        contact_id=f"{each.customer_id}-{j}",
                        name=name,
                        gender=draw(st.sampled_from([None, "male", "female", "other"])),
                        employments=(Employment(customer_id=each.customer_id, title=draw(st.sampled_from([None, "Head, Sales"])), department=draw(st.sampled_from([None, "采购部"]))),),
                        phones=draw(PHONES),
                        emails=draw(EMAILS),
                        anniversaries=(Anniversary(label="birthday", day=PartialDate.parse(born)),) if born else (),
                        note=draw(NOTES),
                    )
                )  # fmt: skip
    return customers, people


MAPPING = {"X-CUSTOMER-ID": "customer_id", "X-CONTACT-ID": "contact[1].id"}


@settings(max_examples=12, deadline=None)
@given(bases(), st.sampled_from(VERSIONS))
def test_what_is_written_is_read_back_equal(tmp_path_factory, drawn, version):
    customers, people = drawn
    path = tmp_path_factory.mktemp("cards") / "people.vcf"
    with customerbase.open("memory:") as base, customerbase.open("memory:") as other:
        for each in (*customers, *people):
            base.save(each, source="visit")
        assert base.write_contacts(path, version=version) == len(customers) + len(people)
        if customers:
            there = {
                heading: field for heading, field in MAPPING.items() if heading in path.read_text("utf-8")
            }
            result = other.import_customers(path, mapping=there)
            assert result.refusals == []
        for kind in (Customer, Contact):
            assert list(other.all(kind)) == list(base.all(kind))
