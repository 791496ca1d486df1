"""A trading company that never was, in Chinese and English, as its files would be found.

About two hundred customers with their contacts, four years of purchases,
dealings, feedback, plans and checks, with the dirt that real lists have: full-width
digits, several ways to write a day, numbers with separators, ``NULL``, and a
dozen rows that a careful reader refuses.

The same seed gives the same bytes on every machine.  Names are invented; no
telephone number and no e-mail address can belong to anybody.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from customerbase.sample import checks, company, dealings, lists, sales, trade
from customerbase.sample.dice import Dice
from customerbase.sample.traps import Trap

__all__ = ["OfficeFiles", "PlantedRow", "SampleFiles", "write", "write_office"]


@attrs.frozen
class PlantedRow:
    """A row that was put in to be refused.

    Parameters
    ----------
    file : str
        Name of the file.
    line : int
        Physical line, counted from 1.
    why : str
    """

    file: str
    line: int
    why: str


@attrs.frozen(kw_only=True)
class SampleFiles:
    """Where the files of the sample company are, in the order in which they are read.

    Parameters
    ----------
    employees, products, customers, customers_abroad, bought_list, sales, interactions : pathlib.Path
        CSV files; `customers` is GB18030, `customers_abroad` begins with a
        byte order mark, the others are UTF-8.
    competitors, campaigns, assignments, relationships, feedback, tasks, sightings, consents, verifications
        JSON Lines; each line has the fields of the record of that kind.
    refused : tuple of PlantedRow
        The rows that were put in to be refused.
    """

    employees: Path
    products: Path
    customers: Path
    customers_abroad: Path
    bought_list: Path
    sales: Path
    interactions: Path
    competitors: Path
    campaigns: Path
    assignments: Path
    relationships: Path
    feedback: Path
    tasks: Path
    sightings: Path
    consents: Path
    verifications: Path
    refused: tuple[PlantedRow, ...]


@attrs.frozen(kw_only=True)
class OfficeFiles:
    """What the sample company's office knows besides the lists: by it, checks are planned.

    Parameters
    ----------
    receivables : pathlib.Path
        CSV: what customers owe, as the accounts have it.
    events, departures : pathlib.Path
        JSON Lines: what befell customers (the fields of `customerbase.verify.Occurrence`),
        and who left them, as a salesman heard it.
    verification_policy : pathlib.Path
        JSON, as `customerbase.verify.policy_from_plain` reads it.
    """

    receivables: Path
    events: Path
    departures: Path
    verification_policy: Path


def write(folder: str | Path, *, seed: int = 2024, as_of: date = date(2024, 12, 31)) -> SampleFiles:
    """Write the files of the sample company into a folder, which is made if need be.

    Parameters
    ----------
    folder : path
    seed : int
        Another seed is another company of the same kind.
    as_of : datetime.date
        The last day of the story, which begins on the 1st of January three
        years before.

    Returns
    -------
    SampleFiles

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     files = write(folder)
    ...     files.customers.read_text(encoding="gb18030")[:9]
    '客户编号,客户名称'
    """
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    # Each part has dice of its own, so that a change to one leaves the others as they were.
    dice = [Dice(seed * 100 + part) for part in range(14)]
    staff = company.staff(as_of)
    clients = company.clients(dice[0], as_of)
    sold = trade.orders(dice[1], clients, as_of)
    refused: list[PlantedRow] = []

    def table(name: str, rows: lists.Rows, encoding: str = "utf-8") -> Path:
        data, traps = _csv(rows)
        refused.extend(PlantedRow(name, line, why) for line, why in traps)
        (home / name).write_bytes(data.encode(encoding))
        return home / name

    def lines(name: str, records: Iterable[dict[str, Any]]) -> Path:
        return _lines(home / name, records)

    return SampleFiles(
        employees=table("employees.csv", lists.staff_list(staff)),
        products=table("products.csv", lists.products()),
        customers=table("客户名单.csv", lists.at_home(dice[2], clients, staff), "gb18030"),
        customers_abroad=table("customers_en.csv", lists.abroad(dice[3], clients, staff), "utf-8-sig"),
        bought_list=table("bought_list.csv", lists.bought(dice[4], clients)),
        sales=table("sales.csv", sales.sales(dice[5], sold)),
        interactions=table(
            "interactions.csv", sales.dealings(dice[6], dealings.interactions(dice[7], clients, as_of))
        ),
        competitors=lines("competitors.jsonl", dealings.COMPETITORS),
        campaigns=lines("campaigns.jsonl", dealings.campaigns(as_of)),
        assignments=lines("assignments.jsonl", dealings.assignments(clients, as_of)),
        relationships=lines("relationships.jsonl", dealings.relationships(dice[8], clients)),
        feedback=lines("feedback.jsonl", dealings.feedback(dice[9], sold, as_of)),
        tasks=lines("tasks.jsonl", dealings.tasks(dice[10], clients, as_of)),
        sightings=lines("sightings.jsonl", dealings.sightings(dice[11], clients, as_of)),
        consents=lines("consents.jsonl", dealings.consents(dice[12], clients, as_of)),
        verifications=lines("verifications.jsonl", checks.verifications(dice[13], clients, as_of)),
        refused=tuple(refused),
    )


def write_office(folder: str | Path, *, seed: int = 2024, as_of: date = date(2024, 12, 31)) -> OfficeFiles:
    """Write what the sample company's office knows besides the lists into a folder, which is made if need be.

    Parameters
    ----------
    folder : path
        Another one than that of the lists: nothing here is a list to import.
    seed, as_of
        As for `write`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from customerbase import verify
    >>> with TemporaryDirectory() as folder:
    ...     files = write_office(folder)
    ...     policy = verify.policy_from_plain(json.loads(files.verification_policy.read_text()))
    >>> policy.comes_due
    True
    """
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    clients = company.clients(Dice(seed * 100), as_of)
    dice = [Dice(seed * 100 + part) for part in range(14, 17)]
    data, _ = _csv(checks.receivables(dice[0], clients))
    receivables = home / "receivables.csv"
    receivables.write_bytes(data.encode("utf-8"))
    policy = home / "verification_policy.json"
    policy.write_bytes((json.dumps(checks.POLICY, indent=2) + "\n").encode("utf-8"))
    return OfficeFiles(
        receivables=receivables,
        events=_lines(home / "events.jsonl", checks.events(dice[1], clients, as_of)),
        departures=_lines(home / "departures.jsonl", checks.departures(dice[2], clients, as_of)),
        verification_policy=policy,
    )


def _lines(path: Path, records: Iterable[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n" for each in records)
    path.write_bytes(text.encode("utf-8"))
    return path


def _csv(rows: Iterable[Sequence[str] | Trap]) -> tuple[str, list[tuple[int, str]]]:
    """Write rows as CSV; return the text, and the line and reason of each trap.  No cell holds a line break."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    traps = []
    for line, row in enumerate(rows, 1):
        if isinstance(row, Trap):
            traps.append((line, row.why))
            if isinstance(row.cells, str):
                text.write(row.cells + "\r\n")
            else:
                writer.writerow(row.cells)
        else:
            writer.writerow(row)
    return text.getvalue(), traps
