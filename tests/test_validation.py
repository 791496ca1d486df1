"""Records: frozen values that say everything that is wrong with them, and give nothing private away."""

from __future__ import annotations

import copy
import pickle
import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from customerbase.errors import CustomerbaseError, InvalidRecord
from customerbase.model import (
    AttributeField,
    Change,
    Channel,
    Contact,
    Customer,
    Interaction,
    OrganizationProfile,
    Purchase,
    PurchaseLine,
    Source,
)
from customerbase.testing import strategies
from customerbase.testing.registered import RECORDS
from customerbase.validation import FrozenMap, Record, choices, key, many, number, record, text, texts
from customerbase.values import Email, Money, Period, Phone, Size

CLASSES: list[type[Any]] = [each for each in RECORDS if issubclass(each, Record)]
FIELDS = [(each, field.name) for each in CLASSES for field in attrs.fields(each)]
EXAMPLES: dict[type[Any], Any] = {
    each: find(
        strategies.for_type(each),
        lambda _: True,
        settings=settings(database=None, max_examples=50, phases=[Phase.generate]),
    )
    for each in CLASSES
}
ANY_RECORD = st.sampled_from(CLASSES).flatmap(strategies.for_type)

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**5_000),
    st.floats(),
    st.decimals(),
    st.just(Decimal("123456789012345678901234567890.1234567")),
    st.text(st.characters(), max_size=5),
    st.just("\ud800"),
    st.binary(max_size=3),
    st.dates(),
    st.datetimes(),
    st.just(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))),
    st.builds(object),
    st.just(Fraction(1, 3)),
    st.just(1j),
    st.just(attrs.NOTHING),
    st.just(NotImplemented),
    st.just(Customer),
    st.builds(Exception),
    st.lists(
        st.one_of(st.none(), st.integers(), st.text(max_size=2), st.just([]), st.just("\x00")), max_size=3
    ),
    st.sets(st.integers() | st.text(max_size=2), max_size=3),
    st.tuples(st.just("a"), st.just("a")),
    st.tuples(st.builds(Phone, number=st.just("12345")), st.just(None)),
    st.dictionaries(
        st.one_of(st.none(), st.text(max_size=2)), st.one_of(st.just([]), st.floats()), max_size=2
    ),
    st.just(FrozenMap({"a": [1]})),
    st.just(FrozenMap({1: 1})),  # type: ignore[arg-type]
    strategies.money(),
    strategies.sources(),
)


# ------------------------------------------------------------------ values


@given(ANY_RECORD)
def test_a_record_is_a_value(each: Record) -> None:
    same = each.replace()

    assert same == each
    assert hash(same) == hash(each)
    assert same is not each
    assert pickle.loads(pickle.dumps(each)) == each
    assert copy.deepcopy(each) == each
    assert copy.copy(each) == each


@pytest.mark.parametrize(("made_of", "name"), FIELDS)
def test_no_field_can_be_changed_nor_deleted(made_of: type[Any], name: str) -> None:
    each = object.__new__(made_of)

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(each, name, None)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        delattr(each, name)


def test_a_record_takes_no_other_attribute() -> None:
    with pytest.raises(AttributeError):
        Phone(number="12345").colour = "red"  # type: ignore[attr-defined]


def test_replace_checks_anew() -> None:
    customer = Customer(customer_id="C1", name="Acme")

    assert customer.replace(name="Acme Ltd").name == "Acme Ltd"
    assert customer.name == "Acme"
    with pytest.raises(InvalidRecord) as caught:
        customer.replace(name="", stage="often")
    assert [each.path for each in caught.value.problems] == ["$.name", "$.stage"]


@pytest.mark.parametrize("made_of", CLASSES)
def test_a_default_passes_the_check_of_its_own_field(made_of: type[Record]) -> None:
    for name, _, _, _, check in made_of.rules:
        default = attrs.fields_dict(made_of)[name].default
        if default is not attrs.NOTHING and default is not None:
            assert check(default) is None, name


