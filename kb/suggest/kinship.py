"""What the places of two codes tell: the same class, a neighbouring number, the same number in another family.

How much that is worth differs from base to base: three-digit replies of one class are confused, numbers that were
given out in turn say nothing. So each base is asked: how much more often is it so of pairs that belong together (each
is the other's nearest in text, or they are compared) than of any two codes? Only what makes a pair likelier counts.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kb.suggest.codes import Code

WORTH = {"class": 0.2, "next": 0.07, "close": 0.07, "number": 0.1}
"""How much each sort of kinship counts for each doubling (to the base e) of its likelihood."""
DOUBT = 8
"""The number of pairs that would have to speak for a sort of kinship before half of what they say is believed."""
FEWEST = 3
"""How often a sort of kinship must be seen before it counts at all."""
CLOSE = 3
"""The greatest distance of numbers that are close."""
CROWD = 30
"""A number of more codes than this is not a reason to look at each two of them."""


def kin(one: Code, other: Code) -> tuple[str, ...]:
    """Give the sorts of kinship of two codes."""
    if one.family != other.family:
        return ("number",) if one.number is not None and one.number == other.number else ()
    if one.group is None or one.group != other.group:
        return ()
    if one.number is None or other.number is None or one.number[0] != other.number[0]:
        return ("class",)
    distance = abs(one.number[1] - other.number[1])
    return ("class", "next") if distance == 1 else ("class", "close") if 0 < distance <= CLOSE else ("class",)


def related(codes: Sequence[Code]) -> Iterator[tuple[int, int]]:
    """Give the pairs that are worth a look for their numbers alone: close in a class, or the same in two families."""
    by_number: dict[tuple[str, int], list[int]] = defaultdict(list)
    by_class: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for place, code in enumerate(codes):
        if code.number is not None:
            by_number[code.number].append(place)
            if code.group is not None:
                by_class[code.family, code.group, code.number[0]].append((code.number[1], place))
    for places in by_number.values():
        if len(places) <= CROWD:
            for at, one in enumerate(places):
                yield from ((one, other) for other in places[at + 1 :] if codes[one].family != codes[other].family)
    for numbered in by_class.values():
        numbered.sort()
        for at, (number, one) in enumerate(numbered):
            yield from ((one, other) for near, other in numbered[at + 1 : at + 1 + CLOSE] if near - number <= CLOSE)


class Kinship:
    """What kinship is worth in one base."""

    def __init__(self, codes: Sequence[Code], together: Iterable[tuple[int, int]]) -> None:
        """Learn from pairs that belong together."""
        self._chances = _chances(codes)
        seen: Counter[str] = Counter()
        count = 0
        for one, other in together:
            seen.update(kin(codes[one], codes[other]))
            count += 1
        self.worth = {sort: self._worth(sort, seen[sort], count) for sort in WORTH}
        """What each sort of kinship adds to the score of a pair."""

    def _worth(self, sort: str, seen: int, count: int) -> float:
        chance = self._chances[sort]
        if seen < FEWEST or not chance:
            return 0.0
        likelier = (seen + DOUBT * chance) / (count + DOUBT) / chance
        return WORTH[sort] * max(0.0, math.log(likelier))

    def of(self, one: Code, other: Code) -> float:
        """Give what the kinship of two codes adds to their score."""
        return sum(self.worth[sort] for sort in kin(one, other))


def _chances(codes: Sequence[Code]) -> dict[str, float]:
    """Give for each sort of kinship its share of all pairs."""
    classes: Counter[tuple[str, str]] = Counter()
    numbers: dict[tuple[str, str, str], Counter[int]] = defaultdict(Counter)
    by_number: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for code in codes:
        if code.group is not None:
            classes[code.family, code.group] += 1
        if code.number is not None:
            by_number[code.number][code.family] += 1
            if code.group is not None:
                numbers[code.family, code.group, code.number[0]][code.number[1]] += 1
    next_, close = 0, 0
    for counted in numbers.values():
        for number, times in counted.items():
            next_ += times * counted[number + 1]
            close += sum(times * counted[number + distance] for distance in range(2, CLOSE + 1))
    shared = sum(
        _two(families.total()) - sum(_two(times) for times in families.values()) for families in by_number.values()
    )
    every = max(1, _two(len(codes)))
    found = {"class": sum(map(_two, classes.values())), "next": next_, "close": close, "number": shared}
    return {sort: times / every for sort, times in found.items()}


def _two(count: int) -> int:
    """Count the pairs of so many things."""
    return count * (count - 1) // 2
