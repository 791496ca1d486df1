"""`base.find`: what people type, and what they see of it."""

from __future__ import annotations

import pytest

import customerbase
from customerbase import Contact, Customer, Employment, Phone, Product
from customerbase.values import Address, PartialDate


@pytest.fixture(params=["memory:", "acme.db"])
def base(request, tmp_path):
    where = request.param if ":" in request.param else tmp_path / request.param
    with customerbase.open(where) as base:
        yield base


def test_a_contact_says_where_he_works(base):
    base.save(Customer(customer_id="C1", name="上海机电"), source="visit")
    base.save(Customer(customer_id="C2", name="Acme"), source="visit")
    left = PartialDate.parse("2023")
    base.save(
        Contact(
            contact_id="K1",
            name="李 雷",
            employments=[
                Employment(customer_id="C1", title="经理"),
                Employment(customer_id="C2", until=left),
            ],
            phones=[Phone(number="0755-83201234")],
        ),
        source="visit",
    )

    (found,) = base.find("755832")

    assert (found.kind, found.key, found.name) == ("contact", "K1", "李 雷")
    assert [(each.customer_id, each.name, each.title, each.until) for each in found.workplaces] == [
        ("C1", "上海机电", "经理", None),
        ("C2", "Acme", None, left),
    ]
    assert [(each.path, each.value) for each in found.matches] == [("phones[main]", "0755-83201234")]


def test_what_is_saved_is_found_and_what_it_was_before_is_not(base):
    base.save(Customer(customer_id="C1", name="上海機電"), source="visit")
    assert [each.key for each in base.find("上海 机电")] == ["C1"]

    base.save(Customer(customer_id="C1", name="北京机电", addresses=[Address(city="上海")]), source="visit")

    assert [each.matches[0].path for each in base.find("上海")] == ["addresses[main]"]
    assert base.find("上海机电") == ()


def test_an_import_that_is_undone_is_not_found_any_more(base, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("name,phone\n上海机电,021-55501234\nAcme,020 7946 0001\n", encoding="utf-8")
    result = base.import_customers(file)
    assert [each.name for each in base.find("acme")] == ["Acme"]

    base.undo(result)

    assert base.find("acme") == base.find("5550") == ()


def test_who_is_erased_is_found_no_more_and_no_byte_of_the_index_tells_of_him(tmp_path):
    file = tmp_path / "acme.db"
    with customerbase.open(file) as base:
        for i in range(50):
            base.save(Customer(customer_id=f"C{i}", name=f"Person {i}"), source="visit")
        erased = Customer(customer_id="X1", name="Zebedee 甪龘", addresses=[Address(street="Quagga Road")])
        base.save(erased, source="visit")
        assert [each.key for each in base.find("quag zebedee")] == ["X1"]

        base.erase("X1", reason="asked for it", by="E1")

        assert base.find("zebedee") == base.find("quagga") == base.find("甪龘") == ()
        assert len(base.find("person")) == 20
    held = file.read_bytes().lower()
    assert [word for word in ("zebedee", "甪龘", "quagga") if word.encode() in held] == []


def test_who_was_merged_is_found_under_the_one_that_survives(base):
    base.save(Customer(customer_id="C1", name="Acme Ltd"), source="visit")
    base.save(Customer(customer_id="C2", name="Zenith Trading"), source="visit")
    base.merge("C1", "C2", by="E1")

    assert [(each.key, each.matches[0].value) for each in base.find("zenith")] == [("C1", "Zenith Trading")]
    assert [each.key for each in base.find("C2")] == ["C1"]


def test_only_one_kind_is_found_where_it_is_named(base):
    base.save(Customer(customer_id="C1", name="Lee & Sons"), source="visit")
    base.save(
        Contact(contact_id="K1", name="Lee", employments=[Employment(customer_id="C1")]), source="visit"
    )

    assert [each.key for each in base.find("lee")] == ["K1", "C1"]
    assert [each.key for each in base.find("lee", kind=Customer)] == ["C1"]
    assert [each.key for each in base.find("lee", kind=Contact)] == ["K1"]
    assert [each.key for each in base.find("lee", limit=1)] == ["K1"]


@pytest.mark.parametrize("words", ["", "  ", '"" * -', "%", "'"])
def test_nothing_is_found_by_nothing(base, words):
    base.save(Customer(customer_id="C1", name="Lee"), source="visit")

    assert base.find(words) == ()


def test_what_is_asked_wrongly_is_an_error(base):
    with pytest.raises(TypeError, match="is no text"):
        base.find(3201)
    with pytest.raises(TypeError, match="give Customer or Contact"):
        base.find("x", kind=Product)
    with pytest.raises(ValueError, match="1 or more"):
        base.find("x", limit=0)


def test_it_is_said_whether_traditional_characters_are_folded(base):
    assert base.prepare_find() is True
