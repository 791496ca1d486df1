"""``import``: from lists to a base, and on to the six tables, in one command."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from customerbase.base import CustomerBase, open_base
from customerbase.cli.again import tried, trying, write_changes
from customerbase.cli.headings import own_headings
from customerbase.cli.keeping import SHORT
from customerbase.cli.options import KIND_NAMES, CommandError, reworded
from customerbase.cli.showing import say_if_long_ago, title_of, write_page
from customerbase.cli.terminal import Session, command
from customerbase.intake.reading import Reading, open_table
from customerbase.intake.recognising import LISTS, RECORDS, recognise
from customerbase.intake.result import ImportResult
from customerbase.model import KINDS, Customer, Source
from customerbase.presenting import present
from customerbase.sources.heading_words import is_field
from customerbase.sources.headings import map_headings

__all__ = ["run"]

_SALES = ("purchases", "purchase_headers")


@attrs.frozen(kw_only=True)
class _File:
    """A file that is to be read.

    Parameters
    ----------
    path, kind : str
        The kind is empty as long as nobody knows it.
    header : sequence of str
    found : bool
        Whether its kind was found from the headings, not said.
    """

    path: str
    kind: str
    header: Sequence[str]
    found: bool

    @property
    def name(self) -> str:
        return Path(self.path).name

    @property
    def turn(self) -> int:
        """A file is read after those that its records name; staff first, for customers name who is responsible."""
        record = (
            "purchase"
            if self.kind in _SALES
            else self.kind.removesuffix("s")
            if self.kind in LISTS
            else self.kind
        )
        first = ("employee", "product", "customer")
        return first.index(record) if record in first else len(first) + list(KINDS).index(record)


def run(asked: argparse.Namespace, session: Session) -> None:
    """Read the files, say what became of each, and show the tables if they are wanted."""
    _refuse_muddle(asked)
    own = own_headings(asked.aliases, asked.base)
    reading = Reading(
        mapping=dict(asked.mapping),
        aliases=own.aliases or None,
        values=own.values,
        extra="keep" if asked.keep_columns else "ignore",
        encoding=asked.encoding,
        delimiter=asked.delimiter,
        dayfirst=asked.dayfirst,
        sheet=asked.sheet,
        header_row=asked.header_row,
        fill_merged=asked.fill_merged,
    )
    of_lines = attrs.evolve(reading, sheet=asked.lines_sheet, header_row=None)
    opened = [_headed(each, asked.kind, reading) for each in asked.files]
    lines = [] if asked.lines is None else [_headed(f"purchase_lines={asked.lines}", None, of_lines)]
    _refuse_unknown_headings(reading.mapping or {}, [*opened, *lines])
    there = {heading for file in (*opened, *lines) for heading in file.header}
    saved = {heading: field for heading, field in own.mapping.items() if heading in there}
    reading = attrs.evolve(reading, mapping={**saved, **dict(asked.mapping)})
    files = [*(_recognised(each, reading) for each in opened), *lines]
    _refuse_unknown_fields(reading.mapping or {}, files)
    files, details = _paired(files)
    _refuse_what_is_not_understood(files, details, reading)
    made = "://" not in asked.base and not Path(asked.base).exists()
    results: list[ImportResult] = []
    try:
        with _opened(asked, session) as base:
            with trying(base, asked.dry_run):
                for file in sorted(files, key=lambda each: each.turn):
                    read = _read(base, file, files, details, reading, asked, session)
                    results.append(read)
            _write_refused(results, asked, session)
            write_changes(results, asked, session)
            if asked.report and not asked.dry_run:
                _show(base, asked, session)
    finally:
        if made and (asked.dry_run or not results):
            # A base in which there is nothing would only be taken for one in which something was lost.
            for ending in ("", "-wal", "-shm"):
                Path(asked.base + ending).unlink(missing_ok=True)


# ------------------------------------------------------------------ which files


def _refuse_muddle(asked: argparse.Namespace) -> None:
    if Path(asked.base).suffix.lower() in (
        ".csv",
        ".tsv",
        ".txt",
        ".jsonl",
        ".json",
        ".xlsx",
        ".xls",
        ".ods",
        ".vcf",
    ):
        raise CommandError(f"{asked.base}: name the base first, as in acme.db, then the files to be read")
    if asked.report and Path(asked.report).suffix.lower() not in (".html", ".htm"):
        raise CommandError(f"{asked.report}: the page of --report is HTML: name it .html")
    if asked.refused:
        target = Path(asked.refused)
        for each in (*map(_parted, asked.files), ("", asked.lines)):
            if each[1] and target.exists() and Path(each[1]).exists() and target.samefile(each[1]):
                raise CommandError(
                    f"{asked.refused}: is one of the files that are read: name another for --refused"
                )


def _parted(given: str) -> tuple[str | None, str]:
    """Part KIND=FILE; a name with = that is a file, or whose front is no kind, is the file's own."""
    front, parted, path = given.partition("=")
    if parted and not Path(given).exists() and (kind := KIND_NAMES.get(front.strip().casefold())):
        return kind, path
    return None, given


