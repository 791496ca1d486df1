"""Rows that would bring back people who were erased."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from customerbase.clean.refused import Refused
from customerbase.intake.result import Fault
from customerbase.stores.tombstones import Tombstones

__all__ = ["refuse_erased", "stopped"]

_STOPPED: Final = "who was erased on"
"""What all reasons have in common for which a row is refused because of an erased person."""


def refuse_erased(stones: Tombstones, customer_id: str | None, name: str | None) -> None:
    """Raise `Refused` if a row names a customer by the id, or by nothing but the name, of one who was erased."""
    if not stones:
        return
    by_id = {} if customer_id is None else stones.of_ids("customer", [customer_id])
    for each in by_id.values():
        raise Refused(
            f"is a customer who was erased on {each.erased_at.date()}",
            "leave the row out; if he came back of his own will, let him in with allow_again()",
        )
    by_name = {} if name is None else stones.of_names("customer", [name])
    for each in by_name.values():
        raise Refused(
            f"has the name of a customer who was erased on {each.erased_at.date()}, and nothing else that tells them apart",
            "if it is another one, give him a number, a telephone or an e-mail",
        )


def stopped(faults: Iterable[Fault]) -> bool:
    """Tell whether a row was refused because it is of a person who was erased."""
    return any(_STOPPED in reason for _, _, reason, _ in faults)