@pytest.mark.parametrize("made_of", CLASSES)
def test_every_field_of_every_record_has_a_rule(made_of: type[Record]) -> None:
    assert [each.name for each in attrs.fields(made_of)] == [rule[0] for rule in made_of.rules]


# ------------------------------------------------------------------ errors


@pytest.mark.parametrize("made_of", CLASSES)
@settings(max_examples=12)
@given(data=st.data())
def test_junk_in_any_field_is_refused_by_name_or_taken(made_of: type[Record], data: st.DataObject) -> None:
    sound = data.draw(strategies.for_type(made_of))
    name = data.draw(st.sampled_from([each.name for each in attrs.fields(made_of)]))

    try:
        made = sound.replace(**{name: data.draw(JUNK)})
    except CustomerbaseError as error:
        assert str(error)
        assert repr(error)
        if isinstance(error, InvalidRecord):
            assert error.record == made_of.__name__
            assert all(each.path.startswith("$") for each in error.problems)
    else:
        assert made.replace() == made or name in ("before", "after")  # a NaN that Change keeps equals nothing


@pytest.mark.parametrize(
    ("made_of", "name"),
    # A change keeps whatever the card held.
    [each for each in FIELDS if each not in ((Change, "before"), (Change, "after"))],
)
def test_an_object_of_no_known_type_is_refused_in_every_field(made_of: type[Any], name: str) -> None:
    sound = EXAMPLES[made_of]

    with pytest.raises(InvalidRecord) as caught:
        sound.replace(**{name: object()})

    assert [each.path for each in caught.value.problems] == [f"$.{name}"]


def test_all_problems_are_named_at_once_each_with_its_path() -> None:
    with pytest.raises(InvalidRecord) as caught:
        Customer(
            customer_id=" C1",
            name="  ",
            kind="club",  # type: ignore[arg-type]
            acquired_on=datetime(2024, 1, 5, tzinfo=UTC),
            phones=(Phone(number="12345"), "0755"),  # type: ignore[arg-type]
            emails=(Email(address="a@b.cn"), Email(address="c@d.cn")),
            attributes={"room\x00": 1, "size": 4.5},  # type: ignore[dict-item]
            tags=("vip", "", "x"),
        )

    assert {each.path: each.reason for each in caught.value.problems} == {
        "$.customer_id": "begins or ends with white space",
        "$.name": "is blank: leave it out (None) where nothing is known",
        "$.kind": "expected one of organization, person",
        "$.acquired_on": "expected a date, not datetime",
        "$.phones[1]": "expected Phone, not str",
        "$.emails[1].label": "'main' stands there twice",
        "$.attributes['room\\x00']": "holds a NUL or half of a surrogate pair, which not every store can keep",
        "$.attributes['size']": "expected text, a number, a flag or a day, not float",
        "$.tags[1]": "is blank: leave it out (None) where nothing is known",
    }
    assert str(caught.value).startswith("9 problem(s) in this Customer:\n  $.customer_id: begins")


# ------------------------------------------------------------------ text


@pytest.mark.parametrize("bad", ["\x00", "a\x00", "\ud83d", "price \udc00 "], ids=ascii)
def test_nul_and_half_surrogate_pairs_are_refused_wherever_text_is_kept(bad: str) -> None:
    for made in (
        lambda: Customer(customer_id=bad, name="x"),
        lambda: Customer(customer_id="C1", name=bad),
        lambda: Customer(customer_id="C1", name="x", note=bad),
        lambda: Customer(customer_id="C1", name="x", tags=(bad,)),
        lambda: Customer(customer_id="C1", name="x", attributes={bad: 1}),
        lambda: Customer(customer_id="C1", name="x", attributes={"a": bad}),
        lambda: Phone(number=bad + "12345"),
        lambda: OrganizationProfile(legal_name=bad),
        lambda: Interaction(
            interaction_id="I",
            customer_id="C",
            on=date(2024, 1, 1),
            channel=Channel.VISIT,
            contact_ids=(bad,),
        ),
        lambda: AttributeField(name="hair", choices=(bad,)),
        lambda: Source(method="visit", origin=bad),  # type: ignore[arg-type]
    ):
        with pytest.raises(InvalidRecord):
            made()