def _headed(given: str, said: str | None, reading: Reading) -> _File:
    """Read the headings of a file."""
    kind, path = _parted(given)
    if kind is None and "=" in given and not Path(given).exists():
        known = ", ".join(dict.fromkeys(KIND_NAMES.values()))
        raise CommandError(f"{given}: there is no such file; or, if KIND=FILE is meant, kinds are {known}")
    held: Any = kind or said
    with open_table(path, reading, kind=held if held in LISTS else None) as table:
        return _File(path=path, kind=kind or said or "", header=tuple(table.header), found=False)


def _recognised(file: _File, reading: Reading) -> _File:
    """Find out what a file holds, if nobody said it."""
    if file.kind:
        return file
    seen = recognise(file.header, reading)
    if seen.kind is None:
        likely = list(seen.scores) or ["customers"]
        ways = "".join(f"\n  {each}={shlex.quote(file.path)}" for each in likely)
        heads = ", ".join(file.header[:12]) + (", …" if len(file.header) > 12 else "")
        raise CommandError(
            f"{file.name}: its headings do not say what it holds ({heads}); say it, as in{ways}\n"
            f"kinds are {', '.join((*LISTS, *RECORDS))}"
        )
    return attrs.evolve(file, kind=seen.kind, found=True)


def _paired(files: list[_File]) -> tuple[list[_File], _File | None]:
    """Put orders and their lines together; either is of no use without the other."""
    lines = [each for each in files if each.kind == "purchase_lines"]
    rest = [each for each in files if each.kind != "purchase_lines"]
    headers = [each for each in rest if each.kind == "purchase_headers"]
    sales = headers or [each for each in rest if each.kind in _SALES]
    if len(lines) > 1 or (lines and len(sales) > 1):
        named = ", ".join(each.name for each in (*sales, *lines))
        raise CommandError(f"which lines belong to which orders? read them one after the other: {named}")
    if lines and not sales:
        raise CommandError(
            f"{lines[0].name}: holds lines of orders without date and customer: "
            "name the file of the orders too (or say purchases=FILE)"
        )
    if headers and not lines:
        raise CommandError(
            f"{headers[0].name}: holds orders without amounts: name the file of their lines too, as in --lines FILE"
        )
    return rest, lines[0] if lines else None


def _refuse_unknown_headings(mapping: Mapping[str, str | None], files: Sequence[_File]) -> None:
    """Refuse a heading that no file has: it is mistyped."""
    for heading in mapping:
        if not any(heading in each.header for each in files):
            seen = "".join(f"\n  {each.name}: {', '.join(each.header[:30])}" for each in files)
            raise CommandError(f"--map names {heading!r}, which is no heading of these files{seen}")


def _refuse_unknown_fields(mapping: Mapping[str, str | None], files: Sequence[_File]) -> None:
    for heading, field in mapping.items():
        kinds = [each for each in files if heading in each.header]
        if field is not None and not any(_knows(each, field) for each in kinds):
            named = " and ".join(dict.fromkeys(each.kind.replace("_", " ") for each in kinds))
            raise CommandError(f"--map names the field {field!r}, which {named} do not have")


def _refuse_what_is_not_understood(files: Sequence[_File], lines: _File | None, reading: Reading) -> None:
    """Ask about headings before the first file is read, so that all are read or none."""
    for file in [*files, *([lines] if lines else [])]:
        kind = "purchase_headers" if lines and file.kind == "purchases" else file.kind
        # The other lists may as well have the field names of their records.
        if kind in ("customers", *_SALES, "purchase_lines"):
            said = _applying(file, reading)
            map_headings(file.header, kind, mapping=said.mapping, aliases=said.aliases, origin=file.name)  # type: ignore[arg-type]


def _knows(file: _File, field: str) -> bool:
    return file.kind not in LISTS or is_field(field, file.kind)  # type: ignore[arg-type]


