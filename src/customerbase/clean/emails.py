"""E-mail addresses.

- Full-width characters become plain; ``mailto:``, ``<`` and ``>`` and a name
  before them go.
- The domain is written in small letters; the part before the @ stays as it is.
- Several, parted by ``; , 、 /`` or white space, are labelled ``main``, ``main 2``, ...
- A name in brackets after an address and Chinese words before one (``邮箱：``) go.
- What is no address is refused, with a hint where the fault is plain.

>>> [each.address for each in clean_emails("Ann Lee <Ann.Lee@Example.COM>; b@example.org")]
['Ann.Lee@example.com', 'b@example.org']
"""

from __future__ import annotations

import re
from collections.abc import Container

from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_text
from customerbase.errors import InvalidRecord
from customerbase.values import Email

__all__ = ["clean_emails", "email_key"]

_NAMED = re.compile(r"(?:\"[^\"<>]*\"|[^<>;,，；、\n]*)<([^<>]*)>")
# A name in brackets behind an address, or Chinese words before one: 邮箱:, 张三 .
_BESIDE = re.compile(
    r"(?<=[^\s(@])\([^()@]{0,40}\)|(?<![^\s:：;；,，])[\u3400-\u9fff]{1,20}(?:\s*[:：]\s*|\s+)(?=[^\s@]+@)"
)
_SPLIT = re.compile(r"[;,，；、/|\s]+")
_MAILTO = re.compile(r"(?:mailto|e-?mail)\s*[:：]\s*", re.IGNORECASE)


def clean_emails(
    raw: str, *, label: str = "main", blanks: Container[str] = BLANKS
) -> tuple[Email, ...] | None:
    """Return the addresses of a cell, or None if it is blank.

    Raises
    ------
    Refused
    """
    text = clean_text(raw, limit=2_000, blanks=blanks)
    if text is None:
        return None
    if "<" in text:
        text = _NAMED.sub(r" \1 ", text)
    text = _MAILTO.sub(" ", text)
    written = text
    if not text.isascii() or "(" in text:
        text = _BESIDE.sub(" ", text)
    found: dict[str, None] = {}
    for part in _SPLIT.split(text):
        if part:
            if "@" not in part:
                # What stood beside it may be the sign itself: name(at)example.com.
                raise Refused(
                    f"{(written if '(' in written else part)!r} has no @", "write it as name@example.com"
                )
            found[_address(part)] = None
    if not found:
        raise Refused("holds no e-mail address", "write it as name@example.com")
    emails = []
    for i, address in enumerate(found, 1):
        try:
            emails.append(Email(address=address, label=label if i == 1 else f"{label} {i}"))
        except InvalidRecord as error:
            raise Refused(f"{address!r} is no e-mail address", "write it as name@example.com") from error
    return tuple(emails)


def email_key(email: Email | str) -> str:
    """Return what two spellings of one address have in common.

    A host may tell ``Ann`` and ``ann`` apart (RFC 5321, 2.4), but none is known
    that does; dots and what stands after a ``+`` do count.

    >>> email_key("Ann.Lee@Example.COM")
    'ann.lee@example.com'
    """
    return (email if isinstance(email, str) else email.address).strip().casefold()


def _address(part: str) -> str:
    local, _, domain = part.strip("<>\"'()。.").rpartition("@")
    if "@" in local:
        raise Refused(f"{part!r} has two @", "part several addresses by ;")
    if not local or "." not in domain or ".." in part or domain.startswith("."):
        raise Refused(f"{part!r} is no e-mail address", "write it as name@example.com")
    return f"{local}@{domain.lower()}"
