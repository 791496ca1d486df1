"""What a person types: days, periods, currencies, kinds of files; and errors told in options of the command."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from customerbase.errors import AmbiguousHeader, CustomerbaseError
from customerbase.intake.recognising import LISTS, RECORDS
from customerbase.languages import LANGUAGES, language_of
from customerbase.validation import zone_of
from customerbase.values import CURRENCIES, Period

__all__ = [
    "KIND_NAMES",
    "CommandError",
    "Commands",
    "add_command",
    "add_language",
    "bins",
    "count",
    "currency",
    "day",
    "file_kind",
    "in_options",
    "mapped",
    "period",
    "reworded",
    "rows",
    "run_name",
    "zone",
]


class CommandError(CustomerbaseError, ValueError):
    """What was typed is understood, and cannot be done as it stands."""


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives it no other name


def add_command(commands: Commands, name: str, about: str) -> argparse.ArgumentParser:
    """Add a command, and return what reads its options."""
    return commands.add_parser(name, help=about, description=about, allow_abbrev=False)


def add_text(command: argparse.ArgumentParser) -> None:
    """Add the options that say how a file of text is to be read."""
    command.add_argument("--encoding", metavar="NAME", help="of the text, if it is not found out")
    command.add_argument("--delimiter", metavar="CHARACTER", help="between cells, if it is not found out")
    order = command.add_mutually_exclusive_group()
    order.add_argument(
        "--dayfirst", action="store_true", default=None, help="1/2/2024 is the first of February"
    )
    order.add_argument(
        "--monthfirst", dest="dayfirst", action="store_false", help="1/2/2024 is the 2nd of January"
    )


def add_sheet(command: argparse.ArgumentParser) -> None:
    """Add the options that say where in a workbook, or below a title, the list stands."""
    add = command.add_argument
    add("--sheet", metavar="NAME", help="of a workbook with several: its name, or its number from 1")
    add("--lines-sheet", metavar="NAME", help="likewise, of the file of --lines")
    add("--header-row", type=counted, metavar="ROW", help="the row of the headings, if it is not found out")
    add("--fill-merged", action="store_true", help="merged cells hold all what the first of them does")


def counted(text: str) -> int:
    """Return a number from 1 on.

    >>> counted("3")
    3
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def add_refused(command: argparse.ArgumentParser) -> None:
    """Add the option that names a file for what is refused."""
    command.add_argument(
        "--refused",
        metavar="FILE",
        help="write the refused rows there, with the reasons, to be mended and read",
    )


def add_language(command: argparse.ArgumentParser) -> None:
    """Add the option that says in which language tables and pages are."""
    command.add_argument(
        "--language", type=language_of, choices=LANGUAGES, default="en", help="of tables and pages (en)"
    )


KIND_NAMES: Mapping[str, str] = {
    **{kind: kind for kind in (*LISTS, *RECORDS)},
    **{f"{kind}s": kind for kind in RECORDS},
    "customer": "customers",
    "purchase": "purchases",
    "product": "products",
    "employee": "employees",
    "interaction": "interactions",
    "products": "products",
    "employees": "employees",
    "interactions": "interactions",
    "sales": "purchases",
    "orders": "purchases",
    "lines": "purchase_lines",
    "staff": "employees",
    "dealings": "interactions",
}
"""What a person may call a kind of file → its name."""


def day(text: str) -> date:
    """Read a day as 2024-12-31."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2024-12-31") from error


def period(text: str) -> Period:
    """Read a period as 2024, 2024-05, 2024-Q2 or two with ``..`` between."""
    try:
        return Period.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def currency(text: str) -> str:
    """Read a currency by its code."""
    code = text.upper()
    if code not in CURRENCIES:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no currency of ISO 4217: write its code, as in CNY, EUR, USD"
        )
    return code


def zone(text: str) -> str:
    """Read the name of a time zone."""
    try:
        zone_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def rows(text: str) -> int:
    """Read how many rows are to be shown."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of rows")
    return int(text)


