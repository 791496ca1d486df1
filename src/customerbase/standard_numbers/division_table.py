"""The divisions of GB/T 2260 that python-stdnum carries (extra ``cn``), as rows of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from customerbase.clean.divisions import DivisionRow, Divisions
from customerbase.standard_numbers.by_stdnum import numdb

__all__ = ["divisions"]

_SAID: Final = re.compile(r"(?:\[(\d{4})?-(\d{4})?\])?([^,\[\]]+)")


@cache
def divisions() -> Divisions:
    """Return the table, made once.

    Examples
    --------
    >>> [each.code for each in divisions().named("闸北区")]
    ['310108']
    """
    return Divisions.from_rows(_rows())


def _rows() -> Iterator[DivisionRow]:
    for _, province, _, said, below in numdb.get("cn/loc").prefixes:
        yield f"{province}0000", said["province"], None, None
        for _, code, _, county, _ in below:
            if code == "0000":
                continue
            for since, until, name in _SAID.findall(county.get("county", "")):
                # A district that was renamed within a year has a last year before its first there: that year is both.
                first, last = int(since) if since else None, int(until) if until else None
                yield province + code, name, min(first, last) if first and last else first, last
