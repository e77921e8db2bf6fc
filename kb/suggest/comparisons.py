"""What written comparisons tell of pairs that nobody compared.

Two things spread: whoever is like the code that one is compared with may be confused with it as well, and two codes
that are compared with the same third may be confused themselves. In some bases comparisons come in circles and this
says much; in others each code has its one counterpart and it says nothing. So how much it counts is learned from the
base (`learning`), and so is what it means that a code is compared often already.

A comparison never speaks for itself. It is left out of all that its own pair is judged by, and so are, for the weights,
all comparisons of its fold.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from typing import TypeAlias
from zlib import crc32

Pair: TypeAlias = tuple[int, int]
Adjacency: TypeAlias = list[set[int]]

FOLDS = 8
WIDTH = 5
"""To how many of its nearest codes a comparison of a code spreads."""
CROWD = 60
"""A code that is compared with more than this says nothing about those that it is compared with."""


def fold(one: str, other: str) -> int:
    """Give the fold of a pair of keys: the same in every run, whether or not the two are compared."""
    return crc32("\0".join(sorted((one, other))).encode()) % FOLDS


class Comparisons:
    """The known comparisons of a base, as far as one pair may be judged by them."""

    def __init__(self, count: int, pairs: Iterable[Pair], near: Sequence[dict[int, float]]) -> None:
        """Take the compared pairs of `count` codes; `near` holds how like each code's nearest are to it."""
        self.near = near
        self.known: Adjacency = [set() for _ in range(count)]
        for one, other in pairs:
            self.known[one].add(other)
            self.known[other].add(one)

    def spread(self, one: int, other: int) -> float:
        """Give how much a pair is like known comparisons: one is compared with what the other is near to."""
        ways = ((one, other), (other, one))
        return max(self._spread(*way) for way in ways)

    def _spread(self, one: int, other: int) -> float:
        known, near = self.known, self.near[other]
        found = 0.0
        for third in sorted(known[one] & near.keys()):
            if third != other:
                degree = len(known[third])
                found += near[third] / math.sqrt(degree)
        if not found:
            return 0.0
        return found / math.sqrt(max(1, len(known[one]) - (other in known[one])))

    def shared(self, one: int, other: int) -> float:
        """Give how much two codes are compared with the same others (Adamic and Adar's measure), from 0 to 1."""
        known = self.known
        found = sum([1 / math.log(max(2, len(known[third]))) for third in sorted(known[one] & known[other])])
        return found / (1 + found)

    def often(self, one: int, other: int) -> float:
        """Give how often two codes are compared with others: some are confused with many, some with one alone."""
        known = self.known
        own = other in known[one]
        return math.log((1 + len(known[one]) - own) * (1 + len(known[other]) - own))

    def of_row(self, one: int) -> tuple[dict[int, float], dict[int, float]]:
        """Give `spread` and `shared` of a code with all that it is not compared with, by the other; 0 is left out.

        The sums are those of the two, in the same order, but each comparison is looked at once.
        """
        known, near = self.known, self.near
        out: dict[int, float] = {}
        back: dict[int, float] = {}
        shared: dict[int, float] = {}
        for third in sorted(known[one]):
            worth = 1 / math.sqrt(len(known[third]))
            for other, alike in near[third].items():
                out[other] = out.get(other, 0.0) + alike * worth
            worth = 1 / math.log(max(2, len(known[third])))
            for other in known[third]:
                shared[other] = shared.get(other, 0.0) + worth
        for third in sorted(near[one]):
            alike = near[one][third] / math.sqrt(max(1, len(known[third])))
            for other in known[third]:
                back[other] = back.get(other, 0.0) + alike
        whole = math.sqrt(max(1, len(known[one])))
        spread = {other: found / whole for other, found in out.items()}
        for other, found in back.items():
            spread[other] = max(spread.get(other, 0.0), found / math.sqrt(max(1, len(known[other]))))
        return spread, {other: found / (1 + found) for other, found in shared.items()}

    def candidates(self) -> Iterable[Pair]:
        """Give the pairs that comparisons alone make worth a look."""
        for one in range(len(self.known)):
            yield from ((one, other) for other in self.candidates_of(one))

    def candidates_of(self, one: int) -> Iterable[int]:
        """Give what a code is worth a look with for its own comparisons: what those are like, or are compared with."""
        for third in sorted(self.known[one]):
            near = self.near[third]
            yield from nsmallest(WIDTH, near, key=lambda other: (-near[other], other))
            if len(self.known[third]) <= CROWD:
                yield from sorted(self.known[third])


Signal: TypeAlias = Callable[[Comparisons, int, int], float]
SIGNALS: dict[str, Signal] = {
    "spread": Comparisons.spread,
    "shared": Comparisons.shared,
    "often": Comparisons.often,
}
