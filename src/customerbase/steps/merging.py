"""Merge: cards that mean the same customer, or the same person, seen as one; and taken apart again."""

from __future__ import annotations

from customerbase.ledger import Conflict, Merge
from customerbase.listing import Listing
from customerbase.model import Contact, Customer
from customerbase.steps.keep_true import KeepTrue
from customerbase.stores import merging
from customerbase.stores.links import Links
from customerbase.stores.merging import Unmerged

__all__ = ["Merging", "pair_of"]


class Merging(KeepTrue):
    """The part of `CustomerBase` that merges."""

    def merge(
        self,
        survivor: Customer | Contact | str,
        other: Customer | Contact | str,
        *,
        by: str,
        reason: str | None = None,
    ) -> Merge:
        """Note that two cards mean the same customer, or the same person: from now on they are seen as one.

        Nothing is copied and nothing is lost: what was said of each stays
        under its own id, and `unmerge` restores both.

        Parameters
        ----------
        survivor, other : Customer, Contact or str
            Two cards of one kind, or ids of customers.  Reads of the other
            give the survivor.
        by : str
            Who says so.
        reason : str, optional

        Returns
        -------
        Merge
            Its `conflicts` tell what both said differently: these values wait
            among the `candidates` of the survivor.

        Raises
        ------
        NotFound
        NotMergeable
            If one of them is merged into another card already, or both are one.
        TypeError
            If one is a customer and the other a person at a customer.

        Examples
        --------
        >>> import customerbase
        >>> from customerbase import Customer
        >>> base = customerbase.open("memory:")
        >>> for key, name in [("C1", "Acme"), ("C2", "ACME Ltd")]:
        ...     _ = base.save(Customer(customer_id=key, name=name), source="visit")
        >>> made = base.merge("C1", "C2", by="Ann", reason="same telephone")
        >>> base.customer("C2").customer_id
        'C1'
        >>> [each.path for each in made.conflicts]
        ['name']
        >>> _ = base.unmerge(made, by="Ann")
        >>> base.customer("C2").name
        'ACME Ltd'
        >>> base.close()
        """
        kind, survivor_id, other_id = pair_of(survivor, other)
        return merging.merge(self.store, kind, survivor_id, other_id, by=by, reason=reason)

    def unmerge(self, merge: Merge | str, *, by: str) -> Unmerged:
        """Take a merge back: both cards are what they were, and what was recorded since is listed.

        Parameters
        ----------
        merge : Merge or str
            Or its `merge_id`.
        by : str

        Raises
        ------
        NotFound
            If there is no such merge, or it was taken back already.
        """
        merge_id = merge.merge_id if isinstance(merge, Merge) else merge
        return merging.unmerge(self.store, merge_id, by=by)

    def conflicts(
        self, survivor: Customer | Contact | str, other: Customer | Contact | str
    ) -> tuple[Conflict, ...]:
        """List what two cards say differently, before they are merged.

        Raises
        ------
        NotFound
        """
        return merging.conflicts(self.store, *pair_of(survivor, other))

    def merges(self) -> Listing[Merge]:
        """List all merges in order of time, those that were taken back too."""
        return Listing(Links(self.store.rows).merges())


def pair_of(survivor: Customer | Contact | str, other: Customer | Contact | str) -> tuple[str, str, str]:
    """Return the kind and the ids of two cards.

    Raises
    ------
    TypeError
        If they are of two kinds.
    """
    kinds, keys = [], []
    for each in (survivor, other):
        kinds.append("customer" if isinstance(each, str) else each.kind_name)
        keys.append(each if isinstance(each, str) else each.key)
    if len(set(kinds)) > 1:
        raise TypeError(f"a {kinds[0]} and a {kinds[1]} are never the same: give two of one kind")
    return kinds[0], keys[0], keys[1]
