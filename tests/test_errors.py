"""Every error carries the data needed to mend what went wrong, also to another process."""

from __future__ import annotations

import copy
import pickle
from datetime import date

import pytest

from customerbase import errors
from customerbase.errors import (
    AmbiguousHeader,
    CurrencyMismatch,
    CustomerbaseError,
    EditConflict,
    ErasedPerson,
    InvalidRecord,
    InvalidTable,
    MissingExtra,
    NewerFile,
    NotAllowed,
    NotFound,
    NothingToFit,
    NotMergeable,
    NotReferable,
    Problem,
    SourceError,
    StoreError,
)

ONE_OF_EACH: list[tuple[CustomerbaseError, type[Exception], str]] = [
    (
        InvalidRecord("Customer", [Problem("$.name", "", "is blank", "leave it out")]),
        ValueError,
        "1 problem(s) in this Customer:\n  $.name: is blank (leave it out)",
    ),
    (
        InvalidTable([Problem("$.amount", None, "is NaN or infinite in 1 rows", "mend them")]),
        ValueError,
        "1 problem(s) in this table:\n  $.amount: is NaN or infinite in 1 rows (mend them)",
    ),
    (NothingToFit(date(2024, 12, 31)), ValueError, "no customer has a purchase by 2024-12-31"),
    (
        NothingToFit(date(2024, 3, 31), "USD"),
        ValueError,
        "no customer has a purchase in USD by 2024-03-31, so there is nothing to fit a scale to: take a later day, another",
    ),
    (CurrencyMismatch(["USD", "CNY", "USD"]), ValueError, "amounts in CNY and USD cannot be added"),
    (NotFound("customer", "C1"), LookupError, "there is no customer 'C1' in this base"),
    (NotReferable("purchase", "S1", "customer 'C1'"), ValueError, "refers to customer 'C1', which is not"),
    (
        ErasedPerson("customer", "C1", "customer 'C1'", date(2024, 3, 1)),
        ValueError,
        "somebody who was erased on 2024-03-01",
    ),
    (
        ErasedPerson("purchase", "S1", "customer 'C1'", date(2024, 3, 1)),
        NotReferable,
        "purchase 'S1' refers to customer 'C1', somebody who was erased",
    ),
    (
        NotAllowed("employee 'E1'", "customer 'C1'"),
        PermissionError,
        "employee 'E1' may not see customer 'C1'",
    ),
    (EditConflict("customer", "C1", "theirs", "yours"), ValueError, "read it again"),
    (
        NotMergeable("customer", "C1", "C2", "is merged already", "unmerge it"),
        ValueError,
        "is merged already",
    ),
    (EditConflict("purchase", "S1", None, "yours"), ValueError, "took it away"),
    (SourceError("a.csv", "is empty", "give a header"), ValueError, "a.csv: is empty (give a header)"),
    (
        AmbiguousHeader("a.csv", "No", ["customer_id", "phone"], "may mean both"),
        ValueError,
        "'customer_id', 'phone'",
    ),
    (StoreError("a.db", "is no database"), RuntimeError, "a.db: is no database"),
    (NewerFile("a.db", found=9, known=3), RuntimeError, "schema 9; this one knows up to 3"),
    (MissingExtra("the excel source", "openpyxl", "excel"), ImportError, "pip install 'customerbase[excel]'"),
]


def test_each_error_of_the_library_is_tried_here() -> None:
    tried = {type(error).__name__ for error, _, _ in ONE_OF_EACH}

    assert tried == set(errors.__all__) - {"CustomerbaseError", "Problem"}


@pytest.mark.parametrize(("error", "builtin", "said"), ONE_OF_EACH)
def test_an_error_is_also_the_built_in_that_people_catch(
    error: CustomerbaseError, builtin: type[Exception], said: str
) -> None:
    assert isinstance(error, CustomerbaseError)
    assert isinstance(error, builtin)
    assert said in str(error)


@pytest.mark.parametrize(("error", "builtin", "said"), ONE_OF_EACH)
def test_an_error_arrives_whole_in_another_process(
    error: CustomerbaseError, builtin: type[Exception], said: str
) -> None:
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)


def test_a_problem_is_seen_from_the_record_that_holds_the_part() -> None:
    part = Problem("$.number", "12", "has fewer than three digits")

    assert part.within("$.phones[1]") == Problem("$.phones[1].number", "12", "has fewer than three digits")
    assert Problem("$", None, "is empty").within("$.lines").path == "$.lines"


def test_problems_are_values() -> None:
    one, same = Problem("$.a", [1], "is wrong"), Problem("$.a", [1], "is wrong")

    assert one == same
    assert hash(one) == hash(same)
    assert one != Problem("$.a", [2], "is wrong")
    assert one != "$.a: is wrong"


def test_a_problem_does_not_print_the_value() -> None:
    assert "secret" not in f"{Problem('$.a', 'secret', 'is wrong')!r} {Problem('$.a', 'secret', 'is wrong')}"
