"""The pairs that are so clearly confusable that a maintainer should decide about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.suggest.ranking import Ranked, Ranking

UPPER = 0.75
"""A clear pair is as strong as the best quarter of the comparisons that were written."""
MIDDLE = 0.5
"""Its texts are as much alike as those of the better half."""
USUAL = (1.5, 0.6)
"""What these are where there is nothing to learn from."""
DOUBT = 4
"""How many comparisons must be there before half of what they say is believed."""
FIRST = 2
"""How far in front each must be among those that the other is like."""


def clear(ranking: Ranking) -> Iterator[Ranked]:
    """Give the open pairs of compared codes that stand out as much as the comparisons that were written."""
    known = ranking.comparisons.known
    strong = _level([ranking.strengths[one][other] for one, other in ranking.compared], UPPER, USUAL[0])
    alike = _level([ranking.likeness.absolute(*pair) for pair in ranking.compared], MIDDLE, USUAL[1])
    best = {place: ranking.best(place, FIRST) for place, compared in enumerate(known) if compared}
    for one, front in best.items():
        for other in front:
            is_mutual = one in best.get(other, ()) and (front[0] == other or best[other][0] == one)
            if one < other and is_mutual and ranking.is_open(one, other):
                strength = ranking.strengths[one][other]
                if strength >= strong and ranking.likeness.absolute(one, other) >= alike:
                    yield Ranked(one, other, strength)


def _level(values: Sequence[float], share: float, usual: float) -> float:
    """Give the value that a share of the values is below; while there are few, not far from the usual."""
    ordered = sorted([*values, *[usual] * DOUBT])
    return ordered[int(share * (len(ordered) - 1))]
