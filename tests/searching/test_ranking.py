"""Which cards a query finds, and in which order: the definition, by examples, then as laws."""

from __future__ import annotations

import unicodedata

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.model import Contact, Customer, Employment, OrganizationProfile
from customerbase.searching.fields import Field, document, values_of
from customerbase.searching.folding import PLAIN
from customerbase.searching.query import Tier, query_of, significant
from customerbase.searching.ranking import meets, ranked, tier_of
from customerbase.searching.tokens import digits_of
from customerbase.stores.simplified import folding
from customerbase.testing import strategies
from customerbase.values import Address, Email, Identifier, Phone


def customer(name: str, key: str = "C1", **values) -> Customer:
    return Customer(customer_id=key, name=name, **values)


def asked(text: str, folds=None):
    query = query_of(text, folding() if folds is None else folds)
    assert query is not None
    return query


def found(text: str, *records) -> list[str]:
    return [each.key for each in ranked(records, asked(text), 20)]


CARD = customer(
    "深圳市华强机电有限公司",
    key="SZ-0012",
    short_name="华强",
    organization=OrganizationProfile(english_name="Huaqiang M&E", legal_representative="王 小明"),
    addresses=[Address(country="中国", province="广东省", city="深圳市", street="福田区 振华路 8 号")],
    phones=[
        Phone(number="0755-83201234", extension="8012"),
        Phone(number="+86 138 0013 8000", label="mobile"),
    ],
    emails=[Email(address="wang.wei@huaqiang.example.cn")],
    identifiers=[Identifier(scheme="uscc", value="91440300MA5ABC1234")],
    attributes={"曾用名": "红星五金厂", "hair": "brown"},
)


@pytest.mark.parametrize(
    ("words", "tier", "field"),
    [
        ("深圳市华强机电有限公司", Tier.EXACT, Field.NAME),
        ("深圳市華強機電有限公司", Tier.EXACT, Field.NAME),
        ("华强", Tier.EXACT, Field.SHORT_NAME),
        ("huaqiang m e", Tier.EXACT, Field.OTHER_NAME),
        ("sz-0012", Tier.EXACT, Field.ID),
        ("深圳", Tier.BEGINS, Field.NAME),
        ("深", Tier.BEGINS, Field.NAME),
        ("红星", Tier.BEGINS, Field.OTHER_NAME),
        ("HUAQ", Tier.BEGINS, Field.OTHER_NAME),
        ("机电", Tier.NAMES, Field.NAME),
        ("电", Tier.NAMES, Field.NAME),
        ("0012", Tier.NAMES, Field.ID),
        ("001", Tier.PARTS_OF_NAMES, Field.ID),
        ("振华路", Tier.WORDS, Field.ADDRESS),
        ("王小明", Tier.WORDS, Field.PERSON),
        ("9144", Tier.PARTS, Field.IDENTIFIER),
        ("wang.wei@huaqiang.example.cn", Tier.WORDS, Field.EMAIL),
        ("Wang.Wei@hua", Tier.PARTS, Field.EMAIL),
        ("@huaqiang.example", Tier.WORDS, Field.EMAIL),
        ("wei", Tier.WORDS, Field.EMAIL),
        ("3201", Tier.WORDS, Field.PHONE),
        ("755832", Tier.WORDS, Field.PHONE),
        ("0755-83201234", Tier.WORDS, Field.PHONE),
        ("+86 755 8320 1234", Tier.WORDS, Field.PHONE),
        ("(0755) 8320", Tier.WORDS, Field.PHONE),
        ("13800138000", Tier.WORDS, Field.PHONE),
        ("0086 138-0013", Tier.WORDS, Field.PHONE),
        ("８３２０", Tier.WORDS, Field.PHONE),
        ("8012", Tier.WORDS, Field.PHONE),
    ],
)
def test_a_card_is_found_by(words, tier, field):
    (hit,) = ranked([CARD], asked(words), 1)

    assert (hit.tier, hit.matches[0].field) == (tier, field)


@pytest.mark.parametrize(
    "words",
    [
        "上海",
        "机华",
        "深圳 上海",
        "aqiang",
        '"huaq"',
        "brown",
        "32",
        "9999",
        "12348012",
        '"振华 福田"',
        "有限公司华强",
        "wei@huaqiang.example.com",
        '"wang.wei@hua"',
        "公司huaqiang",
    ],
)
def test_a_card_is_not_found_by(words):
    assert tier_of(CARD, asked(words)) is None


def test_a_query_without_words_is_none():
    assert query_of(' "" -- ', PLAIN) is None


def test_all_words_are_required_wherever_each_of_them_stands():
    assert found("华强 振华 8320", CARD) == ["SZ-0012"]
    assert found("华强 振华 8321", CARD) == []


def test_quotation_marks_hold_words_together_and_whole():
    card = customer("Acme Trading House")

    assert found('"acme trading"', card) == found("“trading house”", card) == ["C1"]
    assert found('"acme house"', card) == found('"acme trad"', card) == []
    assert found("house acme trad", card) == ["C1"]


def test_without_the_folding_a_traditional_name_is_another_one():
    assert tier_of(CARD, asked("華強", PLAIN)) is None


