"""``demo``: a base of a company that never was, and all that comes out of it."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from customerbase import registry, sample, verify
from customerbase.base import CustomerBase, open_base
from customerbase.cli.options import CommandError
from customerbase.cli.showing import write_page
from customerbase.cli.terminal import Session, command
from customerbase.errors import MissingExtra
from customerbase.intake.result import ImportResult
from customerbase.model import CollectionMethod, Contact, Source
from customerbase.outputs import card as cards
from customerbase.presenting import Presented, best_customer, card_of, present
from customerbase.reports.dossier import Card
from customerbase.reports.table import Table, column, tabulate
from customerbase.reports.words import LANGUAGES, Phrase
from customerbase.values import PartialDate

__all__ = ["run"]

LAST_DAY = date(2024, 12, 31)
"""The day on which the story of the sample ends: the demo takes it for today."""

CAPACITY = verify.Capacity(
    per_week=3,
    # The Spring Festival, and the two days that are made up for it.
    holidays=[
        date(2025, 1, 1),
        *(date(2025, 1, day) for day in range(28, 32)),
        *(date(2025, 2, day) for day in range(1, 5)),
    ],
    extra_days=[date(2025, 1, 26), date(2025, 2, 8)],
)
"""How many customers each of the sample's employees can visit to check what is known of them."""

_MADE_BY, _DEMO = "made_by", "customerbase demo"
_RECORDS = (
    ("interaction", "interactions"),
    ("competitor", "competitors"),
    ("campaign", "campaigns"),
    ("assignment", "assignments"),
    ("relationship", "relationships"),
    ("feedback", "feedback"),
    ("task", "tasks"),
    ("sighting", "sightings"),
    ("consent", "consents"),
    ("verification", "verifications"),
)
_WORDS = {
    "wrote": Phrase(
        "The lists of a sample company, 2021 to 2024, with the dirt that real lists have: {folder}",
        "样本公司 2021 至 2024 年的名单，其中的毛病与真实名单一样：{folder}",
    ),
    "refused": Phrase(
        "{count} rows were put in to be refused, and were. They are here, each with its reason in front;\n"
        "mended, they can be read again: {folder}",
        "故意放入的 {count} 行错误数据均未被接受。它们连同理由写在此处，改正后可再次读入：{folder}",
    ),
    "example": Phrase("For example: {refusal}", "例如：{refusal}"),
    "waiting": Phrase(
        "{count} values of the bought list wait, for what our own people learned stands. See them with:",
        "购买名单中有 {count} 个值待定，因为本公司人员所得资料优先。查看：",
    ),
    "open": Phrase("Open these:", "请打开："),
    "page": Phrase("the whole base on one page", "整个客户数据库（英文）"),
    "page.zh": Phrase("the same in Chinese", "整个客户数据库"),
    "card": Phrase("a customer's card, to be printed", "可打印的客户卡（英文）"),
    "card.zh": Phrase("the same in Chinese", "可打印的客户卡"),
    "excel": Phrase("the six tables as a workbook", "六张表，Excel 工作簿"),
    "no_excel": Phrase(
        "The six tables in Excel need openpyxl: {install}", "导出 Excel 需要 openpyxl：{install}"
    ),
    "try": Phrase("Then try:", "接着试试："),
    "own": Phrase("And with files of your own:", "用您自己的文件："),
    "title": Phrase("A sample trading company", "样本贸易公司"),
}


def run(asked: argparse.Namespace, session: Session) -> None:
    """Write the sample, read it, show the tables, write the pages."""
    folder = Path(asked.folder)
    place = folder / "acme.db"
    _make_room(folder, place)
    language, say = asked.language, session.terminal.say

    def words(name: str, **parts: object) -> str:
        return _WORDS[name].filled(**parts).said(language)

    with open_base(place, currency="CNY", clock=_on_the_last_day) as base:
        with base.transaction():
            base.store.rows.set(_MADE_BY, _DEMO)
        files = sample.write(folder / "lists", as_of=LAST_DAY)
        say(words("wrote", folder=folder / "lists"))
        say()
        results = list(_read(base, files))
        session.terminal.table(_told(results), language=language)
        say()
        refused = folder / "refused"
        refused.mkdir(exist_ok=True)
        for each in results:
            each.write_refused(refused / f"{Path(each.origin).stem}.csv")
        example = min(
            (str(refusal) for each in results for refusal in each.refusals if refusal.hint), key=len
        )
        say(words("refused", count=sum(each.refused for each in results), folder=refused))
        say(words("example", refusal=example))
        say()
        say(words("waiting", count=sum(each.waiting for each in results)))
        say("  " + command(f"candidates {place}"))

        office = sample.write_office(folder / "office", as_of=LAST_DAY)
        _note_departures(base, office)
        base.verification_policy = verify.policy_from_plain(_json(office.verification_policy))
        shown = present(base, as_of=LAST_DAY, verification={"capacity": CAPACITY, **_known(office)})
        session.terminal.tables(shown.tables, language=language, rows=10)
        for section in shown.sections:
            session.terminal.tables(section.tables, language=language)
        best = best_customer(base, as_of=LAST_DAY)
        assert best is not None
        say()
        say(words("open"))
        for path, what in _written(shown, card_of(base, best, as_of=LAST_DAY), folder):
            say(f"  {str(path).ljust(len(str(folder)) + 13)}  {words(what)}")
    _write_excel(shown.tables, folder, language, session)
    say()
    say(words("try"))
    say("  " + command(f"card {place} {best} --language {language}"))
    say("  " + command(f"report {place} --table sales_ranking --period 2024-Q4 --as-of {LAST_DAY}"))
    say("  " + command(f"rfm {place} --as-of {LAST_DAY} --customer {best}"))
    say(words("own"))
    say("  " + command("import acme.db customers.csv sales.csv --currency CNY --report acme.html"))


