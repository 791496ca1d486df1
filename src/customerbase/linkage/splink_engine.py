"""The scored form in SQL: splink compares the pairs in DuckDB (extra ``splink``), for lists of millions.

The weights are ours, measured on a sample of the list (`fit_features`); the blocks are ours; what comes out are
the same `ScoredPair`s.  SQL asks a little less than our own comparisons do: no jumbled letters, no sounds, of
several e-mail addresses only the first where it looks for what is near.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType
from typing import Any, Final

import splink
from splink.comparison_level_library import CustomLevel, ElseLevel
from splink.comparison_library import CustomComparison

from customerbase.linkage.blocking import Index
from customerbase.linkage.features import Features, features_of
from customerbase.linkage.fitting import fit_features
from customerbase.linkage.profiles import Profile
from customerbase.linkage.scored import Evidence, ScoredPair
from customerbase.linkage.similarity import PLAIN, Similarity
from customerbase.linkage.splink_levels import ELSE, SILENT_WHEN, SQL_LEVELS, columns
from customerbase.linkage.weights import LinkageModel

__all__ = ["candidates"]

_LEAST_SHARE: Final = 1e-9


def candidates(
    profiles: Iterable[Profile],
    *,
    against: Iterable[Profile] | None = None,
    model: LinkageModel | None = None,
    threshold: float = 0.5,
    like: Similarity = PLAIN,
    sound: Callable[[str], str] | None = None,
    budget: int | None = None,
) -> Iterator[ScoredPair]:
    """Yield pairs that probably mean the same, as `customerbase.linkage.candidates.candidates` does.

    Parameters
    ----------
    profiles, against, model, threshold, like, sound, budget
        As there; `like` serves to measure the weights.
    """
    records = [features_of(each, sound=sound) for each in profiles]
    split = None if against is None else len(records)
    records.extend(features_of(each, sound=sound) for each in against or ())
    if len(records) < 2:
        return
    index = Index(records, budget=budget)
    if model is None:
        model = fit_features(records, split=split, like=like, index=index)
    table = columns(records, index)
    fields = [name for name in SQL_LEVELS if _is_there(name, table)]
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=model.prior,
        comparisons=[_comparison(name, model) for name in fields],
        blocking_rules_to_generate_predictions=[splink.block_on("blocks", arrays_to_explode=["blocks"])],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    database = splink.DuckDBAPI()
    linker = splink.Linker(database.register(table), settings, log_level=None)
    if model.rarest:
        for column in {frequency for name in fields for _, _, frequency in SQL_LEVELS[name] if frequency}:
            shares = database.register(_shares(column, table[column], model))
            linker.table_management.register_term_frequency_lookup(shares, column)
    found = linker.inference.predict(threshold_match_probability=max(threshold, 1e-6))
    for said in found.as_record_list():
        one, other = said["unique_id_l"], said["unique_id_r"]
        if split is None or (one < split) != (other < split):
            yield _pair(records, said, fields)


_KINDS: Final = MappingProxyType(
    {
        "family": "part",
        "given": "part",
        "name": "name",
        "core": "company",
        "street": "street",
        "town": "town",
        "postal_code": "code",
    }
)


def _shares(column: str, values: list[object], model: LinkageModel) -> dict[str, list[object]]:
    """How common each value is by our own count: of customers, not of records."""
    kind = _KINDS[column]
    known = sorted({str(each) for each in values if each is not None})
    return {
        column: list(known),
        f"tf_{column}": [model.frequencies.get(f"{kind}:{each}", model.rarest[kind]) for each in known],
    }


def _is_there(name: str, table: dict[str, list[object]]) -> bool:
    needed = {
        "family_name": "family", "given_name": "given", "name_order": "given", "company": "core",
        "name_place": "place", "identifier": "identifiers", "phone": "phones", "email": "emails",
        "employer": "within", "locality": "town",
    }.get(name, name)  # fmt: skip
    values = table[needed] if name != "locality" else [*table["town"], *table["postal_code"]]
    return sum(1 for each in values if each is not None) > 1


def _comparison(name: str, model: LinkageModel) -> CustomComparison:
    weights = model.fields[name]
    levels: list[Any] = [CustomLevel(SILENT_WHEN[name]).configure(is_null_level=True)]
    kept = SQL_LEVELS[name]
    # Levels that SQL cannot tell belong to plain disagreement, so that the shares still add up to one.
    m_rest = 1 - sum(weights.m[level] for level, condition, _ in kept if condition != ELSE)
    u_rest = 1 - sum(weights.u[level] for level, condition, _ in kept if condition != ELSE)
    for level, condition, frequency in kept:
        if condition == ELSE:
            levels.append(ElseLevel().configure(m_probability=m_rest, u_probability=u_rest))
            continue
        shares: dict[str, Any] = {
            "m_probability": max(weights.m[level], _LEAST_SHARE),
            "u_probability": max(weights.u[level], _LEAST_SHARE),
        }
        if level == 0 and not frequency and name in model.rarest:
            # Of what a record may have several of, SQL has no frequencies: every value is taken to be rare.
            shares["u_probability"] = model.rarest[name]
        if frequency and model.rarest:
            shares |= {
                "tf_adjustment_column": frequency,
                "tf_minimum_u_value": 1e-9,
                "disable_tf_exact_match_detection": True,
            }
        levels.append(CustomLevel(condition).configure(**shares))
    return CustomComparison(levels, output_column_name=name)


def _pair(records: list[Features], said: dict[str, Any], fields: list[str]) -> ScoredPair:
    keys = sorted((records[said["unique_id_l"]].key, records[said["unique_id_r"]].key))
    evidence = []
    for name in fields:
        place = said[f"gamma_{name}"]
        if place >= 0:
            kept = SQL_LEVELS[name]
            weight = said[f"mw_{name}"] + (said.get(f"mw_tf_adj_{name}") or 0.0)
            evidence.append(Evidence(name, kept[len(kept) - 1 - place][0], weight))
    weight = said["match_weight"]
    return ScoredPair(
        left=keys[0],
        right=keys[1],
        weight=weight if math.isfinite(weight) else math.copysign(1_000, weight),
        evidence=tuple(evidence),
    )
