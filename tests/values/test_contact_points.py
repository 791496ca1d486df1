"""Phones, e-mail addresses, addresses, identifiers."""

from __future__ import annotations

import pytest
from hypothesis import given

from customerbase.errors import InvalidRecord
from customerbase.testing import strategies
from customerbase.values import Address, Email, Identifier, Phone


@pytest.mark.parametrize(
    "number", ["110", "0755-83201234", "+86 138 0013 8000", "(030) 007-4321", "０２１-6543"]
)
def test_a_phone_number_is_kept_as_people_dial_it(number: str) -> None:
    assert Phone(number=number).number == number
    assert str(Phone(number=number, extension="8")) == f"{number} ext. 8"


@pytest.mark.parametrize("number", ["12", "none", "-", "1-2"])
def test_a_phone_number_has_three_digits(number: str) -> None:
    with pytest.raises(InvalidRecord, match="fewer than three digits"):
        Phone(number=number)


@pytest.mark.parametrize(
    "address",
    ["", "acme", "a@b", "a b@c.cn", "a@b.cn, c@d.cn", "a@@b.cn", "@b.cn", "a@b.", "<a@b.cn>", "a@b.cn\n"],
)
def test_what_is_no_email_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidRecord):
        Email(address=address)


@pytest.mark.parametrize("address", ["a@b.co", "Wang.Wei+crm@mail.example.cn", "王伟@例子.公司"])
def test_an_email_address_is_kept_as_it_is_written(address: str) -> None:
    assert str(Email(address=address)) == address


def test_an_address_has_some_part() -> None:
    with pytest.raises(InvalidRecord, match="without any part"):
        Address(label="main")
    assert (
        str(Address(city="Berlin", country="Germany", street="Obere Str. 57"))
        == "Obere Str. 57, Berlin, Germany"
    )


@given(strategies.addresses())
def test_an_address_over_itself_is_itself(place: Address) -> None:
    assert place.overlaid(place) == place


@given(strategies.addresses(), strategies.addresses())
def test_what_is_learned_of_a_place_is_never_lost_nor_mixed_with_another(
    known: Address, given_: Address
) -> None:
    both = known.overlaid(given_)
    pairs = list(zip(known.parts, given_.parts, both.parts, strict=True))

    assert both.label == given_.label
    assert all(made == new for _, new, made in pairs if new is not None)
    if any(old and new and old != new for old, new, _ in pairs):
        assert both == given_
    else:
        assert all(made == old for old, new, made in pairs if new is None)


def test_an_identifier_names_its_scheme() -> None:
    assert str(Identifier(scheme="duns", value="00123")) == "duns 00123"
