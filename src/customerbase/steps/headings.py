"""Headings: what a company calls its columns, and how a file would be read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.intake.proposing import Proposal, propose
from customerbase.intake.reading import Input, Reading
from customerbase.intake.recognising import LISTS
from customerbase.languages import language_of
from customerbase.sources.heading_words import TABLES, FileKind, is_field
from customerbase.sources.headings import OwnHeadings
from customerbase.steps.loading import Loading

__all__ = ["Headings"]

_SETTING = "heading_aliases"


class Headings(Loading):
    """The part of `CustomerBase` that knows the company's own headings."""

    @property
    def heading_aliases(self) -> OwnHeadings:
        """The headings and words of the company, which every import of this base knows.

        Set it to field → headings, to the path of a TOML file, or to `OwnHeadings`;
        what it held before goes.  ``aliases=`` of an import counts before it.

        Raises
        ------
        InvalidRecord
            If a field is one of no kind of list, or a mapping of one list is given.
        SourceError
            If the file cannot be read.

        Examples
        --------
        >>> import customerbase
        >>> base = customerbase.open("memory:")
        >>> base.heading_aliases = {"name": ["Firma"], "phones[main]": ["Rufnummer"]}
        >>> base.heading_aliases.aliases["name"]
        ('Firma',)
        """
        found = self.store.rows.setting(_SETTING)
        return OwnHeadings() if found is None else OwnHeadings(**json.loads(found))

    @heading_aliases.setter
    def heading_aliases(
        self, given: OwnHeadings | Mapping[str, Iterable[str]] | str | os.PathLike[str] | None
    ) -> None:
        own = OwnHeadings.of(given)
        problems = [
            Problem(f"$.{where}[{field!r}]", None, "is a field of no kind of list")
            for where, fields in (("aliases", own.aliases), ("values", own.values))
            for field in fields
            if not any(is_field(field, kind) for kind in TABLES)
        ]
        if own.mapping:
            reason = "is that of one list: give it with mapping= where that is read"
            problems.append(Problem("$.mapping", None, reason))
        if problems:
            raise InvalidRecord("OwnHeadings", problems)
        plain: dict[str, Any] = {"aliases": {field: list(each) for field, each in own.aliases.items()}}
        plain["values"] = {field: dict(each) for field, each in own.values.items()}
        with self.transaction():
            self.store.rows.set(_SETTING, json.dumps(plain, ensure_ascii=False))

    def propose_mapping(
        self, path: Input, kind: str = "customers", *, language: str = "en", **reading: Any
    ) -> Proposal:
        r"""Say how a file would be read: field, samples and refusals of each column.  Nothing is written.

        Parameters
        ----------
        path : path-like, data frame or Readable
            As for `import_customers`.
        kind : str
            ``customers``, ``products``, ``employees``, ``purchases``, ``purchase_headers``,
            ``purchase_lines`` or ``interactions``.
        language : {'en', 'zh'}
            In which cleaned values are written.
        **reading
            As for `import_customers`.

        Returns
        -------
        Proposal
            Print it; edit what its `as_mapping` returns, and hand that to ``mapping=``.

        Raises
        ------
        SourceError
            If the file cannot be opened.
        ValueError
            If there is no such kind of list.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from pathlib import Path
        >>> import customerbase
        >>> base = customerbase.open("memory:")
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder) / "list.csv"
        ...     _ = file.write_text("Name,Nr\nAcme,+49 731 4960\n")
        ...     proposal = base.propose_mapping(file)
        >>> [(each.heading, each.field, each.because) for each in proposal.columns]
        [('Name', 'name', 'table'), ('Nr', None, 'unknown')]
        """
        if kind not in TABLES:
            raise ValueError(f"kind={kind!r} is no kind of list: choose one of {', '.join(LISTS)}")
        listed: FileKind = kind  # type: ignore[assignment]
        return propose(path, listed, self._reading(reading), zone=self.zone, language=language_of(language))

    def _reading(self, given: Mapping[str, Any]) -> Reading:
        said = dict(given)
        said.setdefault("currency", self.currency)
        own = OwnHeadings.of(said.get("aliases")).over(self.heading_aliases)
        if isinstance(said.get("mapping"), str | os.PathLike):
            saved = OwnHeadings.of(said["mapping"])
            own = saved.over(own)
            said["mapping"] = saved.mapping
        values = OwnHeadings(values=said.get("values") or {}).over(own).values
        said |= {"aliases": own.aliases or None, "values": values}
        try:
            return Reading(**said)
        except TypeError as error:
            known = ", ".join(f"{each.name}=" for each in attrs.fields(Reading))
            unknown = sorted(set(said) - {each.name for each in attrs.fields(Reading)})
            raise TypeError(f"no such option: {', '.join(unknown)}; there are {known}") from error
