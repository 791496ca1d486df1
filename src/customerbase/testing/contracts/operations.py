"""Which things are done to a base, and in what order: strategies that draw the operations of `histories`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from customerbase.ledger import Precedence
from customerbase.model import Entity, Interaction, Purchase, PurchaseLine, Source, Stage
from customerbase.stores.notes import Note
from customerbase.stores.store import Statement
from customerbase.testing import strategies
from customerbase.testing.contracts.histories import (
    CONTACTS,
    CUSTOMERS,
    DAYS,
    IDS,
    MARKS,
    RECORDS,
    SPACES,
    Configure,
    Decide,
    Discard,
    Erase,
    Forget,
    ForgetRun,
    Import,
    Keep,
    KeepRun,
    Learn,
    MergeCards,
    PutNotes,
    RemoveNotes,
    Reword,
    Save,
    Together,
    Undo,
    UnmergeCards,
)
from customerbase.testing.contracts.runs import RUNS, rfm_runs
from customerbase.values import Address, Money, Phone

__all__ = ["OPERATIONS", "operations"]

_NAMES = ("Acme", "acme", "Acme ", "ACME", "上海机电", "𠮷野家 👩‍👧", "NULL", "100%_", 'it\'s "so"')
_SOURCES = (
    Source.of("visit"),
    Source.of("phone_survey"),
    Source(method="customer_form", origin="form 7", collected_by="E1"),  # type: ignore[arg-type]
    Source.of("directory"),
    Source(method="purchased_list", origin="list.csv", evidence="contract 3"),  # type: ignore[arg-type]
    Source(method="purchased_list", origin="List.csv"),  # type: ignore[arg-type]
)


def _statements() -> SearchStrategy[Statement]:
    customer: dict[str, SearchStrategy[Any]] = {
        "name": st.sampled_from(_NAMES),
        "stage": st.sampled_from((*Stage, None)),
        "industry": st.sampled_from(("steel", "Steel", "steel ", None)),
        "size.employees": st.sampled_from((0, 7, 10**17, None)),
        "size.turnover": st.sampled_from((Money("0.1", "USD"), Money("1234567.891234", "CNY"), None)),
        "phones[main]": st.sampled_from((Phone(number="555-0100"), Phone(number="555-0101"), None)),
        "addresses[main]": st.sampled_from((Address(city="Shenzhen"), Address(city="shenzhen"), None)),
        "attributes[色 😀]": st.sampled_from(("red", True, Decimal("1.50"), date(2024, 2, 29), 7, None)),
        "credit": st.none(),
    }
    contact: dict[str, SearchStrategy[Any]] = {"name": st.sampled_from(_NAMES)}
    for key in CUSTOMERS[:4]:
        contact[f"employments[{key}]"] = st.sampled_from((True, True, None))
        contact[f"employments[{key}].title"] = st.sampled_from(("boss", "Boss", None))
    return st.one_of(
        _statement("customer", customer), _statement("customer", customer), _statement("contact", contact)
    )


def _statement(kind: str, values: dict[str, SearchStrategy[Any]]) -> SearchStrategy[Statement]:
    chosen = st.fixed_dictionaries(
        {"name": values["name"]}, optional={path: each for path, each in values.items() if path != "name"}
    )
    without_name = st.fixed_dictionaries(
        {}, optional={path: each for path, each in values.items() if path != "name"}
    )
    wrong = st.sampled_from(
        ({"size.employees": -1}, {"size.turnover": "lots"}, {"nonsense": 1}, {"name": None}, {"name": 5})
    )
    return st.builds(
        Statement,
        kind=st.just(kind),
        subject_id=st.sampled_from(IDS[kind]),
        values=st.one_of(chosen, chosen, without_name, wrong),
        observed_on=st.sampled_from(DAYS),
        raw=st.sampled_from((None, None, {"name": "ＡＣＭＥ ", "note": "x\n"})),
        precedence=st.sampled_from(
            (None, None, {"name": Precedence.ASK, "note": Precedence.FILL}, {"stage": Precedence.ASK})
        ),
    )


def _cards() -> SearchStrategy[Entity]:
    return strategies.customers(CUSTOMERS) | strategies.contacts(CONTACTS, CUSTOMERS)


def _purchases() -> SearchStrategy[Purchase]:
    def purchase(key: str, customer: str, on: date, price: str, lines: int, employee: str | None) -> Purchase:
        line = PurchaseLine(quantity=Decimal("1.5"), unit_price=Money(price, "USD"))
        return Purchase(
            purchase_id=key, customer_id=customer, on=on, lines=(line,) * lines, employee_id=employee
        )

    simple = st.builds(
        purchase,
        st.sampled_from(RECORDS),
        st.sampled_from(CUSTOMERS),
        st.sampled_from([day for day in DAYS if day]),
        st.sampled_from(("0", "0.1", "19.99", "0.000001", "1234567.891234")),
        st.integers(1, 2),
        st.sampled_from((None, "E1", "e1")),
    )
    return simple | strategies.purchases(RECORDS, CUSTOMERS)


def _interactions() -> SearchStrategy[Interaction]:
    employees = st.sampled_from((None, "E1", "e1", "E1."))
    keys = st.sampled_from(RECORDS)
    return strategies.interactions(CUSTOMERS, interaction_id=keys, employee_id=employees)


_source = st.sampled_from(_SOURCES)
_learn = st.builds(Learn, st.lists(_statements(), min_size=1, max_size=3).map(tuple), _source, st.booleans())
_save = st.builds(
    Save,
    _cards() | _interactions(),
    _source,
    st.sampled_from(("not at all", "not at all", "as it stands", "as it never stood")),
    st.sampled_from(DAYS),
)
_keep = st.builds(
    Keep,
    st.lists(_purchases(), min_size=1, max_size=3).map(tuple)
    | st.lists(_interactions(), min_size=1, max_size=2).map(tuple)
    | st.lists(
        strategies.verifications(
            CUSTOMERS,
            verification_id=st.sampled_from(RECORDS),
            facet=st.sampled_from(("basic", "credit", "decision_makers", "credit", "taste")),
        ),
        min_size=1,
        max_size=2,
    ).map(tuple),
    _source,
    st.booleans(),
)
_import = st.builds(Import, _learn, _keep, st.sampled_from((False, False, False, True)))
_decide = st.sampled_from(("customer", "contact")).flatmap(
    lambda kind: st.builds(
        Decide, st.just(kind), st.sampled_from(IDS[kind]), st.integers(0, 3), st.booleans()
    )
)
_discard = st.builds(
    Discard, st.sampled_from(("purchase", "interaction", "verification")), st.sampled_from(RECORDS)
)
_undo = st.builds(Undo, st.integers(0, 3))
_note = st.builds(
    Configure, st.sampled_from(("zone", "Zone", "zone ")), st.sampled_from(("Asia/Shanghai", " "))
)
_keep_run = st.builds(KeepRun, st.sampled_from(RUNS), rfm_runs(CUSTOMERS), st.booleans())
_SPACED = st.sampled_from(SPACES)
_put_notes = st.builds(
    PutNotes,
    _SPACED,
    st.lists(
        st.builds(
            Note,
            st.sampled_from(RECORDS),
            st.sampled_from(('{"a":1}', "null")),
            st.lists(st.sampled_from(MARKS), max_size=2).map(tuple),
        ),
        min_size=1,
        max_size=2,
    ).map(tuple),
)
_remove_notes = st.builds(RemoveNotes, _SPACED, st.lists(st.sampled_from(RECORDS), max_size=2).map(tuple))
_forget = st.sampled_from(("contact", "purchase", "interaction")).flatmap(
    lambda kind: st.builds(Forget, st.just(kind), st.sampled_from(IDS[kind]))
)
_erase = st.sampled_from(("customer", "contact")).flatmap(
    lambda kind: st.builds(
        Erase, st.just(kind), st.sampled_from(IDS[kind]), st.sampled_from(("erased-1", "erased-2"))
    )
)
_reword = st.builds(Reword, st.sampled_from(("列表", "a")), st.sampled_from(("表", "b")))
_merge = st.sampled_from(("customer", "customer", "contact")).flatmap(
    lambda kind: st.builds(MergeCards, st.just(kind), st.sampled_from(IDS[kind]), st.sampled_from(IDS[kind]))
)
_unmerge = st.builds(UnmergeCards, st.integers(0, 3))
_forget_run = st.builds(ForgetRun, st.sampled_from(RUNS))

_STRATEGIES: Final[dict[str, SearchStrategy[Any]]] = {
    "learn": _learn,
    "save": _save,
    "keep": _keep,
    "import": _import,
    "decide": _decide,
    "discard": _discard,
    "undo": _undo,
    "note": _note,
    "keep run": _keep_run,
    "forget run": _forget_run,
    "put notes": _put_notes,
    "remove notes": _remove_notes,
    "forget": _forget,
    "erase": _erase,
    "reword": _reword,
    "merge": _merge,
    "unmerge": _unmerge,
}


@st.composite
def _operation(draw: DrawFn, name: str) -> Any:
    # A function of its own, so that what hypothesis prints of it stays short.
    return draw(_STRATEGIES[name])


OPERATIONS: Final[dict[str, SearchStrategy[Any]]] = {name: _operation(name) for name in _STRATEGIES}
"""Name → strategy of what can be done to a base."""


def operations(*names: str) -> SearchStrategy[Any]:
    """Things that can be done to a base: those of these names, or any.

    Parameters
    ----------
    *names : str
        Of `OPERATIONS`, or ``together``: several in one transaction, which may fail.
    """
    single: SearchStrategy[Any] = st.one_of(
        [OPERATIONS[name] for name in names or OPERATIONS if name != "together"]
    )
    if names and "together" not in names:
        return single
    nested = st.builds(Together, st.lists(single, max_size=3).map(tuple), st.booleans())
    return single | st.builds(
        Together, st.lists(single | nested, min_size=1, max_size=3).map(tuple), st.booleans()
    )
