"""Bytes of any kind into the readers of sources, by atheris: nothing but a named error may come out.

By hand, from the folder of the project, one reader at a time (``csv``, ``json``, ``pasted``, ``decode``)::

    pip install atheris
    python tests/fuzz/fuzz_sources.py csv -max_total_time=600 -max_len=4096

A finding is written to a file ``crash-...``; run with that file as argument to see it again.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["customerbase"]):
    from customerbase.errors import CustomerbaseError
    from customerbase.sources.csv import read_csv
    from customerbase.sources.decode import decode
    from customerbase.sources.json_lines import read_json_lines
    from customerbase.sources.pasted import pasted
    from customerbase.sources.table import RowProblem, SourceTable


def drained(table: SourceTable) -> None:
    """Read all rows: each is as wide as the headings, or a problem."""
    with table:
        assert len(set(table.header)) == len(table.header)
        for row in table:
            assert isinstance(row, RowProblem) or len(row[1]) == len(table.header)


def read_decoded(data: bytes) -> None:
    """Decode: what is read is written back as it was, but for the doubles of Big5."""
    text, found = decode(data)
    if found.name != "big5hkscs":
        assert text.encode(found.name) == data[found.mark :]


READERS: dict[str, Callable[[bytes], None]] = {
    "csv": lambda data: drained(read_csv(data)),
    "json": lambda data: drained(read_json_lines(data)),
    "pasted": lambda data: drained(pasted(data.decode("utf-8", "replace")).open()),
    "decode": read_decoded,
}


def main() -> None:
    """Run the fuzzer on the reader that the first argument names."""
    reader = READERS[sys.argv.pop(1)]

    def one(data: bytes) -> None:
        with contextlib.suppress(CustomerbaseError):
            reader(data)

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