def count(text: str) -> int:
    """Read a whole number from 1."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1")
    return int(text)


def bins(text: str) -> int | tuple[int, int, int]:
    """Read how many scores there are to be: one number for all, or three."""
    parts = [each.strip() for each in text.split(",")]
    if not all(each.isascii() and each.isdigit() and 1 <= int(each) <= 50 for each in parts):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no number of scores from 1 to 50, and no three of them"
        )
    if len(parts) == 1:
        return int(parts[0])
    if len(parts) != 3:
        raise argparse.ArgumentTypeError(f"{text!r}: write one number, or three for r, f and m, as in 5,3,5")
    r, f, m = map(int, parts)
    return r, f, m


def run_name(text: str) -> str:
    """Read the name under which a run is kept."""
    if not text.strip():
        raise argparse.ArgumentTypeError("a blank is no name: write one, as in 2024-Q4")
    return text


def mapped(text: str) -> tuple[str, str | None]:
    """Read HEADING=FIELD; the last = parts them, for fields have none."""
    heading, parted, field = text.rpartition("=")
    if not parted or not heading:
        raise argparse.ArgumentTypeError(f"{text!r} does not read HEADING=FIELD, or HEADING= to leave it out")
    return heading, field or None


def file_kind(text: str) -> str:
    """Read the kind of a file, as people call it."""
    found = KIND_NAMES.get(text.strip().casefold().replace("-", "_"))
    if found is None:
        known = ", ".join(dict.fromkeys(KIND_NAMES.values()))
        raise argparse.ArgumentTypeError(f"{text!r} is no kind of file: one of {known}")
    return found


# ------------------------------------------------------------------ what went wrong

_QUOTED = r"(?:'([^']*)'|\"([^\"]*)\")"
_WORDS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(rf"mapping=\{{{_QUOTED}: None\}}"), lambda m: _map(m[1] or m[2], "")),
    (
        re.compile(rf"mapping=\{{{_QUOTED}: {_QUOTED}\}}"),
        lambda m: _map(m[1] or m[2] or "", m[3] or m[4] or ""),
    ),
    (re.compile(r"mapping=\{heading: field\}"), "--map HEADING=FIELD"),
    (re.compile(r"currency='(\w+)' \(--currency \w+\)"), lambda m: f"--currency {m[1]}"),
    (re.compile(r"\bdayfirst=True or False"), "--dayfirst or --monthfirst"),
    (re.compile(r"\bcreate_customers=True"), "--create-customers"),
    (
        re.compile(rf"\b(currency|encoding|delimiter|negatives)={_QUOTED}"),
        lambda m: f"--{m[1]} {shlex.quote(m[2] or m[3] or '')}",
    ),
    (re.compile(r"\b(currency|encoding|aliases)=(?!\w)"), lambda m: f"--{m[1]}"),
    (re.compile(r"\bmapping=(?!\w)"), "--map"),
    (re.compile(r"\bheader_row=(?!\w)"), lambda _: "--header-row"),
    (re.compile(r"\bfill_merged=True"), lambda _: "--fill-merged"),
    (re.compile(rf"\bsheet={_QUOTED}"), lambda m: f"--sheet {shlex.quote(m[1] or m[2] or '')}"),
    (re.compile(r"\bsay on= for all of them"), "give it for all with --on DAY"),
    (re.compile(r"fit the scale with bins=, or make a map with bins="), "leave out --map, or --bins"),
    (re.compile(r", so there is nothing to fit a scale to: .*"), ": nobody can be scored; see --as-of"),
)


def _map(heading: str, field: str) -> str:
    return f"--map {shlex.quote(f'{heading}={field}')}"


def reworded(text: str) -> str:
    """Say in options of the command what the library says in parameters.

    >>> reworded("say which: currency='CNY', or mapping={'Tel': None}")
    'say which: --currency CNY, or --map Tel='
    """
    for pattern, words in _WORDS:
        text = pattern.sub(words, text)
    return text


def in_options(error: Exception) -> str:
    """Return the message of an error, with what to type where the person must choose."""
    if not isinstance(error, AmbiguousHeader):
        return reworded(str(error))
    if error.header in error.choices:
        ways = [(_map(each, ""), f"leaves {each!r} out") for each in error.choices]
        kept = f"attributes[{error.header}]"
        ways.append((_map(error.header, kept), f"keeps {error.header!r} as an attribute of your own"))
    else:
        ways = [(_map(error.header, each), "") for each in error.choices]
        ways.append((_map(error.header, ""), "leaves it out"))
    widest = max(len(way) for way, _ in ways)
    listed = "\n".join(f"  {way.ljust(widest)}  {what}".rstrip() for way, what in ways)
    return f"{error.origin}: {error.reason}; say which with one of\n{listed}"
