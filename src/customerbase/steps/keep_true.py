"""Keep true: where each value comes from, what waits for a decision, what changed."""

from __future__ import annotations

from customerbase.ledger import Candidate, Provenance
from customerbase.model import Change, Contact, Customer
from customerbase.steps.records import Records

__all__ = ["KeepTrue"]


class KeepTrue(Records):
    """The part of `CustomerBase` that answers for its values."""

    def provenance(self, customer: Customer | Contact | str) -> dict[str, Provenance]:
        """Say for each value of a card its source, when it was observed, recorded and verified.

        Parameters
        ----------
        customer : Customer, Contact or str
            A card, or a customer's id.

        Returns
        -------
        dict
            Path, as in ``phones[main]`` → `Provenance`.
        """
        return self.store.provenance(*_subject(customer))

    def candidates(self, customer: Customer | Contact | str) -> tuple[Candidate, ...]:
        """Return the second-hand values that wait because a trusted one stands."""
        return self.store.candidates(*_subject(customer))

    def accept(
        self, customer: Customer | Contact | str, candidate: Candidate, *, by: str, note: str | None = None
    ) -> None:
        """Let a waiting value take its place on the card; it is trusted from then on.

        Raises
        ------
        NotFound
            If it does not wait any more.
        """
        kind, key = _subject(customer)
        self.store.decide(kind, key, candidate.path, candidate.value, accepted=True, by=by, note=note)

    def reject(
        self, customer: Customer | Contact | str, candidate: Candidate, *, by: str, note: str | None = None
    ) -> None:
        """Put a waiting value aside; the same source saying it again changes nothing."""
        kind, key = _subject(customer)
        self.store.decide(kind, key, candidate.path, candidate.value, accepted=False, by=by, note=note)

    def changes(self, customer: Customer | Contact | str) -> tuple[Change, ...]:
        """Return each change of a card, in order."""
        return self.store.changes(*_subject(customer))


def _subject(customer: Customer | Contact | str) -> tuple[str, str]:
    return ("customer", customer) if isinstance(customer, str) else (customer.kind_name, customer.key)
