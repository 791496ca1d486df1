"""Planned visits and tasks as an iCalendar file (RFC 5545), which calendars of telephones and offices read.

Each is an event of a whole day, which leaves the day free for others.  The same
visit has the same UID in every file: a plan that is read again, also one by which
a visit falls on another day, moves what stands in the calendar and doubles nothing.
"""

from __future__ import annotations

import json
import re
import reprlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol, TextIO, TypeAlias
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import attrs
from icalendar import Calendar, Event, vText

from customerbase.errors import InvalidRecord, Problem
from customerbase.languages import language_of
from customerbase.model import Facet, Task, TaskStatus
from customerbase.outputs.target import opened
from customerbase.reports.visit_list import VisitOnList
from customerbase.reports.words import Phrase, word
from customerbase.values import Address

__all__ = ["Planned", "PlannedVisit", "write", "write_each"]

_NOBODY: Final[Mapping[str, str]] = MappingProxyType({})
_NOWHERE: Final[Mapping[str, Address | str]] = MappingProxyType({})

_WORDS: Final = {
    "visit": Phrase("Check {who}: {what}", "核实 {who}：{what}"),
    "visit_of_nothing": Phrase("Check {who}", "核实 {who}"),
    "task": Phrase("{subject} – {who}", "{subject}：{who}"),
    "customer": Phrase("Customer no.: {value}", "客户编号：{value}"),
    "facets": Phrase("To be checked: {value}", "核实项目：{value}"),
    "due": Phrase("Due by: {value}", "最迟：{value}"),
    "employee": Phrase("In charge: {value}", "负责人：{value}"),
    "status": Phrase("Status: {value}", "状态：{value}"),
    "outcome": Phrase("Outcome: {value}", "结果：{value}"),
    "title": Phrase("Planned visits", "拜访计划"),
}
_BETWEEN: Final = Phrase(", ", "、")

_BREAK: Final = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSAYABLE: Final = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_DOMAIN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class PlannedVisit(VisitOnList, Protocol):
    """A visit, and the day by which it is due: `customerbase.verify.Visit`, or one's own."""

    @property
    def due_on(self) -> date | None: ...


Planned: TypeAlias = Task | PlannedVisit
_PARTS: Final = ("employee_id", "customer_id", "on", "facets", "due_on", "place")


@attrs.frozen(kw_only=True)
class _Said:
    """What the words of an event are made with."""

    names: Mapping[str, str]
    addresses: Mapping[str, Address | str]
    employees: Mapping[str, str]
    language: str

    def __call__(self, word_: str, **parts: object) -> str:
        return _WORDS[word_].filled(**parts).said(self.language)

    def who(self, customer_id: str) -> str:
        return self.names.get(customer_id) or customer_id

    def where(self, customer_id: str | None, place: tuple[str, ...] = ()) -> str:
        found = self.addresses.get(customer_id) if customer_id is not None else None
        if isinstance(found, str):
            return found
        if found is not None:
            place = tuple(each for each in (found.province, found.city, found.district, found.street) if each)
            if language_of(self.language) == "en" or not place:
                return str(found)
        # From wide to narrow as Chinese addresses are written, from narrow to wide as others are.
        return "".join(place) if language_of(self.language) == "zh" else ", ".join(reversed(place))


