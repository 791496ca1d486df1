"""What is expected of notes, and of forgetting, one thing at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod

from customerbase.model import Channel, Customer, Interaction, Source
from customerbase.stores.notes import Note
from customerbase.stores.rows import Rows
from customerbase.stores.store import Store
from customerbase.testing.contracts.histories import START, Clock

__all__ = ["NoteExamples"]


class NoteExamples(ABC):
    """The part of the contract that is about small things beside the records."""

    @abstractmethod
    def empty_rows(self) -> Rows:
        """Return a new place that is empty, and stays apart from those before it."""

    def test_notes_come_back_in_order_of_their_keys(self) -> None:
        """Whatever the order in which they were kept; a key that is there again takes its place, marks and all."""
        rows = self.empty_rows()
        rows.put_notes("decision", [Note("b", "1", ("m", "n")), Note("a", "2"), Note("B", "3")])
        rows.put_notes("decision", [Note("b", "4", ("n",))])
        assert rows.notes("decision") == [Note("B", "3"), Note("a", "2"), Note("b", "4", ("n",))]
        assert rows.notes("Decision") == []
        rows.close()

    def test_notes_are_found_by_any_of_several_marks(self) -> None:
        """Case, accents and trailing spaces of a mark make a difference."""
        rows = self.empty_rows()
        rows.put_notes(
            "decision", [Note("1", "null", ("m", "标记")), Note("2", "null", ("M",)), Note("3", "null")]
        )
        assert [each.key for each in rows.notes("decision", marks=["m", "M "])] == ["1"]
        assert [each.key for each in rows.notes("decision", marks=["标记", "M"])] == ["1", "2"]
        assert [each.key for each in rows.notes("decision", keys=["2", "3"], marks=["m", "M"])] == ["2"]
        assert rows.notes("decision", marks=[]) == rows.notes("decision", keys=[]) == []
        rows.put_notes("decision", [Note("1", "null")])
        assert rows.notes("decision", marks=["m", "标记"]) == []
        rows.remove_notes("decision", ["2", "9"])
        assert [each.key for each in rows.notes("decision")] == ["1", "3"]
        rows.close()

    def test_what_is_forgotten_was_never_there(self) -> None:
        """The ledger holds nothing of it, and no revision; others keep theirs."""
        rows = self.empty_rows()
        store = Store(rows, Clock())
        for each in ("C1", "c1"):
            store.save(Customer(customer_id=each, name="Acme"), Source.of("visit"))
            for content in ("called", "called again"):
                call = Interaction(
                    interaction_id=each,
                    customer_id=each,
                    on=START.date(),
                    channel=Channel.PHONE,
                    content=content,
                )
                store.save(call, Source.of("visit"))
        rows.forget("interaction", "C1")
        rows.forget("customer", "C1")
        assert rows.revisions("interaction", "C1") == []
        assert rows.entries("customer", ["C1", "c1"]).keys() == {"c1"}
        assert [
            each.before.record.key for each in rows.revisions_after("interaction", START.replace(year=2000))
        ] == ["c1"]
        rows.close()
