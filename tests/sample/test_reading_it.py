"""The sample read as a company would read it: the rows that were put in to be refused are refused, and no others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from customerbase import sample
from customerbase.intake import import_customers, import_purchases, import_records
from customerbase.intake.reading import Reading
from customerbase.model import Assignment, Contact, Customer, Purchase, Source
from customerbase.stores.memory import open_rows
from customerbase.stores.store import Store

YUAN = Reading(currency="CNY")
RECORDS = {
    "interaction": "interactions",
    "competitor": "competitors",
    "campaign": "campaigns",
    "assignment": "assignments",
    "relationship": "relationships",
    "feedback": "feedback",
    "task": "tasks",
    "sighting": "sightings",
    "consent": "consents",
    "verification": "verifications",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return sample.write(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def read(files):
    store = Store(open_rows(), lambda: datetime(2025, 1, 2, tzinfo=UTC))
    own = Source.of("transaction_record")
    results = {
        files.employees: import_records(store, "employee", files.employees, own, YUAN),
        files.products: import_records(store, "product", files.products, own, YUAN),
        files.customers: import_customers(store, files.customers, Source.of("visit"), YUAN),
        files.customers_abroad: import_customers(
            store, files.customers_abroad, Source.of("email_survey"), YUAN
        ),
        files.bought_list: import_customers(store, files.bought_list, Source.of("purchased_list"), YUAN),
        files.sales: import_purchases(store, files.sales, own, YUAN),
    }
    for kind, name in RECORDS.items():
        path = getattr(files, name)
        results[path] = import_records(store, kind, path, own, YUAN)
    return store, results


def test_what_is_refused_is_what_was_put_in_to_be_refused(files, read):
    _, results = read

    for path, result in results.items():
        planted = {each.line for each in files.refused if each.file == path.name}
        assert {each.row for each in result.refused_rows} == planted, path.name


def test_nobody_and_nothing_is_lost(read):
    store, results = read
    bought = sum(1 for each in store.scan(Customer) if each.customer_id.startswith("MD"))

    assert sum(1 for _ in store.scan(Customer)) == 200 + bought
    assert sum(1 for _ in store.scan(Contact)) >= 370
    assert sum(1 for each in store.scan(Assignment) if each.until is None) == 200
    assert sum(1 for each in store.scan(Purchase) if each.is_return) == 60
    assert all(
        each.rows == each.taken + each.changed + each.unchanged + each.refused for each in results.values()
    )


def test_what_the_bought_list_says_of_known_telephones_waits(files, read):
    store, results = read
    known = sum(1 for each in store.scan(Customer) if each.customer_id.startswith("KH"))

    assert known == 168
    assert results[files.bought_list].waiting >= 18
