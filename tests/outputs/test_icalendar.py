"""iCalendar files: read back as they were meant, the same bytes each time, and a name stays a name."""

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase import registry
from customerbase.errors import InvalidRecord, MissingExtra
from customerbase.model import Task
from customerbase.testing import strategies
from customerbase.values import Address

pytest.importorskip("icalendar")
from icalendar import Calendar

from customerbase.outputs.icalendar import write, write_each

STAMP = date(2024, 4, 1)


@attrs.frozen(kw_only=True)
class Visit:
    """As the plan makes them."""

    customer_id: str = "C1"
    on: date = date(2024, 5, 2)
    facets: tuple[str, ...] = ("basic", "credit")
    due_on: date | None = date(2024, 5, 31)
    employee_id: str | None = "E1"
    place: tuple[str, ...] = ()


def text(visits, **more):
    stream = io.StringIO(newline="")
    write(visits, stream, **{"stamp": STAMP} | more)
    return stream.getvalue()


def events(visits, **more):
    return Calendar.from_ical(text(visits, **more)).events


def task(**more):
    usual = {"task_id": "T1", "employee_id": "E1", "subject": "Call", "planned_on": date(2024, 5, 2)}
    return Task(**usual | more)


def test_a_visit_is_an_event_of_a_whole_day_that_leaves_the_day_free():
    made = text([Visit()])
    (event,) = Calendar.from_ical(made).events

    assert "DTSTART;VALUE=DATE:20240502\r\nDTEND;VALUE=DATE:20240503\r\n" in made
    assert (event.start, event.end) == (date(2024, 5, 2), date(2024, 5, 3))
    assert event["transp"] == "TRANSPARENT"
    assert event["dtstamp"].dt == event["last-modified"].dt == datetime(2024, 4, 1, tzinfo=UTC)
    assert made.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert made.endswith("END:VCALENDAR\r\n")


def test_words_are_english_or_chinese():
    usual = {"names": {"C1": "上海机电"}, "employees": {"E1": "李明"}}
    (english,) = events([Visit(facets=("basic", "decision_makers", "ours"))], **usual)
    (chinese,) = events([Visit(facets=("basic", "decision_makers", "ours"))], language="zh", **usual)

    assert english["summary"] == "Check 上海机电: basic, decision makers, ours"
    assert chinese["summary"] == "核实 上海机电：基础数据、关键决策人数据、ours"
    assert english["description"].split("\n") == [
        "Customer no.: C1",
        "To be checked: basic, decision makers, ours",
        "Due by: 2024-05-31",
        "In charge: 李明",
    ]
    assert chinese["description"].split("\n")[2:] == ["最迟：2024-05-31", "负责人：李明"]


def test_a_place_is_written_as_the_language_has_it():
    known = Address(province="广东", city="深圳", street="福华路 12 号", postal_code="518000")

    def location(visit, **more):
        (event,) = events([visit], **more)
        return event.get("location")

    there = Visit(place=("广东", "深圳", "福田"))
    assert location(there) == "福田, 深圳, 广东"
    assert location(there, language="zh") == "广东深圳福田"
    assert location(there, addresses={"C1": known}, language="zh") == "广东深圳福华路 12 号"
    assert location(there, addresses={"C1": known}) == str(known)
    assert location(there, addresses={"C1": "at the gate"}) == "at the gate"
    assert location(Visit()) is None


def test_a_task_tells_its_subject_and_what_became_of_it():
    (opened,) = events([task(customer_id="C1")], names={"C1": "Acme"})
    (given_up,) = events([task(status="cancelled", outcome="moved away")])

    assert (opened["summary"], opened["status"]) == ("Call – Acme", "CONFIRMED")
    assert (given_up["summary"], given_up["status"]) == ("Call", "CANCELLED")
    assert given_up["description"] == "In charge: E1\nStatus: cancelled\nOutcome: moved away"


def test_a_task_without_a_day_stands_in_no_calendar():
    stream = io.StringIO(newline="")
    assert write([task(planned_on=None), task(task_id="T2")], stream, stamp=STAMP) == 1
    assert stream.getvalue().count("BEGIN:VEVENT") == 1


