"""A law, or several, tried on generated cases, so that what breaks it is told and not how hypothesis found it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from customerbase.testing.laws.broken import BrokenLaw

__all__ = ["search"]


def search(
    holds: Callable[[Any], None],
    cases: st.SearchStrategy[Any],
    *,
    max_examples: int,
    phases: Sequence[Phase],
    unsteady: tuple[str, str],
) -> None:
    """Try on generated cases what raises `BrokenLaw` of one that breaks a law.

    Parameters
    ----------
    holds : callable
    cases : strategy
    max_examples : int
    phases : sequence of Phase
    unsteady : (str, str)
        The law that is broken by what answers otherwise when it is asked again, and what that is.

    Raises
    ------
    BrokenLaw
    """

    @settings(
        max_examples=max_examples,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        print_blob=False,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def tried(case: Any) -> None:
        holds(case)

    try:
        tried()
    except BrokenLaw as error:
        error.__notes__ = []  # hypothesis tells how it was found; the message says what
        raise
    except Flaky as error:
        law, what = unsteady
        found = f"the {what} once broke a law, and then, asked again, did not\n{error}"
        raise BrokenLaw(law, found) from error
