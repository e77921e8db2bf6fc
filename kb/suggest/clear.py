"""The pairs that are so clearly confusable that a maintainer should decide about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kb.suggest.ranking import Ranked, Ranking

UPPER = 0.75
"""A clear pair is as strong as the best quarter of the comparisons that were written."""
MIDDLE = 0.5
"""Its texts are as much alike as those of the better half."""
BRIEF_UPPER, BRIEF_MIDDLE = 0.95, 0.9
"""The same where the ranking was brief: names and summaries alone tell less, so only the clearest pairs count."""
STRONG = 1.3
ALIKE = 0.3
"""What it must reach in any case, however weak the comparisons are that were written."""
FIRST = 2
"""How far in front each must be among those that the other is like."""
SAMPLE = 400
"""How many comparisons tell how strong they are."""


def clear(ranking: Ranking) -> Iterator[Ranked]:
    """Give the open pairs of compared codes that stand out as much as the comparisons that were written."""
    upper, middle = (BRIEF_UPPER, BRIEF_MIDDLE) if ranking.is_brief else (UPPER, MIDDLE)
    compared = {place for pair in ranking.compared for place in pair}
    alike = max(ALIKE, _level(ranking, ranking.likeness.absolute, middle))
    pairs = [pair for pair in ranking.likeness.above(alike) if compared.issuperset(pair) and ranking.is_open(*pair)]
    if not pairs:
        return
    strong = max(STRONG, _level(ranking, ranking.strength, upper))
    for one, other in pairs:
        strength = ranking.strength(one, other)
        if strength < strong:
            continue
        here, there = ranking.best(one, FIRST), ranking.best(other, FIRST)
        if other in here and one in there and (here[0] == other or there[0] == one):
            yield Ranked(one, other, strength)


def _level(ranking: Ranking, measure: Callable[[int, int], float], share: float) -> float:
    """Give the value that a share of the comparisons is below."""
    pairs = sorted(ranking.compared)
    ordered = sorted(measure(*pair) for pair in pairs[:: max(1, len(pairs) // SAMPLE)])
    return ordered[int(share * (len(ordered) - 1))] if ordered else 0.0