# ------------------------------------------------------------------ the same visit, the same event


def uids(visits, **more):
    return [str(each["uid"]) for each in events(visits, **more)]


def test_a_visit_that_moves_keeps_its_uid_and_another_has_its_own():
    (here,) = uids([Visit()])

    assert uids([Visit(on=date(2024, 5, 20), employee_id="E2", place=("广东",))], language="zh") == [here]
    assert uids([Visit(facets=("credit", "basic"))]) == [here]
    others = [Visit(customer_id="C2"), Visit(facets=("basic",)), Visit(due_on=date(2025, 5, 31))]
    assert len({here, *uids(others), *uids([Visit()], domain="acme.example"), *uids([task()])}) == 6
    assert re.fullmatch(r"[0-9a-f-]{36}@customerbase", here)


def test_the_uid_of_a_visit_is_the_same_in_every_release():
    # Whoever changes it doubles all visits in the calendars of all users.
    assert uids([Visit()]) == ["b19d0740-1313-5b3d-a5cc-02d1afd46dd7@customerbase"]
    assert uids([task()]) == ["a1a8c91a-c61e-5991-ac7f-224f2024a437@customerbase"]


def test_two_visits_that_are_alike_are_two_events():
    assert len(set(uids([Visit(), Visit(), Visit(on=date(2024, 6, 1))]))) == 3


TEXTS = st.text(max_size=60) | st.sampled_from(
    [
        "a,b;c\\n\\,d",
        "Acme\r\nATTENDEE:mailto:x@example.com",
        "Acme\nEND:VEVENT\nBEGIN:VEVENT",
        "x\x85SUMMARY:y\u2028z\x0bq\x0cw",
        "上海机电设备有限公司" * 12,
        "\x00\x1b\ud800",
        'say "no": or ^n',
        "𠮷野家" * 30,
    ]
)
VISITS = st.lists(
    st.builds(
        Visit,
        customer_id=st.sampled_from(["C1", "C2", "客户"]),
        on=st.dates(date(2024, 1, 1), date(2024, 12, 31)),
        facets=st.lists(TEXTS | st.sampled_from(["basic", "credit"]), max_size=3).map(tuple),
        employee_id=st.none() | st.sampled_from(["E1", "E2"]),
        place=st.lists(TEXTS, max_size=2).map(tuple),
    ),
    max_size=5,
)


@given(VISITS | st.lists(strategies.tasks(), max_size=4), TEXTS, st.sampled_from(["en", "zh"]), st.randoms())
def test_equal_visits_make_equal_bytes_in_any_order(visits, name, language, dice):
    more = {"names": {"C1": name}, "addresses": {"C2": name}, "language": language}

    assert text(iter(dice.sample(visits, len(visits))), **more) == text(visits, **more)


@given(VISITS, TEXTS, TEXTS)
def test_no_text_becomes_a_property_or_is_lost(visits, name, title):
    made = text(
        visits, names={"C1": name, "C2": name}, addresses={"C1": name}, employees={"E1": name}, title=title
    )
    lines = made.removesuffix("\r\n").split("\r\n")

    assert all(len(line.encode()) <= 75 for line in lines)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", made)
    assert "\n" not in made.replace("\r\n", "")
    assert "\r" not in made.replace("\r\n", "")
    heads = [re.match("[A-Z-]+", line)[0] for line in lines if not line.startswith(" ")]
    allowed = (
        "BEGIN END VERSION PRODID METHOD NAME X-WR-CALNAME SUMMARY DTSTART DTEND DTSTAMP UID DESCRIPTION"
    )
    assert set(heads) <= {*allowed.split(), "LAST-MODIFIED", "LOCATION", "STATUS", "TRANSP"}
    assert heads.count("UID") == heads.count("SUMMARY") == heads.count("STATUS") == len(visits)

    found = Calendar.from_ical(made).events
    assert len(found) == len(visits)
    said = " ".join(re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]", "", name).split())
    for each in found:
        if "C1" in each["description"].split("\n")[0] and said:
            summary = " ".join(str(each["summary"]).replace("\ufffd", "").split())
            assert said.replace("\ufffd", "").replace(" ", "") in summary.replace(" ", "")


