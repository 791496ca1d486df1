"""``find``: customers and contacts by words."""

from __future__ import annotations

import argparse

from customerbase.cli.showing import existing
from customerbase.cli.terminal import Session
from customerbase.reports import found
from customerbase.reports.words import TERMS

__all__ = ["find"]


def find(asked: argparse.Namespace, session: Session) -> None:
    """Print what is found, the best first."""
    words = " ".join(asked.words)
    with existing(asked.base, session) as base:
        results = base.find(words, limit=asked.rows)
        folds = base.prepare_find()
    notes = [] if folds or words.isascii() else [TERMS["not_folded"]]
    session.terminal.table(found.report(results, notes=notes), language=asked.language)
