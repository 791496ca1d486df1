"""Where the next hour of checking is worth most, on a million customers; and what computing that costs.

    python benchmarks/verify.py [--records 1_000_000] [--months 36] [--only worth|times] [--runs 3]

**worth**: a million records of three facets (basic data, credit, decision-makers).  What a record is worth is
lognormal (sigma 1.25), each fact changes at a rate of its own, gamma-distributed (shape 1) around 0.15, 0.35
and 0.30 a year; 250,000 checks a month, as many as a yearly round needs.  Policies differ only in what they
choose each month.  Printed is the value-weighted share of right facts, the mean of the last twelve months,
in expectation (no dice but those of the population), and how many fewer stale ones there are than in the
yearly round.

- yearly round: what was checked longest ago.  grades: the best tenth by worth every 3 months, the next fifth
  every 6, the next two fifths every 12, the rest every 24, all stretched to the same budget.
- square root, optimum: `customerbase.tables.verify.allocate`; each month what has gone longest over its cycle.
- index: `customerbase.tables.verify.index` each month, the best of it.
- known: by the true rates.  learned: by what --warm-up months of the yearly round taught of each fact (its
  outcomes drawn by lot), and learning on; the truth measures it.

**times**: allocation of records × 3 facets (beside it the same by hand in NumPy), due dates, index, freshness on Polars; the same in plain Python on
a tenth; a levelled plan of as many visits as there are records, of one employee for each 1,000 of them.  Each
in a process of its own, medians, peak memory of the whole process, the data included.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FACETS = ("basic", "credit", "decision_makers")
MEANS = (0.15, 0.35, 0.30)
SIGMA, SHAPE = 1.25, 1.0
START = date(2024, 1, 1)


# ------------------------------------------------------------------ worth


class Population:
    """Facts with their worth, their true rates, and the time since each was last right."""

    def __init__(self, records: int, seed: int = 20) -> None:
        import numpy as np

        dice = np.random.default_rng(seed)
        self.records = records
        self.worth = np.tile(dice.lognormal(0, SIGMA, records), 3)
        self.rate = np.concatenate([dice.gamma(SHAPE, mean / SHAPE, records) for mean in MEANS])
        self.age = dice.random(3 * records)
        # Beliefs before any check: the gamma distribution from which the rates were drawn.
        self.a = np.full(3 * records, SHAPE)
        self.b = np.repeat([SHAPE / mean for mean in MEANS], records)

    def fresh(self, age: Any) -> float:
        import numpy as np

        # the mean over the month that follows, exactly
        month = 1 / 12
        expected = np.exp(-self.rate * age) * -np.expm1(-self.rate * month)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(self.rate > 1e-12, expected / (self.rate * month), 1.0)
        return float((self.worth * mean).sum() / self.worth.sum())


def learn(population: Population, chosen: Any, age: Any, a: Any, b: Any, dice: Any) -> None:
    """Update beliefs by what checks find: `Rate.confirmed` and `Rate.changed`, for arrays."""
    import numpy as np

    t, rate = age[chosen], population.rate[chosen]
    changed = dice.random(len(chosen)) < -np.expm1(-rate * t)
    x = np.log1p(t / b[chosen])
    z, d = np.exp(-x), -np.expm1(-x)
    e, n = -np.expm1(-a[chosen] * x), -np.expm1(-(a[chosen] + 1) * x)
    p, r = d / n, z * e / n
    shape = a[chosen] / (p * p * ((a[chosen] + 1) * e - a[chosen]) + 2 * p * r + r * r)
    scale = shape * b[chosen] * e / (a[chosen] * n)
    sound = changed & (x > 1e-9)
    b[chosen] = np.where(sound, scale, np.where(changed, b[chosen], b[chosen] + t))
    a[chosen] = np.where(sound, shape, np.where(changed, a[chosen] + 1, a[chosen]))


def check_learning() -> None:
    """Hold the arrays to the definition."""
    import numpy as np

    from customerbase.verify import Rate

    population = Population(300)
    a, b = population.a.copy(), population.b.copy()
    chosen = np.arange(900)
    learn(population, chosen, population.age, a, b, np.random.default_rng(1))
    for i in chosen:
        rate, t = Rate(population.a[i], population.b[i]), population.age[i]
        found = min(
            (rate.confirmed(t), rate.changed(t)), key=lambda each: abs(each.a - a[i]) + abs(each.b - b[i])
        )
        assert max(abs(found.a / a[i] - 1), abs(found.b / b[i] - 1)) < 1e-9, (found, a[i], b[i])


def best(scores: Any, budget: int) -> Any:
    import numpy as np

    return np.argpartition(scores, -budget)[-budget:]


def frequencies(population: Population, rate: Any, budget: int, how: str) -> Any:
    import polars as pl

    from customerbase.tables import verify

    frame = pl.DataFrame({"worth": population.worth, "rate": rate}).with_columns(cost=pl.lit(1.0))
    return verify.allocate(frame, 12 * budget, how=how)["checks_a_year"].to_numpy()


def grades(population: Population) -> Any:
    import numpy as np

    points = np.quantile(population.worth, [0.3, 0.7, 0.9])
    return np.array([0.5, 1.0, 2.0, 4.0])[np.searchsorted(points, population.worth)]


def indexed(population: Population, age: Any, belief: dict[str, Any]) -> Any:
    """Return the index of each fact, computed by the library."""
    import numpy as np
    import polars as pl

    from customerbase.tables import verify

    # Tables know days, and the simulation months: so many days before a day.
    days = np.round(age * 365.25).astype(np.int32)
    frame = pl.DataFrame({"days": days, "worth": population.worth, **belief}).with_columns(
        customer_id=pl.lit("C"),
        verified_on=(pl.lit(START.toordinal() - 719_163) - pl.col("days")).cast(pl.Int32).cast(pl.Date),
    )
    rates = verify.RateColumns(per_year="l") if "l" in belief else verify.RateColumns(a="a", b="b")
    columns = verify.FacetColumns(the_facet="any")
    found = verify.index(frame, as_of=START, rates=rates, worth="worth", columns=columns)
    return found["index"].to_numpy()


def simulated(
    population: Population, policy: str, months: int, budget: int, learned: Any, seed: int
) -> list[float]:
    """Return the value-weighted share of right facts in each month."""
    import numpy as np

    dice = np.random.default_rng(seed)
    age, a, b = population.age.copy(), None, None
    if learned is not None:
        age, a, b = (each.copy() for each in learned)
    often = grades(population) if policy == "grades" else None
    shares = []
    for month in range(months):
        if policy in ("square root", "optimum") and (month == 0 or (a is not None and month % 6 == 0)):
            rate = population.rate if a is None else a / b
            how = "square_root" if policy == "square root" else "optimal"
            often = frequencies(population, rate, budget, how)
        if policy == "index":
            belief = {"l": population.rate} if a is None else {"a": a, "b": b}
            chosen = best(indexed(population, age, belief), budget)
        else:
            chosen = best(age if often is None else age * often, budget)
        if a is not None:
            learn(population, chosen, age, a, b, dice)
        age[chosen] = 0.0
        shares.append(population.fresh(age))
        age += 1 / 12
    return shares


def warmed_up(population: Population, months: int, budget: int) -> tuple[Any, Any, Any]:
    """Return ages and beliefs after so many months of the yearly round."""
    import numpy as np

    dice = np.random.default_rng(3)
    age, a, b = population.age.copy(), population.a.copy(), population.b.copy()
    for _ in range(months):
        chosen = best(age, budget)
        learn(population, chosen, age, a, b, dice)
        age[chosen] = 0.0
        age += 1 / 12
    return age, a, b


def worth(records: int, months: int, warm_up: int) -> None:
    check_learning()
    population, budget = Population(records), records * 3 // 12
    print(f"{records:,} records × 3 facets, {budget:,} checks a month, {months} months; the last 12 count")
    print(f"{'':<14}{'rates':<10}{'weighted freshness':>20}{'stale against the round':>26}")
    learned = warmed_up(population, warm_up, budget)
    round_stale = None
    for policy in ("yearly round", "grades", "square root", "optimum", "index"):
        for kind in ("known", "learned"):
            if kind == "learned" and policy in ("yearly round", "grades"):
                continue
            begun = learned if kind == "learned" else None
            shares = simulated(population, policy, months, budget, begun, seed=7)
            mean = statistics.fmean(shares[-12:])
            round_stale = round_stale or 1 - mean
            said = "–" if policy in ("yearly round", "grades") else kind
            print(f"{policy:<14}{said:<10}{mean:>20.4f}{(1 - mean) / round_stale - 1:>26.0%}", flush=True)


# ------------------------------------------------------------------ times


def table(records: int) -> Any:
    import polars as pl

    population = Population(records)
    days = (population.age * 365.25).astype("int32")
    return pl.DataFrame(
        {
            "customer_id": [f"C{i}" for i in range(records)] * 3,
            "facet": [facet for facet in FACETS for _ in range(records)],
            "worth": population.worth,
            "rate": population.rate,
            "days": days,
            "grade": ["ABCD"[i % 4] for i in range(3 * records)],
        }
    ).with_columns(
        cost=pl.lit(1.0),
        verified_on=(pl.lit(START.toordinal() - 719_163) - pl.col("days")).cast(pl.Int32).cast(pl.Date),
    )


def _polars(of: Callable[[Any, Any], Any]) -> Callable[[int], Callable[[], Any]]:
    def prepared(records: int) -> Callable[[], Any]:
        from customerbase.tables import verify

        frame = table(records)
        return lambda: of(verify, frame)

    return prepared


def _numpy(records: int, optimum: bool) -> Callable[[], Any]:
    """Return the same as somebody writes it by hand, without floors, caps and checks."""
    import numpy as np

    population = Population(records)
    budget = 3.0 * records

    def by_root() -> Any:
        often = np.sqrt(population.worth * population.rate)
        return often * (budget / often.sum())

    def exactly() -> Any:
        z, rate = population.rate / population.worth, population.rate
        low, high = np.log(1e-9), -np.log(z.min())
        often = rate
        while high - low > 1e-13:
            middle = (low + high) / 2
            p = z * np.exp(middle)
            free = p < 1
            u = -np.log1p(-p[free])
            r = np.sqrt(2 * u) + u
            for _ in range(6):
                r -= (r - np.log1p(r) - u) * (1 + r) / r
            often = np.zeros_like(rate)
            often[free] = rate[free] / r
            spent = often.sum()
            if abs(spent / budget - 1) < 1e-9:
                break
            low, high = (middle, high) if spent > budget else (low, middle)
        return often

    return exactly if optimum else by_root


def _checks(records: int) -> list[Any]:
    from customerbase.verify import Check

    population = Population(records)
    return [
        Check(f"C{i % records}", FACETS[i // records], worth, rate, 1.0)
        for i, (worth, rate) in enumerate(
            zip(population.worth.tolist(), population.rate.tolist(), strict=True)
        )
    ]


def _plain(how: str) -> Callable[[int], Callable[[], Any]]:
    def prepared(records: int) -> Callable[[], Any]:
        from customerbase.verify import allocate

        checks = _checks(records)
        return lambda: allocate(checks, 3 * records, how=how)

    return prepared


def _planned(capacity: bool, facets: int = 1) -> Callable[[int], Callable[[], Any]]:
    def prepared(records: int) -> Callable[[], Any]:
        from customerbase import verify

        population = Population(records)
        dues = []
        for i, age in enumerate(population.age[: records * facets].tolist()):
            who = i % records
            state = verify.FacetState(
                customer_id=f"C{who}",
                facet=FACETS[i // records],
                employee_id=f"E{who % max(records // 1_000, 1)}",
                place=("p", f"city {who % 337}", f"district {who % 2_801}"),
            )
            due_on = START + timedelta(days=int(365 - age * 365))
            dues.append(
                verify.Due(
                    customer_id=state.customer_id, facet=state.facet, due_on=due_on, as_of=START, state=state
                )
            )
        each = verify.Capacity(per_day=5) if capacity else None
        return lambda: verify.plan(dues, start=START, periods=12, capacity=each)

    return prepared


def _grades() -> Any:
    from customerbase import verify

    return verify.round_by_grade() | verify.every(years=2)


CASES: dict[str, tuple[Callable[[int], Callable[[], Any]], float]] = {
    "square root, Polars": (
        _polars(lambda verify, frame: verify.allocate(frame, frame.height, how="square_root")),
        1,
    ),
    "square root, by hand in NumPy": (lambda records: _numpy(records, optimum=False), 1),
    "square root with floor and cap, Polars": (
        _polars(
            lambda verify, frame: verify.allocate(frame, frame.height, how="square_root", floor=0.5, cap=12)
        ),
        1,
    ),
    "optimum, Polars": (_polars(lambda verify, frame: verify.allocate(frame, frame.height)), 1),
    "optimum by bisection, by hand in NumPy": (lambda records: _numpy(records, optimum=True), 1),
    "optimum with floor and cap, Polars": (
        _polars(lambda verify, frame: verify.allocate(frame, frame.height, floor=0.5, cap=12)),
        1,
    ),
    "due dates by grade, Polars": (
        _polars(lambda verify, frame: verify.due_dates(frame, _grades(), as_of=START)),
        1,
    ),
    "freshness, Polars": (_polars(lambda verify, frame: verify.freshness(frame, as_of=START)), 1),
    "index, Polars": (_polars(lambda verify, frame: verify.index(frame, as_of=START, worth="worth")), 1),
    "square root, plain Python": (_plain("square_root"), 0.1),
    "optimum, plain Python": (_plain("optimal"), 0.1),
    "levelled plan": (_planned(capacity=False), 1),
    "levelled plan, 5 visits a day": (_planned(capacity=True), 1),
    "levelled plan of three facets each": (_planned(capacity=False, facets=3), 1),
}


def memory_kb(what: str) -> int:
    """Return what this process holds (VmRSS), or the most that it has held (VmHWM)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(what))