def test_a_long_chinese_name_is_folded_between_characters():
    name = "上海机电设备有限公司" * 12
    made = text([Visit()], names={"C1": name})

    assert "\r\n " in made
    assert name in made.replace("\r\n ", "")


def test_commas_semicolons_and_backslashes_are_escaped_and_read_back():
    name = "A, B; C\\D"
    made = text([Visit()], names={"C1": name}, title=name)

    assert "SUMMARY:Check A\\, B\\; C\\\\D: basic\\, credit\r\n" in made
    assert "X-WR-CALNAME:A\\, B\\; C\\\\D\r\n" in made
    assert str(Calendar.from_ical(made).events[0]["summary"]) == f"Check {name}: basic, credit"


# ------------------------------------------------------------------ where it is written


def test_a_file_has_the_ends_of_line_of_the_format(tmp_path: Path):
    write([Visit()], tmp_path / "plan.ics", stamp=STAMP, names={"C1": "上海机电"})

    raw = (tmp_path / "plan.ics").read_bytes()
    assert raw == text([Visit()], names={"C1": "上海机电"}).encode()
    assert b"\r\r" not in raw


def test_each_employee_has_a_file_of_his_own(tmp_path: Path):
    visits = [
        Visit(),
        Visit(employee_id="e1"),
        Visit(employee_id=None),
        Visit(employee_id="../../etc"),
        Visit(employee_id="李明", customer_id="C2"),
    ]
    files = write_each(visits, tmp_path / "plans", stamp=STAMP, employees={"E1": "Ann"})

    assert {who: path.name for who, path in files.items()} == {
        "../../etc": "%2E.%2F..%2Fetc.ics",
        "E1": "E1.ics",
        "e1": "e1-2.ics",
        "李明": "李明.ics",
        None: "unassigned.ics",
    }
    assert sorted(each.name for each in tmp_path.rglob("*.ics")) == sorted(
        path.name for path in files.values()
    )
    assert "X-WR-CALNAME:Ann\r\n" in files["E1"].read_bytes().decode()
    assert files["李明"].read_bytes().count(b"BEGIN:VEVENT") == 1


# ------------------------------------------------------------------ what is refused


def test_a_stamp_carries_its_zone():
    shanghai = datetime(2024, 4, 1, 8, 30, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert "DTSTAMP:20240401T003000Z\r\n" in text([Visit()], stamp=shanghai)
    with pytest.raises(ValueError, match="has no time zone"):
        text([], stamp=datetime(2024, 4, 1))
    with pytest.raises(TypeError, match="stamp='2024-04-01' is no day"):
        text([], stamp="2024-04-01")


def test_wrong_arguments_are_named():
    with pytest.raises(TypeError, match="str is neither a Task nor a visit: a visit has employee_id"):
        text(["C1"])
    with pytest.raises(InvalidRecord, match=r"\$\.on: is no day"):
        text([Visit(on=datetime(2024, 5, 2))])
    with pytest.raises(ValueError, match="no words in 'fr'"):
        text([], language="fr")
    for wrong in ("", "a b", "x\nUID:1", "-a", None):
        with pytest.raises(ValueError, match="domain="):
            text([], domain=wrong)


def test_the_last_day_of_the_calendar_has_no_day_after_it():
    (event,) = events([Visit(on=date.max)])
    assert "dtend" not in event
    assert event.start == date.max
    assert events([Visit(on=date.max - timedelta(days=1))])[0].end == date.max


def test_without_the_package_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "icalendar", None)
    monkeypatch.delitem(sys.modules, "customerbase.outputs.icalendar", raising=False)
    with pytest.raises(MissingExtra) as caught:
        registry.load("output", "icalendar")
    assert str(caught.value) == "the icalendar output needs icalendar: pip install 'customerbase[calendar]'"
