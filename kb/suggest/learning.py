"""How much each thing that comparisons tell counts in one base: learned from the comparisons that were written.

Each end of a known comparison chose its partner among all that it could have been compared with. The weights are those
under which what was chosen is likeliest (the conditional logit of D. McFadden, 1974), held near the usual ones by a
penalty: a few comparisons move them a little, many decide alone. What is minimised is convex, so Newton's method finds
the one answer in a few steps, and a comparison more or less moves it by a little only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from heapq import nlargest, nsmallest
from operator import mul
from typing import TypeAlias
from zlib import crc32

from kb.suggest.comparisons import CROWD, SIGNALS, Comparisons

USUAL = {"spread": 0.3, "shared": 0.5, "often": 0.0}
"""The weights that are taken while there is little to learn from."""
USUAL_SHARPNESS = 3.0
"""A candidate whose score is 1 higher is chosen so much more likely, as a power of e, as long as no more is known."""
HOLD = 2.0
"""How strongly the weights are held at the usual ones."""
HOLD_SHARPNESS = 0.1
LEAST_SHARPNESS = 0.2
"""However little scores tell of what was chosen, no signal may count for more than five times as much as it tells."""
MOST = 200
"""The number of choices that are learned from."""
CHOICES = 80
"""The number of candidates of each choice, the likeliest ones."""
STEPS = 15
ENOUGH = 1e-4
"""A step that gains less than this is the last one."""

Choice: TypeAlias = list[list[float]]
"""The scores of the candidates, then each signal of theirs; the candidate that was chosen is the first."""
Point: TypeAlias = list[float]
"""The sharpness, and for each signal its weight times the sharpness."""


def learn(
    comparisons: Comparisons,
    candidates: Callable[[int], Collection[int]],
    score: Callable[[int, int], float],
) -> dict[str, float]:
    """Give how much each signal counts, for codes with such candidates and scores without what comparisons tell."""
    ends = [
        (one, other) for one, compared in enumerate(comparisons.known) if len(compared) <= CROWD for other in compared
    ]
    # chosen by what they are, not by their order: two folds learn from the same choices but for those left out
    ends = nsmallest(MOST, ends, key=lambda end: (crc32(b"%d %d" % end), end))
    sharpness, *weights = _likeliest([_choice(comparisons, *end, candidates(end[0]), score) for end in ends])
    sharpness = max(LEAST_SHARPNESS, sharpness)
    return {name: weight / sharpness for name, weight in zip(SIGNALS, weights, strict=True)}


def _choice(
    comparisons: Comparisons, one: int, other: int, candidates: Collection[int], score: Callable[[int, int], float]
) -> Choice:
    """Leave a comparison out, and judge all that one end might be compared with by the rest."""
    known = comparisons.known
    known[one].discard(other)
    known[other].discard(one)
    spread, shared = comparisons.of_row(one)
    beside = sorted({*candidates, *comparisons.candidates_of(one)} - known[one] - {one, other})
    rows = [
        (score(one, third), spread.get(third, 0.0), shared.get(third, 0.0), comparisons.often(one, third))
        for third in (other, *beside)
    ]
    known[one].add(other)
    known[other].add(one)
    chosen, *others = rows
    likeliest = nlargest(CHOICES, others, key=lambda row: row[0] + sum(map(mul, USUAL.values(), row[1:])))
    return [list(column) for column in zip(chosen, *likeliest, strict=True)]


def _likeliest(choices: list[Choice]) -> Point:
    """Give the point at which the choices are likeliest, by Newton's method; a step that does not help is halved."""
    at = [USUAL_SHARPNESS, *(USUAL_SHARPNESS * usual for usual in USUAL.values())]
    loss = _loss(choices, at)
    for _ in range(STEPS):
        step = _solved(*_curve(choices, at))
        size = 1.0
        while True:
            there = [place - size * move for place, move in zip(at, step, strict=True)]
            gained = loss - (less := _loss(choices, there))
            if gained >= 0 or size < ENOUGH:
                break
            size /= 2
        if gained > 0:
            at, loss = there, less
        if gained < ENOUGH:
            break
    return at


def _loss(choices: list[Choice], at: Point) -> float:
    """Give how unlikely the choices are at a point, and how far from usual it is."""
    sharpness, *weights = at
    held = sum([(weight - sharpness * usual) ** 2 for weight, usual in zip(weights, USUAL.values(), strict=True)])
    loss = HOLD * held + HOLD_SHARPNESS * (sharpness - USUAL_SHARPNESS) ** 2
    for choice in choices:
        worth = _worth(choice, at)
        most = max(worth)
        loss += most - worth[0] + math.log(sum([math.exp(each - most) for each in worth]))
    return loss


def _worth(choice: Choice, at: Point) -> list[float]:
    """Give how much speaks for each candidate."""
    a, b, c, d = at
    return [
        a * score + b * spread + c * shared + d * often for score, spread, shared, often in zip(*choice, strict=True)
    ]


def _curve(choices: list[Choice], at: Point) -> tuple[list[float], list[list[float]]]:
    """Give the slope of the loss at a point, and how the slope changes."""
    sides = range(len(at))
    bend = [[0.0] * len(at) for _ in sides]
    for side, usual in enumerate(USUAL.values(), start=1):
        bend[side][side] = 2 * HOLD
        bend[0][side] = bend[side][0] = -2 * HOLD * usual
        bend[0][0] += 2 * HOLD * usual**2
    slope = [sum(map(mul, row, at)) for row in bend]
    bend[0][0] += 2 * HOLD_SHARPNESS
    slope[0] += 2 * HOLD_SHARPNESS * (at[0] - USUAL_SHARPNESS)
    for choice in choices:
        worth = _worth(choice, at)
        most = max(worth)
        odds = [math.exp(each - most) for each in worth]
        every = sum(odds)
        likely = [[chance / every * value for chance, value in zip(odds, column, strict=True)] for column in choice]
        means = [sum(column) for column in likely]
        for side in sides:
            slope[side] += means[side] - choice[side][0]
            for other in sides[side:]:
                bend[side][other] += sum(map(mul, likely[side], choice[other])) - means[side] * means[other]
                bend[other][side] = bend[side][other]
    return slope, bend


def _solved(slope: list[float], bend: list[list[float]]) -> list[float]:
    """Solve `bend * step = slope` by elimination; `bend` is positive definite, so there is no need to swap rows."""
    rows = [[*row, value] for row, value in zip(bend, slope, strict=True)]
    size = len(rows)
    for at in range(size):
        for below in range(at + 1, size):
            factor = rows[below][at] / rows[at][at]
            rows[below] = [value - factor * above for value, above in zip(rows[below], rows[at], strict=True)]
    step = [0.0] * size
    for at in reversed(range(size)):
        rest = sum(map(mul, rows[at][at + 1 : size], step[at + 1 :]))
        step[at] = (rows[at][size] - rest) / rows[at][at]
    return step
