"""What can be done to a base, as values that hypothesis can make and any store can be told to do.

Ids come out of small pools, on purpose: a store that ignores the second
record under an id is found only where ids come again.  Among them are ids that
databases take for one another: other case, a character more at the end,
full-width letters, wildcards, quotes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Final

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from customerbase.errors import CustomerbaseError
from customerbase.ledger import Batch
from customerbase.model import Entity, Interaction, Purchase, PurchaseLine, Source, Stage
from customerbase.rfm import RfmRun
from customerbase.stores.kept_runs import forget_run, keep_run
from customerbase.stores.packing import pack
from customerbase.stores.store import Statement, Store
from customerbase.stores.undo import undo
from customerbase.testing import strategies
from customerbase.testing.contracts.runs import RUNS, rfm_runs
from customerbase.values import Address, Money, Phone

__all__ = ["DAYS", "IDS", "OPERATIONS", "START", "Base", "Clock", "operations"]

START: Final = datetime(2024, 3, 1, 2, 30, tzinfo=timezone(timedelta(hours=8)))
"""When histories begin: by the clock here already the next day, in UTC still the day before."""

DAYS: Final = (None, date(2023, 12, 31), date(2024, 2, 29), date(2024, 3, 1), date(2024, 5, 1))
"""Days of observation: none, long before, the day before, the first day, later."""

CUSTOMERS: Final = ("C1", "c1", "C1.", "C_", "客户%", "Ｃ1'")
CONTACTS: Final = ("K1", "k1", "K]")
RECORDS: Final = ("R1", "r1", "R%", '"R1')
IDS: Final = {"customer": CUSTOMERS, "contact": CONTACTS, "purchase": RECORDS, "interaction": RECORDS,
              "verification": RECORDS}  # fmt: skip

_NAMES = ("Acme", "acme", "Acme ", "ACME", "上海机电", "𠮷野家 👩‍👧", "NULL", "100%_", 'it\'s "so"')
_SOURCES = (
    Source.of("visit"),
    Source.of("phone_survey"),
    Source(method="customer_form", origin="form 7", collected_by="E1"),  # type: ignore[arg-type]
    Source.of("directory"),
    Source(method="purchased_list", origin="list.csv", evidence="contract 3"),  # type: ignore[arg-type]
    Source(method="purchased_list", origin="List.csv"),  # type: ignore[arg-type]
)


class Clock:
    """A clock that stands still until it is told to go."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@attrs.define
class Base:
    """A store, and the batches that came into it."""

    store: Store
    batches: list[str] = attrs.field(factory=list)

    def do(self, operation: Operation) -> tuple[str, Any]:
        """Do something, and say what came of it: its result, or the kind of its error."""
        try:
            return "done", operation.do(self)
        except (CustomerbaseError, Broken) as error:
            return type(error).__name__, None


class Broken(Exception):
    """Thrown in the middle of a transaction, to see what is left of it."""


def _break(wanted: bool) -> None:
    if wanted:
        raise Broken


class Operation(ABC):
    """Something that is done to a base."""

    __slots__ = ()

    @abstractmethod
    def do(self, base: Base) -> Any:
        """Do it, and return what can be compared."""


@attrs.frozen
class Learn(Operation):
    """A source states something of several cards."""

    statements: tuple[Statement, ...]
    source: Source
    repeat: bool

    def do(self, base: Base) -> Any:
        learned = base.store.learn(self.statements, self.source, repeat=self.repeat)
        return [(each.outcome, each.changed, each.waiting, str(each.error)) for each in learned]


@attrs.frozen
class Save(Operation):
    """Somebody writes a record; `seen` says whether he has read what stands, or something else."""

    record: Entity
    source: Source
    seen: str
    observed_on: date | None

    def do(self, base: Base) -> Any:
        seen: Entity | None = None
        if self.seen == "as it stands":
            seen = base.store.get(type(self.record), self.record.key)
        elif self.seen == "as it never stood":
            field = "note" if hasattr(self.record, "note") else "content"
            seen = self.record.replace(**{field: "nobody ever wrote this"})
        learned = base.store.save(self.record, self.source, seen=seen, observed_on=self.observed_on)
        return learned.outcome, learned.changed, learned.waiting


