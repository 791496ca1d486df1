"""The collection card out, and filled-in forms back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from customerbase import registry
from customerbase.intake import ImportResult
from customerbase.model import CollectionMethod, Customer, Source
from customerbase.outputs.collection_card import write as write_card
from customerbase.outputs.customers_list import customers_list
from customerbase.reports.collection_card import CARD_FIELDS, card_choices, collection_card
from customerbase.reports.words import word
from customerbase.sources.forms import FILE_HEADING, forms
from customerbase.sources.headings import map_headings
from customerbase.steps.collect import Collect
from customerbase.steps.records import Said

__all__ = ["Forms"]

_HOWS = {
    "走访": CollectionMethod.VISIT,
    "拜访": CollectionMethod.VISIT,
    "telephone": CollectionMethod.PHONE_SURVEY,
    "电话": CollectionMethod.PHONE_SURVEY,
    **{
        said.casefold(): each
        for each in CollectionMethod
        for said in (each.value, word(each, "en"), word(each, "zh"))
    },
}


class Forms(Collect):
    """The part of `CustomerBase` that writes collection cards and reads filled-in forms."""

    def collection_card(
        self,
        path: str | os.PathLike[str],
        customer: str | None = None,
        *,
        language: str = "en",
        fields: Iterable[str] | None = None,
    ) -> None:
        """Write the card on which what is known of a customer is collected, to be filled in.

        Parameters
        ----------
        path : path-like
            Ends in ``.xlsx``, ``.csv`` or ``.html``; the last is to be printed on A4.
        customer : str, optional
            By id: his number and what is held of him stand on the card already.
        language : {'en', 'zh'}
        fields : iterable of str, optional
            Fields to ask for; all of `customerbase.reports.collection_card.CARD_FIELDS` by default.
            His number, and how it was learned, are always asked for.

        Raises
        ------
        NotFound
            If there is no such customer.
        ValueError
            If there is no such field, or the name of the file ends otherwise.
        MissingExtra
            If a workbook is wanted and openpyxl is not installed.

        Examples
        --------
        >>> import customerbase
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, customerbase.open("memory:") as base:
        ...     base.collection_card(Path(folder, "card.csv"), fields=["name"])
        ...     print(Path(folder, "card.csv").read_text(encoding="utf-8-sig").splitlines()[3])
        Basic data,Name,,name
        """
        where = Path(path)
        held = {} if customer is None else _held(self.get(Customer, customer))
        if fields is not None:
            fields = ["customer_id", *fields, *CARD_FIELDS["card_learned"]]
        table = collection_card(held, language=language, fields=fields)
        ending = where.suffix.lower()
        if ending == ".csv":
            registry.load("output", "csv").write(table, where, language=language)
        elif ending == ".xlsx":
            asked = enumerate(str(row[-1]) for row in table.rows)
            registry.load("output", "excel").write_form(
                table,
                where,
                language=language,
                hidden=("card_field",),
                choices={i: card_choices(field) for i, field in asked if card_choices(field)},
                into="card_value",
            )
        elif ending == ".html":
            write_card(table, where, language=language)
        else:
            raise ValueError(f"a card is written as .xlsx, .csv or .html, not as {where.name!r}")

    def import_forms(
        self,
        folder: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
        *,
        source: Said = "customer_form",
        **given: Any,
    ) -> ImportResult:
        r"""Read a folder of filled-in forms, a customer in each: cards of ours, and forms of others.

        Parameters
        ----------
        folder : path-like, or iterable of path-like
            A folder, or the files.
        source : Source or str
            How the forms were come by.  Where all cards name one collector, or one way of
            collecting, it is theirs; where they differ, a note of the result names them.
        **given
            What `import_customers` takes.

        Returns
        -------
        ImportResult
            A refused form is named by its file.

        Raises
        ------
        SourceError
            If there is no such folder, or no form in it.
        AmbiguousHeader
            If a label may mean several fields.

        Examples
        --------
        >>> import customerbase
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, customerbase.open("memory:") as base:
        ...     _ = Path(folder, "a.csv").write_text(
        ...         "客户名称,上海机电,传真,021-5555 0101\n", encoding="utf-8"
        ...     )
        ...     _ = base.import_forms(folder)
        ...     next(iter(base.all(Customer))).name
        '上海机电'
        """
        read = forms(folder)
        by, how = read.said["collected_by"], read.said["method"]
        voice = Source.of(source)
        collector, method = voice.collected_by, voice.method
        if len(by) == 1 and collector is None:
            collector = next(iter(by))
        elif by - {collector}:
            read.note(f"what the forms say of who collected them is not kept: {', '.join(sorted(by))}")
        known = [_HOWS.get(each.casefold()) for each in sorted(how)]
        if len(known) == 1 and known[0] is not None and not isinstance(source, Source):
            method = known[0]
        elif any(each is not method for each in known):
            read.note(f"what the forms say of how they were collected is not kept: {', '.join(sorted(how))}")
        voice = Source(method=method, collected_by=collector, origin=voice.origin, evidence=voice.evidence)
        mapping = given.get("mapping") or {}
        if isinstance(mapping, Mapping):
            # The file's name tells people where a row is from: it says nothing of the customer.
            given["mapping"] = {FILE_HEADING: None, **mapping}
        return self.import_customers(read, source=voice, **given)


def _held(customer: Customer) -> dict[str, str]:
    """Return field of the card → what a list of customers holds of it."""
    table = customers_list([customer])
    keys = [each.key for each in table.columns]
    cells = dict(zip(keys, table.rows[0], strict=True))
    return {each.field: str(cells[each.heading]) for each in map_headings(keys, "customers").columns}