def test_every_text_field_of_every_record_refuses_nul() -> None:
    for made_of, name in FIELDS:
        sound = EXAMPLES[made_of]
        if isinstance(getattr(sound, name), str) or "str" in str(attrs.fields_dict(made_of)[name].type):
            with pytest.raises(InvalidRecord):
                sound.replace(**{name: "x\x00y"})


@given(strategies.texts())
def test_other_text_is_kept_to_the_character(said: str) -> None:
    assert Customer(customer_id="C1", name=said, tags=(said,), attributes={"a": said}).name == said


@given(strategies.keys())
def test_any_short_text_on_one_line_is_an_id(said: str) -> None:
    assert Customer(customer_id=said, name="x").key == said


@pytest.mark.parametrize("bad", ["", " ", "C1 ", "\u3000C1", "C\n1", "C\t1", "C\u20281", "C" * 201, "\x7fC"])
def test_an_id_is_short_on_one_line_and_without_space_around_it(bad: str) -> None:
    with pytest.raises(InvalidRecord):
        Customer(customer_id=bad, name="x")


def test_a_set_of_texts_is_kept_in_an_order_that_does_not_depend_on_the_run() -> None:
    tags = {"vip", "老客户", "b", "a"}

    assert Customer(customer_id="C1", name="x", tags=tags).tags == ("a", "b", "vip", "老客户")  # type: ignore[arg-type]


# ------------------------------------------------------------------ numbers, flags, days


@pytest.mark.parametrize("bad", [True, 4.0, Decimal(4), "4", 10**18, -1])
def test_a_whole_number_is_an_int_and_no_bool(bad: Any) -> None:
    with pytest.raises(InvalidRecord):
        Size(employees=bad)


@pytest.mark.parametrize(
    "bad", [True, 0.5, "NaN", "-NaN", "sNaN", "Infinity", Decimal("-Infinity"), "0.1234567", 10**18, "x", 1j]
)
def test_a_decimal_is_finite_exact_and_of_a_size_that_stores_keep(bad: Any) -> None:
    with pytest.raises(InvalidRecord):
        PurchaseLine(quantity=bad, unit_price=Money(1, "CNY"))


@pytest.mark.parametrize("long", ["123456789012345678901.1234567", "1E+30", "1E-30", "9" * 40 + ".5"])
def test_a_number_too_long_for_the_usual_context_is_refused_by_name(long: str) -> None:
    with pytest.raises(InvalidRecord):
        Size(floor_area=Decimal(long))


def test_trailing_zeros_are_no_decimals() -> None:
    assert Size(floor_area=Decimal("1.50000000000")).floor_area == Decimal("1.5")


@pytest.mark.parametrize("bad", [1, 0, "yes", None])
def test_a_flag_is_true_or_false(bad: Any) -> None:
    with pytest.raises(InvalidRecord):
        AttributeField(name="vip", required=bad)


@pytest.mark.parametrize(
    "bad", [datetime(2024, 1, 5), datetime(2024, 1, 5, tzinfo=UTC), "2024-01-05", 20240105]
)
def test_a_day_is_a_date_and_no_datetime(bad: Any) -> None:
    with pytest.raises(InvalidRecord):
        Period(start=bad)


@pytest.mark.parametrize(
    "bad",
    [
        datetime(2024, 1, 5),
        date(2024, 1, 5),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-8))),
    ],
)
def test_an_instant_has_a_zone_and_exists_in_utc(bad: Any) -> None:
    line = PurchaseLine(quantity=1, unit_price=Money(1, "CNY"))  # type: ignore[arg-type]
    with pytest.raises(InvalidRecord) as caught:
        Purchase(purchase_id="S1", customer_id="C1", on=date(2024, 1, 5), lines=(line,), at=bad)
    assert [each.path for each in caught.value.problems] == ["$.at"]


# ------------------------------------------------------------------ privacy

