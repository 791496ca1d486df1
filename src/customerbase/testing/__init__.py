"""For people who extend the library or test their own rules: hypothesis strategies, contracts, and laws.

``check_scale``, ``check_segments``, ``check_policy``, ``check_rule`` and ``check_source`` are those of `customerbase.testing.laws`,
loaded when they are first asked for; without hypothesis, that raises `MissingExtra`.  Importing this package loads neither hypothesis nor pytest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from customerbase.testing.laws import (
        BrokenLaw,
        check_policy,
        check_rule,
        check_scale,
        check_segments,
        check_source,
    )

__all__ = [
    "BrokenLaw",
    "check_policy",
    "check_rule",
    "check_scale",
    "check_segments",
    "check_source",
    "register",
]

_LAWS = ("BrokenLaw", "check_policy", "check_rule", "check_scale", "check_segments", "check_source")


def register() -> None:
    """Teach hypothesis to make every record and value, so that ``st.from_type(Customer)`` works.

    Where customerbase is installed hypothesis calls this by itself, by its
    entry point; calling it again changes nothing.  The strategies are loaded
    when one is first asked for: hypothesis runs entry points in the middle of
    its own import, which may have begun in the strategies' file.

    Examples
    --------
    >>> from hypothesis import find, strategies as st
    >>> from customerbase.values import Money
    >>> register()
    >>> find(st.from_type(Money), lambda each: each.amount == 0).amount == 0
    True
    """
    from hypothesis import strategies as st

    from customerbase.testing.registered import RECORDS, VERIFIED

    for wanted in (*RECORDS, *VERIFIED):
        st.register_type_strategy(wanted, _strategy)


def _strategy(wanted: type) -> SearchStrategy[Any]:
    from customerbase.testing import strategies

    return strategies.for_type(wanted)


def __getattr__(name: str) -> Any:
    if name not in _LAWS:
        raise AttributeError(f"module 'customerbase.testing' has no attribute {name!r}")
    from customerbase.testing import laws

    return getattr(laws, name)
