"""How far a long import has come, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

__all__ = ["Progress"]


class Progress:
    """A line on a terminal that is written again and again, from the second second on.

    Parameters
    ----------
    label : str
    total : int or None
        Bytes in all.
    stream : text stream, optional
        Standard error; nothing is written where it is no terminal.
    clock : callable, optional
    """

    def __init__(
        self,
        label: str,
        total: int | None,
        *,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.label = label
        self.total = total
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._began = clock()
        self._next = self._began + 1.0
        self._shown = 0
        self.enabled = bool(getattr(self._stream, "isatty", lambda: False)())

    def __call__(self, done: int, rows: int) -> None:
        """Say how many bytes and rows have been read."""
        if not self.enabled:
            return
        now = self._clock()
        if now < self._next:
            return
        self._next = now + 0.2
        share = f"{min(done / self.total, 1):4.0%}  " if self.total else ""
        seconds = now - self._began
        self._write(f"{self.label}  {share}{rows:,} rows  {rows / seconds:,.0f}/s  {seconds:.0f} s")

    def _write(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(self._shown))
        self._stream.flush()
        self._shown = len(text)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()