SECRET = "S3cr3t"
PERSONAL: dict[str, Any] = {
    "phones": (Phone(number=f"12345 {SECRET}", extension=SECRET),),
    "emails": (Email(address=f"{SECRET}@example.com"),),
    "note": SECRET,
    "attributes": {"hair": SECRET},
    "content": SECRET,
    "street": SECRET,
    "postal_code": SECRET,
    "number": f"12345 {SECRET}",
    "extension": SECRET,
    "address": f"{SECRET}@example.com",
    "value": SECRET,
    "habits": SECRET,
    "likes": SECRET,
    "employer": SECRET,
    "marital_status": SECRET,
    "legal_representative": SECRET,
    "before": SECRET,
    "after": SECRET,
}
"""Fields that hold what is known of a person, whatever the record."""


@pytest.mark.parametrize("made_of", CLASSES)
def test_nothing_personal_is_printed(made_of: type[Any]) -> None:
    names = {each.name for each in attrs.fields(made_of)}
    told = EXAMPLES[made_of].replace(**{name: each for name, each in PERSONAL.items() if name in names})

    assert SECRET not in repr(told)


@given(strategies.customers(), strategies.contacts())
def test_nothing_of_a_persons_is_printed_with_a_card(customer: Customer, contact: Contact) -> None:
    for card in (customer, contact):
        said = repr(card)
        for phone in card.phones:
            assert re.search(rf"number=.*{re.escape(phone.number)}", said) is None
        for name in ("phones", "emails", "identifiers", "anniversaries", "attributes", "note", "person"):
            assert f"{name}=" not in said


def test_a_refusal_does_not_print_what_was_refused() -> None:
    with pytest.raises(InvalidRecord) as caught:
        Email(address=f"{SECRET} at example.com")

    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value)
    assert caught.value.problems[0].value == f"{SECRET} at example.com"


# ------------------------------------------------------------------ mappings, and records of one's own


def test_a_frozen_map_is_a_value() -> None:
    one, other = FrozenMap({"a": 1, "b": 2}), FrozenMap([("b", 2), ("a", 1)])

    assert one == other == {"b": 2, "a": 1}
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert copy.deepcopy(one) == one
    assert len(one) == 2
    with pytest.raises(TypeError):
        one["a"] = 3  # type: ignore[index]


def test_the_mapping_given_may_change_afterwards_and_the_record_does_not() -> None:
    given_map = {"hair": "long"}
    customer = Customer(customer_id="C1", name="x", attributes=given_map)
    given_map["hair"] = "short"

    assert customer.attributes["hair"] == "long"


def test_a_record_of_ones_own_is_checked_like_ours() -> None:
    @record
    class Shelf(Record):
        name: str = key()
        height: Decimal = number(least=0, places=2)
        words: tuple[str, ...] = texts(default=())
        phones: tuple[Phone, ...] = many(Phone, by="label", default=())
        note: str | None = text(default=None, limit=3)

    assert Shelf(name="A", height=2).height == Decimal(2)  # type: ignore[arg-type]
    with pytest.raises(InvalidRecord) as caught:
        Shelf(name="A", height=Decimal("0.001"), words=("a", "a"), phones=[1], note="long")  # type: ignore[arg-type]
    assert [str(each) for each in caught.value.problems] == [
        "$.height: has more than 2 decimals",
        "$.words: holds the same text twice",
        "$.phones[0]: expected Phone, not int",
        "$.note: has 4 characters, more than the 3 allowed",
    ]


def test_choices_are_kept_once_and_in_the_order_of_their_enumeration() -> None:
    from customerbase.model import ContactRole, Employment

    @record
    class Part(Record):
        roles: tuple[ContactRole, ...] = choices(ContactRole)

    assert Part(roles=("buyer", ContactRole.USER, "buyer")).roles == (ContactRole.USER, ContactRole.BUYER)  # type: ignore[arg-type]
    assert Employment(customer_id="C1", roles=["decider"]).roles == (ContactRole.DECIDER,)  # type: ignore[arg-type]