def write(
    visits: Iterable[Planned],
    target: str | Path | TextIO,
    *,
    stamp: date | datetime,
    names: Mapping[str, str] = _NOBODY,
    addresses: Mapping[str, Address | str] = _NOWHERE,
    employees: Mapping[str, str] = _NOBODY,
    language: str = "en",
    title: str | None = None,
    domain: str = "customerbase",
) -> int:
    r"""Write planned visits or tasks as an iCalendar file.

    Equal visits and equal words make equal bytes, whatever the order of the visits.

    Parameters
    ----------
    visits : iterable of Visit or Task
        A task without a day stands in no calendar and is left out; one that
        was cancelled is told as such, so that it vanishes where it stood.
    target : str, Path or text stream
        A stream must leave ends of line alone: ``open(..., newline="")``.
    stamp : datetime.date or datetime.datetime
        When the plan was made.  Give a later one with each new plan.
    names, employees : mapping of str to str, optional
        Id → name, of customers and of our own staff; where there is none the id is told.
    addresses : mapping of str to Address or str, optional
        Customer id → where he is; else the place of the visit is told.
    language : {'en', 'zh'}
    title : str, optional
        Of the calendar.
    domain : str
        Tells apart the events of several companies in one calendar; keep it the same.

    Returns
    -------
    int
        How many events were written.

    Raises
    ------
    TypeError
        If something is neither a visit nor a task, or `stamp` is no day.
    InvalidRecord
        If a visit is on no day.
    ValueError
        If `stamp` is a point in time without a zone, there are no words in
        the language, or the domain is none.

    Examples
    --------
    >>> import io
    >>> call = Task(
    ...     task_id="T1",
    ...     employee_id="E1",
    ...     subject="Call, then visit",
    ...     customer_id="C1",
    ...     planned_on=date(2024, 5, 2),
    ... )
    >>> file = io.StringIO(newline="")
    >>> write([call], file, stamp=date(2024, 5, 1), names={"C1": "Acme"})
    1
    >>> for line in file.getvalue().splitlines()[7:10]:
    ...     print(line)
    SUMMARY:Call\, then visit – Acme
    DTSTART;VALUE=DATE:20240502
    DTEND;VALUE=DATE:20240503
    """
    said = _Said(names=names, addresses=addresses, employees=employees, language=_known(language))
    calendar, events = _calendar(visits, _instant(stamp), said, title, _checked(domain))
    with opened(target) as stream:
        stream.write(calendar.to_ical().decode("utf-8"))
    return events


def write_each(
    visits: Iterable[Planned],
    folder: str | Path,
    *,
    stamp: date | datetime,
    names: Mapping[str, str] = _NOBODY,
    addresses: Mapping[str, Address | str] = _NOWHERE,
    employees: Mapping[str, str] = _NOBODY,
    language: str = "en",
    domain: str = "customerbase",
) -> dict[str | None, Path]:
    """Write a file for each employee, so that each reads his own visits.

    Parameters
    ----------
    visits : iterable of Visit or Task
    folder : str or Path
        Made if it is not there.  A file is named after the employee's id,
        ``unassigned.ics`` holds the visits of nobody.

    The others are those of `write`; the title of each calendar is the employee's name.

    Returns
    -------
    dict of str or None to Path
        Employee id → file, by id, that of nobody last.

    Raises
    ------
    TypeError, InvalidRecord, ValueError
        As `write`.
    """
    own: dict[str | None, list[Planned]] = defaultdict(list)
    for each in visits:
        _check(each)
        own[each.employee_id].append(each)
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    files: dict[str | None, Path] = {}
    taken: set[str] = set()
    for who in sorted(own, key=lambda who: (who is None, who or "")):
        files[who] = home / _file_name(who, taken)
        write(
            own[who],
            files[who],
            stamp=stamp,
            names=names,
            addresses=addresses,
            employees=employees,
            language=language,
            title=None if who is None else employees.get(who, who),
            domain=domain,
        )
    return files


def _file_name(who: str | None, taken: set[str]) -> str:
    stem = "unassigned" if who is None else re.sub(r'[\\/:*?"<>|%]|^\.|[. ]$', _quoted, who)
    name, number = stem, 1
    # Some file systems hold E1 and e1 for one name.
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name.casefold())
    return f"{name}.ics"


def _quoted(found: re.Match[str]) -> str:
    return "%2E" if found[0] == "." else quote(found[0], safe="")


def _known(language: str) -> str:
    _WORDS["title"].said(language)
    return language


def _checked(domain: str) -> str:
    if not isinstance(domain, str) or not _DOMAIN.fullmatch(domain):
        raise ValueError(
            f"domain={reprlib.repr(domain)} is none: write letters, digits and points, as in acme.example"
        )
    return domain


def _instant(stamp: date | datetime) -> datetime:
    if isinstance(stamp, datetime):
        if stamp.utcoffset() is None:
            raise ValueError(f"stamp={stamp!r} has no time zone: give tzinfo=ZoneInfo(...), or a day")
        return stamp.astimezone(UTC).replace(microsecond=0)
    if not isinstance(stamp, date):
        raise TypeError(f"stamp={reprlib.repr(stamp)} is no day: give the day on which the plan was made")
    return datetime(stamp.year, stamp.month, stamp.day, tzinfo=UTC)


