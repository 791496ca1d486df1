"""Whose voice a file is: the same file under another name says nothing that it has not said."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

from customerbase.ledger import Batch
from customerbase.model import Source
from customerbase.sources.table import Readable
from customerbase.stores.store import Store

__all__ = ["digest_of", "heard_before", "voice"]


def digest_of(*paths: str | os.PathLike[str] | Readable) -> str:
    """Return what tells the content of files from any other."""
    digest = blake2b(digest_size=16)
    for path in paths:
        if isinstance(path, Readable):
            digest.update(path.digest().encode())
            continue
        with Path(path).open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        digest.update(b"\0")
    return digest.hexdigest()


def heard_before(store: Store, what: str, source: Source, digest: str) -> Batch | None:
    """Return the last import of this very content by this voice, if it was not undone.

    What the voice said after it, a corrected list under the same name, say,
    is not taken back by reading the old list once more.
    """
    found = None
    for batch in store.rows.batches():
        same = (batch.digest, batch.what, batch.undone_at) == (digest, what, None)
        if same and batch.source.same_as(source):
            found = batch
    return found


def voice(store: Store, what: str, source: Source, origin: str, digest: str) -> Source:
    """Return the source of an import: as the caller names it, or named after its file.

    Where the same content was imported before, by the same method and under
    whatever name, it is that voice again, so that what people edited since
    is not overwritten by a copy.
    """
    if source.origin is not None:
        return source
    for batch in store.rows.batches():
        same = (batch.digest, batch.what, batch.undone_at) == (digest, what, None)
        if same and batch.source.replace(origin=None) == source:
            return batch.source
    return source.replace(origin=origin)
