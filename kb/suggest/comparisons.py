"""What written comparisons tell of pairs that nobody compared.

Two things spread: whoever is like the code that one is compared with may be confused with it as well, and two codes
that are compared with the same third may be confused themselves. In some bases comparisons come in circles and this
says much; in others each code has its one counterpart and it says nothing. So how much it counts is learned from the
base: each known comparison is left out in turn, and what would have put it first is right.

A comparison never speaks for itself. It is left out of all that its own pair is judged by, and so are, for the weights,
all comparisons of its fold.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from typing import NamedTuple, TypeAlias
from zlib import crc32

Pair: TypeAlias = tuple[int, int]
Adjacency: TypeAlias = list[set[int]]

FOLDS = 8
STEPS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.9, 1.2)
"""The weights that are tried."""
CERTAINTY = 1.8
"""How much better another weight must do, in comparisons put first, for each 1 that it is away from the usual."""
MOST = 250
"""The number of comparisons that a weight is learned from."""
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
        for one, compared in enumerate(self.known):
            for third in sorted(compared):
                near = self.near[third]
                yield from ((one, other) for other in nsmallest(WIDTH, near, key=lambda other: (-near[other], other)))
                if len(self.known[third]) <= CROWD:
                    yield from ((one, other) for other in sorted(self.known[third]) if one < other)


Signal: TypeAlias = Callable[[Comparisons, int, int], float]
SIGNALS: dict[str, Signal] = {"spread": Comparisons.spread, "shared": Comparisons.shared}
USUAL = {"spread": 0.2, "shared": 0.45}
"""The weights that are taken while there is little to learn from."""


def learn(comparisons: Comparisons, row: Callable[[int], dict[int, float]]) -> dict[str, float]:
    """Give how much each signal counts, learned from the comparisons; `row` gives a code's scores without them."""
    ends = [(one, other) for one, compared in enumerate(comparisons.known) for other in sorted(compared)]
    trials = []
    for one, other in ends[:: max(1, math.ceil(len(ends) / MOST))]:
        scores = row(one)
        if other in scores:
            trials.append(_trial(comparisons, one, other, scores))
    weights: dict[str, float] = {}
    for at, name in enumerate(SIGNALS):
        gained = {step: sum(_place(trial, at, step) for trial in trials) for step in STEPS}
        best = max(STEPS, key=lambda step: (gained[step] - CERTAINTY * abs(step - USUAL[name]), -step))
        weights[name] = best
        trials = [trial.raised(at, best) for trial in trials]
    return weights


Scored: TypeAlias = tuple[float, tuple[float, float]]
"""A score, and the signals that may raise it."""


class _Trial(NamedTuple):
    """A comparison that is left out, and what stands beside it."""

    own: Scored
    beside: list[Scored]
    still: list[float]
    """The scores beside it that no signal raises, in order."""

    def raised(self, at: int, weight: float) -> _Trial:
        """Give the trial with one signal's share added to the scores."""
        own, *beside = [(score + weight * signals[at], signals) for score, signals in (self.own, *self.beside)]
        return _Trial(own, beside, self.still)


def _trial(comparisons: Comparisons, one: int, other: int, scores: dict[int, float]) -> _Trial:
    """Leave a comparison out, and judge all candidates of one end by the rest."""
    known = comparisons.known
    known[one].discard(other)
    known[other].discard(one)
    spread, shared = comparisons.of_row(one)
    moved = spread.keys() | shared.keys()
    beside = [third for third in scores if third != other and third not in known[one]]
    own, *others = [
        (scores[third], (spread.get(third, 0.0), shared.get(third, 0.0)))
        for third in (other, *(third for third in beside if third in moved))
    ]
    known[one].add(other)
    known[other].add(one)
    return _Trial(own, others, sorted(scores[third] for third in beside if third not in moved))


def _place(trial: _Trial, at: int, step: float) -> float:
    """Give 1 where the pair that was left out comes first, a half where it comes second, and so on."""
    own = trial.own[0] + step * trial.own[1][at]
    ahead = sum([score + step * signals[at] > own for score, signals in trial.beside])
    return 1 / (1 + ahead + len(trial.still) - bisect_right(trial.still, own))
