"""vCards of every version, as telephones and mail programs write them."""

from __future__ import annotations

import quopri

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import customerbase
from customerbase.errors import CustomerbaseError, SourceError
from customerbase.sources.table import RowProblem
from customerbase.sources.vcard import read_vcard


def card(*lines, version="3.0"):
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def read(*cards, **options):
    """Return what each card says: heading → text, or the reason why it is refused."""
    given = b"".join(each if isinstance(each, bytes) else each.encode() for each in cards)
    with read_vcard(given, **options) as table:
        return [
            row.reason
            if isinstance(row, RowProblem)
            else {heading: cell for heading, cell in zip(table.header, row[1], strict=True) if cell}
            for row in table
        ]


def said(*lines, version="3.0"):
    (found,) = read(card(*lines, version=version))
    return found


def test_a_person_at_an_organisation_is_a_contact_of_that_customer():
    assert said(
        "FN:Ida Doyle", "N:Doyle;Ida;;;", "ORG:Acme\\, Inc.;Sales;Export", "TITLE:Buyer", "TEL;TYPE=CELL,VOICE:+44 7700 900001",
        "TEL;TYPE=WORK,FAX:+44 20 7946 0001", "TEL;TYPE=HOME:+44 20 7946 0002", "TEL:+44 20 7946 0003", "EMAIL;TYPE=INTERNET:ida@acme.example",
        "NOTE:Likes\\ntea\\; and milk", "NICKNAME:Id",
    ) == {
        "name": "Acme, Inc.",
        "contact[1].name": "Ida Doyle",
        "contact[1].department": "Sales, Export",
        "contact[1].phones[mobile]": "+44 7700 900001",
        "contact[1].phones[fax]": "+44 20 7946 0001",
        "contact[1].phones[home]": "+44 20 7946 0002",
        "contact[1].phones[main]": "+44 20 7946 0003",
        "contact[1].emails[main]": "ida@acme.example",
        "contact[1].note": "Likes\ntea; and milk",
        "contact[1].title": "Buyer",
        "contact[1].NICKNAME": "Id",
    }  # fmt: skip


def test_a_person_without_an_organisation_is_a_customer():
    assert said(
        "FN:王小明", "TEL;TYPE=cell:13900000001", "TEL;TYPE=work:0571-1234567", "TEL;TYPE=home;PREF=1:0571-7654321", "BDAY:1985-04-05",
        "GENDER:M", "ADR;TYPE=home:;2单元;文三路1号;杭州市;浙江省;310000;中国", "URL:https://a.example", "CATEGORIES:VIP,老客户", "UID:urn:uuid:4f-1", version="4.0",
    ) == {
        "name": "王小明",
        "kind": "person",
        "phones[home]": "0571-7654321",
        "phones[mobile]": "13900000001",
        "phones[work]": "0571-1234567",
        "person.born": "1985-04-05",
        "person.gender": "male",
        "address.country": "中国",
        "address.province": "浙江省",
        "address.city": "杭州市",
        "address.street": "文三路1号, 2单元",
        "address.postal_code": "310000",
        "URL": "https://a.example",
        "tags": "VIP; 老客户",
        "identifiers[vcard]": "4f-1",
    }  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ["KIND:org", "FN:Acme"],
        ["FN:Acme", "ORG:Acme"],
        ["N:;;;;", "ORG:Acme"],
        ["X-ABShowAs:COMPANY", "FN:Acme", "ORG:Acme"],
        ["X-ADDRESSBOOKSERVER-KIND:org", "FN:Acme"],
    ],
)
def test_an_organisation_is_a_customer(lines):
    found = said(*lines, "TEL;TYPE=work:0571-1234567", "URL:https://a.example")
    assert found == {
        "name": "Acme",
        "kind": "organization",
        "phones[main]": "0571-1234567",
        "organization.website": "https://a.example",
    }


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("BDAY:19850405", "1985-04-05"),
        ("BDAY:1985-04-05T00:00:00Z", "1985-04-05"),
        ("BDAY;VALUE=date:1985-04-05", "1985-04-05"),
        ("BDAY:--0405", "--04-05"),
        ("BDAY:--04-05", "--04-05"),
        ("BDAY:1985-04", "1985-04"),
        ("BDAY:1985", "1985"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-05", "--04-05"),
        ("BDAY;VALUE=text:circa 1800", "circa 1800"),
    ],
)
def test_a_birthday_may_be_known_in_part(line, text):
    assert said("FN:Ann", line)["person.born"] == text


