"""Find: customers and contacts by words, numbers and parts of numbers."""

from __future__ import annotations

from customerbase.model import Contact, Customer
from customerbase.searching.ranking import Found
from customerbase.steps.records import Records
from customerbase.stores.finding import KINDS_FOUND, available_folding, find

__all__ = ["Finding"]


class Finding(Records):
    """The part of `CustomerBase` that finds."""

    def find(
        self, words: str, *, kind: type[Customer | Contact] | None = None, limit: int = 20
    ) -> tuple[Found, ...]:
        """Find customers and contacts by what somebody typed.

        Names, short names and other names on the card, numbers on the card and
        identifiers, telephone numbers or any three digits and more within them, e-mails,
        addresses.  All words are required; a Latin word may be the beginning of
        one; words in quotation marks stand as they are, side by side.  Case, width,
        accents, and with the extra ``cn`` traditional and simplified characters,
        make no difference.

        Parameters
        ----------
        words : str
        kind : type, optional
            `Customer` or `Contact`; both by default.
        limit : int
            No more than so many.

        Returns
        -------
        tuple of Found
            The best ones, with what was found where; see
            `customerbase.searching.ranking.ranked` for their order.

        Raises
        ------
        TypeError
            If `words` is no text, or `kind` is no kind that is found by words.
        ValueError
            If `limit` is below one.

        Examples
        --------
        >>> import customerbase
        >>> with customerbase.open("memory:") as base:
        ...     _ = base.save(
        ...         customerbase.Customer(customer_id="C1", name="上海机电有限公司"), source="visit"
        ...     )
        ...     [(each.key, each.why()) for each in base.find("上海 机电")]
        [('C1', 'its name begins with this')]
        """
        if not isinstance(words, str):
            raise TypeError(f"{words!r} is no text: write what is looked for, as in '上海 机电'")
        if kind is not None and kind not in KINDS_FOUND:
            raise TypeError(f"{kind!r} is not found by words: give Customer or Contact")
        if limit < 1:
            raise ValueError(f"limit={limit!r} asks for nothing: give 1 or more")
        return find(self.store, words, limit=limit, kinds=KINDS_FOUND if kind is None else (kind,))

    def prepare_find(self) -> bool:
        """Bring the index of a large base up to date now, which the next `find` would do.

        Returns
        -------
        bool
            Whether traditional and simplified characters are found by one another; if not,
            the index was made without the extra ``cn``.
        """
        return bool(self.store.rows.prepare_search(available_folding()).pairs)
