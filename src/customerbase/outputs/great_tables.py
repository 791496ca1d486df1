"""Tables as great_tables objects, for notebooks and for what is made out of them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any, Final, TextIO

from great_tables import GT

from customerbase.errors import MissingExtra
from customerbase.languages import language_of
from customerbase.outputs.shell import safe
from customerbase.outputs.target import Tables, opened, several
from customerbase.reports.table import Table, shown
from customerbase.reports.words import term

__all__ = ["table", "write"]

_ENGINES: Final = ("polars", "pandas")


def table(table: Table, *, language: str = "en") -> GT:
    """Return a table as a great_tables object, to be shown or styled further.

    Its columns are named by their keys, its cells are text as people read it.
    The data frame that it needs is of the library that is loaded already, or
    of the first that is installed: polars, pandas.

    Parameters
    ----------
    table : Table
    language : {'en', 'zh'}

    Raises
    ------
    MissingExtra
        If there is neither polars nor pandas.

    Examples
    --------
    >>> from customerbase.reports.table import Column
    >>> few = Table("few", "A few", "几个", (Column("name", "Name", "名称"),), (("A & B",),))
    >>> "A &amp; B" in table(few).as_raw_html()
    True
    """
    keys = [each.key for each in table.columns]
    cells = {
        key: [shown(row[i], column.kind, language) for row in table.rows]
        for i, (key, column) in enumerate(zip(keys, table.columns, strict=True))
    }
    # From 1.0 on, great_tables escapes the text that it is given; pyproject.toml asks for that.
    made = GT(_frame(cells), auto_align=False).tab_header(title=table.heading(language))
    made = made.cols_label({each.key: each.heading(language) for each in table.columns})
    numeric = [each.key for each in table.columns if each.numeric]
    words = [each.key for each in table.columns if not each.numeric]
    for align, columns in (("right", numeric), ("left", words)):
        if columns:
            made = made.cols_align(align, columns)
    for note in table.notes:
        made = made.tab_source_note(note.said(language))
    return made.opt_align_table_header("left")


def write(tables: Tables, target: str | Path | TextIO, *, language: str = "en") -> None:
    """Write tables as one HTML document, each as great_tables has it.

    Parameters
    ----------
    tables : Table or iterable of Table
    target : str, Path or text stream
    language : {'en', 'zh'}
    """
    chosen = several(tables)
    body = "\n".join(table(each, language=language).as_raw_html() for each in chosen)
    title = safe(chosen[0].heading(language) if len(chosen) == 1 else term("tables", language))
    tag = "zh-Hans" if language_of(language) == "zh" else "en"
    with opened(target) as stream:
        stream.write(f'<!DOCTYPE html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n')
        stream.write(f"<title>{title}</title>\n</head>\n<body>\n{body}\n</body>\n</html>\n")


def _frame(cells: dict[str, list[str]]) -> Any:
    """Return a data frame of a library that is there: all cells are text, so that any of them will do."""
    for name in sorted(_ENGINES, key=lambda each: each not in sys.modules):
        try:
            return importlib.import_module(name).DataFrame(cells)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != name:
                raise
    raise MissingExtra("the great_tables output", "polars", "notebook")