@attrs.frozen
class Keep(Operation):
    """Records of one kind are kept; purchases packed or one by one."""

    records: tuple[Entity, ...]
    source: Source
    packed: bool

    def do(self, base: Base) -> Any:
        return kept(base.store, self, None)


def kept(store: Store, keep: Keep, batch_id: str | None) -> list[str]:
    """Keep records, in the batch if there is one."""
    if keep.packed and all(isinstance(each, Purchase) for each in keep.records):
        packed = [pack(each) for each in keep.records if isinstance(each, Purchase)]
        return list(store.keep_packed(packed, keep.source, batch_id=batch_id))
    return [each.outcome for each in store.keep(keep.records, keep.source, batch_id=batch_id)]


@attrs.frozen
class Import(Operation):
    """A batch: statements and records in one transaction, that may fail at its end."""

    learn: Learn
    keep: Keep
    fails: bool

    def do(self, base: Base) -> Any:
        store, batch_id = base.store, f"batch {len(base.batches)}"
        with store.transaction():
            batch = Batch(
                batch_id=batch_id,
                what="customer",
                origin="列表.csv",
                source=self.learn.source,
                recorded_at=store.now(),
            )
            store.rows.put_batch(batch)
            learned = store.learn(self.learn.statements, self.learn.source, batch_id=batch_id)
            outcomes = kept(store, self.keep, batch_id)
            _break(self.fails)
            store.rows.put_batch(attrs.evolve(batch, counts={"taken": len(outcomes)}))
        base.batches.append(batch_id)
        return [each.outcome for each in learned], outcomes


@attrs.frozen
class Decide(Operation):
    """Somebody accepts or rejects one of the values that wait, if one does."""

    kind: str
    key: str
    which: int
    accepted: bool

    def do(self, base: Base) -> Any:
        waiting = base.store.candidates(self.kind, self.key)
        path, value = "name", "nobody stated this"
        if waiting:
            path, value = (waiting[self.which % len(waiting)].path, waiting[self.which % len(waiting)].value)
        base.store.decide(self.kind, self.key, path, value, accepted=self.accepted, by="E1")
        return path


@attrs.frozen
class Discard(Operation):
    """A record that is no card is taken away."""

    kind: str
    key: str

    def do(self, base: Base) -> Any:
        base.store.discard(self.kind, self.key)


@attrs.frozen
class Undo(Operation):
    """One of the batches is taken back, the last ones more often; perhaps for the second time."""

    back: int

    def do(self, base: Base) -> Any:
        batch_id = base.batches[-1 - self.back] if self.back < len(base.batches) else "no batch"
        return undo(base.store, batch_id)


@attrs.frozen
class Note(Operation):
    """A setting is kept."""

    name: str
    value: str

    def do(self, base: Base) -> Any:
        base.store.rows.set(self.name, self.value)


@attrs.frozen
class KeepRun(Operation):
    """A run of RFM is kept, perhaps in the place of another one."""

    name: str
    run: RfmRun = attrs.field(repr=False)
    replace: bool = False

    def do(self, base: Base) -> Any:
        return keep_run(base.store, self.run, self.name, replace=self.replace)


@attrs.frozen
class ForgetRun(Operation):
    """A kept run is taken away."""

    name: str

    def do(self, base: Base) -> Any:
        forget_run(base.store, self.name)


@attrs.frozen
class Together(Operation):
    """Several things in one transaction, or in a part of one; a part that fails takes only itself back."""

    parts: tuple[Operation, ...]
    fails: bool

    def do(self, base: Base) -> Any:
        before = list(base.batches)
        try:
            with base.store.transaction():
                done = [base.do(part) for part in self.parts]
                _break(self.fails)
        except Broken:
            base.batches[:] = before
            raise
        return done


# ------------------------------------------------------------- strategies


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
_note = st.builds(Note, st.sampled_from(("zone", "Zone", "zone ")), st.sampled_from(("Asia/Shanghai", " ")))
_keep_run = st.builds(KeepRun, st.sampled_from(RUNS), rfm_runs(CUSTOMERS), st.booleans())
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