def _on_the_last_day() -> datetime:
    return datetime.combine(LAST_DAY, time(18), UTC)


def _make_room(folder: Path, place: Path) -> None:
    """Take away what an earlier demo left; refuse to write among anything else."""
    if place.exists():
        with open_base(place) as base:
            ours = base.store.rows.setting(_MADE_BY) == _DEMO
        if not ours:
            raise CommandError(f"{place}: is there already, and no demo made it: name another folder")
        for ending in ("", "-wal", "-shm"):
            place.with_name(place.name + ending).unlink(missing_ok=True)
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(f"{folder}: is not empty: name a folder that is not there yet")
    folder.mkdir(parents=True, exist_ok=True)


def _read(base: CustomerBase, files: sample.SampleFiles) -> Iterator[ImportResult]:
    yield base.import_employees(files.employees)
    yield base.import_products(files.products)
    yield base.import_customers(files.customers, source="visit")
    yield base.import_customers(files.customers_abroad, source="email_survey")
    yield base.import_customers(files.bought_list, source="purchased_list")
    yield base.import_purchases(files.sales)
    for kind, name in _RECORDS:
        yield base.import_records(kind, getattr(files, name))


def _note_departures(base: CustomerBase, files: sample.OfficeFiles) -> None:
    """Note on the cards who left his company, as the salesmen heard it."""
    people = {
        (there.customer_id, each.name): each for each in base.all(Contact) for there in each.employments
    }
    for line in files.departures.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        person = people.get((told["customer_id"], told["name"]))
        if person is None:  # his row was refused
            continue
        left = PartialDate.parse(told["left_on"])
        employments = [
            each.replace(until=left) if each.customer_id == told["customer_id"] else each
            for each in person.employments
        ]
        heard = Source(method=CollectionMethod.VISIT, collected_by=told["told_to"])
        on = date.fromisoformat(told["told_on"])
        base.save(person.replace(employments=employments), source=heard, observed_on=on)


def _known(files: sample.OfficeFiles) -> dict[str, Any]:
    """Return what other programs of the company know of its customers: their debts, and what befell them."""
    with files.receivables.open(encoding="utf-8", newline="") as stream:
        owed = {row["客户编号"]: Decimal(row["未结余额(元)"]) for row in csv.DictReader(stream)}
    befell = (json.loads(each) for each in files.events.read_text(encoding="utf-8").splitlines())
    occurrences = [
        verify.Occurrence(each["customer_id"], each["event"], date.fromisoformat(each["on"]))
        for each in befell
    ]
    return {"amounts": {"open_balance": owed}, "occurrences": occurrences}


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _told(results: list[ImportResult]) -> Table:
    columns = (
        column("file", read=lambda each: each.origin),
        column("source", read=lambda each: each.source.method),
        *(column(name, "whole") for name in ("taken", "changed", "refused", "waiting")),
    )
    return tabulate("import_summary", columns, results)


def _written(shown: Presented, sheet: Card, folder: Path) -> Iterator[tuple[Path, str]]:
    for language in LANGUAGES:
        ending = "" if language == "en" else f".{language}"
        page = folder / f"page{ending}.html"
        title = _WORDS["title"].said(language)
        write_page(shown, page, title=title, language=language)
        yield page, f"page{ending}"
        card = folder / f"card{ending}.html"
        cards.write(sheet, card, language=language)
        yield card, f"card{ending}"


def _write_excel(tables: tuple[Table, ...], folder: Path, language: str, session: Session) -> None:
    path = folder / "tables.xlsx"
    try:
        registry.load("output", "excel").write(tables, path, language=language)
    except MissingExtra as error:
        install = f"pip install 'customerbase[{error.extra}]'"
        session.terminal.say(_WORDS["no_excel"].filled(install=install).said(language))
    else:
        session.terminal.say(f"  {str(path).ljust(len(str(folder)) + 13)}  {_WORDS['excel'].said(language)}")