def test_the_order_of_tiers():
    cards = [
        customer("Northern Oil", "6", addresses=[Address(street="1 Acmeville Road")]),
        customer("Southern Oil", "5", addresses=[Address(street="1 Acme Road")]),
        customer("The Acmeville Mill", "4"),
        customer("The Acme Mill", "3"),
        customer("Acme Mill", "2"),
        customer("ACME", "1"),
    ]

    assert [(each.key, each.tier.value) for each in ranked(cards, asked("acme"), 9)] == [
        (str(i), i) for i in range(1, 7)
    ]


def test_customers_stand_before_contacts_of_the_same_tier():
    contact = Contact(contact_id="A", name="Acme", employments=[Employment(customer_id="C1")])

    assert found("acme", contact, customer("Acme", "Z")) == ["Z", "A"]
    assert found("acme", contact, customer("Acme Mill", "Z")) == ["A", "Z"]


def test_the_rarer_word_counts_first():
    # Three have the one word in their names and the other in their addresses; one has it the other way round.
    common = [customer("公司", f"A{i}", addresses=[Address(district="张江")]) for i in range(3)]
    rare = customer("张江一二三四五六", "B", addresses=[Address(street="公司路")])

    assert found("公司 张江", *common, rare) == found("张江 公司", *common, rare) == ["B", "A0", "A1", "A2"]


def test_a_name_counts_more_than_a_number_and_a_number_more_than_an_address():
    cards = [
        customer("甲", "1", addresses=[Address(street="8320 弄")]),
        customer("乙", "2", phones=[Phone(number="0755-83201234")]),
        customer("丙", "3", emails=[Email(address="8320@example.com")]),
        customer("丁", "4", identifiers=[Identifier(scheme="erp", value="8320")]),
    ]

    assert found("8320", *cards) == ["4", "2", "3", "1"]


def test_shorter_names_then_names_then_ids_decide():
    cards = [customer("Acme Mill House", "1"), customer("Acme Oil", "4"), customer("Acme Mill", "3"),
             customer("Acme Mill", "2")]  # fmt: skip

    assert found("acme", *cards) == ["2", "3", "4", "1"]


def test_no_more_than_the_limit():
    cards = [customer("Acme", str(i)) for i in range(9)]

    assert [each.key for each in ranked(cards, asked("acme"), 3)] == ["0", "1", "2"]


def test_what_is_found_shows_no_private_value():
    (hit,) = ranked([CARD], asked("8320"), 1)

    assert hit.matches[0].value == "0755-83201234"
    assert "8320" not in repr(hit)
    assert "华强" not in repr(hit)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_tier_says_why(language):
    (hit,) = ranked([CARD], asked("8320"), 1)

    assert len({attrs.evolve(hit, tier=each).why(language) for each in Tier}) == len(Tier)


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("+1 212 555", "212555"),
        ("+7 495", "495"),
        ("+44 (0)20 79", "2079"),
        ("00 49 30 12", "3012"),
        ("+852 2345", "2345"),
        ("020 79", "2079"),
        ("2079", "2079"),
        ("+", ""),
        ("0", ""),
    ],
)
def test_what_every_notation_of_a_number_has(number, digits):
    assert significant(number) == digits


# ------------------------------------------------------------------------------ laws

NAMES = st.text(alphabet="上海机电機電 Ab c,C1@", min_size=1, max_size=9).filter(lambda name: name.strip())
WORDS = st.text(alphabet='上海机电電 abAc1,"@', min_size=1, max_size=7)


@given(NAMES, WORDS)
def test_what_is_exact_or_begins_meets_the_words_too(name, words):
    query = query_of(words, folding())
    card = customer(name.strip())
    if query is not None and tier_of(card, query) is not None:
        assert meets(card, query, query.widest)
        assert ranked([card], query, 1)


@given(
    st.text(alphabet="上海机电機電廠", min_size=1, max_size=9),
    st.text(alphabet="上海机电電厂", min_size=1, max_size=4),
)
def test_chinese_is_found_as_a_part_of_the_text(name, part):
    inside = folding().fold(part) in folding().fold(name)

    assert (tier_of(customer(name, key="x"), asked(part)) is not None) == inside


@given(strategies.customers(("C1", "c-2")) | strategies.contacts(("K1",), ("C1",)))
def test_every_value_finds_its_own_card(record):
    for value in values_of(record):
        query = query_of(f'"{value.text}"' if value.field is not Field.PHONE else value.text, folding())
        if query is not None and '"' not in unicodedata.normalize("NFKC", value.text):
            quotes = set(value.text) & set("“”„「」『』")
            short = value.field is Field.PHONE and len(digits_of(value.text)) < 4
            assert quotes or short or tier_of(record, query) is not None


@given(st.lists(NAMES, min_size=1, max_size=6), WORDS, st.randoms())
def test_the_order_of_the_cards_makes_no_difference(names, words, random):
    query = query_of(words, folding())
    cards = [customer(name.strip(), f"C{i}") for i, name in enumerate(names)]
    if query is not None:
        before = ranked(cards, query, 4)
        random.shuffle(cards)
        assert ranked(cards, query, 4) == before


def test_a_document_marks_names_and_the_ends_of_values():
    text = document(customer("机电", "C1"), PLAIN)

    assert text.names.split() == ["\ue000机电", "机电", "电", "\ue001", "\ue000c1", "c1", "\ue001"]
    assert text.everything.split() == ["机电", "电", "\ue001", "c1", "\ue001"]
