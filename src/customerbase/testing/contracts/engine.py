"""What every contract of an engine of tables needs: a frame of the engine, and so many examples."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings

from customerbase.tables.engine import enter, nw

__all__ = ["Columns", "EngineContract", "rows_of_frame"]

Columns = Mapping[str, tuple[str, list[Any]]]


class EngineContract(ABC):
    """The contract of an engine of tables.

    Attributes
    ----------
    lazy : bool
        Whether its frames are lazy, and must stay so.
    examples : int or None
        How many histories are tried for each law; None leaves it to hypothesis.
    shrink : bool
        Whether a history that fails is made as small as possible.
    """

    lazy: ClassVar[bool] = False
    examples: ClassVar[int | None] = None
    shrink: ClassVar[bool] = True

    @abstractmethod
    def frame(self, columns: Columns, zone: str) -> Any:
        """Return a frame.

        Parameters
        ----------
        columns : mapping
            Name → kind and values, some of which may be None.  Kinds are
            ``text``, ``integer``, ``boolean``, ``day``, ``local`` (datetimes
            without a zone), ``instant`` (datetimes in UTC), ``decimal`` (two
            places) and ``float``.
        zone : str
            The zone of the business, for engines that keep one in their session.
        """

    def _try(self, law: Any) -> None:
        profile = settings.get_profile(settings.get_current_profile_name())
        chosen = settings(
            profile,
            max_examples=self.examples or profile.max_examples,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            phases=[each for each in Phase if self.shrink or each not in (Phase.shrink, Phase.explain)],
        )
        chosen(law)()

    def _kept_kind(self, frame: Any, result: Any) -> None:
        # A Spark session may hand out frames of a subclass.
        assert isinstance(result, type(frame)), f"{type(result)} came back for {type(frame)}"
        assert isinstance(nw.from_native(result), nw.LazyFrame) is self.lazy


def rows_of_frame(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of a frame of any kind."""
    held, _ = enter(frame)
    return list(held.collect().rows(named=True))
