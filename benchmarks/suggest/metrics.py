"""How good a ranking of pairs is, when the pairs that belong together are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple, TypeAlias

Pair: TypeAlias = tuple[str, str]


class Quality(NamedTuple):
    """Four measures, each from 0 to 1."""

    precision_at_10: float
    precision: float
    """Among as many pairs as are true."""
    recall_at_3: float
    """The share of a code's partners (of three of them, when it has more) among its first three."""
    average_precision: float
    """The mean over the codes that have a partner."""


def quality(ranked: Sequence[Pair], true: Collection[Pair]) -> Quality:
    """Judge a ranking, best first; a true pair that is not in it counts as not found."""
    wanted = set(true)
    partners: dict[str, set[str]] = defaultdict(set)
    for one, other in wanted:
        partners[one].add(other)
        partners[other].add(one)
    beside: dict[str, list[str]] = defaultdict(list)
    for one, other in ranked:
        if one in partners:
            beside[one].append(other)
        if other in partners:
            beside[other].append(one)
    found = sum(len(partners[code] & set(beside[code][:3])) for code in partners)
    possible = sum(min(3, len(others)) for others in partners.values())
    precisions = [_average_precision(beside[code], others) for code, others in sorted(partners.items())]
    return Quality(
        sum(pair in wanted for pair in ranked[:10]) / 10,
        sum(pair in wanted for pair in ranked[: len(wanted)]) / max(1, len(wanted)),
        found / max(1, possible),
        sum(precisions) / max(1, len(precisions)),
    )


def _average_precision(beside: Sequence[str], partners: Collection[str]) -> float:
    hits, total = 0, 0.0
    for place, code in enumerate(beside, start=1):
        if code in partners:
            hits += 1
            total += hits / place
    return total / len(partners)


def mean(qualities: Sequence[Quality]) -> Quality:
    """Give the mean of each measure."""
    return Quality(*(sum(values) / len(qualities) for values in zip(*qualities, strict=True)))
