"""Collect: files into records, and an import taken back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path as FilePath
from typing import Any, Literal

from customerbase import registry
from customerbase.intake import ImportResult, import_customers, import_purchases, import_records
from customerbase.intake.policy import SETTING, IntakePolicy, kept_policy
from customerbase.intake.pulling import pull
from customerbase.intake.reading import Input
from customerbase.ledger import Batch, BatchChange
from customerbase.listing import Listing
from customerbase.model import CustomerKind, Employee, Entity, Interaction, Product, Source
from customerbase.records.numbering import Numbering
from customerbase.sources.database_mapping import DatabaseMapping, mapping_from_toml
from customerbase.steps.given import checked_day
from customerbase.steps.headings import Headings
from customerbase.steps.records import Said
from customerbase.stores.batch_changes import changes_of
from customerbase.stores.undo import Undone, undo

__all__ = ["Collect"]

Path = str | os.PathLike[str]

OWN_RECORDS = "transaction_record"


class Collect(Headings):
    """The part of `CustomerBase` that reads files."""

    def import_customers(
        self,
        path: Input,
        *,
        source: Said = OWN_RECORDS,
        observed_on: date | None = None,
        kind: CustomerKind | str | None = None,
        numbering: Numbering | None = None,
        policy: IntakePolicy | None = None,
        complete: bool = False,
        dry_run: bool = False,
        **reading: Any,
    ) -> ImportResult:
        """Read a list of customers, with the people in its rows.

        Parameters
        ----------
        path : path-like, data frame or Readable
            CSV in any dialect, a workbook of a spreadsheet, JSON, vCards, a table of HTML: a file
            is read as what it is found to be.  Or a data frame, or the answer of
            `customerbase.sources.query.query`.
        source : Source or str
            How the list was come by; our own records by default.
        observed_on : datetime.date, optional
            The day on which what it says was true.
        kind : CustomerKind, optional
            What customers are where the file does not say.
        numbering : Numbering, optional
            How customers without a number get one.
        policy : IntakePolicy, optional
            What its values do where others stand; by default that of the base.
        complete : bool
            Whether all our customers stand in the list: the result names those
            who do not as ``missing``.  They stay.
        dry_run : bool
            Show what would come of it, in ``changes``, and keep nothing.
        **reading
            ``mapping=``, ``aliases=`` (each may be the path of a TOML file), ``extra=``, ``encoding=``,
            ``delimiter=``, ``currency=``, ``dayfirst=``, ``sheet=``, ``fill_merged=``, ``header_row=``,
            ``region=``, ``divisions=``, ``values=``: see `customerbase.intake.reading.Reading`.

        Returns
        -------
        ImportResult
            What was taken, changed, unchanged and refused; print it.

        Raises
        ------
        SourceError, AmbiguousHeader
            If the file cannot be read at all; nothing is taken then.
        """
        return import_customers(
            self.store,
            path,
            Source.of(source),
            self._reading(reading),
            observed_on=checked_day(observed_on, "observed_on"),
            kind=kind,
            numbering=numbering,
            policy=policy,
            complete=complete,
            dry_run=dry_run,
        )

    def import_purchases(
        self,
        path: Input,
        *,
        lines: Input | None = None,
        source: Said = OWN_RECORDS,
        negatives: Literal["refuse", "return"] = "refuse",
        create_customers: bool = False,
        lines_mapping: Mapping[str, str | None] | None = None,
        lines_sheet: str | int | None = None,
        dry_run: bool = False,
        **reading: Any,
    ) -> ImportResult:
        """Read sales: one file whose rows are lines or whole sales, or orders and their `lines`.

        Parameters
        ----------
        path : path-like, data frame or Readable
            As for `import_customers`.
        lines : path-like, data frame or Readable, optional
            The lines of the orders, joined by the order's number.
        source : Source or str
        negatives : {"refuse", "return"}
            What an amount below zero means where no quantity says that goods
            came back.
        create_customers : bool
            Make customers of the sales that name them; otherwise a sale to an
            unknown customer is refused.
        lines_mapping : mapping, optional
            As `mapping=`, for the file of lines.
        lines_sheet : str or int, optional
            As `sheet=`, for the file of lines.
        dry_run : bool
            As for `import_customers`.
        **reading
            As for `import_customers`; ``currency=`` is needed where neither
            the file nor the base says one.
        """
        said = self._reading(reading)
        own = ("mapping", "sheet", "header_row")
        details = {name: value for name, value in reading.items() if name not in own}
        return import_purchases(
            self.store,
            path,
            Source.of(source),
            said,
            lines=lines,
            lines_reading=self._reading({**details, "mapping": lines_mapping, "sheet": lines_sheet}),
            zone=self.zone,
            negatives=negatives,
            create_customers=create_customers,
            dry_run=dry_run,
        )

    def import_records(
        self,
        cls: type[Entity] | str,
        path: Input,
        *,
        source: Said = OWN_RECORDS,
        dry_run: bool = False,
        **reading: Any,
    ) -> ImportResult:
        """Read records of any other kind: products, staff, dealings, feedback, tasks, links, consents.

        Parameters
        ----------
        cls : type or str
            `Product`, `Employee`, `Interaction`, ... or its name in lower case.
        path : path-like, data frame or Readable
        source : Source or str
        dry_run : bool
        **reading
            As for `import_customers`.
        """
        kind = cls if isinstance(cls, str) else cls.kind_name
        return import_records(
            self.store,
            kind,
            path,
            Source.of(source),
            self._reading(reading),
            zone=self.zone,
            dry_run=dry_run,
        )

    def import_products(self, path: Input, *, source: Said = OWN_RECORDS, **reading: Any) -> ImportResult:
        """Read a list of products; as `import_records`."""
        return self.import_records(Product, path, source=source, **reading)

    def import_employees(self, path: Input, *, source: Said = OWN_RECORDS, **reading: Any) -> ImportResult:
        """Read a list of our own staff; as `import_records`."""
        return self.import_records(Employee, path, source=source, **reading)

    def import_interactions(self, path: Input, *, source: Said = OWN_RECORDS, **reading: Any) -> ImportResult:
        """Read dealings with customers: visits, calls, letters; as `import_records`."""
        return self.import_records(Interaction, path, source=source, **reading)

    def pull(
        self,
        mapping: DatabaseMapping | Path,
        connection: object = None,
        *,
        source: Said = OWN_RECORDS,
        negatives: Literal["refuse", "return"] = "refuse",
        create_customers: bool = False,
        afresh: bool = False,
    ) -> list[ImportResult]:
        """Read what is new in the tables of another system, such as an ERP.

        Parameters
        ----------
        mapping : DatabaseMapping or path-like
            Which tables hold which records; or the TOML file that says so.
        connection : optional
            To the database of that system: as for `customerbase.open`.  By
            default the one in which this base is, for tables of the host.
        source : Source or str
            How its records came to be known.
        negatives, create_customers
            As for `import_purchases`.
        afresh : bool
            Read all rows, whatever was read before: where something was taken
            out of the base that is to come in again.

        Returns
        -------
        list of ImportResult
            One for each table of the mapping.  Each is a batch that can be
            undone; refused rows are named by table and key, and tried again
            with the next call.

        Raises
        ------
        InvalidRecord
            If the mapping is wrong.
        StoreError
            If the database has no such table or column.

        Notes
        -----
        Ids are those of the other system, so that its records come in as
        often as one likes without copies.  A row that was deleted there stays
        here: nothing tells of it.  See `TableMapping.gone`.
        """
        if not isinstance(mapping, DatabaseMapping):
            mapping = mapping_from_toml(FilePath(mapping).read_text(encoding="utf-8-sig"))
        with ExitStack() as stack:
            if connection is None:
                database = getattr(self.store.rows, "database", None)
            else:
                database = registry.load("store", "host").connected(connection, writing=False)
                stack.callback(database.close)
            if database is None:
                raise TypeError(
                    "this base is in no database of a host: give the connection to the other system"
                )
            return pull(
                self.store,
                mapping,
                database,
                Source.of(source),
                zone=self.zone,
                currency=self.currency,
                negatives=negatives,
                create_customers=create_customers,
                afresh=afresh,
            )

    def batches(self) -> list[Batch]:
        """Return the imports of this base, in the order in which they came."""
        return self.store.rows.batches()

    def changes_of(self, batch: Batch | ImportResult | str) -> Listing[BatchChange]:
        r"""List what an import did: each record that it brought, each value that it changed, and what waits.

        Parameters
        ----------
        batch : Batch, ImportResult or str
            The import; or its id.

        Raises
        ------
        NotFound
            If there is no such batch.

        Examples
        --------
        >>> import customerbase, pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder, customerbase.open("memory:") as base:
        ...     path = pathlib.Path(folder, "list.csv")
        ...     _ = path.write_text("Customer No,Name,City\nC1,Acme,Wien\n")
        ...     _ = base.import_customers(path)
        ...     _ = path.write_text("Customer No,Name\nC1,Acme Corp.\n")
        ...     print(*base.changes_of(base.import_customers(path)))
        customer C1 (Acme Corp.), name: 'Acme' → 'Acme Corp.' (replaced)
        """
        batch_id = self._batch_id(batch)
        with self.store.reading():
            return Listing(changes_of(self.store, self.store.batch(batch_id).batch_id))

    def intake_policy(self) -> IntakePolicy:
        """Return what values of lists do where others stand, unless an import says otherwise."""
        return kept_policy(self.store.rows)

    def keep_intake_policy(self, policy: IntakePolicy) -> None:
        """Let imports of customers from now on follow a policy, until another one is kept."""
        with self.store.transaction():
            self.store.rows.set(SETTING, policy.to_json())

    def undo(self, batch: Batch | ImportResult | str) -> Undone:
        """Take an import back; what people edited since is kept, and listed.

        Raises
        ------
        NotFound
            If there is no such batch, or it was undone already.
        """
        return undo(self.store, self._batch_id(batch))

    def _batch_id(self, batch: object) -> str:
        if not isinstance(batch, str | Batch | ImportResult):
            raise TypeError(f"{batch!r} is no import: give its result, its batch, or the batch's id")
        return (batch if isinstance(batch, str) else batch.batch_id) or ""
