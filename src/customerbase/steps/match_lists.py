"""Match lists: candidates written down for a person to decide, and what comes back."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from customerbase import registry
from customerbase.errors import InvalidRecord, Problem
from customerbase.intake.match_decisions import Decided, DecisionTable, joined, open_decisions
from customerbase.intake.match_result import DecisionsRead
from customerbase.ledger import Merge
from customerbase.linkage.clusters import survivor_of
from customerbase.linkage.decisions import MatchDecision
from customerbase.linkage.matches import Matches
from customerbase.linkage.objections import objection
from customerbase.listing import Listing
from customerbase.model import Contact, Customer
from customerbase.reports import matches as report
from customerbase.reports.table import Table
from customerbase.steps.matching import Matching
from customerbase.stores import merging_many
from customerbase.stores.apart import Apart, apart_pairs, keep_apart
from customerbase.stores.ledger_reading import chunks
from customerbase.stores.links import Links
from customerbase.stores.matching import Comparable, standings
from customerbase.stores.merging_many import Joined

__all__ = ["MatchLists"]


class MatchLists(Matching):
    """The part of `CustomerBase` that hands out lists of candidates, and reads them when they come back."""

    def match_list(self, matches: Matches) -> Table:
        """Return the candidates as a list with a row for each pair, both cards side by side, and room for a decision.

        Any output writes it; `read_match_decisions` reads it back.

        Examples
        --------
        >>> import customerbase
        >>> base = customerbase.open("memory:")
        >>> [each.key for each in base.match_list(base.match()).columns]
        ['decision', 'left_customer', 'right_customer', 'note']
        """
        what = Contact if matches.kind == "contact" else Customer
        wanted = sorted({key for each in matches.candidates for key in each.keys})
        cards = {each.key: each for some in chunks(wanted) for each in self.store.some(what, some)}
        return report.report(matches, cards)  # type: ignore[arg-type]

    def write_matches(
        self,
        path: str | os.PathLike[str],
        matches: Matches | None = None,
        *,
        language: str = "en",
    ) -> Path:
        """Write the list of candidates to a file: a workbook by the ending of its name, CSV otherwise.

        Parameters
        ----------
        path : path-like
            ``decide.csv`` or ``decide.xlsx``; a workbook offers the decisions as a list.
        matches : Matches, optional
            What `match` returned; customers are matched anew if it is left out.
        language : {'en', 'zh'}
            Of the headings; either is read back.

        Raises
        ------
        MissingExtra
            If it is to be a workbook, and openpyxl is not installed.
        """
        where = Path(path)
        name = "excel" if where.suffix.lower() == ".xlsx" else "csv"
        table = self.match_list(self.match() if matches is None else matches)
        registry.load("output", name).write(table, where, language=language)
        return where

    def read_match_decisions(
        self,
        path: str | os.PathLike[str],
        *,
        by: str,
        encoding: str | None = None,
        delimiter: str | None = None,
        sheet: str | None = None,
    ) -> DecisionsRead:
        """Read a list of candidates that was filled in: what is the same is merged, what is not is kept apart.

        Rows without a decision, and those for later, stay open.  What
        contradicts itself is refused with every row that has a part in it; a
        list that was read before adds nothing.

        Parameters
        ----------
        path : path-like
            CSV or a workbook.
        by : str
            Who decided.
        encoding, delimiter : str, optional
            Of a CSV file; found out by default.
        sheet : str, optional
            Of a workbook with several sheets.

        Returns
        -------
        DecisionsRead
            Print it; its `run` takes the merges back together.

        Raises
        ------
        SourceError
            If the file cannot be read at all, or is no such list; nothing is taken then.
        InvalidRecord
            If nobody decided.
        """
        if not by.strip():
            raise InvalidRecord("Merge", [Problem("$.by", by, "is blank", "say who decided")])
        read = open_decisions(path, encoding=encoding, delimiter=delimiter, sheet=sheet)
        with read.table, self.transaction():
            rows = list(read.rows())
            seen = self._check(read, rows)
            merged, run, known = self._same(read, rows, seen, by)
            kept, known_apart = self._apart(read, rows, by)
        table = read.table
        return DecisionsRead(
            origin=table.origin,
            rows=len(rows),
            merged=Listing(merged),
            run=run,
            kept_apart=Listing(kept),
            unchanged=known + known_apart,
            open=sum(each.open for each in rows),
            refused_rows=read.refused(rows),
            header=table.header,
            notes=[str(each) for each in table.notes],
        )

    def _check(self, read: DecisionTable, rows: Sequence[Decided]) -> dict[str, str]:
        """Note what the base says against the decisions; return the ids under which merged cards are seen."""
        kind, store = read.kind, self.store
        decided = [each for each in rows if not each.open and not each.faults]
        named = {key for each in decided for key in each.pair}
        known = store.rows.known(kind, named)
        seen = Links(store.rows).some(kind, named)
        separate = apart_pairs(store.rows, kind)
        for each in decided:
            for side in ("left", "right"):
                key = getattr(each, side)
                if key not in known:
                    hint = "copy it from the list as it was written"
                    read.fault(each, f"{side}_{kind}", f"is the number of no {kind}", hint)
            left, right = sorted(seen.get(key, key) for key in each.pair)
            if each.left == each.right:
                read.fault(each, f"right_{kind}", "is the same card", "name two")
            elif each.decision is MatchDecision.SAME and (left, right) in separate:
                reason = "somebody said before that they are not the same"
                read.fault(each, "decision", reason, "take that back first: no_longer_apart")
            elif each.decision is MatchDecision.NOT_THE_SAME and left == right:
                read.fault(each, "decision", "they are merged already", "unmerge them first")
        read.contradictions(rows, seen)
        self._chained(read, rows, seen, separate)
        return seen

    def _chained(
        self,
        read: DecisionTable,
        rows: Sequence[Decided],
        seen: dict[str, str],
        separate: set[tuple[str, str]],
    ) -> None:
        """Refuse what would make one of cards whose numbers conflict, or that are kept apart, through a third."""
        what = Contact if read.kind == "contact" else Customer
        cards = Comparable(self.store, what, region="CN", fold=None)
        for members, some in _groups(rows, seen):
            said = {tuple(sorted(seen.get(key, key) for key in each.pair)) for each in some}
            held = {each.key: each for each in cards.some(members)}
            for one, other in combinations(members, 2):
                if (one, other) in said:
                    continue
                found = objection(held[one], held[other], ["identifiers"])
                if found is None and (one, other) in separate:
                    found = "somebody said so"
                if found is not None:
                    reason = f"would make one of {one} and {other}, which are not the same: {found}"
                    for each in some:
                        read.fault(
                            each, "decision", reason, f"decide {one} and {other} in a row of their own"
                        )
                    break

    def _same(
        self, read: DecisionTable, rows: Sequence[Decided], seen: dict[str, str], by: str
    ) -> tuple[list[Merge], str | None, int]:
        groups = []
        same = [each for each in rows if each.decision is MatchDecision.SAME and not each.faults]
        known = sum(len({seen.get(key, key) for key in each.pair}) == 1 for each in same)
        several = list(_groups(same, seen))
        standing = standings(self.store, read.kind, [key for members, _ in several for key in members])
        for members, some in several:
            survivor = survivor_of(members, standing)
            others = tuple(each for each in members if each != survivor)
            notes = "; ".join(dict.fromkeys(each.note for each in some if each.note is not None))
            reason = f"decided in {read.table.origin}" + (f": {notes}" if notes else "")
            groups.append(Joined(survivor, others, reason))
        made = merging_many.merge_many(self.store, read.kind, groups, by=by)
        return made, made[0].run if made else None, known

    def _apart(self, read: DecisionTable, rows: Sequence[Decided], by: str) -> tuple[list[Apart], int]:
        separate = apart_pairs(self.store.rows, read.kind)
        kept, known = [], 0
        for each in rows:
            if each.decision is not MatchDecision.NOT_THE_SAME or each.faults:
                continue
            seen = Links(self.store.rows).some(read.kind, each.pair)
            left, right = sorted(seen.get(key, key) for key in each.pair)
            if (left, right) in separate:
                known += 1
                continue
            separate.add((left, right))
            reason = each.note or f"decided in {read.table.origin}"
            kept += keep_apart(self.store, read.kind, [each.pair], by=by, reason=reason)
        return kept, known


def _groups(rows: Sequence[Decided], seen: dict[str, str]) -> Iterator[tuple[list[str], list[Decided]]]:
    """Yield the cards that sound rows say are the same, several at a time, with these rows."""
    same = [each for each in rows if each.decision is MatchDecision.SAME and not each.faults]
    links = [(seen.get(each.left, each.left), seen.get(each.right, each.right)) for each in same]
    roots = joined(links)
    members: dict[str, set[str]] = {}
    held: dict[str, list[Decided]] = {}
    for each, (one, other) in zip(same, links, strict=True):
        members.setdefault(roots[one], set()).update((one, other))
        held.setdefault(roots[one], []).append(each)
    for root in sorted(members):
        if len(members[root]) > 1:
            yield sorted(members[root]), held[root]