@pytest.mark.parametrize(
    ("lines", "label", "number"),
    [
        (["TEL;CELL;PREF:1"], "mobile", "1"),
        (['TEL;VALUE=uri;TYPE="cell,voice":tel:+86-139-0000-0001'], "mobile", "+86-139-0000-0001"),
        (["TEL;VALUE=uri;TYPE=work:tel:+86-755-83201234;ext=8012"], "work", "+86-755-83201234 ext. 8012"),
        (["item1.TEL:1", "item1.X-ABLabel:_$!<Mobile>!$_"], "mobile", "1"),
        (["item1.TEL:1", "item1.X-ABLabel:_$!<HomeFAX>!$_"], "fax", "1"),
        (["item1.TEL:1", "item1.X-ABLabel:车间"], "车间", "1"),
        (["item1.TEL:1", "item2.X-ABLabel:车间"], "main", "1"),
        (["TEL;TYPE=CELL:1", "TEL;TYPE=CELL:2"], "mobile 2", "2"),
        (["TEL;TYPE=CELL:1", "TEL;TYPE=CELL,PREF:2"], "mobile", "2"),
    ],
)
def test_what_a_number_is_for(lines, label, number):
    assert said("FN:Ann", *lines)[f"phones[{label}]"] == number


def test_old_cards_are_quoted_printable_in_a_charset_of_their_own():
    name = (
        quopri.encodestring("王;小明;;;".encode("gb18030"), quotetabs=True).decode().replace("=\n", "=\r\n")
    )
    long = quopri.encodestring(("很长的备注" * 20).encode(), quotetabs=True).decode().replace("\n", "\r\n")
    found = said(
        f"N;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:{name}",
        f"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:{long}",
        "TEL;CELL:139 0000 0001",
        version="2.1",
    )

    assert (found["name"], found["note"], found["phones[mobile]"]) == (
        "王小明",
        "很长的备注" * 20,
        "139 0000 0001",
    )


def test_a_fold_in_the_middle_of_a_character_is_undone():
    line = "NOTE:" + "上海机电" * 10
    content = line.encode()
    folded = b"\r\n ".join(content[i : i + 7] for i in range(0, len(content), 7))
    (found,) = read(b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\n" + folded + b"\r\nEND:VCARD\r\n")

    assert found["note"] == "上海机电" * 10


def test_a_fold_of_an_old_card_keeps_its_space():
    assert said("FN:Ann", "NOTE:one\r\n two", version="2.1")["note"] == "one two"
    assert said("FN:Ann", "NOTE:one\r\n two", version="3.0")["note"] == "onetwo"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_files_of_every_encoding_are_read(encoding):
    cards = card("FN:王小明", "NOTE:客户资料，电话联系") + card("FN:李四", "NOTE:上海机电有限公司的采购")
    assert [each["name"] for each in read(cards.encode(encoding))] == ["王小明", "李四"]


def test_pictures_are_left_out_and_counted():
    picture = "PHOTO;ENCODING=b;TYPE=JPEG:" + "/9j/4AAQ" * 30
    folded = "\r\n ".join(picture[i : i + 70] for i in range(0, len(picture), 70))
    old = "PHOTO;ENCODING=BASE64;JPEG:\r\n" + "AAAA" * 10 + "\r\nBBBB==\r\n"
    with read_vcard((card("FN:Ann", folded) + card("FN:Ben", old, version="2.1")).encode()) as table:
        assert [cells[0] for _, cells in table] == ["Ann", "Ben"]
        assert [str(note) for note in table.notes] == ["pictures, sounds and keys of cards were left out: 2"]


def test_what_is_known_by_no_field_is_a_column_by_its_own_name():
    found = read(
        card("FN:Ann", "X-QQ:1234567", "IMPP;X-SERVICE-TYPE=QQ:x-apple:99"),
        card("FN:Ben", "ORG:Acme", "X-QQ:7654321"),
    )
    assert found[0]["X-QQ"] == "1234567"
    assert found[0]["IMPP"] == "x-apple:99"
    assert found[1]["contact[1].X-QQ"] == "7654321"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("BEGIN:VCARD\nVERSION:3.0\nFN:x\nwhat is this\nEND:VCARD\n", "holds a line that is no property: line 8, 'what is this'"),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:x\n", "has no end: the file may be cut off"),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:x\nBEGIN:VCARD\nFN:Ben\nEND:VCARD\n", "has no end: another card begins on line 8"),
        (card("KIND:group", "FN:Friends", "MEMBER:urn:uuid:1", version="4.0"), "is a group of other cards, no customer"),
        (card("TEL:12345"), "says no name: neither FN nor N nor ORG"),
    ],
)  # fmt: skip
def test_a_card_that_cannot_be_read_spoils_no_other(given, reason):
    assert reason in read(card("FN:Ann"), given.encode())
    assert {"name": "Ann", "kind": "person"} in read(card("FN:Ann"), given.encode())


