"""Bytes of all kinds through every cleaner: a value, None or `Refused` comes out, nothing else.

By hand, from the root of the repository:

    python tests/fuzz/fuzz_cleaners.py -max_total_time=900 -max_len=200
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["customerbase"]):
    from customerbase.clean.addresses import clean_address
    from customerbase.clean.dates import clean_date
    from customerbase.clean.emails import clean_emails
    from customerbase.clean.identifiers import clean_identifier
    from customerbase.clean.ids import clean_id
    from customerbase.clean.money import clean_currency, clean_money
    from customerbase.clean.numbers import clean_flag, clean_number, clean_share, clean_whole
    from customerbase.clean.partial_dates import clean_partial_date
    from customerbase.clean.phone_keys import phone_doubt, phone_key
    from customerbase.clean.phones import clean_phones
    from customerbase.clean.postal_codes import clean_postal_code
    from customerbase.clean.refused import Refused
    from customerbase.clean.text import clean_name, clean_tags, clean_text

SCHEMES = (
    "uscc",
    "tax",
    "vat",
    "id_card",
    "organization_code",
    "registration",
    "lei",
    "iban",
    "duns",
    "bank_account",
)
CLEANERS = [
    clean_text, clean_name, clean_tags, clean_id, clean_number, clean_whole, clean_share, clean_flag, clean_currency,
    clean_date, clean_partial_date, clean_phones, clean_emails, clean_postal_code, phone_key, phone_doubt,
    lambda raw: clean_money(raw, currency="CNY", unit="万元"),
    lambda raw: clean_date(raw, dayfirst=True, serial=True),
    lambda raw: clean_address(text=raw),
    lambda raw: phone_key(raw, region="DE"),
    *[lambda raw, scheme=scheme: clean_identifier(raw, scheme=scheme) for scheme in SCHEMES],
]  # fmt: skip


def one(data: bytes) -> None:
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "ignore")
    for clean in CLEANERS:
        try:
            clean(text)
        except Refused:
            continue


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
