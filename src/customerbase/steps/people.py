"""People's own rights: to be erased, and to be given what is known of them."""

from __future__ import annotations

from customerbase.model import Contact, Customer
from customerbase.steps.given import checked_record, checked_text
from customerbase.steps.records import Records
from customerbase.stores.erasing import Erased, allow_again, erase
from customerbase.stores.exporting import Export, export
from customerbase.stores.learning import Statement
from customerbase.stores.tombstones import Tombstone, Tombstones

__all__ = ["People"]


class People(Records):
    """The part of `CustomerBase` that people may ask things of."""

    def erase(
        self,
        who: Customer | Contact | str,
        *,
        reason: str,
        by: str,
        kind: str = "customer",
        pseudonym: str | None = None,
    ) -> Erased:
        """Erase a person: what is of him goes, what the books need stays under a pseudonym.

        It cannot be undone.  The people who are only at an erased customer go
        with him; those who are at others too stay there.  Sales stay with
        their lines and days, tasks with their profits, without anything that
        names him.  A tombstone of keyed hashes stops whatever would bring him
        back (`ErasedPerson`); `allow_again` lets him in.

        Parameters
        ----------
        who : Customer, Contact or str
            A card, or an id.
        reason, by : str
            Why, and who did it; kept, so the reason must not name him.
        kind : {"customer", "contact"}
            What an id is of.
        pseudonym : str, optional
            The customer id under which the books keep him; random by default.

        Returns
        -------
        Erased
            What was done, and what remains for somebody to look at.

        Raises
        ------
        NotFound
        ValueError
            If the reason names the person, or the pseudonym is a customer's.

        Notes
        -----
        Call it outside of `transaction`: only then can the places of deleted
        rows be overwritten at once, and the result says if they could not.
        The rights are those of art. 17 GDPR and art. 47 PIPL.
        """
        kind, key = _subject(who, kind)
        return erase(
            self.store,
            kind,
            key,
            reason=checked_text(reason, "reason"),
            by=checked_text(by, "by"),
            pseudonym=pseudonym,
        )

    def export(self, who: Customer | Contact | str, *, kind: str = "customer") -> Export:
        """Give everything known of a person, with where each value came from.

        With a customer come his people: those who are at others too with no
        more than what they are here.  What others have a right to must be
        taken out before it is handed on (art. 15 (4) GDPR).

        Parameters
        ----------
        who : Customer, Contact or str
            A card, or an id.
        kind : {"customer", "contact"}
            What an id is of.

        Raises
        ------
        NotFound
            If nothing was ever known of him.

        Notes
        -----
        The rights are those of art. 15 and 20 GDPR and art. 45 PIPL.
        """
        return export(self.store, *_subject(who, kind))

    def erasures(self) -> list[Tombstone]:
        """Return when, why and by whom people were erased, oldest first; not who they were."""
        return Tombstones(self.store.rows).all()

    def allow_again(
        self, who: Customer | Contact | str, *, by: str, kind: str = "customer"
    ) -> tuple[Tombstone, ...]:
        """Let an erased person in again, who came back of his own will.

        Parameters
        ----------
        who : Customer, Contact or str
            The card that is to be saved, or the id that he had.
        by : str
            Who lets him in; kept with the tombstone.
        kind : {"customer", "contact"}
            What an id is of.

        Returns
        -------
        tuple of Tombstone
            Those that stop him no longer; none where nothing stopped him.
        """
        said = (
            Statement(kind=_subject(who, kind)[0], subject_id=who, values={})
            if isinstance(who, str)
            else checked_record(who)
        )
        return allow_again(self.store, said, by=checked_text(by, "by"))


def _subject(who: Customer | Contact | str, kind: str) -> tuple[str, str]:
    if isinstance(who, Customer | Contact):
        return who.kind_name, who.key
    if not isinstance(who, str):
        raise TypeError(f"{type(who).__name__} is no person: give a customer, a contact, or an id")
    if kind not in ("customer", "contact"):
        raise ValueError(f"kind={kind!r} is none of 'customer', 'contact'")
    return kind, who
