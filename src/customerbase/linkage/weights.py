"""What agreement is worth: a frozen model of weights, after Fellegi and Sunter.

For each level of each field, `m` is the share of pairs that mean the same customer and show this level, `u` the
share of all other pairs that show it.  The weight of a level is log2(m / u); the weights of the fields add up,
on top of how rare it is at all that two records mean the same.  Agreement in a value counts by how common that
value is: a shared 王 says little, a shared 欧阳 more.

Sources: I. P. Fellegi and A. B. Sunter, A Theory for Record Linkage, Journal of the American Statistical
Association 64 (1969) 1183-1210; term frequencies after W. E. Winkler, Frequency-based matching in
Fellegi-Sunter model of record linkage (US Bureau of the Census, RR2000/06).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from customerbase.linkage.features import Features
from customerbase.linkage.levels import BY_FREQUENCY, FIELDS, ORDER, SILENT, Levels
from customerbase.linkage.shared_values import shared_value

__all__ = ["DEFAULT", "FieldWeights", "LinkageModel"]

_LEAST: Final = 1e-9
_BY_FREQUENCY: Final = tuple((ORDER.index(field), levels) for field, levels in BY_FREQUENCY.items())


@attrs.frozen
class FieldWeights:
    """What each level of a field is worth.

    Parameters
    ----------
    m, u : tuple of float
        Share of matching and of other pairs that show the level, one for each level.
    """

    m: tuple[float, ...]
    u: tuple[float, ...]

    @property
    def weights(self) -> tuple[float, ...]:
        """log2(m / u) of each level."""
        return tuple(math.log2(max(m, _LEAST) / max(u, _LEAST)) for m, u in zip(self.m, self.u, strict=True))


@attrs.frozen(kw_only=True)
class LinkageModel:
    """Weights of all fields, how rare matches are, and how common values are.

    Parameters
    ----------
    prior : float
        Share of all pairs that mean the same customer.
    fields : mapping of str to FieldWeights
    frequencies : mapping of str to float
        Share of the records that have a value, for values that more than one customer has.
    rarest : mapping of str to float
        Kind of value → the share taken for every other value of it.

    Examples
    --------
    >>> model = LinkageModel.from_json(DEFAULT.to_json())
    >>> model == DEFAULT
    True
    """

    prior: float
    fields: Mapping[str, FieldWeights]
    frequencies: Mapping[str, float] = attrs.field(factory=dict)
    rarest: Mapping[str, float] = attrs.field(factory=dict)
    _weights: tuple[tuple[float, ...], ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_weights", tuple(self.fields[each].weights for each in ORDER))

    @property
    def prior_weight(self) -> float:
        """log2 of the odds that two records taken at random mean the same customer."""
        return math.log2(self.prior / (1 - self.prior))

    def ratio(self, levels: Levels) -> float:
        """Return how many times more often matching pairs show these levels than others, values aside."""
        return math.exp2(
            sum(
                weights[level]
                for level, weights in zip(levels, self._weights, strict=True)
                if level != SILENT
            )
        )

    def field_weights(self, a: Features, b: Features, levels: Levels) -> list[float]:
        """Return the weight of each field of `levels`; 0 where one of the two is silent."""
        found = [
            0.0 if level == SILENT else weights[level]
            for level, weights in zip(levels, self._weights, strict=True)
        ]
        if self.rarest:
            for place, by_frequency in _BY_FREQUENCY:
                if (level := levels[place]) in by_frequency:
                    field = ORDER[place]
                    value = shared_value(a, b, field, levels)
                    common = self.frequencies.get(value) or self.rarest[value.partition(":")[0]]
                    found[place] = math.log2(max(self.fields[field].m[level], _LEAST) / common)
        return found

    def weight(self, a: Features, b: Features, levels: Levels) -> float:
        """Return the sum of all evidence and of how rare matches are."""
        return math.fsum((self.prior_weight, *self.field_weights(a, b, levels)))

    def to_json(self) -> str:
        """Write the model as JSON, the same text for the same model."""
        return json.dumps(
            {
                "prior": self.prior,
                "rarest": dict(sorted(self.rarest.items())),
                "fields": {
                    name: {"levels": list(FIELDS[name]), "m": list(each.m), "u": list(each.u)}
                    for name, each in self.fields.items()
                },
                "frequencies": dict(sorted(self.frequencies.items())),
            },
            ensure_ascii=False,
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> LinkageModel:
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            If it is not such a text, or was written for other levels.
        """
        read = json.loads(text)
        fields = {}
        for name, levels in FIELDS.items():
            each = read["fields"].get(name)
            if each is None or tuple(each["levels"]) != levels:
                raise ValueError(f"this model was written for other levels of {name!r}: fit it again")
            fields[name] = FieldWeights(tuple(each["m"]), tuple(each["u"]))
        return cls(prior=read["prior"], fields=fields, frequencies=read["frequencies"], rarest=read["rarest"])


def _default() -> dict[str, FieldWeights]:
    """What people's lists are like, to begin with; shares in a hundred for m, in ten thousand for u."""
    table = {
        "family_name": ((80, 9, 3, 4, 4), (40, 30, 10, 120, 9800)),
        "given_name": ((78, 9, 3, 5, 5), (80, 40, 10, 200, 9670)),
        "name_order": ((92, 5, 3), (9400, 300, 300)),
        "company": ((40, 35, 8, 8, 4, 5), (0.5, 20, 4, 40, 200, 9735.5)),
        "trade": ((90, 10), (1500, 8500)),
        "name_place": ((96, 4), (2000, 8000)),
        "branch": ((85, 12, 3), (50, 5000, 4950)),
        "identifier": ((88, 7, 2, 3), (0.1, 0.4, 2, 9997.5)),
        "phone": ((75, 7, 18), (1, 4, 9995)),
        "email": ((74, 10, 4, 4, 8), (1, 4, 6, 80, 9909)),
        "born": ((78, 9, 2, 3, 2, 2, 1, 3), (1, 10, 5, 100, 40, 150, 400, 9294)),
        "employer": ((90, 10), (20, 9980)),
        "street": ((60, 16, 10, 6, 8), (1, 4, 30, 400, 9565)),
        "locality": ((58, 10, 10, 8, 8, 6), (60, 40, 100, 100, 1500, 8200)),
    }
    return {
        name: FieldWeights(tuple(x / 100 for x in m), tuple(x / 10_000 for x in u))
        for name, (m, u) in table.items()
    }


DEFAULT: Final = LinkageModel(prior=1e-4, fields=MappingProxyType(_default()))
"""Weights for a list that is too small to measure anything in."""
