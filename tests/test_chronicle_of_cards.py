"""How a chronicle tells of cards: made in one event, then each value that became another."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import attrs
import pytest

from customerbase.chronicle import EventKind, chronicle
from customerbase.chronicle.fields import field_words
from customerbase.model import Change, Contact, Customer, Employment, Source, Stage
from customerbase.validation import SHAPE
from customerbase.values import CreditStanding, Identifier, Money, Phone


def told(*events):
    return [(event.on, event.kind, event.summary, event.summary_zh) for event in events]


def test_a_change_of_a_card_carries_its_source():
    change = Change(
        kind="customer",
        subject_id="C1",
        path="name",
        before="Anne",
        after="Ann",
        recorded_at=datetime(2024, 3, 9, 8, tzinfo=UTC),
        source=Source(method="phone_survey", collected_by="E1", origin="spring round"),
        observed_on=date(2024, 3, 5),
    )

    (event,) = chronicle("C1", changes=[change])

    assert told(event) == [
        (
            date(2024, 3, 5),
            EventKind.CHANGE,
            "name: Anne → Ann (phone survey, spring round, by E1)",
            "名称：Anne → Ann（电话调查，spring round，E1）",
        )
    ]
    assert (event.by, event.at) == ("E1", None)
    (recorded,) = chronicle("C1", changes=[change.replace(observed_on=None)])
    assert (recorded.on, recorded.at) == (date(2024, 3, 9), change.recorded_at)


def test_a_value_of_several_parts_is_told_by_the_parts_that_are_known():
    change = Change(
        kind="customer",
        subject_id="C1",
        path="credit",
        after=CreditStanding(rating="A", limit=Money(5000, "CNY")),
        recorded_at=datetime(2024, 3, 9, 8, tzinfo=UTC),
        source=Source.of("visit"),
    )

    (event,) = chronicle("C1", changes=[change])

    assert event.summary == "credit standing: — → rating A, limit 5,000.00 CNY (visit)"
    assert event.summary_zh == "资信状况：— → 等级 A，额度 5,000.00 CNY（人员走访）"


def test_changes_of_a_contacts_card_belong_to_where_the_contact_is():
    source = Source.of("visit")
    changes = [
        Change(
            kind="contact",
            subject_id=who,
            path="note",
            after="tall",
            recorded_at=datetime(2024, 3, 9, tzinfo=UTC),
            source=source,
        )
        for who in ("p1", "p2")
    ]
    people = [
        Contact(contact_id="p1", name="Bo", employments=[Employment(customer_id="C1")]),
        Contact(contact_id="p2", name="Cy", employments=[Employment(customer_id="C2")]),
    ]

    (event,) = chronicle("C1", changes=changes, contacts=people)

    assert event.record is changes[0]
    assert (event.summary, event.summary_zh) == (
        "Bo, note: — → tall (visit)",
        "Bo，备注：— → tall（人员走访）",
    )
    assert chronicle("C1", changes=changes) == ()


def heard(kind, key, path, after, *, before=None, at=datetime(2024, 3, 9, 8, tzinfo=UTC), method="visit"):
    return Change(
        kind=kind,
        subject_id=key,
        path=path,
        before=before,
        after=after,
        recorded_at=at,
        source=Source(method=method, origin="list.csv"),
        observed_on=at.date(),
    )


def test_what_a_card_was_made_with_is_one_event_and_later_values_are_events_of_their_own():
    later = datetime(2024, 4, 1, tzinfo=UTC)
    changes = [
        heard("customer", "C1", "size.employees", 30),
        heard("customer", "C1", "phones[mobile]", Phone(number="555 01", label="mobile")),
        heard("customer", "C1", "name", "Acme"),
        heard("customer", "C1", "phones[main]", Phone(number="555 00")),
        heard("customer", "C1", "identifiers[uscc]", Identifier(scheme="uscc", value="9135")),
        heard("customer", "C1", "stage", Stage.ACTIVE, at=later, method="phone_survey"),
        heard("customer", "C1", "size.employees", 31, before=30, at=later, method="phone_survey"),
    ]

    made, grown, bought = chronicle("C1", changes=changes)

    assert (made.kind, made.on, made.key) == (EventKind.CARD_MADE, date(2024, 3, 9), "C1")
    assert made.summary == (
        "card made: name, telephone, telephone (mobile), unified social credit code, staff (visit, list.csv)"
    )
    assert (
        made.summary_zh == "建卡：名称、电话、电话（手机）、统一社会信用代码、员工人数（人员走访，list.csv）"
    )
    assert set(made.record) == set(changes[:5])
    assert grown.summary_zh == "员工人数：30 → 31（电话调查，list.csv）"
    assert bought.summary_zh == "阶段：— → 现实客户（电话调查，list.csv）"
    assert chronicle("C1", changes=changes[::-1]) == (
        made_of(made, changes[4::-1]),
        grown,
        bought,
    )


def made_of(event, changes):
    return attrs.evolve(event, record=tuple(changes))


def test_a_card_of_which_the_beginning_is_not_told_was_not_made_by_its_first_change():
    events = chronicle("C1", changes=[heard("customer", "C1", "size.employees", 30)])

    assert [event.kind for event in events] == [EventKind.CHANGE]


def test_a_contact_works_at_a_customer_by_name():
    bo = Contact(
        contact_id="p1",
        name="Bo",
        employments=[Employment(customer_id="C1"), Employment(customer_id="C2", title="adviser")],
    )
    later = datetime(2024, 4, 1, tzinfo=UTC)
    changes = [
        heard("contact", "p1", "employments[C1]", True),
        heard("contact", "p1", "employments[C1].title", "buyer"),
        heard("contact", "p1", "name", "Bo"),
        heard("contact", "p1", "employments[C2]", True, at=later),
        heard("contact", "p1", "employments[C2].title", "adviser", at=later),
        heard("contact", "p1", "employments[C1]", None, before=True, at=later),
    ]
    known = [Customer(customer_id="C1", name="Acme"), Customer(customer_id="C2", name="上海机电")]

    events = chronicle("C1", changes=changes, contacts=[bo], known=known)

    assert [event.summary for event in events] == [
        "card made for Bo: works at Acme, title (visit, list.csv)",
        "Bo, no longer works at Acme (visit, list.csv)",
        "Bo, works at 上海机电 (visit, list.csv)",
        "Bo, title at 上海机电: — → adviser (visit, list.csv)",
    ]
    assert [event.summary_zh for event in events] == [
        "建卡（Bo）：任职于 Acme、职务（人员走访，list.csv）",
        "Bo，不再任职于 Acme（人员走访，list.csv）",
        "Bo，任职于 上海机电（人员走访，list.csv）",
        "Bo，上海机电 的职务：— → adviser（人员走访，list.csv）",
    ]


@pytest.mark.parametrize("card", [Customer, Contact])
def test_every_value_of_a_card_has_words_in_both_languages(card):
    def words(path):
        said = field_words(path)
        assert not re.search("[_[.]", said.en.removesuffix(".")), path
        assert re.search("[\u4e00-\u9fff]", said.zh), path

    for each in attrs.fields(card)[1:]:
        form, *details = each.metadata.get(SHAPE) or ("value",)
        if form == "value":
            words(each.name)
        elif form in {"part", "split"}:
            element = "[C1]" if form == "split" else ""
            for part in attrs.fields(details[0]):
                if part.name not in details[1:]:
                    words(f"{each.name}{element}.{part.name}")
