"""What is told on the terminal: lines, tables that fit its width, and what went wrong."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

import attrs

from customerbase.base import CustomerBase
from customerbase.outputs.text import display_width, render
from customerbase.reports.table import Column, Table
from customerbase.reports.words import term
from customerbase.values import Money

__all__ = ["Session", "Terminal", "command"]

_WIDEST = 120


def command(rest: str) -> str:
    """Return a command as it can be typed here: an environment in this folder is named with it."""
    inside = Path(sys.executable).parent.parent.parent == Path.cwd()
    return f"{os.path.relpath(sys.executable) if inside else 'python'} -m customerbase {rest}"


class Terminal:
    """Standard output for people.

    A reader that goes away (``| head``) stops nothing: the work is done, what
    would have been said of it goes nowhere.
    """

    def __init__(self) -> None:
        self.width = min(shutil.get_terminal_size((_WIDEST, 40)).columns or _WIDEST, _WIDEST)
        self._gone = False

    def say(self, text: str = "") -> None:
        """Print a line."""
        if self._gone:
            return
        try:
            print(text)
        except BrokenPipeError:
            self._let_go()

    def tables(self, tables: Iterable[Table], *, language: str = "en", rows: int | None = None) -> None:
        """Print tables one below the other; the first rows of each, and how many more there are."""
        for each in tables:
            self.say()
            self.table(each, language=language, rows=rows)

    def table(self, table: Table, *, language: str = "en", rows: int | None = None) -> None:
        """Print one table, without the columns in which nothing stands."""
        count = len(table.rows)
        if not count:
            self.say(f"{table.heading(language)}\n{term('no_rows', language)}")
            return
        first = _plain(attrs.evolve(table, rows=table.rows[:rows], notes=()))
        self.say(render(first, language=language, fit=self.width))
        if len(first.rows) < count:
            self.say(term("more_rows", language, count=f"{count - len(first.rows):,}"))
        for note in table.notes:
            self.prose(f"* {note.said(language)}")

    def prose(self, text: str) -> None:
        """Print sentences, long lines broken at spaces; what follows hangs below."""
        for each in text.split("\n"):
            self.say("\n".join(_broken(each, self.width)))

    def fail(self, message: str) -> None:
        """Say on standard error what went wrong."""
        self.flush()
        print(f"customerbase: {message}", file=sys.stderr)

    def flush(self) -> None:
        """Let the reader have what was said so far."""
        if self._gone:
            return
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            self._let_go()

    def close(self) -> None:
        """Say all that is still to be said; after that, nobody is told that the reader went away."""
        self.flush()

    def _let_go(self) -> None:
        self._gone = True
        # Python flushes standard output once more at its end: that goes nowhere, too.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, sys.stdout.fileno())
        finally:
            os.close(nowhere)


@attrs.frozen(kw_only=True)
class Session:
    """One run of a command: where it speaks, and what time it is."""

    terminal: Terminal
    now: Callable[[], datetime]

    def today(self, base: CustomerBase) -> date:
        """Return the day that it is for the business."""
        return self.now().astimezone(base.zone).date()


def _plain(table: Table) -> Table:
    """Leave out the columns in which nothing stands, and say a column's one currency in its heading."""
    columns, cells = [], []
    for i, column in enumerate(table.columns):
        held = [row[i] for row in table.rows]
        if all(each in (None, (), "") for each in held):
            continue
        currencies = {each.currency for each in held if isinstance(each, Money)}
        if column.kind == "money" and len(currencies) == 1:
            (currency,) = currencies
            titles = f"{column.title}, {currency}", f"{column.title_zh} {currency}"
            column = Column(column.key, *titles, "money")  # noqa: PLW2901 - the same, under another title
            held = [
                str(each).removesuffix(f" {currency}") if isinstance(each, Money) else each for each in held
            ]
        columns.append(column)
        cells.append(held)
    return attrs.evolve(table, columns=tuple(columns), rows=tuple(zip(*cells, strict=True)))


def _broken(line: str, width: int) -> list[str]:
    if display_width(line) <= width:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()))
    lines, held = [], indent + (words := line.split())[0]
    for word in words[1:]:
        if display_width(held) + 1 + display_width(word) > width:
            lines.append(held)
            held = f"{indent}    {word}"
        else:
            held += f" {word}"
    return [*lines, held]
