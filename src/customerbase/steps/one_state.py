"""Answers that are put together from many queries see one state of the base, whatever others write meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

__all__ = ["one_state"]

T = TypeVar("T")


def one_state(*names: str) -> Callable[[type[T]], type[T]]:
    """Let these methods of a class read one state of its store.

    Parameters
    ----------
    names : str
        Methods that read, return all that they found, and write nothing.
    """

    def decorated(cls: type[T]) -> type[T]:
        for name in names:
            setattr(cls, name, _reading(getattr(cls, name)))
        return cls

    return decorated


def _reading(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def read(self: Any, *arguments: Any, **named: Any) -> Any:
        with self.store.reading():
            return method(self, *arguments, **named)

    return read