@pytest.mark.parametrize(
    ("given", "reason"),
    [(b"", "empty|blank|no vCard"), (b"name;phone\n", "holds no vCard"), (b"BEGIN:VCARD\nTEL:1\nEND:VCARD", "no card that can be read: line 1"), (b"\x00\x01\x02" * 50, "these bytes")],
)  # fmt: skip
def test_a_file_without_a_card_is_refused(given, reason):
    with pytest.raises(SourceError, match=reason):
        read(given)


def test_a_row_is_numbered_by_the_line_on_which_its_card_begins():
    with read_vcard((card("FN:Ann") + "\r\n" + card("FN:Ben")).encode()) as table:
        assert [line for line, _ in table] == [1, 6]


def address(street):
    return f"ADR;TYPE=WORK:;;{street};Hangzhou;;;"


def test_an_organisation_has_the_address_on_which_its_people_agree():
    agreed = read(card("FN:Ann", "ORG:Acme", address("1 Road")), card("FN:Ben", "ORG:ACME"))
    assert [each.get("address.street") for each in agreed] == ["1 Road", "1 Road"]

    apart = read(card("FN:Ann", "ORG:Acme", address("1 Road")), card("FN:Ben", "ORG:Acme", address("2 Road")))
    assert [each.get("address.street") for each in apart] == [None, None]
    assert [each["contact[1].address"] for each in apart] == ["Hangzhou, 1 Road", "Hangzhou, 2 Road"]


def test_cards_of_a_telephone_become_customers_and_their_people(tmp_path):
    path = tmp_path / "phone.vcf"
    path.write_text(
        card("FN:Acme", "ORG:Acme", "TEL;TYPE=WORK:0571-1234567", address("1 Road"))
        + card(
            "FN:Ann",
            "ORG:Acme",
            "TEL;TYPE=CELL:13900000001",
            "item1.TEL:0571-1111111",
            "item1.X-ABLabel:车间",
            address("2 Road"),
        )
        + card("FN:Ben", "ORG:Acme", "EMAIL:ben@acme.example", "X-QQ:7654321", "BDAY:--0405")
        + card("FN:Cara", "TEL;TYPE=CELL:13900000002", "BDAY:1985-04-05"),
        encoding="utf-8",
        newline="",
    )
    with customerbase.open("memory:") as base:
        result = base.import_customers(path, extra="keep")
        again = base.import_customers(path, extra="keep")
        customers = {each.name: each for each in base.all(customerbase.Customer)}
        people = {each.name: each for each in base.all(customerbase.Contact)}

    assert (result.refused, again.refused, again.changed, again.taken) == (0, 0, 0, 0)
    assert sorted(customers) == ["Acme", "Cara"]
    assert customers["Acme"].address().street == "1 Road"
    assert customers["Cara"].kind == "person"
    assert str(customers["Cara"].person.born.isoformat()) == "1985-04-05"
    assert {each.label: each.number for each in people["Ann"].phones} == {
        "mobile": "13900000001",
        "车间": "0571-1111111",
    }
    assert people["Ben"].attributes["X-QQ"] == "7654321"
    assert people["Ben"].anniversaries[0].day.isoformat() == "--04-05"


PIECES = st.sampled_from(
    ["BEGIN:VCARD", "END:VCARD", "VERSION:2.1", "VERSION:4.0", "FN:Ann", "N:a;b", "ORG:x;y", "TEL;CELL:1", "NOTE;ENCODING=QUOTED-PRINTABLE:=E7=8",
     "NOTE;ENCODING=QUOTED-PRINTABLE:a=", "PHOTO;ENCODING=b:AAAA", " folded", "\tfolded", "", "junk", ":", ";:", "a.b.c:d", "AGENT:", "KIND:org", "BDAY:--", "ADR:;;;;",
     'X;Y="a:b":c', "TEL;TYPE=:;", "\\", "EMAIL:\\", "X-ABLabel:_$!<>!$_", "g.X-ABLabel:[x]", "g.TEL:1"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=20).map("\n".join))
def test_no_file_makes_anything_but_a_named_error(text):
    for given_ in (text, f"BEGIN:VCARD\nFN:Ann\n{text}\nEND:VCARD\n"):
        try:
            with read_vcard(given_.encode()) as table:
                rows = list(table)
        except CustomerbaseError:
            continue
        assert all(isinstance(row, RowProblem) or len(row[1]) == len(table.header) for row in rows)
