"""Opening a list of ours that came back filled in: of visits, of candidates."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from customerbase import registry
from customerbase.errors import SourceError
from customerbase.intake.reading import untouched
from customerbase.sources.table import SourceTable

__all__ = ["open_list"]

T = TypeVar("T")

_WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})


def open_list(
    path: str | os.PathLike[str],
    understood: Callable[[SourceTable, bool], T],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> T:
    """Open a list: a workbook by the ending of its name, anything else as CSV.

    `understood` is given the table, and whether its cells are guarded against
    being run as formulas; where it raises, the file is closed.

    Raises
    ------
    SourceError
        If it cannot be read.
    MissingExtra
        If it is a workbook, and the package that reads it is not installed.
    """
    name = Path(path).name
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises where the name holds a NUL
        raise SourceError(os.fspath(path), "there is no such file")
    workbook = Path(path).suffix.lower() in _WORKBOOKS
    if workbook:
        table: SourceTable = registry.load("source", "excel").read_excel(path, sheet=sheet, origin=name)
    else:
        read: Callable[..., SourceTable] = registry.load("source", "csv").read_csv
        table = read(path, encoding=encoding, delimiter=delimiter, origin=name)
    try:
        return understood(untouched(table), not workbook)
    except BaseException:
        table.close()
        raise
