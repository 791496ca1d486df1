"""Observations in, cards out: who said what of whom, and what follows from it.

The ledger is a list of entries that is only ever added to.  An `Observation`
says what one source stated of one subject; a `Decision` accepts or rejects a
statement that waits; a `Verification` confirms what stands; a `Retraction`
says that an observation no longer counts.  `fold` reads the entries of one
subject in the order in which they were recorded and says what follows: the
facts on the card, the candidates that wait, the changes on the way.

The rules of `fold`:

1. A first-hand value takes the place of what stands, unless what stands was
   observed later.
2. A second-hand value takes an empty place, or that of another second-hand
   value.  Where a first-hand or verified value stands, it waits as a
   `Candidate` until somebody decides.
3. An accepted candidate takes the place, and is trusted from then on.
4. None is a statement too: that nothing is there.
5. A value may be stated under a `Precedence` of its own, which an import's
   policy gives it: then it waits, or gives way, where another one stands.
"""

from __future__ import annotations

from customerbase.ledger.effects import BatchChange, Effect
from customerbase.ledger.entries import (
    Batch,
    Decision,
    Entry,
    Observation,
    Precedence,
    Retraction,
    Verified,
    counting,
)
from customerbase.ledger.facts import Candidate, Fact, Folded, Provenance, provenance
from customerbase.ledger.folding import fold
from customerbase.ledger.hearing import news, retold
from customerbase.ledger.merging import (
    Conflict,
    Merge,
    Roots,
    conflicts_between,
    fold_joined,
    named_in,
    path_as_seen,
)
from customerbase.ledger.saving import Saved, SavedAs, ValueChange, changed_values, saves_of_card

__all__ = [
    "Batch",
    "BatchChange",
    "Candidate",
    "Conflict",
    "Decision",
    "Effect",
    "Entry",
    "Fact",
    "Folded",
    "Merge",
    "Observation",
    "Precedence",
    "Provenance",
    "Retraction",
    "Roots",
    "Saved",
    "SavedAs",
    "ValueChange",
    "Verified",
    "changed_values",
    "conflicts_between",
    "counting",
    "fold",
    "fold_joined",
    "named_in",
    "news",
    "path_as_seen",
    "provenance",
    "retold",
    "saves_of_card",
]