# ------------------------------------------------------------------ reading them


def _opened(asked: argparse.Namespace, session: Session) -> CustomerBase:
    base = open_base(asked.base, zone=asked.zone, clock=session.now)
    if asked.currency and base.currency is None:
        # The first currency that is said is the one that the base keeps; another is only this time's.
        base.close()
        base = open_base(asked.base, currency=asked.currency, clock=session.now)
    return base


def _read(
    base: CustomerBase,
    file: _File,
    files: Sequence[_File],
    lines: _File | None,
    reading: Reading,
    asked: argparse.Namespace,
    session: Session,
) -> ImportResult:
    say = session.terminal.say
    if file.found:
        with_lines = f", with the lines in {lines.name}" if lines and file.kind in _SALES else ""
        kind = "purchases" if file.kind in _SALES else file.kind
        say(f"{file.name} is read as {kind}{with_lines}; say otherwise with KIND={file.name}")
    source = Source(method=asked.source or "transaction_record", collected_by=asked.collected_by)  # type: ignore[arg-type]
    given: dict[str, Any] = {"source": source, **_options(file, reading, asked)}
    if file.kind == "customers":
        result = base.import_customers(
            file.path,
            observed_on=asked.observed_on,
            policy=asked.policy,
            complete=asked.complete,
            **given,
        )
    elif file.kind in _SALES:
        create = asked.create_customers
        if not create and not any(each.kind == "customers" for each in files):
            create = next(base.all(Customer), None) is None
            if create:
                say("there are no customers yet: they are made of the sales")
        result = base.import_purchases(
            file.path,
            lines=None if lines is None else lines.path,
            lines_sheet=asked.lines_sheet,
            lines_mapping=None if lines is None else _options(lines, reading, asked)["mapping"],
            negatives=asked.negatives,
            create_customers=create,
            **given,
        )
    else:
        kind = file.kind.removesuffix("s") if file.kind in LISTS else file.kind
        result = base.import_records(kind, file.path, **given)
    result = tried(base, result, asked)
    session.terminal.prose(reworded(str(result)))
    if asked.source is None and result.batch_id:
        say(f"  source: {result.source} is assumed; say otherwise with --source")
    if result.batch_id:
        say("  take it back with: " + command(f"undo {asked.base} {result.batch_id[:SHORT]}"))
    return result


def _applying(file: _File, reading: Reading) -> Reading:
    """Return how this file is read: of what was said for all, what it can be said of."""
    mapping = {
        heading: field
        for heading, field in (reading.mapping or {}).items()
        if heading in file.header and (field is None or _knows(file, field))
    }
    aliases = reading.aliases
    if isinstance(aliases, Mapping):
        aliases = {field: headings for field, headings in aliases.items() if _knows(file, field)}
    return attrs.evolve(reading, mapping=mapping, aliases=aliases)


def _options(file: _File, reading: Reading, asked: argparse.Namespace) -> dict[str, Any]:
    given = attrs.asdict(_applying(file, reading), recurse=False)
    del given["currency"]
    return {**given, **({"currency": asked.currency} if asked.currency else {})}


# ------------------------------------------------------------------ what is said afterwards


def _write_refused(results: Sequence[ImportResult], asked: argparse.Namespace, session: Session) -> None:
    refused = [each for each in results if each.refused_rows]
    count = sum(each.refused for each in refused)
    if not count:
        return
    if asked.refused is None:
        session.terminal.say(
            f"\n{count:,} row(s) were refused: write them to a file with --refused FILE, mend them there, read that"
        )
        return
    written: list[Path] = []
    for i, each in enumerate(refused):
        target = Path(asked.refused)
        if i:
            target = target.with_name(f"{target.stem}-{Path(each.origin).stem}{target.suffix}")
        written += each.write_refused(target)
    named = ", ".join(map(str, written))
    session.terminal.say(f"\n{count:,} refused row(s) are in {named}: mend them there, and read that file")


def _show(base: CustomerBase, asked: argparse.Namespace, session: Session) -> None:
    shown = present(base, as_of=session.today(base))
    session.terminal.tables(shown.tables, language=asked.language, rows=10)
    write_page(shown, asked.report, title=title_of(asked.base), language=asked.language)
    session.terminal.say(f"\nThe whole base on one page: {asked.report}")
    say_if_long_ago(base, session, command(f"report {asked.base} --to {asked.report}"))