def run_case(name: str, records: int) -> None:
    """Print what one case took; the process has nothing else to do."""
    prepare, part = CASES[name]
    prepare(1_000)()
    work = prepare(int(records * part))
    gc.collect()
    before = memory_kb("VmRSS")
    # What making the data took is not to be counted: the peak begins anew.
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    begun = time.perf_counter()
    work()
    took = time.perf_counter() - begun
    peak = memory_kb("VmHWM")
    print(json.dumps({"seconds": took, "data": before, "peak": peak, "records": int(records * part)}))


def measured(name: str, records: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--case", name, "--records", str(records)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def rounds(records: int, runs: int) -> Iterator[tuple[str, list[dict[str, float]]]]:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in CASES}
    for _ in range(runs):
        for name in CASES:
            found[name].append(measured(name, records))
    yield from found.items()


def times(records: int, runs: int) -> None:
    print(f"{'':<42}{'records':>11}{'seconds':>10}{'data, MB':>11}{'peak, MB':>11}")
    for name, each in rounds(records, runs):
        median = {key: statistics.median(run[key] for run in each) for key in each[0]}
        memory = f"{median['data'] / 1024:>11,.0f}{median['peak'] / 1024:>11,.0f}"
        print(f"{name:<42}{median['records']:>11,.0f}{median['seconds']:>10.2f}{memory}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--warm-up", type=int, default=36)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=("worth", "times"))
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.case:
        run_case(given.case, given.records)
        return
    if given.only != "times":
        worth(given.records, given.months, given.warm_up)
    if given.only != "worth":
        times(given.records, given.runs)


if __name__ == "__main__":
    main()
