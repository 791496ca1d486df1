"""The command line: ``python -m customerbase``.

Thin: what is asked is read here, done by `customerbase.base` and
`customerbase.presenting`, and told on the terminal.  Exit status is 0; 1 where
something named went wrong, told in a plain message; 2 where the command itself
was not understood; 130 where it was interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from customerbase.cli.arguments import parser
from customerbase.cli.options import in_options
from customerbase.cli.terminal import Session, Terminal
from customerbase.errors import CustomerbaseError

__all__ = ["main"]


def _now() -> datetime:
    return datetime.now(UTC)


def main(arguments: Sequence[str] | None = None, *, now: Callable[[], datetime] = _now) -> int:
    """Do what the arguments say, and return the exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the program by default.
    now : callable
        Says when something is recorded, and what day today is.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show Chinese shows question marks, and goes on.
        if callable(reconfigure := getattr(stream, "reconfigure", None)):
            reconfigure(errors="replace")
    terminal = Terminal()
    # What is written here tells of people: nobody else on the machine may read it.
    mask = os.umask(0o077)
    try:
        asked = parser().parse_args(arguments)
        asked.run(asked, Session(terminal=terminal, now=now))
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 2
    except CustomerbaseError as error:
        terminal.fail(in_options(error))
        return 1
    except OSError as error:
        about = f"{error.filename}: " if error.filename else ""
        terminal.fail(f"{about}{error.strerror or error}")
        return 1
    except KeyboardInterrupt:
        terminal.fail("interrupted; of a file that was being read, nothing was kept")
        return 130
    finally:
        os.umask(mask)
        terminal.close()
    return 0