def _calendar(
    visits: Iterable[Planned], stamp: datetime, said: _Said, title: str | None, domain: str
) -> tuple[Calendar, int]:
    calendar = Calendar()
    calendar.add("prodid", f"-//customerbase//planned visits//{said.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    named = _line(title or said("title"))
    for property_ in ("name", "x-wr-calname"):
        calendar.add(property_, vText(named))
    keyed = []
    for each in visits:
        _check(each)
        on = each.planned_on if isinstance(each, Task) else each.on
        if on is not None:
            keyed.append((on, each.employee_id or "", each.customer_id or "", _key(each), each))
    times = Counter(row[3] for row in keyed)
    keyed.sort(key=lambda row: (*row[:4], _content(row[4]) if times[row[3]] > 1 else ""))
    alike: Counter[str] = Counter()
    for on, _, _, key, each in keyed:
        alike[key] += 1
        event = Event()
        event.add("uid", f"{uuid5(NAMESPACE_URL, f'{domain}:{key}:{alike[key]}')}@{domain}")
        event.add("dtstamp", stamp)
        event.add("last-modified", stamp)
        event.add("dtstart", on)
        if on < date.max:
            event.add("dtend", on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        _tell(event, each, said)
        calendar.add_component(event)
    return calendar, len(keyed)


def _content(given: Any) -> str:
    """Return all that one of several under the same id says, so that their order follows from it."""
    return repr(attrs.astuple(given, recurse=False) if attrs.has(type(given)) else given)


def _check(given: Any) -> None:
    if isinstance(given, Task):
        return
    if not all(hasattr(given, part) for part in _PARTS):
        raise TypeError(
            f"{type(given).__name__} is neither a Task nor a visit: a visit has {', '.join(_PARTS)}"
        )
    if not isinstance(given.on, date) or isinstance(given.on, datetime):
        raise InvalidRecord("Visit", [Problem("$.on", given.on, "is no day", "give a datetime.date")])


def _key(each: Planned) -> str:
    """Return what says that two visits of two plans are one: the day on which it is planned does not."""
    if isinstance(each, Task):
        parts = ["task", each.task_id]
    else:
        parts = ["visit", each.customer_id, str(each.due_on), *sorted(each.facets)]
    return json.dumps(parts)


def _tell(event: Event, each: Planned, said: _Said) -> None:
    lines: list[str] = []

    def add(word_: str, value: object) -> None:
        if value:
            lines.append(_line(said(word_, value=value)))

    add("customer", each.customer_id)
    who = each.employee_id
    if isinstance(each, Task):
        subject = _line(each.subject)
        if each.customer_id is not None:
            subject = said("task", subject=subject, who=said.who(each.customer_id))
        cancelled = each.status is TaskStatus.CANCELLED
        place = said.where(each.customer_id)
        add("employee", said.employees.get(who, who) if who else None)
        add("status", None if each.status is TaskStatus.OPEN else word(each.status, said.language))
        add("outcome", each.outcome)
    else:
        facets = _BETWEEN.said(said.language).join(_facet(name, said.language) for name in each.facets)
        named = said.who(each.customer_id)
        subject = said("visit", who=named, what=facets) if facets else said("visit_of_nothing", who=named)
        cancelled = False
        place = said.where(each.customer_id, tuple(each.place))
        add("facets", facets)
        add("due", each.due_on)
        add("employee", said.employees.get(who, who) if who else None)
    event.add("summary", _line(subject))
    if place:
        event.add("location", _line(place))
    if lines:
        event.add("description", "\n".join(lines))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")


def _facet(name: str, language: str) -> str:
    return word(Facet(name), language) if name in set(Facet) else name


def _line(text: str) -> str:
    """Return a text on one line, without what no calendar may hold: a name must not become a property."""
    one = _BREAK.sub(" ", text.replace("\t", " "))
    return _UNSAYABLE.sub("\ufffd", one).strip()
