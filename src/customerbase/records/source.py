"""Where a value comes from: who learned it, how, and from what."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from customerbase.validation import Record, choice, record, text

__all__ = ["CollectionMethod", "Source"]


class CollectionMethod(StrEnum):
    """The way a value was learned.

    >>> CollectionMethod.VISIT.first_hand, CollectionMethod.PURCHASED_LIST.first_hand
    (True, False)
    """

    VISIT = "visit"
    PHONE_SURVEY = "phone_survey"
    EMAIL_SURVEY = "email_survey"
    OBSERVATION = "observation"
    CUSTOMER_FORM = "customer_form"
    TRANSACTION_RECORD = "transaction_record"
    WEB_REGISTRATION = "web_registration"
    SUBSCRIPTION = "subscription"
    MEMBERSHIP = "membership"
    REFERRAL = "referral"
    PARTNER_EXCHANGE = "partner_exchange"
    PURCHASED_LIST = "purchased_list"
    DIRECTORY = "directory"
    PRESS = "press"
    WEBSITE = "website"
    SEARCH_ENGINE = "search_engine"
    PUBLIC_REGISTER = "public_register"

    @property
    def first_hand(self) -> bool:
        """Whether we learned it ourselves; what is second-hand must be confirmed before it is trusted."""
        return self in _FIRST_HAND


_FIRST_HAND = frozenset(
    {
        CollectionMethod.VISIT,
        CollectionMethod.PHONE_SURVEY,
        CollectionMethod.EMAIL_SURVEY,
        CollectionMethod.OBSERVATION,
        CollectionMethod.CUSTOMER_FORM,
        CollectionMethod.TRANSACTION_RECORD,
        CollectionMethod.WEB_REGISTRATION,
        CollectionMethod.SUBSCRIPTION,
        CollectionMethod.MEMBERSHIP,
    }
)


@record
class Source(Record):
    """Who learned something, how, from what, and what proves it.

    Parameters
    ----------
    method : CollectionMethod
    collected_by : str, optional
        The employee, by id or name.
    origin : str, optional
        The file, list, form or occasion it was taken from.
    evidence : str, optional
        Where the proof is kept: a scan, a recording, a letter.

    Examples
    --------
    >>> Source.of("visit").first_hand
    True
    """

    method: CollectionMethod = choice(CollectionMethod)
    collected_by: str | None = text(default=None, limit=200)
    origin: str | None = text(default=None, limit=1_000)
    evidence: str | None = text(default=None)

    @classmethod
    def of(cls, source: Source | CollectionMethod | str) -> Source:
        """Return a source, given one or only its method.

        Raises
        ------
        InvalidRecord
            If the text is no collection method.
        """
        return source if isinstance(source, Source) else cls(method=source)  # type: ignore[arg-type]

    @property
    def first_hand(self) -> bool:
        """Whether we learned it ourselves."""
        return self.method.first_hand

    def same_as(self, other: Self) -> bool:
        """Tell whether both are the same voice; what one says twice is said once."""
        return (self.method, self.origin, self.collected_by) == (
            other.method,
            other.origin,
            other.collected_by,
        )

    def __str__(self) -> str:
        said = self.method.value.replace("_", " ")
        if self.origin:
            said += f" ({self.origin})"
        return f"{said} by {self.collected_by}" if self.collected_by else said
